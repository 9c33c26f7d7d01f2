package config

import "github.com/synod-go/synod/tla/syntax"

// name reads the one name of a statement such as INIT.
//
// TLC takes the next word for the name, whatever it is, so that a module may define INIT and the model file may say
// INIT INIT. But INIT NEXT Next is a name left out: a keyword is a name only if a statement can begin behind it.
func (p *parser) name(into *syntax.Name, keyword *syntax.Token) {
	p.once(keyword)
	t := p.tok()
	if isKeyword(t) && !isKeyword(p.peek()) && p.peek().Kind != syntax.EOF {
		p.fail(keyword.Span, "expected a name after %s, found the keyword %s", keyword.Raw, t.Raw)
	}
	if !isWord(t) {
		p.fail(t.Span, "expected a name after %s, found %s", keyword.Raw, t.Describe())
	}
	p.next()
	p.noPath(t)
	*into = syntax.Name{Span: t.Span, Text: t.Raw}
}

// names reads the names up to the next keyword.
func (p *parser) names(list []syntax.Name, keyword *syntax.Token) []syntax.Name {
	for p.tok().Kind != syntax.EOF && !isKeyword(p.tok()) {
		t := p.tok()
		switch {
		case t.Is(","):
			p.fail(t.Span, "expected a name or the next keyword, found a comma: the names after %s stand side by side without commas", keyword.Raw)
		case !isWord(t):
			p.fail(t.Span, "expected a name or the next keyword after %s, found %s", keyword.Raw, t.Describe())
		}
		p.next()
		p.noPath(t)
		list = append(list, syntax.Name{Span: t.Span, Text: t.Raw})
	}
	return list
}

// noPath refuses I!Op, which TLC does not take in a model file (only left of <- and =), and says what to do.
func (p *parser) noPath(name *syntax.Token) {
	if p.tok().Is("!") {
		p.fail(name.To(p.tok().Span), "expected a plain name: a model file cannot reach into an instance with !; give the operator a name in the module (Name == %s!...) and use that", short(name.Raw))
	}
}
