package inspect

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces/draw"
)

// style is what a piece of text looks like: the numbers of an SGR sequence. What
// a colour says is said by a mark or a word as well: without colour (NO_COLOR)
// nothing is lost.
type style string

const (
	plain    style = ""
	bold     style = "1"
	faint    style = "2"
	reversed style = "7"
	bad      style = "1;31" // what is broken
	good     style = "1;32" // a goal that is reached
	changed  style = "1;33"
	message  style = "1;36" // the ways of the messages of the chosen step
	heading  style = "1;34"
)

// valenceStyle is the look of the number of a step after which something can be decided.
func valenceStyle(v draw.Valence) style {
	switch v.Class {
	case "open":
		return "1;35"
	case "value0":
		return "1;34"
	case "value1":
		return "1;32"
	case "value2", "value3":
		return "1;33"
	}
	return plain
}

func (s style) of(text string) string {
	if s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[m"
}

// width is how many columns styled text takes.
func width(s string) int { return ansi.StringWidth(s) }

// fit cuts styled text to n columns, or fills it up to them.
func fit(s string, n int) string {
	s = ansi.Truncate(s, n, "…")
	return s + strings.Repeat(" ", max(0, n-width(s)))
}

// clean is text on one line without what changes the width of the character before
// it: a run may come from any file, and nothing in it may move the cursor.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if 0x1f3fb <= r && r <= 0x1f3ff { // another colour of the character before
			return -1
		}
		return r
	}, quote.Line(strings.NewReplacer("\n", " ", "\t", " ").Replace(s)))
}

// wrap breaks text into lines of at most n columns; all but the first are
// indented.
func wrap(text string, n, indent int) []string {
	n = max(n, 1)
	if indent > n/2 {
		indent = 0
	}
	if width(text) <= n {
		return []string{text}
	}
	first, _, _ := strings.Cut(ansi.Wrap(text, n, ""), "\n")
	if strings.TrimSpace(first) == "" { // one long word behind an indent
		first, _, _ = strings.Cut(ansi.Hardwrap(text, n, true), "\n")
	}
	list := []string{first}
	// The others have less room, so they are broken anew.
	if rest := strings.TrimSpace(text[min(len(text), len(first)):]); rest != "" {
		for line := range strings.SplitSeq(ansi.Wrap(rest, n-indent, ""), "\n") {
			list = append(list, strings.Repeat(" ", indent)+line)
		}
	}
	return list
}

// item is a piece of text that is best kept on one line.
type item struct {
	style style
	text  string
}

// flow sets items side by side on lines of at most n columns, behind a label.
func flow(label item, items []item, n int) []string {
	const between = "  "
	inset := width(label.text) + 2
	if inset > n/2 {
		inset = 2
	}
	var list []string
	line, used := label.style.of(label.text), width(label.text)
	for used < inset {
		line, used = line+" ", used+1
	}
	fresh := used == inset
	next := func() {
		list = append(list, line)
		line, used, fresh = strings.Repeat(" ", inset), inset, true
	}
	if !fresh {
		next()
	}
	for _, it := range items {
		w := width(it.text)
		if !fresh && used+len(between)+w > n {
			next()
		}
		if !fresh {
			line, used = line+between, used+len(between)
		}
		for i, part := range wrap(it.text, n-used, 2) {
			if i > 0 {
				next()
			}
			line, used, fresh = line+it.style.of(part), used+width(part), false
		}
	}
	return append(list, line)
}
