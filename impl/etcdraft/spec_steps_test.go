//go:build with_tla

package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
)

// graph is a state space: of each state the next ones, in the order of the enabled steps.
type graph struct {
	next  [][]int
	taken [][]bool // by some run
	left  int      // steps that no run has taken
}

// graphOf explores a system.
func graphOf(r *runs.Run) *graph {
	g, known := &graph{}, map[string]int{}
	var visit func() int
	visit = func() int {
		key := fmt.Sprint(r.State().Vars)
		if at, ok := known[key]; ok {
			return at
		}
		at := len(g.next)
		known[key] = at
		steps := len(r.Enabled())
		g.next, g.taken = append(g.next, make([]int, steps)), append(g.taken, make([]bool, steps))
		g.left += steps
		for i := range steps {
			r.Take(i)
			g.next[at][i] = visit()
			r.Back()
		}
		return at
	}
	visit()
	return g
}

func (g *graph) steps() (n int) {
	for _, next := range g.next {
		n += len(next)
	}
	return n
}

// far is how many steps it is from each state to one with a step that no run has taken; -1
// if there is none.
func (g *graph) far() []int {
	before := make([][]int, len(g.next))
	far, queue := make([]int, len(g.next)), []int(nil)
	for at, next := range g.next {
		far[at] = -1
		for i, to := range next {
			before[to] = append(before[to], at)
			if !g.taken[at][i] && far[at] < 0 {
				far[at], queue = 0, append(queue, at)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, from := range before[queue[0]] {
			if far[from] < 0 {
				far[from], queue = far[queue[0]]+1, append(queue, from)
			}
		}
	}
	return far
}

// run returns a run that takes steps which none before has taken, by their numbers, until
// none can be reached.
func (g *graph) run() (steps []int) {
	far := g.far()
	for at := 0; far[at] >= 0; {
		best := -1
		for i, to := range g.next[at] {
			switch {
			case !g.taken[at][i]:
				best = i
			case far[at] > 0 && far[to] == far[at]-1 && best < 0:
				best = i
			}
		}
		if best < 0 {
			break // the last new step here was taken by this run
		}
		if !g.taken[at][best] {
			g.taken[at][best] = true
			g.left--
		}
		steps, at = append(steps, best), g.next[at][best]
	}
	return steps
}

// Each step of some small spaces is a step of the spec: there is a run through it that is a
// behaviour.
func TestSpecAllowsEveryStep(t *testing.T) {
	for _, space := range []struct {
		flags               string
		states, steps, runs int
		long                bool
	}{
		{flags: "-servers 2 -scripts w -elections 1 -terms 2", states: 19, steps: 23, runs: 5},
		{flags: "-servers 2 -scripts none -elections 1,1 -terms 3", states: 64, steps: 78, runs: 14},
		{flags: "-servers 3 -scripts none -elections 1 -terms 2", states: 60, steps: 113, runs: 22},
		{flags: "-servers 2 -scripts w -elections 1 -terms 2 -crashes 1", states: 112, steps: 179, runs: 57, long: true},
		{flags: "-servers 2 -scripts w -elections 1,1 -terms 3 -drops 1", states: 527, steps: 785, runs: 233, long: true},
		{flags: "-servers 2 -scripts w -elections 1 -terms 2 -ready parallel", states: 263, steps: 662, runs: 131, long: true},
		{flags: "-servers 2 -scripts w -elections 1 -terms 2 -ready async", states: 585, steps: 1743, runs: 361, long: true},
		{flags: "-servers 3 -scripts w -elections 1 -terms 2", states: 265, steps: 606, runs: 96, long: true},
		{flags: "-servers 3 -scripts none -elections 1 -terms 2 -changes r3", states: 265, steps: 603, runs: 96, long: true},
		{flags: "-servers 3 -scripts none -elections 1,1 -terms 3", states: 4812, steps: 13980, runs: 3081, long: true},
	} {
		t.Run(space.flags, func(t *testing.T) {
			if testing.Short() && space.long {
				t.Skip("it takes minutes")
			}
			g, walks := walksOf(t, protocol.With(space.flags))
			total := 0
			for _, w := range walks {
				total += requireAllowed(t, w)
			}
			t.Logf("%d states, %d steps, %d runs, %d events", len(g.next), g.steps(), len(walks), total)
			require.Equal(t, []int{space.states, space.steps, space.runs}, []int{len(g.next), g.steps(), len(walks)})
		})
	}
}

// walksOf returns a system's states, and runs that together take each of its steps.
func walksOf(t *testing.T, sys *model.System) (g *graph, walks []walk) {
	t.Helper()
	sys.Epochs = nil // messages of older terms are received too
	timeless(t, func(t *testing.T) {
		r, err := runs.New(sys)
		require.NoError(t, err)
		require.NoError(t, r.Do(func() {
			g = graphOf(r)
			for g.left > 0 {
				r.Start(0)
				var w walk
				w.add(t, r.State())
				for _, i := range g.run() {
					r.Take(i)
					w.add(t, r.State())
				}
				walks = append(walks, w)
			}
		}))
	})
	return g, walks
}
