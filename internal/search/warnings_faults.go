package search

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// aboutScope warns of faults of the network that have nothing to hit.
func (w *warnings) aboutScope() {
	sys, hits := w.Model, w.Faults.Hits()
	for _, b := range []struct {
		name   string
		budget int
		hits   bool
		where  string
	}{
		{"drops", sys.Faults.Drops, hits.Drops, "Scope.Drops"},
		{"duplicates", sys.Faults.Duplicates, hits.Duplicates, "Scope.Duplicates"},
		{"links", sys.Faults.Links, hits.Links > 0, "Scope.Links"},
		{"partitions", sys.Faults.Partitions, hits.Partitions > 0, "Scope.Partitions"},
	} {
		if b.budget != 0 && !b.hits {
			w.add(warn.UselessBudget, b.name, "the budget of %s is %d, but there is nothing that they could hit (%s)", b.name, b.budget, b.where)
		}
	}
	if sys.Faults.Mistakes > 0 && !w.someEventual() {
		w.add(warn.UselessBudget, "mistakes", "the budget of mistakes is %d, but no failure detector can be wrong (Detector.Eventual)", sys.Faults.Mistakes)
	}
}

func (w *warnings) someEventual() bool {
	return slices.ContainsFunc(w.Watches, func(watched system.Watched) bool { return watched.Eventual != 0 })
}

// crashes reports whether a node can crash.
func (w *warnings) crashes(id model.NodeID) bool {
	return w.Model.Groups[w.Nodes[id-1].Group].Crashes && w.Model.Faults.Crashes > 0
}

// aboutDetectors warns of failure detectors that say nothing, or are never wrong although
// they may be.
func (w *warnings) aboutDetectors() {
	sys := w.Model
	for i, d := range sys.Detectors {
		about := fmt.Sprintf("%s of %s", orAll(d.By), orAll(d.Of))
		crashes := slices.ContainsFunc(w.Detects[i].IDs(), w.crashes)
		switch {
		case w.Detects[i] == 0:
			w.add(warn.IdleDetector, about, "the failure detector of %s says nothing: there are no two such nodes", about)
		case d.Eventual && sys.Faults.Mistakes == 0:
			w.add(warn.IdleDetector, about, "the failure detector of %s may be wrong, but the budget of mistakes is 0 (Faults.Mistakes)", about)
		case !d.Eventual && !crashes:
			w.add(warn.IdleDetector, about, "the failure detector of %s says nothing: none of the nodes that it watches can crash (Group.Crashes, Faults.Crashes)", about)
		}
	}
}

func orAll(name string) string {
	if name == "" {
		return "all"
	}
	return name
}

// expectSuspicions adds the kinds of steps that failure detectors allow at a node.
func (w *warnings) expectSuspicions(node int, expected map[string]bool) {
	for _, id := range w.Watches[node].All.IDs() {
		whom := int(id) - 1
		wrong := w.Watches[node].Eventual.Has(id) && w.Model.Faults.Mistakes > 0
		if w.crashes(id) || wrong {
			expected[w.SuspectClass(node, whom)] = true
		}
		if wrong {
			expected[w.TrustClass(node, whom)] = true
		}
	}
}
