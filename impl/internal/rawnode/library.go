package rawnode

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/synod-go/synod/model"
)

// Library is one version of the library.
type Library struct {
	Path string // of the package, as it is imported
	// Boot makes a RawNode and its storage, with Bind.
	Boot func(c Config, d Disk, log *Logger) *RawNode
	// Async says that it has Config.AsyncStorageWrites.
	Async bool
}

// Config is what the harness sets of the library's Config, by the same names.
type Config struct {
	ID                          model.NodeID
	ElectionTick, HeartbeatTick int
	Applied                     int
	AsyncStorageWrites          bool
	MaxSizePerMsg               uint64
	MaxInflightMsgs             int
	CheckQuorum, PreVote        bool
}

// Configure sets a Config of the library, by a pointer to it.
func (c Config) Configure(libraryConfig any) {
	convert(reflect.ValueOf(libraryConfig).Elem(), reflect.ValueOf(c))
}

// RawNode is a RawNode of the library with its MemoryStorage, behind functions that take and
// return plain data.
type RawNode struct {
	Campaign    func() error
	Tick        func()
	Propose     func(data string) error
	ReadIndex   func(context string)
	Change      func(ConfChange) error
	Transfer    func(to model.NodeID)
	Step        func(Packet) error
	HasReady    func() bool
	Take        func(async bool) Ready // Ready; what has to be written is in it or, with AsyncStorageWrites, in its messages
	Advance     func()
	ApplyChange func(Entry) ConfState
	Status      func() Status
	Write       func() // writes the oldest of what has to be written
	Compact     func(index int, c ConfState, data string)
	Disk        func() Disk // what is in the storage
	raw         any         // the library's *RawNode
	taken       Ready       // what was taken, without AsyncStorageWrites
}

// rawNode is what is called of a *RawNode. The type parameters stand for types of the
// library, which depend on the version, and on the path of the module.
type rawNode[Message, Ready, Change, ConfState, Status any] interface {
	Tick()
	Campaign() error
	Propose(data []byte) error
	ProposeConfChange(Change) error
	ApplyConfChange(Change) ConfState
	Step(Message) error
	HasReady() bool
	Ready() Ready
	Advance(Ready)
	BasicStatus() Status
	TransferLeader(to uint64)
	ReadIndex(context []byte)
}

// storage is what is called of a *MemoryStorage.
type storage[HardState, ConfState, ConfStatePtr, Entry, Snapshot any] interface {
	InitialState() (HardState, ConfState, error)
	SetHardState(HardState) error
	FirstIndex() (uint64, error)
	LastIndex() (uint64, error)
	Entries(lo, hi, maxSize uint64) ([]Entry, error)
	Append([]Entry) error
	Snapshot() (Snapshot, error)
	ApplySnapshot(Snapshot) error
	CreateSnapshot(index uint64, c ConfStatePtr, data []byte) (Snapshot, error)
	Compact(index uint64) error
}

// Load writes to a storage what was on disk.
func Load[HardState_, ConfState_, ConfStatePtr, Entry_, Snapshot_ any](
	s storage[HardState_, ConfState_, ConfStatePtr, Entry_, Snapshot_], d Disk,
) {
	save(s, d.HardState, To[[]Entry_](d.Entries), d.Snapshot)
}

func save[HardState_, ConfState_, ConfStatePtr, Entry_, Snapshot_ any](
	s storage[HardState_, ConfState_, ConfStatePtr, Entry_, Snapshot_], h HardState, entries []Entry_, snapshot Snapshot,
) {
	if snapshot.Metadata.Index > 0 {
		must(s.ApplySnapshot(To[Snapshot_](snapshot)))
	}
	must(s.Append(entries))
	if h != (HardState{}) {
		must(s.SetHardState(To[HardState_](h)))
	}
}

// readyOf returns a Ready of the library as plain data.
func readyOf(v reflect.Value, self model.NodeID) (plain Ready) {
	for _, pair := range planOf(reflect.TypeOf(plain), v.Type()).pairs {
		field := reflect.ValueOf(&plain).Elem().Field(pair[0])
		if field.Type() == reflect.TypeFor[[]Packet]() {
			plain.Messages = packetsOf(v.Field(pair[1]), self)
		} else {
			convert(field, v.Field(pair[1]))
		}
	}
	return plain
}

// Bind returns a RawNode with its storage. decode makes a change of the configuration of an
// entry's data.
func Bind[Message, Ready_, Change, ConfStatePtr, Status_, HardState_, ConfState_, Entry_, Snapshot_ any](
	n rawNode[Message, Ready_, Change, ConfStatePtr, Status_],
	s storage[HardState_, ConfState_, ConfStatePtr, Entry_, Snapshot_],
	encode func(ConfChange) Change,
	decode func(data []byte) (Change, error),
) *RawNode {
	var taken Ready_
	self := model.NodeID(0)
	r := &RawNode{
		Campaign:  n.Campaign,
		Tick:      n.Tick,
		Propose:   func(data string) error { return n.Propose([]byte(data)) },
		ReadIndex: func(context string) { n.ReadIndex([]byte(context)) },
		Change:    func(c ConfChange) error { return n.ProposeConfChange(encode(c)) },
		Transfer:  func(to model.NodeID) { n.TransferLeader(uint64(to)) },
		HasReady:  n.HasReady,
		Status:    func() Status { return from[Status](n.BasicStatus()) },
		raw:       n,
	}
	self = r.Status().ID
	r.Advance = func() {
		n.Advance(taken)
		r.taken = Ready{}
	}
	r.Step = func(p Packet) error {
		var m Message
		intoLibrary(reflect.ValueOf(&m).Elem(), p)
		return n.Step(m)
	}
	// The storage gets the library's own entries, as it does from other users: a version that
	// writes into what it has handed out is found.
	var writes []func()
	r.Write = func() {
		writes[0]()
		writes = writes[1:]
	}
	r.Take = func(async bool) Ready {
		taken = n.Ready()
		v := reflect.ValueOf(taken)
		plain := readyOf(v, self)
		note := func(v reflect.Value, h HardState, snapshot Snapshot) {
			entries := v.FieldByName("Entries").Interface().([]Entry_)
			writes = append(writes, func() { save(s, h, entries, snapshot) })
		}
		if !async {
			note(v, plain.HardState, plain.Snapshot)
			r.taken = plain
			return plain
		}
		for i, p := range plain.Messages {
			if m, ok := p.Message.(MsgStorageAppend); ok {
				note(reflect.Indirect(v.FieldByName("Messages").Index(i)), m.hardState(), m.Snapshot)
			}
		}
		return plain
	}
	r.ApplyChange = func(e Entry) ConfState {
		change, err := decode([]byte(e.Data))
		must(err)
		return from[ConfState](n.ApplyConfChange(change))
	}
	r.Compact = func(index int, c ConfState, data string) {
		_, err := s.CreateSnapshot(uint64(index), To[ConfStatePtr](c), []byte(data))
		must(err)
		must(s.Compact(uint64(index)))
	}
	r.Disk = func() Disk {
		h, _, err := s.InitialState()
		must(err)
		snapshot, err := s.Snapshot()
		must(err)
		first, err := s.FirstIndex()
		must(err)
		last, err := s.LastIndex()
		must(err)
		d := Disk{HardState: from[HardState](h), Snapshot: from[Snapshot](snapshot)}
		if first <= last {
			entries, err := s.Entries(first, last+1, 1<<62)
			must(err)
			d.Entries = from[[]Entry](entries)
		}
		return d
	}
	return r
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// field returns an unexported part of the RawNode, by its path.
func (r *RawNode) field(names ...string) reflect.Value {
	v := reflect.ValueOf(r.raw).Elem()
	for _, name := range names {
		v = reflect.Indirect(v).FieldByName(name)
		if !v.IsValid() {
			panic(fmt.Sprintf("the library's RawNode has no field %s", name))
		}
	}
	return v
}

// elapsed returns how many ticks the server has heard of no leader.
func (r *RawNode) elapsed() int { return int(r.field("raft", "electionElapsed").Int()) }

// setTimeout sets after how many ticks the server campaigns: what the library draws at
// random.
func (r *RawNode) setTimeout(ticks int) {
	v := r.field("raft", "randomizedElectionTimeout")
	*(*int)(unsafe.Pointer(v.UnsafeAddr())) = ticks
}

// Log returns the log as the library has it, from the first entry on: what is in the
// storage, with what is in its snapshot, and what will be.
func (r *RawNode) Log() []Entry {
	d := r.Disk()
	log := slices.Concat(d.Snapshot.applied(), d.Entries)
	unstable := r.field("raft", "raftLog", "unstable")
	var snapshot Snapshot
	convert(reflect.ValueOf(&snapshot).Elem(), unstable.FieldByName("snapshot"))
	if snapshot.Metadata.Index > 0 {
		log = snapshot.applied()
	}
	var more []Entry
	convert(reflect.ValueOf(&more).Elem(), unstable.FieldByName("entries"))
	if len(more) > 0 {
		log = append(log[:more[0].Index-1], more...)
	}
	return log
}

// Window is what the leader has sent to a server and has no answer to: the library keeps it
// in a ring, of which it forgets the used part. The first is the oldest.
type Window []uint64

// Windows returns the windows of all servers.
func (r *RawNode) Windows() map[uint64]Window {
	tracker := reflect.Indirect(r.field("raft"))
	progress := tracker.FieldByName("trk")
	if !progress.IsValid() {
		progress = tracker.FieldByName("prs")
	}
	windows := map[uint64]Window{}
	for it := progress.FieldByName("Progress").MapRange(); it.Next(); {
		ring := reflect.Indirect(it.Value().Elem().FieldByName("Inflights"))
		start, count, size := int(ring.FieldByName("start").Int()), int(ring.FieldByName("count").Int()), int(ring.FieldByName("size").Int())
		var w Window
		for i := range count {
			e := ring.FieldByName("buffer").Index((start + i) % size)
			if e.Kind() == reflect.Struct { // from v3.6 on with the number of bytes
				w = append(w, e.Field(0).Uint(), e.Field(1).Uint())
			} else {
				w = append(w, e.Uint())
			}
		}
		windows[it.Key().Uint()] = w
	}
	return windows
}

// Logger is the library's logger. It hands the lines on to the handler that runs.
type Logger struct{ env model.Env }

func (l *Logger) log(format string, args ...any) {
	if l.env != nil {
		l.env.Log(format, args...)
	}
}

func (l *Logger) Debug(...any)                      {}
func (l *Logger) Debugf(string, ...any)             {}
func (l *Logger) Info(args ...any)                  { l.log("%s", fmt.Sprint(args...)) }
func (l *Logger) Infof(format string, args ...any)  { l.log(format, args...) }
func (l *Logger) Warning(args ...any)               { l.Info(args...) }
func (l *Logger) Warningf(f string, args ...any)    { l.Infof(f, args...) }
func (l *Logger) Error(args ...any)                 { l.Info(args...) }
func (l *Logger) Errorf(format string, args ...any) { l.Infof(format, args...) }
func (l *Logger) Fatal(args ...any)                 { panic(fmt.Sprint(args...)) }
func (l *Logger) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (l *Logger) Panic(args ...any)                 { panic(fmt.Sprint(args...)) }
func (l *Logger) Panicf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
