package cycles

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/rescue"
)

// drawLarge draws a case of up to n nodes of which some steps are idle. Some are chains whose
// nodes lead to lower ones, or to higher ones, and to few others.
func drawLarge(d *rand.Rand, n int) *fairCase {
	g := drawFairCase(d, n)
	for i := range g.stakes {
		g.stakes[i].Idle = d.IntN(6) == 0
	}
	direction := d.IntN(3) - 1
	if direction == 0 {
		return g
	}
	g.starts = make([]bool, g.Len())
	for node := range g.edges {
		g.starts[node] = true
		g.edges[node] = nil
		if to := node + direction; to >= 0 && to < g.Len() {
			g.edges[node] = append(g.edges[node], Edge{To: to, Mark: d.Uint32N(uint32(len(g.stakes)))})
		}
		if d.IntN(20) == 0 {
			g.edges[node] = append(g.edges[node], Edge{To: d.IntN(g.Len()), Mark: d.Uint32N(uint32(len(g.stakes)))})
		}
	}
	return g
}

// TestFairForAnyWorkers: the answer is the same whoever does which part of the work.
func TestFairForAnyWorkers(t *testing.T) {
	sizes := map[int]int{40: 600, 5000: 12}
	if testing.Short() {
		sizes = map[int]int{40: 150, 5000: 4}
	}
	found, none := 0, 0
	for size, count := range sizes {
		for seed := range uint64(count) {
			d := rand.New(rand.NewPCG(seed, 4))
			g := drawLarge(d, size)
			want, err := Fair(context.Background(), g, g.question())
			require.NoError(t, err)
			if want.Lasso != nil {
				found++
			} else {
				none++
			}
			for _, workers := range []int{1, 2, 3, 7} {
				q := g.question()
				q.Workers = workers
				if size < defaultStretch {
					q.stretch = 1 + d.IntN(4)
				}
				got, err := Fair(context.Background(), g, q)
				require.NoError(t, err)
				require.Equal(t, want, got, "seed %d, up to %d nodes, %d workers, stretch %d", seed, size, workers, q.stretch)
			}
		}
	}
	t.Logf("%d fair behaviours, %d times none", found, none)
	require.Greater(t, found, 20)
	require.Greater(t, none, 20)
}

// TestTrimmingLosesNothing holds the components that are found to be fair against those that
// are found without trimming.
func TestTrimmingLosesNothing(t *testing.T) {
	trimmed, whole, alone := 0, 0, 0
	for seed := range uint64(1500) {
		d := rand.New(rand.NewPCG(seed, 5))
		g := drawLarge(d, 200)
		q := g.question()
		q.Workers, q.stretch = 1+d.IntN(3), 1+d.IntN(40)
		r, err := newRegion(context.Background(), g, q)
		require.NoError(t, err)

		plain := newFairSearch(r)
		all := make([]uint32, len(r.nodes))
		for i := range all {
			all[i] = uint32(i)
		}
		plain.todo = []fairPiece{{places: all}}
		require.NoError(t, plain.split())

		s := newFairSearch(r)
		require.NoError(t, s.trim())
		if alone += len(s.fair); len(s.todo) == 0 {
			whole++
		} else if len(s.todo[0].places) < len(r.nodes) {
			trimmed++
		}
		require.NoError(t, s.split())
		s.sortFair()
		plain.sortFair()
		require.Len(t, s.fair, len(plain.fair), "seed %d", seed)
		for i := range s.fair {
			require.Equal(t, plain.fair[i].places, s.fair[i].places, "seed %d", seed)
		}
	}
	t.Logf("trimmed %d in part, %d altogether, %d fair places", trimmed, whole, alone)
	require.Greater(t, trimmed, 200)
	require.Greater(t, whole, 50)
	require.Greater(t, alone, 50)
}

// TestTrimmingWhatGoesDown: a chain against the numbers of its places would be trimmed one
// place a round. It is left after the first rounds, and all the same nothing is found.
func TestTrimmingWhatGoesDown(t *testing.T) {
	const n = 20000
	g := &fairCase{initial: 1, edges: make([][]Edge, n), refused: make([][]uint32, n), unknown: make([]bool, n), stakes: []Stakes{{Weak: []uint32{7}}}}
	for node := 1; node < n; node++ { // from 0 all can be reached, and each leads to the one before
		g.edges[0] = append(g.edges[0], Edge{To: node})
		g.edges[node] = []Edge{{To: node - 1}}
	}
	g.edges[1] = nil
	g.refused[1] = []uint32{0}
	r, err := newRegion(context.Background(), g, g.question())
	require.NoError(t, err)
	s := newFairSearch(r)
	require.NoError(t, s.trim())
	require.Greater(t, len(s.todo[0].places), n/2, "it took few rounds")
	require.NoError(t, s.split())
	require.Empty(t, s.fair)
}

// TestFairNeedsMemory: a search that would need more memory than there is does not begin.
func TestFairNeedsMemory(t *testing.T) {
	g := drawFairCase(rand.New(rand.NewPCG(3, 6)), 1000)
	q := g.question()
	q.Memory = 1
	_, err := Fair(context.Background(), g, q)
	require.ErrorIs(t, err, ErrMemory)
	q.Memory = 1 << 30
	_, err = Fair(context.Background(), g, q)
	require.NoError(t, err)
}

// TestFairIsInterrupted: a search ends with the error of a context that is done.
func TestFairIsInterrupted(t *testing.T) {
	g := drawFairCase(rand.New(rand.NewPCG(3, 6)), 1000)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Fair(ctx, g, g.question())
	require.ErrorIs(t, err, context.Canceled)
}

// TestPanicOfAWorker: what a worker panics with goes on from the search itself.
func TestPanicOfAWorker(t *testing.T) {
	for _, workers := range []int{1, 3} {
		g := drawFairCase(rand.New(rand.NewPCG(3, 6)), 1000)
		q := g.question()
		q.Workers, q.stretch = workers, 10
		q.Within = func(node int) bool {
			if node == 17 {
				panic(fmt.Sprint("at node ", node))
			}
			return true
		}
		var caught *rescue.Panic
		func() {
			defer rescue.Any(func(p *rescue.Panic) { caught = p })
			_, _ = Fair(context.Background(), g, q)
		}()
		require.NotNil(t, caught)
		require.Equal(t, "at node 17", caught.Value)
	}
}

// TestStrongFairnessTakesPlacesAway: a component in which a strong condition is enabled
// somewhere and never met is fair without the places where it is.
func TestStrongFairnessTakesPlacesAway(t *testing.T) {
	const moves, owed = 0, 1
	g := &fairCase{
		initial: 1, unknown: make([]bool, 3), refused: [][]uint32{nil, nil, {owed}},
		edges:  [][]Edge{{{1, moves}}, {{2, moves}, {0, moves}}, {{0, moves}}},
		stakes: []Stakes{moves: {Weak: []uint32{7}}, owed: {Strong: []uint32{8}}},
	}
	a, err := Fair(context.Background(), g, g.question())
	require.NoError(t, err)
	require.NotNil(t, a.Lasso)
	require.Equal(t, []LassoStep{{0, 0, 1}, {1, 1, 0}}, a.Lasso.Loop)

	g.refused[1] = []uint32{owed} // what is left of the component is no loop
	a, err = Fair(context.Background(), g, g.question())
	require.NoError(t, err)
	require.Nil(t, a.Lasso)
}
