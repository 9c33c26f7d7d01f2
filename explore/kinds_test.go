package explore

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Kind tells steps with even labels from those with odd ones.
func (g graphSpace) Kind(code uint32, s []uint32, label uint32, here bool) (string, error) {
	if here {
		return fmt.Sprint(code), g.failure("Kind", stateOf(s))
	}
	if label >= uint32(len(g.next[stateOf(s)])) {
		panic("a label of no successor")
	}
	return fmt.Sprint(code, " ", label%2), nil
}

// kindFound is what a search for several kinds finds: of what kind, and how many
// steps lead to it.
type kindFound struct {
	kind   string
	length int
}

// plainKinds is such a search as plain as can be. A state that breaks something
// is not left, and a step that does leads nowhere.
func (g *graph) plainKinds(most int) (found []kindFound, states int) {
	seen, ended := map[int]bool{}, map[int]bool{}
	known := map[string]bool{}
	level := []int{0}
	for d := -1; len(level) > 0 && len(found) < most; d++ {
		type one struct {
			kindFound
			order []int
		}
		var here []one
		var next []int
		add := func(code, length, parent, ordinal, state int) {
			kind := fmt.Sprint(code)
			if ordinal >= 0 {
				kind += fmt.Sprint(" ", ordinal%2)
			}
			here = append(here, one{kindFound{kind, length}, []int{min(ordinal, 0), parent, ordinal, state}})
		}
		for p, from := range level {
			switch {
			case ended[from]:
				continue
			case from != 0 && g.dead(from):
				add(codeHere, d, p, -1, 0)
				continue
			}
			for i, to := range g.next[from] {
				broken := g.onStep(from, to)
				if broken {
					add(codeStep, d+1, p, i, 0)
				}
				fresh := !seen[to] && !broken && !g.cut(to)
				if g.finding(to) && (fresh || broken || g.cut(to)) {
					add(codeState, d+1, p, i, 1)
					ended[to] = ended[to] || fresh
				}
				if fresh {
					seen[to] = true
					next = append(next, to)
				}
			}
		}
		slices.SortFunc(here, func(a, b one) int {
			// What a state itself breaks comes first.
			return cmp.Or(cmp.Compare(a.order[0], b.order[0]), slices.Compare(a.order[1:], b.order[1:]))
		})
		for _, f := range here {
			if !known[f.kind] {
				known[f.kind] = true
				found = append(found, f.kindFound)
			}
		}
		level = next
	}
	return found[:min(len(found), most)], len(seen)
}

// A search for several kinds finds what a plain one does, whatever its form, and
// first what the usual search finds first.
func TestSearchForKinds(t *testing.T) {
	several := 0
	for seed := range uint64(60) {
		d := rand.New(rand.NewPCG(seed, 8))
		g := newGraph(seed, 1+d.IntN(3000), 1+d.IntN(4))
		rare := func(one int) func(int) bool {
			salt := d.Uint64()
			return func(s int) bool { return rand.New(rand.NewPCG(salt, uint64(s))).IntN(one) == 0 }
		}
		g.cut, g.finding, g.dead = rare(20), rare(300), rare(300)
		step := rare(500)
		g.onStep = func(from, to int) bool { return step(from*7919 + to) }
		g.keep = d.IntN(2) == 0
		most := 1 + d.IntN(6)
		want, states := g.plainKinds(most)
		usual, err := Search(context.Background(), g, Options{})
		require.NoError(t, err)
		for _, form := range []Options{{}, {Workers: 2}, {Workers: 5}, {Workers: 2, Exact: true}, {Workers: 2, Memory: 3 << 20, SpillDir: t.TempDir()}} {
			form.Kinds, form.MaxFindings = true, most
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err)
			at := fmt.Sprintf("seed %d, %+v", seed, form)
			require.Equal(t, states, int(r.States), at)
			var got []kindFound
			for _, f := range r.Findings {
				var s []uint32
				for _, l := range f.Labels[:len(f.Labels)-1] {
					s = mustStep(t, g, s, l)
				}
				kind, err := graphSpace{g}.Kind(f.Code, s, f.Labels[len(f.Labels)-1], f.Code == codeHere)
				require.NoError(t, err)
				got = append(got, kindFound{kind, f.Length()})
				requirePath(t, g, f)
			}
			require.Equal(t, want, got, at)
			if len(usual.Findings) > 0 {
				require.Equal(t, usual.Findings[0], r.Findings[0], at)
			}
			require.Equal(t, len(got) == 0 && len(r.BoundedBy) == 0, r.Complete(), at)
		}
		if len(want) > 2 {
			several++
		}
	}
	require.Greater(t, several, 15)
}
