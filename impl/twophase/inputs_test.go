package twophase

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/checks"
)

// With votes that are given a resource manager does what it voted, and a single no makes a
// commit impossible.
func TestVotes(t *testing.T) {
	for _, c := range []struct {
		votes           string
		commits, aborts int // steps to there; -1 is never
	}{
		{"", 7, 1},
		{"1,1,1", 7, 1},
		{"1,0,1", -1, 1},
		{"0,0,0", -1, 1},
		{"1", 7, 1},
	} {
		sys := checks.System(t, &Protocol, "", map[string]string{"inputs": c.votes})
		checks.NothingBroken(t, checks.Explore(t, sys, synod.Options{}))
		for goal, steps := range map[string]int{"committed": c.commits, "aborted": c.aborts} {
			if steps >= 0 {
				checks.Reaches(t, sys, goal, steps)
				continue
			}
			r := checks.Explore(t, sys, synod.Options{Until: goal})
			require.Equal(t, synod.VerdictUnreached, r.Verdict, "votes %q", c.votes)
		}
	}
	checks.Refused(t, &Protocol, "", map[string]string{"inputs": "1,1,1,0"}, "inputs 1,1,1,0 are for 4 resource managers, but there are 3")
	checks.Refused(t, &Protocol, "", map[string]string{"inputs": "2"}, "accepted are whole numbers from 0 to 1")
}

// What managers know is in stable storage: a crash, for ever or not, breaks nothing, and
// one that restarts goes on where it was.
func TestCrashes(t *testing.T) {
	for _, c := range []struct {
		given map[string]string
		want  checks.Size
	}{
		{map[string]string{"crashes": "2"}, checks.Size{States: 4_896, Steps: 20_652, Depth: 14}},
		{map[string]string{"crashes": "1", "crash-stop": "true"}, checks.Size{States: 1_440, Steps: 4_196, Depth: 11}},
	} {
		r := checks.Explore(t, checks.System(t, &Protocol, "", c.given), synod.Options{})
		checks.NothingBroken(t, r)
		require.Equal(t, c.want, checks.SizeOf(r))
	}
}
