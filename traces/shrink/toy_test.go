package shrink_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/shrink"
)

// toy is a system of which the shortest run to what it breaks is known: step i can
// be taken once, as soon as all that it needs were taken, and the last one breaks
// the property. So a run to it has its causes, theirs, and nothing else.
type toy struct {
	needs [][]int
	nodes []int
	taken []int
}

func randomToy(r *rand.Rand) *toy {
	n := 3 + r.IntN(60)
	y := &toy{needs: make([][]int, n), nodes: make([]int, n)}
	for i := range n {
		y.nodes[i] = r.IntN(4)
		for range r.IntN(3) {
			if i > 0 {
				y.needs[i] = append(y.needs[i], max(0, i-1-r.IntN(20)))
			}
		}
	}
	return y
}

func (y *toy) has(i int) bool { return slices.Contains(y.taken, i) }

func (y *toy) enabled() (list []int) {
	for i := range y.needs {
		if !y.has(i) && !slices.ContainsFunc(y.needs[i], func(c int) bool { return !y.has(c) }) {
			list = append(list, i)
		}
	}
	return list
}

func (y *toy) step(i int) traces.Step {
	return traces.Step{Kind: traces.StepTimeout, Node: fmt.Sprint("n", y.nodes[i]), Name: fmt.Sprint(i)}
}

func (y *toy) Initial() int { return 1 }
func (y *toy) Start(int)    { y.taken = nil }
func (y *toy) Len() int     { return len(y.taken) }
func (y *toy) Take(i int)   { y.taken = append(y.taken, y.enabled()[i]) }

func (y *toy) Back() bool {
	if len(y.taken) == 0 {
		return false
	}
	y.taken = y.taken[:len(y.taken)-1]
	return true
}

func (y *toy) Enabled() (steps []traces.Step) {
	for _, i := range y.enabled() {
		steps = append(steps, y.step(i))
	}
	return steps
}

func (y *toy) State() traces.State { return y.state(len(y.taken)) }

func (y *toy) state(n int) traces.State {
	var members []traces.Value
	for _, i := range y.taken[:n] {
		members = append(members, traces.Int(i))
	}
	s := traces.State{Vars: traces.Record{{Name: "taken", Value: traces.NewSet(members...)}}}
	if n > 0 {
		step := y.step(y.taken[n-1])
		s.Step = &step
	}
	return s
}

func (y *toy) Broken() []traces.Finding {
	if !y.has(len(y.needs) - 1) {
		return nil
	}
	return []traces.Finding{{Property: "never", Kind: "invariant", Text: "it was taken"}}
}

func (y *toy) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop}
	for n := range len(y.taken) + 1 {
		t.States = append(t.States, y.state(n))
	}
	return t
}

// run takes random steps until the property is broken.
func (y *toy) run(r *rand.Rand) *traces.Trace {
	for y.Start(0); len(y.Broken()) == 0; {
		y.Take(r.IntN(len(y.enabled())))
	}
	t := y.Trace()
	t.Meta.Breaks(&y.Broken()[0])
	return t
}

// causes are the steps that a run to the last one needs.
func (y *toy) causes() (names []string) {
	found := []int{len(y.needs) - 1}
	for k := 0; k < len(found); k++ {
		for _, c := range y.needs[found[k]] {
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	for _, i := range found {
		names = append(names, fmt.Sprint(i))
	}
	return names
}

func TestWhatIsLeftIsWhatTheEndNeeds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		y := randomToy(r)
		given := y.run(r)
		got, err := shrink.Shrink(context.Background(), y, given, 0, shrink.Options{})
		require.NoError(t, err)
		require.True(t, got.Minimal)
		var left []string
		for _, s := range got.Trace.States[1:] {
			left = append(left, s.Step.Name)
		}
		require.ElementsMatch(t, y.causes(), left)
		require.Equal(t, given.Steps(), got.Steps)
		require.Equal(t, "never", got.Trace.Meta.Property)
		require.LessOrEqual(t, got.NewSwitches, got.Switches)
		sameOrderOfNodes(t, given, got.Trace)

		again, err := shrink.Shrink(context.Background(), y, given, 0, shrink.Options{})
		require.NoError(t, err)
		require.Equal(t, written(t, got.Trace), written(t, again.Trace), "the same run gives the same result")
		still, err := shrink.Shrink(context.Background(), y, got.Trace, 0, shrink.Options{})
		require.NoError(t, err)
		require.Equal(t, written(t, got.Trace), written(t, still.Trace), "nothing more can go")
	}
}

// sameOrderOfNodes checks that each node's steps are in the order of another run
// that has all of them.
func sameOrderOfNodes(t *testing.T, given, got *traces.Trace) {
	t.Helper()
	at := map[string]int{}
	for _, s := range got.States[1:] {
		i := at[s.Step.Node] + 1
		for i < len(given.States) && !given.States[i].Step.Same(s.Step) {
			i++
		}
		require.Less(t, i, len(given.States), "%s stands in another order", s.Step)
		at[s.Step.Node] = i
	}
}

func written(t *testing.T, run *traces.Trace) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, run))
	return b.String()
}

// Whenever the work is ended there is a run that breaks the property, no longer
// than the given one.
func TestTheBestSoFarIsKept(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	y := randomToy(r)
	for len(y.causes()) == len(y.needs) || len(y.needs) < 55 {
		y = randomToy(r)
	}
	given := y.run(r)
	lengths := map[int]bool{}
	for stop := range 12 {
		ctx, cancel := context.WithCancel(context.Background())
		found := 0
		got, err := shrink.Shrink(ctx, y, given, 0, shrink.Options{Progress: func(int) {
			if found++; found > stop {
				cancel()
			}
		}})
		cancel()
		require.NoError(t, err)
		require.LessOrEqual(t, got.Trace.Steps(), given.Steps())
		require.Equal(t, found <= stop, got.Minimal)
		replayed := traces.Replay(y, got.Trace, 0)
		require.Nil(t, replayed.Departure)
		require.NotNil(t, replayed.Again)
		lengths[got.Trace.Steps()] = true
	}
	require.Greater(t, len(lengths), 3, "it was ended at different times")
}

func TestWhatCannotBeShrunk(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	y := randomToy(r)
	given := y.run(r)
	shrunk := func(change func(*traces.Trace)) error {
		run := *given
		run.States = slices.Clone(given.States)
		change(&run)
		_, err := shrink.Shrink(context.Background(), y, &run, 0, shrink.Options{})
		return err
	}
	require.NoError(t, shrunk(func(*traces.Trace) {}))
	err := shrunk(func(run *traces.Trace) { run.Loop = 0 })
	require.EqualError(t, err, "it is a run without end of a spec; one that breaks a property in its last state or step can be shrunk")
	var gone *shrink.Gone
	require.NotErrorAs(t, err, &gone)
	for want, change := range map[string]func(*traces.Trace){
		"it does not break other any more": func(run *traces.Trace) { run.Meta.Property = "other" },
		"it breaks no property, so there is nothing to shrink": func(run *traces.Trace) {
			run.Meta.Property, run.States = "", run.States[:len(run.States)-1]
		},
		"its initial state is none any more": func(run *traces.Trace) {
			run.States[0].Vars = traces.Record{{Name: "taken", Value: traces.Int(0)}}
		},
		"its step 1, n9: timeout 0, is not enabled any more": func(run *traces.Trace) {
			run.States[1].Step = &traces.Step{Kind: traces.StepTimeout, Node: "n9", Name: "0"}
		},
	} {
		require.EqualError(t, shrunk(change), want)
		require.ErrorAs(t, shrunk(change), &gone)
		if gone.Departure != nil {
			require.Equal(t, 1, gone.Departure.Step)
			require.NotEmpty(t, gone.Departure.Nearest, "what is enabled instead")
		}
		require.Equal(t, strings.Contains(want, "not enabled"), gone.Departure != nil)
	}
}
