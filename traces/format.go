package traces

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/synod-go/synod/internal/quote"
)

// String returns true or false.
func (v Bool) String() string { return strconv.FormatBool(bool(v)) }

// String returns the integer in decimal.
func (v Int) String() string { return strconv.FormatInt(int64(v), 10) }

// String returns the integer in decimal.
func (v BigInt) String() string { return bigOf(v).String() }

// String returns the string, bare when it looks like a name (S1, follower) and
// quoted otherwise, so that a string is never taken for something else.
func (v Str) String() string { return bareOrQuoted(string(v)) }

// String returns the list as [a, b].
func (v Seq) String() string { return flat(v) }

// String returns the tuple as <a, b>.
func (v Tuple) String() string { return flat(v) }

// String returns the set as {a, b}.
func (v Set) String() string { return flat(v) }

// String returns the map as {1: x, 2: y}.
func (v Map) String() string { return flat(v) }

// String returns the record as {term: 1, role: leader}; a record that is
// {tag: Put, value: {key: x}}, one of several types of records, as Put{key: x}.
func (v Record) String() string { return flat(v) }

// String returns the text as it is, quoted if it would not stay on one line.
func (v Opaque) String() string { return oneLine(string(v)) }

// String returns the text, quoted if it would not stay on one line.
func (v Shown) String() string { return oneLine(v.Text) }

// Part is one element of a compound value as it is shown: "term: " and 1.
type Part struct {
	Label string
	Value Value
}

// Parts takes a compound value apart as its String shows it: the brackets and what stands
// between them, separated by commas. It reports false for a value that is not compound.
func Parts(v Value) (opening, closing string, parts []Part, ok bool) {
	bare := func(values []Value) []Part {
		items := make([]Part, len(values))
		for i, e := range values {
			items[i].Value = e
		}
		return items
	}
	switch v := v.(type) {
	case Seq:
		return "[", "]", bare(v), true
	case Tuple:
		return "<", ">", bare(v), true
	case Set:
		return "{", "}", bare(v), true
	case Map:
		items := make([]Part, len(v))
		for i, p := range v {
			items[i] = Part{text(p.Key) + ": ", p.Value}
		}
		return "{", "}", items, true
	case Record:
		name, fields := variant(v)
		items := make([]Part, len(fields))
		for i, f := range fields {
			items[i] = Part{bareOrQuoted(f.Name) + ": ", f.Value}
		}
		return name + "{", "}", items, true
	}
	return "", "", nil, false
}

// variant returns the name and the fields of a record that is {tag: Put, value: {…}}: one
// of several types of records that may stand there, such as a struct in an interface.
// It is shown as Put{…}. Any other record has no name.
func variant(r Record) (name string, fields Record) {
	if len(r) != 2 || r[0].Name != "tag" || r[1].Name != "value" {
		return "", r
	}
	tag, isStr := r[0].Value.(Str)
	inner, isRecord := r[1].Value.(Record)
	if !isStr || !isRecord || !isName(string(tag)) {
		return "", r
	}
	return string(tag), inner
}

// flat prints a compound value on one line.
func flat(v Value) string {
	var b strings.Builder
	appendFlat(&b, v)
	return b.String()
}

func appendFlat(b *strings.Builder, v Value) {
	opening, closing, items, ok := Parts(v)
	if !ok {
		b.WriteString(text(v))
		return
	}
	b.WriteString(opening)
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(it.Label)
		appendFlat(b, it.Value)
	}
	b.WriteString(closing)
}

// exact is text that no two different values share: it names the kind of what
// would read like a value of another kind, such as an empty record like an empty
// set. It is for the keys of a map, and for two values beside each other.
func exact(v Value) string {
	switch v := Plain(v).(type) {
	case Opaque:
		return "opaque(" + text(v) + ")"
	case Map:
		pairs := make([]string, len(v))
		for i, p := range v {
			pairs[i] = exact(p.Key) + ": " + exact(p.Value)
		}
		return "map{" + strings.Join(pairs, ", ") + "}"
	case Record:
		if len(v) == 0 {
			return "record{}"
		}
		if name, fields := variant(v); name != "" {
			return "variant " + name + exact(fields)
		}
	}
	opening, closing, items, ok := Parts(Plain(v))
	if !ok {
		return text(Plain(v))
	}
	elements := make([]string, len(items))
	for i, it := range items {
		elements[i] = it.Label + exact(it.Value)
	}
	return opening + strings.Join(elements, ", ") + closing
}

// texts are the texts of two different values, which must not read alike.
func texts(a, b Value) (string, string) {
	if s, t := text(a), text(b); s != t {
		return s, t
	}
	return exact(a), exact(b)
}

// text is String for a value that may be nil.
func text(v Value) string {
	if v == nil {
		return "none"
	}
	return v.String()
}

// brief is text cut to what fits into an error message.
func brief(v Value) string { return shorten(text(v)) }

func shorten(s string) string {
	const most = 60 // characters: the rest of the message must still be seen
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func bareOrQuoted(s string) string {
	if isName(s) && s != "true" && s != "false" {
		return s
	}
	return quote.Quoted(s)
}

// isName reports whether s is letters, digits and _ . - only, with a letter or
// _ at the start.
func isName(s string) bool {
	for i, r := range s {
		switch {
		case r == unicode.ReplacementChar || quote.Hidden(r):
			return false
		case unicode.IsLetter(r) || r == '_':
		case i > 0 && (unicode.IsDigit(r) || r == '.' || r == '-'):
		default:
			return false
		}
	}
	return s != ""
}

// oneLine quotes s if it holds anything that does not print.
func oneLine(s string) string {
	for _, r := range s {
		if quote.Hidden(r) || r == unicode.ReplacementChar {
			return quote.Quoted(s)
		}
	}
	return s
}
