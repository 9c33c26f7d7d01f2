package traces

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// layout prints a value on lines of at most width columns where that can be
// done: on one line if it fits, else broken between its elements.
func layout(v Value, width int) []string {
	flat := text(v)
	opening, closing, items, ok := parts(v)
	// Where there is no room left, breaking only makes it worse; and a hostile
	// file may nest values a thousand deep.
	if !ok || length(flat) <= width || width <= minWidth {
		return []string{flat}
	}
	return fill(opening, closing, items, width)
}

// minWidth is the least width that a value is laid out for.
const minWidth = 20

// layoutMessage is layout for a message: RequestVote{term: 1, …}.
func layoutMessage(name string, v Value, width int) []string {
	name = oneLine(name)
	flat := messageText(name, v)
	opening, closing, items, ok := parts(v)
	if !ok || length(flat) <= width {
		return []string{flat}
	}
	if _, isRecord := v.(Record); !isRecord && name != "" {
		opening, closing = "("+opening, closing+")"
	}
	return fill(name+opening, closing, items, width)
}

// fill sets items between the brackets, as many on a line as fit. Further lines
// stand under the first item, or a little in if that is far to the right.
func fill(opening, closing string, items []item, width int) []string {
	hang := strings.Repeat(" ", min(length(opening), 2))
	var lines []string
	line, fresh := opening, true // fresh: no space is needed before what comes
	for i, it := range items {
		end := ","
		if i == len(items)-1 {
			end = closing
		}
		whole := it.label + text(it.value) + end
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
			inner := layout(it.value, max(minWidth, width-length(line)-length(it.label)-len(end)))
			inset := strings.Repeat(" ", length(line)+length(it.label))
			line += it.label + inner[0]
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

// length is how many columns of a terminal s takes: a wide character two, a
// combining mark none.
func length(s string) int { return ansi.StringWidth(s) }

// pad fills s up to width with spaces.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-length(s)))
}
