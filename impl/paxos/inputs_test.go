package paxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
)

// A proposer's input is apart from who it is: with other inputs there are as many states,
// and what is chosen is an input.
func TestInputs(t *testing.T) {
	var want checks.Size
	for _, c := range []struct {
		inputs string
		chosen []string
	}{
		{"", []string{"v1", "v2"}},
		{"1,2", []string{"v1", "v2"}},
		{"2,1", []string{"v1", "v2"}},
		{"4", []string{"v2", "v4"}},
		{"5,3", []string{"v3", "v5"}},
	} {
		given := map[string]string{"ballots": "1", "crashes": "0", "inputs": c.inputs}
		r := explored(t, "", given)
		checks.NothingBroken(t, r)
		if c.inputs == "" {
			want = checks.SizeOf(r)
		}
		require.Equal(t, want, checks.SizeOf(r), "inputs %q", c.inputs)
		sys := checks.System(t, &Protocol, "", given)
		require.Equal(t, c.chosen, decides(sys))
		for _, v := range c.chosen {
			checks.Reaches(t, sys, "chosen-"+v, 7)
		}
	}
}

// decides are the values that goals say are decided.
func decides(sys *model.System) (values []string) {
	for _, g := range sys.Goals {
		if g.Decides != "" {
			values = append(values, g.Decides)
		}
	}
	return values
}

// Where all inputs are the same, no other value is chosen.
func TestEqualInputs(t *testing.T) {
	given := map[string]string{"ballots": "1", "crashes": "0", "inputs": "2,2"}
	sys := checks.System(t, &Protocol, "", given)
	require.Equal(t, []string{"v2"}, decides(sys))
	checks.NothingBroken(t, checks.Explore(t, sys, synod.Options{}))
	checks.Refused(t, &Protocol, "", map[string]string{"inputs": "1,2,1"}, "inputs 1,2,1 are for 3 proposers, but there are 2; accepted is at most one number for each")
	checks.Refused(t, &Protocol, "", map[string]string{"inputs": "6"}, "accepted are whole numbers from 1 to 5")
}

// A machine that never restarts leaves less to happen.
func TestCrashStop(t *testing.T) {
	given := map[string]string{"ballots": "1", "crash-stop": "true"}
	r := explored(t, "", given)
	checks.AllHold(t, r)
	require.Equal(t, checks.Size{States: 58_731, Steps: 282_843, Depth: 20}, checks.SizeOf(r))
}
