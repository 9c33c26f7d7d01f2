package check

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// What a model file names is compiled here: the behaviour, the claims, the constraints.

// assumption is an ASSUME.
type assumption struct {
	name string
	span syntax.Span
	f    *eval.Formula
}

// claim is a formula of the model file: an invariant, a constraint, a part of a property.
type claim struct {
	name string // as in the model file
	part string // the definition inside of it
	span syntax.Span
	f    *eval.Formula
}

// temporalClaim is a part of a property that needs the search for cycles.
type temporalClaim struct {
	name   string
	clause eval.Clause
}

// reference is an expression that names a definition of the root module.
func (m *run) reference(n syntax.Name) (syntax.Expr, error) {
	r := &syntax.Ref{Name: n}
	r.Span = n.Span
	b := m.spec.Root.Lookup(n.Text)
	if b == nil {
		for _, mod := range m.spec.Order {
			if s := mod.Syntax; s.Algorithm && !s.Translated {
				return nil, &syntax.Error{Span: s.AlgorithmAt, Msg: fmt.Sprintf(
					"this PlusCal algorithm has no translation (BEGIN TRANSLATION … END TRANSLATION), so there is no %s; translate it first", n.Text)}
			}
		}
		return nil, &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("module %s defines no %s", m.Name, n.Text)}
	}
	if k := b.Decl.NumParams(); k > 0 {
		return nil, &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("%s has %s; a definition without parameters is needed here", n.Text, numbers.Some(k, "parameter"))}
	}
	if err := m.spec.Expr(m.spec.Root, r); err != nil {
		return nil, err
	}
	return r, nil
}

// referenceOf is the reference to a definition that may speak of no more than the level says.
func (m *run) referenceOf(n syntax.Name, what string, top syntax.Level) (syntax.Expr, error) {
	e, err := m.reference(n)
	if err != nil {
		return nil, err
	}
	if l := e.GetLevel(); l > top {
		return nil, &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("the %s %s is a formula of %s level; it must be of at most %s level", what, n.Text, l, top)}
	}
	return e, nil
}

func (m *run) compileAll(w *work) error {
	for _, part := range []struct {
		name string
		make func() error
	}{
		{"behaviour", m.compileBehaviour},
		{"claims", m.compileClaims},
		{"temporal properties", m.compileTemporal},
		{"constraints", m.compileLimits},
		{"symmetry", func() error { return m.compileSymmetry(w) }},
		{"derived variables", m.compileDerived},
		// What follows is evaluated before or after the search: it may ask about the run without making the search another one.
		{"purity", func() error { m.impure = m.prog.Impure; return nil }},
		{"assumptions", m.compileAssumptions},
		{"alias and postconditions", m.compileRest},
	} {
		if err := w.stage(part.name, part.make); err != nil {
			return err
		}
	}
	return nil
}

func (m *run) compileAssumptions() error {
	for _, f := range m.spec.Root.Facts {
		if f.Kind != syntax.Assumption || f.Keyword == "AXIOM" {
			continue
		}
		formula, err := m.prog.Formula(f.Body, false)
		if err != nil {
			return err
		}
		m.assumptions = append(m.assumptions, assumption{f.Name.Text, f.Span, formula})
	}
	return nil
}

// compileBehaviour takes the specification apart into initial predicate, next-state relation and fairness.
func (m *run) compileBehaviour() error {
	c := m.config
	if c.Specification.Text == "" {
		return m.compileInitNext()
	}
	e, err := m.reference(c.Specification)
	if err != nil {
		return err
	}
	clauses, err := m.prog.Clauses(e)
	if err != nil {
		return err
	}
	var initial []eval.Clause
	for _, cl := range clauses {
		if err := m.noneHidden(cl); err != nil {
			return err
		}
		switch cl.Kind {
		case eval.InitClause:
			initial = append(initial, cl)
		case eval.StepClause:
			if m.next != nil {
				return &syntax.Error{Span: cl.Expr.GetSpan(), Msg: "the specification has a second [][Next]_v; one is accepted"}
			}
			m.box, _ = cl.Expr.(*syntax.Box)
			if m.next, err = eval.NextOf(cl); err != nil {
				return err
			}
		default:
			m.fairness = append(m.fairness, cl)
		}
	}
	switch {
	case len(initial) == 0:
		return &syntax.Error{Span: c.Specification.Span, Msg: fmt.Sprintf("the specification %s says nothing about the initial states", c.Specification.Text)}
	case m.next == nil:
		return &syntax.Error{Span: c.Specification.Span, Msg: fmt.Sprintf("the specification %s has no next-state relation [][Next]_v", c.Specification.Text)}
	}
	if err := m.checkFairness(); err != nil {
		return err
	}
	m.init, err = eval.InitialOf(initial)
	return err
}

// checkFairness refuses conjuncts of the specification that restrict more than what happens in the long run: they would have to be
// heeded when states are looked for.
func (m *run) checkFairness() error {
	for i := range m.fairness {
		cl := &m.fairness[i]
		form, err := cl.Form()
		if err != nil || cl.Kind == eval.TemporalClause && form.Liveness(false) {
			continue // an error comes up again where temporal properties are checked; without them fairness does not matter
		}
		return &syntax.Error{Span: cl.Expr.GetSpan(), Msg: fmt.Sprintf("this conjunct of the specification %s excludes states or steps, which is accepted of "+
			"its initial predicate and of [][Next]_v alone; besides them there can be fairness. Put it into these two, or claim it as INVARIANT or PROPERTY",
			m.config.Specification.Text)}
	}
	return nil
}

// noneHidden refuses a part of the specification that hides variables: its behaviours are those of the formula inside, without the
// values of these.
func (m *run) noneHidden(c eval.Clause) error {
	q, ok := c.Expr.(*syntax.Quant)
	if !ok || q.Kind < syntax.TemporalForall {
		return nil
	}
	sign, name := "\\EE", q.Bounds[0].Vars[0].Name.Text
	if q.Kind == syntax.TemporalForall {
		sign = "\\AA"
	}
	return &eval.Error{Kind: eval.Unsupported, Span: q.Span, Msg: fmt.Sprintf(
		"the specification %s hides variables: %s %s : … cannot be checked. Check the formula inside of it, in a module that declares %s as a VARIABLE",
		m.config.Specification.Text, sign, name, name)}
}

func (m *run) compileInitNext() error {
	c := m.config
	if c.Init.Text == "" && c.Next.Text == "" {
		if len(c.Invariants)+len(c.Properties) > 0 {
			return &syntax.Error{Span: syntax.Span{File: c.File, Start: syntax.Pos{Line: 1, Col: 1}, End: syntax.Pos{Line: 1, Col: 1}},
				Msg: "the model file gives neither SPECIFICATION nor INIT and NEXT"}
		}
		if len(m.prog.Variables) > 0 && m.Sources.model == "" {
			return m.noBehaviour()
		}
		return nil // nothing but assumptions
	}
	for _, part := range []struct {
		name    syntax.Name
		keyword string
		what    string
		top     syntax.Level
		into    **eval.Transition
		make    func(syntax.Expr) (*eval.Transition, error)
	}{
		{c.Init, "INIT", "initial predicate", syntax.StateLevel, &m.init, m.prog.Initial},
		{c.Next, "NEXT", "next-state relation", syntax.ActionLevel, &m.next, m.prog.NextState},
	} {
		if part.name.Text == "" {
			return &syntax.Error{Span: syntax.Span{File: c.File, Start: syntax.Pos{Line: 1, Col: 1}, End: syntax.Pos{Line: 1, Col: 1}},
				Msg: "the model file gives no " + part.keyword + "; INIT and NEXT are needed both"}
		}
		e, err := m.referenceOf(part.name, part.what, part.top)
		if err != nil {
			return err
		}
		t, err := part.make(e)
		if err != nil {
			return err
		}
		*part.into = t
	}
	return nil
}

// noBehaviour says what to write into a model file that does not say what the behaviours of a spec with variables are.
func (m *run) noBehaviour() error {
	f := m.config.File
	what := "the model file does not say what the behaviours of " + m.Name + " are"
	if strings.TrimSpace(f.Src) == "" {
		what = "the model file is missing or empty, so it is not said what the behaviours of " + m.Name + " are"
	}
	defined := func(name string) bool {
		b := m.spec.Root.Lookup(name)
		return b != nil && b.Decl.NumParams() == 0
	}
	write := "SPECIFICATION with the name of a formula such as Init /\\ [][Next]_vars, or INIT and NEXT with those of its parts"
	switch {
	case defined("Spec"):
		write = "SPECIFICATION Spec"
	case defined("Init") && defined("Next"):
		write = "INIT Init and NEXT Next"
	}
	at := syntax.Pos{Line: 1, Col: 1}
	return &syntax.Error{Span: syntax.Span{File: f, Start: at, End: at}, Msg: fmt.Sprintf("%s; write %s, and INVARIANT or PROPERTY with what is to be checked", what, write)}
}

// compileClaims compiles invariants and properties.
func (m *run) compileClaims() error {
	for _, n := range m.config.Invariants {
		e, err := m.reference(n)
		if err != nil {
			return err
		}
		if e.GetLevel() > syntax.StateLevel {
			return &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("the invariant %s is a formula of %s level; an invariant speaks of one state", n.Text, e.GetLevel())}
		}
		// Each conjunct is a claim of its own: it reads less than the whole, so its verdicts can be kept for longer.
		parts, err := m.prog.Conjuncts(e)
		if err != nil {
			return err
		}
		for i := range parts {
			f, err := parts[i].Formula()
			if err != nil {
				return err
			}
			m.invariants = append(m.invariants, claim{n.Text, parts[i].Name, parts[i].Expr.GetSpan(), f})
		}
	}
	for _, n := range m.config.Properties {
		if err := m.compileProperty(n); err != nil {
			return err
		}
	}
	return nil
}

func (m *run) compileProperty(n syntax.Name) error {
	e, err := m.reference(n)
	if err != nil {
		return err
	}
	if e.GetLevel() == syntax.ActionLevel {
		return &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("the property %s is an action; a property is a temporal formula such as [][%s]_vars", n.Text, n.Text)}
	}
	clauses, err := m.prog.Clauses(e)
	if err != nil {
		return err
	}
	for _, cl := range clauses {
		if cl.Kind == eval.TemporalClause {
			m.temporal = append(m.temporal, temporalClaim{n.Text, cl})
			continue
		}
		f, err := cl.Formula()
		if err != nil {
			return err
		}
		c := claim{n.Text, cl.Name, cl.Expr.GetSpan(), f}
		switch cl.Kind {
		case eval.InitClause:
			m.initials = append(m.initials, c)
		case eval.InvariantClause:
			m.invariants = append(m.invariants, c)
		case eval.StepClause:
			m.steps = append(m.steps, c)
		}
	}
	return nil
}

// compileLimits compiles constraints and VIEW.
func (m *run) compileLimits() error {
	c := m.config
	for _, err := range []error{
		m.compileList(c.Constraints, "constraint", false, &m.constraints),
		m.compileList(c.ActionConstraints, "action constraint", true, &m.actionLimit),
		m.compileOne(c.View, "VIEW", syntax.StateLevel, &m.view),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// compileDerived compiles the derived variables of all that the search evaluates.
func (m *run) compileDerived() (err error) {
	m.derived, err = m.prog.Derived()
	return err
}

// compileRest compiles ALIAS and POSTCONDITION.
func (m *run) compileRest() error {
	if err := m.compileList(m.config.PostConditions, "postcondition", false, &m.post); err != nil {
		return err
	}
	return m.compileOne(m.config.Alias, "ALIAS", syntax.ActionLevel, &m.alias)
}

func (m *run) compileList(names []syntax.Name, what string, overStep bool, into *[]claim) error {
	top := syntax.StateLevel
	if overStep {
		top = syntax.ActionLevel
	}
	for _, n := range names {
		e, err := m.referenceOf(n, what, top)
		if err != nil {
			return err
		}
		f, err := m.prog.Formula(e, overStep)
		if err != nil {
			return err
		}
		*into = append(*into, claim{n.Text, n.Text, n.Span, f})
	}
	return nil
}

func (m *run) compileOne(n syntax.Name, what string, top syntax.Level, into **eval.Formula) error {
	if n.Text == "" {
		return nil
	}
	e, err := m.referenceOf(n, what, top)
	if err == nil {
		*into, err = m.prog.Formula(e, top == syntax.ActionLevel)
	}
	return err
}

// maxGroup bounds the group of a symmetry: 8! permutations.
const maxGroup = 40320

func (m *run) compileSymmetry(w *work) error {
	n := m.config.Symmetry
	if n.Text == "" {
		return nil
	}
	e, err := m.referenceOf(n, "SYMMETRY", syntax.ConstantLevel)
	if err != nil {
		return err
	}
	f, err := m.prog.Formula(e, false)
	if err != nil {
		return err
	}
	v, err := f.Value(m.prog.NewMachine())
	if err != nil {
		return err
	}
	var generators []*value.Permutation
	set, err := value.Members(v)
	if err != nil {
		return &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("SYMMETRY %s: %v", n.Text, err)}
	}
	size, _ := set.Len()
	for i := range size {
		if err := w.pause(); err != nil {
			return err
		}
		p, err := value.MakePermutation(set.At(i))
		if err != nil {
			return &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("SYMMETRY %s: %v", n.Text, err)}
		}
		generators = append(generators, p)
	}
	if m.group, err = value.Group(generators, maxGroup, w.pause); err != nil {
		if w.pause() != nil {
			return err
		}
		return &syntax.Error{Span: n.Span, Msg: fmt.Sprintf("SYMMETRY %s: %v", n.Text, err)}
	}
	return nil
}
