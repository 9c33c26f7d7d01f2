package conform_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/tla/conform"
)

// What the states of Raft's small model are like is known of each of them, and every step between
// images has a place.
func TestAbstraction(t *testing.T) {
	c, err := conform.New(&raft.Protocol, "", nil, conform.Source{})
	require.NoError(t, err)
	a, err := c.Abstract(context.Background(), explore.Options{}, "Abstract")
	require.NoError(t, err)
	require.EqualValues(t, 8312, a.Report.Images)
	require.True(t, a.Report.Complete())
	require.Equal(t, 491, len(a.States))
	require.Equal(t, 1939, len(a.Steps))
	require.True(t, a.States[`{<<3, <<TRUE, "follower", "voted for nobody", 0, 0, 0, 0, TRUE>>>>}`], "the initial state")
	for s := range a.Steps {
		require.True(t, a.States[s.Before] && a.States[s.After])
	}
	all, err := c.Abstract(context.Background(), explore.Options{}, "{<<msgs, up, currentTerm, votedFor, log, role, votes, commitIndex, lastApplied, applied, nextIndex, matchIndex, elections, commands, heartbeats, crashes>>}")
	require.NoError(t, err)
	require.Equal(t, 8312, len(all.States), "nothing is left out, and all are told apart")

	p, err := conform.New(&paxos.Protocol, "", nil, conform.Source{})
	require.NoError(t, err)
	none, err := p.Abstract(context.Background(), explore.Options{}, "Abstract")
	require.NoError(t, err)
	require.Nil(t, none)
}
