package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// What a finding of the search means to people: the behaviour that leads to it, and why it is wrong.

// Violation is something broken, with the behaviour that shows it.
type Violation struct {
	Kind     string
	Property string
	Text     string
	// Span is the part of a formula that is false, or where the evaluation failed; its
	// File is nil where nothing of the spec is to be shown.
	Span syntax.Span
	// Trace is nil where no behaviour leads to it.
	Trace *traces.Trace
	Err   error

	states [][]value.Value // of the trace
	after  []value.Value   // the state after them, if the trace has a loop that closes only up to the VIEW
	run    *run            // that found it
}

// Length is the number of steps.
func (v *Violation) Length() int {
	if v.Trace == nil {
		return 0
	}
	return len(v.Trace.States) - 1
}

// foundName is what a finding breaks.
func (m *run) foundName(code uint32) string {
	switch kind, i := kindOf(code); kind {
	case foundInvariant, failedInvariant:
		return m.invariants[i].name
	case foundInitial, failedInitial:
		return m.initials[i].name
	case foundStep, failedStep:
		return m.steps[i].name
	case foundDeadlock:
		return "deadlock"
	}
	return KindEvaluation
}

// Kind implements explore.Kinder: what is broken, and which action made the last step.
func (sp *space) Kind(code uint32, s []uint32, label uint32, here bool) (string, error) {
	kind, _ := kindOf(code)
	text := fmt.Sprintf("%d %s", kind, sp.run.foundName(code))
	if here || len(s) == 0 || sp.observed != nil { // what can ask about the search is not asked twice
		return text, nil
	}
	if !slices.Equal(sp.kindsOf, s) {
		sp.kindsOf, sp.kindsBy = append(sp.kindsOf[:0], s...), sp.kindsBy[:0]
		if err := sp.successors(s); err != nil {
			return "", err
		}
		sp.kindsBy = append(sp.kindsBy, sp.actions...)
	}
	return text + " by " + sp.run.next.Actions[sp.kindsBy[label]].Name, nil
}

// failure is a violation that is a failed evaluation.
func failure(property string, err error) *Violation {
	if property == "" {
		property = KindEvaluation
	}
	v := &Violation{Kind: KindEvaluation, Property: property, Err: err, Text: err.Error()}
	var e *eval.Error
	if errors.As(err, &e) {
		v.Text, v.Span = e.Show(), e.Span
	}
	return v
}

// violation works out what a finding means, by walking its path again.
func (s *system) violation(f *explore.Finding) (*Violation, error) {
	sp := s.Space().(*space)
	states, err := explore.Path(sp, f.Labels)
	if err != nil {
		return nil, err
	}
	var last, before []uint32
	if n := len(states); n > 0 {
		last = states[n-1]
		if n > 1 {
			before = states[n-2]
		}
	}
	v := sp.broken(f.Code, before, last)
	if len(f.Labels) > 0 {
		if v.Trace, v.states, err = sp.follow(f.Labels); err != nil {
			return nil, err
		}
		v.Trace.Meta.StepViolation = f.Step && before != nil
	}
	sp.describe(v)
	return v, nil
}

// broken works out what a finding means that was made of the state last, or of the step from before to it. Before is nil of an
// initial state, last of the search for those.
func (sp *space) broken(code uint32, before, last []uint32) *Violation {
	m := sp.run
	kind, i := kindOf(code)
	at := func(overStep bool) *eval.Machine {
		j := m.prog.NewMachine()
		sp.setLevel(last, 0)
		if overStep && before != nil {
			j.Load(eval.Current, sp.values(nil, before))
			j.Load(eval.Next, sp.values(nil, last))
		} else if last != nil {
			j.Load(eval.Current, sp.values(nil, last))
		}
		return j
	}
	again := func(property string, err error) *Violation {
		if err == nil {
			err = errors.New("the evaluation failed during the search, but not when it was repeated")
		}
		return failure(property, err)
	}
	failed := func(c claim, overStep bool) *Violation {
		_, err := c.f.Holds(at(overStep))
		return again(c.name, err)
	}
	switch kind {
	case foundInvariant:
		c := m.invariants[i]
		return falseClaim(KindInvariant, c, "the invariant "+c.name+" is false in the last state", at(false))
	case foundInitial:
		c := m.initials[i]
		return falseClaim(KindTemporal, c, "the initial state does not satisfy the property "+c.name, at(false))
	case foundStep:
		c := m.steps[i]
		return falseClaim(KindAction, c, fmt.Sprintf("the last step does not satisfy the action property %s (%s)", c.name, c.span), at(true))
	case foundDeadlock:
		return &Violation{Kind: KindDeadlock, Property: "deadlock", Text: "no step leads on from the last state"}
	case failedNext:
		return again("Next", sp.eachMade(last, func(int, *successor) error { return nil }))
	case failedInit:
		return again("Init", sp.successors(last))
	case failedInvariant:
		return failed(m.invariants[i], false)
	case failedInitial:
		return failed(m.initials[i], false)
	case failedStep:
		return failed(m.steps[i], true)
	case failedLimit:
		return failure("", sp.limitError(before, last))
	}
	return &Violation{}
}

// eachMade finds the successors of a state, makes their values and calls f with each, which is overwritten afterwards, and its number. It ends
// at the first error.
func (sp *space) eachMade(s []uint32, f func(i int, t *successor) error) error {
	if err := sp.successors(s); err != nil {
		return err
	}
	for i := range sp.actions {
		sp.to.begin(sp, i, s)
		if err := sp.to.complete(sp); err != nil {
			return err
		}
		if err := f(i, &sp.to); err != nil {
			return err
		}
	}
	return nil
}

// unmade is the error of a set that grew by what cannot be a member of it, or the like, when the state is made that has it. The search
// knows the step by then only by a number; it is done again with all successors made at once.
type unmade struct{ error }

func (u unmade) Unwrap() error { return u.error }

// describe writes the violation into its trace.
func (sp *space) describe(v *Violation) {
	if v.Trace != nil {
		states := v.states
		if v.after != nil {
			states = append(slices.Clip(states), v.after)
		}
		sp.showAliases(v.Trace, states)
		v.Trace.Meta.Property, v.Trace.Meta.Violation, v.Trace.Meta.PropertyKind = v.Property, v.Text, v.Kind
	}
}

// limitError finds which constraint, view or atom failed, in the last state or over the last step or over a step from there.
func (sp *space) limitError(before, last []uint32) error {
	m := sp.run
	sp.origin = before
	try := func(from, to []value.Value) (err error) {
		sp.outside(from, to, func(failed error) { err = cmp.Or(err, failed) })
		if err != nil {
			return err
		}
		if m.view != nil {
			if _, err := sp.viewed(to); err != nil {
				return err
			}
		}
		if sp.atoms == nil {
			return nil
		}
		_, _, err = sp.truths(from, to)
		return err
	}
	if last != nil {
		var from []value.Value
		if before != nil {
			from = sp.values(nil, before)
		}
		if err := try(from, sp.values(nil, last)); err != nil {
			return err
		}
	}
	var from []value.Value
	if last != nil {
		from = sp.values(nil, last)
	}
	err := sp.eachMade(last, func(_ int, t *successor) error { return try(from, slices.Clone(t.vals)) })
	if err != nil {
		return err
	}
	return errors.New("the evaluation failed during the search, but not when it was repeated")
}
