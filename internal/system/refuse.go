package system

import (
	"fmt"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/guard"
)

// A step that a bound of the system refuses is counted, by the bound: first the
// protocol's own bounds, then those of timers, then that of messages in flight, then the
// spread of numbers by difference, then the assumptions.

// NumBounds is how many bounds steps are counted by.
func (c *System) NumBounds() int { return c.SpreadBound() + 1 + len(c.Model.Assumptions) }

// inFlightBound is the number of the bound of messages in flight.
func (c *System) inFlightBound() int { return len(c.Model.Bounds) + len(c.Faults.Counters) }

// SpreadBound is the number of the bound of the spread.
func (c *System) SpreadBound() int { return c.inFlightBound() + 1 }

// refusedBy returns 1 + the number of the first of the protocol's bounds that
// refuses a node's step from one state to another, or 0.
func (c *System) refusedBy(before, after uint32) uint8 {
	var from, to any
	for i, b := range c.Model.Bounds {
		if b.Refuses == nil {
			continue
		}
		if from == nil {
			from = c.show(c.StateOf(before))
			to = c.show(c.StateOf(after))
		}
		if c.refuses(i, from, to) {
			return uint8(i + 1)
		}
	}
	return 0
}

// refuses asks one of the protocol's bounds.
func (c *System) refuses(bound int, from, to any) bool {
	b := &c.Model.Bounds[bound]
	return guard.Watched(&c.calls, "bound "+b.Name, func() bool { return b.Refuses(from, to) })
}

// refuse counts a step that a bound refused.
func (sp *Space) refuse(bound int) {
	if sp.Refused == nil {
		sp.Refused = make([]uint64, sp.Sys.NumBounds())
	}
	sp.Refused[bound]++
	sp.noteRefused(bound)
}

// refuseTimer counts a timeout that bounds of its timer refused.
func (sp *Space) refuseTimer(faults uint32, node int, timer uint16) {
	for _, counter := range sp.Sys.Faults.refusing(faults, useOf(node, timer)) {
		sp.refuse(len(sp.Sys.Model.Bounds) + counter)
	}
}

// refuseInFlight counts a step after which too many messages would be in flight.
func (sp *Space) refuseInFlight() { sp.refuse(sp.Sys.inFlightBound()) }

// refuseAssumption counts a step to a state that an assumption excludes.
func (sp *Space) refuseAssumption(assumption int) {
	sp.refuse(sp.Sys.SpreadBound() + 1 + assumption)
}

// CounterName is the name of a bound of a timer.
func (c *System) CounterName(k Counter) string {
	name := fmt.Sprintf("%s timeouts", k.Timer)
	if k.Drift {
		name = fmt.Sprintf("%s drift", k.Timer)
	}
	if k.Node >= 0 {
		name = c.Names[k.Node+1] + " " + name
	}
	return name
}

// BoundName is the name under which a report lists the bound of a number.
func (c *System) BoundName(bound int) string {
	if bound < len(c.Model.Bounds) {
		return c.Model.Bounds[bound].Name
	}
	bound -= len(c.Model.Bounds)
	if bound < len(c.Faults.Counters) {
		return c.CounterName(c.Faults.Counters[bound])
	}
	switch bound -= len(c.Faults.Counters); bound {
	case 0:
		return "messages in flight"
	case 1:
		return c.SpreadName()
	}
	return report.Assumption + " " + c.Model.Assumptions[bound-2].Name
}

// SpreadName is the name of the bound on the spread of numbers by difference.
func (c *System) SpreadName() string { return c.Model.Numbers.Name + " spread" }
