package paxos

import (
	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
)

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	forgetPromise      mutant = "forget-promise"
	acceptBelowPromise mutant = "accept-below-promise"
	ownValue           mutant = "own-value"
	lowestAccepted     mutant = "lowest-accepted"
	minorityQuorum     mutant = "minority-quorum"
	disjointPhases     mutant = "disjoint-phases"
	sharedNumbers      mutant = "shared-numbers"
	learnEarly         mutant = "learn-early"
	singleTry          mutant = "single-try"
)

const (
	paper      = "Lamport, Paxos Made Simple"
	parliament = "Lamport, The Part-Time Parliament"
)

// mutants are the known mistakes, each with the bounds that it needs. The
// comments give a shortest run in the separate layout; T is a proposer starting
// a proposal, P a Prepare delivered, Q a Promise delivered, A an Accept
// delivered. In the shared layout, where what a machine sends to itself takes no
// step, the runs are about half as long.
var mutants = []model.Mutant{
	{
		// P1 has promises of A1 and A2 for number 1 (T PP QQ), P2 of A2 and A3 for
		// number 2 (T PP QQ). A2 crashes and restarts, and does not know any more
		// that it may not accept number 1. A1 and A2 accept it (AA), then A2 and A3
		// accept number 2 (AA): 16 steps.
		Name:   string(forgetPromise),
		Doc:    "An acceptor's promise is not in stable storage: after a crash it has promised nothing.",
		Rule:   "An acceptor remembers its promises even if it fails and then restarts.",
		Breaks: "uniformity",
		Length: 16,
		Source: paper + ", Section 2.2: an acceptor must remember this information even if it fails and then restarts; Section 2.5",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 1},
	},
	{
		// As forget-promise, but nobody needs to crash: 14 steps.
		Name:   string(acceptBelowPromise),
		Doc:    "An acceptor accepts proposals numbered less than what it has promised.",
		Rule:   "An acceptor accepts a proposal numbered n only if it has not promised for a number above n.",
		Breaks: "uniformity",
		Length: 14,
		Source: paper + ", Section 2.2: P1a and phase 2(b)",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// A1 and A2 accept v1 with number 1 (T PP QQ AA). P2 hears of that from A2
		// and has v2 accepted by A2 and A3 with number 2 (T PP QQ AA): 14 steps.
		Name:   string(ownValue),
		Doc:    "A proposer proposes its own value, whatever the promises report.",
		Rule:   "A proposer proposes the value of the highest-numbered proposal among the promises, if they report any.",
		Breaks: "uniformity",
		Length: 14,
		Source: paper + ", Section 2.2: P2c and phase 2(a); " + parliament + ", Section 2.1: B3",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// Only A1 accepts v1 with number 1 (T PP QQ A). P2 asks A2 and A3, who
		// report nothing, and they accept v2 with number 2 (T PP QQ AA). P1 asks A1
		// and A2, takes the v1 of number 1 over the v2 of number 2, and both accept
		// it with number 3 (T PP QQ AA): 20 steps. With two numbers there is at
		// most one lower one to be reported.
		Name:   string(lowestAccepted),
		Doc:    "A proposer takes the value of the lowest-numbered proposal that the promises report.",
		Rule:   "Of the proposals that the promises report, the highest-numbered one gives the value.",
		Breaks: "uniformity",
		Length: 20,
		Source: paper + ", Section 2.2: P2c, the highest-numbered proposal; " + parliament + ", Section 2.1: B3, the latest vote",
		With:   map[string]any{"ballots": []int{2, 1}, "crashes": 0},
	},
	{
		// It shows before anything happens. With uniformity alone: A1 is enough
		// for P1 (T P Q A), and A2 for P2 (T P Q A): 8 steps.
		Name:   string(minorityQuorum),
		Doc:    "Half of the acceptors, rounded down, is taken for a quorum.",
		Rule:   "Any two majorities of acceptors have a member in common.",
		Breaks: "quorum-intersection",
		Length: 0,
		Source: paper + ", Section 2.2: any two majorities have at least one acceptor in common; " + parliament + ", Section 2.1: B2",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// It shows before anything happens. With uniformity alone, where two of three
		// acceptors are a quorum of phase 1 and each is one of phase 2: A1 accepts v1 after
		// promises of A1 and A2 (T PP QQ A), and A2 accepts v2 after those of A2 and A3 (T PP
		// QQ A): 12 steps. That the quorums of phase 1 have A2 in common is of no use.
		Name:   string(disjointPhases),
		Doc:    "A quorum of phase 1 is so small that it may have no member in common with one of phase 2.",
		Rule:   "Any quorum of phase 1 and any of phase 2 have a member in common.",
		Breaks: "quorum-intersection",
		Length: 0,
		Source: flexible.Paper + ", Section 4: quorums of different phases must intersect",
		With:   map[string]any{"phase2": 1, "ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// P1 and P2 both have promises for number 1, A2 answers both, for an equal
		// number is answered again (T PP QQ T PP QQ). A1 and A2 accept v1 (AA), then
		// A2 and A3 accept v2 (AA): 14 steps.
		Name:   string(sharedNumbers),
		Doc:    "Two proposers use the same proposal numbers.",
		Rule:   "Different proposers choose their numbers from disjoint sets.",
		Breaks: "uniformity",
		Length: 14,
		Source: paper + ", Section 2.5: different proposers choose their numbers from disjoint sets of numbers; " + parliament + ", Section 2.1: B1",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// A1 accepts v1 with number 1 (T PP QQ A), and the learner hears of it: 7
		// steps.
		Name:   string(learnEarly),
		Doc:    "A learner takes a value for chosen as soon as one acceptor has accepted it.",
		Rule:   "A learner learns a value only when a majority of acceptors has accepted it.",
		Breaks: "learn-only-chosen",
		Length: 7,
		Source: paper + ", Section 2.3: a learner must find out that a proposal has been accepted by a majority of acceptors",
		With:   map[string]any{"ballots": []int{1, 1}, "crashes": 0},
	},
	{
		// P1 asks for number 1 and P2 for number 2 (TT), and the acceptors promise number 2
		// (PP). P2 crashes and restarts, and has lost the promises. From now on P1 leads, and
		// does not try again: 7 steps, and then nothing for ever.
		Name:   string(singleTry),
		Doc:    "A proposer does not try again: its timer is not set anew.",
		Rule:   "A proposer that is not answered tries again, with a higher number.",
		Breaks: "leader-decides",
		Length: 7,
		Source: paper + ", Section 2.4: a distinguished proposer will eventually choose a high enough proposal number",
		With:   map[string]any{"acceptors": 2, "spread": 2, "crashes": 1},
	},
}
