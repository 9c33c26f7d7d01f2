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

// A trial is an event that is taken or refused in some states.
type trial struct {
	traces.Place
	n      int // events before it
	before []*node
	taken  bool
	check.Touched
	// without is what it touches where a member of a set is missing that it waits for.
	without check.Touched
}

// try takes an event to see what it touches.
func (o *orders) try(p traces.Place, before []*node, taken bool, n int) *trial {
	t := &trial{Place: p, n: n, before: before, taken: taken}
	for _, s := range before {
		x := o.w.Touched(s.WalkedState, o.cursorAt)
		t.Read, t.Written = append(t.Read, x.Read...), append(t.Written, x.Written...)
		t.Scanned, t.Wild = append(t.Scanned, x.Scanned...), t.Wild || x.Wild
	}
	return t
}

// lower lowers the floor below the events of the list that p races with, by its clock.
func (r *races) lower(p traces.Place, clock []int32, list *touches) {
	if list == nil {
		return
	}
	for s, l := range *list {
		for i := len(l) - 1; i >= 0 && s != p.Sequence && int32(r.path[l[i]].Event) >= clock[s]; i-- {
			r.floor = min(r.floor, int(l[i]))
		}
	}
}

// meets finds the races of an event with events of the path that are noted. The event is one
// of that path itself, or of another order that is tried later.
func (r *races) meets(t *trial, noted bool) error {
	clock := r.clock(t.Place)
	lower := func(list *touches) { r.lower(t.Place, clock, list) }
	if t.Wild {
		lower(r.all)
		return nil
	}
	lower(r.wild)
	for _, part := range t.Read {
		list := r.writers[keyOf(part)]
		waits, err := r.waits(t, part, list, clock, noted)
		if err != nil {
			return err
		}
		if !waits {
			lower(list)
		}
	}
	for _, v := range t.Scanned {
		lower(r.adders[v])
	}
	for _, part := range t.Written {
		switch {
		case !isSet(t.before[0], part.Variable): // EXCEPT reads what it replaces
			lower(r.readers[keyOf(part)])
		case !r.isThere(r.writers[keyOf(part)], clock): // whoever else adds it does the same
			lower(r.readers[keyOf(part)])
			lower(r.scanners[part.Variable])
		}
	}
	return nil
}

func keyOf(p check.Part) partKey { return partKey{p.Variable, value.Hash(p.Key)} }

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

// waits reports whether it makes no difference for an event, which asks whether a set has a member,
// that others add it: one of them comes before by the order of the logs; or the event cannot be
// taken without the member, whatever races with it. If it was taken with it on the noted path, it
// must come after those who add it, and its clock says so. In another order it may have been
// somebody else who added it.
func (r *races) waits(t *trial, part check.Part, list *touches, clock []int32, noted bool) (bool, error) {
	if list == nil || !isSet(t.before[0], part.Variable) {
		return false, nil
	}
	if r.isThere(list, clock) {
		return true, nil
	}
	from := slices.IndexFunc(*list, func(l []int32) bool { return len(l) > 0 })
	if from < 0 || slices.ContainsFunc((*list)[from+1:], func(l []int32) bool { return len(l) > 0 }) {
		return false, nil // several logs add it: it may come after the one or the other
	}
	var without []*node
	for _, s := range t.before {
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
	after, before, err := r.o.uncounted(without, t.Place, t.n)
	if err != nil || len(after) > 0 {
		return false, err
	}
	x := r.o.try(t.Place, before, false, t.n)
	if x.Wild {
		r.lower(t.Place, clock, r.all)
	}
	for _, other := range x.Read {
		if keyOf(other) != keyOf(part) {
			r.lower(t.Place, clock, r.writers[keyOf(other)])
		}
	}
	for _, v := range x.Scanned {
		r.lower(t.Place, clock, r.adders[v])
	}
	t.without.Read, t.without.Scanned = append(t.without.Read, x.Read...), append(t.without.Scanned, x.Scanned...)
	t.without.Wild = t.without.Wild || x.Wild
	if t.taken && noted {
		for i, c := range r.clocks[r.path[(*list)[from][0]]] {
			clock[i] = max(clock[i], c)
		}
	}
	return true, nil
}

// note adds an event to those of the path.
func (r *races) note(t *trial) {
	at, logs := int32(len(r.path)), len(r.o.Sequences)
	r.path = append(r.path, t.Place)
	add := func(l *touches) {
		list := &(*l)[t.Sequence]
		if n := len(*list); n == 0 || (*list)[n-1] != at {
			*list = append(*list, at)
		}
	}
	add(r.all)
	if t.Wild || t.without.Wild {
		add(r.wild)
		return
	}
	for _, part := range slices.Concat(t.Read, t.without.Read) {
		add(touchesOf(r.readers, keyOf(part), logs))
	}
	for _, v := range slices.Concat(t.Scanned, t.without.Scanned) {
		add(touchesOf(r.scanners, v, logs))
	}
	for _, part := range t.Written {
		list := touchesOf(r.writers, keyOf(part), logs)
		if isSet(t.before[0], part.Variable) {
			if r.isThere(list, r.clocks[t.Place]) {
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
	for i, c := range o.path {
		if err := o.recall(i); err != nil {
			return err
		}
		for k, p := range c.next[:c.tried] {
			after, before, err := o.uncounted(c.states, p, c.n)
			if err != nil {
				return err
			}
			t := o.try(p, before, len(after) > 0, c.n)
			if err := r.meets(t, true); err != nil {
				return err
			}
			if i < len(o.path)-1 && k == c.tried-1 {
				r.note(t)
				o.path[i+1].states = after
			}
		}
		o.forget(i)
		if err := o.pause(uint64(len(o.path))); err != nil {
			return err
		}
	}
	o.races = r
	return nil
}
