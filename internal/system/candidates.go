package system

import (
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// The rates of steps that have no budget: how often they are chosen when a
// message can be delivered as well, which has rate 1. Timers are slow.
const (
	rateDeliver = 1
	rateInvoke  = 0.2
	rateRestart = 0.1
	rateHeal    = 0.1
	rateSuspect = 0.1
	rateTimeout = 0.02
	rateCalm    = 0.01
)

// candidate is a step that may be enabled: whether it is is found out only when
// it is chosen, for to know it of all of them their handlers would have to run.
type candidate struct {
	kind  step.Kind
	about int
}

// group are the candidates that share a rate.
type group struct {
	Rate float64
	List []candidate
}

// Candidates lists the steps that may be enabled, and how often they are to be
// taken.
func (sp *Space) Candidates(s []uint32, left int) []group {
	c := &candidates{Space: sp, left: left, budget: sp.Sys.Model.Faults, firing: sp.firing(s, sp.faultsOf(s))}
	if sp.HasFaults {
		c.spent = sp.Sys.Faults.values.At(sp.faultsOf(s))
	}
	if c.spent.stabilised != 0 {
		c.budget = model.Faults{}
	}
	c.ofMessages(s[sp.items:])
	c.ofNodes(s[sp.Nodes:sp.Mons])
	right, wrong := sp.suspicions(s)
	c.add(rateSuspect, right)
	c.add(c.rate(c.budget.Mistakes, c.spent.mistakes), wrong)
	c.ofCuts()
	if c.spent.stabilised == 0 {
		c.add(rateCalm, slices.Clone(sp.Sys.assumed.ways))
	}
	return c.groups
}

// candidates collects the groups for the steps that are left to be taken.
type candidates struct {
	*Space
	left   int
	budget model.Faults // of what can still go wrong
	firing turns        // whose timers may fire
	spent  faultState
	groups []group
}

// add adds a group, unless it is empty or never taken.
func (c *candidates) add(rate float64, list []candidate) {
	if rate > 0 && len(list) > 0 {
		c.groups = append(c.groups, group{rate, list})
	}
}

// rate spreads what is left of a budget over the steps that are left.
func (c *candidates) rate(budget, spent int) float64 {
	return float64(max(0, budget-spent)) / float64(c.left)
}

// ofMessages adds what can happen to the messages in the network.
func (c *candidates) ofMessages(items []uint32) {
	of := func(kind step.Kind, hits []model.NodeSet) (list []candidate) {
		for i, item := range items {
			if hits == nil || c.hits(hits, item) {
				list = append(list, candidate{kind, i})
			}
		}
		return list
	}
	faults := &c.Sys.Faults
	c.add(rateDeliver, of(step.Deliver, nil))
	drops := c.budget.Drops
	if drops == -1 { // any number; a walk loses one now and then
		drops = c.spent.drops + 1
	}
	c.add(c.rate(drops, c.spent.drops), of(step.Drop, faults.dropped))
	if c.network != model.Set {
		c.add(c.rate(c.budget.Duplicates, c.spent.duplicates), of(step.Duplicate, faults.doubled))
	}
}

// ofNodes adds what nodes can do, but for what failure detectors tell them.
func (c *candidates) ofNodes(nodes []uint32) {
	var invokes, crashes, restarts []candidate
	timeouts := map[uint16]int{} // the place in groups, by timer
	for i, id := range nodes {
		n := c.node(id)
		if !n.up {
			if !c.stops.Has(model.NodeID(i + 1)) {
				restarts = append(restarts, candidate{step.Restart, i})
			}
			continue
		}
		for k, timer := range c.timersOf(n) {
			if !c.mayFire(c.firing, i, timer) {
				continue
			}
			at, known := timeouts[timer]
			if !known {
				r, bounded := c.Sys.Faults.left(c.spent, timer)
				if !bounded {
					r = float64(c.left) * rateTimeout
				}
				if r <= 0 {
					continue
				}
				at = len(c.groups)
				timeouts[timer] = at
				c.groups = append(c.groups, group{Rate: r / float64(c.left)})
			}
			c.groups[at].List = append(c.groups[at].List, candidate{step.Timeout, step.AboutTimer(i, k)})
		}
		if c.invokers.Has(model.NodeID(i + 1)) {
			invokes = append(invokes, candidate{step.Invoke, i})
		}
		crashes = append(crashes, candidate{step.Crash, i})
	}
	c.add(rateInvoke, invokes)
	c.add(rateRestart, restarts)
	c.add(c.rate(c.budget.Crashes, c.spent.crashes), crashes)
}

// ofCuts adds what can happen to the links between nodes.
func (c *candidates) ofCuts() {
	budget, faults := &c.budget, &c.Sys.Faults
	if budget.Partitions > 0 {
		if c.spent.cut > 0 {
			c.add(rateHeal, []candidate{{step.Heal, 0}})
		}
		var cuts []candidate
		for k := range faults.cuts {
			cuts = append(cuts, candidate{step.Partition, k})
		}
		c.add(c.rate(budget.Partitions, c.spent.partitions), cuts)
	}
	if budget.Links > 0 {
		var whole, cut []candidate
		for k := range faults.links {
			if slices.Contains(c.spent.links, k) {
				cut = append(cut, candidate{step.HealLink, k})
			} else {
				whole = append(whole, candidate{step.CutLink, k})
			}
		}
		c.add(rateHeal, cut)
		c.add(c.rate(budget.Links, c.spent.cutLinks), whole)
	}
}

// left returns how often a timer may still fire, of all nodes together, and
// whether that is bounded.
func (r *faultRules) left(s faultState, timer uint16) (left float64, bounded bool) {
	if s.stabilised != 0 {
		return 0, false
	}
	name := model.Timer(r.c.NodeTable.TimerName.At(uint32(timer)))
	perNode, bounds := 0, false
	for i, c := range r.Counters {
		switch {
		case c.Timer != name, c.Drift:
		case c.Node < 0:
			return float64(c.Limit - s.fired[i]), true
		default:
			perNode, bounds = perNode+c.Limit-s.fired[i], true
		}
	}
	return float64(perNode), bounds
}

// ExpandOne is Expand for one candidate.
func (sp *Space) ExpandOne(s []uint32, c candidate, out *explore.Successors) {
	f := sp.faultsOf(s)
	switch c.kind {
	case step.Deliver:
		sp.expandDeliveries(s, f, c.about, c.about+1, out)
	case step.Drop:
		sp.expandFault(s, f, useDrop, change{kind: c.kind, about: c.about, item: c.about, Node: -1}, out)
	case step.Duplicate:
		sp.expandFault(s, f, useDuplicate, change{kind: c.kind, about: c.about, item: c.about, Node: -1}, out)
	case step.Timeout:
		node, place := step.TimerOf(c.about)
		if sp.mayFire(sp.firing(s, f), node, sp.timersOf(sp.node(s[sp.Nodes+node]))[place]) {
			sp.expandTimeout(s, f, node, place, out)
		}
	case step.Invoke:
		sp.emitOutcomes(s, c.kind, c.about, c.about, step.InvokeInput, f, out)
	case step.Restart:
		sp.emitOutcomes(s, c.kind, c.about, c.about, step.RestartInput, f, out)
	case step.Crash:
		if after, ok := sp.Sys.Faults.use(f, useCrash); ok {
			sp.emitOutcomes(s, c.kind, c.about, c.about, step.CrashInput, after, out)
		}
	case step.Heal:
		sp.expandFault(s, f, useHeal, change{kind: c.kind, item: -1, Node: -1}, out)
	case step.Partition:
		sp.expandFault(s, f, useCut+faultUse(c.about), change{kind: c.kind, about: c.about, item: -1, Node: -1}, out)
	case step.CutLink:
		sp.expandFault(s, f, useLink+faultUse(c.about), change{kind: c.kind, about: c.about, item: -1, Node: -1}, out)
	case step.HealLink:
		sp.expandFault(s, f, useMend+faultUse(c.about), change{kind: c.kind, about: c.about, item: -1, Node: -1}, out)
	case step.Stabilise:
		sp.expandStabiliseUnder(s, f, c.about, out)
	case step.Suspect, step.Trust:
		by, whom := step.PairOf(c.about)
		sp.expandSuspicion(s, f, c.kind, by, whom, out)
	}
}
