package benor

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	waitForFewer       mutant = "wait-for-fewer"
	decideOnOne        mutant = "decide-on-one"
	majorityOfReceived mutant = "majority-of-received"
	coinAnyway         mutant = "coin-anyway"
	stopWhenDecided    mutant = "stop-when-decided"
	keepValue          mutant = "keep-value"
)

const paper = "Ben-Or, Another Advantage of Free Choice: Completely Asynchronous Agreement Protocols"

// mutants are the known mistakes, each with the bounds that it needs. The comments give a
// shortest run; R is a Report delivered, P a Proposal, and X a crash, which only one of
// them needs.
var mutants = []model.Mutant{
	{
		// All have 0. P1 hears of one report, proposes nothing (R), hears of its own
		// proposal, and goes on without a decision (P): 2 steps.
		Name:   string(waitForFewer),
		Doc:    "A process waits for messages from one process less.",
		Rule:   "A process waits for messages from n-t processes, which always come.",
		Breaks: "validity",
		Length: 2,
		Source: paper + ", Protocol A: steps 2 and 3",
		With:   map[string]any{"rounds": 1, "crashes": 0},
	},
	{
		// P1 and P2 have 0, and P3 has 1. P1 hears of 0 twice (RR) and P2 of both (RR). P1
		// hears of its own proposal of 0, and that P2 proposes nothing (PP): 6 steps.
		Name:   string(decideOnOne),
		Doc:    "A process decides a value as soon as it hears of one proposal for it.",
		Rule:   "A process decides a value only if more than t processes propose it.",
		Breaks: "learn-only-chosen",
		Length: 6,
		Source: paper + ", Protocol A: step 3(b)",
		With:   map[string]any{"rounds": 1, "crashes": 0},
	},
	{
		// Four processes, two with 0 and two with 1, wait for three reports each (RRR RRR
		// RRR RRR). Two of them hear of 0 twice, and two of 1: 12 steps. With three
		// processes the majority of two reports is both, as it has to be.
		Name:   string(majorityOfReceived),
		Doc:    "A process proposes a value that more than half of the reports have that it has received.",
		Rule:   "A process proposes a value only if more than half of all processes have reported it.",
		Breaks: "uniformity",
		Length: 12,
		Source: paper + ", Protocol A: step 2",
		With:   map[string]any{"processes": 4, "inputs": []int{0, 0, 1, 1}, "rounds": 1, "crashes": 0},
	},
	{
		// P1 and P2 have 0 and hear of 0 twice, and P3 of both (RRRRRR). P1 and P2 hear of
		// their own proposal of 0, and that P3 proposes nothing (PPPP); the coins of both
		// show 1. They tell each other, and propose 1 (RRRR): 14 steps.
		Name:   string(coinAnyway),
		Doc:    "A process that hears of proposals, but not of enough to decide, flips a coin.",
		Rule:   "A process that hears of a proposal for a value takes that value.",
		Breaks: "uniformity",
		Length: 14,
		Source: paper + ", Protocol A: step 3(a)",
		With:   map[string]any{"rounds": 2, "crashes": 0},
	},
	{
		// As coin-anyway begins, P1 and P2 propose 0 and P3 nothing (RRRRRR). P2 hears of
		// both proposals and stops, P1 of one (PPPP). In round 2 P1 hears of itself (R), P3
		// crashes (X), and nobody else is left: the run ends after 12 steps.
		Name:   string(stopWhenDecided),
		Doc:    "A process that has decided takes no part any more.",
		Rule:   "A process that has decided goes on to the next round, because others may wait for its messages.",
		Breaks: "termination",
		Length: 12,
		Source: paper + ", Protocol A: step 4",
		With:   map[string]any{"rounds": 2, "crashes": 1},
	},
	{
		// P1 has 0 and P2 has 1, and both wait for both. Nobody proposes a value (RRRR PPPP),
		// and each keeps its own: the last of these 8 steps leads back to where they began, one
		// round later. The length is that of the run before it.
		Name:   string(keepValue),
		Doc:    "A process that hears of no proposal keeps its value.",
		Rule:   "A process that hears of no proposal takes a value by a coin.",
		Breaks: "termination",
		Length: 7,
		Source: paper + ", Protocol A: step 3(c)",
		With:   map[string]any{"processes": 2, "tolerated": 0, "inputs": []int{0, 1}, "spread": 1, "crashes": 0},
	},
}
