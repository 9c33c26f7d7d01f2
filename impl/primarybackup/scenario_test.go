package primarybackup

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// scenario is a run that a test takes by hand.
type scenario struct {
	*testing.T
	*model.Walk
}

func newScenario(t *testing.T, flags string) scenario {
	t.Helper()
	w, err := model.NewWalk(systemOf(t, "", flags))
	require.NoError(t, err)
	return scenario{t, w}
}

// matching returns the enabled steps that begin with the given words.
func (s scenario) matching(words string) (at []int) {
	for i, step := range s.Enabled() {
		if strings.HasPrefix(step.String(), words) {
			at = append(at, i)
		}
	}
	return at
}

// takes takes steps, each given by the words with which it alone begins. Nothing
// may be violated on the way.
func (s scenario) takes(steps ...string) {
	s.Helper()
	for _, words := range steps {
		at := s.matching(words)
		require.Len(s, at, 1, "%q among %v", words, s.Enabled())
		s.Take(at[0])
		require.Empty(s, s.Broken(), words)
	}
}

// disabled wants that no such step is enabled.
func (s scenario) disabled(words string) {
	s.Helper()
	require.Empty(s, s.matching(words), words)
}

// is wants a field of a node to have a value.
func (s scenario) is(node, field, want string) {
	s.Helper()
	var v traces.Value = s.State().Vars
	for _, name := range []string{"nodes", node, field} {
		r, ok := v.(traces.Record)
		require.True(s, ok)
		v, ok = r.Get(name)
		require.True(s, ok, name)
	}
	require.Equal(s, want, v.String(), "%s of %s", field, node)
}

func (s scenario) view(node, want string) {
	s.Helper()
	s.is(node, "View", want)
}

// The words of views and steps.
const (
	startup  = "{Number: 0, Primary: nobody, Backup: nobody}"
	oneAlone = "{Number: 1, Primary: S1, Backup: nobody}"
	oneTwo   = "{Number: 2, Primary: S1, Backup: S2}"
	check    = "V: timeout ping-check"
)

func pings(server, view string) string  { return "V receives Ping{View: " + view + "} from " + server }
func learns(node, number string) string { return node + " receives ViewReply{View: {Number: " + number }

// first is how S1 becomes primary of view 1, and second how S2 becomes its backup.
var (
	first  = []string{pings("S1", "0"), learns("S1", "1"), pings("S1", "1")}
	second = []string{pings("S2", "0"), learns("S1", "2"), learns("S2", "2"), "S2 receives Transfer", "S1 receives TransferAck", pings("S1", "2")}
)

func TestStartupView(t *testing.T) {
	s := newScenario(t, "")
	s.view("V", startup)
	s.disabled(check)
	s.takes("C1 invokes")
	s.disabled("C1 receives")
	s.disabled("S1 receives")
}

func TestFirstPrimaryAndBackup(t *testing.T) {
	s := newScenario(t, "")
	s.takes(pings("S1", "0"))
	s.view("V", oneAlone)
	s.takes(pings("S2", "0"))
	s.view("V", oneAlone) // S1 has not acknowledged it
	s.takes(learns("S1", "1"), pings("S1", "1"))
	s.view("V", oneTwo)

	s.takes(learns("S1", "2"))
	s.disabled(pings("S1", "2")) // its backup has nothing yet
	s.takes("C1 invokes", learns("C1", "2"))
	s.disabled("S1 receives Request")
	s.takes(learns("S2", "2"), "S2 receives Transfer", "S1 receives TransferAck", "S1 receives Request", "S2 receives Forward")
	s.disabled("C1 receives Reply")
	s.takes("S1 receives ForwardAck", "C1 receives Reply", pings("S1", "2"))
	s.is("V", "Acked", "true")
	s.is("S1", "App", `{Store: {x: "1a"}, Last: {C1: {Number: 1, Value: ""}}, Performed: [{Client: C1, Number: 1}]}`)
	s.is("S2", "App", `{Store: {x: "1a"}, Last: {C1: {Number: 1, Value: ""}}, Performed: [{Client: C1, Number: 1}]}`)
}

func TestTakeover(t *testing.T) {
	s := newScenario(t, "-servers 2")
	s.takes(first...)
	s.takes(second...)
	s.takes("C1 invokes", learns("C1", "2"), "S1 receives Request", "S2 receives Forward", "S1 receives ForwardAck", "C1 receives Reply")
	s.takes(check, pings("S2", "0"), check)
	s.view("V", "{Number: 3, Primary: S2, Backup: nobody}")
	s.takes(learns("S2", "3"), "C2 invokes", learns("C2", "3"), "S2 receives Request", `C2 receives Reply{Number: 1, Value: "1a"} from S2`)
}

// The old primary was only slow. What it forwards goes nowhere.
func TestOldPrimaryReturnsAsBackup(t *testing.T) {
	s := newScenario(t, "-servers 2 -views 4 -checks 3")
	s.takes(first...)
	s.takes(second...)
	s.takes(check, pings("S2", "0"), check, learns("S2", "3"), pings("S2", "3"))
	s.takes("C1 invokes", learns("C1", "2"), "S1 receives Request")
	s.disabled("S2 receives Forward")
	s.takes(learns("C1", "3"), "S2 receives Request", "C1 receives Reply")

	s.takes(pings("S1", "2")) // it has not heard of view 3
	s.view("V", "{Number: 4, Primary: S2, Backup: S1}")
	s.takes(learns("S1", "4"), learns("S2", "4"), "S1 receives Transfer", "S2 receives TransferAck")
	s.is("S1", "App", `{Store: {x: "1a"}, Last: {C1: {Number: 1, Value: ""}}, Performed: [{Client: C1, Number: 1}]}`)
}

func TestIdleThirdIsPromoted(t *testing.T) {
	s := newScenario(t, "")
	s.takes(first...)
	s.takes(second...)
	s.takes(check, pings("S2", "0"), pings("S3", "0"), check)
	s.view("V", "{Number: 3, Primary: S2, Backup: S3}")
}

// Before its primary has acknowledged a view, nothing else matters.
func TestPrimaryNotAcknowledgedBlocks(t *testing.T) {
	s := newScenario(t, "")
	s.takes(pings("S1", "0"), learns("S1", "1"), pings("S2", "0"), check, pings("S3", "0"), check)
	s.view("V", oneAlone)
	s.takes(pings("S1", "1")) // S2 did not ping in between the two checks
	s.view("V", "{Number: 2, Primary: S1, Backup: S3}")
}

func TestDeadBackupIsReplaced(t *testing.T) {
	s := newScenario(t, "")
	s.takes(first...)
	s.takes(second...)
	s.takes(check, pings("S1", "0"), pings("S3", "0"), check)
	s.view("V", "{Number: 3, Primary: S1, Backup: S3}")
	s.takes(learns("S1", "3"), learns("S3", "3"), "S3 receives Transfer", "S1 receives TransferAck")
}

// With nobody in its place the primary goes on alone.
func TestDeadBackupWithoutAnother(t *testing.T) {
	s := newScenario(t, "-servers 2")
	s.takes(first...)
	s.takes(second...)
	s.takes(check, pings("S1", "0"), check)
	s.view("V", "{Number: 3, Primary: S1, Backup: nobody}")
}

// viewServerOfTwo is the view server's id beside two servers.
const viewServerOfTwo model.NodeID = 3

// outage is what the properties below are folded over, with one client.
type outage struct {
	Down    bool         // the view server has stopped
	Primary model.NodeID // of the view in which it did
	Stopped model.NodeSet
	Invoked bool // an operation was invoked in the situation that is looked at
	Returns bool // and has its answer
}

// withoutPrimary says that the view server is down, and that there is no primary:
// there never was one, or it is down too.
func (o outage) withoutPrimary() bool {
	return o.Down && (o.Primary == model.Nobody || o.Stopped.Has(o.Primary))
}

// noProgress says that no operation completes that is invoked in a situation.
func noProgress(situation func(outage) bool) []model.Property {
	monitor := &model.Monitor[outage]{
		Name: "outage",
		Fold: func(o outage, n model.NodeID, e model.Event) outage {
			switch e := e.(type) {
			case Stopped:
				if n == viewServerOfTwo {
					o.Down, o.Primary = true, e.View.Primary
				} else {
					o.Stopped = o.Stopped.With(n)
				}
			case model.Invoke:
				o.Invoked = situation(o)
			case model.Return:
				o.Returns = o.Returns || o.Invoked
			}
			return o
		},
	}
	return []model.Property{{
		Name: "no-progress",
		Check: model.Judge(monitor, func(o outage) model.Verdict {
			switch {
			case o.Returns:
				return model.Violated("an operation was answered")
			case o.Invoked:
				return model.Holds
			}
			return model.Untested
		}),
	}}
}

// When the view server is down from the start, or down together with the primary
// of its view, no further operation completes, in any reachable state.
func TestNoProgressWithoutViewServer(t *testing.T) {
	for name, situation := range map[string]func(outage) bool{
		"from the start":        func(o outage) bool { return o.withoutPrimary() && o.Primary == model.Nobody },
		"together with primary": func(o outage) bool { return o.withoutPrimary() && o.Primary != model.Nobody },
	} {
		t.Run(name, func(t *testing.T) {
			sys := systemOf(t, "", "-servers 2 -clients 1 -scripts append,get -stops 2")
			sys.Properties = noProgress(situation)
			checks.AllHold(t, checks.Explore(t, sys, model.Options{}))
		})
	}
}

// The claim above is about both: while one of them is up, there are runs in which
// operations complete.
func TestProgressWithoutOneOfThem(t *testing.T) {
	for name, situation := range map[string]func(outage) bool{
		"view server down":   func(o outage) bool { return o.Down && o.Primary != model.Nobody },
		"first primary down": func(o outage) bool { return o.Stopped != 0 },
	} {
		t.Run(name, func(t *testing.T) {
			sys := systemOf(t, "", "-servers 2 -clients 1 -stops 1")
			sys.Properties = noProgress(situation)
			require.NotNil(t, checks.Explore(t, sys, model.Options{}).Violation)
		})
	}
}
