package eval

import (
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
	Expr    syntax.Expr
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
		t = &Temporal{Op: AlwaysOp, Args: []*Temporal{b.build(e, c.at)}}
	default:
		t = b.build(e, c.at)
	}
	return t, b.atoms, nil
}

type temporalBuilder struct {
	p      *Program
	atoms  []*Formula
	base   int
	clause *Clause
}

// atom adds an atom.
func (b *temporalBuilder) atom(op Operator, e syntax.Expr, at env, stutter bool) *Temporal {
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
	return &Temporal{Op: op, Atom: index, Stutter: stutter, Expr: e}
}

func (b *temporalBuilder) all(op Operator, list []syntax.Expr, at env) *Temporal {
	t := &Temporal{Op: op}
	for _, e := range list {
		t.Args = append(t.Args, b.build(e, at))
	}
	return t
}

func not(t *Temporal) *Temporal { return &Temporal{Op: NotOp, Args: []*Temporal{t}} }

// choose is IF c THEN x ELSE y.
func choose(c, x, y *Temporal) *Temporal {
	return &Temporal{Op: OrOp, Args: []*Temporal{{Op: AndOp, Args: []*Temporal{c, x}}, {Op: AndOp, Args: []*Temporal{not(c), y}}}}
}

func (b *temporalBuilder) build(e syntax.Expr, at env) *Temporal {
	level := b.p.level(e, at)
	if level <= syntax.StateLevel {
		return b.atom(StateAtom, e, at, false)
	}
	switch e := e.(type) {
	case *syntax.Label:
		return b.build(e.Body, at)
	case *syntax.Box:
		return b.atom(StepAtom, e, at, true)
	case *syntax.Angle:
		return b.atom(StepAtom, e, at, false)
	case *syntax.Fairness:
		angle := &syntax.Angle{Action: e.Action, Sub: e.Sub}
		angle.Span = e.Span
		can := &syntax.Ref{Name: syntax.Name{Span: e.Span, Text: "ENABLED"}, Args: []syntax.Expr{angle}}
		can.Span = e.Span
		can.Bind = &syntax.Binding{Decl: &syntax.Builtin{Name: "ENABLED", Arity: 1}, Args: can.Args}
		op := WeakOp
		if e.Strong {
			op = StrongOp
		}
		return &Temporal{Op: op, Expr: e, Args: []*Temporal{b.atom(StateAtom, can, at, false), b.atom(StepAtom, angle, at, false)}}
	case *syntax.Junction:
		if e.Op == "/\\" {
			return b.all(AndOp, e.Items, at)
		}
		return b.all(OrOp, e.Items, at)
	case *syntax.Let:
		inner, names := b.p.letEnv(e, at)
		loosen(names)
		return b.build(e.Body, inner)
	case *syntax.If:
		return choose(b.build(e.Cond, at), b.build(e.Then, at), b.build(e.Else, at))
	case *syntax.Case:
		if e.Other == nil {
			refuse(e, "a CASE of temporal formulas without OTHER is not supported")
		}
		t := b.build(e.Other, at)
		for i := len(e.Arms) - 1; i >= 0; i-- {
			t = choose(b.build(e.Arms[i].Cond, at), b.build(e.Arms[i].Body, at), t)
		}
		return t
	case *syntax.Quant:
		if e.Kind == syntax.Forall || e.Kind == syntax.Exists {
			t := &Temporal{Op: AndOp}
			if e.Kind == syntax.Exists {
				t.Op = OrOp
			}
			b.p.expand(e, at, func(inner env) { t.Args = append(t.Args, b.build(e.Body, inner)) })
			return t
		}
		refuse(e, "a quantifier over variables (\\EE, \\AA) is not supported")
	case *syntax.Ref:
		body, inner, lang := b.p.unfold(e, at)
		if body != nil {
			return b.build(body, inner)
		}
		args := e.Bind.Args
		switch lang {
		case "/\\":
			return b.all(AndOp, args, at)
		case "\\/":
			return b.all(OrOp, args, at)
		case "~":
			return not(b.build(args[0], at))
		case "=>":
			return &Temporal{Op: OrOp, Args: []*Temporal{not(b.build(args[0], at)), b.build(args[1], at)}}
		case "<=>":
			x, y := b.build(args[0], at), b.build(args[1], at)
			return choose(x, y, not(y))
		case "[]":
			return &Temporal{Op: AlwaysOp, Args: []*Temporal{b.build(args[0], at)}}
		case "<>":
			return &Temporal{Op: EventuallyOp, Args: []*Temporal{b.build(args[0], at)}}
		case "-+->":
			refuse(e, "the temporal operator -+-> is not supported")
		case "~>":
			return &Temporal{Op: AlwaysOp, Args: []*Temporal{{Op: OrOp, Args: []*Temporal{
				not(b.build(args[0], at)), {Op: EventuallyOp, Args: []*Temporal{b.build(args[1], at)}},
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
