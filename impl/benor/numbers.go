package benor

import (
	"reflect"

	"github.com/synod-go/synod/model/growing"
	"github.com/synod-go/synod/spec"
)

// numbers declares rounds as numbers by difference, at most spread apart: a process compares
// its round with that of a message, and goes on to the next one. Then coins that fall wrong
// for ever are a run that comes back to where it was, with all rounds higher.
//
// Counters are the round of each process that takes part, and those of all messages. Which
// values were proposed in which round is looked up when a process proposes one in that
// round; below all rounds that counts for nothing.
//
// A process may fall behind by any number of rounds, because the others need no more than
// each other. So with t > 0 the spread ends runs that might go on.
func numbers(spread int, votes spec.VoteNumbers) *growing.Numbers {
	return &growing.Numbers{
		Name:       "rounds",
		Types:      []reflect.Type{growing.Type[Round]()},
		Remembered: votes.Remembered,
		Awaited:    votes.Awaited,
		Spread:     spread,
	}
}
