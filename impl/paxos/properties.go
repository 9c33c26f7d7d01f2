package paxos

import (
	"github.com/synod-go/synod/impl/internal/inputs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// claims are the properties and goals of a system. What was chosen is computed
// from recorded acceptances, never claimed by a node; votes are the numbers that are kept
// for that.
func (c config) claims() (properties []model.Property, goals []model.Goal, votes spec.VoteNumbers) {
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
	}, c.phase2)
	properties = []model.Property{
		spec.QuorumIntersection(func(v model.View[counter]) (phase1, phase2 []model.NodeSet) { return v.Node.countsWith() }),
		consensus.Uniformity(),
		consensus.NonTriviality(),
		consensus.LearnOnlyChosen(),
		spec.Irrevocability(learnedBy),
		eventuallyLearned, leaderDecides,
	}
	goals = []model.Goal{
		consensus.ValueChosen(),
		{
			Name: "value-learned",
			Doc:  "A learner has learned the chosen value.",
			Check: model.Local(func(n model.View[learner]) model.Reached {
				v, ok := learnedBy(n)
				return model.ReachedIf(ok, "%s has learned %v", n.Name, v)
			}),
		},
		{
			Name: "all-learned",
			Doc:  "Every learner has learned the chosen value.",
			Check: model.Local(func(n model.View[learner]) model.Reached {
				v, ok := learnedBy(n)
				return model.ReachedIf(ok, "%s has learned %v", n.Name, v)
			}),
			Every: true,
		},
	}
	return properties, append(goals, consensus.Decisions(inputs.Distinct(c.inputs))...), consensus.Numbers()
}

// counter is a node that counts quorums: a proposer, a learner, or a server,
// which is both.
type counter interface {
	countsWith() (phase1, phase2 []model.NodeSet)
}

func (p *Proposer) countsWith() (phase1, phase2 []model.NodeSet) { return p.config.countsWith() }
func (l *Learner) countsWith() (phase1, phase2 []model.NodeSet)  { return l.config.countsWith() }
func (s *Server) countsWith() (phase1, phase2 []model.NodeSet)   { return s.Proposer.config.countsWith() }

func (c config) countsWith() (phase1, phase2 []model.NodeSet) { return c.phase1, c.phase2 }

// learner is a node that learns: a learner, or a server.
type learner interface{ learned() Value }

func (l *Learner) learned() Value { return l.Learned }

// learnedBy returns the value that a learner has learned.
func learnedBy(v model.View[learner]) (Value, bool) {
	value := v.Node.learned()
	return value, value != 0
}
