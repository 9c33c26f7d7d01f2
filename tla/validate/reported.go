package validate

import (
	"cmp"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
)

// String is the report for people.
func (r *Report) String() string {
	var b strings.Builder
	_ = r.Report().Text(&b, report.TextOptions{}) // a Builder has room
	return b.String()
}

// Report returns the report in the form that all commands have.
func (r *Report) Report() *report.Report {
	out := &report.Report{
		Command: report.Validate, Verdict: report.Verdict(r.Verdict), Complete: r.Verdict != Inconclusive,
		Subject:   report.Subject{Name: r.Log, Doc: "held against " + r.Spec, Spec: r.Spec, Config: r.Config},
		Counts:    report.Counts{States: r.States, Steps: r.Steps},
		Resources: report.Resources{Elapsed: r.Elapsed},
		Validation: &report.Validation{
			Log: r.Log, Events: r.Events, Matched: r.Matched, Widest: r.Widest, Unlogged: r.Unlogged,
			Unchecked: r.Unchecked, Misfit: r.Misfit.reported(r.Log),
			Logs: r.Logs,
		},
	}
	for i := range r.Unplaced {
		u := &r.Unplaced[i]
		out.Validation.Unplaced = append(out.Validation.Unplaced, report.Unplaced{Log: u.Log, Event: u.Event, Line: u.Line, Waits: u.Waits})
	}
	if m := out.Validation.Misfit; m != nil {
		m.Explanation += r.unplacedText()
	}
	if r.EndedBy != "" {
		out.BoundedBy = []string{r.EndedBy}
	}
	for _, n := range r.Bounds {
		out.Bounds = append(out.Bounds, report.Bound{Name: n.Name, Value: n.Value.String()})
	}
	for _, text := range r.Warnings {
		out.Warnings = append(out.Warnings, report.Warning{Text: text})
	}
	return out
}

func (f *Misfit) reported(log string) *report.Misfit {
	if f == nil {
		return nil
	}
	var text strings.Builder
	f.text(&text)
	out := &report.Misfit{
		Log: cmp.Or(f.Log, log), Event: f.Event, Line: f.Line, Text: f.Text, States: f.States, State: stateTexts(f.Variables, f.State),
		Differences: map[string][]string{}, Near: []report.Near{}, Explanation: text.String(),
		Place: report.Place{File: cmp.Or(f.Log, log), Line: f.Line},
	}
	for _, d := range f.Differences {
		out.Differences[d.Variable] = d.Some
	}
	for _, n := range f.Near {
		near := report.Near{
			Action: n.Name, Path: append([]string{}, n.Path...), Conjunct: n.Conjunct, Place: n.Span.String(), Passed: n.Passed,
			Values: valueTexts(n.Values), Bound: valueTexts(n.Bound),
		}
		if n.Err != nil {
			near.Error = n.Err.Error()
		}
		out.Near = append(out.Near, near)
	}
	return out
}

func valueTexts(list []eval.NamedValue) map[string]string {
	out := map[string]string{}
	for _, v := range list {
		out[v.Name] = v.Value.String()
	}
	return out
}

func stateTexts(names []string, s *check.WalkedState) map[string]string {
	out := map[string]string{}
	if s != nil {
		for i, name := range names {
			out[name] = s.Values[i].String()
		}
	}
	return out
}
