package twophase

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

func envOf(t *testing.T, node string, servers int) *modeltest.Env {
	sys, err := System(servers, model.Set)
	require.NoError(t, err)
	return modeltest.New(node, sys.Groups...)
}

func TestResourceManagerMovesOnlyWhileItWorks(t *testing.T) {
	for _, c := range []struct {
		name string
		move func(*ResourceManager, model.Env)
		want State
		sent []model.Packet
	}{
		{"prepares", func(r *ResourceManager, e model.Env) { r.Timeout(e, prepare) }, Prepared, []model.Packet{{From: 1, To: 4, Message: Ready{}}}},
		{"aborts", func(r *ResourceManager, e model.Env) { r.Timeout(e, abort) }, Aborted, nil},
		{"is told to abort", func(r *ResourceManager, e model.Env) { r.Receive(e, 4, Abort{}) }, Aborted, nil},
		{"is told to commit", func(r *ResourceManager, e model.Env) { r.Receive(e, 4, Commit{}) }, Committed, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, r := envOf(t, "RM1", 3), new(ResourceManager)
			r.Start(env)
			require.ElementsMatch(t, []model.Timer{prepare, abort}, env.Timers)
			c.move(r, env)
			require.Equal(t, c.want, r.State)
			require.Empty(t, env.Timers)
			require.Equal(t, c.sent, env.Take())
		})
	}
}

func TestTransactionManagerCommitsOnceAllArePrepared(t *testing.T) {
	env, m := envOf(t, "TM", 2), new(TransactionManager)
	m.Start(env)
	m.Receive(env, 1, Ready{})
	m.Receive(env, 1, Ready{})
	require.Equal(t, []model.Timer{abort}, env.Timers, "one of two is prepared")
	m.Receive(env, 2, Ready{})
	require.Equal(t, []model.Timer{abort, commit}, env.Timers)

	m.Timeout(env, commit)
	require.Equal(t, Committed, m.State)
	require.Empty(t, env.Timers)
	require.Equal(t, []model.Packet{{From: 3, To: 1, Message: Commit{}}, {From: 3, To: 2, Message: Commit{}}}, env.Take())
}

func TestTransactionManagerIgnoresReadyAfterItsDecision(t *testing.T) {
	env, m := envOf(t, "TM", 1), new(TransactionManager)
	m.Start(env)
	m.Timeout(env, abort)
	require.Equal(t, []model.Packet{{From: 2, To: 1, Message: Abort{}}}, env.Take())
	m.Receive(env, 1, Ready{})
	require.Equal(t, Aborted, m.State)
	require.Empty(t, m.Prepared)
	require.Empty(t, env.Timers)
}

func TestImpossibleNumberOfManagersIsNamed(t *testing.T) {
	for _, n := range []int{-1, 0, 11} {
		_, err := System(n, model.Set)
		require.ErrorContains(t, err, "accepted are 1 to 10")
	}
}
