package raft

import (
	"maps"

	"github.com/synod-go/synod/model"
)

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const (
	weakVote       mutant = "weak-vote"
	commitOldTerm  mutant = "commit-old-term"
	forgetVote     mutant = "forget-vote"
	doubleVote     mutant = "double-vote"
	noPrevCheck    mutant = "no-prev-check"
	truncateAlways mutant = "truncate-always"

	noDuplicateFilter mutant = "no-duplicate-filter"
	singleElection    mutant = "single-election"
	neverStepsDown    mutant = "never-steps-down"

	preVoteWhileLed mutant = "pre-vote-while-led"
	voteWhileLed    mutant = "vote-while-led"
	leadsAlone      mutant = "leads-alone"
	hastyTransfer   mutant = "hasty-transfer"

	earlyConfig        mutant = "early-config"
	overlappingChanges mutant = "overlapping-changes"
	newMajorityOnly    mutant = "new-majority-only"

	forgetSnapshotEnd mutant = "forget-snapshot-end"
	installOver       mutant = "install-over"

	noReadRound    mutant = "no-read-round"
	earlyReadIndex mutant = "early-read-index"
	longLease      mutant = "long-lease"
	forgetLease    mutant = "forget-lease"
)

const paper = "Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm (Extended Version)"

const studentsGuide = "Gjengset, Students' Guide to Raft (2016), The importance of details"

const raftDev = "Ongaro, bug in single-server membership changes (raft-dev, 10 July 2015)"

// mutants are the known mistakes, each with bounds under which it shows soon:
// what a mistake does not need (a crash, a third term) would only make the space
// larger, and where the run is long, so would a server that times out without
// having a part in it. The comments give a shortest run; T is an election timeout, V a RequestVote delivered, G a vote
// delivered, C a command, A an AppendEntries and R its reply delivered.
var mutants = []model.Mutant{
	{
		// S1 leads term 1 with S2's vote (T V G), gets two commands (C C), S3
		// stores the first (A), S2 both (A), so both are committed (R). S3, in
		// term 2, asks S2 and is elected (T V G): 11 steps.
		Name:   string(weakVote),
		Doc:    "A vote is granted when the candidate's last term is as new as the voter's, whatever the index.",
		Rule:   "A server votes only for a candidate whose log is at least as up-to-date as its own: the later last term, and for equal terms the longer log.",
		Breaks: "leader-completeness",
		Length: 11,
		Source: paper + ", Section 5.4.1: if the logs end with the same term, the longer is more up-to-date",
		With: map[string]any{
			"terms": 2, "commands": 2, "heartbeats": 0, "crashes": 0,
			// With clients: C1's read takes the place of the first command, C2's
			// write that of the second. C2 has its answer when S3 is elected, and
			// what it reads there is the initial value.
			"scripts": "r@1;w@1,r@3",
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G) and gets a command (C). S3, who
		// lacks it, leads term 2 with S2's vote (T V G) and gets another (C). S1
		// learns of term 2 (V or A), leads term 3 with S2's vote (T V G), brings
		// its entry of term 1 to S2 on the second try (A R A R), and counts it as
		// committed. S3 learns of term 3 (V or A) and leads term 4 with S2's vote,
		// for its last term is 2 (T V G): 20 steps. It is Figure 8 with the middle
		// three servers as one.
		Name:   string(commitOldTerm),
		Doc:    "A leader commits entries of older terms by counting replicas.",
		Rule:   "Only entries of the leader's current term are committed by counting replicas.",
		Breaks: "leader-completeness",
		Length: 20,
		Source: paper + ", Section 5.4.2 and Figure 8",
		With: map[string]any{
			"terms": 4, "commands": 2, "heartbeats": 0, "crashes": 0,
			"elections": []int{2, 0, 2},
		},
	},
	{
		// S1 leads term 1 with S2's vote (T V G). S2 crashes and restarts. S3, in
		// term 1 too, gets its vote again (T V G): 8 steps.
		Name:   string(forgetVote),
		Doc:    "A server does not know after a crash whom it voted for in its current term.",
		Rule:   "A server's vote is on stable storage before it answers a RequestVote.",
		Breaks: "election-safety",
		Length: 8,
		Source: paper + ", Figure 2: votedFor is persistent state; Section 5.5",
		With: map[string]any{
			"terms": 1, "commands": 1, "heartbeats": 0, "crashes": 1,
		},
	},
	{
		// S1 and S3 time out, and S2 votes for both (T T V V G G): 6 steps.
		Name:   string(doubleVote),
		Doc:    "A server votes for every candidate of a term whose log is up-to-date.",
		Rule:   "A server votes for at most one candidate in a given term.",
		Breaks: "election-safety",
		Length: 6,
		Source: paper + ", Section 5.2: at most one candidate in a given term, first come first served",
		With: map[string]any{
			"terms": 1, "commands": 1, "heartbeats": 0, "crashes": 0,
		},
	},
	{
		// S1 leads term 1 with S2's vote (T V G), gets a command (C), and S2
		// stores it (A). S2 leads term 2 with S3's vote (T V G), gets two commands
		// (C C), and S3 puts them into its empty log, one place too low (A): at
		// index 2 both have an entry of term 2, but not the same: 11 steps.
		Name:   string(noPrevCheck),
		Doc:    "A follower stores entries without looking at the one before; past the end of its log it appends.",
		Rule:   "A follower refuses entries unless its log has the entry before them, in the same term.",
		Breaks: "log-matching",
		Length: 11,
		Source: paper + ", Section 5.3: AppendEntries performs a simple consistency check",
		With: map[string]any{
			"terms": 2, "commands": 3, "heartbeats": 0, "crashes": 0,
		},
	},
	{
		// S1 leads term 1 with S2's vote (T V G) and gets a command (C), which S2
		// stores and so commits (A R). The empty AppendEntries from S1's election
		// comes to S2 late (A) and cuts it off again. S2 leads term 2 with S3's
		// vote (T V G): 10 steps.
		Name:   string(truncateAlways),
		Doc:    "A follower cuts its log after prevLogIndex before it appends, conflict or not.",
		Rule:   "A follower deletes entries only when they conflict with the new ones.",
		Breaks: "leader-completeness",
		Length: 10,
		Source: studentsGuide + ": the if of rule 3 is crucial, for the request may be outdated; " + paper + ", Figure 2: AppendEntries, rule 3",
		With: map[string]any{
			"terms": 2, "commands": 1, "heartbeats": 0, "crashes": 0,
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G); C's write of 11 is committed there, with
		// S2, and answered (invoked, delivered, A R, and the answer on its way). S2 leads
		// term 2 (T V G). C asks it, too (retry), then gets the answer, and writes 12: S2
		// has 11, 12 and, as the late request comes, 11 again (invoked, two delivered),
		// commits 12 with S1 (A R) and answers. C reads (invoked, delivered), what S2
		// commits with S1 (A R), and has 11 for an answer: 23 steps.
		Name:   string(noDuplicateFilter),
		Doc:    "A server executes a request each time that it applies it.",
		Rule:   "A request that has been executed is answered without being executed again.",
		Breaks: "linearizability",
		Length: 23,
		Source: paper + ", Section 8: if it receives a command whose serial number has already been executed, it responds immediately without re-executing the request",
		With: map[string]any{
			"clients": 1, "sessions": true, "terms": 2, "heartbeats": 0, "crashes": 0,
			"elections": []int{1, 1, 0}, "scripts": "w@1,w@2,r@2",
		},
	},
	{
		// All servers start an election at a time, and vote for themselves (T T T). From now
		// on S1 leads, and starts no other: 4 steps, and then nothing for ever.
		Name:   string(singleElection),
		Doc:    "A candidate does not set its election timer again.",
		Rule:   "A candidate that neither wins nor hears of a leader starts another election.",
		Breaks: "leader-steady",
		Length: 4,
		Source: paper + ", Figure 2: Rules for Candidates: on conversion to candidate, reset election timer; if election timeout elapses, start new election",
		With:   elections,
	},
	{
		// S1 leads term 1 with S2's vote (T V G), S2 term 2 with S3's (T V G): 6 steps, after
		// which S1 hears of term 2 and goes on.
		Name:   string(neverStepsDown),
		Doc:    "A leader does not step down when it hears of a newer term.",
		Rule:   "A leader that discovers that its term is out of date reverts to follower.",
		Breaks: "deposed-steps-down",
		Length: 6,
		Source: paper + ", Section 5.1",
		With:   twoElections,
	},
	{
		// S1 leads term 1 with S2's pre-vote (T, the PreVote and its answer) and S3's vote (V
		// G). S3 times out, and S1 itself grants its pre-vote (T and the PreVote): 7 steps.
		Name:   string(preVoteWhileLed),
		Doc:    "A server grants a pre-vote although it hears a leader.",
		Rule:   "A server that hears a leader does not grant a pre-vote.",
		Breaks: "pre-votes-unled",
		Length: 7,
		Source: dissertation + ", Section 9.6: if the voters have not received heartbeats from a valid leader",
		With:   map[string]any{"pre-vote": true, "terms": 2, "commands": 0, "crashes": 0},
	},
	{
		// S1 leads term 1 with S3's vote (T V G). S3 times out, and S1 itself gives its vote
		// (T V): 5 steps.
		Name:   string(voteWhileLed),
		Doc:    "A server grants a vote although it hears a leader that no majority has left.",
		Rule:   "A server that hears a leader leaves a RequestVote alone.",
		Breaks: "votes-unled",
		Length: 5,
		Source: dissertation + ", Section 4.2.3: it does not update its term or grant its vote",
		With:   map[string]any{"check-quorum": true, "terms": 2, "commands": 0, "crashes": 0},
	},
	{
		// S1 leads term 1 with S2's vote (T V G), S2 term 2 with S3's (T V G). S1 is cut off:
		// 7 steps, after which it goes on.
		Name:   string(leadsAlone),
		Doc:    "A leader goes on that no majority has answered for an election timeout.",
		Rule:   "A leader steps down if an election timeout elapses without a majority's answers.",
		Breaks: "deposed-steps-down",
		Length: 7,
		Source: dissertation + ", Section 6.2",
		With:   with(twoElections, map[string]any{"check-quorum": true, "partitions": 1}),
	},
	{
		// S1 leads term 1 with S3's vote (T V G) and gets a command (C), which S2 stores (A). S1
		// hands over to S3 (timeout, TimeoutNow), for which neither of the others, who have the
		// command, votes (V V): 9 steps, and then nobody leads.
		Name:   string(hastyTransfer),
		Doc:    "A leader asks a server to succeed it before that has all of its log.",
		Rule:   "A leader brings the log of the server that is to succeed it up to date first.",
		Breaks: "transfer-ends",
		Length: 9,
		Source: dissertation + ", Section 3.10: the prior leader fully updates the target server's log",
		With:   oneTransfer,
	},
	{
		// S1 leads term 1 with the votes of S2 and S4 (T V G V G) and removes S2 (change), of which
		// nobody else hears. S2 leads term 2 with the votes of S3 and S4 (T V G V G). S1 hears of
		// term 2 (V). S2 removes S1 (change), and S3 has its first entry (A R): two of three, so it
		// is committed. S1 leads term 3 with S4's vote, two of the other three (T V G): 18 steps.
		Name:   string(earlyConfig),
		Doc:    "A leader changes the membership before an entry of its own term is committed.",
		Rule:   "A leader changes the membership only after it has committed an entry of its own term.",
		Breaks: "leader-completeness",
		Length: 18,
		Source: raftDev,
		With: map[string]any{
			"membership": "single", "servers": 4, "changes": "r2,r1", "change-tries": 2,
			"terms": 3, "commands": 0, "crashes": 0, "elections": []int{2, 1, 0, 0},
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G), and S2 has its first entry, which is committed
		// (A R). S1 adds S4 and S5 (change, A R each): what it and those two have is committed. S2
		// leads term 2 with S3's vote (T V G), and without that: 14 steps.
		Name:   string(overlappingChanges),
		Doc:    "A leader begins a change of the membership before the last one is committed.",
		Rule:   "A leader changes the membership only when the last change is committed.",
		Breaks: "leader-completeness",
		Length: 14,
		Source: dissertation + ", Section 4.1: cluster membership changes must be serialized",
		With: map[string]any{
			"membership": "single", "changes": "v4,v5", "change-tries": 2,
			"terms": 2, "commands": 0, "crashes": 0, "elections": []int{1, 1, 0, 0, 0},
		},
	},
	{
		// The same, but S4 and S5 come in one joint configuration (change, A R A R): 13 steps.
		Name:   string(newMajorityOnly),
		Doc:    "In a joint configuration a majority of the new voters decides alone.",
		Rule:   "In a joint configuration elections and commitment take majorities of the old and of the new voters.",
		Breaks: "leader-completeness",
		Length: 13,
		Source: paper + ", Section 6: agreement requires separate majorities from both the old and new configurations",
		With: map[string]any{
			"membership": "joint", "changes": "v4v5", "change-tries": 1,
			"terms": 2, "commands": 0, "crashes": 0, "elections": []int{1, 1, 0, 0, 0},
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G) and gets a command (C), which is committed with
		// S2 (A R). It takes a snapshot, and its log is empty. S3 leads term 2 with its vote (T V
		// G): 10 steps.
		Name:   string(forgetSnapshotEnd),
		Doc:    "A server whose log is empty does not know index and term of the last entry that its snapshot stands for.",
		Rule:   "A snapshot has the index and the term of the last entry that it stands for.",
		Breaks: "leader-completeness",
		Length: 10,
		Source: paper + ", Section 7: the last included index and term are preserved to support the AppendEntries consistency check",
		With:   map[string]any{"compactions": 1, "terms": 2, "commands": 1, "crashes": 0},
	},
	{
		// S1 leads term 1 with S3's vote (T V G) and gets a command (C), which is committed with
		// S2 (A R), and another one (C), which S3 stores with the first (A). S1 takes a snapshot of
		// the first and gets a third (C), so it sends S3 the snapshot, for which S3 gives its log
		// away (InstallSnapshot). That S3 had the second is told S1 late (R), which so is committed.
		// S3 leads term 2 with S2's vote (T V G): 15 steps.
		Name:   string(installOver),
		Doc:    "A follower installs every snapshot that it gets, and discards its log.",
		Rule:   "A follower keeps the entries that follow what the snapshot stands for.",
		Breaks: "leader-completeness",
		Length: 15,
		Source: paper + ", Section 7: if the snapshot describes a prefix of its log (due to retransmission or by mistake), entries following it are still valid and must be retained",
		With:   map[string]any{"compactions": 1, "terms": 2, "commands": 3, "crashes": 0, "elections": []int{1, 0, 1}},
	},
	{
		// S1 leads term 1 with S3's vote (T V G), its first entry is committed with S2 (A R), and
		// S3 has it, too (A). S2 leads term 2 with S3's vote (T V G); C1's write is committed there
		// with S3 and answered (invoked, delivered, A R, the answer). S1, which has not heard of
		// that, answers C2's read (invoked, delivered, the answer): 17 steps.
		Name:   string(noReadRound),
		Doc:    "A leader answers reads without a round of heartbeats.",
		Rule:   "A leader answers a read when a majority has answered a heartbeat sent after the read came.",
		Breaks: "linearizability",
		Length: 17,
		Source: dissertation + ", Section 6.4: the leader needs to make sure it has not been superseded by a newer leader of which it is unaware",
		With: map[string]any{
			"clients": 2, "reads": readIndex, "scripts": "w@2;r@1", "terms": 2, "heartbeats": 0, "crashes": 0, "elections": []int{1, 1, 0},
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G); C1's write is committed there with S2, and
		// answered (invoked, delivered, A R, the answer). S2 leads term 2 with S3's vote (T V G),
		// and has not heard that anything is committed. It gets C2's read (invoked, delivered),
		// finds that it leads (Confirm and its answer), and answers: 16 steps.
		Name:   string(earlyReadIndex),
		Doc:    "A leader takes its commit index for a read index before an entry of its own term is committed.",
		Rule:   "A leader takes a read index only after it has committed an entry of its own term.",
		Breaks: "linearizability",
		Length: 16,
		Source: dissertation + ", Section 6.4: if the leader has not yet marked an entry from its current term committed, it waits until it has done so",
		With: map[string]any{
			"clients": 2, "reads": readIndex, "scripts": "w@1;r@2", "terms": 2, "heartbeats": 0, "crashes": 0, "elections": []int{1, 1, 0},
		},
	},
	{
		// S1 leads term 1 with S3's vote (T V G), and has its lease from S3, which stores its first
		// entry (A R). The clocks of S1 and S2 go two ticks, S3's three: 7. S3 leads term 2 with S2's
		// vote (T V G), and S2 gets S1's first entry, too (A R A R). The client's write is committed
		// there and answered (invoked, delivered, A R, the answer). S1 answers its read (invoked,
		// delivered, the answer): 27 steps.
		Name:   string(longLease),
		Doc:    "A leader trusts its lease for as long as the others wait, whatever their clocks do.",
		Rule:   "A lease is shorter than the minimum election timeout by what clocks may drift.",
		Breaks: "linearizability",
		Length: 27,
		Source: dissertation + ", Section 6.4.1: the lease approach assumes a bound on clock drift across servers",
		With:   leaseReads,
	},
	{
		// The same, but S3 crashes and restarts, where the clocks go 7 ticks above: 22 steps.
		Name:   string(forgetLease),
		Doc:    "A server votes at once after a crash, although it may have heard from a leader before.",
		Rule:   "A server that restarts supports no candidate for the minimum election timeout.",
		Breaks: "linearizability",
		Length: 22,
		Source: dissertation + ", Section 6.4.1: a leader counts on followers to wait at least the minimum election timeout",
		With:   with(leaseReads, map[string]any{"crashes": 1}),
	},
}

// leaseReads are settings under which a leader reads that may be superseded.
var leaseReads = map[string]any{
	"clients": 1, "reads": readLease, "scripts": "w@3,r@1", "terms": 2, "heartbeats": 0, "crashes": 0, "elections": []int{1, 0, 1},
	"network": model.FIFO.String(),
}

// with returns settings with others over them.
func with(settings, over map[string]any) map[string]any {
	all := maps.Clone(settings)
	maps.Copy(all, over)
	return all
}
