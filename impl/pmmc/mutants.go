package pmmc

import (
	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/model"
)

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	noAdoption          mutant = "no-adoption"
	noBallotCheck       mutant = "no-ballot-check"
	ballotWithoutLeader mutant = "ballot-without-leader"
	disjointPhases      mutant = "disjoint-phases"
	noDuplicateFilter   mutant = "no-duplicate-filter"
	skipSlot            mutant = "skip-slot"
	untold              mutant = "untold"
)

const paper = "van Renesse and Altinbuken, Paxos Made Moderately Complex, ACM Computing Surveys 47(3)"

// mutants are the known mistakes, each with bounds under which it shows soon. The
// comments give a shortest run; T is a scout timeout, a and b a P1a and a P1b
// delivered, A and B a P2a and a P2b, I an operation invoked, R a request, P a
// Propose and D a Decision delivered.
var mutants = []model.Mutant{
	{
		// S1 leads (T a b), gets C1's command (I R), and S2 accepts it: it is chosen
		// (A). S3 scouts, S1 adopts its ballot and tells of the command (T a b), S3
		// proposes C2's instead (I R), and S1 accepts it (A): 12 steps.
		Name:   string(noAdoption),
		Doc:    "A leader whose ballot is adopted proposes its own commands, whatever the acceptors have accepted.",
		Rule:   "A leader whose ballot is adopted proposes, for every slot, the pvalue of the highest ballot that its scout reports.",
		Breaks: "uniformity",
		Length: 12,
		Source: paper + ", Section 2.4 and Figure 7: proposals ◁ pmax(pvals)",
		With: map[string]any{
			"ballots": 2, "scouts": []int{1, 0, 1}, "clients": 2, "scripts": "p@1;p@3", "slots": 1, "window": 2, "crashes": 0,
		},
	},
	{
		// S1 leads with S3's vote (T a b), then S3 with S2's (T a b). S1 gets C1's
		// command (I R), and S2, which has adopted S3's ballot, accepts it in S1's (A).
		// S3, which never heard of it, gets C2's (I R), and S2 accepts that (A): 12
		// steps.
		Name:   string(noBallotCheck),
		Doc:    "In phase 2 an acceptor accepts whatever the ballot, and answers with the ballot of the request.",
		Rule:   "In phase 2 an acceptor accepts a pvalue only under the ballot that it has adopted, and answers with its own ballot.",
		Breaks: "uniformity",
		Length: 12,
		Source: paper + ", Section 2.2: A2; Figure 4",
		With: map[string]any{
			"ballots": 2, "scouts": []int{1, 0, 1}, "clients": 2, "scripts": "p@1;p@3", "slots": 1, "window": 2, "crashes": 0,
		},
	},
	{
		// S1 and S3 scout with the same number, S2 adopts it for both (T T a a b b),
		// each gets a command (I R I R), and S2 accepts both (A A): 12 steps.
		Name:   string(ballotWithoutLeader),
		Doc:    "A ballot is a sequence number alone, so that two leaders may have the same one.",
		Rule:   "A ballot is a pair of a sequence number and a leader, so that no two leaders have a ballot in common.",
		Breaks: "uniformity",
		Length: 12,
		Source: paper + ", Section 2.2: ballot numbers are pairs; A4 and C1",
		With: map[string]any{
			"ballots": 1, "scouts": []int{1, 0, 1}, "clients": 2, "scripts": "p@1;p@3", "slots": 1, "window": 2, "crashes": 0,
		},
	},
	{
		// Two of four acceptors are a quorum in both phases. S1 leads with S2's vote (T a b),
		// gets C1's command (I R), and S2 accepts it (A). S3 leads with S4's vote, which knows
		// nothing of that (T a b), gets C2's (I R), and S4 accepts it (A): 12 steps.
		Name:   string(disjointPhases),
		Doc:    "A quorum of phase 1 is so small that it may have no member in common with one of phase 2.",
		Rule:   "Any quorum of phase 1 and any of phase 2 have a member in common.",
		Breaks: "uniformity",
		Length: 12,
		Source: flexible.Paper + ", Section 4: quorums of different phases must intersect",
		With: map[string]any{
			"servers": 4, "phase2": 2, "ballots": 2, "scouts": []int{1, 0, 1}, "clients": 2, "scripts": "p@1;p@3", "slots": 1, "window": 2, "crashes": 0,
		},
	},
	{
		// S1 leads (T a b). The client asks S1 and S2 (I). S2 proposes the command for
		// slot 1 (R P), S1 gets it decided (A B) and performs it, hears of it from the
		// client (R), proposes it for slot 2, gets it decided again (A B) and performs
		// it again: 11 steps.
		Name:   string(noDuplicateFilter),
		Doc:    "A replica performs every decision, also of a command that was decided in an earlier slot.",
		Rule:   "A replica does not perform a command again that was decided in an earlier slot.",
		Breaks: "at-most-once",
		Length: 11,
		Source: paper + ", Section 2.1 and Figure 1: perform",
		With: map[string]any{
			"ballots": 1, "scouts": []int{1}, "clients": 1, "scripts": "a@1+2", "slots": 2, "window": 2, "crashes": 0,
		},
	},
	{
		// S1 leads (T a b), gets two commands (I R I R), and both are decided (A B A
		// B). S2 learns the second decision first and performs it (D): 12 steps.
		Name:   string(skipSlot),
		Doc:    "A replica performs a decision as soon as it learns it, although that of an earlier slot is missing.",
		Rule:   "A replica performs the commands in the order of their slots, without gaps.",
		Breaks: "same-prefix",
		Length: 12,
		Source: paper + ", Section 2.1: R2, R3; Figure 1: slot_out",
		With: map[string]any{
			"ballots": 1, "scouts": []int{1}, "clients": 2, "scripts": "p@1;p@1", "slots": 2, "window": 2, "crashes": 0,
		},
	},
	{
		// S2 leads (T a b), gets C's command through S1 (I R P) and has it accepted (A B). S1
		// never hears of the decision, nor does C: 9 steps with stabilisation, and then nothing
		// for ever.
		Name:   string(untold),
		Doc:    "A leader does not tell the other replicas what was decided.",
		Rule:   "A decision is sent to all replicas.",
		Breaks: leaderPerforms.Name,
		Length: 9,
		Source: paper + ", Figure 6(a): a commander notifies all replicas",
		With:   byDifference,
	},
}
