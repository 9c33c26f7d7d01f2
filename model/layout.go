package model

// A state is a vector of words: two for every running fingerprint (one per
// permutation), one per node, one per monitor, one for the budgets if there are
// any, and then what is in the network: the ids of messages in the order of
// their content, equal ones side by side, or of channels in the order of sender
// and receiver.

// layout says where things are in a state.
type layout struct {
	nodes, mons, faults, items int
	hasFaults                  bool
}

func (c *compiled) layout() layout {
	var l layout
	l.nodes = 2 * len(c.perms)
	l.mons = l.nodes + len(c.nodes)
	l.faults = l.mons + len(c.mons)
	l.items = l.faults
	l.hasFaults = c.faults.used
	if l.hasFaults {
		l.items++
	}
	return l
}
