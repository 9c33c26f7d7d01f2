package rotating

import (
	"github.com/synod-go/synod/impl/internal/inputs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/spec"
)

// claims are the properties and goals of a system. A value is chosen when a majority has
// adopted it in one round, as acknowledgements say, and learned by who decides it.
func (c config) claims() (properties []model.Property, goals []model.Goal) {
	consensus := spec.NewConsensus(spec.ConsensusEvents[int, Value]{
		Proposed: func(e model.Event) (Value, bool) {
			proposed, ok := e.(Proposed)
			return proposed.Value, ok
		},
		Accepted: func(e model.Event) (spec.Proposal[int, Value], bool) {
			adopted, ok := e.(Adopted)
			return spec.Proposal[int, Value]{Number: adopted.Round, Value: adopted.Value}, ok
		},
		Learned: func(e model.Event) (Value, bool) {
			decided, ok := e.(Decided)
			return decided.Value, ok
		},
	}, c.quorums)
	properties = []model.Property{
		spec.UniformAgreement(decided),
		consensus.NonTriviality(),
		consensus.LearnOnlyChosen(),
		consensus.Uniformity(),
		spec.Irrevocability(decided),
		spec.Termination(paper+", Section 6.2: with an eventually strong failure detector, if a majority does not crash", temporal.Messages, temporal.Detectors),
	}
	goals = []model.Goal{consensus.ValueChosen(), spec.Decided(decided), spec.AllDecided(decided)}
	return properties, append(goals, spec.DecidedValues(decided, inputs.Distinct(c.inputs))...)
}

// decided returns the value that a process has decided.
func decided(v model.View[*Process]) (Value, bool) { return v.Node.Decided, v.Node.Decided != 0 }
