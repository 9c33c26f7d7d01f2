package chain

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Role says whether a server is in the chain.
type Role int

const (
	Down   Role = iota // it has crashed
	Spare              // it is not in the chain
	Copier             // it has a copy of the tail's history, and is to be the tail
	Member             // it is in the chain
)

// String returns the role's name.
func (r Role) String() string {
	switch r {
	case Spare:
		return "spare"
	case Copier:
		return "copier"
	case Member:
		return "member"
	}
	return "down"
}

// Server is one server (Section 3). It does nothing when a message comes from somebody who
// is not, or not yet, its neighbour: clients ask again.
type Server struct {
	Role Role
	// Pred and Succ are its neighbours in the chain. The head has no predecessor, the tail
	// no successor.
	Pred, Succ model.NodeID
	// Hist is the history: the updates that it has processed, in order. They make the
	// value of each key.
	Hist []Update
	// Sent are the updates that it has forwarded and that the tail may not have processed.
	// They are the last ones of Hist.
	Sent []Update
	// Number is that of the copy with which the server has joined the chain; 0 is none.
	Number int
	// Joining is the server that the tail copies its history to.
	Joining model.NodeID
	// Tail is the tail, where any server may be queried.
	Tail model.NodeID

	config config `model:"const"`
}

// newServer returns a server with its place in the first chain, if it has one.
func newServer(id model.NodeID, c config) *Server {
	s := &Server{Role: Spare, config: c}
	place := slices.Index(c.first, id)
	if place < 0 {
		return s
	}
	s.Role = Member
	s.Pred, s.Succ = neighbours(c.first, place)
	if c.apportioned {
		s.Tail = c.first[len(c.first)-1]
	}
	return s
}

// Start does nothing: a server knows its place.
func (s *Server) Start(model.Env) {}

// Timeout does nothing: a server has no timers.
func (s *Server) Timeout(model.Env, model.Timer) {}

// Receive handles all messages.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Request:
		s.request(env, from, m)
	case Update:
		if s.Role == Member && (from == s.Pred || s.config.mutant == oldPredecessor) {
			s.process(env, m)
		}
	case Ack:
		s.acknowledged(env, m.Processed)
	case NewPredecessor:
		s.newPredecessor(env, from, m)
	case NewSuccessor:
		s.newSuccessor(env, m)
	case Extend:
		s.extend(env, m)
	case Copy:
		s.copied(env, from, m)
	case Copied:
		s.handOver(env, from)
	case Handover:
		s.takeOver(env, from, m)
	case Chain:
		s.Tail = m.Servers[len(m.Servers)-1]
	case VersionQuery:
		s.versionQuery(env, from, m)
	case Version:
		s.version(env, m)
	}
}

// isTail reports whether it is the tail. While it copies its history to a new tail, it is.
func (s *Server) isTail() bool { return s.Role == Member && s.Succ == model.Nobody }

// isHead reports whether it is the head.
func (s *Server) isHead() bool { return s.Role == Member && s.Pred == model.Nobody }

// request handles an operation of a client.
func (s *Server) request(env model.Env, client model.NodeID, m Request) {
	if m.Op.ReadOnly() {
		s.query(env, client, m)
		return
	}
	if !s.isHead() {
		return
	}
	switch u := (Update{Client: client, Number: m.Number, Op: m.Op}); {
	case !slices.Contains(s.Hist, u), s.config.mutant == noDuplicateFilter:
		s.process(env, u)
	case s.isTail(), !slices.Contains(s.Sent, u):
		s.reply(env, u) // it is done, and the first reply may be lost
	}
}

// process performs an update and passes it on. The tail, which has nobody to pass it on to,
// replies.
func (s *Server) process(env model.Env, u Update) {
	s.Hist = append(s.Hist, u)
	if s.Succ != model.Nobody || s.Joining != model.Nobody {
		s.Sent = append(s.Sent, u)
	}
	if s.isTail() || s.config.mutant == headReplies && s.isHead() {
		s.reply(env, u)
	}
	if !s.isTail() {
		env.Send(s.Succ, u)
		return
	}
	s.acknowledge(env)
}

// reply tells a client that its update is done.
func (s *Server) reply(env model.Env, u Update) {
	env.Resend(u.Client, Reply{Number: u.Number})
}

// processed returns how many updates the tail has processed, as far as the server knows.
func (s *Server) processed() int {
	if s.isTail() {
		return len(s.Hist)
	}
	return len(s.Hist) - len(s.Sent)
}

// acknowledge tells the predecessor how many updates the tail has processed.
func (s *Server) acknowledge(env model.Env) {
	if s.Pred != model.Nobody {
		env.Send(s.Pred, Ack{Processed: s.processed()})
	}
}

// acknowledged takes from Sent what the tail has processed. An acknowledgement is true
// whoever sends it, so it counts also when it comes before the news that its sender is the
// successor.
func (s *Server) acknowledged(env model.Env, processed int) {
	news := processed - (len(s.Hist) - len(s.Sent))
	if news <= 0 || news > len(s.Sent) {
		return
	}
	s.Sent = s.Sent[news:]
	s.acknowledge(env)
}
