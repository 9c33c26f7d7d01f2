package spec

import "github.com/synod-go/synod/model"

// ServiceView is a view of a replicated service: who is in charge. Views are
// numbered from 1; number 0 is no view.
type ServiceView struct {
	Number          int
	Primary, Backup model.NodeID // nobody when the view has none
}

const viewSource = "Michael et al., Teaching Rigorous Distributed Systems With Efficient Model Checking (DSLabs), Lab 2: Primary-Backup Service"

// OnePrimaryPerView says that a view has one primary: no two nodes know of views
// with the same number and different primaries. The accessor returns the view that
// a node works in, or that it knows to be current.
func OnePrimaryPerView[N any](of func(model.View[N]) (ServiceView, bool)) model.Property {
	return model.Property{
		Name:   "one-primary-per-view",
		Doc:    "No two nodes know of views with the same number and different primaries.",
		Source: viewSource + ", Overview: ensure that at most one primary is active at a time",
		Check: model.Pairwise(func(a, b model.View[N]) model.Verdict {
			x, okX := of(a)
			y, okY := of(b)
			switch {
			case !okX || !okY || x.Number == 0 || x.Number != y.Number:
				return model.Untested
			case x.Primary != y.Primary:
				return model.Violated("to %s the primary of view %d is %s, to %s it is %s",
					a.Name, x.Number, x.Primary, b.Name, y.Primary)
			}
			return model.Holds
		}),
	}
}

// NextPrimary says that the primary of view i+1 was primary or backup of view i,
// so that what view i did is not forgotten. Any server may be the first primary.
// The accessor returns the current view of the node that decides on views, and
// false for all others.
func NextPrimary[N any](of func(model.View[N]) (ServiceView, bool)) model.Property {
	return model.Property{
		Name:   "next-primary",
		Doc:    "The primary of a view was primary or backup of the view before.",
		Source: viewSource + ", Part 1: the primary in a view must always be either the primary or the backup of the previous view",
		Check: model.Step(func(before, after model.View[N]) model.Verdict {
			x, ok := of(before)
			y, _ := of(after)
			switch {
			case !ok || x == y:
				return model.Untested
			case y.Number != x.Number+1:
				return model.Violated("view %d follows on view %d", y.Number, x.Number)
			case y.Primary == model.Nobody:
				return model.Violated("view %d has no primary", y.Number)
			case x.Number == 0:
				return model.Untested // there is no view before
			case y.Primary != x.Primary && y.Primary != x.Backup:
				return model.Violated("%s, the primary of view %d, was neither primary (%s) nor backup (%s) of view %d",
					y.Primary, y.Number, x.Primary, x.Backup, x.Number)
			}
			return model.Holds
		}),
	}
}

// viewAnswers is what the two properties below are folded over: for every view in
// which answers were sent who sent some, and who of them was not its primary.
type viewAnswers struct {
	By       numbered[int]
	Usurpers numbered[int]
}

// Answers returns two properties, judged over one monitor: that an answer leaves
// only the primary of the view that it is sent in, and that no two servers answer
// in one view (split brain). The accessor returns the view of an event that says
// that its node sent an answer.
func Answers(answered func(model.Event) (ServiceView, bool)) []model.Property {
	monitor := answersMonitor(answered)
	return []model.Property{
		{
			Name:   "answers-from-primary",
			Doc:    "An answer to a client leaves only the primary of the view that it is sent in.",
			Source: viewSource + ", Part 2: a server that isn't the active primary should either not respond to clients, or respond with an error",
			Check:  model.Judge(monitor, fromPrimary),
		},
		{
			Name:   "no-split-brain",
			Doc:    "No two servers answer clients in one view.",
			Source: viewSource + ", Part 2: it's crucial that only one primary be active at any given time",
			Check:  model.Judge(monitor, noSplitBrain),
		},
	}
}

func answersMonitor(answered func(model.Event) (ServiceView, bool)) *model.Monitor[viewAnswers] {
	return &model.Monitor[viewAnswers]{
		Name: "answers",
		Fold: func(a viewAnswers, n model.NodeID, e model.Event) viewAnswers {
			v, ok := answered(e)
			if !ok {
				return a
			}
			a.By = a.By.with(v.Number, n)
			if v.Primary != n {
				a.Usurpers = a.Usurpers.with(v.Number, n)
			}
			return a
		},
	}
}

func fromPrimary(a viewAnswers) model.Verdict {
	for _, view := range sortedKeys(a.Usurpers) {
		return model.Violated("%s answered clients in view %d without being its primary", a.Usurpers[view], view)
	}
	if len(a.By) == 0 {
		return model.Untested
	}
	return model.Holds
}

func noSplitBrain(a viewAnswers) model.Verdict {
	return a.By.atMostOne("%s answered clients in the same view %d")
}
