package conform

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// Departure is a step of the code that the spec does not allow, or an initial state.
type Departure struct {
	// Spec is the module that the code was held against.
	Spec string
	// Number is the number of the step, counted from 1; 0 is the initial state. Text says what is wrong with it.
	Number int
	Text   string
	// Step is the step of the code; nil for the initial state.
	Step *traces.Step
	// Before and After are the spec's states that belong to the states before and after the step; nil where there is none.
	Before, After traces.Record
	// Instead are the steps of the spec from Before that come nearest: where the code received a message those with this message,
	// which may be none, else all; those whose outcomes differ least from After come first.
	Instead []Instead
	// Nearest are the branches of the spec's actions that come nearest to the step: first those about the message, then those of
	// the action that is first in Instead, then those that pass most conjuncts.
	Nearest []eval.Miss
}

// Instead is a step that the spec allows where the code departs.
type Instead struct {
	Step *traces.Step
	// Changes are how the state after it differs from that of the code.
	Changes []traces.Change
}

const (
	mostNearest = 5 // near misses of a departure
	mostInstead = 3 // steps of the spec that are shown
	mostMisses  = 200
	muchFarther = 2 // differences more than the nearest has: too far to be shown
)

// departure looks at the last step of a run that departs there.
func (c *Checker) departure(t *traces.Trace, text string) (*Departure, error) {
	last := len(t.States) - 1
	d := &Departure{Spec: c.Spec(), Number: last, Text: text, Step: t.States[last].Step}
	images := newImages(c)
	var before []uint32
	if last > 0 {
		number, err := c.imageIn(images, t.States[last-1].Vars)
		if err != nil {
			return d, nil // the text says so
		}
		before = images.states[number-1]
		d.Before = c.mapping.Record(before)
	}
	number, err := c.imageIn(images, t.States[last].Vars)
	if err != nil || c.mapping.Broken != nil {
		return d, nil
	}
	after := images.states[number-1]
	d.After = c.mapping.Record(after)
	if c.Losses && before != nil {
		// What was lost tells nothing.
		after[c.msgs], err = images.mapper.Union(before[c.msgs], after[c.msgs])
		if err != nil {
			return nil, err
		}
	}
	var received traces.Value = traces.Set{}
	if before != nil {
		received = c.received(images, t.States[last-1].Vars, d.Step)
	}
	if err := d.explain(images.mapper, before, after, received); err != nil {
		return nil, err
	}
	return d, nil
}

// received is the set of what the spec makes of the message that the code received in a step: its messages, when that one alone is
// in the network. It is empty where nothing was received.
func (c *Checker) received(m *images, vars traces.Record, step *traces.Step) traces.Value {
	if step.Message == nil || step.From == "" || c.msgs < 0 {
		return traces.Set{}
	}
	alone := slices.Clone(vars)
	for i := range alone {
		if alone[i].Name == varNetwork {
			alone[i].Value = traces.Seq{traces.Record{
				{Name: "from", Value: traces.NewStr(step.From)}, {Name: "to", Value: traces.NewStr(step.To)},
				{Name: "name", Value: traces.NewStr(step.Name)}, {Name: "message", Value: step.Message},
			}}
		}
	}
	image, err := c.imageIn(m, alone)
	if err != nil {
		return traces.Set{}
	}
	return c.mapping.Record(m.states[image-1])[c.msgs].Value
}

// isIn reports whether a value is a member of a set.
func isIn(set, v traces.Value) bool {
	members, _ := set.(traces.Set)
	return slices.ContainsFunc(members, func(m traces.Value) bool { return traces.Equal(m, v) })
}

// rank gives what is true a place before what is not.
func rank(is bool) int {
	if is {
		return 0
	}
	return 1
}

// explain finds what the spec allows that comes near.
func (d *Departure) explain(m *check.Mapper, before, after []uint32, received traces.Value) error {
	wanted := m.Record(after)
	var states [][]uint32
	err := m.Each(before, func(_ int, state []uint32) { states = append(states, slices.Clone(state)) })
	if err != nil {
		return err
	}
	about := func(s Instead) int {
		return rank(s.Step != nil && slices.ContainsFunc(s.Step.Args, func(f traces.Field) bool { return isIn(received, f.Value) }))
	}
	for i, state := range states {
		if slices.Equal(before, state) {
			continue // what changes nothing says nothing
		}
		one := Instead{Changes: traces.DiffFrom(1, wanted, m.Record(state))}
		if before != nil {
			one.Step = m.StepName(before, i)
		}
		d.Instead = append(d.Instead, one)
	}
	slices.SortStableFunc(d.Instead, func(a, b Instead) int { return cmp.Or(about(a)-about(b), len(a.Changes)-len(b.Changes)) })
	d.Instead = d.Instead[:min(len(d.Instead), mostInstead)]
	if members, _ := received.(traces.Set); len(members) > 0 && len(d.Instead) > 0 && about(d.Instead[0]) > 0 {
		d.Instead = nil // what happens elsewhere says nothing
	}
	for i, s := range d.Instead {
		if about(s) != about(d.Instead[0]) || len(s.Changes) > len(d.Instead[0].Changes)+muchFarther {
			d.Instead = d.Instead[:i]
			break
		}
	}
	x, err := m.Nearest(before, after, mostMisses)
	if err != nil {
		return err
	}
	likely := func(miss eval.Miss) int {
		same := len(d.Instead) > 0 && d.Instead[0].Step != nil && miss.Name == d.Instead[0].Step.Name
		of := slices.ContainsFunc(miss.Bound, func(v eval.NamedValue) bool { return isIn(received, m.Traced(v.Value)) })
		return 2*rank(of) + rank(same)
	}
	d.Nearest = x.Misses
	slices.SortStableFunc(d.Nearest, func(a, b eval.Miss) int { return likely(a) - likely(b) })
	d.Nearest = d.Nearest[:min(len(d.Nearest), mostNearest)]
	return nil
}

// imageIn is the image of a state of a trace.
func (c *Checker) imageIn(m *images, vars traces.Record) (uint32, error) {
	var ids []uint32
	for _, name := range c.mapping.Variables() {
		v := other(vars, name)
		switch list, _ := v.(traces.Seq); name {
		case varNetwork:
			v = withoutCopies(list)
		case varChannels:
			v = other(vars, varNetwork) // its order is that of a trace
		}
		x, err := c.mapping.Value(v)
		if err != nil {
			return 0, err
		}
		ids = append(ids, c.mapping.Number(x))
	}
	return m.of(ids)
}

// withoutCopies is the network as a set of messages.
func withoutCopies(list traces.Seq) traces.Set {
	var members []traces.Value
	for _, v := range list {
		if r, ok := v.(traces.Record); ok {
			var kept traces.Record
			for _, f := range r {
				if f.Name != "copies" {
					kept = append(kept, f)
				}
			}
			v = kept
		}
		members = append(members, v)
	}
	return traces.NewSet(members...)
}

// Judge judges every step of a run of the code, and gives the first departure; nil when there is none.
func (c *Checker) Judge(t *traces.Trace) (*Departure, error) {
	r := newRun(c)
	var before uint32
	for i, s := range t.States {
		image, err := c.imageIn(r.images, s.Vars)
		text := ""
		switch {
		case err != nil:
			text = unmapped(err)
		case i == 0:
			text = r.judgeInitial(image)
		default:
			text = r.judgeStep(before, image)
		}
		if text != "" {
			cut := *t
			cut.States = t.States[:i+1]
			return c.departure(&cut, text)
		}
		before = image
	}
	return nil, nil
}

// Write shows the departure to people: the step as the spec sees it, and what comes near.
func (d *Departure) Write(w io.Writer) error {
	if d.After == nil {
		return nil
	}
	t := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: d.After}}}
	what := "the initial state"
	if d.Before != nil {
		what = "the states before and after the last step"
		t.States = []traces.State{{Vars: d.Before}, {Vars: d.After, Step: &traces.Step{Kind: traces.StepAction, Name: "the code: " + d.Step.String()}}}
	}
	if _, err := fmt.Fprintf(w, "%s, as %s sees them:\n\n", what, d.Spec); err != nil {
		return err
	}
	if err := text.Write(w, t, text.Options{}); err != nil {
		return err
	}
	var b strings.Builder
	d.writeInstead(&b)
	if len(d.Nearest) > 0 {
		fmt.Fprintf(&b, "\nthe actions of %s that come nearest:\n", d.Spec)
	}
	for i := range d.Nearest {
		m := &d.Nearest[i]
		fmt.Fprintf(&b, "  %s: %s, then\n    %s", MissName(m), trueText(m.Passed), m.Conjunct)
		if m.Err != nil {
			fmt.Fprintf(&b, "\n    cannot be evaluated (%s): %s\n", MissPlace(m), strings.Join(strings.Fields(m.Err.Error()), " "))
			continue
		}
		fmt.Fprintf(&b, "\n    is false (%s)\n", MissPlace(m))
		for _, v := range m.Values {
			fmt.Fprintf(&b, "      %s is %s\n", v.Name, v.Value)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeInstead shows what the spec allows.
func (d *Departure) writeInstead(b *strings.Builder) {
	if len(d.Instead) == 0 {
		what := "here"
		if d.Step != nil && d.Step.Message != nil {
			what = "with this message"
		}
		fmt.Fprintf(b, "\n%s allows no step %s\n", d.Spec, what)
		return
	}
	fmt.Fprintf(b, "\nwhat %s allows instead, the nearest first:\n", d.Spec)
	for _, o := range d.Instead {
		what := "an initial state"
		if o.Step != nil {
			what = o.Step.String()
		}
		fmt.Fprintf(b, "  %s\n", what)
		for _, c := range o.Changes {
			switch {
			case c.Before == nil:
				fmt.Fprintf(b, "    %s  has %s too\n", c.Path, c.After)
			case c.After == nil:
				fmt.Fprintf(b, "    %s  has not %s\n", c.Path, c.Before)
			default:
				fmt.Fprintf(b, "    %s  is %s, not %s\n", c.Path, c.After, c.Before)
			}
		}
	}
}

// MissName is the action of a near miss with what was chosen in it.
func MissName(m *eval.Miss) string {
	var args []string
	for _, v := range m.Bound {
		args = append(args, fmt.Sprintf("%s = %s", v.Name, v.Value))
	}
	if len(args) == 0 {
		return m.Name
	}
	return m.Name + ", " + strings.Join(args, ", ")
}

// MissPlace is where the false conjunct stands.
func MissPlace(m *eval.Miss) string {
	if m.Span.File == nil {
		return "in no file"
	}
	return fmt.Sprintf("%s:%d", path.Base(m.Span.File.Name), m.Span.Start.Line)
}

// Replay judges the steps of a saved run again, and gives its last step, if that is where it departs from the spec, as what is
// violated.
func (c *Checker) Replay(t *traces.Trace) (*traces.Finding, error) {
	d, err := c.Judge(t)
	if d == nil || err != nil || d.Number != t.Steps() {
		return nil, err
	}
	return &traces.Finding{Property: c.Property(), Kind: system.Conformance, Text: d.Text}, nil
}

// trueText says how many conjuncts were true before the one that was not.
func trueText(conjuncts int) string {
	if conjuncts == 1 {
		return "1 conjunct is true"
	}
	return numbers.Some(conjuncts, "conjunct") + " are true"
}
