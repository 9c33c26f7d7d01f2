package value

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEncodingOfNamesAndRuns(t *testing.T) {
	u := testUniverse()
	u.Freeze()
	for _, v := range []Value{
		{}, True, MakeInt(-1 << 31), u.String("a"), u.String("made late"), u.Model("m1"), u.Model("late model"),
		Interval(-5, 1_000_000), must(FuncOf(Interval(0, 99), func(x Value) (Value, error) { return x, nil })),
		must(Pair(u.String("made late"), u.Model("T_1"))),
	} {
		b := must(AppendBinary([]byte("before"), v))
		got, rest, err := u.Decode(b[len("before"):])
		require.NoError(t, err, "%v", v)
		require.Empty(t, rest)
		require.Equal(t, v.String(), got.String())
	}
	require.Less(t, len(must(AppendBinary(nil, Interval(0, 1<<30)))), 12)
	same := must(AppendBinary(nil, must(Subsets(Interval(1, 2)))))
	require.Equal(t, same, must(AppendBinary(nil, must(Members(must(Subsets(Interval(1, 2))))))), "symbolic sets are listed")
	_, err := AppendBinary(nil, Tuple(Nat))
	require.Error(t, err)
}

// Whatever the bytes are, Decode gives an error or a value whose encoding is canonical.
func FuzzDecode(f *testing.F) {
	u := testUniverse()
	u.Freeze()
	for _, v := range []Value{True, intSeq(1, 2), setOfInts(1, 5), Interval(1, 100), must(Pair(u.String("a"), u.Model("m1"))),
		must(Pair(MakeInt(5), setOf(u.String("x")))), must(MakeFunc(Interval(0, 2), intValues(1, 2, 3)))} {
		f.Add(must(AppendBinary(nil, v)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, _, err := u.Decode(data)
		if err != nil {
			return
		}
		b, err := AppendBinary(nil, v)
		require.NoError(t, err)
		w, rest, err := u.Decode(b)
		require.NoError(t, err)
		require.Empty(t, rest)
		if v.IsNone() {
			require.True(t, w.IsNone())
			return
		}
		require.Equal(t, Hash(v), Hash(w))
		require.Equal(t, v.String(), w.String())
	})
}
