package cmd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/foreign"
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
	flags = append(flags, generals(flagTime)...)
	flags = append(flags, general{flagOut, "DIR", "where the run of a log that is refused is saved, to be drawn, made when needed (default " + defaultOut + ")"})
	flags = append(flags, general{flagMemory, "SIZE", "memory to use, like 4GiB (default " + defaultMemoryText() + "); past it the search ends"})
	flags = append(flags, generals(flagJSON, flagJUnit, flagAnnotations)...)
	return append(flags, general{flagHelp, "", "show this"})
}

func (t *tool) validateCommand() *command {
	return &command{
		name: "validate", doc: "hold the log of a run against a TLA+ spec",
		run: t.validate, flags: validateFlags(), repeated: []string{flagEnv}, takesFile: true,
	}
}

const validateUsage = `PROGRAM validate -spec SPEC.tla LOG... says whether a log, of one JSON object on each
line, is a behaviour of a TLA+ spec. Where each node has a log of its own, all of
them are given, or their directory, and some order of their events must be one. What its events mean says the trace spec
TraceSPEC.tla, or any other: PROGRAM validate -trace TRACE.tla LOG. A log that is
no behaviour is explained: the first event that does not fit, and the actions
that came nearest to taking it; and it is saved as a run up to that event, which
PROGRAM inspect and PROGRAM render show (a log of docs/events.md). How to validate logs of
your own is explained in docs/validation.md.

`

const validateExitCodes = `
Exit codes: 0 the log is a behaviour of the spec; 1 it is not; 2 wrong usage, a
log that cannot be read, a broken spec; 3 inconclusive (time, memory, interrupt);
4 internal error.
`

// validate is the subcommand validate.
func (t *tool) validate(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(validateUsage, validateFlags(), validateExitCodes)
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	opts, err := parseValidate(c)
	if err != nil {
		return err
	}
	opts.Print = t.stdout
	if o.json {
		opts.Print = t.stderr
	}
	end := t.watchedLog(ctx, opts, o.json)
	logs, err := foreign.Files(c.Args())
	if err != nil {
		return usageError{err}
	}
	r, err := validate.RunLogs(ctx, logs, *opts)
	end()
	var unreadable *validate.LogError
	switch {
	case errors.As(err, &unreadable):
		return usageError{err}
	case err != nil:
		return t.refused(err)
	}
	out := r.Report()
	return t.deliver(out, &o, 1, o.saveRefused(r, out.Validation.Misfit))
}

// saveRefused saves the run of a log that is refused, up to the event that does not fit.
func (o *output) saveRefused(r *validate.Report, misfit *report.Misfit) error {
	run, err := r.Refused()
	if run == nil || err != nil {
		return err
	}
	return o.saveMisfit(run, misfit, strings.TrimSuffix(filepath.Base(misfit.Log), filepath.Ext(misfit.Log)))
}

// saveMisfit saves the run of a log up to the event that does not fit.
func (o *output) saveMisfit(run *traces.Trace, misfit *report.Misfit, name string) error {
	run.Meta.Tool = toolVersion()
	path := filepath.Join(o.out, fileWord(name)+"-refused.itf.json")
	if err := os.MkdirAll(o.out, 0o777); err != nil {
		return err
	}
	if err := traces.WriteFile(path, run); err != nil {
		return err
	}
	misfit.Trace = path
	return nil
}

// watchedLog is watched for a validation.
func (t *tool) watchedLog(ctx context.Context, o *validate.Options, asJSON bool) (end func()) {
	shown := t.newProgress(asJSON)
	if o.Memory > 0 {
		memory.LimitHeap(o.Memory)
	}
	o.ProgressEvery = shown.every
	o.Progress = func(p validate.Progress) {
		shown.show(explore.Progress{Depth: p.Matched, States: p.States, Steps: p.States, Frontier: p.Frontier, Memory: p.Memory, Elapsed: p.Elapsed})
	}
	stop := context.AfterFunc(ctx, shown.interrupted)
	return func() {
		stop()
		shown.end()
	}
}

func parseValidate(c *call) (*validate.Options, error) {
	switch {
	case c.Args().First() == "":
		return nil, usagef("a log is missing: %s validate -spec SPEC.tla LOG", c.self)
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
		Events: c.String(flagEvents), Env: c.Strings(flagEnv), Time: r.time, Memory: r.options.Memory,
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
