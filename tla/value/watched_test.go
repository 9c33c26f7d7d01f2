package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is worked out from a watched value depends on what was noted alone: with everything
// else changed the same comes of it.
func TestWhatIsNotNotedDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var names, vals []Value
		for i := range int32(5) {
			names, vals = append(names, Tuple(MakeInt(i))), append(vals, MakeInt(rapid.Int32Range(0, 3).Draw(t, "v")))
		}
		f := must(MakeFunc(setOf(names...), vals))
		i, j := rapid.IntRange(0, 4).Draw(t, "i"), rapid.IntRange(0, 4).Draw(t, "j")
		work := func(f Value) (Value, Value) {
			x := must(Apply(f, names[i]))
			g, _, err := ExceptAt(f, []Value{names[j]}, func(old Value) (Value, error) { return MakeInt(old.n + x.n), nil })
			return must(Apply(g, names[j])), must(g, err)
		}
		var w Watch
		watched, ok := Watched(f, &w)
		require.True(t, ok)
		x, g := work(watched)
		noted := setOf(append([]Value(nil), w.Keys...)...)
		require.True(t, must(Member(names[i], noted)))
		require.LessOrEqual(t, noted.listedLen(), 2, "only what was asked for")
		written, ok := Written(watched, g)
		require.True(t, ok)
		require.Equal(t, []Value{names[j]}, written)
		other := f
		for k, name := range names {
			if !must(Member(name, noted)) {
				other = other.with(k, MakeInt(99))
			}
		}
		y, h := work(other)
		require.Equal(t, x, y)
		require.True(t, must(Equal(must(Apply(must(Normalize(g)), names[j])), must(Apply(h, names[j])))))
	})
}

func TestWatchedSet(t *testing.T) {
	s := setOf(Tuple(MakeInt(1)), Tuple(MakeInt(2)))
	one, two, three := Tuple(MakeInt(1)), Tuple(MakeInt(2)), Tuple(MakeInt(3))
	var w Watch
	watched, ok := Watched(s, &w)
	require.True(t, ok)
	require.True(t, must(Member(one, watched)))
	require.Equal(t, []Value{one}, w.Keys)
	more := must(Union(must(Union(watched, setOf(three))), setOf(two)))
	require.False(t, w.All)
	written, ok := Written(watched, more)
	require.True(t, ok)
	require.True(t, must(Equal(setOf(two, three), setOf(written...))))
	w.Keys = nil
	require.True(t, must(Equal(setOf(three), must(Normalize(must(Difference(more, watched)))))))
	require.False(t, w.All, "what is new is known without the rest")
	require.True(t, must(Equal(setOf(two, three), setOf(w.Keys...))))
	_, ok = Written(watched, must(Difference(watched, setOf(one))))
	require.False(t, ok)
	require.False(t, w.All)
	require.True(t, must(Equal(setOf(one, two, three), must(Normalize(more)))))
	require.True(t, w.All)
	w = Watch{Off: true}
	require.True(t, must(Member(one, watched)))
	require.Equal(t, Watch{Off: true}, w)
	u := testUniverse()
	watched, _ = Watched(setOf(u.Model("m1")), &w)
	require.True(t, must(Member(u.Model("m1"), watched)))
	_, ok = Watched(Tuple(one), &w)
	require.False(t, ok, "sequences are looked at as a whole")
	rec, ok := Watched(must(u.MakeRecord([]string{"a", "b"}, []Value{one, two})), &w)
	require.True(t, ok)
	w.Off = false
	require.Equal(t, one, must(Apply(rec, u.String("a"))))
	require.Equal(t, []Value{u.String("a")}, w.Keys)
}
