package rawnode

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// The messages between servers. The library has one type for all; here each kind has its
// own, with the fields that it uses, and not those that the network knows: from whom it
// comes and to whom it goes. From is somebody else than the sender if it is set.
type (
	MsgProp struct {
		From    model.NodeID
		Entries []Entry
	}
	MsgApp struct {
		Term, LogTerm, Index, Commit int
		Entries                      []Entry
	}
	MsgAppResp struct {
		Term, Index         int
		Reject              bool
		RejectHint, LogTerm int
	}
	MsgVote struct {
		Term, LogTerm, Index int
		Context              string
	}
	MsgVoteResp struct {
		Term   int
		Reject bool
	}
	MsgSnap struct {
		Term     int
		Snapshot Snapshot
	}
	MsgHeartbeat struct {
		Term, Commit int
		Context      string
	}
	MsgHeartbeatResp struct {
		Term    int
		Context string
	}
	MsgTransferLeader struct{ From model.NodeID }
	MsgTimeoutNow     struct{ Term int }
	MsgReadIndex      struct {
		From    model.NodeID
		Entries []Entry
	}
	MsgReadIndexResp struct {
		Term, Index int
		Entries     []Entry
	}
	MsgPreVote struct {
		Term, LogTerm, Index int
		Context              string
	}
	MsgPreVoteResp struct {
		Term   int
		Reject bool
	}
)

// The messages between a server and its disk, with AsyncStorageWrites.
type (
	MsgStorageAppend struct {
		Term      int
		Vote      model.NodeID
		Commit    int
		Entries   []Entry
		Snapshot  Snapshot
		Responses []Packet
	}
	MsgStorageAppendResp struct {
		Term, Index, LogTerm int
		Snapshot             Snapshot
	}
	MsgStorageApply struct {
		Entries   []Entry
		Responses []Packet
	}
	MsgStorageApplyResp struct{ Entries []Entry }
)

func (m MsgStorageAppend) hardState() HardState { return HardState{m.Term, m.Vote, m.Commit} }

// Packet is a message on its way.
type Packet struct {
	From, To model.NodeID
	Message  model.Message
}

// kinds are the kinds of messages by the number that the library gives them.
var kinds = map[int]reflect.Type{
	2:  reflect.TypeFor[MsgProp](),
	3:  reflect.TypeFor[MsgApp](),
	4:  reflect.TypeFor[MsgAppResp](),
	5:  reflect.TypeFor[MsgVote](),
	6:  reflect.TypeFor[MsgVoteResp](),
	7:  reflect.TypeFor[MsgSnap](),
	8:  reflect.TypeFor[MsgHeartbeat](),
	9:  reflect.TypeFor[MsgHeartbeatResp](),
	13: reflect.TypeFor[MsgTransferLeader](),
	14: reflect.TypeFor[MsgTimeoutNow](),
	15: reflect.TypeFor[MsgReadIndex](),
	16: reflect.TypeFor[MsgReadIndexResp](),
	17: reflect.TypeFor[MsgPreVote](),
	18: reflect.TypeFor[MsgPreVoteResp](),
	19: reflect.TypeFor[MsgStorageAppend](),
	20: reflect.TypeFor[MsgStorageAppendResp](),
	21: reflect.TypeFor[MsgStorageApply](),
	22: reflect.TypeFor[MsgStorageApplyResp](),
}

// numberOf is kinds the other way round.
var numberOf = func() map[reflect.Type]int {
	numbers := map[reflect.Type]int{}
	for number, t := range kinds {
		numbers[t] = number
	}
	return numbers
}()

// AppendThread and ApplyThread are to whom the library addresses messages to the disk.
const (
	AppendThread model.NodeID = -1
	ApplyThread  model.NodeID = -2
)

// header is what every message of the library has.
type header struct {
	Type     int
	From, To model.NodeID
}

// packetOf returns a message of the library as a packet. It panics if that would lose
// something.
func packetOf(v reflect.Value, self model.NodeID) Packet {
	v = reflect.Indirect(v)
	var h header
	for _, pair := range planOf(reflect.TypeOf(h), v.Type()).pairs {
		convert(reflect.ValueOf(&h).Elem().Field(pair[0]), v.Field(pair[1]))
	}
	kind, ok := kinds[h.Type]
	if !ok {
		panic(fmt.Sprintf("the library sends a message of type %d, which no server gets", h.Type))
	}
	m := reflect.New(kind).Elem()
	p := planOf(kind, v.Type())
	for _, i := range p.alone {
		switch name := v.Type().Field(i).Name; {
		case name == "Type" || name == "To" || name == "From" || isEmpty(v.Field(i)):
		default:
			panic(fmt.Sprintf("%v has no field for %s, which is %v", kind, name, v.Field(i)))
		}
	}
	for _, pair := range p.pairs {
		switch to, from := m.Field(pair[0]), v.Field(pair[1]); kind.Field(pair[0]).Name {
		case "From":
			if h.From != self {
				to.SetInt(int64(h.From))
			}
		case "Responses":
			to.Set(reflect.ValueOf(packetsOf(from, self)))
		default:
			convert(to, from)
		}
	}
	return Packet{From: h.From, To: h.To, Message: m.Interface()}
}

func packetsOf(v reflect.Value, self model.NodeID) (packets []Packet) {
	for i := range v.Len() {
		packets = append(packets, packetOf(v.Index(i), self))
	}
	return packets
}

// intoLibrary sets v, a message of the library, to a message.
func intoLibrary(v reflect.Value, p Packet) {
	m := reflect.ValueOf(p.Message)
	number, ok := numberOf[m.Type()]
	if !ok {
		panic(fmt.Sprintf("a server got a %T, which is no message of the library", p.Message))
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	convert(v, m)
	h := header{Type: number, From: p.From, To: p.To}
	if from := m.FieldByName("From"); from.IsValid() && from.Int() != 0 {
		h.From = model.NodeID(from.Int())
	}
	convert(v, reflect.ValueOf(h))
}

// messages has a value of each type that servers send to each other under the settings.
func (h *harness) messages() []model.Message {
	reads := h.asks(false)
	beats := reads || h.heartbeats > 0 || h.ticks > 0
	return slices.DeleteFunc(Messages(), func(m model.Message) bool {
		switch m.(type) {
		case MsgSnap:
			return h.compactions == 0
		case MsgTransferLeader, MsgTimeoutNow:
			return h.transfers == 0
		case MsgPreVote, MsgPreVoteResp:
			return !h.preVote
		case MsgProp:
			return h.servers == 1 || !h.asks(true)
		case MsgReadIndex, MsgReadIndexResp:
			return !reads || h.servers == 1
		case MsgHeartbeat, MsgHeartbeatResp:
			return !beats || h.servers == 1
		}
		return h.servers == 1
	})
}

// asks reports whether some client writes, or reads.
func (h *harness) asks(write bool) bool {
	return slices.ContainsFunc(h.scripts, func(script []spec.RegisterOp) bool {
		return slices.ContainsFunc(script, func(op spec.RegisterOp) bool { return op.Write == write })
	})
}

// Messages has a value of each type that servers send to each other.
func Messages() (all []model.Message) {
	for _, number := range slices.Sorted(maps.Keys(kinds)) {
		if number < 19 {
			all = append(all, reflect.Zero(kinds[number]).Interface())
		}
	}
	return all
}

// Through returns a message as the library gets it and sends it on: the same, if nothing is
// lost on the way. M is the library's type of messages.
func Through[M any](p Packet) Packet {
	var m M
	intoLibrary(reflect.ValueOf(&m).Elem(), p)
	return packetOf(reflect.ValueOf(m), p.From)
}
