package value

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// What an index says of a sequence is what a look at all of its values says.
func TestFind(t *testing.T) {
	yes, no, mixed := 0, 0, 0
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		u := testUniverse()
		field := u.String("b")
		record := func(n int32) Value {
			inner := must(u.MakeRecord([]string{"c", "alpha"}, []Value{MakeInt(n), u.String([]string{"a", "b"}[n&1])}))
			return must(u.MakeRecord([]string{"b"}, []Value{inner}))
		}
		odds := []Value{{}, MakeInt(1), u.String("a"), must(u.MakeRecord([]string{"b"}, []Value{MakeInt(7)})), Tuple(MakeInt(1))}
		odd := odds[random.IntN(len(odds))]
		inField := random.IntN(2) == 0
		seqs := []Value{EmptyTuple}
		for range 1 + random.IntN(8) {
			from := seqs[random.IntN(len(seqs))]
			for range 1 + random.IntN(90) {
				n := random.Int32N(301)
				e := MakeInt(n)
				if inField {
					e = record(n)
				}
				if !odd.IsNone() && n == 300 {
					e = odd
				}
				from = must(Append(from, e))
			}
			// As a log is rebuilt after a crash: in one step, from nothing.
			if whole := must(Concat(EmptyTuple, Tuple(slices.Clone(from.o.elems)...))); random.IntN(3) == 0 {
				require.Equal(t, Hash(from), Hash(whole))
				require.True(t, must(Equal(from, whole)))
				from = whole
			}
			seqs = append(seqs, from)
		}
		for range 60 {
			seq := seqs[random.IntN(len(seqs))]
			n := random.IntN(1 + len(seq.o.elems))
			number := random.Int32N(311)
			x, name := MakeInt(number), Value{}
			if inField {
				x, name = must(Apply(record(number), field)), field
			}
			found, known := Find(seq, n, name, x)
			if !known {
				if n >= minRoom && !odd.IsNone() {
					mixed++ // long enough for an index, but for the odd one
				}
				continue
			}
			want := false
			for _, e := range seq.o.elems[:n] {
				if inField {
					e = must(Apply(e, field))
				}
				want = want || must(Equal(e, x))
			}
			if want {
				yes++
			} else {
				no++
			}
			require.Equal(t, want, found, "%v among the first %d of %v, seed %d", x, n, seq, seed)
		}
	}
	require.Greater(t, yes, 100)
	require.Greater(t, no, 100)
	require.Greater(t, mixed, 100)
	long := make([]Value, minRoom)
	for i := range long {
		long[i] = MakeInt(int32(i))
	}
	for _, seq := range []Value{must(Concat(EmptyTuple, Tuple(long...))), must(Concat(Tuple(long...), EmptyTuple))} {
		found, known := Find(seq, minRoom, Value{}, MakeInt(minRoom-1))
		require.True(t, found && known, "a sequence put together of one part alone has an index, too")
	}
	_, known := Find(Tuple(MakeInt(1), MakeInt(2)), 2, Value{}, MakeInt(1))
	require.False(t, known, "a short sequence has no index")
}
