package valence

import (
	"context"
	"math/bits"

	"github.com/synod-go/synod/explore/cycles"
)

// Analysis is what is known of the configurations of a graph.
type Analysis struct {
	Graph
	// Processes is how many processes there are; they are numbered from 0.
	Processes int
	// Workers is how many goroutines look for schedules; less than 1 is 1.
	Workers int
	// can has, for every set of processes that stop, and every configuration, the values
	// that can be decided from there by steps of the others. The first set is empty, then
	// follow those of one process.
	can [][]uint64
}

// beyond is the bit of can that says that a bound refuses a step of the protocol somewhere
// ahead, so that more might be decided.
const beyond = 1 << 63

const values = beyond - 1

// Of analyses a graph of so many processes. The error says that ctx is done.
func Of(ctx context.Context, g Graph, processes int) (*Analysis, error) {
	a := &Analysis{Graph: g, Processes: processes}
	for stopped := None; stopped < processes; stopped++ {
		can, err := reachable(ctx, g, stopped)
		if err != nil {
			return nil, err
		}
		a.can = append(a.can, can)
	}
	return a, nil
}

// Initially returns what can be decided from the initial configurations together, by
// steps of all processes. It is what is needed of the graph for an input vector.
func Initially(ctx context.Context, g Graph) (v Valence, err error) {
	can, err := reachable(ctx, g, None)
	if err != nil {
		return v, err
	}
	var all uint64
	for _, c := range can[:g.Initial()] {
		all |= c
	}
	return valenceOf(all), nil
}

// reachable returns, by configuration, what can be decided from there without steps of a
// process, in one pass over the graph.
func reachable(ctx context.Context, g Graph, stopped int) ([]uint64, error) {
	// That the process crashes is none of its steps: a failure detector can tell of it.
	goes := func(mark uint32) bool {
		s := g.Step(mark)
		return stopped == None || s.Process != stopped || s.Stops
	}
	var refused []uint32
	return cycles.Reachable(ctx, g, func(node int) uint64 {
		has := g.Decided(node)
		if !g.Expanded(node) {
			return has | beyond
		}
		refused = g.Refused(node, refused[:0])
		for _, mark := range refused {
			if goes(mark) {
				return has | beyond
			}
		}
		return has
	}, goes)
}

// Valence is what can be decided from a configuration.
type Valence struct {
	// Values is the set of values that can be decided.
	Values uint64
	// Bounded says that a bound refuses a step of the protocol somewhere ahead: what
	// cannot be decided here might be without the bound.
	Bounded bool
}

func valenceOf(can uint64) Valence { return Valence{can & values, can&beyond != 0} }

// Count is how many values can be decided: none is a configuration that is stuck, one is
// univalent, and more are bivalent (two) or multivalent; here all these are called bivalent.
func (v Valence) Count() int { return bits.OnesCount64(v.Values) }

// Bivalent reports whether at least two values can be decided. That is so whatever bounds
// refuse.
func (v Valence) Bivalent() bool { return v.Count() > 1 }

// Value returns the number of the one value that can be decided, or None.
func (v Valence) Value() int {
	if v.Count() != 1 {
		return None
	}
	return bits.TrailingZeros64(v.Values)
}

// At returns what can be decided from a configuration.
func (a *Analysis) At(node int) Valence { return valenceOf(a.can[0][node]) }

// Without returns what can be decided from a configuration without steps of a process.
func (a *Analysis) Without(process, node int) Valence { return valenceOf(a.can[1+process][node]) }

// Open reports whether nothing is decided in a configuration and at least two values can
// be.
func (a *Analysis) Open(node int) bool { return a.Decided(node) == 0 && a.At(node).Bivalent() }

// Torn reports whether two values are decided in a configuration.
func (a *Analysis) Torn(node int) bool { return bits.OnesCount64(a.Decided(node)) > 1 }

// Blocked reports whether a decision can be reached from a configuration, but none without
// steps of the process.
func (a *Analysis) Blocked(process, node int) bool {
	return a.At(node).Values != 0 && a.Without(process, node).Values == 0
}

// Tally counts configurations, and those among them that are what they are only because of
// a bound.
type Tally struct{ All, ByBound int }

func (t *Tally) add(byBound bool) {
	t.All++
	if byBound {
		t.ByBound++
	}
}

// Counts are the numbers of configurations of each class. Of those in which something is
// decided, Decided counts those with one value, by value, and Torn those with several. Of
// the others Bivalent, Univalent (by value) and Stuck count what can be decided.
type Counts struct {
	All       int
	Decided   map[int]int
	Torn      int
	Bivalent  int
	Univalent map[int]Tally
	Stuck     Tally
	// Blocked counts by process those that are blocked by it.
	Blocked []Tally
}

// Count counts the configurations of each class.
func (a *Analysis) Count() Counts {
	c := Counts{All: a.Len(), Decided: map[int]int{}, Univalent: map[int]Tally{}, Blocked: make([]Tally, a.Processes)}
	for node := range a.Len() {
		decided, v := a.Decided(node), a.At(node)
		switch {
		case a.Torn(node):
			c.Torn++
		case decided != 0:
			c.Decided[bits.TrailingZeros64(decided)]++
		case v.Bivalent():
			c.Bivalent++
		case v.Values == 0:
			c.Stuck.add(v.Bounded)
		default:
			t := c.Univalent[v.Value()]
			t.add(v.Bounded)
			c.Univalent[v.Value()] = t
		}
		for p := range a.Processes {
			if a.Blocked(p, node) {
				c.Blocked[p].add(a.Without(p, node).Bounded)
			}
		}
	}
	return c
}

// First returns the first configuration that is as asked, which is one of the nearest to
// the initial ones, or None.
func (a *Analysis) First(is func(node int) bool) int {
	for node := range a.Len() {
		if is(node) {
			return node
		}
	}
	return None
}
