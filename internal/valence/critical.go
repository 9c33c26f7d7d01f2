package valence

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
)

// Critical are critical configurations that are alike: a decision is open in them, and
// every step of the protocol makes it.
type Critical struct {
	// Processes are those that take these steps, and Kinds the kinds of the steps.
	Processes []int
	Kinds     []string
	Count     Tally
	// First is a nearest one, and Steps are the steps from it: one for each value, the
	// first in the order of the graph.
	First int
	Steps []Deciding
}

// Deciding is a step from a critical configuration.
type Deciding struct {
	Edge  int // its place among the edges
	To    int
	Value int
}

// Critical returns the critical configurations, by the processes and kinds of the steps
// that are possible, the most frequent first. Steps of the environment, such as a crash,
// are left aside. That no step of the protocol leaves the decision open is certain only
// where no bound refuses a step ahead; otherwise the configuration is critical by bound.
func (a *Analysis) Critical() []Critical {
	byKey := map[string]*Critical{}
	var edges []cycles.Edge
	for node := range a.Len() {
		if !a.Open(node) || !a.Expanded(node) {
			continue
		}
		edges = a.Edges(node, edges[:0])
		c, key := a.criticalAt(node, edges)
		if c == nil {
			continue
		}
		if byKey[key] == nil {
			byKey[key] = c
		}
		byKey[key].Count.add(a.At(node).Bounded)
	}
	var all []Critical
	for _, c := range byKey {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(c, d Critical) int {
		if c.Count.All != d.Count.All {
			return d.Count.All - c.Count.All
		}
		return c.First - d.First
	})
	return all
}

// criticalAt returns what is critical about a configuration in which a decision is open,
// and a key for what is alike; nil if it is not critical.
func (a *Analysis) criticalAt(node int, edges []cycles.Edge) (*Critical, string) {
	if !a.isCritical(edges) {
		return nil, ""
	}
	c := &Critical{First: node}
	for i, e := range edges {
		s := a.Step(e.Mark)
		if s.Fault {
			continue
		}
		v := a.At(e.To).Value()
		if !slices.ContainsFunc(c.Steps, func(d Deciding) bool { return d.Value == v }) {
			c.Steps = append(c.Steps, Deciding{i, e.To, v})
		}
		if !slices.Contains(c.Processes, s.Process) {
			c.Processes = append(c.Processes, s.Process)
		}
		if !slices.Contains(c.Kinds, s.Kind) {
			c.Kinds = append(c.Kinds, s.Kind)
		}
	}
	slices.Sort(c.Processes)
	slices.Sort(c.Kinds)
	slices.SortFunc(c.Steps, func(d, e Deciding) int { return d.Value - e.Value })
	return c, fmt.Sprint(c.Kinds, c.Processes)
}

// isCritical reports whether there is a step of the protocol, and all of them lead to where
// one value alone can be decided.
func (a *Analysis) isCritical(edges []cycles.Edge) (critical bool) {
	for _, e := range edges {
		if a.Step(e.Mark).Fault {
			continue
		}
		if a.At(e.To).Count() != 1 || a.Step(e.Mark).Idle {
			return false
		}
		critical = true
	}
	return critical
}
