package vr

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// request is step 2 and 3 of normal operation (Section 4.1): the primary compares the
// request-number with that in the client-table. An older request is dropped, and of the
// last one the response is sent again, if there is one. A new one goes into the log.
func (s *Server) request(env model.Env, c Command) {
	if !s.leads() {
		return
	}
	if s.config.mutant != noClientTable {
		switch last := s.lastRequest(c.Client); {
		case c.Number < last:
			return
		case c.Number == last:
			s.replyAgain(env, c)
			return
		}
	}
	s.Log = append(s.Log, c)
	env.Broadcast(Prepare{View: s.View, Command: c, OpNumber: s.opNumber(), CommitNumber: s.CommitNumber})
}

// lastRequest is the request-number in the client-table: of the client's last request in
// the log, whether or not it was executed; 0 if there is none.
func (s *Server) lastRequest(client model.NodeID) (number int) {
	for _, c := range s.Log {
		if c.Client == client {
			number = max(number, c.Number)
		}
	}
	return number
}

// replyAgain sends the response to a request that was executed.
func (s *Server) replyAgain(env model.Env, c Command) {
	if i := slices.Index(s.Executed, c); i >= 0 {
		env.Resend(c.Client, Reply{Number: c.Number, Value: s.result(i)})
	}
}

// prepare is step 4: a backup stores a request if it has all the earlier ones, and says so;
// if it lacks some, it asks for them (Section 5.2).
func (s *Server) prepare(env model.Env, primary model.NodeID, m Prepare) {
	switch {
	case s.behind(env, primary, m.View):
	case m.View < s.View || s.Status != Normal || m.OpNumber <= s.opNumber():
		// It is of an old view, comes before the StartView, or is not new.
	case m.OpNumber > s.opNumber()+1:
		s.askForState(env, primary, m.View, s.opNumber())
	default:
		s.Log = append(s.Log, m.Command)
		s.sendPrepareOK(env)
		s.executeTo(env, m.CommitNumber)
	}
}

// sendPrepareOK tells the primary that the log is the same as its own up to here.
func (s *Server) sendPrepareOK(env model.Env) {
	env.Record(Promised{View: s.View, OpNumber: s.opNumber()})
	env.Send(s.primary(), PrepareOK{View: s.View, OpNumber: s.opNumber()})
}

// prepareOK is step 5: when f backups have a request, that and all earlier ones are
// committed.
func (s *Server) prepareOK(env model.Env, backup model.NodeID, m PrepareOK) {
	if m.View != s.View || !s.leads() || m.OpNumber <= max(s.CommitNumber, s.Prepared[backup]) {
		return
	}
	if s.Prepared == nil {
		s.Prepared = map[model.NodeID]int{}
	}
	s.Prepared[backup] = m.OpNumber
	s.commitPrepared(env)
}

// commitPrepared commits what f backups and the primary have.
func (s *Server) commitPrepared(env model.Env) {
	for s.CommitNumber < s.opNumber() {
		next, backups := s.CommitNumber+1, 0
		for _, n := range s.Prepared {
			if n >= next {
				backups++
			}
		}
		if backups < s.config.f() {
			return
		}
		env.Record(Committed{View: s.View, OpNumber: next, Command: s.Log[next-1]})
		s.executeTo(env, next)
		maps.DeleteFunc(s.Prepared, func(_ model.NodeID, n int) bool { return n <= next })
	}
}

// tellCommitted is step 6: the primary has nothing to prepare, and tells the backups
// what is committed, and that it is there.
func (s *Server) tellCommitted(env model.Env) {
	for _, peer := range env.Peers() {
		env.Resend(peer, Commit{View: s.View, CommitNumber: s.CommitNumber})
	}
}

// commit is step 7: a backup hears of what is committed, and executes it when it has it.
func (s *Server) commit(env model.Env, primary model.NodeID, m Commit) {
	switch {
	case s.behind(env, primary, m.View):
	case m.View < s.View || s.Status != Normal:
	case m.CommitNumber > s.opNumber():
		s.askForState(env, primary, m.View, s.opNumber())
	default:
		s.executeTo(env, m.CommitNumber)
	}
}

// executeTo executes what is committed, in order, as far as the log goes; the primary
// answers the clients. The commit-number never goes back.
func (s *Server) executeTo(env model.Env, committed int) {
	for s.CommitNumber < min(committed, s.opNumber()) {
		c := s.Log[s.CommitNumber]
		s.CommitNumber++
		s.Executed = append(s.Executed, c)
		env.Record(Executed{OpNumber: s.CommitNumber, Command: c})
		if s.leads() {
			env.Send(c.Client, Reply{Number: c.Number, Value: s.result(len(s.Executed) - 1)})
		}
	}
}

// result is what came of the operation at an index of those that were executed.
func (s *Server) result(index int) (value string) {
	op := s.Executed[index].Op
	if !op.ReadOnly() {
		return ""
	}
	for _, c := range s.Executed[:index] {
		if c.Op.Key == op.Key {
			value = c.Op.Apply(value)
		}
	}
	return value
}
