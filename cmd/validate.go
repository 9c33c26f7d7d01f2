package cmd

import (
	"context"
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
		return t.flagHelp(validateUsage, validateFlags(), validateExitCodes)
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
	var undecided *validate.EvalError
	switch {
	case errors.As(err, &undecided):
		t.said = undecided.Show()
		fmt.Fprintf(t.stderr, "explore: %s\n", t.said)
		return exit(exitUsage)
	case errors.As(err, &unreadable):
		return usageError{err}
	case err != nil:
		return t.refused(err)
	}
	if _, err := io.WriteString(people, r.String()); err != nil {
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
	switch {
	case c.Args().Len() > 1:
		return nil, usagef("one log is accepted, found %d", c.Args().Len())
	case c.Args().First() == "":
		return nil, usagef("a log is missing: explore validate -spec SPEC.tla LOG")
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
		Events: c.String(flagEvents), Env: c.StringSlice(flagEnv), Time: r.time, Memory: r.options.Memory,
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
	}
	return encodeLine(w, line)
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
