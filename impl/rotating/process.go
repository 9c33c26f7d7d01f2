package rotating

import "github.com/synod-go/synod/model"

// Phase is where a process stands in its round (Figure 6). Phase 1, in which it sends its
// estimate to the coordinator, is over as soon as the round begins.
type Phase int

const (
	// Gathering is phase 2: the coordinator waits for estimates of a majority.
	Gathering Phase = iota + 2
	// Waiting is phase 3: a process waits for the coordinator's proposal.
	Waiting
	// Counting is phase 4: the coordinator waits for replies of a majority.
	Counting
)

// String returns the phase's name.
func (p Phase) String() string {
	switch p {
	case Gathering:
		return "gathering"
	case Waiting:
		return "waiting"
	case Counting:
		return "counting"
	}
	return "none"
}

// Process is one process, with the variables of Figure 6.
//
// What a phase has no use for is cleared, so that no state differs by leftovers.
type Process struct {
	// Decided is the value that it has decided, or 0. Whoever has seen the decision may
	// act on it, so a crash does not take it back.
	Decided Value `model:"durable"`

	Round    int // r_p: the current round, from 1; 0: it has decided or crashed
	Phase    Phase
	Estimate Value // estimate_p: the estimate of the decision
	Stamp    int   // ts_p: the last round in which it adopted an estimate, at first 0

	// Of the coordinator.

	Heard   model.NodeSet // who sent an estimate (phase 2) or a reply (phase 4)
	Best    Dated         // an estimate with the largest stamp among those heard
	Refused bool          // one of the replies is a nack

	config config `model:"const"`
}

// Start proposes the process's own value, and begins the first round.
func (p *Process) Start(env model.Env) {
	env.Record(Proposed{p.Estimate})
	p.enter(env, 1)
}

// Timeout does nothing: a process has no timers. What time is needed for, the failure
// detector knows.
func (p *Process) Timeout(model.Env, model.Timer) {}

// Receive handles a message of the phase in which the process is, and the decision. The
// process takes a message of a later round or phase when it gets there; until then its
// delivery does nothing, and it waits in the network.
func (p *Process) Receive(env model.Env, from model.NodeID, m model.Message) {
	if p.Round == 0 {
		return
	}
	switch m := m.(type) {
	case Estimate:
		if m.Round == p.Round && p.Phase == Gathering {
			p.gather(env, from, m.Dated)
		}
	case Proposal:
		if m.Round == p.Round && p.Phase == Waiting {
			p.adopt(env, from, m.Value)
		}
	case Reply:
		if m.Round == p.Round && p.Phase == Counting {
			p.count(env, from, m.Ack)
		}
	case Decide:
		p.decide(env, from, m)
	}
}

// Suspect is the answer of the failure detector to a query: it suspects c. It is of
// interest in phase 3, where a process gives up waiting for a coordinator that its
// failure detector suspects. To ask is enough: a process keeps no list of suspects, so it
// cannot act on a suspicion that has been taken back.
func (p *Process) Suspect(env model.Env, c model.NodeID) {
	if p.Round == 0 || p.Phase != Waiting || c != p.coordinator() || p.config.mutant == noSuspicion {
		return
	}
	env.Send(c, Reply{Round: p.Round})
	p.enter(env, p.Round+1)
}

// Trust does nothing, because suspicions are not kept.
func (p *Process) Trust(model.Env, model.NodeID) {}

// enter begins a round. Phase 1: all processes send their estimate to the coordinator.
func (p *Process) enter(env model.Env, round int) {
	p.Round, p.Phase = round, Waiting
	p.Heard, p.Best, p.Refused = 0, Dated{}, false
	c := p.coordinator()
	if c == env.ID() {
		p.Phase = Gathering
	}
	env.Send(c, Estimate{Round: round, Dated: Dated{p.Estimate, p.Stamp}})
}

// coordinator returns the coordinator of the current round: c_p = (r_p mod n) + 1.
func (p *Process) coordinator() model.NodeID {
	return p.config.processes[p.Round%len(p.config.processes)]
}

// gather is phase 2: the coordinator gathers estimates of a majority, selects one with
// the largest stamp, and sends it to all as its new estimate. Of several with the largest
// stamp it takes the one that came first.
func (p *Process) gather(env model.Env, from model.NodeID, e Dated) {
	if p.Heard == 0 || p.config.newer(e, p.Best) {
		p.Best = e
	}
	p.Heard = p.Heard.With(from)
	if !p.config.isQuorum(p.Heard) {
		return
	}
	if p.config.mutant != ownEstimate {
		p.Estimate = p.Best.Value
	}
	p.Phase, p.Heard, p.Best = Waiting, 0, Dated{}
	p.sendAll(env, Proposal{Round: p.Round, Value: p.Estimate})
}

// newer reports whether the coordinator prefers estimate e to another.
func (c config) newer(e, other Dated) bool {
	if c.mutant == oldestEstimate {
		return e.Stamp < other.Stamp
	}
	return e.Stamp > other.Stamp
}

// adopt is phase 3 when the proposal came: the process adopts the coordinator's estimate
// and acknowledges it.
func (p *Process) adopt(env model.Env, coordinator model.NodeID, v Value) {
	if p.config.mutant != noAdoption {
		p.Estimate = v
	}
	if p.config.mutant != noStamp {
		p.Stamp = p.Round
	}
	env.Record(Adopted{Round: p.Round, Value: v})
	env.Send(coordinator, Reply{Round: p.Round, Ack: true})
	if coordinator == env.ID() {
		p.Phase = Counting
		return
	}
	p.enter(env, p.Round+1)
}

// count is phase 4: the coordinator waits for replies of a majority. If all of them are
// acks, then a majority has adopted its estimate, and it broadcasts the decision. In
// either case it goes on to the next round, until the decision comes back to it.
func (p *Process) count(env model.Env, from model.NodeID, ack bool) {
	p.Heard = p.Heard.With(from)
	p.Refused = p.Refused || !ack
	if !p.config.isQuorum(p.Heard) && p.config.mutant != firstAck {
		return
	}
	if !p.Refused || p.config.mutant == nackIsAck {
		p.sendAll(env, Decide{p.Estimate})
	}
	p.enter(env, p.Round+1)
}

// decide is the delivery of the reliable broadcast of a decision: a process that receives
// it for the first time sends it to all, unless it has sent it itself, and decides. So if
// any process decides, each one that does not crash does, though the coordinator and
// others crash. A second decision is not passed on: the first one comes to all.
func (p *Process) decide(env model.Env, from model.NodeID, m Decide) {
	if from != env.ID() {
		p.sendAll(env, m)
	}
	env.Record(Decided(m))
	*p = Process{Decided: m.Value, config: p.config}
}

func (p *Process) sendAll(env model.Env, m model.Message) {
	for _, id := range p.config.processes {
		env.Send(id, m)
	}
}
