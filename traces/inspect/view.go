package inspect

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/synod-go/synod/internal/numbers"
)

// The least window in which everything has a place.
const (
	leastWidth  = 40
	leastHeight = 12
)

// layout is where the parts of the screen are, in columns and lines: the head,
// the list of the steps, and the details below it or, where there is room, to its
// right; in the last line the keys.
type layout struct {
	head    []string
	rows    int // of the list, without the names of the lanes
	left    int // columns of the list
	details int // lines of the details, without their title
	right   int // columns of the details
	beside  bool
	chart   int // columns that the chart may have
}

// Beside the list the details need so many columns in all.
const besideFrom = 120

func (m *Model) layout() layout {
	l := layout{head: m.head(), left: m.width, right: m.width}
	rest := m.height - len(l.head) - 2 // the names of the lanes, the keys
	if m.chart != nil {
		rest -= len(m.chart.Head) - 1
	}
	if l.beside = m.width >= besideFrom; l.beside {
		l.left = m.width * 11 / 20
		l.right = m.width - l.left - 3
		l.rows, l.details = rest, rest
	} else {
		rest-- // the title of the details
		l.rows = max(3, rest*9/20)
		if m.diagram != nil {
			l.rows = min(l.rows, len(m.diagram.Rows))
		}
		l.details = max(0, rest-l.rows)
	}
	// Half of the list is for words.
	l.chart = max(12, l.left/2-m.gutter())
	return l
}

// gutter is how many columns stand before the chart: the cursor, a step's number,
// a mark, the way back of a run without end.
func (m *Model) gutter() int { return 1 + len(strconv.Itoa(m.run.Steps())) + 4 }

// View draws the screen.
func (m *Model) View() tea.View {
	v := tea.NewView(strings.Join(m.screen(), "\n"))
	v.AltScreen = true
	v.WindowTitle = clean(m.run.whole.Title)
	if m.prompt != nil {
		v.Cursor = tea.NewCursor(min(m.width-1, width(m.prompt.ask)+width(m.typed())), m.height-1)
	}
	return v
}

// screen are the lines of the screen, each as wide as it.
func (m *Model) screen() []string {
	if m.width < leastWidth || m.height < leastHeight {
		text := fmt.Sprintf("%d×%d is too small a window: %d×%d are needed.", m.width, m.height, leastWidth, leastHeight)
		lines := wrap(text, m.width, 0)
		return lines[:min(len(lines), max(1, m.height))]
	}
	var lines []string
	if m.help {
		lines = m.helpLines()
	} else {
		lines = m.parts()
	}
	for i := range lines {
		lines[i] = fit(lines[i], m.width)
	}
	return lines
}

// parts are the head, the list and the details.
func (m *Model) parts() []string {
	l := m.layout()
	list, details := m.listLines(l), m.detailLines(l)
	lines := l.head
	if l.beside {
		for i := range list {
			right := ""
			if i < len(details) {
				right = details[i]
			}
			lines = append(lines, fit(list[i], l.left)+faint.of(" │ ")+right)
		}
	} else {
		lines = append(append(lines, list...), details...)
	}
	foot := m.foot()
	for len(lines) < m.height-len(foot) {
		lines = append(lines, "")
	}
	return append(lines[:m.height-len(foot)], foot...)
}

// whyMost is how many lines the head has for what contradicts what.
func (m *Model) whyMost() int { return max(1, m.height/10) }

// head says what the run breaks and why, or what the branch does.
func (m *Model) head() []string {
	d := m.run.whole
	tone, sign := bad, "✕ "
	if d.Goal {
		tone, sign = good, "✓ "
	}
	var first string
	switch {
	case m.run.branched() && d.Verdict == "" && d.Goal:
		first = heading.of(m.branchText() + ": the goal is not reached")
	case m.run.branched() && d.Verdict == "":
		first = heading.of(m.branchText() + ": nothing is broken")
	case m.run.branched():
		first = heading.of(m.branchText()+": ") + tone.of(sign+clean(d.Verdict))
	case d.Verdict == "":
		first = bold.of(d.Title)
	default:
		first = tone.of(sign + clean(d.Verdict))
	}
	if title := "  " + d.Title; d.Verdict != "" && width(first)+width(title) <= m.width {
		first += strings.Repeat(" ", m.width-width(first)-width(title)) + faint.of(title)
	}
	head := []string{first}
	why := m.why(m.width)
	if most := m.whyMost(); len(why) > most {
		why = why[:most]
		why[most-1] = strings.TrimRight(ansi.Truncate(why[most-1], m.width-2, ""), " ") + " …"
	}
	head = append(head, why...)
	if m.branches.mended != "" && !m.run.branched() {
		lines := wrap("! the property is not violated by this run any more: "+m.branches.mended, m.width, 2)
		head = append(head, lines[:min(len(lines), m.whyMost())]...)
	}
	if m.branches.departs != "" && !m.run.branched() {
		lines := wrap("! the code departs from this run "+m.branches.departs, m.width, 2)
		head = append(head, lines[:min(len(lines), m.whyMost())]...)
	}
	return head
}

// why are the lines that say which values contradict each other.
func (m *Model) why(columns int) (lines []string) {
	for _, line := range m.run.whole.Why {
		lines = append(lines, wrap("  "+clean(line), columns, 4)...)
	}
	return lines
}

func (m *Model) branchText() string {
	n := m.run.Steps() - m.run.left
	steps := numbers.Some(n, "step")
	if !m.fromSaved() {
		return "BRANCH from another initial state, " + steps
	}
	return fmt.Sprintf("BRANCH from step %d, %s", m.run.left, steps)
}

// foot says what the last key did, or which keys there are.
func (m *Model) foot() []string {
	const statusMost = 3
	switch {
	case m.prompt != nil:
		return []string{bold.of(m.prompt.ask) + m.typed()}
	case m.status != "":
		lines := wrap(m.status, m.width, 2)
		for i := range lines {
			lines[i] = bold.of(lines[i])
		}
		return lines[:min(len(lines), statusMost)]
	case m.list != nil && m.list.steps:
		return m.keys("↑↓ choose", "Enter take", "u undo", "s save", "/ filter", "Esc back to the details")
	case m.list != nil:
		return m.keys("↑↓ choose", "Enter take", "/ filter", "Esc back to the details")
	case m.run.branched():
		return m.keys("? help", "q quit", "↑↓ step", "b branch", "u undo", "s save", "Tab details", "/ search", "w watch")
	}
	return m.keys("? help", "q quit", "↑↓ step", "Tab details", "b branch", "/ search", "w watch")
}

// keys are as many of some keys, the first ones first, as there is room for.
func (m *Model) keys(list ...string) []string {
	line := list[0]
	for _, key := range list[1:] {
		if more := line + "  " + key; width(more) <= m.width {
			line = more
		}
	}
	return []string{faint.of(line)}
}

// typed is what was typed into the last line, or its end: the cursor is there.
func (m *Model) typed() string {
	text, room := m.prompt.text, max(2, m.width-width(m.prompt.ask)-1)
	if n := width(text); n > room {
		return ansi.TruncateLeft(text, n-room+1, "…")
	}
	return text
}

// listLines are the names of the lanes and the rows around the chosen one.
func (m *Model) listLines(l layout) []string {
	row := m.row()
	const around = 2
	m.top = max(min(m.top, row-around), row+around-l.rows+1)
	m.top = max(0, min(m.top, len(m.diagram.Rows)-l.rows))
	var lines []string
	pins := m.pinHead()
	for i, names := range m.chart.Head {
		line := strings.Repeat(" ", m.gutter()) + bold.of(clean(names))
		if i == len(m.chart.Head)-1 && pins != "" {
			line = fit(line, m.gutter()+m.chart.Width) + bold.of(pins)
		}
		lines = append(lines, fit(line, l.left))
	}
	ways := m.ways(row)
	for i := m.top; i < m.top+l.rows; i++ {
		if i < len(m.diagram.Rows) {
			lines = append(lines, fit(m.rowLine(i, row, ways, l.left), l.left))
		} else {
			lines = append(lines, "")
		}
	}
	return lines
}

// place is a character of the chart.
type place struct{ row, column int }

// ways are the places of the messages that the chosen row sent, or that it ends.
func (m *Model) ways(row int) map[place]bool {
	on := map[place]bool{}
	for i, a := range m.diagram.Arrows {
		if a.To == row || a.From == row {
			for _, s := range m.chart.Way(i) {
				on[place{s.Row, s.Column}] = true
			}
		}
	}
	return on
}

// rowLine is a row of the list.
func (m *Model) rowLine(i, chosen int, ways map[place]bool, columns int) string {
	r := &m.diagram.Rows[i]
	digits := len(strconv.Itoa(m.run.Steps()))
	cursor, look := " ", plain
	if i == chosen {
		cursor, look = ">", reversed
	}
	number := strconv.Itoa(r.First)
	if r.Folded() {
		number = "⋮"
	}
	flag, tone := " ", plain
	for state := r.First; state <= r.Last; state++ {
		switch found := m.run.found(state); {
		case len(found) > 0:
			flag, _, tone = signOf(found[0])
		case m.watch.changedIn(m.run, state) && flag != "✕" && flag != "✓":
			flag, tone = "*", changed
		case m.run.branched() && state > m.run.left && flag == " ":
			flag, tone = "+", heading
		}
	}
	if r.Valence.Decides && flag == " " {
		flag, tone = "◆", valenceStyle(r.Valence)
	}
	var b strings.Builder
	if i == chosen {
		b.WriteString(look.of(fmt.Sprintf("%s%*s", cursor, digits, number)))
	} else {
		b.WriteString(cursor + valenceStyle(r.Valence).of(fmt.Sprintf("%*s", digits, number)))
	}
	b.WriteString(" " + tone.of(flag) + string(m.diagram.LoopMark(i)) + " ")
	for column, char := range m.chart.Lines[i] {
		b.WriteString(m.charStyle(i, column, ways, tone).of(string(char)))
	}
	pins := m.pinCells(i)
	b.WriteString(changed.of(pins) + " ")
	text := clean(r.Text)
	if m.diagram.LoopMark(i) == '╰' || m.diagram.LoopMark(i) == '↺' {
		text = fmt.Sprintf("↺%d  %s", m.diagram.Rows[m.diagram.Loop].First, text)
	}
	room := columns - m.gutter() - m.chart.Width - width(pins) - 1
	more := ""
	if changes := clean(strings.Join(r.Changes, "   ")); changes != "" && room-width(text) > 12 {
		more = "   " + changes
	}
	switch {
	case i == chosen:
		b.WriteString(look.of(fit(" "+text+more, room)))
	case r.Folded():
		b.WriteString(faint.of(" " + text))
	case flag == "✕" || flag == "✓":
		b.WriteString(tone.of(" "+text) + faint.of(more))
	default:
		b.WriteString(" " + text + faint.of(more))
	}
	return b.String()
}

// charStyle is the look of a character of the chart.
func (m *Model) charStyle(row, column int, ways map[place]bool, tone style) style {
	switch {
	case column == m.chart.Mark[row] && tone == bad:
		return bad
	case ways[place{row, column}]:
		return message
	case column == m.chart.Mark[row]:
		return bold
	}
	return plain
}
