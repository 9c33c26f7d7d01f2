package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/tla/value"
)

// The flags of explore validate beside general ones.
const (
	flagSpec   = "spec"
	flagTrace  = "trace"
	flagCursor = "cursor"
	flagEvents = "events"
	flagEnv    = "env"
	flagSearch = "search"
)

// How explore validate searches.
const (
	searchBreadth = "bfs"
	searchDepth   = "dfs"
)

func validateFlags() []general {
	flags := []general{
		{flagSpec, "FILE", "the spec; the trace spec is the module beside it that is named Trace and its name"},
		{flagTrace, "FILE", "the trace spec, instead of -spec"},
		{flagConfig, "FILE", "the trace spec's model file (default: the one beside it, with the same name)"},
		{flagCursor, "NAME", "the trace spec's variable, or an expression, for the number of the next event, from 1 (default l)"},
		{flagEvents, "EXPR", "the trace spec's expression for its events, or for how many there are (default: those of the file)"},
		{flagEnv, "NAME[=VALUE]", "set an environment variable for the spec, to the log without a value; may be repeated (TRACE always is the log)"},
		{flagSearch, "bfs|dfs", "all behaviours event by event, or one as far as it goes first (default bfs)"},
		{flagPath, "DIRS", "more directories in which modules are looked for, separated as in PATH"},
	}
	for _, g := range generalFlags() {
		switch g.name {
		case flagTime, flagJSON:
			flags = append(flags, g)
		case flagMemory:
			g.doc = "memory to use, like 4GiB (default " + defaultMemoryText() + "); past it the search ends"
			flags = append(flags, g)
		}
	}
	return append(flags, general{flagHelp, "", "show this"})
}

func (t *tool) validateCommand() *cli.Command {
	flags := flagsOf(validateFlags())
	for i, f := range flags {
		if f.Names()[0] == flagEnv {
			flags[i] = &cli.StringSliceFlag{Name: flagEnv, Usage: "set an environment variable"}
		}
	}
	return &cli.Command{Name: "validate", Usage: "hold the log of a run against a TLA+ spec", Flags: flags, Action: t.validate,
		DisableSliceFlagSeparator: true}
}

const validateUsage = `explore validate -spec SPEC.tla LOG says whether a log, of one JSON object on each
line, is a behaviour of a TLA+ spec. What its events mean says the trace spec
TraceSPEC.tla, or any other: explore validate -trace TRACE.tla LOG. A log that is
no behaviour is explained: the first event that does not fit, and the actions
that came nearest to taking it. How to validate logs of your own is explained in
docs/validation.md.

`

const validateExitCodes = `
Exit codes: 0 the log is a behaviour of the spec; 1 it is not; 2 wrong usage, a
log that cannot be read, a broken spec; 3 inconclusive (time, memory, interrupt);
4 internal error.
`

// validate is the subcommand validate.
func (t *tool) validate(ctx context.Context, c *cli.Command) error {
	if c.Bool(flagHelp) {
		var b strings.Builder
		b.WriteString(validateUsage)
		var rows [][2]string
		for _, g := range validateFlags() {
			rows = append(rows, [2]string{strings.TrimSpace("-" + g.name + " " + g.arg), g.doc})
		}
		writeTable(&b, rows)
		b.WriteString(validateExitCodes)
		_, err := fmt.Fprint(t.stdout, b.String())
		return err
	}
	opts, err := parseValidate(c)
	if err != nil {
		return err
	}
	asJSON := c.Bool(flagJSON)
	shown := t.newProgress(asJSON)
	debug.SetGCPercent(lazyGC / 4)
	if opts.Memory > 0 {
		debug.SetMemoryLimit(max(opts.Memory, leastHeap))
	}
	people := t.stdout
	if asJSON {
		people = t.stderr
	}
	opts.Print = people
	opts.ProgressEvery = shown.every
	opts.Progress = func(p validate.Progress) {
		shown.show(explore.Progress{Depth: p.Matched, States: p.States, Steps: p.States, Frontier: p.Frontier, Memory: p.Memory, Elapsed: p.Elapsed})
	}
	defer context.AfterFunc(ctx, shown.interrupted)()
	r, err := validate.Run(ctx, c.Args().First(), *opts)
	shown.end()
	var unreadable *validate.LogError
	switch {
	case errors.As(err, &unreadable):
		return usageError{err}
	case err != nil:
		return t.refused(err)
	}
	if _, err := io.WriteString(people, validateText(r)); err != nil {
		return err
	}
	if asJSON {
		if err := writeValidateJSON(t.stdout, r); err != nil {
			return err
		}
	}
	switch r.Verdict {
	case validate.Rejected:
		return exit(exitViolation)
	case validate.Inconclusive:
		return exit(exitInconclusive)
	}
	return nil
}

func parseValidate(c *cli.Command) (*validate.Options, error) {
	switch c.Args().Len() {
	case 0:
		return nil, usagef("a log is missing: explore validate -spec SPEC.tla LOG")
	case 1:
	default:
		return nil, usagef("one log is accepted, found %d; flags stand before it", c.Args().Len())
	}
	switch {
	case c.IsSet(flagSpec) && c.IsSet(flagTrace):
		return nil, usagef("-spec and -trace are both given; one is accepted: the trace spec names the spec")
	case !c.IsSet(flagSpec) && !c.IsSet(flagTrace):
		return nil, usagef("a spec is missing: -spec SPEC.tla, or -trace TRACE.tla")
	}
	r := request{}
	if err := r.parseSearch(c); err != nil {
		return nil, err
	}
	o := &validate.Options{
		Spec: c.String(flagSpec), Trace: c.String(flagTrace), Config: c.String(flagConfig), Cursor: c.String(flagCursor),
		Events: c.String(flagEvents), Env: c.StringSlice(flagEnv), Time: r.options.Time, Memory: r.options.Memory,
	}
	for _, e := range o.Env {
		if name, _, _ := strings.Cut(e, "="); name == "" {
			return nil, usagef("-env %s: NAME or NAME=VALUE is accepted", given(e))
		}
	}
	if c.IsSet(flagPath) {
		o.Path = filepath.SplitList(c.String(flagPath))
	}
	if c.IsSet(flagSearch) {
		switch how := c.String(flagSearch); how {
		case searchBreadth:
		case searchDepth:
			o.DepthFirst = true
		default:
			return nil, usagef("-search %s: accepted are %s and %s", given(how), searchBreadth, searchDepth)
		}
	}
	return o, nil
}

// validateText is the report for people.
func validateText(r *validate.Report) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s against %s\n", r.Log, r.Spec)
	for _, text := range r.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", text)
	}
	b.WriteString("\n")
	switch {
	case r.Verdict == validate.Accepted:
		fmt.Fprintf(&b, "ACCEPTED. The log is a behaviour of the spec: %s.\n", some(r.Events, "event"))
	case r.Verdict == validate.Inconclusive:
		fmt.Fprintf(&b, "INCONCLUSIVE: ended by %s. The first %s fit; what follows was not decided.\n", r.EndedBy, some(r.Matched, "event"))
	case r.Misfit.Event == 0:
		b.WriteString("REJECTED. The trace spec has no initial state.\n")
	default:
		fmt.Fprintf(&b, "REJECTED. The log is not a behaviour of the spec: the first %s fit, event %d does not.\n", some(r.Matched, "event"), r.Misfit.Event)
	}
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-12s  %s\n", name, fmt.Sprintf(format, args...))
	}
	b.WriteString("\n")
	row("events", "%s, %s matched", count(r.Events), count(r.Matched))
	row("states", "%s of the trace spec, %s steps", count(r.States), count(r.Steps))
	if r.Widest > 0 {
		row("widest", "%s before one event", some(r.Widest, "state"))
	}
	row("unlogged", "at most %s in a row without an event%s", some(r.Unlogged, "step"), boundsText(r))
	if len(r.Unchecked) > 0 {
		row("not checked", "%s (explore tla checks them)", strings.Join(r.Unchecked, ", "))
	}
	row("time", "%s", seconds(r.Elapsed))
	if r.Misfit != nil {
		misfitText(&b, r.Misfit)
	}
	return b.String()
}

func boundsText(r *validate.Report) string {
	var list []string
	for _, n := range r.Bounds {
		list = append(list, n.Name+" = "+n.Value.String())
	}
	if len(list) == 0 {
		return ""
	}
	return "; the trace spec's bounds: " + strings.Join(list, ", ")
}

// longest is how much of a value or line is shown.
const longest = 300

func shortened(s string) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > longest {
		s = string(r[:longest]) + "…"
	}
	return s
}

func misfitText(b *bytes.Buffer, f *validate.Misfit) {
	switch {
	case f.Line > 0:
		fmt.Fprintf(b, "\nevent %d, line %d:\n  %s\n", f.Event, f.Line, oneLine(f.Text))
	case f.Text != "":
		fmt.Fprintf(b, "\nevent %d:\n  %s\n", f.Event, shortened(f.Text))
	}
	if f.Failed != nil {
		fmt.Fprintf(b, "\nthe evaluation failed:\n")
		var failed *eval.Error
		text := f.Failed.Error()
		if errors.As(f.Failed, &failed) {
			text = failed.Show()
		}
		fmt.Fprintf(b, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	}
	if len(f.Near) > 0 {
		b.WriteString("\nthe nearest actions, and what was false in them:\n")
	}
	for i := range f.Near {
		nearText(b, i+1, &f.Near[i])
	}
	if f.State == nil {
		return
	}
	if f.States == 1 {
		b.WriteString("\nthe state of the spec before it:\n")
	} else {
		fmt.Fprintf(b, "\n%s of the spec may be before it; one is:\n", some(f.States, "state"))
	}
	stateText(b, f)
	if len(f.Differences) > 0 {
		b.WriteString("\nthe others differ in:\n")
		for _, d := range f.Differences {
			more := ""
			if d.Values > len(d.Some) {
				more = fmt.Sprintf(" and %d more", d.Values-len(d.Some))
			}
			var list []string
			for _, text := range d.Some {
				list = append(list, shortened(text))
			}
			fmt.Fprintf(b, "  %s: %s%s\n", d.Variable, strings.Join(list, " or "), more)
		}
	}
}

func nearText(b *bytes.Buffer, number int, w *eval.Miss) {
	name := w.Name
	if len(w.Path) > 0 && name != w.Path[len(w.Path)-1] {
		name += " (" + strings.Join(w.Path, " > ") + ")"
	}
	what := "false"
	if w.Err != nil {
		what = "not to be evaluated"
	}
	fmt.Fprintf(b, "  %d. %s\n", number, shortened(name))
	fmt.Fprintf(b, "     %s, then %s: %s\n", some(w.Passed, "conjunct")+" passed", what, shortened(w.Conjunct))
	fmt.Fprintf(b, "       at %s\n", w.Span)
	for _, v := range w.Values {
		fmt.Fprintf(b, "       %s is %s\n", shortened(v.Name), shortened(v.Value.String()))
	}
	if w.Err != nil {
		var failed *eval.Error
		text := w.Err.Error()
		if errors.As(w.Err, &failed) {
			text = failed.Msg
		}
		fmt.Fprintf(b, "       %s\n", shortened(text))
	}
	for _, v := range w.Bound {
		fmt.Fprintf(b, "       with %s = %s\n", v.Name, shortened(v.Value.String()))
	}
}

func stateText(b *bytes.Buffer, f *validate.Misfit) {
	for i, name := range f.Variables {
		text := value.Pretty(f.State.Values[i], 80)
		if strings.Contains(text, "\n") {
			text = "\n" + text
		} else {
			text = " " + text
		}
		fmt.Fprintf(b, "  %s =%s\n", name, strings.ReplaceAll(text, "\n", "\n    "))
	}
}

// validateLine is the last line of the NDJSON output.
type validateLine struct {
	Type      string           `json:"type"`
	Log       string           `json:"log"`
	Spec      string           `json:"spec"`
	Config    string           `json:"config"`
	Verdict   string           `json:"verdict"`
	EndedBy   string           `json:"ended_by"`
	Events    int              `json:"events"`
	Matched   int              `json:"matched"`
	States    uint64           `json:"states"`
	Steps     uint64           `json:"steps"`
	Widest    int              `json:"widest"`
	Unlogged  int              `json:"unlogged"`
	Bounds    map[string]int32 `json:"bounds"`
	Unchecked []string         `json:"unchecked"`
	Warnings  []string         `json:"warnings"`
	Elapsed   float64          `json:"elapsed_s"`
	Misfit    *misfitJSON      `json:"misfit"` // null when nothing is wrong
}

type misfitJSON struct {
	Event       int                 `json:"event"`
	Line        int                 `json:"line"`
	Text        string              `json:"text"`
	States      int                 `json:"states"`
	State       map[string]string   `json:"state"`
	Differences map[string][]string `json:"differences"`
	Near        []nearJSON          `json:"near"`
	Failed      string              `json:"failed"`
}

type nearJSON struct {
	Action   string            `json:"action"`
	Path     []string          `json:"path"`
	Conjunct string            `json:"conjunct"`
	Place    string            `json:"place"`
	Passed   int               `json:"passed"`
	Values   map[string]string `json:"values"`
	Bound    map[string]string `json:"bound"`
	Error    string            `json:"error"`
}

func writeValidateJSON(w io.Writer, r *validate.Report) error {
	line := validateLine{
		Type: "result", Log: r.Log, Spec: r.Spec, Config: r.Config, Verdict: r.Verdict, EndedBy: r.EndedBy, Events: r.Events, Matched: r.Matched,
		States: r.States, Steps: r.Steps, Widest: r.Widest, Unlogged: r.Unlogged, Bounds: map[string]int32{},
		Unchecked: orEmpty(r.Unchecked), Warnings: orEmpty(r.Warnings), Elapsed: r.Elapsed.Round(time.Millisecond).Seconds(),
	}
	for _, n := range r.Bounds {
		line.Bounds[n.Name], _ = n.Value.AsInt()
	}
	if f := r.Misfit; f != nil {
		line.Misfit = &misfitJSON{Event: f.Event, Line: f.Line, Text: f.Text, States: f.States, State: stateJSON(f.Variables, f.State),
			Differences: map[string][]string{}, Near: []nearJSON{}}
		for _, d := range f.Differences {
			line.Misfit.Differences[d.Variable] = d.Some
		}
		for _, n := range f.Near {
			near := nearJSON{n.Name, orEmpty(n.Path), n.Conjunct, n.Span.String(), n.Passed, namedJSON(n.Values), namedJSON(n.Bound), ""}
			if n.Err != nil {
				near.Error = n.Err.Error()
			}
			line.Misfit.Near = append(line.Misfit.Near, near)
		}
		if f.Failed != nil {
			line.Misfit.Failed = f.Failed.Error()
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(line)
}

func namedJSON(list []eval.NamedValue) map[string]string {
	out := map[string]string{}
	for _, v := range list {
		out[v.Name] = v.Value.String()
	}
	return out
}

func stateJSON(names []string, s *check.WalkedState) map[string]string {
	out := map[string]string{}
	if s != nil {
		for i, name := range names {
			out[name] = s.Values[i].String()
		}
	}
	return out
}
