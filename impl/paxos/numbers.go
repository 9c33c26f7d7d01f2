package paxos

import (
	"reflect"
	"slices"

	"github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/spec"
)

// numbers declares proposal numbers as numbers by difference, at most spread apart: the
// algorithm compares them and no more (Section 2.2), and each proposer makes its next
// number from its last one. Then proposers that overtake each other for ever (Section 2.4)
// come back to a state that they were in, up to a shift.
//
// Counters are the number that a proposer has tried, of which its next one is made, and
// the numbers of requests and answers under way. What an acceptor has promised and
// accepted, and what it reports of that, is only compared. Which proposer a number belongs
// to is asked by nobody: a proposer compares the number of a promise with its own. Shifts
// are multiples of the number of proposers even so, because a proposer makes its numbers
// by their residue.
//
// What a learner has heard of is looked up by the number of an acceptance that arrives.
// Below all counters none is under way, and none will be: an acceptor accepts only what it
// is asked to, and a proposer that is in phase 1 with a number has it as a counter. So the
// learner's memory of such a number is forgotten; that changes nothing that it will learn.
func (c config) numbers(spread int, votes spec.VoteNumbers) *growing.Numbers {
	return &growing.Numbers{
		Name:   "ballots",
		Types:  []reflect.Type{growing.Type[Number]()},
		Stride: len(c.proposers),
		Remembered: slices.Concat(
			growing.In[Acceptor]("Promised", "Accepted"),
			growing.In[Promise]("Accepted"),
			growing.In[Proposer]("Highest"),
			votes.Remembered,
		),
		Awaited: slices.Concat(growing.In[Learner]("Heard"), votes.Awaited),
		Spread:  spread,
	}
}
