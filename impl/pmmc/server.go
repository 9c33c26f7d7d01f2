package pmmc

import "github.com/synod-go/synod/model"

// Mode is what a machine's leader is doing (Sections 2.3 and 2.4).
type Mode int

const (
	Passive  Mode = iota // waits
	Scouting             // a scout is at work for its ballot
	Active               // its ballot was adopted: commanders may be spawned
)

// String returns the mode's name.
func (m Mode) String() string {
	switch m {
	case Passive:
		return "passive"
	case Scouting:
		return "scouting"
	case Active:
		return "active"
	}
	return "unknown"
}

// scoutTimer is set at every machine whose leader is passive and may still spawn
// a scout. There is no time: it stands for whatever makes a leader try (Section
// 3), and fires whenever it likes.
const scoutTimer model.Timer = "scout"

// Server is one machine: an acceptor, a leader and a replica (Section 4.4).
//
// Durable is what has to be on disk (Section 4.3): the acceptor's fields, and
// the replica's decisions, which its state machine is built anew from. A leader
// has none but that it must not use a ballot twice, which its acceptor sees to.
// What has no effect any more is cleared, so that no state differs by leftovers.
type Server struct {
	// The acceptor (Figure 4).

	// Ballot is ballot_num. It is the leader's as well: a leader is preempted as
	// soon as its own acceptor adopts another.
	Ballot Ballot `model:"durable"`
	// Accepted has, by slot, the accepted pvalue with the highest ballot
	// (Section 4.1).
	Accepted map[int]PValue `model:"durable"`

	// The leader (Figure 7).

	Mode Mode
	// Scout is the scout at work (Figure 6b); nil if none.
	Scout *Scout
	// ScoutDone says that the scout of Ballot, if it was this leader's, has left:
	// no P1b of Ballot can do anything any more. It is durable only for that to
	// stay true over a crash; nothing is decided by it.
	ScoutDone bool `model:"durable"`
	// Proposals has the commands that this leader proposes, by slot, from when it
	// hears of one until it knows the slot's decision (Section 4.2).
	Proposals map[int]Command
	// Commanders are the commanders at work, by slot: each is the acceptors that
	// accepted its pvalue, which has the command of Proposals (Figure 6a).
	Commanders map[int]model.NodeSet

	// The replica (Figure 1).

	Decisions map[int]Command `model:"durable"` // by slot
	// SlotOut is slot_out: the slot whose decision is performed next.
	SlotOut int
	// Requests are the commands that clients asked this replica for and that are
	// not proposed yet, the oldest first.
	Requests []Command
	// Proposed has the commands that this replica proposed, by slot, until the
	// slot is performed; it is proposals in Figure 1.
	Proposed map[int]Command
	// Performed are the commands that had an effect, in order.
	Performed []Command
	// Store is the application: a value per key.
	Store map[string]string
	// Results has each client's last performed command and what came of it: the
	// filter against duplicates.
	Results map[model.NodeID]Result

	config config `model:"const"`
}

// Result is what came of a client's last performed command.
type Result struct {
	Number int
	Value  string
}

// Start runs at boot and after a crash. What is on disk is performed anew; nobody
// waits for the answers.
func (s *Server) Start(env model.Env) {
	s.SlotOut = 1
	// It was true already if a scout of this leader's has left; under the mutant the
	// ballot does not say whose it is.
	s.ScoutDone = s.ScoutDone || s.Ballot.Leader == env.ID()
	s.advance(env)
	s.waitToScout(env)
}

// Timeout starts a scout.
func (s *Server) Timeout(env model.Env, _ model.Timer) { s.spawnScout(env) }

// Receive hands messages to the role they are for. What a machine sends to
// itself does not go through the network: it is handled at once, in the handler
// that would send it.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Request:
		s.request(env, Command{Client: from, Number: m.Number, Op: m.Op})
	case Decision:
		s.leaderHeard(env)
		s.learn(env, m.Slot, m.Command)
	case Propose:
		s.propose(env, m.Slot, m.Command)
	case P1a:
		s.phase1(env, from, m)
	case P2a:
		s.leaderHeard(env)
		s.phase2(env, from, m)
	case P1b:
		s.scouted(env, from, m)
	case P2b:
		s.commanded(env, from, m)
	}
}
