package zab

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Role is what a server does.
type Role int

const (
	Looking Role = iota // for a leader
	Following
	Leading
)

// String returns the role's name in ZooKeeper.
func (r Role) String() string {
	switch r {
	case Looking:
		return "looking"
	case Following:
		return "following"
	case Leading:
		return "leading"
	}
	return "unknown"
}

// Timers. There is no time: one that is set may fire whenever it likes.
const (
	// electTimer is set at servers that look for a leader: the oracle names this one.
	electTimer model.Timer = "elect"
	// lostTimer is set at leaders and followers: they hear too little of each other.
	lostTimer model.Timer = "lost"
	// changeTimer is set at leaders that broadcast: a client wants a change.
	changeTimer model.Timer = "change"
	// diskTimer is set while a history is on its way to the disk (two mutants).
	diskTimer model.Timer = "disk"
)

// Server is one server of the ensemble.
type Server struct {
	AcceptedEpoch Epoch `model:"durable"` // the last NewEpoch that was acknowledged
	CurrentEpoch  Epoch `model:"durable"` // the last NewLeader that was acknowledged
	History       []Txn `model:"durable"`

	Role      Role
	Leader    model.NodeID // whom it follows
	Committed int          // how much of the history is delivered
	Pending   []Txn        // what is on its way to the disk (two mutants)

	Leadership *Leadership // of a leader

	config config `model:"const"`
}

// Leadership is what a leader knows of its followers.
type Leadership struct {
	Epoch     Epoch                     // 0 until a quorum follows
	Accepted  map[model.NodeID]Epoch    // by follower, until then
	Reports   map[model.NodeID]AckEpoch // until a quorum has accepted the epoch
	Members   model.NodeSet             // who gets the transactions of the epoch, itself included; empty until then
	Stored    map[model.NodeID]int      // how much of the history each member has on disk
	Broadcast bool                      // phase 3 has begun
}

// Start looks for a leader, at boot and after a crash.
func (s *Server) Start(env model.Env) {
	if s.config.mutant == forgetsEpoch {
		s.AcceptedEpoch = s.CurrentEpoch
	}
	s.look(env)
}

// look gives up all that a leader or a follower has, and goes back to phase 0.
func (s *Server) look(env model.Env) {
	for _, t := range []model.Timer{lostTimer, changeTimer, diskTimer} {
		env.StopTimer(t)
	}
	s.Role, s.Leader, s.Pending, s.Leadership = Looking, model.Nobody, nil, nil
	env.SetTimer(electTimer)
}

// begin takes a role other than looking.
func (s *Server) begin(env model.Env, role Role) {
	s.Role = role
	env.StopTimer(electTimer)
	env.SetTimer(lostTimer)
}

// Timeout handles timers.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	switch t {
	case electTimer:
		s.lead(env)
	case lostTimer:
		s.look(env)
	case changeTimer:
		s.propose(env)
		env.SetTimer(changeTimer)
	case diskTimer:
		s.History, s.Pending = s.Pending, nil
		if s.config.mutant == epochFirst {
			env.Send(s.Leader, AckLeader{Epoch: s.CurrentEpoch, Length: len(s.History)})
		}
	}
}

// Receive handles messages. A follower takes them from its leader alone, and a leader only
// those of its epoch.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	if s.Leadership != nil {
		s.receiveFromFollower(env, from, m)
		return
	}
	if _, ok := m.(Elected); ok && s.Role == Looking {
		s.begin(env, Following)
		s.Leader = from
		env.Send(from, FollowerInfo{AcceptedEpoch: s.AcceptedEpoch})
	} else if s.Role == Following && from == s.Leader {
		s.receiveFromLeader(env, m)
	}
}

// receiveFromLeader is the follower's part of the three phases.
func (s *Server) receiveFromLeader(env model.Env, m model.Message) {
	switch m := m.(type) {
	case NewEpoch:
		if m.Epoch > s.AcceptedEpoch || m.Epoch == s.AcceptedEpoch && s.config.mutant == equalEpoch {
			s.AcceptedEpoch = m.Epoch
			env.Send(s.Leader, AckEpoch{Epoch: m.Epoch, CurrentEpoch: s.CurrentEpoch, History: slices.Clone(s.History)})
		} else {
			s.look(env)
		}
	case NewLeader:
		if m.Epoch == s.AcceptedEpoch {
			s.takeHistory(env, m)
		} else {
			s.look(env)
		}
	case Propose:
		if m.Txn.Epoch == s.CurrentEpoch && m.Index == len(s.History)+1 && s.Pending == nil {
			s.History = append(s.History, m.Txn)
			env.Send(s.Leader, Ack{Epoch: m.Txn.Epoch, Index: m.Index})
		}
	case Commit:
		if m.Epoch == s.CurrentEpoch {
			s.deliver(env, min(m.Index, len(s.History)))
		}
	}
}

// takeHistory replaces the history by that of a new epoch. Both the epoch and the history are
// on disk before the leader hears of it (Phase 2).
func (s *Server) takeHistory(env model.Env, m NewLeader) {
	s.CurrentEpoch = m.Epoch
	if slices.Equal(s.History, m.History) || s.config.mutant != epochFirst && s.config.mutant != ackFirst {
		s.History = m.History
		env.Send(s.Leader, AckLeader{Epoch: m.Epoch, Length: len(m.History)})
		return
	}
	s.Pending = m.History
	env.SetTimer(diskTimer)
	if s.config.mutant == ackFirst {
		env.Send(s.Leader, AckLeader{Epoch: m.Epoch, Length: len(m.History)})
	}
}

// deliver delivers the history up to an index.
func (s *Server) deliver(env model.Env, index int) {
	for s.Committed < index {
		s.Committed++
		env.Record(Delivered{Epoch: s.CurrentEpoch, Index: s.Committed, Txn: s.History[s.Committed-1]})
	}
}
