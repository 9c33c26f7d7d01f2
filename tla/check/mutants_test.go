package check_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/tla/check"
)

// broken is a spec with a mistake: the one that a mutant of the code makes.
type broken struct {
	mutant string // as protocol/name; what is no mutant of the code has a name of its own
	model  string // the model module, whose small model is changed
	config string // the model file, "" is that of the model's name
	// edits are pairs: a piece of the spec's text, which stands there once, and what is put in its place.
	edits []string
	// bounds are what the model file says otherwise.
	bounds string
	// without are claims that are left out, since they break at once and say nothing of what the mistake leads to.
	without string
	// breaks is what is violated first, after so many steps.
	breaks string
	length int
}

var brokenSpecs = []broken{
	{
		mutant: "paxos/forget-promise", model: "MCPaxos",
		edits: []string{
			`UNCHANGED <<msgs, tried, preparing, acceptorVars, learned>>`,
			`promised' = [a \in Acceptor |-> IF a = x THEN None ELSE promised[a]] /\ UNCHANGED <<msgs, tried, preparing, accepted, learned>>`,
		},
		without: "ImplementsVoting",
		breaks:  "PromisesKept", length: 3,
	},
	{
		mutant: "paxos/accept-below-promise", model: "MCPaxos",
		edits:  []string{"    /\\ m.proposal.number >= promised[a]\n", ""},
		breaks: "ImplementsVoting", length: 8,
	},
	{
		mutant: "paxos/own-value", model: "MCPaxos",
		edits:  []string{`value == IF high = Nothing THEN p ELSE high.value`, `value == p`},
		bounds: "Crashes = 0",
		breaks: "ProposalsSafe", length: 11,
	},
	{
		mutant: "paxos/lowest-accepted", model: "MCPaxos",
		edits: []string{
			`Higher(x, y) == IF y.number > x.number THEN y ELSE x`,
			`Higher(x, y) == IF x = Nothing \/ (y # Nothing /\ y.number < x.number) THEN y ELSE x`,
		},
		bounds:  "Crashes = 0\nSYMMETRY Interchangeable; Acceptor = {a1, a2, a3}; Number = {1, 2, 3}; Learner = {}",
		without: "TypeOK Agreement LearnOnlyChosen PromisesKept OneValuePerNumber Irrevocable ImplementsVoting ImplementsConsensus",
		breaks:  "ProposalsSafe", length: 17,
	},
	{
		mutant: "paxos/minority-quorum", model: "MCPaxos",
		edits:  []string{`2 * Cardinality(Q) > Cardinality(Acceptor)`, `Cardinality(Q) >= Cardinality(Acceptor) \div 2`},
		breaks: "QuorumAssumption", length: 0,
	},
	{
		mutant: "paxos/disjoint-phases", model: "MCPaxos",
		bounds: "Quorum2 = {{a1}, {a2}}; Quorum1 = {{a1}, {a2}}",
		breaks: "QuorumAssumption", length: 0,
	},
	{
		mutant: "paxos/shared-numbers", model: "MCPaxos",
		edits:  []string{`NumbersOf(p) == {n \in Number : n % Proposers = p % Proposers}`, `NumbersOf(p) == Number`},
		bounds: "Crashes = 0; Number = {1}",
		breaks: "OneValuePerNumber", length: 8,
	},
	{
		mutant: "paxos/learn-early", model: "MCPaxos",
		edits:  []string{`IF \E Q \in Quorum2 : Q \subseteq by`, `IF by # {}`},
		bounds: "Crashes = 0",
		breaks: "LearnOnlyChosen", length: 7,
	},

	{
		mutant: "raft/weak-vote", model: "MCRaft",
		edits:  []string{` /\ m.lastIndex >= Len(entries)`, ``},
		bounds: "Commands = 2; Crashes = 0",
		breaks: "LeaderCompleteness", length: 10,
	},
	{
		mutant: "raft/commit-old-term", model: "MCRaft",
		edits:  []string{`entries[n].term = term /\ IsQuorum(i, entries, Has(n))`, `IsQuorum(i, entries, Has(n))`},
		bounds: "Elections <- Unbounded",
		breaks: "CommitIsRight", length: 13,
	},
	{
		mutant: "raft/forget-vote", model: "MCRaft",
		edits: []string{
			"    /\\ applied' = [applied EXCEPT ![i] = <<>>]\n    /\\ UNCHANGED <<msgs, durableVars>>",
			"    /\\ applied' = [applied EXCEPT ![i] = <<>>]\n    /\\ votedFor' = [votedFor EXCEPT ![i] = Nobody] /\\ UNCHANGED <<msgs, currentTerm, logVars>>",
		},
		bounds: "Terms = 1",
		breaks: "OneVotePerTerm", length: 5,
	},
	{
		mutant: "raft/double-vote", model: "MCRaft",
		edits: []string{
			`votedFor' = [votedFor EXCEPT ![i] = i]`, `votedFor' = votedFor`,
			`![i] = IF granted THEN m.from ELSE had]`, `![i] = had]`,
		},
		bounds: "Terms = 1; Crashes = 0",
		breaks: "OneVotePerTerm", length: 3,
	},
	{
		mutant: "raft/no-prev-check", model: "MCRaft",
		edits: []string{
			`IF HasEntry(log[i], m.prevIndex) /\ TermAt(log[i], m.prevIndex) = m.prevTerm`, `IF TRUE`,
			`THEN SubSeq(entries, 1, prev) \o new`, `THEN SubSeq(entries, 1, Min(prev, Len(entries))) \o new`,
			`![i] = Max(@, index)]`, `![i] = Max(@, Min(index, Len(log'[i])))]`,
			`[k \in 1..(index - lastApplied[i])`, `[k \in 1..(Min(index, Len(log'[i])) - lastApplied[i])`,
		},
		bounds: "Commands = 3; Crashes = 0",
		breaks: "LogMatching", length: 11,
	},
	{
		mutant: "raft/truncate-always", model: "MCRaft",
		edits:  []string{`IF \E k \in 1..Len(new) : Conflict(k)`, `IF TRUE`},
		bounds: "Crashes = 0",
		breaks: "LeaderCompleteness", length: 9,
	},

	{
		mutant: "pmmc/no-adoption", model: "MCMultiPaxos",
		edits:  []string{`!.leader.proposals = Override(@, found)]`, `!.leader.proposals = @]`},
		bounds: "Script <- TwoPutApart; Ballots = 2; Scouts <- OnceS1S3; Slots = 1; Kind = {\"put\"}",
		breaks: "ChosenStaysSafe", length: 11,
	},
	{
		mutant: "pmmc/no-ballot-check", model: "MCMultiPaxos",
		edits:  []string{"/\\ m.ballot = b\n             /\\ Becomes(i, Answer(Accept(x, p), b))", `Becomes(i, Answer(Accept(x, p), m.ballot))`},
		bounds: "Script <- TwoPutApart; Ballots = 2; Scouts <- OnceS1S3; Slots = 1; Kind = {\"put\"}",
		breaks: "AcceptorsRemember", length: 6,
	},
	{
		mutant: "pmmc/ballot-without-leader", model: "MCMultiPaxos",
		edits:   []string{`b == [number |-> acceptor[i].ballot.number + 1, leader |-> i]`, `b == [number |-> acceptor[i].ballot.number + 1, leader |-> Nobody]`},
		bounds:  "Script <- TwoPutApart; Ballots = 1; Scouts <- OnceS1S3; Slots = 1; Kind = {\"put\"}",
		without: "TypeOK OwnBallot",
		breaks:  "OneCommandPerBallot", length: 8,
	},
	{
		mutant: "pmmc/disjoint-phases", model: "MCMultiPaxos",
		bounds: "Servers = 4",
		breaks: "QuorumAssumption", length: 0,
	},
	{
		mutant: "pmmc/no-duplicate-filter", model: "MCMultiPaxos",
		edits:  []string{`WasPerformed(a, o) == o.number =< a.last[o.client].number`, `WasPerformed(a, o) == FALSE`},
		bounds: "Scouts <- OnlyS1",
		breaks: "AtMostOnce", length: 10,
	},
	{
		mutant: "pmmc/skip-slot", model: "MCMultiPaxos",
		edits:  []string{`IN ProposeRequests(i, Advance(i, y))`, `IN ProposeRequests(i, Advance(i, IF s > y.replica.slotOut THEN PerformSlot(i, y, s) ELSE y))`},
		bounds: "Script <- TwoPutTogether; Scouts <- OnlyS1; Kind = {\"put\"}",
		breaks: "PerformedInOrder", length: 9,
	},

	{
		mutant: "primarybackup/any-primary", model: "MCPrimaryBackup",
		edits: []string{
			"v.primary \\notin alive /\\ v.backup \\in alive ->\n              WithBackup(v.backup)",
			"v.primary \\notin alive /\\ idle # {} ->\n              UNION {WithBackup(p) : p \\in idle}",
		},
		breaks: "PrimaryHadRole", length: 6,
	},
	{
		mutant: "primarybackup/no-view-ack", model: "MCPrimaryBackup",
		edits: []string{
			"         [] v.number > 0 /\\ ~isAcked ->\n              {}\n", "",
			`[] v.number > 0 /\ isAcked /\ v.primary \in alive`, `[] v.number > 0 /\ v.primary \in alive`,
			`[] v.number > 0 /\ isAcked /\ v.primary \notin alive`, `[] v.number > 0 /\ v.primary \notin alive`,
		},
		breaks: "ViewsAcknowledged", length: 2,
	},
	{
		mutant: "primarybackup/async-forward", model: "MCPrimaryBackup",
		edits: []string{
			"             /\\ pending' = [pending EXCEPT ![i] = {o}]\n             /\\ msgs' = msgs \\cup\n",
			"             /\\ UNCHANGED pending\n             /\\ app' = [app EXCEPT ![i] = Perform(@, o)]\n" +
				"             /\\ msgs' = msgs \\cup {Reply(i, Name(o), Perform(app[i], o).last[o.client].value)} \\cup\n",
			"view |-> serverView[i].number, operation |-> o]}\n             /\\ UNCHANGED app\n",
			"view |-> serverView[i].number, operation |-> o]}\n",
		},
		breaks: "BackupEqualsPrimary", length: 11,
	},
	{
		mutant: "primarybackup/fast-read", model: "MCPrimaryBackup",
		edits: []string{
			"             /\\ pending[i] = {}\n", "             /\\ pending[i] = {} /\\ o.op.kind # \"get\"\n",
			"    /\\ LET o == m.operation\n           last == app[i].last[o.client]\n       IN ",
			"    /\\ LET o == m.operation\n           last == app[i].last[o.client]\n       IN \\/ /\\ o.number > last.number /\\ o.op.kind = \"get\"\n" +
				"             /\\ msgs' = msgs \\cup {Reply(i, Name(o), app[i].store[o.op.key])}\n             /\\ UNCHANGED <<app, pending>>\n          ",
		},
		bounds: "Clients = 2; Script <- OneAppendsOneGets; Operations = 1",
		breaks: "AnswersKept", length: 5,
	},
	{
		mutant: "primarybackup/backup-any-view", model: "MCPrimaryBackup",
		edits: []string{
			"    /\\ m.type = \"forward\" /\\ m.to = i\n    /\\ m.view = serverView[i].number\n    /\\ m.from = serverView[i].primary\n",
			"    /\\ m.type = \"forward\" /\\ m.to = i\n",
		},
		bounds: "Clients = 2; Script <- OneAppendsOneGets; Operations = 1",
		breaks: "NewPrimaryHasAll", length: 21,
	},
	{
		mutant: "primarybackup/backup-answers", model: "MCPrimaryBackup",
		edits: []string{
			"    /\\ m.type = \"request\" /\\ m.to = i\n    /\\ IsPrimary(i)\n",
			"    /\\ m.type = \"request\" /\\ m.to = i\n    /\\ IsPrimary(i) \\/ IsBackup(i)\n",
			"             /\\ serverView[i].backup = Nobody\n", "             /\\ serverView[i].backup = Nobody \\/ IsBackup(i)\n",
			"             /\\ serverView[i].backup # Nobody\n", "             /\\ serverView[i].backup # Nobody /\\ ~IsBackup(i)\n",
		},
		breaks: "AnswersFromPrimary", length: 15,
	},
	{
		mutant: "primarybackup/torn-transfer", model: "MCPrimaryBackup",
		edits: []string{
			"    /\\ IsPrimary(i)\n    /\\ ready[i]\n    /\\ LET", "    /\\ IsPrimary(i)\n    /\\ LET",
			"             /\\ serverView[i].backup = Nobody\n", "             /\\ serverView[i].backup = Nobody \\/ ~ready[i]\n",
			"             /\\ serverView[i].backup # Nobody\n", "             /\\ serverView[i].backup # Nobody /\\ ready[i]\n",
		},
		breaks: "BackupEqualsPrimary", length: 11,
	},
	{
		mutant: "primarybackup/no-dedup-transfer", model: "MCPrimaryBackup",
		edits:  []string{`THEN Transfer(i, v, app[i])`, `THEN Transfer(i, v, [app[i] EXCEPT !.last = EmptyApplication.last])`},
		breaks: "BackupEqualsPrimary", length: 11,
	},
	{
		mutant: "primarybackup/promote-uninitialised", model: "MCPrimaryBackup",
		edits: []string{
			"IF transfers THEN @ ELSE v.number]", "v.number]",
			"          /\\ msgs' = msgs \\cup {IF transfers THEN Transfer(i, v, app[i])\n                                             ELSE Ping(i, v.number)}",
			"          /\\ msgs' = msgs \\cup {Ping(i, v.number)} \\cup IF transfers THEN {Transfer(i, v, app[i])} ELSE {}",
		},
		breaks: "ViewsAcknowledged", length: 5,
	},

	{
		mutant: "vr/as-published-transfer", model: "MCVR",
		edits: []string{
			`Becomes(i, AskForState(i, At(i), m.from, m.view, replica[i].commit))`,
			`Becomes(i, AskForState(i, Enter(At(i), m.view, SubSeq(replica[i].log, 1, replica[i].commit)), m.from, m.view, replica[i].commit))`,
		},
		bounds: "Views = 3; Changes <- OnceS2S3; Retries = 0",
		breaks: "ViewCompleteness", length: 13,
	},
	{
		mutant: "vr/as-published-recovery", model: "MCVR", config: "MCVRCrash",
		edits:   []string{"                        /\\ heard.view >= r.view\n", ""},
		bounds:  "Crashes = 2",
		without: "ViewsRise",
		breaks:  "PromisesKept", length: 14,
	},
	{
		mutant: "vr/minority-recovery", model: "MCVR", config: "MCVRCrash",
		edits: []string{
			"                        /\\ heard.view >= r.view\n", "",
			"/\\ Cardinality(heard.from) > F\n                        /\\ heard.primary", "heard.primary",
		},
		without: "ViewsRise",
		breaks:  "PromisesKept", length: 6,
	},
	{
		mutant: "vr/old-nonce", model: "MCVR", config: "MCVRCrash",
		edits:  []string{"       /\\ m.nonce = r.boots\n", ""},
		bounds: "Crashes = 2",
		breaks: "PromisesKept", length: 13,
	},
	{
		mutant: "vr/recovering-votes", model: "MCVR", config: "MCVRCrash",
		edits: []string{
			"    IN /\\ Working(i)\n       /\\ m.type = \"startViewChange\"", "    IN /\\ Up(i)\n       /\\ m.type = \"startViewChange\"",
			`!.handedOver = FALSE, !.changes = {}]],
          {[type |-> "startViewChange"`, `!.handedOver = FALSE, !.changes = {}, !.responses = NoResponses]],
          {[type |-> "startViewChange"`,
		},
		without: "TypeOK",
		breaks:  "PromisesKept", length: 7,
	},
	{
		mutant: "vr/longest-log", model: "MCVR",
		edits: []string{
			"    \\/ a.lastNormal > b.lastNormal\n    \\/ a.lastNormal = b.lastNormal /\\ Len(a.log) > Len(b.log)", "    Len(a.log) > Len(b.log)",
		},
		bounds:  "Script <- TwoPut; Views = 3; Changes <- OnceS2S3; Commits = 0",
		without: "TypeOK OneOrderPerView OneLogPerView CommitIsRight PromisesKept SamePrefix AtMostOnce AnswersRight ViewsRise CommitsStay",
		breaks:  "ViewCompleteness", length: 15,
	},
	{
		mutant: "vr/late-start-view", model: "MCVR",
		edits: []string{
			"/\\ m.type = \"startView\" /\\ m.from # i\n       /\\ m.view > r.view \\/ (m.view = r.view /\\ r.status = \"view-change\")",
			"/\\ m.type = \"startView\" /\\ m.from # i\n       /\\ m.view >= r.view",
		},
		bounds: "Commits = 0",
		breaks: "PromisesKept", length: 10,
	},
	{
		mutant: "vr/commit-back", model: "MCVR",
		edits: []string{
			`Becomes(i, Joined(i, Enter(At(i), m.view, m.log), m.commit))`,
			`Becomes(i, Joined(i, [Enter(At(i), m.view, m.log) EXCEPT !.replica.commit = m.commit], m.commit))`,
		},
		bounds:  "Commits = 0; Retries = 0",
		without: "TypeOK",
		breaks:  "CommitsStay", length: 9,
	},
	{
		mutant: "vr/no-client-table", model: "MCVR",
		edits:  []string{`\/ /\ c.number > LastRequest(r.log, c.client)`, `\/ /\ TRUE`},
		bounds: "Views = 1; Changes <- Never; Commits = 0",
		breaks: "AtMostOnce", length: 6,
	},
}

// brokenByMutants are the specs with the mistakes of all mutants of the code that have one.
var brokenByMutants = slices.Concat(brokenSpecs, brokenChains, brokenVMs, brokenSwitches, brokenZabs, brokenEPaxoses)

// TestSpecsCatchMutants makes the mistake of each mutant of the code in the spec, and wants the claim that stands there for it
// to be violated.
func TestSpecsCatchMutants(t *testing.T) {
	for _, b := range slices.Concat(brokenByMutants, brokenOtherwise) {
		t.Run(b.mutant, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && b.length > 9 {
				t.Skip("takes seconds under the race detector")
			}
			m, err := check.Load(check.Sources{Spec: b.write(t)})
			require.NoError(t, err)
			opts := check.Options{}
			opts.Workers = 1
			r, err := m.Check(context.Background(), opts)
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			require.Equal(t, b.breaks, r.Violation.Property, r.Violation.Text)
			require.Equal(t, b.length, r.Violation.Length())
		})
	}
}

// brokenOtherwise are mistakes in what the specs claim that no mutant of the code makes.
var brokenOtherwise = []broken{
	{
		mutant: "paxos/numbers-lost-in-crash", model: "MCPaxos", config: "MCPaxosCrash",
		edits: []string{
			`UNCHANGED <<msgs, tried, preparing, acceptorVars, learned>>`,
			`tried' = [p \in Proposer |-> IF p = x THEN None ELSE tried[p]] /\ UNCHANGED <<msgs, preparing, acceptorVars, learned>>`,
		},
		breaks: "OneValuePerNumber", length: 17,
	},
	{
		mutant: "paxos/promises-of-the-number-before", model: "MCPaxos", config: "MCPaxosTwice",
		edits: []string{
			"    /\\ promises' = [promises EXCEPT ![p] = {}]\n    /\\ highest' = [highest EXCEPT ![p] = Nothing]\n    /\\ Send([type |-> \"prepare\"",
			"    /\\ promises' = promises\n    /\\ highest' = [highest EXCEPT ![p] = Nothing]\n    /\\ Send([type |-> \"prepare\"",
		},
		breaks: "ProposalsSafe", length: 6,
	},
	{
		mutant: "keyvalue/get-answers-nothing", model: "MCPrimaryBackup",
		edits:  []string{`answer == IF o.op.kind = "get" THEN a.store[k] ELSE <<>>`, `answer == <<>>`},
		breaks: "StoreRight", length: 8,
	},
	{
		mutant: "keyvalue/append-is-put", model: "MCPrimaryBackup", config: "MCPrimaryBackupAppends",
		edits:  []string{`[] o.op.kind = "append" -> Append(a.store[k], Name(o))`, `[] o.op.kind = "append" -> <<Name(o)>>`},
		breaks: "StoreRight", length: 8,
	},
	{
		mutant: "chain/newest-version-anyway", model: "MCChain", config: "MCChainApportioned",
		edits:  []string{`THEN Answer(x, m, m.processed) ELSE x`, `THEN Answer(x, m, Len(x.server.hist)) ELSE x`},
		breaks: "AnswersRight", length: 12,
	},
}

// beyondSpecs are the mutants without a broken spec. The mistake of most is in what the spec does not
// model (Raft.tla has no clients and no reads, PrimaryBackup.tla no cold standby), or it is to do too
// little, which the spec allows. Those of Raft's PreVote, CheckQuorum, membership changes and snapshots
// could be made in Raft.tla; the code with them departs from it (conform's TestMutantsDepart).
var beyondSpecs = []string{"raft/no-duplicate-filter", "raft/single-election", "raft/never-steps-down",
	"raft/pre-vote-while-led", "raft/vote-while-led", "raft/leads-alone", "raft/hasty-transfer",
	"raft/early-config", "raft/overlapping-changes", "raft/new-majority-only",
	"raft/forget-snapshot-end", "raft/install-over", "raft/no-read-round",
	"raft/early-read-index", "raft/long-lease", "raft/forget-lease",
	"paxos/single-try", "primarybackup/silent-backup",
	"primarybackup/unreplayed-log", "primarybackup/backward-log", "pmmc/untold", "chain/unanswered-tail",
	"vr/silent-start", "vr/single-change", "ftvm/lost-write"}

// TestAllMutantsHaveASpec wants a broken spec for each mutant of the code.
func TestAllMutantsHaveASpec(t *testing.T) {
	var want, got []string
	for _, p := range impl.Protocols() {
		if p.Mapping == nil {
			continue // it has no spec
		}
		for _, m := range p.Mutants {
			want = append(want, p.Name+"/"+m.Name)
		}
	}
	got = append(got, beyondSpecs...)
	for _, b := range brokenByMutants {
		got = append(got, b.mutant)
	}
	require.ElementsMatch(t, want, got)
}

// write puts all specs into a directory, the mistake and the bounds with them, and returns the file of the model.
func (b broken) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob("../*.tla")
	require.NoError(t, err)
	own := []string{"KeyValue.tla", b.model + ".tla", strings.TrimPrefix(b.model, "MC") + ".tla"}
	edited := make([]int, len(b.edits)/2)
	for _, file := range files {
		text := read(t, file)
		for i := range edited {
			if !slices.Contains(own, filepath.Base(file)) {
				continue
			}
			edited[i] += strings.Count(text, b.edits[2*i])
			text = strings.Replace(text, b.edits[2*i], b.edits[2*i+1], 1)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), []byte(text), 0o644))
	}
	for i, n := range edited {
		require.Equal(t, 1, n, "how often %q is there", b.edits[2*i])
	}
	config := b.config
	if config == "" {
		config = b.model
	}
	config = read(t, filepath.Join("..", config+".cfg"))
	for _, bound := range strings.Split(b.bounds, "; ") {
		if bound != "" {
			config = replaceLine(t, config, strings.Fields(bound)[0]+" .*", bound)
		}
	}
	for _, claim := range strings.Fields(b.without) {
		config = replaceLine(t, config, claim, "")
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, b.model+".cfg"), []byte(config), 0o644))
	return filepath.Join(dir, b.model+".tla")
}

// replaceLine puts another line in the place of the one of a model file that matches.
func replaceLine(t *testing.T, config, pattern, line string) string {
	t.Helper()
	old := regexp.MustCompile("(?m)^    " + pattern + "$")
	require.Len(t, old.FindAllString(config, -1), 1, pattern)
	return old.ReplaceAllLiteralString(config, "    "+line)
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
