package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A recursion is the code of an operator that may use itself: made once, called with its parameters in slots. Arguments that
// are no values are part of what the code is made for. For functions that use one another there is only the body.
type recursion struct {
	op                           *operator // nil for a function
	md                           mode
	given                        []given // by parameter
	slots                        []int32 // of the other parameters, in order
	body                         code
	step                         step // as an action; its slots and loops are those from low to high
	low, high, lowLoop, highLoop int32
	made                         bool
	weight                       int32 // how deep the body's code is
}

// maxForms bounds how many forms of one recursive operator are made for one mode: with ever new operator arguments there would be no end.
const maxForms = 50

// formsFor is how many forms of an operator there are for a mode.
func (op *operator) formsFor(md mode) int {
	n := 0
	for _, r := range op.recs {
		if r.md == md {
			n++
		}
	}
	return n
}

// A given argument of a recursive operator is no value: it is an operator, a variable to which an action assigns, or an action. All else is
// passed as a value, and not given.
type given struct {
	op   *operator
	name *byName
	// variable is the place of the variable that name stands for in a bank, or none.
	variable int32
	bank     int8
}

// isValue reports whether the argument is passed as a value.
func (g given) isValue() bool { return g.op == nil && g.name == nil }

// givenArg is argument i of a recursive operator, which stands as an action if steps is true.
func (p *Program) givenArg(op *operator, i int, arg syntax.Expr, at env, md mode, steps bool) given {
	if op.params[i].NumParams() > 0 {
		return given{op: p.operatorOf(arg, at)}
	}
	if !steps {
		return given{}
	}
	g := given{}
	if r, ok := arg.(*syntax.Ref); ok && r.Bind != nil && r.Bind.Sub == nil && len(r.Bind.Path) == 0 {
		g.name, _ = p.plain(r, at).(*byName)
	}
	g.variable, g.bank = p.assignable(arg, at, md)
	switch {
	case g.variable != none, g.name != nil && g.name.given:
	case at.find(op.params[i]) == nil && op.formsFor(md) < maxForms && p.acts(arg, at, md):
	default: // in the operator's own code an action that is made of the one it was given has no end
		return given{}
	}
	if g.name == nil {
		g.name = newByName(arg, at, op.params[i].DeclName(), arg)
		g.name.loose = true
	}
	g.name.given = true
	return g
}

// acts reports whether an argument is an action, or part of an initial predicate: something that may assign, and has no value before it has.
func (p *Program) acts(e syntax.Expr, at env, md mode) bool {
	if l := p.level(e, at); l < syntax.StateLevel || l == syntax.StateLevel && md.cur != md.assign {
		return false
	}
	switch x := e.(type) {
	case *syntax.Label:
		return p.acts(x.Body, at, md)
	case *syntax.Junction, *syntax.Quant, *syntax.Box, *syntax.Angle:
		return true
	case *syntax.Let:
		inner, names := p.letEnv(x, at)
		loosen(names)
		return p.acts(x.Body, inner, md)
	case *syntax.If:
		return p.acts(x.Then, at, md)
	case *syntax.Ref:
		body, inner, lang := p.unfold(x, at)
		switch lang {
		case "=", "\\in", "\\subseteq", "/\\", "\\/", "=>", "UNCHANGED", "\\cdot":
			return true
		}
		return body != nil && p.acts(body, inner, md)
	}
	return false
}

func sameGiven(a, b given) bool {
	switch {
	case a.op != nil && b.op != nil:
		return sameOperator(a.op, b.op)
	case a.name != nil && b.name != nil:
		return a.variable == b.variable && a.bank == b.bank && (a.variable != none || a.name == b.name || a.name.expr == b.name.expr && a.name.env == b.name.env)
	}
	return a.isValue() && b.isValue()
}

// form finds or makes the code of a recursive operator for a mode and what is given to it.
func (p *Program) form(e *syntax.Ref, op *operator, args []syntax.Expr, argsAt env, md mode, steps bool) *recursion {
	list := make([]given, len(op.params))
	for i := range op.params {
		list[i] = p.givenArg(op, i, args[i], argsAt, md, steps)
	}
	for _, r := range op.recs {
		if r.md == md && slices.EqualFunc(r.given, list, sameGiven) {
			return r
		}
	}
	if op.formsFor(md) >= maxForms {
		refuse(e, "the recursive operator %s is given ever new operators or actions as arguments; that is not supported", op.name)
	}
	r := &recursion{op: op, md: md, given: list}
	op.recs = append(op.recs, r)
	return r
}

func sameOperator(a, b *operator) bool {
	return a == b || a.builtin != nil && a.builtin == b.builtin ||
		a.body != nil && a.body == b.body && a.env == b.env
}

// inside gives the parameters of a recursive operator their slots.
func (p *Program) inside(r *recursion) env {
	inner := r.op.env
	for i, q := range r.op.params {
		switch g := r.given[i]; {
		case g.op != nil:
			inner = inner.bind(q, g.op)
			continue
		case g.name != nil:
			inner = inner.bind(q, g.name)
			continue
		}
		s := p.namedSlot(q.DeclName())
		r.slots = append(r.slots, s)
		inner = inner.bind(q, &slotMeaning{slot: s, thunk: p.careful})
	}
	return inner
}

// recursive compiles a call of an operator that may use itself.
func (p *Program) recursive(e *syntax.Ref, op *operator, args []syntax.Expr, argsAt env, md mode) code {
	r := p.form(e, op, args, argsAt, md, false)
	if !r.made && r.slots == nil && r.body.eval == nil {
		inner := p.inside(r)
		r.body = code{eval: func(*Machine) value.Value { panic("recursion before its code") }}
		r.body = p.formBody(e, r, inner, md)
		r.made = true
		u := r.body.uses.without(r.slots...)
		u.open = slices.DeleteFunc(slices.Clone(u.open), func(o *recursion) bool { return o == r })
		r.body.uses = u
	}
	var u uses
	if r.made {
		u = r.body.uses
	} else {
		u.open = []*recursion{r}
	}
	var evals []code
	for i := range op.params {
		if r.given[i].isValue() {
			c := p.passed(op, args[i], argsAt, md)
			evals = append(evals, c)
			u = u.with(c.uses)
		}
	}
	slots := r.slots
	careful := p.careful
	return valueCode(u, func(m *Machine) value.Value {
		m.enter(e, r.weight)
		var room [6]value.Value
		vals := room[:0]
		var thunks []*thunk
		for i := range evals {
			if careful {
				v, t := m.given(&evals[i])
				vals, thunks = append(vals, v), append(thunks, t)
			} else {
				vals = append(vals, evals[i].eval(m))
			}
		}
		m.swap(slots, vals, thunks)
		v := r.body.eval(m)
		m.swap(slots, vals, thunks)
		m.leave(r.weight)
		return v
	})
}

// passed compiles an argument of a call. One that cannot be evaluated is an error when it is asked for; that of a copy would not be
// compiled before.
func (p *Program) passed(op *operator, e syntax.Expr, at env, md mode) code {
	if op.def.Recursive {
		return p.compile(e, at, md)
	}
	c, err := p.tryCompile(e, at, md)
	if err == nil {
		return c
	}
	failed := err.(*Error)
	if failed.Kind == Interrupted {
		panic(failed)
	}
	return valueCode(uses{impure: true}, func(*Machine) value.Value { panic(failed) })
}

// formBody makes the code of a form, which is forgotten when none can be made.
func (p *Program) formBody(e *syntax.Ref, r *recursion, inner env, md mode) (body code) {
	made := false
	defer func() {
		if !made {
			r.op.recs = slices.DeleteFunc(r.op.recs, func(o *recursion) bool { return o == r })
		}
	}()
	defer p.use(r.op.def, e)()
	r.weight = p.levels(func() { body = p.compile(r.op.body, inner, md) })
	made = true
	return body
}

// swap exchanges what stands in slots.
func (m *Machine) swap(slots []int32, vals []value.Value, thunks []*thunk) {
	for i, s := range slots {
		m.slots[s], vals[i] = vals[i], m.slots[s]
	}
	for i := range thunks {
		m.thunks[slots[i]], thunks[i] = thunks[i], m.thunks[slots[i]]
	}
}
