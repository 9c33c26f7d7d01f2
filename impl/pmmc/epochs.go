package pmmc

import (
	"math"

	"github.com/synod-go/synod/model"
)

// The epochs of a server; behind them stand three for each slot. A client has one
// alone, the number of the answer that it waits for next.
const (
	ballotEpoch = iota // the ballot that the machine's acceptor adopted
	scoutEpoch         // twice that, plus one when the scout of that ballot has left
	slotEpochs         // the first slot's

	commanderEpoch = 0 // the ballot; endless when the slot is decided
	decisionEpoch  = 1 // whether the slot is decided
	proposalEpoch  = 2 // whether the slot is decided, or the leader has a proposal for it
	perSlot        = 3

	answerEpoch = 0 // of a client
)

// rank numbers ballots in their order.
func (b Ballot) rank() int { return int(b.Number)*(model.MaxNodes+1) + int(b.Leader) }

// epochs says which messages are dead: those of a ballot below their receiver's
// (unless they are to be refused), answers to a scout or a commander that has
// left, decisions and proposals that are not the first, and answers to what a
// client does not wait for any more.
//
// The mistakes decide a slot twice, so under them decisions do not die.
func (c config) epochs() *model.Epochs {
	slotEpoch := func(slot, which int) int { return slotEpochs + perSlot*(slot-1) + which }
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return &model.Epochs{
		Of: func(n any) []int {
			s, ok := n.(*Server)
			if !ok {
				client := n.(*Client)
				return []int{answerEpoch: client.Started + 1 - yes(client.Waiting)}
			}
			epochs := make([]int, slotEpochs+perSlot*c.slots)
			epochs[ballotEpoch] = s.Ballot.rank()
			epochs[scoutEpoch] = 2*s.Ballot.rank() + yes(s.ScoutDone)
			for slot := 1; slot <= c.slots; slot++ {
				_, decided := s.Decisions[slot]
				// A crash takes the leader's proposals, and with them this epoch back.
				_, proposed := s.Proposals[slot]
				epochs[slotEpoch(slot, commanderEpoch)] = s.Ballot.rank()
				if decided {
					epochs[slotEpoch(slot, commanderEpoch)] = math.MaxInt
				}
				epochs[slotEpoch(slot, decisionEpoch)] = yes(decided)
				epochs[slotEpoch(slot, proposalEpoch)] = yes(decided || proposed && !c.crashes)
			}
			return epochs
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case P1a:
				return ballotEpoch, m.Ballot.rank(), !c.refusals
			case P2a:
				return ballotEpoch, m.Ballot.rank(), !c.refusals && c.mutant != noBallotCheck
			case P1b:
				return scoutEpoch, 2 * m.Ballot.rank(), true
			case P2b:
				return slotEpoch(m.Slot, commanderEpoch), m.Ballot.rank(), !c.refusals
			case Decision:
				return slotEpoch(m.Slot, decisionEpoch), 0, c.mutant == ""
			case Propose:
				return slotEpoch(m.Slot, proposalEpoch), 0, true
			case Reply:
				return answerEpoch, m.Number, true
			}
			return 0, 0, false
		},
	}
}
