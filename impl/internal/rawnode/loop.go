package rawnode

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
)

// form is when what a RawNode has ready is done: how much of it in one step.
type form string

const (
	// oneStep writes, sends and applies in one step.
	oneStep form = "one"
	// applyLater writes and sends in one step; to apply is a step of its own. Meanwhile the
	// RawNode takes messages.
	applyLater form = "apply"
	// parallel does both as steps of their own, in any order: the documentation of Ready
	// allows that. It sends after it has written, a leader at once, as etcd does.
	parallel form = "parallel"
	// async is parallel with Config.AsyncStorageWrites: there may be several things to write
	// and to apply.
	async form = "async"
)

// readies takes what the RawNode has ready, until it has nothing more to take.
func (s *server) readies(env model.Env) {
	for !s.Taken && s.n.HasReady() {
		rd := s.n.Take(s.form == async)
		if s.form == async {
			s.takeAsync(env, rd)
		} else {
			s.take(env, rd)
		}
		for _, r := range rd.ReadStates {
			s.readable(r)
		}
		s.answerRead(env)
		if s.form == oneStep || s.form == applyLater {
			s.write(env)
		}
		if s.form == oneStep {
			s.apply(env)
		}
		s.advance(env)
	}
}

// take takes a Ready without AsyncStorageWrites.
func (s *server) take(env model.Env, rd Ready) {
	s.Taken = true
	w := Writing{HardState: rd.HardState, Entries: rd.Entries, Snapshot: rd.Snapshot, Then: rd.Messages}
	if s.form == parallel && s.was.RaftState == Leader {
		s.send(env, w.Then)
		w.Then = nil
	}
	if w.HardState != (HardState{}) || len(w.Entries) > 0 || w.Snapshot.Metadata.Index > 0 || len(w.Then) > 0 {
		s.Writing = append(s.Writing, w)
	} else {
		s.n.Write() // which writes nothing
	}
	if len(rd.CommittedEntries) > 0 || rd.Snapshot.Metadata.Index > 0 {
		s.Applying = append(s.Applying, Applying{Snapshot: rd.Snapshot, Entries: rd.CommittedEntries})
	}
}

// takeAsync takes a Ready with AsyncStorageWrites. What is to be done is in its messages.
func (s *server) takeAsync(env model.Env, rd Ready) {
	for _, p := range rd.Messages {
		switch m := p.Message.(type) {
		case MsgStorageAppend:
			s.Writing = append(s.Writing, Writing{HardState: m.hardState(), Entries: m.Entries, Snapshot: m.Snapshot, Then: m.Responses})
		case MsgStorageApply:
			s.Applying = append(s.Applying, Applying{Entries: m.Entries, Then: m.Responses})
		default:
			s.send(env, []Packet{p})
		}
	}
}

// send sends messages to other servers, and gives those to the server itself to the library.
func (s *server) send(env model.Env, packets []Packet) {
	for _, p := range packets {
		if p.To == s.id {
			s.step(p)
			s.elected(env)
		} else {
			env.Send(p.To, p.Message)
		}
	}
}

// write writes the oldest of what has to be written.
func (s *server) write(env model.Env) {
	if len(s.Writing) == 0 {
		return
	}
	w := s.Writing[0]
	s.Writing = s.Writing[1:]
	s.n.Write()
	if s.form == async && w.Snapshot.Metadata.Index > 0 {
		s.restore(w.Snapshot)
	}
	s.send(env, w.Then)
}

// apply applies the oldest of what has to be applied.
func (s *server) apply(env model.Env) {
	if len(s.Applying) == 0 {
		return
	}
	a := s.Applying[0]
	s.Applying = s.Applying[1:]
	if a.Snapshot.Metadata.Index > 0 {
		s.restore(a.Snapshot)
	}
	for _, e := range a.Entries {
		s.applyEntry(env, e)
	}
	s.answerRead(env)
	s.send(env, a.Then)
}

// advance tells the RawNode that what was taken is done, if it is.
func (s *server) advance(env model.Env) {
	if s.Taken && len(s.Writing) == 0 && len(s.Applying) == 0 {
		s.Taken = false
		s.n.Advance()
		s.elected(env)
	}
}

func (s *server) applyEntry(env model.Env, e Entry) {
	if e.Index != len(s.Applied)+1 {
		panic(fmt.Sprintf("the library wants entry %d applied after entry %d", e.Index, len(s.Applied)))
	}
	s.Applied = append(slices.Clone(s.Applied), e)
	env.Record(Applied{e})
	if e.Type != Normal {
		s.Config = s.n.ApplyChange(e)
		env.Record(Configured{Index: e.Index, Config: s.Config})
		s.elected(env)
	}
	s.answerWrite(env, e)
}
