package search

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/internal/runs"
)

// A search for fair runs that time, an interrupt or memory ends leaves a property open, and
// the report says so: all states were visited.
func TestWhatEndsTheSearchForFairRuns(t *testing.T) {
	sys, err := twophase.Protocol.System("", nil)
	require.NoError(t, err)
	sys, err = sys.Select([]string{"all-decide"})
	require.NoError(t, err)
	c, err := runs.CompileFrom(sys, 0, nil, "")
	require.NoError(t, err)
	s := &spaces{System: c}
	ctx := context.Background()
	result, err := s.search(ctx, Options{Options: explore.Options{Edges: true}})
	require.NoError(t, err)
	require.True(t, result.Complete())
	ended, end := context.WithCancelCause(ctx)
	end(explore.Reason(explore.ByTime))

	for _, test := range []struct {
		ctx     context.Context
		opts    explore.Options
		verdict string
		why     string
	}{
		{ctx, explore.Options{}, VerdictHolds, ""},
		{ctx, explore.Options{Memory: 1 << 30, Workers: 3}, VerdictHolds, ""},
		{ctx, explore.Options{Memory: 1}, VerdictOpen, "ended by memory"},
		{ended, explore.Options{}, VerdictOpen, "ended by time"},
	} {
		live, g, err := s.judgeLive(test.ctx, result, test.opts)
		require.NoError(t, err)
		require.Len(t, live, 1)
		v := live[0]
		require.Equal(t, test.verdict, v.verdict)
		require.Contains(t, v.why, test.why)
		require.Equal(t, test.why == "", v.why == "")
		r := s.report(result, live, g)
		require.Equal(t, v.why, r.Properties[0].Why)
		require.Equal(t, test.verdict, r.Verdict)
	}
	require.Nil(t, undecided(ctx, errors.New("something else")))
}
