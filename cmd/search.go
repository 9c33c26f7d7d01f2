package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/reported"
	"github.com/synod-go/synod/internal/search"
)

// explore is the command without a subcommand.
func (t *tool) explore(ctx context.Context, c *call) error {
	switch {
	case c.Args().Present():
		return unknownCommand(c)
	case c.Bool(flagHelp):
		return t.help(c)
	case c.Bool(flagList):
		return t.list(c)
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	r, err := t.protocols.parse(c)
	if err != nil {
		return err
	}
	r.output = o
	if err := r.parseEngine(c, append([]Engine{builtin}, t.engines...)); err != nil {
		return err
	}
	return t.search(ctx, r)
}

// search explores what was asked for and reports.
func (t *tool) search(ctx context.Context, r *request) error {
	start := time.Now()
	limited, cancel := r.within(ctx)
	defer cancel()
	closeEngine, err := r.openEngine(ctx)
	if err != nil {
		return err
	}
	defer closeEngine()
	end := t.watched(ctx, &r.options.Options, r.json)
	found, err := search.Explore(limited, r.system, r.options)
	end()
	var refused *explore.OptionError
	if errors.As(err, &refused) && refused.Option == "Fair" { // what only the search shows to be wrong
		return usagef("-fair %s: accepted are %s", refused.Value, refused.Accepted)
	}
	if refused != nil && refused.Option == "Checkpoint" {
		return usagef("-%s is given %s; accepted are %s", flagCheckpoint, strings.ToLower(refused.Value), refused.Accepted)
	}
	if errors.As(err, new(*explore.CheckpointError)) {
		return usageError{err}
	}
	if refused := engineError(err); refused != nil {
		return refused
	}
	if err != nil {
		return fmt.Errorf("the search could not go on: %w", err)
	}
	t.tellCheckpoint(r, found)
	t.tellEngine(r, found)
	rep := r.report(found)
	rep.Subject.Given = append(rep.Subject.Given, r.fromLine(rep)...)
	saving := r.saveRuns(rep, r.fileName())
	rep.Resources.Elapsed = time.Since(start)
	return t.deliver(rep, &r.output, r.options.MaxFindings, saving)
}

// tellCheckpoint says what was taken from a checkpoint, and what it cost.
func (t *tool) tellCheckpoint(r *request, found *search.Report) {
	dir := r.options.Checkpoint
	if dir == "" {
		return
	}
	if from := found.Resumed; from != nil {
		t.complain("resumed from %s at depth %d: %s built anew in %s", dir, from.Depth, numbers.Some(int(from.States), "state"), from.Took.Round(time.Millisecond))
	}
	if found.Resumed == nil && found.CheckpointTime == 0 {
		t.complain("the checkpoint in %s was removed: what was found only shows when handlers run again, and a search that is resumed would not find it", dir)
		return
	}
	cost := found.CheckpointTime
	t.complain("the checkpoint in %s took %s, %.1f %% of the search", dir, cost.Round(time.Millisecond), 100*float64(cost)/float64(max(found.SearchTime, 1)))
}

// report is what a search of the requested system found.
func (r *request) report(found *search.Report) *report.Report {
	rep := reported.Of(found, r.options)
	rep.Subject = report.Subject{
		Name: r.protocol.Name, Doc: r.protocol.Doc, Protocol: r.protocol.Name, Settings: r.settings,
		Given: []report.Line{{Label: "settings", Text: settingsText(r.protocol, r.settings) + r.assumeText()}},
	}
	if text := r.broughtText(); text != "" {
		rep.Subject.Given = append(rep.Subject.Given, report.Line{Label: "brought", Text: text})
	}
	if m := r.mutant; m != nil {
		rep.Subject.Mutant = report.Mutant{Name: m.Name, Doc: m.Doc, Breaks: m.Breaks, Brings: brings(r.protocol, m, r.given)}
	}
	rep.Collisions.Again = fmt.Sprintf("-seed %d", r.options.HashSeed+1)
	if !r.options.Exact {
		rep.Collisions.Again += ", or -exact"
	}
	return rep
}

// broughtText spells the settings that the named properties brought along.
func (r *request) broughtText() string {
	var words []string
	for i := range r.protocol.Params {
		param := &r.protocol.Params[i]
		value, isBrought := r.brought[param.Name]
		if _, isGiven := r.given[param.Name]; isBrought && !isGiven {
			words = append(words, flagText(param, value))
		}
	}
	if words == nil {
		return ""
	}
	return strings.Join(words, " ") + ", by the property that is named"
}

// assumeText spells what is assumed, behind the settings; "" if nothing is.
func (r *request) assumeText() string {
	if r.system.Assume == "" {
		return ""
	}
	return " -" + flagAssume + " " + quote.Shell(r.system.Assume)
}

// fromLine says where the search started, if not at an initial state.
func (r *request) fromLine(rep *report.Report) []report.Line {
	switch steps := numbers.Some(rep.FromSteps, "step"); {
	case r.start != "":
		return []report.Line{{Label: "from", Text: fmt.Sprintf(
			"the end of %s, %s; lengths and the depth count from there, a counterexample is shown whole", r.start, steps)}}
	case r.options.FromGoal != "" && rep.Verdict != report.Unreached:
		return []report.Line{{Label: "from", Text: fmt.Sprintf(
			"the end of a shortest run to the goal %s, %s; the depth counts from there", rep.Goal, steps)}}
	}
	return nil
}

// fileName begins the names of the files of saved runs.
func (r *request) fileName() string {
	name := r.protocol.Name
	if r.mutant != nil {
		name += "-" + r.mutant.Name
	}
	if r.start != "" {
		name += "-from" // never the name of the run that it started from
	}
	return name
}
