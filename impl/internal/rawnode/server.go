package rawnode

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
	"github.com/synod-go/synod/spec"
)

// Server is what is seen of a server: what its RawNode says, what is on its disk, and what
// the harness has to do.
type Server struct {
	Term    int
	Vote    model.NodeID
	Role    Role
	Leader  model.NodeID // whom it takes for the leader
	Log     []Entry      // from the first entry on, what is in a snapshot too
	First   int          // the first entry that the library still has
	Stable  Stable       // what is on disk
	Commit  int          // the last entry that it knows to be committed
	Applied []Entry      // what the state machine has applied, since the last crash
	Value   int          // of the register
	Config  ConfState

	Started   int  // how many operations its client has started
	Waiting   bool // the last one has no answer yet
	ReadIndex int  // what must be applied before the read is answered, if that is known

	Writing  []Writing  // what has to be written, the oldest first
	Applying []Applying // what has to be applied, the oldest first
	Taken    bool       // the Ready that was taken is not done (without AsyncStorageWrites)

	Ended string // the panic of the library that ended it, until it restarts
}

// Stable is what a server would be after a crash: its term, whom it has voted for, and the
// last entry of its log.
type Stable struct {
	Term int
	Vote model.NodeID
	Last int
}

// Writing is something to write, and what to send then.
type Writing struct {
	HardState HardState
	Entries   []Entry
	Snapshot  Snapshot
	Then      []Packet
}

// Applying is something to apply, and what to tell the library then.
type Applying struct {
	Snapshot Snapshot
	Entries  []Entry
	Then     []Packet
}

// server is a RawNode with the loop around it.
type server struct {
	*harness
	id     model.NodeID
	booted disk // what was on disk when it was booted
	n      *RawNode
	logger Logger
	client.Session[spec.RegisterOp]

	Applied   []Entry
	Config    ConfState
	ReadIndex int
	Writing   []Writing
	Applying  []Applying
	Taken     bool

	was SoftState // after the call of the library before
	led int       // its term

	ended string // see Server.Ended
}

var _ model.Machine = (*server)(nil)

// disk is what survives a crash of a server.
type disk struct {
	Disk
	Started int
	Waiting bool
}

// boot makes a server of what is on its disk; at first that is what the harness puts there.
func (h *harness) boot(id model.NodeID, on any) model.Machine {
	d, ok := on.(disk)
	if !ok {
		d.Disk = h.firstDisk(id)
	}
	s := &server{harness: h, id: id, booted: d}
	s.Script = h.scripts[id-1]
	if n := int(id); n <= len(h.retries) && h.retries[n-1] > 0 {
		s.Retry = retryTimer
	}
	s.Started, s.Waiting = d.Started, d.Waiting
	s.restore(d.Snapshot)
	return s
}

// firstDisk is what is on the disk of a server that starts for the first time: of those
// that are there from the beginning, the first entry, with the configuration.
func (h *harness) firstDisk(id model.NodeID) Disk {
	if !slices.Contains(h.initial.Voters, id) && !slices.Contains(h.initial.Learners, id) {
		return Disk{}
	}
	first := Entry{Term: 1, Index: 1}
	return Disk{
		HardState: HardState{Term: 1, Commit: 1},
		Snapshot: Snapshot{
			Data:     snapshotData([]Entry{first}),
			Metadata: SnapshotMetadata{ConfState: h.initial, Index: 1, Term: 1},
		},
	}
}

// restore makes the state machine that of a snapshot.
func (s *server) restore(snapshot Snapshot) {
	s.Applied, s.Config = snapshot.applied(), snapshot.Metadata.ConfState
}

// Start implements model.Machine.
func (s *server) Start(env model.Env) {
	s.run(env, func() { s.n = s.start() })
}

// start makes the RawNode.
func (s *server) start() *RawNode {
	return s.library.Boot(Config{
		ID:                 s.id,
		ElectionTick:       s.electionTick,
		HeartbeatTick:      1,
		Applied:            s.booted.Snapshot.Metadata.Index,
		AsyncStorageWrites: s.form == async,
		MaxSizePerMsg:      1 << 40,
		MaxInflightMsgs:    256,
		CheckQuorum:        s.checkQuorum,
		PreVote:            s.preVote,
	}, s.booted.Disk, &s.logger)
}

// run runs a handler: what the input does, and what is to be done after every input.
func (s *server) run(env model.Env, f func()) {
	s.logger.env = env
	if s.ended != "" {
		return
	}
	if s.panics == panicsEnd {
		defer rescue.Any(func(p *rescue.Panic) { s.end(env, p) })
	}
	f()
	s.rest(env)
}

// end ends the server because the library panicked, until it restarts. A library panics with
// a text or as Go does; what is panicked with otherwise goes on.
func (s *server) end(env model.Env, p *rescue.Panic) {
	_, isText := p.Value.(string)
	_, isGo := p.Value.(runtime.Error)
	if !isText && !isGo {
		panic(p)
	}
	s.ended = fmt.Sprint(p.Value)
	env.Log("the library panicked: %s", s.ended)
	if s.n != nil {
		s.booted.Disk, s.n = s.n.Disk(), nil
	}
	s.ReadIndex, s.Writing, s.Applying, s.Taken, s.was = 0, nil, nil, false, SoftState{}
	for _, t := range timers {
		env.StopTimer(t)
	}
}

// Receive implements model.Machine.
func (s *server) Receive(env model.Env, sender model.NodeID, m model.Message) {
	s.run(env, func() { s.step(Packet{From: sender, To: s.id, Message: m}) })
}

// step gives a message to the library. What it refuses it does not know the sender of, or
// has no leader for; then it does nothing.
func (s *server) step(p Packet) { _ = s.n.Step(p) }

// rest does what is to be done now after every input, and sets the timers for the rest.
func (s *server) rest(env model.Env) {
	s.elected(env)
	s.readies(env)
	s.setTimers(env)
	s.logger.env = nil
}

// elected records that the server became leader in the call of the library before.
func (s *server) elected(env model.Env) {
	is := s.n.Status()
	if is.SoftState.RaftState == Leader && (s.was.RaftState != Leader || s.led != is.HardState.Term) {
		env.Record(Elected{Term: is.HardState.Term, Log: s.log()})
	}
	s.was, s.led = is.SoftState, is.HardState.Term
}

// log returns the log from the first entry on.
func (s *server) log() []Entry {
	if s.n == nil {
		return slices.Concat(s.booted.Snapshot.applied(), s.booted.Entries)
	}
	return s.n.Log()
}

// stored is what is on disk.
func (s *server) stored() Disk {
	if s.n == nil {
		return s.booted.Disk
	}
	return s.n.Disk()
}

// Disk implements model.Machine.
func (s *server) Disk() any { return disk{s.stored(), s.Started, s.Waiting} }

// Shown implements model.Machine.
func (s *server) Shown() any {
	d := s.stored()
	status := Status{HardState: d.HardState}
	if s.n != nil {
		status = s.n.Status()
	}
	return &Server{
		Term:      status.HardState.Term,
		Vote:      status.HardState.Vote,
		Role:      status.SoftState.RaftState,
		Leader:    status.SoftState.Lead,
		Log:       s.log(),
		First:     d.Snapshot.Metadata.Index + 1,
		Stable:    Stable{d.HardState.Term, d.HardState.Vote, d.Snapshot.Metadata.Index + len(d.Entries)},
		Commit:    status.HardState.Commit,
		Applied:   s.Applied,
		Value:     register(s.Applied),
		Config:    s.Config,
		Started:   s.Started,
		Waiting:   s.Waiting,
		ReadIndex: s.ReadIndex,
		Writing:   s.Writing,
		Applying:  s.Applying,
		Taken:     s.Taken,
		Ended:     s.ended,
	}
}

// state is what tells the states of a server apart, besides what is shown.
type state struct {
	Node    any
	Taken   Ready
	Windows map[uint64]Window
}

// State implements model.Machine.
func (s *server) State() any {
	if s.n == nil {
		return nil
	}
	return state{Node: s.n.raw, Taken: s.n.taken, Windows: s.n.Windows()}
}
