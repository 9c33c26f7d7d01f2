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
// (Section 5.2). Told says that the leader has asked for the election.
func (s replica) startElection(env model.Env, told bool) {
	s.forgetExtra(env)
	s.Term++
	if s.config.mutant != doubleVote {
		s.VotedFor = env.ID()
	}
	s.Role = Candidate
	s.Votes = model.SetOf(env.ID())
	if s.config.mutant != singleElection {
		env.SetTimer(electionTimer)
	}
	request := s.candidacy(s.Term)
	for _, peer := range s.rivals(env) {
		if told && s.config.checkQuorum {
			env.Send(peer, RequestVoteNow{request})
		} else {
			env.Send(peer, request)
		}
	}
	s.leadIfElected(env)
}

// requestVote is the receiver of RequestVote (Figure 2). Led is the
// leader that the receiver hears, unless there is none or it has asked for the election.
func (s replica) requestVote(env model.Env, candidate model.NodeID, m RequestVote, led model.NodeID) {
	if s.config.changesMembership() && s.Role == Leader && m.Term > s.Term {
		current, index := s.membership()
		env.Record(Deposed{By: candidate, Removed: index <= s.CommitIndex && !current.all().Has(candidate)})
	}
	s.seeTerm(env, m.Term)
	granted := m.Term == s.Term && s.grantVote(env, candidate, m)
	if granted && s.config.checkQuorum {
		env.Record(Supported{Candidate: candidate, Term: m.Term, Led: led})
	}
	if granted || s.config.refusals {
		env.Send(candidate, RequestVoteReply{Term: s.Term, Granted: granted})
	}
}

// grantVote is the receiver of RequestVote, rule 2: if votedFor is null or
// candidateId, and the candidate's log is at least as up-to-date as the
// receiver's, grant the vote (Sections 5.2 and 5.4). The request is of the
// current term. A candidate or leader has voted for itself.
func (s replica) grantVote(env model.Env, candidate model.NodeID, m RequestVote) bool {
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
func (s replica) upToDate(m RequestVote) bool {
	own := s.candidacy(s.Term)
	if s.config.mutant == weakVote {
		return m.LastLogTerm >= own.LastLogTerm
	}
	return m.LastLogTerm > own.LastLogTerm ||
		m.LastLogTerm == own.LastLogTerm && m.LastLogIndex >= own.LastLogIndex
}

// candidacy returns the server's own RequestVote for a term.
func (s replica) candidacy(term Term) RequestVote {
	if s.config.mutant == forgetSnapshotEnd && len(s.Log) == 0 {
		return RequestVote{Term: term}
	}
	return RequestVote{
		Term:         term,
		LastLogIndex: s.lastIndex(),
		LastLogTerm:  s.termAt(s.lastIndex()),
	}
}

// countVote takes a reply of the current term. Only a candidate can use it: a
// vote that comes after the majority, or after a crash, changes nothing.
func (s replica) countVote(env model.Env, voter model.NodeID, m RequestVoteReply) {
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
// initial empty AppendEntries), or an entry that asks for nothing, by which the
// leader soon has one of its own term committed (Section 8), if somebody needs that.
func (s replica) leadIfElected(env model.Env) {
	if !s.quorum(s.Votes) {
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
	s.setLeaderTimers(env)
	env.Record(Elected{Term: s.Term, Log: slices.Clone(s.entries())})
	if s.config.noOps {
		s.appendOwn(env, 0)
		return
	}
	for _, peer := range env.Peers() {
		env.Send(peer, s.entriesFor(peer))
	}
}
