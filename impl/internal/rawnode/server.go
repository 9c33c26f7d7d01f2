package rawnode

import (
	"slices"

	"github.com/synod-go/synod/model"
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
	Stable  int          // the last entry on disk
	Commit  int          // the last entry that it knows to be committed
	Applied []Entry      // what the state machine has applied, since the last crash
	Value   int          // of the register
	Config  ConfState

	Asked    []Asked    // the clients that wait for an answer here
	Writing  []Writing  // what has to be written, the oldest first
	Applying []Applying // what has to be applied, the oldest first
	Taken    bool       // the Ready that was taken is not done (without AsyncStorageWrites)
}

// Asked is a request of a client.
type Asked struct {
	Client model.NodeID
	Number int
	Read   bool
	Index  int // what must be applied before the read can be answered, if that is known
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
	booted Disk // what was on disk when it was booted
	n      *RawNode
	logger Logger
	Server // Asked, Applied, Config and what is to be done; the rest is made when it is shown

	was SoftState // after the call of the library before
	led int       // its term
}

var _ model.Machine = (*server)(nil)

// boot makes a server of what is on its disk; at first that is what the harness puts there.
func (h *harness) boot(id model.NodeID, disk any) model.Machine {
	d, ok := disk.(Disk)
	if !ok {
		d = h.firstDisk(id)
	}
	s := &server{harness: h, id: id, booted: d}
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
	s.logger.env = env
	s.n = s.library.Boot(Config{
		ID:                 s.id,
		ElectionTick:       s.electionTick,
		HeartbeatTick:      1,
		Applied:            s.booted.Snapshot.Metadata.Index,
		AsyncStorageWrites: s.form == async,
		MaxSizePerMsg:      1 << 40,
		MaxInflightMsgs:    256,
		CheckQuorum:        s.checkQuorum,
		PreVote:            s.preVote,
	}, s.booted, &s.logger)
	s.rest(env)
}

// Receive implements model.Machine.
func (s *server) Receive(env model.Env, sender model.NodeID, m model.Message) {
	s.logger.env = env
	if r, ok := m.(Request); ok {
		s.request(env, sender, r)
	} else {
		s.step(Packet{From: sender, To: s.id, Message: m})
	}
	s.rest(env)
}

// step gives a message to the library. What it refuses it does not know the sender of, or
// has no leader for; then it does nothing.
func (s *server) step(p Packet) { _ = s.n.Step(p) }

// rest does what is to be done now after every input, and sets the timers for the rest.
func (s *server) rest(env model.Env) {
	s.elected(env)
	s.readies(env)
	s.timers(env)
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

func (s *server) disk() Disk {
	if s.n == nil {
		return s.booted
	}
	return s.n.Disk()
}

// Disk implements model.Machine.
func (s *server) Disk() any { return s.disk() }

// Shown implements model.Machine.
func (s *server) Shown() any {
	d, shown := s.disk(), s.Server
	status := Status{HardState: d.HardState}
	if s.n != nil {
		status = s.n.Status()
	}
	shown.Term, shown.Vote, shown.Commit = status.HardState.Term, status.HardState.Vote, status.HardState.Commit
	shown.Role, shown.Leader = status.SoftState.RaftState, status.SoftState.Lead
	shown.Log, shown.Value = s.log(), register(s.Applied)
	shown.First = d.Snapshot.Metadata.Index + 1
	shown.Stable = d.Snapshot.Metadata.Index + len(d.Entries)
	return &shown
}

// state is what tells the states of a server apart, besides what is shown.
type state struct {
	Node    any
	Taken   any
	Windows map[uint64]Window
}

// State implements model.Machine.
func (s *server) State() any {
	if s.n == nil {
		return nil
	}
	st := state{Node: s.n.raw, Windows: s.n.Windows()}
	if s.Taken {
		st.Taken = s.n.taken
	}
	return st
}
