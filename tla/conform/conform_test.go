package conform_test

import (
	"context"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/impl/abd"
	"github.com/synod-go/synod/impl/chain"
	"github.com/synod-go/synod/impl/epaxos"
	"github.com/synod-go/synod/impl/ftvm"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/pmmc"
	"github.com/synod-go/synod/impl/primarybackup"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/switchpaxos"
	"github.com/synod-go/synod/impl/vr"
	"github.com/synod-go/synod/impl/zab"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/conform"
)

// held holds a protocol against its spec.
func held(t *testing.T, p *model.Protocol, mutant string, given map[string]string, from conform.Source, opts explore.Options) *conform.Report {
	t.Helper()
	c, err := conform.New(p, mutant, given, from)
	require.NoError(t, err)
	r, err := c.Run(context.Background(), opts)
	require.NoError(t, err)
	return r
}

// mapped are the protocols whose states have an image in a spec.
func mapped() []*model.Protocol {
	return slices.DeleteFunc(impl.Protocols(), func(p *model.Protocol) bool { return p.Mapping == nil })
}

// TestSameStates: under the bounds of the small models the states of the code, their images and the states of the spec are equal in
// number, and every step of the one is one of the other.
func TestSameStates(t *testing.T) {
	var listed []*model.Protocol
	for _, want := range []struct {
		p      *model.Protocol
		states uint64
		steps  uint64
		never  []string
	}{
		{&raft.Protocol, 8312, 25240, []string{"MCRefuseAppendEntries", "MCHeartbeat", "MCCompact", "MCHandleInstallSnapshot", "MCRefuseInstallSnapshot",
			"MCHandleInstalled", "MCChangeMembership", "MCHandlePreVote", "MCHandlePreVoted", "MCSilence", "MCCheckAnswers", "MCTimeoutNow"}},
		{&paxos.Protocol, 6620, 26132, []string{"MCBeTold"}},
		{&pmmc.Protocol, 10797, 45285, []string{"MCCrash", "MCRestart", "MCRetry"}},
		{&primarybackup.Protocol, 14302, 55769, nil},
		{&chain.Protocol, 10988, 34297, []string{"MCHandleNews", "MCHandleVersionQuery", "MCHandleVersion", "MCRetry"}},
		{&ftvm.Protocol, 1986, 4531, []string{"MCRetry"}},
		{&switchpaxos.Protocol, 10289, 29695, []string{"MCTakeRecover", "MCAskFor"}},
		{&zab.Protocol, 2267, 5536, []string{"MCCrash", "MCRestart"}},
		{&epaxos.Protocol, 12281, 22447, []string{"MCHandleLateRecoverOK", "MCHandleWaiting", "MCCrash", "MCRestart"}},
		{&vr.Protocol, 16347, 51961, []string{"MCRecoverAgain", "MCHandleRecovery", "MCHandleRecoveryResponse", "MCCrash", "MCRestart"}},
	} {
		listed = append(listed, want.p)
		t.Run(want.p.Name, func(t *testing.T) {
			if testing.Short() {
				t.Skip("takes seconds under the race detector")
			}
			c, err := conform.New(want.p, "", nil, conform.Source{})
			require.NoError(t, err)
			r, err := c.Run(context.Background(), explore.Options{})
			require.NoError(t, err)
			require.Nil(t, r.Violation)
			require.True(t, r.Complete())
			require.Equal(t, want.states, r.States)
			require.Equal(t, want.states, r.Images)
			require.Equal(t, want.steps, r.Steps)
			require.True(t, r.SameStates())
			require.Equal(t, want.never, r.Never())
			taken := r.Stutters
			for _, a := range r.Actions {
				taken += a.Steps
			}
			require.GreaterOrEqual(t, taken, r.Steps, "every step is counted")
			// The spec, searched on its own with the constants of the mapping.
			spec, err := c.Model().Check(context.Background(), check.Options{})
			require.NoError(t, err)
			require.Equal(t, want.states, spec.States)
		})
	}
	for _, p := range mapped() {
		require.True(t, slices.Contains(listed, p), p.Name)
	}
}

// TestSameStatesOfRaft: likewise with what Figure 2 leaves out, each under the bounds of a small model of its own, and some of it
// together.
func TestSameStatesOfRaft(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds under the race detector")
	}
	for _, want := range []struct {
		given  string
		images uint64
		steps  uint64
		taken  []string
	}{
		{"terms=1 commands=2 elections=1,0,0 crashes=0 compactions=1", 1466, 3910, []string{"MCCompact", "MCHandleInstallSnapshot", "MCHandleInstalled"}},
		{"commands=0 crashes=0 membership=single changes=r3", 4272, 8360, []string{"MCChangeMembership"}},
		{"terms=1 commands=0 elections=1,0,0,0 crashes=0 membership=joint changes=v4r1", 3884, 12574, []string{"MCChangeMembership"}},
		{"servers=1 commands=0 elections=1,1 crashes=1 membership=joint changes=v2r1", 97, 153, []string{"MCChangeMembership"}},
		{"commands=0 crashes=0 pre-vote=true", 3154, 11034, []string{"MCHandlePreVote", "MCHandlePreVoted", "MCSilence"}},
		{"commands=0 crashes=0 check-quorum=true", 3440, 13446, []string{"MCSilence", "MCCheckAnswers"}},
	} {
		t.Run(want.given, func(t *testing.T) {
			given := map[string]string{}
			for _, word := range strings.Fields(want.given) {
				name, value, _ := strings.Cut(word, "=")
				given[name] = value
			}
			r := held(t, &raft.Protocol, "", given, conform.Source{}, explore.Options{})
			require.Nil(t, r.Departure)
			require.True(t, r.SameStates())
			require.Equal(t, []uint64{want.images, want.images, want.steps}, []uint64{r.Images, r.States, r.Steps})
			for _, action := range want.taken {
				require.NotContains(t, r.Never(), action)
			}
		})
	}
}

// TestSameStatesUnderOtherBounds: likewise where the small model does not take every action.
func TestSameStatesUnderOtherBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds under the race detector")
	}
	for _, want := range []struct {
		what   string
		p      *model.Protocol
		given  map[string]string
		images uint64
		never  []string
	}{
		{"quorums of other sizes than majorities", &paxos.Protocol, map[string]string{"acceptors": "3", "phase2": "1", "crashes": "0"}, 5048,
			[]string{"MCBeTold", "MCCrash", "MCRestart"}},
		{"crashes", &vr.Protocol, map[string]string{"crashes": "1", "recoveries": "1", "commits": "0", "retries": "0"}, 51936,
			[]string{"MCTellCommitted", "MCHandleCommit", "MCHandleGetState", "MCHandleNewState", "MCRetry"}},
		{"a learner misses an instance", &switchpaxos.Protocol, map[string]string{"registers": "2", "instances": "2", "recovers": "1", "crashes": "0"}, 2463,
			[]string{"MCTakeRequest", "MCReroute", "MCFailSwitch", "MCFailAcceptor"}},
		{"two clients, so that the clock decides, and wrong suspicions", &ftvm.Protocol,
			map[string]string{"servers": "2", "clients": "2", "scripts": "append;get", "crashes": "0", "mistakes": "1"}, 16287,
			[]string{"MCHandleCopy", "MCClone", "MCFail", "MCRetry"}},
		{"a crash", &zab.Protocol, map[string]string{"give-ups": "0", "crashes": "1"}, 9013, []string{"MCGiveUp"}},
		{"an epoch is refused", &zab.Protocol, map[string]string{"give-ups": "0,1,1", "changes": "0"}, 4872,
			[]string{"MCChange", "MCHandlePropose", "MCHandleAck", "MCHandleCommit", "MCCrash", "MCRestart"}},
		{"two commands, which conflict", &epaxos.Protocol, map[string]string{"commands": "2", "recoveries": "0"}, 4765,
			[]string{"MCStartRecovery", "MCHandleRecover", "MCHandleRecoverOK", "MCHandleLateRecoverOK", "MCHandleValidate", "MCHandleValidateOK",
				"MCHandleWaiting", "MCCrash", "MCRestart"}},
		{"a crash", &epaxos.Protocol, map[string]string{"recoveries": "0,0,1", "crashes": "1"}, 1533, []string{"MCHandleLateRecoverOK", "MCHandleWaiting"}},
		{"a crash for good", &epaxos.Protocol, map[string]string{"recoveries": "0,0,1", "crashes": "1", "crash-stop": "true"}, 1140,
			[]string{"MCHandleLateRecoverOK", "MCHandleWaiting", "MCRestart"}},
	} {
		t.Run(want.p.Name+", "+want.what, func(t *testing.T) {
			r := held(t, want.p, "", want.given, conform.Source{}, explore.Options{})
			require.Nil(t, r.Violation)
			require.Equal(t, want.images, r.Images)
			require.True(t, r.SameStates())
			require.Equal(t, want.never, r.Never())
		})
	}
}

// TestConflictsAreRecoveredAsInEPaxos: two commands and a recovery, as deep as takes seconds. All
// 281,541 states of theirs conform, too, and take minutes.
func TestConflictsAreRecoveredAsInEPaxos(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds under the race detector")
	}
	given := map[string]string{"commands": "2", "recoveries": "0,0,1"}
	r := held(t, &epaxos.Protocol, "", given, conform.Source{}, explore.Options{Depth: 10, Bounded: true})
	require.Nil(t, r.Violation)
	require.Equal(t, uint64(9603), r.Images)
	require.Equal(t, []string{"MCHandleWaiting", "MCCrash", "MCRestart"}, r.Never())
}

// TestMutantsDepart: every mutant departs from the spec, under the bounds that it brings along, at the step that is pinned here, no
// later than it violates its property; and no later where all messages are kept, each of which may be received again.
func TestMutantsDepart(t *testing.T) {
	fewer := map[string]map[string]string{ // the states are many under their own bounds
		"longest-history": {"changes": "1"}, "silent-validation": {"servers": "3"},
	}
	departs := map[*model.Protocol]map[string]int{
		&raft.Protocol: {"weak-vote": 8, "commit-old-term": 10, "forget-vote": 3, "double-vote": 1, "no-prev-check": 9, "truncate-always": 6,
			"early-config": 6, "overlapping-changes": 7, "new-majority-only": 10, "forget-snapshot-end": 9, "install-over": 11,
			"pre-vote-while-led": 7, "vote-while-led": 5},
		&paxos.Protocol: {"forget-promise": 4, "accept-below-promise": 8, "own-value": 11, "lowest-accepted": 17, "minority-quorum": 0, "disjoint-phases": 0,
			"shared-numbers": 1, "learn-early": 7},
		&pmmc.Protocol: {"no-adoption": 8, "no-ballot-check": 6, "ballot-without-leader": 1, "disjoint-phases": 0, "no-duplicate-filter": 9, "skip-slot": 9},
		&primarybackup.Protocol: {"any-primary": 6, "no-view-ack": 2, "async-forward": 11, "fast-read": 5, "backup-any-view": 17,
			"backup-answers": 15, "torn-transfer": 8, "no-dedup-transfer": 8, "promote-uninitialised": 5, "unreplayed-log": 17, "backward-log": 22},
		&chain.Protocol: {"head-replies": 2, "middle-read": 1, "sent-not-forwarded": 7, "hasty-link": 2, "old-predecessor": 6, "early-tail": 2,
			"late-copy": 7, "no-duplicate-filter": 4, "dirty-read": 4, "clean-read": 4, "lost-update": 2, "wrong-suspicion": 1, "comes-back": 2},
		&vr.Protocol: {"as-published-transfer": 6, "as-published-recovery": 2, "minority-recovery": 2, "old-nonce": 6, "recovering-votes": 4,
			"longest-log": 11, "late-start-view": 11, "commit-back": 9, "no-client-table": 4},
		&switchpaxos.Protocol: {"restarted-sequence": 2, "early-reuse": 3, "no-phase1": 8, "own-value": 8, "forgetful-acceptor": 2, "learn-early": 3, "skip-gap": 6},
		&ftvm.Protocol: {"early-output": 3, "unlogged-output": 3, "unlogged-clock": 7, "moved-interrupt": 7, "dropped-log": 6, "late-ack": 4,
			"no-test-and-set": 1, "no-halt": 5, "disk-copy": 6, "no-duplicate-filter": 11, "lost-entry": 2},
		&zab.Protocol: {"epoch-first": 13, "ack-first": 13, "equal-epoch": 12, "forgets-epoch": 5, "longest-history": 23, "own-history": 15,
			"early-broadcast": 5},
		&epaxos.Protocol: {"single-ballot": 2, "no-validation": 7, "silent-validation": 6, "impatient": 8, "forget-accepted": 8, "always-nop": 5,
			"accept-old": 6, "always-fast": 4, "initial-deps": 3, "execute-early": 5, "own-first": 10},
	}
	for _, p := range mapped() {
		want := departs[p]
		properties, err := p.Properties()
		require.NoError(t, err)
		mutants := slices.DeleteFunc(slices.Clone(p.Mutants), func(m model.Mutant) bool {
			at := slices.IndexFunc(properties, func(q model.Property) bool { return q.Name == m.Breaks })
			return p == &raft.Protocol && m.With["clients"] != nil || // Raft has no clients
				m.Name == "reordered" || // Chain and FTVM have channels that keep the order
				properties[at].Live.Kind != 0 // it does too little, which the spec allows
		})
		require.Len(t, want, len(mutants))
		for _, m := range mutants {
			t.Run(p.Name+"/"+m.Name, func(t *testing.T) {
				if want[m.Name] > 8 && testing.Short() {
					t.Skip("takes seconds under the race detector")
				}
				require.LessOrEqual(t, want[m.Name], m.Length)
				for _, losses := range []bool{true, false} {
					if !losses && want[m.Name] > 8 {
						continue // the states are many with all messages kept
					}
					r := held(t, p, m.Name, fewer[m.Name], conform.Source{Losses: losses}, explore.Options{})
					require.NotNil(t, r.Departure)
					require.Equal(t, r.Violation.Length(), r.Departure.Number)
					if losses {
						require.Equal(t, want[m.Name], r.Departure.Number)
					} else {
						require.LessOrEqual(t, r.Departure.Number, want[m.Name])
					}
				}
			})
		}
	}
}

// A transfer of the leadership is an election to Raft: the code does all that the spec
// allows, and nothing else.
func TestTransfersAreElections(t *testing.T) {
	r := held(t, &raft.Protocol, "", map[string]string{"transfers": "1", "elections": "2,2,2", "commands": "0", "crashes": "0"}, conform.Source{}, explore.Options{})
	require.True(t, r.SameStates())
	require.Equal(t, uint64(1203), r.Images)
}

// Stabilisation changes nothing that the spec knows of, as long as the spec does not count
// faults: a stuttering step. (Later on the code uses numbers that the small model does not have.)
func TestStabilisationStutters(t *testing.T) {
	c, err := conform.New(&paxos.Protocol, "", map[string]string{"crashes": "0"}, conform.Source{})
	require.NoError(t, err)
	c.System.Assume = "leader"
	r, err := c.Run(t.Context(), explore.Options{Depth: 4, Bounded: true})
	require.NoError(t, err)
	require.Nil(t, r.Violation)
	for _, steps := range r.StepCounts {
		if steps.Name == "system stabilises" {
			require.Positive(t, steps.Steps)
			require.GreaterOrEqual(t, r.Stutters, steps.Steps)
			return
		}
	}
	t.Fatal("it never stabilised")
}

// TestLosses: with losses the code conforms on every network, and as explore runs it.
func TestLosses(t *testing.T) {
	for _, try := range []struct {
		p     *model.Protocol
		given map[string]string
		depth int
	}{
		{&raft.Protocol, map[string]string{"network": "multiset", "elections": "", "duplicates": "1"}, 6},
		{&raft.Protocol, map[string]string{"network": "fifo", "drops": "1", "partitions": "1"}, 6},
		{&raft.Protocol, map[string]string{"refusals": "true", "heartbeats": "1"}, 6},
		{&raft.Protocol, map[string]string{"elections": "", "refusals": "true", "compactions": "1", "membership": "joint", "changes": "v4r1"}, 6},
		{&raft.Protocol, map[string]string{"elections": "", "refusals": "true", "pre-vote": "true", "check-quorum": "true", "transfers": "1"}, 6},
		{&paxos.Protocol, map[string]string{"network": "multiset", "acceptors": "3"}, 7},
		{&pmmc.Protocol, map[string]string{"servers": "4", "phase2": "2"}, 5},
		{&pmmc.Protocol, map[string]string{"network": "fifo", "drops": "1", "crashes": "1", "retries": "1"}, 5},
		{&primarybackup.Protocol, nil, 9},
		{&vr.Protocol, map[string]string{"network": "fifo", "drops": "1", "crashes": "1"}, 6},
		{&vr.Protocol, map[string]string{"network": "multiset", "crashes": "1", "recoveries": "1", "duplicates": "1"}, 6},
	} {
		r := held(t, try.p, "", try.given, conform.Source{Losses: true}, explore.Options{Bounded: true, Depth: try.depth})
		require.Nil(t, r.Violation, "%s %v", try.p.Name, try.given)
		require.Equal(t, []string{explore.ByDepth}, r.BoundedBy)
		require.Greater(t, r.Images, uint64(20))
	}
}

// TestDepartureIsExplained: of a departure are told the step as the spec sees it, what the spec would do, and the conjunct that
// forbids it.
func TestDepartureIsExplained(t *testing.T) {
	r := held(t, &raft.Protocol, "weak-vote", nil, conform.Source{}, explore.Options{})
	d := r.Departure
	require.Equal(t, "deliver", d.Step.Kind)
	require.Equal(t, "RequestVote", d.Step.Name)
	instead := d.Instead[0]
	require.Equal(t, "MCHandleRequestVote", instead.Step.Name)
	require.Len(t, instead.Changes, 2, "the vote, and the answer")
	require.Equal(t, "votedFor."+d.Step.Node, instead.Changes[1].Path)
	near := d.Nearest[0]
	require.Equal(t, "MCHandleRequestVote", near.Name)
	require.Contains(t, near.Conjunct, "votedFor'")
	require.Regexp(t, `^Raft\.tla:\d+$`, conform.MissPlace(&near))
	var text strings.Builder
	require.NoError(t, d.Write(&text))
	for _, part := range []string{"as MCRaft sees them", "what MCRaft allows instead", "is nobody, not", "is false (Raft.tla:"} {
		require.Contains(t, text.String(), part)
	}
}

// changed are the specs with a text exchanged in one file.
func changed(t *testing.T, file, old, now string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(tla.Specs, "*.tla")
	require.NoError(t, err)
	for _, name := range names {
		b, err := fs.ReadFile(tla.Specs, name)
		require.NoError(t, err)
		if name == file {
			require.Equal(t, 1, strings.Count(string(b), old), "%s has this once: %s", file, old)
			b = []byte(strings.Replace(string(b), old, now, 1))
		}
		files[name] = &fstest.MapFile{Data: b}
	}
	return files
}

// TestWrongSpecs: what is wrong is found also when it is the spec, or the mapping: code and spec are held against each other.
func TestWrongSpecs(t *testing.T) {
	small := map[string]string{"terms": "1", "commands": "1", "elections": "1,0,0", "crashes": "1"}
	for _, try := range []struct {
		name, file, old, now string
		departs              int // -1: nowhere
		missed               bool
	}{
		{"as it is", "Raft.tla", "Majority(S) ==", "Majority(S) ==", -1, false},
		{"another initial state", "Raft.tla", "/\\ votedFor = [i \\in Server |-> Nobody]", "/\\ votedFor = [i \\in Server |-> i]", 0, false},
		{"a candidate does not vote", "Raft.tla", "/\\ votedFor' = [votedFor EXCEPT ![i] = i]", "/\\ UNCHANGED votedFor", 1, false},
		{"nobody restarts", "Raft.tla", "/\\ ~up[i]\n", "/\\ ~up[i] /\\ FALSE\n", 2, false},
		{"a crash takes the log", "Raft.tla", "/\\ applied' = [applied EXCEPT ![i] = <<>>]\n    /\\ UNCHANGED <<msgs, durableVars>>",
			"/\\ applied' = [applied EXCEPT ![i] = <<>>]\n    /\\ log' = [log EXCEPT ![i] = <<>>]\n    /\\ UNCHANGED <<msgs, currentTerm, votedFor, snapshot>>", 5, false},
		{"a leader may step down", "MCRaft.tla", "MCRestart(i) == Restart(i) /\\ UNCHANGED budgets",
			"MCRestart(i) == /\\ Restart(i) \\/ (BecomeFollower(i) /\\ UNCHANGED <<msgs, up, durableVars, machineVars>>)\n                /\\ UNCHANGED budgets", -1, true},
		{"the mapping hides the log", "RaftCode.tla", "log == [i \\in Server |-> EntriesOf(EntriesAt(i))]", "log == [i \\in Server |-> <<>>]", 4, false},
		{"the mapping hides the network", "RaftCode.tla", "msgs == {MessageOf(p) : p \\in {q \\in network : q.name # \"TimeoutNow\"}}", "msgs == {}", 1, false},
	} {
		t.Run(try.name, func(t *testing.T) {
			from := conform.Source{Mapping: "RaftCode.tla", FS: changed(t, try.file, try.old, try.now)}
			r := held(t, &raft.Protocol, "", small, from, explore.Options{})
			if try.departs >= 0 {
				require.NotNil(t, r.Departure)
				require.Equal(t, try.departs, r.Departure.Number)
				require.False(t, r.SameStates())
				return
			}
			require.Nil(t, r.Violation)
			require.Equal(t, try.missed, r.Missed > 0)
			require.Equal(t, !try.missed, r.SameStates())
		})
	}
}

// TestJudge: a run is judged step by step as the search judged it, and a conforming run has no departure.
func TestJudge(t *testing.T) {
	c, err := conform.New(&paxos.Protocol, "learn-early", nil, conform.Source{Losses: true})
	require.NoError(t, err)
	r, err := c.Run(context.Background(), explore.Options{})
	require.NoError(t, err)
	run := r.Violation.Trace
	d, err := c.Judge(run)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(r.Departure, d, cmp.Exporter(func(reflect.Type) bool { return true })), "-searched +judged")
	again, err := c.Replay(run)
	require.NoError(t, err)
	require.Equal(t, r.Violation.Text, again.Text)
	before := *run
	before.States = run.States[:len(run.States)-1]
	d, err = c.Judge(&before)
	require.NoError(t, err)
	require.Nil(t, d)
}

// TestChannels: a mapping may read the order of messages, where there is one.
func TestChannels(t *testing.T) {
	small := map[string]string{"servers": "2", "clients": "2", "scripts": "append;append", "retries": "0", "crashes": "0"}
	r := held(t, &chain.Protocol, "", small, conform.Source{}, explore.Options{})
	require.Nil(t, r.Violation)
	require.True(t, r.SameStates())
	require.False(t, r.Kept)

	stack := changed(t, "Chain.tla", `THEN q ELSE Append(q, m),`, `THEN q ELSE <<m>> \o q,`)
	r = held(t, &chain.Protocol, "", small, conform.Source{Mapping: "ChainCode.tla", FS: stack}, explore.Options{})
	require.NotNil(t, r.Departure)
	require.Equal(t, 4, r.Departure.Number, "two updates are on their way")
	c, err := conform.New(&chain.Protocol, "", small, conform.Source{Mapping: "ChainCode.tla", FS: stack})
	require.NoError(t, err)
	d, err := c.Judge(r.Violation.Trace)
	require.NoError(t, err)
	require.Equal(t, 4, d.Number)

	loose := changed(t, "ChainCode.tla", `ASSUME InOrder == settings.network = "fifo"`, "")
	_, err = conform.New(&chain.Protocol, "", map[string]string{"network": "set"}, conform.Source{Mapping: "ChainCode.tla", FS: loose})
	require.ErrorContains(t, err, "ChainCode reads the variable channels, the order of messages, and the network set has none: accepted is fifo")
}

// TestRefusals: what cannot be held against a spec is refused in words that say what can.
func TestRefusals(t *testing.T) {
	for _, try := range []struct {
		p     *model.Protocol
		given map[string]string
		from  conform.Source
		want  string
	}{
		{&abd.Protocol, nil, conform.Source{}, "protocol abd has no TLA+ spec"},
		{&raft.Protocol, map[string]string{"network": "fifo"}, conform.Source{}, "the network fifo loses messages"},
		{&raft.Protocol, map[string]string{"nosuch": "1"}, conform.Source{}, `no setting "nosuch"`},
		{&raft.Protocol, map[string]string{"clients": "1"}, conform.Source{},
			"RaftCode does not model these settings: it assumes WithoutClients == settings.clients = 0 (RaftCode.tla:21:1)"},
		{&raft.Protocol, map[string]string{"transfers": "1"}, conform.Source{}, "RaftCode does not model these settings: it assumes TransfersAreNotCounted == "},
		{&raft.Protocol, map[string]string{"servers": "2"}, conform.Source{}, "-elections is that of the spec's small model, where none is given"},
		{&pmmc.Protocol, map[string]string{"phase2": "1"}, conform.Source{}, "SeveralServers"},
		{&pmmc.Protocol, map[string]string{"servers": "1"}, conform.Source{}, "-scripts is that of the spec's small model, where none is given"},
		{&paxos.Protocol, map[string]string{"layout": "shared"}, conform.Source{}, "LayoutSeparate"},
		{&primarybackup.Protocol, map[string]string{"stops": "1"}, conform.Source{}, "NoStops"},
		{&primarybackup.Protocol, map[string]string{"network": "multiset"}, conform.Source{Losses: true}, "NothingLost"},
		{&chain.Protocol, map[string]string{"network": "set"}, conform.Source{}, "InOrder"},
		{&ftvm.Protocol, map[string]string{"network": "set"}, conform.Source{}, "InOrder"},
		{&switchpaxos.Protocol, map[string]string{"instances": "0"}, conform.Source{}, "instances is 0, but on a set network"},
		{&switchpaxos.Protocol, map[string]string{"rounds": "0"}, conform.Source{}, "Counted"},
		{&zab.Protocol, map[string]string{"network": "multiset"}, conform.Source{}, "InOrder"},
		{&vr.Protocol, map[string]string{"retries": "-1"}, conform.Source{}, "CountedTimeouts"},
		{&vr.Protocol, map[string]string{"spread": "1"}, conform.Source{}, "ViewsByNumber"},
		{&raft.Protocol, nil, conform.Source{Mapping: "nosuch.tla"}, "there is no such file"},
		{&raft.Protocol, nil, conform.Source{Mapping: "Raft.tla", FS: tla.Specs}, "Raft"},
	} {
		_, err := conform.New(try.p, "", try.given, try.from)
		require.ErrorContains(t, err, try.want)
		require.NotContains(t, err.Error(), "\n")
	}
}
