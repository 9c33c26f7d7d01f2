package vr

import (
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// changeView is step 1 of a view change (Section 4.2): a replica notices the need for it,
// by its own timer or because others change to a later view, advances its view-number, and
// tells all others. It goes straight to the view that it hears of.
func (s *Server) changeView(env model.Env, v View) {
	env.StopTimer(changeTimer) // wait sets it: the new view has its time
	s.View, s.Status = v, ViewChange
	s.forget()
	env.Broadcast(StartViewChange{View: v})
}

// startViewChange is step 2: when f others change to the same view, the replica hands its
// log to the new primary. It sends it once.
func (s *Server) startViewChange(env model.Env, from model.NodeID, m StartViewChange) {
	if m.View > s.View {
		s.changeView(env, m.View)
	}
	if m.View < s.View || s.Status != ViewChange || s.HandedOver {
		return
	}
	s.Asked = s.Asked.With(from)
	if s.Asked.Len() >= s.config.f() {
		s.handOver(env)
	}
}

// handOver sends the log to the new primary, or keeps it if it is that itself.
func (s *Server) handOver(env model.Env) {
	s.Asked, s.HandedOver = 0, true
	m := DoViewChange{View: s.View, Log: slices.Clone(s.Log), LastNormal: s.LastNormal, CommitNumber: s.CommitNumber}
	env.Record(Promised{View: s.View})
	if s.primary() == s.id {
		s.take(env, s.id, m)
	} else {
		env.Send(s.primary(), m)
	}
}

// doViewChange is step 3, at the new primary. A replica that hears of the view in this way
// changes to it first.
func (s *Server) doViewChange(env model.Env, from model.NodeID, m DoViewChange) {
	if m.View > s.View {
		s.changeView(env, m.View)
	}
	if m.View == s.View && s.Status == ViewChange {
		s.take(env, from, m)
	}
}

// take keeps a log that was handed over. With f+1, its own among them, the new primary
// starts the view: with the log of the latest view in which its sender was normal, of those
// the longest, and with the largest commit-number that it was told.
func (s *Server) take(env model.Env, from model.NodeID, m DoViewChange) {
	if s.Changes == nil {
		s.Changes = map[model.NodeID]DoViewChange{}
	}
	s.Changes[from] = m
	if _, own := s.Changes[s.id]; !own || len(s.Changes) <= s.config.f() {
		return
	}
	best, committed := s.Changes[s.id], 0
	for _, id := range slices.Sorted(maps.Keys(s.Changes)) {
		c := s.Changes[id]
		if s.newer(c, best) {
			best = c
		}
		committed = max(committed, c.CommitNumber)
	}
	s.enter(s.View, best.Log)
	env.Record(ViewStarted{View: s.View, Log: slices.Clone(s.Log)})
	env.Broadcast(StartView{View: s.View, Log: slices.Clone(s.Log), CommitNumber: committed})
	s.executeTo(env, committed)
}

// newer reports whether the new view should start with the log of a rather than that of b.
// The op-number alone does not tell (mutant longest-log): a longer log may be left over from
// a view that ended long ago.
func (s *Server) newer(a, b DoViewChange) bool {
	if a.LastNormal != b.LastNormal && s.config.mutant != longestLog {
		return a.LastNormal > b.LastNormal
	}
	return len(a.Log) > len(b.Log)
}

// enter makes a view normal, with a log.
func (s *Server) enter(v View, log []Command) {
	s.View, s.LastNormal, s.Status = v, v, Normal
	s.Log = slices.Clone(log)
	s.forget()
}

// forget forgets what was gathered for the view before.
func (s *Server) forget() {
	s.Prepared, s.Asked, s.HandedOver, s.Changes, s.Responses = nil, 0, false, nil, nil
}

// startView is step 5, at the others: they take over the log, say which requests in it are
// not committed, and execute those that are. One that is in the view already, by a state
// transfer, has the log, and may have told the primary of more.
func (s *Server) startView(env model.Env, primary model.NodeID, m StartView) {
	joins := m.View > s.View || m.View == s.View && s.Status == ViewChange
	if !joins && !(s.config.mutant == lateStartView && m.View == s.View) {
		return
	}
	s.enter(m.View, m.Log)
	if s.config.mutant == commitBack {
		s.CommitNumber = m.CommitNumber
	}
	s.joined(env, m.CommitNumber)
}

// joined is what a backup does when it has the log of its view: it tells the primary of
// requests that are not committed, and executes those that are.
func (s *Server) joined(env model.Env, committed int) {
	if s.opNumber() > max(s.CommitNumber, committed) && s.config.mutant != silentStart {
		s.sendPrepareOK(env)
	}
	s.executeTo(env, committed)
}
