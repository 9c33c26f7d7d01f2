package system

// A state is a vector of words: two for every running fingerprint (one per
// permutation), one per node, one per monitor, one for the budgets if there are
// any, and then what is in the network: the ids of messages in the order of
// their content, equal ones side by side, or of channels in the order of sender
// and receiver.

// Layout says where things are in a state.
type Layout struct {
	Nodes, Mons, faults, items int
	HasFaults                  bool
}

func (c *System) Layout() Layout {
	var l Layout
	l.Nodes = 2 * len(c.Perms)
	l.Mons = l.Nodes + len(c.Nodes)
	l.faults = l.Mons + len(c.Mons)
	l.items = l.faults
	l.HasFaults = c.Faults.used
	if l.HasFaults {
		l.items++
	}
	return l
}
