package raft

import "github.com/synod-go/synod/model"

const (
	// transferTimer is set at leaders that may hand their leadership over (param transfers).
	transferTimer model.Timer = "transfer"
	// abortTimer is set at leaders that do: it stands for an election timeout.
	abortTimer model.Timer = "abort"
)

// TimeoutNow is what a leader sends to the server that is to succeed it, for that to start
// an election at once (dissertation, Section 3.10).
type TimeoutNow struct{ Term Term }

// RequestVoteNow is the RequestVote of a server that its leader has asked to succeed it. It
// is heeded also by servers that hear the leader (Section 4.2.3). Without check-quorum
// there are none such, and a plain RequestVote does.
type RequestVoteNow struct{ RequestVote }

// transfer lets a leader hand its leadership over to some other server: it takes no
// commands any more, waits until that server's log is up to date, as replication makes it,
// and then asks it to start an election (Section 3.10).
func (s replica) transfer(env model.Env) {
	rivals := s.rivals(env)
	if len(rivals) == 0 {
		env.SetTimer(transferTimer)
		return
	}
	s.Transferee = rivals[env.Choose(len(rivals))]
	env.StopTimer(commandTimer)
	env.SetTimer(abortTimer)
	s.askToSucceed(env)
}

// askToSucceed sends TimeoutNow when the transferee has all of the leader's log.
func (s replica) askToSucceed(env model.Env) {
	if s.Transferee != model.Nobody && (s.MatchIndex[s.Transferee] == s.lastIndex() || s.config.mutant == hastyTransfer) {
		env.Resend(s.Transferee, TimeoutNow{Term: s.Term})
	}
}

// abortTransfer lets a leader that is still leader after an election timeout take commands
// again.
func (s replica) abortTransfer(env model.Env) {
	s.Transferee = model.Nobody
	s.setLeaderTimers(env)
}

// timeoutNow starts an election as if the election timer had fired, and without asking for
// pre-votes. One that comes before anything else of its term waits in the network until
// the server knows that term, in which an AppendEntries is on its way.
func (s replica) timeoutNow(env model.Env, m TimeoutNow) {
	if m.Term == s.Term && s.Role != Leader && s.campaigns(env) {
		s.startElection(env, true)
	}
}
