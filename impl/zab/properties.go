package zab

import (
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// properties are those of the paper, in terms of what the servers keep and deliver.
func (c config) properties() []model.Property {
	order := spec.StateMachineSafety(func(e model.Event) (int, Txn, bool) {
		d, ok := e.(Delivered)
		return d.Index, d.Txn, ok
	}, txnText)
	order.Name = "total-order"
	order.Doc = "If a server has delivered a transaction in some place, no server ever delivers a different one there."
	order.Source = paper + ": total order and agreement"

	integrity := spec.LeaderCompleteness(spec.Leadership[Txn]{
		Elected: func(e model.Event) (int, []Txn, bool) {
			established, ok := e.(Established)
			return int(established.Epoch), established.History, ok
		},
		Committed: func(e model.Event) (spec.Commit[Txn], bool) {
			d, ok := e.(Delivered)
			return spec.Commit[Txn]{Term: int(d.Epoch), Index: d.Index, Entry: d.Txn}, ok
		},
		Show:     txnText,
		TermName: "epoch",
	})
	integrity.Name = "primary-integrity"
	integrity.Doc = "A transaction that is delivered in an epoch is in the histories with which the primaries of all later epochs begin, in its place."
	integrity.Source = paper + ": primary integrity"

	once := spec.ElectionSafety(func(e model.Event) (Epoch, bool) {
		established, ok := e.(Established)
		return established.Epoch, ok
	})
	once.Name = "one-primary-per-epoch"
	once.Doc = "At most one server broadcasts in an epoch."
	once.Source = paper + ", Phase 1: the epochs of two leaders differ"

	return []model.Property{
		leaderActivated, transactionCommitted,
		order, integrity, once,
		{
			Name:   "primary-order",
			Doc:    "The transactions of a history are in the order of their epochs, and those of one epoch in that in which they were broadcast, with none left out.",
			Source: paper + ": local and global primary order",
			Check:  model.Local(primaryOrder),
		},
		{
			Name:   "monotonic-epochs",
			Doc:    "Neither epoch of a server goes back, and the current one is not later than the accepted one.",
			Source: paper + ", Phase 1: a follower takes part in no epoch that is earlier than one that it has accepted",
			Check:  model.Step(monotonicEpochs),
		},
	}
}

func primaryOrder(v model.View[*Server]) model.Verdict {
	last := Txn{}
	for _, txn := range v.Node.History {
		if txn.Epoch < last.Epoch || txn.Epoch == last.Epoch && txn.Counter != last.Counter+1 || txn.Epoch > last.Epoch && txn.Counter != 1 {
			return model.Violated("%s has %v behind %v", v.Name, txnText(txn), txnText(last))
		}
		last = txn
	}
	if last.Counter == 0 {
		return model.Untested
	}
	return model.Holds
}

func monotonicEpochs(before, after model.View[*Server]) model.Verdict {
	was, is := before.Node, after.Node
	switch {
	case is.AcceptedEpoch < was.AcceptedEpoch:
		return model.Violated("the accepted epoch of %s goes back from %d to %d", before.Name, was.AcceptedEpoch, is.AcceptedEpoch)
	case is.CurrentEpoch < was.CurrentEpoch:
		return model.Violated("the current epoch of %s goes back from %d to %d", before.Name, was.CurrentEpoch, is.CurrentEpoch)
	case is.CurrentEpoch > is.AcceptedEpoch:
		return model.Violated("%s is in epoch %d, and has accepted only epoch %d", before.Name, is.CurrentEpoch, is.AcceptedEpoch)
	case is.AcceptedEpoch == 0:
		return model.Untested
	}
	return model.Holds
}

// goals are the situations that a search can look for, or start from.
var goals = []model.Goal{
	{
		Name: "leader-established",
		Doc:  "A leader broadcasts.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			epoch, leading := leads(model.View[any]{Node: v.Node})
			return model.ReachedIf(leading, "%s broadcasts in epoch %d", v.Name, epoch)
		}),
	},
	{
		Name: "transaction-broadcast",
		Doc:  "A leader has broadcast a transaction.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(len(v.Node.History) > 0, "%s has %d", v.Name, len(v.Node.History))
		}),
	},
	{
		Name: "transaction-delivered",
		Doc:  "A server has delivered a transaction.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Committed > 0, "%s has delivered %d", v.Name, v.Node.Committed)
		}),
	},
	{
		Name: "history-recovered",
		Doc:  "A leader broadcasts that has the history of an earlier epoch.",
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			epoch, leading := leads(model.View[any]{Node: v.Node})
			return model.ReachedIf(leading && len(v.Node.History) > 0 && int(v.Node.History[0].Epoch) < epoch, "%s broadcasts in epoch %d", v.Name, epoch)
		}),
	},
	{
		Name:  "delivered-everywhere",
		Doc:   "Every server has delivered a transaction.",
		Every: true,
		Check: model.Local(func(v model.View[*Server]) model.Reached {
			return model.ReachedIf(v.Node.Committed > 0, "%s has delivered %d", v.Name, v.Node.Committed)
		}),
	},
}

// txnText returns a transaction as text for people.
func txnText(txn Txn) model.Text {
	return model.Textf("transaction %d of epoch %d", txn.Counter, txn.Epoch)
}
