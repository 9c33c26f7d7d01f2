package switchpaxos

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	restartedSequence mutant = "restarted-sequence"
	earlyReuse        mutant = "early-reuse"
	noPhase1          mutant = "no-phase1"
	ownValue          mutant = "own-value"
	forgetfulAcceptor mutant = "forgetful-acceptor"
	learnEarly        mutant = "learn-early"
	skipGap           mutant = "skip-gap"
)

// with are bounds of runs in which nothing fails, nothing is asked for, and nothing is saved,
// and some others.
func with(more map[string]any) map[string]any {
	all := map[string]any{"instances": 2, "crashes": 0, "recovers": 0, "checkpoints": 0}
	for name, v := range more {
		all[name] = v
	}
	return all
}

// mutants are the known mistakes, each with bounds under which it shows soon. The comments give
// a shortest run: R is a Request delivered, 1 and P a Phase1A and a Phase1B, 2 and L a Phase2A
// and a Phase2B, G a Recover, T the timeout of a learner that misses an instance, S a suspicion,
// X a failure and Y a return.
var mutants = []model.Mutant{
	{
		// A1 accepts v1 in instance 1, and the learner hears of it (R 2 L). The switch fails and
		// comes back (X Y), and A3 accepts v2 there in the same round (R 2 L): 8 steps. With
		// uniformity alone the acceptors A1 and A2 accept both values, which takes as long.
		Name:   string(restartedSequence),
		Doc:    "A switch that comes back begins its sequence anew, in the round without phase 1.",
		Rule:   "A coordinator that does not know which instances it has used goes on in a later round, with phase 1.",
		Breaks: "learn-only-chosen",
		Length: 8,
		Source: paper + ", Section 3: the sequence number is monotonic; Section 4: failures",
		With:   with(map[string]any{"crashes": 1, "registers": 1}),
	},
	{
		// A1 accepts v1 in instance 1 (R 2), then v2 in instance 2 in the same register, as A3
		// does, and the learner hears of that (R 2 2 L L). A2 accepts v1, which is chosen (2).
		// The learner asks for instance 1 (T G), the backup finds v2 in A1's register (1 1 P P)
		// and has it accepted there (2 2): 16 steps.
		Name:   string(earlyReuse),
		Doc:    "An acceptor takes a register for a later instance, whatever learners have a checkpoint of.",
		Rule:   "A register is used for another instance only when a quorum of learners has a checkpoint that covers the earlier one.",
		Breaks: "uniformity",
		Length: 16,
		Source: paper + ", Section 4: memory is limited",
		With:   with(map[string]any{"recovers": 1, "registers": 1}),
	},
	{
		// v2 is chosen in instance 2, and the learner knows it, v1 in instance 1 (R 2 R 2 2 L L
		// 2). The learner asks for that (T G), and a no-op is accepted (2 2): 12 steps.
		Name:   string(noPhase1),
		Doc:    "The backup fills a gap with a no-op at once, without phase 1.",
		Rule:   "In a later round than the first phase 1 comes first.",
		Breaks: "uniformity",
		Length: 12,
		Source: paper + ", Section 2: recover",
		With:   with(map[string]any{"recovers": 1}),
	},
	{
		// v1 is chosen in instance 1 (R 2 2). P2 takes the switch for failed (S R), and the backup
		// hears of v1 (1 1 P P) and has v2 accepted (2 2): 11 steps.
		Name:   string(ownValue),
		Doc:    "The backup proposes its own value, whatever the promises report.",
		Rule:   "A coordinator proposes the value of the highest round that the promises report, if they report any.",
		Breaks: "uniformity",
		Length: 11,
		Source: paper + ", Section 2; Lamport, Paxos Made Simple, Section 2.2: P2c",
		With:   with(map[string]any{"mistakes": 1, "registers": 1}),
	},
	{
		// The same, but A1 fails and comes back, and tells of nothing (R 2 2 S R 1 P X Y 1 P 2 2):
		// 13 steps.
		Name:   string(forgetfulAcceptor),
		Doc:    "An acceptor that has failed comes back with empty registers.",
		Rule:   "An acceptor that has lost its registers takes no part any more.",
		Breaks: "uniformity",
		Length: 13,
		Source: paper + ", Section 4: failures; Lamport, Paxos Made Simple, Section 2.2",
		With:   with(map[string]any{"crashes": 1, "mistakes": 1, "registers": 1}),
	},
	{
		// One acceptor accepts v1 (R 2), and the learner hears of it (L): 3 steps.
		Name:   string(learnEarly),
		Doc:    "A learner takes a value for chosen as soon as one acceptor has accepted it.",
		Rule:   "A learner learns a value only when a majority of acceptors has accepted it in one round.",
		Breaks: "learn-only-chosen",
		Length: 3,
		Source: paper + ", Section 2: learners",
		With:   with(nil),
	},
	{
		// The learner knows what is chosen in instance 2 (R R 2 2 L L): 6 steps.
		Name:   string(skipGap),
		Doc:    "A learner that has missed an instance goes on as if there was a no-op.",
		Rule:   "A learner delivers the instances in order, and asks for what it has missed.",
		Breaks: "learn-only-chosen",
		Length: 6,
		Source: paper + ", Section 2: recover",
		With:   with(nil),
	},
}
