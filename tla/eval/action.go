package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A step is code of an action: it assigns variables in every way that the action allows, and calls what comes after it for
// each. What comes after is part of the code: a conjunction a /\ b becomes a with "b, then the rest" after it, so taking a step
// makes no closures. Every assignment is undone when the step returns.
type step func(m *Machine)

// naming is how the steps of an action get their names, while the code descends through what only chooses between actions.
type naming struct {
	name string
	site syntax.Node
	vars []NamedCode
	// env and mode are for later questions about the action.
	into *Transition
}

// NamedCode is a bound variable or parameter of an action.
type NamedCode struct {
	Name string
	code code
}

// action compiles e as an action with k after it. n is nil where steps have got their name already.
func (p *Program) action(e syntax.Expr, at env, md mode, n *naming, k step) step {
	if p.explains && n == nil && md.assign != none && branches(e) {
		return p.guarded(e, at, md, k)
	}
	s := p.choosing(e, at, md, n, k)
	if n != nil || md.assign == none || !branches(e) {
		return s
	}
	// What comes after the last assignment is a test, as in TLC: it does not branch any more.
	var c code
	var err error
	p.untracked(func() { c, err = p.tryCompile(e, at, md) }) // what it looks at is said when it runs
	if err != nil {
		return s
	}
	cond := c.test(e, "this part of an action")
	bank, width := md.assign, len(p.Variables)
	return func(m *Machine) {
		for _, v := range m.vars[bank][:width] {
			if v.IsNone() {
				s(m)
				return
			}
		}
		m.spoiled = true
		if cond(m) {
			k(m)
		}
	}
}

// branches says whether an expression can be a choice between actions.
func branches(e syntax.Expr) bool {
	switch e := e.(type) {
	case *syntax.Junction:
		return e.Op == "\\/"
	case *syntax.Quant, *syntax.FuncApply:
		return true
	case *syntax.Ref:
		return e.Bind != nil && e.Bind.Decl != nil && e.Bind.Decl.DeclName() == "\\/"
	}
	return false
}

// tryCompile compiles what may not be an expression that has a value.
func (p *Program) tryCompile(e syntax.Expr, at env, md mode) (c code, err error) {
	defer catch(&err)
	return p.compile(e, at, md), nil
}

func (p *Program) choosing(e syntax.Expr, at env, md mode, n *naming, k step) step {
	p.nodes++
	if p.nodes > maxNodes {
		refuse(e, "the spec is too large: its operators make more than %d pieces of code", maxNodes)
	}
	switch e := e.(type) {
	case *syntax.Ref:
		return p.actionRef(e, at, md, n, k)
	case *syntax.Label:
		return p.action(e.Body, at, md, n, k)
	case *syntax.Junction:
		if e.Op == "/\\" {
			if n != nil && len(e.Items) > 1 {
				return p.named(e, at, md, n, k)
			}
			all := func(items []syntax.Expr, k step) step {
				for i := len(items) - 1; i >= 0; i-- {
					k = p.action(items[i], at, md, onlyIf(n, len(e.Items) == 1), k)
				}
				return k
			}
			// What comes after the tests is a region.
			if first := firstAction(e.Items); first > 0 {
				return all(e.Items[:first], p.region(md, k, func(k step) step { return all(e.Items[first:], k) }))
			}
			return all(e.Items, k)
		}
		steps := make([]step, len(e.Items))
		for i, item := range e.Items {
			steps[i] = p.region(md, k, func(k step) step { return p.branch(p.action(item, at, md, n, k)) })
		}
		return choice(steps)
	case *syntax.Quant:
		switch e.Kind {
		case syntax.Exists:
			return p.exists(e, at, md, n, k)
		case syntax.Forall:
			if n != nil {
				return p.named(e, at, md, n, k)
			}
			return p.forall(e, at, md, k)
		}
	case *syntax.If:
		if n != nil {
			return p.named(e, at, md, n, k)
		}
		cond, _ := p.condition(e.Cond, at, md, "the condition of this IF")
		a, b := p.action(e.Then, at, md, nil, k), p.action(e.Else, at, md, nil, k)
		return func(m *Machine) {
			if cond(m) {
				a(m)
			} else {
				b(m)
			}
		}
	case *syntax.Case:
		if n != nil {
			return p.named(e, at, md, n, k)
		}
		return p.actionCase(e, at, md, k)
	case *syntax.FuncApply:
		if n == nil {
			if s := p.appliedStep(e, at, md, k); s != nil {
				return s
			}
		}
	case *syntax.Let:
		inner, names := p.letEnv(e, at)
		return p.stepInScope(names, p.action(e.Body, inner, md, n, k))
	case *syntax.Box:
		if n != nil {
			return p.named(e, at, md, n, k)
		}
		return choice([]step{p.branch(p.action(e.Action, at, md, nil, k)), p.branch(p.stutter(e, e.Sub, at, md, k))})
	case *syntax.Angle:
		if n != nil {
			return p.named(e, at, md, n, k)
		}
		same, miss := p.unchanged(e, e.Sub, at, md), p.missing(e)
		return p.action(e.Action, at, md, nil, func(m *Machine) {
			if !same.cond(m) {
				k(m)
			} else if miss != nil {
				miss(m)
			}
		})
	}
	if n != nil {
		return p.named(e, at, md, n, k)
	}
	return p.check(e, at, md, k)
}

// firstAction is the place of the first item that is more than a test of the state.
func firstAction(items []syntax.Expr) int {
	for i, item := range items {
		if item.GetLevel() >= syntax.ActionLevel {
			return i
		}
	}
	return 0
}

func onlyIf(n *naming, ok bool) *naming {
	if ok {
		return n
	}
	return nil
}

// check is an action that only tests.
func (p *Program) check(e syntax.Expr, at env, md mode, k step) step {
	cond, _ := p.condition(e, at, md, "this part of an action")
	miss, k := p.missed(e, at, md), p.passing(k)
	return p.under(func(m *Machine) {
		if cond(m) {
			k(m)
		} else if miss != nil {
			miss(m)
		}
	})
}

func choice(steps []step) step {
	if len(steps) == 2 {
		a, b := steps[0], steps[1]
		return func(m *Machine) {
			a(m)
			if !m.done {
				b(m)
			}
		}
	}
	return func(m *Machine) {
		for _, s := range steps {
			if s(m); m.done {
				return
			}
		}
	}
}

// named gives the steps of e their name: the definition that the code came through last.
func (p *Program) named(e syntax.Expr, at env, md mode, n *naming, k step) step {
	return p.nameSteps(e, e, at, md, n, k)
}

// nameSteps gives the steps of part, which is what is left of e, the name that those of e have.
func (p *Program) nameSteps(e, part syntax.Expr, at env, md mode, n *naming, k step) step {
	s := p.action(part, at, md, nil, k)
	if n.into == nil {
		return s
	}
	number := int32(len(n.into.Actions))
	n.into.Actions = append(n.into.Actions, Action{Name: n.name, Span: e.GetSpan(), Vars: n.vars, expr: e, at: at, md: md})
	return func(m *Machine) {
		old := m.action
		m.action = number
		s(m)
		m.action = old
	}
}

func (p *Program) actionRef(e *syntax.Ref, at env, md mode, n *naming, k step) step {
	b := e.Bind
	if b == nil {
		refuse(e, "internal: the name %s is not resolved", e.Name.Text)
	}
	if b.Sub != nil {
		body, where, names := p.part(b, at)
		return p.stepInScope(names, p.action(body, where, md, n, k))
	}
	t := p.resolve(e, b, at)
	if t.lang != "" {
		return p.actionLanguage(e, t.lang, at, md, n, k)
	}
	switch m := t.meaning.(type) {
	case *byName:
		if d, ok := m.site.(*syntax.OpDef); ok {
			if d.Function {
				break
			}
			if n != nil {
				n = &naming{name: d.Name.Text, site: e, into: n.into}
			}
		}
		return p.within(e, func() step {
			return p.region(md, k, func(k step) step {
				return p.calledStep(e, k, func(k step) step { return p.action(m.expr, m.env, md, n, k) })
			})
		})
	case *operator:
		if m.builtin != nil {
			break
		}
		if m.def != nil && m.def.Recursive {
			if n != nil {
				return p.named(e, at, md, n, k)
			}
			return p.recursiveStep(e, m, t.args, t.argsAt, md, k)
		}
		inner, names := p.bindArgs(m, t.args, t.argsAt)
		if n != nil {
			n = &naming{name: m.name, site: e, into: n.into, vars: p.parameters(e, m, inner, md)}
		}
		return p.region(md, k, func(k step) step {
			return p.calledStep(e, k, func(k step) step {
				s := p.within(e, func() step { return p.action(m.body, inner, md, n, k) })
				if p.explains {
					s = p.binding(p.parameters(e, m, inner, md), s)
				}
				return p.stepInScope(names, s)
			})
		})
	}
	if n != nil {
		return p.named(e, at, md, n, k)
	}
	return p.check(e, at, md, k)
}

// calledStep makes the step of a definition that e uses, with k after it. A careful program remembers the use for as long as the
// step itself runs, not what comes after it.
func (p *Program) calledStep(e syntax.Node, k step, make func(k step) step) step {
	if !p.careful {
		return make(k)
	}
	s := make(func(m *Machine) {
		m.chain = m.chain[:len(m.chain)-1]
		k(m)
		m.chain = append(m.chain, e)
	})
	return func(m *Machine) {
		m.chain = append(m.chain, e)
		s(m)
		m.chain = m.chain[:len(m.chain)-1]
	}
}

// parameters are the values of an operator's parameters, for people.
func (p *Program) parameters(e *syntax.Ref, op *operator, at env, md mode) []NamedCode {
	var out []NamedCode
	was := p.tracking
	p.tracking = nil
	defer func() { p.tracking = was }()
	for _, q := range op.params {
		if q.NumParams() > 0 {
			continue
		}
		r := &syntax.Ref{Name: syntax.Name{Span: e.GetSpan(), Text: q.DeclName()}, Bind: &syntax.Binding{Decl: q}}
		r.Span = e.GetSpan()
		out = append(out, NamedCode{q.DeclName(), p.lazyCode(r, at, md)})
	}
	return out
}

// lazyCode compiles only when it is run: what cannot be compiled (an argument that is an action) is not shown.
func (p *Program) lazyCode(e syntax.Expr, at env, md mode) (c code) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(*Error); !ok {
				panic(r)
			}
			c = code{}
		}
	}()
	return p.compile(e, at, mode{cur: md.cur, next: none, assign: md.assign})
}

func (p *Program) stepInScope(names []*byName, s step) step {
	slots := cellSlots(names)
	if len(slots) == 0 {
		return s
	}
	return func(m *Machine) {
		var room [8]value.Value
		old := m.empty(slots, room[:0])
		s(m)
		m.restore(slots, old)
	}
}

func (p *Program) actionLanguage(e *syntax.Ref, name string, at env, md mode, n *naming, k step) step {
	args := e.Bind.Args
	switch name {
	case "\\/":
		side := func(i int) step {
			return p.region(md, k, func(k step) step { return p.branch(p.action(args[i], at, md, n, k)) })
		}
		return choice([]step{side(0), side(1)})
	case "TRUE":
		if n == nil {
			return k
		}
	}
	if n != nil {
		return p.named(e, at, md, n, k)
	}
	switch name {
	case "/\\":
		return p.action(args[0], at, md, nil, p.action(args[1], at, md, nil, k))
	case "=>":
		cond, _ := p.condition(args[0], at, md, "the left side of =>")
		b := p.action(args[1], at, md, nil, k)
		return func(m *Machine) {
			if cond(m) {
				b(m)
			} else {
				k(m)
			}
		}
	case "=":
		if v, bank := p.assignable(args[0], at, md); v != none {
			if p.remembers(md) {
				if added, where, ok := p.growth(args[1], at, md, v); ok && len(added) > 0 {
					return p.growing(e, v, added, where, args[1], at, md, k)
				}
				if s, ok := p.patching(e, v, args[1], at, md, k); ok {
					return s
				}
			}
			return p.assign(e, v, bank, p.compile(args[1], at, md), p.missed(e, at, md), p.passing(k))
		}
	case "\\in":
		if v, bank := p.assignable(args[0], at, md); v != none {
			return p.assignFrom(e, v, bank, p.compile(args[1], at, md), value.Member, p.missed(e, at, md), p.passing(k))
		}
	case "\\subseteq":
		if v, bank := p.assignable(args[0], at, md); v != none {
			return p.assignFrom(e, v, bank, unary(e, p.compile(args[1], at, md), value.Subsets), value.Member, p.missed(e, at, md), p.passing(k))
		}
	case "UNCHANGED":
		return p.stutter(e, args[0], at, md, k)
	case "\\cdot":
		return p.composedStep(e, at, md, k)
	}
	return p.check(e, at, md, k)
}

// assignable is the variable that an expression on the left of = or \in stands for: x' in an action, x in an initial predicate.
func (p *Program) assignable(e syntax.Expr, at env, md mode) (int32, int8) {
	for {
		switch x := e.(type) {
		case *syntax.Label:
			e = x.Body
			continue
		case *syntax.Ref:
			if x.Bind == nil || x.Bind.Sub != nil {
				return none, none
			}
			t := p.resolve(x, x.Bind, at)
			if v := p.freshVariable(t, md); v != none && md.cur == md.assign {
				return v, md.cur
			}
			switch {
			case t.isVar && md.cur == md.assign:
				return t.variable, md.cur
			case t.lang == "'" && md.next == md.assign && md.next != none:
				return p.assignable(x.Bind.Args[0], at, md.prime())
			}
			if n, ok := t.meaning.(*byName); ok {
				if d, ok := n.site.(*syntax.OpDef); ok && d.Function {
					return none, none
				}
				e, at = n.expr, n.env
				continue
			}
		}
		return none, none
	}
}

// assign is x' = e: it gives x' its value, or tests it if it has one. If that is false, miss is called, if there is one.
func (p *Program) assign(e syntax.Node, v int32, bank int8, c code, miss, k step) step {
	eval := c.eval
	bit := p.assigning(v, bank)
	return p.under(func(m *Machine) {
		vars := m.vars[bank]
		if vars[v].IsNone() {
			vars[v] = eval(m)
			m.assigned |= bit
			k(m)
			m.assigned &^= bit
			vars[v] = value.Value{}
			return
		}
		eq, err := value.Equal(m.assignedValue(v, bank), eval(m))
		if err != nil {
			m.fail(e, err)
		}
		if eq {
			k(m)
		} else if miss != nil {
			miss(m)
		}
	})
}

// assignFrom is x' \in S: it gives x' each member of the set in turn, or tests it if it has a value.
func (p *Program) assignFrom(e syntax.Node, v int32, bank int8, c code, member func(x, s value.Value) (bool, error), miss, k step) step {
	eval := c.eval
	bit := p.assigning(v, bank)
	return p.under(func(m *Machine) {
		vars := m.vars[bank]
		if vars[v].IsNone() {
			set := eval(m)
			m.assigned |= bit
			m.members(e, set, func(x value.Value) bool {
				vars[v] = x
				k(m)
				return !m.done
			})
			m.assigned &^= bit
			vars[v] = value.Value{}
			return
		}
		in, err := member(m.assignedValue(v, bank), eval(m))
		if err != nil {
			m.fail(e, err)
		}
		if in {
			k(m)
		} else if miss != nil {
			miss(m)
		}
	})
}

// stutter is UNCHANGED e.
func (p *Program) stutter(e syntax.Node, arg syntax.Expr, at env, md mode, k step) step {
	if md.next == none || md.next != md.assign {
		same, miss := p.unchanged(e, arg, at, md), p.missing(e)
		return func(m *Machine) {
			if same.cond(m) {
				k(m)
			} else if miss != nil {
				miss(m)
			}
		}
	}
	k = p.passing(k)
	type part struct {
		expr syntax.Expr
		at   env
		v    int32
	}
	var list []part
	p.parts(arg, at, md, func(x syntax.Expr, where env, v int32) { list = append(list, part{x, where, v}) })
	for i := len(list) - 1; i >= 0; i-- {
		x := list[i]
		if x.v != none && p.remembers(md) {
			k = p.keeps(e, x.v, k)
			continue
		}
		c := p.compile(x.expr, x.at, md)
		if x.v != none {
			k = p.assign(e, x.v, md.next, c, p.changed(e, x.expr, x.at, md), k)
			continue
		}
		same, miss := compared(e, p.primed(e, x.expr, x.at, md), c, value.Equal), p.changed(e, x.expr, x.at, md)
		after := k
		k = func(m *Machine) {
			if same.cond(m) {
				after(m)
			} else if miss != nil {
				miss(m)
			}
		}
	}
	return k
}

// exists is \E x \in S : A, a choice between as many actions as S has members.
func (p *Program) exists(e *syntax.Quant, at env, md mode, n *naming, k step) step {
	rest := e.Body
	var groups []bound
	var inner env
	var slots []int32
	if set, items, ok := p.actionClass(e, at, md); ok {
		slots = []int32{p.newSlot()}
		inner = at.bind(e.Bounds[0].Vars[0], &slotMeaning{slot: slots[0]})
		groups = []bound{{set: set, slots: slots, node: e.Bounds[0]}}
		rest = conjunction(items, e.Body)
	} else {
		groups, inner, _, slots = p.bounds(e, e.Bounds, at, md)
	}
	if n != nil {
		vars := append([]NamedCode(nil), n.vars...)
		i := 0
		for _, b := range e.Bounds {
			for _, v := range b.Vars {
				vars = append(vars, NamedCode{v.Name.Text, p.slotCode(&slotMeaning{slot: slots[i]})})
				i++
			}
		}
		n = &naming{name: n.name, site: n.site, vars: vars, into: n.into}
	}
	body := p.region(md, k, func(k step) step {
		if n != nil && rest != e.Body {
			return p.nameSteps(e.Body, rest, inner, md, n, k) // as the whole conjunction would be
		}
		return p.action(rest, inner, md, n, k)
	})
	if p.explains {
		return p.explainedExists(e, groups, slots, body)
	}
	p.premises(groups, e.Body, inner, md)
	if len(groups) == 1 && !groups[0].tuple {
		b, s := groups[0], slots[0]
		return func(m *Machine) {
			set := b.set.eval(m)
			if b.hopeless(m, set) {
				return
			}
			old := m.slots[s]
			m.members(b.node, set, func(x value.Value) bool {
				m.slots[s] = x
				body(m)
				return !m.done
			})
			m.slots[s] = old
		}
	}
	return func(m *Machine) {
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		m.each(groups, func() bool {
			body(m)
			return !m.done
		})
		m.restore(slots, old)
	}
}

// actionClass is the class over which an action's \E x \in S : g /\ A runs.
func (p *Program) actionClass(e *syntax.Quant, at env, md mode) (set code, rest []syntax.Expr, ok bool) {
	if len(e.Bounds) != 1 || !p.remembers(md) {
		return set, nil, false
	}
	set, rest, ok = p.class(e.Bounds[0], e.Body, at, md)
	return set, rest, ok && len(rest) > 0
}

// A loop is how far a \A of an action has come.
type loop struct {
	items [][]value.Value // what the slots are to hold, one after the other
	at    int
}

// forall is \A x \in S : A, a conjunction of as many actions as S has members.
func (p *Program) forall(e *syntax.Quant, at env, md mode, k step) step {
	groups, inner, _, slots := p.bounds(e, e.Bounds, at, md)
	number := p.loops
	p.loops++
	var body step
	// next goes on to the next member, or to what comes after.
	next := func(m *Machine) {
		was := m.loops[number]
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		if was.at == len(was.items) {
			k(m)
		} else {
			copyInto(m, slots, was.items[was.at])
			m.loops[number].at++
			body(m)
		}
		m.loops[number] = was
		m.restore(slots, old)
	}
	body = p.action(e.Body, inner, md, nil, next)
	return func(m *Machine) {
		was := m.loops[number]
		var room [4]value.Value
		old := m.saved(slots, room[:0])
		var items [][]value.Value
		m.each(groups, func() bool {
			items = append(items, m.saved(slots, nil))
			return true
		})
		m.loops[number] = loop{items: items}
		next(m)
		m.loops[number] = was
		m.restore(slots, old)
	}
}

func copyInto(m *Machine, slots []int32, vals []value.Value) {
	for i, s := range slots {
		m.slots[s] = vals[i]
	}
}

func (p *Program) actionCase(e *syntax.Case, at env, md mode, k step) step {
	conds := make([]func(m *Machine) bool, len(e.Arms))
	bodies := make([]step, len(e.Arms))
	for i, arm := range e.Arms {
		conds[i], _ = p.condition(arm.Cond, at, md, "the condition of an arm of this CASE")
		bodies[i] = p.action(arm.Body, at, md, nil, k)
	}
	var other step
	if e.Other != nil {
		other = p.action(e.Other, at, md, nil, k)
	}
	return func(m *Machine) {
		for i, cond := range conds {
			if cond(m) {
				bodies[i](m)
				return
			}
		}
		if other == nil {
			m.failf(e, "no arm of this CASE is true, and it has no OTHER")
		}
		other(m)
	}
}

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
	r := p.form(e, op, args, argsAt, md)
	if r.step == nil {
		r.low, r.lowLoop = p.slots, p.loops
		inner := p.inside(r)
		r.step = func(m *Machine) { panic("recursion before its code") }
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
		r.high, r.highLoop = p.slots, p.loops
	}
	var evals []code
	for i, q := range op.params {
		if q.NumParams() == 0 {
			evals = append(evals, p.compile(args[i], argsAt, md))
		}
	}
	return func(m *Machine) {
		m.enter(e)
		var vals []value.Value
		var thunks []*thunk
		for i := range evals {
			if p.careful && !evals[i].simple {
				vals = append(vals, value.Value{})
				thunks = append(thunks, m.delay(evals[i]))
			} else {
				vals = append(vals, evals[i].eval(m))
				if p.careful {
					thunks = append(thunks, nil)
				}
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
		m.depth--
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
	u := uses{}
	for b := range int32(len(p.Variables)) {
		u.vars = union(u.vars, []int32{int32(md.cur)*stride + b})
		if md.next != none {
			u.vars = union(u.vars, []int32{int32(md.next)*stride + b})
		}
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

// composedStep is A \cdot B: A into a state between, then B from there.
func (p *Program) composedStep(e *syntax.Ref, at env, md mode, k step) step {
	p.spoil()
	mid := p.newBank(e)
	args := e.Bind.Args
	b := p.action(args[1], at, mode{cur: mid, next: md.next, assign: md.assign}, nil, k)
	return p.action(args[0], at, mode{cur: md.cur, next: mid, assign: mid}, nil, func(m *Machine) {
		m.Between++
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
	use, ok := e.Fn.(*syntax.Ref)
	if !ok || use.Bind == nil || use.Bind.Sub != nil {
		return nil
	}
	name, ok := p.resolve(use, use.Bind, at).meaning.(*byName)
	if !ok {
		return nil
	}
	def, ok := name.site.(*syntax.OpDef)
	if !ok || !def.Function || !def.InLet && def.Level == syntax.ConstantLevel {
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
		return p.recursiveStep(use, op, e.Args, at, md, k)
	}
	inner, names := p.bindArgs(op, e.Args, at)
	return p.stepInScope(names, p.action(op.body, inner, md, nil, k))
}
