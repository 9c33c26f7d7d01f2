package vr

import (
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// viewCompleteness is the property that is the purpose of view changes.
const viewCompleteness = "view-completeness"

// properties are what must hold of the views, of the replicas, and of what clients see.
func (c config) properties() []model.Property {
	executed := spec.Logs[*Server, Command]{
		Of:   func(v model.View[*Server]) []Command { return v.Node.Executed },
		Show: commandText,
	}
	completeness := spec.LeaderCompleteness(spec.Leadership[Command]{
		Elected: func(e model.Event) (int, []Command, bool) {
			started, ok := e.(ViewStarted)
			return int(started.View), started.Log, ok
		},
		Committed: func(e model.Event) (spec.Commit[Command], bool) {
			committed, ok := e.(Committed)
			return spec.Commit[Command]{Term: int(committed.View), Index: committed.OpNumber, Entry: committed.Command}, ok
		},
		Show:     commandText,
		TermName: "view", LeaderName: "primary",
	})
	completeness.Name = viewCompleteness
	completeness.Doc = "An operation that is committed in a view is in the logs with which all later views start, in its place."
	completeness.Source = paper + ", Section 8.1: every committed operation survives into all subsequent views"
	agreement := spec.StateMachineSafety(func(e model.Event) (int, Command, bool) {
		executed, ok := e.(Executed)
		return executed.OpNumber, executed.Command, ok
	}, commandText)
	agreement.Doc = "If a replica has executed an operation with an op-number, no replica ever executes a different one with it."
	agreement.Source = paper + ", Section 4: the op-number orders requests; Section 8.1"
	once := spec.AtMostOnce(executed)
	once.Source = paper + ", Section 4.1: the client-table; " + once.Source
	return []model.Property{
		completeness,
		agreement,
		{
			Name:   "one-log-per-view",
			Doc:    "Of two replicas that are normal in the same view, the log of one is a prefix of the other's.",
			Source: paper + ", Section 8.1: within a view the primary orders the requests",
			Check:  model.Pairwise(oneLogPerView),
		},
		{
			Name:   "append-only",
			Doc:    "While a replica is normal in a view, its log only grows.",
			Source: paper + ", Section 4.1: backups process PREPARE messages in order",
			Check:  model.Step(appendOnly),
		},
		{
			Name:   "commits-stay",
			Doc:    "What a replica knows to be committed stays in its log, and its commit-number does not go back, but for a crash.",
			Source: paper + ", Section 4: commit-number; Vanlightly, VR Revisited: an analysis with TLA+, part 4",
			Check:  model.Step(commitsStay),
		},
		{
			Name:   "monotonic-views",
			Doc:    "The view-number of a replica never goes back, but for a crash.",
			Source: paper + ", Section 4.2: a replica advances its view-number",
			Check:  model.Step(monotonicViews),
		},
		{
			Name:   "recovers-up-to-date",
			Doc:    "A replica recovers to a state that is not older than its last PrepareOK or DoViewChange.",
			Source: paper + ", Section 8.2: a state at least as recent as what it knew when it failed",
			Check:  model.Judge(promises, recoversUpToDate),
		},
		once,
		spec.Linearizability(spec.KeyValue()),

		requestsAnswered, leaderAnswers, answersPossible,
	}
}

func oneLogPerView(a, b model.View[*Server]) model.Verdict {
	if a.Node.Status != Normal || b.Node.Status != Normal || a.Node.View != b.Node.View {
		return model.Untested
	}
	x, y := a.Node.Log, b.Node.Log
	n := min(len(x), len(y))
	if !slices.Equal(x[:n], y[:n]) {
		return model.Violated("in view %d %s and %s have different logs", a.Node.View, a.Name, b.Name)
	}
	if n == 0 {
		return model.Untested
	}
	return model.Holds
}

func appendOnly(before, after model.View[*Server]) model.Verdict {
	was, is := before.Node, after.Node
	if was.Status != Normal || is.Status != Normal || was.View != is.View || len(was.Log) == 0 {
		return model.Untested
	}
	if len(is.Log) < len(was.Log) || !slices.Equal(is.Log[:len(was.Log)], was.Log) {
		return model.Violated("%s, which is in view %d, loses an operation of its log", before.Name, was.View)
	}
	return model.Holds
}

func monotonicViews(before, after model.View[*Server]) model.Verdict {
	if !before.Up || !after.Up {
		return model.Untested
	}
	if was, is := before.Node.View, after.Node.View; is < was {
		return model.Violated("%s goes back from view %d to view %d", before.Name, was, is)
	}
	return model.Holds
}

func commitsStay(before, after model.View[*Server]) model.Verdict {
	was, is := before.Node, after.Node
	if !before.Up || !after.Up || was.CommitNumber == 0 {
		return model.Untested
	}
	if is.CommitNumber < was.CommitNumber {
		return model.Violated("the commit-number of %s goes back from %d to %d", before.Name, was.CommitNumber, is.CommitNumber)
	}
	committed := was.Log[:was.CommitNumber]
	if len(is.Log) < len(committed) || !slices.Equal(is.Log[:len(committed)], committed) {
		return model.Violated("%s loses an operation that it knows to be committed", before.Name)
	}
	return model.Holds
}

// promise is what others may count on.
type promise struct {
	View     View
	OpNumber int
}

func (p promise) less(q promise) bool {
	return p.View < q.View || p.View == q.View && p.OpNumber < q.OpNumber
}

// allPromises is the value that the monitor folds over Promised and Recovered.
type allPromises struct {
	Last map[model.NodeID]promise
	// Broken is the first recovery to an older state, Told what had been promised, and By who
	// had.
	Broken, Told promise
	By           model.NodeID
	Kept         bool // some recovery was to a state that is not older than a promise
}

var promises = &model.Monitor[allPromises]{
	Name: "promises",
	Fold: func(v allPromises, n model.NodeID, e model.Event) allPromises {
		switch e := e.(type) {
		case Promised:
			if p := promise(e); v.Last[n].less(p) {
				if v.Last == nil {
					v.Last = map[model.NodeID]promise{}
				}
				v.Last[n] = p
			}
		case Recovered:
			told, is := v.Last[n], promise(e)
			switch {
			case told == promise{}:
			case is.less(told) && v.By == model.Nobody:
				v.Broken, v.Told, v.By = is, told, n
			default:
				v.Kept = true
			}
		}
		return v
	},
}

func recoversUpToDate(v allPromises) model.Verdict {
	switch {
	case v.By != model.Nobody:
		return model.Violated("%s recovered to op-number %d in view %d; it had promised op-number %d in view %d",
			v.By, v.Broken.OpNumber, v.Broken.View, v.Told.OpNumber, v.Told.View)
	case v.Kept:
		return model.Holds
	}
	return model.Untested
}

// commandText returns a command as text for people.
func commandText(command Command) model.Text {
	return model.Textf("%v (operation %d of %s)", command.Op, command.Number, command.Client)
}
