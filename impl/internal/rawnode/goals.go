package rawnode

import "github.com/synod-go/synod/model"

// goals are the situations that a search can look for, or start from.
var goals = []model.Goal{
	{
		Name: "leader-elected",
		Doc:  "A server is leader.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Role == Leader, "%s leads term %d", v.Name, v.Node.Term)
		}),
	},
	{
		Name: "leader-ready",
		Doc:  "A leader knows that an entry of its term is committed.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			s := v.Node
			ready := s.Role == Leader && s.Commit > 0 && s.Commit <= len(s.Log) && s.Log[s.Commit-1].Term == s.Term
			return model.ReachedIf(ready, "%s leads term %d and has committed entry %d", v.Name, s.Term, s.Commit)
		}),
	},
	{
		Name: "answered",
		Doc:  "A client has the answer to all that it has asked for so far.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Started > 0 && !v.Node.Waiting, "%s has the answer to operation %d", v.Name, v.Node.Started)
		}),
	},
}
