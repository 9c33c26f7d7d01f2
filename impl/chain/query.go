package chain

import "github.com/synod-go/synod/model"

// query answers a query. In chain replication only the tail does. With apportioned queries
// any server of the chain does: if it has a version of the key that the tail may not have
// processed (a dirty one), it asks the tail which one counts.
func (s *Server) query(env model.Env, client model.NodeID, m Request) {
	switch q := (VersionQuery{Client: client, Number: m.Number, Key: m.Op.Key}); {
	case s.Role != Member:
	case s.isTail(), s.config.mutant == middleRead:
		s.answer(env, q, len(s.Hist))
	case !s.config.apportioned:
	case !s.dirty(q.Key), s.config.mutant == dirtyRead:
		s.answer(env, q, len(s.Hist))
	case s.config.mutant == cleanRead:
		s.answer(env, q, s.processed())
	default:
		env.Resend(s.Tail, q)
	}
}

// dirty reports whether an update of a key has not been acknowledged.
func (s *Server) dirty(key string) bool {
	for _, u := range s.Sent {
		if u.Op.Key == key {
			return true
		}
	}
	return false
}

// versionQuery is the tail's answer to a server that asks.
func (s *Server) versionQuery(env model.Env, from model.NodeID, q VersionQuery) {
	if s.isTail() {
		env.Resend(from, Version{VersionQuery: q, Processed: len(s.Hist)})
	}
}

// version answers a client with the version that the tail has told.
func (s *Server) version(env model.Env, m Version) {
	if m.Processed <= len(s.Hist) {
		s.answer(env, m.VersionQuery, m.Processed)
	}
}

// answer answers a query with what the first so many updates make of its key.
func (s *Server) answer(env model.Env, q VersionQuery, version int) {
	value := ""
	for _, u := range s.Hist[:version] {
		if u.Op.Key == q.Key {
			value = u.Op.Apply(value)
		}
	}
	env.Resend(q.Client, Reply{Number: q.Number, Value: value})
}
