package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

// What the guards notice when a field of the library is left out of the states that makes a
// difference (v3.7.0). Everything else that is not listed is needless: there are as many
// states without it. A short test tries those that are listed, and one other.
func TestOmissions(t *testing.T) {
	if library.Version() != "v3.7.0" {
		t.Skip("the fields are those of v3.7.0")
	}
	noticed := []string{
		"raft.RawNode.raft", "raft.raft.readOnly", "raft.raft.trk", "raft.readIndexRequest.index", "raft.readOnly.unconfirmedReads",
		"tracker.Progress.sentCommit", "tracker.ProgressTracker.Progress",
	}
	flags, fields := "-elections 1 -scripts w;r", append(noticed, "tracker.Config.AutoLeave")
	if !testing.Short() {
		flags, fields = "-scripts w;r", library.Fields()
		noticed = append(noticed, "raft.raft.pendingReadIndexMessages", "tracker.Progress.Next", "tracker.ProgressTracker.Votes")
		require.Len(t, fields, 86)
	}
	found := rawnodetest.Omissions(t, &library, fields, flags)
	want := map[string]rawnodetest.Omission{}
	for field := range found {
		want[field] = rawnodetest.Needless
	}
	for _, field := range noticed {
		want[field] = rawnodetest.Noticed
	}
	// Of three servers the first that acknowledges a round makes a majority with the leader, so it
	// is the same who it was. Of four it is not.
	const acks = "raft.readOnly.acks"
	if !testing.Short() {
		want[acks] = rawnodetest.Merged
	}
	require.Equal(t, want, found)
	for _, one := range []struct{ field, flags string }{
		{acks, "-servers 4 -elections 1 -scripts none;r"},
		{"raft.raft.leadTransferee", "-elections 1 -transfers 1 -scripts none"},
		{"tracker.Progress.RecentActive", "-servers 2 -ticks 5 -check-quorum -scripts none"},
		{"raft.raft.electionElapsed", "-servers 1 -election-tick 6 -ticks 14 -scripts none"},
	} {
		found = rawnodetest.Omissions(t, &library, []string{one.field}, one.flags)
		require.Equal(t, map[string]rawnodetest.Omission{one.field: rawnodetest.Noticed}, found)
	}
}
