package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Committed is the event that a leader, in its term, found an entry committed.
type Committed struct {
	Term  Term // the leader's term; the entry may have an older one
	Index int
	Entry Entry
}

// Applied is the event that a server applied an entry to its state machine.
type Applied struct {
	Index int
	Entry Entry
}

// appendCommand is Figure 2, Rules for Leaders: if command received from client,
// append entry to local log; and: if last log index ≥ nextIndex for a follower,
// send AppendEntries with the entries from nextIndex on (Section 5.3). An earlier
// one may still be on its way; nextIndex does not count on it.
func (s replica) appendCommand(env model.Env, c Command) {
	s.Log = append(s.Log, Entry{Term: s.Term, Command: c})
	s.Age = 0
	for _, peer := range s.others(env) {
		env.Send(peer, s.entriesFor(peer))
	}
	s.advanceCommit(env) // a single server is a majority
}

// heartbeat is Figure 2, Rules for Leaders: AppendEntries to each server, again
// and again (Section 5.2). It carries what the server is thought to lack, so it
// is the retry as well.
func (s replica) heartbeat(env model.Env) {
	for _, peer := range s.others(env) {
		env.Resend(peer, s.entriesFor(peer))
	}
	env.SetTimer(heartbeatTimer)
}

// entriesFor returns the AppendEntries with everything from nextIndex on, or the snapshot
// that stands for some of that.
func (s replica) entriesFor(peer model.NodeID) model.Message {
	prev := s.NextIndex[peer] - 1
	if prev < s.Snapshot.Index {
		return InstallSnapshot{Term: s.Term, Snapshot: Snapshot{
			Index: s.Snapshot.Index, Term: s.Snapshot.Term, State: slices.Clone(s.Snapshot.State),
		}}
	}
	return AppendEntries{
		Term:         s.Term,
		PrevLogIndex: prev,
		PrevLogTerm:  s.termAt(prev),
		Entries:      slices.Clone(s.Log[s.place(prev+1):]),
		LeaderCommit: s.CommitIndex,
	}
}

// appendEntries is the receiver of AppendEntries, rules 2 to 5 (Figure 2,
// Section 5.3). The request is of the current term, so its sender is the leader
// of that term, and a candidate loses the election to it (Section 5.2).
func (s replica) appendEntries(env model.Env, leader model.NodeID, m AppendEntries) {
	s.becomeFollower(env)
	s.hear(env, leader)
	m = s.withoutCompacted(m)

	// Rule 2: reply false if log doesn't contain an entry at prevLogIndex whose
	// term matches prevLogTerm.
	if s.termAt(m.PrevLogIndex) != m.PrevLogTerm && s.config.mutant != noPrevCheck {
		s.reply(env, leader, AppendEntriesReply{Term: s.Term, Index: m.PrevLogIndex})
		return
	}

	s.store(m)

	// Rule 5: if leaderCommit > commitIndex, set commitIndex = min(leaderCommit,
	// index of last new entry). What stands behind the last new entry may not be
	// the leader's.
	last := m.PrevLogIndex + len(m.Entries)
	s.CommitIndex = max(s.CommitIndex, min(m.LeaderCommit, last))
	s.apply(env)

	// That nothing matches (0 entries) is nothing new to the leader, unless it asks who answers.
	if last > 0 || s.config.refusals || s.config.checkQuorum {
		s.reply(env, leader, AppendEntriesReply{Term: s.Term, Success: true, Index: last})
	}
}

// reply answers an AppendEntries. Where heartbeats are not counted, equal answers would
// accumulate in the network, so that one in flight is enough.
func (s replica) reply(env model.Env, leader model.NodeID, m AppendEntriesReply) {
	if s.config.recurring {
		env.Resend(leader, m)
	} else {
		env.Send(leader, m)
	}
}

// store is rules 3 and 4: if an existing entry conflicts with a new one (same
// index but different terms), delete the existing entry and all that follow it;
// append any new entries not already in the log. Without a conflict nothing is
// deleted: the request may be older than what the log has from a later one.
func (s replica) store(m AppendEntries) {
	if s.config.mutant == truncateAlways {
		s.Log = s.Log[:s.place(m.PrevLogIndex+1)]
	}
	for i, e := range m.Entries {
		index := m.PrevLogIndex + 1 + i
		switch {
		case index > s.lastIndex():
			s.Log = append(s.Log, e)
		case s.termAt(index) != e.Term:
			s.Log = append(s.Log[:s.place(index)], e)
		}
	}
}

// countReplica takes a reply of the current term (Figure 2, Rules for Leaders):
// if successful, update nextIndex and matchIndex for the follower; if
// AppendEntries fails because of log inconsistency, decrement nextIndex and
// retry (Section 5.3). A success is no reason to send more: what came after the
// request that succeeded was sent when it came, and if that was lost, the next
// heartbeat carries it.
func (s replica) countReplica(env model.Env, follower model.NodeID, m AppendEntriesReply) {
	s.noteAnswer(follower)
	switch {
	case s.Role != Leader:
		// A crash made it a follower of its own term. The reply comes too late.
	case !m.Success:
		// Of several failures only the one for the last try tells anything new.
		if m.Index == s.NextIndex[follower]-1 && m.Index > s.MatchIndex[follower] {
			s.NextIndex[follower] = m.Index
			env.Send(follower, s.entriesFor(follower))
		}
	case m.Index > s.MatchIndex[follower]:
		s.MatchIndex[follower] = m.Index
		s.NextIndex[follower] = m.Index + 1
		s.advanceCommit(env)
		if follower == s.Transferee {
			s.askToSucceed(env)
		}
	}
}

// advanceCommit is the last of the Rules for Leaders: if there exists an N such
// that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term ==
// currentTerm: set commitIndex = N. Entries of older terms are committed only
// with one of the current term above them (Sections 5.3 and 5.4.2).
func (s replica) advanceCommit(env model.Env) {
	for n := s.lastIndex(); n > s.CommitIndex; n-- {
		if s.termAt(n) != s.Term && s.config.mutant != commitOldTerm {
			return // terms only get lower further down
		}
		replicas := model.SetOf(env.ID())
		for _, peer := range env.Peers() {
			if s.MatchIndex[peer] >= n {
				replicas = replicas.With(peer)
			}
		}
		if s.quorum(replicas) {
			for i := s.CommitIndex + 1; i <= n; i++ {
				env.Record(Committed{Term: s.Term, Index: i, Entry: s.Log[s.place(i)]})
			}
			s.CommitIndex = n
			s.apply(env)
			s.membershipCommitted(env)
			return
		}
	}
}

// apply is Figure 2, Rules for All Servers: if commitIndex > lastApplied,
// increment lastApplied, apply log[lastApplied] to the state machine (Section
// 5.3). Only under a mutant does the commit index point past the end of the log.
//
// The leader that received a command answers it when it applies it (Section
// 5.3); a later leader does not know that anyone waits.
func (s replica) apply(env model.Env) {
	for s.LastApplied < min(s.CommitIndex, s.lastIndex()) {
		s.LastApplied++
		e := s.Log[s.place(s.LastApplied)]
		env.Record(Applied{Index: s.LastApplied, Entry: e})
		if !s.config.clients || !e.Command.Op.ofClient() {
			continue
		}
		value := s.execute(e.Command, s.LastApplied)
		if s.Role == Leader && e.Term == s.Term {
			s.answer(env, e.Command, value)
		}
	}
}
