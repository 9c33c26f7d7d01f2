package ftvm

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// This file is what a server does when the other one of its pair seems to have failed
// (Section 2.3), and how it gets a new backup (Section 3.1).

// Suspect handles the report that the other server has sent no heartbeat for too long. It
// may be wrong. To go live the server asks the shared storage, which lets only one of them.
func (s *Server) Suspect(env model.Env, n model.NodeID) {
	if s.Suspects || s.Role != Primary && s.Role != Backup || n != s.Peer {
		return
	}
	if s.config.mutant == noTestAndSet {
		s.goLive(env)
	} else {
		s.Suspects = true
		env.Send(storageOf(env), TestAndSet{Pair: s.Pair})
	}
	s.schedule(env)
}

// Trust does nothing: a server that is suspected is done with.
func (s *Server) Trust(model.Env, model.NodeID) {}

// decided handles the answer of the shared storage. If the other server was first it is
// live, and this one halts.
func (s *Server) decided(env model.Env, m Flag) {
	if !s.Suspects || m.Pair != s.Pair {
		return
	}
	if m.WasSet && s.config.mutant != noHalt {
		*s = Server{Role: Halted, Pair: s.Pair, config: s.config}
		return
	}
	s.goLive(env)
}

// goLive makes the server run the machine alone. What a primary has held back may leave
// now. A backup first replays what it has received, and tells clients where the machine is.
// The disk writes that were under way it issues again (Section 3.4): they complete here.
func (s *Server) goLive(env model.Env) {
	was := s.Role
	s.Role, s.Peer, s.Suspects = Live, model.Nobody, false
	for _, outputs := range s.Unacked {
		s.send(env, outputs)
	}
	s.Unacked = nil
	if was == Backup {
		for len(s.Log) > 0 && s.config.mutant != droppedLog {
			s.replayNext(env)
		}
		s.Log = nil
		if s.config.mutant == lostWrite {
			s.Machine.hang()
		}
		for _, c := range env.Group(clientPrefix) {
			env.Send(c, Announce{Pair: s.Pair})
		}
	}
	s.Machine.Since = 0
}

// clone copies the running machine to the next server, which is the backup of a new pair,
// and begins to log: FT VMotion (Section 3.1).
func (s *Server) clone(env model.Env) {
	s.Role, s.Pair = Primary, s.Pair+1
	s.Peer = env.Group(serverPrefix)[s.Pair]
	m := Machine{Threads: slices.Clone(s.Machine.Threads), Done: slices.Clone(s.Machine.Done)}
	if s.config.mutant == diskCopy {
		m.Threads = nil
	}
	env.Send(s.Peer, Copy{Pair: s.Pair, Machine: m})
}

// copied makes a spare server the backup.
func (s *Server) copied(from model.NodeID, m Copy) {
	if s.Role == Spare {
		s.Role, s.Pair, s.Peer, s.Machine = Backup, m.Pair, from, m.Machine
	}
}
