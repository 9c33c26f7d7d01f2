package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// compactTimer is set at all servers that may compact their logs (param compactions).
const compactTimer model.Timer = "compact"

// Snapshot stands for the entries of a log up to an index, all of them applied (Section 7).
// With none, everything in it is zero.
type Snapshot struct {
	Index int  // lastIncludedIndex: of the last entry that it stands for
	Term  Term // lastIncludedTerm: of that entry
	// State is the state machine and the latest configuration: as the entries that made
	// them, of which the protocol looks at no index and no term.
	State []Entry
}

// InstallSnapshot is what a leader sends to a server that lacks entries which the leader
// has no more (Figure 13), in one chunk.
type InstallSnapshot struct {
	Term     Term // leader's term
	Snapshot Snapshot
}

// InstallSnapshotReply answers an InstallSnapshot.
type InstallSnapshotReply struct {
	Term  Term // the follower's current term, for the leader to update itself
	Index int  // that of the snapshot, up to which the follower has everything
}

// entries are all entries of a server, with those that its snapshot stands for.
func (s replica) entries() []Entry {
	if s.Snapshot.Index == 0 {
		return s.Log
	}
	return slices.Concat(s.Snapshot.State, s.Log)
}

func (s *Server) entries() []Entry { return s.Log }

func (s *FullServer) entries() []Entry { return s.replica().entries() }

// place returns where in the log an entry stands, by its index.
func (s replica) place(index int) int { return index - s.Snapshot.Index - 1 }

// compact takes a snapshot of what was applied, and discards these entries.
func (s replica) compact(env model.Env) {
	env.SetTimer(compactTimer)
	if s.LastApplied > s.Snapshot.Index {
		s.Snapshot, s.Log = Snapshot{
			Index: s.LastApplied,
			Term:  s.termAt(s.LastApplied),
			State: slices.Clone(s.entries()[:s.LastApplied]),
		}, slices.Clone(s.Log[s.place(s.LastApplied)+1:])
	}
}

// restore makes the state machine that of the snapshot.
func (s replica) restore() {
	s.CommitIndex, s.LastApplied, s.Register = s.Snapshot.Index, s.Snapshot.Index, 0
	if s.config.clients {
		for i, e := range s.Snapshot.State {
			if e.Command.Op.ofClient() {
				s.execute(e.Command, i+1)
			}
		}
	}
}

// installSnapshot is the receiver of InstallSnapshot, of the current term (Figure 13).
func (s replica) installSnapshot(env model.Env, leader model.NodeID, m InstallSnapshot) {
	s.becomeFollower(env)
	s.hear(env, leader)
	index := m.Snapshot.Index
	switch {
	case s.config.mutant == installOver:
		s.Log = nil
		s.install(m.Snapshot)
	case index <= s.CommitIndex:
		// It has all that and may have more: the snapshot is older than its log.
	case s.termAt(index) == m.Snapshot.Term:
		// Rule 6: retain the log entries that follow.
		s.Log = slices.Clone(s.Log[s.place(index)+1:])
		s.install(m.Snapshot)
	default:
		// Rule 7: discard the entire log.
		s.Log = nil
		s.install(m.Snapshot)
	}
	env.Resend(leader, InstallSnapshotReply{Term: s.Term, Index: index})
}

// install is rule 8: reset the state machine using the snapshot.
func (s replica) install(snapshot Snapshot) {
	s.Snapshot = snapshot
	s.restore()
}

// countInstalled takes a reply of the current term. What came after the snapshot was not sent
// with it.
func (s replica) countInstalled(env model.Env, follower model.NodeID, m InstallSnapshotReply) {
	s.countReplica(env, follower, AppendEntriesReply{Term: m.Term, Success: true, Index: m.Index})
	if s.Role == Leader && s.MatchIndex[follower] == m.Index && m.Index < s.lastIndex() {
		env.Resend(follower, s.entriesFor(follower))
	}
}

// withoutCompacted returns an AppendEntries without the entries that the snapshot stands for:
// they are committed, so they are the leader's, too.
func (s replica) withoutCompacted(m AppendEntries) AppendEntries {
	if gone := s.Snapshot.Index - m.PrevLogIndex; gone > 0 {
		m.Entries = m.Entries[min(gone, len(m.Entries)):]
		m.PrevLogIndex, m.PrevLogTerm = s.Snapshot.Index, s.Snapshot.Term
	}
	return m
}
