package system

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// A timer with a bound of drift (model.TimerBound.Drift) is a clock: it runs at a node
// while it is set, and each firing is a tick. How far each node is ahead of the slowest
// one is part of the budgets; absolute numbers of ticks are nowhere.

// maxClocks bounds the clocks of a system: a node state has a bit for each.
const maxClocks = 8

// clock is a timer with a bound of drift.
type clock struct {
	timer model.Timer
	drift int // how many ticks a node may be ahead of the slowest
	bound int // the number of its counter, which counts nothing but has the bound's name
}

// compileClock reads the drift of a bound of a timer.
func (r *faultRules) compileClock(b model.TimerBound) error {
	switch {
	case b.Drift == 0:
		return nil
	case b.Drift < 0:
		return fmt.Errorf("the drift of timer %s is %d; it must not be negative", b.Timer, b.Drift)
	case b.Fault:
		return fmt.Errorf("the firing of timer %s is a fault, so it is no clock; accepted is a bound without a Drift, or without Fault", b.Timer)
	case len(r.clocks) == maxClocks:
		return fmt.Errorf("more than %d bounds have a drift; one of them is that of timer %s", maxClocks, b.Timer)
	}
	r.clocks = append(r.clocks, clock{b.Timer, b.Drift, len(r.Counters)})
	r.Counters = append(r.Counters, Counter{Timer: b.Timer, Node: -1, Limit: b.Drift, Drift: true})
	return nil
}

// isClock reports whether a timer is a clock.
func (r *faultRules) isClock(timer uint32) bool {
	return len(r.clocks) > 0 && r.clocksOf(r.c.NodeTable.TimerName.At(timer)) != 0
}

// clocksOf returns the clocks that a timer is, a bit for each.
func (r *faultRules) clocksOf(timer string) (set uint8) {
	for k, c := range r.clocks {
		if string(c.timer) == timer {
			set |= 1 << k
		}
	}
	return set
}

// aheadOf returns the part of a fault state that is about a clock, by the index of the
// node: 0 where it does not run, else one more than how far it is ahead of the slowest.
func (r *faultRules) aheadOf(s *faultState, clock int) []int {
	return s.ahead[clock*len(r.c.Nodes):][:len(r.c.Nodes)]
}

// tick lets the clocks that a timer is tick at a node. It returns the bounds that refuse that.
func (r *faultRules) tick(s *faultState, node int, timer model.Timer) (refusing []int) {
	for k, c := range r.clocks {
		if c.timer != timer {
			continue
		}
		ahead := r.aheadOf(s, k)
		if ahead[node] > c.drift && !r.Lifted {
			refusing = append(refusing, c.bound)
		}
		ahead[node]++
		level(ahead)
	}
	return refusing
}

// level measures a clock from the slowest node on.
func level(ahead []int) {
	slowest := 0
	for _, n := range ahead {
		if n > 0 && (slowest == 0 || n < slowest) {
			slowest = n
		}
	}
	for i, n := range ahead {
		if n > 0 {
			ahead[i] = n - slowest + 1
		}
	}
}

// run lets the given clocks run at a node, and no others. One that begins to run is level
// with the slowest.
func (r *faultRules) run(s *faultState, node int, clocks uint8) {
	for k := range r.clocks {
		ahead := r.aheadOf(s, k)
		switch runs := clocks>>k&1 != 0; {
		case !runs:
			ahead[node] = 0
		case ahead[node] == 0:
			ahead[node] = 1
		}
		level(ahead)
	}
}

// ticks reports whether a tick of a node would change how far clocks are apart.
func (r *faultRules) ticks(id uint32, node int, timer uint16) bool {
	if !r.isClock(uint32(timer)) {
		return false
	}
	s := r.values.At(id)
	before := s.ahead
	s.ahead = slices.Clone(before)
	r.tick(&s, node, model.Timer(r.c.NodeTable.TimerName.At(uint32(timer))))
	return !slices.Equal(before, s.ahead)
}

// ticked reports whether clocks are further apart, or less, in one fault state than in
// another.
func (r *faultRules) ticked(before, after uint32) bool {
	return before != after && len(r.clocks) > 0 && !slices.Equal(r.values.At(before).ahead, r.values.At(after).ahead)
}

// spends reports whether budgets were used between two fault states. Clocks use none.
func (r *faultRules) spends(before, after uint32) bool {
	if before == after {
		return false
	}
	b, a := r.values.At(before), r.values.At(after)
	b.ahead, a.ahead = nil, nil
	return string(b.content()) != string(a.content())
}

// drifted reports whether a use of a timer is refused, as use found, because its node's
// clock is too far ahead: then it is not enabled.
func (r *faultRules) drifted(id uint32, what faultUse) bool {
	return len(r.clocks) > 0 && slices.ContainsFunc(r.refusing(id, what), func(i int) bool { return r.Counters[i].Drift })
}

// keepClocks notes in a change of s which clocks run after it.
func (sp *Space) keepClocks(s []uint32, ch *change) {
	if len(sp.Sys.Faults.clocks) == 0 || ch.Outcome == nil {
		return
	}
	after := sp.node(ch.Outcome.node).clocks
	if after != sp.node(s[sp.Nodes+ch.Node]).clocks {
		ch.faults, _ = sp.Sys.Faults.use(ch.faults, useClocks+faultUse(ch.Node<<8)+faultUse(after))
	}
}

// isTick reports whether a change of s, whatever else it does, moves a clock.
func (sp *Space) isTick(s []uint32, ch *change) bool {
	return ch.kind == step.Timeout && sp.HasFaults && sp.Sys.Faults.ticked(s[sp.faults], ch.faults)
}
