package cluster

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// live is a protocol's system as it runs for real.
func live(t *testing.T, p *model.Protocol, given map[string]string) *model.System {
	t.Helper()
	return liveMutant(t, p, "", given)
}

func liveMutant(t *testing.T, p *model.Protocol, mutant string, given map[string]string) *model.System {
	t.Helper()
	settings := map[string]string{}
	for name, v := range p.Live {
		settings[name] = model.Spell(v)
	}
	for name, v := range given {
		settings[name] = v
	}
	sys, err := p.System(mutant, settings)
	require.NoError(t, err)
	return sys
}

// Whatever the seed, faults come one after the other, are over before the end, and hit whom
// they may hit.
func TestPlan(t *testing.T) {
	const length = 30 * time.Second
	for _, sys := range []*model.System{
		live(t, &raft.Protocol, nil),
		live(t, &primarybackup.Protocol, map[string]string{"servers": "5"}),
		live(t, &twophase.Protocol, map[string]string{"crashes": "9", "crash-stop": "true"}),
	} {
		v := VictimsOf(sys)
		for seed := range uint64(200) {
			faults := Plan(seed, Kinds, v, length)
			require.Equal(t, faults, Plan(seed, Kinds, v, length))
			require.NotEmpty(t, faults)
			last := time.Duration(0)
			var dead []string
			for _, f := range faults {
				require.GreaterOrEqual(t, f.At, last)
				last = f.At + f.For
				for _, name := range f.Nodes {
					require.Contains(t, v.Servers, name)
					require.NotContains(t, dead, name, f)
				}
				if f.Kind == Crash {
					require.Subset(t, v.Crash, f.Nodes)
					require.Equal(t, slices.Contains(v.CrashFor, f.Nodes[0]), f.Forever)
				}
				if f.Forever {
					dead = append(dead, f.Nodes...)
				}
				if f.Kind == Partition {
					require.NotEmpty(t, f.Sides[0])
					require.NotEmpty(t, f.Sides[1])
				}
			}
			require.Less(t, last, length)
			require.LessOrEqual(t, len(dead), v.Crashes)
		}
	}
}

func TestVictims(t *testing.T) {
	v := VictimsOf(live(t, &raft.Protocol, nil))
	require.Equal(t, []string{"S1", "S2", "S3"}, v.Crash)
	require.Empty(t, v.CrashFor)
	require.Equal(t, []string{"S1", "S2", "S3", "C1", "C2", "C3", "C4"}, v.All)
	require.Equal(t, v.Crash, v.Servers)

	// Nobody crashes there: a minority of the servers is killed for ever, and not the view server.
	v = VictimsOf(live(t, &primarybackup.Protocol, map[string]string{"servers": "5"}))
	require.Equal(t, []string{"S1", "S2", "S3", "S4", "S5"}, v.CrashFor)
	require.Equal(t, 2, v.Crashes)
	require.Contains(t, v.Servers, "V")
	require.Empty(t, VictimsOf(live(t, &primarybackup.Protocol, map[string]string{"servers": "2"})).Crash)
}

// A mutant brings settings for a search; live it has servers enough that one can be killed.
func TestMutantsOfPrimaryBackupHaveVictims(t *testing.T) {
	require.NotEmpty(t, VictimsOf(liveMutant(t, &primarybackup.Protocol, "any-primary", nil)).Crash)
}

// A search can divide twelve nodes at most; a cluster has as many as its protocol allows.
func TestClusterOfManyNodes(t *testing.T) {
	sys := live(t, &raft.Protocol, map[string]string{"servers": "5", "clients": "9"})
	_, err := system.Compile(sys, 0, "")
	require.ErrorContains(t, err, "partitions are possible with at most 12 nodes, not 14")
	c, err := newCluster(Options{System: sys})
	require.NoError(t, err)
	require.Len(t, c.names, 14)
	require.Positive(t, sys.Faults.Partitions, "the nemesis may cut the network all the same")
	require.Empty(t, Possible(sys)[Partition])
}
