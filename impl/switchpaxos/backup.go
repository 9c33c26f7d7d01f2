package switchpaxos

import "github.com/synod-go/synod/model"

// Backup is a coordinator in software. It takes the place of the switch when that has failed,
// and finds out for learners what they have missed. It knows nothing of the sequence, so it
// runs phase 1 for every instance that it proposes in. It does not fail here.
type Backup struct {
	// Round is its last one. Every attempt has a new round: in one instance it proposes once
	// in each.
	Round Round

	// Taken is the last instance of which it knows that it is not free.
	Taken int
	// Low is the last instance of which it knows that a learner has a checkpoint that covers it.
	Low int

	// Instance is the one in which it is in phase 1, or 0, and Value what it wants to propose.
	Instance int
	Value    Value
	// Promises are the acceptors that have answered, and Highest is the vote of the highest
	// round that they have told of.
	Promises model.NodeSet
	Highest  Vote

	config config `model:"const"`
}

// Start has nothing to do until somebody asks.
func (b *Backup) Start(model.Env) {}

// Timeout does nothing: it waits for acceptors.
func (b *Backup) Timeout(model.Env, model.Timer) {}

// Receive takes one request after the other. What comes while it is in phase 1 waits.
func (b *Backup) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Request:
		if b.Instance == 0 {
			b.attempt(env, b.next(), m.Value)
		}
	case Recover:
		if b.Instance == 0 && m.Instance > b.Low {
			b.attempt(env, m.Instance, NoOp)
		}
	case Phase1B:
		if b.Instance == m.Instance && b.Round == m.Round {
			b.promised(env, from, m.Accepted)
		}
	case Checkpoint:
		b.saved(env, m.Instance)
	}
}

// next returns the first instance that may be free.
func (b *Backup) next() int { return max(b.Taken, b.Low) + 1 }

// attempt begins phase 1 in a new round. What is missed is asked for with a no-op, which is
// chosen if nothing else was (as with the function recover in Section 2).
func (b *Backup) attempt(env model.Env, instance int, v Value) {
	b.Round = max(b.Round, sequencerRound) + 1
	if v == NoOp && b.config.mutant == noPhase1 {
		sendAll(env, acceptorPrefix, Phase2A{instance, Vote{b.Round, v}})
		return
	}
	b.prepare(env, instance, v)
}

func (b *Backup) prepare(env model.Env, instance int, v Value) {
	b.Instance, b.Value, b.Promises, b.Highest = instance, v, 0, Vote{}
	sendAll(env, acceptorPrefix, Phase1A{instance, b.Round})
}

func (b *Backup) done() { b.Instance, b.Value, b.Promises, b.Highest = 0, 0, 0, Vote{} }

// promised is phase 2(a): with promises of a quorum it proposes its own value, unless they tell
// of another one, which may have been chosen. Then it proposes that, and a request goes to the
// next instance.
func (b *Backup) promised(env model.Env, acceptor model.NodeID, accepted Vote) {
	b.Promises = b.Promises.With(acceptor)
	if accepted.Round > b.Highest.Round {
		b.Highest = accepted
	}
	if !b.config.isQuorum(b.Promises) {
		return
	}
	b.Taken = max(b.Taken, b.Instance)
	v := b.Highest.Value
	if v == 0 || b.config.mutant == ownValue {
		v = b.Value
	}
	sendAll(env, acceptorPrefix, Phase2A{b.Instance, Vote{b.Round, v}})
	if v == b.Value || b.Value == NoOp {
		b.done()
	} else {
		b.prepare(env, b.next(), b.Value)
	}
}

// saved gives an instance up that a learner has in a checkpoint: acceptors may have cleared its
// register. A learner that misses it needs that checkpoint, and a request goes to the first
// instance that may be free.
func (b *Backup) saved(env model.Env, instance int) {
	b.Low = max(b.Low, instance)
	switch {
	case b.Instance == 0 || b.Instance > b.Low:
	case b.Value == NoOp:
		b.done()
	default:
		b.prepare(env, b.next(), b.Value)
	}
}
