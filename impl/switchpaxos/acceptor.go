package switchpaxos

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Acceptor is an acceptor in a switch (Section 3). It has a fixed number of registers, and an
// instance has the one of its number modulo that. A packet is handled in one pass: it names
// one instance, whose register is read and written, and leaves as the answer.
//
// Registers are not on disk. So an acceptor that has failed does not come back.
type Acceptor struct {
	// Registers are those of the instances Low+1 to Low+len(Registers).
	Registers []Register
	// Low is the last instance that a quorum of learners has a checkpoint of.
	Low int
	// Checkpoints are what learners have said of theirs.
	Checkpoints map[model.NodeID]int

	config config `model:"const"`
}

// Register is what an acceptor knows of an instance.
type Register struct {
	Round    Round // the highest that it has taken part in
	Accepted Vote  // the last that it has cast
}

// Start does nothing: all registers are 0.
func (a *Acceptor) Start(model.Env) {}

// Timeout does nothing: a switch has no timers.
func (a *Acceptor) Timeout(model.Env, model.Timer) {}

// Receive handles a packet. One for an instance that has no register any more is of no use.
// One for an instance that has none yet is left alone; it waits, or it is lost.
func (a *Acceptor) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Phase1A:
		a.phase1(env, from, m)
	case Phase2A:
		a.phase2(env, m)
	case Checkpoint:
		a.checkpoint(from, m.Instance)
	}
}

// register returns the register of an instance, or nil.
func (a *Acceptor) register(instance int) *Register {
	inside := a.Low < instance && instance <= a.Low+len(a.Registers)
	if !inside && a.config.mutant != earlyReuse {
		return nil
	}
	return &a.Registers[(instance-1)%len(a.Registers)]
}

// phase1 promises to take part in no lower round, and tells of the last vote.
func (a *Acceptor) phase1(env model.Env, coordinator model.NodeID, m Phase1A) {
	if r := a.register(m.Instance); r != nil && m.Round >= r.Round {
		r.Round = m.Round
		env.Send(coordinator, Phase1B{m.Instance, m.Round, r.Accepted})
	}
}

// phase2 accepts a value, unless a higher round was promised.
func (a *Acceptor) phase2(env model.Env, m Phase2A) {
	r := a.register(m.Instance)
	if r == nil || m.Vote.Round < r.Round {
		return
	}
	*r = Register{Round: m.Vote.Round, Accepted: m.Vote}
	env.Record(Phase2B(m))
	sendAll(env, learnerPrefix, Phase2B(m))
}

// checkpoint clears the registers of instances of which a quorum of learners has a
// checkpoint: those learners will not ask for them any more, and others can ask them.
func (a *Acceptor) checkpoint(learner model.NodeID, instance int) {
	if instance <= a.Checkpoints[learner] {
		return
	}
	if a.Checkpoints == nil {
		a.Checkpoints = map[model.NodeID]int{}
	}
	a.Checkpoints[learner] = instance
	var passed []int
	for _, n := range a.Checkpoints { // in any order: they are sorted
		passed = append(passed, n)
	}
	slices.Sort(passed)
	quorum := a.config.learners/2 + 1
	if len(passed) < quorum {
		return
	}
	for low := passed[len(passed)-quorum]; a.Low < low; {
		a.Low++
		a.Registers[(a.Low-1)%len(a.Registers)] = Register{}
	}
}
