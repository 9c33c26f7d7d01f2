package syntax

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/synod-go/synod/internal/rescue"
)

// Limits that keep the parser, and everything that walks the tree, from running out of stack.
const (
	// MaxNesting is how deep expressions, modules and proofs may nest in the text.
	MaxNesting = 1000
	// MaxDepth is how deep a tree may be. It can be deeper than its text nests: a + b + c + ... leans to the left.
	MaxDepth = 5000
)

// Parse reads the first module of a file. The error is an *Error.
func Parse(file *File) (*Module, error) {
	toks, err := Scan(file, false)
	if err != nil {
		return nil, err
	}
	m, err := parseModule(file, toks)
	if err != nil {
		return nil, err
	}
	markAlgorithm(m, file)
	return m, nil
}

// ParseAfter reads the module of a name that stands behind m in m's file; nil when there is none. Usually what
// stands there means nothing, but several modules may be put into one file. A header begins its line: TLC writes
// a module behind \* into such files, which nobody is to read.
func ParseAfter(m *Module, name string) (*Module, error) {
	start, err := regexp.Compile(`(?m)^[ \t]*-----*[ \t]*MODULE[ \t]+` + regexp.QuoteMeta(name) + `[ \t]*----`)
	if err != nil {
		return nil, nil
	}
	end := offsetOf(m.File.Src, m.End)
	loc := start.FindStringIndex(m.File.Src[end:])
	if loc == nil {
		return nil, nil
	}
	toks, err := scanFrom(m.File, end+loc[0], true)
	if err != nil {
		return nil, err
	}
	return parseModule(m.File, toks)
}

func parseModule(file *File, toks []Token) (m *Module, err error) {
	p := &parser{file: file, toks: toks}
	defer rescue.Error[*Error](&err)
	rescue.Point("parse")
	m = p.module()
	if err := checkDepth(m); err != nil {
		return nil, err
	}
	return m, nil
}

// ParseExpr reads a text that is one expression.
func ParseExpr(file *File) (e Expr, err error) {
	toks, err := Scan(file, true)
	if err != nil {
		return nil, err
	}
	p := &parser{file: file, toks: toks}
	defer rescue.Error[*Error](&err)
	e = p.expr()
	if p.tok().Kind != EOF {
		p.expected("the end of the expression")
	}
	if err := checkDepth(e); err != nil {
		return nil, err
	}
	return e, nil
}

// A parser reads tokens from left to right. Each method reads one construct and leaves the parser behind it.
type parser struct {
	file *File
	toks []Token
	at   int
	// lists holds the columns of the junction lists around the place, innermost last.
	lists []int32
	depth int
	proof int    // how many proofs are around the place
	kept  *Proof // of the outermost
}

func (p *parser) tok() *Token { return &p.toks[p.at] }

// peek looks n tokens ahead.
func (p *parser) peek(n int) *Token { return &p.toks[min(p.at+n, len(p.toks)-1)] }

// last is the token before the place.
func (p *parser) last() *Token { return &p.toks[max(p.at-1, 0)] }

func (p *parser) fail(at Span, format string, args ...any) {
	panic(&Error{at, fmt.Sprintf(format, args...)})
}

// expected fails at the current token.
func (p *parser) expected(what string) {
	t := p.tok()
	p.fail(t.Span, "expected %s, found %s", what, t.Describe())
}

// next takes a token. Each token of an item of a junction list stands to the right of the list's bullets.
func (p *parser) next() *Token {
	t := p.tok()
	if !p.right(t) {
		p.fail(t.Span, "%s stands at column %d, not to the right of the bullets in column %d, but its list is not complete: something before it is not closed",
			t.Describe(), t.Start.Col, p.lists[len(p.lists)-1])
	}
	if t.Kind != EOF {
		p.at++
	}
	return t
}

// right reports whether the token stands to the right of the bullets of the innermost list.
func (p *parser) right(t *Token) bool {
	return len(p.lists) == 0 || t.Start.Col > p.lists[len(p.lists)-1]
}

// is reports whether the next token is this keyword, punctuation or operator.
func (p *parser) is(text string) bool { return p.tok().Is(text) }

// accept takes the token if it is there.
func (p *parser) accept(text string) bool {
	if !p.is(text) {
		return false
	}
	p.next()
	return true
}

// commas reads a list: what read reads, and again behind each comma.
func (p *parser) commas(read func()) {
	for read(); p.accept(","); read() {
	}
}

// want takes the token or fails; what for is said in the message.
func (p *parser) want(text, what string) *Token {
	if !p.is(text) {
		if what != "" {
			p.expected(text + " " + what)
		}
		p.expected(text)
	}
	return p.next()
}

// name takes an identifier.
func (p *parser) name(what string) Name {
	t := p.tok()
	if t.Kind != Ident || t.Text == "@" {
		if t.Kind == Keyword {
			p.fail(t.Span, "expected %s, found the reserved word %s", what, t.Raw)
		}
		p.expected(what)
	}
	p.next()
	return Name{t.Span, t.Text}
}

// enter counts nesting; the caller defers or calls leave.
func (p *parser) enter() {
	if p.depth++; p.depth > MaxNesting {
		p.fail(p.tok().Span, "nested too deeply: more than %d levels", MaxNesting)
	}
}

func (p *parser) leave() { p.depth-- }

// from is the span from a start to the last token taken.
func (p *parser) from(start Span) Span { return start.To(p.last().Span) }

// checkDepth refuses a tree that is too deep.
func checkDepth(root Node) error {
	type item struct {
		n     Node
		depth int
	}
	todo := []item{{root, 0}}
	for len(todo) > 0 {
		it := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if it.depth > MaxDepth {
			return &Error{it.n.GetSpan(), fmt.Sprintf("an expression of more than %d operators in a row: split it up", MaxDepth)}
		}
		for _, c := range Children(it.n) {
			todo = append(todo, item{c, it.depth + 1})
		}
	}
	return nil
}

var algorithm = regexp.MustCompile(`--(fair\s+)?algorithm\s+\w+`)

// markAlgorithm looks for PlusCal.
func markAlgorithm(m *Module, file *File) {
	m.Translated = strings.Contains(file.Src, "BEGIN TRANSLATION")
	for _, loc := range algorithm.FindAllStringIndex(file.Src, 100) {
		// An algorithm is more than a mention of one: it has a body.
		rest := file.Src[loc[1]:]
		if end := strings.Index(rest, "*)"); end >= 0 && strings.LastIndex(file.Src[:loc[0]], "(*") >= 0 &&
			(strings.Contains(rest[:min(len(rest), 1<<20)], "begin") || strings.Contains(rest, "{")) {
			m.Algorithm = true
			m.AlgorithmAt = Span{file, posOf(file.Src, loc[0]), posOf(file.Src, loc[1])}
			return
		}
	}
}

// posOf is the position of a byte offset.
func posOf(src string, offset int) Pos {
	s := &scanner{src: src, line: 1, col: 1}
	s.skip(offset)
	return s.pos()
}
