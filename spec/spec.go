// Package spec holds what must be true of consensus and replication protocols:
// the safety properties that their papers name, each written once and shared by
// all protocols that mean the same thing by it.
//
// A property here knows no protocol. The protocol hands over accessors (how a
// node's log is read, which of its events says that a leader was elected) and
// gets back a model.Property, whose Name, Doc and Source it may still change:
// "at most one primary per view" is ElectionSafety under another name.
//
// What can be read off the nodes as they are is checked there (LogMatching,
// LeaderAppendOnly, MonotonicTerms). Claims with "ever" in them (what was ever
// elected, committed, applied, answered) are folded over recorded events,
// because a crash makes nodes forget. Every property says model.Untested where
// there was nothing to test, so that a run in which no leader was ever elected
// does not count as a run in which elections were safe.
package spec

import (
	"strings"

	"github.com/synod-go/synod/model"
)

// numbered are the nodes that did something in each term, or view, by its number.
type numbered[N ~int] map[N]model.NodeSet

// with returns the same with a node added, in place if it can.
func (d numbered[N]) with(number N, n model.NodeID) numbered[N] {
	if d == nil {
		d = numbered[N]{}
	}
	d[number] = d[number].With(n)
	return d
}

// atMostOne judges that under no number there is more than one node; format takes
// the nodes and the number.
func (d numbered[N]) atMostOne(format string) model.Verdict {
	if len(d) == 0 {
		return model.Untested
	}
	for _, number := range sortedKeys(d) {
		if d[number].Len() > 1 {
			return model.Violated(format, d[number], number)
		}
	}
	return model.Holds
}

// folded is a monitor and what is asked of its value.
type folded[V any] struct {
	monitor *model.Monitor[V]
	judge   func(V) model.Verdict
}

func (f folded[V]) check() model.Check[model.Verdict] { return model.Judge(f.monitor, f.judge) }

// Logs says how the logs of nodes of type N are read. Indices of logs start at 1,
// as in the Raft paper.
type Logs[N any, E comparable] struct {
	// Of returns the log of a node. It is asked about nodes that are down too, of
	// which only the durable fields are there.
	Of func(model.View[N]) []E
	// Term returns the term in which an entry was created.
	Term func(E) int
	// Show returns an entry as text for people. Nil prints it with %v.
	Show func(E) model.Text
}

func (l Logs[N, E]) show(e E) model.Text { return entryText(l.Show, e) }

// Text returns a whole log as text for people.
func (l Logs[N, E]) Text(log []E) model.Text { return logText(l.Show, log) }

func entryText[E any](f func(E) model.Text, e E) model.Text {
	if f == nil {
		return model.Textf("%v", e)
	}
	return f(e)
}

func logText[E any](f func(E) model.Text, log []E) model.Text {
	if len(log) == 0 {
		return model.Textf("empty")
	}
	entries := make([]any, len(log))
	for i, e := range log {
		entries[i] = entryText(f, e)
	}
	return model.Textf("[%v"+strings.Repeat(", %v", len(log)-1)+"]", entries...)
}

const raftPaper = "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm (Extended Version)"
