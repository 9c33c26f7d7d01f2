package text

import (
	"strings"

	"github.com/synod-go/synod/traces"
)

// changes returns the rows for what the step to state i changed. Of a protocol's
// network only what the step does not say is shown: its title names the message that
// was delivered, and a row the messages that were sent.
func (p *printer) changes(i int) []row {
	news := p.t.News(i)
	var rows []row
	for changes := news.Changes; len(changes) > 0; {
		c, same := changes[0], 1
		for c.Member && same < len(changes) && changes[same].Member && changes[same].Path == c.Path {
			same++
		}
		rows = append(rows, changeRow(c.Path, changes[:same]))
		changes = changes[same:]
	}
	if len(news.Gone) > 0 {
		rows = append(rows, flightRow("gone", news.Gone))
	}
	if len(news.Came) > 0 {
		rows = append(rows, flightRow("new", news.Came))
	}
	return rows
}

// changeRow returns the row for one change, or for all members that one set gained and
// lost.
func changeRow(path string, group []traces.Change) row {
	if len(group) > 1 {
		return row{path, func(width int) []string { return members(group, width) }}
	}
	return row{path, func(width int) []string { return changeLines(group[0], width) }}
}

func changeLines(c traces.Change, width int) []string {
	switch {
	case c.Before == nil:
		return marked("+ ", c.After, width)
	case c.After == nil:
		return marked("− ", c.Before, width)
	}
	if line := c.Text(); length(line) <= width || textOf(c.Before) == textOf(c.After) {
		return []string{line}
	}
	return append(layout(c.Before, width), marked("→ ", c.After, width)...)
}

// marked lays out a value behind a mark.
func marked(mark string, v traces.Value, width int) []string {
	lines := layout(v, width-length(mark))
	for i := range lines {
		lines[i] = mark + lines[i]
		mark = strings.Repeat(" ", length(mark))
	}
	return lines
}

// members returns the lines for members that a set gained and lost, one line if they
// fit.
func members(group []traces.Change, width int) []string {
	var lines []string
	for _, c := range group {
		mark, v := "+ ", c.After
		if v == nil {
			mark, v = "− ", c.Before
		}
		lines = append(lines, marked(mark, v, width)...)
	}
	if line := strings.Join(lines, "  "); length(line) <= width {
		return []string{line}
	}
	return lines
}
