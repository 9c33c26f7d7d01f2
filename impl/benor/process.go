package benor

import "github.com/synod-go/synod/model"

// Phase is what a process waits for in its round.
type Phase int

const (
	Reporting Phase = iota + 1 // step 2: messages of type 1
	Proposing                  // step 3: messages of type 2
)

// String returns the phase's name.
func (p Phase) String() string {
	switch p {
	case Reporting:
		return "reporting"
	case Proposing:
		return "proposing"
	}
	return "none"
}

// Process is one process.
//
// What a phase has no use for is cleared, so that no state differs by leftovers.
type Process struct {
	// Decided is the value that it has decided, or Unknown. Whoever has seen the decision
	// may act on it, so a crash does not take it back.
	Decided Value `model:"durable"`

	Round Round // r: the current round; 0: it takes no part any more
	Phase Phase
	Value Value         // x_P
	Heard model.NodeSet // who sent a message of the current round and phase
	Votes map[Value]int // how many of them sent which value

	input  Value  `model:"const"` // its initial value; Unknown: any
	config config `model:"const"`
}

// Start chooses the initial value, unless it is given, and begins round 1 (step 0).
func (p *Process) Start(env model.Env) {
	p.Value = p.input
	if p.Value == Unknown {
		p.Value = either(env)
	}
	env.Record(Proposed{p.Value})
	p.report(env, 1)
}

// either returns one of the two values: a choice, or a coin.
func either(env model.Env) Value { return Zero + Value(env.Choose(2)) }

// Timeout does nothing: a process has no timers.
func (p *Process) Timeout(model.Env, model.Timer) {}

// Receive counts the messages of the round and phase in which the process is. It takes
// those of later ones when it gets there; until then their delivery does nothing, and they
// wait in the network.
func (p *Process) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Report:
		if m.Round == p.Round && p.Phase == Reporting && p.count(from, m.Value) {
			p.propose(env)
		}
	case Proposal:
		if m.Round == p.Round && p.Phase == Proposing && p.count(from, m.Value) {
			p.conclude(env)
		}
	}
}

// count notes a message, and reports whether messages came from n-t processes. To wait for
// more could be in vain.
func (p *Process) count(from model.NodeID, v Value) bool {
	if p.Heard.Has(from) {
		return false
	}
	if p.Votes == nil {
		p.Votes = map[Value]int{}
	}
	p.Heard = p.Heard.With(from)
	p.Votes[v]++
	return p.Heard.Len() == p.config.awaited()
}

// awaited returns how many processes a process waits for.
func (c config) awaited() int {
	awaited := c.n() - c.tolerated
	if c.mutant == waitForFewer {
		awaited--
	}
	return awaited
}

// report is step 1: send the message (1, r, x_P) to all the processes.
func (p *Process) report(env model.Env, round Round) {
	p.Round, p.Phase, p.Heard, p.Votes = round, Reporting, 0, nil
	p.sendAll(env, Report{round, p.Value})
}

// propose is step 2 when enough reports came: if more than half of all processes have
// reported the same value v, send (2, r, v, D), else (2, r, ?). Two processes cannot both
// propose, and differ.
func (p *Process) propose(env model.Env) {
	v := Unknown
	for _, reported := range []Value{Zero, One} {
		if p.config.isMajority(p.Votes[reported]) {
			v = reported
		}
	}
	p.Phase, p.Heard, p.Votes = Proposing, 0, nil
	if v != Unknown {
		env.Record(Supported{Round: p.Round, Value: v})
	}
	p.sendAll(env, Proposal{p.Round, v})
}

// isMajority reports whether so many of the reports are enough for a D-message.
func (c config) isMajority(reports int) bool {
	if c.mutant == majorityOfReceived {
		return 2*reports > c.awaited()
	}
	return 2*reports > c.n()
}

// conclude is step 3 when enough proposals came: (a) if there is at least one D-message
// (2, r, v, D), set x_P to v; (b) if there are more than t of them, decide v; (c) if there
// is none, set x_P to 0 or 1 by a coin. Then begin the next round (step 4), whether it has
// decided or not: others may need its messages.
func (p *Process) conclude(env model.Env) {
	v, proposals := Zero, p.Votes[Zero]
	if p.Votes[One] > proposals {
		v, proposals = One, p.Votes[One]
	}
	needed := p.config.tolerated + 1
	if p.config.mutant == decideOnOne {
		needed = 1
	}
	if proposals >= needed {
		p.decide(env, v)
	}
	env.Record(Ended{Decided: p.Decided != Unknown})
	switch {
	case proposals >= needed, proposals > 0 && p.config.mutant != coinAnyway:
		p.Value = v
	case p.config.mutant != keepValue:
		p.Value = either(env)
	}
	if p.Decided != Unknown && p.config.mutant == stopWhenDecided {
		*p = Process{Decided: p.Decided, input: p.input, config: p.config}
		return
	}
	p.report(env, p.Round+1)
}

// decide decides a value, again in every later round.
func (p *Process) decide(env model.Env, v Value) {
	p.Decided = v
	env.Record(Decided{v})
}

func (p *Process) sendAll(env model.Env, m model.Message) {
	for _, id := range p.config.processes {
		env.Send(id, m)
	}
}
