package model

import (
	"math/rand/v2"

	"github.com/synod-go/synod/explore"
)

// Wander takes a random run of a system, of so many steps at most, and shows
// every state on the way to visit, the initial one first. Equal seeds and equal
// numbers of steps make equal runs. Nothing is checked on the way.
//
// Unlike the walks of a simulation, which take every enabled step equally often,
// and so spend all faults at once, it spreads each budget over the whole run: the
// rate of crashes, say, is how many are left by how many steps are left.
//
// It ends early when no step is enabled, and by the error of visit. The walk that
// visit gets stands at the end of the run so far and knows its last step; what
// came before is forgotten.
func Wander(sys *System, seed uint64, steps int, visit func(*Walk) error) error {
	unchecked := *sys
	unchecked.Properties, unchecked.Goals, unchecked.Symmetry = nil, nil, false
	w, err := NewWalk(&unchecked)
	if err != nil {
		return err
	}
	var stopped error
	if err := w.Do(func() { stopped = w.wander(seed, steps, visit) }); err != nil {
		return err
	}
	return stopped
}

func (w *Walk) wander(seed uint64, steps int, visit func(*Walk) error) error {
	random := rand.New(rand.NewPCG(seed, uint64(steps)))
	w.Start(random.IntN(w.Initial()))
	if err := visit(w); err != nil {
		return err
	}
	for left := steps; left > 0 && w.takeRandom(random, left); left-- {
		w.places = append(w.places[:0], w.here())
		if err := visit(w); err != nil {
			return err
		}
	}
	return nil
}

// The rates of steps that have no budget: how often they are chosen when a
// message can be delivered as well, which has rate 1. Timers are slow.
const (
	rateDeliver = 1
	rateInvoke  = 0.2
	rateRestart = 0.1
	rateHeal    = 0.1
	rateTimeout = 0.02
)

// candidate is a step that may be enabled: whether it is is found out only when
// it is chosen, for to know it of all of them their handlers would have to run.
type candidate struct{ kind, arg int }

// group are the candidates that share a rate.
type group struct {
	rate float64
	list []candidate
}

// takeRandom takes a random step, when at most left steps are still to be taken.
// It returns false when none is enabled.
func (w *Walk) takeRandom(random *rand.Rand, left int) bool {
	sp, s := w.sp, w.here().words
	if _, tooMany := sp.tooMany(s); tooMany {
		return false
	}
	groups := sp.candidates(s, left)
	for len(groups) > 0 {
		total := 0.0
		for _, g := range groups {
			total += g.rate
		}
		at, g := random.Float64()*total, 0
		for g < len(groups)-1 && at >= groups[g].rate {
			at -= groups[g].rate
			g++
		}
		list := groups[g].list
		i := random.IntN(len(list))
		var out explore.Successors
		sp.expandOne(s, list[i], &out)
		if found := out.Of(); len(found) > 0 {
			w.take(label(found[random.IntN(len(found))].Label))
			return true
		}
		list[i] = list[len(list)-1]
		groups[g].list = list[:len(list)-1]
		if len(groups[g].list) == 0 {
			groups = append(groups[:g], groups[g+1:]...)
		}
	}
	return false
}

// candidates lists the steps that may be enabled, and how often they are to be
// taken.
func (sp *space) candidates(s []uint32, left int) []group {
	var groups []group
	f, budget := sp.faultsOf(s), sp.c.sys.Faults
	var spent faultState
	if sp.hasFaults {
		spent = sp.c.faults.values.at(f)
	}
	rate := func(budget, spent int) float64 { return float64(max(0, budget-spent)) / float64(left) }
	add := func(rate float64, list []candidate) {
		if rate > 0 && len(list) > 0 {
			groups = append(groups, group{rate, list})
		}
	}
	items := s[sp.items:]
	of := func(kind int) (list []candidate) {
		for i := range items {
			list = append(list, candidate{kind, i})
		}
		return list
	}
	add(rateDeliver, of(stepDeliver))
	add(rate(budget.Drops, spent.drops), of(stepDrop))
	if sp.network != Set {
		add(rate(budget.Duplicates, spent.duplicates), of(stepDuplicate))
	}
	var invokes, crashes, restarts []candidate
	timeouts := map[uint16]int{} // the place in groups, by timer
	for i, id := range s[sp.nodes:sp.mons] {
		n := sp.node(id)
		if !n.up {
			restarts = append(restarts, candidate{stepRestart, i})
			continue
		}
		for k, timer := range sp.timersOf(n) {
			at, known := timeouts[timer]
			if !known {
				r, bounded := sp.c.faults.left(spent, timer)
				if !bounded {
					r = float64(left) * rateTimeout
				}
				if r <= 0 {
					continue
				}
				at = len(groups)
				timeouts[timer] = at
				groups = append(groups, group{rate: r / float64(left)})
			}
			groups[at].list = append(groups[at].list, candidate{stepTimeout, i<<5 | k})
		}
		if sp.invokers.Has(NodeID(i + 1)) {
			invokes = append(invokes, candidate{stepInvoke, i})
		}
		crashes = append(crashes, candidate{stepCrash, i})
	}
	add(rateInvoke, invokes)
	add(rateRestart, restarts)
	add(rate(budget.Crashes, spent.crashes), crashes)
	if budget.Partitions > 0 {
		if spent.cut > 0 {
			add(rateHeal, []candidate{{stepHeal, 0}})
		}
		var cuts []candidate
		for k := range sp.c.faults.cuts {
			cuts = append(cuts, candidate{stepPartition, k})
		}
		add(rate(budget.Partitions, spent.partitions), cuts)
	}
	return groups
}

// left returns how often a timer may still fire, of all nodes together, and
// whether that is bounded.
func (r *faultRules) left(s faultState, timer uint16) (left float64, bounded bool) {
	name := Timer(r.c.nodeTable.timerName.at(uint32(timer)))
	perNode, bounds := 0, false
	for i, c := range r.counters {
		switch {
		case c.timer != name:
		case c.node < 0:
			return float64(c.limit - s.fired[i]), true
		default:
			perNode, bounds = perNode+c.limit-s.fired[i], true
		}
	}
	return float64(perNode), bounds
}

// expandOne is Expand for one candidate.
func (sp *space) expandOne(s []uint32, c candidate, out *explore.Successors) {
	f := sp.faultsOf(s)
	switch c.kind {
	case stepDeliver:
		sp.expandDeliveries(s, f, c.arg, c.arg+1, out)
	case stepDrop:
		sp.expandFault(s, f, useDrop, change{kind: c.kind, arg: c.arg, item: c.arg, node: -1}, out)
	case stepDuplicate:
		sp.expandFault(s, f, useDuplicate, change{kind: c.kind, arg: c.arg, item: c.arg, node: -1}, out)
	case stepTimeout:
		sp.expandTimeout(s, f, c.arg>>5, c.arg&31, out)
	case stepInvoke:
		sp.emitOutcomes(s, c.kind, c.arg, c.arg, inputInvoke, f, out)
	case stepRestart:
		sp.emitOutcomes(s, c.kind, c.arg, c.arg, inputRestart, f, out)
	case stepCrash:
		if after, ok := sp.c.faults.use(f, useCrash); ok {
			sp.emitOutcomes(s, c.kind, c.arg, c.arg, inputCrash, after, out)
		}
	case stepHeal:
		sp.expandFault(s, f, useHeal, change{kind: c.kind, item: -1, node: -1}, out)
	case stepPartition:
		sp.expandFault(s, f, useCut+faultUse(c.arg), change{kind: c.kind, arg: c.arg, item: -1, node: -1}, out)
	}
}
