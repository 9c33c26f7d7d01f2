package abd

import (
	"github.com/synod-go/synod/impl/internal/register"
	"github.com/synod-go/synod/model"
)

// Timestamp orders the writes: by number, and by writer among those that chose
// the same number at the same time.
type Timestamp struct {
	Number int
	Writer model.NodeID
}

// Before reports whether t is older than u.
func (t Timestamp) Before(u Timestamp) bool {
	if t.Number != u.Number {
		return t.Number < u.Number
	}
	return t.Writer < u.Writer
}

// Stamped is a value with the timestamp of its write.
type Stamped struct {
	Timestamp Timestamp
	Value     register.Value
}

// Messages between servers. Each carries the request that it serves, so that
// late answers are told from current ones.
type (
	// Query asks for the receiver's copy.
	Query struct{ Request register.RequestID }
	// Copy answers a Query.
	Copy struct {
		Request register.RequestID
		Copy    Stamped
	}
	// Store asks the receiver to keep a copy unless it has a newer one.
	Store struct {
		Request register.RequestID
		Copy    Stamped
	}
	// Stored answers a Store.
	Stored struct{ Request register.RequestID }
)

// Server keeps a copy of the register and serves one client's request at a
// time. It takes no other before that is answered: a request that comes too early
// is ignored. On a multiset network that is no step, and the request just takes
// longer; on FIFO it is gone.
type Server struct {
	Copy    Stamped
	Serving *Operation // nil when idle

	mutant mutant `model:"const"`
}

// enough is from how many servers, itself among them, an answer is waited for.
func (s *Server) enough(env model.Env) int {
	if s.mutant == waitForAll {
		return len(env.Peers()) + 1
	}
	return register.Majority(env)
}

// Operation is a request that a server serves.
type Operation struct {
	Request register.RequestID
	Write   bool
	// Value is what is to be written; in the second phase of a read, what the
	// answer will be.
	Value register.Value
	// Copies are the copies known in the first phase, the server's own among
	// them. The second phase has none.
	Copies map[model.NodeID]Stamped
	// Stored are those that keep the value, in the second phase.
	Stored model.NodeSet
}

// Start does nothing: a server waits for requests.
func (s *Server) Start(model.Env) {}

// Timeout does nothing: a server has no timers.
func (s *Server) Timeout(model.Env, model.Timer) {}

// Receive handles requests, which begin an operation, and the messages of both
// phases.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case register.Put:
		s.begin(env, Operation{Request: m.ID, Write: true, Value: m.Value})
	case register.Get:
		s.begin(env, Operation{Request: m.ID})
	case Query:
		env.Send(from, Copy{Request: m.Request, Copy: s.Copy})
	case Copy:
		if op := s.Serving; op != nil && op.Request == m.Request && op.Copies != nil {
			op.Copies[from] = m.Copy
			s.store(env)
		}
	case Store:
		s.keep(m.Copy)
		env.Send(from, Stored{Request: m.Request})
	case Stored:
		if op := s.Serving; op != nil && op.Request == m.Request && op.Copies == nil {
			op.Stored = op.Stored.With(from)
			s.answer(env)
		}
	}
}

// begin starts the first phase, in which reads and writes alike look for the
// newest timestamp.
func (s *Server) begin(env model.Env, op Operation) {
	if s.Serving != nil {
		return
	}
	op.Copies = map[model.NodeID]Stamped{env.ID(): s.Copy}
	s.Serving = &op
	env.Broadcast(Query{Request: op.Request})
	s.store(env)
}

// store starts the second phase once a majority has answered. A write stores
// its value under a newer timestamp. A read stores what it found, for only when
// a majority has that can no later read find something older.
func (s *Server) store(env model.Env) {
	op := s.Serving
	if len(op.Copies) < s.enough(env) {
		return
	}
	var newest Stamped
	for _, c := range op.Copies {
		if newest.Timestamp.Before(c.Timestamp) {
			newest = c
		}
	}
	if op.Write {
		newest = Stamped{
			Timestamp: Timestamp{Number: newest.Timestamp.Number + 1, Writer: env.ID()},
			Value:     op.Value,
		}
	}
	op.Value = newest.Value
	op.Copies = nil
	op.Stored = model.SetOf(env.ID())
	s.keep(newest)
	env.Broadcast(Store{Request: op.Request, Copy: newest})
	s.answer(env)
}

// keep replaces an older copy.
func (s *Server) keep(c Stamped) {
	if s.Copy.Timestamp.Before(c.Timestamp) {
		s.Copy = c
	}
}

// answer answers the client once a majority keeps the value.
func (s *Server) answer(env model.Env) {
	op := s.Serving
	if op.Stored.Len() < s.enough(env) {
		return
	}
	if op.Write {
		env.Send(op.Request.Client, register.PutOk{ID: op.Request})
	} else {
		env.Send(op.Request.Client, register.GetOk{ID: op.Request, Value: op.Value})
	}
	s.Serving = nil
}
