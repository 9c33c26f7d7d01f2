package vr

import "github.com/synod-go/synod/model"

// The epochs of a replica. A client has one alone, the number of the answer that it waits for
// next.
const (
	viewEpoch     = iota // the view
	changeEpoch          // twice the view, plus one when the log was handed over, or no view change is on
	startEpoch           // twice the view, plus one when no view change is on
	okEpoch              // the view and the commit-number
	responseEpoch        // twice the nonce, plus one when the replica has recovered

	answerEpoch = 0 // of a client
)

const inView = 1000 // more than there are op-numbers

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// epochs says which messages are dead.
func (c config) epochs() *model.Epochs {
	return &model.Epochs{
		Of: func(n any) []int {
			s, ok := n.(*Server)
			if !ok {
				client := n.(*Client)
				return []int{answerEpoch: client.Started + 1 - yes(client.Waiting)}
			}
			v, changes := int(s.View), s.Status == ViewChange
			epochs := []int{
				viewEpoch:     v,
				changeEpoch:   2*v + yes(!changes || s.HandedOver),
				startEpoch:    2*v + yes(!changes),
				okEpoch:       v*inView + s.CommitNumber,
				responseEpoch: 2*s.Boots + yes(s.Status != Recovering),
			}
			if s.primary() != s.id || s.Status == Recovering || s.Status == Down {
				epochs[okEpoch] = v*inView + inView - 1
			}
			if c.mutant.forgetsView() {
				for i := range responseEpoch {
					epochs[i] = 0
				}
			}
			return epochs
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case Prepare:
				return viewEpoch, int(m.View), true
			case PrepareOK:
				return okEpoch, int(m.View)*inView + m.OpNumber - 1, true
			case Commit:
				return viewEpoch, int(m.View), true
			case StartViewChange:
				return changeEpoch, 2 * int(m.View), true
			case DoViewChange:
				return startEpoch, 2 * int(m.View), true
			case StartView:
				return startEpoch, 2 * int(m.View), c.mutant != lateStartView
			case GetState:
				return viewEpoch, int(m.View), true
			case NewState:
				return viewEpoch, int(m.View), true
			case RecoveryResponse:
				return responseEpoch, 2 * m.Nonce, c.mutant != oldNonce
			case Reply:
				return answerEpoch, m.Number, true
			}
			return 0, 0, false
		},
	}
}
