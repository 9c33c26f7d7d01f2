package vr

import "github.com/synod-go/synod/model"

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

// with returns the settings of a mutant: what it names, and no more steps than it needs of
// all else.
func with(named map[string]any) map[string]any {
	all := map[string]any{
		"clients": 1, "scripts": "p", "views": 2, "changes": []int{0, 1}, "commits": 0,
		"recoveries": []int{0}, "retries": 0, "crashes": 0,
	}
	for name, value := range named {
		all[name] = value
	}
	return all
}

// mutants are the known mistakes, each with bounds under which it shows soon. The
// comments give a shortest run; T is a view-change timeout, s, d and v a StartViewChange, a
// DoViewChange and a StartView delivered, I an operation invoked, R a request, P a Prepare, O
// a PrepareOK delivered, A a retry, X a crash, B a restart, q a Recovery and r its
// answer, G a GetState and N a NewState delivered.
var mutants = []model.Mutant{
	{
		Name:   string(asPublishedTransfer),
		Doc:    "A replica that hears of a later view is in it at once, and cuts its log off after its commit-number until the state comes.",
		Rule:   "A replica keeps what it has acknowledged until it has the state of the later view, and is not in that before.",
		Breaks: "view-completeness",
		Length: 16,
		Source: vanlightly + ", part 3, eager view update, counterexample 2; " + paper + ", Section 5.2",
		With:   with(map[string]any{"clients": 2, "scripts": "p;g", "views": 3, "changes": []int{0, 1, 1}, "retries": 1}),
	},
	{
		Name:   string(asPublishedRecovery),
		Doc:    "A replica that recovers does not know in which view it was, and takes the latest that the others tell of.",
		Rule:   "A replica never takes part again in a view that is earlier than the latest for which it has handed over its log.",
		Breaks: "recovers-up-to-date",
		Length: 14,
		Source: diskless + "; " + paper + ", Section 4.3",
		With:   with(map[string]any{"crashes": 2}),
	},
	{
		Name:   string(minorityRecovery),
		Doc:    "A replica that recovers, and does not know in which view it was, takes the state of the first primary that answers.",
		Rule:   "A replica that recovers waits for f+1 answers, among them that of the primary of the latest view of which they tell.",
		Breaks: "recovers-up-to-date",
		Length: 6,
		Source: paper + ", Section 4.3, step 3",
		With:   with(map[string]any{"crashes": 1}),
	},
	{
		Name:   string(oldNonce),
		Doc:    "A replica that recovers takes answers to what it asked when it recovered from an earlier crash.",
		Rule:   "Only answers with the nonce of its question count for a replica that recovers.",
		Breaks: "recovers-up-to-date",
		Length: 13,
		Source: paper + ", Section 4.3: all containing the nonce it sent",
		With:   with(map[string]any{"crashes": 2, "network": "set"}),
	},
	{
		Name:   string(recoveringVotes),
		Doc:    "A replica takes part in a view change while it recovers.",
		Rule:   "While it recovers a replica takes part neither in the processing of requests nor in view changes.",
		Breaks: "view-completeness",
		Length: 10,
		Source: paper + ", Section 4.3",
		With:   with(map[string]any{"crashes": 1}),
	},
	{
		Name:   string(longestLog),
		Doc:    "The new primary takes the longest log that it was handed, whatever view that is from.",
		Rule:   "The new log is that of the latest normal view, and only among those the longest.",
		Breaks: "view-completeness",
		Length: 17,
		Source: paper + ", Section 4.2, step 3",
		With:   with(map[string]any{"clients": 2, "scripts": "p;p", "views": 3, "changes": []int{0, 1, 1}, "retries": 1}),
	},
	{
		Name:   string(lateStartView),
		Doc:    "A replica that is normal in a view takes over the log of a StartView of that view.",
		Rule:   "A StartView is for replicas that are not in its view yet.",
		Breaks: "append-only",
		Length: 11,
		Source: vanlightly + ", part 3, lazy view update, counterexample 1",
		With:   with(map[string]any{"retries": 1}),
	},
	{
		Name:   string(commitBack),
		Doc:    "A replica takes over the commit-number of a StartView, though its own is higher.",
		Rule:   "The commit-number never goes back, for what is below is executed.",
		Breaks: "commits-stay",
		Length: 9,
		Source: vanlightly + ", part 4: StartView messages and commit-numbers",
		With:   with(nil),
	},
	{
		Name:   string(noClientTable),
		Doc:    "The primary takes every request into the log, also one that it has there already.",
		Rule:   "The primary drops a request that is not newer than the client's last one, or answers it again.",
		Breaks: "at-most-once",
		Length: 7,
		Source: paper + ", Section 4.1, step 2",
		With:   with(map[string]any{"scripts": "a", "views": 1, "retries": 1}),
	},
	{
		Name:   string(silentStart),
		Doc:    "A replica that takes over a log does not say which requests in it are not committed.",
		Rule:   "Replicas send a PrepareOK for what is not committed in the log that they take over.",
		Breaks: timelyAnswered.Name,
		Length: 0,
		Source: paper + ", Section 4.2, step 5",
		With:   timelySettings,
	},
	{
		Name:   string(singleChange),
		Doc:    "A replica that changes views does not set its timer again.",
		Rule:   "A replica that waits too long for the new view changes to the next one.",
		Breaks: timelyAnswered.Name,
		Length: 0,
		Source: paper + ", Section 4.2: the next primary may have failed, too",
		With:   timelySettings,
	},
}
