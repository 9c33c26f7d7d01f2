package pmmc

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// request takes a client's command (Figure 1). One that was performed already is
// answered at once; in the paper it would be proposed again, and filtered when
// that is performed.
func (s *Server) request(env model.Env, c Command) {
	if s.performed(c) {
		if last := s.Results[c.Client]; last.Number == c.Number {
			env.Send(c.Client, Reply{Number: c.Number, Value: last.Value})
		}
		return
	}
	if !s.asked(c) {
		s.Requests = append(s.Requests, c)
		s.proposeRequests(env)
	}
}

// performed is the filter against duplicates. A client starts an operation when
// the one before was answered, so its numbers are performed in order.
func (s *Server) performed(c Command) bool {
	return s.config.mutant != noDuplicateFilter && c.Number <= s.Results[c.Client].Number
}

// asked reports whether a client waits for this replica to perform a command.
func (s *Server) asked(c Command) bool {
	if slices.Contains(s.Requests, c) {
		return true
	}
	for _, mine := range s.Proposed {
		if mine == c {
			return true
		}
	}
	return false
}

// slotIn is slot_in: the first slot that this replica has no proposal for and
// knows no decision of (Figure 1).
func (s *Server) slotIn() int {
	slot := s.SlotOut
	for ; ; slot++ {
		_, proposed := s.Proposed[slot]
		_, decided := s.Decisions[slot]
		if !proposed && !decided {
			return slot
		}
	}
}

// proposeRequests is propose() of Figure 1: requests become proposals for the
// free slots of the window (R5).
func (s *Server) proposeRequests(env model.Env) {
	for len(s.Requests) > 0 {
		slot := s.slotIn()
		if slot >= s.SlotOut+s.config.window {
			return
		}
		if s.Proposed == nil {
			s.Proposed = map[int]Command{}
		}
		c := s.Requests[0]
		s.Requests = s.Requests[1:]
		s.Proposed[slot] = c
		s.propose(env, slot, c)
		if s.Mode != Active {
			s.tellLeaders(env, slot)
		}
	}
}

// tellLeaders sends a proposal of this replica to the other leaders. Figure 1 does
// so with every proposal from the start; here only while the machine's own leader
// is not active, for as long as it is nobody else is needed (Section 4.4).
func (s *Server) tellLeaders(env model.Env, slot int) {
	for _, peer := range env.Peers() {
		env.Resend(peer, Propose{Slot: slot, Command: s.Proposed[slot]})
	}
}

// leaderLost is called when the machine's own leader is not active any more: the
// others may not have heard of what is not decided yet.
func (s *Server) leaderLost(env model.Env) {
	for _, slot := range slices.Sorted(maps.Keys(s.Proposed)) {
		if _, decided := s.Decisions[slot]; !decided {
			s.tellLeaders(env, slot)
		}
	}
}

// learn takes a decision (Figure 1). It is new, or the same as before; only under
// a mutant is it another one. The leader is done with the slot.
func (s *Server) learn(env model.Env, slot int, c Command) {
	old, known := s.Decisions[slot]
	if known && old == c {
		return
	}
	env.Record(Learned{Slot: slot, Command: c})
	if s.Decisions == nil {
		s.Decisions = map[int]Command{}
	}
	s.Decisions[slot] = c
	delete(s.Proposals, slot)
	delete(s.Commanders, slot)
	if s.config.mutant == skipSlot && !known && slot > s.SlotOut {
		s.perform(env, slot)
	}
	s.advance(env)
	s.proposeRequests(env)
}

// advance performs what is decided, slot by slot (Figure 1, the while loop).
func (s *Server) advance(env model.Env) {
	for {
		c, decided := s.Decisions[s.SlotOut]
		if !decided {
			return
		}
		if s.config.mutant != skipSlot || !slices.Contains(s.Performed, c) {
			s.perform(env, s.SlotOut)
		}
		s.SlotOut++
	}
}

// perform applies a slot's command to the state machine, unless it is a duplicate
// (Figure 1). Only a replica that the client asked answers. A command that this
// replica proposed for the slot in vain is a request again.
func (s *Server) perform(env model.Env, slot int) {
	c := s.Decisions[slot]
	if !s.performed(c) {
		value := s.apply(c)
		if s.asked(c) {
			env.Send(c.Client, Reply{Number: c.Number, Value: value})
		}
	}
	s.Requests = slices.DeleteFunc(s.Requests, func(r Command) bool { return r == c })
	mine, ok := s.Proposed[slot]
	delete(s.Proposed, slot)
	if ok && mine != c && !s.performed(mine) {
		s.Requests = append(s.Requests, mine)
	}
}

// apply changes the state machine and returns the command's result.
func (s *Server) apply(c Command) (value string) {
	if s.Store == nil {
		s.Store = map[string]string{}
	}
	if s.Results == nil { // after a read, with the store empty, it is not
		s.Results = map[model.NodeID]Result{}
	}
	if c.Op.ReadOnly() {
		value = s.Store[c.Op.Key]
	} else {
		s.Store[c.Op.Key] = c.Op.Apply(s.Store[c.Op.Key])
	}
	s.Performed = append(s.Performed, c)
	s.Results[c.Client] = Result{Number: c.Number, Value: value}
	return value
}
