package model

import "fmt"

// Text is a text about a state. It is put together when the names of the nodes are known:
// NodeIDs and NodeSets among the arguments appear as names.
type Text struct{ of *formatted }

type formatted struct {
	format string
	args   []any
}

// Textf formats a text as fmt.Sprintf does. An argument may be a Text.
func Textf(format string, args ...any) Text { return Text{&formatted{format, args}} }

// String returns the text with nodes as numbers.
func (t Text) String() string { return t.Render(func(arg any) any { return arg }) }

// Render returns the text, with show(arg) for arguments that are no Texts.
func (t Text) Render(show func(arg any) any) string {
	if t.of == nil {
		return ""
	}
	args := make([]any, len(t.of.args))
	for i, arg := range t.of.args {
		if inner, ok := arg.(Text); ok {
			args[i] = inner.Render(show)
		} else {
			args[i] = show(arg)
		}
	}
	return fmt.Sprintf(t.of.format, args...)
}
