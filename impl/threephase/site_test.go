package threephase

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// siteOf returns a site of three, in a state under a coordinator, and its env.
func siteOf(name string, state State, coordinator model.NodeID, m mutant) (*Site, *modeltest.Env) {
	group := model.Group{Prefix: sitePrefix, Count: 3}
	s := &Site{State: state, Coordinator: coordinator, config: config{mutant: m, sites: model.IDs(sitePrefix, group)}}
	return s, modeltest.New(name, group)
}

// The central site protocol without failures, at the coordinator.
func TestCoordinator(t *testing.T) {
	s, env := siteOf("S1", Initial, model.Nobody, "")
	s.Start(env)
	require.Equal(t, []string{"set begin"}, env.Did())
	s.Timeout(env, begin)
	require.Equal(t, []string{"send S2 Transaction", "send S3 Transaction"}, env.Did())
	s.Receive(env, 2, Vote{true})
	s.Receive(env, 2, Vote{true})
	s.Receive(env, 3, Ack{})
	require.Empty(t, env.Did(), "one vote is missing")
	s.Receive(env, 3, Vote{true})
	require.Equal(t, Prepared, s.State)
	require.Equal(t, []string{"send S2 Prepare", "send S3 Prepare"}, env.Did())
	s.Receive(env, 2, Ack{})
	s.Receive(env, 2, Ack{})
	s.Receive(env, 3, Vote{true})
	require.Empty(t, env.Did(), "one acknowledgement is missing")
	s.Receive(env, 3, Ack{})
	require.Equal(t, Committed, s.State)
	require.Equal(t, []string{"send S2 Commit", "send S3 Commit"}, env.Did())
}

func TestOneNoAborts(t *testing.T) {
	s, env := siteOf("S1", Initial, model.Nobody, "")
	env.Choices = []int{1}
	s.Timeout(env, begin)
	require.Equal(t, Aborted, s.State, "its own")
	require.Equal(t, []string{"send S2 Abort", "send S3 Abort"}, env.Did())

	s, env = siteOf("S1", Initial, model.Nobody, "")
	s.Timeout(env, begin)
	env.Did()
	s.Receive(env, 3, Vote{false})
	s.Receive(env, 2, Vote{true})
	require.Equal(t, Aborted, s.State)
	require.Equal(t, []string{"send S2 Abort", "send S3 Abort"}, env.Did())
}

// A site that fails has not voted, or need not be waited for any more.
func TestCoordinatorHearsOfFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		state  State
		mutant mutant
		failed []model.NodeID
		want   State
		did    []string
	}{
		{"a vote is missing", Waiting, "", []model.NodeID{3}, Aborted, []string{"send S2 Abort"}},
		{"it has voted", Waiting, "", []model.NodeID{2}, Waiting, nil},
		{"an acknowledgement is missing", Prepared, "", []model.NodeID{3, 3}, Committed, []string{"send S2 Commit"}},
		{"all have failed", Prepared, "", []model.NodeID{2, 3}, Committed, nil},
		{"taken for a yes", Waiting, absentIsYes, []model.NodeID{3}, Prepared, []string{"send S2 Prepare"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, env := siteOf("S1", c.state, 1, c.mutant)
			s.Awaited = model.SetOf(3)
			for _, n := range c.failed {
				s.Suspect(env, n)
			}
			require.Equal(t, c.want, s.State)
			require.Equal(t, c.did, env.Did())
		})
	}
}

func TestSiteObeysItsCoordinator(t *testing.T) {
	for _, c := range []struct {
		name  string
		state State
		m     model.Message
		want  State
		did   []string
	}{
		{"votes", Initial, Transaction{}, Waiting, []string{"send S2 Vote{Yes: true}"}},
		{"has voted", Waiting, Transaction{}, Waiting, nil},
		{"is prepared", Waiting, Prepare{}, Prepared, []string{"send S2 Ack"}},
		{"moves back", Prepared, Move{Waiting}, Waiting, []string{"send S2 Ack"}},
		{"moves on", Waiting, Move{Prepared}, Prepared, []string{"send S2 Ack"}},
		{"has decided", Committed, Move{Prepared}, Committed, []string{"send S2 Ack"}},
		{"commits", Prepared, Commit{}, Committed, nil},
		{"aborts", Waiting, Abort{}, Aborted, nil},
		{"changes nothing", Aborted, Commit{}, Aborted, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, env := siteOf("S3", c.state, 1, "")
			s.Receive(env, 2, c.m)
			require.Equal(t, c.want, s.State)
			require.Equal(t, c.did, env.Did())
			require.Equal(t, model.NodeID(2), s.Coordinator)
			s.State = Waiting
			s.Receive(env, 1, Prepare{})
			require.Equal(t, Waiting, s.State, "of an earlier coordinator")
		})
	}
	s, env := siteOf("S3", Waiting, 1, "")
	s.Suspect(env, 1)
	s.Receive(env, 1, Prepare{})
	require.Equal(t, Waiting, s.State, "of one that has failed")
	s.config.mutant = heedTheDead
	s.Receive(env, 1, Prepare{})
	require.Equal(t, Prepared, s.State)
}

// The termination protocol at the backup coordinator.
func TestBackupCoordinator(t *testing.T) {
	for _, c := range []struct {
		state  State
		mutant mutant
		move   []string
		want   State
		did    []string
	}{
		{Initial, "", []string{"send S3 Move{State: initial}"}, Aborted, []string{"send S3 Abort"}},
		{Waiting, "", []string{"send S3 Move{State: waiting}"}, Aborted, []string{"send S3 Abort"}},
		{Prepared, "", []string{"send S3 Move{State: prepared}"}, Committed, []string{"send S3 Commit"}},
		{Committed, "", []string{"send S3 Commit"}, Committed, nil},
		{Aborted, "", []string{"send S3 Abort"}, Aborted, nil},
		{Prepared, noMove, []string{"send S3 Commit"}, Committed, nil},
		{Prepared, alwaysAbort, []string{"send S3 Move{State: prepared}"}, Aborted, []string{"send S3 Abort"}},
	} {
		s, env := siteOf("S2", c.state, 1, c.mutant)
		s.Suspect(env, 1)
		require.Equal(t, c.move, env.Did(), "%v", c)
		s.Receive(env, 3, Ack{})
		require.Equal(t, c.want, s.State, "%v", c)
		require.Equal(t, c.did, env.Did(), "%v", c)
	}
	s, env := siteOf("S3", Prepared, 1, "")
	s.Suspect(env, 1)
	require.Empty(t, env.Did(), "S2 is the backup coordinator")
	s.Suspect(env, 2)
	require.Equal(t, Committed, s.State, "it is alone")
	require.Empty(t, env.Did())
	s.Trust(env, 2)
	require.True(t, s.Failed.Has(2))
}
