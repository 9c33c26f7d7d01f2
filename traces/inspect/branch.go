package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// branches are the live system, and how far it goes along with the saved run.
type branches struct {
	saved *traces.Trace
	live  traces.Live
	// no says why there are no branches; "" if there are.
	no string
	// first and last are the states of the saved run that the live system reaches
	// as well: a branch begins in one of them.
	first, last int
	// departs says where and how the live system leaves the saved run; "" if it
	// does not.
	departs string
	// mended says why the saved run does not break its property any more, though the
	// live system takes all of it; "" if that is not known.
	mended string
	// broken is what the live system finds in the states from first to last.
	broken map[int][]traces.Finding
	// path are the states of the saved run's beginning and of what the live system
	// took: where it is.
	path []traces.State
}

// openedMsg says that the live system is there, or why not.
type openedMsg struct{ branches }

// Init opens the live system while the run is shown already.
func (m *Model) Init() tea.Cmd {
	saved, open := m.branches.saved, m.options.Open
	if m.branches.live != nil {
		return nil
	}
	if open == nil {
		m.branches.no = "it is another tool's run: there is no code here to take other steps with"
		return nil
	}
	m.branches.no = "the code is not ready yet; try again"
	return func() tea.Msg { return openedMsg{opened(saved, open)} }
}

// opened opens the live system and takes the steps of the saved run.
func opened(saved *traces.Trace, open func() (traces.Live, int, error)) branches {
	b := branches{saved: saved}
	live, first, err := open()
	if err != nil {
		b.no = clean(err.Error())
		return b
	}
	b.live, b.first = live, first
	r := replay(live, saved, first)
	b.mended = clean(r.Why)
	b.path, b.last = live.Trace().States, r.Confirmed
	b.judge()
	if r.Departure != nil {
		b.departs = "at " + clean(r.Departure.String())
	}
	if b.last < first {
		b.no = "the code departs from this run " + b.departs
	}
	return b
}

// judge notes what the live system finds in the states of the saved run; it takes the
// system back to the first of them.
func (b *branches) judge() {
	b.broken = map[int][]traces.Finding{}
	for at := len(b.path) - 1; at >= b.first; at-- {
		if broken := b.live.Broken(); at <= b.last && len(broken) > 0 {
			b.broken[at] = slices.Clone(broken)
		}
		if at == b.first || !b.live.Back() {
			break
		}
		b.path = b.path[:at]
	}
}

// replay takes the steps of a saved run again.
func replay(live traces.Live, saved *traces.Trace, first int) *traces.Replayed {
	if w, ok := live.(traces.Replayer); ok {
		if r, err := w.Replay(saved); err == nil {
			return r
		}
	}
	return traces.Replay(live, saved, first)
}

// reach takes the live system to state i of the shown run. If that cannot be it
// says why.
func (b *branches) reach(r *run, i int) (why string) {
	switch {
	case b.no != "":
		return b.no
	case i < b.first:
		return fmt.Sprintf("the run begins with %s of another one, at whose end the search began; branches begin at step %d or later", numbers.Some(b.first, "step"), b.first)
	case !r.branched() && i > b.last:
		return fmt.Sprintf("branches begin at step %d or earlier; the code departs from this run %s", b.last, b.departs)
	}
	same := 0
	for same < min(len(b.path), i+1) && sameState(&b.path[same], &r.States[same]) {
		same++
	}
	if same <= i {
		traces.Follow(b.live, &traces.Trace{States: r.States[:i+1], Loop: traces.NoLoop}, b.first)
		b.path = slices.Clone(r.States[:i+1])
		return ""
	}
	for len(b.path) > i+1 && b.live.Back() {
		b.path = b.path[:len(b.path)-1]
	}
	return ""
}

func sameState(a, b *traces.State) bool {
	if (a.Step == nil) != (b.Step == nil) || a.Step != nil && !a.Step.Same(b.Step) {
		return false
	}
	return traces.Equal(a.Vars, b.Vars)
}

// next is an enabled step, and what it would break that is not broken before it.
type next struct {
	step   traces.Step
	breaks []traces.Finding
}

// tryMost is how many enabled steps are tried out to see what they break.
const tryMost = 200

// enabled lists the steps that can be taken in state i of the shown run.
func (b *branches) enabled(r *run, i int) (list []next, why string) {
	if why = b.reach(r, i); why != "" {
		return nil, why
	}
	for _, s := range slices.Clone(b.live.Enabled()) {
		list = append(list, next{step: s})
	}
	before := slices.Clone(b.live.Broken())
	for n := range list[:min(len(list), tryMost)] {
		b.live.Take(n)
		list[n].breaks = news(b.live.Broken(), before)
		b.live.Back()
	}
	return list, ""
}

// take takes the n-th enabled step in state i of the shown run; it returns the
// branch.
func (b *branches) take(r *run, i, n int) *run {
	if b.reach(r, i) != "" {
		return nil
	}
	left, broken := i, map[int][]traces.Finding{}
	if r.branched() {
		left = min(i, r.left)
		broken = maps.Clone(r.broken)
		maps.DeleteFunc(broken, func(at int, _ []traces.Finding) bool { return at > i })
	}
	broken[i] = slices.Clone(b.live.Broken())
	b.live.Take(n)
	broken[i+1] = slices.Clone(b.live.Broken())
	t := b.live.Trace()
	b.path = slices.Clone(t.States)
	return newBranch(t, left, broken)
}

// initialMost is how many initial states are listed.
const initialMost = 200

// initials lists the initial states, by what is different in them, if one can be
// chosen in state i of the shown run.
func (b *branches) initials(r *run, i int) []string {
	if b.no != "" || i > 0 || b.first > 0 || b.live.Initial() == 1 {
		return nil
	}
	b.path = nil // it is somewhere else afterwards
	var list []string
	for n := range min(b.live.Initial(), initialMost) {
		b.live.Start(n)
		pair := &traces.Trace{Meta: traces.Meta{Kind: r.Meta.Kind}, Loop: traces.NoLoop, States: []traces.State{r.States[0], {Vars: b.live.State().Vars}}}
		var changes []string
		for _, c := range draw.DetailOf(pair, 1).Changes {
			changes = append(changes, c.Path+" "+c.Text)
		}
		list = append(list, strings.Join(changes, "   "))
	}
	return list
}

// start begins a branch in the n-th initial state.
func (b *branches) start(n int) *run {
	b.live.Start(n)
	t := b.live.Trace()
	b.path = slices.Clone(t.States)
	return newBranch(t, 0, map[int][]traces.Finding{0: slices.Clone(b.live.Broken())})
}
