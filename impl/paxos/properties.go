package paxos

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// claims are the properties and goals of a system. What was chosen is computed
// from recorded acceptances, never claimed by a node.
func (c config) claims() (properties []model.Property, goals []model.Goal) {
	consensus := spec.NewConsensus(spec.ConsensusEvents[Number, Value]{
		Proposed: func(e model.Event) (Value, bool) {
			proposed, ok := e.(Proposed)
			return proposed.Value, ok
		},
		Accepted: func(e model.Event) (spec.Proposal[Number, Value], bool) {
			accepted, ok := e.(Accepted)
			return spec.Proposal[Number, Value](accepted.Proposal), ok
		},
		Learned: func(e model.Event) (Value, bool) {
			learned, ok := e.(Learned)
			return learned.Value, ok
		},
	}, c.quorums, c.nameOf)
	properties = []model.Property{
		spec.QuorumIntersection(func(v model.View) []model.NodeSet {
			// Proposers and learners count quorums.
			switch n := v.Node.(type) {
			case *Proposer:
				return n.config.quorums
			case *Learner:
				return n.config.quorums
			case *Server:
				return n.Proposer.config.quorums
			}
			return nil
		}, c.nameOf),
		consensus.Uniformity(),
		consensus.NonTriviality(),
		consensus.LearnOnlyChosen(),
		spec.Irrevocability(learnedBy),
	}
	goals = []model.Goal{
		consensus.ValueChosen(),
		{
			Name: "value-learned",
			Doc:  "A learner has learned the chosen value.",
			Check: model.Local(func(n model.View) model.Verdict {
				if v, ok := learnedBy(n); ok {
					return model.Reached("%s has learned %v", n.Name, v)
				}
				return model.Untested
			}),
		},
		{
			Name: "all-learned",
			Doc:  "Every learner has learned the chosen value.",
			Check: model.Global(func(s *model.State) model.Verdict {
				for _, id := range c.learners {
					if _, ok := learnedBy(s.Nodes[id-1]); !ok {
						return model.Untested
					}
				}
				return model.Reached("all %d learners have learned", len(c.learners))
			}),
		},
	}
	return properties, goals
}

// learnedBy returns the value that a learner has learned.
func learnedBy(v model.View) (Value, bool) {
	switch n := v.Node.(type) {
	case *Learner:
		return n.Learned, n.Learned != 0
	case *Server:
		return n.Learned, n.Learned != 0
	}
	return 0, false
}
