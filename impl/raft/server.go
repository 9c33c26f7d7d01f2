package raft

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// Role is what a server currently is (Figure 4).
type Role int

const (
	Follower Role = iota
	Candidate
	Leader
	PreCandidate // asks whether it would be elected (param pre-vote)
)

// String returns the role's name in the paper.
func (r Role) String() string {
	switch r {
	case Follower:
		return "follower"
	case Candidate:
		return "candidate"
	case Leader:
		return "leader"
	case PreCandidate:
		return "pre-candidate"
	}
	return "unknown"
}

// Term is the number of a term, from 1; before the first one it is 0 (Section 5.1).
type Term int

// Entry is one entry of a log: a command, and the term in which a leader
// received it (Section 5.3).
type Entry struct {
	Term    Term
	Command Command
}

// Command is what an entry asks the state machine to do. Together with the
// entry's term a command is unique, so that entries can be told apart.
type Command struct {
	// From and Number name the command. With clients they are the client and the
	// number of its operation. Without, commands come out of nowhere (timer
	// "command"), and they are the leader and the index that it gave the entry.
	From   model.NodeID
	Number int
	Op     Op
}

// Op is what a client asks of the register that the servers keep: Read, or
// Write of a value. The zero Op asks for nothing: without clients nobody cares
// what commands do. Ops below Read are configurations (see Membership).
type Op int

// Read returns the register's value.
const Read Op = -1

// Write is the operation that writes a value, which is above 0.
func Write(value int) Op { return Op(value) }

// String returns the operation as text for people.
func (op Op) String() string {
	switch {
	case op == Read:
		return "read"
	case op > 0:
		return fmt.Sprintf("write %d", int(op))
	}
	if m, ok := op.membership(); ok {
		return "configuration " + m.String()
	}
	return "none"
}

// ofClient reports whether a client asks for the operation.
func (op Op) ofClient() bool { return op == Read || op > 0 }

// recorded is the operation as the client's history has it.
func (op Op) recorded() spec.RegisterOp {
	if op == Read {
		return spec.Read()
	}
	return spec.Write(int(op))
}

// Timers. There is no time: one that is set may fire whenever it likes.
const (
	// electionTimer is set at every server that is not a leader: the election timeout
	// (Section 5.2).
	electionTimer model.Timer = "election"
	// heartbeatTimer is set at leaders, if there are to be heartbeats.
	heartbeatTimer model.Timer = "heartbeat"
	// commandTimer is set at leaders, if there are no clients to send commands.
	commandTimer model.Timer = "command"
)

// Server is one Raft server: the state of Figure 2.
//
// What a role has no use for is cleared, so that no state differs by leftovers.
type Server struct {
	// Persistent state on all servers.

	Term     Term         `model:"durable"` // currentTerm: latest term the server has seen
	VotedFor model.NodeID `model:"durable"` // candidate that got the vote in Term, or nobody
	Log      []Entry      `model:"durable"` // index 1 is Log[0]

	// Volatile state on all servers.

	Role        Role
	CommitIndex int // highest entry known to be committed
	LastApplied int // highest entry applied to the state machine
	Register    int // the state machine (used only with clients)

	// Volatile state on candidates.

	Votes model.NodeSet // who voted for this candidate in Term

	// Volatile state on leaders, for each other server.

	NextIndex  map[model.NodeID]int // next entry to send
	MatchIndex map[model.NodeID]int // highest entry known to be replicated there

	config config `model:"const"`
}

// Start begins, at boot and after a crash.
func (s *Server) Start(env model.Env) { replica{s, &Extra{}}.start(env) }

// Timeout handles timers.
func (s *Server) Timeout(env model.Env, t model.Timer) { replica{s, &Extra{}}.timeout(env, t) }

// Receive handles all messages.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	replica{s, &Extra{}}.receive(env, from, m)
}

// start waits for a leader, at boot and after a crash (Section 5.2: when
// servers start up, they begin as followers).
func (s replica) start(env model.Env) {
	if s.config.mutant == forgetVote {
		s.VotedFor = model.Nobody
	}
	env.SetTimer(electionTimer)
	if s.config.leases() {
		env.SetTimer(tickTimer)
		if s.Term > 0 && s.config.mutant != forgetLease {
			s.Waits = s.config.lease.waits // it may have heard from a leader before a crash
		}
	}
	if s.config.compactions {
		s.restore()
		env.SetTimer(compactTimer)
	}
}

// timeout handles timers: the three of Figure 2 here.
func (s replica) timeout(env model.Env, t model.Timer) {
	switch t {
	case electionTimer:
		s.electionTimeout(env)
	case heartbeatTimer:
		s.heartbeat(env)
	case commandTimer:
		s.appendOwn(env, 0)
		env.SetTimer(commandTimer)
	default:
		s.extraTimeout(env, t)
	}
}

// receive handles all messages. Those of a higher term first make the server a
// follower in that term (Figure 2, Rules for All Servers). Those of an older
// term are stale (Section 5.1): replies are dropped, requests are refused, or
// dropped as well (param refusals).
func (s replica) receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case RequestVote:
		if !s.ignoresCandidates(env) {
			s.requestVote(env, from, m, s.led(env))
		}
	case RequestVoteReply:
		if s.inTerm(env, m.Term) {
			s.countVote(env, from, m)
		}
	case AppendEntries:
		if s.inTerm(env, m.Term) {
			s.appendEntries(env, from, m)
		} else if s.config.refusals {
			s.reply(env, from, AppendEntriesReply{Term: s.Term, Index: m.PrevLogIndex})
		}
	case AppendEntriesReply:
		if s.inTerm(env, m.Term) {
			s.countReplica(env, from, m)
		}
	case Request:
		s.request(env, from, m)
	default:
		s.receiveExtra(env, from, m)
	}
}

// seeTerm is the first rule for all servers: if RPC request or response contains
// term T > currentTerm: set currentTerm = T, convert to follower (Section 5.1).
func (s replica) seeTerm(env model.Env, term Term) {
	if term <= s.Term || s.Role == Leader && s.config.mutant == neverStepsDown {
		return
	}
	s.Term = term
	s.VotedFor = model.Nobody
	s.becomeFollower(env)
}

// inTerm reports whether a message is of the current term, which may be the message's.
func (s replica) inTerm(env model.Env, term Term) bool {
	s.seeTerm(env, term)
	return term == s.Term
}

// becomeFollower gives up what only candidates and leaders have.
func (s replica) becomeFollower(env model.Env) {
	s.Role = Follower
	s.Votes = 0
	s.NextIndex, s.MatchIndex = nil, nil
	env.StopTimer(heartbeatTimer)
	env.StopTimer(commandTimer)
	s.forgetExtra(env)
	s.resetElection(env)
}

// resetElection lets the election timeout begin anew, which has a meaning only where there
// is time (Figure 2, Rules for Followers: a leader is heard of, or a vote is granted).
func (s replica) resetElection(env model.Env) {
	env.StopTimer(electionTimer)
	env.SetTimer(electionTimer)
}

// lastIndex returns the index of the last entry, or 0.
func (s replica) lastIndex() int { return s.Snapshot.Index + len(s.Log) }

// termAt returns the term of the entry at an index. Before the first entry it
// is 0; past the end of the log it is -1, which is nobody's term. Of what a
// snapshot stands for only the last entry has a term that is known.
func (s replica) termAt(index int) Term {
	switch {
	case index == s.Snapshot.Index:
		return s.Snapshot.Term
	case index > s.lastIndex():
		return -1
	}
	return s.Log[s.place(index)].Term
}
