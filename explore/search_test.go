package explore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSearchAgainstPlainSearch holds every form of the search against a map of
// states on random graphs: counts, depth, what is found, and the length of the
// path to it, which is walked again.
func TestSearchAgainstPlainSearch(t *testing.T) {
	count := 300
	if testing.Short() {
		count = 60
	}
	findings := 0
	for seed := range uint64(count) {
		d := rand.New(rand.NewPCG(seed, 6))
		g := newGraph(seed, 1+d.IntN(3000), 1+d.IntN(4))
		rare := func(one int) func(int) bool {
			if d.IntN(2) == 0 {
				return never
			}
			salt := d.Uint64()
			return func(s int) bool { return rand.New(rand.NewPCG(salt, uint64(s))).IntN(one) == 0 }
		}
		g.cut, g.finding, g.dead = rare(20), rare(2000), rare(2000)
		step := rare(5000)
		g.onStep = func(from, to int) bool { return step(from*7919 + to) }
		depth := -1
		if d.IntN(2) == 0 {
			depth = d.IntN(12)
		}
		states, steps, cut, deepest, length, codes := g.plain(depth)
		for _, form := range []Options{
			{},
			{Workers: 2},
			{Workers: 5},
			{Workers: 2, Exact: true},
			{Workers: 2, Memory: 3 << 20, SpillDir: t.TempDir()},
		} {
			form.Bounded, form.Depth, form.MaxFindings = depth >= 0, max(0, depth), 1<<20
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err)
			at := fmt.Sprintf("seed %d, %+v", seed, form)
			require.Equal(t, []int{states, steps, cut, deepest}, []int{int(r.States), int(r.Steps), int(r.Cut), r.Depth}, at)
			got := map[uint32]bool{}
			for _, f := range r.Findings {
				got[f.Code] = true
				findings++
				want := length
				if f.Code == codeHere {
					want-- // the state itself, not a successor
				}
				require.Equal(t, want, f.Length(), at)
				requirePath(t, g, f)
			}
			require.Equal(t, codes, got, at)
			require.Equal(t, len(codes) == 0 && len(r.BoundedBy) == 0, r.Complete(), at)
			if form.SpillDir != "" {
				left, err := os.ReadDir(form.SpillDir)
				require.NoError(t, err)
				require.Empty(t, left, at)
			}
		}
	}
	require.Greater(t, findings, count)
}

// mustStep is Step on a graph.
func mustStep(t *testing.T, g *graph, from []uint32, label uint32) []uint32 {
	t.Helper()
	to, err := Step(g.Space(), from, label)
	require.NoError(t, err)
	return to
}

// requirePath walks a finding's path and checks that it ends at what was found.
func requirePath(t *testing.T, g *graph, f Finding) {
	var s []uint32
	from := 0
	for _, l := range f.Labels {
		from = stateOf(s)
		s = mustStep(t, g, s, l)
	}
	switch f.Code {
	case codeState:
		require.True(t, g.finding(stateOf(s)))
	case codeHere:
		require.True(t, g.dead(stateOf(s)))
	case codeStep:
		require.True(t, f.Step)
		require.True(t, g.onStep(from, stateOf(s)))
	}
}

// TestFindingsDoNotDependOnWorkers wants the same findings with the same paths
// in the same order.
func TestFindingsDoNotDependOnWorkers(t *testing.T) {
	g := newGraph(3, 20000, 4)
	g.finding = func(s int) bool { return s%997 == 5 }
	var want []Finding
	for _, workers := range []int{1, 2, 3, 8} {
		for range 2 {
			r, err := Search(context.Background(), g, Options{Workers: workers, MaxFindings: 100})
			require.NoError(t, err)
			require.NotEmpty(t, r.Findings)
			if want == nil {
				want = r.Findings
			}
			require.Equal(t, want, r.Findings)
		}
	}
}

// TestExactNeedsNoNames gives all states one of seven names: a search by name
// misses nearly all of them, an exact one none.
func TestExactNeedsNoNames(t *testing.T) {
	g := newGraph(1, 500, 4)
	states, _, _, _, _, _ := g.plain(-1)
	g.name = func(s int) uint64 { return uint64(s % 7) }
	r, err := Search(context.Background(), g, Options{})
	require.NoError(t, err)
	require.LessOrEqual(t, r.States, uint64(7))
	r, err = Search(context.Background(), g, Options{Exact: true})
	require.NoError(t, err)
	require.Equal(t, uint64(states), r.States)
}

// chain is a graph that is one long path, so that it takes many rounds.
func chain(n int) *graph {
	g := newGraph(1, n, 1)
	for s := range g.next {
		g.next[s] = nil
		if s < n {
			g.next[s] = []int{s + 1}
		}
	}
	return g
}

func TestInterruptTimeAndPanicEndASearch(t *testing.T) {
	g := chain(1 << 20)
	r, err := Search(g.endsAt(t, 100), g, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{ByInterrupt}, r.BoundedBy)
	require.Positive(t, r.States)
	require.Positive(t, r.Frontier)
	require.False(t, r.Complete())

	for _, by := range []string{ByTime, "a reason of the caller's"} {
		ctx, cancel := context.WithTimeoutCause(context.Background(), 20*time.Millisecond, Reason(by))
		r, err = Search(ctx, g, Options{})
		cancel()
		require.NoError(t, err)
		require.Equal(t, []string{by}, r.BoundedBy)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	r, err = Search(ctx, g, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{ByTime}, r.BoundedBy)

	g = chain(100)
	g.explode = func(s int) bool { return s == 50 }
	_, err = Search(context.Background(), g, Options{Workers: 2})
	var panicked *PanicError
	require.ErrorAs(t, err, &panicked)
	require.Equal(t, "internal error: as asked", err.Error())
}

// TestMemoryEndsASearch gives less memory than the visited set needs: the
// search ends, what it counted was checked, and it used little more.
func TestMemoryEndsASearch(t *testing.T) {
	g := newGraph(2, 1<<20, 4)
	t.Setenv("TMPDIR", t.TempDir())
	for exact, least := range map[bool]uint64{false: 100_000, true: 60_000} { // keys of one word have nothing in common
		r, err := Search(context.Background(), g, Options{Memory: 6 << 20, Exact: exact})
		require.NoError(t, err)
		require.Equal(t, []string{ByMemory}, r.BoundedBy)
		require.Greater(t, r.States, least)
		require.Less(t, r.PeakBytes, int64(12<<20))
		require.Positive(t, r.SpilledBytes)
	}
}

func TestProgressIsReported(t *testing.T) {
	g := chain(2000)
	g.slow = func() { time.Sleep(50 * time.Microsecond) }
	var seen []Progress
	_, err := Search(context.Background(), g, Options{ProgressEvery: 5 * time.Millisecond, Progress: func(p Progress) { seen = append(seen, p) }})
	require.NoError(t, err)
	require.NotEmpty(t, seen)
	require.True(t, slices.IsSortedFunc(seen, func(a, b Progress) int { return int(a.States) - int(b.States) }))
	require.Positive(t, seen[len(seen)-1].Elapsed)
}

// A frontier that must go to disk and cannot ends the search with what it has.
func TestSpillNeedsAFolder(t *testing.T) {
	g := newGraph(2, 1<<20, 4)
	r, err := Search(context.Background(), g, Options{Memory: 3 << 20, SpillDir: "/nonexistent/folder"})
	require.NoError(t, err)
	require.Equal(t, []string{ByDisk}, r.BoundedBy)
	require.ErrorContains(t, r.DiskError, "the frontier cannot go to disk")
	require.Positive(t, r.States)
	require.Equal(t, r.States, r.Frontier)
}

// TestSimulate wants walks to depend on the seed alone, and what is found to be
// the same for any number of workers.
func TestSimulate(t *testing.T) {
	g := newGraph(4, 3000, 3)
	g.finding = func(s int) bool { return s%500 == 3 }
	walks := Walks{Count: 20000, Length: 50, Seed: 9}
	var want *Result
	for _, workers := range []int{1, 2, 4} {
		r, err := Simulate(context.Background(), g, Options{Workers: workers}, walks)
		require.NoError(t, err)
		require.NotEmpty(t, r.Findings)
		requirePath(t, g, r.Findings[0])
		r.Elapsed = 0
		if want == nil {
			want = r
		}
		require.Equal(t, want, r)
	}
	walks.Seed = 10
	r, err := Simulate(context.Background(), g, Options{}, walks)
	require.NoError(t, err)
	require.NotEqual(t, want.Findings, r.Findings)

	g.finding = never
	g.onStep = func(from, _ int) bool { return from%100 == 77 }
	r, err = Simulate(context.Background(), g, Options{Workers: 2}, walks)
	require.NoError(t, err)
	require.True(t, r.Findings[0].Step)
	requirePath(t, g, r.Findings[0])

	g.onStep = func(int, int) bool { return false }
	r, err = Simulate(context.Background(), g, Options{Workers: 2}, Walks{Count: 10, Length: 3})
	require.NoError(t, err)
	require.Equal(t, []string{ByWalks}, r.BoundedBy)
	require.Equal(t, 10, r.Walks)
	require.LessOrEqual(t, r.Steps, uint64(30))
}

// TestSimulateEnds: an endless walk ends by time, and one that would outgrow the
// memory by memory.
func TestSimulateEnds(t *testing.T) {
	g := chain(2)
	g.next[2] = []int{1} // a cycle
	start := time.Now()
	ctx, cancel := context.WithTimeoutCause(context.Background(), time.Second, Reason(ByTime))
	defer cancel()
	r, err := Simulate(ctx, g, Options{Workers: 2}, Walks{Count: 4, Length: 1 << 40})
	require.NoError(t, err)
	require.Contains(t, r.BoundedBy, ByTime)
	require.Positive(t, r.Steps)
	require.Less(t, time.Since(start), time.Minute)

	r, err = Simulate(context.Background(), g, Options{Workers: 2, Memory: 8 << 20}, Walks{Count: 4, Length: 1 << 40})
	require.NoError(t, err)
	require.Contains(t, r.BoundedBy, ByMemory)
	require.Less(t, r.Steps, uint64(1<<20))
}
