package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// ClauseKind says what a conjunct of a temporal formula claims.
type ClauseKind int8

// The kinds of clauses.
const (
	InitClause      ClauseKind = iota // P, of the first state
	InvariantClause                   // []P, P about one state
	StepClause                        // [][A]_v
	TemporalClause                    // anything else
)

// A Clause is one conjunct of a temporal formula, found by going through definitions, conjunctions and \A over constant sets.
type Clause struct {
	Kind ClauseKind
	// Name is the definition that it comes from last.
	Name string
	// Expr is what is claimed: P, the P of []P, the [A]_v of [][A]_v, or the formula.
	Expr syntax.Expr

	at    env
	prog  *Program
	whole syntax.Expr // the formula of which it is a part
	index int
	parts bool // made by Conjuncts
}

// Clauses takes a temporal formula of the root module apart.
func (p *Program) Clauses(e syntax.Expr) (list []Clause, err error) {
	defer catch(&err)
	p.clauses(e, env{ctx: p.root}, "", func(c Clause) {
		c.prog, c.whole, c.index = p, e, len(list)
		list = append(list, c)
	})
	return list, nil
}

func (p *Program) clauses(e syntax.Expr, at env, name string, yield func(Clause)) {
	if p.level(e, at) < syntax.TemporalLevel {
		yield(Clause{Kind: InitClause, Name: name, Expr: e, at: at})
		return
	}
	switch e := e.(type) {
	case *syntax.Label:
		p.clauses(e.Body, at, name, yield)
		return
	case *syntax.Junction:
		if e.Op == "/\\" {
			for _, item := range e.Items {
				p.clauses(item, at, name, yield)
			}
			return
		}
	case *syntax.Let:
		inner, names := p.letEnv(e, at)
		loosen(names)
		p.clauses(e.Body, inner, name, yield)
		return
	case *syntax.Quant:
		if e.Kind == syntax.Forall {
			p.expand(e, at, func(inner env) { p.clauses(e.Body, inner, name, yield) })
			return
		}
	case *syntax.Ref:
		body, inner, lang := p.unfold(e, at)
		switch {
		case body != nil:
			p.clauses(body, inner, e.Name.Text, yield)
			return
		case lang == "/\\":
			p.clauses(e.Bind.Args[0], at, name, yield)
			p.clauses(e.Bind.Args[1], at, name, yield)
			return
		case lang == "[]":
			p.always(e, e.Bind.Args[0], at, name, yield)
			return
		}
	}
	yield(Clause{Kind: TemporalClause, Name: name, Expr: e, at: at})
}

// Conjuncts takes a formula about one state or one step apart, going through definitions and conjunctions.
func (p *Program) Conjuncts(e syntax.Expr) (list []Clause, err error) {
	defer catch(&err)
	p.conjunctsOf(e, env{ctx: p.root}, func(part syntax.Expr, at env, name string) {
		for _, part := range split(part) {
			list = append(list, Clause{Kind: InitClause, Name: name, Expr: part, at: at, prog: p, parts: true})
		}
	})
	for i := range list {
		list[i].whole, list[i].index = e, i
	}
	return list, nil
}

// conjunctsOf yields the conjuncts of a formula, going through definitions, each with the definition that it comes from last.
func (p *Program) conjunctsOf(e syntax.Expr, at env, yield func(part syntax.Expr, at env, name string)) {
	var walk func(e syntax.Expr, at env, name string)
	walk = func(e syntax.Expr, at env, name string) {
		switch x := e.(type) {
		case *syntax.Label:
			walk(x.Body, at, name)
			return
		case *syntax.Junction:
			if x.Op == "/\\" {
				for _, item := range x.Items {
					walk(item, at, name)
				}
				return
			}
		case *syntax.Ref:
			if x.Bind != nil && len(x.Bind.Args) == 0 {
				if body, inner, _ := p.unfold(x, at); body != nil {
					walk(body, inner, x.Name.Text)
					return
				}
			} else if _, _, lang := p.unfold(x, at); lang == "/\\" {
				walk(x.Bind.Args[0], at, name)
				walk(x.Bind.Args[1], at, name)
				return
			}
		}
		yield(e, at, name)
	}
	walk(e, at, "")
}

// split gives formulas whose conjunction e is: \A x \in S : p => a /\ b is \A x \in S : p => a and \A x \in S : p => b. Each reads
// less than the whole.
func split(e syntax.Expr) []syntax.Expr {
	var parts []syntax.Expr
	switch x := e.(type) {
	case *syntax.Label:
		return split(x.Body)
	case *syntax.Junction:
		if x.Op == "/\\" {
			for _, item := range x.Items {
				parts = append(parts, split(item)...)
			}
			return parts
		}
	case *syntax.Ref:
		switch {
		case isLanguage(x, "/\\"):
			return append(split(x.Bind.Args[0]), split(x.Bind.Args[1])...)
		case isLanguage(x, "=>"):
			then := split(x.Bind.Args[1])
			if len(then) == 1 {
				break
			}
			for _, t := range then {
				parts = append(parts, implication(x, x.Bind.Args[0], t))
			}
			return parts
		}
	case *syntax.Quant:
		if x.Kind != syntax.Forall {
			break
		}
		bodies := split(x.Body)
		if len(bodies) == 1 {
			break
		}
		for _, b := range bodies {
			q := *x
			q.Body = b
			parts = append(parts, &q)
		}
		return parts
	}
	return []syntax.Expr{e}
}

// implication is if => then, in the place of e.
func implication(e *syntax.Ref, first, then syntax.Expr) syntax.Expr {
	bind := *e.Bind
	bind.Args = []syntax.Expr{first, then}
	r := *e
	r.Bind, r.Args = &bind, bind.Args
	return &r
}

// always takes [](...) apart: [](A /\ B) is []A /\ []B.
func (p *Program) always(whole, e syntax.Expr, at env, name string, yield func(Clause)) {
	switch x := e.(type) {
	case *syntax.Label:
		p.always(whole, x.Body, at, name, yield)
		return
	case *syntax.Box:
		yield(Clause{Kind: StepClause, Name: name, Expr: x, at: at})
		return
	case *syntax.Ref:
		if p.level(e, at) > syntax.StateLevel {
			if body, inner, _ := p.unfold(x, at); body != nil {
				p.always(whole, body, inner, x.Name.Text, yield)
				return
			}
		}
	}
	if p.level(e, at) <= syntax.StateLevel {
		yield(Clause{Kind: InvariantClause, Name: name, Expr: e, at: at})
		return
	}
	yield(Clause{Kind: TemporalClause, Name: name, Expr: whole, at: at})
}

// unfold is the body of a definition that a name stands for, or the operator of the language that it is.
func (p *Program) unfold(e *syntax.Ref, at env) (syntax.Expr, env, string) {
	b := e.Bind
	if b == nil {
		refuse(e, "internal: the name %s is not resolved", e.Name.Text)
	}
	if b.Sub != nil {
		body, where, names := p.part(b, at)
		loosen(names)
		return body, where, ""
	}
	t := p.resolve(e, b, at)
	if t.lang != "" {
		return nil, at, t.lang
	}
	switch m := t.meaning.(type) {
	case *byName:
		if d, ok := m.site.(*syntax.OpDef); ok && d.Function {
			break
		}
		return m.expr, m.env, ""
	case *operator:
		if m.builtin != nil || m.def != nil && m.def.Recursive {
			break
		}
		inner, names := p.bindArgs(m, t.args, t.argsAt)
		loosen(names)
		return m.body, inner, ""
	}
	return nil, at, ""
}

// level is the level of an expression where it stands: what its parameters stand for counts.
func (p *Program) level(e syntax.Expr, at env) syntax.Level {
	l := e.GetLevel()
	if l == syntax.TemporalLevel {
		return l
	}
	syntax.Walk(e, func(n syntax.Node) bool {
		r, ok := n.(*syntax.Ref)
		if !ok || r.Bind == nil {
			return true
		}
		if _, ok := r.Bind.Decl.(*syntax.Param); !ok {
			return true
		}
		switch m := at.find(r.Bind.Decl).(type) {
		case *byName:
			if !m.leveled { // once: an argument can speak of arguments, and they of others
				m.leveled, m.level = true, p.level(m.expr, m.env)
			}
			l = max(l, m.level)
		case *operator:
			if m.body != nil {
				l = max(l, p.level(m.body, m.env))
			}
		}
		return true
	})
	return l
}

// expand calls f with the surroundings for each combination of values of the variables that a quantifier binds. The sets must
// be constant.
func (p *Program) expand(e *syntax.Quant, at env, f func(inner env)) {
	m := p.NewMachine()
	md := mode{cur: Current, next: none, assign: none}
	var run func(list []*syntax.Bounds, inner env)
	run = func(list []*syntax.Bounds, inner env) {
		if len(list) == 0 {
			f(inner)
			return
		}
		b := list[0]
		if b.Set == nil {
			refuse(e, "an unbounded quantifier over a temporal formula cannot be checked")
		}
		set := p.compile(b.Set, at, md)
		if !set.uses.constant() {
			refuse(b, "the set of a quantifier over a temporal formula must be constant")
		}
		m.grow()
		v := set.eval(m)
		var vars func(vs []*syntax.Bound, inner env)
		vars = func(vs []*syntax.Bound, inner env) {
			if len(vs) == 0 {
				run(list[1:], inner)
				return
			}
			m.members(b, v, func(x value.Value) bool {
				vars(vs[1:], inner.bind(vs[0], &fixedMeaning{x}))
				return true
			})
		}
		if b.Tuple {
			m.members(b, v, func(x value.Value) bool {
				n, ok := x.Len()
				if !ok || n != len(b.Vars) {
					m.failf(b, "%s is not a tuple of %d elements", show(x), len(b.Vars))
				}
				in := inner
				for i, d := range b.Vars {
					in = in.bind(d, &fixedMeaning{x.At(i)})
				}
				run(list[1:], in)
				return true
			})
			return
		}
		vars(b.Vars, inner)
	}
	run(e.Bounds, at)
}

// Formula compiles what the clause claims: about a state, or over a step.
func (c *Clause) Formula() (*Formula, error) {
	f, err := c.prog.formula(c.Expr, c.at, c.Kind == StepClause)
	if err != nil {
		return nil, err
	}
	f.remake = func() (*Formula, error) {
		twin, err := c.in(c.prog.carefully())
		if err != nil {
			return nil, err
		}
		return twin.Formula()
	}
	return f, nil
}

// in is the same clause in another program of the spec.
func (c *Clause) in(p *Program) (*Clause, error) {
	take := p.Clauses
	if c.parts {
		take = p.Conjuncts
	}
	list, err := take(c.whole)
	if err != nil {
		return nil, err
	}
	return &list[c.index], nil
}
