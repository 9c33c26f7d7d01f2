package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/value"
)

// A derived variable is what an instance substitutes for a variable of its module: a function of the state. Who evaluates
// formulas in many states can work it out once for all states that agree in what it reads, and load it behind the variables; code
// finds it there. In that way a refinement is judged by the mapped values before and after a step, which are few, and not by
// the states, which are many.

// derivedBase is where derived variables begin among the numbers of uses.
const derivedBase = 1 << 15

// derivedCode reads a derived variable where it is loaded, and works it out where it is not.
func (p *Program) derivedCode(n *byName, c code, md mode) code {
	number := p.derive(n, c.uses.vars)
	bank, place := md.cur, len(p.Variables)+int(n.derived)-1
	use := []int32{int32(bank)*stride + number}
	out := code{uses: uses{vars: use, whole: use}, eval: func(m *Machine) value.Value {
		if vars := m.vars[bank]; place < len(vars) && !vars[place].IsNone() {
			return vars[place]
		}
		return c.eval(m)
	}}
	if c.cond != nil {
		out.cond = func(m *Machine) bool { return out.eval(m).IsTrue() }
	}
	if n.class > 0 && bank == Current {
		out.class = number + 1
	}
	return out
}

// derive makes n a derived variable that depends on others, and gives its number among those of uses.
func (p *Program) derive(n *byName, under []int32) int32 {
	if n.derived == 0 {
		p.derived = append(p.derived, n)
		n.derived = int32(len(p.derived))
	}
	n.under = union(n.under, under)
	return derivedBase + n.derived - 1
}

// current is the value of a variable of the current state, derived or not, by its number among those of uses; none if it is not loaded.
func (m *Machine) current(v int32) value.Value {
	vars := m.vars[Current]
	if v >= derivedBase {
		v += int32(len(m.prog.Variables)) - derivedBase
	}
	if int(v) >= len(vars) {
		return value.Value{}
	}
	return vars[v]
}

// underlying are the variables on which those of uses depend, without derived ones: each bank has its own copy of these.
func (p *Program) underlying(vars []int32) (list []int32) {
	for _, v := range vars {
		if v%stride < derivedBase {
			list = union(list, []int32{v})
			continue
		}
		for _, w := range p.underlying(p.derived[v%stride-derivedBase].under) {
			if w/stride == v/stride {
				list = union(list, []int32{w})
			}
		}
	}
	return list
}

// Derived gives the formulas of the derived variables that compiled formulas use. Machine.Load may be given their values behind
// those of the variables, in this order; none where the evaluation failed.
func (p *Program) Derived() (list []*Formula, err error) {
	for i := 0; i < len(p.derived); i++ { // compiling can add more
		n := p.derived[i]
		p.inClass = n.class > 0
		f, err := p.derivedFormula(n)
		p.inClass = false
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (p *Program) derivedFormula(n *byName) (f *Formula, err error) {
	if n.index == nil {
		return p.formula(n.expr, n.env, false)
	}
	defer catch(&err)
	return &Formula{prog: p, expr: n.expr, at: n.env, md: memberMode, code: n.index.code(p)}, nil
}

// Class says of which variable a derived one is a class: the set of those members of which a test holds that reads nothing else, or an
// index of them.
func (p *Program) Class(derived int) (variable int, ok bool) {
	n := p.derived[derived]
	return int(n.class) - 1, n.class > 0
}

// A Read is a variable that a formula looks at, in bank Current or Next. Derived variables are numbered behind the others.
type Read struct{ Bank, Place int }

// Reads lists all that the formula's value depends on; ok is false when it depends on more than variables.
func (f *Formula) Reads() (list []Read, ok bool) {
	u := f.code.uses
	if u.impure || len(u.slots) > 0 || len(u.open) > 0 {
		return nil, false
	}
	return f.prog.reads(u), true
}

func (p *Program) reads(u uses) (list []Read) {
	for _, v := range u.vars {
		list = append(list, p.readOf(v))
	}
	return slices.Clip(list)
}

func (p *Program) readOf(v int32) Read {
	r := Read{int(v / stride), int(v % stride)}
	if r.Place >= derivedBase {
		r.Place += len(p.Variables) - derivedBase
	}
	return r
}

// Over says that the formula holds for a set (a variable of the current state, or a class of one, in the given place) if and only if it
// holds for each of two sets of which it is the union, everything else being the same.
func (f *Formula) Over() (place int, ok bool) {
	return f.prog.readOf(f.code.over - 1).Place, f.code.over > 0
}

// Mentions lists the variables that the formula may look at, whatever else it depends on.
func (f *Formula) Mentions() []Read { return f.prog.reads(f.code.uses) }

// Mentions lists the variables at which taking a step may look.
func (t *Transition) Mentions() []Read { return t.prog.reads(t.uses) }
