package rotating

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	firstAck       mutant = "first-ack"
	nackIsAck      mutant = "nack-is-ack"
	noAdoption     mutant = "no-adoption"
	noStamp        mutant = "no-stamp"
	ownEstimate    mutant = "own-estimate"
	oldestEstimate mutant = "oldest-estimate"
	noSuspicion    mutant = "no-suspicion"
)

const paper = "Chandra and Toueg, Unreliable Failure Detectors for Reliable Distributed Systems"

// mutants are the known mistakes, each with the bounds that it needs. The comments give a
// shortest run; E is an Estimate delivered, O a Proposal, R a Reply, D a Decide, and S a
// suspicion, X a crash. P2 is the coordinator of round 1, P3 that of round 2.
var mutants = []model.Mutant{
	{
		// P2 hears of two estimates (EE), adopts its own proposal (O), takes its own
		// acknowledgement for enough (R), and P3 decides (D): 5 steps.
		Name:   string(firstAck),
		Doc:    "A coordinator does not wait for replies of a majority: it decides on the first ack.",
		Rule:   "A coordinator decides its estimate only when a majority has adopted it.",
		Breaks: "learn-only-chosen",
		Length: 5,
		Source: paper + ", Figure 6: phase 4",
		With:   map[string]any{"rounds": 1, "crashes": 0, "mistakes": 0},
	},
	{
		// P2 hears of two estimates (EE), and adopts its own proposal (OR). P1 suspects it
		// and says so (SR). P3 decides (D): 7 steps.
		Name:   string(nackIsAck),
		Doc:    "A coordinator decides when a majority has replied, whatever the replies say.",
		Rule:   "A coordinator decides only if the replies of a majority are all acks.",
		Breaks: "learn-only-chosen",
		Length: 7,
		Source: paper + ", Figure 6: phase 4",
		With:   map[string]any{"rounds": 1, "crashes": 0, "mistakes": 1},
	},
	{
		// P2 hears of two estimates (EE); P3 and P1 acknowledge v2 (OO), but go on with
		// their own. P3 hears of both of these (EE), and P1 and P3 adopt v3 (OO): 8 steps.
		Name:   string(noAdoption),
		Doc:    "A process acknowledges the coordinator's proposal and keeps its own estimate.",
		Rule:   "A process that acknowledges a proposal has adopted it as its estimate.",
		Breaks: "uniformity",
		Length: 8,
		Source: paper + ", Figure 6: phase 3",
		With:   map[string]any{"rounds": 2, "crashes": 0, "mistakes": 0},
	},
	{
		// P2 hears of two estimates (EE), and P3 and P2 adopt v2 (OO). P1 suspects P2 (S).
		// P3 hears of P1's v1 before its own v2 (EE), both with stamp 0, and P1 and P3
		// adopt v1 (OO): 9 steps.
		Name:   string(noStamp),
		Doc:    "A process that adopts an estimate does not note in which round.",
		Rule:   "The stamp of an estimate is the last round in which the process adopted it.",
		Breaks: "uniformity",
		Length: 9,
		Source: paper + ", Figure 6: phase 3",
		With:   map[string]any{"rounds": 2, "crashes": 0, "mistakes": 1},
	},
	{
		// P2 hears of two estimates (EE), and P1 and P2 adopt v2 (OO). P3 suspects P2 (S),
		// hears of P1's v2 and its own v3 (EE), and proposes v3, which P1 and P3 adopt
		// (OO): 9 steps.
		Name:   string(ownEstimate),
		Doc:    "A coordinator proposes its own estimate, whatever the others' are.",
		Rule:   "A coordinator selects one of the estimates of a majority with the largest stamp.",
		Breaks: "uniformity",
		Length: 9,
		Source: paper + ", Figure 6: phase 2",
		With:   map[string]any{"rounds": 2, "crashes": 0, "mistakes": 1},
	},
	{
		// As no-stamp, but P3 knows the stamps 1 and 0 of v2 and v1, and takes v1: 9 steps.
		Name:   string(oldestEstimate),
		Doc:    "A coordinator selects an estimate with the smallest stamp.",
		Rule:   "Of the estimates of a majority, one with the largest stamp is selected.",
		Breaks: "uniformity",
		Length: 9,
		Source: paper + ", Figure 6: phase 2",
		With:   map[string]any{"rounds": 2, "crashes": 0, "mistakes": 1},
	},
	{
		// P2 crashes (X), and nobody stops waiting for its proposal: the run ends after 1
		// step.
		Name:   string(noSuspicion),
		Doc:    "A process waits for the coordinator's proposal, whatever its failure detector says.",
		Rule:   "A process that suspects the coordinator gives up waiting, and goes on to the next round.",
		Breaks: "termination",
		Length: 1,
		Source: paper + ", Figure 6: phase 3; Section 6.2, Lemma: no correct process remains blocked for ever at one of the wait statements",
		With:   map[string]any{"rounds": 1, "crashes": 1, "mistakes": 0},
	},
}
