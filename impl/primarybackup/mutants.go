package primarybackup

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	anyPrimary           mutant = "any-primary"
	noViewAck            mutant = "no-view-ack"
	asyncForward         mutant = "async-forward"
	fastRead             mutant = "fast-read"
	backupAnyView        mutant = "backup-any-view"
	backupAnswers        mutant = "backup-answers"
	tornTransfer         mutant = "torn-transfer"
	noDedupTransfer      mutant = "no-dedup-transfer"
	promoteUninitialised mutant = "promote-uninitialised"
	silentBackup         mutant = "silent-backup"
	unreplayedLog        mutant = "unreplayed-log"
	backwardLog          mutant = "backward-log"
)

// small are the bounds under which most mistakes show: one takeover.
func small(scripts string, clients int) map[string]any {
	return map[string]any{"servers": 2, "clients": clients, "scripts": scripts, "views": 3, "checks": 2}
}

// coldSource is where cold standby is described.
const coldSource = "Cristian, Understanding Fault-Tolerant Distributed Systems: a loosely synchronized group, whose backups keep a checkpoint and a log of the requests since"

// cold are bounds with a cold standby.
func cold(with map[string]any) map[string]any {
	with["standby"] = standbyCold
	return with
}

// mutants are the known mistakes, each with bounds under which it shows soon. The
// comments give a shortest run (in which the servers may have other names): P is a
// ping and N the news of a view delivered, K a ping check, T and U a transfer and
// its acknowledgement, C an operation invoked, Q a request, F and A a forward and
// its acknowledgement and R a reply delivered.
var mutants = []model.Mutant{
	{
		// S1 is primary of view 1 and acknowledges it (P N P), and is then not heard
		// of (K K). S2, who has nothing, pings and is made primary (P): 6 steps.
		Name:   string(anyPrimary),
		Doc:    "When the primary is dead, the view server makes an idle server primary that was in no role before.",
		Rule:   "The primary in a view was primary or backup of the previous view.",
		Breaks: "next-primary",
		Length: 6,
		Source: dslabs + ", Part 1: the primary in a view must always be either the primary or the backup of the previous view",
		With:   small("append", 1),
	},
	{
		// S1 learns that it is primary of view 1 (P N) and no more. After a check S2
		// pings, which makes view 2 with S2 as backup (K P), and after another S1 is
		// dead and S2 alone in view 3 (K N). The client sends an append, to S1 when it
		// has heard of view 2, then has heard of view 3 too (C N N); S1 executes and
		// answers it (Q R), and a get at S2 finds nothing (C Q R): 14 steps.
		Name:   string(noViewAck),
		Doc:    "The view server goes on to the next view although the primary has not acknowledged the current one.",
		Rule:   "The view server does not go on to another view before the primary has acknowledged the current one.",
		Breaks: "linearizability",
		Length: 14,
		Source: dslabs + ", Part 1: it will not change views until the primary from the current view acknowledges that it is operating in the current view",
		With:   small("append,get", 1),
	},
	{
		// S1 is primary, S2 gets the state as its backup in view 2 (P N P P N N T U),
		// and an append is executed at S1 (C N Q): 11 steps. The write is lost, as the
		// client sees, after 21: S1 is not heard of, and S2 is asked for a get.
		Name:   string(asyncForward),
		Doc:    "The primary executes and answers before the backup has the operation.",
		Rule:   "The primary answers only after the backup has the operation.",
		Breaks: "backup-equals-primary",
		Length: 11,
		Source: dslabs + ", Overview: it must wait for the backup to reply before responding to the client",
		With:   small("append,get", 1),
	},
	{
		// View 2 with primary S1 and backup S2 is acknowledged (P N P P N N T U P).
		// S1 is not heard of, and S2 is primary of view 3 (K P K N); there C1 appends
		// (C N Q R). C2 has heard of view 2 only, and its get at S1 finds nothing (C N
		// Q R): 21 steps.
		Name:   string(fastRead),
		Doc:    "The primary answers reads without the backup.",
		Rule:   "Reads go through the backup as well as writes.",
		Breaks: "linearizability",
		Length: 21,
		Source: dslabs + ", Overview: the primary must send read operations as well as write operations to the backup",
		With:   small("append;get", 2),
	},
	{
		// As for fast-read, with S1 forwarding the get to S2, who confirms it
		// although it is primary itself now (F A): 23 steps.
		Name:   string(backupAnyView),
		Doc:    "A server with the state executes and confirms forwards of any view, from any server.",
		Rule:   "A backup accepts operations only from the primary of its own view.",
		Breaks: "linearizability",
		Length: 23,
		Source: dslabs + ", Overview: S2 will reply with an error indicating that it is no longer the backup",
		With:   small("append;get", 2),
	},
	{
		// View 2 with primary S1 and backup S2 is acknowledged (P N P P N N T U P).
		// View 3 has S2 as primary (K P K); the client knows that and S2 not yet (C N
		// Q): 15 steps.
		Name:   string(backupAnswers),
		Doc:    "A backup executes and answers requests of clients.",
		Rule:   "Only a primary answers clients.",
		Breaks: "answers-from-primary",
		Length: 15,
		Source: dslabs + ", Part 2: a server that isn't the active primary should either not respond to clients, or respond with an error",
		With:   small("append", 1),
	},
	{
		// In view 2 S1 sends S2 its state, which is empty, and S2 takes it (P N P P N
		// N T). S1 executes an append (C N Q), and learns that S2 is ready (U): 11 steps.
		Name:   string(tornTransfer),
		Doc:    "The primary executes and answers operations while the state transfer is not acknowledged.",
		Rule:   "The primary executes no operation until its new backup has the state.",
		Breaks: "backup-equals-primary",
		Length: 11,
		Source: dslabs + ", Overview: the primary will send its complete application state to the new backup, and then send subsequent operations",
		With:   small("append,get", 1),
	},
	{
		// S1 executes an append in view 1 (P N P P, C N Q). In view 2 its backup S2
		// gets the store, and not that it was answered (N N T U): 11 steps. That S2
		// executes it again shows after 18: the answer is slow, S1 is not heard of, and
		// S2 is asked again as the primary of view 3.
		Name:   string(noDedupTransfer),
		Doc:    "The state transfer leaves out which operations were executed and answered.",
		Rule:   "What makes operations happen at most once is part of the state that is transferred.",
		Breaks: "backup-equals-primary",
		Length: 11,
		Source: dslabs + ", Part 2: all operations should provide exactly-once semantics; Overview: its complete application state",
		With:   small("append", 1),
	},
	{
		// S1 executes and answers an append in view 1, when view 2 is known to
		// others (P N P P C N Q R). S1 learns of view 2 and acknowledges it (N P), and
		// is not heard of any more (K P K). S2, who has nothing, is primary of view 3
		// (N), and a get there finds nothing (C N Q R): 18 steps.
		Name:   string(promoteUninitialised),
		Doc:    "The primary acknowledges a view before its new backup has the state.",
		Rule:   "The primary acknowledges a view only when its backup has the state.",
		Breaks: "linearizability",
		Length: 18,
		Source: dslabs + ", Part 1: S1 could continue sending Ping(5), which indicates that it is not ready to move into the new view",
		With:   small("append,get", 1),
	},
	{
		// S2 and S1 are primary and backup (P N P P N N T U P), C's request is forwarded (C N Q
		// F), and nothing comes back; after stabilisation the view server checks and is pinged
		// for ever.
		Name:   string(silentBackup),
		Doc:    "A backup executes what is forwarded, and does not confirm it.",
		Rule:   "A backup confirms what it has executed, and so lets its primary answer.",
		Breaks: answeredWhileUp.Name,
		Length: 16,
		Source: dslabs + ", Part 2: the primary forwards operations to the backup, waits for its acknowledgement, and then answers",
		With:   small("append", 1),
	},
	{
		// View 2 with primary S2 and backup S1 is acknowledged (P N P P N N T U P), and S1 is
		// to be primary of view 3 (K P K). An append is forwarded to it (C N N Q F) just before
		// it learns of that (N), and answered by S2 (A R). A get at S1 finds nothing (C Q R):
		// 23 steps.
		Name:   string(unreplayedLog),
		Doc:    "A cold standby that takes over does not execute its log.",
		Rule:   "A cold standby executes what it has confirmed before it serves.",
		Breaks: "linearizability",
		Length: 23,
		Source: coldSource,
		With:   cold(small("append,get", 1)),
	},
	{
		// S1 is the backup in view 2, which is acknowledged (P N P P N N T U P), and confirms
		// two appends (C N Q F A, C N Q F). It takes over in view 3 (K P K N), and executes the
		// second one first. A client that has heard of that gets both (R C N Q R).
		Name:   string(backwardLog),
		Doc:    "A cold standby that takes over executes its log from the end.",
		Rule:   "A cold standby executes what it has confirmed in the order in which the primary has forwarded it.",
		Breaks: "linearizability",
		Length: 25,
		Source: coldSource,
		With:   cold(small("append,get", 1)),
	},
}
