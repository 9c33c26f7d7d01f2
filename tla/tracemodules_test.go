package tla_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/internal/recorded"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// traced are the protocols that have a trace module, with settings under which everything that it knows of happens.
var traced = []struct {
	protocol string
	given    []string
}{
	{"raft", []string{
		recorded.RaftFaults + " refusals=true",
		"network=set crashes=2 clients=2 heartbeats=8 terms=6",
		"compactions=6 crashes=2 drops=2 heartbeats=20 terms=6 commands=8 refusals=true",
		"membership=joint changes=v4r1,v1r2 change-tries=5 compactions=5 crashes=2 clients=2 sessions=true heartbeats=20 terms=8",
		"membership=single learners=1 changes=v4,r1,l2,v2 change-tries=6 crashes=2 heartbeats=20 terms=6 commands=8",
		"pre-vote=true check-quorum=true transfers=3 crashes=2 heartbeats=20 terms=6 commands=8",
	}},
	{"paxos", []string{
		recorded.PaxosFaults + " learners=3",
		"network=set crashes=2 ballots=3,3 learners=3 learning=distinguished phase2=1",
		"layout=shared crashes=1 ballots=2,2 drops=2 duplicates=2",
		"network=fifo layout=shared learning=distinguished crashes=1 ballots=2,2 drops=2",
	}},
	{"pmmc", []string{
		recorded.PMMCFaults + " refusals=true servers=4 phase2=2",
		recorded.PMMCFaults + " retries=4 network=fifo",
		"network=set crashes=2 ballots=4 scouts= slots=4 scripts=a,g;p,g retries=4",
	}},
	{"primarybackup", []string{
		recorded.BackupFaults,
		"network=set views=8 checks=20 " + recorded.BackupScripts,
		"network=fifo views=4 checks=20 drops=4 stops=1 " + recorded.BackupScripts,
	}},
	{"chain", []string{
		recorded.ChainFaults,
		recorded.ChainFaults + " queries=apportioned",
	}},
	{"ftvm", []string{
		recorded.VMFaults,
	}},
	{"switchpaxos", []string{
		recorded.SwitchFaults,
		recorded.SwitchFaults + " network=fifo",
		recorded.SwitchMistakes + " network=set duplicates=0",
	}},
	{"zab", []string{
		recorded.ZabFaults,
		recorded.ZabFaults + " servers=5 elections=3,3,3,3 give-ups=2,2,2,2,2",
	}},
	{"epaxos", []string{
		recorded.EPaxosFaults,
		recorded.EPaxosFaults + " network=fifo",
		recorded.EPaxosFaults + " network=set duplicates=0",
		recorded.EPaxosFive,
	}},
	{"vr", []string{
		recorded.VRFaults,
		recorded.VRFaults + " network=fifo",
		recorded.VRFaults + " network=set",
	}},
}

// patience is far more than validating any log here takes, on a busy machine with the race
// detector too.
const patience = 5 * time.Minute

// validatedLog is the report on a log of our own. What takes longer is inconclusive.
func validatedLog(t *testing.T, l *traces.Log, spec string, most time.Duration) *validate.Report {
	path := filepath.Join(t.TempDir(), "run.ndjson")
	require.NoError(t, traces.WriteLogFile(path, l))
	r, err := validate.Run(t.Context(), path, validate.Options{
		Spec: spec + ".tla", Near: -1, Time: most,
	})
	require.NoError(t, err)
	return r
}

// isUnseen tells of messages that some spec does not know, or has when nobody has been told yet. A client may ask nobody.
func isUnseen(l *traces.Log, message string) bool {
	return slices.Contains([]string{"Reply", "Learned", "GetView", "ViewReply", "Ping"}, message) || l.Protocol != "primarybackup" && message == "Request"
}

// firstNew is the first event that sends something new, which the spec sees; -1 if there is none.
func firstNew(l *traces.Log) int {
	var before []string
	for i, e := range l.Events {
		for _, s := range e.Sent {
			if text := s.Message.String(); !isUnseen(l, s.Name) && !slices.Contains(before, text) {
				return i
			}
		}
	}
	return -1
}

// sendsNothing is an event whose node sends nothing with it for sure, but has sent something before; -1 if there is none.
func sendsNothing(l *traces.Log) (at int, old traces.Packet) {
	sent := map[string]traces.Packet{}
	at = -1
	for i, e := range l.Events {
		if p, found := sent[e.Node]; found && (e.Kind == traces.StepCrash || e.Kind == traces.StepRestart || l.Protocol != "raft" && e.Name == "Reply") {
			at, old = i, p
		}
		for _, s := range e.Sent {
			if !isUnseen(l, s.Name) {
				sent[e.Node] = s
			}
		}
	}
	return at, old
}

// A log says exactly what was sent: all that is new, and of what was there before only what the action may send again.
func TestSentIsAllThatIsSent(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	for _, p := range traced {
		hidden, claimed := 0, 0
		for _, given := range p.given {
			for seed := range 2 {
				name := fmt.Sprintf("%s %s, seed %d", p.protocol, given, seed)
				r, err := (&recorded.Log{Protocol: p.protocol, Steps: 100, Seed: seed, Given: given, Sent: true}).Recording(impl.Protocols())
				require.NoError(t, err)
				l, err := r.Log()
				require.NoError(t, err)
				require.Equal(t, validate.Accepted, validatedLog(t, l, recorded.Specs[p.protocol], patience).Verdict, name)
				if at, old := sendsNothing(l); at >= 0 {
					l.Events[at].Sent = []traces.Packet{old}
					report := validatedLog(t, l, recorded.Specs[p.protocol], patience)
					require.Equal(t, validate.Rejected, report.Verdict, "%s: event %d claims an old message", name, at+1)
					require.Equal(t, at, report.Matched, name)
					l.Events[at].Sent = nil
					claimed++
				}
				if at := firstNew(l); at >= 0 {
					l.Events[at].Sent = nil
					report := validatedLog(t, l, recorded.Specs[p.protocol], patience)
					require.Equal(t, validate.Rejected, report.Verdict, "%s: event %d hides what it sends", name, at+1)
					require.Equal(t, at, report.Matched, name)
					hidden++
				}
			}
		}
		require.NotZero(t, hidden, p.protocol)
		require.NotZero(t, claimed, p.protocol)
	}
}

// kindsOf are the kinds of events of a log, with every timer.
func kindsOf(l *traces.Log) []string {
	kinds := map[string]bool{}
	for _, e := range l.Events {
		kinds[e.Kind] = true
		if e.Kind == traces.StepTimeout {
			kinds[e.Kind+" "+e.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(kinds))
}

// withoutKind is a log without the events of a kind, up to where more than most of them in a row are gone.
func withoutKind(l *traces.Log, kind string, most int) *traces.Log {
	out := *l
	out.Events, out.Unlogged = nil, []string{kind}
	inRow := 0
	for _, e := range l.Events {
		if e.Kind != kind && e.Kind+" "+e.Name != kind {
			out.Events = append(out.Events, e)
			inRow = 0
		} else if inRow++; inRow > most {
			break
		}
	}
	return &out
}

// A log without the events of one kind, which says so, is still a behaviour, whatever kind it is.
func TestEveryKindMayBeUnlogged(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	const most = 2 // MaxUnlogged of the model files
	seeds := 1
	if os.Getenv("SYNOD_LARGE") != "" {
		seeds = 10
	}
	for _, p := range traced {
		found := map[string]int{} // accepted logs with unlogged steps
		for _, given := range p.given {
			for seed := range seeds {
				r, err := (&recorded.Log{Protocol: p.protocol, Steps: 50, Seed: seed, Given: given, Sent: seed%2 == 1}).Recording(impl.Protocols())
				require.NoError(t, err)
				l, err := r.Log()
				require.NoError(t, err)
				for _, kind := range kindsOf(l) {
					without := withoutKind(l, kind, most)
					if len(without.Events) == 0 {
						continue
					}
					report := validatedLog(t, without, recorded.Specs[p.protocol], time.Second)
					require.NotEqual(t, validate.Rejected, report.Verdict, "%s %s, seed %d, without %s: %s", p.protocol, given, seed, kind, report)
					if report.Verdict == validate.Accepted && report.Unlogged > 0 {
						found[kind]++
					}
				}
			}
		}
		t.Logf("%s: logs with unlogged steps: %v", p.protocol, found)
		require.Greater(t, len(found), 2, "%s: unlogged steps are found: %v", p.protocol, found)
	}
}

// A log that tells what cannot be is rejected at that event: a message from a node, or to one, that has no such role; a state of a node
// that has other fields; and a message told again that is not sent again.
func TestImpossibleEvents(t *testing.T) {
	is := func(kind, message string) func(e *traces.LogEvent) bool {
		return func(e *traces.LogEvent) bool { return e.Kind == kind && (message == "" || e.Name == message) }
	}
	sends := func(message string) func(e *traces.LogEvent) bool {
		return func(e *traces.LogEvent) bool { return len(e.Sent) > 0 && e.Sent[0].Name == message }
	}
	for _, c := range []struct {
		name  string
		which func(e *traces.LogEvent) bool
		edit  func(e *traces.LogEvent)
	}{
		{"paxos-sent", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Node = "L2" }},
		{"paxos-fifo", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Node = "A1" }}, // it was the learner
		{"paxos-sent", is(traces.StepDuplicate, "Prepare"), func(e *traces.LogEvent) { e.To = "P2" }},
		{"paxos-sent", sends("Prepare"), func(e *traces.LogEvent) { e.Sent[0].To = "L1" }},
		{"pmmc-sent", sends("P1a"), func(e *traces.LogEvent) { e.Sent[0].To = "C1" }},
		{"pmmc-sent", is(traces.StepDrop, "P2a"), func(e *traces.LogEvent) { e.To = e.From }},
		{"vr-sent", sends("Prepare"), func(e *traces.LogEvent) { e.Sent[0].To = "C1" }},
		{"vr-sent", is(traces.StepDrop, "Prepare"), func(e *traces.LogEvent) { e.To = e.From }},
		{"primarybackup-small", is(traces.StepDeliver, "ViewReply"), func(e *traces.LogEvent) { e.From = "S3" }},
		{"primarybackup-faults", is(traces.StepDrop, "Ping"), func(e *traces.LogEvent) { e.To = "S1" }},
		{"chain-sent", is(traces.StepDeliver, "Update"), func(e *traces.LogEvent) { e.From = "M" }},
		{"chain-sent", is(traces.StepDeliver, "Linked"), func(e *traces.LogEvent) { e.Node = "S1" }},
		{"chain-sent", is(traces.StepSuspect, ""), func(e *traces.LogEvent) { e.Kind = traces.StepTrust }},
		{"chain-sent", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Node = "M" }},
		{"chain-sent", sends("Reply"), func(e *traces.LogEvent) { e.Sent[0].To = "M" }},
		{"ftvm-sent", is(traces.StepDeliver, "Entry"), func(e *traces.LogEvent) { e.From = "D" }},
		{"ftvm-sent", is(traces.StepDeliver, "Flag"), func(e *traces.LogEvent) { e.From = e.Node }},
		{"ftvm-sent", is(traces.StepDeliver, "TestAndSet"), func(e *traces.LogEvent) { e.Node = "S3" }},
		{"ftvm-sent", is(traces.StepSuspect, ""), func(e *traces.LogEvent) { e.Kind = traces.StepTrust }},
		{"ftvm-sent", sends("Ack"), func(e *traces.LogEvent) { e.Sent[0].To = "C1" }},
		{"switchpaxos-sent", is(traces.StepDeliver, "Request"), func(e *traces.LogEvent) { e.From = "B" }},
		{"switchpaxos-sent", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Node = "B" }},
		{"switchpaxos-sent", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Kind = traces.StepRestart }},
		{"switchpaxos-sent", is(traces.StepDrop, ""), func(e *traces.LogEvent) { e.To = "C" }},
		{"switchpaxos-sent", sends("Phase2A"), func(e *traces.LogEvent) { e.Sent[0].To = "L1" }},
		{"zab-sent", is(traces.StepDeliver, "Propose"), func(e *traces.LogEvent) { e.From = e.Node }},
		{"zab-sent", is(traces.StepDrop, ""), func(e *traces.LogEvent) { e.To = e.From }},
		{"zab-sent", is(traces.StepDrop, ""), func(e *traces.LogEvent) { e.Kind = traces.StepDuplicate }},
		{"zab-sent", sends("NewLeader"), func(e *traces.LogEvent) { e.Sent[0].To = e.Node }},
		{"epaxos-sent", is(traces.StepDeliver, "PreAccept"), func(e *traces.LogEvent) { e.From = e.Node }},
		{"epaxos-sent", is(traces.StepCrash, ""), func(e *traces.LogEvent) { e.Kind = traces.StepRestart }},
		{"epaxos-sent", is(traces.StepTimeout, "submit"), func(e *traces.LogEvent) { e.Name = "recover" }},
		{"epaxos-sent", is(traces.StepDuplicate, ""), func(e *traces.LogEvent) { e.To = e.From }},
		{"epaxos-sent", sends("PreAcceptOK"), func(e *traces.LogEvent) { e.Sent[0].To = e.Node }},
	} {
		l, err := traces.ReadLogFile(filepath.Join("..", "traces", "recorded", c.name+".ndjson"))
		require.NoError(t, err)
		at := slices.IndexFunc(l.Events, func(e traces.LogEvent) bool { return c.which(&e) })
		require.GreaterOrEqual(t, at, 0, c.name)
		c.edit(&l.Events[at])
		report := validatedLog(t, l, recorded.Specs[l.Protocol], patience)
		require.Equal(t, validate.Rejected, report.Verdict, "%s, event %d", c.name, at+1)
		require.Equal(t, at, report.Matched, c.name)
	}
	// The view server tells of a view once, where nothing is lost.
	l, err := traces.ReadLogFile(filepath.Join("..", "traces", "recorded", "primarybackup-set.ndjson"))
	require.NoError(t, err)
	at := slices.IndexFunc(l.Events, func(e traces.LogEvent) bool { return sends("ViewReply")(&e) })
	l.Events = slices.Insert(l.Events[:at+1], at+1, l.Events[at])
	report := validatedLog(t, l, recorded.Specs[l.Protocol], patience)
	require.Equal(t, validate.Rejected, report.Verdict)
	require.Equal(t, at+1, report.Matched)
}
