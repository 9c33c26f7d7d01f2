package main

import (
	"os"
	"path/filepath"
	"strings"
)

// recorded is one log of the set in traces/recorded: real runs of every protocol
// that has a spec, of the code as it is and of mutants, logged in whole and in
// parts.
type recorded struct {
	name, protocol, mutant string
	given                  string // settings: "crashes=2 terms=5"
	steps, seed            int
	observe                string
	unlogged               []string
	sent                   bool
}

const (
	raftFaults    = "crashes=2 commands=6 heartbeats=6 drops=4 duplicates=4 terms=6"
	paxosFaults   = "crashes=3 ballots=3,3 drops=3 duplicates=4"
	pmmcFaults    = "crashes=2 ballots=4 scouts= drops=3 duplicates=4 slots=4 scripts=a@1,g@2;p@2,g@1"
	backupScripts = "scripts=append,get,append:y,get:y;put,get,append,get"
	backupFaults  = "views=6 checks=10 drops=4 duplicates=4 network=multiset " + backupScripts
)

var recordedSet = []recorded{
	{name: "raft-small", protocol: "raft", steps: 40, given: "crashes=1 commands=3 heartbeats=2 terms=3"},
	{name: "raft-faults", protocol: "raft", steps: 150, seed: 1, given: raftFaults},
	{name: "raft-sent", protocol: "raft", steps: 120, seed: 2, given: raftFaults + " refusals=true", sent: true},
	{name: "raft-set", protocol: "raft", steps: 150, seed: 3, given: "network=set crashes=3 commands=8 heartbeats=8 terms=8"},
	{name: "raft-fifo", protocol: "raft", steps: 200, seed: 4, given: raftFaults + " network=fifo partitions=2"},
	{name: "raft-clients", protocol: "raft", steps: 150, seed: 5, given: "clients=2 heartbeats=8 crashes=2 terms=5 duplicates=3"},
	{name: "raft-five", protocol: "raft", steps: 250, seed: 6, given: "servers=5 " + raftFaults},
	{name: "raft-terms", protocol: "raft", steps: 120, seed: 7, given: raftFaults, observe: "Term,Role,CommitIndex"},
	{name: "raft-messages", protocol: "raft", steps: 120, seed: 8, given: raftFaults, observe: observeNone},
	{name: "raft-unlogged", protocol: "raft", steps: 80, seed: 9, given: raftFaults, observe: "Term,VotedFor,Role,Log",
		unlogged: []string{"crash", "restart", "drop", "duplicate"}},
	{name: "raft-large", protocol: "raft", steps: 1500, seed: 10, observe: "Term,Role,CommitIndex",
		given: "crashes=15 commands=60 heartbeats=200 drops=40 duplicates=40 terms=60 elections=20,20,20"},
	{name: "raft-weak-vote", protocol: "raft", mutant: "weak-vote", steps: 150, seed: 1, given: raftFaults},
	{name: "raft-weak-vote-terms", protocol: "raft", mutant: "weak-vote", steps: 150, seed: 1, given: raftFaults, observe: "Term,Role"},
	{name: "raft-commit-old-term", protocol: "raft", mutant: "commit-old-term", steps: 150, seed: 1, given: raftFaults},
	{name: "raft-forget-vote", protocol: "raft", mutant: "forget-vote", steps: 150, seed: 1, given: raftFaults},
	{name: "raft-double-vote", protocol: "raft", mutant: "double-vote", steps: 100, seed: 1, given: raftFaults},
	{name: "raft-double-vote-terms", protocol: "raft", mutant: "double-vote", steps: 100, seed: 1, given: raftFaults, observe: "Term"},
	{name: "raft-no-prev-check", protocol: "raft", mutant: "no-prev-check", steps: 150, seed: 1, given: raftFaults},
	{name: "raft-truncate-always", protocol: "raft", mutant: "truncate-always", steps: 150, seed: 1, given: raftFaults},

	{name: "paxos-small", protocol: "paxos", steps: 40, given: "crashes=1"},
	{name: "paxos-faults", protocol: "paxos", steps: 100, seed: 1, given: paxosFaults},
	{name: "paxos-sent", protocol: "paxos", steps: 100, seed: 2, given: paxosFaults + " learning=distinguished learners=3", sent: true},
	{name: "paxos-set", protocol: "paxos", steps: 100, seed: 3, given: "network=set crashes=3 ballots=3,3 proposers=3"},
	{name: "paxos-fifo", protocol: "paxos", steps: 150, seed: 4, given: paxosFaults + " network=fifo partitions=2"},
	{name: "paxos-shared", protocol: "paxos", steps: 100, seed: 5, given: paxosFaults + " layout=shared"},
	{name: "paxos-large", protocol: "paxos", steps: 1000, seed: 6, observe: "Tried,Promised,Learned",
		given: "proposers=5 acceptors=7 learners=3 ballots=20,20 crashes=20 drops=20 duplicates=30"},
	{name: "paxos-learned", protocol: "paxos", steps: 100, seed: 7, given: paxosFaults, observe: "Learned"},
	{name: "paxos-unlogged", protocol: "paxos", steps: 80, seed: 8, given: paxosFaults, unlogged: []string{"crash", "restart"}},
	{name: "paxos-accept-below-promise", protocol: "paxos", mutant: "accept-below-promise", steps: 150, seed: 1, given: paxosFaults},
	{name: "paxos-own-value", protocol: "paxos", mutant: "own-value", steps: 150, seed: 1, given: paxosFaults},
	{name: "paxos-shared-numbers", protocol: "paxos", mutant: "shared-numbers", steps: 100, seed: 1, given: paxosFaults},
	{name: "paxos-learn-early", protocol: "paxos", mutant: "learn-early", steps: 100, seed: 1, given: paxosFaults, observe: "Promised"},

	{name: "paxos-forget-promise", protocol: "paxos", mutant: "forget-promise", steps: 100, seed: 4},
	{name: "paxos-lowest-accepted", protocol: "paxos", mutant: "lowest-accepted", steps: 150, seed: 6,
		given: "proposers=3 ballots=5,5,5 acceptors=5"},
	{name: "paxos-minority-quorum", protocol: "paxos", mutant: "minority-quorum", steps: 100, seed: 1},

	{name: "pmmc-small", protocol: "pmmc", steps: 60},
	{name: "pmmc-faults", protocol: "pmmc", steps: 150, seed: 1, given: pmmcFaults},
	{name: "pmmc-sent", protocol: "pmmc", steps: 150, seed: 2, given: pmmcFaults + " refusals=true", sent: true},
	{name: "pmmc-set", protocol: "pmmc", steps: 150, seed: 3, given: pmmcFaults + " network=set"},
	{name: "pmmc-fifo", protocol: "pmmc", steps: 200, seed: 4, given: pmmcFaults + " network=fifo partitions=2 retries=3"},
	{name: "pmmc-large", protocol: "pmmc", steps: 600, seed: 5, observe: "Ballot,Mode,SlotOut",
		given: "clients=3 ballots=30 scouts=10,10,10 slots=9 window=3 crashes=10 drops=15 duplicates=20 retries=10 scripts=p,a,g,a;a,g,p;g,a,ay,gy"},
	{name: "pmmc-ballots", protocol: "pmmc", steps: 150, seed: 6, given: pmmcFaults, observe: "Ballot,Decisions"},
	{name: "pmmc-unlogged", protocol: "pmmc", steps: 100, seed: 7, given: pmmcFaults, unlogged: []string{"invoke", "crash", "restart"}},
	{name: "pmmc-no-adoption", protocol: "pmmc", mutant: "no-adoption", steps: 120, seed: 12,
		given: "scripts=p@1;p@3 ballots=6 scouts=3,3,3 crashes=2"},
	{name: "pmmc-no-ballot-check", protocol: "pmmc", mutant: "no-ballot-check", steps: 150, seed: 1, given: pmmcFaults},
	{name: "pmmc-ballot-without-leader", protocol: "pmmc", mutant: "ballot-without-leader", steps: 120, seed: 1},
	{name: "pmmc-skip-slot", protocol: "pmmc", mutant: "skip-slot", steps: 120, seed: 1},
	{name: "pmmc-no-duplicate-filter", protocol: "pmmc", mutant: "no-duplicate-filter", steps: 150, seed: 2, given: "retries=4"},

	{name: "primarybackup-small", protocol: "primarybackup", steps: 60},
	{name: "primarybackup-set", protocol: "primarybackup", steps: 200, seed: 1, given: "views=8 checks=20 " + backupScripts, sent: true},
	{name: "primarybackup-faults", protocol: "primarybackup", steps: 200, seed: 2, given: backupFaults},
	{name: "primarybackup-fifo", protocol: "primarybackup", steps: 300, seed: 3,
		given: "network=fifo views=8 checks=20 drops=10 duplicates=10 partitions=2 stops=1 " + backupScripts},
	{name: "primarybackup-large", protocol: "primarybackup", steps: 1500, seed: 4, observe: "View,Ready,Started",
		given: "network=fifo clients=3 servers=5 views=20 checks=100 drops=60 duplicates=60 scripts=append,get,put,get,append,append,get;put:y,get,append,get,get:y;append,get,append,get"},
	{name: "primarybackup-messages", protocol: "primarybackup", steps: 200, seed: 5, given: "views=8 checks=20", observe: observeNone},
	{name: "primarybackup-unlogged", protocol: "primarybackup", steps: 150, seed: 6, given: "views=8 checks=20",
		unlogged: []string{"timeout ping-check"}},
	{name: "primarybackup-async-forward", protocol: "primarybackup", mutant: "async-forward", steps: 150, seed: 1, given: "views=6 checks=15"},
	{name: "primarybackup-no-view-ack", protocol: "primarybackup", mutant: "no-view-ack", steps: 150, seed: 1, given: "views=6 checks=15"},
	{name: "primarybackup-fast-read", protocol: "primarybackup", mutant: "fast-read", steps: 150, seed: 1, given: "views=6 checks=15"},
	{name: "primarybackup-any-primary", protocol: "primarybackup", mutant: "any-primary", steps: 150, seed: 34,
		given: "views=8 checks=20 clients=2 " + backupScripts},
	{name: "primarybackup-backup-any-view", protocol: "primarybackup", mutant: "backup-any-view", steps: 150, seed: 56, given: "views=6 checks=15"},
	{name: "primarybackup-backup-any-view-hidden", protocol: "primarybackup", mutant: "backup-any-view", steps: 150, seed: 1,
		given: "views=6 checks=15"},
	{name: "primarybackup-backup-answers", protocol: "primarybackup", mutant: "backup-answers", steps: 150, seed: 2,
		given: "views=8 checks=20 clients=2 " + backupScripts},
	{name: "primarybackup-torn-transfer", protocol: "primarybackup", mutant: "torn-transfer", steps: 150, seed: 1},
	{name: "primarybackup-no-dedup-transfer", protocol: "primarybackup", mutant: "no-dedup-transfer", steps: 150, seed: 2},
	{name: "primarybackup-promote-uninitialised", protocol: "primarybackup", mutant: "promote-uninitialised", steps: 150, seed: 1},
}

// file is the name of the log's file.
func (r *recorded) file() string { return r.name + ".ndjson" }

// recording is what is to be recorded.
func (r *recorded) recording() (*recording, error) {
	p, err := protocolNamed(r.protocol)
	if err != nil {
		return nil, err
	}
	given := map[string]string{}
	for _, word := range strings.Fields(r.given) {
		name, value, _ := strings.Cut(word, "=")
		given[name] = value
	}
	return &recording{
		protocol: p, mutant: r.mutant, settings: given, steps: r.steps, seed: r.seed,
		observe: r.observe, unlogged: r.unlogged, sent: r.sent,
	}, nil
}

// recordAll records the whole set anew.
func recordAll(dir string) error {
	if dir == "" {
		return usagef(`-all "": a directory is needed`)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return usageError{err}
	}
	for i := range recordedSet {
		r, err := recordedSet[i].recording()
		if err != nil {
			return err
		}
		if err := r.writeFile(filepath.Join(dir, recordedSet[i].file())); err != nil {
			return err
		}
	}
	return nil
}
