package value

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// TestEqualBagUnion: a comparison with a (+) b that does not make the bag is the one that does, errors and all.
func TestEqualBagUnion(t *testing.T) {
	truths := map[bool]int{}
	failures := 0
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		sort := sortOf{"record", []sortOf{genSort(t, 1)}}
		if rapid.IntRange(0, 2).Draw(t, "key") == 0 {
			sort = genSort(t, 2)
		}
		draw := func(most int) Value {
			b := EmptyBag
			for range rapid.IntRange(0, most).Draw(t, "n") {
				s := sort
				if rapid.IntRange(0, 15).Draw(t, "other") == 0 {
					s = genSort(t, 1)
				}
				x, _ := gen(t, u, s)
				if c, err := BagUnionOf(b, must(SetToBag(setOf(x)))); err == nil {
					b = c
				}
			}
			return b
		}
		a, b := draw(4), draw(2)
		switch rapid.IntRange(0, 20).Draw(t, "no bag") {
		case 0:
			a, _ = gen(t, u, genSort(t, 2))
		case 1:
			b, _ = gen(t, u, genSort(t, 2))
		}
		sum, wantErr := BagUnionOf(a, b)
		v := draw(5)
		want := false
		if wantErr == nil {
			switch rapid.IntRange(0, 5).Draw(t, "v") {
			case 0:
				v = rebuilt(u, sum)
			case 1:
				v = a
			case 2:
				v, _ = gen(t, u, genSort(t, 2))
			case 3: // as many elements
				if c, err := BagUnionOf(a, draw(1)); err == nil {
					v = rebuilt(u, c)
				}
			}
			want, wantErr = Equal(v, sum)
		}
		got, err := EqualBagUnion(v, a, b)
		if wantErr != nil {
			require.EqualError(t, err, wantErr.Error())
			failures++
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got, "%v = %v (+) %v", v, a, b)
		truths[want]++
	})
	if !testing.Short() { // a few draws need not meet every case
		require.Greater(t, min(truths[true], truths[false], failures), 0, "true, false, and errors: %v, %d", truths, failures)
	}
}
