package ftvm

import "github.com/synod-go/synod/model"

// Storage is the shared storage, of which only the flags matter: the virtual disks are
// not shared here (Section 4.1). It does not fail.
type Storage struct {
	// Flags has the server that has set the flag of each pair.
	Flags map[int]model.NodeID
}

// Start does nothing.
func (s *Storage) Start(model.Env) {}

// Timeout does nothing: there are no timers.
func (s *Storage) Timeout(model.Env, model.Timer) {}

// Receive tests and sets a flag, in one step (Section 2.3).
func (s *Storage) Receive(env model.Env, from model.NodeID, m model.Message) {
	test, ok := m.(TestAndSet)
	if !ok {
		return
	}
	_, set := s.Flags[test.Pair]
	if !set {
		if s.Flags == nil {
			s.Flags = map[int]model.NodeID{}
		}
		s.Flags[test.Pair] = from
	}
	env.Send(from, Flag{Pair: test.Pair, WasSet: set})
}
