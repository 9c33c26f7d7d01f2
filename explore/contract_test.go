package explore

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestASpaceFails: whatever a Space fails in, the search ends with that error, and
// with what it has when the error is ErrStopped.
func TestASpaceFails(t *testing.T) {
	cause := errors.New("the system is out of order")
	for _, method := range []string{"Expand", "Build", "Key", "Kind"} {
		for _, form := range []Options{{}, {Workers: 3}, {OneByOne: true}, {Edges: true}} {
			g := newGraph(1, 3000, 3)
			g.failsIn, g.failsAt = method, 77
			form.Exact = method == "Key"
			if method == "Kind" {
				form.Kinds, form.MaxFindings = true, 5
				g.dead = func(s int) bool { return s == 77 }
			}
			at := fmt.Sprintf("%s, %+v", method, form)
			g.failsWith = cause
			_, err := Search(context.Background(), g, form)
			require.ErrorIs(t, err, cause, at)

			g.failsWith = fmt.Errorf("handler: %w", ErrStopped)
			r, err := Search(context.Background(), g, form)
			require.NoError(t, err, at)
			require.Equal(t, []string{ByTime}, r.BoundedBy, at)
			require.Positive(t, r.Frontier, at)
			require.False(t, r.Complete(), at)
		}
	}
	for _, method := range []string{"Expand", "Build"} {
		g := newGraph(1, 20, 3)
		g.failsIn, g.failsAt, g.failsWith = method, 7, cause
		_, err := Simulate(context.Background(), g, Options{Workers: 2}, Walks{Count: 100, Length: 100})
		require.ErrorIs(t, err, cause)
		g.failsWith = ErrStopped
		r, err := Simulate(context.Background(), g, Options{Workers: 2}, Walks{Count: 100, Length: 100})
		require.NoError(t, err)
		require.Contains(t, r.BoundedBy, ByTime)
	}
	g := chain(3)
	g.failsIn, g.failsAt, g.failsWith = "Build", 2, cause
	_, err := Path(g.Space(), []uint32{0, 0, 0})
	require.ErrorIs(t, err, cause)
}

// plainSystem has spaces that are no Kinders.
type plainSystem struct{ *graph }

type plainSpace struct{ Space }

func (p plainSystem) Space() Space { return plainSpace{p.graph.Space()} }

// TestOptionsAreChecked: what has no meaning is refused before the search starts, and
// the error says what is accepted.
func TestOptionsAreChecked(t *testing.T) {
	for option, o := range map[string]Options{
		"Workers":       {Workers: -1},
		"Depth":         {Depth: -1, Bounded: true},
		"Memory":        {Memory: -1},
		"MaxFindings":   {MaxFindings: -1},
		"ProgressEvery": {ProgressEvery: -time.Second},
		"Kinds":         {Kinds: true, Continue: true},
	} {
		var refused *OptionError
		_, err := Search(context.Background(), chain(3), o)
		require.ErrorAs(t, err, &refused, option)
		require.Equal(t, option, refused.Option)
		require.Contains(t, err.Error(), "accepted are ")
		_, err = Simulate(context.Background(), chain(3), o, Walks{Count: 1, Length: 1})
		require.ErrorAs(t, err, &refused, option)
	}
	_, err := Search(context.Background(), chain(3), Options{OneByOne: true, Workers: 2})
	require.EqualError(t, err, "option Workers 2: accepted are 0 or 1 with OneByOne")
	_, err = Search(context.Background(), plainSystem{chain(3)}, Options{Kinds: true})
	require.EqualError(t, err, "option Kinds with a explore.plainSpace: accepted are systems whose spaces tell kinds of findings apart (Kinder)")
	for _, w := range []Walks{{Count: 0, Length: 1}, {Count: 1, Length: 0}} {
		_, err := Simulate(context.Background(), chain(3), Options{}, w)
		require.ErrorContains(t, err, "from 1 on")
	}
}

// TestCollectors: whatever the order in which findings come, each collector keeps
// what it is for.
func TestCollectors(t *testing.T) {
	found := []finding{
		{Level: 2, Parent: 4, Ordinal: 1, Code: 7, Label: 1}, {Level: 2, Parent: 4, Ordinal: -1, Code: 9, Label: 0},
		{Level: 1, Parent: 8, Ordinal: 0, Code: 7, Label: 2}, {Level: 3, Parent: 0, Ordinal: 0, Code: 9, Label: 1},
	}
	g := newGraph(1, 1, 1)
	g.next[0] = []int{1, 1, 1}
	for shift := range found {
		until, _ := (&Options{}).collector()
		codes, _ := (&Options{Continue: true}).collector()
		kinds, ended := (&Options{Kinds: true, MaxFindings: 3}).collector()
		require.NotNil(t, ended)
		for _, c := range []collector{until, codes, kinds} {
			require.False(t, c.enough())
			for i := range found {
				f := found[(i+shift)%len(found)]
				require.NoError(t, c.classify(graphSpace{g}, &f, nil)) // of even labels, odd ones, and none
				c.take([]finding{f})
			}
		}
		require.True(t, until.enough())
		require.Len(t, until.kept(), 4)
		require.Nil(t, until.counts())

		require.False(t, codes.enough())
		require.Equal(t, map[uint32]uint64{7: 2, 9: 2}, codes.counts())
		require.ElementsMatch(t, []finding{found[2], found[1]}, codes.kept())

		require.True(t, kinds.enough())
		require.Len(t, kinds.kept(), 4)
	}
	kinds, _ := (&Options{Kinds: true}).collector()
	kinds.take([]finding{{Level: 3, Kind: "a"}, {Level: 1, Kind: "a"}})
	require.Equal(t, []finding{{Level: 1, Kind: "a"}}, kinds.kept())
	require.True(t, kinds.enough())
}

// TestEnded: what is noted of the next level is true of the current one after it.
func TestEnded(t *testing.T) {
	e := newEnded()
	e.note(&stretch{gatherFindings: []finding{{State: 2}, {State: -1}}}, 10)
	require.False(t, e.has(12))
	e.advance()
	require.True(t, e.has(12))
	require.False(t, e.has(9))
	e.advance()
	require.False(t, e.has(12))
	var none *ended
	none.note(&stretch{}, 0)
	none.advance()
	require.False(t, none.has(0))
}
