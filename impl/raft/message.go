package raft

// The messages are the two RPCs of Figure 2 taken apart into request and reply.
// candidateId and leaderId are not among the fields: the network says who sent
// a message.

// RequestVote is what a candidate sends to gather votes (Figure 2, Section 5.2).
type RequestVote struct {
	Term Term // candidate's term
	// LastLogIndex and LastLogTerm are those of the candidate's last entry, 0
	// when its log is empty (Section 5.4).
	LastLogIndex int
	LastLogTerm  Term
}

// RequestVoteReply answers a RequestVote.
type RequestVoteReply struct {
	Term    Term // the voter's current term, for the candidate to update itself
	Granted bool // the candidate received the vote
}

// AppendEntries is what a leader sends to replicate entries, and, without
// entries, as heartbeat (Figure 2, Section 5.3).
type AppendEntries struct {
	Term Term // leader's term
	// PrevLogIndex and PrevLogTerm are those of the entry just before Entries,
	// 0 when there is none.
	PrevLogIndex int
	PrevLogTerm  Term
	Entries      []Entry
	LeaderCommit int // leader's commitIndex
}

// AppendEntriesReply answers an AppendEntries.
type AppendEntriesReply struct {
	Term    Term // the follower's current term, for the leader to update itself
	Success bool // the follower had an entry matching PrevLogIndex and PrevLogTerm
	// Index says which request this answers. An RPC knows that; a message that
	// may overtake others must say so. On success it is the index of the last
	// entry that the request vouched for (PrevLogIndex + number of Entries); on
	// failure it is PrevLogIndex, where the logs did not match.
	Index int
}

// Request is an operation that a client sends to a server (Section 8).
type Request struct {
	Number int // the client's how-manieth operation this is, from 1
	Op     Op
}

// Reply is the leader's answer to a Request whose entry it applied.
type Reply struct {
	Number int // that of the Request
	Value  int // what a read returns; 0 for a write
}
