package synod

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/kept"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/reported"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// ReplayEnv names the environment variable that makes Check replay a saved run
// instead of searching: its value is the path of a trace that the same test
// saved.
const ReplayEnv = "SYNOD_REPLAY"

// TracesEnv names the environment variable with the directory to which Check
// saves counterexamples.
const TracesEnv = kept.Env

// MetaTest is the key in a trace's Meta.Extra of the test that saved it.
const MetaTest = "test"

// Check explores a system inside an ordinary go test, and returns the report.
//
//	func TestLock(t *testing.T) {
//		synod.Check(t, lock(3))
//	}
//
// It fails the test, at once, when
//
//   - something is violated: it prints the shortest run that shows it, where
//     that was saved, and the command that replays it;
//   - the run is inconclusive: time or memory ran out, or the test's own
//     deadline came near. A bound that was asked for (Options.Depth, a state
//     constraint, Options.Simulate) is no failure, but it is logged;
//   - a property was never really tested, though all states were visited: it
//     holds of nothing, so the system or the property is not what was meant;
//   - a Warning is not meant: a bound for a timer that nobody sets, a handler that
//     never made a step. Options.Meant and System.Meant name those that are.
//
// At most one Options may be given; without, all states are visited, on all
// cores.
//
// A counterexample is saved as NAME-OF-THE-TEST.itf.json to the directory
// $SYNOD_TRACES; or else, when go test was given -artifacts, to the test's
// artifact directory; or else to the directory synod in the one for temporary
// files. The printed command sets SYNOD_REPLAY: then Check does not search, but
// takes that run's steps again on the code as it is now, and fails when the
// violation is still there, or says where the code departs from the run. A test
// with several systems gives each a subtest of its own, so that they have names.
// To keep the run as a test of its own, see Rerun.
func Check(t T, sys *model.System, opts ...Options) *Report {
	t.Helper()
	o := only(t, "Check", opts)
	if path := os.Getenv(ReplayEnv); path != "" {
		if saved := savedBy(t, path); saved != nil {
			return checkReplay(t, sys, path, saved)
		}
	}
	ctx, cancel := beforeDeadline(t)
	defer cancel()
	r, err := Explore(ctx, sys, o)
	if err != nil {
		t.Fatalf("the system cannot be explored: %v", err)
	}
	warnings := warningText(r)
	if r.Violation != nil {
		if warnings != "" {
			t.Logf("%s", warnings)
		}
		failWith(t, r.Violation)
	}
	size := fmt.Sprintf("%d states, %d steps, depth %d", r.States, r.Steps, r.Depth)
	if r.Verdict == VerdictInconclusive {
		t.Fatalf("inconclusive: ended by %s after %s; nothing was found, but not all states were visited. "+
			"Give it more, or bound it (Options.Depth, fewer nodes, smaller budgets)", strings.Join(r.BoundedBy, ", "), size)
	}
	if o.FromGoal != "" && r.Verdict == VerdictUnreached && r.Goal == o.FromGoal {
		t.Fatalf("goal %s, from where the search starts, is not reached in %s: no property was checked", r.Goal, size)
	}
	if warnings != "" {
		t.Errorf("%s\nWhat is meant is named in Options.Meant, or with a reason in System.Meant.", warnings)
	}
	for _, p := range r.Properties {
		if p.Verdict == VerdictVacuous {
			t.Errorf("property %s is vacuous: in %s it never had anything to test", p.Name, size)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	line := "complete: " + size
	if !r.Complete() {
		line = fmt.Sprintf("no violation, but bounded by %s: %s", strings.Join(r.BoundedBy, ", "), size)
	}
	t.Logf("%s\n\n%s", line, reportText(t.Name(), r, o))
	return r
}

// reportText is the report as the command line prints it.
func reportText(test string, r *Report, o Options) string {
	opts, err := o.search()
	if err != nil {
		return err.Error()
	}
	out := reported.Of(r, opts)
	out.Subject = report.Subject{Name: test, Doc: "explored by synod.Check"}
	var b strings.Builder
	if err := out.Text(&b, report.TextOptions{}); err != nil {
		return err.Error()
	}
	return quote.Terminal(strings.TrimSpace(b.String()))
}

// warningText lists the warnings that are not meant, "" when there are none.
func warningText(r *Report) string {
	var lines []string
	for _, w := range r.Unmeant() {
		lines = append(lines, fmt.Sprintf("warning %q: %s", w.Key(), w.Text))
	}
	return strings.Join(lines, "\n")
}

// deadlineShare is the part of the time to the test's deadline that is left for
// everything but the search.
const deadlineShare = 10

// beforeDeadline returns a context that ends a little before the test's
// deadline, so that it fails with a report and not with a dump of all
// goroutines.
func beforeDeadline(t T) (context.Context, context.CancelFunc) {
	ctx := t.Context()
	if d, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := d.Deadline(); ok {
			left := time.Until(deadline)
			return context.WithDeadline(ctx, deadline.Add(-left/deadlineShare))
		}
	}
	return context.WithCancel(ctx)
}

// failWith prints a counterexample, saves it, and ends the test.
func failWith(t T, v *Violation) {
	t.Helper()
	v.Trace.Meta.Tool = "synod.Check"
	if v.Trace.Meta.Extra == nil {
		v.Trace.Meta.Extra = map[string]string{}
	}
	v.Trace.Meta.Extra[MetaTest] = t.Name()
	var b strings.Builder
	fmt.Fprintf(&b, "%s is violated after %d steps: %s\n\n", v.Property, v.Length(), v.Text)
	if err := text.Write(&b, v.Trace, text.Options{}); err != nil {
		fmt.Fprintf(&b, "the run cannot be shown: %v\n", err)
	}
	path, err := save(t, v.Trace)
	if err != nil {
		fmt.Fprintf(&b, "\nthe run could not be saved: %v\n", err)
	} else {
		fmt.Fprintf(&b, "\nsaved to %s\nreplay:  %s\n", path, replayCommand(t.Name(), path))
	}
	t.Fatal("\n" + quote.Terminal(b.String()))
}

// save writes a trace to where Check keeps them.
func save(t T, trace *traces.Trace) (path string, err error) {
	if path, err = kept.Path(t, ".itf.json"); err != nil {
		return "", err
	}
	return path, traces.WriteFile(path, trace)
}

// replayCommand is the command that replays a saved run: the test is run alone
// and told to replay.
func replayCommand(test, path string) string {
	levels := strings.Split(test, "/")
	for i, l := range levels {
		levels[i] = "^" + regexp.QuoteMeta(l) + "$"
	}
	return fmt.Sprintf("%s=%s go test -v -run %s %s", ReplayEnv, quote.Path(path), quote.Shell(strings.Join(levels, "/")), testedPackage())
}

// testedPackage is the import path of the package under test; "." if the binary
// does not say.
func testedPackage() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasSuffix(info.Path, ".test") {
		return "."
	}
	return strings.TrimSuffix(info.Path, ".test")
}

// savedBy reads the run to be replayed. It returns nil when another test saved
// it: then this test goes its usual way.
func savedBy(t T, path string) *traces.Trace {
	t.Helper()
	saved, err := traces.ReadFile(path)
	if err != nil {
		t.Fatalf("%s: %s", ReplayEnv, quote.Terminal(err.Error()))
	}
	if saved.Meta.Extra[MetaTest] != t.Name() {
		return nil
	}
	return saved
}

// checkReplay replays a saved run instead of a search.
func checkReplay(t T, sys *model.System, path string, saved *traces.Trace) *Report {
	t.Helper()
	r, err := Replay(sys, saved)
	if err != nil {
		t.Fatal(quote.Terminal(fmt.Sprintf("%s: %v", path, err)))
	}
	if r.Departure != nil {
		t.Fatal(quote.Terminal(fmt.Sprintf("%s: %d of %d steps confirmed, then the code departs at %v", path, max(0, r.Confirmed), saved.Steps(), r.Departure)))
	}
	if r.Again != nil {
		var b strings.Builder
		if err := text.Write(&b, saved, text.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Fatal(quote.Terminal(fmt.Sprintf("%s: all %d steps confirmed; %s is violated again: %s\n\n%s", path, r.Confirmed, r.Again.Property, r.Again.Text, b.String())))
	}
	out := &Report{Verdict: VerdictHolds, Result: explore.Result{Depth: r.Confirmed}}
	out.BoundedBy = []string{boundedByReplay}
	for _, p := range sys.Properties {
		out.Properties = append(out.Properties, PropertyResult{Name: p.Name, Verdict: VerdictOpen})
	}
	t.Logf("%s: all %d steps confirmed, but %s is not violated any more", quote.Line(path), r.Confirmed, quote.Line(saved.Meta.Property))
	return out
}

// boundedByReplay is in Report.BoundedBy of a replay: one run was looked at.
const boundedByReplay = "replay"
