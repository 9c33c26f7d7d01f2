package primarybackup

import (
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are what must hold, those about views first.
func (c config) properties() []model.Property {
	of := func(v View) spec.ServiceView { return spec.ServiceView(v) }
	properties := []model.Property{
		spec.OnePrimaryPerView(func(v model.View[viewer]) (spec.ServiceView, bool) { return of(v.Node.view()), true }),
		spec.NextPrimary(func(v model.View[*ViewServer]) (spec.ServiceView, bool) { return of(v.Node.View), true }),
	}
	properties = append(properties, spec.Answers(func(e model.Event) (spec.ServiceView, bool) {
		answered, ok := e.(Answered)
		return of(answered.View), ok
	})...)
	return append(properties,
		spec.Linearizability(spec.KeyValue()),
		c.atMostOnce(),
		c.backupEqualsPrimary(),
		clientsAnswered, answeredWhileUp, answersPossible,
	)
}

// atMostOnce is judged by what each server's application has performed. That
// travels with the state, so that an operation counts that another server
// performed before.
func (c config) atMostOnce() model.Property {
	property := spec.AtMostOnce(spec.Logs[*Server, OperationID]{
		Of:   func(v model.View[*Server]) []OperationID { return v.Node.App.Performed },
		Show: operationText,
	})
	property.Source = dslabs + ", Part 2: all operations should provide exactly-once semantics; " + property.Source
	return property
}

// backupEqualsPrimary compares a primary that waits for nothing with its backup:
// then all that was answered is at both, and both know that it was. While an
// operation is forwarded the backup may be ahead by that one. A cold standby has what
// its log leads to.
func (c config) backupEqualsPrimary() model.Property {
	return model.Property{
		Name:   "backup-equals-primary",
		Doc:    "When the primary of a view has executed an operation, and waits for none, its backup has the same store, and knows the same operations and answers.",
		Source: dslabs + ", Overview: to ensure that the backup's application remains identical to the primary's",
		Check: model.Pairwise(func(a, b model.View[*Server]) model.Verdict {
			if b.Node.View.Primary == b.ID {
				a, b = b, a
			}
			primary, backup := a.Node, b.Node
			switch {
			case primary.View != backup.View, primary.View.Primary != a.ID, primary.View.Backup != b.ID,
				!primary.Ready, !backup.Ready, primary.Pending != nil, len(primary.App.Performed) == 0:
				return model.Untested
			}
			if app := backup.replayed(); !primary.App.equal(&app) {
				return model.Violated("in view %d the primary %s has the %s; its backup %s has the %s",
					primary.View.Number, a.Name, text(primary.App), b.Name, text(app))
			}
			return model.Holds
		}),
	}
}

// text is what an application holds.
func text(a Application) model.Text {
	var performed, last []string
	args := []any{a.Store}
	for _, op := range a.Performed {
		performed = append(performed, "%v")
		args = append(args, operationText(op))
	}
	for _, client := range slices.Sorted(maps.Keys(a.Last)) {
		done := a.Last[client]
		last = append(last, "%v: %q")
		args = append(args, operationText(OperationID{client, done.Number}), done.Value)
	}
	return model.Textf("store %v, has performed ["+strings.Join(performed, ", ")+"], and knows the answers ["+strings.Join(last, ", ")+"]", args...)
}

// operationText names an operation: C1's second is C1.2.
func operationText(op OperationID) model.Text {
	return model.Textf("%v.%d", op.Client, op.Number)
}

// viewer is a node that knows a view.
type viewer interface{ view() View }

func (s *Server) view() View     { return s.View }
func (v *ViewServer) view() View { return v.View }

// goals are situations where scenarios can start.
var goals = []model.Goal{
	{
		Name: "first-view",
		Doc:  "The first primary has acknowledged the first view.",
		Check: model.Local(func(n model.View[*ViewServer]) model.Reached {
			v := n.Node
			return model.ReachedIf(v.View.Number == 1 && v.Acked, "the primary of view 1 has acknowledged it")
		}),
	},
	{
		Name: "view-with-backup",
		Doc:  "A primary works in a view with a backup: the backup has the state.",
		Check: model.Local(func(n model.View[*Server]) model.Reached {
			s := n.Node
			return model.ReachedIf(s.View.Primary == n.ID && s.View.Backup != model.Nobody && s.Ready, "%s, primary of view %d, has a backup with the state", n.Name, s.View.Number)
		}),
	},
	{
		Name: "takeover",
		Doc:  "A backup learns that it is the primary now.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			was, is := before.Node.View, after.Node.View
			return model.ReachedIf(was.Backup == before.ID && is.Primary == after.ID, "%s, backup of view %d, is primary of view %d", after.Name, was.Number, is.Number)
		}),
	},
	{
		Name: "backup-replaced",
		Doc:  "The view server names another backup in place of a dead one.",
		Check: model.Step(func(before, after model.View[*ViewServer]) model.Reached {
			was, is := before.Node.View, after.Node.View
			return model.ReachedIf(was.Primary == is.Primary && was.Backup != is.Backup && was.Backup != model.Nobody && is.Backup != model.Nobody, "view %d has another backup than view %d", is.Number, was.Number)
		}),
	},
	allClientsDone,
	doneOrNoViewServer,
	keyvalue.ClientDone[*Client](),
}

// logExecuted is a goal of cold standby alone.
var logExecuted = model.Goal{
	Name: "log-executed",
	Doc:  "A cold standby takes over and executes its log.",
	Check: model.Step(func(before, after model.View[*Server]) model.Reached {
		return model.ReachedIf(len(before.Node.Log) > 0 && after.Node.View.Primary == after.ID, "%s takes over", after.Name)
	}),
}
