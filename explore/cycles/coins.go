package cycles

import (
	"context"
	"slices"
)

// coins has of each edge the next one among the outcomes of the same coin, in a ring: an
// edge that depends on no coin is the next one to itself. It is nil if there are no coins.
//
// With coins the graph is a Markov decision process. The scheduler chooses an action, and
// may look at all that happened; chance chooses its outcome. For any scheduler the states
// and actions that are met again and again form an end component with probability 1: they
// are strongly connected, and no outcome of such an action leads out (de Alfaro, Formal
// Verification of Probabilistic Systems, 1997, Chapter 3; Baier and Katoen, Principles of
// Model Checking, Section 10.6). Conversely a scheduler can stay in an end component for
// ever, whatever the coins show, and meet all of it again and again with probability 1. So
// some scheduler meets fair behaviours with a positive probability if and only if an end
// component can be reached that is fair. To find one, a step of which some outcome leads
// out of a strongly connected component, or is refused by a bound, counts as leaving it.
type coins []int

// toss finds which edges are outcomes of one coin.
func (r *region) toss() error {
	if !slices.ContainsFunc(r.stakes, func(s stakes) bool { return s.coin != 0 }) {
		return nil
	}
	r.coins = make(coins, len(r.to))
	return r.each(len(r.nodes), func(_, begin, end int) {
		last := map[uint32]int{} // of a coin at a place, the last edge so far
		for place := begin; place < end; place++ {
			r.tossAt(uint32(place), last)
		}
	})
}

func (r *region) tossAt(place uint32, last map[uint32]int) {
	clear(last)
	begin, end := r.edgesOf(place)
	for edge := begin; edge < end; edge++ {
		r.coins[edge] = edge
		coin := r.of(edge).coin
		if coin == 0 {
			continue
		}
		if before, ok := last[coin]; ok {
			r.coins[edge], r.coins[before] = r.coins[before], edge
		}
		last[coin] = edge
	}
}

// all reports whether something is true of the other outcomes of an edge's coin.
func (c coins) all(edge int, is func(edge int) bool) bool {
	for other := c[edge]; other != edge; other = c[other] {
		if !is(other) {
			return false
		}
	}
	return true
}

// Stays returns the largest sets of nodes within which fair behaviours can stay for ever
// that start, stay and come back as asked, whatever the coins show. The error says that
// ctx is done.
func Stays(ctx context.Context, g ActionGraph, q Question) (sets [][]int, err error) {
	s, err := searched(ctx, g, q)
	if err != nil {
		return nil, err
	}
	for _, piece := range s.fair {
		nodes := make([]int, len(piece.places))
		for i, place := range piece.places {
			nodes[i] = int(s.nodes[place])
		}
		sets = append(sets, nodes)
	}
	return sets, nil
}
