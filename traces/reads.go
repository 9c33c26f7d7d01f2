package traces

import (
	"strings"
)

// The text of a step is not parsed, but compared with an enabled step. A record of
// the step may have fields that the text lacks, because they were added after it was
// written; everything else must match.

// messagePlace stands for the message while the words around it are found.
const messagePlace = "⟦message⟧"

// reads reports whether a text matches the step, apart from fields that it lacks.
func (s *Step) reads(text string) bool {
	if s.Kind == StepAction {
		return s.readsAction(text)
	}
	before, after, found := strings.Cut(s.title(messagePlace), messagePlace)
	rest, ok := strings.CutPrefix(text, before)
	if !found || !ok {
		return false
	}
	message, ok := strings.CutSuffix(rest, after)
	if !ok {
		return false
	}
	if message == messageText(s.Name, s.Message) {
		return true
	}
	if message, ok = strings.CutPrefix(message, s.Name); !ok {
		return false
	}
	plain := Plain(s.Message)
	switch v := plain.(type) {
	case nil:
		return message == ""
	case Record:
		if message == "" && s.Name != "" {
			return true // a message without fields
		}
		return covers(v, message)
	}
	inner, opened := strings.CutPrefix(message, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	return opened == closed && covers(plain, inner)
}

// readsAction is reads for the action of a spec, which may bind more variables now.
func (s *Step) readsAction(text string) bool {
	name := (&Step{Kind: StepAction, Name: s.Name}).action()
	rest, ok := strings.CutPrefix(text, name)
	if !ok || rest == "" {
		return ok
	}
	for first := true; ; first = false {
		if rest == ")" {
			return !first
		}
		between := ", "
		if first {
			between = "("
		}
		if rest, ok = strings.CutPrefix(rest, between); !ok {
			return false
		}
		if rest, ok = field(s.Args, rest, " = "); !ok {
			return false
		}
	}
}

func covers(v Value, text string) bool {
	rest, ok := read(v, text)
	return ok && rest == ""
}

// field reads the label of one of the fields and its value.
func field(r Record, text, sign string) (rest string, ok bool) {
	for _, f := range r {
		if rest, ok := strings.CutPrefix(text, bareOrQuoted(f.Name)+sign); ok {
			return read(f.Value, rest)
		}
	}
	return text, false
}

// read removes the text of a value from the beginning of a text. Records in the text
// may lack fields.
func read(v Value, text string) (rest string, ok bool) {
	if s, ok := v.(Shown); ok {
		if rest, ok := strings.CutPrefix(text, s.String()); ok {
			return rest, true
		}
		return read(s.Value, text) // written when the type had no such text
	}
	if r, ok := v.(Record); ok {
		if name, fields := variant(r); name != "" {
			if rest, ok := strings.CutPrefix(text, name); ok {
				return readParts(fields, rest)
			}
		}
	}
	return readParts(v, text)
}

// readParts is read for a value without a text of its own.
func readParts(v Value, text string) (rest string, ok bool) {
	opening, closing, items, isCompound := Parts(v)
	if _, ok := v.(Record); ok {
		opening = "{" // also of {tag: Put, value: {…}}, as it was written once
	}
	if !isCompound {
		return strings.CutPrefix(text, flat(v))
	}
	if rest, ok = strings.CutPrefix(text, opening); !ok {
		return text, false
	}
	record, isRecord := v.(Record)
	for n := 0; ; n++ {
		if end, ok := strings.CutPrefix(rest, closing); ok && (isRecord || n == len(items)) {
			return end, true
		}
		if n > 0 {
			if rest, ok = strings.CutPrefix(rest, ", "); !ok {
				return text, false
			}
		}
		switch {
		case isRecord:
			rest, ok = field(record, rest, ": ")
		case n < len(items):
			if rest, ok = strings.CutPrefix(rest, items[n].Label); ok {
				rest, ok = read(items[n].Value, rest)
			}
		default:
			ok = false
		}
		if !ok {
			return text, false
		}
	}
}
