package traces

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
)

// maxNesting is how deep brackets may nest in a file. Real states stay below
// 20; the bound keeps a hostile file from exhausting the stack.
const maxNesting = 1000

// encoding/json is not used because it drops what a trace needs: the order of an
// object's fields, an error for a field that stands twice, one for a string that
// is not Unicode, and integers of any size.

// node is one JSON value.
type node struct {
	kind nodeKind
	// text is a string's contents, or a number as it was spelled.
	text string
	// names are the names of an object's fields; items are their values, or an
	// array's elements.
	names []string
	items []node
	// shown is the text that people read instead of the value (see Shown); "" if there
	// is none.
	shown string
}

type nodeKind uint8

const (
	nullNode nodeKind = iota
	trueNode
	falseNode
	numberNode
	stringNode
	arrayNode
	objectNode
)

// String names the kind for error messages.
func (k nodeKind) String() string {
	return [...]string{"null", "true", "false", "a number", "a string", "a list", "an object"}[k]
}

// get returns the field of an object with the given name, or nil.
func (n *node) get(name string) *node {
	for i := range n.names {
		if n.names[i] == name {
			return &n.items[i]
		}
	}
	return nil
}

// parseJSON parses one JSON value, with nothing but space around it. The value
// is what is said to be one, for messages: "trace".
func parseJSON(data []byte, what string) (root node, err error) {
	p := &jsonParser{data: data, what: what}
	defer rescue.Error[*syntaxError](&err) // the parser gives up from deep inside
	p.space()
	if p.at == len(p.data) {
		return node{}, fmt.Errorf("the input is empty")
	}
	root = p.value(nil, 0)
	p.space()
	if p.at < len(p.data) {
		p.fail("nothing may follow the end of the %s, but here is %s", what, p.seen())
	}
	return root, nil
}

// syntaxError is an error with the line and column (in characters) of its place.
type syntaxError struct {
	line, column int
	what         string
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.line, e.column, e.what)
}

type jsonParser struct {
	data []byte
	at   int
	what string // the whole, for messages
}

func (p *jsonParser) fail(format string, args ...any) {
	before := p.data[:p.at]
	start := bytes.LastIndexByte(before, '\n') + 1
	panic(&syntaxError{
		line:   bytes.Count(before, []byte("\n")) + 1,
		column: utf8.RuneCount(before[start:]) + 1,
		what:   fmt.Sprintf(format, args...),
	})
}

// seen describes the next character.
func (p *jsonParser) seen() string {
	if p.at >= len(p.data) {
		return "the end of the input"
	}
	r, size := utf8.DecodeRune(p.data[p.at:])
	if r == utf8.RuneError && size == 1 {
		return fmt.Sprintf("byte 0x%02x", p.data[p.at])
	}
	return strconv.QuoteRune(r)
}

// expected fails because the next character is none of what is wanted.
func (p *jsonParser) expected(what string) {
	if p.at >= len(p.data) {
		p.fail("the input ends here, where %s should stand: it is truncated", what)
	}
	p.fail("want %s, not %s", what, p.seen())
}

func (p *jsonParser) space() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// accept takes the next byte if it is c.
func (p *jsonParser) accept(c byte) bool {
	if p.at < len(p.data) && p.data[p.at] == c {
		p.at++
		return true
	}
	return false
}

// value parses one value; here is its place, for messages, and depth the number
// of brackets around it.
func (p *jsonParser) value(here *place, depth int) node {
	if p.at >= len(p.data) {
		p.expected("a value")
	}
	switch c := p.data[p.at]; {
	case c == '{' || c == '[':
		if depth == maxNesting {
			p.fail("nested deeper than %d", maxNesting)
		}
		p.at++
		if c == '{' {
			return p.object(here, depth+1)
		}
		return p.array(here, depth+1)
	case c == '"':
		return node{kind: stringNode, text: p.str()}
	case c == '-' || '0' <= c && c <= '9':
		return p.number()
	}
	for _, kind := range [...]nodeKind{trueNode, falseNode, nullNode} {
		word, rest := kind.String(), p.data[p.at:]
		if bytes.HasPrefix(rest, []byte(word)) {
			p.at += len(word)
			return node{kind: kind}
		}
		if bytes.HasPrefix([]byte(word), rest) {
			p.at = len(p.data)
			p.expected("the rest of " + word)
		}
	}
	p.expected("a value")
	panic("unreachable")
}

func (p *jsonParser) array(here *place, depth int) node {
	n := node{kind: arrayNode}
	p.space()
	if p.accept(']') {
		return n
	}
	for {
		p.space()
		n.items = append(n.items, p.value(here.index(len(n.items)), depth))
		p.space()
		if p.accept(']') {
			return n
		}
		if !p.accept(',') {
			p.expected("a comma or ]")
		}
	}
}

func (p *jsonParser) object(here *place, depth int) node {
	n := node{kind: objectNode}
	var known nameSet
	p.space()
	if p.accept('}') {
		return n
	}
	for {
		p.space()
		if p.at >= len(p.data) || p.data[p.at] != '"' {
			p.expected("a name in quotes")
		}
		start := p.at
		name := p.str()
		if !known.add(name, n.names) {
			p.at = start
			in := here.orTop()
			if here == nil {
				in = "the " + p.what
			}
			p.fail("%s stands twice in %s", quote.Quoted(shorten(name)), in)
		}
		p.space()
		if !p.accept(':') {
			p.expected("a colon")
		}
		p.space()
		n.names = append(n.names, name)
		n.items = append(n.items, p.value(here.field(name), depth))
		p.space()
		if p.accept('}') {
			return n
		}
		if !p.accept(',') {
			p.expected("a comma or }")
		}
	}
}

// nameSet finds names that an object has twice. Most objects are small
// and need no map for that.
type nameSet map[string]bool

// add reports whether name is not among names, those before it.
func (s *nameSet) add(name string, names []string) bool {
	const small = 16
	if len(names) < small {
		return !slices.Contains(names, name)
	}
	if *s == nil {
		*s = nameSet{}
		for _, n := range names {
			(*s)[n] = true
		}
	}
	known := (*s)[name]
	(*s)[name] = true
	return !known
}

// number takes a number as JSON spells it; what it is worth is decided later.
func (p *jsonParser) number() node {
	start := p.at
	digits := func() {
		from := p.at
		for p.at < len(p.data) && '0' <= p.data[p.at] && p.data[p.at] <= '9' {
			p.at++
		}
		if p.at == from {
			p.expected("a digit")
		}
	}
	p.accept('-')
	if p.accept('0') {
		if p.at < len(p.data) && '0' <= p.data[p.at] && p.data[p.at] <= '9' {
			p.fail("a number may not start with 0")
		}
	} else {
		digits()
	}
	if p.accept('.') {
		digits()
	}
	if p.accept('e') || p.accept('E') {
		if !p.accept('+') {
			p.accept('-')
		}
		digits()
	}
	return node{kind: numberNode, text: string(p.data[start:p.at])}
}

// str takes a string, from quote to quote.
func (p *jsonParser) str() string {
	p.at++
	start := p.at
	var out []byte // what is unescaped; nil as long as nothing had to be
	for {
		if p.at >= len(p.data) {
			p.expected("the rest of a string")
		}
		c := p.data[p.at]
		switch {
		case c == '"':
			s := string(append(out, p.data[start:p.at]...))
			p.at++
			return s
		case c == '\\':
			out = append(out, p.data[start:p.at]...)
			out = p.escape(out)
			start = p.at
		case c < ' ':
			p.fail("a string may not hold the control character %s", p.seen())
		case c < utf8.RuneSelf:
			p.at++
		default:
			r, size := utf8.DecodeRune(p.data[p.at:])
			if r == utf8.RuneError && size == 1 {
				if !utf8.FullRune(p.data[p.at:]) {
					p.at = len(p.data)
					p.expected("the rest of a character")
				}
				p.fail("%s is not UTF-8", p.seen())
			}
			p.at += size
		}
	}
}

// escape takes a backslash and what belongs to it, and appends what they mean.
func (p *jsonParser) escape(out []byte) []byte {
	p.at++
	if p.at >= len(p.data) {
		p.expected("the rest of an escape")
	}
	c := p.data[p.at]
	p.at++
	switch c {
	case '"', '\\', '/':
		return append(out, c)
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'u':
		r := p.hex4()
		if utf16.IsSurrogate(r) {
			if !bytes.HasPrefix(p.data[p.at:], []byte(`\u`)) {
				p.fail("half of a surrogate pair stands alone")
			}
			p.at += 2
			if r = utf16.DecodeRune(r, p.hex4()); r == utf8.RuneError {
				p.fail("half of a surrogate pair stands alone")
			}
		}
		return utf8.AppendRune(out, r)
	}
	p.at--
	p.fail("there is no escape of %s", p.seen())
	return nil
}

func (p *jsonParser) hex4() rune {
	if len(p.data)-p.at < 4 {
		p.at = len(p.data)
		p.expected("the rest of an escape")
	}
	v, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 16)
	if err != nil {
		p.fail("want four hexadecimal digits")
	}
	p.at += 4
	return rune(v)
}

// appendNode spells a value as compact JSON.
func appendNode(b []byte, n *node) []byte {
	switch n.kind {
	case nullNode, trueNode, falseNode:
		return append(b, n.kind.String()...)
	case numberNode:
		return append(b, n.text...)
	case stringNode:
		return appendQuoted(b, n.text)
	case arrayNode:
		b = append(b, '[')
		for i := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendNode(b, &n.items[i])
		}
		return append(b, ']')
	}
	b = append(b, '{')
	for i := range n.items {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, n.names[i]), ':')
		b = appendNode(b, &n.items[i])
	}
	return append(b, '}')
}

// appendQuoted spells a string, which must be UTF-8, as JSON.
func appendQuoted(b []byte, s string) []byte {
	start := len(b)
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < ' ':
			b = fmt.Appendf(b, "\\u%04x", c)
		default:
			b = append(b, c)
		}
	}
	b = append(b, '"')
	return append(b[:start], quote.JSON(b[start:])...)
}
