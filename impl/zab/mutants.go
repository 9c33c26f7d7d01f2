package zab

import (
	"maps"

	"github.com/synod-go/synod/model"
)

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	epochFirst     mutant = "epoch-first"
	ackFirst       mutant = "ack-first"
	equalEpoch     mutant = "equal-epoch"
	forgetsEpoch   mutant = "forgets-epoch"
	longestHistory mutant = "longest-history"
	ownHistory     mutant = "own-history"
	earlyBroadcast mutant = "early-broadcast"
)

const paper = "Junqueira, Reed and Serafini, Zab: High-performance broadcast for primary-backup systems, DSN 2011"

// with returns the settings that are named, and no more steps than they need of all else.
func with(named map[string]any) map[string]any {
	all := map[string]any{"elections": []int{1, 1}, "give-ups": []int{0}, "changes": 1, "crashes": 0}
	maps.Copy(all, named)
	return all
}

// mutants are the known mistakes, each with bounds under which it shows soon, and a shortest run.
var mutants = []model.Mutant{
	{
		// Epoch 1 begins with S1 and S2, and a transaction is delivered (11 steps). S1 crashes, comes
		// back, and begins epoch 2 with S3 (7). S3 has the epoch on disk and not the transaction
		// when it gives up and follows S2, which gave up before: its history is that of the later
		// epoch, and epoch 3 begins without the transaction (10): 28 steps.
		Name:   string(epochFirst),
		Doc:    "A follower writes the new epoch to disk before the history of that epoch, and may crash in between.",
		Rule:   "A follower takes the epoch and its history at once.",
		Breaks: "primary-integrity",
		Length: 28,
		Source: "ZOOKEEPER-4643: committed transactions may be improperly truncated if a follower crashes right after updating currentEpoch; " + paper + ", Phase 2: synchronization",
		With:   with(map[string]any{"elections": []int{2, 1}, "give-ups": []int{0, 1, 1}, "crashes": 1}),
	},
	{
		// Epoch 1 begins with S1 and S2 (8). S3 joins, and acknowledges a transaction that is not on
		// its disk (6). It is delivered: S1 has it, and nobody else. S2 crashes and comes back, S3
		// gives up, and they begin epoch 2 without it (10): 24 steps.
		Name:   string(ackFirst),
		Doc:    "A follower acknowledges the history of a new epoch before it is on disk.",
		Rule:   "A follower acknowledges what it has on disk.",
		Breaks: "primary-integrity",
		Length: 24,
		Source: "ZOOKEEPER-4646: committed transactions may still be lost if followers crash after replying ACK of NEWLEADER but before writing to disk; " + paper + ", Phase 2: synchronization",
		With:   with(map[string]any{"elections": []int{2, 1}, "give-ups": []int{0, 0, 1}, "crashes": 1}),
	},
	{
		// S1 chooses epoch 1 with S2 (3), which gives up, chooses epoch 1 with S3, and begins it (8).
		// S3 gives up, follows S1, accepts epoch 1 again, and S1 begins it, too (7): 18 steps.
		Name:   string(equalEpoch),
		Doc:    "A follower accepts an epoch that it has accepted already.",
		Rule:   "A follower accepts only an epoch that is later than all that it has accepted.",
		Breaks: "one-primary-per-epoch",
		Length: 18,
		Source: paper + ", Phase 1: discovery",
		With:   with(map[string]any{"give-ups": []int{0, 1, 1}, "changes": 0}),
	},
	{
		// A leader chooses epoch 1 (3), crashes and comes back: 5 steps.
		Name:   string(forgetsEpoch),
		Doc:    "A server forgets in a crash which epoch it has accepted.",
		Rule:   "The accepted epoch is on disk.",
		Breaks: "monotonic-epochs",
		Length: 5,
		Source: paper + ", Phase 1: what a follower has in stable storage",
		With:   with(map[string]any{"crashes": 1, "changes": 0}),
	},
	{
		// S1 begins epoch 1 with S3 and broadcasts a transaction, which nobody else gets (8). It gives
		// up and is named again (2). S2 begins epoch 2 with S3 and delivers another transaction (12).
		// S3 gives up and follows S1 (2). The two histories are equally long: S1 begins epoch 3 with
		// its own (5): 29 steps.
		Name:   string(longestHistory),
		Doc:    "A leader takes the longest history, of whatever epoch that is.",
		Rule:   "The history of an epoch is that of the latest epoch that a quorum knows; of two of one epoch it is the longer one.",
		Breaks: "total-order",
		Length: 29,
		Source: paper + ", Phase 1: discovery",
		With:   with(map[string]any{"elections": []int{2, 1}, "give-ups": []int{1, 0, 2}, "changes": 2}),
	},
	{
		// S1 delivers a transaction in epoch 1, with S3 (10). S2 begins epoch 2 with S3, and with its
		// own empty history (8): 18 steps.
		Name:   string(ownHistory),
		Doc:    "A leader begins its epoch with its own history.",
		Rule:   "A leader begins its epoch with the latest history of a quorum.",
		Breaks: "primary-integrity",
		Length: 18,
		Source: paper + ", Phase 1: discovery",
		With:   with(map[string]any{"give-ups": []int{0, 0, 1}}),
	},
	{
		// S1 broadcasts a transaction in epoch 1, when S2 has accepted that (7). It gives up, and
		// delivers it in epoch 2, when S3 has accepted that (6). S2 and S3 give up and begin epoch 3
		// without it (7): 20 steps.
		Name:   string(earlyBroadcast),
		Doc:    "A leader delivers the history of its epoch, and broadcasts, before a quorum has it.",
		Rule:   "A leader broadcasts when a quorum has acknowledged the history of its epoch.",
		Breaks: "primary-integrity",
		Length: 20,
		Source: paper + ", Phase 2: synchronization",
		With:   with(map[string]any{"elections": []int{2, 1}, "give-ups": []int{1, 1, 1}}),
	},
}
