package model

import "fmt"

// A step that a bound of the system refuses is counted, by the bound: first the
// protocol's own bounds, then those of timers, then that of messages in flight.

// refusedBy returns 1 + the number of the first of the protocol's bounds that
// refuses a node's step from one state to another, or 0.
func (c *compiled) refusedBy(before, after uint32) uint8 {
	var from, to Node
	for i, b := range c.sys.Bounds {
		if b.Refuses == nil {
			continue
		}
		if from == nil {
			from = c.decodeNode(splitNode(c.nodeTable.bytes(before)))
			to = c.decodeNode(splitNode(c.nodeTable.bytes(after)))
		}
		if watched(c, "bound "+b.Name, func() bool { return b.Refuses(from, to) }) {
			return uint8(i + 1)
		}
	}
	return 0
}

// refuse counts a step that a bound refused.
func (sp *space) refuse(bound int) {
	if sp.refused == nil {
		sp.refused = make([]uint64, len(sp.c.sys.Bounds)+len(sp.c.faults.counters)+1)
	}
	sp.refused[bound]++
}

// refuseTimer counts a timeout that bounds of its timer refused.
func (sp *space) refuseTimer(faults uint32, node int, timer uint16) {
	for _, counter := range sp.c.faults.refusing(faults, useOf(node, timer)) {
		sp.refuse(len(sp.c.sys.Bounds) + counter)
	}
}

// refuseInFlight counts a step after which too many messages would be in flight.
func (sp *space) refuseInFlight() { sp.refuse(len(sp.c.sys.Bounds) + len(sp.c.faults.counters)) }

// UsedBound is a bound of a system, as it was met by a search.
type UsedBound struct {
	Name, Value string
	// Refused counts the steps, enabled otherwise, that the bound refused.
	Refused uint64
}

// usedBounds lists all bounds of the system.
func (s *spaces) usedBounds() []UsedBound {
	sys := s.sys
	refused := make([]uint64, len(sys.Bounds)+len(s.faults.counters)+1)
	for _, sp := range s.list {
		for i, n := range sp.refused {
			refused[i] += n
		}
	}
	var out []UsedBound
	add := func(name string, value any, refused uint64) {
		out = append(out, UsedBound{name, fmt.Sprint(value), refused})
	}
	for i, b := range sys.Bounds {
		add(b.Name, b.Value, refused[i])
	}
	add("network", sys.Network, 0)
	add("crashes", sys.Faults.Crashes, 0)
	if sys.Network == FIFO || sys.Faults.Drops > 0 {
		add("drops", sys.Faults.Drops, 0)
	}
	add("duplicates", sys.Faults.Duplicates, 0)
	add("partitions", sys.Faults.Partitions, 0)
	if sys.InFlight > 0 {
		add("messages in flight", sys.InFlight, refused[len(refused)-1])
	}
	for i, k := range s.faults.counters {
		name := fmt.Sprintf("%s timeouts", k.timer)
		if k.node >= 0 {
			name = s.names[k.node+1] + " " + name
		}
		add(name, k.limit, refused[len(sys.Bounds)+i])
	}
	if sys.Constraint != nil {
		add("state constraint", "yes", 0)
	}
	return out
}
