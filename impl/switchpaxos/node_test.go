package switchpaxos

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/modeltest"
)

// The nodes of these tests: P1 and P2, C, B, A1 to A3 with two registers, and L1 and L2.
var two = config{proposers: 2, acceptors: 3, learners: 2, registers: 2}

const (
	switchID, backupID = model.NodeID(3), model.NodeID(4)
	a1, a2, a3         = model.NodeID(5), model.NodeID(6), model.NodeID(7)
	l1, l2             = model.NodeID(8), model.NodeID(9)
)

func envOf(node string) *modeltest.Env { return modeltest.New(node, two.groups()...) }

func packets(from model.NodeID, m model.Message, to ...model.NodeID) (list []model.Packet) {
	for _, id := range to {
		list = append(list, model.Packet{From: from, To: id, Message: m})
	}
	return list
}

// A switch counts up a register, and sends each packet on.
func TestSequence(t *testing.T) {
	env, c := envOf("C"), &Coordinator{}
	c.Receive(env, 1, Request{1})
	c.Receive(env, 2, Request{2})
	require.Equal(t, append(
		packets(switchID, Phase2A{1, Vote{1, 1}}, a1, a2, a3),
		packets(switchID, Phase2A{2, Vote{1, 2}}, a1, a2, a3)...), env.Sent)
}

// A register is that of an instance from when the one before it is cleared.
func TestRegisters(t *testing.T) {
	env, a := envOf("A1"), &Acceptor{Registers: make([]Register, 2), config: two}
	a.Receive(env, switchID, Phase2A{3, Vote{1, 3}})
	require.Empty(t, env.Sent, "it has no register yet")
	a.Receive(env, switchID, Phase2A{1, Vote{1, 1}})
	require.Equal(t, packets(a1, Phase2B{1, Vote{1, 1}}, l1, l2), env.Sent)
	a.Receive(env, l1, Checkpoint{2})
	a.Receive(env, l1, Checkpoint{1})
	require.Zero(t, a.Low, "one learner is no quorum")
	a.Receive(env, l2, Checkpoint{1})
	require.Equal(t, 1, a.Low, "what both have")
	require.Equal(t, make([]Register, 2), a.Registers)
	env.Take()
	a.Receive(env, backupID, Phase1A{1, 2})
	require.Empty(t, env.Sent, "it is cleared")
	a.Receive(env, switchID, Phase2A{3, Vote{1, 3}})
	require.Equal(t, []Register{{1, Vote{1, 3}}, {}}, a.Registers)
	a.Receive(env, l2, Checkpoint{3})
	require.Equal(t, 2, a.Low)
	require.Equal(t, Vote{1, 3}, a.Registers[0].Accepted, "instance 3 is not covered by both")
}

// An acceptor takes part in no lower round than it has promised.
func TestPromise(t *testing.T) {
	env, a := envOf("A1"), &Acceptor{Registers: make([]Register, 2), config: two}
	a.Receive(env, switchID, Phase2A{2, Vote{1, 1}})
	env.Take()
	a.Receive(env, backupID, Phase1A{2, 3})
	require.Equal(t, packets(a1, Phase1B{2, 3, Vote{1, 1}}, backupID), env.Take())
	a.Receive(env, backupID, Phase1A{2, 2})
	a.Receive(env, backupID, Phase2A{2, Vote{2, 2}})
	require.Empty(t, env.Sent)
	a.Receive(env, backupID, Phase2A{2, Vote{3, 2}})
	require.Len(t, env.Sent, 2)
}

// The backup proposes what it finds, and goes on with its own value in the next instance.
func TestBackup(t *testing.T) {
	env, b := envOf("B"), &Backup{config: two}
	b.Receive(env, 2, Request{2})
	require.Equal(t, packets(backupID, Phase1A{1, 2}, a1, a2, a3), env.Take())
	b.Receive(env, l1, Recover{1})
	require.Empty(t, env.Sent, "one after the other")
	b.Receive(env, a1, Phase1B{1, 2, Vote{1, 1}})
	b.Receive(env, a1, Phase1B{1, 2, Vote{1, 1}})
	require.Empty(t, env.Sent, "one acceptor is no quorum")
	b.Receive(env, a3, Phase1B{1, 2, Vote{}})
	require.Equal(t, append(
		packets(backupID, Phase2A{1, Vote{2, 1}}, a1, a2, a3),
		packets(backupID, Phase1A{2, 2}, a1, a2, a3)...), env.Take())
	b.Receive(env, l1, Checkpoint{4})
	require.Equal(t, packets(backupID, Phase1A{5, 2}, a1, a2, a3), env.Take(), "instance 2 may be cleared")
	b.Receive(env, a1, Phase1B{2, 2, Vote{}})
	b.Receive(env, a1, Phase1B{5, 2, Vote{}})
	b.Receive(env, a2, Phase1B{5, 2, Vote{}})
	require.Equal(t, packets(backupID, Phase2A{5, Vote{2, 2}}, a1, a2, a3), env.Take())
	b.Receive(env, l2, Recover{3})
	require.Empty(t, env.Sent, "another learner has a checkpoint")
	b.Receive(env, l2, Recover{6})
	require.Equal(t, packets(backupID, Phase1A{6, 3}, a1, a2, a3), env.Take(), "a new attempt has a new round")
	b.Receive(env, l2, Checkpoint{6})
	require.Zero(t, b.Instance, "a gap that a checkpoint covers is not filled")
}

// A learner delivers in order, and asks for what it misses.
func TestLearner(t *testing.T) {
	env, l := envOf("L1"), &Learner{config: two}
	l.Receive(env, a1, Phase2B{2, Vote{1, 2}})
	l.Receive(env, a2, Phase2B{2, Vote{2, 2}})
	require.Empty(t, l.Ahead, "votes of two rounds")
	l.Receive(env, a3, Phase2B{2, Vote{1, 2}})
	require.Equal(t, map[int]Count{2: {Vote{2, 2}, model.SetOf(a2)}}, l.Heard)
	l.Receive(env, a3, Phase2B{2, Vote{2, 2}})
	require.Equal(t, map[int]Value{2: 2}, l.Ahead)
	env.Fire(l, recoverTimer)
	require.Equal(t, packets(l1, Recover{1}, backupID), env.Take())
	l.Receive(env, a1, Phase2B{1, Vote{2, NoOp}})
	l.Receive(env, a2, Phase2B{1, Vote{2, NoOp}})
	require.Equal(t, []Value{NoOp, 2}, l.Delivered)
	env.Fire(l, checkpointTimer)
	require.Equal(t, packets(l1, Checkpoint{2}, a1, a2, a3, backupID), env.Take())
	require.Empty(t, env.Timers)
}

// A proposer sends its value once more, to the backup, when it hears of a failure.
func TestReroute(t *testing.T) {
	env, p := envOf("P1"), &Proposer{value: 1}
	p.Start(env)
	require.Equal(t, packets(1, Request{1}, switchID), env.Take())
	p.Suspect(env, switchID)
	p.Suspect(env, switchID)
	require.Equal(t, packets(1, Request{1}, backupID), env.Take())
}
