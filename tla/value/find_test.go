package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What an index says of a sequence is what a look at all of its values says.
func TestFind(t *testing.T) {
	yes, no, mixed := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		field := u.String("b")
		record := func(n int32) Value {
			inner := must(u.MakeRecord([]string{"c", "alpha"}, []Value{MakeInt(n), u.String([]string{"a", "b"}[n&1])}))
			return must(u.MakeRecord([]string{"b"}, []Value{inner}))
		}
		odd := rapid.SampledFrom([]Value{{}, MakeInt(1), u.String("a"), must(u.MakeRecord([]string{"b"}, []Value{MakeInt(7)})), Tuple(MakeInt(1))}).Draw(t, "odd one")
		inField := rapid.Bool().Draw(t, "in a field")
		seqs := []Value{EmptyTuple}
		for range rapid.IntRange(1, 8).Draw(t, "sequences") {
			from := seqs[rapid.IntRange(0, len(seqs)-1).Draw(t, "from")]
			for range rapid.IntRange(1, 90).Draw(t, "more") {
				n := rapid.Int32Range(0, 300).Draw(t, "n")
				e := MakeInt(n)
				if inField {
					e = record(n)
				}
				if !odd.IsNone() && n == 300 {
					e = odd
				}
				from = must(Append(from, e))
			}
			seqs = append(seqs, from)
		}
		for range 20 {
			seq := seqs[rapid.IntRange(0, len(seqs)-1).Draw(t, "seq")]
			n := rapid.IntRange(0, len(seq.o.elems)).Draw(t, "first")
			number := rapid.Int32Range(0, 310).Draw(t, "x")
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
			require.Equal(t, want, found, "%v among the first %d of %v", x, n, seq)
		}
	})
	require.Greater(t, yes, 10)
	require.Greater(t, no, 10)
	require.Greater(t, mixed, 10)
	_, known := Find(Tuple(MakeInt(1), MakeInt(2)), 2, Value{}, MakeInt(1))
	require.False(t, known, "a short sequence has no index")
}
