package vr

import "github.com/synod-go/synod/model"

// Status is what a replica is doing (Section 4).
type Status int

const (
	Down       Status = iota // has crashed, and not restarted
	Normal                   // handles requests
	ViewChange               // changes to a new view
	Recovering               // asks the others for the state that it lost in a crash
)

// String returns the status as the paper writes it.
func (s Status) String() string {
	switch s {
	case Down:
		return "down"
	case Normal:
		return "normal"
	case ViewChange:
		return "view-change"
	case Recovering:
		return "recovering"
	}
	return "unknown"
}

// Timers. There is no time: one that is set may fire whenever it likes.
const (
	// changeTimer is set at every replica that waits for a primary. It stands for the
	// time in which a backup hears nothing of the primary (Section 4.2).
	changeTimer model.Timer = "view-change"
	// commitTimer is set at primaries, if there are to be Commit messages (Section 4.1).
	commitTimer model.Timer = "commit"
	// recoverTimer is set at replicas that recover, if they are to ask again.
	recoverTimer model.Timer = "recover"
)

// Server is one replica: the state of Figure 2, and what it has heard. The client-table is
// no state of its own: it says of each client what its last request in the log is, and what
// came of it, which is a function of the log.
//
// What has no use any more is cleared, so that no state differs by leftovers.
type Server struct {
	// View is the view-number. In the paper it is lost in a crash with everything else.
	// That is not safe (mutant as-published-recovery), so it is on disk here.
	View View `model:"durable"`
	// Boots counts how often the replica has started: on disk, for it is the nonce by which a
	// replica knows the answers to its question (Section 4.3).
	Boots int `model:"durable"`

	Status       Status
	LastNormal   View // the latest view in which the status was normal
	Log          []Command
	CommitNumber int
	// Executed are the operations that were executed, in order: the application.
	Executed []Command

	// At the primary of a view: up to which op-number each backup has the log, where that
	// is more than the commit-number.
	Prepared map[model.NodeID]int

	// In a view change to View.

	Asked      model.NodeSet                 // the others that ask for it, until the log is handed over
	HandedOver bool                          // the log was handed over to the new primary
	Changes    map[model.NodeID]DoViewChange // at the new primary: what it was handed

	// Responses is what a replica that recovers has been told; nil is nothing.
	Responses *Responses

	config config       `model:"const"`
	id     model.NodeID `model:"const"`
}

// Start makes the first view normal at boot. After a crash the replica recovers.
func (s *Server) Start(env model.Env) {
	s.Boots++
	if s.Boots == 1 {
		s.View, s.LastNormal, s.Status = 1, 1, Normal
		s.wait(env)
		return
	}
	if s.config.mutant.forgetsView() {
		s.View = 0
	}
	s.Status = Recovering
	s.wait(env)
	env.Broadcast(Recovery{Nonce: s.Boots})
}

// Timeout handles the three timers.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	switch t {
	case changeTimer:
		s.changeView(env, s.View+1)
	case commitTimer:
		s.tellCommitted(env)
	case recoverTimer:
		s.recoverAgain(env)
	}
	s.wait(env)
}

// wait sets the timers of the replica's status, and stops the others.
func (s *Server) wait(env model.Env) {
	set := func(t model.Timer, on bool) {
		if on {
			env.SetTimer(t)
		} else {
			env.StopTimer(t)
		}
	}
	set(changeTimer, s.Status != Recovering && !s.leads() && !(s.Status == ViewChange && s.config.mutant == singleChange))
	set(commitTimer, s.leads() && s.config.commits)
	set(recoverTimer, s.Status == Recovering && s.config.recoveries)
}

// hear lets the timeout of a backup that hears of its primary begin anew (Section 4.2), which
// has a meaning only where there is time.
func (s *Server) hear(env model.Env, from model.NodeID) {
	if s.Status == Normal && from == s.primary() {
		env.StopTimer(changeTimer) // wait sets it
	}
}

// Receive hands a message to its protocol. What a replica cannot use in its status it
// leaves alone.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	if s.Status == Recovering {
		s.receiveRecovering(env, from, m)
		return
	}
	switch m := m.(type) {
	case Request:
		s.request(env, Command{Client: from, Number: m.Number, Op: m.Op})
	case Prepare:
		s.hear(env, from)
		s.prepare(env, from, m)
	case PrepareOK:
		s.prepareOK(env, from, m)
	case Commit:
		s.hear(env, from)
		s.commit(env, from, m)
	case StartViewChange:
		s.startViewChange(env, from, m)
	case DoViewChange:
		s.doViewChange(env, from, m)
	case StartView:
		s.startView(env, from, m)
	case Recovery:
		s.respond(env, from, m)
	case GetState:
		s.getState(env, from, m)
	case NewState:
		s.newState(env, m)
	}
	s.wait(env)
}

// receiveRecovering takes no part in the processing of requests nor in view changes
// (Section 4.3).
func (s *Server) receiveRecovering(env model.Env, from model.NodeID, m model.Message) {
	if m, ok := m.(RecoveryResponse); ok {
		s.recoveryResponse(env, from, m)
	}
	if s.config.mutant == recoveringVotes {
		switch m := m.(type) {
		case StartViewChange:
			s.startViewChange(env, from, m)
		case DoViewChange:
			s.doViewChange(env, from, m)
		case StartView:
			s.startView(env, from, m)
		}
	}
	s.wait(env)
}

// primaryOf returns the primary of a view: replicas take turns (Section 4).
func (c config) primaryOf(v View) model.NodeID {
	return model.NodeID((int(v)-1)%c.servers + 1)
}

func (s *Server) primary() model.NodeID { return s.config.primaryOf(s.View) }

// leads reports whether the replica is the primary of its view, and at work.
func (s *Server) leads() bool { return s.Status == Normal && s.primary() == s.id }

// f is how many replicas may fail: there are 2f+1 (Section 3). A quorum is f+1.
func (c config) f() int { return c.servers / 2 }

// opNumber is that of the latest request in the log.
func (s *Server) opNumber() int { return len(s.Log) }
