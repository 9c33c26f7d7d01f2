package vr

import (
	"maps"

	"github.com/synod-go/synod/model"
)

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	asPublishedTransfer mutant = "as-published-transfer"
	asPublishedRecovery mutant = "as-published-recovery"
	minorityRecovery    mutant = "minority-recovery"
	oldNonce            mutant = "old-nonce"
	recoveringVotes     mutant = "recovering-votes"
	longestLog          mutant = "longest-log"
	lateStartView       mutant = "late-start-view"
	commitBack          mutant = "commit-back"
	noClientTable       mutant = "no-client-table"
	silentStart         mutant = "silent-start"
	singleChange        mutant = "single-change"
)

// forgetsView reports whether a replica does not know its view after a crash.
func (m mutant) forgetsView() bool { return m == asPublishedRecovery || m == minorityRecovery }

const (
	paper      = "Liskov and Cowling, Viewstamped Replication Revisited, MIT-CSAIL-TR-2012-021"
	vanlightly = "Vanlightly, VR Revisited: An analysis with TLA+ (2022)"
	diskless   = "Michael, Ports, Sharma and Szekeres, Recovering Shared Objects Without Stable Storage, DISC 2017"
)

// with returns the settings that are named, and no more steps than they need of all else.
func with(named ...map[string]any) map[string]any {
	all := map[string]any{
		"clients": 1, "scripts": "p", "views": 2, "changes": []int{0, 1}, "commits": 0,
		"recoveries": []int{0}, "retries": 0, "crashes": 0,
	}
	for _, settings := range named {
		maps.Copy(all, settings)
	}
	return all
}

// mutants are the known mistakes, each with bounds under which it shows soon. The
// comments give a shortest run; T is a view-change timeout, S, D and V a StartViewChange, a
// DoViewChange and a StartView delivered, I an operation invoked, R a Request, P a Prepare and
// O a PrepareOK delivered, K a commit timeout, C a Commit delivered, A a retry, X a crash, B a
// restart, Q a Recovery and W its answer, G a GetState and N a NewState delivered.
var mutants = []model.Mutant{
	{
		// S2 times out (T). S1 commits a request with S3 (I R P O) and hands its log over to S2,
		// which starts view 2 with that (S S D) and says that it is there. S3, who was not told
		// of view 2, hears that: it has no log any more, and is in view 2 (K C). Now S3 times
		// out, S1, which has not heard of view 2 but has the log, hands that over, and S3, which
		// was in a later view, starts view 3 with nothing (T S S D): 14 steps.
		Name:   string(asPublishedTransfer),
		Doc:    "A replica that hears of a later view is in it at once, and cuts its log off after its commit-number until the state comes.",
		Rule:   "A replica keeps what it has acknowledged until it has the state of the later view, and is not in that before.",
		Breaks: "view-completeness",
		Length: 14,
		Source: vanlightly + ", part 3, eager view update, counterexample 2; " + paper + ", Section 5.2",
		With:   with(map[string]any{"views": 3, "changes": []int{0, 1, 1}, "commits": 1}),
	},
	{
		// S2 asks for view 2 and crashes (T X B). S1 and S3 are in view 1, and so S2 recovers to
		// that (Q W Q). S3 gets the question for view 2 (S), and hands its log over to S2 in view
		// 2, which will take it one day; S2 gets the last answer (W). S3 crashes, too (X B), S1
		// and S2 are in view 1, and S3 recovers to that (Q W Q W): 14 steps. Five steps more, and a
		// request is lost: S1 commits it with S3 (I R P O), S2 gets the log that S3 handed over
		// before its crash, and, as it has asked for view 2 itself, starts it without the request.
		Name:   string(asPublishedRecovery),
		Doc:    "A replica that recovers does not know in which view it was, and takes the latest that the others tell of.",
		Rule:   "A replica never takes part again in a view that is earlier than the latest for which it has handed over its log.",
		Breaks: "recovers-up-to-date",
		Length: 14,
		Source: diskless + "; " + paper + ", Section 4.3",
		With:   with(map[string]any{"crashes": 2}),
	},
	{
		// S2 asks for view 2, and S3 hands its log over (T S). S3 crashes, and the first to answer
		// is S1, the primary of view 1 (X B Q W): 6 steps.
		Name:   string(minorityRecovery),
		Doc:    "A replica that recovers, and does not know in which view it was, takes the state of the first primary that answers.",
		Rule:   "A replica that recovers waits for f+1 answers, among them that of the primary of the latest view of which they tell.",
		Breaks: "recovers-up-to-date",
		Length: 6,
		Source: paper + ", Section 4.3, step 3",
		With:   with(map[string]any{"crashes": 1}),
	},
	{
		// S2 crashes and recovers (X B Q W Q W). S1 gets a request, and S2 acknowledges it (I R P).
		// S2 crashes again, and is told once more what it was told before (X B W W): 13 steps.
		Name:   string(oldNonce),
		Doc:    "A replica that recovers takes answers to what it asked when it recovered from an earlier crash.",
		Rule:   "Only answers with the nonce of its question count for a replica that recovers.",
		Breaks: "recovers-up-to-date",
		Length: 13,
		Source: paper + ", Section 4.3: all containing the nonce it sent",
		With:   with(map[string]any{"crashes": 2, "network": "set"}),
	},
	{
		// S2 times out (T). S1 commits a request with S3 (I R P O), crashes (X B), and takes part
		// in the change to view 2, with no log (S S D): 10 steps.
		Name:   string(recoveringVotes),
		Doc:    "A replica takes part in a view change while it recovers.",
		Rule:   "While it recovers a replica takes part neither in the processing of requests nor in view changes.",
		Breaks: "view-completeness",
		Length: 10,
		Source: paper + ", Section 4.3",
		With:   with(map[string]any{"crashes": 1}),
	},
	{
		// S2 starts view 2 with S3 (T S D S V). S1, which does not know, gets both requests (I R I
		// R); S2 gets C2's and commits it with S3 (A R P O). S3 times out, and takes S1's log for
		// that of view 3, for it is longer (T S S D): 17 steps.
		Name:   string(longestLog),
		Doc:    "The new primary takes the longest log that it was handed, whatever view that is from.",
		Rule:   "The new log is that of the latest normal view, and only among those the longest.",
		Breaks: "view-completeness",
		Length: 17,
		Source: paper + ", Section 4.2, step 3",
		With:   with(map[string]any{"clients": 2, "scripts": "p;p", "views": 3, "changes": []int{0, 1, 1}, "retries": 1}),
	},
	{
		// S2 starts view 2 with S1 (T S D S) and gets a request (I A R). S3 hears of that, is told
		// what is in view 2 (P G N), and acknowledges it. Then the StartView comes (V): 11 steps.
		Name:   string(lateStartView),
		Doc:    "A replica that is normal in a view takes over the log of a StartView of that view.",
		Rule:   "A StartView is for replicas that are not in its view yet.",
		Breaks: "append-only",
		Length: 11,
		Source: vanlightly + ", part 3, lazy view update, counterexample 1",
		With:   with(map[string]any{"retries": 1}),
	},
	{
		// S2 times out (T). S1 gets a request, and S3 has it (I R P). S2 starts view 2 with S3's log
		// (S D S), S1 commits the request (O), and hears of view 2 (V), whose primary does not know
		// that: 9 steps.
		Name:   string(commitBack),
		Doc:    "A replica takes over the commit-number of a StartView, though its own is higher.",
		Rule:   "The commit-number never goes back, for what is below is executed.",
		Breaks: "commits-stay",
		Length: 9,
		Source: vanlightly + ", part 4: StartView messages and commit-numbers",
		With:   with(),
	},
	{
		// S1 gets a request, and S3 has it (I R P). The client asks again, S1 takes it for
		// another one (A R), and S3 has both (P). Both are committed (O): 7 steps.
		Name:   string(noClientTable),
		Doc:    "The primary takes every request into the log, also one that it has there already.",
		Rule:   "The primary drops a request that is not newer than the client's last one, or answers it again.",
		Breaks: "at-most-once",
		Length: 7,
		Source: paper + ", Section 4.1, step 2",
		With:   with(map[string]any{"scripts": "a", "views": 1, "retries": 1}),
	},
	{
		// S2 times out, and S3 crashes for ever (T X). S1 gets a request (I R), and hands it over
		// to S2, which starts view 2 with it (S D S V). Nobody tells S2 that it is stored at S1. The
		// client asks all in vain (A), and nothing more happens: 10 steps with stabilisation.
		Name:   string(silentStart),
		Doc:    "A replica that takes over a log does not say which requests in it are not committed.",
		Rule:   "Replicas send a PrepareOK for what is not committed in the log that they take over.",
		Breaks: leaderAnswers.Name,
		Length: 10,
		Source: paper + ", Section 4.2, step 5",
		With:   oneFails,
	},
	{
		// S2 times out, and all change to view 2 (T S S). S2 crashes for ever (X), and the others
		// wait for it. The client asks all (I A), and nothing more happens: 7 steps with
		// stabilisation.
		Name:   string(singleChange),
		Doc:    "A replica that changes views does not set its timer again.",
		Rule:   "A replica that waits too long for the new view changes to the next one.",
		Breaks: leaderAnswers.Name,
		Length: 7,
		Source: paper + ", Section 4.2: the next primary may have failed, too",
		With:   oneFails,
	},
}
