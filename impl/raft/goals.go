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
		Check: model.Local(func(v model.View[anyServer]) model.Reached {
			s := v.Node.basic()
			return model.ReachedIf(s.Role == Leader, "%s leads term %d", v.Name, s.Term)
		}),
	},
	{
		Name: "entry-committed",
		Doc:  "A server knows that an entry is committed.",
		Check: model.Local(func(v model.View[anyServer]) model.Reached {
			s := v.Node.basic()
			return model.ReachedIf(s.CommitIndex > 0, "%s knows that entry %d is committed", v.Name, s.CommitIndex)
		}),
	},
	{
		Name:  "client-done",
		Doc:   "A client has had all its answers (with -clients).",
		Check: model.Local(done),
	},
	{
		Name:  "all-clients-done",
		Doc:   "All clients have had all their answers (with -clients).",
		Check: model.Local(done),
		Every: true,
	},
	{
		Name: "client-waits",
		Doc:  "A client waits for an answer (with -clients).",
		Check: model.Local(func(v model.View[asker]) model.Reached {
			operations, waiting := v.Node.started()
			return model.ReachedIf(waiting, "%s waits for the answer to its operation %d", v.Name, operations)
		}),
	},
	{
		Name: "client-answered",
		Doc:  "A client has the answer to all that it has asked for so far (with -clients).",
		Check: model.Local(func(v model.View[asker]) model.Reached {
			operations, waiting := v.Node.started()
			return model.ReachedIf(operations > 0 && !waiting, "%s has the answer to its operation %d", v.Name, operations)
		}),
	},
	{
		Name: "at-most-one-leader",
		Doc:  "At most one server is leader.",
		Check: model.Global(func(s *model.State) model.Reached {
			leaders := 0
			for _, v := range model.Views[anyServer](s) {
				if v.Node.basic().Role == Leader {
					leaders++
				}
			}
			return model.ReachedIf(leaders <= 1, "%d servers lead", leaders)
		}),
	},
	{
		Name: "handing-over",
		Doc:  "A leader hands its leadership over (with -transfers).",
		Check: model.Local(func(v model.View[*FullServer]) model.Reached {
			s := v.Node
			return model.ReachedIf(s.Transferee != model.Nobody, "%s hands its leadership of term %d over to %v", v.Name, s.Term, s.Transferee)
		}),
	},
	{
		Name: "leader-takes-commands",
		Doc:  "A server leads, and does not hand its leadership over (with -transfers).",
		Check: model.Local(func(v model.View[*FullServer]) model.Reached {
			s := v.Node
			return model.ReachedIf(s.Role == Leader && s.Transferee == model.Nobody, "%s leads term %d", v.Name, s.Term)
		}),
	},
	{
		Name: "two-leaders",
		Doc:  "Two servers are leaders, of different terms.",
		Check: model.Pairwise(func(a, b model.View[anyServer]) model.Reached {
			return model.ReachedIf(a.Node.basic().Role == Leader && b.Node.basic().Role == Leader, "%s leads term %d, and %s term %d",
				a.Name, a.Node.basic().Term, b.Name, b.Node.basic().Term)
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

func done(v model.View[asker]) model.Reached {
	return model.ReachedIf(v.Node.Done(), "%s is done", v.Name)
}
