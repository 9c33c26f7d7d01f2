package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestEqualExcept: a comparison with [f EXCEPT !path = e] that does not make the function is the one that does, errors and all.
func TestEqualExcept(t *testing.T) {
	truths := map[bool]int{}
	failures := 0
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		key := genSort(t, 1)
		inner := sortOf{"func", []sortOf{key, genSort(t, 1)}}
		s := sortOf{"func", []sortOf{key, inner}}
		f, _ := genFunc(t, u, s)
		any := func() Value { // mostly of the sort that f has
			if rapid.IntRange(0, 5).Draw(t, "sort") == 0 {
				v, _ := gen(t, u, genSort(t, 2))
				return v
			}
			v, _ := gen(t, u, s)
			return v
		}
		var path []Value
		for range rapid.IntRange(0, 2).Draw(t, "path") {
			k, _ := gen(t, u, key)
			if n, _ := f.Len(); n > 0 && rapid.Bool().Draw(t, "inside") {
				k = f.KeyAt(rapid.IntRange(0, n-1).Draw(t, "place"))
			}
			path = append(path, k)
		}
		var e Value
		switch len(path) {
		case 0:
			e = any()
		case 1:
			e, _ = gen(t, u, inner)
		default:
			e, _ = gen(t, u, inner.parts[1])
		}
		if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
			e, _ = gen(t, u, genSort(t, 1))
		}
		updated := 0
		update := func(Value) (Value, error) {
			updated++
			if e.Kind() == Bool && len(path) == 1 {
				return Value{}, errorf("test", "no value")
			}
			return e, nil
		}
		g, wantDone, wantErr := ExceptAt(f, path, update)
		want := false
		x := any()
		if wantErr == nil {
			switch rapid.IntRange(0, 3).Draw(t, "x") {
			case 0:
				x = g
			case 1:
				x = rebuilt(u, g)
			case 2:
				x = f
			}
			want, wantErr = Equal(x, g)
		}
		before := updated
		got, done, err := EqualExcept(x, f, path, update)
		require.Equal(t, before, updated-before)
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error())
			failures++
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got, "%v = [%v EXCEPT !%v = %v]", x, f, path, e)
		require.Equal(t, wantDone, done)
		truths[want]++
	})
	if !testing.Short() { // a few draws need not meet every case
		require.Greater(t, min(truths[true], truths[false], failures), 0, "true, false, and errors: %v, %d", truths, failures)
	}
}
