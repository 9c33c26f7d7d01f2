package spec

import (
	"cmp"
	"maps"
	"slices"

	"github.com/synod-go/synod/model"
)

// LogMatching is "if two logs contain an entry with the same index and term,
// then the logs are identical in all entries up through the given index" (Raft,
// Figure 3 and Section 5.3).
func LogMatching[N any, E comparable](logs Logs[N, E]) model.Property {
	return model.Property{
		Name: "log-matching",
		Doc: "If two logs contain an entry with the same index and term, they are identical " +
			"in all entries up through that index.",
		Source: raftPaper + ", Figure 3: Log Matching; Section 5.3",
		Check: model.Pairwise(func(a, b model.View[N]) model.Verdict {
			x, y := logs.Of(a), logs.Of(b)
			// The highest common (index, term) binds all the entries below it, so
			// it says everything that lower ones say.
			last := min(len(x), len(y)) - 1
			for last >= 0 && logs.Term(x[last]) != logs.Term(y[last]) {
				last--
			}
			if last < 0 {
				return model.Untested
			}
			for i := range last + 1 {
				if x[i] != y[i] {
					return model.Violated("the logs of %s and %s both have an entry of term %d at index %d, but at index %d %s has %s and %s has %s",
						a.Name, b.Name, logs.Term(x[last]), last+1, i+1, a.Name, logs.show(x[i]), b.Name, logs.show(y[i]))
				}
			}
			return model.Holds
		}),
	}
}

// decision is one value that a node applied (or learned) in a slot.
type decision[E comparable] struct {
	Value E
	By    model.NodeID
}

// Agreement is uniformity, slot by slot: no two nodes ever apply (decide, learn)
// different values in the same slot, nor does one node over time. The accessor
// returns the slot (index, instance) and the value of an event that says that
// its node did.
//
// The monitor keeps the first value of a slot, who came with it, and the first
// value that contradicts it; who else applied what is in nobody's interest.
func Agreement[E comparable](applied func(model.Event) (slot int, value E, ok bool), show func(E) model.Text) model.Property {
	return model.Property{
		Name:   "uniformity",
		Doc:    "No two nodes ever apply different values in the same slot.",
		Source: "Lamport, Paxos Made Simple, Section 2.1: only a single value is chosen; Chandra and Toueg, Unreliable Failure Detectors for Reliable Distributed Systems, Section 6: uniform agreement",
		Check:  agreement(applied, show).check(),
	}
}

func agreement[E comparable](applied func(model.Event) (slot int, value E, ok bool), show func(E) model.Text) folded[map[int][]decision[E]] {
	return folded[map[int][]decision[E]]{
		monitor: &model.Monitor[map[int][]decision[E]]{
			Name: "applied",
			Fold: func(slots map[int][]decision[E], n model.NodeID, e model.Event) map[int][]decision[E] {
				slot, value, ok := applied(e)
				if !ok {
					return slots
				}
				if slots == nil {
					slots = map[int][]decision[E]{}
				}
				had := slots[slot]
				if len(had) == 0 || len(had) == 1 && had[0].Value != value {
					slots[slot] = append(had, decision[E]{value, n})
				}
				return slots
			},
		},
		judge: func(slots map[int][]decision[E]) model.Verdict {
			if len(slots) == 0 {
				return model.Untested
			}
			for _, slot := range sortedKeys(slots) {
				if had := slots[slot]; len(had) > 1 {
					return model.Violated("at index %d %s applied %s, but %s applied %s", slot,
						had[0].By, entryText(show, had[0].Value),
						had[1].By, entryText(show, had[1].Value))
				}
			}
			return model.Holds
		},
	}
}

// StateMachineSafety is "if a server has applied a log entry at a given index to
// its state machine, no other server will ever apply a different log entry for
// the same index" (Raft, Figure 3 and Section 5.4.3): Agreement in Raft's words.
// A server that applies anew after a crash is held to it as well.
func StateMachineSafety[E comparable](applied func(model.Event) (index int, entry E, ok bool), show func(E) model.Text) model.Property {
	p := Agreement(applied, show)
	p.Name = "state-machine-safety"
	p.Doc = "If a server has applied an entry at a given index, no server ever applies a different one there."
	p.Source = raftPaper + ", Figure 3: State Machine Safety; Section 5.4.3"
	return p
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
