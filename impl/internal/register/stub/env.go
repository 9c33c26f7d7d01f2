// Package stub has an Env that only notes what a handler does, for tests of one
// node at a time.
package stub

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Env is the Env of one node. It keeps what its handlers did until Take.
type Env struct {
	Self   model.NodeID
	Others []model.NodeID // the peers
	Sent   []model.Packet
	Events []model.Event
	Timers []model.Timer // those that are set, in the order of setting
}

// ID returns the node that runs.
func (e *Env) ID() model.NodeID { return e.Self }

// Peers returns the other nodes.
func (e *Env) Peers() []model.NodeID { return e.Others }

// Send notes the message.
func (e *Env) Send(to model.NodeID, m model.Message) {
	e.Sent = append(e.Sent, model.Packet{From: e.Self, To: to, Message: m})
}

// Resend notes the message unless it is noted already.
func (e *Env) Resend(to model.NodeID, m model.Message) {
	if !slices.Contains(e.Sent, model.Packet{From: e.Self, To: to, Message: m}) {
		e.Send(to, m)
	}
}

// Broadcast notes the message to each peer.
func (e *Env) Broadcast(m model.Message) {
	for _, p := range e.Others {
		e.Send(p, m)
	}
}

// SetTimer notes that t is set.
func (e *Env) SetTimer(t model.Timer) {
	e.StopTimer(t)
	e.Timers = append(e.Timers, t)
}

// StopTimer notes that t is not set.
func (e *Env) StopTimer(t model.Timer) {
	e.Timers = slices.DeleteFunc(e.Timers, func(u model.Timer) bool { return u == t })
}

// Choose makes the first choice.
func (e *Env) Choose(int) int { return 0 }

// Record notes the event.
func (e *Env) Record(ev model.Event) { e.Events = append(e.Events, ev) }

// Take returns the messages noted since the last time.
func (e *Env) Take() []model.Packet {
	sent := e.Sent
	e.Sent = nil
	return sent
}
