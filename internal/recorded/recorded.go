// Package recorded describes the logs in traces/recorded: real runs of every
// protocol that has a spec, of the code as it is and of mutants, logged whole and
// in part. Tests record them again, and hold them against the specs.
package recorded

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/model"
)

// A Log is one log of the set.
type Log struct {
	Name, Protocol, Mutant string
	// Given are settings, like "crashes=2 terms=5".
	Given       string
	Steps, Seed int
	Observe     string
	Unlogged    []string
	Sent        bool
}

// Settings with faults, by protocol.
const (
	RaftFaults    = "crashes=2 commands=6 heartbeats=6 drops=4 duplicates=4 terms=6"
	RaftMistakes  = "crashes=1 heartbeats=10 terms=4"
	PaxosFaults   = "crashes=3 ballots=3,3 drops=3 duplicates=4"
	PMMCFaults    = "crashes=2 ballots=4 scouts= drops=3 duplicates=4 slots=4 scripts=a@1,g@2;p@2,g@1"
	VRFaults      = "clients=2 scripts=a,g;p,g crashes=3 drops=3 duplicates=4 views=5 changes=2,2,2 commits=4 recoveries=2,2,2 retries=4"
	BackupScripts = "scripts=append,get,append:y,get:y;put,get,append,get"
	BackupFaults  = "views=6 checks=10 drops=4 duplicates=4 network=multiset " + BackupScripts
)

// Chain replication presumes reliable links and servers that fail for ever.
const (
	ChainScripts = "clients=2 scripts=append,get,append:y,get:y,put,get;put,get,append,get,get:y"
	ChainFaults  = "servers=5 first=3 crashes=3 retries=15 partitions=2 links=2 " + ChainScripts
)

// So does the fault-tolerant virtual machine, whose servers may be suspected by mistake.
const (
	VMScripts = "clients=2 scripts=append,get,append:y,get:y,put,get;put,get,append,get,get:y"
	VMFaults  = "servers=6 crashes=2 mistakes=2 retries=15 partitions=2 links=2 buffer=3 lag=2 " + VMScripts
)

// Zab presumes channels that keep the order; a connection that breaks loses messages.
const (
	ZabFaults   = "elections=6,6,6 give-ups=5,5,5 changes=12 crashes=3 drops=4 partitions=2 links=2"
	ZabMistakes = "elections=4,4,4 give-ups=4,4,4 changes=6 crashes=2"
)

// A switch of Paxos in switches fails for ever, and may be suspected by mistake.
const (
	SwitchFaults   = "proposers=4 learners=3 instances=8 rounds=8 registers=3 recovers=8 checkpoints=8 crashes=2 mistakes=2 drops=5 duplicates=8 partitions=2 links=2"
	SwitchMistakes = "proposers=3 learners=2 instances=6 rounds=6 registers=2 recovers=6 checkpoints=4 crashes=2 mistakes=2 duplicates=4"
)

// The servers of EPaxos agree on a few commands, and are done.
const (
	EPaxosFaults   = "commands=3 recoveries=6,6,6 crashes=2 drops=3 duplicates=8 partitions=2 links=2"
	EPaxosFive     = "servers=5 commands=5 recoveries=10,10,10,10,10 crashes=2 drops=5 duplicates=20 partitions=2 links=2"
	EPaxosMistakes = "servers=3 commands=3 recoveries=6,6,6 crashes=1 duplicates=10"
)

// Set are the logs, in no particular order.
var Set = []Log{
	{Name: "raft-small", Protocol: "raft", Steps: 40, Given: "crashes=1 commands=3 heartbeats=2 terms=3"},
	{Name: "raft-faults", Protocol: "raft", Steps: 150, Seed: 1, Given: RaftFaults},
	{Name: "raft-sent", Protocol: "raft", Steps: 120, Seed: 2, Given: RaftFaults + " refusals=true", Sent: true},
	{Name: "raft-set", Protocol: "raft", Steps: 150, Seed: 3, Given: "network=set crashes=3 commands=8 heartbeats=8 terms=8"},
	{Name: "raft-fifo", Protocol: "raft", Steps: 200, Seed: 4, Given: RaftFaults + " network=fifo partitions=2"},
	{Name: "raft-clients", Protocol: "raft", Steps: 150, Seed: 5, Given: "clients=2 heartbeats=8 crashes=2 terms=5 duplicates=3"},
	{Name: "raft-five", Protocol: "raft", Steps: 250, Seed: 6, Given: "servers=5 " + RaftFaults},
	{Name: "raft-terms", Protocol: "raft", Steps: 120, Seed: 7, Given: RaftFaults, Observe: "Term,Role,CommitIndex"},
	{Name: "raft-messages", Protocol: "raft", Steps: 120, Seed: 8, Given: RaftFaults, Observe: recording.ObserveNone},
	{Name: "raft-unlogged", Protocol: "raft", Steps: 80, Seed: 9, Given: RaftFaults, Observe: "Term,VotedFor,Role,Log",
		Unlogged: []string{"crash", "restart", "drop", "duplicate"}},
	{Name: "raft-large", Protocol: "raft", Steps: 1500, Seed: 10, Observe: "Term,Role,CommitIndex",
		Given: "crashes=15 commands=60 heartbeats=200 drops=40 duplicates=40 terms=60 elections=20,20,20"},
	{Name: "raft-snapshots", Protocol: "raft", Steps: 150, Seed: 1, Given: "compactions=6 crashes=2 drops=2 duplicates=6 heartbeats=20 terms=6 commands=8"},
	{Name: "raft-single", Protocol: "raft", Steps: 150, Seed: 2, Given: "membership=single learners=1 changes=v4,r1,l2,v2 change-tries=6 crashes=2 heartbeats=20 terms=6 commands=8"},
	{Name: "raft-joint", Protocol: "raft", Steps: 150, Seed: 3, Given: "membership=joint changes=v4r1,v1r2 change-tries=5 compactions=5 crashes=2 heartbeats=20 terms=8"},
	{Name: "raft-pre-vote", Protocol: "raft", Steps: 150, Seed: 4, Given: "pre-vote=true check-quorum=true transfers=3 crashes=2 heartbeats=20 terms=6 commands=8"},
	{Name: "raft-weak-vote", Protocol: "raft", Mutant: "weak-vote", Steps: 150, Seed: 1, Given: RaftFaults},
	{Name: "raft-weak-vote-terms", Protocol: "raft", Mutant: "weak-vote", Steps: 150, Seed: 1, Given: RaftFaults, Observe: "Term,Role"},
	{Name: "raft-commit-old-term", Protocol: "raft", Mutant: "commit-old-term", Steps: 150, Seed: 1, Given: RaftFaults},
	{Name: "raft-forget-vote", Protocol: "raft", Mutant: "forget-vote", Steps: 150, Seed: 1, Given: RaftFaults},
	{Name: "raft-double-vote", Protocol: "raft", Mutant: "double-vote", Steps: 100, Seed: 1, Given: RaftFaults},
	{Name: "raft-double-vote-terms", Protocol: "raft", Mutant: "double-vote", Steps: 100, Seed: 1, Given: RaftFaults, Observe: "Term"},
	{Name: "raft-no-prev-check", Protocol: "raft", Mutant: "no-prev-check", Steps: 150, Seed: 1, Given: RaftFaults},
	{Name: "raft-truncate-always", Protocol: "raft", Mutant: "truncate-always", Steps: 150, Seed: 1, Given: RaftFaults},

	{Name: "raft-pre-vote-while-led", Protocol: "raft", Mutant: "pre-vote-while-led", Steps: 150, Given: RaftMistakes + " elections=2,2,2 commands=3"},
	{Name: "raft-vote-while-led", Protocol: "raft", Mutant: "vote-while-led", Steps: 150, Given: RaftMistakes + " elections=2,2,2 commands=3"},
	{Name: "raft-early-config", Protocol: "raft", Mutant: "early-config", Steps: 150, Seed: 1,
		Given: RaftMistakes + " elections=2,2,2,2 servers=4 changes=r2,r1,r3 change-tries=6 commands=3"},
	{Name: "raft-overlapping-changes", Protocol: "raft", Mutant: "overlapping-changes", Steps: 150, Seed: 1,
		Given: RaftMistakes + " elections=2,2,2,1,1 change-tries=6 commands=3"},
	{Name: "raft-new-majority-only", Protocol: "raft", Mutant: "new-majority-only", Steps: 150, Seed: 7,
		Given: RaftMistakes + " elections=2,2,2,1,1 change-tries=3 commands=3"},
	{Name: "raft-forget-snapshot-end", Protocol: "raft", Mutant: "forget-snapshot-end", Steps: 150, Given: RaftMistakes + " elections=2,2,2 compactions=3 commands=5"},
	{Name: "raft-install-over", Protocol: "raft", Mutant: "install-over", Steps: 300,
		Given: "crashes=1 terms=3 elections=2,1,1 heartbeats=60 duplicates=40 compactions=10 commands=12"},

	{Name: "paxos-small", Protocol: "paxos", Steps: 40, Given: "crashes=1"},
	{Name: "paxos-faults", Protocol: "paxos", Steps: 100, Seed: 1, Given: PaxosFaults},
	{Name: "paxos-sent", Protocol: "paxos", Steps: 100, Seed: 2, Given: PaxosFaults + " learning=distinguished learners=3", Sent: true},
	{Name: "paxos-set", Protocol: "paxos", Steps: 100, Seed: 3, Given: "network=set crashes=3 ballots=3,3 proposers=3"},
	{Name: "paxos-fifo", Protocol: "paxos", Steps: 150, Seed: 4, Given: PaxosFaults + " network=fifo partitions=2"},
	{Name: "paxos-shared", Protocol: "paxos", Steps: 100, Seed: 5, Given: PaxosFaults + " layout=shared"},
	{Name: "paxos-large", Protocol: "paxos", Steps: 1000, Seed: 6, Observe: "Tried,Promised,Learned",
		Given: "proposers=5 acceptors=7 learners=3 ballots=20,20 crashes=20 drops=20 duplicates=30"},
	{Name: "paxos-learned", Protocol: "paxos", Steps: 100, Seed: 7, Given: PaxosFaults, Observe: "Learned"},
	{Name: "paxos-unlogged", Protocol: "paxos", Steps: 80, Seed: 8, Given: PaxosFaults, Unlogged: []string{"crash", "restart"}},
	{Name: "paxos-flexible", Protocol: "paxos", Steps: 100, Seed: 9, Given: PaxosFaults + " phase2=1"},
	{Name: "paxos-accept-below-promise", Protocol: "paxos", Mutant: "accept-below-promise", Steps: 150, Seed: 1, Given: PaxosFaults},
	{Name: "paxos-own-value", Protocol: "paxos", Mutant: "own-value", Steps: 150, Seed: 1, Given: PaxosFaults},
	{Name: "paxos-shared-numbers", Protocol: "paxos", Mutant: "shared-numbers", Steps: 100, Seed: 1, Given: PaxosFaults},
	{Name: "paxos-learn-early", Protocol: "paxos", Mutant: "learn-early", Steps: 100, Seed: 1, Given: PaxosFaults, Observe: "Promised"},

	{Name: "paxos-forget-promise", Protocol: "paxos", Mutant: "forget-promise", Steps: 100, Seed: 4},
	{Name: "paxos-lowest-accepted", Protocol: "paxos", Mutant: "lowest-accepted", Steps: 150, Seed: 6,
		Given: "proposers=3 ballots=5,5,5 acceptors=5"},
	{Name: "paxos-minority-quorum", Protocol: "paxos", Mutant: "minority-quorum", Steps: 100, Seed: 1},
	{Name: "paxos-disjoint-phases", Protocol: "paxos", Mutant: "disjoint-phases", Steps: 100, Seed: 1},

	{Name: "pmmc-small", Protocol: "pmmc", Steps: 60},
	{Name: "pmmc-faults", Protocol: "pmmc", Steps: 150, Seed: 1, Given: PMMCFaults},
	{Name: "pmmc-sent", Protocol: "pmmc", Steps: 150, Seed: 2, Given: PMMCFaults + " refusals=true", Sent: true},
	{Name: "pmmc-set", Protocol: "pmmc", Steps: 150, Seed: 3, Given: PMMCFaults + " network=set"},
	{Name: "pmmc-fifo", Protocol: "pmmc", Steps: 200, Seed: 4, Given: PMMCFaults + " network=fifo partitions=2 retries=3"},
	{Name: "pmmc-large", Protocol: "pmmc", Steps: 600, Seed: 5, Observe: "Ballot,Mode,SlotOut",
		Given: "clients=3 ballots=30 scouts=10,10,10 slots=9 window=3 crashes=10 drops=15 duplicates=20 retries=10 scripts=p,a,g,a;a,g,p;g,a,ay,gy"},
	{Name: "pmmc-ballots", Protocol: "pmmc", Steps: 150, Seed: 6, Given: PMMCFaults, Observe: "Ballot,Decisions"},
	{Name: "pmmc-unlogged", Protocol: "pmmc", Steps: 100, Seed: 7, Given: PMMCFaults, Unlogged: []string{"invoke", "crash", "restart"}},
	{Name: "pmmc-flexible", Protocol: "pmmc", Steps: 150, Seed: 8, Given: PMMCFaults + " servers=4 phase2=2"},
	{Name: "pmmc-disjoint-phases", Protocol: "pmmc", Mutant: "disjoint-phases", Steps: 120, Seed: 1},
	{Name: "pmmc-no-adoption", Protocol: "pmmc", Mutant: "no-adoption", Steps: 120, Seed: 12,
		Given: "scripts=p@1;p@3 ballots=6 scouts=3,3,3 crashes=2"},
	{Name: "pmmc-no-ballot-check", Protocol: "pmmc", Mutant: "no-ballot-check", Steps: 150, Seed: 1, Given: PMMCFaults},
	{Name: "pmmc-ballot-without-leader", Protocol: "pmmc", Mutant: "ballot-without-leader", Steps: 120, Seed: 1},
	{Name: "pmmc-skip-slot", Protocol: "pmmc", Mutant: "skip-slot", Steps: 120, Seed: 1},
	{Name: "pmmc-no-duplicate-filter", Protocol: "pmmc", Mutant: "no-duplicate-filter", Steps: 150, Seed: 2, Given: "retries=4"},

	{Name: "primarybackup-small", Protocol: "primarybackup", Steps: 60},
	{Name: "primarybackup-cold", Protocol: "primarybackup", Steps: 150, Seed: 3, Given: "standby=cold views=8 checks=20 " + BackupScripts},
	{Name: "primarybackup-unreplayed-log", Protocol: "primarybackup", Mutant: "unreplayed-log", Steps: 150, Given: "views=6 checks=15 clients=2 " + BackupScripts},
	{Name: "primarybackup-backward-log", Protocol: "primarybackup", Mutant: "backward-log", Steps: 150, Seed: 1, Given: "views=6 checks=15 clients=2 " + BackupScripts},
	{Name: "primarybackup-set", Protocol: "primarybackup", Steps: 200, Seed: 1, Given: "views=8 checks=20 " + BackupScripts, Sent: true},
	{Name: "primarybackup-faults", Protocol: "primarybackup", Steps: 200, Seed: 2, Given: BackupFaults},
	{Name: "primarybackup-fifo", Protocol: "primarybackup", Steps: 300, Seed: 3,
		Given: "network=fifo views=8 checks=20 drops=10 duplicates=10 partitions=2 stops=1 " + BackupScripts},
	{Name: "primarybackup-large", Protocol: "primarybackup", Steps: 1500, Seed: 4, Observe: "View,Ready,Started",
		Given: "network=fifo clients=3 servers=5 views=20 checks=100 drops=60 duplicates=60 scripts=append,get,put,get,append,append,get;put:y,get,append,get,get:y;append,get,append,get"},
	{Name: "primarybackup-messages", Protocol: "primarybackup", Steps: 200, Seed: 5, Given: "views=8 checks=20", Observe: recording.ObserveNone},
	{Name: "primarybackup-unlogged", Protocol: "primarybackup", Steps: 150, Seed: 6, Given: "views=8 checks=20",
		Unlogged: []string{"timeout ping-check"}},
	{Name: "primarybackup-async-forward", Protocol: "primarybackup", Mutant: "async-forward", Steps: 150, Seed: 1, Given: "views=6 checks=15"},
	{Name: "primarybackup-no-view-ack", Protocol: "primarybackup", Mutant: "no-view-ack", Steps: 150, Seed: 1, Given: "views=6 checks=15"},
	{Name: "primarybackup-fast-read", Protocol: "primarybackup", Mutant: "fast-read", Steps: 150, Seed: 1, Given: "views=6 checks=15"},
	{Name: "primarybackup-any-primary", Protocol: "primarybackup", Mutant: "any-primary", Steps: 150, Seed: 34,
		Given: "views=8 checks=20 clients=2 " + BackupScripts},
	{Name: "primarybackup-backup-any-view", Protocol: "primarybackup", Mutant: "backup-any-view", Steps: 150, Seed: 56, Given: "views=6 checks=15"},
	{Name: "primarybackup-backup-any-view-hidden", Protocol: "primarybackup", Mutant: "backup-any-view", Steps: 150, Seed: 1,
		Given: "views=6 checks=15"},
	{Name: "primarybackup-backup-answers", Protocol: "primarybackup", Mutant: "backup-answers", Steps: 150, Seed: 2,
		Given: "views=8 checks=20 clients=2 " + BackupScripts},
	{Name: "primarybackup-torn-transfer", Protocol: "primarybackup", Mutant: "torn-transfer", Steps: 150, Seed: 1},
	{Name: "primarybackup-no-dedup-transfer", Protocol: "primarybackup", Mutant: "no-dedup-transfer", Steps: 150, Seed: 2},
	{Name: "primarybackup-promote-uninitialised", Protocol: "primarybackup", Mutant: "promote-uninitialised", Steps: 150, Seed: 1},

	{Name: "chain-small", Protocol: "chain", Steps: 60, Given: "retries=3"},
	{Name: "chain-faults", Protocol: "chain", Steps: 150, Seed: 1, Given: ChainFaults},
	{Name: "chain-sent", Protocol: "chain", Steps: 150, Seed: 2, Given: ChainFaults, Sent: true},
	{Name: "chain-apportioned", Protocol: "chain", Steps: 150, Seed: 3, Given: ChainFaults + " queries=apportioned", Sent: true},
	{Name: "chain-large", Protocol: "chain", Steps: 600, Seed: 4, Observe: "Role,Succ,Started",
		Given: "servers=6 first=3 crashes=4 retries=60 clients=3 " +
			"scripts=append,get,append:y,get:y,put,get,append,append,get;put,get,append,get,get:y,put:y,get:y,append,get;get,append,get,append,get,append,get,append,get"},
	{Name: "chain-messages", Protocol: "chain", Steps: 150, Seed: 5, Given: ChainFaults, Observe: recording.ObserveNone},
	{Name: "chain-unlogged", Protocol: "chain", Steps: 100, Seed: 6, Given: "servers=5 first=3 crashes=3 retries=6 " + ChainScripts, Unlogged: []string{"suspect", "timeout retry"}},
	{Name: "chain-head-replies", Protocol: "chain", Mutant: "head-replies", Steps: 120, Given: ChainScripts},
	{Name: "chain-middle-read", Protocol: "chain", Mutant: "middle-read", Steps: 120, Given: ChainScripts},
	{Name: "chain-sent-not-forwarded", Protocol: "chain", Mutant: "sent-not-forwarded", Steps: 100, Seed: 10, Given: "servers=4 crashes=2 " + ChainScripts},
	{Name: "chain-hasty-link", Protocol: "chain", Mutant: "hasty-link", Steps: 100, Seed: 1, Given: ChainScripts},
	{Name: "chain-old-predecessor", Protocol: "chain", Mutant: "old-predecessor", Steps: 120, Seed: 14,
		Given: "servers=6 first=4 crashes=4 retries=8 " + ChainScripts},
	{Name: "chain-early-tail", Protocol: "chain", Mutant: "early-tail", Steps: 120, Given: "retries=6 " + ChainScripts},
	{Name: "chain-late-copy", Protocol: "chain", Mutant: "late-copy", Steps: 80, Seed: 1047, Given: "servers=4 first=2 crashes=2 " + ChainScripts},
	{Name: "chain-no-duplicate-filter", Protocol: "chain", Mutant: "no-duplicate-filter", Steps: 120, Given: "retries=10 " + ChainScripts},
	{Name: "chain-dirty-read", Protocol: "chain", Mutant: "dirty-read", Steps: 120, Seed: 2, Given: ChainScripts},
	{Name: "chain-clean-read", Protocol: "chain", Mutant: "clean-read", Steps: 120, Seed: 2, Given: ChainScripts},
	{Name: "chain-reordered", Protocol: "chain", Mutant: "reordered", Steps: 100, Seed: 8, Given: ChainScripts},
	{Name: "chain-lost-update", Protocol: "chain", Mutant: "lost-update", Steps: 120, Given: "drops=3 " + ChainScripts},
	{Name: "chain-wrong-suspicion", Protocol: "chain", Mutant: "wrong-suspicion", Steps: 120, Given: ChainScripts},
	{Name: "chain-comes-back", Protocol: "chain", Mutant: "comes-back", Steps: 120, Given: ChainScripts},

	{Name: "ftvm-small", Protocol: "ftvm", Steps: 60, Given: "retries=3"},
	{Name: "ftvm-faults", Protocol: "ftvm", Steps: 150, Seed: 1, Given: VMFaults},
	{Name: "ftvm-sent", Protocol: "ftvm", Steps: 150, Seed: 2, Given: VMFaults, Sent: true},
	{Name: "ftvm-large", Protocol: "ftvm", Steps: 600, Seed: 4, Observe: "Role,Pair,Started",
		Given: "servers=6 crashes=2 mistakes=2 retries=60 clients=3 buffer=3 lag=2 " +
			"scripts=append,get,append:y,get:y,put,get,append,append,get;put,get,append,get,get:y,put:y,get:y,append,get;get,append,get,append,get,append,get,append,get"},
	{Name: "ftvm-messages", Protocol: "ftvm", Steps: 150, Seed: 5, Given: VMFaults, Observe: recording.ObserveNone},
	{Name: "ftvm-unlogged", Protocol: "ftvm", Steps: 100, Seed: 6, Given: "servers=4 crashes=1 mistakes=1 retries=4 " + VMScripts, Unlogged: []string{"suspect", "timeout retry"}},
	{Name: "ftvm-early-output", Protocol: "ftvm", Mutant: "early-output", Steps: 120, Given: "mistakes=0 " + VMScripts},
	{Name: "ftvm-unlogged-output", Protocol: "ftvm", Mutant: "unlogged-output", Steps: 120, Given: "mistakes=0 " + VMScripts},
	{Name: "ftvm-unlogged-clock", Protocol: "ftvm", Mutant: "unlogged-clock", Steps: 120, Given: VMScripts},
	{Name: "ftvm-moved-interrupt", Protocol: "ftvm", Mutant: "moved-interrupt", Steps: 120, Given: VMScripts},
	{Name: "ftvm-dropped-log", Protocol: "ftvm", Mutant: "dropped-log", Steps: 120, Seed: 1, Given: "servers=4 retries=6 " + VMScripts},
	{Name: "ftvm-late-ack", Protocol: "ftvm", Mutant: "late-ack", Steps: 120, Seed: 1, Given: "retries=6 " + VMScripts},
	{Name: "ftvm-no-test-and-set", Protocol: "ftvm", Mutant: "no-test-and-set", Steps: 120, Given: "retries=6 " + VMScripts},
	{Name: "ftvm-no-halt", Protocol: "ftvm", Mutant: "no-halt", Steps: 120, Given: "retries=6 " + VMScripts},
	{Name: "ftvm-disk-copy", Protocol: "ftvm", Mutant: "disk-copy", Steps: 120, Given: "servers=5 mistakes=2 retries=6 " + VMScripts},
	{Name: "ftvm-no-duplicate-filter", Protocol: "ftvm", Mutant: "no-duplicate-filter", Steps: 120, Seed: 1, Given: "retries=15 " + VMScripts},
	{Name: "ftvm-reordered", Protocol: "ftvm", Mutant: "reordered", Steps: 120, Seed: 5, Given: VMScripts},
	{Name: "ftvm-lost-entry", Protocol: "ftvm", Mutant: "lost-entry", Steps: 120, Given: "drops=3 " + VMScripts},

	{Name: "switchpaxos-small", Protocol: "switchpaxos", Steps: 60},
	{Name: "switchpaxos-faults", Protocol: "switchpaxos", Steps: 200, Seed: 1, Given: SwitchFaults},
	{Name: "switchpaxos-sent", Protocol: "switchpaxos", Steps: 200, Seed: 4, Given: SwitchFaults, Sent: true},
	{Name: "switchpaxos-set", Protocol: "switchpaxos", Steps: 150, Seed: 2,
		Given: "network=set proposers=3 learners=2 instances=8 rounds=6 registers=3 recovers=6 checkpoints=8 crashes=2 mistakes=2"},
	{Name: "switchpaxos-fifo", Protocol: "switchpaxos", Steps: 200, Seed: 3, Given: SwitchFaults + " network=fifo"},
	{Name: "switchpaxos-large", Protocol: "switchpaxos", Steps: 600, Seed: 2, Observe: "Low,Saved,Instance",
		Given: "proposers=4 learners=3 instances=16 rounds=30 registers=4 recovers=-1 checkpoints=-1 crashes=1 mistakes=4 drops=8 duplicates=120 partitions=2"},
	{Name: "switchpaxos-messages", Protocol: "switchpaxos", Steps: 200, Seed: 5, Given: SwitchFaults, Observe: recording.ObserveNone},
	{Name: "switchpaxos-unlogged", Protocol: "switchpaxos", Steps: 120, Seed: 6, Given: SwitchFaults, Unlogged: []string{"crash", "suspect", "drop"}},
	{Name: "switchpaxos-restarted-sequence", Protocol: "switchpaxos", Mutant: "restarted-sequence", Steps: 120, Given: SwitchMistakes},
	{Name: "switchpaxos-early-reuse", Protocol: "switchpaxos", Mutant: "early-reuse", Steps: 120, Given: SwitchMistakes},
	{Name: "switchpaxos-no-phase1", Protocol: "switchpaxos", Mutant: "no-phase1", Steps: 120, Seed: 3, Given: SwitchMistakes},
	{Name: "switchpaxos-own-value", Protocol: "switchpaxos", Mutant: "own-value", Steps: 120, Seed: 1, Given: SwitchMistakes},
	{Name: "switchpaxos-forgetful-acceptor", Protocol: "switchpaxos", Mutant: "forgetful-acceptor", Steps: 120, Given: SwitchMistakes},
	{Name: "switchpaxos-learn-early", Protocol: "switchpaxos", Mutant: "learn-early", Steps: 120, Given: SwitchMistakes},
	{Name: "switchpaxos-skip-gap", Protocol: "switchpaxos", Mutant: "skip-gap", Steps: 120, Seed: 1, Given: SwitchMistakes},

	{Name: "zab-small", Protocol: "zab", Steps: 60},
	{Name: "zab-faults", Protocol: "zab", Steps: 200, Seed: 1, Given: ZabFaults},
	{Name: "zab-sent", Protocol: "zab", Steps: 200, Seed: 2, Given: ZabFaults, Sent: true},
	{Name: "zab-five", Protocol: "zab", Steps: 250, Seed: 3, Given: "servers=5 elections=4,4,4,4,4 give-ups=2,2,2,2,2 changes=8 crashes=3 drops=4"},
	{Name: "zab-large", Protocol: "zab", Steps: 500, Seed: 3, Observe: "Role,CurrentEpoch,Committed",
		Given: "elections=20,20,20 give-ups=12,12,12 changes=40 crashes=4 drops=12 partitions=2"},
	{Name: "zab-messages", Protocol: "zab", Steps: 200, Seed: 5, Given: ZabFaults, Observe: recording.ObserveNone},
	{Name: "zab-unlogged", Protocol: "zab", Steps: 150, Seed: 6, Given: ZabFaults, Unlogged: []string{"crash", "restart", "drop"}},
	{Name: "zab-epoch-first", Protocol: "zab", Mutant: "epoch-first", Steps: 150, Seed: 1, Given: ZabMistakes},
	{Name: "zab-ack-first", Protocol: "zab", Mutant: "ack-first", Steps: 150, Seed: 1, Given: ZabMistakes},
	{Name: "zab-equal-epoch", Protocol: "zab", Mutant: "equal-epoch", Steps: 150, Seed: 6, Given: "elections=6,6,6 give-ups=6,6,6 changes=0 crashes=0"},
	{Name: "zab-forgets-epoch", Protocol: "zab", Mutant: "forgets-epoch", Steps: 150, Seed: 12, Given: ZabMistakes},
	{Name: "zab-longest-history", Protocol: "zab", Mutant: "longest-history", Steps: 150, Seed: 2, Given: ZabMistakes},
	{Name: "zab-own-history", Protocol: "zab", Mutant: "own-history", Steps: 150, Seed: 2, Given: ZabMistakes},
	{Name: "zab-early-broadcast", Protocol: "zab", Mutant: "early-broadcast", Steps: 150, Given: ZabMistakes},

	{Name: "epaxos-small", Protocol: "epaxos", Steps: 60},
	{Name: "epaxos-faults", Protocol: "epaxos", Steps: 200, Seed: 9, Given: EPaxosFaults},
	{Name: "epaxos-sent", Protocol: "epaxos", Steps: 200, Seed: 4, Given: EPaxosFaults, Sent: true},
	{Name: "epaxos-set", Protocol: "epaxos", Steps: 200, Seed: 3, Given: EPaxosFaults + " network=set"},
	{Name: "epaxos-fifo", Protocol: "epaxos", Steps: 200, Seed: 5, Given: EPaxosFaults + " network=fifo"},
	{Name: "epaxos-five", Protocol: "epaxos", Steps: 600, Seed: 208, Given: EPaxosFive, Sent: true},
	{Name: "epaxos-large", Protocol: "epaxos", Steps: 600, Seed: 177, Given: EPaxosFive, Observe: "Executed,Blocking"},
	{Name: "epaxos-messages", Protocol: "epaxos", Steps: 200, Seed: 8, Given: EPaxosFaults, Observe: recording.ObserveNone},
	{Name: "epaxos-unlogged", Protocol: "epaxos", Steps: 200, Seed: 9, Given: EPaxosFaults, Unlogged: []string{"crash", "restart", "drop"}},
	{Name: "epaxos-single-ballot", Protocol: "epaxos", Mutant: "single-ballot", Steps: 150, Given: EPaxosMistakes},
	{Name: "epaxos-no-validation", Protocol: "epaxos", Mutant: "no-validation", Steps: 150, Given: EPaxosMistakes},
	{Name: "epaxos-initial-deps", Protocol: "epaxos", Mutant: "initial-deps", Steps: 150, Seed: 1, Given: EPaxosMistakes},
	{Name: "epaxos-always-fast", Protocol: "epaxos", Mutant: "always-fast", Steps: 150, Seed: 1, Given: EPaxosMistakes},
	{Name: "epaxos-accept-old", Protocol: "epaxos", Mutant: "accept-old", Steps: 150, Seed: 1, Given: EPaxosMistakes},
	{Name: "epaxos-forget-accepted", Protocol: "epaxos", Mutant: "forget-accepted", Steps: 150, Given: EPaxosMistakes},
	{Name: "epaxos-always-nop", Protocol: "epaxos", Mutant: "always-nop", Steps: 150, Seed: 7, Given: EPaxosMistakes},
	{Name: "epaxos-silent-validation", Protocol: "epaxos", Mutant: "silent-validation", Steps: 150, Seed: 10, Given: EPaxosMistakes},
	{Name: "epaxos-impatient", Protocol: "epaxos", Mutant: "impatient", Steps: 300, Seed: 7,
		Given: "servers=5 commands=5 recoveries=10,10,10,10,10 crashes=1 duplicates=20"},
	{Name: "epaxos-execute-early", Protocol: "epaxos", Mutant: "execute-early", Steps: 150, Seed: 1, Given: EPaxosMistakes},
	{Name: "epaxos-own-first", Protocol: "epaxos", Mutant: "own-first", Steps: 150, Seed: 99, Given: EPaxosMistakes},

	{Name: "vr-small", Protocol: "vr", Steps: 60},
	{Name: "vr-faults", Protocol: "vr", Steps: 200, Seed: 1, Given: VRFaults},
	{Name: "vr-sent", Protocol: "vr", Steps: 200, Seed: 2, Given: VRFaults, Sent: true},
	{Name: "vr-set", Protocol: "vr", Steps: 200, Seed: 3, Given: VRFaults + " network=set"},
	{Name: "vr-fifo", Protocol: "vr", Steps: 250, Seed: 4, Given: VRFaults + " network=fifo partitions=2"},
	{Name: "vr-five", Protocol: "vr", Steps: 250, Seed: 5, Given: "servers=5 " + VRFaults + " changes=2,2,2,2,2"},
	{Name: "vr-large", Protocol: "vr", Steps: 1000, Seed: 7, Observe: "View,Status,CommitNumber",
		Given: "clients=3 scripts=p,a,g,a,g,a,g;a,g,p,a,g,a,g;g,a,ay,gy,g,ay,gy views=40 changes=12,12,12 commits=80 recoveries=8,8,8 crashes=4 drops=20 duplicates=30 retries=40"},
	{Name: "vr-views", Protocol: "vr", Steps: 150, Seed: 7, Given: VRFaults, Observe: "View,Status"},
	{Name: "vr-unlogged", Protocol: "vr", Steps: 120, Seed: 8, Given: VRFaults, Unlogged: []string{"crash", "restart"}},
	{Name: "vr-as-published-transfer", Protocol: "vr", Mutant: "as-published-transfer", Steps: 200, Seed: 80,
		Given: "clients=2 scripts=a,g,a;p,g,a crashes=0 views=6 changes=3,3,3 commits=12 retries=8 recoveries=0 duplicates=4"},
	{Name: "vr-as-published-recovery", Protocol: "vr", Mutant: "as-published-recovery", Steps: 150, Seed: 1, Given: VRFaults},
	{Name: "vr-minority-recovery", Protocol: "vr", Mutant: "minority-recovery", Steps: 150, Seed: 1, Given: VRFaults},
	{Name: "vr-old-nonce", Protocol: "vr", Mutant: "old-nonce", Steps: 150, Seed: 1, Given: VRFaults + " network=multiset"},
	{Name: "vr-recovering-votes", Protocol: "vr", Mutant: "recovering-votes", Steps: 150, Seed: 2, Given: VRFaults},
	{Name: "vr-longest-log", Protocol: "vr", Mutant: "longest-log", Steps: 250, Seed: 69,
		Given: "clients=3 scripts=a,g,a,g;p,g,a,g;a,g,a crashes=0 views=9 changes=4,4,4 commits=4 retries=12 recoveries=0 duplicates=4"},
	{Name: "vr-late-start-view", Protocol: "vr", Mutant: "late-start-view", Steps: 150, Seed: 2, Given: VRFaults},
	{Name: "vr-commit-back", Protocol: "vr", Mutant: "commit-back", Steps: 150, Seed: 1, Given: VRFaults},
	{Name: "vr-no-client-table", Protocol: "vr", Mutant: "no-client-table", Steps: 150, Seed: 1, Given: VRFaults},
}

// Specs names the TLA+ spec of each protocol of the set. The trace spec beside it
// says what the events of a log mean.
var Specs = map[string]string{
	"raft": "Raft", "paxos": "Paxos", "pmmc": "MultiPaxos", "primarybackup": "PrimaryBackup", "chain": "Chain", "vr": "VR", "ftvm": "FTVM",
	"switchpaxos": "SwitchPaxos", "zab": "Zab", "epaxos": "EPaxos",
}

// BeyondRaft are the mutants of raft that break a property of states and of which the set has no logs:
// they are about clients and their reads, which the spec does not have.
var BeyondRaft = []string{"no-duplicate-filter", "no-read-round", "early-read-index", "long-lease", "forget-lease"}

// File is the name of the log's file.
func (l *Log) File() string { return l.Name + ".ndjson" }

// Recording returns the recording that makes the log, of one of the protocols.
func (l *Log) Recording(protocols []*model.Protocol) (*recording.Recording, error) {
	for _, p := range protocols {
		if p.Name == l.Protocol {
			return l.of(p), nil
		}
	}
	return nil, fmt.Errorf("the log %s is one of the protocol %s, which is not given", l.Name, l.Protocol)
}

func (l *Log) of(p *model.Protocol) *recording.Recording {
	given := map[string]string{}
	for _, word := range strings.Fields(l.Given) {
		name, value, _ := strings.Cut(word, "=")
		given[name] = value
	}
	return &recording.Recording{
		Protocol: p, Mutant: l.Mutant, Settings: given, Steps: l.Steps, Seed: l.Seed,
		Observe: l.Observe, Unlogged: l.Unlogged, Sent: l.Sent,
	}
}
