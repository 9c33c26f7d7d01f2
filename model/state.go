package model

// View is what a check sees of one node. It must not be changed.
type View[N any] struct {
	ID   NodeID
	Name string
	// Up is false between a crash and the restart.
	Up     bool
	Timers []Timer
	// Node is the node. Of one that is down only the durable fields and the
	// settings are there; the others have their zero values.
	Node N
}

// Packet is a message in flight.
type Packet struct {
	From, To NodeID
	Message  Message
}

// State is a whole state, as a Global check or a constraint sees it. It must not
// be changed.
type State struct {
	Nodes []View[any]
	// InFlight lists every copy of every message in flight; on a FIFO network
	// the messages of a channel stand in their order.
	InFlight []Packet
}

// Views returns the nodes of type N, in the order of the ids. N may be an
// interface.
func Views[N any](s *State) []View[N] {
	var views []View[N]
	for _, n := range s.Nodes {
		if is[N](n.Node) {
			views = append(views, as[N](n))
		}
	}
	return views
}
