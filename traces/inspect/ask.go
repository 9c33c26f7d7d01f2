package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// prompt is a line that is typed.
type prompt struct {
	ask, text string
	done      func(text string)
}

func (p *prompt) add(text string) { p.text += strings.ReplaceAll(clean(text), "\ufffd", "") }

func (p *prompt) key(m *Model, msg tea.KeyPressMsg) {
	switch msg.String() {
	case "esc":
		m.prompt = nil
	case "enter":
		m.prompt = nil
		p.done(p.text)
	case "backspace":
		if r := []rune(p.text); len(r) > 0 {
			p.text = string(r[:len(r)-1])
		}
	case "ctrl+u":
		p.text = ""
	default:
		p.add(msg.Key().Text)
	}
}

func (m *Model) askNumber() {
	m.prompt = &prompt{ask: "step number: ", done: func(text string) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n > m.run.Steps() {
			m.status = fmt.Sprintf("there is no step %q; there are 0 to %d", text, m.run.Steps())
			return
		}
		m.goTo(n)
	}}
}

func (m *Model) askSearch() {
	m.prompt = &prompt{ask: "search: ", done: func(text string) {
		m.search = cmp.Or(text, m.search)
		m.searched(1)
	}}
}

func (m *Model) askSave() {
	if !m.run.branched() {
		m.status = "there is no branch to save; b takes another step"
		return
	}
	m.prompt = &prompt{ask: "save as: ", text: free(m.options.SaveAs), done: m.save}
}

// free is the path, with a number in it if there is such a file already.
func free(path string) string {
	const ext = ".itf.json"
	for n := 2; exists(path) && n < 1000; n++ {
		base := strings.TrimSuffix(path, ext)
		if at := strings.LastIndex(base, "-"); at >= 0 && n > 2 {
			base = base[:at]
		}
		path = fmt.Sprintf("%s-%d%s", base, n, ext)
	}
	return path
}

func (m *Model) save(path string) {
	switch {
	case path == "":
		m.status = "not saved: no name"
		return
	case exists(path):
		m.status = "not saved: there is a file " + clean(path) + " already; s takes another name"
		return
	}
	if err := traces.WriteFile(path, m.run.file); err != nil {
		m.status = "not saved: " + clean(err.Error())
		return
	}
	m.unsaved = false
	m.status = "saved to " + clean(path)
}

func (m *Model) undo() {
	if len(m.before) == 0 {
		m.status = "there is nothing to undo"
		return
	}
	last := m.before[len(m.before)-1]
	m.before = m.before[:len(m.before)-1]
	choosing := m.list != nil && m.list.steps
	m.at, m.unsaved, m.list = last.at, last.unsaved, nil
	m.show(last.run)
	if choosing {
		m.chooseStep()
	}
	m.status = "undone"
}

func (m *Model) toggleFold() {
	m.folded, m.open = !m.folded, nil
	m.draw()
	switch {
	case !m.folded:
		m.status = "every step is shown"
	case len(m.diagram.Rows) == len(m.run.States):
		m.status = fmt.Sprintf("there is nothing to fold: the run has no more than %d steps", draw.FoldFrom)
	default:
		m.status = fmt.Sprintf("folded to %d rows; z shows every step", len(m.diagram.Rows))
	}
}

// toggleFoldHere opens the fold in which the chosen step is, or closes it.
func (m *Model) toggleFoldHere() {
	row := m.diagram.Rows[m.row()]
	switch {
	case row.Folded():
		m.open = append(m.open, row.First)
		m.at = row.First
		m.status = "opened: " + row.Text + "; Space closes it"
	case row.Opened > 0:
		m.open = slices.DeleteFunc(m.open, func(step int) bool {
			return slices.ContainsFunc(m.diagram.Rows, func(r draw.Row) bool { return r.First == step && r.Opened == row.Opened })
		})
		m.status = "closed"
	default:
		m.status = "there is no fold here; z folds a long run"
	}
	m.draw()
}

// chooser is a list from which one is chosen.
type chooser struct {
	title  string
	items  []choice
	filter string
	at     int // among those that the filter leaves
	steps  bool
}

type choice struct {
	text string
	tail string // what it breaks, and how that looks
	look style
	take func()
}

// left are the items that the filter leaves.
func (c *chooser) left() []choice {
	var list []choice
	for _, it := range c.items {
		if strings.Contains(strings.ToLower(it.text+it.tail), strings.ToLower(c.filter)) {
			list = append(list, it)
		}
	}
	return list
}

// key handles the keys of the list; it returns false for others.
func (c *chooser) key(m *Model, name string) bool {
	n := len(c.left())
	switch name {
	case "down", "j":
		c.at++
	case "up", "k":
		c.at--
	case "pgdown", "ctrl+f":
		c.at += m.layout().details - 1
	case "pgup", "ctrl+b":
		c.at -= m.layout().details - 1
	case "home", "g":
		c.at = 0
	case "end", "G":
		c.at = n - 1
	case "esc", "q":
		m.list = nil
	case "/":
		m.prompt = &prompt{ask: "only those with: ", text: c.filter, done: func(text string) { c.filter, c.at = text, 0 }}
	case "enter":
		if n > 0 {
			c.left()[c.at].take()
		}
	default:
		return false
	}
	c.at = max(0, min(c.at, n-1))
	return true
}

// chooseStep lists the enabled steps.
func (m *Model) chooseStep() {
	list, why := m.branches.enabled(m.run, m.at)
	if why != "" {
		m.status = "no branch here: " + why
		return
	}
	c := &chooser{title: fmt.Sprintf("steps enabled in state %d", m.at), steps: true}
	if len(list) == 0 {
		m.status = fmt.Sprintf("no step is enabled in state %d", m.at)
	}
	for n, next := range list {
		it := choice{text: clean(next.step.String()), take: func() { m.takeStep(n) }}
		for i, f := range next.breaks {
			sign, does, look := signOf(f)
			if i == 0 {
				it.tail, it.look = "  "+sign+" "+does, look
			}
			it.tail += " " + clean(f.Property)
		}
		c.items = append(c.items, it)
	}
	for n, text := range m.branches.initials(m.run, m.at) {
		if text != "" { // not this one
			c.items = append(c.items, choice{text: "initial state " + strconv.Itoa(n+1) + ": " + clean(text), take: func() { m.branch(m.branches.start(n), 0) }})
		}
	}
	m.list = c
}

func (m *Model) takeStep(n int) {
	to := m.branches.take(m.run, m.at, n)
	if to == nil {
		return
	}
	m.branch(to, m.at+1)
	if found := news(to.found(m.at), to.found(m.at-1)); len(found) > 0 {
		m.status = finding(found[0], "now")
	}
}

// branch shows a branch, at one of its states.
func (m *Model) branch(to *run, at int) {
	m.before = append(m.before, earlier{m.run, m.at, m.unsaved})
	m.at, m.section, m.scroll, m.unsaved = at, 0, 0, true
	m.show(to)
	m.chooseStep()
}

// chooseWatch lists what can be watched.
func (m *Model) chooseWatch() {
	c := &chooser{title: "watch (] and [ go to the steps that change it)"}
	for _, w := range m.run.watches() {
		steps := 0
		for i := range m.run.States {
			if w.changedIn(m.run, i) {
				steps++
			}
		}
		if steps == 0 {
			continue
		}
		c.items = append(c.items, choice{text: clean(fmt.Sprintf("%s  (%d)", w, steps)), take: func() {
			m.watch, m.list = w, nil
			m.status = fmt.Sprintf("%s changes in %s, marked *; ] and [ go there", clean(w.String()), numbers.Of(steps, m.run.Steps(), "step"))
		}})
		if w == m.watch {
			c.at = len(c.items) - 1
		}
	}
	m.list = c
}

// chooseLanes lists the lanes; each can be hidden and shown.
func (m *Model) chooseLanes() { m.chooseLanesAt(0) }

func (m *Model) chooseLanesAt(at int) {
	c := &chooser{title: "hide lanes (Enter hides one, or shows it again)", at: at}
	for i, l := range m.run.whole.Lanes {
		hidden := slices.Contains(m.hidden, l.Name)
		it := choice{text: l.Name, take: func() {
			m.toggleLane(l.Name, hidden)
			m.chooseLanesAt(i)
		}}
		if hidden {
			it.tail, it.look = "  hidden", bad
		}
		c.items = append(c.items, it)
	}
	m.list = c
}

// toggleLane hides a lane, or shows it again. One lane is always seen.
func (m *Model) toggleLane(name string, hidden bool) {
	if hidden {
		m.hidden = slices.DeleteFunc(m.hidden, func(s string) bool { return s == name })
	} else {
		if len(m.hidden)+1 == len(m.run.whole.Lanes) {
			m.status = "the last lane stays"
			return
		}
		m.hidden = append(m.hidden, name)
		if m.node == name {
			m.node = ""
		}
	}
	m.draw()
}

// chooseNode lists the nodes, for the view of one of them.
func (m *Model) chooseNode() {
	c := &chooser{title: "only what one node sees"}
	to := func(node string) func() {
		return func() {
			m.node, m.list = node, nil
			m.hidden = slices.DeleteFunc(m.hidden, func(s string) bool { return s == node })
			m.draw()
		}
	}
	c.items = append(c.items, choice{text: "all nodes", take: to("")})
	for _, l := range m.run.whole.Lanes {
		c.items = append(c.items, choice{text: l.Name, take: to(l.Name)})
		if l.Name == m.node {
			c.at = len(c.items) - 1
		}
	}
	m.list = c
}
