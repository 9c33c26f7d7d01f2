package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// The flags of explore tla beside general ones.
const (
	flagConfig   = "config"
	flagPath     = "path"
	flagContinue = "continue"
	flagDot      = "dot"
	flagEval     = "eval"
)

const specExtension = ".tla"

// tlaFlags are the flags of explore tla, as its help shows them.
func tlaFlags() []general {
	flags := []general{
		{flagConfig, "FILE", "the model file (default: the one beside the spec, with the same name)"},
		{flagContinue, "", "go on after a violation, and count them"},
		violationsFlag,
		{flagDot, "FILE", "write the graph of all states for Graphviz"},
		{flagEval, "EXPR", "evaluate an expression in every state of the counterexample; with primes over every step"},
		{flagPath, "DIRS", "more directories in which modules are looked for, separated as in PATH"},
	}
	for _, g := range generalFlags() {
		switch g.name {
		case flagDepth, flagTime, flagMemory, flagWorkers, flagExact, flagSeed, flagSimulate, flagWalks, flagLength, flagOut, flagJSON:
			flags = append(flags, g)
		}
	}
	return append(flags, general{flagHelp, "", "show this"})
}

func (t *tool) tlaCommand() *cli.Command {
	return &cli.Command{Name: "tla", Usage: "check a TLA+ spec", Flags: flagsOf(tlaFlags()), Action: t.tla}
}

const tlaUsage = `explore tla SPEC.tla checks a TLA+ spec: every reachable state, invariants,
deadlock and properties of the model file SPEC.cfg, and shows a shortest
behaviour that breaks one.

`

const tlaExitCodes = `
Exit codes: 0 nothing is violated; 1 something is, or an evaluation, an Assert
or an ASSUME failed; 2 wrong usage, a broken text, or a construct that is not
supported; 3 inconclusive (time, memory, disk, interrupt), or open (temporal
properties in a simulation); 4 internal error.
`

// tlaRequest is what the command line asks for.
type tlaRequest struct {
	request // of which options, out and json are used
	sources check.Sources
}

// tla is the subcommand tla.
func (t *tool) tla(ctx context.Context, c *cli.Command) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(tlaUsage, tlaFlags(), tlaExitCodes)
	}
	r, err := parseTLA(c)
	if err != nil {
		return err
	}
	start := time.Now()
	adapt := tuneGC(r.options.Memory)
	limited, end := r.within(ctx)
	defer end()
	m, err := check.LoadWithin(limited, r.sources, r.options.Memory)
	if stopped := (*check.Stopped)(nil); errors.As(err, &stopped) {
		return t.stoppedLoading(r, stopped, time.Since(start))
	}
	if err != nil {
		return t.refused(err)
	}
	var query *check.Query
	if c.IsSet(flagEval) {
		if query, err = m.Query(c.String(flagEval)); err != nil {
			return t.refused(err)
		}
	}
	var graph bytes.Buffer
	shown := t.newProgress(r.json)
	opts := check.Options{Options: r.options.Options, Simulate: r.options.Simulate, Print: t.stdout}
	if r.json {
		opts.Print = t.stderr
	}
	opts.Continue = c.Bool(flagContinue)
	if c.IsSet(flagDot) {
		opts.Dot = &graph
	}
	opts.ProgressEvery = shown.every
	opts.Progress = func(p explore.Progress) {
		adapt(p)
		shown.show(p)
	}
	defer context.AfterFunc(ctx, shown.interrupted)()
	report, err := m.Check(limited, opts)
	shown.end()
	if err != nil {
		return t.refused(err)
	}
	o := &tlaOutcome{tool: t, tlaRequest: r, Report: report, model: m}
	if c.IsSet(flagDot) {
		o.dotErr = traces.ReplaceFile(c.String(flagDot), graph.Bytes())
	}
	for _, v := range report.Violations {
		found := violation{property: v.Property, kind: v.Kind, text: v.Text, run: v.Trace}
		if query != nil && v.Trace != nil {
			found.eval = query.Answers(v)
		}
		o.found = append(o.found, found)
	}
	if query != nil && !slices.ContainsFunc(o.found, func(v violation) bool { return v.eval != nil }) {
		report.Warnings = append(slices.Clip(report.Warnings), "-eval: the expression was evaluated nowhere, because there is no counterexample")
	}
	o.saveErr = saveAll(o.found, o.save)
	o.elapsed = time.Since(start)
	people := t.stdout
	if r.json {
		people = t.stderr
	}
	if err := o.write(people); err != nil {
		return err
	}
	if r.json {
		if err := o.writeJSON(t.stdout); err != nil {
			return err
		}
	}
	if o.saveErr != nil {
		fmt.Fprintf(t.stderr, "explore: the counterexample could not be saved: %s\n", oneLine(o.saveErr.Error()))
	}
	if o.dotErr != nil {
		fmt.Fprintf(t.stderr, "explore: -dot: %s\n", oneLine(o.dotErr.Error()))
	}
	switch {
	case report.Verdict == check.VerdictViolation:
		return exit(exitViolation)
	case report.Verdict == check.VerdictInconclusive, report.Verdict == check.VerdictOpen:
		return exit(exitInconclusive)
	case o.dotErr != nil:
		return exit(exitUsage)
	}
	return nil
}

// stoppedLoading reports that there was no search.
func (t *tool) stoppedLoading(r *tlaRequest, s *check.Stopped, elapsed time.Duration) error {
	people := t.stdout
	if r.json {
		people = t.stderr
		o := &tlaOutcome{tool: t, tlaRequest: r, Report: &check.Report{Verdict: check.VerdictInconclusive}, elapsed: elapsed}
		o.BoundedBy = []string{s.By}
		if err := o.writeJSON(t.stdout); err != nil {
			return err
		}
	}
	fmt.Fprintf(people, "%s\n\nINCONCLUSIVE: %s. Nothing was checked.\n", r.sources.Spec, s)
	return exit(exitInconclusive)
}

// refused shows what is wrong with the texts: place, line, mark, and what was expected.
func (t *tool) refused(err error) error {
	var list syntax.ErrorList
	var one *syntax.Error
	var failed *eval.Error
	text := ""
	switch {
	case errors.As(err, &list):
		text = list.Show()
	case errors.As(err, &one):
		text = one.Show()
	case errors.As(err, &failed):
		text = failed.Show()
		if failed.Kind == eval.Unsupported {
			text = "not supported: " + text
		}
	default:
		var internal *explore.PanicError
		if errors.As(err, &internal) {
			return err
		}
		return usageError{err}
	}
	t.said = text
	fmt.Fprintf(t.stderr, "explore: %s\n", text)
	return exit(exitUsage)
}

func parseTLA(c *cli.Command) (*tlaRequest, error) {
	switch {
	case c.Args().Len() > 1:
		return nil, usagef("one spec is accepted, found %d", c.Args().Len())
	case c.Args().First() == "":
		return nil, usagef("a spec is missing: explore tla SPEC.tla")
	}
	r := &tlaRequest{request: request{json: c.Bool(flagJSON), out: defaultOut}}
	r.sources = sourcesOf(c)
	if err := r.parseSearch(c); err != nil {
		return nil, err
	}
	if err := r.parseSimulation(c); err != nil {
		return nil, err
	}
	if err := r.parseViolations(c, flagContinue); err != nil {
		return nil, err
	}
	if r.options.Simulate != nil {
		for _, name := range []string{flagDot, flagContinue} {
			if c.IsSet(name) {
				return nil, usagef("-%s has no meaning with -simulate: a walk ends at the first violation and draws no graph", name)
			}
		}
	}
	if !c.IsSet(flagWorkers) {
		r.options.Workers = runtime.GOMAXPROCS(0)
	}
	if c.IsSet(flagOut) {
		r.out = c.String(flagOut)
	}
	if c.IsSet(flagDot) {
		if err := checkOutFile(flagDot, c.String(flagDot)); err != nil {
			return nil, err
		}
	}
	return r, checkOut(r.out, c.IsSet(flagOut))
}

// sourcesOf are the texts of the spec that the command line names.
func sourcesOf(c *cli.Command) check.Sources {
	s := check.Sources{Spec: c.Args().First(), Config: c.String(flagConfig)}
	if !strings.HasSuffix(s.Spec, specExtension) {
		s.Spec += specExtension
	}
	if c.IsSet(flagPath) {
		s.Path = filepath.SplitList(c.String(flagPath))
	}
	return s
}

// tlaOutcome is a finished check with what the report says besides.
type tlaOutcome struct {
	tool *tool
	*tlaRequest
	*check.Report
	model   *check.Model
	elapsed time.Duration
	found   []violation
	saveErr error
	dotErr  error // why the graph could not be written
}

// save writes the i-th counterexample.
func (o *tlaOutcome) save(i int) (string, error) {
	t := o.Violations[i].Trace
	t.Meta.Tool = toolVersion()
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return "", err
	}
	name := o.model.Name
	if o.sources.Config != "" {
		name = strings.TrimSuffix(filepath.Base(o.sources.Config), ".cfg")
	}
	path := filepath.Join(o.out, fileWord(name)+"-"+fileWord(o.Violations[i].Property)+nth(i)+".itf.json")
	return path, traces.WriteFile(path, t)
}

// fileWord makes a name one that a file can have.
func fileWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r == ' ' || r < ' ' {
			return '-'
		}
		return r
	}, s)
}

func (o *tlaOutcome) write(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s\n", o.model.Name, o.sources.Spec)
	for _, text := range o.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", text)
	}
	b.WriteString("\n")
	b.WriteString(o.verdictText())
	b.WriteString("\n")
	if !o.OnlyAssumptions && (o.Violation == nil || o.Violation.Kind != check.KindAssumption) {
		b.WriteString("\n")
		o.figures(&b)
		o.actions(&b)
	}
	if v := o.Violation; v != nil && v.Trace != nil {
		fmt.Fprintf(&b, "\na behaviour that shows it, %s:\n\n", some(v.Length(), "step"))
		if err := text.Write(&b, v.Trace, text.Options{}); err != nil {
			return err
		}
		if answers := o.found[0].eval; answers != nil {
			b.WriteString("\nthe expression in each state:\n")
			for i, text := range answers {
				fmt.Fprintf(&b, "%d  %s\n", i, text)
			}
		}
		if path := o.found[0].path; path != "" {
			o.tool.writeSaved(&b, path)
			if o.options.Simulate != nil && v.Trace.Loop == traces.NoLoop {
				fmt.Fprintf(&b, "shrink    %s\n", o.tool.commandLine("shrink", path))
			}
		}
		writeFurther(&b, o.found, o.options.MaxFindings, o.BoundedBy)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (o *tlaOutcome) verdictText() string {
	switch {
	case o.Violation != nil && o.Violation.Kind == check.KindEvaluation:
		return "EVALUATION FAILED.\n" + o.Violation.Text
	case o.Violation != nil:
		name := o.Violation.Property
		return fmt.Sprintf("VIOLATION: %s (%s).\n%s", name, o.Violation.Kind, o.Violation.Text)
	case o.OnlyAssumptions:
		return "NO VIOLATION. The model has no behaviour; its assumptions hold."
	case o.Verdict == check.VerdictInconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before all states were visited. Nothing is violated in those that were.",
			strings.Join(o.BoundedBy, " and "))
	case o.Verdict == check.VerdictOpen:
		return fmt.Sprintf("OPEN: nothing is violated in the states that were visited, but %s not checked: no walk decides what holds in the long run.",
			isOrAre(o.Open))
	case len(o.BoundedBy) > 0:
		text := fmt.Sprintf("NO VIOLATION in the states that were visited. Bounded by %s.", strings.Join(o.BoundedBy, " and "))
		if len(o.Open) > 0 {
			text += " Open is what is to hold in the long run: " + strings.Join(o.Open, ", ") + "."
		}
		return text
	}
	return "NO VIOLATION. Complete: every state was visited."
}

// isOrAre is names with a verb.
func isOrAre(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, ", ") + " are"
}

func (o *tlaOutcome) figures(b *bytes.Buffer) {
	row := func(name, format string, args ...any) {
		fmt.Fprintf(b, "  %-12s  %s\n", name, fmt.Sprintf(format, args...))
	}
	row("states", "%s distinct, %s initial", count(o.States), count(o.Report.Initial))
	row("steps", "%s (TLC's states generated: %s)", count(o.Steps), count(o.Generated()))
	row("depth", "%d", o.Depth)
	if o.Frontier > 0 {
		row("frontier", "%s found but not left", some(o.Frontier, "state"))
	}
	if o.Cut > 0 {
		row("constraint", "%s led out of it", some(o.Cut, "step"))
	}
	checked := slices.DeleteFunc(slices.Clone(o.Claims), func(name string) bool { return slices.Contains(o.Open, name) })
	if len(checked) > 0 {
		row("checked", "%s", strings.Join(checked, ", "))
	}
	if len(o.Open) > 0 {
		why := "behaviours end where the run was bounded, so what holds in the long run is not known"
		if o.Violation != nil {
			why = "not looked at, because of the violation"
		}
		row("open", "%s: %s", strings.Join(o.Open, ", "), why)
	}
	if o.options.Exact {
		row("collisions", "impossible: whole states were compared (-exact)")
	} else {
		row("collisions", "a chance of at most %.1g that equal fingerprints hid a state; to check again: -exact", o.CollisionChance())
	}
	for _, name := range slices.Sorted(maps.Keys(o.Counts)) {
		row("violations", "%s of %s", count(o.Counts[name]), name)
	}
	row("memory", "%s at most", size(o.PeakBytes))
	if o.DiskError != nil {
		row("disk", "%s", oneLine(o.DiskError.Error()))
	}
	row("time", "%s, %s states/s on %s", seconds(o.elapsed), perSecond(o.States, o.Elapsed), some(o.options.Workers, "worker"))
}

// actions says how often each action was taken.
func (o *tlaOutcome) actions(b *bytes.Buffer) {
	if len(o.Actions) == 0 {
		return
	}
	type row struct {
		name, place string
		steps, news uint64
	}
	var rows []row
	var never []string
	seen := map[string]int{}
	for _, a := range o.Actions {
		i, ok := seen[a.Name]
		if !ok {
			i = len(rows)
			seen[a.Name] = i
			rows = append(rows, row{name: a.Name, place: a.Place})
		}
		rows[i].steps += a.Steps
		rows[i].news += a.New
	}
	width := 6
	for _, r := range rows {
		width = max(width, len(r.name))
	}
	fmt.Fprintf(b, "\n  %-*s  %12s  %12s\n", width, "action", "steps", "new states")
	for _, r := range rows {
		if r.steps == 0 {
			never = append(never, r.name)
			continue
		}
		news := count(r.news)
		if o.options.Exact {
			news = "–" // not counted
		}
		fmt.Fprintf(b, "  %-*s  %12s  %12s\n", width, r.name, count(r.steps), news)
	}
	if len(never) > 0 {
		fmt.Fprintf(b, "  never enabled: %s\n", strings.Join(never, ", "))
	}
}

// tlaLine is the last line of the NDJSON output.
type tlaLine struct {
	Type       string         `json:"type"`
	Spec       string         `json:"spec"`
	Config     string         `json:"config"`
	Verdict    string         `json:"verdict"`
	Complete   bool           `json:"complete"`
	BoundedBy  []string       `json:"bounded_by"`
	States     uint64         `json:"states"`
	Steps      uint64         `json:"steps"`
	Initial    uint64         `json:"initial"`
	Generated  uint64         `json:"generated"` // what TLC calls the states generated
	Depth      int            `json:"depth"`
	Workers    int            `json:"workers"`
	Elapsed    float64        `json:"elapsed_s"`
	Search     float64        `json:"search_s"`
	Memory     int64          `json:"memory_bytes"`
	Properties []string       `json:"properties"`
	Open       []string       `json:"open"` // those of the properties that the run could not decide
	Violation  *violationJSON `json:"violation"`

	Violations []violationJSON `json:"violations"` // all that were looked for, the first first
	Actions    []actionJSON    `json:"actions"`
	Warnings   []string        `json:"warnings"`
	Frontier   uint64          `json:"frontier"`
	CutSteps   uint64          `json:"cut_steps"`
	Exact      bool            `json:"exact"`
	Collision  float64         `json:"collision_chance"`
}

type actionJSON struct {
	Name  string `json:"name"`
	Steps uint64 `json:"steps"`
	New   uint64 `json:"new"`
	Place string `json:"place"`
}

func (o *tlaOutcome) writeJSON(w io.Writer) error {
	line := tlaLine{
		Type: "result", Spec: o.sources.Spec, Config: o.sources.Config, Verdict: o.Verdict,
		Complete: o.Verdict == check.VerdictOK && len(o.BoundedBy) == 0, BoundedBy: orEmpty(o.BoundedBy),
		States: o.States, Steps: o.Steps, Initial: o.Report.Initial, Generated: o.Generated(), Depth: o.Depth, Workers: o.options.Workers,
		Elapsed: o.elapsed.Seconds(), Search: o.Elapsed.Seconds(), Memory: o.PeakBytes, Properties: orEmpty(o.Claims), Open: orEmpty(o.Open),
		Warnings: orEmpty(o.Warnings), Actions: []actionJSON{}, Frontier: o.Frontier, CutSteps: o.Cut, Exact: o.options.Exact,
		Collision: math.Min(1, o.CollisionChance()),
	}
	for _, a := range o.Actions {
		line.Actions = append(line.Actions, actionJSON{a.Name, a.Steps, a.New, a.Place})
	}
	line.Violations = orEmpty(violationsJSON(o.found))
	if len(line.Violations) > 0 {
		line.Violation = &line.Violations[0]
	}
	return encodeLine(w, line)
}
