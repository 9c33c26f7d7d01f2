package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// returning is the continuation of a call of a recursive action.
type returning struct {
	r      *recursion
	k      step
	slots  []value.Value // what the caller had in all slots of the body
	thunks []*thunk
	loops  []loop
}

// exchange puts back what was in the slots of the body, and keeps what is in them now.
func (f *returning) exchange(m *Machine) {
	r := f.r
	for i := range f.slots {
		m.slots[int(r.low)+i], f.slots[i] = f.slots[i], m.slots[int(r.low)+i]
	}
	for i := range f.thunks {
		m.thunks[int(r.low)+i], f.thunks[i] = f.thunks[i], m.thunks[int(r.low)+i]
	}
	for i := range f.loops {
		m.loops[int(r.lowLoop)+i], f.loops[i] = f.loops[i], m.loops[int(r.lowLoop)+i]
	}
}

// recursiveStep calls an action that may use itself. What comes after it differs from call to call, so it is kept in a stack.
func (p *Program) recursiveStep(e *syntax.Ref, op *operator, args []syntax.Expr, argsAt env, md mode, k step) step {
	p.spoil()
	r := p.form(e, op, args, argsAt, md, true)
	if r.step == nil {
		r.low, r.lowLoop = p.slots, p.loops
		inner := p.inside(r)
		r.step = func(m *Machine) { panic("recursion before its code") }
		r.weight = p.levels(func() {
			r.step = p.action(op.body, inner, md, nil, func(m *Machine) {
				// The caller's world again, for what comes after the call.
				top := len(m.returns) - 1
				f := m.returns[top]
				m.returns = m.returns[:top]
				f.exchange(m)
				f.k(m)
				f.exchange(m)
				m.returns = append(m.returns, f)
			})
		})
		r.high, r.highLoop = p.slots, p.loops
	}
	var evals []code
	for i := range op.params {
		if r.given[i].isValue() {
			evals = append(evals, p.compile(args[i], argsAt, md))
		}
	}
	return func(m *Machine) {
		m.enter(e, r.weight)
		var vals []value.Value
		var thunks []*thunk
		for i := range evals {
			if p.careful {
				v, t := m.given(&evals[i])
				vals, thunks = append(vals, v), append(thunks, t)
			} else {
				vals = append(vals, evals[i].eval(m))
			}
		}
		f := returning{r: r, k: k, slots: append([]value.Value(nil), m.slots[r.low:r.high]...),
			loops: append([]loop(nil), m.loops[r.lowLoop:r.highLoop]...)}
		if p.careful {
			f.thunks = append([]*thunk(nil), m.thunks[r.low:r.high]...)
		}
		m.swap(r.slots, vals, thunks)
		m.returns = append(m.returns, f)
		r.step(m)
		m.returns = m.returns[:len(m.returns)-1]
		m.swap(r.slots, vals, thunks)
		m.leave(r.weight)
	}
}

// newBank is a place for the variables of one more state.
func (p *Program) newBank(e syntax.Node) int8 {
	p.banks++
	if p.banks > 100 {
		refuse(e, "\\cdot is used in too many places")
	}
	return int8(p.banks - 1)
}

// enabled is ENABLED A: there is a next state to which A leads.
func (p *Program) enabled(e syntax.Node, arg syntax.Expr, at env, md mode) code {
	// ENABLED has no continuation, so those that do not stand in each other share a bank.
	bank := max(md.cur, md.next, md.assign, Next) + 1
	p.banks = max(p.banks, int32(bank)+1)
	if bank > 100 {
		refuse(e, "ENABLED is nested too deeply")
	}
	defer p.silently()()
	var s step
	var u uses
	p.untracked(func() {
		s = p.action(arg, at, mode{cur: md.cur, next: bank, assign: bank, enabled: at.ctx, fresh: md.fresh}, nil, func(m *Machine) { m.done = true })
		u = p.usesOf(arg, at, mode{cur: md.cur, next: bank, assign: none, enabled: at.ctx, fresh: md.fresh})
	})
	var vars []int32
	for _, v := range u.vars {
		if v/stride != int32(bank) {
			vars = append(vars, v)
		}
	}
	u.vars = vars
	return boolCode(u, func(m *Machine) bool {
		was := m.done
		m.done = false
		s(m)
		found := m.done
		m.done = was
		return found
	})
}

// usesOf is what an action depends on: what its expression uses.
func (p *Program) usesOf(e syntax.Expr, at env, md mode) uses {
	return p.compile(e, at, md).uses
}

// composed is A \cdot B as a test: some state lies between.
func (p *Program) composed(e *syntax.Ref, at env, md mode) code {
	u := p.wholeBank(md.cur)
	if md.next != none {
		u = u.with(p.wholeBank(md.next))
	}
	defer p.silently()()
	s := p.composedStep(e, at, mode{cur: md.cur, next: md.next, assign: none}, func(m *Machine) { m.done = true })
	u.impure = at.locals != nil // it may use bound variables: nothing of it is kept
	return boolCode(u, func(m *Machine) bool {
		was := m.done
		m.done = false
		s(m)
		found := m.done
		m.done = was
		return found
	})
}

// wholeBank is the use of all variables of a state.
func (p *Program) wholeBank(bank int8) uses {
	var list []int32
	for v := range int32(len(p.Variables)) {
		list = append(list, int32(bank)*stride+v)
	}
	return uses{vars: list, whole: list}
}

// composedStep is A \cdot B: A into a state between, then B from there.
func (p *Program) composedStep(e *syntax.Ref, at env, md mode, k step) step {
	p.spoil()
	mid := p.newBank(e)
	args := e.Bind.Args
	// TLC counts the states between of a composition that stands in no other one, nor in ENABLED.
	counts := !p.composing && md.next == Next && md.assign == Next
	outer := p.composing
	p.composing = true
	defer func() { p.composing = outer }()
	b := p.action(args[1], at, mode{cur: mid, next: md.next, assign: md.assign}, nil, k)
	return p.action(args[0], at, mode{cur: md.cur, next: mid, assign: mid}, nil, func(m *Machine) {
		if counts {
			m.Between++
		}
		for i, v := range m.vars[mid][:len(p.Variables)] {
			if v.IsNone() {
				m.failf(e, "the state between the two actions of \\cdot is not complete: %s has no value", p.Variables[i].Name.Text)
			}
		}
		m.touch(int(mid))
		b(m)
	})
}

// appliedStep is f[x] as an action, where f is a function of a LET or one that depends on the state: like TLC it takes the
// function's body as an action, whose choices branch. Nil when f is no such function.
func (p *Program) appliedStep(e *syntax.FuncApply, at env, md mode, k step) step {
	name, def := p.stepFunction(e, at)
	if name == nil {
		return nil
	}
	if name.action == nil {
		lit := def.Body.(*syntax.FuncLit)
		op := &operator{name: name.name, body: lit.Body, env: name.env, def: def}
		for _, b := range lit.Bounds {
			for _, v := range b.Vars {
				op.params = append(op.params, v)
			}
			if b.Tuple || len(b.Vars) == 0 {
				return nil
			}
		}
		name.action = op
	}
	op := name.action
	if len(op.params) != len(e.Args) {
		return nil
	}
	if def.Recursive {
		return p.recursiveStep(e.Fn.(*syntax.Ref), op, e.Args, at, md, k)
	}
	inner, names := p.bindArgs(op, e.Args, at)
	return p.stepInScope(names, p.action(op.body, inner, md, nil, k))
}

// stepFunction is the function in f[x], if its body is taken as an action; nil if it is not.
func (p *Program) stepFunction(e *syntax.FuncApply, at env) (*byName, *syntax.OpDef) {
	use, ok := e.Fn.(*syntax.Ref)
	if !ok || use.Bind == nil || use.Bind.Sub != nil {
		return nil, nil
	}
	switch use.Bind.Decl.(type) {
	case *syntax.Bound, *syntax.New:
		return nil, nil
	}
	name, ok := p.resolve(use, use.Bind, at).meaning.(*byName)
	if !ok {
		return nil, nil
	}
	def, ok := name.site.(*syntax.OpDef)
	if !ok || !def.Function || !def.InLet && def.Level == syntax.ConstantLevel {
		return nil, nil
	}
	return name, def
}
