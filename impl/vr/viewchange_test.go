package vr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// Replicas take turns as primary (Section 4).
func TestPrimaryOf(t *testing.T) {
	var primaries []model.NodeID
	for v := View(1); v <= 5; v++ {
		primaries = append(primaries, defaults.primaryOf(v))
	}
	require.Equal(t, []model.NodeID{1, 2, 3, 1, 2}, primaries)
}

// Section 4.2, step 1: a replica advances its view-number and tells all others; the primary
// of the view has no timer for that.
func TestStartViewChangeSection42(t *testing.T) {
	env, _ := started(1)
	require.Equal(t, []model.Timer{commitTimer}, env.Timers)
	env, s := started(3, put)
	require.Equal(t, []model.Timer{changeTimer}, env.Timers)
	env.Fire(s, changeTimer)
	require.Equal(t, View(2), s.View)
	require.Equal(t, ViewChange, s.Status)
	require.Equal(t, View(1), s.LastNormal)
	require.Equal(t, []string{"send S1 StartViewChange{View: 2}", "send S2 StartViewChange{View: 2}", "set view-change"}, env.Did())
	s.mistaken(singleChange)
	env.Fire(s, changeTimer)
	require.Empty(t, env.Timers)
}

// Steps 1 and 2: one that hears of a later view goes there, and hands its log over when f
// others ask for that view. It does so once.
func TestDoViewChangeIsSentSection42(t *testing.T) {
	env, s := started(3, put)
	s.CommitNumber = 1
	s.Receive(env, 1, StartViewChange{View: 2})
	require.Equal(t, []string{
		"stop view-change",
		"send S1 StartViewChange{View: 2}", "send S2 StartViewChange{View: 2}",
		"record Promised{View: 2, OpNumber: 0}",
		"send S2 DoViewChange{View: 2, Log: [{Client: C1, Number: 1, Op: put x 11}], LastNormal: 1, CommitNumber: 1}",
		"set view-change",
	}, env.Did())
	s.Receive(env, 2, StartViewChange{View: 2})
	require.Empty(t, env.Did())
	s.Receive(env, 2, StartViewChange{View: 1})
	require.Equal(t, View(2), s.View)

	env, s = started(4)
	s.config.servers = 5
	s.Receive(env, 1, StartViewChange{View: 2})
	require.False(t, s.HandedOver, "of five, two others are needed")
	s.Receive(env, 1, StartViewChange{View: 2})
	require.False(t, s.HandedOver)
	s.Receive(env, 5, StartViewChange{View: 2})
	require.True(t, s.HandedOver)
}

// Step 3: the new primary needs f+1 logs, its own among them, and takes the one of the
// latest normal view, of those the longest, and the largest commit-number.
func TestDoViewChangeSection42(t *testing.T) {
	mine := func(v View, n int, l ...Command) *Server {
		_, s := started(2, l...)
		s.LastNormal, s.CommitNumber = v, n
		return s
	}
	for _, c := range []struct {
		name   string
		own    *Server
		told   DoViewChange
		mutant mutant
		log    []Command
		commit int
	}{
		{"the longer log", mine(1, 0, put), DoViewChange{View: 5, Log: log(put, other), LastNormal: 1}, "", log(put, other), 0},
		{"its own is longer", mine(1, 0, put, get), DoViewChange{View: 5, Log: log(put), LastNormal: 1, CommitNumber: 1}, "", log(put, get), 1},
		{"a later view, but shorter", mine(1, 0, put, get), DoViewChange{View: 5, Log: log(other), LastNormal: 3}, "", log(other), 0},
		{"an older view, but longer", mine(3, 1, other), DoViewChange{View: 5, Log: log(put, get), LastNormal: 1}, "", log(other), 1},
		{"mutant longest-log", mine(3, 0, other), DoViewChange{View: 5, Log: log(put, get), LastNormal: 1}, longestLog, log(put, get), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, _ := started(2)
			s := c.own.mistaken(c.mutant)
			s.Receive(env, 3, c.told)
			require.Equal(t, ViewChange, s.Status, "it has not handed over its own")
			env.Take()
			s.Receive(env, 1, StartViewChange{View: 5})
			require.Equal(t, Normal, s.Status)
			require.Equal(t, []View{5, 5}, []View{s.View, s.LastNormal})
			require.Equal(t, c.log, s.Log)
			require.Equal(t, c.commit, s.CommitNumber)
			require.Contains(t, env.Events, ViewStarted{View: 5, Log: c.log})
			require.Equal(t, model.Packet{From: 2, To: 1, Message: StartView{View: 5, Log: c.log, CommitNumber: c.commit}}, env.Take()[0])
			require.Equal(t, []model.Timer{commitTimer}, env.Timers)
			require.Empty(t, s.Changes)
		})
	}
}

// Step 4: the new primary executes what is committed and answers the clients.
func TestNewPrimaryAnswersSection42(t *testing.T) {
	env, s := started(2)
	s.Receive(env, 3, DoViewChange{View: 2, Log: log(put), LastNormal: 1, CommitNumber: 1})
	s.Receive(env, 3, StartViewChange{View: 2})
	require.Contains(t, env.Did(), `send C1 Reply{Number: 1, Value: ""}`)
}

// Step 5: the others take over the log, and say which requests are not committed.
func TestStartViewSection42(t *testing.T) {
	env, s := started(3, other)
	s.Receive(env, 2, StartView{View: 2, Log: log(put, get), CommitNumber: 1})
	require.Equal(t, log(put, get), s.Log)
	require.Equal(t, []View{2, 2}, []View{s.View, s.LastNormal})
	require.Equal(t, []string{
		"record Promised{View: 2, OpNumber: 2}", "send S2 PrepareOK{View: 2, OpNumber: 2}",
		"record Executed{OpNumber: 1, Command: {Client: C1, Number: 1, Op: put x 11}}",
	}, env.Did())

	s.Receive(env, 2, StartView{View: 2})
	require.Equal(t, log(put, get), s.Log, "it is in that view")
	s.mistaken(lateStartView).Receive(env, 2, StartView{View: 2})
	require.Empty(t, s.Log)

	_, s = started(3)
	s.mistaken(silentStart).Receive(env, 2, StartView{View: 2, Log: log(put)})
	require.Empty(t, env.Did())
}

// The primary of the new view may know of fewer committed requests (Vanlightly, part 4).
func TestCommitNumberDoesNotGoBack(t *testing.T) {
	for m, want := range map[mutant]int{"": 1, commitBack: 0} {
		env, s := started(3, put)
		s.CommitNumber, s.Executed = 1, log(put)
		s.mistaken(m).Receive(env, 2, StartView{View: 2, Log: log(put, other)})
		require.Equal(t, want, s.CommitNumber, m)
	}
}

// Messages of earlier views are stale.
func TestOldViewsAreLeftAlone(t *testing.T) {
	for _, m := range []model.Message{
		Prepare{View: 1, Command: put, OpNumber: 1}, PrepareOK{View: 1, OpNumber: 1}, Commit{View: 1, CommitNumber: 1},
		StartViewChange{View: 1}, DoViewChange{View: 1}, StartView{View: 1, Log: log(put)},
		GetState{View: 1}, NewState{View: 1, Log: log(put), OpNumber: 1},
	} {
		for _, status := range []Status{Normal, ViewChange} {
			env, s := started(2)
			s.View, s.LastNormal, s.Status = 2, 1, status
			s.wait(env)
			env.Did()
			before := *s
			s.Receive(env, 1, m)
			require.Equal(t, before, *s, m)
			require.Empty(t, env.Did(), m)
		}
	}
}
