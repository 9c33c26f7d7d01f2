package validate

import (
	"slices"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// Most events of different nodes commute, and then it does not matter in which order they are
// taken. Whether they do is seen from what they touch: the parts of the variables that their steps
// read and write (check.Touched), in the states in which they are taken or refused.
//
// Two events race if neither must come first and one of them touches what the other writes. Let an
// order come to its end too early, after the events e1 … en. If the events up to ek race neither
// with each other nor with any event that is taken or refused in some order that begins with e1 … ek,
// then these orders are enough. For let there be any other order that is a behaviour, and move e1 …
// ek to its beginning. What each of them reads has been written by events that must come before it,
// so it finds the same there; so do the other events; so all of them are taken as before, and the
// order is one of those that begin with e1 … ek.
//
// So the search goes back only as far as to the first race, and looks there for all orders. If it
// finds another race, with an event before, it goes back further.

// races knows what the events of the path have touched.
type races struct {
	o *orders
	// floor is how many events of the path race with nothing.
	floor int
	// clocks are the vector clocks of events: how many events of each log come before, with the
	// event itself.
	clocks map[traces.Place][]int32
	// What was touched by the events of the path that is looked at, as indices of it, by log.
	readers, writers map[partKey]*touches
	scanners, adders map[int]*touches // of sets
	wild, all        *touches
	path             []traces.Place
}

type touches [][]int32

type partKey struct {
	variable int
	key      uint64
}

func (o *orders) newRaces() *races {
	n := len(o.Sequences)
	return &races{
		o: o, clocks: map[traces.Place][]int32{},
		readers: map[partKey]*touches{}, writers: map[partKey]*touches{},
		scanners: map[int]*touches{}, adders: map[int]*touches{}, wild: newTouches(n), all: newTouches(n),
	}
}

func newTouches(n int) *touches {
	t := make(touches, n)
	return &t
}

func touchesOf[K comparable](m map[K]*touches, key K, n int) *touches {
	t := m[key]
	if t == nil {
		t = newTouches(n)
		m[key] = t
	}
	return t
}

// touched is what an event touches in any of the states before it.
func (o *orders) touched(before []*node) (t check.Touched) {
	for _, s := range before {
		x := o.w.Touched(s.WalkedState, o.cursorAt)
		t.Read, t.Written = append(t.Read, x.Read...), append(t.Written, x.Written...)
		for _, v := range x.Scanned {
			if !slices.Contains(t.Scanned, v) {
				t.Scanned = append(t.Scanned, v)
			}
		}
		t.Wild = t.Wild || x.Wild
	}
	return t
}

// clock is the vector clock of an event by the order of the logs.
func (r *races) clock(p traces.Place) []int32 {
	clock := make([]int32, len(r.o.Sequences))
	add := func(q traces.Place) {
		for i, n := range r.clocks[q] {
			clock[i] = max(clock[i], n)
		}
		clock[q.Sequence] = max(clock[q.Sequence], int32(q.Event)+1)
	}
	if p.Event > 0 {
		add(traces.Place{Sequence: p.Sequence, Event: p.Event - 1})
	}
	for _, q := range r.o.Before(p) {
		add(q)
	}
	clock[p.Sequence] = int32(p.Event) + 1
	r.clocks[p] = clock
	return clock
}

// meets finds the races of an event, taken or refused in the states before it, with events of the
// path that are noted, and lowers the floor below the first of them.
func (r *races) meets(p traces.Place, t check.Touched, before []*node, n int) error {
	clock := r.clock(p)
	lower := func(list *touches) {
		if list == nil {
			return
		}
		for s, l := range *list {
			if s == p.Sequence {
				continue
			}
			for i := len(l) - 1; i >= 0 && int32(r.path[l[i]].Event) >= clock[s]; i-- {
				r.floor = min(r.floor, int(l[i]))
			}
		}
	}
	if t.Wild {
		lower(r.all)
		return nil
	}
	lower(r.wild)
	for _, part := range t.Read {
		list := r.writers[partKey{part.Variable, value.Hash(part.Key)}]
		comesAfter, err := r.enabled(p, part, list, clock, before, n)
		if err != nil {
			return err
		}
		if !comesAfter {
			lower(list)
		}
	}
	for _, v := range t.Scanned {
		lower(r.adders[v])
	}
	for _, part := range t.Written {
		key := partKey{part.Variable, value.Hash(part.Key)}
		switch {
		case !isSet(before[0], part.Variable):
			lower(r.readers[key])
			lower(r.writers[key])
		case r.isThere(r.writers[key], clock):
		default: // whoever else adds it does the same
			lower(r.readers[key])
			lower(r.scanners[part.Variable])
		}
	}
	return nil
}

// isThere reports whether an event that comes before, by its clock, adds the member that those of
// the list add to a set. Then it is there in every order, and to add it again changes nothing.
func (r *races) isThere(list *touches, clock []int32) bool {
	if list == nil {
		return false
	}
	for s, l := range *list {
		if len(l) > 0 && int32(r.path[l[0]].Event) < clock[s] {
			return true
		}
	}
	return false
}

func isSet(n *node, variable int) bool { return n.Values[variable].Kind() == value.Set }

// enabled reports whether an event, which asks whether a set has a member, must come after one that
// adds it: by the order of the logs, or because it cannot be taken without. Then its clock says so.
func (r *races) enabled(p traces.Place, part check.Part, list *touches, clock []int32, before []*node, n int) (bool, error) {
	if list == nil || !isSet(before[0], part.Variable) {
		return false, nil
	}
	if r.isThere(list, clock) {
		return true, nil
	}
	from := slices.IndexFunc(*list, func(l []int32) bool { return len(l) > 0 })
	if from < 0 || slices.ContainsFunc((*list)[from+1:], func(l []int32) bool { return len(l) > 0 }) {
		return false, nil // several logs add it: it may come after the one or the other
	}
	first := r.path[(*list)[from][0]]
	var without []*node
	for _, s := range before {
		if s.unlogged > 0 {
			continue
		}
		vals := slices.Clone(s.Values)
		var err error
		if vals[part.Variable], err = value.Remove(vals[part.Variable], part.Key); err != nil {
			return false, nil
		}
		without = append(without, &node{WalkedState: &check.WalkedState{Values: vals, Level: s.Level}, at: s.at})
	}
	after, _, err := r.o.take(without, p, n)
	if err != nil || len(after) > 0 {
		return false, err
	}
	for i, c := range r.clocks[first] {
		clock[i] = max(clock[i], c)
	}
	return true, nil
}

// note adds an event to those of the path.
func (r *races) note(p traces.Place, t check.Touched, n *node) {
	at, logs := int32(len(r.path)), len(r.o.Sequences)
	r.path = append(r.path, p)
	add := func(l *touches) {
		list := &(*l)[p.Sequence]
		if n := len(*list); n == 0 || (*list)[n-1] != at {
			*list = append(*list, at)
		}
	}
	add(r.all)
	if t.Wild {
		add(r.wild)
		return
	}
	for _, part := range t.Read {
		add(touchesOf(r.readers, partKey{part.Variable, value.Hash(part.Key)}, logs))
	}
	for _, v := range t.Scanned {
		add(touchesOf(r.scanners, v, logs))
	}
	for _, part := range t.Written {
		list := touchesOf(r.writers, partKey{part.Variable, value.Hash(part.Key)}, logs)
		if isSet(n, part.Variable) {
			if r.isThere(list, r.clocks[p]) {
				continue
			}
			add(touchesOf(r.adders, part.Variable, logs))
		}
		add(list)
	}
}

// race finds the races of the path, which has come to its end.
func (o *orders) race() error {
	r := o.newRaces()
	r.floor = len(o.path) - 1
	states, steps := o.report.States, o.report.Steps
	for i, c := range o.path {
		if err := o.recall(i); err != nil {
			return err
		}
		for k, p := range c.next[:c.tried] {
			after, before, err := o.take(c.states, p, c.n)
			if err != nil {
				return err
			}
			t := o.touched(before)
			if err := r.meets(p, t, before, c.n); err != nil {
				return err
			}
			if i < len(o.path)-1 && k == c.tried-1 {
				r.note(p, t, before[0])
				o.path[i+1].states = after
			}
		}
		o.forget(i)
		o.report.States, o.report.Steps = states, steps // they were counted before
		if err := o.pause(uint64(len(o.path))); err != nil {
			return err
		}
	}
	o.races = r
	return nil
}
