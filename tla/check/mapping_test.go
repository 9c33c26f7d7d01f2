package check

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// TestUntraced: a value of a trace comes back as it went.
func TestUntraced(t *testing.T) {
	u := value.NewUniverse()
	m, err := traces.NewMap(traces.Pair{Key: traces.Int(3), Value: traces.Bool(true)}, traces.Pair{Key: traces.Int(7), Value: traces.Bool(false)})
	require.NoError(t, err)
	for _, v := range []traces.Value{
		traces.Bool(true), traces.Int(-5), traces.Str("a b"), m,
		traces.Seq{traces.Int(1), traces.Seq{}, traces.Str("x")},
		traces.NewSet(traces.Int(2), traces.Int(1)),
		traces.Record{{Name: "b", Value: traces.NewSet()}, {Name: "a", Value: traces.Seq{traces.Int(0)}}},
	} {
		x, err := untraced(u, v)
		require.NoError(t, err)
		require.Empty(t, traces.Diff(v, traced(x)), "%v", v)
	}
	for _, empty := range []traces.Value{traces.Opaque("nil"), traces.Record{}, traces.Map{}, traces.Seq{}, traces.Tuple{}} {
		x, err := untraced(u, empty)
		require.NoError(t, err)
		require.True(t, same(x, value.EmptyTuple), "%#v", empty)
	}
	_, err = untraced(u, traces.Seq{traces.Int(1 << 40)})
	require.ErrorContains(t, err, "32 bits")
}

// The spec counts, the code has two counters.
const counts = `---- MODULE Counts ----
EXTENDS Naturals
CONSTANT Limit
VARIABLE n
Init == n = 0
Up == n < Limit /\ n' = n + 1
Down == n > 0 /\ n' = n - 1
Next == Up \/ Down
Spec == Init /\ [][Next]_n
====`

const countsCode = `---- MODULE CountsCode ----
EXTENDS Naturals
CONSTANT settings
VARIABLES a, b
ASSUME Some == settings.limit > 0
n == a.x + b
Counts == INSTANCE Counts WITH Limit <- settings.limit
Implements == Counts!Spec
====`

// TestMapping: images, steps and constants of a small mapping.
func TestMapping(t *testing.T) {
	load := func(code string, limit int) (*Mapping, error) {
		files := fstest.MapFS{"Counts.tla": {Data: []byte(counts)}, "CountsCode.tla": {Data: []byte(code)}}
		settings := traces.Record{{Name: "limit", Value: traces.Int(limit)}}
		return LoadMapping(Sources{Spec: "CountsCode.tla", FS: files}, map[string]traces.Value{"settings": settings})
	}
	m, err := load(countsCode, 3)
	require.NoError(t, err)
	require.Nil(t, m.Broken)
	require.Equal(t, []string{"a", "b"}, m.Variables())
	require.Equal(t, []string{"n"}, m.SpecVariables())
	require.Equal(t, []string{"Up", "Down"}, m.Actions())
	w := m.NewMapper()
	a, err := m.Value(traces.Record{{Name: "x", Value: traces.Int(1)}})
	require.NoError(t, err)
	for range 2 { // worked out, then known
		image, err := w.Image(nil, []uint32{m.Number(a), m.Number(value.MakeInt(2))})
		require.NoError(t, err)
		require.Equal(t, "{n: 3}", m.Record(image).String())
		found := map[string]string{}
		require.NoError(t, w.Each(image, func(action int, after []uint32) { found[m.Actions()[action]] = m.Record(after).String() }))
		require.Equal(t, map[string]string{"Down": "{n: 2}"}, found, "the limit is 3")
		require.Equal(t, "Down", w.StepName(image, 0).Name)
	}
	_, err = load(countsCode, 0)
	require.ErrorContains(t, err, "Some")

	for _, wrong := range []string{
		"---- MODULE CountsCode ----\nCONSTANT settings\nVARIABLES a, b\n====",
		"---- MODULE CountsCode ----\nCONSTANT settings\nVARIABLES a, b\nImplements == a\n====",
	} {
		_, err := load(wrong, 1)
		require.ErrorContains(t, err, "no refinement mapping")
	}
	_, err = load("---- MODULE CountsCode ----\nCONSTANT settings\nVARIABLES a, b\nC == INSTANCE Counts WITH Limit <- 1\nImplements == C!Spec\n====", 1)
	require.ErrorContains(t, err, "nothing is substituted for n")
}
