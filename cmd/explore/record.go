package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// The flags of explore record beside general ones and the protocol's own.
const (
	flagSteps    = "steps"
	flagObserve  = "observe"
	flagUnlogged = "unlogged"
	flagSent     = "sent"
	flagAll      = "all"
)

const (
	defaultSteps = 200
	observeAll   = "all"
	observeNone  = "none"
)

func recordFlags() []general {
	return []general{
		{flagProtocol, "NAME", "the protocol to run"},
		{flagMutant, "NAME", "put a known bug in; it brings its own settings, flags given beside it win"},
		{flagSteps, "N", fmt.Sprintf("steps at most (default %d); budgets are spread over them", defaultSteps)},
		{flagSeed, "N", "which run (default 0)"},
		{flagObserve, "all|none|FIELD,…", "the fields that are logged of the acting node after each event (default all)"},
		{flagSent, "", "log what is sent, too"},
		{flagUnlogged, "KIND,…", `kinds of events to leave out, like drop,crash; "timeout NAME" is one timer`},
		{flagOut, "FILE", "where the log goes (default standard output)"},
		{flagAll, "DIR", "record the set of logs that belongs to this program anew into a directory"},
		{flagHelp, "", "show this; with -protocol also that protocol's own flags"},
	}
}

func (t *tool) recordCommand() *cli.Command {
	return &cli.Command{
		Name: "record", Usage: "log the events of a random run",
		Flags: append(flagsOf(recordFlags()), protocolFlags()...), Action: t.record,
	}
}

const recordUsage = `explore record -protocol NAME writes a log of the events of a random run, with
faults as far as there are budgets for them (-crashes, -drops, -duplicates, …).
Equal flags make equal logs. explore validate holds a log against a spec; what
stands in it is explained in docs/events.md.

`

const recordExitCodes = `
Exit codes: 0 the log is written; 2 wrong usage.
`

// record is the subcommand record.
func (t *tool) record(_ context.Context, c *cli.Command) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, recordUsage, recordFlags(), recordExitCodes)
	}
	if c.Args().Present() {
		return usagef("record takes no argument; %q is given", c.Args().First())
	}
	if c.IsSet(flagAll) {
		if c.NumFlags() > 1 {
			return usagef("-all takes no other flags: the program knows what belongs to the set")
		}
		return recordAll(c.String(flagAll))
	}
	if !c.IsSet(flagProtocol) {
		return usagef("-protocol is missing; there are %s", protocolNames())
	}
	p, err := protocolNamed(c.String(flagProtocol))
	if err != nil {
		return err
	}
	r := &recording{protocol: p, mutant: c.String(flagMutant), steps: defaultSteps, sent: c.Bool(flagSent)}
	if r.settings, err = givenSettings(c, p); err != nil {
		return err
	}
	if c.IsSet(flagSteps) {
		if r.steps, err = wholeNumber(c, flagSteps, 1, 1_000_000); err != nil {
			return err
		}
	}
	if c.IsSet(flagSeed) {
		if r.seed, err = wholeNumber(c, flagSeed, 0, math.MaxInt32); err != nil {
			return err
		}
	}
	if c.IsSet(flagObserve) {
		r.observe = c.String(flagObserve)
	}
	if c.IsSet(flagUnlogged) {
		r.unlogged = strings.Split(c.String(flagUnlogged), ",")
	}
	if !c.IsSet(flagOut) {
		return r.write(t.stdout)
	}
	if err := checkOutFile(flagOut, c.String(flagOut)); err != nil {
		return err
	}
	return r.writeFile(c.String(flagOut))
}

// recording says what run is to be recorded, and what of it.
type recording struct {
	protocol *model.Protocol
	mutant   string
	settings map[string]string // those that are given
	steps    int
	seed     int
	observe  string // "" is observeAll
	unlogged []string
	sent     bool
}

// log takes the run and logs it.
func (r *recording) log() (*traces.Log, error) {
	if r.mutant != "" && r.protocol.Mutant(r.mutant) == nil {
		return nil, usagef("unknown mutant %q of protocol %s; %s", r.mutant, r.protocol.Name, mutantNames(r.protocol))
	}
	sys, settings, err := r.protocol.System(r.mutant, r.settings)
	if err != nil {
		return nil, usageError{err}
	}
	l := &traces.Log{
		Protocol: r.protocol.Name, Mutant: r.mutant, Settings: settings,
		Seed: uint64(r.seed), Steps: uint64(r.steps), Unlogged: r.unlogged,
	}
	if err := checkUnlogged(r.unlogged); err != nil {
		return nil, err
	}
	var fields []string
	if r.observe != "" && r.observe != observeAll && r.observe != observeNone {
		fields = strings.Split(r.observe, ",")
	}
	err = model.Wander(sys, uint64(r.seed), r.steps, func(w *model.Walk) error {
		step := w.Step()
		if step == nil {
			l.Nodes = w.Nodes()
			return checkFields(w, fields)
		}
		if slices.Contains(r.unlogged, step.Kind) || slices.Contains(r.unlogged, step.Kind+" "+step.Name) {
			return nil
		}
		l.Events = append(l.Events, traces.LogEventOf(step, r.observed(w, fields), r.sent))
		return nil
	})
	return l, err
}

// observed is what is logged of the state of the node that took the last step.
func (r *recording) observed(w *model.Walk, fields []string) traces.Record {
	if r.observe == observeNone || w.Step().Node == "" {
		return nil
	}
	all := w.Node(w.Step().Node)
	if fields == nil {
		return all
	}
	var kept traces.Record
	for _, f := range all {
		if slices.Contains(fields, f.Name) {
			kept = append(kept, f)
		}
	}
	return kept
}

// checkUnlogged reports what is no kind of event.
func checkUnlogged(kinds []string) error {
	accepted := traces.LogKinds()
	for _, kind := range kinds {
		if !slices.Contains(accepted, kind) && !strings.HasPrefix(kind, traces.StepTimeout+" ") {
			return usagef("-unlogged: %q is no kind of event; there are %s", kind, strings.Join(accepted, ", "))
		}
	}
	return nil
}

// checkFields reports what no node has.
func checkFields(w *model.Walk, fields []string) error {
	var accepted []string
	for _, node := range w.Nodes() {
		for _, f := range w.Node(node) {
			if !slices.Contains(accepted, f.Name) {
				accepted = append(accepted, f.Name)
			}
		}
	}
	for _, field := range fields {
		if !slices.Contains(accepted, field) {
			return usagef("-observe: no node has a field %q; there are %s, and all or none of them", field, strings.Join(accepted, ", "))
		}
	}
	return nil
}

func (r *recording) write(w io.Writer) error {
	l, err := r.log()
	if err != nil {
		return err
	}
	return traces.WriteLog(w, l)
}

func (r *recording) writeFile(path string) error {
	l, err := r.log()
	if err != nil {
		return err
	}
	if err := traces.WriteLogFile(path, l); err != nil {
		return usageError{err}
	}
	return nil
}
