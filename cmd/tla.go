package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// The flags of explore tla beside general ones.
const (
	flagConfig   = "config"
	flagPath     = "path"
	flagContinue = "continue"
	flagDot      = "dot"
	flagEval     = "eval"
	flagExplain  = "explain"
)

// explainFlags are the flags that -explain may stand beside.
var explainFlags = []string{flagExplain, flagConfig, flagPath, flagTime, flagMemory, flagHelp}

const specExtension = ".tla"

// tlaFlags are the flags of explore tla, as its help shows them.
func tlaFlags() []general {
	flags := []general{
		{flagConfig, "FILE", "the model file (default: the one beside the spec, with the same name)"},
		{flagContinue, "", "go on after a violation, and count them"},
		violationsFlag,
		{flagDot, "FILE", "write the graph of all states for Graphviz"},
		{flagEval, "EXPR", "evaluate an expression in every state of the counterexample; with primes over every step"},
		{flagExplain, "", "print what the checker found out about the spec, without a search"},
		{flagPath, "DIRS", "more directories in which modules are looked for, separated as in PATH"},
	}
	flags = append(flags, generals(flagDepth, flagTime, flagMemory, flagDisk, flagWorkers, flagExact, flagSeed, flagSimulate, flagWalks, flagLength,
		flagOut, flagJSON, flagJUnit, flagAnnotations)...)
	return append(flags, general{flagHelp, "", "show this"})
}

func (t *tool) tlaCommand() *command {
	return &command{
		name: "tla", doc: "check a TLA+ spec",
		run: t.tla, flags: tlaFlags(), takesFile: true,
	}
}

const tlaUsage = `PROGRAM tla SPEC.tla checks a TLA+ spec: every reachable state, invariants,
deadlock and properties of the model file SPEC.cfg, and shows a shortest
behaviour that breaks one. With -explain it does not search, and prints what
it found out about the spec.

`

const tlaExitCodes = `
Exit codes: 0 nothing is violated; 1 something is, or an evaluation, an Assert
or an ASSUME failed; 2 wrong usage, a broken text, or a construct that is not
supported; 3 inconclusive (time, memory, disk, interrupt), or open (temporal
properties in a simulation); 4 internal error.
`

// tlaRequest is what the command line asks for.
type tlaRequest struct {
	request // of which options and output are used
	sources check.Sources
	dot     string // the file for the graph, or ""
}

// tla is the subcommand tla.
func (t *tool) tla(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(tlaUsage, tlaFlags(), tlaExitCodes)
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	r, err := parseTLA(c)
	if err != nil {
		return err
	}
	r.output = o
	start := time.Now()
	memory.Tune(r.options.Memory) // for loading, too
	limited, cancel := r.within(ctx)
	defer cancel()
	m, err := check.LoadWithin(limited, r.sources, r.options.Memory)
	if stopped := (*check.Stopped)(nil); errors.As(err, &stopped) {
		return t.stoppedLoading(r, stopped, time.Since(start))
	}
	if err != nil {
		return t.refused(err)
	}
	if c.Bool(flagExplain) {
		e, err := m.Explain(limited)
		if err != nil {
			return t.refused(err)
		}
		_, err = fmt.Fprint(t.stdout, explainText(e))
		return err
	}
	var query *check.Query
	if c.IsSet(flagEval) {
		if query, err = m.Query(c.String(flagEval)); err != nil {
			return t.refused(err)
		}
	}
	var graph bytes.Buffer
	end := t.watched(ctx, &r.options.Options, r.json)
	opts := check.Options{Options: r.options.Options, Simulate: r.options.Simulate, Print: t.stdout}
	if r.json {
		opts.Print = t.stderr
	}
	opts.Continue = c.Bool(flagContinue)
	if r.dot != "" {
		opts.Dot = &graph
	}
	found, err := m.Check(limited, opts)
	end()
	if err != nil {
		return t.refused(err)
	}
	rep := r.checked(m.Name, found)
	evaluated(rep, query, found)
	saving := r.saveRuns(rep, r.fileName(m.Name))
	rep.Resources.Elapsed = time.Since(start)
	var drawing error
	if r.dot != "" {
		drawing = traces.ReplaceFile(r.dot, graph.Bytes())
	}
	err = t.deliver(rep, &r.output, r.options.MaxFindings, saving)
	if drawing != nil {
		t.complain("-dot: %s", oneLine(drawing.Error()))
		if err == nil {
			err = exit(exitUsage)
		}
	}
	return err
}

// evaluated adds what the expression of -eval is in each state of the runs.
func evaluated(rep *report.Report, query *check.Query, found *check.Report) {
	if query == nil {
		return
	}
	some := false
	for i, v := range found.Violations {
		if v.Trace != nil {
			rep.Violations[i].Eval = query.Answers(v)
			some = some || rep.Violations[i].Eval != nil
		}
	}
	if !some {
		rep.Warnings = append(rep.Warnings, report.Warning{
			Text: "-eval: the expression was evaluated nowhere, because there is no counterexample",
		})
	}
}

// stoppedLoading reports that there was no search.
func (t *tool) stoppedLoading(r *tlaRequest, s *check.Stopped, elapsed time.Duration) error {
	rep := &report.Report{
		Command: report.TLA, Subject: r.subject(""), Verdict: report.Inconclusive, BoundedBy: []string{s.By},
		Resources: report.Resources{Workers: r.options.Workers, Elapsed: elapsed},
	}
	people := t.stdout
	if r.json {
		people = t.stderr
		if err := t.result(rep); err != nil {
			return err
		}
	}
	fmt.Fprintf(people, "%s\n\nINCONCLUSIVE: %s. Nothing was checked.\n", r.sources.Spec, s)
	if err := t.writeTests(rep.Suites()...); err != nil {
		return err
	}
	return exit(exitInconclusive)
}

// refused shows what is wrong with the texts: place, line, mark, and what was expected.
func (t *tool) refused(err error) error {
	var undecided *validate.EvalError
	var list syntax.ErrorList
	var one *syntax.Error
	var failed *eval.Error
	var at syntax.Span
	text := ""
	switch {
	case errors.As(err, &undecided): // before the errors that it wraps
		text, at = undecided.Show(), undecided.Err.Span
	case errors.As(err, &list):
		text, at = list.Show(), list[0].Span
	case errors.As(err, &one):
		text, at = one.Show(), one.Span
	case errors.As(err, &failed):
		text, at = failed.Show(), failed.Span
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
	t.said, t.where = text, located(placeOf(at))
	t.complain("%s", text)
	return exit(exitUsage)
}

func parseTLA(c *call) (*tlaRequest, error) {
	switch {
	case c.Args().Len() > 1:
		return nil, usagef("one spec is accepted, found %d", c.Args().Len())
	case c.Args().First() == "":
		return nil, usagef("a spec is missing: %s tla SPEC.tla", c.self)
	}
	if c.Bool(flagExplain) {
		for _, g := range tlaFlags() {
			if c.IsSet(g.name) && !slices.Contains(explainFlags, g.name) {
				return nil, usagef("-%s has no meaning with -explain, which does not search and prints text", g.name)
			}
		}
	}
	r := &tlaRequest{sources: sourcesOf(c), dot: c.String(flagDot)}
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
	if c.IsSet(flagDot) {
		if err := checkOutFile(flagDot, r.dot); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// sourcesOf are the texts of the spec that the command line names.
func sourcesOf(c *call) check.Sources {
	s := check.Sources{Spec: c.Args().First(), Config: c.String(flagConfig)}
	if !strings.HasSuffix(s.Spec, specExtension) {
		s.Spec += specExtension
	}
	if c.IsSet(flagPath) {
		s.Path = filepath.SplitList(c.String(flagPath))
	}
	return s
}
