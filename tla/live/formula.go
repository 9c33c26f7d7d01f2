package live

import (
	"fmt"
	"strings"
)

// Formula is a temporal formula. It is never changed once made.
type Formula struct {
	op       op
	atom     int // of opState and opStep
	args     []*Formula
	temporal bool // has a temporal operator in it
}

type op uint8

const (
	opTrue op = iota
	opFalse
	opState
	opStep
	opNot
	opAnd
	opOr
	opAlways
	opEventually
)

// True holds of every behaviour, False of none.
var (
	True  = &Formula{op: opTrue}
	False = &Formula{op: opFalse}
)

// State is true where bit atom of the node is set. It panics if there is no such
// bit.
func State(atom int) *Formula { return newAtom(opState, atom) }

// Step is true where bit atom is set of the step that leaves the state. It
// panics if there is no such bit.
func Step(atom int) *Formula { return newAtom(opStep, atom) }

func newAtom(op op, atom int) *Formula {
	if atom < 0 || atom >= MaxAtoms {
		panic(fmt.Sprintf("live: atom %d is not within 0 to %d", atom, MaxAtoms-1))
	}
	return &Formula{op: op, atom: atom}
}

// Not is negation.
func Not(f *Formula) *Formula {
	switch f.op {
	case opTrue:
		return False
	case opFalse:
		return True
	case opNot:
		return f.args[0]
	}
	return &Formula{op: opNot, args: []*Formula{f}, temporal: f.temporal}
}

// And is conjunction; of nothing it is True.
func And(fs ...*Formula) *Formula { return join(opAnd, True, False, fs) }

// Or is disjunction; of nothing it is False.
func Or(fs ...*Formula) *Formula { return join(opOr, False, True, fs) }

func join(op op, unit, zero *Formula, fs []*Formula) *Formula {
	f := &Formula{op: op}
	for _, arg := range fs {
		switch arg.op {
		case unit.op:
		case zero.op:
			return zero
		case op:
			f.args = append(f.args, arg.args...)
		default:
			f.args = append(f.args, arg)
		}
		f.temporal = f.temporal || arg.temporal
	}
	switch len(f.args) {
	case 0:
		return unit
	case 1:
		return f.args[0]
	}
	return f
}

// Implies is implication.
func Implies(f, g *Formula) *Formula { return Or(Not(f), g) }

// Always is []f: f holds from here on.
func Always(f *Formula) *Formula {
	return &Formula{op: opAlways, args: []*Formula{f}, temporal: true}
}

// Eventually is <>f: f holds here or later.
func Eventually(f *Formula) *Formula {
	return &Formula{op: opEventually, args: []*Formula{f}, temporal: true}
}

// LeadsTo is f ~> g: whenever f holds, g holds then or later.
func LeadsTo(f, g *Formula) *Formula { return Always(Implies(f, Eventually(g))) }

// WF is weak fairness of an action: if it is enabled for ever, steps of it are
// taken again and again. enabled says of a state that a step of the action that
// changes something can be taken, step of a step that it is one. (Lamport,
// Specifying Systems, section 8.4.)
func WF(enabled, step *Formula) *Formula {
	return Or(Always(Eventually(Not(enabled))), Always(Eventually(step)))
}

// SF is strong fairness of an action: if it is enabled again and again, steps of
// it are taken again and again. (Specifying Systems, section 8.6.)
func SF(enabled, step *Formula) *Formula {
	return Or(Eventually(Always(Not(enabled))), Always(Eventually(step)))
}

// String writes the formula as TLA+ does, with s0, s1, … for the atoms of
// states and a0, a1, … for those of steps.
func (f *Formula) String() string {
	switch f.op {
	case opTrue:
		return "TRUE"
	case opFalse:
		return "FALSE"
	case opState:
		return fmt.Sprintf("s%d", f.atom)
	case opStep:
		return fmt.Sprintf("a%d", f.atom)
	case opNot:
		return "~" + f.args[0].String()
	case opAlways:
		return "[]" + f.args[0].String()
	case opEventually:
		return "<>" + f.args[0].String()
	}
	parts := make([]string, len(f.args))
	for i, arg := range f.args {
		parts[i] = arg.String()
	}
	sign := ` /\ `
	if f.op == opOr {
		sign = ` \/ `
	}
	return "(" + strings.Join(parts, sign) + ")"
}

// letter is what a formula can see at one position of a behaviour: the bits of
// the state and of the step that leaves it.
type letter struct{ state, step Bits }

// now evaluates a formula without temporal operators.
func (f *Formula) now(at letter) bool {
	switch f.op {
	case opTrue:
		return true
	case opFalse:
		return false
	case opState:
		return at.state.Has(f.atom)
	case opStep:
		return at.step.Has(f.atom)
	case opNot:
		return !f.args[0].now(at)
	}
	for _, arg := range f.args {
		if arg.now(at) == (f.op == opOr) {
			return f.op == opOr
		}
	}
	return f.op == opAnd
}

// atoms returns the atoms in a formula, as the bits that they look at.
func (f *Formula) atoms() (seen letter) {
	switch f.op {
	case opState:
		seen.state.Set(f.atom)
	case opStep:
		seen.step.Set(f.atom)
	}
	for _, arg := range f.args {
		in := arg.atoms()
		seen.state = seen.state.or(in.state)
		seen.step = seen.step.or(in.step)
	}
	return seen
}
