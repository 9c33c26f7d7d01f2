package eval

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Why does an action not lead on, or not to that state? A third program answers: it is careful, and each of its tests says so when
// it is false, how many conjuncts were passed on the way to it, and what was chosen there. An error ends its branch only.

// An Explanation says what the branches of an action came to.
type Explanation struct {
	// Found counts the branches that led to a state (to the given one, if there is one).
	Found int
	// Branches counts those that did not.
	Branches int
	// Cut says that there were more branches than are followed.
	Cut bool
	// Misses are the nearest, the nearest first: those that passed most conjuncts, of equal ones what was come upon first.
	Misses []Miss
}

// A Miss is a branch of an action that ended at a false conjunct. Of all that ended at one conjunct it is the nearest.
type Miss struct {
	Action int // in Transition.Actions; -1 where the branch ended before one was chosen
	Name   string
	// Path are the definitions from the action to the conjunct, as they are used there.
	Path []string
	// Bound are the parameters and bound variables on the way.
	Bound []NamedValue
	// Conjunct is the first that was false, and Span where it stands.
	Conjunct string
	Span     syntax.Span
	// Values are those of its operands that the text does not show.
	Values []NamedValue
	// Passed counts the conjuncts passed before it.
	Passed int
	// Others counts the other branches that ended here.
	Others int
	// Err is set when the conjunct could not be evaluated.
	Err error
}

const maxBranches = 200_000

// Explain follows every branch of the relation from the state in bank Current (of an initial predicate: every branch), and keeps the
// most nearest of those that lead nowhere. If next is not nil, the state is fixed: only what leads to it counts as found.
func (t *Transition) Explain(m *Machine, next []value.Value, most int) (*Explanation, error) {
	t.prog.mu.Lock()
	defer t.prog.mu.Unlock()
	x, err := t.explaining()
	if err != nil {
		return nil, err
	}
	other := x.prog.NewMachine()
	other.host = quiet{m.host}
	if !t.init {
		other.Load(Current, m.vars[Current])
	}
	n := &near{misses: map[*conjunct]*Miss{}}
	other.near = n
	if len(x.Actions) > 1 {
		other.action = -1
	}
	vars := make([]value.Value, len(x.prog.Variables))
	copy(vars, next)
	other.Load(int(x.bank), vars)
	other.onState = func() { n.Found++ }
	other.attempt(x.run)
	slices.SortStableFunc(n.order, func(a, b *Miss) int { return b.Passed - a.Passed })
	for _, w := range n.order {
		n.Branches += 1 + w.Others
		if len(n.Misses) < most {
			if w.Action >= 0 {
				w.Name = x.Actions[w.Action].Name
			} else if n := len(w.Path); n > 0 {
				w.Name, _, _ = strings.Cut(w.Path[n-1], "(")
			}
			n.Misses = append(n.Misses, *w)
		}
	}
	return &n.Explanation, nil
}

// Taken gives the actions (in Transition.Actions) that lead from the state in bank Current to next, in order. For an initial
// predicate it says whether next satisfies it. The values must be normalized.
func (t *Transition) Taken(m *Machine, next []value.Value) ([]int, error) {
	var list []int
	grows := m.Grows
	m.fixed, m.Grows = next, false // what is kept of actions was made where no state was given
	defer func() { m.fixed, m.Grows = nil, grows }()
	err := t.Each(m, func(_ []value.Value, action int) bool {
		list = append(list, action)
		return true
	}, func() { list = list[:0] })
	slices.Sort(list)
	return slices.Compact(list), err
}

// quiet is a host that prints nothing: what is explained was printed when it was evaluated.
type quiet struct{ library.Host }

func (quiet) Print(string) {}

// near is what a machine of an explaining program collects.
type near struct {
	Explanation
	passed int
	trail  []NamedCode // what was bound on the way
	path   []string    // where the last conjunct stands
	misses map[*conjunct]*Miss
	order  []*Miss // as they were come upon
	count  int
	// While a guard's conjuncts are counted, counting is its number, most the most that were passed, and nothing is noted.
	counting, most, silent int
}

// conjunct is a place where a branch can end.
type conjunct struct {
	node   syntax.Node
	path   []string
	values []NamedCode
}

// explaining is the same transition of the explaining program.
func (t *Transition) explaining() (*Transition, error) {
	if t.near == nil {
		p := t.prog
		if p.near == nil {
			p.near = newProgram(p.Input)
			p.near.careful, p.near.explains = true, true
		}
		x, err := p.near.transitionOf(t.size, t.init, t.make)
		if err != nil {
			return nil, err
		}
		t.near = x
	}
	return t.near, nil
}

// attempt follows a branch; an error in it is a miss.
func (m *Machine) attempt(s step) {
	if m.near.silent == 0 {
		m.near.count++
	}
	if m.near.count > maxBranches {
		m.near.Cut = true
		return
	}
	var at moment
	if err := m.trying(s, &at); err != nil {
		// The machine is still where the error was, as far as what is shown goes.
		m.failed(err)
		m.turnBack(&at)
	}
}

// try runs s. After an error the machine is what it was.
func (m *Machine) try(s step) error {
	var at moment
	err := m.trying(s, &at)
	if err != nil {
		m.turnBack(&at)
	}
	return err
}

func (m *Machine) trying(s step, at *moment) (err error) {
	*at = m.now()
	defer catch(&err)
	s(m)
	return nil
}

// miss notes that a branch ended at a conjunct.
func (m *Machine) miss(c *conjunct, err error) {
	n := m.near
	if n.silent > 0 {
		return
	}
	w := n.misses[c]
	switch {
	case w == nil:
		w = &Miss{}
		n.misses[c] = w
		n.order = append(n.order, w)
	case w.Passed >= n.passed:
		w.Others++
		return
	default:
		w.Others++
	}
	w.Action, w.Path, w.Span, w.Conjunct = int(m.action), c.path, c.node.GetSpan(), oneLine(c.node.GetSpan().Text())
	w.Passed, w.Err = n.passed, err
	w.Bound, w.Values = m.named(n.trail), m.named(c.values)
}

// failed notes that a branch ended with an error, one miss for each place.
func (m *Machine) failed(err error) {
	n := m.near
	e, ok := err.(*Error)
	if !ok {
		return
	}
	for c, w := range n.misses {
		if w.Err != nil && w.Span == e.Span {
			m.miss(c, err)
			return
		}
	}
	m.miss(&conjunct{node: spanned{e.Span}, path: n.path}, err)
}

// spanned is a place in the text.
type spanned struct{ syntax.Span }

// GetSpan gives the place.
func (s spanned) GetSpan() syntax.Span { return s.Span }

// named evaluates what has a name; what cannot be evaluated is left out, and what is there already with the same value.
func (m *Machine) named(list []NamedCode) (out []NamedValue) {
	for _, v := range list {
		if v.code.eval == nil {
			continue
		}
		var x value.Value
		if err := m.try(func(m *Machine) { x = v.code.eval(m) }); err != nil || x.IsNone() {
			continue
		}
		if !slices.ContainsFunc(out, func(o NamedValue) bool {
			if o.Name != v.Name || o.Value.Kind() != x.Kind() {
				return false
			}
			eq, err := value.Equal(o.Value, x)
			return err == nil && eq
		}) {
			out = append(out, NamedValue{v.Name, x})
		}
	}
	return out
}

// moment is all of a machine that a branch may have changed when it ends with an error.
type moment struct {
	vars          [][]value.Value
	slots         []value.Value
	thunks        []*thunk
	loops         []loop
	returns, kept []returning // kept has copies of what they hold
	chain         []syntax.Node
	depth         int
	weight        int32
	action        int32
	done          bool
	passed        int
	trail         []NamedCode
}

func (m *Machine) now() moment {
	at := moment{
		slots: slices.Clone(m.slots), thunks: slices.Clone(m.thunks), loops: slices.Clone(m.loops), chain: slices.Clone(m.chain),
		depth: m.depth, weight: m.weight, action: m.action, done: m.done, passed: m.near.passed, trail: m.near.trail,
	}
	for _, v := range m.vars {
		at.vars = append(at.vars, slices.Clone(v))
	}
	for _, f := range m.returns {
		kept := f
		kept.slots, kept.thunks, kept.loops = slices.Clone(f.slots), slices.Clone(f.thunks), slices.Clone(f.loops)
		at.returns, at.kept = append(at.returns, f), append(at.kept, kept)
	}
	return at
}

// turnBack makes the machine what it was. What code holds on to is written to, not replaced.
func (m *Machine) turnBack(at *moment) {
	for b, v := range at.vars {
		copy(m.vars[b], v)
	}
	copy(m.slots, at.slots)
	copy(m.thunks, at.thunks)
	copy(m.loops, at.loops)
	m.returns = append(m.returns[:0], at.returns...)
	for i, f := range at.returns {
		copy(f.slots, at.kept[i].slots)
		copy(f.thunks, at.kept[i].thunks)
		copy(f.loops, at.kept[i].loops)
	}
	m.chain, m.depth, m.weight, m.action, m.done = append(m.chain[:0], at.chain...), at.depth, at.weight, at.action, at.done
	m.near.passed, m.near.trail = at.passed, at.trail
}
