package traces

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/numbers"
)

// Trace returns what the log says as a run: state n is what was last seen of each node
// after event n. A field stands in the states from the first event on that logged it, and
// there is no network, because a log need not say what was sent.
func (l *Log) Trace() *Trace {
	t := &Trace{Loop: NoLoop, Meta: Meta{
		Kind: KindLog, Protocol: l.Protocol, Mutant: l.Mutant, Settings: l.Settings,
	}}
	seen := make(Record, len(l.Nodes))
	for i, name := range l.Nodes {
		seen[i] = Field{name, Record{{"up", Bool(true)}}}
	}
	t.States = append(t.States, stateSeen(seen, nil))
	for i := range l.Events {
		e := &l.Events[i]
		seen = slices.Clone(seen)
		if at := slices.Index(l.Nodes, e.Node); at >= 0 {
			seen[at].Value = e.after(seen[at].Value.(Record))
		}
		t.States = append(t.States, stateSeen(seen, e.step()))
	}
	return t
}

func stateSeen(nodes Record, step *Step) State {
	return State{Vars: Record{{"nodes", nodes}}, Step: step}
}

// after returns what is known of a node after the event.
func (e *LogEvent) after(before Record) Record {
	after := slices.Clone(before)
	put := func(name string, v Value) {
		for i := range after {
			if after[i].Name == name {
				after[i].Value = v
				return
			}
		}
		after = append(after, Field{name, v})
	}
	for _, f := range e.State {
		put(f.Name, f.Value)
	}
	put("up", Bool(e.Kind != StepCrash))
	return after
}

// step returns the event as a step.
func (e *LogEvent) step() *Step {
	s := &Step{Kind: e.Kind, Node: e.Node, From: e.From, To: e.To, Name: e.Name, Message: e.Message, Sent: e.Sent}
	switch e.Kind {
	case StepPartition, StepCutLink, StepHealLink:
		if e.Sides != nil {
			s.Args = sidesArgs(e.Sides)
		}
	}
	return s
}

// Refused returns the run up to an event, counted from 1, that fits no behaviour of the spec
// with the given name, with the reason. It panics if there is no such event.
func (t *Trace) Refused(event int, spec, why string) *Trace {
	out := *t
	out.States = slices.Clone(t.States[:event+1])
	out.Meta.Property, out.Meta.PropertyKind, out.Meta.Violation, out.Meta.StepViolation = spec, KindRefused, why, true
	if left := t.Steps() - event; left > 0 {
		last := &out.States[event]
		step := *last.Step
		step.Note = fmt.Sprintf("the log goes on after this event, with %s", numbers.Some(left, "event"))
		last.Step = &step
	}
	return &out
}
