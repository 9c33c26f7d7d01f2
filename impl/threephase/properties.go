package threephase

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/spec"
)

// fair is what termination assumes of runs.
var fair = temporal.Messages.And(temporal.Timers).And(temporal.Detectors)

// properties are what must hold. They look at what sites have in stable storage, so at
// sites that have failed, too.
var properties = []model.Property{
	{
		Name:   "consistency",
		Doc:    "No site has committed while another has aborted, whether they have failed or not.",
		Source: paper + ": all sites commit or all abort; Gray and Lamport, Consensus on Transaction Commit, Section 2: TCConsistent",
		Check: model.Pairwise(func(a, b model.View[*Site]) model.Verdict {
			switch {
			case !a.Node.State.decided() || !b.Node.State.decided():
				return model.Untested
			case a.Node.State != b.Node.State:
				return model.Violated("%s has %s, %s has %s", a.Name, a.Node.State, b.Name, b.Node.State)
			}
			return model.Holds
		}),
	},
	{
		Name:   "unanimity",
		Doc:    "No site has committed while another has not voted.",
		Source: paper + ": a transaction is committed only if all sites agree to it",
		Check: committedAnd(func(v model.View[*Site]) (model.Text, bool) {
			return model.Textf("%s has not voted", v.Name), v.Node.State == Initial
		}),
	},
	spec.Termination(paper+": operational sites continue although others have failed", fair),
	{
		Name:   "nonblocking",
		Doc:    "No site has committed while another that has not failed only waits: it could not commit, if it were left alone.",
		Source: paper + ": the fundamental nonblocking theorem, on noncommittable states",
		Check: committedAnd(func(v model.View[*Site]) (model.Text, bool) {
			return model.Textf("%s is up and %s", v.Name, v.Node.State), v.Up && v.Node.State == Waiting
		}),
	},
}

// committedAnd says that no site has committed while something is the case with another,
// which the text tells.
func committedAnd(bad func(model.View[*Site]) (model.Text, bool)) model.Check[model.Verdict] {
	return model.Between(func(a, b model.View[*Site]) model.Verdict {
		if a.Node.State != Committed {
			return model.Untested
		}
		if text, is := bad(b); is {
			return model.Violated("%s has committed, and %s", a.Name, text)
		}
		return model.Holds
	})
}

// goals are the situations that a search can look for, or start from.
var goals = []model.Goal{
	{
		Name: "committed", Decides: "commit", Doc: "A site has committed.",
		Check: model.Local(func(v model.View[*Site]) model.Reached {
			return model.ReachedIf(v.Node.State == Committed, "%s has committed", v.Name)
		}),
	},
	{
		Name: "aborted", Decides: "abort", Doc: "A site has aborted.",
		Check: model.Local(func(v model.View[*Site]) model.Reached {
			return model.ReachedIf(v.Node.State == Aborted, "%s has aborted", v.Name)
		}),
	},
	{
		Name: "backup-coordinates", Doc: "A backup coordinator has taken over.",
		Check: model.Local(func(v model.View[*Site]) model.Reached {
			return model.ReachedIf(v.ID != 1 && v.Node.Coordinator == v.ID, "%s is the coordinator", v.Name)
		}),
	},
	spec.AllDecided(decided),
	{
		Name: "all-committed", Doc: "Every site has committed.",
		Check: model.Local(func(v model.View[*Site]) model.Reached {
			return model.ReachedIf(v.Node.State == Committed, "%s has committed", v.Name)
		}),
		Every: true,
	},
}

// decided returns what a site has decided.
func decided(v model.View[*Site]) (State, bool) { return v.Node.State, v.Node.State.decided() }
