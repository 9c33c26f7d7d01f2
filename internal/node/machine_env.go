package node

import (
	"hash/maphash"
	"reflect"
	"sync/atomic"

	"github.com/synod-go/synod/model"
)

// deeds is a hash of what a handler asked of its Env, in order. Of a message or event it has
// the type alone.
type deeds uint64

var deedSeed = maphash.MakeSeed()

// deed is a call of a method of Env that does something.
type deed struct {
	method string
	to     model.NodeID
	what   any // a timer, or the type of a message or event
}

func (d *deeds) note(method string, to model.NodeID, what any) {
	*d = *d*31 + deeds(maphash.Comparable(deedSeed, deed{method, to, what}))
}

// noting is the Env of a handler, and notes what it asks for, and what Choose answered.
type noting struct {
	model.Env
	made []int
	did  deeds
}

func (n *noting) Choose(of int) int {
	answer := n.Env.Choose(of)
	n.made = append(n.made, answer)
	return answer
}

func (n *noting) Send(to model.NodeID, m model.Message) {
	n.did.note("Send", to, reflect.TypeOf(m))
	n.Env.Send(to, m)
}

func (n *noting) Resend(to model.NodeID, m model.Message) {
	n.did.note("Resend", to, reflect.TypeOf(m))
	n.Env.Resend(to, m)
}

func (n *noting) Broadcast(m model.Message) {
	n.did.note("Broadcast", 0, reflect.TypeOf(m))
	n.Env.Broadcast(m)
}

func (n *noting) SetTimer(t model.Timer) {
	n.did.note("SetTimer", 0, t)
	n.Env.SetTimer(t)
}

func (n *noting) StopTimer(t model.Timer) {
	n.did.note("StopTimer", 0, t)
	n.Env.StopTimer(t)
}

func (n *noting) Record(e model.Event) {
	n.did.note("Record", 0, reflect.TypeOf(e))
	n.Env.Record(e)
}

// replayed is shared by the handlers of one replay.
type replayed struct {
	late atomic.Pointer[string] // a method that was called on the Env of one that had returned
}

// silent is the Env of a handler that runs only to come to a state again: what it does was
// done before. Who it is and who is there it asks the Env of the handler that runs next.
type silent struct {
	model.Env
	chosen []int
	did    deeds
	over   atomic.Bool // the handler has returned
	*replayed
}

// asks notes what is asked for. After the handler has returned it would be lost.
func (s *silent) asks(method string, to model.NodeID, what any) {
	if s.use(method) {
		s.did.note(method, to, what)
	}
}

// use notes the use of a method after the handler has returned, and reports whether it came in
// time.
func (s *silent) use(method string) bool {
	over := s.over.Load()
	if over {
		s.late.CompareAndSwap(nil, &method)
	}
	return !over
}

func (s *silent) Send(to model.NodeID, m model.Message)   { s.asks("Send", to, reflect.TypeOf(m)) }
func (s *silent) Resend(to model.NodeID, m model.Message) { s.asks("Resend", to, reflect.TypeOf(m)) }
func (s *silent) Broadcast(m model.Message)               { s.asks("Broadcast", 0, reflect.TypeOf(m)) }
func (s *silent) SetTimer(t model.Timer)                  { s.asks("SetTimer", 0, t) }
func (s *silent) StopTimer(t model.Timer)                 { s.asks("StopTimer", 0, t) }
func (s *silent) Record(e model.Event)                    { s.asks("Record", 0, reflect.TypeOf(e)) }
func (s *silent) Log(string, ...any)                      { s.use("Log") }

// Choose gives the answers that were given before. One that asks more than before comes to
// another state, which is noticed then.
func (s *silent) Choose(int) int {
	s.use("Choose")
	if len(s.chosen) == 0 {
		return 0
	}
	answer := s.chosen[0]
	s.chosen = s.chosen[1:]
	return answer
}
