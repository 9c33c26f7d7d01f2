// Command tlaexamples runs `explore tla` over the public corpus of TLA+ specs, github.com/tlaplus/Examples, and holds
// what it says against what the corpus says that TLC reports:
//
//	git clone https://github.com/tlaplus/Examples ../Examples
//	go run ./bench/tlaexamples -examples ../Examples
//	go run ./bench/tlaexamples -examples ../Examples -only 'Paxos' -max 5m -timeout 20m
//	go run ./bench/tlaexamples -examples ../Examples -tlc tla2tools.jar -o results.md
//
// Each folder of the corpus has a manifest.json, which lists its models: what TLC finds (success, or which kind of
// failure), how long it takes, and for most models without a failure how many distinct states there are and how many
// TLC generates in total. Run are the models of exhaustive search whose listed time is at most -max, each in the
// folder of its spec.
//
// # What is compared
//
// The verdict always. TLC calls a violated invariant a safety failure, and a violated temporal property a liveness
// failure; the latter also when the property is violated by a single step or by an initial state. The numbers where
// the corpus lists them: TLC's total is the initial states and one for each step, so it is held against our steps +
// initial. The depth is not compared (TLC's varies from run to run).
//
// A model that explore refuses (exit code 2), and one that takes longer than -timeout, is listed as such, with the
// reason, and is not a difference. The exit code is 1 when any verdict or number differs, or explore fails.
//
// With -tlc, TLC runs each model too, right after ours and never at the same time, with as many workers; its time
// (the start of the Java machine included) and how many times as long as ours it takes are listed. The value is a
// class path: tla2tools.jar, and behind colons the jar of the CommunityModules and the folder with TLAPS.tla, as many
// specs import them. Let nothing else run meanwhile. The whole corpus takes an hour; standard error says which model
// it is at.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"time"

	"github.com/synod-go/synod/internal/waiting"
)

// options are the flags.
type options struct {
	examples string
	longest  time.Duration
	only     string
	timeout  time.Duration
	workers  int
	out      string
	tlc      string
	explore  string
}

func main() {
	var o options
	flag.StringVar(&o.examples, "examples", "", "a checkout of github.com/tlaplus/Examples")
	flag.DurationVar(&o.longest, "max", 30*time.Second, "run the models for which the corpus lists at most this time")
	flag.StringVar(&o.only, "only", "", "run the models whose name matches this regular expression")
	flag.DurationVar(&o.timeout, "timeout", 2*time.Minute, "end a run that takes longer")
	flag.IntVar(&o.workers, "workers", 1, "workers of each run")
	flag.StringVar(&o.out, "o", "", "write the table into this file too")
	flag.StringVar(&o.tlc, "tlc", "", "run TLC too: the class path with tla2tools.jar")
	flag.StringVar(&o.explore, "explore", "", "the explore command to run (default: built from this module)")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "tlaexamples: %q is no flag; tlaexamples -help lists the flags\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	sum, err := o.run(ctx, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "tlaexamples:", err)
		os.Exit(2)
	case sum.differs():
		os.Exit(1)
	}
}

// run prints the table and the summary.
func (o options) run(ctx context.Context, stdout io.Writer) (*summary, error) {
	models, err := o.models()
	if err != nil {
		return nil, err
	}
	out := stdout
	if o.out != "" {
		f, err := os.Create(o.out)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		out = io.MultiWriter(stdout, f)
	}
	dir, err := os.MkdirTemp("", "synod-tlaexamples-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := &runner{explore: o.explore, java: "java", classPath: o.tlc, workers: o.workers, timeout: o.timeout, scratch: dir, progress: os.Stderr}
	if r.explore == "" {
		r.explore = filepath.Join(dir, "explore")
		build := exec.CommandContext(ctx, "go", "build", "-o", r.explore, "github.com/synod-go/synod/cmd/explore")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return nil, fmt.Errorf("building cmd/explore: %w", err)
		}
	} else if r.explore, err = filepath.Abs(r.explore); err != nil {
		return nil, err
	}
	return r.table(ctx, out, models)
}

// models are the models to run.
func (o options) models() ([]model, error) {
	if o.examples == "" {
		return nil, errors.New("-examples is missing: it names a checkout of github.com/tlaplus/Examples")
	}
	if o.workers < 1 {
		return nil, fmt.Errorf("-workers is %d; accepted are 1 and more", o.workers)
	}
	if o.timeout <= 0 {
		return nil, fmt.Errorf("-timeout is %v; accepted is what is longer than 0s", o.timeout)
	}
	only, err := regexp.Compile(o.only)
	if err != nil {
		return nil, fmt.Errorf("-only: %w", err)
	}
	all, err := readManifests(o.examples)
	if err != nil {
		return nil, err
	}
	var models []model
	for _, m := range all {
		if m.exhaustive && m.listed >= 0 && m.listed <= o.longest && only.MatchString(m.name) {
			models = append(models, m)
		}
	}
	if len(models) == 0 {
		return nil, fmt.Errorf("none of the %d models of %s is an exhaustive search of at most %v whose name matches %q",
			len(all), o.examples, o.longest, o.only)
	}
	return models, nil
}

// table runs the models one after the other and prints a row for each.
func (r *runner) table(ctx context.Context, out io.Writer, models []model) (*summary, error) {
	var sum summary
	if _, err := fmt.Fprint(out, header(r.classPath != "")); err != nil {
		return nil, err
	}
	count := len(models)
	if r.classPath != "" {
		count *= 2
	}
	wait := waiting.Start(r.progress, count, "an hour for the whole corpus, by the usual flags")
	for _, m := range models {
		done := wait.Next(m.name)
		row := result{model: m, ours: r.runOurs(ctx, m)}
		done()
		if r.classPath != "" && ctx.Err() == nil {
			done := wait.Next(m.name + ", TLC")
			theirs := r.runTLC(ctx, m)
			done()
			row.tlc = &theirs
		}
		if ctx.Err() != nil {
			break // an interrupted run says nothing
		}
		sum.add(row)
		if _, err := fmt.Fprint(out, row.markdown()); err != nil {
			return nil, err
		}
	}
	_, err := fmt.Fprintf(out, "\n%s", sum.text(len(models)))
	return &sum, err
}
