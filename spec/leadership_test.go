package spec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// elected and committed are the events of these tests.
type (
	elected struct {
		term int
		log  string
	}
	committed struct {
		term, index int
		entry       string
	}
)

func TestElectionSafety(t *testing.T) {
	f := electionSafety(func(e model.Event) (int, bool) {
		x, ok := e.(elected)
		return x.term, ok
	})
	for _, c := range []struct {
		name   string
		events []recorded
		want   string
	}{
		{"no leader was ever elected", []recorded{{1, committed{}}}, "untested"},
		{"one leader per term", []recorded{{1, elected{term: 1}}, {2, elected{term: 2}}}, "holds"},
		{"one leader elected twice in its term is still one", []recorded{{1, elected{term: 1}}, {1, elected{term: 1}}}, "holds"},
		{"two leaders of one term, another in between", []recorded{{3, elected{term: 1}}, {2, elected{term: 2}}, {1, elected{term: 1}}},
			"S1 and S3 were elected leader of term 1"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, f.judgeAll(c.events...)) })
	}
}

func TestLeaderCompleteness(t *testing.T) {
	f := leaderCompleteness(Leadership[entry]{
		Elected: func(e model.Event) (int, []entry, bool) {
			x, ok := e.(elected)
			return x.term, entries(x.log), ok
		},
		Committed: func(e model.Event) (Commit[entry], bool) {
			x, ok := e.(committed)
			if !ok {
				return Commit[entry]{}, false
			}
			return Commit[entry]{Term: x.term, Index: x.index, Entry: entries(x.entry)[0]}, true
		},
		Show: logs.Show,
	})
	for _, c := range []struct {
		name   string
		events []recorded
		want   string
	}{
		{"nothing committed", []recorded{{1, elected{1, ""}}, {2, elected{2, ""}}}, "untested"},
		{"no leader of a higher term", []recorded{{1, elected{1, ""}}, {1, committed{1, 1, "1a"}}}, "untested"},
		{"the later leader has it", []recorded{{1, elected{1, ""}}, {1, committed{1, 1, "1a"}}, {2, elected{2, "1a 1b"}}}, "holds"},
		{"the later leader lacks it", []recorded{{1, elected{1, ""}}, {1, committed{1, 2, "1b"}}, {2, elected{2, "1a"}}},
			"entry 2, 1b, was committed in term 1 by S1, but the leader of term 2, S2, was elected without it (its log then: [1a])"},
		{"the later leader has another", []recorded{{1, committed{1, 1, "1a"}}, {2, elected{3, "2c"}}}, "elected without it"},
		{"committed after the later leader was elected", []recorded{{1, elected{1, ""}}, {2, elected{2, ""}}, {1, committed{1, 1, "1a"}}},
			"its log then: empty"},
		{"a leader of an older term need not have it", []recorded{{2, committed{2, 1, "2b"}}, {1, elected{1, ""}}}, "untested"},
		{"the lowest term that committed binds", []recorded{{1, committed{3, 1, "1a"}}, {2, elected{2, ""}}, {1, committed{1, 1, "1a"}}},
			"committed in term 1"},
		{"a higher term that commits again does not unbind", []recorded{{1, committed{1, 1, "1a"}}, {3, committed{3, 1, "1a"}}, {2, elected{2, ""}}},
			"committed in term 1"},
	} {
		t.Run(c.name, func(t *testing.T) { requireVerdict(t, c.want, f.judgeAll(c.events...)) })
	}
}

func TestLeadershipKeepsNoOrder(t *testing.T) {
	elections := []election[entry]{{1, 1, nil}, {2, 3, entries("1a")}, {2, 2, nil}}
	commits := []Commit[entry]{{1, 1, entry{1, "a"}}, {2, 1, entry{1, "a"}}, {2, 2, entry{2, "b"}}}
	var forth, back leadership[entry]
	for i := range elections {
		forth.elect(elections[i])
		forth.commit(commits[i])
		back.commit(commits[len(commits)-1-i])
		back.elect(elections[len(elections)-1-i])
	}
	require.Equal(t, forth, back)
	require.Equal(t, []Commit[entry]{{1, 1, entry{1, "a"}}, {2, 2, entry{2, "b"}}}, forth.Committed)
}

func TestLeaderAppendOnly(t *testing.T) {
	p := LeaderAppendOnly(logs, func(v model.View[*node]) (int, bool) {
		n := v.Node
		return n.term, n.leading
	})
	for _, c := range []struct {
		name          string
		before, after node
		want          string
	}{
		{"a follower may cut its log", node{term: 1, log: entries("1a")}, node{term: 1}, "untested"},
		{"a leader that steps down may, too", node{term: 1, log: entries("1a"), leading: true}, node{term: 2}, "untested"},
		{"a leader leaves its log", node{term: 1, log: entries("1a"), leading: true}, node{term: 1, log: entries("1a"), leading: true}, "holds"},
		{"a leader appends", node{term: 1, log: entries("1a"), leading: true}, node{term: 1, log: entries("1a 1b"), leading: true}, "holds"},
		{"a leader deletes", node{term: 1, log: entries("1a 1b"), leading: true}, node{term: 1, log: entries("1a"), leading: true},
			"S1, leader of term 1, changed its log from [1a, 1b] to [1a]"},
		{"a leader overwrites", node{term: 2, log: entries("1a"), leading: true}, node{term: 2, log: entries("2a 2b"), leading: true}, "changed its log"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(p, view(1, &c.before), view(1, &c.after)))
		})
	}
}

func TestMonotonicTerms(t *testing.T) {
	p := MonotonicTerms(func(v model.View[*node]) (int, bool) { return v.Node.term, !v.Node.leading })
	for _, c := range []struct {
		name          string
		before, after node
		want          string
	}{
		{"no term yet", node{}, node{}, "untested"},
		{"a node without a term", node{leading: true}, node{leading: true}, "untested"},
		{"first term", node{}, node{term: 1}, "holds"},
		{"same term", node{term: 1}, node{term: 1}, "holds"},
		{"back", node{term: 2}, node{term: 1}, "S2 went back from term 2 to term 1"},
		{"back to none", node{term: 2}, node{}, "S2 went back from term 2 to term 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(p, view(2, &c.before), view(2, &c.after)))
		})
	}
}
