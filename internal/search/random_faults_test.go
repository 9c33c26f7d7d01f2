package search

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// TestRandomFaults holds the engine against the naive search on systems in which faults hit
// a part of them. One in three symmetric ones is searched without symmetry.
func TestRandomFaults(t *testing.T) {
	made := compareWithNaive(t, 500, 80, func(seed uint64) *model.System {
		sys := randomFaults(seed)
		sys.Symmetry = sys.Symmetry && seed%3 != 0
		return sys
	})
	// None of it must be missing by accident.
	for _, kind := range []string{
		"link is cut", "link heals", "network is cut", "network drops", "network duplicates", "N restarts", "M crashes",
		"N suspects N", "N suspects M", "M suspects N", "N trusts M", "M trusts N",
		"excluded by calm", "excluded by few down", "N timeout c", "M timeout c",
	} {
		require.Positive(t, made[kind], kind)
	}
}

// randomFaults draws a random system with what can go wrong in part of it: faults of some
// links, cuts of links and between some nodes, nodes that never restart, failure detectors,
// assumptions, clocks.
func randomFaults(seed uint64) *model.System {
	sys, rules, d := drawSystem(seed)
	often := func() bool { return d.IntN(3) > 0 }
	first := &sys.Groups[0]
	if often() {
		first.Count, rules.fuel = 2, 1
		second := *first
		second.Prefix, second.Count, second.Symmetric = "M", 1+d.IntN(2), rules.symmetric && d.IntN(2) == 0
		second.Crashes = d.IntN(2) == 0
		second.CrashStop = second.Crashes && d.IntN(2) == 0
		sys.Groups = append(sys.Groups, second)
		rules.nodes = first.Count + second.Count
		sys.Faults.Drops, sys.Faults.Duplicates = min(sys.Faults.Drops, 1), min(sys.Faults.Duplicates, d.IntN(2))
	}
	sys.Groups[0].CrashStop = d.IntN(2) == 0
	if d.IntN(6) == 0 {
		sys.Faults.Drops = -1
	}
	names := namesToDraw(sys)
	sys.Scope.Drops, sys.Scope.Duplicates, sys.Scope.Links = randomLinks(names, d), randomLinks(names, d), randomLinks(names, d)
	sys.Scope.OneWay = d.IntN(2) == 0
	if d.IntN(2) == 0 {
		sys.Scope.Partitions = []string{names[d.IntN(len(names))], names[d.IntN(len(names))]}
	}
	switch d.IntN(3) {
	case 0:
		sys.Faults.Links, sys.Faults.Partitions = 1+d.IntN(2), min(sys.Faults.Partitions, d.IntN(2))
	case 1:
		sys.Faults.Crashes = 1
	}
	if often() {
		sys.Detectors = randomDetectors(sys, names, d)
		sys.Faults.Mistakes = d.IntN(3)
	}
	if often() {
		most, mostDown := d.IntN(3), d.IntN(2)
		sys.Assumptions = append(sys.Assumptions,
			model.Assumption{Name: "calm", Holds: func(s *model.State) bool { return len(s.InFlight) <= most }},
			model.Assumption{Name: "few down", Holds: func(s *model.State) bool {
				down := 0
				for _, n := range s.Nodes {
					if !n.Up {
						down++
					}
				}
				return down <= mostDown && sumOf(s, func(n *randomNode) int { return n.State }) < 5
			}})
	}
	if d.IntN(6) == 0 {
		rules.clock = 1 + d.IntN(2)
		sys.TimerBounds = append(sys.TimerBounds, model.TimerBound{Timer: randomClock, Drift: 1 + d.IntN(2), Total: max(0, d.IntN(12)-6)})
	}
	return sys
}

// namesToDraw are the names of groups, and those of nodes that may be told apart.
func namesToDraw(sys *model.System) []string {
	names := []string{""}
	name := model.Names(sys.Groups...)
	id := model.NodeID(0)
	for _, g := range sys.Groups {
		names = append(names, g.Prefix)
		for range g.Count {
			if id++; !g.Symmetric {
				names = append(names, name(id))
			}
		}
	}
	return names
}

func randomLinks(names []string, d *rand.Rand) (links []model.Link) {
	for range d.IntN(3) {
		links = append(links, model.Link{From: names[d.IntN(len(names))], To: names[d.IntN(len(names))]})
	}
	return links
}

// randomDetectors draws failure detectors that are not refused.
func randomDetectors(sys *model.System, names []string, d *rand.Rand) (detectors []model.Detector) {
	for range 1 + d.IntN(2) {
		more := append(slices.Clone(detectors), model.Detector{By: names[d.IntN(len(names))], Of: names[d.IntN(len(names))], Eventual: d.IntN(2) == 0})
		try := *sys
		try.Detectors = more
		if _, err := system.Compile(&try, 0, ""); err == nil {
			detectors = more
		}
	}
	return detectors
}
