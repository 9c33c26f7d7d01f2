package raft

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// goals are the situations that a search can look for, or start from.
var goals = []model.Goal{
	{
		Name: "leader-elected",
		Doc:  "A server is leader.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			s := v.Node
			return model.ReachedIf(s.Role == Leader, "%s leads term %d", v.Name, s.Term)
		}),
	},
	{
		Name: "entry-committed",
		Doc:  "A server knows that an entry is committed.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			s := v.Node
			return model.ReachedIf(s.CommitIndex > 0, "%s knows that entry %d is committed", v.Name, s.CommitIndex)
		}),
	},
	{
		Name: "client-done",
		Doc:  "A client has had all its answers (with -clients).",
		Check: model.Local(func(v model.View[*Client]) model.Reached {
			c := v.Node
			return model.ReachedIf(!c.Waiting && !c.CanInvoke(), "%s is done", v.Name)
		}),
	},
}

// decisions are the goals that a command is the first one that is committed: the first
// of a client, or without clients that of the leader which came by it. The terms in which
// leaders received and committed it do not matter.
func (c config) decisions() []model.Goal {
	groups := c.groups()
	from := groups[len(groups)-1].Prefix // clients, if there are any
	return spec.Decisions[model.NodeID]{
		Decided: func(e model.Event) (model.NodeID, bool) {
			committed, ok := e.(Committed)
			return committed.Entry.Command.From, ok && committed.Index == 1
		},
		Name: model.Names(groups...),
		Doc:  "The first command that is committed is that of %s.",
	}.Goals(model.IDs(from, groups...))
}
