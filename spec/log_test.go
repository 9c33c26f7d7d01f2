package spec

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

func TestLogMatching(t *testing.T) {
	check := LogMatching(logs)
	for _, c := range []struct{ name, a, b, want string }{
		{"empty logs", "", "", "untested"},
		{"nothing in common", "1a", "2a", "untested"},
		{"one is a prefix", "1a 1b", "1a", "holds"},
		{"they part after a common prefix", "1a 2b", "1a 3c", "holds"},
		{"same index and term, other entry", "1a", "1b",
			"the logs of S1 and S3 both have an entry of term 1 at index 1, but at index 1 S1 has 1a and S3 has 1b"},
		{"same entry above others", "1a 3c", "2b 3c", "at index 2, but at index 1 S1 has 1a and S3 has 2b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ask(check, view(1, &node{log: entries(c.a)}), view(3, &node{log: entries(c.b)}))
			requireVerdict(t, c.want, got)
		})
	}
}

// The property as Figure 3 writes it: for every index and term.
func TestLogMatchingIsThatOfTheFigure(t *testing.T) {
	check := LogMatching(logs)
	random := rand.New(rand.NewPCG(1, 2))
	randomLog := func() []entry {
		l := make([]entry, random.IntN(4))
		for i := range l {
			l[i] = entry{1 + random.IntN(2), string(rune('a' + random.IntN(2)))}
		}
		return l
	}
	for range 20_000 {
		a, b := randomLog(), randomLog()
		want := model.Untested
		for i := range min(len(a), len(b)) {
			if a[i].Term != b[i].Term {
				continue
			}
			if !slices.Equal(a[:i+1], b[:i+1]) {
				want = model.Violated("")
				break
			}
			want = model.Holds
		}
		got := ask(check, view(1, &node{log: a}), view(2, &node{log: b}))
		require.Equal(t, want.Outcome().Tested, got.Tested, "%v %v", a, b)
		require.Equal(t, want.Outcome().Found, got.Found, "%v %v", a, b)
	}
}

func TestStateMachineSafety(t *testing.T) {
	type applied struct {
		index int
		entry string
	}
	f := agreement(func(e model.Event) (int, string, bool) {
		x, ok := e.(applied)
		return x.index, x.entry, ok
	}, nil)
	for _, c := range []struct {
		name   string
		events []recorded
		want   string
	}{
		{"nothing applied", []recorded{{1, elected{}}}, "untested"},
		{"the same everywhere", []recorded{{1, applied{1, "a"}}, {2, applied{1, "a"}}, {1, applied{2, "b"}}}, "holds"},
		{"different ones", []recorded{{2, applied{1, "a"}}, {3, applied{2, "b"}}, {1, applied{2, "c"}}},
			"at index 2 S3 applied b, but S1 applied c"},
		{"a different one at the same server, after a crash", []recorded{{2, applied{1, "a"}}, {2, applied{1, "b"}}},
			"at index 1 S2 applied a, but S2 applied b"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, f.judgeAll(c.events...)) })
	}
}
