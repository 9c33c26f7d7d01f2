package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/traces"
)

// The flags of explore record beside general ones and the protocol's own.
const (
	flagSteps    = "steps"
	flagObserve  = "observe"
	flagUnlogged = "unlogged"
	flagSent     = "sent"
)

const defaultSteps = 200

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
		{flagHelp, "", "show this; with -protocol also that protocol's own flags"},
	}
}

func (t *tool) recordCommand() *command {
	return &command{
		name: "record", doc: "log the events of a random run",
		run: t.record, flags: recordFlags(), ofProtocols: true,
	}
}

const recordUsage = `PROGRAM record -protocol NAME writes a log of the events of a random run, with
faults as far as there are budgets for them (-crashes, -drops, -duplicates, …).
Equal flags make equal logs. A thousand steps take less than a second, ten thousand
some ten seconds; how far a longer recording is stands on standard error. PROGRAM
validate holds a log against a spec, PROGRAM render draws it; what stands in it is
explained in docs/events.md.

`

const recordExitCodes = `
Exit codes: 0 the log is written; 2 wrong usage; 3 interrupted, no log is written.
`

// record is the subcommand record.
func (t *tool) record(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, recordUsage, recordFlags(), recordExitCodes)
	}
	if c.Args().Present() {
		return usagef("record takes no argument; %q is given", c.Args().First())
	}
	if !c.IsSet(flagProtocol) {
		return usagef("-protocol is missing; there are %s", t.protocols.names())
	}
	p, err := t.protocols.named(c.String(flagProtocol))
	if err != nil {
		return err
	}
	r := &recording.Recording{Protocol: p, Mutant: c.String(flagMutant), Steps: defaultSteps, Sent: c.Bool(flagSent)}
	if err := checkMutant(p, r.Mutant); err != nil {
		return err
	}
	if r.Settings, err = t.protocols.given(c, p); err != nil {
		return err
	}
	if c.IsSet(flagSteps) {
		if r.Steps, err = wholeNumber(c, flagSteps, 1, 1_000_000); err != nil {
			return err
		}
	}
	if c.IsSet(flagSeed) {
		if r.Seed, err = wholeNumber(c, flagSeed, 0, math.MaxInt32); err != nil {
			return err
		}
	}
	if c.IsSet(flagObserve) {
		r.Observe = c.String(flagObserve)
	}
	if c.IsSet(flagUnlogged) {
		r.Unlogged = strings.Split(c.String(flagUnlogged), ",")
	}
	if c.IsSet(flagOut) {
		if err := checkOutFile(flagOut, c.String(flagOut)); err != nil {
			return err
		}
	}
	end := t.watchedRecording(ctx, r)
	err = writeRecording(r, t.stdout, c.String(flagOut))
	end()
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		t.complain("interrupted; no log is written")
		return exit(exitInconclusive)
	}
	return err
}

// watchedRecording makes a recording show how far it is, and end at an interrupt, until
// end is called.
func (t *tool) watchedRecording(ctx context.Context, r *recording.Recording) (end func()) {
	shown := t.newProgress(false)
	start := time.Now()
	next := start.Add(shown.every)
	r.Progress = func(taken int) error {
		if now := time.Now(); now.After(next) {
			shown.say(recordingText(taken, r.Steps, now.Sub(start)))
			next = now.Add(shown.every)
		}
		return ctx.Err()
	}
	return shown.end
}

// recordingText is a line of progress, with how long the rest takes at this speed.
func recordingText(taken, steps int, elapsed time.Duration) string {
	text := fmt.Sprintf("%s · %s", numbers.Of(taken, steps, "step"), elapsed.Round(time.Second))
	if taken > 0 {
		left := time.Duration(float64(elapsed) / float64(taken) * float64(steps-taken))
		text += fmt.Sprintf(" · about %s left", max(left, time.Second).Round(time.Second))
	}
	return text
}

// writeRecording records a run and writes its log to w, or to a file if one is named.
func writeRecording(r *recording.Recording, w io.Writer, path string) error {
	l, err := r.Log()
	var wrong *recording.InputError
	switch {
	case errors.As(err, &wrong):
		return usageError{wrong}
	case err != nil:
		return err
	case path == "":
		return traces.WriteLog(w, l)
	}
	if err := traces.WriteLogFile(path, l); err != nil {
		return usageError{err}
	}
	return nil
}
