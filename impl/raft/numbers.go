package raft

import (
	"reflect"
	"slices"

	"github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/spec"
)

// numbers declares terms as numbers by difference, at most spread apart: they are a logical
// clock (Section 5.1), of which servers see no more than which one is later, and a candidate
// makes the next term from its own. Then elections that fail for ever (Section 5.2: split
// votes) come back to where they were, up to a shift.
//
// Counters are the current term of each server and the one that each message is of. The
// terms of entries, and of the last one of a snapshot, are only compared: with each other, and
// with the current one.
//
// A server that is down and may restart keeps its term, which it has on disk, and so it
// keeps the base, until the spread ends the run; so does one that no message reaches.
func numbers(spread int) *growing.Numbers {
	return &growing.Numbers{
		Name:  "terms",
		Types: []reflect.Type{growing.Type[Term]()},
		Remembered: slices.Concat(
			growing.In[Entry]("Term"),
			growing.In[RequestVote]("LastLogTerm"),
			growing.In[AppendEntries]("PrevLogTerm"),
			growing.In[PreVote]("LastLogTerm"),
			growing.In[Snapshot]("Term"),
		),
		Awaited: spec.ElectionNumbers[Term](),
		Spread:  spread,
	}
}
