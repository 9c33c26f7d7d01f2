package primarybackup

import (
	"slices"

	"github.com/synod-go/synod/model"
)

// pingTimer makes a server ping, and ask its backup again for what it waits for.
// There is none on a network that never loses a message.
const pingTimer model.Timer = "ping"

// Answered is the event that a server sent a client an answer.
type Answered struct {
	// View is the view that the server was in.
	View View
}

// Server is primary, backup or idle, as the newest view that it knows says
// (DSLabs, Part 2).
type Server struct {
	// View is the newest view that the server has learned of.
	View View
	// Pings is the number of the view that its pings carry: View's, except that a
	// primary whose backup has not got the state yet is not ready for the new one.
	Pings int
	// Ready says of a backup that it has the state, of a primary that its backup
	// has it, or that there is none.
	Ready bool
	// App is the replicated state; an idle server, and a backup that is not ready,
	// has none.
	App Application
	// Log are the operations that a cold standby has confirmed, in order, and not
	// executed.
	Log []Operation
	// Pending is what a primary waits for: the operation that it has forwarded.
	// Operations are executed one at a time.
	Pending *Operation
	Stopped bool

	config config `model:"const"`
}

// Start pings: the view server does not know who there is.
func (s *Server) Start(env model.Env) {
	s.ping(env)
	if s.config.polls {
		env.SetTimer(pingTimer)
	}
	if s.config.stops {
		env.SetTimer(stopTimer)
	}
}

func (s *Server) ping(env model.Env) { env.Resend(viewServerOf(env), Ping{s.Pings}) }

// Timeout sends everything again that may have been lost.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	if t == stopTimer {
		s.Stopped = true
		env.StopTimer(pingTimer)
		env.Record(Stopped{})
		return
	}
	env.SetTimer(pingTimer)
	s.ping(env)
	if s.View.Primary == env.ID() {
		if !s.Ready {
			s.transfer(env)
		}
		if s.Pending != nil {
			s.forward(env, *s.Pending)
		}
	}
}

// Receive handles all messages.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	if s.Stopped {
		return
	}
	switch m := m.(type) {
	case ViewReply:
		s.learn(env, m.View)
	case Transfer:
		s.install(env, from, m)
	case TransferAck:
		if m.View == s.View.Number && s.View.Primary == env.ID() {
			s.enter(env)
		}
	case Forward:
		s.follow(env, from, m)
	case ForwardAck:
		s.confirmed(env, m)
	case Request:
		s.request(env, Operation{Client: from, Number: m.Number, Op: m.Op})
	}
}

// learn takes up the role that a new view gives the server. An operation that the
// old backup did not confirm is given up: nobody has seen an answer, and its client
// will ask again.
func (s *Server) learn(env model.Env, v View) {
	if v.Number <= s.View.Number {
		return
	}
	s.View, s.Ready, s.Pending = v, false, nil
	if v.Primary == env.ID() {
		s.takeOver()
	}
	switch {
	case v.Primary == env.ID() && v.Backup == model.Nobody:
		s.enter(env)
	case v.Primary == env.ID():
		s.transfer(env)
		if s.config.mutant == promoteUninitialised {
			s.acknowledge(env)
		}
	default:
		// A new backup gets the state from its primary, and an idle server has
		// no use for one.
		s.App, s.Log = Application{}, nil
		s.acknowledge(env)
	}
}

// takeOver executes what the server has confirmed as a cold standby.
func (s *Server) takeOver() {
	switch s.config.mutant {
	case unreplayedLog:
		s.Log = nil
	case backwardLog:
		slices.Reverse(s.Log)
	}
	s.App, s.Log = s.replayed(), nil
}

// replayed returns the state to which the log leads: that of a hot standby.
func (s *Server) replayed() Application {
	if len(s.Log) == 0 {
		return s.App
	}
	app := s.App.clone()
	for _, op := range s.Log {
		app.execute(op)
	}
	return app
}

// enter makes the primary ready: its backup, if any, has the state.
func (s *Server) enter(env model.Env) {
	s.Ready = true
	s.acknowledge(env)
}

// acknowledge tells the view server that this server works in its view.
func (s *Server) acknowledge(env model.Env) {
	s.Pings = s.View.Number
	s.ping(env)
}

// transfer sends the backup the whole state, in one message, so that it never has
// a part of it.
func (s *Server) transfer(env model.Env) {
	state := s.App.clone()
	if s.config.mutant == noDedupTransfer {
		state.Last = nil
	}
	env.Resend(s.View.Backup, Transfer{View: s.View.Number, State: state})
}

// install is the backup's side of the transfer. It takes the first one of its
// view; one that comes again is older than what it has executed since.
func (s *Server) install(env model.Env, from model.NodeID, m Transfer) {
	if m.View != s.View.Number || from != s.View.Primary {
		return
	}
	if !s.Ready {
		s.Ready, s.App = true, m.State
	}
	env.Resend(from, TransferAck{m.View})
}

// request is the primary's side of an operation: it is executed only after the
// backup has confirmed it. One that was executed before gets the same answer.
//
// A primary that waits for its backup leaves other requests alone. They stay in
// the network, or are asked again.
func (s *Server) request(env model.Env, op Operation) {
	if s.View.Primary != env.ID() {
		if s.config.mutant == backupAnswers && s.View.Backup == env.ID() && s.Ready {
			s.answer(env, op, s.App.execute(op))
		}
		return
	}
	switch torn := s.config.mutant == tornTransfer && !s.Ready; {
	case torn:
		s.answer(env, op, s.App.execute(op))
	case !s.Ready, op.Number < s.App.Last[op.Client].Number:
	case op.Number == s.App.Last[op.Client].Number:
		s.answer(env, op, s.App.Last[op.Client].Value)
	case s.config.mutant == fastRead && op.Op.ReadOnly():
		s.answer(env, op, s.App.Store[op.Op.Key])
	case s.View.Backup == model.Nobody:
		s.answer(env, op, s.App.execute(op))
	case s.config.mutant == asyncForward:
		s.forward(env, op)
		s.answer(env, op, s.App.execute(op))
	case s.Pending == nil:
		s.Pending = &op
		s.forward(env, op)
	}
}

func (s *Server) forward(env model.Env, op Operation) {
	env.Resend(s.View.Backup, Forward{View: s.View.Number, Operation: op})
}

// follow is the backup's side of an operation. It takes forwards from the primary
// of its own view only, and when it has the state.
func (s *Server) follow(env model.Env, from model.NodeID, m Forward) {
	if s.config.mutant != backupAnyView && (m.View != s.View.Number || from != s.View.Primary) {
		return
	}
	if !s.Ready {
		return
	}
	if s.config.cold {
		s.keep(m.Operation)
	} else {
		s.App.execute(m.Operation)
	}
	if s.config.mutant == silentBackup {
		return
	}
	env.Resend(from, ForwardAck{View: m.View, Client: m.Operation.Client, Number: m.Operation.Number})
}

// keep adds an operation to the log of a cold standby, unless it is there, or was executed.
func (s *Server) keep(op Operation) {
	if op.Number > s.App.Last[op.Client].Number && !slices.Contains(s.Log, op) {
		s.Log = append(s.Log, op)
	}
}

// confirmed executes and answers what the backup has executed.
func (s *Server) confirmed(env model.Env, m ForwardAck) {
	op := s.Pending
	if op == nil || m.View != s.View.Number || m.Client != op.Client || m.Number != op.Number {
		return
	}
	s.Pending = nil
	s.answer(env, *op, s.App.execute(*op))
}

// answer sends an operation's answer, and records that it did. All answers leave
// here, those of mutants too: the properties about answers go by the record.
func (s *Server) answer(env model.Env, op Operation, value string) {
	env.Record(Answered{View: s.View})
	env.Resend(op.Client, Reply{Number: op.Number, Value: value})
}
