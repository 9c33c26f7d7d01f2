package system

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// A Watcher sees a search from outside: every initial state and every step,
// those to states that are known too. It is asked in the order of the search by
// one goroutine; Options.Watch makes one for each worker. What it returns says
// what is wrong, in the same words for the same fault; "" is nothing. A fault
// ends the search at the end of its level, as a violated property does, and is
// reported as a violation of the property Conformance.
type Watcher interface {
	Initial(s Snapshot) string
	Step(before, after Snapshot) string
}

// Conformance is the name under which the faults that a Watcher finds are
// reported, and their kind.
const Conformance = traces.KindConformance

// Snapshot is a state as a Watcher sees it: its parts by number. As long as the
// search lasts one number stands for one part, which can be looked at whole, so
// that what is worked out about it need be worked out once. A Snapshot is valid
// until the Watcher returns; in what order numbers are given is left open.
type Snapshot struct {
	sp    *Space
	words []uint32
}

// Nodes are the numbers of the nodes' states, node by node.
func (s Snapshot) Nodes() []uint32 { return s.words[s.sp.Nodes:s.sp.Mons] }

// Messages appends the numbers of the messages in flight, equal ones once for
// every copy.
func (s Snapshot) Messages(dst []uint32) []uint32 {
	items := s.words[s.sp.items:]
	if s.sp.network != model.FIFO {
		return append(dst, items...)
	}
	for _, channel := range items {
		dst = append(dst, s.sp.Sys.chanTable.messages(channel)...)
	}
	return dst
}

// Rest are the numbers of the monitors and of the budgets.
func (s Snapshot) Rest() []uint32 { return s.words[s.sp.Mons:s.sp.items] }

// Node is a node's state as a trace shows it, with the node's name.
func (s Snapshot) Node(number uint32) (name string, fields traces.Record) {
	f := s.sp.nodeValue(number)
	return f.Name, f.Value.(traces.Record)
}

// Message is a message in flight as a trace shows it.
func (s Snapshot) Message(number uint32) traces.Record { return s.sp.packetValue(number, 1) }

// Others are the variables beside nodes and network, as a trace shows them.
func (s Snapshot) Others() traces.Record { return s.sp.otherVars(s.words) }

// watchInitial asks the watcher about an initial state.
func (sp *Space) watchInitial(s []uint32) (code uint32, found bool) {
	if sp.Watcher == nil {
		return 0, false
	}
	return sp.fault(sp.Watcher.Initial(Snapshot{sp, s}))
}

// watchStep asks the watcher about the step from s that sp.FX describes.
func (sp *Space) watchStep(s []uint32) (code uint32, found bool) {
	sp.next = sp.FX.Write(sp, s, sp.next[:0])
	return sp.fault(sp.Watcher.Step(Snapshot{sp, s}, Snapshot{sp, sp.next}))
}

func (sp *Space) fault(text string) (code uint32, found bool) {
	if text == "" {
		return 0, false
	}
	return sp.Sys.Findings.code(-1, Conformance, text), true
}
