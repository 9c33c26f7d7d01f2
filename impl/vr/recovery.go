package vr

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// Responses is what a replica that recovers was told (Section 4.3, step 3).
type Responses struct {
	From         model.NodeSet // who has answered
	View         View          // the latest view that it has heard of
	Primary      bool          // the primary of that view is among them: this is its state
	Log          []Command
	CommitNumber int
}

// recoverAgain asks again: the primary of the latest view may not have answered, or may be
// the replica itself, until there is another.
func (s *Server) recoverAgain(env model.Env) {
	s.Responses = nil
	for _, peer := range env.Peers() {
		env.Resend(peer, Recovery{Nonce: s.Boots})
	}
}

// respond is step 2: a replica whose status is normal answers one that recovers. Only the
// primary sends its state.
func (s *Server) respond(env model.Env, from model.NodeID, m Recovery) {
	if s.Status != Normal {
		return
	}
	response := RecoveryResponse{View: s.View, Nonce: m.Nonce}
	if s.leads() {
		response.Log, response.CommitNumber = slices.Clone(s.Log), s.CommitNumber
	}
	env.Resend(from, response)
}

// recoveryResponse is step 3: the replica waits for f+1 answers to its question, among them
// that of the primary of the latest view that it hears of, and takes over the primary's state.
//
// A view that is older than the one on disk does not count: the replica has promised not to
// take part in it any more. In the paper it does not know that it has.
func (s *Server) recoveryResponse(env model.Env, from model.NodeID, m RecoveryResponse) {
	if m.Nonce != s.Boots && s.config.mutant != oldNonce {
		return
	}
	r := s.Responses
	if r == nil {
		r = &Responses{}
		s.Responses = r
	}
	r.From = r.From.With(from)
	if m.View > r.View {
		*r = Responses{From: r.From, View: m.View}
	}
	if m.View == r.View && from == s.config.primaryOf(m.View) {
		r.Primary, r.Log, r.CommitNumber = true, slices.Clone(m.Log), m.CommitNumber
	}
	if r.From.Len() <= s.config.f() && s.config.mutant != minorityRecovery {
		return
	}
	if r.Primary && r.View >= s.View {
		s.enter(r.View, r.Log)
		env.Record(Recovered{View: s.View, OpNumber: s.opNumber()})
		s.joined(env, r.CommitNumber)
	}
}
