// Package modeltest tests the handlers of a node one at a time: its Env only notes what
// they do.
//
//	env := modeltest.New("S1", groups...)
//	server.Timeout(env, "election")
//	require.Equal(t, []string{
//		"send S2 RequestVote{Term: 1}",
//		"send S3 RequestVote{Term: 1}",
//		"set election",
//	}, env.Did())
package modeltest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

// Env is the Env of one node, made by New. It keeps copies of what handlers send and
// record, and panics where a search would report that a rule of the model is broken: a
// message to a node that there is not, a message that is no plain data, Choose(0).
type Env struct {
	// Sent are the messages that were sent since the last Take.
	Sent []model.Packet
	// Events are the events that were recorded, and Logged the lines that were logged.
	Events []model.Event
	Logged []string
	// Timers are the timers that are set, sorted.
	Timers []model.Timer
	// Choices are the next results of Choose. When they are used up it returns 0.
	Choices []int

	self   model.NodeID
	groups []model.Group
	names  shown.Names
	codec  *canon.Codec
	did    []string
}

var _ model.Env = (*Env)(nil)

// New returns the Env of the node of a name, such as S1, in a system with these groups.
// Their constructors are not called, and need not be set. It panics if there is no such
// node.
func New(node string, groups ...model.Group) *Env {
	e := &Env{groups: groups, codec: canon.New(canon.Options{})}
	nameOf := model.Names(groups...)
	e.names = shown.Names{nameOf(model.Nobody)}
	for _, g := range groups {
		for range g.Count {
			e.names = append(e.names, nameOf(model.NodeID(len(e.names))))
		}
	}
	if e.self = model.NodeID(1 + slices.Index(e.names[1:], node)); e.self == model.Nobody {
		panic(fmt.Sprintf("modeltest.New: there is no node %s; there are %s", quote.Quoted(node), strings.Join(e.names[1:], ", ")))
	}
	return e
}

// Did returns what the handlers did since the last call, in order, with nodes by their
// names: "send S2 Vote{Term: 1}", "set retry", "stop retry", "record Elected{Term: 1}",
// "log it is over". A Broadcast is a list of sends. To set a timer that is set, to stop
// one that is not, and to Resend what is in Sent, is to do nothing.
func (e *Env) Did() []string {
	did := e.did
	e.did = nil
	return did
}

// Take returns the messages that were sent since the last call.
func (e *Env) Take() []model.Packet {
	sent := e.Sent
	e.Sent = nil
	return sent
}

func (e *Env) note(format string, args ...any) { e.did = append(e.did, fmt.Sprintf(format, args...)) }

// ID returns the node that runs.
func (e *Env) ID() model.NodeID { return e.self }

// Peers returns the other nodes of its group.
func (e *Env) Peers() []model.NodeID {
	for _, g := range e.groups {
		if ids := model.IDs(g.Prefix, e.groups...); slices.Contains(ids, e.self) {
			return slices.DeleteFunc(ids, func(id model.NodeID) bool { return id == e.self })
		}
	}
	return nil
}

// Group returns the nodes of a group. It panics if there is no such group.
func (e *Env) Group(prefix string) []model.NodeID { return model.IDs(prefix, e.groups...) }

// Send notes a message.
func (e *Env) Send(to model.NodeID, m model.Message) {
	p := e.packet(to, m)
	e.Sent = append(e.Sent, p)
	e.note("send %s %s", e.names[to], e.names.Message(p.Message))
}

// Resend notes a message, unless an equal one is in Sent.
func (e *Env) Resend(to model.NodeID, m model.Message) {
	p := e.packet(to, m)
	if !slices.ContainsFunc(e.Sent, func(sent model.Packet) bool { return reflect.DeepEqual(sent, p) }) {
		e.Send(to, m)
	}
}

func (e *Env) packet(to model.NodeID, m model.Message) model.Packet {
	if to < 1 || int(to) >= len(e.names) {
		panic(fmt.Sprintf("%s is sent to node %d; the nodes are 1 to %d", shown.TypeName(m), int(to), len(e.names)-1))
	}
	if m == nil {
		panic(fmt.Sprintf("nil is sent to %s; a message is a value", e.names[to]))
	}
	return model.Packet{From: e.self, To: to, Message: e.copied("a message cannot be sent", m)}
}

// copied returns a copy of a message or an event, as the network makes it.
func (e *Env) copied(refused string, v any) any {
	c, err := e.codec.Copy(v)
	if err != nil {
		panic(refused + ": " + err.Error())
	}
	return c
}

// Broadcast notes a message to each peer.
func (e *Env) Broadcast(m model.Message) {
	for _, peer := range e.Peers() {
		e.Send(peer, m)
	}
}

// SetTimer notes that a timer is set.
func (e *Env) SetTimer(t model.Timer) {
	if at, found := slices.BinarySearch(e.Timers, t); !found {
		e.Timers = slices.Insert(e.Timers, at, t)
		e.note("set %s", string(t))
	}
}

// StopTimer notes that a timer is not set any more.
func (e *Env) StopTimer(t model.Timer) {
	if at := slices.Index(e.Timers, t); at >= 0 {
		e.Timers = slices.Delete(e.Timers, at, at+1)
		e.note("stop %s", string(t))
	}
}

// Fire clears a timer, as it is when it fires, and hands it to the node. It panics if
// the timer is not set.
func (e *Env) Fire(n model.Node, t model.Timer) {
	at := slices.Index(e.Timers, t)
	if at < 0 {
		panic(fmt.Sprintf("timer %s is not set; set are %v", quote.Quoted(string(t)), e.Timers))
	}
	e.Timers = slices.Delete(e.Timers, at, at+1)
	n.Timeout(e, t)
}

// Choose returns the next of Choices, or 0. It panics if that is not one of n.
func (e *Env) Choose(n int) int {
	if n < 1 || n > maxChoice {
		panic(fmt.Sprintf("Choose(%d); it takes 1 to %d", n, maxChoice))
	}
	if len(e.Choices) == 0 {
		return 0
	}
	choice := e.Choices[0]
	if choice < 0 || choice >= n {
		panic(fmt.Sprintf("Choose(%d) cannot return %d, the next of Choices", n, choice))
	}
	e.Choices = e.Choices[1:]
	return choice
}

// maxChoice is the largest n of Choose.
const maxChoice = 64

// Record notes an event.
func (e *Env) Record(event model.Event) {
	event = e.copied("an event cannot be recorded", event)
	e.Events = append(e.Events, event)
	e.note("record %s", e.names.Message(event))
}

// Log notes a line.
func (e *Env) Log(format string, args ...any) {
	line := e.names.Text(model.Textf(format, args...))
	e.Logged = append(e.Logged, line)
	e.note("log %s", line)
}
