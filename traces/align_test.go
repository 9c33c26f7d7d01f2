package traces_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/traces"
)

func words(s string) seq {
	var list seq
	for _, w := range strings.Fields(s) {
		list = append(list, str(w))
	}
	return list
}

// changesOf are the changes of a list as people read them.
func changesOf(a, b traces.Value) string {
	var out []string
	for _, c := range traces.Diff(rec{{"q", a}}, rec{{"q", b}}) {
		out = append(out, c.Path+" "+c.Text())
	}
	return strings.Join(out, "; ")
}

func TestDiffOfLists(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"the head is gone", "a b c", "b c", "q[0] − a"},
		{"the tail is gone", "a b c", "a b", "q[2] − c"},
		{"the middle is gone", "a b c", "a c", "q[1] − b"},
		{"a new tail", "a b", "a b c", "q[2] + c"},
		{"a new head", "a b", "x a b", "q[0] + x"},
		{"head gone and a new tail", "a b c", "b c d", "q[0] − a; q[2] + d"},
		{"one changed", "a b c", "a x c", "q[1] b → x"},
		{"head gone, one changed", "a b c", "b x", "q[0] − a; q[1] c → x"},
		{"all gone", "a b", "", "q[0] − a; q[1] − b"},
		{"flags of two nodes change places", "yes no", "no yes", "q[0] yes → no; q[1] no → yes"},
		{"of two equal ones the second is gone", "a a", "a", "q[1] − a"},
	} {
		require.Equal(t, c.want, changesOf(words(c.before), words(c.after)), c.name)
	}
	entry := func(term int, cmd string) traces.Value { return rec{{"term", num(term)}, {"cmd", str(cmd)}} }
	require.Equal(t, "q[1].cmd y → z; q[2] − {term: 2, cmd: y}",
		changesOf(seq{entry(1, "x"), entry(1, "y"), entry(2, "y")}, seq{entry(1, "x"), entry(1, "z")}), "a log that was overwritten")
	require.Equal(t, "q[0] − {term: 1, cmd: x}; q[1] + {term: 2, cmd: z}",
		changesOf(seq{entry(1, "x"), entry(2, "y")}, seq{entry(2, "y"), entry(2, "z")}), "a queue of records")
}

// The changes of a list of simple elements are as few as an exhaustive search finds, and
// taking them makes the one list of the other.
func TestDiffOfListsIsLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.Map(rapid.SliceOfN(rapid.IntRange(0, 3), 0, 6), func(l []int) seq {
			var out seq
			for _, x := range l {
				out = append(out, num(x))
			}
			return out
		})
		a, b := list.Draw(t, "a"), list.Draw(t, "b")
		changes := traces.Diff(a, b)
		require.Len(t, changes, distance(a, b))

		gone, came := map[string]traces.Value{}, map[string]traces.Value{}
		for _, c := range changes {
			if c.After == nil {
				gone[c.Path] = c.Before
			} else {
				came[c.Path] = c.After
			}
		}
		var rest seq // of a, with what was changed left out
		changed := 0
		for i, v := range a {
			if _, ok := gone[at(i)]; !ok {
				rest = append(rest, v)
			}
		}
		for j, v := range b {
			after, ok := came[at(j)]
			switch {
			case !ok:
				require.True(t, traces.Equal(v, rest[j-changed]))
			default:
				require.True(t, traces.Equal(v, after))
				if isNew(changes, at(j)) {
					changed++
				}
			}
		}
		require.Len(t, rest, len(b)-changed)
	})
}

func isNew(changes []traces.Change, path string) bool {
	for _, c := range changes {
		if c.Path == path && c.Before == nil {
			return true
		}
	}
	return false
}

func at(i int) string { return traces.Diff(make(seq, 0), append(make(seq, i), num(1)))[i].Path }

// distance is how many elements must be taken out, put in or changed.
func distance(a, b seq) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) + len(b)
	case traces.Equal(a[0], b[0]):
		return distance(a[1:], b[1:])
	}
	return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))
}

func TestDiffOfLongListsEnds(t *testing.T) {
	a, b := make(seq, 5000), make(seq, 5000)
	for i := range a {
		a[i], b[i] = num(2*i), num(2*i+1)
	}
	require.Len(t, traces.Diff(a, b), 5000)
	require.Equal(t, "q[0] − 0", changesOf(a, a[1:]))
}
