package vr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// Section 4.3, step 1: a replica that comes back asks all others; its view-number and the
// nonce are on disk, all else is lost.
func TestRecoverySection43(t *testing.T) {
	env, s := restarted(3, 2)
	require.Equal(t, Recovering, s.Status)
	require.Equal(t, []string{"set recover", "send S1 Recovery{Nonce: 2}", "send S2 Recovery{Nonce: 2}"}, env.Did())
	require.Equal(t, []model.Timer{recoverTimer}, env.Timers)

	s.Receive(env, 2, RecoveryResponse{View: 2, Nonce: 2})
	env.Take()
	env.Fire(s, recoverTimer)
	require.Nil(t, s.Responses)
	require.Equal(t, []string{"send S1 Recovery{Nonce: 2}", "send S2 Recovery{Nonce: 2}", "set recover"}, env.Did())
}

// Step 2: only who is normal answers, and only the primary with its log.
func TestRecoveryResponseSection43(t *testing.T) {
	env, s := started(1, put)
	s.CommitNumber = 1
	s.Receive(env, 3, Recovery{Nonce: 7})
	require.Equal(t, []string{
		"send S3 RecoveryResponse{View: 1, Nonce: 7, Log: [{Client: C1, Number: 1, Op: put x 11}], CommitNumber: 1}",
	}, env.Did())
	env, s = started(2, put)
	s.Receive(env, 3, Recovery{Nonce: 7})
	require.Equal(t, []string{"send S3 RecoveryResponse{View: 1, Nonce: 7, Log: [], CommitNumber: 0}"}, env.Did())
	s.Receive(env, 1, StartViewChange{View: 2})
	env.Did()
	s.Receive(env, 3, Recovery{Nonce: 8})
	require.Empty(t, env.Did())
}

// Step 3: f+1 answers with the nonce, among them that of the primary of the latest view, and
// of no view before the one on disk.
func TestRecoveredSection43(t *testing.T) {
	type from struct {
		id model.NodeID
		m  RecoveryResponse
	}
	first := from{1, RecoveryResponse{View: 1, Nonce: 2, Log: log(put), CommitNumber: 1}}
	second := from{2, RecoveryResponse{View: 1, Nonce: 2}}
	later := from{2, RecoveryResponse{View: 2, Nonce: 2, Log: log(other)}}
	for _, c := range []struct {
		name   string
		disk   View
		heard  []from
		mutant mutant
		view   View // 0: it has not recovered
		log    []Command
	}{
		{"one answer", 1, []from{first}, "", 0, nil},
		{"one answer twice", 1, []from{first, first}, "", 0, nil},
		{"two answers", 1, []from{first, second}, "", 1, log(put)},
		{"without the primary", 1, []from{second, {1, RecoveryResponse{View: 2, Nonce: 2}}}, "", 0, nil},
		{"the primary of a later view", 1, []from{first, later}, "", 2, log(other)},
		{"that before the other", 1, []from{later, first}, "", 2, log(other)},
		{"a primary that is not one any more", 1, []from{first, {2, RecoveryResponse{View: 3, Nonce: 2}}}, "", 0, nil},
		{"only of views before that on disk", 2, []from{first, second}, "", 0, nil},
		{"of that on disk", 2, []from{first, later}, "", 2, log(other)},
		{"with an old nonce", 1, []from{first, {2, RecoveryResponse{View: 1, Nonce: 1}}}, "", 0, nil},
		{"as published, the view on disk does not count", 2, []from{first, second}, asPublishedRecovery, 1, log(put)},
		{"mutant minority-recovery", 2, []from{first}, minorityRecovery, 1, log(put)},
		{"mutant old-nonce", 1, []from{first, {2, RecoveryResponse{View: 1, Nonce: 1}}}, oldNonce, 1, log(put)},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, s := restarted(3, c.disk)
			if s.mistaken(c.mutant); c.mutant.forgetsView() {
				s.View = 0
			}
			for _, r := range c.heard {
				s.Receive(env, r.id, r.m)
			}
			if c.view == 0 {
				require.Equal(t, Recovering, s.Status)
				require.Equal(t, c.disk, s.View)
				return
			}
			require.Equal(t, Normal, s.Status)
			require.Equal(t, []View{c.view, c.view}, []View{s.View, s.LastNormal})
			require.Equal(t, c.log, s.Log)
			require.Equal(t, Recovered{View: c.view, OpNumber: 1}, env.Events[0])
			require.Equal(t, []model.Timer{changeTimer}, env.Timers)
		})
	}
}

// What a replica that has recovered has in its log, and is not committed, the primary may be
// waiting for.
func TestRecoveredSaysWhatItHas(t *testing.T) {
	env, s := restarted(3, 1)
	s.Receive(env, 1, RecoveryResponse{View: 1, Nonce: 2, Log: log(put, get), CommitNumber: 1})
	env.Did()
	s.Receive(env, 2, RecoveryResponse{View: 1, Nonce: 2})
	require.Equal(t, log(put), s.Executed)
	require.Contains(t, env.Did(), "send S1 PrepareOK{View: 1, OpNumber: 2}")
}

// Section 4.3: while it recovers a replica takes no part in anything else.
func TestRecoveringTakesNoPartSection43(t *testing.T) {
	for _, m := range []model.Message{
		request(put), Prepare{View: 1, Command: put, OpNumber: 1}, Prepare{View: 2, Command: put, OpNumber: 1},
		PrepareOK{View: 1, OpNumber: 1}, Commit{View: 2}, StartViewChange{View: 2}, DoViewChange{View: 2},
		StartView{View: 2, Log: log(put)}, Recovery{Nonce: 5}, GetState{View: 1}, NewState{View: 2},
	} {
		env, s := restarted(2, 1)
		env.Did()
		before := *s
		s.Receive(env, 1, m)
		require.Equal(t, before, *s, m)
		require.Empty(t, env.Did(), m)
	}
	env, s := restarted(3, 1)
	s.mistaken(recoveringVotes).Receive(env, 1, StartViewChange{View: 2})
	require.Contains(t, env.Did(), "send S2 DoViewChange{View: 2, Log: [], LastNormal: 0, CommitNumber: 0}")
}
