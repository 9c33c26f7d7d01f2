package eval

import (
	"github.com/synod-go/synod/internal/rescue"
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
	// around is what the quantifiers around it look at.
	around uses
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
	was := p.place
	defer rescue.Known(func(e *Error) { p.place, err = was, e })
	return p.compile(e, at, md), nil
}

func (p *Program) choosing(e syntax.Expr, at env, md mode, n *naming, k step) step {
	p.piece(e)
	defer func() { p.depth-- }()
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
			if !p.careful && p.level(e, at) < syntax.ActionLevel && !p.forks(e, at) {
				return p.check(e, at, md, k) // a loop, where the members of an action's \A are nested
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
		free := p.freshParts(e.Sub, at, md)
		return p.action(e.Action, at, md, nil, func(m *Machine) {
			if m.anyFree(free, md.next) || !same.cond(m) {
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
	if n.into == nil {
		return p.action(part, at, md, nil, k)
	}
	s, acc := p.accessed(n.around, func() step { return p.action(part, at, md, nil, k) })
	number := int32(len(n.into.Actions))
	n.into.Actions = append(n.into.Actions, Action{Name: n.name, Span: e.GetSpan(), Vars: n.vars, expr: e, at: at, md: md, access: acc})
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
				n = &naming{name: d.Name.Text, site: e, around: n.around, into: n.into}
			}
		}
		def, _ := m.site.(*syntax.OpDef)
		defer p.use(def, e)()
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
		defer p.use(m.def, e)()
		inner, names := p.bindArgs(m, t.args, t.argsAt)
		if n != nil {
			n = &naming{name: m.name, site: e, around: n.around, into: n.into, vars: p.parameters(e, m, inner, md)}
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
	defer rescue.Known(func(*Error) { c = code{} })
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
			if p.takesApart(md) && !p.Without.Deltas {
				if added, where, ok := p.growth(args[1], at, md, v); ok && len(added) > 0 {
					return p.growing(e, v, added, where, args[1], at, md, k)
				}
				if s, ok := p.patching(e, v, args[1], at, md, k); ok {
					return s
				}
			}
			p.noteWrite(v, bank, Assigned, nil)
			return p.assign(e, v, bank, p.compile(args[1], at, md), p.missed(e, at, md), p.passing(k))
		}
	case "\\in":
		if v, bank := p.assignable(args[0], at, md); v != none {
			p.noteWrite(v, bank, Chosen, nil)
			return p.assignFrom(e, v, bank, p.compile(args[1], at, md), value.Member, p.missed(e, at, md), p.passing(k))
		}
	case "\\subseteq":
		if v, bank := p.assignable(args[0], at, md); v != none {
			p.noteWrite(v, bank, Chosen, nil)
			return p.assignFrom(e, v, bank, unary(e, p.compile(args[1], at, md), value.Subsets), value.Member, p.missed(e, at, md), p.passing(k))
		}
	case "UNCHANGED":
		return p.stutter(e, args[0], at, md, k)
	case "\\cdot":
		return p.composedStep(e, at, md, k)
	}
	return p.check(e, at, md, k)
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
