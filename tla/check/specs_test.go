package check_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
)

// pin is what a model of one of the repository's own specs comes to: distinct states, states generated and depth. TLC gives the
// same (.ci/tlc); it counts one more for the depth.
type pin struct {
	spec, config        string
	distinct, generated uint64
	depth               int
}

func (p pin) check(t *testing.T) {
	t.Helper()
	src := check.Sources{Spec: filepath.Join("..", p.spec+".tla")}
	if p.config != "" {
		src.Config = filepath.Join("..", p.config+".cfg")
	}
	m, err := check.Load(src)
	require.NoError(t, err)
	opts := check.Options{}
	opts.Workers = 2
	r, err := m.Check(context.Background(), opts)
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	require.True(t, r.Complete())
	require.Equal(t, p.distinct, r.States)
	require.Equal(t, p.generated, r.Generated())
	require.Equal(t, p.depth, r.Depth)
}

// TestSpecs pins the small models. Those of Paxos, Raft, MultiPaxos, PrimaryBackup, Chain, VR, FTVM, SwitchPaxos, Zab and EPaxos (MC…) have as many states as the code, and
// as deep (docs/conformance.md).
func TestSpecs(t *testing.T) {
	for _, p := range []pin{
		{"Consensus", "", 4, 4, 1},
		{"MCConsensus", "", 5, 5, 1},
		{"Voting", "", 2771, 26710, 9},
		{"MCVoting", "", 2771, 29782, 9},
		{"Paxos", "", 27392, 232001, 25},
		{"MCPaxos", "", 6620, 46413, 22},
		{"MCPaxos", "MCPaxosCrash", 31447, 241015, 26},
		{"MCPaxos", "MCPaxosTwice", 4302, 21342, 27},
		{"MultiPaxos", "", 3711, 23051, 19},
		{"MCMultiPaxos", "", 10797, 82722, 20},
		{"PrimaryBackup", "", 1959, 8325, 16},
		{"MCPrimaryBackup", "", 14302, 98654, 28},
		{"MCPrimaryBackup", "MCPrimaryBackupAppends", 2210, 8814, 21},
		{"MCChain", "", 10988, 34298, 25},
		{"MCChain", "MCChainApportioned", 9142, 42366, 20},
		{"Raft", "", 4898, 41443, 15},
		{"MCRaft", "", 8312, 59149, 19},
		{"MCRaft", "MCRaftSnapshots", 1466, 13977, 17},
		{"MCRaft", "MCRaftSingle", 4272, 32523, 19},
		{"MCRaft", "MCRaftJoint", 3884, 42875, 19},
		{"MCRaft", "MCRaftPreVote", 3154, 31649, 17},
		{"MCRaft", "MCRaftCheckQuorum", 3440, 23599, 17},
		{"TwoPhase", "", 288, 1146, 10},
		{"MCVR", "", 16347, 81845, 22},
		{"MCVR", "MCVRCrash", 43457, 204829, 24},
		{"MCSwitchPaxos", "", 10289, 57232, 31},
		{"MCSwitchPaxos", "MCSwitchPaxosGap", 2463, 14913, 24},
		{"MCFTVM", "", 1986, 4532, 26},
		{"MCFTVM", "MCFTVMClocks", 16287, 49481, 25},
		{"MCZab", "", 2267, 5537, 23},
		{"MCZab", "MCZabCrash", 9013, 22665, 24},
		{"MCZab", "MCZabRefused", 4872, 12502, 23},
		{"MCEPaxos", "", 12281, 30266, 22},
		{"MCEPaxos", "MCEPaxosConflict", 4765, 19629, 18},
		{"MCEPaxos", "MCEPaxosCrash", 1533, 4732, 17},
	} {
		t.Run(p.spec+p.config, func(t *testing.T) {
			if testing.Short() && p.distinct > 3000 {
				t.Skip("takes seconds under the race detector")
			}
			p.check(t)
		})
	}
}

// TestLargeSpecs pins the larger models.
func TestLargeSpecs(t *testing.T) {
	if os.Getenv("SYNOD_LARGE") == "" {
		t.Skip("takes some minutes; SYNOD_LARGE=1 runs it")
	}
	for _, p := range []pin{
		{"MCConsensus", "MCConsensusLarge", 1001, 1001, 1},
		{"MCVoting", "MCVotingLarge", 8538, 211861, 12},
		{"MCPaxos", "MCPaxosLarge", 211817, 2303927, 26},
		{"MCMultiPaxos", "MCMultiPaxosLarge", 138984, 1007335, 25},
		{"MCMultiPaxos", "MCMultiPaxosTwice", 278340, 1916383, 30},
		{"MCPrimaryBackup", "MCPrimaryBackupLarge", 113768, 871721, 31},
		{"MCChain", "MCChainLarge", 464917, 2072997, 31},
		{"MCRaft", "MCRaftLarge", 524739, 5449192, 31},
		{"VR", "VR", 597200, 3835217, 27},
		{"MCVR", "MCVRLarge", 672727, 4329160, 31},
		{"MCSwitchPaxos", "MCSwitchPaxosLarge", 104893, 659556, 34},
		{"MCFTVM", "MCFTVMLarge", 34085, 95487, 34},
		{"MCZab", "MCZabLarge", 44125, 122161, 31},
		{"MCEPaxos", "MCEPaxosLarge", 281541, 1255073, 26},
	} {
		t.Run(p.config, func(t *testing.T) { p.check(t) })
	}
}
