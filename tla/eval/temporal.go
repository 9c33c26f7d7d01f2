package eval

import (
	"slices"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
)

// Operator is an operator of temporal logic.
type Operator int8

// The operators of a Temporal formula. Implication, equivalence and leads-to are written with the others.
const (
	StateAtom    Operator = iota // Atom, about the state
	StepAtom                     // Atom, about the step that leaves the state
	NotOp                        // ~Args[0]
	AndOp                        // all of Args
	OrOp                         // one of Args
	AlwaysOp                     // []Args[0]
	EventuallyOp                 // <>Args[0]
	WeakOp                       // WF: Args[0] is ENABLED <<A>>_v, Args[1] the step <<A>>_v
	StrongOp                     // SF, likewise
)

// Temporal is a temporal formula over atoms that can be evaluated.
type Temporal struct {
	Op   Operator
	Args []*Temporal
	// Atom is an index into the list of atoms.
	Atom int
	// Stutter is what a StepAtom is of a step that changes nothing: [A]_v is true, <<A>>_v is false.
	Stutter bool
	// Given says where an atom needs a value: where all of these have theirs. Elsewhere the formula is what it is whatever the atom may
	// be: in a => (b /\ <>c) the atom b is given a. They come before it in the list of atoms.
	Given []Given
	Expr  syntax.Expr
}

// Liveness reports whether a formula, or its negation, is one about what happens in the long run, as fairness is: a run can end in any
// way and still be continued so that it holds. It goes by the form of the formula.
func (t *Temporal) Liveness(negated bool) bool {
	op := t.Op
	if negated {
		switch op {
		case AndOp:
			op = OrOp
		case OrOp:
			op = AndOp
		case AlwaysOp:
			op = EventuallyOp
		case EventuallyOp:
			op = AlwaysOp
		}
	}
	live := func(a *Temporal) bool { return a.Liveness(negated) }
	switch op {
	case NotOp:
		return t.Args[0].Liveness(!negated)
	case AndOp:
		return !slices.ContainsFunc(t.Args, func(a *Temporal) bool { return !live(a) })
	case OrOp:
		return slices.ContainsFunc(t.Args, live)
	case AlwaysOp:
		return live(t.Args[0])
	case EventuallyOp, WeakOp, StrongOp:
		return true
	}
	return false
}

// Given is the value of an atom about a state.
type Given struct {
	Atom int
	Is   bool
}

// implied are the atoms whose values are known where t is true, or false.
func implied(t *Temporal, is bool) (list []Given) {
	switch {
	case t.Op == StateAtom:
		return []Given{{t.Atom, is}}
	case t.Op == NotOp:
		return implied(t.Args[0], !is)
	case is && (t.Op == AndOp || t.Op == AlwaysOp), !is && (t.Op == OrOp || t.Op == EventuallyOp):
		for _, a := range t.Args {
			list = append(list, implied(a, is)...)
		}
	}
	return list
}

// Temporal makes the formula of a clause of the kind TemporalClause, or of any other kind written in the same way. Its atoms are
// added to the list; equal ones are not looked for.
func (c *Clause) Temporal(atoms []*Formula) (t *Temporal, _ []*Formula, err error) {
	defer catch(&err)
	rescue.Point("temporal formula")
	b := temporalBuilder{p: c.prog, atoms: atoms, base: len(atoms), clause: c}
	e := c.Expr
	switch c.Kind {
	case InvariantClause, StepClause:
		t = &Temporal{Op: AlwaysOp, Args: []*Temporal{b.build(e, c.at, nil)}}
	default:
		t = b.build(e, c.at, nil)
	}
	return t, b.atoms, nil
}

// Form is the formula of a clause as Temporal makes it, but says nothing but how the formula is put together: its atoms are none that can
// be evaluated, and what is constant is the conjunction or the disjunction of nothing.
func (c *Clause) Form() (t *Temporal, err error) {
	defer catch(&err)
	b := temporalBuilder{p: c.prog, clause: c, form: true}
	return b.build(c.Expr, c.at, nil), nil
}

type temporalBuilder struct {
	p      *Program
	atoms  []*Formula
	base   int
	clause *Clause
	form   bool // see Clause.Form
}

// atom adds an atom.
func (b *temporalBuilder) atom(op Operator, e syntax.Expr, at env, stutter bool, given []Given) *Temporal {
	t := &Temporal{Op: op, Stutter: stutter, Given: given, Expr: e}
	if b.form {
		return b.constant(t, at)
	}
	f, err := b.p.formula(e, at, op == StepAtom)
	if err != nil {
		panic(err)
	}
	index := len(b.atoms)
	clause, base := b.clause, b.base
	f.remake = func() (*Formula, error) {
		twin, err := clause.in(clause.prog.carefully())
		if err != nil {
			return nil, err
		}
		_, atoms, err := twin.Temporal(nil)
		if err != nil {
			return nil, err
		}
		return atoms[index-base], nil
	}
	b.atoms = append(b.atoms, f)
	t.Atom = index
	return t
}

// constant is an atom as it stands, or if it is the same everywhere, the conjunction or disjunction of nothing that it is.
func (b *temporalBuilder) constant(t *Temporal, at env) *Temporal {
	if t.Op != StateAtom || b.p.level(t.Expr, at) != syntax.ConstantLevel {
		return t
	}
	f, err := b.p.formula(t.Expr, at, false)
	if err != nil {
		panic(err)
	}
	switch is, err := f.Holds(b.p.NewMachine()); {
	case err != nil:
		panic(err)
	case is:
		return &Temporal{Op: AndOp, Expr: t.Expr}
	}
	return &Temporal{Op: OrOp, Expr: t.Expr}
}

// all is the conjunction or disjunction of a list. What comes later in it matters only where what came before did not decide.
func (b *temporalBuilder) all(op Operator, list []syntax.Expr, at env, given []Given) *Temporal {
	t := &Temporal{Op: op}
	for _, e := range list {
		given = t.add(b.build(e, at, given), given)
	}
	return t
}

// add adds an argument to a conjunction or disjunction, and returns what is given behind it.
func (t *Temporal) add(arg *Temporal, given []Given) []Given {
	t.Args = append(t.Args, arg)
	return and(given, arg, t.Op == AndOp)
}

// and adds to what is given that t is true, or false.
func and(given []Given, t *Temporal, is bool) []Given { return slices.Concat(given, implied(t, is)) }

func not(t *Temporal) *Temporal { return &Temporal{Op: NotOp, Args: []*Temporal{t}} }

// choose is IF c THEN x ELSE y.
func choose(c, x, y *Temporal) *Temporal {
	return &Temporal{Op: OrOp, Args: []*Temporal{{Op: AndOp, Args: []*Temporal{c, x}}, {Op: AndOp, Args: []*Temporal{not(c), y}}}}
}

// build makes the formula of an expression that is looked at only where all that is given is so.
func (b *temporalBuilder) build(e syntax.Expr, at env, given []Given) *Temporal {
	level := b.p.level(e, at)
	if level <= syntax.StateLevel {
		return b.atom(StateAtom, e, at, false, given)
	}
	switch e := e.(type) {
	case *syntax.Label:
		return b.build(e.Body, at, given)
	case *syntax.Box:
		return b.atom(StepAtom, e, at, true, given)
	case *syntax.Angle:
		return b.atom(StepAtom, e, at, false, given)
	case *syntax.Fairness:
		angle := &syntax.Angle{Action: e.Action, Sub: e.Sub}
		angle.Span = e.Span
		can := &syntax.Ref{Name: syntax.Name{Span: e.Span, Text: "ENABLED"}, Args: []syntax.Expr{angle}}
		can.Span = e.Span
		can.SetLevel(syntax.StateLevel)
		angle.SetLevel(syntax.ActionLevel)
		can.Bind = &syntax.Binding{Decl: &syntax.Builtin{Name: "ENABLED", Arity: 1}, Args: can.Args}
		op := WeakOp
		if e.Strong {
			op = StrongOp
		}
		return &Temporal{Op: op, Expr: e, Args: []*Temporal{b.atom(StateAtom, can, at, false, nil), b.atom(StepAtom, angle, at, false, nil)}}
	case *syntax.Junction:
		if e.Op == "/\\" {
			return b.all(AndOp, e.Items, at, given)
		}
		return b.all(OrOp, e.Items, at, given)
	case *syntax.Let:
		inner, names := b.p.letEnv(e, at)
		loosen(names)
		return b.build(e.Body, inner, given)
	case *syntax.If:
		c := b.build(e.Cond, at, given)
		return choose(c, b.build(e.Then, at, and(given, c, true)), b.build(e.Else, at, and(given, c, false)))
	case *syntax.Case:
		if e.Other == nil {
			refuse(e, "a CASE of temporal formulas without OTHER is not supported")
		}
		conds, bodies := make([]*Temporal, len(e.Arms)), make([]*Temporal, len(e.Arms))
		for i, arm := range e.Arms {
			conds[i] = b.build(arm.Cond, at, given)
			bodies[i] = b.build(arm.Body, at, and(given, conds[i], true))
			given = and(given, conds[i], false)
		}
		t := b.build(e.Other, at, given)
		for i := len(e.Arms) - 1; i >= 0; i-- {
			t = choose(conds[i], bodies[i], t)
		}
		return t
	case *syntax.Quant:
		if e.Kind == syntax.Forall || e.Kind == syntax.Exists {
			t := &Temporal{Op: AndOp}
			if e.Kind == syntax.Exists {
				t.Op = OrOp
			}
			b.p.expand(e, at, func(inner env) { given = t.add(b.build(e.Body, inner, given), given) })
			return t
		}
		refuse(e, "a quantifier over variables (\\EE, \\AA) is not supported")
	case *syntax.Ref:
		body, inner, lang := b.p.unfold(e, at)
		if body != nil {
			return b.build(body, inner, given)
		}
		args := e.Bind.Args
		switch lang {
		case "/\\":
			return b.all(AndOp, args, at, given)
		case "\\/":
			return b.all(OrOp, args, at, given)
		case "~":
			return not(b.build(args[0], at, given))
		case "=>":
			x := b.build(args[0], at, given)
			return &Temporal{Op: OrOp, Args: []*Temporal{not(x), b.build(args[1], at, and(given, x, true))}}
		case "<=>":
			x, y := b.build(args[0], at, given), b.build(args[1], at, given)
			return choose(x, y, not(y))
		case "[]":
			return &Temporal{Op: AlwaysOp, Args: []*Temporal{b.build(args[0], at, nil)}}
		case "<>":
			return &Temporal{Op: EventuallyOp, Args: []*Temporal{b.build(args[0], at, nil)}}
		case "-+->":
			refuse(e, "the temporal operator -+-> is not supported")
		case "~>":
			return &Temporal{Op: AlwaysOp, Args: []*Temporal{{Op: OrOp, Args: []*Temporal{
				not(b.build(args[0], at, nil)), {Op: EventuallyOp, Args: []*Temporal{b.build(args[1], at, nil)}},
			}}}}
		}
	}
	if level == syntax.ActionLevel {
		refuse(e, "an action stands in a temporal formula without [A]_v or <<A>>_v around it")
	}
	refuse(e, "this temporal formula is not supported")
	panic("unreachable")
}

// InitialOf and NextOf make transitions of clauses: the initial predicates together, and the A of [][A]_v.

// InitialOf compiles initial predicates, all of which must hold.
func InitialOf(list []Clause) (*Transition, error) {
	p := list[0].prog
	return p.transitionOf(len(list), true, func(q *Program, i int) (syntax.Expr, env, error) {
		c := &list[i]
		if q != p {
			var err error
			if c, err = c.in(q); err != nil {
				return nil, env{}, err
			}
		}
		return c.Expr, c.at, nil
	})
}

// NextOf compiles the action A of a clause [][A]_v.
func NextOf(c Clause) (*Transition, error) {
	p := c.prog
	return p.transitionOf(1, false, func(q *Program, _ int) (syntax.Expr, env, error) {
		d := &c
		if q != p {
			var err error
			if d, err = d.in(q); err != nil {
				return nil, env{}, err
			}
		}
		return d.Expr.(*syntax.Box).Action, d.at, nil
	})
}
