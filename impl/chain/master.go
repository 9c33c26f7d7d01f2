package chain

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Master detects failures and says who is in the chain (Section 3). It never fails: the
// paper replicates it with Paxos.
type Master struct {
	Number int            // from 1; it grows when the chain changes, or a server fails
	Chain  []model.NodeID // the servers of the chain, the head first
	Failed model.NodeSet  // those that have failed

	config config `model:"const"`
}

// Start begins to extend the chain, if there are other servers.
func (m *Master) Start(env model.Env) { m.extend(env) }

// Timeout does nothing: the master has no timers. What time is needed for, the failure
// detector knows.
func (m *Master) Timeout(model.Env, model.Timer) {}

// Receive handles the answers of servers. An answer whose sender or its predecessor has
// failed meanwhile has no meaning any more.
func (m *Master) Receive(env model.Env, from model.NodeID, msg model.Message) {
	switch msg := msg.(type) {
	case Linked:
		if place := slices.Index(m.Chain, from); place > 0 && m.Chain[place-1] == msg.Predecessor && m.config.mutant != hastyLink {
			env.Send(msg.Predecessor, NewSuccessor{Server: from, Received: msg.Received})
		}
	case Joined:
		if from == m.joining(env) && msg.Predecessor == m.tail() {
			m.Number++
			m.Chain = append(m.Chain, from)
			m.tell(env)
			m.extend(env)
		}
	}
}

// Suspect handles the failure of a server: it is removed.
func (m *Master) Suspect(env model.Env, failed model.NodeID) {
	if m.Failed.Has(failed) {
		return
	}
	joined := failed == m.joining(env)
	m.Number++
	m.Failed = m.Failed.With(failed)
	place := slices.Index(m.Chain, failed)
	if place < 0 {
		if joined && len(m.Chain) > 0 {
			env.Send(m.tail(), NewSuccessor{})
			m.extend(env)
		}
		return
	}
	pred, succ := neighbours(m.Chain, place)
	m.Chain = slices.Delete(m.Chain, place, place+1)
	if len(m.Chain) == 0 {
		return // nobody has the data
	}
	if succ != model.Nobody {
		env.Send(succ, NewPredecessor{Server: pred})
		if m.config.mutant == hastyLink && pred != model.Nobody {
			env.Send(pred, NewSuccessor{Server: succ})
		}
		m.tell(env)
		return
	}
	env.Send(pred, NewSuccessor{})
	m.tell(env)
	m.extend(env)
}

// Trust does nothing: one that was removed does not come back.
func (m *Master) Trust(model.Env, model.NodeID) {}

// joining returns the server that is to be the new tail, if any: the first of those that
// are neither in the chain nor have failed.
func (m *Master) joining(env model.Env) model.NodeID {
	for _, id := range env.Group(serverPrefix) {
		if !slices.Contains(m.Chain, id) && !m.Failed.Has(id) {
			return id
		}
	}
	return model.Nobody
}

// extend tells the tail to make another server the tail.
func (m *Master) extend(env model.Env) {
	if next := m.joining(env); next != model.Nobody {
		env.Send(m.tail(), Extend{Number: m.Number, Server: next})
	}
}

func (m *Master) tail() model.NodeID {
	if len(m.Chain) == 0 {
		return model.Nobody
	}
	return m.Chain[len(m.Chain)-1]
}

// tell tells everybody who needs to know who is in the chain.
func (m *Master) tell(env model.Env) {
	listeners := env.Group(clientPrefix)
	if m.config.apportioned {
		listeners = append(listeners, m.Chain...)
	}
	for _, id := range listeners {
		env.Send(id, Chain{Servers: slices.Clone(m.Chain)})
	}
}

// neighbours returns who stands before and behind a place in a chain.
func neighbours(chain []model.NodeID, place int) (pred, succ model.NodeID) {
	if place > 0 {
		pred = chain[place-1]
	}
	if place+1 < len(chain) {
		succ = chain[place+1]
	}
	return pred, succ
}
