package runs

import (
	"context"
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model/temporal"
)

// How many states are looked at to see whether coins lead out of a loop for good: first a
// few, and in the end the most.
const (
	fewTossed  = 1 << 8
	mostTossed = 1 << 18
)

// luck says why a run that goes round a loop for ever does so by luck alone: the coins that
// its steps toss may lead to where no order of the steps keeps what a formula claims from
// coming true. It is "" if some order does, whatever the coins show.
func (r *Run) luck(f temporal.Formula, fair *system.Fairness, loop int, turns []cycles.Turn) string {
	if !f.Fair.Has(temporal.Coins) || !slices.ContainsFunc(turns, func(t cycles.Turn) bool { return tosses(fair, t) }) {
		return ""
	}
	g := &loopGraph{r: r, numbers: map[string]int{}}
	g.number(r.places[loop].words)
	q := cycles.Question{Fair: fair.Of}
	not := func(goal string) func(node int) bool {
		return func(node int) bool { return !r.isTrue(g.places[node], goal) }
	}
	switch f.Kind {
	case temporal.IsEventually, temporal.IsRepeatedly:
		q.Within = not(f.P)
	case temporal.IsLeadsTo:
		q.Within = not(f.Q)
	case temporal.IsFinallyAlways:
		q.Again = not(f.P)
	}
	for size := fewTossed; ; size *= 4 {
		all := g.explore(q.Within, size)
		// What is not explored yet counts as outside, so what stays inside does.
		sets, err := cycles.Stays(context.Background(), g, q)
		if err != nil {
			panic(guard.Internal{Err: err})
		}
		switch {
		case slices.ContainsFunc(sets, func(nodes []int) bool { return g.holds(nodes, fair, r.places[loop:], turns) }):
			return ""
		case all:
			return "the coins must fall so for ever, which has probability 0: no order of the steps keeps it so whatever they show"
		case size >= mostTossed:
			return fmt.Sprintf("%d states lie ahead, and more: too many to see whether some order of the steps keeps it so, whatever the coins show", mostTossed)
		}
	}
}

// tosses reports whether the step that is taken in a state of a loop has other outcomes.
func tosses(fair *system.Fairness, t cycles.Turn) bool {
	if t.Taken == 0 {
		return false
	}
	coin, outcomes := fair.Of(t.Taken).Coin, 0
	for _, mark := range t.Enabled {
		if coin != 0 && fair.Of(mark).Coin == coin {
			outcomes++
		}
	}
	return outcomes > 1
}

// loopGraph is the graph of the states ahead of a loop, from its first state on: a
// cycles.ActionGraph.
type loopGraph struct {
	r       *Run
	numbers map[string]int
	places  []*place
	edges   [][]cycles.Edge // of the states that are explored, the first ones
}

// find returns the number of a state, if it has one, and number gives it one. States that
// are the same up to a shift of numbers by difference have one number.
func (g *loopGraph) find(words []uint32) (n int, known bool) {
	n, known = g.numbers[g.name(words)]
	return n, known
}

func (g *loopGraph) name(words []uint32) string {
	if g.r.sp.Sys.Model.Numbers != nil {
		words = g.r.sp.Normal(words)
	}
	return key(words)
}

func (g *loopGraph) number(words []uint32) int {
	k := g.name(words)
	n, known := g.numbers[k]
	if !known {
		n = len(g.places)
		g.numbers[k] = n
		g.places = append(g.places, &place{words: words})
	}
	return n
}

// explore takes all steps from the states within some, nil is everywhere, until so many
// states are explored. It reports whether these are all.
func (g *loopGraph) explore(within func(node int) bool, size int) bool {
	for node := len(g.edges); node < len(g.places) && node < size; node++ {
		p := g.places[node]
		g.r.look(p)
		g.edges = append(g.edges, nil)
		if within != nil && !within(node) {
			continue
		}
		for i, l := range p.labels {
			to := g.number(g.r.after(p.words, l))
			g.edges[node] = append(g.edges[node], cycles.Edge{To: to, Mark: p.marks[i]})
		}
		p.labels, p.marks = nil, nil
	}
	return len(g.edges) == len(g.places)
}

// holds reports whether a set of nodes has in it all states of a loop, and all outcomes of
// its steps.
func (g *loopGraph) holds(nodes []int, fair *system.Fairness, loop []*place, turns []cycles.Turn) bool {
	in := make([]bool, len(g.places))
	for _, node := range nodes {
		in[node] = true
	}
	for i, turn := range turns {
		node, known := g.find(loop[i].words)
		if !known || !in[node] {
			return false
		}
		coin := fair.Of(turn.Taken).Coin
		of := func(mark uint32) bool { return coin != 0 && fair.Of(mark).Coin == coin }
		if slices.ContainsFunc(g.edges[node], func(e cycles.Edge) bool { return of(e.Mark) && !in[e.To] }) ||
			slices.ContainsFunc(g.places[node].seen.Refused, of) {
			return false
		}
	}
	return true
}

// Len is the number of states, and Initial that of the first one.
func (g *loopGraph) Len() int     { return len(g.places) }
func (g *loopGraph) Initial() int { return 1 }

// Expanded reports whether the steps of a state are known.
func (g *loopGraph) Expanded(node int) bool { return node < len(g.edges) }

// Edges appends the steps that leave a state.
func (g *loopGraph) Edges(node int, dst []cycles.Edge) []cycles.Edge {
	return append(dst, g.edges[node]...)
}

// Refused appends the marks of the steps that a bound refuses.
func (g *loopGraph) Refused(node int, dst []uint32) []uint32 {
	return append(dst, g.places[node].seen.Refused...)
}
