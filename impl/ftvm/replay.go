package ftvm

import "github.com/synod-go/synod/model"

// logged handles an entry of the log: the backup acknowledges it as soon as it has it, and
// replays it later. It is never more than some entries behind.
func (s *Server) logged(env model.Env, from model.NodeID, e Entry) {
	if e.Pair != s.Pair || !s.replays() || from != s.Peer {
		if s.config.mutant == lateAck && e.Pair == s.Pair && s.Role != Halted {
			env.Send(from, Ack{Pair: e.Pair})
		}
		return
	}
	env.Send(from, Ack{Pair: e.Pair})
	s.Log = append(s.Log, e)
	if len(s.Log) > s.config.lag {
		s.replayNext(env)
	}
}

// replayNext replays the oldest entry.
func (s *Server) replayNext(env model.Env) {
	e := s.Log[0]
	s.Log = s.Log[1:]
	s.replay(env, e)
}

// replay lets the machine execute instructions up to the point of an entry, and then do
// what the entry says (Section 2.1). What it outputs is dropped.
func (s *Server) replay(env model.Env, e Entry) {
	m := &s.Machine
	if e.Kind == Interrupt && s.config.mutant == movedInterrupt {
		m.complete(e.Client, e.Number)
	}
	for ; m.Since < e.At && m.runnable() > 0; m.Since++ {
		clock, _ := s.readClock(env) // never read, as what reads it is in the log
		m.execute(clock, s.filters())
	}
	switch e.Kind {
	case Packet:
		m.packet(Operation{Client: e.Client, Number: e.Number, Op: e.Op}, s.filters())
	case Interrupt:
		if s.config.mutant != movedInterrupt {
			m.complete(e.Client, e.Number)
		}
	case Clock:
		m.execute(e.Clock, s.filters())
	case Output:
		clock, _ := s.readClock(env) // likewise
		m.execute(clock, s.filters())
	}
	m.Since = 0
}
