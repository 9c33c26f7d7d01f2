package pmmc

import (
	"math"

	"github.com/synod-go/synod/model"
)

// The clocks of a server; behind them stand three for each slot. A client has one
// alone, the number of the answer that it waits for next.
const (
	ballotClock = iota // the ballot that the machine's acceptor adopted
	scoutClock         // twice that, plus one when the scout of that ballot has left
	slotClocks         // the first slot's

	commanderClock = 0 // the ballot; endless when the slot is decided
	decisionClock  = 1 // whether the slot is decided
	proposalClock  = 2 // whether the slot is decided, or the leader has a proposal for it
	perSlot        = 3

	answerClock = 0 // of a client
)

// rank numbers ballots in their order.
func (b Ballot) rank() int { return b.Number*(model.MaxNodes+1) + int(b.Leader) }

// clocks says which messages are dead: those of a ballot below their receiver's
// (unless they are to be refused), answers to a scout or a commander that has
// left, decisions and proposals that are not the first, and answers to what a
// client does not wait for any more.
//
// The mistakes decide a slot twice, so under them decisions do not die.
func (c config) clocks() *model.Epochs {
	slotClock := func(slot, which int) int { return slotClocks + perSlot*(slot-1) + which }
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return &model.Epochs{
		Of: func(n model.Node) []int {
			s, ok := n.(*Server)
			if !ok {
				client := n.(*Client)
				return []int{answerClock: client.Started + 1 - yes(client.Waiting)}
			}
			clocks := make([]int, slotClocks+perSlot*c.slots)
			clocks[ballotClock] = s.Ballot.rank()
			clocks[scoutClock] = 2*s.Ballot.rank() + yes(s.ScoutDone)
			for slot := 1; slot <= c.slots; slot++ {
				_, decided := s.Decisions[slot]
				// A crash takes the leader's proposals, and with them this clock back.
				_, proposed := s.Proposals[slot]
				clocks[slotClock(slot, commanderClock)] = s.Ballot.rank()
				if decided {
					clocks[slotClock(slot, commanderClock)] = math.MaxInt
				}
				clocks[slotClock(slot, decisionClock)] = yes(decided)
				clocks[slotClock(slot, proposalClock)] = yes(decided || proposed && !c.crashes)
			}
			return clocks
		},
		Stamp: func(m model.Message) (clock, stamp int, ok bool) {
			switch m := m.(type) {
			case P1a:
				return ballotClock, m.Ballot.rank(), !c.refusals
			case P2a:
				return ballotClock, m.Ballot.rank(), !c.refusals && c.mutant != noBallotCheck
			case P1b:
				return scoutClock, 2 * m.Ballot.rank(), true
			case P2b:
				return slotClock(m.Slot, commanderClock), m.Ballot.rank(), !c.refusals
			case Decision:
				return slotClock(m.Slot, decisionClock), 0, c.mutant == ""
			case Propose:
				return slotClock(m.Slot, proposalClock), 0, true
			case Reply:
				return answerClock, m.Number, true
			}
			return 0, 0, false
		},
	}
}
