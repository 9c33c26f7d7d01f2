package pmmc

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

var names = shown.Names{"nobody", "S1", "S2", "S3", "C1", "C2"}

// chosen is computed from acceptances: a majority, of one ballot.
func TestVotes(t *testing.T) {
	type by struct {
		n model.NodeID
		e model.Event
	}
	b1, b2 := Ballot{1, 1}, Ballot{2, 2}
	for _, c := range []struct {
		name           string
		events         []by
		uniform, learn string // "untested", "holds", or the words of a violation
	}{
		{"one of three", []by{{1, Accepted{b1, 1, put}}}, "untested", "untested"},
		{"two in different ballots", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b2, 1, put}}}, "untested", "untested"},
		{"one acceptor twice", []by{{1, Accepted{b1, 1, put}}, {1, Accepted{b1, 1, put}}}, "untested", "untested"},
		{"chosen", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}}, "holds", "untested"},
		{"chosen, but not what was learned", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {3, Learned{1, other}}},
			"holds", "S3 learned that append x 21 (operation 1 of C2) was decided in slot 1, but it was not chosen there"},
		{"chosen and learned", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {3, Learned{1, put}}}, "holds", "holds"},
		{"learned before it is chosen", []by{{1, Accepted{b1, 1, put}}, {3, Learned{1, put}}, {2, Accepted{b1, 1, put}}}, "holds", "S3 learned"},
		{"learned in another slot", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {3, Learned{2, put}}}, "holds", "S3 learned"},
		{"two slots", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {1, Accepted{b1, 2, other}}, {2, Accepted{b1, 2, other}}}, "holds", "untested"},
		{"again in a higher ballot", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {2, Accepted{b2, 1, put}}, {3, Accepted{b2, 1, put}}}, "holds", "untested"},
		{"two in one slot", []by{{1, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, put}}, {2, Accepted{b2, 1, other}}, {3, Accepted{b2, 1, other}}},
			"in slot 1 both put x 11 (operation 1 of C1) and append x 21 (operation 1 of C2) were chosen", "untested"},
		{"two in one slot and ballot", []by{{1, Accepted{b1, 1, other}}, {2, Accepted{b1, 1, put}}, {2, Accepted{b1, 1, other}}, {3, Accepted{b1, 1, put}}},
			"in slot 1 both", "untested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := defaults.votes()
			v := m.Initial
			for _, r := range c.events {
				v = m.Fold(v, r.n, r.e)
			}
			requireVerdict(t, c.uniform, defaults.uniformity(v))
			requireVerdict(t, c.learn, learnChosen(v))
		})
	}
}

// requireVerdict checks a verdict against "untested", "holds", or the words of a
// violation.
func requireVerdict(t *testing.T, want string, got model.Verdict) {
	t.Helper()
	switch want {
	case "untested":
		require.Equal(t, model.Untested, got)
	case "holds":
		require.Equal(t, model.Holds, got)
	default:
		require.Contains(t, names.Text(got.Outcome().Text), want)
	}
}

func TestIrrevocability(t *testing.T) {
	view := func(d map[int]Command) model.View[*Server] {
		return model.View[*Server]{Name: "S1", Node: &Server{Decisions: d}}
	}
	why := func(v model.Verdict) string { return names.Text(v.Outcome().Text) }
	require.Equal(t, model.Untested, defaults.irrevocability(view(nil), view(map[int]Command{1: put})))
	require.Equal(t, model.Holds, defaults.irrevocability(view(map[int]Command{1: put}), view(map[int]Command{1: put, 2: get})))
	require.Contains(t, why(defaults.irrevocability(view(map[int]Command{2: put}), view(map[int]Command{2: get}))),
		"S1 knew put x 11 (operation 1 of C1) as the decision of slot 2, and now it knows get x (operation 2 of C1)")
	require.Contains(t, why(defaults.irrevocability(view(map[int]Command{2: put}), view(nil))), "now it knows nothing")
}
