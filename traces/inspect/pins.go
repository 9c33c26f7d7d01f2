package inspect

import (
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The columns of pinned fields: how wide one is at most, and how many columns are left for
// the texts of the steps.
const (
	pinMost    = 14
	besidePins = 16
)

// text is the text of a watched field in state i; "" if the state does not have the field.
func (w watch) text(r *run, i int) string {
	for _, p := range r.detail(i).Parts {
		if p.Name != w.part {
			continue
		}
		for _, f := range p.Fields {
			if f.Name == w.field {
				return clean(f.Text)
			}
		}
	}
	return ""
}

// placePins decides how wide the columns of the pinned fields are, and for how many of them
// there is room beside the chart.
func (m *Model) placePins() {
	m.pinWidths = nil
	room := m.layout().left - m.gutter() - m.chart.Width - 1 - besidePins
	for _, pin := range m.pins {
		w := width(clean(pin.String()))
		for i := range m.run.States {
			w = max(w, width(pin.text(m.run, i)))
		}
		w = min(w, pinMost)
		if room -= w + 2; room < 0 {
			return
		}
		m.pinWidths = append(m.pinWidths, w)
	}
}

// pinHead are the names of the pinned fields. A long one loses its beginning.
func (m *Model) pinHead() string {
	var b strings.Builder
	for n, w := range m.pinWidths {
		name := clean(m.pins[n].String())
		if over := width(name) - w; over > 0 {
			name = ansi.TruncateLeft(name, over+1, "…")
		}
		b.WriteString("  " + fit(name, w))
	}
	return b.String()
}

// pinCells are the values of the pinned fields after the steps of a row, where they differ
// from those in the row before.
func (m *Model) pinCells(row int) string {
	var b strings.Builder
	r := &m.diagram.Rows[row]
	for n, w := range m.pinWidths {
		text := m.pins[n].text(m.run, r.Last)
		if r.First > 0 && text == m.pins[n].text(m.run, r.First-1) {
			text = ""
		}
		b.WriteString("  " + fit(text, w))
	}
	return b.String()
}

// choosePins lists the fields that can be pinned; each can be taken away again.
func (m *Model) choosePins() { m.choosePinsAt(0, "") }

func (m *Model) choosePinsAt(at int, filter string) {
	c := &chooser{title: "pin fields beside the steps (Enter pins one, or takes it away)", filter: filter}
	for _, w := range m.run.watches() {
		if w.part == "" || w.field == "" {
			continue
		}
		pinned := slices.Contains(m.pins, w)
		it := choice{text: clean(w.String()), take: func() {
			if pinned {
				m.pins = slices.DeleteFunc(m.pins, func(p watch) bool { return p == w })
			} else {
				m.pins = append(m.pins, w)
			}
			m.placePins()
			m.choosePinsAt(c.at, c.filter)
			if len(m.pinWidths) < len(m.pins) {
				m.status = "there is no room for all that is pinned: a wider window has more"
			}
		}}
		if pinned {
			it.tail, it.look = "  pinned", changed
		}
		c.items = append(c.items, it)
	}
	c.at = at
	m.list = c
}
