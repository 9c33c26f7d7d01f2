package library

import (
	"sort"

	"github.com/synod-go/synod/tla/value"
)

var vectorClocks = []module{
	{name: "VectorClocks", extends: []string{"Naturals", "Sequences", "Functions"}, ops: []Op{
		{Name: "IsCausalOrder", Params: []int{0, 1}, Eval: isCausalOrder},
		{Name: "CausalOrder", Params: []int{0, 1, 1, 1}, Eval: causalOrder},
	}},
}

// isCausalOrder reports whether no entry of a log stands before one that happened before it.
func isCausalOrder(c *Call) (value.Value, error) {
	list, err := sequence("IsCausalOrder", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	clocks := make([]value.Value, len(list))
	for i, x := range list {
		clocks[i] = c.apply(1, x)
		for _, earlier := range clocks[:i] {
			less, err := lessAt(earlier, clocks[i])
			if err != nil {
				return value.Value{}, err
			}
			if less == 0 { // it neither happened before nor is it concurrent
				return value.False, nil
			}
		}
	}
	return value.True, nil
}

// lessAt counts the nodes at which v is less than w. A node that a clock does not have counts as 0.
func lessAt(v, w value.Value) (int, error) {
	dom, err := value.Domain(w)
	if err != nil {
		return 0, err
	}
	nodes, err := listed(dom)
	if err != nil {
		return 0, err
	}
	less := 0
	for _, n := range nodes {
		a, err := ticks(v, n)
		if err != nil {
			return 0, err
		}
		b, err := ticks(w, n)
		if err != nil {
			return 0, err
		}
		if a < b {
			less++
		}
	}
	return less, nil
}

// ticks is the clock's number for a node.
func ticks(clock, node value.Value) (int32, error) {
	has, err := value.Has(clock, node)
	if err != nil || !has {
		return 0, err
	}
	v, err := value.Apply(clock, node)
	if err != nil {
		return 0, err
	}
	n, isInt := v.AsInt()
	if !isInt {
		return 0, errorf("VectorClocks", "A vector clock should have natural numbers, but it is:\n%s", clock)
	}
	return n, nil
}

// An event is one entry of a log.
type event struct {
	entry, clock, hosts value.Value
	time                int32
	parents             int // events that must come first and have not come yet
	children            []*event
}

// A process is the events of one node, by its own time.
type process struct {
	node   value.Value
	events []*event
}

// causalOrder sorts a log such that no entry stands before one that happened before it. As in TLC every
// turn takes the next entry of each node that may come, the nodes being visited in canonical order (TLC's
// order of the nodes is that of a hash table).
func causalOrder(c *Call) (value.Value, error) {
	log := c.Value(0)
	list, err := sequence("CausalOrder", 0, log)
	if err != nil {
		return value.Value{}, err
	}
	processes, err := readProcesses(c, list)
	if err != nil {
		return value.Value{}, err
	}
	for _, p := range processes {
		if err := link(processes, p, log); err != nil {
			return value.Value{}, err
		}
	}
	var sorted []value.Value
	for len(sorted) < len(list) {
		before := len(sorted)
		for _, p := range processes {
			if len(p.events) == 0 || p.events[0].parents > 0 {
				continue
			}
			e := p.events[0]
			p.events, sorted = p.events[1:], append(sorted, e.entry)
			for _, child := range e.children {
				child.parents--
			}
		}
		if len(sorted) == before {
			return value.Value{}, errorf("CausalOrder", "The vector clocks of the log have no causal order:\n%s", log)
		}
	}
	return value.Tuple(sorted...), nil
}

func readProcesses(c *Call, list []value.Value) ([]*process, error) {
	events := map[int][]*event{}
	var nodes []value.Value
	for _, entry := range list {
		node, clock := c.apply(2, entry), c.apply(1, entry)
		time, err := ticks(clock, node)
		if err != nil {
			return nil, err
		}
		at, err := position(nodes, node)
		if err != nil {
			return nil, err
		}
		if at == len(nodes) {
			nodes = append(nodes, node)
		}
		events[at] = append(events[at], &event{entry: entry, clock: clock, hosts: c.apply(3, clock), time: time})
	}
	order, err := value.MakeSet(append([]value.Value(nil), nodes...))
	if err != nil {
		return nil, err
	}
	canonical, err := listed(order)
	if err != nil {
		return nil, err
	}
	processes := make([]*process, len(canonical))
	for i, node := range canonical {
		at, err := position(nodes, node)
		if err != nil {
			return nil, err
		}
		own := events[at]
		sort.SliceStable(own, func(i, j int) bool { return own[i].time < own[j].time })
		processes[i] = &process{node: node, events: own}
	}
	return processes, nil
}

// position is where x is in a list, or its length.
func position(list []value.Value, x value.Value) (int, error) {
	for i, y := range list {
		if same, err := value.Equal(x, y); err != nil || same {
			return i, err
		}
	}
	return len(list), nil
}

// link makes the events that p learned of from other nodes wait for them.
func link(processes []*process, p *process, log value.Value) error {
	known := make([]int32, len(processes))
	own := -1
	for i, q := range processes {
		if q == p {
			own = i
		}
	}
	for _, e := range p.events {
		known[own] = e.time
		hosts, err := members("CausalOrder", 3, e.hosts)
		if err != nil {
			return err
		}
		for _, host := range hosts {
			time, err := ticks(e.clock, host)
			if err != nil {
				return err
			}
			for i, q := range processes {
				same, err := value.Equal(q.node, host)
				if err != nil {
					return err
				}
				if !same || known[i] >= time {
					continue
				}
				known[i] = time
				if int(time) > len(q.events) {
					return errorf("CausalOrder", "The log has no event number %s of node %s, which is known at %s:\n%s", value.MakeInt(time), host, p.node, log)
				}
				cause := q.events[time-1]
				cause.children = append(cause.children, e)
				e.parents++
			}
		}
	}
	return nil
}
