package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/retest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/traces"
)

func replayFlags() []general {
	return []general{
		resultFlag,
		junitFlag, annotationsFlag,
		{flagHelp, "", "show this"},
	}
}

func (t *tool) replayCommand() *command {
	return &command{
		name: "replay", doc: "take the steps of a saved run again, on the code or the spec as it is now",
		run: t.replay, flags: replayFlags(), takesFile: true,
	}
}

const replayUsage = `PROGRAM replay FILE takes the steps of a saved run again, on the code or the TLA+
spec as it is now, and confirms them one by one, or says at which step and field
it departs from the run. Of a run without end, which breaks a temporal property,
it also confirms the way back, and judges the property on this one behaviour: of a
protocol also whether that is fair, as the run assumes. FILE is a counterexample
that Synod saved (*.itf.json).

`

const replayExitCodes = `
Exit codes: 0 every step is confirmed, and what the run was saved for is violated
again; 1 the code or spec departs from the run, or violates nothing any more;
2 wrong usage.
`

// replay is the subcommand replay.
func (t *tool) replay(_ context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(replayUsage, replayFlags(), replayExitCodes)
	}
	if _, err := t.parseOutput(c); err != nil {
		return err
	}
	const needed = "a counterexample that Synod saved (*.itf.json)"
	path, saved, err := savedRun(c, needed)
	if err != nil {
		return err
	}
	_, r, err := t.protocols.replayed(saved)
	if err != nil {
		return t.refused(fmt.Errorf("%s: %w", path, orInTest(path, saved, err)))
	}
	people := t.stdout
	if c.Bool(flagJSON) {
		people = t.stderr
	}
	if _, err := fmt.Fprint(people, replayText(path, saved, r)); err != nil {
		return err
	}
	if c.Bool(flagJSON) {
		if err := report.JSONLine(t.stdout, replayJSON(path, saved, r)); err != nil {
			return err
		}
	}
	if err := t.writeTests(replaySuite(path, saved, r)); err != nil {
		return err
	}
	if !confirmed(saved, r) {
		return exit(exitViolation)
	}
	return nil
}

// replaySuite is a replay as a test: it fails when the run is not confirmed.
func replaySuite(path string, saved *traces.Trace, r *traces.Replayed) report.Suite {
	test := report.Case{Class: path, Name: "replay", Place: located(report.Place{File: path})}
	switch {
	case r.Departure != nil:
		test.Failure = &report.Problem{Message: oneLine(r.Departure.String()), Text: departureText(saved, r.Departure)}
	case !confirmed(saved, r):
		test.Failure = &report.Problem{Message: traces.Ended(saved.Meta.PropertyKind, saved.Meta.Property), Text: r.Why}
	}
	return report.Suite{Name: "replay " + path, Cases: []report.Case{test}}
}

// readSaved reads a run that is to be taken again. An error says what is needed,
// except where it is that, but of another version.
func readSaved(path, needed string) (*traces.Trace, error) {
	saved, err := traces.ReadFile(path)
	var other *traces.VersionError
	if err != nil && !errors.As(err, &other) {
		err = fmt.Errorf("%w; %s is needed", err, needed)
	}
	return saved, err
}

// savedRun reads the one saved run that the command line names.
func savedRun(c *call, needed string) (path string, saved *traces.Trace, err error) {
	if path, err = oneFile(c, needed); err != nil {
		return "", nil, err
	}
	if saved, err = readSaved(path, needed); err != nil {
		return "", nil, usageError{err}
	}
	return path, saved, nil
}

// replayed takes a saved run's steps again, on the live system that it leaves where
// that ended. One that departs from a spec is judged by the spec again.
func (ps protocols) replayed(saved *traces.Trace) (*liveRun, *traces.Replayed, error) {
	l, err := ps.liveOf(saved)
	if err != nil {
		return nil, nil, err
	}
	r, err := l.Replay(saved)
	return l, r, err
}

// conformanceOf is what holds the code of a run against the spec that the run departs from.
func (ps protocols) conformanceOf(saved *traces.Trace) (*conform.Checker, error) {
	if _, err := ps.systemOf(saved); err != nil {
		return nil, err
	}
	p, err := ps.named(saved.Meta.Protocol)
	if err != nil {
		return nil, err
	}
	return conform.New(p, saved.Meta.Mutant, saved.Meta.Settings, conform.Source{Losses: saved.Meta.Property == conform.WithLosses})
}

// systemOf builds the system that a run was saved from.
func (ps protocols) systemOf(saved *traces.Trace) (*model.System, error) {
	switch saved.Meta.Kind {
	case traces.KindProtocol:
	case traces.KindLog:
		return nil, fmt.Errorf("it is what an event log says of a run, which is not enough to take its steps again; a log is held against a spec by validate")
	case traces.KindTLA:
		return nil, fmt.Errorf("it is a run of a TLA+ spec; one of a protocol that Synod saved is needed")
	default:
		return nil, fmt.Errorf("it does not say of which protocol it is (another tool's trace, perhaps); one that Synod saved is needed")
	}
	if saved.Meta.Protocol == "" {
		return nil, errors.New("no protocol made its system, and only its test knows it")
	}
	p, err := ps.named(saved.Meta.Protocol)
	if err != nil {
		return nil, err
	}
	return p.System(saved.Meta.Mutant, saved.Meta.Settings)
}

// inTest is the command that replays a run in the test that saved it; "" if no test did.
func inTest(path string, saved *traces.Trace) string {
	test := saved.Meta.Extra[retest.MetaTest]
	if test == "" {
		return ""
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs // go test runs in the directory of the package
	}
	return retest.Command(test, saved.Meta.Extra[retest.MetaPackage], path)
}

// orInTest adds to why a run cannot be taken again how the test that saved it does so.
func orInTest(path string, saved *traces.Trace, err error) error {
	if command := inTest(path, saved); command != "" && err != nil {
		return fmt.Errorf("%w; the test that saved it replays it: %s", err, command)
	}
	return err
}

// confirmed reports whether the code did all that the file says.
func confirmed(saved *traces.Trace, r *traces.Replayed) bool {
	return r.Departure == nil && (r.Again != nil || saved.Meta.Property == "")
}

// replayText is the report for people: every step, and what came of it.
func replayText(path string, saved *traces.Trace, r *traces.Replayed) string {
	var b strings.Builder
	m := saved.Meta
	m.Property = quote.Line(m.Property)
	fmt.Fprintf(&b, "%s\n", runText(path, &m, saved.Length()))
	if claim := m.Claim(); claim != "" {
		fmt.Fprintf(&b, "%s\n", quote.Line(claim))
	}
	b.WriteString("\n")
	digits := len(fmt.Sprint(saved.Closed().Steps()))
	for i := 0; i <= r.Confirmed; i++ {
		what := "initial state"
		if i > 0 {
			what = saved.Closed().States[i].Step.String()
		}
		fmt.Fprintf(&b, "  %*d  same  %s\n", digits, i, what)
	}
	if d := r.Departure; d != nil {
		fmt.Fprintf(&b, "  %*d  DEPARTS\n\n%s", digits, d.Step, departureText(saved, d))
		if m.PropertyKind == traces.KindNondeterminism && d.Step == saved.Steps() {
			b.WriteString("there a handler was not deterministic. A replay takes one run and does not compare it with others: explore again to see whether it still is\n")
		}
		if command := inTest(path, saved); command != "" {
			fmt.Fprintf(&b, "a test saved the run; if it changes what the protocol makes, replay the run there:\n  %s\n", command)
		}
		return b.String()
	}
	fmt.Fprintf(&b, "\nconfirmed: all %s and states are the saved ones%s", numbers.Some(saved.Steps(), "step"), closesText(saved))
	switch {
	case m.Property == "":
		b.WriteString("\n")
	case m.PropertyKind == traces.KindGoal && r.Again != nil:
		fmt.Fprintf(&b, "; %s again\n", traces.Broken(m.PropertyKind, m.Property))
	case r.Again == nil && !traces.IsProperty(m.PropertyKind, m.Property):
		fmt.Fprintf(&b, ", but now %s\n", traces.Holds(m.PropertyKind, m.Property))
	case r.Again == nil && r.Why != "":
		fmt.Fprintf(&b, ", but %s by this run:\n%s\n", traces.Ended(m.PropertyKind, m.Property), r.Why)
	case r.Again == nil && saved.Loop != traces.NoLoop:
		fmt.Fprintf(&b, ", but %s holds of this behaviour now\n", m.Property)
	case r.Again == nil:
		fmt.Fprintf(&b, ", but %s\n", traces.Ended(m.PropertyKind, m.Property))
	default:
		by := ""
		if traces.IsProperty(m.PropertyKind, m.Property) {
			by = byStep(r.Again)
		}
		fmt.Fprintf(&b, "; %s again%s:\n", traces.Broken(m.PropertyKind, m.Property), by)
		fmt.Fprintf(&b, "%s\n", r.Again.Text)
		if r.Again.Text != m.Violation {
			fmt.Fprintf(&b, "the file says it in other words:\n%s\n", strings.ReplaceAll(m.Violation, "\n", "\n  "))
		}
	}
	return b.String()
}

// closesText says that a run without end goes on as the saved one does.
func closesText(saved *traces.Trace) string {
	switch {
	case saved.Loop == traces.NoLoop:
		return ""
	case saved.Back != nil:
		twice := ""
		if saved.Meta.UpTo != "" {
			twice = ", and the loop was taken twice"
		}
		return fmt.Sprintf(", and the loop closes: step %d leads back to %s%s", saved.Steps()+1, saved.BackTo(saved.Loop), twice)
	case saved.Stutters() && saved.Meta.Kind == traces.KindProtocol:
		return fmt.Sprintf(", and the run may stay in state %d for ever", saved.Loop)
	}
	return ", and the way back to " + saved.BackTo(saved.Loop) + " is there"
}

// runText says of a run what it is a run of, how long it is, and what it was saved for.
func runText(path string, m *traces.Meta, length string) string {
	name := cmp.Or(m.Protocol, m.Source)
	if m.Mutant != "" {
		name += ", mutant " + m.Mutant
	}
	property, to := quote.Line(m.Property), ""
	switch {
	case m.Property == "":
	case m.PropertyKind == traces.KindGoal:
		to = " to the goal " + property
	case !traces.IsProperty(m.PropertyKind, m.Property):
		to = ", at whose end " + traces.Broken(m.PropertyKind, m.Property)
	default:
		to = " to a violation of " + property
	}
	return fmt.Sprintf("%s: %s, %s%s", quote.Line(path), quote.Line(name), length, to)
}

func byStep(f *traces.Finding) string {
	if f.ByStep {
		return " by the last step"
	}
	return ""
}

// departureText says where and how the code or spec departs from a run, and what
// is enabled there instead.
func departureText(of *traces.Trace, d *traces.Departure) string {
	what := "code"
	if of.Meta.Kind == traces.KindTLA {
		what = "spec"
	}
	return fmt.Sprintf("the %s departs from the saved run at %s\n", what, d) + nearestText(d)
}

// nearestText is what is enabled instead of a step that is not.
func nearestText(d *traces.Departure) string {
	var b strings.Builder
	if len(d.Nearest) > 0 {
		b.WriteString("the enabled steps that come nearest:\n")
	}
	for _, s := range d.Nearest {
		fmt.Fprintf(&b, "  %s\n", s)
	}
	return b.String()
}

// replayLineJSON is the result of a replay.
type replayLineJSON struct {
	Type      string         `json:"type"`
	File      string         `json:"file"`
	Protocol  string         `json:"protocol"`
	Spec      string         `json:"spec"` // the file of a TLA+ spec; "" for a protocol
	Mutant    string         `json:"mutant"`
	Verdict   string         `json:"verdict"` // confirmed, departed, or mended: the steps are the same, and nothing is violated
	Steps     int            `json:"steps"`
	Confirmed int            `json:"confirmed"`
	Property  string         `json:"property"`
	Why       string         `json:"why,omitempty"` // why a property about whole runs is not violated by the run any more
	Departure *departureJSON `json:"departure"`     // null when all steps are confirmed
}

type departureJSON struct {
	Step  int    `json:"step"`
	Field string `json:"field"` // "" when the step is not enabled
	Saved string `json:"saved"`
	Live  string `json:"live"`
	Text  string `json:"text"`
	// Nearest are the enabled steps that come nearest, when the step is not enabled.
	Nearest []string `json:"nearest"`
}

// departed is a departure in JSON; nil if there is none.
func departed(d *traces.Departure) *departureJSON {
	if d == nil {
		return nil
	}
	line := &departureJSON{d.Step, d.Field, d.SavedValue, d.LiveValue, d.String(), []string{}}
	for _, s := range d.Nearest {
		line.Nearest = append(line.Nearest, s.String())
	}
	return line
}

func replayJSON(path string, saved *traces.Trace, r *traces.Replayed) replayLineJSON {
	m := saved.Meta
	line := replayLineJSON{
		Type: "replay", File: path, Protocol: m.Protocol, Spec: m.Source, Mutant: m.Mutant, Verdict: "confirmed",
		Steps: saved.Closed().Steps(), Confirmed: max(0, r.Confirmed), Property: m.Property, Why: r.Why, Departure: departed(r.Departure),
	}
	switch {
	case r.Departure != nil:
		line.Verdict = "departed"
	case !confirmed(saved, r):
		line.Verdict = "mended"
	}
	return line
}
