package switchpaxos

import "github.com/synod-go/synod/model"

// Proposer submits one value.
type Proposer struct {
	// Rerouted says that the way to the coordinator leads to the backup.
	Rerouted bool

	value Value `model:"const"`
}

// Start submits the value. The request may arrive at any later time.
func (p *Proposer) Start(env model.Env) {
	env.Record(Submitted{p.value})
	env.Send(env.Group(coordinatorPrefix)[0], Request{p.value})
}

// Timeout does nothing: a proposer has no timers.
func (p *Proposer) Timeout(model.Env, model.Timer) {}

// Suspect changes the way to the coordinator, for the switch has failed (Section 4). It is not
// known whether the request has come through, so it is sent again. A value that was sent twice
// may be chosen in two instances, which is for the application to notice.
func (p *Proposer) Suspect(env model.Env, _ model.NodeID) {
	if !p.Rerouted {
		p.Rerouted = true
		env.Send(env.Group(backupPrefix)[0], Request{p.value})
	}
}

// Trust does nothing: the backup remains.
func (p *Proposer) Trust(model.Env, model.NodeID) {}

// Receive does nothing: a proposer is told nothing.
func (p *Proposer) Receive(model.Env, model.NodeID, model.Message) {}
