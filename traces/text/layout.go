package text

import (
	"strings"

	"github.com/synod-go/synod/internal/columns"
	"github.com/synod-go/synod/traces"
)

// layout returns a value on lines of at most width columns, where that is possible: on
// one line if it fits, else broken between its elements.
func layout(v traces.Value, width int) []string {
	flat := textOf(v)
	opening, closing, items, ok := traces.Parts(v)
	// If no room is left, breaking lines makes it worse. A hostile file may nest
	// values a thousand deep.
	if !ok || length(flat) <= width || width <= minWidth {
		return []string{flat}
	}
	return fill(opening, closing, items, width)
}

// minWidth is the smallest width that a value is laid out for.
const minWidth = 20

// layoutMessage is layout for a message: RequestVote{term: 1, …}.
func layoutMessage(name string, v traces.Value, width int) []string {
	name = oneLine(name)
	flat := messageText(name, v)
	opening, closing, items, ok := traces.Parts(v)
	if !ok || length(flat) <= width {
		return []string{flat}
	}
	if _, isRecord := v.(traces.Record); !isRecord && name != "" {
		opening, closing = "("+opening, closing+")"
	}
	return fill(name+opening, closing, items, width)
}

// fill sets items between the brackets, as many on a line as fit. Further lines
// stand under the first item, or a little in if that is far to the right.
func fill(opening, closing string, items []traces.Part, width int) []string {
	hang := strings.Repeat(" ", min(length(opening), 2))
	var lines []string
	line, fresh := opening, true // fresh: no space is needed before what comes
	for i, it := range items {
		end := ","
		if i == len(items)-1 {
			end = closing
		}
		whole := it.Label + textOf(it.Value) + end
		if !fresh && length(line)+1+length(whole) > width || fresh && length(line) > len(hang) && length(line)+length(whole) > width {
			lines = append(lines, line)
			line, fresh = hang, true
		}
		if !fresh {
			line += " "
		}
		if length(line)+length(whole) <= width {
			line += whole
		} else {
			inner := layout(it.Value, max(minWidth, width-length(line)-length(it.Label)-len(end)))
			inset := strings.Repeat(" ", length(line)+length(it.Label))
			line += it.Label + inner[0]
			for _, l := range inner[1:] {
				lines = append(lines, line)
				line = inset + l
			}
			line += end
		}
		fresh = false
	}
	if len(items) == 0 {
		line += closing
	}
	return append(lines, line)
}

// textOf returns the text of a value that may be nil.
func textOf(v traces.Value) string {
	if v == nil {
		return "none"
	}
	return v.String()
}

// messageText returns a message as a step shows it: Vote{term: 1}.
func messageText(name string, v traces.Value) string {
	return traces.Event{Name: name, Value: v}.String()
}

// name returns the name of a variable, field or node as values show it: bare, or quoted.
func name(s string) string { return traces.Str(s).String() }

// oneLine returns s, quoted if it holds anything that does not print.
func oneLine(s string) string { return traces.Opaque(s).String() }

// length returns how many columns s takes.
func length(s string) int { return columns.Width(s) }

// pad fills s up to width with spaces.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-length(s)))
}
