package cycles

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAgainstAllShortLassos holds the search against all lassos up to a length
// in small random graphs, with random formulas and fairness, whose atoms have no
// value here and there: what is found is a behaviour that meets the assumption and
// breaks the property, whatever such atoms may be; when nothing is found, none of
// the lassos does, nor may do; and what is undecided depends on such an atom.
func TestAgainstAllShortLassos(t *testing.T) {
	count := 20000
	if testing.Short() {
		count = 3000
	}
	found, none, longer, open := 0, 0, 0, 0
	for seed := range uint64(count) {
		d := rand.New(rand.NewPCG(seed, 1))
		g := drawGraph(d, 5)
		assumption, property := drawFairness(d), drawFormula(d, 4)
		at := fmt.Sprintf("seed %d: %v => %v, %+v", seed, assumption, property, *g)
		l, err := Counterexample(context.Background(), g, assumption, property)
		var undecided *Undecided
		if errors.As(err, &undecided) {
			open++
			requireUndecided(t, g, undecided, at)
			continue
		}
		require.NoError(t, err, at)
		shortest := 0
		g.lassos(6, func(have *Lasso, word []letter) bool {
			loop := len(have.Prefix)
			if min(naive(assumption, word, loop, 0), 2-naive(property, word, loop, 0)) != no {
				require.NotNil(t, l, "%s: %+v", at, have)
				if shortest == 0 || len(word) < shortest {
					shortest = len(word)
				}
				return len(word) > l.len() // shorter ones are of interest
			}
			return true
		})
		if l == nil {
			none++
			continue
		}
		found++
		word := requireLasso(t, g, l, at)
		require.Equal(t, yes, naive(assumption, word, len(l.Prefix), 0), at)
		require.Equal(t, no, naive(property, word, len(l.Prefix), 0), at)
		if shortest > 0 && l.len() > shortest {
			longer++
		}
	}
	t.Logf("%d lassos, %d of them not shortest; %d times none; %d undecided", found, longer, none, open)
	require.Greater(t, found, count/10)
	require.Greater(t, none, count/10)
	require.Greater(t, open, count/20)
	require.Less(t, longer, found/5)
}

// requireUndecided wants the atom to have no value at the end of a path of g.
func requireUndecided(t *testing.T, g *testGraph, u *Undecided, at string) {
	node := u.Step.From
	if len(u.Path) > 0 {
		node = u.Path[0].From
	}
	require.Less(t, node, g.initial, at)
	for _, s := range append(slices.Clone(u.Path), u.Step) {
		require.Equal(t, node, s.From, at)
		require.True(t, g.Expanded(node), at)
		if s.Edge != Stutter {
			require.Equal(t, g.edges[node][s.Edge].To, s.To, at)
		}
		node = s.To
	}
	bits := g.bits[u.Step.From]
	if u.OfStep {
		require.NotEqual(t, Stutter, u.Step.Edge, at)
		bits = g.edges[u.Step.From][u.Step.Edge].Mark
	}
	require.NotZero(t, bits>>failing, at)
	if u.Lasso != nil {
		requireLasso(t, g, u.Lasso, at)
	}
}

// requireLasso wants l to be a behaviour of g, and returns its letters.
func requireLasso(t *testing.T, g *testGraph, l *Lasso, at string) []letter {
	require.NotEmpty(t, l.Loop, at)
	require.Less(t, l.Start(), g.initial, at)
	var word []letter
	node := l.Start()
	for _, s := range append(append([]LassoStep{}, l.Prefix...), l.Loop...) {
		require.Equal(t, node, s.From, at)
		require.True(t, g.Expanded(node), at)
		e := Edge{To: node, Mark: g.Stutter()}
		if s.Edge != Stutter {
			e = g.edges[node][s.Edge]
		}
		require.Equal(t, e.To, s.To, at)
		word = append(word, letter{g.StateAtoms(g.Mark(node)), g.StepAtoms(e.Mark)})
		node = s.To
	}
	require.Equal(t, l.Loop[0].From, node, at)
	return word
}

// TestNormalFormMeansTheSame evaluates formulas and their normal forms, also
// negated, along random words.
func TestNormalFormMeansTheSame(t *testing.T) {
	d := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		f := drawFormula(d, 5)
		terms := newTerms()
		if d.IntN(4) == 0 {
			terms.work = maxWork - 2 // as if it had been taken apart a lot
		}
		is, not := terms.of(f, false).formula(), terms.of(f, true).formula()
		for range 5 {
			word := make([]letter, 1+d.IntN(5))
			for i := range word {
				word[i] = letter{Bits{uint64(drawBits(d))}, Bits{uint64(drawBits(d))}}
			}
			loop := d.IntN(len(word))
			want := naive(f, word, loop, 0)
			require.Equal(t, want, f.along(word, loop)[0], "%v %v %d", f, word, loop)
			require.Equal(t, want, naive(is, word, loop, 0), "%v is not %v", f, is)
			require.Equal(t, 2-want, naive(not, word, loop, 0), "~%v is not %v", f, not)
		}
	}
}

// formula is the term as a formula.
func (x *term) formula() *Formula {
	if x.isLeaf() {
		return x.leaf
	}
	args := make([]*Formula, len(x.args))
	for i, arg := range x.args {
		args[i] = arg.formula()
	}
	switch x.op {
	case opAlways:
		return Always(args[0])
	case opEventually:
		return Eventually(args[0])
	case opAnd:
		return And(args...)
	}
	return Or(args...)
}

// TestFairnessNeedsNoTableau: formulas of fairness, however nested, come apart
// into conditions on what happens for ever.
func TestFairnessNeedsNoTableau(t *testing.T) {
	d := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		f := Always(Eventually(drawFormula(d, 3)))
		if d.IntN(2) == 0 {
			f = Eventually(Always(drawFormula(d, 3)))
		}
		terms := newTerms()
		tasks := terms.tasks(terms.of(f, false))
		if len(tasks) < maxCases/2 {
			for _, task := range tasks {
				require.True(t, task.rest.is(True), "%v", f)
			}
		}
	}
}
