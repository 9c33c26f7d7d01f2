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
	var groups []group
	f, budget := sp.faultsOf(s), sp.Sys.Model.Faults
	var spent faultState
	if sp.HasFaults {
		spent = sp.Sys.Faults.values.At(f)
	}
	rate := func(budget, spent int) float64 { return float64(max(0, budget-spent)) / float64(left) }
	add := func(rate float64, list []candidate) {
		if rate > 0 && len(list) > 0 {
			groups = append(groups, group{rate, list})
		}
	}
	items := s[sp.items:]
	of := func(kind step.Kind, hits []model.NodeSet) (list []candidate) {
		for i, item := range items {
			if hits == nil || sp.hits(hits, item) {
				list = append(list, candidate{kind, i})
			}
		}
		return list
	}
	add(rateDeliver, of(step.Deliver, nil))
	add(rate(budget.Drops, spent.drops), of(step.Drop, sp.Sys.Faults.dropped))
	if sp.network != model.Set {
		add(rate(budget.Duplicates, spent.duplicates), of(step.Duplicate, sp.Sys.Faults.doubled))
	}
	var invokes, crashes, restarts []candidate
	timeouts := map[uint16]int{} // the place in groups, by timer
	for i, id := range s[sp.Nodes:sp.Mons] {
		n := sp.node(id)
		if !n.up {
			if !sp.stops.Has(model.NodeID(i + 1)) {
				restarts = append(restarts, candidate{step.Restart, i})
			}
			continue
		}
		for k, timer := range sp.timersOf(n) {
			at, known := timeouts[timer]
			if !known {
				r, bounded := sp.Sys.Faults.left(spent, timer)
				if !bounded {
					r = float64(left) * rateTimeout
				}
				if r <= 0 {
					continue
				}
				at = len(groups)
				timeouts[timer] = at
				groups = append(groups, group{Rate: r / float64(left)})
			}
			groups[at].List = append(groups[at].List, candidate{step.Timeout, step.AboutTimer(i, k)})
		}
		if sp.invokers.Has(model.NodeID(i + 1)) {
			invokes = append(invokes, candidate{step.Invoke, i})
		}
		crashes = append(crashes, candidate{step.Crash, i})
	}
	add(rateInvoke, invokes)
	add(rateRestart, restarts)
	add(rate(budget.Crashes, spent.crashes), crashes)
	right, wrong := sp.suspicions(s)
	add(rateSuspect, right)
	add(rate(budget.Mistakes, spent.mistakes), wrong)
	if budget.Partitions > 0 {
		if spent.cut > 0 {
			add(rateHeal, []candidate{{step.Heal, 0}})
		}
		var cuts []candidate
		for k := range sp.Sys.Faults.cuts {
			cuts = append(cuts, candidate{step.Partition, k})
		}
		add(rate(budget.Partitions, spent.partitions), cuts)
	}
	if budget.Links > 0 {
		var whole, cut []candidate
		for k := range sp.Sys.Faults.links {
			if slices.Contains(spent.links, k) {
				cut = append(cut, candidate{step.HealLink, k})
			} else {
				whole = append(whole, candidate{step.CutLink, k})
			}
		}
		add(rateHeal, cut)
		add(rate(budget.Links, spent.cutLinks), whole)
	}
	return groups
}

// left returns how often a timer may still fire, of all nodes together, and
// whether that is bounded.
func (r *faultRules) left(s faultState, timer uint16) (left float64, bounded bool) {
	name := model.Timer(r.c.NodeTable.TimerName.At(uint32(timer)))
	perNode, bounds := 0, false
	for i, c := range r.Counters {
		switch {
		case c.Timer != name:
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
		sp.expandTimeout(s, f, node, place, out)
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
	case step.Suspect, step.Trust:
		by, whom := step.PairOf(c.about)
		sp.expandSuspicion(s, f, c.kind, by, whom, out)
	}
}
