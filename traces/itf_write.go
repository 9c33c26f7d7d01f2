package traces

import (
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/synod-go/synod/internal/quote"
)

// Write writes t in the Informal Trace Format (Apalache, ADR 015). The output
// depends on t alone, byte for byte: it has no time stamp. What is not UTF-8 in
// a text for people (a violation, a note, a name) is replaced; in a value it is
// an error, because it would be read back as another value (see NewStr).
//
// It fails, without having written anything, when t is no trace: no state,
// states with different variables, a loop to no state, a record with a name
// twice, a map with a key twice, a name that starts with #, a value that is
// missing or nested too deep. The error says where.
func Write(w io.Writer, t *Trace) error {
	e := &encoder{}
	e.trace(t.opened())
	if e.err != nil {
		return fmt.Errorf("the trace cannot be written: %w", e.err)
	}
	_, err := w.Write(e.b)
	return err
}

// encoder appends JSON. It keeps the first error and goes on, so that the calls
// need no error handling of their own.
type encoder struct {
	b     []byte
	depth int
	err   error
	texts stateTexts
}

func (e *encoder) fail(at *place, format string, args ...any) {
	if e.err == nil {
		e.err = at.errorf(format, args...)
	}
}

// list writes brackets, around n elements with commas between them.
func (e *encoder) list(at *place, opening, closing byte, n int, element func(i int)) {
	if e.depth++; e.depth > maxNesting {
		e.fail(at, "nested deeper than %d in the file", maxNesting)
	}
	if e.err == nil {
		e.b = append(e.b, opening)
		for i := range n {
			if i > 0 {
				e.b = append(e.b, ", "...)
			}
			element(i)
		}
		e.b = append(e.b, closing)
	}
	e.depth--
}

func (e *encoder) raw(s string) { e.b = append(e.b, s...) }

// text writes a string for people.
func (e *encoder) text(s string) { e.b = appendQuoted(e.b, strings.ToValidUTF8(s, "\uFFFD")) }

func (e *encoder) textList(list []string) {
	e.list(nil, '[', ']', len(list), func(i int) { e.text(list[i]) })
}

func (e *encoder) textMap(at *place, m map[string]string) {
	keys := slices.Sorted(maps.Keys(m))
	for _, k := range keys {
		if !utf8.ValidString(k) { // replaced, two keys could become one
			e.fail(at, "the name %q is not UTF-8", shorten(k))
		}
	}
	e.list(nil, '{', '}', len(keys), func(i int) {
		e.text(keys[i])
		e.raw(": ")
		e.text(m[keys[i]])
	})
}

func (e *encoder) trace(t *Trace) {
	top := (*place)(nil)
	vars := e.checkTrace(t)
	if e.err != nil {
		return
	}
	e.depth = 1
	e.raw("{\n  \"#meta\": {\n")
	e.meta(top.field("#meta"), t.Meta)
	if t.Back != nil {
		e.depth = 2
		e.raw(",\n    \"" + metaBack + "\": ")
		e.state(top.field("#meta").field(metaBack), len(t.States), *t.Back)
		e.depth = 1
	}
	e.raw("\n  },\n")
	if len(t.Params) > 0 {
		e.raw(`  "params": `)
		e.textList(t.Params)
		e.raw(",\n")
	}
	e.raw(`  "vars": `)
	e.textList(vars)
	e.raw(",\n  \"states\": [")
	e.depth = 2
	for i, s := range t.States {
		if i > 0 {
			e.raw(",")
		}
		e.raw("\n    ")
		e.state(top.field("states").index(i), i, s)
	}
	e.raw("\n  ]")
	if t.Loop != NoLoop {
		e.raw(",\n  \"loop\": " + strconv.Itoa(t.Loop))
	}
	e.raw("\n}\n")
}

// checkTrace returns the names of the variables that every state has.
func (e *encoder) checkTrace(t *Trace) []string {
	at := (*place)(nil).field("states")
	if len(t.States) == 0 {
		e.fail(at, "there are none")
		return nil
	}
	var vars []string
	required := map[string]bool{}
	for _, f := range t.States[0].Vars {
		if !slices.Contains(t.Params, f.Name) {
			vars = append(vars, f.Name)
			required[f.Name] = true
		}
	}
	for i, s := range t.States {
		if err := checkVars(at.index(i), s.Vars, required, t.Params); err != nil && e.err == nil {
			e.err = err
		}
	}
	if t.Loop < NoLoop || t.Loop >= len(t.States) {
		e.fail((*place)(nil).field("loop"), "there is no state %d; there are states 0 to %d", t.Loop, len(t.States)-1)
	}
	e.checkBack(t, required)
	e.names((*place)(nil).field("params"), t.Params)
	return vars
}

// checkBack checks the state after the step that closes the loop.
func (e *encoder) checkBack(t *Trace, required map[string]bool) {
	at := (*place)(nil).field("#meta").field(metaBack)
	switch {
	case t.Back == nil:
	case t.Loop == NoLoop:
		e.fail(at, "it is the way back of a run without end, and there is no loop")
	case t.Back.Step == nil:
		e.fail(at, "it does not say which step leads back")
	default:
		if err := checkVars(at, t.Back.Vars, required, t.Params); err != nil && e.err == nil {
			e.err = err
		}
	}
}

// names checks names that stand side by side.
func (e *encoder) names(at *place, names []string) {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, "#"):
			e.fail(at, "a name may not start with #: %q", shorten(name))
		case !utf8.ValidString(name):
			e.fail(at, "the name %q is not UTF-8", shorten(name))
		case seen[name]:
			e.fail(at, "the name %q stands twice", shorten(name))
		}
		seen[name] = true
	}
}

// meta writes the fields of a trace's "#meta", a line each; empty ones are left
// out.
func (e *encoder) meta(at *place, m Meta) {
	m.Version = Version
	e.raw(`    "format": "` + formatName + `",` + "\n")
	e.raw(`    "format-description": "` + formatPage + `"`)
	field := func(name string) { e.raw(",\n    \"" + name + "\": ") }
	for _, f := range m.texts() {
		if *f.to != "" {
			field(f.name)
			e.text(*f.to)
		}
	}
	if m.StepViolation {
		field("step-violation")
		e.raw("true")
	}
	if len(m.Properties) > 0 {
		field("properties")
		e.textList(m.Properties)
	}
	if len(m.Settings) > 0 {
		field("settings")
		e.textMap(at.field("settings"), m.Settings)
	}
	if len(m.Extra) > 0 {
		field("extra")
		e.textMap(at.field("extra"), m.Extra)
	}
}

// state writes a state, a line for each variable: two files can then be
// compared by line. What is said of it comes first, although the texts of its values
// are known last.
func (e *encoder) state(at *place, index int, s State) {
	e.depth++
	e.texts = stateTexts{of: at}
	start := len(e.b)
	e.fieldNames(at, s.Vars)
	for _, f := range s.Vars {
		e.raw(",\n      ")
		e.b = appendQuoted(e.b, f.Name)
		e.raw(": ")
		e.value(at.field(f.Name), f.Value)
	}
	vars := slices.Clone(e.b[start:])
	e.b = e.b[:start]
	e.raw(`{` + "\n" + `      "#meta": {"index": ` + strconv.Itoa(index))
	if s.Step != nil {
		e.depth++
		e.raw(`, "step": `)
		e.step(at.field("#meta").field("step"), s.Step)
		e.depth--
	}
	if len(s.Log) > 0 {
		e.depth++
		e.raw(`, "log": `)
		e.list(at, '[', ']', len(s.Log), func(i int) {
			l := s.Log[i]
			e.members(at, e.textMembers([]textField{{"node", &l.Node}, {"text", &l.Text}}))
		})
		e.depth--
	}
	if s.Alias != nil {
		e.depth++
		e.raw(`, "alias": `)
		e.value(at.field("#meta").field("alias"), s.Alias)
		e.depth--
	}
	if len(e.texts.by) > 0 {
		e.depth++
		e.raw(`, "texts": `)
		e.textMap(at.field("#meta").field("texts"), e.texts.by)
		e.depth--
	}
	e.raw("}")
	e.b = append(e.b, vars...)
	e.raw("\n    }")
	e.depth--
}

func (e *encoder) fieldNames(at *place, r Record) {
	names := make([]string, len(r))
	for i, f := range r {
		names[i] = f.Name
	}
	e.names(at, names)
}

// member is one field of an object that is written only if it is there.
type member struct {
	name  string
	write func()
}

func (e *encoder) members(at *place, list []member) {
	e.list(at, '{', '}', len(list), func(i int) {
		e.text(list[i].name)
		e.raw(": ")
		list[i].write()
	})
}

func (e *encoder) textMembers(fields []textField) []member {
	var list []member
	for _, f := range fields {
		if *f.to != "" {
			list = append(list, member{f.name, func() { e.text(*f.to) }})
		}
	}
	return list
}

func (e *encoder) step(at *place, s *Step) {
	if s.Kind == "" {
		e.fail(at, "the step has no kind")
	}
	list := e.textMembers(s.texts())
	add := func(present bool, name string, write func(at *place)) {
		if present {
			list = append(list, member{name, func() { write(at.field(name)) }})
		}
	}
	add(s.Message != nil, "message", func(at *place) { e.value(at, s.Message) })
	add(len(s.Choices) > 0, "choices", func(at *place) {
		e.list(at, '[', ']', len(s.Choices), func(i int) {
			if c := s.Choices[i]; c < 0 || c > maxChoice {
				e.fail(at.index(i), "%d is no choice", c)
			}
			e.raw(strconv.Itoa(s.Choices[i]))
		})
	})
	add(len(s.Args) > 0, "args", func(at *place) { e.value(at, s.Args) })
	add(len(s.Sent) > 0, "sent", func(at *place) {
		e.list(at, '[', ']', len(s.Sent), func(i int) {
			p := s.Sent[i]
			e.flat(at.index(i), []textField{{"from", &p.From}, {"to", &p.To}, {"name", &p.Name}}, "message", p.Message)
		})
	})
	add(len(s.Recorded) > 0, "recorded", func(at *place) {
		e.list(at, '[', ']', len(s.Recorded), func(i int) {
			r := s.Recorded[i]
			e.flat(at.index(i), []textField{{"node", &r.Node}, {"name", &r.Name}}, "value", r.Value)
		})
	})
	e.members(at, list)
}

// flat writes an object of strings and one value.
func (e *encoder) flat(at *place, texts []textField, valueName string, value Value) {
	list := e.textMembers(texts)
	if value != nil {
		list = append(list, member{valueName, func() { e.value(at.field(valueName), value) }})
	}
	e.members(at, list)
}

func (e *encoder) value(at *place, v Value) {
	switch v := v.(type) {
	case Bool:
		e.raw(v.String())
	case Int, BigInt:
		e.integer(at, bigOf(v))
	case Str:
		e.str(at, string(v))
	case Shown:
		e.texts.add(at, v.Text)
		e.value(at, v.Value)
	case Opaque:
		e.marked(at, "#unserializable", func(at *place) { e.str(at, string(v)) })
	case Seq:
		e.values(at, v)
	case Tuple:
		e.marked(at, "#tup", func(at *place) { e.values(at, v) })
	case Set:
		for i, m := range v {
			if m == nil {
				e.fail(at.field("#set").index(i), "there is no value")
			}
		}
		e.marked(at, "#set", func(at *place) { e.values(at, NewSet(v...)) })
	case Map:
		e.marked(at, "#map", func(at *place) { e.pairs(at, v) })
	case Record:
		e.fieldNames(at, v)
		e.list(at, '{', '}', len(v), func(i int) {
			e.b = appendQuoted(e.b, v[i].Name)
			e.raw(": ")
			e.value(at.field(v[i].Name), v[i].Value)
		})
	default:
		e.fail(at, "there is no value")
	}
}

func (e *encoder) values(at *place, list []Value) {
	e.list(at, '[', ']', len(list), func(i int) { e.value(at.index(i), list[i]) })
}

func (e *encoder) pairs(at *place, m Map) {
	m, err := NewMap(m...)
	if err != nil {
		e.fail(at, "%s", err)
	}
	e.list(at, '[', ']', len(m), func(i int) {
		e.values(at.index(i), []Value{m[i].Key, m[i].Value})
	})
}

// marked writes an object of the one field that says what it is.
func (e *encoder) marked(at *place, mark string, write func(at *place)) {
	e.list(at, '{', '}', 1, func(int) {
		e.raw(`"` + mark + `": `)
		write(at.field(mark))
	})
}

func (e *encoder) str(at *place, s string) {
	if !utf8.ValidString(s) {
		e.fail(at, "the string %s is not UTF-8", shorten(quote.Quoted(s)))
	}
	e.b = appendQuoted(e.b, s)
}

// safeInteger is the largest integer that every JSON reader takes exactly
// (RFC 7159, section 6); the format wants larger ones marked.
var safeInteger = big.NewInt(1<<53 - 1)

func (e *encoder) integer(at *place, v *big.Int) {
	digits := v.String()
	if len(strings.TrimPrefix(digits, "-")) > maxDigits {
		e.fail(at, "an integer of more than %d digits", maxDigits)
	}
	if v.CmpAbs(safeInteger) <= 0 {
		e.raw(digits)
		return
	}
	e.marked(at, "#bigint", func(*place) { e.raw(`"` + digits + `"`) })
}
