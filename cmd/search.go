package cmd

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
)

// outcome is a finished search with what the report says besides.
type outcome struct {
	tool *tool
	*request
	*search.Report
	elapsed time.Duration // of everything, the search is a part of it
	// found are the violations, with where they were saved; saveErr says why one
	// was not.
	found   []violation
	saveErr error
}

// explore is the command without a subcommand.
func (t *tool) explore(ctx context.Context, c *cli.Command) error {
	switch {
	case c.Args().Present():
		return usagef("unknown command %q; explore -help lists the commands, and a protocol is chosen with -protocol", c.Args().First())
	case c.Bool(flagHelp):
		return t.help(c)
	case c.Bool(flagList):
		return t.list(c)
	}
	r, err := t.protocols.parse(c)
	if err != nil {
		return err
	}
	return t.search(ctx, r)
}

// search explores what was asked for and reports.
func (t *tool) search(ctx context.Context, r *request) error {
	start := time.Now()
	adapt := tuneGC(r.options.Memory)
	shown := t.newProgress(r.json)
	r.options.ProgressEvery = shown.every
	r.options.Progress = func(p explore.Progress) {
		adapt(p)
		shown.show(p)
	}
	defer context.AfterFunc(ctx, shown.interrupted)()
	limited, end := r.within(ctx)
	defer end()
	report, err := search.Explore(limited, r.system, r.options)
	shown.end()
	if err != nil {
		return fmt.Errorf("the search could not go on: %w", err)
	}
	o := &outcome{tool: t, request: r, Report: report}
	o.saveFound()
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
	return o.exit(t.stderr)
}

// saveFound saves what the search found.
func (o *outcome) saveFound() {
	for _, v := range o.Violations {
		o.found = append(o.found, violation{property: v.Property, kind: v.Kind, text: v.Text, run: v.Trace})
	}
	o.saveErr = saveAll(o.found, func(i int) (string, error) { return o.request.save(o.Violations[i], i) })
}

// exit returns the exit code as an error.
func (o *outcome) exit(stderr io.Writer) error {
	if o.saveErr != nil {
		fmt.Fprintf(stderr, "explore: the counterexample could not be saved: %s\n", oneLine(o.saveErr.Error()))
	}
	switch o.Verdict {
	case search.VerdictViolated:
		return exit(exitViolation)
	case search.VerdictUnreached:
		return exit(exitViolation)
	case search.VerdictInconclusive:
		return exit(exitInconclusive)
	}
	return nil
}
