package pmmc

import (
	"reflect"
	"slices"

	"github.com/synod-go/synod/model/growing"
)

// numbers declares the sequence numbers of ballots as numbers by difference, at most spread
// apart: ballots are only compared, and a leader makes its next one from the one that its
// machine has adopted. Then leaders that preempt each other for ever (Section 3) come back
// to where they were, up to a shift.
//
// Counters are the ballot of each machine and the one that each message of phase 1 or 2 is
// about. What was accepted, and what is told of that, is only compared with what else was
// accepted. The votes that are kept for the properties are awaited: below all counters
// nobody accepts anything any more, so what is not chosen by then never is.
func numbers(spread int) *growing.Numbers {
	return &growing.Numbers{
		Name:  "ballots",
		Types: []reflect.Type{growing.Type[Round]()},
		Remembered: slices.Concat(
			growing.In[Server]("Accepted"),
			growing.In[Scout]("PValues"),
			growing.In[P1b]("Accepted"),
		),
		Awaited: growing.In[slotVotes]("Open"),
		Spread:  spread,
	}
}
