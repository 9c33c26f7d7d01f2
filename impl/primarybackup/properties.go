package primarybackup

import (
	"fmt"
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
		c.backupEqualsPrimary(),
	)
}

// atMostOnce is judged by what each server's application has performed. That
// travels with the state, so that an operation counts that another server
// performed before.
func (c config) atMostOnce() model.Property {
	property := spec.Among[*Server](spec.AtMostOnce(spec.Logs[OperationID]{
		Of:   func(v model.View) []OperationID { return v.Node.(*Server).App.Performed },
		Show: c.operationText,
	}))
	property.Source = dslabs + ", Part 2: all operations should provide exactly-once semantics; " + property.Source
	return property
}

// backupEqualsPrimary compares a primary that waits for nothing with its backup:
// then all that was answered is at both, and both know that it was. While an
// operation is forwarded the backup may be ahead by that one.
func (c config) backupEqualsPrimary() model.Property {
	return model.Property{
		Name:   "backup-equals-primary",
		Doc:    "When the primary of a view has executed an operation, and waits for none, its backup has the same store, and knows the same operations and answers.",
		Source: dslabs + ", Overview: to ensure that the backup's application remains identical to the primary's",
		Check: model.Among[*Server](model.Pairwise(func(a, b model.View) model.Verdict {
			if b.Node.(*Server).View.Primary == b.ID {
				a, b = b, a
			}
			primary, backup := a.Node.(*Server), b.Node.(*Server)
			switch {
			case primary.View != backup.View, primary.View.Primary != a.ID, primary.View.Backup != b.ID,
				!primary.Ready, !backup.Ready, primary.Pending != nil, len(primary.App.Performed) == 0:
				return model.Untested
			case !primary.App.equal(&backup.App):
				return model.Violated("in view %d the primary %s has the %s; its backup %s has the %s",
					primary.View.Number, a.Name, c.text(primary.App), b.Name, c.text(backup.App))
			}
			return model.Holds
		})),
	}
}

// text is what an application holds.
func (c config) text(a Application) string {
	performed := make([]string, len(a.Performed))
	for i, op := range a.Performed {
		performed[i] = c.operationText(op)
	}
	var last []string
	for _, client := range slices.Sorted(maps.Keys(a.Last)) {
		done := a.Last[client]
		last = append(last, fmt.Sprintf("%s: %q", c.operationText(OperationID{client, done.Number}), done.Value))
	}
	return fmt.Sprintf("store %v, has performed [%s], and knows the answers [%s]",
		a.Store, strings.Join(performed, ", "), strings.Join(last, ", "))
}

// operationText names an operation: C1's second is C1.2.
func (c config) operationText(op OperationID) string {
	return fmt.Sprintf("%s.%d", c.nameOf(op.Client), op.Number)
}

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
