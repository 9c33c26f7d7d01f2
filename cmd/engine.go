package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/search"
)

// The flags of searches by several processes.
const (
	flagEngine = "engine"
	flagStore  = "store"
)

// processes is the engine of processes on this machine.
const processes = "processes"

// An Engine is a kind of engine for searches by several processes.
type Engine struct {
	// Name is what stands before the colon in -engine NAME:…, and Accepted the form of the whole
	// value, for messages.
	Name, Accepted string
	// Open returns the engine for the address, which is what follows the colon, and a function
	// that ends it. Worker is the command line of explore worker, to which an operation may be
	// appended.
	Open func(ctx context.Context, address string, worker []string) (engine blocks.Engine, end func(), err error)
}

// builtin is the engine that every program has.
var builtin = Engine{Name: processes, Accepted: processes + ":N", Open: openProcesses}

// openProcesses returns the engine of so many processes of this program.
func openProcesses(_ context.Context, address string, worker []string) (blocks.Engine, func(), error) {
	count := runtime.GOMAXPROCS(0)
	if address != "" {
		var err error
		if count, err = strconv.Atoi(address); err != nil || count < 1 || count > maxWorkers {
			return nil, nil, usagef("-%s %s:%s: accepted are whole numbers of processes from 1 to %d", flagEngine, processes, given(address), maxWorkers)
		}
	}
	e := &blocks.Processes{Count: count, Command: func() *exec.Cmd { return exec.Command(worker[0], worker[1:]...) }}
	return e, e.Close, nil
}

// parseEngine reads which engine is to search, and where its store is.
func (r *request) parseEngine(c *call, engines []Engine) error {
	if !c.IsSet(flagEngine) && !c.IsSet(flagStore) {
		return nil
	}
	if c.String(flagEngine) == "" || c.String(flagStore) == "" {
		return usagef("-%s and -%s are given together: who searches, and a directory that all of them share", flagEngine, flagStore)
	}
	name, address, _ := strings.Cut(c.String(flagEngine), ":")
	i := slices.IndexFunc(engines, func(e Engine) bool { return e.Name == name })
	if i < 0 {
		var accepted []string
		for _, e := range engines {
			accepted = append(accepted, e.Accepted)
		}
		return usagef("-%s %s: accepted here is %s", flagEngine, given(c.String(flagEngine)), strings.Join(accepted, ", "))
	}
	for _, name := range []string{flagSimulate, flagExact, flagCheckpoint, flagResume, flagViolations, flagFair, flagWorkers, flagDisk} {
		if c.IsSet(name) {
			return usagef("-%s has no meaning with -%s", name, flagEngine)
		}
	}
	var err error
	if r.options.Store, err = filepath.Abs(c.String(flagStore)); err != nil {
		return err
	}
	r.engine, r.address = &engines[i], address
	r.worker, err = r.workerLine(c)
	return err
}

// workerFlags are the flags that a search and its workers have in common.
func workerFlags() []string {
	return []string{flagProtocol, flagMutant, flagProperty, flagUntil, flagFrom, flagAssume, flagSeed, flagHandler}
}

// workerLine returns the command line of a worker of a search.
func (r *request) workerLine(c *call) ([]string, error) {
	program, err := self()
	if err != nil {
		return nil, err
	}
	line := []string{program, workerName}
	for _, name := range workerFlags() {
		for _, text := range c.Strings(name) {
			if name == flagFrom {
				if text, err = filepath.Abs(text); err != nil {
					return nil, err
				}
			}
			line = append(line, "-"+name+"="+text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.given)) {
		line = append(line, "-"+name+"="+r.given[name])
	}
	return append(line, "-"+flagStore+"="+r.options.Store), nil
}

// openEngine opens the engine that was asked for, if any.
func (r *request) openEngine(ctx context.Context) (end func(), err error) {
	if r.engine == nil {
		return func() {}, nil
	}
	r.options.Engine, end, err = r.engine.Open(ctx, r.address, r.worker)
	return end, err
}

// tellEngine says what an engine did.
func (t *tool) tellEngine(r *request, found *search.Report) {
	e := found.Engine
	if e == nil {
		return
	}
	if e.Resumed > 0 {
		t.complain("the store %s had %s already", r.options.Store, numbers.Some(e.Resumed, "level"))
	}
	t.complain("%s: %s of %s, %s candidates and %s between tasks", r.engine.Name,
		numbers.Some(e.Tasks, "task"), numbers.Some(e.Levels, "level"), numbers.Count(e.Candidates), numbers.Size(e.Bytes))
}

// engineError returns the wrong usage that an error of a search by an engine is, or nil.
func engineError(err error) error {
	var refused *explore.OptionError
	if errors.As(err, &refused) && refused.Option == "Engine" {
		return usagef("-%s is given %s; accepted are %s", flagEngine, refused.Value, refused.Accepted)
	}
	if errors.As(err, new(*blocks.StoreError)) || errors.As(err, new(*blocks.WorkerError)) {
		return usageError{err}
	}
	return nil
}

const workerName = "worker"

func (t *tool) workerCommand() *command {
	flags := generals(workerFlags()...)
	flags = append(flags,
		general{flagStore, "DIR", "the directory that all workers share"},
		general{flagHelp, "", "show this; with -protocol also that protocol's own flags"})
	return &command{
		name: workerName, doc: "do tasks of a search by several processes", run: t.worker,
		flags: flags, ofProtocols: true, repeated: []string{flagProperty}, hidden: true,
	}
}

const workerUsage = `PROGRAM worker [expand|filter|gather] -store DIR -protocol NAME … does tasks of a search
that was started with -engine and the same flags: it reads them from standard input, a line
each, and writes a line for each to standard output. With an operation it refuses tasks of
others. Engines start it; docs/distributed.md says how to make one of any batch system.

`

const workerExitCodes = `
Exit codes: 0 the input has ended; 2 wrong usage, the store of another search; 4 internal
error. A task that cannot be done has a result that says why.
`

// worker is the subcommand worker.
func (t *tool) worker(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, workerUsage, c.command.flags, workerExitCodes)
	}
	op := c.Args().First()
	if c.Args().Len() > 1 || op != "" && !slices.Contains(blocks.Operations(), op) {
		return usagef("worker takes one operation or none; %s are given, accepted are %s", quote.Shell(strings.Join(c.Args(), " ")), strings.Join(blocks.Operations(), ", "))
	}
	if !c.IsSet(flagStore) {
		return usagef("-%s is missing: the directory of the search", flagStore)
	}
	r, err := t.protocols.parse(c)
	if err != nil {
		return err
	}
	r.options.Store = c.String(flagStore)
	err = search.Work(ctx, r.system, r.options, op, t.in, quote.Raw(t.stdout))
	if refused := engineError(err); refused != nil {
		return refused
	}
	if err != nil {
		return fmt.Errorf("the worker cannot go on: %w", err)
	}
	return nil
}
