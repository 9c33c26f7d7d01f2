package ftvm

import "github.com/synod-go/synod/model"

// Role says what a server does.
type Role int

const (
	Down    Role = iota // it has crashed
	Spare               // it has no copy of the machine
	Primary             // it runs the machine, and logs
	Backup              // it replays the log
	Live                // it runs the machine alone
	Halted              // the other server of its pair is live
)

// String returns the role's name.
func (r Role) String() string {
	switch r {
	case Spare:
		return "spare"
	case Primary:
		return "primary"
	case Backup:
		return "backup"
	case Live:
		return "live"
	case Halted:
		return "halted"
	}
	return "down"
}

// The timers of a server. There is none of the failure detector, which is the model's.
const (
	cpuTimer    model.Timer = "cpu"    // the machine executes an instruction
	diskTimer   model.Timer = "disk"   // a disk write is complete
	replayTimer model.Timer = "replay" // the backup replays an entry
	cloneTimer  model.Timer = "clone"  // a server without a backup gets one
)

// Server is one physical server with its hypervisor.
type Server struct {
	Role Role
	// Pair is the number of the pair that it belongs to, or has belonged to, from 1, and
	// Peer the other server of the pair while the logging channel is open.
	Pair int
	Peer model.NodeID
	// Suspects says that it takes the other server for dead, has closed the logging
	// channel, and waits for the shared storage. The machine waits, too.
	Suspects bool
	Machine  Machine
	// Unacked are the entries that a primary has logged and the backup has not
	// acknowledged: of each, the outputs that wait for that.
	Unacked [][]Answer
	// Log are the entries that a backup has received and not replayed.
	Log []Entry

	config config `model:"const"`
}

// Start begins to run the machine, which has nothing to do yet.
func (s *Server) Start(model.Env) {}

// Receive handles all messages.
func (s *Server) Receive(env model.Env, from model.NodeID, m model.Message) {
	switch m := m.(type) {
	case Request:
		s.request(env, Operation{Client: from, Number: m.Number, Op: m.Op})
	case Entry:
		s.logged(env, from, m)
	case Ack:
		s.acknowledged(env, from, m)
	case Copy:
		s.copied(from, m)
	case Flag:
		s.decided(env, m)
	}
	s.schedule(env)
}

// Timeout lets the machine run, or replay.
func (s *Server) Timeout(env model.Env, t model.Timer) {
	switch t {
	case cpuTimer:
		s.instruction(env)
	case diskTimer:
		s.interrupt(env)
	case replayTimer:
		s.replayNext(env)
	case cloneTimer:
		s.clone(env)
	}
	s.schedule(env)
}

// schedule sets the timers that the server has a use for. They are set again after each
// step, and those that it has no use for are stopped.
func (s *Server) schedule(env model.Env) {
	for _, t := range []struct {
		timer model.Timer
		set   bool
	}{
		{cpuTimer, s.runs() && s.Machine.runnable() > 0},
		{diskTimer, s.runs() && len(s.Machine.writes()) > 0},
		{replayTimer, s.replays() && len(s.Log) > 0},
		{cloneTimer, s.Role == Live && s.Pair+1 < len(env.Group(serverPrefix))},
	} {
		if t.set {
			env.SetTimer(t.timer)
		} else {
			env.StopTimer(t.timer)
		}
	}
}

// runs reports whether the machine runs here. A primary whose log buffer is full stops it
// until there is room (Section 3.2).
func (s *Server) runs() bool {
	return s.Role == Live || s.records() && len(s.Unacked) < s.config.buffer
}

// records reports whether it is a primary with an open logging channel.
func (s *Server) records() bool { return s.Role == Primary && !s.Suspects }

// replays reports whether it is a backup with an open logging channel.
func (s *Server) replays() bool { return s.Role == Backup && !s.Suspects }

// request handles a packet from a client. Only the server on which the machine runs takes
// it. One that is lost its client sends again.
func (s *Server) request(env model.Env, op Operation) {
	if !s.runs() || !s.Machine.takes(op) {
		return
	}
	s.record(env, Entry{Kind: Packet, Client: op.Client, Number: op.Number, Op: op.Op}, nil)
	s.Machine.packet(op, s.filters())
}

// interrupt completes one of the disk writes that the machine waits for, whichever.
func (s *Server) interrupt(env model.Env) {
	writes := s.Machine.writes()
	op := writes[env.Choose(len(writes))]
	s.record(env, Entry{Kind: Interrupt, Client: op.Client, Number: op.Number}, nil)
	s.Machine.complete(op.Client, op.Number)
}

// instruction executes one instruction. If it reads the clock, or is an output, it is
// logged. All others the backup executes by itself.
func (s *Server) instruction(env model.Env) {
	clock, read := s.readClock(env)
	output := s.Machine.execute(clock, s.filters())
	switch {
	case s.Role == Live:
		s.send(env, output)
	case read && s.config.mutant != unloggedClock:
		s.record(env, Entry{Kind: Clock, Clock: clock}, output)
	case len(output) > 0 && s.config.mutant == unloggedOutput:
		s.Machine.Since++
		s.hold(env, output)
	case len(output) > 0:
		s.record(env, Entry{Kind: Output}, output)
	default:
		s.Machine.Since++
	}
}

// readClock returns what the clock shows, if the next instruction reads it.
func (s *Server) readClock(env model.Env) (clock int, read bool) {
	if n := s.Machine.runnable(); n > 1 {
		return env.Choose(n), true
	}
	return 0, false
}

// record logs an entry, if there is a backup. What the instruction outputs waits for the
// acknowledgement of its entry: the Output Rule (Section 2.2). The machine goes on.
func (s *Server) record(env model.Env, e Entry, output []Answer) {
	if s.Role != Primary {
		return
	}
	e.Pair, e.At = s.Pair, s.Machine.Since
	s.Machine.Since = 0
	env.Send(s.Peer, e)
	if s.config.mutant == earlyOutput {
		s.send(env, output)
		output = nil
	}
	s.Unacked = append(s.Unacked, output)
}

// hold is what the mutant unlogged-output does with an output: it waits for the entries
// that were logged before.
func (s *Server) hold(env model.Env, output []Answer) {
	last := len(s.Unacked) - 1
	if last < 0 {
		s.send(env, output)
		return
	}
	s.Unacked[last] = append(s.Unacked[last], output...)
}

// acknowledged handles the acknowledgement of the oldest entry: its outputs may leave.
func (s *Server) acknowledged(env model.Env, from model.NodeID, m Ack) {
	if !s.records() || from != s.Peer || m.Pair != s.Pair || len(s.Unacked) == 0 {
		return
	}
	s.send(env, s.Unacked[0])
	s.Unacked = s.Unacked[1:]
}

// send sends outputs to the outside world.
func (s *Server) send(env model.Env, outputs []Answer) {
	for _, a := range outputs {
		env.Resend(a.Client, Reply{Number: a.Number, Value: a.Value})
	}
}

// filters reports whether the machine knows which operations it has executed.
func (s *Server) filters() bool { return s.config.mutant != noDuplicateFilter }
