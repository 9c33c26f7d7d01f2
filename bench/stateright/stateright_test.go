//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestReportsAreRead(t *testing.T) {
	var ours, peer measurement
	require.NoError(t, ours.readOurs([]byte(`{"type":"progress","states":5}
{"type":"result","complete":true,"states":16668,"steps":32970,"search_s":0.25}
`)))
	require.NoError(t, peer.readPeer([]byte("Checking. states=7, unique=7, depth=3\nDone. states=32971, unique=16668, depth=21, sec=1\nDiscovered \"value chosen\" example Path[8]:\n")))
	require.Equal(t, measurement{states: 16668, steps: 32970, search: 250 * time.Millisecond}, ours)
	require.Equal(t, measurement{states: 16668, steps: 32970}, peer)
	require.NoError(t, row{workload: paxos(2), ours: &ours, peer: &peer}.equal())
}

func TestUnfinishedReportsAreRefused(t *testing.T) {
	var m measurement
	require.ErrorContains(t, m.readOurs([]byte(`{"type":"result","complete":false}`)), "not completed")
	require.ErrorContains(t, m.readOurs(nil), "no result")
	require.ErrorContains(t, m.readPeer([]byte("Checking. states=7, unique=7, depth=3\n")), "no line with Done")
}

// Stateright counts steps that change nothing in two-phase commit, so there
// the states alone decide.
func TestNoRatioUnlessTheGraphsAreEqual(t *testing.T) {
	a, b := measurement{states: 288, steps: 761}, measurement{states: 288, steps: 1145}
	require.NoError(t, row{workload: twoPhase(3), ours: &a, peer: &b}.equal())
	require.Error(t, row{workload: paxos(3), ours: &a, peer: &b}.equal())
	b.states++
	var out strings.Builder
	err := printTable(&out, []row{{workload: twoPhase(3), ours: &a, peer: &b}})
	require.ErrorContains(t, err, "ours has 288 states, Stateright's 289")
	require.Contains(t, out.String(), "graphs differ")
}

func TestPeersTimeIsAnInterval(t *testing.T) {
	m := measurement{wall: 10 * time.Second, cpu: 12 * time.Second}
	require.Equal(t, 9*time.Second, m.atLeast(2))
	m = measurement{wall: time.Second, cpu: 400 * time.Millisecond}
	require.Equal(t, 200*time.Millisecond, m.atLeast(2), "less than a second: its processor time says more")
}

func TestSizesAreRead(t *testing.T) {
	got, err := numbers("2,3")
	require.NoError(t, err)
	require.Equal(t, []int{2, 3}, got)
	for _, bad := range []string{"0", "x", "2;3", "-1"} {
		_, err := numbers(bad)
		require.ErrorContains(t, err, "not a list of numbers")
	}
}
