package threephase

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	noPrepare      mutant = "no-prepare"
	noAck          mutant = "no-ack"
	absentIsYes    mutant = "absent-is-yes"
	noMove         mutant = "no-move"
	wrongSuspicion mutant = "wrong-suspicion"
	heedTheDead    mutant = "heed-the-dead"
	alwaysAbort    mutant = "always-abort"
	noTakeover     mutant = "no-takeover"
)

const paper = "Skeen, Nonblocking Commit Protocols"

// mutants are the known mistakes, each with the bounds that it needs. The comments give a
// shortest run; TXVXV is the run in which S1 begins, and S2 and S3 are asked and vote yes.
// P is a Prepare delivered, M a Move, A an Ack, F a failure, S that it is reported.
var mutants = []model.Mutant{
	{
		// S1 commits while S2 and S3 wait (TXVXV): 5 steps.
		Name:   string(noPrepare),
		Doc:    "The coordinator commits when all have voted yes, as in two-phase commit.",
		Rule:   "Between the votes and the commitment there is a state in which each site knows that all have voted yes.",
		Breaks: "nonblocking",
		Length: 5,
		Source: paper + ": the buffer state that makes two-phase commit nonblocking",
		With:   map[string]any{"crashes": 0},
	},
	{
		// The same, though Prepare is on its way: 5 steps.
		Name:   string(noAck),
		Doc:    "The coordinator asks the others to prepare, and commits without waiting until they are.",
		Rule:   "The coordinator commits when all operational sites have acknowledged that they are prepared.",
		Breaks: "nonblocking",
		Length: 5,
		Source: paper + ": the central site 3PC protocol",
		With:   map[string]any{"crashes": 0},
	},
	{
		// S1 asks for votes (T), S2 votes yes (XV), S3 fails (FS), S2 is prepared (PA): 7
		// steps.
		Name:   string(absentIsYes),
		Doc:    "The coordinator does not wait for the vote of a site that has failed.",
		Rule:   "A transaction is committed only if all sites have voted yes.",
		Breaks: "unanimity",
		Length: 7,
		Source: paper + ": a commit protocol commits only if all sites agree",
		With:   map[string]any{"crashes": 1},
	},
	{
		// All vote yes (TXVXV), S2 is prepared (P), S1 fails, and S2 commits (FS), while S3
		// waits: 8 steps.
		Name:   string(noMove),
		Doc:    "A backup coordinator decides without bringing the others to its own state.",
		Rule:   "In phase 1 of the termination protocol all operational sites move to the state of the backup coordinator.",
		Breaks: "nonblocking",
		Length: 8,
		Source: paper + ": the termination protocol, phase 1",
		With:   map[string]any{"crashes": 1},
	},
	{
		// All vote yes (TXVXV), S2 is prepared (PA), S1 takes S3 for failed (S) and
		// commits, while S3 waits: 8 steps.
		Name:   string(wrongSuspicion),
		Doc:    "A site that is up is reported to have failed: the network is divided, or too slow.",
		Rule:   "The network reports that a site has failed only when it has.",
		Breaks: "nonblocking",
		Length: 8,
		Source: paper + ": the network never fails, and can tell that a site has failed",
		With:   map[string]any{"crashes": 0, "mistakes": 1},
	},
	{
		// All vote yes (TXVXV). S1 fails, S2 takes over, waiting (FS), and asks S3 to be so,
		// too, but then obeys the late Prepare of S1 (P). S3 answers (MA), and S2 commits
		// while S3 waits: 10 steps.
		Name:   string(heedTheDead),
		Doc:    "A site does what a coordinator asked that has failed since.",
		Rule:   "When a coordinator has failed, what it has sent counts no longer.",
		Breaks: "nonblocking",
		Length: 10,
		Source: paper + ": the termination protocol; that messages of a failed site may come late is this model's",
		With:   map[string]any{"crashes": 1},
	},
	{
		// All vote yes, are prepared, and S1 commits (TXVXV PAPA). It fails (FS), S2 has S3
		// stay prepared (MA), and aborts: 13 steps.
		Name:   string(alwaysAbort),
		Doc:    "A backup coordinator that is prepared aborts.",
		Rule:   "A backup coordinator commits if some site could have committed while it is in its state.",
		Breaks: "consistency",
		Length: 13,
		Source: paper + ": the termination protocol, decision rule for backup coordinators",
		With:   map[string]any{"crashes": 1},
	},
	{
		// S1 fails before it begins, S2 and S3 are told so (FSS), and wait for ever: 3 steps.
		Name:   string(noTakeover),
		Doc:    "There is no backup coordinator: when the coordinator has failed, the others wait.",
		Rule:   "When the coordinator fails, an operational site terminates the transaction in its place.",
		Breaks: "termination",
		Length: 3,
		Source: paper + ": the termination protocol",
		With:   map[string]any{"crashes": 1},
	},
}
