package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Elected is the event that a server became leader, with its log at that time.
type Elected struct {
	Term Term
	Log  []Entry
}

// startElection is Figure 2, Rules for Candidates: increment currentTerm, vote
// for self, reset election timer, send RequestVote to all other servers
// (Section 5.2).
func (s *Server) startElection(env model.Env) {
	s.Term++
	if s.config.mutant != doubleVote {
		s.VotedFor = env.ID()
	}
	s.Role = Candidate
	s.Votes = model.SetOf(env.ID())
	if s.config.mutant != singleElection {
		env.SetTimer(electionTimer)
	}
	env.Broadcast(RequestVote{
		Term:         s.Term,
		LastLogIndex: s.lastIndex(),
		LastLogTerm:  s.termAt(s.lastIndex()),
	})
	s.leadIfElected(env)
}

// grantVote is the receiver of RequestVote, rule 2: if votedFor is null or
// candidateId, and the candidate's log is at least as up-to-date as the
// receiver's, grant the vote (Sections 5.2 and 5.4). The request is of the
// current term. A candidate or leader has voted for itself.
func (s *Server) grantVote(env model.Env, candidate model.NodeID, m RequestVote) bool {
	if s.VotedFor != model.Nobody && s.VotedFor != candidate {
		return false
	}
	if !s.upToDate(m) {
		return false
	}
	if s.config.mutant != doubleVote {
		s.VotedFor = candidate
	}
	s.resetElection(env)
	return true
}

// upToDate is the election restriction (Section 5.4.1): the log with the later
// last term is more up-to-date; of two with the same last term it is the longer.
func (s *Server) upToDate(m RequestVote) bool {
	last := s.termAt(s.lastIndex())
	if s.config.mutant == weakVote {
		return m.LastLogTerm >= last
	}
	return m.LastLogTerm > last ||
		m.LastLogTerm == last && m.LastLogIndex >= s.lastIndex()
}

// countVote takes a reply of the current term. Only a candidate can use it: a
// vote that comes after the majority, or after a crash, changes nothing.
func (s *Server) countVote(env model.Env, voter model.NodeID, m RequestVoteReply) {
	if s.Role != Candidate || !m.Granted {
		return
	}
	s.Votes = s.Votes.With(voter)
	s.leadIfElected(env)
}

// leadIfElected makes a candidate with votes of a majority leader (Figure 2,
// Rules for Candidates). For each other server nextIndex starts at last log
// index + 1 and matchIndex at 0; AppendEntries goes out at once, which, as
// nextIndex says, carries no entries (Rules for Leaders: upon election send
// initial empty AppendEntries).
func (s *Server) leadIfElected(env model.Env) {
	if !s.majority(s.Votes.Len()) {
		return
	}
	s.Role = Leader
	s.Votes = 0
	s.NextIndex = make(map[model.NodeID]int)
	s.MatchIndex = make(map[model.NodeID]int)
	for _, peer := range env.Peers() {
		s.NextIndex[peer] = s.lastIndex() + 1
		s.MatchIndex[peer] = 0
	}
	env.StopTimer(electionTimer)
	if s.config.heartbeats {
		env.SetTimer(heartbeatTimer)
	}
	if s.config.commands {
		env.SetTimer(commandTimer)
	}
	env.Record(Elected{Term: s.Term, Log: slices.Clone(s.Log)})
	for _, peer := range env.Peers() {
		env.Send(peer, s.entriesFor(peer))
	}
}
