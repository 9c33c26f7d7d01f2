package text

import (
	"strings"

	"github.com/synod-go/synod/traces"
)

// changes shows what state i changed. A protocol's network is not compared place
// by place: the step itself says what was delivered and sent, and only what it
// does not say is shown.
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

// changeRow shows one change, or all that came and went in one set.
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

// marked lays a value out behind a mark.
func marked(mark string, v traces.Value, width int) []string {
	lines := layout(v, width-length(mark))
	for i := range lines {
		lines[i] = mark + lines[i]
		mark = strings.Repeat(" ", length(mark))
	}
	return lines
}

// members shows members that were put in or taken out, on one line if they fit.
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
