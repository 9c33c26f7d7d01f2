package chain

import (
	"slices"

	"github.com/synod-go/synod/impl/internal/keyvalue"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are what must hold.
func (c config) properties() []model.Property {
	atMostOnce := spec.AtMostOnce(hist)
	atMostOnce.Source = paper + ", Section 2; " + atMostOnce.Source
	return []model.Property{
		spec.Linearizability(spec.KeyValue()),
		updatePropagation,
		inprocessRequests,
		atMostOnce,
		clientsAnswered,
	}
}

// hist is how the history of a server is read.
var hist = spec.Logs[*Server, Update]{
	Of:   func(v model.View[*Server]) []Update { return v.Node.Hist },
	Show: updateText,
}

// updateText names an update: C1's second is C1.2.
func updateText(u Update) model.Text { return model.Textf("%v.%d", u.Client, u.Number) }

// updatePropagation is judged of each server and the one behind it. So it holds of all
// servers of a chain.
var updatePropagation = model.Property{
	Name:   "update-propagation",
	Doc:    "The history of a server is a prefix of that of its predecessor.",
	Source: paper + ", Section 3.1: Update Propagation Invariant",
	Check: linked(func(pred, succ model.View[*Server]) model.Verdict {
		if isPrefix(succ.Node.Hist, pred.Node.Hist) {
			return model.Holds
		}
		return model.Violated("%s has processed %s, its predecessor %s %s",
			succ.Name, hist.Text(succ.Node.Hist), pred.Name, hist.Text(pred.Node.Hist))
	}),
}

// inprocessRequests likewise.
var inprocessRequests = model.Property{
	Name:   "inprocess-requests",
	Doc:    "What a server has processed, and its successor has not, is at the end of its Sent list.",
	Source: paper + ", Section 3.1: Inprocess Requests Invariant",
	Check: linked(func(pred, succ model.View[*Server]) model.Verdict {
		p, s := pred.Node, succ.Node
		missed := p.Hist[min(len(p.Hist), len(s.Hist)):]
		if len(missed) <= len(p.Sent) && slices.Equal(missed, p.Sent[len(p.Sent)-len(missed):]) {
			return model.Holds
		}
		return model.Violated("%s has processed %s, its successor %s %s, and in its Sent list is %s",
			pred.Name, hist.Text(p.Hist), succ.Name, hist.Text(s.Hist), hist.Text(p.Sent))
	}),
}

// linked judges two servers of which one takes the other for its predecessor, if there is
// anything in the history of one.
func linked(judge func(pred, succ model.View[*Server]) model.Verdict) model.Check[model.Verdict] {
	return model.Between(func(pred, succ model.View[*Server]) model.Verdict {
		if !pred.Up || succ.Node.Pred != pred.ID || len(pred.Node.Hist)+len(succ.Node.Hist) == 0 {
			return model.Untested
		}
		return judge(pred, succ)
	})
}

// isPrefix reports whether a history is a prefix of another.
func isPrefix(a, b []Update) bool { return len(a) <= len(b) && slices.Equal(a, b[:len(a)]) }

// goals are situations where scenarios can start.
var goals = []model.Goal{
	{
		Name: "chain-extended",
		Doc:  "A server has become the new tail.",
		Check: model.Step(func(before, after model.View[*Master]) model.Reached {
			was, is := before.Node.Chain, after.Node.Chain
			return model.ReachedIf(len(is) > len(was), "%s is the tail behind %v", is[len(is)-1], was)
		}),
	},
	removed("head-removed", "The head has failed, and the next server is the head.", func(place, last int) bool { return place == 0 && last > 0 }),
	removed("middle-removed", "A server between two others has failed.", func(place, last int) bool { return 0 < place && place < last }),
	removed("tail-removed", "The tail has failed, and the server before it is the tail.", func(place, last int) bool { return 0 < last && place == last }),
	{
		Name: "updates-sent-again",
		Doc:  "A server that has another successor than before has updates for it that the tail may not have.",
		Check: model.Step(func(before, after model.View[*Server]) model.Reached {
			was, is := before.Node, after.Node
			return model.ReachedIf(was.Succ != model.Nobody && is.Succ != model.Nobody && is.Succ != was.Succ && len(is.Sent) > 0,
				"%s has updates for %s", after.Name, is.Succ)
		}),
	},
	keyvalue.ClientDone[*Client](),
	allClientsDone,
}

// removed returns the goal that the master removes a server from a place in the chain, from
// 0 to the last one.
func removed(name, doc string, where func(place, last int) bool) model.Goal {
	return model.Goal{
		Name: name,
		Doc:  doc,
		Check: model.Step(func(before, after model.View[*Master]) model.Reached {
			was, is := before.Node.Chain, after.Node.Chain
			for place, id := range was {
				if !slices.Contains(is, id) {
					return model.ReachedIf(where(place, len(was)-1), "%s is removed from %v", id, was)
				}
			}
			return model.NotReached
		}),
	}
}
