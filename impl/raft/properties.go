package raft

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are the five guarantees of Figure 3, that terms never go back, and
// with clients that the register they see is linearizable.
func (c config) properties() []model.Property {
	logs := spec.Logs[anyServer, Entry]{
		Of:   func(v model.View[anyServer]) []Entry { return v.Node.entries() },
		Term: func(e Entry) int { return int(e.Term) },
		Show: c.entryText,
	}
	linearizability := spec.Linearizability(spec.Register(0))
	linearizability.With = "clients"
	properties := []model.Property{
		spec.ElectionSafety(func(e model.Event) (Term, bool) {
			elected, ok := e.(Elected)
			return elected.Term, ok
		}),
		spec.LeaderAppendOnly(logs, func(v model.View[anyServer]) (int, bool) {
			return int(v.Node.basic().Term), v.Node.basic().Role == Leader
		}),
		spec.LogMatching(logs),
		spec.LeaderCompleteness(spec.Leadership[Entry]{
			Elected: func(e model.Event) (int, []Entry, bool) {
				elected, ok := e.(Elected)
				return int(elected.Term), elected.Log, ok
			},
			Committed: func(e model.Event) (spec.Commit[Entry], bool) {
				committed, ok := e.(Committed)
				return spec.Commit[Entry]{Term: int(committed.Term), Index: committed.Index, Entry: committed.Entry}, ok
			},
			Show: c.entryText,
		}),
		spec.StateMachineSafety(func(e model.Event) (int, Entry, bool) {
			applied, ok := e.(Applied)
			return applied.Index, applied.Entry, ok
		}, c.entryText),
		spec.MonotonicTerms(func(v model.View[anyServer]) (int, bool) { return int(v.Node.basic().Term), true }),
		linearizability,
		supportsUnled("pre-votes-unled", "pre-vote", true, "A server that hears a leader grants no pre-vote.", dissertation+", Section 9.6"),
		supportsUnled("votes-unled", "check-quorum", false, "A server that hears a leader grants no vote, unless that leader asks for a successor.", dissertation+", Section 4.2.3"),
		leaderEmerges, leaderElected, clientsAnswered, c.deposedStepsDown(), transferEnds,
		removedKeepQuiet(), answersPossible,
	}
	if c.difference { // it keeps all elections
		properties = slices.DeleteFunc(properties, func(p model.Property) bool { return p.Name == "leader-completeness" })
	}
	return properties
}

// entryText returns an entry as text for people.
func (c config) entryText(e Entry) model.Text {
	command := e.Command
	switch {
	case command.From == model.Nobody:
		return model.Textf("nothing (term %d)", e.Term)
	case c.clients:
		return model.Textf("%v of %s (term %d)", command.Op, command.From, e.Term)
	}
	return model.Textf("command %d of %s (term %d)", command.Number, command.From, e.Term)
}
