package synod

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/kept"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/reported"
	"github.com/synod-go/synod/internal/retest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// ReplayEnv names the environment variable, SYNOD_REPLAY, that makes Check replay a
// saved run instead of searching: its value is the path of a trace that the same test
// saved.
const ReplayEnv = retest.Env

// TracesEnv, SYNOD_TRACES, names the directory to which Check saves runs.
const TracesEnv = kept.Env

// MetaTest is the key in a trace's Meta.Extra of the test that saved it.
const MetaTest = retest.MetaTest

// Check explores a system inside an ordinary go test, and returns the report.
//
//	func TestLock(t *testing.T) {
//		synod.Check(t, lock(3))
//	}
//
// It fails the test, at once, when
//
//   - something is violated: it prints the report with the shortest run that shows it,
//     where that was saved, and the command that replays it;
//   - a goal is not reached (Options.Until);
//   - the run is inconclusive: time or memory ran out, or the test's own
//     deadline came near. A bound that was asked for (Options.Depth, a state
//     constraint, Options.Simulate) is no failure, but it is logged;
//   - a property was never really tested, though all states were visited: it
//     holds of nothing, so the system or the property is not what was meant;
//   - a Warning is not meant: a bound for a timer that nobody sets, a handler that
//     never made a step. Options.Meant and System.Meant name those that are.
//
// Check prints the report of the command line, whether the test fails or not. With go
// test -v a long search says every five seconds how far it is. The report of a space that
// looks endless names what grows and what would bound it.
//
// At most one Options may be given; without, all states are visited, on all cores.
// Unless Options.Memory says otherwise, a search may use 35% of the memory of the machine
// or container, or of GOMEMLIMIT if that is less: half of what the command uses, because
// other tests run beside it.
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
	o = o.inTest()
	r, err := explored(t, sys, o, everyInTest, isVerbose())
	if err != nil {
		t.Fatalf("the system cannot be explored: %v", err)
	}
	if r.Violation != nil && r.Verdict != VerdictReached {
		failWith(t, sys, r, o)
	}
	if problems := problemsOf(r, o); problems != nil {
		t.Fatalf("%s\n\n%s", strings.Join(problems, "\n"), reportText(t.Name(), sys, r, o, ""))
	}
	line := "complete: " + sizeOf(r)
	switch {
	case r.Verdict == VerdictReached:
		line = fmt.Sprintf("%s after %s", r.Violation.Sentence(), numbers.Some(r.Violation.Length(), "step"))
	case !r.Complete():
		line = fmt.Sprintf("no violation, but bounded by %s: %s", strings.Join(r.BoundedBy, ", "), sizeOf(r))
	}
	t.Logf("%s\n\n%s", line, reportText(t.Name(), sys, r, o, ""))
	return r
}

func sizeOf(r *Report) string {
	return fmt.Sprintf("%s, %s, depth %d", numbers.Some(r.States, "state"), numbers.Some(r.Steps, "step"), r.Depth)
}

// problemsOf says why a report without a violation fails the test.
func problemsOf(r *Report, o Options) (problems []string) {
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	switch {
	case r.Verdict == VerdictInconclusive:
		add("inconclusive: ended by %s after %s; nothing was found, but not all states were visited. "+
			"Give it more, or bound it (Options.Depth, fewer nodes, smaller budgets)", strings.Join(r.BoundedBy, ", "), sizeOf(r))
		return problems
	case o.FromGoal != "" && r.Verdict == VerdictUnreached && r.Goal == o.FromGoal:
		add("goal %s, from where the search starts, is not reached in %s: no property was checked", r.Goal, sizeOf(r))
		return problems
	case o.Until != "" && r.Verdict == VerdictUnreached:
		add("goal %s is not reached in %s", r.Goal, sizeOf(r))
		if !r.Complete() {
			problems[0] += ", bounded by " + strings.Join(r.BoundedBy, ", ")
		}
	}
	for _, w := range r.Unmeant() {
		add("warning %q: %s", w.Key(), w.Text)
	}
	if len(r.Unmeant()) > 0 {
		add("What is meant is named in Options.Meant, or with a reason in System.Meant.")
	}
	for _, p := range r.Properties {
		switch {
		case p.Verdict == VerdictVacuous:
			add("property %s is vacuous: in %s it never had anything to test", p.Name, sizeOf(r))
		case len(p.OpenBy) > 0:
			add("property %s is open: a bound refused steps that might break it (%s). "+
				"Raise the bound, or take it away", p.Name, strings.Join(p.OpenBy, ", "))
		}
	}
	return problems
}

// reportText is the report as the command line prints it. The run to the violation, if
// there is one, was saved at path; "" is nowhere.
func reportText(test string, sys *model.System, r *Report, o Options, path string) string {
	opts, err := o.search()
	if err != nil {
		return err.Error()
	}
	out := reported.Of(r, opts)
	out.Subject = report.Subject{Name: test, Doc: "explored by synod.Check", Given: madeBy(sys)}
	if len(out.Violations) > 0 {
		out.Violations[0].Path = path
	}
	var b strings.Builder
	if err := out.Text(&b, report.TextOptions{Wanted: o.Findings}); err != nil {
		return err.Error()
	}
	return quote.Terminal(strings.TrimSpace(b.String()))
}

// madeBy says which protocol made the system, with which settings.
func madeBy(sys *model.System) []report.Line {
	if sys.Protocol == "" {
		return nil
	}
	text := sys.Protocol
	if sys.Mutant != "" {
		text += " -mutant " + sys.Mutant
	}
	for _, name := range slices.Sorted(maps.Keys(sys.Settings)) {
		if value := sys.Settings[name]; value != "" {
			text += " -" + name + "=" + quote.Shell(value)
		}
	}
	return []report.Line{{Label: "protocol", Text: text}}
}

// failWith prints the report of a violation, saves the run, and ends the test.
func failWith(t T, sys *model.System, r *Report, o Options) {
	t.Helper()
	v := r.Violation
	v.Trace.Meta.Tool = "synod.Check"
	if v.Trace.Meta.Extra == nil {
		v.Trace.Meta.Extra = map[string]string{}
	}
	v.Trace.Meta.Extra[MetaTest] = t.Name()
	if pkg := testedPackage(); pkg != "" {
		v.Trace.Meta.Extra[retest.MetaPackage] = pkg
	}
	what, _, _ := strings.Cut(v.Text, "\n")
	when := "after " + numbers.Some(v.Length(), "step")
	if v.Trace.Loop != traces.NoLoop {
		when = "by a run without end"
	}
	said := fmt.Sprintf("%s %s: %s", v.Sentence(), when, what)
	path, err := save(t, v.Trace, ".itf.json")
	said += "\n\n" + reportText(t.Name(), sys, r, o, path)
	if err != nil {
		said += fmt.Sprintf("\n\nthe run could not be saved: %v", err)
	} else {
		said += "\nreplay    " + retest.Command(t.Name(), testedPackage(), path)
	}
	t.Fatal(quote.Terminal(said))
}

// save writes a trace to where Check keeps them.
func save(t T, trace *traces.Trace, ending string) (path string, err error) {
	if path, err = kept.Path(t, ending); err != nil {
		return "", err
	}
	return path, traces.WriteFile(path, trace)
}

// testedPackage is the import path of the package under test; "" if the binary does not
// say.
func testedPackage() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || !strings.HasSuffix(info.Path, ".test") || strings.HasPrefix(info.Path, "command-line-arguments") {
		return ""
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
		t.Fatal(quote.Terminal(fmt.Sprintf("%s: %d of %s confirmed, then the code departs at %v", path, max(0, r.Confirmed), numbers.Some(saved.Closed().Steps(), "step"), r.Departure)))
	}
	if r.Again != nil {
		var b strings.Builder
		if err := text.Write(&b, saved, text.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Fatal(quote.Terminal(fmt.Sprintf("%s: %s confirmed; %s again: %s\n\n%s", path, allSteps(r.Confirmed), r.Again.Sentence(), r.Again.Text, b.String())))
	}
	out := &Report{Verdict: VerdictHolds, Result: explore.Result{Depth: r.Confirmed}}
	out.BoundedBy = []string{boundedByReplay}
	for _, p := range sys.Properties {
		out.Properties = append(out.Properties, PropertyResult{Name: p.Name, Verdict: VerdictOpen})
	}
	why := ""
	if r.Why != "" {
		why = ": " + quote.Line(r.Why)
	}
	t.Logf("%s: %s confirmed, but %s%s", quote.Line(path), allSteps(r.Confirmed), quote.Line(traces.Ended(saved.Meta.PropertyKind, saved.Meta.Property)), why)
	return out
}

// allSteps says that all n steps of a run were taken.
func allSteps(n int) string {
	if n == 1 {
		return "its 1 step is"
	}
	return "all " + numbers.Some(n, "step")
}

// boundedByReplay is in Report.BoundedBy of a replay: one run was looked at.
const boundedByReplay = "replay"
