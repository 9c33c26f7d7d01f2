package raft

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are the five guarantees of Figure 3, that terms never go back, and
// with clients that the register they see is linearizable.
func (c config) properties() []model.Property {
	logs := spec.Logs[Entry]{
		Of: func(v model.View) []Entry {
			if s, ok := v.Node.(*Server); ok {
				return s.Log
			}
			return nil
		},
		Term: func(e Entry) int { return e.Term },
		Show: c.entryText,
	}
	properties := []model.Property{
		spec.ElectionSafety(func(e model.Event) (int, bool) {
			elected, ok := e.(Elected)
			return elected.Term, ok
		}, c.nameOf),
		spec.Among[*Server](spec.LeaderAppendOnly(logs, func(v model.View) (int, bool) {
			s, ok := v.Node.(*Server)
			if !ok || s.Role != Leader {
				return 0, false
			}
			return s.Term, true
		})),
		spec.Among[*Server](spec.LogMatching(logs)),
		spec.LeaderCompleteness(spec.Leadership[Entry]{
			Elected: func(e model.Event) (int, []Entry, bool) {
				elected, ok := e.(Elected)
				return elected.Term, elected.Log, ok
			},
			Committed: func(e model.Event) (spec.Commit[Entry], bool) {
				committed, ok := e.(Committed)
				return spec.Commit[Entry](committed), ok
			},
			Show: c.entryText,
		}, c.nameOf),
		spec.StateMachineSafety(func(e model.Event) (int, Entry, bool) {
			applied, ok := e.(Applied)
			return applied.Index, applied.Entry, ok
		}, c.entryText, c.nameOf),
		spec.Among[*Server](spec.MonotonicTerms(func(v model.View) (int, bool) {
			s, ok := v.Node.(*Server)
			if !ok {
				return 0, false
			}
			return s.Term, true
		})),
	}
	if c.clients {
		properties = append(properties, spec.Linearizability(spec.Register(0), c.nameOf))
	}
	return properties
}

// nameOf returns the name that the system gives to a node.
func (c config) nameOf(id model.NodeID) string { return model.Names(c.groups()...)(id) }

// entryText returns an entry as text for people.
func (c config) entryText(e Entry) string {
	command := e.Command
	switch {
	case command.From == model.Nobody:
		return fmt.Sprintf("nothing (term %d)", e.Term)
	case c.clients:
		return fmt.Sprintf("%v of %s (term %d)", command.Op, c.nameOf(command.From), e.Term)
	}
	return fmt.Sprintf("command %d of %s (term %d)", command.Number, c.nameOf(command.From), e.Term)
}
