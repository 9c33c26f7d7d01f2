package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A recursion is the code of an operator that may use itself: made once, called with its parameters in slots. Operator
// parameters are part of what the code is made for. For functions that use one another there is only the body.
type recursion struct {
	op                           *operator // nil for a function
	md                           mode
	given                        []*operator // the operator arguments, in order
	slots                        []int32     // of the other parameters, in order
	body                         code
	step                         step // as an action; its slots and loops are those from low to high
	low, high, lowLoop, highLoop int32
	made                         bool
	weight                       int32 // how deep the body's code is
}

// maxForms bounds how many forms of one recursive operator are made: with ever new operator arguments there would be no end.
const maxForms = 50

// form finds or makes the code of a recursive operator for a mode and operator arguments.
func (p *Program) form(e *syntax.Ref, op *operator, args []syntax.Expr, argsAt env, md mode) *recursion {
	var given []*operator
	for i, q := range op.params {
		if q.NumParams() > 0 {
			given = append(given, p.operatorOf(args[i], argsAt))
		}
	}
	for _, r := range op.recs {
		if r.md == md && slices.EqualFunc(r.given, given, sameOperator) {
			return r
		}
	}
	if len(op.recs) >= maxForms {
		refuse(e, "the recursive operator %s is given ever new operators as arguments; that is not supported", op.name)
	}
	r := &recursion{op: op, md: md, given: given}
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
	given := r.given
	for _, q := range r.op.params {
		if q.NumParams() > 0 {
			inner = inner.bind(q, given[0])
			given = given[1:]
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
	r := p.form(e, op, args, argsAt, md)
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
	for i, q := range op.params {
		if q.NumParams() == 0 {
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
func (p *Program) formBody(e *syntax.Ref, r *recursion, inner env, md mode) code {
	made := false
	defer func() {
		if !made {
			r.op.recs = slices.DeleteFunc(r.op.recs, func(o *recursion) bool { return o == r })
		}
	}()
	defer p.use(r.op.def, e)()
	deepest := p.deepest
	p.deepest = p.depth
	body := p.compile(r.op.body, inner, md)
	r.weight = int32(p.deepest - p.depth)
	p.deepest = max(deepest, p.deepest)
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
