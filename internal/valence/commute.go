package valence

import (
	"context"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/search"
)

// Diamonds are the pairs of steps of different processes that are possible in one
// configuration. In the model of Fischer, Lynch and Paterson each can be taken after the
// other, and it makes no difference which comes first (Lemma 1).
type Diamonds struct {
	Count int
	// Idle counts those of which one, after the other, would change nothing: here that is
	// no step.
	Idle int
	// Broken counts those that lead elsewhere in the other order, or of which a bound
	// allows one alone, and First is one of the nearest.
	Broken int
	First  Diamond
}

// Diamond is a pair of steps from a configuration, by their places among its edges.
type Diamond struct{ Node, First, Second int }

// Diamonds holds every pair of steps of the protocol against Lemma 1. The error says that
// ctx is done.
func (s *Study) Diamonds(ctx context.Context) (d Diamonds, err error) {
	c := commuting{Study: s}
	err = s.graph.EachAround(ctx, func(node int, around *search.Around) {
		c.around = around
		c.count(node, &d)
	})
	return d, err
}

// commuting is a configuration with what is around it.
type commuting struct {
	*Study
	around *search.Around
}

// count counts the pairs of edges of different processes. Edges of one mark are one step
// whose outcome is open, so they are taken together.
func (c *commuting) count(node int, d *Diamonds) {
	for i, e := range c.around.Edges {
		if !c.counts(i) {
			continue
		}
		for j := i + 1; j < len(c.around.Edges); j++ {
			other := c.around.Edges[j].Mark
			if !c.counts(j) || c.Step(other).Process == c.Step(e.Mark).Process {
				continue
			}
			d.Count++
			switch c.compare(e.Mark, other) {
			case idle:
				d.Idle++
			case broken:
				if d.Broken++; d.Broken == 1 {
					d.First = Diamond{node, i, j}
				}
			}
		}
	}
}

// counts reports whether an edge is a step of a process, and the first one with its mark,
// and what follows it is known: nothing is, after a decision, where that is left out.
func (c *commuting) counts(edge int) bool {
	e := c.around.Edges[edge]
	s := c.Step(e.Mark)
	return !s.Fault && s.Process != None && c.Expanded(e.To) && !(c.ToDecisions && c.Decided(e.To) != 0) &&
		!slices.ContainsFunc(c.around.Edges[:edge], func(f cycles.Edge) bool { return f.Mark == e.Mark })
}

// How two steps stand to each other.
const (
	commute = iota
	idle
	broken
)

// compare compares the orders in which steps of two marks can be taken.
func (c *commuting) compare(a, b uint32) int {
	one, how := c.after(a, b)
	other, how2 := c.after(b, a)
	if how = max(how, how2); how == commute && !slices.Equal(one.all(), other.all()) {
		return broken
	}
	return how
}

// targets are configurations; mostly it is one.
type targets struct {
	first int
	more  []int
}

func (t *targets) add(to int) {
	if t.first < 0 {
		t.first = to
	} else if to != t.first {
		t.more = append(t.more, to)
	}
}

func (t *targets) all() []int {
	if t.more == nil {
		return []int{t.first}
	}
	all := append(t.more, t.first)
	slices.Sort(all)
	return slices.Compact(all)
}

// after returns where steps of one mark and then of another one lead, and whether after
// some of the first the second is none, or is refused.
func (c *commuting) after(first, second uint32) (to targets, how int) {
	to.first = None
	for i, e := range c.around.Edges {
		if e.Mark != first {
			continue
		}
		found := false
		for _, f := range c.around.After[i] {
			if f.Mark == second {
				to.add(f.To)
				found = true
			}
		}
		switch {
		case found:
		case slices.Contains(c.around.Refused[i], second):
			return to, broken
		default:
			how = idle
		}
	}
	return to, how
}
