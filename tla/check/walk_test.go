package check_test

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// eachModel runs a test for every model of testdata that has a behaviour, with what its check reports.
func eachModel(t *testing.T, do func(t *testing.T, m *check.Model, r *check.Report)) {
	f, err := os.Open(filepath.Join("testdata", "expect.txt"))
	require.NoError(t, err)
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Fields(in.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") || fields[1] == "verdict=refused" {
			continue
		}
		m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", fields[0]+".tla")})
		require.NoError(t, err, fields[0])
		r, err := m.Check(context.Background(), check.Options{})
		if err != nil || r.OnlyAssumptions {
			continue
		}
		t.Run(fields[0], func(t *testing.T) { do(t, m, r) })
	}
}

// A walk that goes everywhere sees the states that the search counts, and nothing broken in them.
func TestWalkSeesWhatTheSearchSees(t *testing.T) {
	models := 0
	eachModel(t, func(t *testing.T, m *check.Model, r *check.Report) {
		if r.Violation != nil || r.States > 1000 || r.States == 0 {
			return
		}
		w, err := check.NewWalk(m)
		require.NoError(t, err)
		if !w.Plain() {
			return
		}
		models++
		seen := map[string]bool{}
		var visit func()
		visit = func() {
			require.Empty(t, w.Broken())
			if at := w.State().Vars.String(); !w.Cut() && !seen[at] {
				seen[at] = true
				for i := range w.Enabled() {
					w.Take(i)
					visit()
					require.True(t, w.Back())
				}
			}
		}
		for i := range w.Initial() {
			w.Start(i)
			visit()
			require.False(t, w.Back())
		}
		require.Len(t, seen, int(r.States))
	})
	require.Greater(t, models, 80)
}

// The steps of a counterexample can be taken in a walk, and break what they broke, in the same words; the file of the walk opens
// the same model again.
func TestWalkFollowsCounterexamples(t *testing.T) {
	kinds := map[string]int{}
	eachModel(t, func(t *testing.T, m *check.Model, r *check.Report) {
		v := r.Violation
		if v == nil || v.Trace == nil || strings.HasPrefix(m.Name, "TLCRandom") || strings.HasPrefix(m.Name, "Ask") {
			return // what is drawn at random, or asked about the search, is another thing in a walk
		}
		w, err := check.NewWalk(m)
		require.NoError(t, err)
		require.Equal(t, v.Trace.Steps(), traces.Follow(w, v.Trace, 0))
		kinds[v.Kind]++
		got := w.Trace()
		require.True(t, slices.EqualFunc(v.Trace.States, got.States, func(s, t traces.State) bool { return traces.Equal(s.Vars, t.Vars) }))
		if v.Trace.Loop == traces.NoLoop {
			require.Equal(t, v.Trace.States, got.States)
		}
		src, err := check.SourcesOf(got)
		require.NoError(t, err)
		require.Equal(t, m.Sources, src)
		if v.Trace.Loop != traces.NoLoop {
			e, err := w.Endless(v.Trace.Loop)
			require.NoError(t, err)
			require.True(t, e.Closes)
			require.Equal(t, v.Trace.Meta.UpTo, e.UpTo)
			require.Contains(t, e.Broken, traces.Finding{Property: v.Property, Kind: v.Kind, Text: v.Text})
		} else {
			require.Contains(t, w.Broken(), traces.Finding{Property: v.Property, Kind: v.Kind, Text: v.Text, ByStep: v.Trace.Meta.StepViolation})
			require.Equal(t, v.Trace.Meta, got.Meta)
		}
	})
	for _, kind := range []string{check.KindInvariant, check.KindAction, check.KindDeadlock, check.KindEvaluation, check.KindTemporal} {
		require.Greater(t, kinds[kind], 3, kind)
	}
}

// Disjuncts that say the same make one step, and a step has the values that its action bound.
func TestWalkNamesSteps(t *testing.T) {
	m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", "Branches.tla")})
	require.NoError(t, err)
	w, err := check.NewWalk(m)
	require.NoError(t, err)
	var list []string
	for _, s := range w.Enabled() {
		list = append(list, s.String())
	}
	require.Equal(t, []string{"A", "B", "C", "D(i = 3, j = 5)", "D(i = 3, j = 6)", "D(i = 4, j = 5)", "D(i = 4, j = 6)", "E"}, list)
	w.Take(2)
	require.Equal(t, "C", w.State().Step.String())
	require.Equal(t, 1, w.Len())
}

// A walk of a spec that has no behaviour to walk along is refused, in the words of the check.
func TestWalkIsRefused(t *testing.T) {
	for name, want := range map[string]string{
		"ErrAssume":   "the ASSUME at testdata/ErrAssume.tla:5:1 is false",
		"ErrInitEval": "testdata/ErrInitEval.tla",
		"NoStates":    "the model has no initial state",
	} {
		m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", name+".tla")})
		require.NoError(t, err, name)
		_, err = check.NewWalk(m)
		require.ErrorContains(t, err, want, name)
	}
}

// People see what ALIAS shows, in a report and in a walk; the file has the variables too.
func TestAlias(t *testing.T) {
	m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", "AliasSpec.tla")})
	require.NoError(t, err)
	r, err := m.Check(context.Background(), check.Options{})
	require.NoError(t, err)
	var b strings.Builder
	require.NoError(t, text.Write(&b, r.Violation.Trace, text.Options{}))
	require.Contains(t, b.String(), "next  1 → 2")
	require.NotContains(t, b.String(), "     y")
	last := r.Violation.Trace.States[r.Violation.Length()]
	require.Equal(t, "{x: 2, y: 3}", last.Vars.String())
	require.Equal(t, "{x: 2, sum: 5, next: 2}", last.Alias.String(), "after the last state comes the same again")
	w, err := check.NewWalk(m)
	require.NoError(t, err)
	require.Equal(t, "{x: 0, sum: 5, next: 0}", w.State().Alias.String())
}
