package vr

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// goals are the situations that a search can look for, or start from.
func (c config) goals() []model.Goal {
	goals := []model.Goal{
		local("view-changed", "A replica is in a later view than the first, and normal.", func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Status == Normal && v.Node.View > 1, "%s is in view %d", v.Name, v.Node.View)
		}),
		{
			Name: "two-primaries",
			Doc:  "Two replicas are primaries, of different views, and normal.",
			Check: model.Pairwise(func(a, b model.View[*Server]) model.Reached {
				return model.ReachedIf(a.Node.leads() && b.Node.leads(), "%s is the primary of view %d, and %s of view %d",
					a.Name, a.Node.View, b.Name, b.Node.View)
			}),
		},
		local("operation-committed", "A replica knows that an operation is committed.", committed),
		every(local("committed-everywhere", "All replicas know that an operation is committed.", committed)),
		local("recovered", "A replica has crashed, and recovered.", func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Boots > 1 && v.Node.LastNormal > 0, "%s has recovered", v.Name)
		}),
		local("client-done", "A client has all its answers.", done),
		every(local("all-clients-done", "All clients have all their answers.", done)),
		local("asked-all", "A client has asked all replicas, and waits.", func(v model.View[*Client]) model.Reached {
			return model.ReachedIf(v.Node.ToAll, "%s has asked all replicas", v.Name)
		}),
		every(local("all-answered", "No client has asked all replicas, and waits.", func(v model.View[*Client]) model.Reached {
			return model.ReachedIf(!v.Node.ToAll, "%s does not wait", v.Name)
		})),
	}
	groups := c.groups()
	return append(goals, spec.Decisions[model.NodeID]{
		Decided: func(e model.Event) (model.NodeID, bool) {
			committed, ok := e.(Committed)
			return committed.Command.Client, ok && committed.OpNumber == 1
		},
		Name: model.Names(groups...),
		Doc:  "The first operation that is committed is that of %s.",
	}.Goals(model.IDs(clientPrefix, groups...))...)
}

// local is a goal that some node reaches, and every makes it one that all nodes of its kind
// reach.
func local[N any](name, doc string, check func(model.View[N]) model.Reached) model.Goal {
	return model.Goal{Name: name, Doc: doc, Check: model.Local(check)}
}

func every(g model.Goal) model.Goal {
	g.Every = true
	return g
}

func committed(v model.View[*Server]) model.Reached {
	return model.ReachedIf(v.Node.CommitNumber > 0, "%s knows that operation %d is committed", v.Name, v.Node.CommitNumber)
}

func done(v model.View[*Client]) model.Reached {
	return model.ReachedIf(v.Node.Done(), "%s has all its answers", v.Name)
}
