package raft

import "github.com/synod-go/synod/model"

// goals are the situations that a search can look for, or start from.
var goals = []model.Goal{
	{
		Name: "leader-elected",
		Doc:  "A server is leader.",
		Check: model.Among[*Server](model.Local(func(v model.View) model.Verdict {
			if s := v.Node.(*Server); s.Role == Leader {
				return model.Reached("%s leads term %d", v.Name, s.Term)
			}
			return model.Untested
		})),
	},
	{
		Name: "entry-committed",
		Doc:  "A server knows that an entry is committed.",
		Check: model.Among[*Server](model.Local(func(v model.View) model.Verdict {
			if s := v.Node.(*Server); s.CommitIndex > 0 {
				return model.Reached("%s knows that entry %d is committed", v.Name, s.CommitIndex)
			}
			return model.Untested
		})),
	},
	{
		Name: "client-done",
		Doc:  "A client has had all its answers (with -clients).",
		Check: model.Among[*Client](model.Local(func(v model.View) model.Verdict {
			if c := v.Node.(*Client); !c.Waiting && !c.CanInvoke() {
				return model.Reached("%s is done", v.Name)
			}
			return model.Untested
		})),
	},
}
