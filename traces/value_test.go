package traces_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/synod-go/synod/traces"
	"pgregory.net/rapid"
)

// values generates values of all kinds, nested up to depth. Small ranges make
// equal values likely.
func values(depth int) *rapid.Generator[traces.Value] {
	big1 := new(big.Int).Lsh(big.NewInt(1), 70)
	leaves := []*rapid.Generator[traces.Value]{
		rapid.Map(rapid.Bool(), func(b bool) traces.Value { return traces.Bool(b) }),
		rapid.Map(rapid.Int64Range(-2, 2), func(i int64) traces.Value { return num(i) }),
		rapid.Map(rapid.Int64(), func(i int64) traces.Value { return num(i) }),
		rapid.Map(rapid.Int64Range(-2, 2), func(i int64) traces.Value { return traces.NewInt(new(big.Int).Mul(big1, big.NewInt(i))) }),
		rapid.Map(rapid.SampledFrom([]string{"", "a", "b", "S1", "true", "x y", "\"\\\n\x00é\u2028😀"}), func(s string) traces.Value { return str(s) }),
		rapid.Map(rapid.SampledFrom([]string{"Nat", ""}), func(s string) traces.Value { return traces.Opaque(s) }),
	}
	if depth == 0 {
		return rapid.OneOf(leaves...)
	}
	list := rapid.SliceOfN(values(depth-1), 0, 3)
	return rapid.OneOf(append(leaves,
		rapid.Map(list, func(l []traces.Value) traces.Value { return seq(l) }),
		rapid.Map(list, func(l []traces.Value) traces.Value { return tup(l) }),
		rapid.Map(list, func(l []traces.Value) traces.Value { return set(l...) }),
		rapid.Map(records(depth-1), func(r rec) traces.Value { return r }),
		rapid.Custom(func(t *rapid.T) traces.Value {
			var pairs []traces.Pair
			for _, k := range set(list.Draw(t, "keys")...) {
				pairs = append(pairs, traces.Pair{Key: k, Value: values(depth-1).Draw(t, "value")})
			}
			return mapOf(pairs...)
		}),
	)...)
}

func records(depth int) *rapid.Generator[rec] {
	return rapid.Custom(func(t *rapid.T) rec {
		names := rapid.Permutation([]string{"a", "b", "term", "x y"}).Draw(t, "names")
		r := make(rec, rapid.IntRange(0, len(names)).Draw(t, "fields"))
		for i := range r {
			r[i] = traces.Field{Name: names[i], Value: values(depth).Draw(t, "field")}
		}
		return r
	})
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := values(3).Draw(t, "a"), values(3).Draw(t, "b"), values(3).Draw(t, "c")
		require.Zero(t, traces.Compare(a, a))
		require.Equal(t, traces.Compare(a, b), -traces.Compare(b, a), "antisymmetric")
		require.Equal(t, traces.Compare(a, b) == 0, traces.Equal(a, b))
		s := []traces.Value{a, b, c}
		slices.SortFunc(s, traces.Compare)
		require.LessOrEqual(t, traces.Compare(s[0], s[2]), 0, "transitive")
	})
}

func TestEqualIgnoresTheOrderOfFieldsAndTheSizeOfIntegers(t *testing.T) {
	require.True(t, traces.Equal(rec{{"a", num(1)}, {"b", num(2)}}, rec{{"b", num(2)}, {"a", num(1)}}))
	require.False(t, traces.Equal(rec{{"a", num(1)}}, rec{{"a", num(1)}, {"b", num(2)}}))
	require.True(t, traces.Equal(traces.BigInt{V: big.NewInt(7)}, num(7)))
	require.True(t, traces.Equal(traces.BigInt{}, num(0)))
	require.False(t, traces.Equal(seq{num(1)}, tup{num(1)}), "a list is no tuple")
	require.False(t, traces.Equal(nil, num(0)))
	require.True(t, traces.Equal(nil, nil))
	require.Negative(t, traces.Compare(bigInt("-99999999999999999999"), num(-1<<63)))
	require.Positive(t, traces.Compare(bigInt("99999999999999999999"), num(1<<63-1)))
}

func TestConstructorsNormalise(t *testing.T) {
	require.Equal(t, num(5), bigInt("5"))
	require.IsType(t, traces.BigInt{}, bigInt("9223372036854775808"))
	require.Equal(t, num(-1<<63), bigInt("-9223372036854775808"))
	require.Equal(t, traces.Set{num(1), num(2)}, set(num(2), num(1), num(2)))
	require.Equal(t, str("é"), traces.NewStr("é"))
	require.Equal(t, traces.Opaque(`"\xff"`), traces.NewStr("\xff"))
	_, err := traces.NewMap(traces.Pair{num(1), num(2)}, traces.Pair{num(1), num(3)})
	require.EqualError(t, err, "the key 1 stands twice in a map")
	m := mapOf(traces.Pair{num(2), str("y")}, traces.Pair{num(1), str("x")})
	v, ok := m.Get(num(2))
	require.True(t, ok)
	require.Equal(t, str("y"), v)
	_, ok = m.Get(num(3))
	require.False(t, ok)
}

func TestString(t *testing.T) {
	for want, v := range map[string]traces.Value{
		"true":                    traces.Bool(true),
		"-3":                      num(-3),
		"123456789012345678901":   bigInt("123456789012345678901"),
		"S1":                      str("S1"),
		`"true"`:                  str("true"),
		`""`:                      str(""),
		`"12"`:                    str("12"),
		`"put x=1"`:               str("put x=1"),
		`"\x1b[31m"`:              str("\x1b[31m"),
		"[a, [1]]":                seq{str("a"), seq{num(1)}},
		"<a, b>":                  tup{str("a"), str("b")},
		"{a, b}":                  set(str("b"), str("a")),
		"{1: x, 2: y}":            mapOf(traces.Pair{num(2), str("y")}, traces.Pair{num(1), str("x")}),
		"{term: 1, role: leader}": rec{{"term", num(1)}, {"role", str("leader")}},
		`{"a b": 1, next: none}`:  rec{{"a b", num(1)}, {"next", nil}},
		"Nat \\ {0}":              traces.Opaque("Nat \\ {0}"),
		"[]":                      seq(nil),
		"{}":                      rec{},
	} {
		require.Equal(t, want, v.String())
	}
}

func TestDiff(t *testing.T) {
	log := func(terms ...int) seq {
		var l seq
		for _, x := range terms {
			l = append(l, rec{{"term", num(x)}, {"cmd", str("x")}})
		}
		return l
	}
	a := rec{
		{"S1", rec{{"term", num(1)}, {"log", log(1, 1, 1)}, {"votes", set(str("S1"), str("S2"))}}},
		{"m", mapOf(traces.Pair{num(1), str("x")}, traces.Pair{num(2), str("y")})}, {"gone", num(1)}, {"kind", num(1)},
	}
	b := rec{
		{"new field", num(1)}, {"kind", str("one")},
		{"m", mapOf(traces.Pair{num(2), str("z")}, traces.Pair{num(3), str("y")})},
		{"S1", rec{{"term", num(2)}, {"log", log(1, 1, 2, 2)}, {"votes", set(str("S3"), str("S1"))}}},
	}
	entry := log(2)[0]
	require.Equal(t, []traces.Change{
		{Path: "S1.term", Before: num(1), After: num(2)},
		{Path: "S1.log[2].term", Before: num(1), After: num(2)},
		{Path: "S1.log[3]", After: entry},
		{Path: "S1.votes", Before: str("S2"), Member: true},
		{Path: "S1.votes", After: str("S3"), Member: true},
		{Path: "m[1]", Before: str("x")},
		{Path: "m[2]", Before: str("y"), After: str("z")},
		{Path: "m[3]", After: str("y")},
		{Path: "gone", Before: num(1)},
		{Path: "kind", Before: num(1), After: str("one")},
		{Path: `["new field"]`, After: num(1)},
	}, traces.Diff(a, b))
	require.Equal(t, []traces.Change{{Path: "[1]", Before: num(1), After: num(2)}}, traces.DiffFrom(1, seq{num(1)}, seq{num(2)}))
	require.Equal(t, []traces.Change{{Before: num(1)}}, traces.Diff(num(1), nil))
	require.Empty(t, traces.Diff(nil, nil))
}

// An empty set, record and map read alike, and so do some others. As keys of one
// map they are different places.
func TestDiffTellsKeysApartThatReadAlike(t *testing.T) {
	keys := []traces.Value{set(), rec{}, mapOf(), rec{{"a", num(1)}}, mapOf(traces.Pair{str("a"), num(1)}), str("Nat"), traces.Opaque("Nat"), tup{set()}, tup{rec{}}}
	var pairs []traces.Pair
	for _, k := range keys {
		pairs = append(pairs, traces.Pair{k, num(1)})
	}
	var paths []string
	for _, c := range traces.Diff(mapOf(), mapOf(pairs...)) {
		paths = append(paths, c.Path)
	}
	require.ElementsMatch(t, []string{
		"[{}]", "[record{}]", "[map{}]", "[{a: 1}]", "[map{a: 1}]", "[Nat]", "[opaque(Nat)]", "[<{}>]", "[<record{}>]",
	}, paths)
}

// places lists every value inside v by its path, as Diff spells it.
func places(t require.TestingT, v traces.Value, path string, into map[string]traces.Value) {
	require.NotContains(t, into, strings.TrimPrefix(path, "."), "two values have one path")
	into[strings.TrimPrefix(path, ".")] = v
	// A step down is found by asking for the difference to an empty value of the
	// same kind, so the spelling of paths is Diff's own.
	var empty traces.Value
	switch v.(type) {
	case traces.Seq:
		empty = seq{}
	case traces.Tuple:
		empty = tup{}
	case traces.Map:
		empty = traces.Map{}
	case traces.Record:
		empty = rec{}
	default:
		return
	}
	for _, c := range traces.Diff(empty, v) {
		sep := "."
		if strings.HasPrefix(c.Path, "[") {
			sep = ""
		}
		places(t, c.After, path+sep+c.Path, into)
	}
}

func TestDiffSaysExactlyWhatDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := values(3).Draw(t, "a"), values(3).Draw(t, "b")
		changes := traces.Diff(a, b)
		require.Equal(t, traces.Equal(a, b), len(changes) == 0)

		inA, inB := map[string]traces.Value{}, map[string]traces.Value{}
		places(t, a, "", inA)
		places(t, b, "", inB)
		for _, c := range changes {
			require.False(t, traces.Equal(c.Before, c.After))
			if !c.Member {
				if c.After == nil {
					require.True(t, traces.Equal(inA[c.Path], c.Before), c.Path)
				} else {
					require.True(t, traces.Equal(inB[c.Path], c.After), c.Path)
				}
				continue
			}
			was, is := inA[c.Path].(traces.Set), inB[c.Path].(traces.Set)
			has := func(s traces.Set, v traces.Value) bool {
				return v != nil && slices.ContainsFunc(s, func(m traces.Value) bool { return traces.Equal(m, v) })
			}
			require.True(t, has(was, c.Before) && !has(is, c.Before) || has(is, c.After) && !has(was, c.After))
		}
	})
}
