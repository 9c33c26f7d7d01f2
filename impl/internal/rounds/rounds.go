// Package rounds has what protocols share whose processes go through rounds, and take the
// messages of a round and phase when they get there.
package rounds

import (
	"fmt"

	"github.com/synod-go/synod/model"
)

// Over is the epoch of a process that takes no part any more: every message to it is dead.
const Over = 1 << 30

// Bound bounds the rounds in which a process takes steps. A process enters the round after
// them, because that is part of its last step in the round before, but all that it does
// there is to leave it for ever. The accessor returns the round of a process, or 0 when it
// takes no part any more.
func Bound[N any, R ~int](rounds int, round func(N) R) model.Bound {
	return model.LimitSteps("rounds", fmt.Sprint(rounds), func(before, after N) bool {
		return int(round(before)) <= rounds || round(after) == 0
	})
}

// Params are the parameters of the rounds, which bound nothing with another parameter, if
// one is named, and of the network: a message that comes too soon waits in it. On a FIFO
// network it would be lost, so there is none.
func Params(rounds int, without string) []model.Param {
	return []model.Param{
		{Name: "rounds", Doc: "rounds in which processes take steps", Default: rounds, Min: 1, Max: 100, Without: without},
		{
			Name: "network", Doc: "what the network does with messages", Default: model.Multiset.String(),
			Choices: []string{model.Multiset.String(), model.Set.String()},
		},
	}
}
