package validate

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// orders looks for an order of the events of several logs. It follows one order as far as it
// goes, with all states in which the spec may be, and then goes back, as far as to the first race
// (see races). Cuts from which no order goes to the end are remembered, by a hash.
type orders struct {
	*search
	*joined
	cursorAt int // the cursor among the variables
	path     []*cut
	races    *races // from when the first order has come to its end
	dead     map[uint64]struct{}
	best     *cut             // the largest cut that was reached
	order    []traces.Place   // the events before it
	misfit   traces.Place     // one that comes next there, and is refused
	abstract *check.StateExpr // Options.Abstract, if there is one
}

// A cut is how far each log was followed, and the states to which these events may have led.
type cut struct {
	done   []int
	n      int // events
	states []*node
	next   []traces.Place // the events that may come next; the first tried of them were taken
	tried  int
	taken  Taken // what led to the first of the states
}

// inSomeOrder validates several logs.
func (s *search) inSomeOrder(j *joined) error {
	name := s.Cursor
	if name == "" {
		name = usualCursor
	}
	o := &orders{search: s, joined: j, cursorAt: slices.Index(s.w.Variables(), name), dead: map[uint64]struct{}{}}
	if o.cursorAt < 0 {
		return fmt.Errorf("the cursor %s is no variable of %s: with several logs it must be one", name, s.w.Name)
	}
	if s.Abstract != "" && s.w.Knows(s.Abstract) {
		var err error
		if o.abstract, err = s.w.Expr(s.Abstract); err != nil {
			return err
		}
	}
	s.orders = o
	first := nodes{seen: map[uint64][]*check.WalkedState{}}
	err := s.steps(nil, func(n *node) error { return s.add(&first, n) })
	if err != nil || len(first.list) == 0 {
		return err
	}
	found, err := o.from(first.list)
	if found {
		s.report.Verdict, s.report.Matched = Accepted, s.report.Events
		if o.abstract != nil {
			for _, c := range o.path {
				s.report.Path = append(s.report.Path, c.taken)
			}
		}
		return errEnough
	}
	s.last, s.lastN = o.best.states, len(o.best.states)
	s.report.Matched = o.best.n
	return err
}

// from looks for an order that begins with one of the states.
func (o *orders) from(states []*node) (found bool, err error) {
	if err := o.push(&cut{done: make([]int, len(o.Sequences)), states: states}); err != nil {
		return false, err
	}
	for len(o.path) > 0 {
		c := o.path[len(o.path)-1]
		if c.tried == len(c.next) {
			if c.n == o.Len() {
				return true, nil
			}
			if o.races == nil {
				if err := o.race(); err != nil {
					return false, err
				}
			}
			o.dead[c.hash()] = struct{}{}
			if c == o.best {
				o.order = o.taken()
			}
			if c.n <= o.races.floor {
				return false, nil // what comes before does not matter
			}
			o.path = o.path[:len(o.path)-1]
			continue
		}
		if err := o.recall(len(o.path) - 1); err != nil {
			return false, err
		}
		p := c.next[c.tried]
		c.tried++
		after, before, err := o.take(c.states, p, c.n)
		if err == nil && o.races != nil {
			err = o.races.meets(o.try(p, before, len(after) > 0, c.n), false)
		}
		if err != nil {
			return false, err
		}
		if len(after) > 0 {
			d := &cut{done: slices.Clone(c.done), n: c.n + 1, states: after}
			d.done[p.Sequence]++
			if _, known := o.dead[d.hash()]; !known {
				if err := o.push(d); err != nil {
					return false, err
				}
			}
		}
		if err := o.pause(uint64(len(o.path))); err != nil {
			return false, err
		}
	}
	return false, nil
}

// push goes on with a cut.
func (o *orders) push(c *cut) (err error) {
	if o.abstract != nil {
		c.taken.Action = c.states[0].action
		if c.taken.State, err = o.abstract.Members(c.states[0].WalkedState); err != nil {
			return err
		}
	}
	c.next = o.Next(c.done)
	// The log that is behind the others comes first: nodes run side by side.
	slices.SortStableFunc(c.next, func(p, q traces.Place) int {
		return p.Event*len(o.Sequences[q.Sequence].Events) - q.Event*len(o.Sequences[p.Sequence].Events)
	})
	o.path = append(o.path, c)
	o.forget(len(o.path) - 1 - keptCuts)
	o.report.Widest = max(o.report.Widest, len(c.states))
	if o.best == nil || c.n > o.best.n {
		o.best = c
		o.report.Matched = c.n
	}
	return nil
}

// The states of the last keptCuts cuts of the path are kept, and of one in keptEvery before them:
// the sets of a long run take much memory.
const (
	keptCuts  = 1000
	keptEvery = 100
)

// forget drops the states of a cut of the path, if it is not one of those that are kept.
func (o *orders) forget(i int) {
	if i > 0 && i < len(o.path)-keptCuts && i%keptEvery != 0 {
		o.path[i].states = nil
	}
}

// recall makes the states of a cut of the path anew, if they were forgotten.
func (o *orders) recall(i int) error {
	from := i
	for o.path[from].states == nil {
		from--
	}
	for ; from < i; from++ {
		c := o.path[from]
		after, _, err := o.uncounted(c.states, c.next[c.tried-1], c.n)
		if err != nil {
			return err
		}
		o.path[from+1].states = after
	}
	return nil
}

// take finds the states after an event, the n-th from 0 in the order, and the states before it,
// with those to which unlogged steps lead.
func (o *orders) take(states []*node, p traces.Place, n int) (after, before []*node, err error) {
	at := o.at[p.Sequence][p.Event] + 1
	from, to := nodes{seen: map[uint64][]*check.WalkedState{}}, nodes{seen: map[uint64][]*check.WalkedState{}}
	for _, s := range states {
		if err := o.keep(&from, o.moved(s, at)); err != nil {
			return nil, nil, err
		}
	}
	for i := 0; i < len(from.list); i++ {
		err := o.steps(from.list[i], func(s *node) error {
			switch s.at {
			case at:
				return o.add(&from, s)
			case at + 1:
				return o.add(&to, o.moved(s, n+2))
			}
			return fmt.Errorf("a step moves the cursor from %d to %d: with several logs each event takes one step", at, s.at)
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return to.list, from.list, nil
}

// uncounted is take of states that are hypothetical, or were counted before: the report and the
// failures stay as they are.
func (o *orders) uncounted(states []*node, p traces.Place, n int) (after, before []*node, err error) {
	r, failed, failures := *o.report, o.failed, o.failures
	after, before, err = o.take(states, p, n)
	o.report.States, o.report.Steps, o.report.Unlogged = r.States, r.Steps, r.Unlogged
	o.failed, o.failures = failed, failures
	return after, before, err
}

// moved is a state with another cursor.
func (o *orders) moved(s *node, at int) *node {
	vals := slices.Clone(s.Values)
	vals[o.cursorAt] = value.MakeInt(int32(at))
	to := &node{WalkedState: &check.WalkedState{Values: vals, Level: s.Level}, at: at, action: s.action}
	if at == s.at {
		to.unlogged = s.unlogged
	}
	return to
}

// hash tells cuts apart.
func (c *cut) hash() uint64 {
	const prime = 0x9e3779b97f4a7c15
	h := uint64(len(c.states))
	for _, n := range c.done {
		h = (h ^ uint64(n)) * prime
		h ^= h >> 29
	}
	for _, s := range c.states {
		h += s.Hash() // in any order
	}
	return h
}

// taken are the events of the path.
func (o *orders) taken() (list []traces.Place) {
	for _, c := range o.path[:len(o.path)-1] {
		list = append(list, c.next[c.tried-1])
	}
	return list
}
