package node

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/model"
)

// deeds is a hash of what a handler asked of its Env, in order, with all that messages and
// events say.
type deeds uint64

var deedSeed = maphash.MakeSeed()

// deed is a call of a method of Env that does something.
type deed struct {
	method string
	to     model.NodeID
	timer  model.Timer
	said   uint64 // a hash of a message or event
}

// Asked is a call of a method of Env that does something: to is the receiver of a message, if
// it has one, and what a message, an event or a timer.
type Asked struct {
	Method string
	To     model.NodeID
	What   any
}

// late is a method of an Env that was called after its handler had returned.
type late struct{ method atomic.Pointer[string] }

// asking is what the Envs of handlers of machines have in common: they know what they were asked
// for, and whether that was in time.
type asking struct {
	model.Env
	codec  *canon.Codec
	did    deeds
	asked  []Asked
	over   atomic.Bool // the handler has returned
	late   late
	shared *late // by the handlers of one replay; nil is late
}

// use notes the use of a method after the handler has returned, and reports whether it came in
// time.
func (a *asking) use(method string) bool {
	over := a.over.Load()
	if over {
		to := &a.late
		if a.shared != nil {
			to = a.shared
		}
		to.method.CompareAndSwap(nil, &method)
	}
	return !over
}

// ask notes what is asked for, if it comes in time.
func (a *asking) ask(method string, to model.NodeID, what any) {
	if !a.use(method) {
		return
	}
	d := deed{method: method, to: to}
	if timer, ok := what.(model.Timer); ok {
		d.timer = timer
	} else if said, err := a.codec.Append(nil, what); err == nil { // the Env of a search refuses what has an error
		d.said = xxh3.Hash(said)
	}
	a.did = a.did*31 + deeds(maphash.Comparable(deedSeed, d))
	a.asked = append(a.asked, Asked{method, to, what})
}

func (a *asking) ID() model.NodeID {
	a.use("ID")
	return a.Env.ID()
}

func (a *asking) Peers() []model.NodeID {
	a.use("Peers")
	return a.Env.Peers()
}

func (a *asking) Group(prefix string) []model.NodeID {
	a.use("Group")
	return a.Env.Group(prefix)
}

// noting is the Env of a handler, and notes what Choose answered, too. What comes late it passes
// on all the same, for a search to tell of when the handler's run has ended.
type noting struct {
	asking
	made []int
}

func (n *noting) Choose(of int) int {
	n.use("Choose")
	answer := n.Env.Choose(of)
	n.made = append(n.made, answer)
	return answer
}

func (n *noting) Send(to model.NodeID, m model.Message) {
	n.ask("Send", to, m)
	n.Env.Send(to, m)
}

func (n *noting) Resend(to model.NodeID, m model.Message) {
	n.ask("Resend", to, m)
	n.Env.Resend(to, m)
}

func (n *noting) Broadcast(m model.Message) {
	n.ask("Broadcast", 0, m)
	n.Env.Broadcast(m)
}

func (n *noting) SetTimer(t model.Timer) {
	n.ask("SetTimer", 0, t)
	n.Env.SetTimer(t)
}

func (n *noting) StopTimer(t model.Timer) {
	n.ask("StopTimer", 0, t)
	n.Env.StopTimer(t)
}

func (n *noting) Record(e model.Event) {
	n.ask("Record", 0, e)
	n.Env.Record(e)
}

func (n *noting) Log(format string, args ...any) {
	n.use("Log")
	n.Env.Log(format, args...)
}

// silent is the Env of a handler that runs only to come to a state again: what it does was
// done before. Who it is and who is there it asks the Env of the handler that runs next.
type silent struct {
	asking
	chosen []int
}

func (s *silent) Send(to model.NodeID, m model.Message)   { s.ask("Send", to, m) }
func (s *silent) Resend(to model.NodeID, m model.Message) { s.ask("Resend", to, m) }
func (s *silent) Broadcast(m model.Message)               { s.ask("Broadcast", 0, m) }
func (s *silent) SetTimer(t model.Timer)                  { s.ask("SetTimer", 0, t) }
func (s *silent) StopTimer(t model.Timer)                 { s.ask("StopTimer", 0, t) }
func (s *silent) Record(e model.Event)                    { s.ask("Record", 0, e) }
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
