package switchpaxos

import "github.com/synod-go/synod/model"

// Coordinator is the sequencer in a switch (Section 3): it gives each request the next
// instance and sends it on as a request of phase 2. That is all that a switch can do with a
// packet: one register is read and counted up, a few fields of the header are written.
//
// The register is not on disk. A switch that has failed does not know which instances it has
// used, and does not come back.
type Coordinator struct {
	Instance int // the last one that was used
}

// Start starts the sequence.
func (c *Coordinator) Start(model.Env) {}

// Timeout does nothing: a switch has no timers.
func (c *Coordinator) Timeout(model.Env, model.Timer) {}

// Receive makes a request of phase 2 of a proposer's request.
func (c *Coordinator) Receive(env model.Env, _ model.NodeID, m model.Message) {
	if request, ok := m.(Request); ok {
		c.Instance++
		sendAll(env, acceptorPrefix, Phase2A{c.Instance, Vote{sequencerRound, request.Value}})
	}
}
