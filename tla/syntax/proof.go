package syntax

import (
	"regexp"
	"strconv"
	"strings"
)

var implicitName = regexp.MustCompile(`^<[*+]>\w`)

// Proofs are for a proof system. They are read, so that their end is known and mistakes in them are found; their names are kept.

// keeping reads a proof, or what stands for one.
func (p *parser) keeping(read func()) *Proof {
	p.kept = &Proof{}
	read()
	return p.kept
}

// keep keeps expressions of the proof.
func (p *parser) keep(list ...Expr) { p.kept.Exprs = append(p.kept.Exprs, list...) }

// claim reads the statement of a theorem or proof step: an expression or a sequent.
func (p *parser) claim() Expr {
	if p.is("ASSUME") || p.is("[]ASSUME") {
		return p.sequent()
	}
	return p.expr()
}

func (p *parser) sequentAhead() bool {
	if p.tok().Kind == Ident && p.peek(1).Is("::") {
		return p.peek(2).Is("ASSUME") || p.peek(2).Is("[]ASSUME")
	}
	return p.is("ASSUME") || p.is("[]ASSUME")
}

// sequent reads ASSUME a, NEW x \in S PROVE b.
func (p *parser) sequent() Expr {
	p.enter()
	defer p.leave()
	if p.tok().Kind == Ident {
		n := p.name("a label")
		p.next()
		l := &Label{Name: n, Body: p.sequent()}
		l.Span = p.from(n.Span)
		return l
	}
	start := p.next().Span
	s := &Sequent{}
	p.commas(func() {
		switch t := p.tok(); {
		case p.sequentAhead():
			s.Assumes = append(s.Assumes, p.sequent())
		case t.Is("NEW"), t.Is("CONSTANT"), t.Is("VARIABLE"), t.Is("STATE"), t.Is("ACTION"), t.Is("TEMPORAL"):
			s.Assumes = append(s.Assumes, p.newDecl())
		default:
			s.Assumes = append(s.Assumes, p.expr())
		}
	})
	if !p.is("PROVE") && !p.is("[]PROVE") {
		p.expected(", or PROVE")
	}
	p.next()
	s.Prove = p.expr()
	s.Span = p.from(start)
	return s
}

// newDecl reads NEW x \in S, NEW VARIABLE v, NEW STATE P(_).
func (p *parser) newDecl() *New {
	start := p.tok().Span
	p.accept("NEW")
	d := &New{}
	switch t := p.tok(); {
	case t.Is("CONSTANT"), t.Is("VARIABLE"), t.Is("STATE"), t.Is("ACTION"), t.Is("TEMPORAL"):
		d.Keyword = t.Text
		p.next()
	}
	o := p.opDecl("a name after NEW")
	d.Name, d.Arity = o.Name, o.Arity
	if p.accept("\\in") {
		d.Set = p.expr()
	}
	d.Span = p.from(start)
	return d
}

// beginsProof reports whether a proof begins here, inside a proof of level.
func (p *parser) beginsProof(level int) bool {
	t := p.tok()
	if t.Kind == StepName {
		return stepLevel(t, max(level, 0)) > level
	}
	return t.Is("BY") || t.Is("OBVIOUS") || t.Is("OMITTED") || t.Is("PROOF")
}

// noProof is the level of what is not in a proof.
const noProof = -1

// stepLevel is the level of a step: <*> goes on with the current level, <+> begins the next one.
func stepLevel(t *Token, current int) int {
	switch inner := t.Raw[1:strings.IndexByte(t.Raw, '>')]; inner {
	case "*":
		return current
	case "+":
		return current + 1
	default:
		n, err := strconv.Atoi(inner)
		if err != nil || n > 1<<20 {
			return 1 << 20
		}
		return n
	}
}

// optionalProof reads a proof if there is one; level is that of the proof around it.
func (p *parser) optionalProof(level int) {
	if !p.beginsProof(level) {
		return
	}
	p.enter()
	p.proof++
	defer func() { p.proof--; p.leave() }()
	p.accept("PROOF")
	switch t := p.tok(); {
	case t.Is("OBVIOUS"), t.Is("OMITTED"):
		p.next()
	case t.Is("BY"):
		p.next()
		p.accept("ONLY")
		p.factsAndDefs()
	case t.Kind == StepName:
		p.steps(level)
	default:
		p.expected("BY, OBVIOUS, OMITTED or a proof step")
	}
}

// steps reads <n>1. ... <n> QED, further in than outer.
func (p *parser) steps(outer int) {
	level := stepLevel(p.tok(), outer+1)
	if strings.HasPrefix(p.tok().Raw, "<+>") {
		level = outer + 1
	}
	if level <= outer {
		p.fail(p.tok().Span, "expected a step of a level above <%d>, found %s", outer, p.tok().Raw)
	}
	for first := true; ; first = false {
		t := p.tok()
		if t.Kind != StepName {
			p.expected("the next step of the proof, or its QED")
		}
		if l := stepLevel(t, level); l != level && !(first && strings.HasPrefix(t.Raw, "<+>")) {
			p.fail(t.Span, "expected a step of level <%d>, found %s", level, t.Raw)
		}
		if implicitName.MatchString(t.Raw) {
			p.fail(t.Span, "a step whose level is not written out (%s) cannot have a name", t.Raw)
		}
		p.next()
		if p.accept("QED") {
			p.optionalProof(level)
			return
		}
		p.step()
		p.optionalProof(level)
	}
}

// step reads a proof step behind its name.
func (p *parser) step() {
	t := p.tok()
	switch {
	case t.Is("USE"), t.Is("HIDE"):
		p.useOrHide()
	case t.Is("INSTANCE"):
		p.instance(t.Span, false, Name{Span: t.Span}, nil)
		p.kept.Open = true
	case t.Is("DEFINE"), p.startsStepDefinition():
		p.accept("DEFINE")
		p.kept.Defs = append(p.kept.Defs, p.definitions()...)
	case t.Is("HAVE"):
		p.next()
		p.keep(p.expr())
	case t.Is("WITNESS"):
		p.next()
		p.keep(p.exprs()...)
	case t.Is("TAKE"):
		p.next()
		p.stepBounds()
	case t.Is("PICK"):
		p.next()
		p.stepBounds()
		p.want(":", "of a PICK")
		p.keep(p.expr())
	case t.Is("CASE"):
		p.next()
		p.keep(p.expr())
	default:
		p.accept("SUFFICES")
		p.keep(p.claim())
	}
}

// startsStepDefinition says whether a step is a definition without the word DEFINE: a == b, f(x) == b, f[x \in S] == b, x + y == b.
// The place of == is looked for, because a claim may begin in the same way.
func (p *parser) startsStepDefinition() bool {
	if !p.startsDefinition() {
		return false
	}
	n := 1
	switch t := p.peek(1); {
	case t.Is("=="):
		return true
	case t.Is("("), t.Is("["):
		for depth := 0; ; n++ {
			t := p.peek(n)
			if t.Is("(") || t.Is("[") {
				depth++
			}
			if t.Is(")") || t.Is("]") {
				if depth--; depth == 0 {
					return p.peek(n + 1).Is("==")
				}
			}
			if t.Kind == EOF || t.Kind == StepName || t.Kind == ModuleEnd {
				return false
			}
		}
	default:
		return p.peek(2).Is("==") || p.peek(3).Is("==")
	}
}

// stepBounds reads the variables of TAKE and PICK.
func (p *parser) stepBounds() {
	p.commas(func() {
		_, vars := p.pattern()
		for _, v := range vars {
			p.kept.Names = append(p.kept.Names, v.Name)
		}
		if p.accept("\\in") {
			p.keep(p.expr())
		}
	})
}

// useOrHide reads USE and HIDE.
func (p *parser) useOrHide() {
	p.next()
	p.accept("ONLY")
	p.proof++
	p.factsAndDefs()
	p.proof--
}

// factsAndDefs reads facts DEF names, of which either may be missing.
func (p *parser) factsAndDefs() {
	if !p.is("DEF") && !p.is("DEFS") {
		p.facts()
	}
	if p.accept("DEF") || p.accept("DEFS") {
		p.facts()
	}
}

func (p *parser) facts() {
	p.commas(func() {
		switch t := p.tok(); {
		case p.accept("MODULE"):
			p.name("the name of a module")
		case t.Kind == Op && p.endsFact(p.peek(1)):
			p.next()
		default:
			p.keep(p.expr())
		}
	})
}

// endsFact says that an operator symbol before the token stands alone, as in DEF +, -.
func (p *parser) endsFact(t *Token) bool {
	return p.endsArgument(t) || t.Kind == StepName || t.Kind == Ident && t.Start.Line != p.tok().Start.Line
}
