package raft

import "github.com/synod-go/synod/model"

// PreVote asks whether the receiver would vote for the sender in a term (dissertation,
// Section 9.6; param pre-vote). It changes nobody's term.
type PreVote struct {
	Term         Term // the term in which the sender would be a candidate
	LastLogIndex int  // as in RequestVote
	LastLogTerm  Term
}

// PreVoteReply answers a PreVote.
type PreVoteReply struct {
	Term    Term // that of the PreVote; if not granted, the receiver's current term
	Granted bool // the receiver would vote for the sender
}

// Supported is the event that a server granted a vote or a pre-vote.
type Supported struct {
	Candidate model.NodeID
	Term      Term
	Pre       bool
	Led       model.NodeID // the leader that the server heard, or nobody
}

// electionTimeout starts an election, or with pre-votes asks first whether it could be
// won. The election timeout is at least the minimum one, so no leader is heard any more.
func (s replica) electionTimeout(env model.Env) {
	if s.Waits > 0 || !s.campaigns(env) {
		env.SetTimer(electionTimer)
		return
	}
	s.Heard = model.Nobody
	env.StopTimer(silenceTimer)
	if !s.config.preVote {
		s.startElection(env, false)
		return
	}
	s.Role = PreCandidate
	s.Votes = model.SetOf(env.ID())
	env.SetTimer(electionTimer)
	m := PreVote(s.candidacy(s.Term + 1))
	for _, peer := range s.rivals(env) {
		env.Resend(peer, m) // no term goes by until the next time
	}
	s.standIfSupported(env)
}

// preVote grants a pre-vote if the server would vote for the candidate, and hears no
// leader (Section 9.6). Otherwise it tells of a newer term, which is a refusal.
func (s replica) preVote(env model.Env, candidate model.NodeID, m PreVote) {
	free := m.Term > s.Term || m.Term == s.Term && (s.VotedFor == model.Nobody || s.VotedFor == candidate)
	led := s.led(env)
	if (led != model.Nobody || s.Waits > 0) && s.config.mutant != preVoteWhileLed {
		free = false
	}
	if free && s.upToDate(RequestVote(m)) {
		env.Record(Supported{Candidate: candidate, Term: m.Term, Pre: true, Led: led})
		env.Resend(candidate, PreVoteReply{Term: m.Term, Granted: true})
	} else if s.config.refusals {
		env.Resend(candidate, PreVoteReply{Term: s.Term})
	}
}

// countPreVote takes a pre-vote for the next term.
func (s replica) countPreVote(env model.Env, voter model.NodeID, m PreVoteReply) {
	switch {
	case !m.Granted:
		s.seeTerm(env, m.Term)
	case s.Role == PreCandidate && m.Term == s.Term+1:
		s.Votes = s.Votes.With(voter)
		s.standIfSupported(env)
	}
}

// standIfSupported makes a server with pre-votes of a majority a candidate.
func (s replica) standIfSupported(env model.Env) {
	if s.quorum(s.Votes) {
		s.startElection(env, false)
	}
}
