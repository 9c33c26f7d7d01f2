package inspect

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// Model is the program's state.
type Model struct {
	options       Options
	branches      branches
	width, height int

	run    *run
	at     int       // the chosen state
	before []earlier // what undo goes back to
	// unsaved says that the branch was not saved, quitting that the user was told
	// so.
	unsaved, quitting bool

	// What of the run is drawn, and how.
	folded  bool
	node    string
	hidden  []string // lanes
	open    []int    // steps of folds that are open
	diagram *draw.Diagram
	chart   *draw.Chart
	top     int // the first row of the list that is seen
	// The details are sections; line scroll of one of them comes first.
	section, scroll int
	trees           bool // long values are shown as trees
	follow          bool // the state is to be scrolled to what the chosen step changed

	watch watch
	pins  []watch // fields that are shown beside the steps
	// pinWidths are the widths of the columns of the pins for which there is room.
	pinWidths []int
	search    string
	status    string // what the last key did
	help      bool
	// helpTop is the first line of the help that is seen.
	helpTop int
	list    *chooser // what is chosen from instead of the details
	prompt  *prompt  // what is typed into the last line
}

// earlier is what was shown before a step was taken.
type earlier struct {
	run     *run
	at      int
	unsaved bool
}

// show shows another run.
func (m *Model) show(r *run) {
	r.prepare(m.options.Values)
	m.run = r
	m.at = min(m.at, r.Steps())
	m.draw()
}

// draw draws what is shown of the run anew.
func (m *Model) draw() {
	d, err := m.run.draw(draw.Options{Node: m.node, Hide: m.hidden, Open: m.open, Whole: !m.folded})
	if err != nil { // the branch has no such lanes
		m.node, m.hidden = "", nil
		d, _ = m.run.draw(draw.Options{Open: m.open, Whole: !m.folded})
	}
	m.diagram = d
	m.chart = draw.ChartOf(d, m.layout().chart)
	m.placePins()
}

// row is the row in which a state is, or the last one before it.
func (m *Model) row() int {
	row := 0
	for i := range m.diagram.Rows {
		if m.diagram.Rows[i].First <= m.at {
			row = i
		}
	}
	return row
}

// goTo chooses a state; in a fold that is the last one of its steps.
func (m *Model) goTo(state int) {
	state = max(0, min(state, m.run.Steps()))
	if state == m.at {
		return
	}
	m.at, m.list = state, nil
	if m.section == 0 || m.scroll < 0 {
		m.scroll = 0
	}
	m.follow = m.section == stateSection
}

// toRow chooses a row of the list.
func (m *Model) toRow(row int) {
	m.goTo(m.diagram.Rows[max(0, min(row, len(m.diagram.Rows)-1))].Last)
}

// Update takes a key, or news.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.draw()
	case openedMsg:
		m.branches = msg.branches
		m.draw()
	case tea.PasteMsg:
		if m.prompt != nil {
			m.prompt.add(msg.Content)
		}
	case tea.KeyPressMsg:
		return m, m.key(msg)
	}
	return m, nil
}

// key does what a key stands for where the user is.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	switch name {
	case "ctrl+c":
		return tea.Quit
	case "ctrl+z":
		return tea.Suspend
	}
	if m.prompt != nil {
		m.prompt.key(m, msg)
		return nil
	}
	m.status = ""
	quitting := m.quitting
	m.quitting = false
	if m.help {
		m.helpKey(name)
		return nil
	}
	if m.list != nil && m.list.key(m, name) {
		return nil
	}
	if name == "q" {
		if m.unsaved && !quitting {
			m.quitting = true
			m.status = "the branch is not saved: s saves it, q again quits without"
			return nil
		}
		return tea.Quit
	}
	for i := range bindings {
		for _, key := range bindings[i].keys {
			if key == name {
				bindings[i].do(m)
				return nil
			}
		}
	}
	m.status = fmt.Sprintf("%s means nothing here; ? shows the keys", clean(name))
	return nil
}

// forward goes to the next row; at the end of a run without end that is the one
// to which it goes back.
func (m *Model) forward() {
	row := m.row()
	if row < len(m.diagram.Rows)-1 {
		m.toRow(row + 1)
		return
	}
	switch {
	case m.run.Loop == traces.NoLoop:
		m.status = "this is the last step"
	case m.run.whole.Stays():
		m.status = "the run stays here for ever"
	default:
		m.goTo(m.run.Loop)
		m.status = "↺ back in " + clean(m.run.BackTo(m.run.Loop)) + ", and round for ever"
	}
}

// searched looks for the text from the chosen step on, in a direction, and round
// the ends.
func (m *Model) searched(by int) {
	if m.search == "" {
		m.status = "nothing was searched for yet; / searches"
		return
	}
	lower := strings.ToLower(m.search)
	m.jump(by, true, fmt.Sprintf("“%s”", clean(m.search)), func(i int) bool { return m.run.matches(i, lower) })
}

// watched goes to the next step that changed what is watched.
func (m *Model) watched(by int) {
	if m.watch == (watch{}) {
		m.chooseWatch()
		return
	}
	m.jump(by, false, clean(m.watch.String()), func(i int) bool { return m.watch.changedIn(m.run, i) })
}

// jump goes to the next state of which something is true, and says how many there
// are.
func (m *Model) jump(by int, round bool, what string, is func(int) bool) {
	var hits []int
	for i := range m.run.States {
		if is(i) {
			hits = append(hits, i)
		}
	}
	if len(hits) == 0 {
		m.status = what + " is in no step"
		if !round {
			m.status = what + " changes in no step"
		}
		return
	}
	n := -1
	for i, hit := range hits {
		if by > 0 && hit > m.at && n < 0 || by < 0 && hit < m.at {
			n = i
		}
	}
	switch {
	case n >= 0:
	case !round:
		m.status = fmt.Sprintf("no %s step changes %s", map[int]string{1: "later", -1: "earlier"}[by], what)
		return
	case by > 0:
		n = 0
	default:
		n = len(hits) - 1
	}
	m.goTo(hits[n])
	m.status = fmt.Sprintf("%s: step %d, %d of %d", what, hits[n], n+1, len(hits))
	if !round {
		m.status = fmt.Sprintf("%s changes: step %d, %d of %d", what, hits[n], n+1, len(hits))
	}
}
