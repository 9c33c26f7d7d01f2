package traces

import (
	"maps"
	"slices"
	"time"
)

// LogVersion is the version of the logs that WriteLog writes and ReadLog reads, the
// value of "schema" in the first line. Fields may be added within a version, because
// readers ignore fields that they do not know; any other change makes a new version.
const LogVersion = logVersions + "1"

const logVersions = "synod-events-"

// MaxLogInt is the largest integer in a log, and -MaxLogInt the smallest: TLC has no
// others.
const MaxLogInt = 1<<31 - 1

// Log is one sequence of events that a running system logged, in the order in
// which they happened, with what was seen of the nodes. Unlike a Trace it need not
// say everything: a state is whatever part of one node was logged, and events may
// be missing.
//
// A log of the whole run is in order as it stands. Where every node, or every
// process, keeps a log of its own, Only names its nodes; [Join] puts such logs
// together, with the order between them.
//
// docs/events.md describes the file.
type Log struct {
	// Protocol and Mutant name the system, and Settings are its settings as the
	// command line spells them.
	Protocol, Mutant string
	Settings         map[string]string
	// Nodes are the names of all nodes.
	Nodes []string
	// Seed and Steps are the options with which explore record made the log. They are
	// 0 in the log of another system.
	Seed, Steps uint64
	// Unlogged are the kinds of steps, and "timeout NAME" for one timer, that
	// may have happened without an event.
	Unlogged []string
	// Only names the nodes whose events are in this log. It is nil if the log has
	// the events of all nodes, and empty if it has only events in which no node
	// acts (those of the network).
	Only []string
	// Lost says that the last event before each crash of a node may be missing: it was killed
	// when what is durable had reached its disk, before it wrote the log.
	Lost   bool
	Events []LogEvent
}

// LogEvent is one event: who did what, and what was seen afterwards. Which fields it
// has depends on its kind.
type LogEvent struct {
	// Kind is one of StepDeliver to StepStart.
	Kind string
	// Node is the node that acts, as in Step. From is the sender of the message, and
	// To its receiver if no node acts (drop, duplicate). Of a link that is cut or healed
	// in one direction they are its ends.
	Node, From, To string
	// Name is the type of the message, the timer, the operation, or the node that is
	// suspected or trusted, and Message the message or operation itself; nil if it was
	// not logged.
	Name    string
	Message Value
	// Sides are the sides of a partition, and the ends of a link that is cut or healed in
	// both directions; nil if they were not logged.
	Sides [][]string
	// State is the part of the node's state that was logged after the event, by field
	// name; nil if none was.
	State Record
	// Sent are the messages that the node sent, in order; nil if they were not
	// logged. From is the node.
	Sent []Packet
	// SentLogged reports whether Sent was logged, even if it is empty.
	SentLogged bool

	// What follows orders the events of different logs; only a log with Only has it.

	// ID identifies the message that is delivered, dropped or duplicated, and
	// SentIDs those of Sent, in the same order; "" is unknown. A copy of a message
	// has its ID. SentIDs is nil if none is known.
	ID      string
	SentIDs []string
	// Clock is the vector clock after the event: how many events of each node had
	// happened, as far as the acting node knew, this one included. A node that is
	// left out counts 0. Nil if there is none.
	Clock map[string]int
	// Time is when the event happened, by a clock that need not be right. It orders nothing,
	// and only says which of the orders that are possible is shown. Zero is unknown.
	Time time.Time
}

// needs are the fields that an event of a kind must have.
type needs struct{ node, from, to, name, message bool }

// logKinds are the kinds of events.
var logKinds = map[string]needs{
	StepDeliver:   {node: true, from: true, message: true},
	StepDrop:      {from: true, to: true, message: true},
	StepDuplicate: {from: true, to: true, message: true},
	StepTimeout:   {node: true, name: true},
	StepInvoke:    {node: true, name: true},
	StepCrash:     {node: true},
	StepRestart:   {node: true},
	StepStart:     {node: true},
	StepPartition: {},
	StepHeal:      {},
	StepCutLink:   {},
	StepHealLink:  {},
	StepSuspect:   {node: true, name: true},
	StepTrust:     {node: true, name: true},
}

// LogKinds returns the kinds of events in alphabetical order.
func LogKinds() []string { return slices.Sorted(maps.Keys(logKinds)) }

// LogEventOf returns the event for a step, with the logged part of the acting node's
// state after it and, if sent is set, the messages that the node sent.
func LogEventOf(s *Step, state Record, sent bool) LogEvent {
	e := LogEvent{Kind: s.Kind, Node: s.Node, From: s.From, Name: s.Name, Message: s.Message, State: state}
	switch s.Kind {
	case StepDrop, StepDuplicate:
		e.To = s.To
	case StepPartition, StepCutLink, StepHealLink:
		e.To = s.To
		sides, _ := s.Args.Get("sides")
		list, _ := sides.(Seq)
		for _, side := range list {
			var names []string
			members, _ := side.(Set)
			for _, name := range members {
				names = append(names, string(Plain(name).(Str)))
			}
			e.Sides = append(e.Sides, names)
		}
	}
	if sent && s.Node != "" {
		e.Sent, e.SentLogged = s.Sent, true
	}
	return e
}
