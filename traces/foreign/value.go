package foreign

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/traces"
)

// maxNesting is how deep values may nest. maxMembers is how many members the
// intervals of a file may have together that are written as 1..9: what is beyond
// stays as it is.
const (
	maxNesting = 500
	maxMembers = 100_000
)

// state reads the variables of a state as TLC prints them: a conjunction, or one
// equation alone.
//
//	/\ x = 1
//	/\ log = <<[from |-> n1], …>>
func state(text string, room *int) (vars traces.Record, err error) {
	p := &parser{rest: text, room: room}
	if err := p.guarded(func() { vars = p.variables() }); err != nil {
		return nil, &lineError{p.line(text), err}
	}
	return vars, nil
}

func (p *parser) variables() (vars traces.Record) {
	seen := map[string]bool{}
	for first := true; first || p.peek() != ""; first = false {
		if !p.accept(`/\`) && !first {
			p.fail(`/\`)
		}
		name := p.identifier()
		if name == "" {
			p.fail("the name of a variable")
		}
		if seen[name] {
			panic(syntaxError{fmt.Errorf("the variable %s stands twice", name)})
		}
		seen[name] = true
		p.expect("=")
		vars = append(vars, traces.Field{Name: name, Value: p.value(0)})
	}
	return vars
}

// guarded reads, and returns what is wrong where that was given up.
func (p *parser) guarded(read func()) (err error) {
	defer rescue.Known(func(e syntaxError) { err = e.error })
	read()
	return nil
}

// syntaxError is what the parser panics with.
type syntaxError struct{ error }

// lineError is an error in a line of a text, counted from 0.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

// parser reads TLA+ values.
type parser struct {
	rest string
	room *int // what is left of maxMembers
}

// line is how many lines of text are read.
func (p *parser) line(text string) int { return strings.Count(text[:len(text)-len(p.rest)], "\n") }

func (p *parser) space() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// peek returns what comes, shortened; "" at the end.
func (p *parser) peek() string {
	p.space()
	line, _, _ := strings.Cut(p.rest, "\n")
	if utf8.RuneCountInString(line) > 30 {
		line = string([]rune(line)[:29]) + "…"
	}
	return line
}

func (p *parser) fail(want string) {
	if p.peek() == "" {
		panic(syntaxError{fmt.Errorf("want %s, and the state ends here", want)})
	}
	panic(syntaxError{fmt.Errorf("want %s, not %q", want, p.peek())})
}

// accept takes a token, and the space before it, if that comes.
func (p *parser) accept(token string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(p.rest, unicode.IsSpace), token)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *parser) expect(token string) {
	if !p.accept(token) {
		p.fail(token)
	}
}

func (p *parser) identifier() string {
	p.space()
	end := strings.IndexFunc(p.rest, func(r rune) bool { return r != '_' && r != '!' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		end = len(p.rest)
	}
	name := p.rest[:end]
	p.rest = p.rest[end:]
	return name
}

// value reads a value. A set that TLC did not list, and what has no value of its own
// (an operator, a function whose body is an expression), is kept as its text.
func (p *parser) value(depth int) traces.Value {
	p.space()
	begin := p.rest
	v := p.operand(depth)
	for {
		if !p.accept(`\cup`) && !p.accept(`\cap`) && !p.accept(`\union`) && !p.accept(`\intersect`) && !p.accept(`\ `) && !p.accept("\\\n") {
			return v
		}
		p.operand(depth)
		v = p.since(begin)
	}
}

func (p *parser) operand(depth int) traces.Value {
	if depth > maxNesting {
		panic(syntaxError{errors.New("values are nested too deep")})
	}
	p.space()
	begin := p.rest
	switch {
	case p.accept("<<"):
		return traces.Seq(p.list(">>", depth))
	case p.accept("{"):
		return p.set(begin, depth)
	case p.accept("["):
		return p.bracket(begin, depth)
	case p.accept("("):
		return p.parenthesis(begin, depth)
	case p.accept("<"): // <Operator F>
		p.skip(">")
		return p.since(begin)
	case strings.HasPrefix(p.rest, `"`):
		return p.text()
	case p.rest != "" && (p.rest[0] == '-' || '0' <= p.rest[0] && p.rest[0] <= '9'):
		return p.number()
	}
	switch name := p.identifier(); name {
	case "":
		p.fail("a value")
		return nil
	case "TRUE", "FALSE":
		return traces.Bool(name == "TRUE")
	case "SUBSET", "UNION":
		p.operand(depth + 1)
		return p.since(begin)
	default:
		if strings.HasPrefix(p.rest, "(") { // Seq(S)
			p.accept("(")
			p.list(")", depth)
			return p.since(begin)
		}
		return traces.Str(name) // a model value, or a set that has a name
	}
}

// since is what was read since then, as text on one line.
func (p *parser) since(begin string) traces.Value {
	var b strings.Builder
	quoted, space := false, false
	text := begin[:len(begin)-len(p.rest)]
	for i := 0; i < len(text); i++ {
		c := text[i]
		if !quoted && (c == '\n' || c == '\r' || c == '\t' || c == ' ') {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteByte(c)
		switch {
		case quoted && c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == '"':
			quoted = !quoted
		}
	}
	return traces.Opaque(b.String())
}

// skip goes behind the next end.
func (p *parser) skip(end string) {
	at := strings.Index(p.rest, end)
	if at < 0 {
		p.fail("a value with " + end + " at its end")
	}
	p.rest = p.rest[at+len(end):]
}

// bounded reports whether x \in, or x, y \in, comes.
func (p *parser) bounded() bool {
	at := &parser{rest: p.rest}
	for at.identifier() != "" {
		if at.accept(`\in`) {
			return true
		}
		if !at.accept(",") {
			return false
		}
	}
	return false
}

// set reads a set behind its brace: its members, or {x \in S : <expression …> }.
func (p *parser) set(begin string, depth int) traces.Value {
	if !p.bounded() {
		return traces.NewSet(p.list("}", depth)...)
	}
	p.skip("<expression ")
	p.skip("> }")
	return p.since(begin)
}

// bracket reads a record, [S -> T], [a: S], or [x \in S |-> <expression …>] behind
// its bracket.
func (p *parser) bracket(begin string, depth int) traces.Value {
	inside := p.rest
	switch name := p.identifier(); {
	case name == "" && p.accept("]"): // the records without fields
		return p.since(begin)
	case name != "" && p.accept("|->"):
		p.rest = inside
		return p.record(depth)
	case name != "" && p.accept(":"):
		p.rest = inside
		return p.records(begin, depth)
	}
	p.rest = inside
	if p.bounded() {
		p.skip("<expression ")
		p.skip(">]")
		return p.since(begin)
	}
	p.value(depth + 1)
	p.expect("->")
	p.value(depth + 1)
	p.expect("]")
	return p.since(begin)
}

// records reads the rest of [a: S, b: T].
func (p *parser) records(begin string, depth int) traces.Value {
	for {
		if p.identifier() == "" {
			p.fail("the name of a field")
		}
		p.expect(":")
		p.value(depth + 1)
		if p.accept("]") {
			return p.since(begin)
		}
		if !p.accept(",") {
			p.fail("a comma or ]")
		}
	}
}

// parenthesis reads (k :> v @@ …), (S \X T), or a value in parentheses, behind the
// first one.
func (p *parser) parenthesis(begin string, depth int) traces.Value {
	first := p.value(depth + 1)
	switch {
	case p.accept(")"):
		return first
	case p.accept(`\X`):
		for {
			p.value(depth + 1)
			if p.accept(")") {
				return p.since(begin)
			}
			p.expect(`\X`)
		}
	}
	return p.function(first, depth)
}

func (p *parser) list(end string, depth int) []traces.Value {
	var list []traces.Value
	if p.accept(end) {
		return list
	}
	for {
		list = append(list, p.value(depth+1))
		if p.accept(end) {
			return list
		}
		if !p.accept(",") {
			p.fail("a comma or " + end)
		}
	}
}

func (p *parser) record(depth int) traces.Value {
	var r traces.Record
	seen := map[string]bool{}
	for {
		name := p.identifier()
		if name == "" {
			p.fail("the name of a field")
		}
		if seen[name] {
			panic(syntaxError{fmt.Errorf("the field %s stands twice", name)})
		}
		seen[name] = true
		p.expect("|->")
		r = append(r, traces.Field{Name: name, Value: p.value(depth + 1)})
		if p.accept("]") {
			return r
		}
		if !p.accept(",") {
			p.fail("a comma or ]")
		}
	}
}

// function reads (k :> v @@ …), behind its first key.
func (p *parser) function(key traces.Value, depth int) traces.Value {
	var pairs []traces.Pair
	for ; ; key = p.value(depth + 1) {
		p.expect(":>")
		pairs = append(pairs, traces.Pair{Key: key, Value: p.value(depth + 1)})
		if p.accept(")") {
			break
		}
		if !p.accept("@@") {
			p.fail("@@ or )")
		}
	}
	m, err := traces.NewMap(pairs...)
	if err != nil {
		panic(syntaxError{err})
	}
	return m
}

func (p *parser) text() traces.Value {
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '"':
			p.rest = p.rest[i+1:]
			return traces.NewStr(b.String())
		case c == '\\' && i+1 < len(p.rest):
			i++
			c = p.rest[i]
			if at := strings.IndexByte("tnfr", c); at >= 0 {
				c = "\t\n\f\r"[at]
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	panic(syntaxError{errors.New("a string has no end")})
}

// number reads an integer, or an interval such as 1..3.
func (p *parser) number() traces.Value {
	from := p.integer()
	if !p.accept("..") {
		return traces.NewInt(from)
	}
	to := p.integer()
	size := new(big.Int).Sub(to, from)
	if size.Cmp(big.NewInt(int64(*p.room))) >= 0 {
		return traces.Opaque(from.String() + ".." + to.String())
	}
	if size.Sign() >= 0 {
		*p.room -= int(size.Int64()) + 1
	}
	var members []traces.Value
	for i := from; i.Cmp(to) <= 0; i = new(big.Int).Add(i, big.NewInt(1)) {
		members = append(members, traces.NewInt(i))
	}
	return traces.NewSet(members...)
}

func (p *parser) integer() *big.Int {
	p.space()
	end := 0
	for end < len(p.rest) && (end == 0 && p.rest[0] == '-' || '0' <= p.rest[end] && p.rest[end] <= '9') {
		end++
	}
	if end > 10_000 {
		panic(syntaxError{errors.New("an integer of more than 10,000 digits")})
	}
	v, ok := new(big.Int).SetString(p.rest[:end], 10)
	if !ok {
		p.fail("an integer")
	}
	p.rest = p.rest[end:]
	return v
}
