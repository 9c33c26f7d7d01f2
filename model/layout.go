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

// The kinds of steps, as labels spell them.
const (
	stepDeliver = iota
	stepDrop
	stepDuplicate
	stepTimeout
	stepInvoke
	stepCrash
	stepRestart
	stepPartition
	stepHeal
	stepInitial
)

// label is the code of a step: its kind, what it is about (the place of a
// message or channel in the network, a node, a node and the place among its
// timers, a cut), and the branch of Choose.
type label uint32

const (
	labelKindBits = 4
	labelArgBits  = 12
	maxLabelArg   = 1<<labelArgBits - 1
)

func makeLabel(kind, arg, branch int) label {
	return label(kind | arg<<labelKindBits | branch<<(labelKindBits+labelArgBits))
}

func (l label) kind() int   { return int(l & (1<<labelKindBits - 1)) }
func (l label) arg() int    { return int(l >> labelKindBits & maxLabelArg) }
func (l label) branch() int { return int(l >> (labelKindBits + labelArgBits)) }
