package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// How clients' reads are served (param reads).
const (
	readLog   = "log"   // as commands, through the log
	readIndex = "index" // by the read index (dissertation, Section 6.4)
	readLease = "lease" // by the leader alone, as long as it has a lease (Section 6.4.1)
)

// PendingRead is a read that a leader has still to answer. Client and Number name it, and with it
// the round of heartbeats that it waits for.
type PendingRead struct {
	Client model.NodeID
	Number int
	Index  int           // the commit index when the leader received it
	Heard  model.NodeSet // who has answered the round
}

// Confirm is a heartbeat by which a leader finds out whether it still leads.
type Confirm struct {
	Term   Term
	Client model.NodeID // of the read that waits
	Number int
}

// Confirmed answers a Confirm.
type Confirmed struct {
	Term   Term
	Client model.NodeID
	Number int
}

// readIndex takes a read that does not go through the log. It notes the commit index, if
// that is up to date, for which an entry of the leader's own term must be committed; until
// then the read waits in the network. Then it asks whether it still leads.
func (s replica) readIndex(env model.Env, client model.NodeID, number int) {
	current := s.termAt(s.CommitIndex) == s.Term || s.config.mutant == earlyReadIndex
	known := slices.ContainsFunc(s.Reads, func(r PendingRead) bool { return r.Client == client && r.Number == number })
	if !current || known {
		return
	}
	s.Reads = append(s.Reads, PendingRead{Client: client, Number: number, Index: s.CommitIndex, Heard: model.SetOf(env.ID())})
	for _, peer := range s.others(env) {
		env.Resend(peer, Confirm{Term: s.Term, Client: client, Number: number})
	}
	s.answerReads(env)
}

// confirm is the receiver of Confirm, of the current term.
func (s replica) confirm(env model.Env, leader model.NodeID, m Confirm) {
	s.becomeFollower(env)
	s.hear(env, leader)
	env.Resend(leader, Confirmed(m))
}

// countConfirmed takes an answer of the current term. It is one to a heartbeat, so that it
// counts when the leader checks that a majority answers (Section 6.2).
func (s replica) countConfirmed(env model.Env, follower model.NodeID, m Confirmed) {
	s.noteAnswer(follower)
	for i := range s.Reads {
		if r := &s.Reads[i]; r.Client == m.Client && r.Number == m.Number {
			r.Heard = r.Heard.With(follower)
		}
	}
	s.answerReads(env)
}

// answerReads answers the reads whose round a majority has answered. What they ask is applied
// already, as the leader applies what it commits at once.
func (s replica) answerReads(env model.Env) {
	s.Reads = slices.DeleteFunc(s.Reads, func(r PendingRead) bool {
		done := s.quorum(r.Heard) || s.config.mutant == noReadRound
		if done {
			s.answer(env, Command{From: r.Client, Number: r.Number, Op: Read}, s.Register)
		}
		return done
	})
}
