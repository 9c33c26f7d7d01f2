package cmd

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

// conformance is what holding the requested code against its spec found.
func (r *request) conformance(found *conform.Report) *report.Report {
	rep := r.report(&found.Report)
	rep.Command = report.Conform
	network := ""
	switch {
	case found.Losses:
		network = "; messages may be lost with every step"
	case found.Kept:
		network = "; the network has all that was ever sent, as in the spec"
	}
	rep.Subject.Spec = found.Spec
	rep.Subject.Given = append(rep.Subject.Given, report.Line{
		Label: "spec", Text: fmt.Sprintf("%s, by the mapping %s%s", found.Spec, r.protocol.Mapping.Module, network),
	})
	rep.Conformance = &report.Conformance{
		Spec: found.Spec, Losses: found.Losses, Images: found.Images, Missed: found.Missed,
		SameStates: found.SameStates(), Stutters: found.Stutters, Several: found.Several,
	}
	for _, a := range found.Actions {
		rep.Actions = append(rep.Actions, report.Action{Name: a.Name, Steps: a.Steps})
	}
	switch {
	case found.Departure != nil:
		rep.Verdict, rep.Conformance.Departure = report.Departs, departureOf(found.Departure)
	case rep.Verdict == report.Holds:
		rep.Verdict = report.Conforms
	}
	return rep
}

func departureOf(d *conform.Departure) *report.Departure {
	out := &report.Departure{Step: d.Number, Changes: []string{}, Instead: []report.Instead{}, Nearest: []report.Near{}}
	if d.Step != nil {
		out.Code = d.Step.String()
	}
	if d.Before != nil && d.After != nil {
		out.Changes = changeTexts(traces.Diff(d.Before, d.After))
	}
	for _, o := range d.Instead {
		one := report.Instead{Changes: changeTexts(o.Changes)}
		if o.Step != nil {
			one.Action = o.Step.String()
		}
		out.Instead = append(out.Instead, one)
	}
	for i := range d.Nearest {
		out.Nearest = append(out.Nearest, nearOf(&d.Nearest[i]))
	}
	var text strings.Builder
	if err := d.Write(&text); err == nil { // a Builder has room
		out.Text = text.String()
	}
	return out
}

func nearOf(m *eval.Miss) report.Near {
	near := report.Near{
		Action: m.Name, Path: append([]string{}, m.Path...), Bound: map[string]string{}, Passed: m.Passed, Conjunct: m.Conjunct,
		Place: conform.MissPlace(m), Values: map[string]string{},
	}
	for _, v := range m.Bound {
		near.Bound[v.Name] = v.Value.String()
	}
	for _, v := range m.Values {
		near.Values[v.Name] = v.Value.String()
	}
	if m.Err != nil {
		near.Error = oneLine(m.Err.Error())
	}
	return near
}

func changeTexts(changes []traces.Change) []string {
	list := []string{}
	for _, c := range changes {
		switch {
		case c.Before == nil:
			list = append(list, c.Path+" + "+c.After.String())
		case c.After == nil:
			list = append(list, c.Path+" − "+c.Before.String())
		default:
			list = append(list, c.Path+" "+c.Before.String()+" → "+c.After.String())
		}
	}
	return list
}
