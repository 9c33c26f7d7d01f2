package cmd_test

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/traces"
)

// A run that departs from a spec can be left, the steps of the branch are judged
// by the spec as well, and what is saved of it opens and replays again.
func TestBranchOfARunThatDepartsFromItsSpec(t *testing.T) {
	dir := t.TempDir()
	require.Equal(t, exitViolation, run([]string{"explore", "conform", "-protocol", "raft", "-mutant", "weak-vote", "-o", dir}, io.Discard, io.Discard))
	saved, err := traces.ReadFile(filepath.Join(dir, "raft-weak-vote-conformance.itf.json"))
	require.NoError(t, err)
	l, err := cmd.LiveOf(impl.Protocols(), saved)
	require.NoError(t, err)
	require.Equal(t, saved.Steps(), traces.Follow(l, saved, l.First()))
	broken := l.Broken()
	require.Len(t, broken, 1)
	require.Equal(t, traces.Finding{Property: saved.Meta.Property, Kind: system.Conformance, Text: saved.Meta.Violation, ByStep: true}, broken[0])

	require.True(t, l.Back())
	require.Equal(t, 1, breaking(l), "one of the enabled steps is the departure")
	require.False(t, l.Enabled()[0].Same(saved.States[saved.Steps()].Step))
	l.Take(0)
	path := filepath.Join(dir, "branch.itf.json")
	require.NoError(t, traces.WriteFile(path, l.Trace()))
	branch, err := traces.ReadFile(path)
	require.NoError(t, err)
	same, err := cmd.Confirmed(impl.Protocols(), branch)
	require.NoError(t, err)
	require.True(t, same)
	_, err = cmd.LiveOf(impl.Protocols(), branch)
	require.NoError(t, err)
}

// breaking counts what is broken after each of the steps that are possible.
func breaking(l traces.Live) (count int) {
	for i := range l.Enabled() {
		l.Take(i)
		count += len(l.Broken())
		l.Back()
	}
	return count
}
