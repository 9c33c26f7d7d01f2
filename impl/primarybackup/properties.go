package primarybackup

import (
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are what must hold, those about views first.
func (c config) properties() []model.Property {
	of := func(v View) spec.ServiceView { return spec.ServiceView(v) }
	properties := []model.Property{
		spec.OnePrimaryPerView(func(v model.View) (spec.ServiceView, bool) {
			switch n := v.Node.(type) {
			case *Server:
				return of(n.View), true
			case *ViewServer:
				return of(n.View), true
			}
			return spec.ServiceView{}, false
		}, c.nameOf),
		spec.Among[*ViewServer](spec.NextPrimary(func(v model.View) (spec.ServiceView, bool) {
			n, ok := v.Node.(*ViewServer)
			if !ok {
				return spec.ServiceView{}, false
			}
			return of(n.View), true
		}, c.nameOf)),
	}
	properties = append(properties, spec.Answers(func(e model.Event) (spec.ServiceView, bool) {
		answered, ok := e.(Answered)
		return of(answered.View), ok
	}, c.nameOf)...)
	return append(properties,
		spec.Linearizability(spec.KeyValue(), c.nameOf),
		c.atMostOnce(),
		backupEqualsPrimary,
	)
}

// atMostOnce reads off a server's store how often an append took effect: all
// values that clients append differ. (To put or get twice in a row changes nothing;
// where something came in between, the clients' history shows it.)
func (c config) atMostOnce() model.Property {
	return model.Property{
		Name:   "at-most-once",
		Doc:    "No append takes effect twice in a server's store.",
		Source: dslabs + ", Part 2: all operations should provide exactly-once semantics",
		Check: model.Among[*Server](model.Local(func(n model.View) model.Verdict {
			store := n.Node.(*Server).App.Store
			if len(store) == 0 {
				return model.Untested
			}
			for _, key := range slices.Sorted(maps.Keys(store)) {
				for client, script := range c.scripts {
					for i, op := range script {
						if !op.ReadOnly() && strings.Count(store[key], op.Value) > 1 {
							return model.Violated("at %s key %s has the value %q: operation %d of %s took effect more than once",
								n.Name, key, store[key], i+1, c.nameOf(c.client(client)))
						}
					}
				}
			}
			return model.Holds
		})),
	}
}

// backupEqualsPrimary compares a primary that waits for nothing with its backup:
// then all that was answered is at both. While an operation is forwarded the backup
// may be ahead by that one.
var backupEqualsPrimary = model.Property{
	Name:   "backup-equals-primary",
	Doc:    "When the primary of a view has executed an operation, and waits for none, its backup has the same store.",
	Source: dslabs + ", Overview: to ensure that the backup's application remains identical to the primary's",
	Check: model.Among[*Server](model.Pairwise(func(a, b model.View) model.Verdict {
		if b.Node.(*Server).View.Primary == b.ID {
			a, b = b, a
		}
		primary, backup := a.Node.(*Server), b.Node.(*Server)
		switch {
		case primary.View != backup.View, primary.View.Primary != a.ID, primary.View.Backup != b.ID,
			!primary.Ready, !backup.Ready, primary.Pending != nil, len(primary.App.Last) == 0:
			return model.Untested
		case !primary.App.equalStore(&backup.App):
			return model.Violated("in view %d the store of the primary %s is %v, that of its backup %s is %v",
				primary.View.Number, a.Name, primary.App.Store, b.Name, backup.App.Store)
		}
		return model.Holds
	})),
}

// client is the id of the client with the given index.
func (c config) client(index int) model.NodeID { return c.viewServer() + 1 + model.NodeID(index) }

// nameOf returns the name that the system gives to a node.
func (c config) nameOf(id model.NodeID) string { return model.Names(c.groups()...)(id) }

// goals are situations where scenarios can start.
var goals = []model.Goal{
	{
		Name: "first-view",
		Doc:  "The first primary has acknowledged the first view.",
		Check: model.Among[*ViewServer](model.Local(func(n model.View) model.Verdict {
			if v := n.Node.(*ViewServer); v.View.Number == 1 && v.Acked {
				return model.Reached("the primary of view 1 has acknowledged it")
			}
			return model.Untested
		})),
	},
	{
		Name: "view-with-backup",
		Doc:  "A primary works in a view with a backup: the backup has the state.",
		Check: model.Among[*Server](model.Local(func(n model.View) model.Verdict {
			if s := n.Node.(*Server); s.View.Primary == n.ID && s.View.Backup != model.Nobody && s.Ready {
				return model.Reached("%s, primary of view %d, has a backup with the state", n.Name, s.View.Number)
			}
			return model.Untested
		})),
	},
	{
		Name: "takeover",
		Doc:  "A backup learns that it is the primary now.",
		Check: model.Among[*Server](model.Step(func(before, after model.View) model.Verdict {
			was, is := before.Node.(*Server).View, after.Node.(*Server).View
			if was.Backup == before.ID && is.Primary == after.ID {
				return model.Reached("%s, backup of view %d, is primary of view %d", after.Name, was.Number, is.Number)
			}
			return model.Untested
		})),
	},
	{
		Name: "backup-replaced",
		Doc:  "The view server names another backup in place of a dead one.",
		Check: model.Among[*ViewServer](model.Step(func(before, after model.View) model.Verdict {
			was, is := before.Node.(*ViewServer).View, after.Node.(*ViewServer).View
			if was.Primary == is.Primary && was.Backup != is.Backup && was.Backup != model.Nobody && is.Backup != model.Nobody {
				return model.Reached("view %d has another backup than view %d", is.Number, was.Number)
			}
			return model.Untested
		})),
	},
	{
		Name: "client-done",
		Doc:  "A client has the answers to all its operations.",
		Check: model.Among[*Client](model.Local(func(n model.View) model.Verdict {
			if n.Node.(*Client).done() {
				return model.Reached("%s has all its answers", n.Name)
			}
			return model.Untested
		})),
	},
}
