package pmmc

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// Section 2.2: ballots are ordered lexicographically, and ⊥ is below them all.
func TestBallots22(t *testing.T) {
	order := []Ballot{{}, {1, 1}, {1, 2}, {2, 1}}
	for i, b := range order {
		for j, c := range order {
			require.Equal(t, i < j, b.Compare(c) < 0)
			require.Equal(t, i == j, b.Compare(c) == 0)
			require.Equal(t, i < j, b.rank() < c.rank())
		}
	}
}

// Figure 4, p1a: adopt a higher ballot (A1), answer with what was accepted.
func TestPhase1Figure4(t *testing.T) {
	accepted := map[int]PValue{1: {Ballot{1, 2}, put}}
	for _, c := range []struct {
		name     string
		m        P1a
		refusals bool
		want     Ballot
		answer   *P1b
	}{
		{"higher", P1a{Ballot{2, 3}}, false, Ballot{2, 3}, &P1b{Ballot{2, 3}, accepted}},
		{"higher by the leader", P1a{Ballot{1, 3}}, false, Ballot{1, 3}, &P1b{Ballot{1, 3}, accepted}},
		{"equal: the answer may have been lost", P1a{Ballot{1, 2}}, false, Ballot{1, 2}, &P1b{Ballot{1, 2}, accepted}},
		{"lower", P1a{Ballot{0, 3}}, false, Ballot{1, 2}, nil},
		{"lower, with refusals", P1a{Ballot{0, 3}}, true, Ballot{1, 2}, &P1b{Ballot: Ballot{1, 2}}},
		{"an older one of its leader: no refusal, which would answer the newer", P1a{Ballot{0, 2}}, true, Ballot{1, 2}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := newEnv(), newServer()
			s.Ballot, s.Accepted, s.config.refusals = Ballot{1, 2}, accepted, c.refusals
			s.Receive(env, c.m.Ballot.Leader, c.m)
			require.Equal(t, c.want, s.Ballot)
			if c.answer == nil {
				require.Empty(t, env.Sent)
			} else {
				require.Equal(t, []model.Packet{to(c.m.Ballot.Leader, *c.answer)}, env.Sent)
			}
		})
	}
}

// Figure 4, p2a: accept if the ballot is the adopted one (A2). Of a slot only the
// pvalue with the highest ballot is kept (Section 4.1).
func TestPhase2Figure4(t *testing.T) {
	for _, c := range []struct {
		name     string
		ballot   Ballot
		mutant   mutant
		refusals bool
		accepts  bool
		answer   *P2b
	}{
		{"the adopted one", Ballot{2, 3}, "", false, true, &P2b{Ballot{2, 3}, 1}},
		{"lower", Ballot{2, 2}, "", false, false, nil},
		{"lower, with refusals", Ballot{2, 2}, "", true, false, &P2b{Ballot{2, 3}, 1}},
		{"an older one of its leader: no refusal, which would answer the newer", Ballot{1, 3}, "", true, false, nil},
		{"higher: its P1a has not come yet", Ballot{3, 3}, "", true, false, nil},
		{"the mutant accepts a lower one and answers with it", Ballot{1, 2}, noBallotCheck, false, true, &P2b{Ballot{1, 2}, 1}},
		{"the mutant forgets no higher one for it", Ballot{0, 2}, noBallotCheck, false, true, &P2b{Ballot{0, 2}, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := newEnv(), newServer()
			s.config.mutant, s.config.refusals = c.mutant, c.refusals
			s.Ballot, s.Accepted = Ballot{2, 3}, map[int]PValue{1: {Ballot{1, 1}, put}}
			s.Receive(env, c.ballot.Leader, P2a{c.ballot, 1, other})
			require.Equal(t, Ballot{2, 3}, s.Ballot)
			if c.accepts {
				kept := map[int]PValue{1: {c.ballot, other}}
				if c.ballot.Compare(Ballot{1, 1}) < 0 {
					kept = map[int]PValue{1: {Ballot{1, 1}, put}}
				}
				require.Equal(t, kept, s.Accepted)
				require.Equal(t, []model.Event{Accepted{c.ballot, 1, other}}, env.Events)
			} else {
				require.Equal(t, map[int]PValue{1: {Ballot{1, 1}, put}}, s.Accepted)
				require.Empty(t, env.Events)
			}
			if c.answer == nil {
				require.Empty(t, env.Sent)
			} else {
				require.Equal(t, []model.Packet{to(c.ballot.Leader, *c.answer)}, env.Sent)
			}
		})
	}
}
