package vr

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// behind reports whether a message of normal operation is of a later view than the
// replica's, and asks its sender for the state then (Section 5.2, the second case). What
// comes of it may replace all that is not committed, so it asks for what follows the
// commit-number.
//
// As published the replica is in the later view from then on, for it asks as one of that
// view, and removes what is not committed from its log. It may have acknowledged that, and
// is taken at its word in the next view change (mutant as-published-transfer). Here nothing
// changes until the state is there.
func (s *Server) behind(env model.Env, primary model.NodeID, v View) bool {
	if v <= s.View {
		return false
	}
	if s.config.mutant == asPublishedTransfer {
		s.enter(v, s.Log[:s.CommitNumber])
	}
	s.askForState(env, primary, v, s.CommitNumber)
	return true
}

func (s *Server) askForState(env model.Env, from model.NodeID, v View, opNumber int) {
	env.Resend(from, GetState{View: v, OpNumber: opNumber})
}

// getState answers one who lacks something of the view in which the replica is.
func (s *Server) getState(env model.Env, from model.NodeID, m GetState) {
	if m.View != s.View || s.Status != Normal || m.OpNumber > s.opNumber() {
		return
	}
	env.Send(from, NewState{
		View: s.View, Log: slices.Clone(s.Log[m.OpNumber:]), OpNumber: s.opNumber(), CommitNumber: s.CommitNumber,
	})
}

// newState takes the state that was asked for. A replica of the view appends what it lacks.
// One that is not in the view yet joins it, as with a StartView: its log stays up to where
// the new entries begin, which is not behind the commit-number.
func (s *Server) newState(env model.Env, m NewState) {
	first := m.OpNumber - len(m.Log)
	switch {
	case m.View == s.View && s.Status == Normal:
		if m.OpNumber <= s.opNumber() || first > s.opNumber() {
			return
		}
		s.Log = append(s.Log, m.Log[s.opNumber()-first:]...)
	case m.View >= s.View && first <= s.CommitNumber:
		s.enter(m.View, append(slices.Clone(s.Log[:first]), m.Log...))
	default:
		return
	}
	s.joined(env, m.CommitNumber)
}
