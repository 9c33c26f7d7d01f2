package config

import (
	"fmt"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
)

// maxErrors is how many errors are told of one file.
const maxErrors = 10

// Parse reads a model file. The error is a *syntax.Error or a syntax.ErrorList.
func Parse(file *syntax.File) (*Config, error) {
	toks, err := syntax.Scan(file, true)
	if err != nil {
		return nil, err
	}
	p := &parser{toks: toks, config: &Config{File: file}, seen: map[string]syntax.Span{}, named: map[string]bool{}}
	for p.tok().Kind != syntax.EOF && len(p.errs) < maxErrors {
		p.guard(p.statement)
	}
	if len(p.errs) == 0 {
		p.checkOverrides()
	}
	switch p.errs.Sort(); len(p.errs) {
	case 0:
		return p.config, nil
	case 1:
		return nil, p.errs[0]
	}
	return nil, p.errs
}

// A parser walks over the tokens of a file.
type parser struct {
	toks   []syntax.Token
	at     int
	config *Config
	errs   syntax.ErrorList
	seen   map[string]syntax.Span // statements that may stand only once
	named  map[string]bool        // of config.names
}

func (p *parser) tok() *syntax.Token  { return &p.toks[p.at] }
func (p *parser) peek() *syntax.Token { return &p.toks[min(p.at+1, len(p.toks)-1)] }

// next returns the token and goes on behind it, but never behind the end.
func (p *parser) next() *syntax.Token {
	t := p.tok()
	if t.Kind != syntax.EOF {
		p.at++
	}
	return t
}

// A failure ends a statement; guard turns it into an error.
type failure struct{ *syntax.Error }

func (p *parser) fail(at syntax.Span, format string, args ...any) {
	panic(failure{&syntax.Error{Span: at, Msg: fmt.Sprintf(format, args...)}})
}

// report notes an error that does not keep the parser from going on.
func (p *parser) report(at syntax.Span, format string, args ...any) {
	p.errs = append(p.errs, &syntax.Error{Span: at, Msg: fmt.Sprintf(format, args...)})
}

// guard reads one statement. After an error it goes on at the next keyword.
func (p *parser) guard(read func()) {
	start := p.at
	rescue.Point("model file")
	defer rescue.Known(func(f failure) {
		p.errs = append(p.errs, f.Error)
		if p.at == start {
			p.next()
		}
		for p.tok().Kind != syntax.EOF && !isKeyword(p.tok()) {
			p.next()
		}
	})
	read()
}

// statement reads a keyword and what belongs to it.
func (p *parser) statement() {
	t, c := p.tok(), p.config
	if !isKeyword(t) {
		p.fail(t.Span, "expected a keyword such as CONSTANT or INVARIANT, found %s%s", t.Describe(), hint(t))
	}
	p.next()
	switch t.Raw {
	case "CONSTANT", "CONSTANTS":
		p.constants()
	case "INVARIANT", "INVARIANTS":
		c.Invariants = p.names(c.Invariants, t)
	case "PROPERTY", "PROPERTIES":
		c.Properties = p.names(c.Properties, t)
	case "CONSTRAINT", "CONSTRAINTS":
		c.Constraints = p.names(c.Constraints, t)
	case "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS":
		c.ActionConstraints = p.names(c.ActionConstraints, t)
	case "POSTCONDITION", "POSTCONDITIONS":
		c.PostConditions = p.names(c.PostConditions, t)
	case "SPECIFICATION":
		p.excludes(t, "INIT", "NEXT")
		p.name(&c.Specification, t)
	case "INIT":
		p.excludes(t, "SPECIFICATION")
		p.name(&c.Init, t)
	case "NEXT":
		p.excludes(t, "SPECIFICATION")
		p.name(&c.Next, t)
	case "VIEW":
		p.name(&c.View, t)
	case "SYMMETRY":
		p.name(&c.Symmetry, t)
	case "ALIAS":
		p.name(&c.Alias, t)
	case "CHECK_DEADLOCK":
		p.checkDeadlock(t)
	default:
		p.fail(t.Span, "%s is not supported: %s", t.Raw, unsupported[t.Raw])
	}
}

// once reports a statement that stands a second time.
func (p *parser) once(keyword *syntax.Token) {
	if first, ok := p.seen[keyword.Raw]; ok {
		p.report(keyword.Span, "%s stands twice: the first is at %v", keyword.Raw, first.Start)
		return
	}
	p.seen[keyword.Raw] = keyword.Span
}

// excludes reports a statement that stands beside one with which it makes no sense.
func (p *parser) excludes(keyword *syntax.Token, others ...string) {
	for _, o := range others {
		if at, ok := p.seen[o]; ok {
			p.report(keyword.Span, "%s stands beside the %s at %v: a model has either a SPECIFICATION or an INIT and a NEXT",
				keyword.Raw, o, at.Start)
			return
		}
	}
}

func (p *parser) checkDeadlock(keyword *syntax.Token) {
	p.once(keyword)
	t := p.tok()
	if t.Raw != "TRUE" && t.Raw != "FALSE" {
		p.fail(t.Span, "expected TRUE or FALSE after CHECK_DEADLOCK, found %s", t.Describe())
	}
	p.next()
	on := t.Raw == "TRUE"
	p.config.CheckDeadlock, p.config.CheckDeadlockAt = &on, keyword.To(t.Span)
}
