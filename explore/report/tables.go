package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/synod-go/synod/internal/numbers"
)

// whys say what a verdict of a property does not say.
var whys = map[Verdict]string{
	Vacuous: "never had anything to test",
	Open:    "not all states were visited",
}

// why says what the property's verdict does not say, or "".
func (p *Property) why() string {
	switch {
	case p.Why != "":
		return p.Why
	case len(p.OpenBy) > 0:
		return "a bound refused steps that might break it: " + strings.Join(p.OpenBy, ", ")
	}
	return whys[p.Verdict]
}

// properties says of every property how it stands.
func (t *printer) properties() {
	if len(t.Properties) == 0 {
		return
	}
	t.WriteString("\nproperties\n")
	width := 0
	for _, p := range t.Properties {
		width = max(width, len(p.Name))
	}
	for _, p := range t.Properties {
		why := p.why()
		if why != "" {
			why = " (" + why + ")"
		}
		fmt.Fprintf(t, "  %-*s  %s%s\n", width, p.Name, p.Verdict, why)
		if p.Formula != "" {
			fmt.Fprintf(t, "    claims  %s\n    fair    %s\n", p.Formula, p.Fair)
			if p.Assumed != "" {
				fmt.Fprintf(t, "    assumed %s from some point on; before it, no more than the bounds allow\n", p.Assumed)
			}
		}
	}
	if len(t.NotAsked) > 0 {
		fmt.Fprintf(t, "  not asked, for they were not named: %s\n", strings.Join(t.NotAsked, ", "))
	}
}

// growing says what grows without end, and what would bound it.
func (t *printer) growing() {
	if len(t.Growing) == 0 {
		return
	}
	t.WriteString("\ngrows as long as runs go on\n")
	for _, g := range t.Growing {
		fmt.Fprintf(t, "  %s: %s at the start, %s after %s, %s after %s more\n", g.What,
			numbers.Count(g.Start), numbers.Count(g.Deepest), numbers.Some(g.Depth, "step"), numbers.Count(g.Beyond), numbers.Some(g.Steps, "step"))
		fmt.Fprintf(t, "    by      %s\n", strings.Join(g.By, ", "))
		fmt.Fprintf(t, "    bounds  %s\n", g.Bound)
	}
}

// handlers says how often each handler, timer and fault made a step, and which
// never did.
func (t *printer) handlers() {
	if len(t.Handlers) == 0 {
		return
	}
	var rows table
	var never []string
	for _, h := range t.Handlers {
		if h.Steps == 0 {
			never = append(never, h.Name)
			continue
		}
		rows = append(rows, []string{h.Name, numbers.Count(h.Steps)})
	}
	t.WriteString("\nsteps of each handler, timer and fault\n")
	rows.write(t)
	if len(never) > 0 {
		fmt.Fprintf(t, "  never made a step: %s\n", strings.Join(never, ", "))
	}
}

// actions says how often each action of the spec was taken, and which never was.
func (t *printer) actions() {
	c := t.Conformance
	if c == nil && len(t.Actions) == 0 {
		return
	}
	var rows table
	var never []string
	for _, a := range t.Actions {
		switch {
		case a.Steps == 0:
			never = append(never, a.Name)
		case c != nil:
			rows = append(rows, []string{a.Name, numbers.Count(a.Steps)})
		case t.Collisions.Exact:
			rows = append(rows, []string{a.Name, numbers.Count(a.Steps), "–"}) // not counted
		default:
			rows = append(rows, []string{a.Name, numbers.Count(a.Steps), numbers.Count(a.New)})
		}
	}
	if c != nil {
		fmt.Fprintf(t, "\nsteps of the code, by the action of %s that they are\n", c.Spec)
		rows = append(rows, []string{"stutters", numbers.Count(c.Stutters)})
	} else {
		t.WriteString("\nsteps of each action, and how many of them led to a new state\n")
	}
	rows.write(t)
	if c != nil && c.Several > 0 {
		fmt.Fprintf(t, "  %s of more than one action, counted for each\n", numbers.Some(c.Several, "step"))
	}
	if len(never) > 0 {
		fmt.Fprintf(t, "  never taken: %s\n", strings.Join(never, ", "))
	}
}

// table is rows of cells. The first column is aligned left, the others right.
type table [][]string

func (rows table) write(t *printer) {
	for _, line := range rows.lines() {
		fmt.Fprintf(t, "  %s\n", line)
	}
}

// lines returns the rows with aligned columns.
func (rows table) lines() (lines []string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		fmt.Fprintf(&b, "%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			fmt.Fprintf(&b, "  %*s", widths[i+1], cell)
		}
		lines = append(lines, b.String())
	}
	return lines
}
