package validate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
)

// Options say what a log is held against, and how.
type Options struct {
	// Spec is the spec's file; the trace spec is then the module beside it that is named Trace and the spec's name.
	Spec string
	// Trace is the trace spec's file, instead of Spec.
	Trace string
	// Config is the trace spec's model file; "" is the one beside it, with the same name.
	Config string
	// Path lists more directories in which modules are looked for.
	Path []string
	// Cursor is the variable of the trace spec with the number of the next event, or an expression for that; "" is l.
	Cursor string
	// Events is an expression for the events that the trace spec goes through, or for how many there are; "" is what is in the file.
	Events string
	// Env are environment variables for the spec: NAME=VALUE, or NAME alone for one that has the log's file name, as TRACE has.
	Env []string
	// DepthFirst follows one behaviour as far as it goes, before others.
	DepthFirst bool
	// Time and Memory (bytes) end the search, when they are not 0.
	Time   time.Duration
	Memory int64
	// Abstract is an expression for what a state of the spec is like, a set. If the spec knows it, the report of several logs
	// that are accepted has the path.
	Abstract string
	// Near is how many of the nearest actions are reported; 0 is 5, -1 none.
	Near int
	// Print gets what the spec prints.
	Print io.Writer
	// Progress is called now and then.
	Progress      func(Progress)
	ProgressEvery time.Duration
}

// Progress is how far a search is.
type Progress struct {
	Matched, Events  int
	States, Frontier uint64
	Memory           int64
	Elapsed          time.Duration
}

// The usual names.
const (
	traceVariable = "TRACE"
	usualCursor   = "l"
	usualNear     = 5
)

// load loads the trace spec within the limits of the run.
func (o *Options) load(ctx context.Context, src check.Sources) (*check.Model, error) {
	if o.Time > 0 {
		var end func()
		ctx, end = context.WithTimeout(ctx, o.Time)
		defer end()
	}
	return check.LoadWithin(ctx, src, o.Memory)
}

// Run validates a log. The error is a *LogError when the log cannot be read, an *EvalError when no answer is right because an
// evaluation failed, and as that of check.Load when the spec cannot be read.
func Run(ctx context.Context, path string, opts Options) (*Report, error) {
	return run(ctx, path, opts, nil)
}

// run validates the log in a file, or those that were joined in it.
func run(ctx context.Context, path string, opts Options, j *joined) (*Report, error) {
	start := time.Now()
	src, err := opts.sources(path)
	if err != nil {
		return nil, err
	}
	var log *logFile
	if j != nil {
		log = j.file(path)
	} else if log, err = readLog(path); err != nil {
		return nil, err
	}
	m, err := opts.load(ctx, src)
	if stopped := (*check.Stopped)(nil); errors.As(err, &stopped) {
		return &Report{Log: path, Spec: src.Spec, Config: src.Config, Verdict: Inconclusive, EndedBy: stopped.By, Elapsed: time.Since(start)}, nil
	}
	if err != nil {
		return nil, log.refused(src.Spec, err)
	}
	w, err := m.Walker(opts.Print)
	if err != nil {
		return nil, log.refused(src.Spec, err)
	}
	s := &search{Options: opts, ctx: ctx, w: w, start: start, report: &Report{Log: path, Spec: src.Spec, Config: src.Config}}
	if s.Near == 0 {
		s.Near = usualNear
	}
	if s.cursor, err = cursorOf(w, opts.Cursor); err != nil {
		return nil, err
	}
	if err := s.count(log); err != nil {
		return nil, log.refused(src.Spec, err)
	}
	err = s.run(j)
	if err != nil {
		if fault := log.fault(); fault != nil {
			return nil, fault // the trace spec failed because of it
		}
	}
	if s.failed != nil && s.events == nil && s.failed.Event <= len(log.places) {
		s.failed.Line = log.places[s.failed.Event-1]
	}
	if err != nil && s.report.States == 0 {
		return nil, log.headRefused(src.Spec, err)
	}
	if err != nil {
		return nil, err
	}
	if err := readBy(w, path); err != nil {
		return nil, err
	}
	r := s.report
	r.Bounds, r.Unchecked, r.Warnings = m.Numbers(), m.Unchecked(), m.Warnings
	if s.failed != nil {
		r.Warnings = append(r.Warnings, fmt.Sprintf("what follows %s could not be evaluated, and was left out; the first is before event %d: %s",
			numbers.Some(s.failures, "state"), s.failed.Event, strings.Join(strings.Fields(s.failed.Err.Error()), " ")))
	}
	r.ours = log.ours
	switch {
	case r.Misfit == nil:
	case s.orders != nil:
		if err := s.orders.explain(path); err != nil {
			return nil, err
		}
	default:
		s.explain(log)
	}
	r.Elapsed = time.Since(start)
	return r, nil
}

// sources are the files of the trace spec, and its environment.
func (o *Options) sources(log string) (check.Sources, error) {
	src := check.Sources{Spec: o.Trace, Config: o.Config, Path: o.Path, ExactJSON: true}
	switch {
	case o.Spec != "" && o.Trace != "":
		return src, errors.New("a spec and a trace spec are given; one is enough: the trace spec names the spec")
	case o.Spec != "":
		dir, name := filepath.Split(o.Spec)
		src.Spec = filepath.Join(dir, "Trace"+strings.TrimSuffix(name, ".tla"))
	case o.Trace == "":
		return src, errors.New("a spec, or a trace spec, is needed")
	}
	if !strings.HasSuffix(src.Spec, ".tla") {
		src.Spec += ".tla"
	}
	if _, err := os.Stat(src.Spec); err != nil && o.Spec != "" {
		return src, fmt.Errorf("%s: there is no such file: a trace spec is needed, which says what the events of a log mean for %s", src.Spec, o.Spec)
	}
	whole, err := filepath.Abs(log)
	if err != nil {
		return src, err
	}
	for _, e := range append([]string{traceVariable}, o.Env...) {
		if !strings.Contains(e, "=") {
			e += "=" + whole
		}
		src.Env = append([]string{e}, src.Env...) // what is given last counts
	}
	return src, nil
}

// cursorOf compiles the cursor.
func cursorOf(w *check.Walker, text string) (*check.StateExpr, error) {
	if text == "" {
		text = usualCursor
		if !slices.Contains(w.Variables(), text) {
			return nil, fmt.Errorf("the trace spec %s has no variable %s: say which variable, or expression, is the number of the next event (its variables are %s)",
				w.Name, text, strings.Join(w.Variables(), ", "))
		}
	}
	return w.Expr(text)
}

// count finds how many events there are.
func (s *search) count(log *logFile) error {
	s.report.Events = len(log.places)
	if s.Options.Events == "" {
		return nil
	}
	e, err := s.w.Expr(s.Options.Events)
	if err != nil {
		return err
	}
	v, err := e.Value(&check.WalkedState{Values: make([]value.Value, len(s.w.Variables()))})
	if err != nil {
		return err
	}
	if n, ok := v.AsInt(); ok {
		s.report.Events = int(n)
		return nil
	}
	n, ok := v.Len()
	if !ok || !v.IsSequence() {
		return fmt.Errorf("%s is neither a number nor a sequence of events", s.Options.Events)
	}
	s.report.Events = n
	if n != len(log.places) {
		s.events = &v
	}
	return nil
}

// readBy makes sure that the trace spec has read the log and not another one.
func readBy(w *check.Walker, path string) error {
	want, err := os.Stat(path)
	if err != nil {
		return &LogError{err.Error()}
	}
	read := w.FilesRead()
	for _, name := range read {
		if got, err := os.Stat(name); err == nil && os.SameFile(got, want) {
			return nil
		}
	}
	if len(read) == 0 {
		return fmt.Errorf("the trace spec %s has not read %s, nor any other file: it should read the file that the environment variable %s names",
			w.Name, path, traceVariable)
	}
	return fmt.Errorf("the trace spec %s has not read %s but %s: say which environment variable names the log",
		w.Name, path, strings.Join(slices.Compact(read), ", "))
}
