package raft

import "github.com/synod-go/synod/model"

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
