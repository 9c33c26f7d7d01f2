package vr

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Section 5.2, the second case: who hears of a later view asks for what follows its
// commit-number. Nothing changes until it has that.
func TestLaterViewSection52(t *testing.T) {
	for _, m := range []any{Prepare{View: 2, Command: get, OpNumber: 3}, Commit{View: 2, CommitNumber: 1}} {
		env, s := started(3, put, other)
		s.CommitNumber = 1
		s.Receive(env, 2, m)
		require.Equal(t, []string{"send S2 GetState{View: 2, OpNumber: 1}"}, env.Did())
		require.Equal(t, View(1), s.View)
		require.Equal(t, log(put, other), s.Log)

		_, s = started(3, put, other)
		s.CommitNumber = 1
		s.mistaken(asPublishedTransfer).Receive(env, 2, m)
		require.Equal(t, []View{2, 2}, []View{s.View, s.LastNormal})
		require.Equal(t, log(put), s.Log)
	}
}

// Who is normal in the view answers with what follows.
func TestGetStateSection52(t *testing.T) {
	env, s := started(1, put, get)
	s.CommitNumber = 1
	s.Receive(env, 3, GetState{View: 1, OpNumber: 1})
	require.Equal(t, []string{
		"send S3 NewState{View: 1, Log: [{Client: C1, Number: 2, Op: get x}], OpNumber: 2, CommitNumber: 1}",
	}, env.Did())
	s.Receive(env, 3, GetState{View: 1, OpNumber: 2})
	require.Equal(t, []string{"send S3 NewState{View: 1, Log: [], OpNumber: 2, CommitNumber: 1}"}, env.Did(), "it may not be in the view yet")
	s.Receive(env, 3, GetState{View: 1, OpNumber: 3})
	s.Receive(env, 3, GetState{View: 2})
	require.Empty(t, env.Did())
	s.Receive(env, 2, StartViewChange{View: 4})
	env.Did()
	s.Receive(env, 3, GetState{View: 4})
	require.Empty(t, env.Did(), "it is not normal")
}

func TestNewStateSection52(t *testing.T) {
	in := func(v View, status Status, committed int, l ...Command) *Server {
		_, s := started(3, l...)
		s.View, s.Status, s.CommitNumber = v, status, committed
		return s
	}
	for _, c := range []struct {
		name string
		s    *Server
		m    NewState
		view View
		log  []Command
	}{
		{"what it lacks", in(2, Normal, 0, put), NewState{View: 2, Log: log(get, other), OpNumber: 3}, 2, log(put, get, other)},
		{"some of it has come", in(2, Normal, 0, put, get), NewState{View: 2, Log: log(get, other), OpNumber: 3}, 2, log(put, get, other)},
		{"it has more by now", in(2, Normal, 0, put, get), NewState{View: 2, Log: log(put), OpNumber: 1}, 2, log(put, get)},
		{"a gap", in(2, Normal, 0, put), NewState{View: 2, Log: log(other), OpNumber: 3}, 2, log(put)},
		{"of a later view", in(1, Normal, 1, put, get), NewState{View: 2, Log: log(other), OpNumber: 2}, 2, log(put, other)},
		{"it has committed more by now", in(1, Normal, 2, put, get), NewState{View: 2, Log: log(get, other), OpNumber: 3}, 2, log(put, get, other)},
		{"it has lost what was committed", in(1, Normal, 0), NewState{View: 2, Log: log(other), OpNumber: 2}, 1, nil},
		{"of the view that it changes to", in(2, ViewChange, 1, put, get), NewState{View: 2, Log: log(other), OpNumber: 2}, 2, log(put, other)},
		{"of an earlier view", in(3, ViewChange, 1, put, get), NewState{View: 2, Log: log(other), OpNumber: 2}, 3, log(put, get)},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, _ := started(3)
			c.s.Receive(env, 2, c.m)
			require.Equal(t, c.view, c.s.View)
			require.Equal(t, c.log, c.s.Log)
		})
	}
	env, s := started(3, put)
	s.Receive(env, 2, NewState{View: 2, Log: log(put, other), OpNumber: 2, CommitNumber: 1})
	require.Equal(t, log(put), s.Executed)
	require.Contains(t, env.Did(), "send S2 PrepareOK{View: 2, OpNumber: 2}", "the primary may be waiting for it")
}
