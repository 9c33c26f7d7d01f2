package config

import (
	"strconv"

	"github.com/synod-go/synod/tla/syntax"
)

// maxDepth bounds how deep sets may be nested.
const maxDepth = 1000

// constants reads the entries of a CONSTANT statement, up to the next keyword.
func (p *parser) constants() {
	for p.tok().Kind != syntax.EOF && !isKeyword(p.tok()) {
		p.config.Constants = append(p.config.Constants, p.constant())
	}
}

// constant reads Name = Value, Name(Args) = Value or Name <- Override.
func (p *parser) constant() *Constant {
	c := &Constant{Name: p.left()}
	if p.tok().Is("(") {
		c.Args = p.args()
	}
	t := p.next()
	switch {
	case t.Is("<-") && c.Args != nil:
		p.fail(t.Span, "expected = after the arguments of %s, found <-", c.Name.Text)
	case t.Is("<-"):
		c.Module = p.module()
		c.Override = p.right(c)
		c.Span = c.Name.To(c.Override.Span)
	case t.Is("="):
		c.Module = p.module()
		c.Value = p.value(0)
		c.Span = c.Name.To(c.Value.GetSpan())
	default:
		p.at -= back(t)
		what := "="
		if c.Args == nil {
			what = "= or <-"
		}
		p.fail(t.Span, "expected %s after %s, found %s%s", what, short(c.Name.Text), describe(t), hintName(c.Name.Text))
	}
	return c
}

// left reads what stands left of = or <-: a name, an operator symbol, or a path of names.
func (p *parser) left() syntax.Name {
	n := p.part("the name of a constant")
	for p.tok().Is("!") {
		p.next()
		m := p.part("a name after !")
		n = syntax.Name{Span: n.To(m.Span), Text: n.Text + "!" + m.Text}
	}
	return n
}

// right reads what stands right of <-.
func (p *parser) right(c *Constant) syntax.Name {
	t := p.tok()
	switch {
	case t.Kind == syntax.Num || t.Kind == syntax.Str || t.Is("{") || t.Raw == "TRUE" || t.Raw == "FALSE":
		p.fail(t.Span, "expected the name of a definition after <-, found %s: a value is written %s = ...", describe(t), short(c.Name.Text))
	case isKeyword(t):
		p.fail(t.Span, "expected the name of a definition after <-, found the keyword %s", t.Raw)
	}
	n := p.part("the name of a definition after <-")
	if p.tok().Is("!") {
		p.fail(n.To(p.tok().Span), "expected a plain name after <-: a model file cannot reach into an instance with !; give the operator a name in the module (Name == %s!...) and use that", short(n.Text))
	}
	return n
}

// part reads one name or operator symbol.
func (p *parser) part(what string) syntax.Name {
	t := p.tok()
	switch {
	case isWord(t):
	case t.Kind == syntax.Op && !t.Is("="):
		p.next()
		return syntax.Name{Span: t.Span, Text: t.Text}
	case t.Is(","):
		p.fail(t.Span, "expected %s, found a comma: the entries of CONSTANT stand side by side without commas", what)
	default:
		p.fail(t.Span, "expected %s, found %s", what, describe(t))
	}
	p.next()
	return syntax.Name{Span: t.Span, Text: t.Raw}
}

// module reads [Module], if it is there.
func (p *parser) module() syntax.Name {
	if !p.tok().Is("[") {
		return syntax.Name{}
	}
	open := p.next()
	t := p.tok()
	if !isWord(t) {
		p.fail(t.Span, "expected the name of a module after [, found %s", describe(t))
	}
	p.next()
	if !p.tok().Is("]") {
		p.fail(p.tok().Span, "expected ] to close the [ at %v, found %s", open.Start, describe(p.tok()))
	}
	p.next()
	return syntax.Name{Span: t.Span, Text: t.Raw}
}

// args reads (a, b).
func (p *parser) args() []Value {
	open := p.next()
	var list []Value
	for {
		list = append(list, p.value(0))
		if !p.tok().Is(",") {
			break
		}
		p.next()
	}
	if !p.tok().Is(")") {
		p.fail(p.tok().Span, "expected , or ) to close the ( at %v, found %s", open.Start, describe(p.tok()))
	}
	p.next()
	return list
}

// value reads a value.
func (p *parser) value(depth int) Value {
	t := p.tok()
	switch {
	case t.Kind == syntax.Num:
		p.next()
		return p.number(t)
	case t.Kind == syntax.Str:
		p.next()
		s := t.Raw[1 : len(t.Raw)-1]
		p.see(s)
		return &String{t.Span, s}
	case t.Raw == "TRUE" || t.Raw == "FALSE":
		p.next()
		return &Bool{t.Span, t.Raw == "TRUE"}
	case t.Is("{"):
		if depth >= maxDepth {
			p.fail(t.Span, "sets are nested more than %d deep", maxDepth)
		}
		return p.set(depth)
	case isKeyword(t):
		p.fail(t.Span, "expected a value, found the keyword %s", t.Raw)
	case isWord(t):
		p.next()
		p.see(t.Raw)
		return &ModelValue{t.Span, t.Raw}
	}
	const instead = "; define it in the module and write Name <- Definition"
	switch next := p.peek(); {
	case t.Raw == "-" && next.Kind == syntax.Num:
		p.fail(t.To(next.Span), "expected a value, found %s%s: a model file has no numbers below zero%s", t.Raw, next.Raw, instead)
	case t.Is("<<") || t.Is("[") || t.Is("("):
		p.fail(t.Span, "expected a value, found %s: a value is a number, a string, TRUE, FALSE, a name, or a set of values%s", t.Raw, instead)
	}
	p.fail(t.Span, "expected a value, found %s", describe(t))
	return nil
}

func (p *parser) number(t *syntax.Token) Value {
	if t.Raw[0] == '\\' {
		p.fail(t.Span, "expected a decimal number, found %s", t.Describe())
	}
	n, err := strconv.ParseInt(t.Text, 10, 32)
	if err != nil {
		p.fail(t.Span, "%s is more than 2147483647, the largest number", t.Describe())
	}
	return &Number{t.Span, int32(n)}
}

func (p *parser) set(depth int) Value {
	open := p.next()
	s := &Set{}
	if !p.tok().Is("}") {
		for {
			s.Elems = append(s.Elems, p.value(depth+1))
			if !p.tok().Is(",") {
				break
			}
			p.next()
		}
	}
	end := p.tok()
	if !end.Is("}") {
		more := ""
		if end.Raw == ".." {
			more = "; an interval is defined in the module and used with Name <- Definition"
		}
		p.fail(end.Span, "expected , or } to close the { at %v, found %s%s", open.Start, describe(end), more)
	}
	p.next()
	s.Span = open.To(end.Span)
	return s
}

// see notes a string or model value for Names.
func (p *parser) see(name string) {
	if !p.named[name] {
		p.named[name] = true
		p.config.names = append(p.config.names, name)
	}
}

// checkOverrides refuses x <- y where y is replaced too, as TLC does: it would not be clear which y is meant.
func (p *parser) checkOverrides() {
	type key struct{ module, name string }
	left := map[key]*Constant{}
	for _, c := range p.config.Effective() {
		if c.Override.Text != "" {
			left[key{c.Module.Text, c.Name.Text}] = c
		}
	}
	for _, c := range p.config.Effective() {
		if c.Override.Text == "" {
			continue
		}
		switch other := left[key{c.Module.Text, c.Override.Text}]; {
		case other == c:
			p.report(c.Span, "%s is replaced by itself", c.Name.Text)
		case other != nil:
			p.report(c.Override.Span, "%s stands right of <- here, but is itself replaced at %v", c.Override.Text, other.Start)
		}
	}
}

// describe is a token for messages; of a keyword it says that it is one.
func describe(t *syntax.Token) string {
	if isKeyword(t) {
		return "the keyword " + t.Raw
	}
	return t.Describe()
}

// back is how far to go back so that a token is the next one again.
func back(t *syntax.Token) int {
	if t.Kind == syntax.EOF {
		return 0
	}
	return 1
}

// hintName asks whether a word that stands where an entry begins was meant as a keyword.
func hintName(name string) string {
	if why := gone[name]; why != "" {
		return " (" + name + ": " + why + ")"
	}
	if k := LikeKeyword(name); k != "" {
		return " (did you mean " + k + "?)"
	}
	return ""
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
