package benor

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/spec"
)

// claims are the properties and goals of a system. A value is chosen when more than t
// processes have sent a D-message for it in one round.
func (c config) claims() (properties []model.Property, goals []model.Goal, votes spec.VoteNumbers) {
	consensus := spec.NewConsensus(spec.ConsensusEvents[Round, Value]{
		Proposed: func(e model.Event) (Value, bool) {
			proposed, ok := e.(Proposed)
			return proposed.Value, ok
		},
		Accepted: func(e model.Event) (spec.Proposal[Round, Value], bool) {
			supported, ok := e.(Supported)
			return spec.Proposal[Round, Value]{Number: supported.Round, Value: supported.Value}, ok
		},
		Learned: func(e model.Event) (Value, bool) {
			decided, ok := e.(Decided)
			return decided.Value, ok
		},
	}, spec.Quorums(c.processes, c.tolerated+1))
	properties = []model.Property{
		spec.UniformAgreement(decided),
		validity,
		consensus.NonTriviality(),
		consensus.LearnOnlyChosen(),
		consensus.Uniformity(),
		spec.Irrevocability(decided),
		termination,
	}
	goals = []model.Goal{consensus.ValueChosen(), spec.Decided(decided), spec.AllDecided(decided)}
	return properties, append(goals, spec.DecidedValues(decided, []Value{Zero, One})...), consensus.Numbers()
}

// termination is what the coins are for. By default it is asked of two processes that wait
// for each other, whose rounds go on until both coins show the same.
var termination = func() model.Property {
	p := spec.Termination(paper+", Theorem 1: with probability 1", temporal.Messages, temporal.Coins)
	p.Live = p.Live.With(map[string]any{"processes": 2, "tolerated": 0, "crashes": 0, "spread": 1})
	return p
}()

// decided returns the value that a process has decided.
func decided(v model.View[*Process]) (Value, bool) { return v.Node.Decided, v.Node.Decided != Unknown }

// firstRounds is the value of the monitor of validity.
type firstRounds struct {
	Inputs map[Value]bool // the initial values
	// Ended says that a process has ended a round, Missed that it had not decided by then:
	// who decides in the first round has decided in all others. Both are of interest only
	// where all initial values are the same.
	Ended, Missed bool
}

// validity is what the first round does when all initial values are the same.
var validity = model.Property{
	Name:   "validity",
	Doc:    "If all processes have the same initial value, each decides it in the first round.",
	Source: paper + ", Protocol A: with equal initial values the first round decides",
	Check: model.Judge(&model.Monitor[firstRounds]{Name: "first rounds", Fold: foldFirstRounds}, func(v firstRounds) model.Verdict {
		switch {
		case !v.Ended:
			return model.Untested
		case v.Missed:
			return model.Violated("all processes began with the same value, and one has ended a round without a decision")
		}
		return model.Holds
	}),
}

func foldFirstRounds(v firstRounds, _ model.NodeID, e model.Event) firstRounds {
	switch e := e.(type) {
	case Proposed:
		if v.Inputs == nil {
			v.Inputs = map[Value]bool{}
		}
		v.Inputs[e.Value] = true
	case Ended:
		if len(v.Inputs) == 1 {
			v.Ended, v.Missed = true, v.Missed || !e.Decided
		}
	}
	return v
}
