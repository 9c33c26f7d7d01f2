package cycles

import (
	"fmt"
	"strconv"
	"strings"
)

// Formula is a temporal formula. It is never changed once made.
type Formula struct {
	op       op
	atom     int // of opState and opStep
	failed   int // of these: the bit that says that the atom has no value, or none
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

// State is true where bit atom of the node is set. It panics if atom is negative.
func State(atom int) *Formula { return newAtom(opState, atom) }

// Step is true where bit atom is set of the step that leaves the state. It panics if
// atom is negative.
func Step(atom int) *Formula { return newAtom(opStep, atom) }

// none is the place of no bit.
const none = -1

func newAtom(op op, atom int) *Formula {
	checkBit(atom)
	return &Formula{op: op, atom: atom, failed: none}
}

func checkBit(bit int) {
	if bit < 0 {
		panic(fmt.Sprintf("cycles: atom %d is negative", bit))
	}
}

// Unless returns the atom f as one that has no value where a bit is set, of the
// node or of the step as it is for f: there it could not be evaluated. A search
// that has to know it there ends with an Undecided. It panics if failed is negative.
func (f *Formula) Unless(failed int) *Formula {
	checkBit(failed)
	return &Formula{op: f.op, atom: f.atom, failed: failed}
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
// states and a0, a1, … for those of steps; s0?1 has no value where bit 1 is set.
func (f *Formula) String() string {
	switch f.op {
	case opTrue:
		return "TRUE"
	case opFalse:
		return "FALSE"
	case opState, opStep:
		text := "s"
		if f.op == opStep {
			text = "a"
		}
		text += strconv.Itoa(f.atom)
		if f.failed != none {
			text += "?" + strconv.Itoa(f.failed)
		}
		return text
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

// key is the same for equal letters, and tells them from others.
func (l letter) key() string { return string(l.step.appendKey(l.state.appendKey(nil))) }

// truth is the value of a formula, in an order: of a conjunction it is the least
// that a conjunct has, of a disjunction the greatest.
type truth uint8

const (
	no      truth = iota
	unknown       // it depends on an atom that has no value
	yes
)

func truthOf(is bool) truth {
	if is {
		return yes
	}
	return no
}

func (v truth) not() truth { return yes - v }

// value is that of an atom.
func (f *Formula) value(at letter) truth {
	bits := at.state
	if f.op == opStep {
		bits = at.step
	}
	if f.failed != none && bits.Has(f.failed) {
		return unknown
	}
	return truthOf(bits.Has(f.atom))
}

// now evaluates a formula without temporal operators.
func (f *Formula) now(at letter) truth {
	switch f.op {
	case opTrue:
		return yes
	case opFalse:
		return no
	case opState, opStep:
		return f.value(at)
	case opNot:
		return f.args[0].now(at).not()
	case opAnd:
		least := yes
		for _, arg := range f.args {
			least = min(least, arg.now(at))
		}
		return least
	}
	greatest := no
	for _, arg := range f.args {
		greatest = max(greatest, arg.now(at))
	}
	return greatest
}

// ask evaluates a formula without temporal operators as one reads it, from left to
// right, and only as far as needed. If an atom without a value is needed, it
// returns that too.
func (f *Formula) ask(at letter) (truth, *Formula) {
	switch f.op {
	case opNot:
		v, lacks := f.args[0].ask(at)
		return v.not(), lacks
	case opAnd, opOr:
		unit := truthOf(f.op == opAnd)
		for _, arg := range f.args {
			if v, lacks := arg.ask(at); v != unit {
				return v, lacks
			}
		}
		return unit, nil
	}
	v := f.now(at)
	if v == unknown {
		return v, f
	}
	return v, nil
}

// atoms returns the atoms in a formula, as the bits that they look at.
func (f *Formula) atoms() (seen letter) {
	bits := &seen.state
	if f.op == opStep {
		bits = &seen.step
	}
	if f.op == opState || f.op == opStep {
		bits.Set(f.atom)
		if f.failed != none {
			bits.Set(f.failed)
		}
	}
	for _, arg := range f.args {
		in := arg.atoms()
		seen.state.add(in.state)
		seen.step.add(in.step)
	}
	return seen
}
