package system

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// A run may have a point from which on nothing new goes wrong: stabilisation, a step of
// its own (System.Assume). Before it everything is as ever. After it no fault happens,
// timers are not counted, the protocol's own bounds refuse nothing, and under an eventual
// leader the timers wait for the deliveries.

// The spellings of System.Assume.
const (
	assumeStable = "stable"
	assumeLeader = "leader"
)

// everybody is the set of all nodes that there can be.
const everybody = ^model.NodeSet(0)

// assumed is what is assumed to hold after stabilisation.
type assumed struct {
	stable bool // no more than that nothing goes wrong
	// leaders are the nodes of which one leads, and group is the group that it leads;
	// they are empty unless there is a leader.
	leaders, group model.NodeSet
	prefix         string // of the group
	// untimed says that no node of the group sets a timer when it starts.
	untimed bool
	// ways are the ways to stabilise: one, or one for each of leaders.
	ways []candidate
}

// some reports whether there is an assumption.
func (a *assumed) some() bool { return a.stable || a.leaders != 0 }

// mayBe reports whether a state of the budgets may have such a number; see faultState.
func (a *assumed) mayBe(stabilised int) bool {
	switch {
	case stabilised == 0:
		return true
	case stabilised == 1:
		return a.stable
	}
	return stabilised-1 <= model.MaxNodes && a.leaders.Has(model.NodeID(stabilised-1))
}

// leader returns who leads, or nobody.
func (s *faultState) leader() model.NodeID { return model.NodeID(max(0, s.stabilised-1)) }

// stable is the state of the budgets after stabilisation. What was used of them is
// forgotten: nothing can be used any more. Clocks go on.
func (r *faultRules) stable(number int, ahead []int) faultState {
	s := r.unused()
	s.stabilised, s.ahead = number, ahead
	return s
}

// compileAssumed reads what is assumed, and spells it out in the model.
func (c *System) compileAssumed() error {
	kind, prefix, named := strings.Cut(c.Model.Assume, "=")
	switch {
	case c.Model.Assume == "":
		return nil
	case kind == assumeStable && !named:
		c.assumed = assumed{stable: true, ways: []candidate{{step.Stabilise, 0}}}
		return nil
	case kind != assumeLeader:
		return fmt.Errorf("assumption %q is unknown; accepted are %s, %s and %s=PREFIX, with the prefix of the group that is led",
			c.Model.Assume, assumeStable, assumeLeader, assumeLeader)
	}
	timed := c.timedAtStart()
	group := slices.IndexFunc(c.Model.Groups, func(g model.Group) bool { return g.Prefix == prefix && g.Count > 0 })
	switch {
	case named && group < 0:
		return fmt.Errorf("assumption %q: there is no such group of nodes; accepted are %s", c.Model.Assume, c.leaderOf(c.nonEmpty(1)))
	case !named:
		several := slices.DeleteFunc(c.nonEmpty(2), func(g int) bool { return timed&c.inGroup(g) == 0 })
		switch len(several) {
		case 0:
			return fmt.Errorf("assumption %s: no group of several nodes sets a timer when it starts; name the group that is led: accepted are %s",
				assumeLeader, c.leaderOf(c.nonEmpty(1)))
		case 1:
			group = several[0]
		default:
			return fmt.Errorf("assumption %s: several groups set timers when they start; name the one that is led: accepted are %s",
				assumeLeader, c.leaderOf(several))
		}
	}
	a := assumed{group: c.inGroup(group), prefix: c.Model.Groups[group].Prefix}
	if a.leaders = a.group & timed; a.leaders == 0 {
		a.leaders, a.untimed = a.group, true
	}
	for _, id := range a.leaders.IDs() {
		a.ways = append(a.ways, candidate{step.Stabilise, int(id)})
	}
	c.assumed = a
	c.Model.Assume = assumeLeader + "=" + a.prefix
	return nil
}

// nonEmpty returns the groups with so many nodes or more.
func (c *System) nonEmpty(least int) (groups []int) {
	for i, g := range c.Model.Groups {
		if g.Count >= least {
			groups = append(groups, i)
		}
	}
	return groups
}

// leaderOf spells the assumptions that name one of some groups.
func (c *System) leaderOf(groups []int) string {
	var words []string
	for _, g := range groups {
		words = append(words, assumeLeader+"="+c.Model.Groups[g].Prefix)
	}
	return strings.Join(words, ", ")
}

// inGroup returns the nodes of a group.
func (c *System) inGroup(group int) (nodes model.NodeSet) {
	for _, n := range c.Nodes {
		if n.Group == group {
			nodes = nodes.With(n.ID)
		}
	}
	return nodes
}

// timedAtStart returns the nodes that set a timer when they start for the first time, other
// than one whose firing is a fault.
func (c *System) timedAtStart() (nodes model.NodeSet) {
	for i, n := range c.Nodes {
		down := c.NodeTable.Intern(node.State{Node: i, Inner: c.Handlers.Kinds[i].Boot()}.Append(nil))
		first, count := c.outcomesOf(down, step.BootInput)
		for b := range count {
			started := c.NodeTable.Hot.At(c.OutcomeList.At(first + b).node)
			for _, timer := range c.NodeTable.Timers.Snapshot()[started.Timers:][:started.NumTimers] {
				if !c.Faults.isStopping(uint32(timer)) {
					nodes = nodes.With(n.ID)
				}
			}
		}
	}
	return nodes
}

// Assumed says what is assumed to hold from some point of a run on; "" is nothing.
func (c *System) Assumed() string {
	const once = " (stabilise happens at most once)"
	a := &c.assumed
	switch {
	case a.stable:
		return "from some point on there are no faults, and timers and the protocol have no bounds" + once
	case a.leaders == 0:
		return ""
	}
	who := "one node of group " + a.prefix
	if a.leaders != a.group {
		var names []string
		for _, id := range a.leaders.IDs() {
			names = append(names, c.Names[id])
		}
		who = "one of " + strings.Join(names, ", ")
	}
	untimed := ""
	if a.untimed {
		untimed = " (but none of them sets one when it starts)"
	}
	clocks := ""
	if len(c.Faults.clocks) > 0 {
		clocks = " (and clocks tick)"
	}
	return fmt.Sprintf("from some point on there are no faults, timers and the protocol have no bounds, and %s that is up leads: "+
		"of group %s only its timers fire%s%s, and any timer only when no delivery is enabled%s", who, a.prefix, untimed, clocks, once)
}

// Stabilised reports whether stabilisation has happened before a state.
func (sp *Space) Stabilised(s []uint32) bool {
	return sp.Sys.assumed.some() && sp.Sys.Faults.values.At(s[sp.faults]).stabilised != 0
}

// expandStabilise expands all ways to stabilise.
func (sp *Space) expandStabilise(s []uint32, f uint32, out *explore.Successors) {
	for _, c := range sp.Sys.assumed.ways {
		sp.expandStabiliseUnder(s, f, c.about, out)
	}
}

// expandStabiliseUnder expands stabilisation under a leader, by its id; 0 is none.
func (sp *Space) expandStabiliseUnder(s []uint32, f uint32, leader int, out *explore.Successors) {
	if leader > 0 && !sp.node(s[sp.Nodes+leader-1]).up {
		return
	}
	sp.expandFault(s, f, useStabilise+faultUse(leader), change{kind: step.Stabilise, about: leader, item: -1, Node: -1}, out)
}

// turns are the nodes whose timers may fire, and those of whose timers the clocks may.
type turns struct{ timers, clocks model.NodeSet }

// firing returns whose timers may fire: everybody's, but after stabilisation under a
// leader, when no delivery is enabled, the leader's and those of other groups, and clocks.
func (sp *Space) firing(s []uint32, f uint32) turns {
	a := &sp.Sys.assumed
	if a.leaders == 0 {
		return turns{everybody, everybody}
	}
	faults := sp.Sys.Faults.values.At(f)
	switch {
	case faults.stabilised == 0:
		return turns{everybody, everybody}
	case sp.deliverable(s):
		return turns{}
	}
	return turns{(everybody &^ a.group).With(faults.leader()), everybody}
}

// mayFire reports whether it is the turn of a timer of a node.
func (sp *Space) mayFire(t turns, node int, timer uint16) bool {
	id := model.NodeID(node + 1)
	return t.timers.Has(id) || t.clocks.Has(id) && sp.Sys.Faults.isClock(uint32(timer))
}

// deliverable reports whether the delivery of some message is a step, or would be one if
// no bound or assumption refused it. No cut may be in force.
func (sp *Space) deliverable(s []uint32) bool {
	nodes := s[sp.Nodes:sp.Mons]
	for i, item := range s[sp.items:] {
		item = sp.headOf(item)
		to := sp.addressee(item)
		if sp.idle.Has(nodes[to.node()], to.slot()) {
			continue
		}
		first, count := sp.Sys.outcomesOf(nodes[to.node()], step.MessageInput(item))
		for b := range count {
			if sp.apply(s, &change{kind: step.Deliver, about: i, branch: int(b), item: i, Outcome: sp.outcome(first + b), Number: first + b, Node: to.node(), faults: sp.faultsOf(s)}) {
				return true
			}
		}
	}
	return false
}
