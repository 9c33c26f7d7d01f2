package explore

import (
	"maps"
	"slices"
)

// byCode never ends the search. It counts the findings of each code, of which there
// may be as many as there are states, and keeps the first of each.
type byCode struct {
	firsts map[uint32]finding
	times  map[uint32]uint64
}

func (*byCode) classify(Space, *finding, []uint32) error { return nil }

func (c *byCode) take(found []finding) {
	for _, f := range found {
		c.times[f.Code]++
		keepFirst(c.firsts, f.Code, f)
	}
}

func (*byCode) enough() bool                { return false }
func (c *byCode) kept() []finding           { return slices.Collect(maps.Values(c.firsts)) }
func (c *byCode) counts() map[uint32]uint64 { return c.times }

func (c *byCode) restore(kept []finding, counts map[uint32]uint64) {
	c.firsts, c.times = map[uint32]finding{}, map[uint32]uint64{}
	maps.Copy(c.times, counts)
	for _, f := range kept {
		c.firsts[f.Code] = f
	}
}
