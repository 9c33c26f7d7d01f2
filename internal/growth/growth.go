// Package growth says why a space has no end: which numbers of the states of a system
// (fields of nodes, lengths, messages in flight) grow as long as runs go on, and which
// bound would stop them.
//
// It goes on from the deepest states of a search by some hundred steps that spend no
// budget, so that no budget bounds what grows. A first run prefers steps that make any
// number grow. Each number that grew in it gets a run of its own, which prefers the steps
// that make this number grow, and in which it must grow all the way: a number that is
// merely large stops. A number that a bound of the system would refuse if it were much
// greater is left out. The runs for other numbers keep it small, so that numbers that
// only grow with it are left out too.
package growth

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/internal/system"
)

// Time is how long to look for what grows.
const Time = 2 * time.Second

const (
	// suspicious is how often a number must grow in the run for all to be looked at
	// alone, and suspects how many are.
	suspicious = 8
	suspects   = 16
	// fewest is how often a number must grow in the run for it alone, and slack how much
	// one that is bounded may still grow there.
	fewest, slack = 40, 32
)

// Find returns what grows without end, given the labels of runs to deep states. When
// the limit of time is over, it returns what it found by then.
func Find(c *system.System, paths [][]uint32, limit time.Duration) (list []report.Growth) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	c.Handlers.Ctx = ctx
	defer func() { c.Handlers.Ctx = nil }()
	defer rescue.Known(func(guard.System) { list = nil })
	f := &finder{meter: newMeter(system.NewSpace(c)), ctx: ctx, patience: limit / 4, confirmed: map[key]*evidence{}}
	for _, path := range paths {
		if f.from(path); len(f.confirmed) > 0 {
			break
		}
	}
	return f.report()
}

// finder looks for what grows.
type finder struct {
	*meter
	ctx       context.Context
	patience  time.Duration // for one run
	confirmed map[key]*evidence
}

// evidence is a number that grew.
type evidence struct {
	key
	start, deepest uint64 // at the start of the deepest run, and at its end at most
	depth          int    // of that run
	after          *run   // the run for it alone
}

// from looks at what grows from the end of a run.
func (f *finder) from(path []uint32) {
	states, err := explore.Path(f.sp, path)
	if err != nil || len(states) == 0 {
		return
	}
	first := f.onward(states[0], 0, nil, nil)
	start := maps.Clone(first.records)
	for _, s := range states[1:] {
		first.fold(s, "")
	}
	last := states[len(states)-1]
	together := f.onward(last, 1, nil, nil)
	if !together.take(f.ctx, f.patience) {
		return
	}
	var keys []key
	held := map[key]uint64{}
	for k, raises := range together.raised {
		switch {
		case len(raises) < suspicious:
		case f.isBounded(k, together.words):
			held[k] = first.records[k] + slack
		default:
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, compare)
	for i, k := range keys {
		if i == suspects {
			return
		}
		if f.confirmed[k] != nil || f.saysNothingNew(k) {
			continue
		}
		alone := f.onward(last, uint64(i)+2, &k, held)
		if alone.take(f.ctx, f.patience) && alone.grew(k) && len(alone.raised[k]) >= fewest {
			f.confirmed[k] = &evidence{k, start[k], first.records[k], len(states) - 1, alone}
		}
	}
}

// compare orders numbers: those of nodes before messages, monitors and what is in
// flight, short paths before long ones, and what says more of the messages before what
// says less.
func compare(a, b key) int {
	return cmp.Or(cmp.Compare(a.place, b.place), -cmp.Compare(a.messages(), b.messages()), cmp.Compare(len(a.path), len(b.path)),
		cmp.Compare(a.of, b.of), cmp.Compare(a.path, b.path), cmp.Compare(a.kind, b.kind))
}

// messages is how much a number says of the messages in flight.
func (k key) messages() kind {
	if k.place == inNetwork {
		return k.kind
	}
	return 0
}

// saysNothingNew reports whether a number grows because one does that is reported: a
// field of a message or what a monitor has seen with one of a node, all messages with
// those of a type, and those with equal ones.
func (f *finder) saysNothingNew(k key) bool {
	for _, e := range f.confirmed {
		switch {
		case e.place == inNode && (k.place == inMessage || k.place == inMonitor),
			k.kind == flight && e.kind == ofType, k.kind == flight && e.kind == copies,
			k.kind == ofType && e.kind == copies && e.of == k.of:
			return true
		}
	}
	return false
}

// kept are the numbers to report.
func (f *finder) kept() (list []*evidence) {
	for k, e := range f.confirmed {
		if !f.saysNothingNew(k) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b *evidence) int { return compare(a.key, b.key) })
	return list
}
