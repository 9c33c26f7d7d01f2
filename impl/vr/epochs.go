package vr

import "github.com/synod-go/synod/model"

// The epochs of a replica. A client has one alone, the number of the answer that it waits for
// next.
const (
	viewEpoch     = iota // the view
	changeEpoch          // twice that, plus one when the log was handed over, or no change to the view is on
	startEpoch           // twice the view, plus one when no change to it is on
	preparedEpoch        // at the primary of the view the commit-number in it; endless at others, and after a crash
	responseEpoch        // twice the nonce, plus one when the replica has recovered

	answerEpoch = 0 // of a client
)

// opNumbers are more than there are in a view.
const opNumbers = 1000

// epochs says which messages are dead: those of a view before their receiver's; those of a
// view change that is over, or in which it has handed its log over; a PrepareOK for what is
// committed, or to who is not at work as primary; answers to a question that is not asked any more,
// and to what a client does not wait for.
//
// A replica that does not know its view after a crash takes all messages of old views.
func (c config) epochs() *model.Epochs {
	return &model.Epochs{
		Of: func(n any) []int {
			switch n := n.(type) {
			case *Server:
				return n.epochs()
			case *Client:
				return []int{answerEpoch: n.Started + yes(!n.Waiting)}
			}
			return nil
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case Prepare:
				return viewEpoch, int(m.View), !c.mutant.forgetsView()
			case Commit:
				return viewEpoch, int(m.View), !c.mutant.forgetsView()
			case GetState:
				return viewEpoch, int(m.View), !c.mutant.forgetsView()
			case NewState:
				return viewEpoch, int(m.View), !c.mutant.forgetsView()
			case PrepareOK:
				return preparedEpoch, int(m.View)*opNumbers + m.OpNumber - 1, !c.mutant.forgetsView()
			case StartViewChange:
				return changeEpoch, 2 * int(m.View), !c.mutant.forgetsView()
			case DoViewChange:
				return startEpoch, 2 * int(m.View), !c.mutant.forgetsView()
			case StartView:
				return startEpoch, 2 * int(m.View), !c.mutant.forgetsView() && c.mutant != lateStartView
			case RecoveryResponse:
				return responseEpoch, 2 * m.Nonce, c.mutant != oldNonce
			case Reply:
				return answerEpoch, m.Number, true
			}
			return 0, 0, false
		},
	}
}

// epochs are those of a replica. A crash takes none back: the view and the nonce are on disk,
// and what is lost with the status, the commit-number and the log is of a view that the
// replica will not change to, and not be the primary of, any more.
func (s *Server) epochs() []int {
	v := int(s.View)
	epochs := []int{
		viewEpoch:     v,
		changeEpoch:   2*v + yes(s.Status != ViewChange || s.HandedOver),
		startEpoch:    2*v + yes(s.Status != ViewChange),
		preparedEpoch: v*opNumbers + opNumbers - 1,
		responseEpoch: 2*s.Boots + yes(s.Status != Recovering),
	}
	if s.primary() == s.id && (s.Status == Normal || s.Status == ViewChange) {
		epochs[preparedEpoch] = v*opNumbers + s.CommitNumber
	}
	if s.config.mutant.forgetsView() {
		clear(epochs[:responseEpoch]) // no message has a stamp of these
	}
	return epochs
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}
