package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// genGrown makes a set in both forms: flat, and grown by members that are added one by one or
// several at once, so that the base is renewed now and then.
func genGrown(t *rapid.T) (flat, grown Value) {
	flat = EmptySet
	for _, n := range rapid.SliceOfN(rapid.Int32Range(0, 200), rapid.SampledFrom([]int{0, 40}).Draw(t, "at least"), 60).Draw(t, "base") {
		flat = must(Insert(flat, Tuple(MakeInt(n%3), MakeInt(n))))
	}
	return grow(t, flat, Growing(flat))
}

func grow(t *rapid.T, flat, grown Value) (Value, Value) {
	for _, more := range rapid.SliceOfN(rapid.SliceOfN(rapid.Int32Range(0, 200), 1, 6), 2, 15).Draw(t, "added") {
		var members []Value
		for _, n := range more {
			members = append(members, Tuple(MakeInt(n%3), MakeInt(n)))
		}
		if len(more) == 1 {
			flat, grown = must(Insert(flat, members[0])), must(Insert(grown, members[0]))
			continue
		}
		other := setOf(members...)
		flat = must(Union(flat, other))
		if rapid.Bool().Draw(t, "from the right") {
			grown = must(Union(grown, other))
		} else {
			grown = must(Union(other, grown))
		}
	}
	return flat, grown
}

func requireSameSet(t require.TestingT, flat, grown Value) {
	require.Equal(t, flat.String(), grown.String())
	require.True(t, must(Equal(flat, grown)), "%v", flat)
	require.True(t, must(Equal(grown, flat)))
	require.Zero(t, must(Compare(flat, grown)))
	require.Zero(t, must(Compare(grown, flat)))
	require.Equal(t, Hash(flat), Hash(grown))
	require.Equal(t, must(AppendBinary(nil, flat)), must(AppendBinary(nil, grown)))
	require.Equal(t, must(ToJSON(flat)), must(ToJSON(grown)))
	require.Equal(t, Pretty(flat, 20), Pretty(grown, 20))
	require.Equal(t, flat.depth(), grown.depth())
	require.Equal(t, flat.Kind(), grown.Kind())
	require.Equal(t, listOf(flat), listOf(grown))
	n, ok := grown.Len()
	require.True(t, ok)
	for i := range n {
		require.True(t, must(Equal(flat.At(i), grown.At(i))))
	}
}

// A set that has grown is the flat set with the same members, whoever asks.
func TestGrownSetIsTheFlatSet(t *testing.T) {
	beside := 0
	rapid.Check(t, func(t *rapid.T) {
		flat, grown := genGrown(t)
		if grown.tag == tagGrown && len(grown.grown().added) > 0 {
			beside++
		}
		requireSameSet(t, flat, grown)
		for n := range int32(202) {
			x := Tuple(MakeInt(n%3), MakeInt(n))
			require.Equal(t, must(Member(x, flat)), must(Member(x, grown)), "%v", x)
			i, found, err := flat.find(x)
			require.NoError(t, err)
			j, also, err := grown.find(x)
			require.NoError(t, err)
			require.Equal(t, found, also)
			require.Equal(t, i, j, "the place of %v in %v", x, flat)
		}
	})
	require.Positive(t, beside, "members stand beside the base")
}

// A set that grows by one member at a time stays the flat one when its base is renewed.
func TestRenewedBase(t *testing.T) {
	flat, grown, renewed := EmptySet, Growing(setOf(MakeInt(-1))), 0
	flat = must(Insert(flat, MakeInt(-1)))
	for n := range int32(600) {
		x := MakeInt(n * 241 % 601) // in no order
		flat, grown = must(Insert(flat, x)), must(Insert(grown, x))
		require.Equal(t, tagGrown, grown.tag)
		if len(grown.grown().added) == 0 {
			renewed++
			requireSameSet(t, flat, grown)
		}
	}
	requireSameSet(t, flat, grown)
	require.Greater(t, renewed, 5)
}

func TestOperatorsOnGrownSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flat, grown := genGrown(t)
		flat2, grown2 := grow(t, flat, grown) // they may share their base
		requireSameSet(t, flat, grown)        // and the first is not changed by that
		requireSameSet(t, flat2, grown2)
		flat3, grown3 := genGrown(t)
		for _, pair := range [][4]Value{{flat, grown, flat2, grown2}, {flat2, grown2, flat, grown}, {flat, grown, flat3, grown3}} {
			f, g, f2, g2 := pair[0], pair[1], pair[2], pair[3]
			for name, op := range map[string]func(s, t Value) (Value, error){"union": Union, "difference": Difference, "intersection": Intersection} {
				want := must(op(f, f2))
				for _, got := range []Value{must(op(g, g2)), must(op(f, g2)), must(op(g, f2))} {
					require.True(t, must(Equal(want, got)), name)
					require.Equal(t, Hash(want), Hash(got), name)
					requireSameSet(t, want, got)
				}
			}
			require.Equal(t, must(Equal(f, f2)), must(Equal(g, g2)))
			require.Equal(t, must(Equal(f, f2)), must(Equal(f, g2)))
			require.Equal(t, must(Compare(f, f2)), must(Compare(g, g2)))
			require.Equal(t, must(Compare(f, f2)), must(Compare(g, f2)))
			require.Equal(t, must(Subset(f, f2)), must(Subset(g, g2)))
			require.Equal(t, must(Subset(f, f2)), must(Subset(g, f2)))
			if n := f.listedLen(); n > 0 {
				x := f.At(n / 2)
				requireSameSet(t, must(Remove(f, x)), must(Remove(g, x)))
				fn := must(FuncOf(g, func(x Value) (Value, error) { return x, nil }))
				require.Equal(t, must(FuncOf(f, func(x Value) (Value, error) { return x, nil })).String(), fn.String())
				requireSameSet(t, f, must(Domain(fn)))
			}
			requireSameSet(t, must(BigUnion(setOf(f, f2))), must(BigUnion(setOf(g, g2))))
			require.True(t, must(Member(g, setOf(f, EmptySet))))
		}
	})
}

// Sequences that share room do not disturb each other.
func TestExtendedSequences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type pair struct {
			v    Value
			want []Value
		}
		all := []pair{{EmptyTuple, nil}}
		for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
			from := all[rapid.IntRange(max(0, len(all)-3), len(all)-1).Draw(t, "from")]
			var more []Value
			for j := range rapid.SampledFrom([]int{0, 1, 1, 2, 40, 70}).Draw(t, "more") {
				more = append(more, MakeInt(int32(1000*i+j)))
			}
			want := append(append([]Value(nil), from.want...), more...)
			v := must(Concat(from.v, Tuple(more...)))
			if len(more) == 1 && rapid.Bool().Draw(t, "append") {
				v = must(Append(from.v, more[0]))
			}
			all = append(all, pair{v, want})
		}
		for _, p := range all {
			want := Tuple(append([]Value(nil), p.want...)...)
			require.True(t, must(Equal(want, p.v)))
			require.Equal(t, Hash(want), Hash(p.v))
			require.Equal(t, want.depth(), p.v.depth())
			require.Equal(t, want.String(), p.v.String())
		}
	})
}
