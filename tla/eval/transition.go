package eval

import (
	"slices"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Action is one of the actions between which a next-state relation chooses: a definition that is no further disjunction.
type Action struct {
	Name string
	Span syntax.Span
	Vars []NamedCode

	expr   syntax.Expr
	at     env
	md     mode
	access *access
}

// Transition is an initial predicate or a next-state relation: it gives states.
type Transition struct {
	Actions []Action

	prog *Program
	uses uses
	make maker
	size int // how many expressions make gives
	bank int8
	init bool
	run  step
	twin *Transition
	near *Transition // of the explaining program
}

// A maker gives the i-th expression of a transition in a program, and where it stands.
type maker func(p *Program, i int) (syntax.Expr, env, error)

// The banks of the current and the next state.
const (
	Current = 0
	Next    = 1
)

// Initial compiles an initial predicate of the root module: its states are found in bank Current.
func (p *Program) Initial(e syntax.Expr) (*Transition, error) { return p.rootTransition(e, true) }

// NextState compiles a next-state relation: its states are found in bank Next.
func (p *Program) NextState(e syntax.Expr) (*Transition, error) { return p.rootTransition(e, false) }

func (p *Program) rootTransition(e syntax.Expr, init bool) (*Transition, error) {
	return p.transitionOf(1, init, func(q *Program, _ int) (syntax.Expr, env, error) { return e, env{ctx: q.root}, nil })
}

// transitionOf compiles the conjunction of size expressions.
func (p *Program) transitionOf(size int, init bool, make maker) (t *Transition, err error) {
	defer catch(&err)
	t = &Transition{prog: p, make: make, size: size, init: init, bank: Next}
	md := mode{cur: Current, next: Next, assign: Next}
	if init {
		t.bank = Current
		md = mode{cur: Current, next: none, assign: Current}
	}
	rescue.Point("transition")
	var k step
	tracked := &tracking{}
	p.tracking = tracked
	defer func() { p.tracking, p.noting = nil, nil }()
	for i := size - 1; i >= 0; i-- {
		e, at, err := make(p, i)
		if err != nil {
			return nil, err
		}
		if k == nil {
			k = func(m *Machine) {
				t.whole(m, e)
				m.onState()
			}
		}
		n := &naming{into: t}
		if size > 1 {
			n = nil
		}
		k = p.action(e, at, md, n, k)
	}
	t.run, t.uses = k, tracked.uses
	if len(t.Actions) == 0 {
		t.Actions = append(t.Actions, Action{})
	}
	for i := range t.Actions {
		if t.Actions[i].Name == "" {
			t.Actions[i].Name = "Next"
			if init {
				t.Actions[i].Name = "Init"
			}
		}
	}
	return t, nil
}

// whole checks that every variable has a value.
func (t *Transition) whole(m *Machine, e syntax.Expr) {
	for i, v := range m.vars[t.bank][:len(t.prog.Variables)] {
		if v.IsNone() {
			t.incomplete(m, e, t.prog.Variables[i].Name.Text)
		}
	}
}

// incomplete says that an action leaves a variable without a value.
func (t *Transition) incomplete(m *Machine, e syntax.Node, variable string) {
	name, at := "", e.GetSpan()
	if a := t.Actions[m.action]; a.expr != nil {
		name, at = " "+a.Name, a.Span
	}
	what := "the action" + name + " does not say what " + variable + "' is"
	if t.init {
		what = "the initial predicate" + name + " does not say what " + variable + " is"
	}
	panic(&Error{Span: at, Msg: what, Chain: m.calls(), Bound: m.bound()})
}

// Each finds the states to which the relation leads from the state in bank Current (an initial predicate: all its states). For
// each it calls found with the values, which are overwritten afterwards, and the number of the action; found returns false to end it.
// When evaluation has to be started anew, again is called first: what was found so far counts for nothing.
func (t *Transition) Each(m *Machine, found func(vals []value.Value, action int) bool, again func()) error {
	err := t.each(m, found)
	if err == nil || t.prog.careful || IsInterrupted(err) {
		return err
	}
	// The careful program is compiled as it is needed, so one worker at a time uses it.
	t.prog.mu.Lock()
	defer t.prog.mu.Unlock()
	careful, cerr := t.carefully()
	if cerr != nil {
		return err
	}
	again()
	other := careful.prog.NewMachine()
	other.host, other.fixed = m.host, m.fixed
	if !t.init {
		other.Load(Current, m.vars[Current])
	}
	return careful.each(other, func(vals []value.Value, action int) bool {
		// What is told of a state may evaluate something that fails, and then needs the careful program, too.
		t.prog.mu.Unlock()
		defer t.prog.mu.Lock()
		return found(vals, action)
	})
}

func (t *Transition) each(m *Machine, found func(vals []value.Value, action int) bool) (err error) {
	m.grow()
	m.onState = func() {
		if !found(m.vars[t.bank], int(m.action)) {
			m.done = true
		}
	}
	defer func() {
		if err != nil {
			if e, ok := err.(*Error); ok && t.prog.careful {
				e.Assigned = m.assignedSoFar(t.bank)
			}
			cur := m.vars[Current]
			m.reset()
			m.scratch = nil
			if !t.init {
				m.Load(Current, cur)
			}
		}
	}()
	defer catch(&err)
	if len(m.scratch) != len(m.prog.Variables) {
		m.scratch = make([]value.Value, len(m.prog.Variables))
	}
	m.Load(int(t.bank), m.scratch)
	if m.fixed != nil {
		m.Load(int(t.bank), slices.Clone(m.fixed))
	}
	m.done = false
	t.run(m)
	m.done = false
	return nil
}

// carefully is the same transition of the careful program.
func (t *Transition) carefully() (*Transition, error) {
	if t.twin == nil {
		twin, err := t.prog.carefully().transitionOf(t.size, t.init, t.make)
		if err != nil {
			return nil, err
		}
		t.twin = twin
	}
	return t.twin, nil
}

// Formula is an expression of the root module, evaluated in a state or over a step.
type Formula struct {
	prog *Program
	expr syntax.Expr
	at   env
	md   mode
	code code
	twin *Formula
	// remake makes the same formula in the careful program; nil where an error needs no explanation.
	remake func() (*Formula, error)
	// Impure formulas can have another value the next time.
	Impure bool
}

// Formula compiles an expression. Over a step the banks Current and Next are looked at, otherwise Current only.
func (p *Program) Formula(e syntax.Expr, overStep bool) (*Formula, error) {
	f, err := p.formula(e, env{ctx: p.root}, overStep)
	if err != nil {
		return nil, err
	}
	f.remake = func() (*Formula, error) { return p.carefully().Formula(e, overStep) }
	return f, nil
}

func (p *Program) formula(e syntax.Expr, at env, overStep bool) (f *Formula, err error) {
	defer catch(&err)
	md := mode{cur: Current, next: none, assign: none}
	if overStep {
		md.next = Next
	}
	rescue.Point("formula")
	f = &Formula{prog: p, expr: e, at: at, md: md}
	p.outermost = e
	f.code = p.compile(e, at, md)
	p.outermost = nil
	f.Impure = f.code.uses.impure
	return f, nil
}

// Expr is what the formula was made of.
func (f *Formula) Expr() syntax.Expr { return f.expr }

// Value evaluates the formula.
func (f *Formula) Value(m *Machine) (v value.Value, err error) {
	v, err = f.value(m)
	if err == nil || f.prog.careful || IsInterrupted(err) || f.remake == nil {
		return v, err
	}
	return f.again(m, err)
}

// Holds evaluates a formula that must be TRUE or FALSE.
func (f *Formula) Holds(m *Machine) (bool, error) {
	if f.code.cond != nil {
		b, err := f.holds(m)
		if err == nil || f.prog.careful || IsInterrupted(err) {
			return b, err
		}
	}
	v, err := f.Value(m)
	if err != nil {
		return false, err
	}
	b, ok := v.AsBool()
	if !ok {
		return false, &Error{Span: f.expr.GetSpan(), Msg: "this formula is not TRUE or FALSE but " + show(v)}
	}
	return b, nil
}

func (f *Formula) holds(m *Machine) (b bool, err error) {
	m.grow()
	defer m.clean(&err)
	defer catch(&err)
	return f.code.cond(m), nil
}

func (f *Formula) value(m *Machine) (v value.Value, err error) {
	m.grow()
	defer m.clean(&err)
	defer catch(&err)
	return f.code.eval(m), nil
}

// clean makes the machine usable again when evaluation failed; the two states stay.
func (m *Machine) clean(err *error) {
	if *err != nil {
		cur, next := m.vars[Current], m.vars[Next]
		m.reset()
		m.Load(Current, cur)
		m.Load(Next, next)
	}
}

// again evaluates carefully what failed.
func (f *Formula) again(m *Machine, err error) (value.Value, error) {
	f.prog.mu.Lock()
	defer f.prog.mu.Unlock()
	if f.twin == nil {
		twin, terr := f.remake()
		if terr != nil {
			return value.Value{}, err
		}
		f.twin = twin
	}
	other := f.twin.prog.NewMachine()
	other.host = m.host
	other.Load(Current, m.vars[Current])
	other.Load(Next, m.vars[Next])
	return f.twin.value(other)
}

// NamedValue is the value of a bound variable or parameter.
type NamedValue struct {
	Name  string
	Value value.Value
}

// Bound gives the values of the variables that are bound in an action. It is asked while Each tells of a state.
func (t *Transition) Bound(m *Machine, action int) (out []NamedValue) {
	if m.prog != t.prog || action >= len(t.Actions) {
		return nil
	}
	for _, v := range t.Actions[action].Vars {
		if v.code.eval == nil {
			continue
		}
		var val value.Value
		var err error
		func() {
			defer catch(&err)
			val = v.code.eval(m)
		}()
		if err == nil && !val.IsNone() {
			out = append(out, NamedValue{v.Name, val})
		}
	}
	return out
}
