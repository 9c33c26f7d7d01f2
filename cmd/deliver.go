package cmd

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/traces"
)

// output is where a report goes.
type output struct {
	out   string // the directory for the runs that are saved
	json  bool
	junit string // the file for JUnit XML, or ""
}

const (
	flagJUnit       = "junit"
	flagAnnotations = "annotations"
)

// Flags of several commands: those of every one that judges something, and -json of
// those with one line of output.
var (
	junitFlag       = general{flagJUnit, "FILE", "write the results as JUnit XML too"}
	annotationsFlag = general{flagAnnotations, "", "print what is wrong as annotations for GitHub Actions too, at the file and line if they are known"}
	resultFlag      = general{flagJSON, "", "the result as one line of JSON on standard output, the rest on standard error"}
)

// parseOutput reads where a report goes, and checks that it can go there. It is
// what a command does first, so that a refusal can stand in the file of -junit, too.
func (t *tool) parseOutput(c *call) (o output, err error) {
	o = output{json: c.Bool(flagJSON), junit: c.String(flagJUnit)}
	if c.IsSet(flagJUnit) {
		if err := checkOutFile(flagJUnit, o.junit); err != nil {
			return o, err
		}
		t.junit = o.junit
	}
	return o, nil
}

// parseSaving is parseOutput for a command that saves runs.
func (t *tool) parseSaving(c *call) (o output, err error) {
	if o, err = t.parseOutput(c); err != nil {
		return o, err
	}
	o.out = defaultOut
	if c.IsSet(flagOut) {
		o.out = c.String(flagOut)
	}
	return o, checkOut(o.out, c.IsSet(flagOut))
}

// watched makes a search show its progress and keep to its memory, until end is
// called.
func (t *tool) watched(ctx context.Context, o *explore.Options, asJSON bool) (end func()) {
	adapt := memory.Tune(o.Memory)
	shown := t.newProgress(asJSON)
	due := shown.every
	o.ProgressEvery = everyOnTerminal // the collector hears of it often, and people as they like
	o.Progress = func(p explore.Progress) {
		adapt(p)
		if p.Elapsed >= due {
			shown.show(p)
			due = p.Elapsed + shown.every
		}
	}
	stop := context.AfterFunc(ctx, shown.interrupted)
	return func() {
		stop()
		shown.end()
	}
}

// saveRuns saves the runs of a report, as files with a name that begins with base.
// The error says why the first one that could not be saved was not.
func (o *output) saveRuns(r *report.Report, base string) (failed error) {
	for i := range r.Violations {
		v := &r.Violations[i]
		if v.Trace == nil {
			continue
		}
		v.Trace.Meta.Tool = toolVersion()
		path := filepath.Join(o.out, fileWord(base)+"-"+fileWord(v.Property)+nth(i)+".itf.json")
		err := os.MkdirAll(o.out, 0o777)
		if err == nil {
			err = traces.WriteFile(path, v.Trace)
		}
		switch {
		case err == nil:
			v.Path = path
		case failed == nil:
			failed = err
		}
	}
	return failed
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

// deliver writes a report in every form that was asked for, and returns the exit
// code of its verdict. It says which of the violations that were wanted are there,
// and why a run could not be saved, if saving is not nil.
func (t *tool) deliver(r *report.Report, o *output, wanted int, saving error) error {
	t.locate(r)
	if err := r.Text(t.people(o.json), report.TextOptions{Self: t.self, Wanted: wanted}); err != nil {
		return err
	}
	if o.json {
		if err := t.result(r); err != nil {
			return err
		}
	}
	if err := t.writeTests(r.Suites()...); err != nil {
		return err
	}
	if saving != nil {
		t.complain("the run could not be saved: %s", oneLine(saving.Error()))
	}
	return exitOf(r.Verdict)
}

// people is where text for people goes.
func (t *tool) people(asJSON bool) io.Writer {
	if asJSON {
		return t.stderr
	}
	return t.stdout
}

// result writes the lines of JSON that end a run: for a search of a protocol also
// the progress at its end.
func (t *tool) result(r *report.Report) error {
	if r.Command == report.Explore || r.Command == report.Simulate {
		c, res := &r.Counts, &r.Resources
		last := progressLine{"progress", c.Depth, c.States, c.Steps, c.Frontier, res.Memory, res.Search.Seconds()}
		if err := report.JSONLine(t.stdout, last); err != nil {
			return err
		}
	}
	return r.JSON(t.stdout)
}

// writeTests writes what was found for continuous integration, as it was asked for: the
// file of JUnit XML, which appears whole or not at all, and annotations.
func (t *tool) writeTests(suites ...report.Suite) error {
	if t.tested {
		return nil // a second time it is a refusal, which says less
	}
	t.tested = true
	if t.annotate {
		if err := report.Annotations(t.people(t.asJSON), suites...); err != nil {
			return err
		}
	}
	if t.junit == "" {
		return nil
	}
	var b bytes.Buffer
	if err := report.JUnit(&b, suites...); err != nil {
		return err
	}
	if err := traces.ReplaceFile(t.junit, b.Bytes()); err != nil {
		return usagef("-%s: %w", flagJUnit, err)
	}
	return nil
}

// exitOf returns the exit code of a verdict as an error.
func exitOf(v report.Verdict) error {
	switch {
	case v.Failed():
		return exit(exitViolation)
	case v.Undecided():
		return exit(exitInconclusive)
	}
	return nil
}
