package inspect

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// detailLines are the title and the lines of the details, or of what is chosen
// from.
func (m *Model) detailLines(l layout) []string {
	if m.list != nil {
		return m.chooserLines(l)
	}
	title, lines := m.stepLines(l.right)
	starts := []int{0}
	for _, section := range []func(int) (string, []string){m.stateLines, m.flightLines, m.propertyLines} {
		if name, more := section(l.right); name != "" {
			starts = append(starts, len(lines))
			lines = append(append(lines, rule(name, "", l.right)), more...)
		}
	}
	m.section = min(m.section, len(starts)-1)
	if m.follow {
		m.toChange(l)
	}
	most := max(0, len(lines)-l.details)
	top := max(0, min(starts[m.section]+m.scroll, most))
	m.scroll = top - starts[m.section]
	where := ""
	if len(lines) > l.details {
		where = fmt.Sprintf("%d–%d of %d", top+1, top+l.details, len(lines))
	}
	return append([]string{rule(title, where, l.right)}, lines[top:min(len(lines), top+l.details)]...)
}

// stateSection is the section of the state.
const stateSection = 1

// toChange scrolls the state, if it is on top, to what the chosen step changed, unless that
// can be seen.
func (m *Model) toChange(l layout) {
	m.follow = false
	if _, change := m.stateParts(l.right); change >= 0 && m.section == stateSection {
		change++ // the title
		if change < m.scroll || change >= m.scroll+l.details {
			m.scroll = change
		}
	}
}

// sections is how many sections the details have: the step, the state, the messages in
// flight if they are known, and the properties if there are any.
func (m *Model) sections() int {
	n := 2
	if m.flightsKnown() {
		n++
	}
	if name, _ := m.propertyLines(m.width); name != "" {
		n++
	}
	return n
}

// flightsKnown reports whether the run tells which messages are in flight.
func (m *Model) flightsKnown() bool {
	_, ok := traces.NetworkOf(m.run.States[m.at].Vars)
	return ok
}

// rule is a line with a title in it, and a word at its end.
func rule(title, end string, columns int) string {
	if end != "" {
		end = " " + end + " "
	}
	title = " " + title + " "
	return faint.of("──") + heading.of(title) + faint.of(strings.Repeat("─", max(0, columns-2-width(title)-width(end)-1))+end+"─")
}

// stepLines say what the step is and what it did.
func (m *Model) stepLines(columns int) (name string, lines []string) {
	d := m.run.detail(m.at)
	name = fmt.Sprintf("%s %d of %d", m.run.stepWord(), m.at, m.run.Steps())
	if m.run.branched() && m.at > m.run.left {
		name += ", of the branch"
	}
	if r := m.diagram.Rows[m.row()]; r.Folded() {
		name += ", one of " + r.Text
	}
	for i, line := range wrap(clean(d.Title), columns, 2) {
		if i == 0 && width(line) > columns {
			line = fit(line, columns)
		}
		lines = append(lines, bold.of(line))
	}
	lines = append(lines, m.failureLines(columns)...)
	if m.branches.departs != "" && m.at == m.branches.last+1 && !m.run.branched() {
		lines = append(lines, wrap("! the code departs from this run "+m.branches.departs, columns, 2)...)
	}
	var rows [][2]string
	add := func(label string, list []string) {
		for _, s := range list {
			rows = append(rows, [2]string{label, clean(s)})
			label = ""
		}
	}
	for _, c := range d.Changes {
		rows = append(rows, [2]string{"* " + clean(c.Path), clean(c.Text)})
	}
	add("sends", d.Sent)
	add("records", d.Recorded)
	add("logs", d.Log)
	add("gone", d.Gone)
	add("new", d.Came)
	if d.Note != "" {
		add("note", []string{d.Note})
	}
	if len(rows) == 0 && m.at > 0 {
		lines = append(lines, "  nothing changes")
	}
	label := 0
	for _, r := range rows {
		if w := width(r[0]); w <= columns/3 {
			label = max(label, w)
		}
	}
	for _, r := range rows {
		look := plain
		if strings.HasPrefix(r[0], "* ") {
			look = changed
		}
		if width(r[0]) > label {
			lines = append(lines, "  "+look.of(r[0]))
			r[0] = ""
		}
		inset := 2 + label + 2
		for i, line := range wrap(r[1], columns-inset, 2) {
			if i == 0 {
				lines = append(lines, "  "+look.of(r[0])+strings.Repeat(" ", label-width(r[0])+2)+line)
				continue
			}
			lines = append(lines, strings.Repeat(" ", inset)+line)
		}
	}
	if m.at == m.run.Steps() && m.run.Loop != traces.NoLoop {
		lines = append(lines, wrap("↺ "+clean(m.run.whole.WayBack()), columns, 2)...)
	}
	return name, lines
}

// finding says that a property fails, or is reached.
func finding(f traces.Finding, where string) string {
	sign, _, _ := signOf(f)
	return sign + " " + clean(traces.Broken(f.Kind, f.Property)) + " " + where
}

// failureLines say what fails here, and which values contradict each other.
func (m *Model) failureLines(columns int) []string {
	var lines []string
	for _, f := range m.run.found(m.at) {
		text := finding(f, "here")
		if m.run.Loop != traces.NoLoop && m.at == m.run.Steps() {
			text = clean(m.run.whole.Failure())
		}
		_, _, look := signOf(f)
		for _, line := range wrap(text, columns, 2) {
			lines = append(lines, look.of(line))
		}
		if f.Text == m.run.Meta.Violation && len(m.why(m.width)) <= m.whyMost() {
			continue // the head has all of it
		}
		for line := range strings.SplitSeq(strings.TrimSpace(f.Text), "\n") {
			if line != "" {
				lines = append(lines, wrap("  "+clean(line), columns, 4)...)
			}
		}
	}
	return lines
}

// stateLines show every node and the other variables; what the step changed has
// a mark.
func (m *Model) stateLines(columns int) (name string, lines []string) {
	lines, _ = m.stateParts(columns)
	return fmt.Sprintf("state %d (* changed)", m.at), lines
}

// stateParts are the lines of the state, and the first of them with something that the
// step changed; -1 if there is none.
func (m *Model) stateParts(columns int) (lines []string, change int) {
	d := m.run.detail(m.at)
	label := 0
	change = -1
	for _, p := range d.Parts {
		if w := width(clean(p.Name)); w <= columns/4 {
			label = max(label, w)
		}
	}
	for _, p := range d.Parts {
		var trees []draw.FieldText
		part := clean(p.Name)
		title := item{bold, part + strings.Repeat(" ", max(0, label-width(part)))}
		var items []item
		if p.Down {
			items = append(items, item{bad, "down"})
		}
		for _, f := range p.Fields {
			if m.trees && f.Tree != nil {
				trees = append(trees, f)
				continue
			}
			it := item{plain, clean(f.Name + ": " + f.Text)}
			if f.Changed() {
				if change < 0 {
					change = len(lines) + len(flow(title, items, columns)) - 1
				}
				it = item{changed, "*" + it.text}
			}
			items = append(items, it)
		}
		if len(items)+len(trees) == 0 {
			items = append(items, item{faint, "nothing"})
		}
		lines = append(lines, flow(title, items, columns)...)
		for _, f := range trees {
			mark, look := "", plain
			if f.Changed() {
				mark, look = "*", changed
				if change < 0 {
					change = len(lines)
				}
			}
			lines = append(lines, "  "+look.of(fit(mark+clean(f.Name), columns-2)))
			lines = append(lines, treeLines(f.Tree, 4, columns)...)
		}
	}
	return lines, change
}

// treeLines are the elements of a value, each on a line of its own behind an indent.
func treeLines(tree []draw.TreeText, indent, columns int) (lines []string) {
	indent = min(indent, columns/2)
	for _, e := range tree {
		text := clean(e.Name)
		if e.Name != "" {
			text += ": "
		}
		if e.Tree == nil {
			for i, line := range wrap(text+clean(e.Text), columns-indent, 2) {
				if i == 0 {
					line = fit(line, columns-indent)
				}
				lines = append(lines, strings.Repeat(" ", indent)+line)
			}
			continue
		}
		if text == "" {
			text = "·"
		}
		lines = append(lines, strings.Repeat(" ", indent)+fit(text, columns-indent))
		lines = append(lines, treeLines(e.Tree, indent+2, columns)...)
	}
	return lines
}

func (m *Model) toggleTrees() {
	m.trees = !m.trees
	m.status = "long values in lines"
	if m.trees {
		m.status = "long values as trees; v shows them in lines again"
	}
	if m.section == 0 {
		m.section, m.scroll, m.follow = stateSection, 0, true
	}
}

// flightLines are the messages in flight; those that the step sent have a mark.
// Of a run whose messages are not known there is nothing, not even a name.
func (m *Model) flightLines(columns int) (name string, lines []string) {
	d := m.run.detail(m.at)
	if !m.flightsKnown() {
		return "", nil
	}
	if len(d.Flights) == 0 {
		return "in flight", []string{"  nothing"}
	}
	messages := int64(0)
	for _, f := range d.Flights {
		messages += f.Messages
		mark, look := "  ", plain
		if f.New {
			mark, look = "* ", changed
		}
		for _, line := range wrap(mark+clean(f.Text), columns, 4) {
			lines = append(lines, look.of(line))
		}
	}
	return fmt.Sprintf("in flight: %d (* just sent)", messages), lines
}

// chooserLines are the title and the items of a list.
func (m *Model) chooserLines(l layout) []string {
	c := m.list
	items := c.left()
	where := fmt.Sprintf("%d of %d", min(len(items), c.at+1), len(items))
	if c.filter != "" {
		where = "only “" + clean(c.filter) + "”, " + where
	}
	lines := []string{rule(c.title, where, l.right)}
	if len(items) == 0 {
		return append(lines, "  nothing")
	}
	top := max(0, min(c.at-l.details/2, len(items)-l.details))
	for i := top; i < min(len(items), top+l.details); i++ {
		text, tail := "  "+items[i].text, items[i].tail
		text = strings.TrimRight(fit(text, max(10, min(width(text), l.right-width(tail)))), " ")
		if i == c.at {
			lines = append(lines, reversed.of(fit(">"+text[1:]+tail, l.right)))
			continue
		}
		lines = append(lines, text+items[i].look.of(tail))
	}
	// What had no room in its line stands below, if there is room.
	if chosen := items[c.at]; 2+width(chosen.text)+width(chosen.tail) > l.right {
		whole := wrap("> "+chosen.text, l.right, 4)
		if len(lines)+1+len(whole) <= l.details+1 {
			lines = append(append(lines, ""), whole...)
		}
	}
	return lines
}
