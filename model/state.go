package model

// View is what a check sees of one node. It must not be changed.
type View[N any] struct {
	ID     NodeID
	Name   string
	Up     bool // false between a crash and the restart, if there is one
	Timers []Timer
	Node   N // of one that is down, the fields that a crash takes are zero
}

// Packet is a message in flight.
type Packet struct {
	From, To NodeID
	Message  Message
}

// State is a whole state, as Global checks see it. It must not be changed.
type State struct {
	Nodes    []View[any]
	InFlight []Packet // every copy of every message; on a FIFO network each channel in order
}

// Views returns the nodes of type N, which may be an interface, by id.
func Views[N any](s *State) []View[N] {
	var views []View[N]
	for _, n := range s.Nodes {
		if is[N](n.Node) {
			views = append(views, as[N](n))
		}
	}
	return views
}
