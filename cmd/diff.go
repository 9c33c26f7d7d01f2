package cmd

import (
	"context"
	"fmt"
	"os"

	"github.com/synod-go/synod/explore/report"
)

func diffFlags() []general {
	return []general{
		resultFlag,
		junitFlag, annotationsFlag,
		{flagHelp, "", "show this"},
	}
}

func (t *tool) diffCommand() *command {
	return &command{
		name: "diff", doc: "two reports of one protocol or spec side by side",
		run: t.diff, flags: diffFlags(), takesFile: true,
	}
}

const diffUsage = `PROGRAM diff A B shows two reports side by side: what explore, tla, conform,
validate or claims wrote with -json about one protocol or spec, A before a change
and B after it. Verdicts, counts, properties, the lengths of counterexamples,
handlers and actions, bounds, settings, warnings and claims matter; time and
memory do not.

`

const diffExitCodes = `
Exit codes: 0 nothing that matters differs; 1 something does; 2 wrong usage, a
file that is no report, or reports of different things; 3 a run was ended by
time, memory, the disk or an interrupt, so that its counts say nothing.
`

// diff is the subcommand diff.
func (t *tool) diff(_ context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(diffUsage, diffFlags(), diffExitCodes)
	}
	o, err := t.parseOutput(c)
	if err != nil {
		return err
	}
	if c.Args().Len() != 2 {
		return usagef("diff takes two files, which a command wrote with -json; found %d", c.Args().Len())
	}
	before, after := c.Args()[0], c.Args()[1]
	var saved [2]*report.Saved
	for i, path := range c.Args() {
		if saved[i], err = readReport(path); err != nil {
			return err
		}
	}
	d, err := report.Compare(saved[0], saved[1])
	if err != nil {
		return usagef("%s and %s: %w", before, after, err)
	}
	if err := d.Text(t.people(o.json), before, after); err != nil {
		return err
	}
	if o.json {
		if err := d.JSON(t.stdout, before, after); err != nil {
			return err
		}
	}
	if err := t.writeTests(d.Suite()); err != nil {
		return err
	}
	return exitOf(d.Verdict)
}

// readReport reads a report that was saved.
func readReport(path string) (*report.Saved, error) {
	if path == "" {
		return nil, usagef("diff takes two files; the name of one is empty")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, usagef("%s: %w", path, cause(err))
	}
	defer f.Close()
	saved, err := report.Read(f)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", path, cause(err))}
	}
	return saved, nil
}
