package raft

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

const (
	// silenceTimer is set at followers that have heard from a leader: it stands for the
	// minimum election timeout.
	silenceTimer model.Timer = "silence"
	// quorumTimer is set at leaders that check whether a majority answers (param
	// check-quorum): it stands for an election timeout.
	quorumTimer model.Timer = "quorum"
)

// hear notes that the leader of the current term was heard from, where somebody asks.
func (s replica) hear(env model.Env, leader model.NodeID) {
	if s.config.preVote || s.config.checkQuorum {
		s.Heard = leader
		env.StopTimer(silenceTimer)
		env.SetTimer(silenceTimer)
	}
	s.Waits = s.config.lease.waits
}

// led returns the leader that a server hears: itself, if it leads.
func (s replica) led(env model.Env) model.NodeID {
	if s.Role == Leader {
		return env.ID()
	}
	return s.Heard
}

// ignoresCandidates reports whether a server leaves RequestVotes alone because it hears a leader
// (dissertation, Section 4.2.3: it does not update its term or grant its vote).
func (s replica) ignoresCandidates(env model.Env) bool {
	return s.config.mutant != voteWhileLed &&
		(s.Waits > 0 || s.config.checkQuorum && s.led(env) != model.Nobody)
}

// noteAnswer notes that a follower has answered in the leader's term, where somebody asks.
func (s replica) noteAnswer(follower model.NodeID) {
	if s.Role == Leader && s.config.checkQuorum {
		s.Answered = s.Answered.With(follower)
	}
}

// checkQuorum lets a leader step down if an election timeout elapses in which no majority
// has answered it (dissertation, Section 6.2).
func (s replica) checkQuorum(env model.Env) {
	if !s.quorum(s.Answered.With(env.ID())) && s.config.mutant != leadsAlone {
		s.becomeFollower(env)
		return
	}
	s.Answered = 0
	env.SetTimer(quorumTimer)
}

// supportsUnled is the property that no server that hears a leader supports a rival, by a
// pre-vote or by a vote.
func supportsUnled(name, setting string, pre bool, doc, source string) model.Property {
	type support struct {
		Any   bool
		Rival Supported    // the first one of a leader that is heard
		By    model.NodeID // who supports it
	}
	return model.Property{
		Name: name, Doc: doc, Source: source, With: setting,
		Check: model.Judge(&model.Monitor[support]{
			Name: name,
			Fold: func(v support, n model.NodeID, e model.Event) support {
				s, ok := e.(Supported)
				if !ok || s.Pre != pre {
					return v
				}
				v.Any = true
				if s.Led != model.Nobody && s.Led != s.Candidate && v.By == model.Nobody {
					v.Rival, v.By = s, n
				}
				return v
			},
		}, func(v support) model.Verdict {
			switch {
			case v.By != model.Nobody:
				hears := model.Textf("hears its leader %v", v.Rival.Led)
				if v.By == v.Rival.Led {
					hears = model.Textf("leads")
				}
				return model.Violated("%v %v, and supports %v in term %d", v.By, hears, v.Rival.Candidate, v.Rival.Term)
			case v.Any:
				return model.Holds
			}
			return model.Untested
		}),
	}
}

// deposedStepsDown lets a leader check that a majority answers it, where it does.
func (c config) deposedStepsDown() model.Property {
	p := deposedStepsDown
	if c.checkQuorum {
		p.Live = p.Live.Under(temporal.Timer(string(quorumTimer)))
	}
	return p
}
