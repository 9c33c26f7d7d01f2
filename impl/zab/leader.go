package zab

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// lead makes a server the one that others are to follow.
func (s *Server) lead(env model.Env) {
	s.begin(env, Leading)
	s.Leadership = &Leadership{Accepted: map[model.NodeID]Epoch{env.ID(): s.AcceptedEpoch}}
	env.Broadcast(Elected{})
}

// receiveFromFollower is the leader's part of the three phases.
func (s *Server) receiveFromFollower(env model.Env, from model.NodeID, m model.Message) {
	l := s.Leadership
	switch m := m.(type) {
	case FollowerInfo:
		s.discover(env, from, m.AcceptedEpoch)
	case AckEpoch:
		if l.Epoch != 0 && m.Epoch == l.Epoch {
			s.synchronize(env, from, m)
		}
	case AckLeader:
		if l.Members.Has(from) && m.Epoch == l.Epoch {
			l.Stored[from] = max(l.Stored[from], m.Length)
			s.establish(env)
			if l.Broadcast {
				s.commit(env)
				if s.Committed > 0 {
					env.Send(from, Commit{Epoch: l.Epoch, Index: s.Committed})
				}
			}
		}
	case Ack:
		if l.Members.Has(from) && m.Epoch == l.Epoch {
			l.Stored[from] = max(l.Stored[from], m.Index)
			if l.Broadcast {
				s.commit(env)
			}
		}
	}
}

// discover takes a follower. When a quorum follows, the epoch is one that is later than all
// that it has accepted (Phase 1).
func (s *Server) discover(env model.Env, from model.NodeID, accepted Epoch) {
	l := s.Leadership
	if l.Epoch != 0 {
		env.Send(from, NewEpoch{Epoch: l.Epoch})
		return
	}
	if l.Accepted[from] = accepted; !s.config.quorum(len(l.Accepted)) {
		return
	}
	for _, e := range l.Accepted {
		l.Epoch = max(l.Epoch, e+1)
	}
	s.AcceptedEpoch = l.Epoch
	l.Reports = map[model.NodeID]AckEpoch{env.ID(): {Epoch: l.Epoch, CurrentEpoch: s.CurrentEpoch, History: slices.Clone(s.History)}}
	for _, peer := range env.Peers() {
		if _, follows := l.Accepted[peer]; follows {
			env.Send(peer, NewEpoch{Epoch: l.Epoch})
		}
	}
	l.Accepted = nil
}

// synchronize takes the history of a follower. When a quorum has accepted the epoch, the latest
// of their histories is that of the epoch (Phases 1 and 2); who comes later gets it, too
// (Phase 3).
func (s *Server) synchronize(env model.Env, from model.NodeID, m AckEpoch) {
	l := s.Leadership
	if l.Members != 0 {
		s.welcome(env, from)
		return
	}
	if l.Reports[from] = m; !s.config.quorum(len(l.Reports)) {
		return
	}
	best := l.Reports[env.ID()]
	for _, peer := range env.Peers() {
		if r, ok := l.Reports[peer]; ok && s.config.later(r, best) {
			best = r
		}
	}
	s.History, s.CurrentEpoch = best.History, l.Epoch
	l.Members = model.SetOf(env.ID())
	l.Stored = map[model.NodeID]int{env.ID(): len(s.History)}
	for _, peer := range env.Peers() {
		if _, ok := l.Reports[peer]; ok {
			s.welcome(env, peer)
		}
	}
	l.Reports = nil
	if s.config.mutant == earlyBroadcast {
		s.startBroadcast(env)
	}
}

// later reports whether a history is later than another one: by the epoch whose history it is,
// then by the last transaction.
func (c config) later(a, b AckEpoch) bool {
	switch {
	case c.mutant == ownHistory:
		return false
	case c.mutant != longestHistory && a.CurrentEpoch != b.CurrentEpoch:
		return a.CurrentEpoch > b.CurrentEpoch
	}
	return len(a.History) > len(b.History)
}

// welcome lets a server that has accepted the epoch take part in it.
func (s *Server) welcome(env model.Env, follower model.NodeID) {
	l := s.Leadership
	l.Members = l.Members.With(follower)
	env.Send(follower, NewLeader{Epoch: l.Epoch, History: slices.Clone(s.History)})
}

// establish begins to broadcast when a quorum has the history of the epoch on disk: then it is
// committed (Phase 2).
func (s *Server) establish(env model.Env) {
	l := s.Leadership
	if l.Broadcast || !s.config.quorum(len(l.Stored)) {
		return
	}
	s.startBroadcast(env)
}

func (s *Server) startBroadcast(env model.Env) {
	l := s.Leadership
	l.Broadcast = true
	env.Record(Established{Epoch: l.Epoch, History: slices.Clone(s.History)})
	s.deliver(env, len(s.History))
	s.tellCommitted(env)
	if s.config.changes {
		env.SetTimer(changeTimer)
	}
}

// propose broadcasts a transaction (Phase 3).
func (s *Server) propose(env model.Env) {
	l := s.Leadership
	txn := Txn{Epoch: l.Epoch, Counter: 1}
	if n := len(s.History); n > 0 && s.History[n-1].Epoch == l.Epoch {
		txn.Counter = s.History[n-1].Counter + 1
	}
	s.History = append(s.History, txn)
	l.Stored[env.ID()] = len(s.History)
	for _, member := range s.members(env) {
		env.Send(member, Propose{Txn: txn, Index: len(s.History)})
	}
}

// commit commits what a quorum has on disk (Phase 3).
func (s *Server) commit(env model.Env) {
	stored := slices.Sorted(maps.Values(s.Leadership.Stored))
	most := len(stored) - s.config.servers/2 - 1 // a quorum has stored as much as this one, or more
	if most < 0 || stored[most] <= s.Committed {
		return
	}
	s.deliver(env, stored[most])
	s.tellCommitted(env)
}

// tellCommitted tells all members what is committed, if anything is.
func (s *Server) tellCommitted(env model.Env) {
	if s.Committed == 0 {
		return
	}
	for _, member := range s.members(env) {
		env.Send(member, Commit{Epoch: s.Leadership.Epoch, Index: s.Committed})
	}
}

// members are the followers that take part in the epoch.
func (s *Server) members(env model.Env) []model.NodeID {
	return slices.DeleteFunc(slices.Clone(env.Peers()), func(peer model.NodeID) bool { return !s.Leadership.Members.Has(peer) })
}
