package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/growth"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/foreign"
)

// The names of the general flags.
const (
	flagProtocol   = "protocol"
	flagMutant     = "mutant"
	flagProperty   = "property"
	flagFair       = "fair"
	flagUntil      = "until"
	flagFrom       = "from"
	flagAssume     = "assume"
	flagDepth      = "depth"
	flagWorkers    = "workers"
	flagExact      = "exact"
	flagCheckpoint = "checkpoint"
	flagResume     = "resume"
	flagTime       = "time"
	flagMemory     = "memory"
	flagSeed       = "seed"
	flagSimulate   = "simulate"
	flagWalks      = "walks"
	flagLength     = "length"
	flagJSON       = "json"
	flagOut        = "o"
	flagList       = "list"
	flagHelp       = "help"
)

// The defaults of the general flags that have one of their own.
const (
	defaultOut    = "out"
	defaultWalks  = 1000
	defaultLength = 100
	maxWorkers    = 1024
)

// general describes a flag that does not belong to a protocol, as the help
// shows it. A flag without an argument is a switch.
type general struct{ name, arg, doc string }

func generalFlags() []general {
	return []general{
		{flagProtocol, "NAME", "the protocol to explore"},
		{flagMutant, "NAME", "put a known bug in; it brings the bounds under which it shows, flags given beside it win"},
		{flagProperty, "NAME", "check this property alone; may be repeated (default all but those that -list says are checked only when named)"},
		{flagFair, "LIST", "what the properties about whole runs assume to be fair, instead of what they say: " + temporal.Accepted},
		{flagUntil, "GOAL", "look for a shortest run to this goal instead of checking properties"},
		{flagFrom, "FILE", "start at the end of a saved run, with its protocol, mutant and settings; what was used of a budget stays used unless the budget is given anew"},
		assumeFlag, violationsFlag, meantFlag, handlerFlag,
		{flagDepth, "N", "visit only states within N steps (default no bound)"},
		{flagTime, "DURATION", "end after so long, like 90s or 10m (default never)"},
		{flagMemory, "SIZE", "memory to use, like 4GiB (default " + defaultMemoryText() + "); past it the frontier goes to disk, and with -disk or -checkpoint the visited states, too; without these the search ends"},
		{flagDisk, "DIR", "where to put what does not fit into memory (default the directory of the checkpoint)"},
		{flagWorkers, "N", fmt.Sprintf("cores to search on (default %d here)", runtime.GOMAXPROCS(0))},
		{flagExact, "", "keep whole states instead of fingerprints: slower, larger, and no collision is possible"},
		{flagCheckpoint, "DIR", "keep in this directory what the search needs to go on later, however it is ended"},
		{flagResume, "DIR", "go on with the search whose checkpoint this is; everything else is to be given as before, but for -depth, -time, -memory and -workers"},
		{flagEngine, "ENGINE", "have several processes search, like " + processes + ":4 of this machine (docs/distributed.md)"},
		{flagStore, "DIR", "with -engine: the directory that they share; a search that was ended goes on from there"},
		{flagSeed, "N", "seed of the fingerprints, and of -simulate (default 0)"},
		{flagSimulate, "", "make random walks instead of visiting every state"},
		{flagWalks, "N", fmt.Sprintf("with -simulate: how many walks (default %d)", defaultWalks)},
		{flagLength, "N", fmt.Sprintf("with -simulate: steps of a walk at most (default %d)", defaultLength)},
		{flagOut, "DIR", "where counterexamples are saved, made when needed (default " + defaultOut + ")"},
		{flagJSON, "", "NDJSON on standard output: progress lines, the result last"},
		junitFlag, annotationsFlag,
		{flagList, "", "list protocols, their properties and mutants"},
		{flagHelp, "", "show help; with -protocol also that protocol's own flags"},
	}
}

// assumeFlag is the flag of what is assumed to hold from some point of a run on.
var assumeFlag = general{flagAssume, "WHAT", "from some point on nothing goes wrong (stable), or one node leads as well (leader, or leader=PREFIX of its group); none assumes nothing, whatever a property says"}

// generals returns the general flags with these names.
func generals(names ...string) (flags []general) {
	for _, g := range generalFlags() {
		if slices.Contains(names, g.name) {
			flags = append(flags, g)
		}
	}
	return flags
}

// request is what the command line asks for.
type request struct {
	known    protocols
	protocol *model.Protocol
	mutant   *model.Mutant
	given    map[string]string // settings given by flags
	brought  map[string]string // those that named properties bring along, some of which may be given
	settings map[string]string // all settings
	system   *model.System
	options  search.Options
	time     time.Duration // the limit; 0 is none
	output
	// engine, with its address and the command of its workers, searches instead of this process,
	// if it is not nil.
	engine  *Engine
	address string
	worker  []string
	// start is the file at the end of whose run the search starts; "" is none.
	start string
}

// within returns a context that ends after the time that was asked for.
func (r *request) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if r.time == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, r.time, explore.Reason(explore.ByTime))
}

// parse reads the command line of a search.
func (ps protocols) parse(c *call) (*request, error) {
	saved, err := ps.parseFrom(c)
	if err != nil {
		return nil, err
	}
	name := c.String(flagProtocol)
	switch {
	case saved != nil && !c.IsSet(flagProtocol):
		name = saved.Meta.Protocol
	case !c.IsSet(flagProtocol):
		return nil, usagef("-protocol is missing; there are %s (%s -list says more)", ps.names(), c.self)
	}
	p, err := ps.named(name)
	if err != nil {
		return nil, err
	}
	r := &request{known: ps, protocol: p, start: c.String(flagFrom)}
	if err := r.parseSearch(c); err != nil {
		return nil, err
	}
	if err := r.parseSimulation(c); err != nil {
		return nil, err
	}
	if err := r.parseCheckpoint(c); err != nil {
		return nil, err
	}
	if err := r.parseViolations(c, flagUntil); err != nil {
		return nil, err
	}
	if err := r.parseWarnings(c); err != nil {
		return nil, err
	}
	if err := r.parseSystem(c, saved); err != nil {
		return nil, err
	}
	return r, nil
}

// parseSearch reads how to search.
func (r *request) parseSearch(c *call) error {
	o := &r.options
	o.Workers, o.Exact, o.Process, o.HeapLimit = runtime.GOMAXPROCS(0), c.Bool(flagExact), true, memory.LimitHeap
	o.Growth = growth.Time
	var err error
	if c.IsSet(flagDepth) {
		o.Bounded = true
		if o.Depth, err = wholeNumber(c, flagDepth, 0, math.MaxInt32); err != nil {
			return err
		}
	}
	if c.IsSet(flagWorkers) {
		if o.Workers, err = wholeNumber(c, flagWorkers, 1, maxWorkers); err != nil {
			return err
		}
	}
	if c.IsSet(flagTime) {
		if r.time, err = duration(c, flagTime, likeTimes); err != nil {
			return err
		}
	}
	if o.Memory, err = memoryLimit(c, o.Workers); err != nil {
		return err
	}
	if c.IsSet(flagDisk) {
		o.SpillDir = c.String(flagDisk)
		if info, err := os.Stat(o.SpillDir); err != nil || !info.IsDir() {
			return usagef("-%s %s: accepted is a directory that there is", flagDisk, given(o.SpillDir))
		}
	}
	o.HashSeed, err = seed(c)
	return err
}

// memoryLimit reads how much memory so many workers may use.
func memoryLimit(c *call, workers int) (int64, error) {
	if !c.IsSet(flagMemory) {
		return defaultMemory(), nil
	}
	n, err := parseMemory(c.String(flagMemory))
	if least := memory.Least(workers); err == nil && n < least {
		err = fmt.Errorf("accepted are sizes from %s with %s: the program and what each worker holds need nearly as much",
			numbers.Size(least), numbers.Some(workers, "worker"))
	}
	if err != nil {
		return 0, usagef("-%s %s: %w", flagMemory, given(c.String(flagMemory)), err)
	}
	return n, nil
}

// seed reads a seed, which is 0 if none is given.
func seed(c *call) (n uint64, err error) {
	if !c.IsSet(flagSeed) {
		return 0, nil
	}
	if n, err = strconv.ParseUint(c.String(flagSeed), 10, 64); err != nil {
		return 0, usagef("-%s %s: accepted are whole numbers from 0 to %d", flagSeed, given(c.String(flagSeed)), uint64(math.MaxUint64))
	}
	return n, nil
}

// parseSimulation reads whether and how to walk at random.
func (r *request) parseSimulation(c *call) error {
	if !c.Bool(flagSimulate) {
		for _, name := range []string{flagWalks, flagLength} {
			if c.IsSet(name) {
				return usagef("-%s has a meaning only with -simulate", name)
			}
		}
		return nil
	}
	for name, instead := range map[string]string{flagDepth: "; -length bounds a walk", flagExact: "", flagDisk: ""} {
		if c.IsSet(name) {
			return usagef("-%s has no meaning with -simulate%s", name, instead)
		}
	}
	walks := &explore.Walks{Count: defaultWalks, Length: defaultLength, Seed: r.options.HashSeed}
	var err error
	if c.IsSet(flagWalks) {
		if walks.Count, err = wholeNumber(c, flagWalks, 1, math.MaxInt32); err != nil {
			return err
		}
	}
	if c.IsSet(flagLength) {
		if walks.Length, err = wholeNumber(c, flagLength, 1, math.MaxInt32); err != nil {
			return err
		}
	}
	r.options.Simulate = walks
	return nil
}

// parseCheckpoint reads where to keep the search, or which one to resume.
func (r *request) parseCheckpoint(c *call) error {
	o := &r.options
	switch {
	case c.IsSet(flagCheckpoint) && c.IsSet(flagResume):
		return usagef("-%s and -%s are both given; one is accepted: a search that is resumed goes on in its checkpoint", flagCheckpoint, flagResume)
	case c.IsSet(flagCheckpoint):
		o.Checkpoint = c.String(flagCheckpoint)
	case c.IsSet(flagResume):
		o.Checkpoint, o.Resume = c.String(flagResume), true
	default:
		return nil
	}
	switch {
	case o.Checkpoint == "":
		return usagef("-%s and -%s take a directory", flagCheckpoint, flagResume)
	case o.Simulate != nil:
		return usagef("-%s and -%s have no meaning with -%s, which visits no levels", flagCheckpoint, flagResume, flagSimulate)
	}
	return nil
}

// parseSystem reads the protocol's own flags and builds the system.
func (r *request) parseSystem(c *call, saved *traces.Trace) error {
	p := r.protocol
	var err error
	if r.given, err = r.known.given(c, p); err != nil {
		return err
	}
	name := c.String(flagMutant)
	if saved != nil && !c.IsSet(flagMutant) {
		name = saved.Meta.Mutant
	}
	if err := checkMutant(p, name); err != nil {
		return err
	}
	r.mutant = p.Mutant(name)
	for _, names := range c.Strings(flagProperty) {
		for name := range strings.SplitSeq(names, ",") {
			if name = strings.TrimSpace(name); !slices.Contains(r.options.Properties, name) {
				r.options.Properties = append(r.options.Properties, name)
			}
		}
	}
	chosen, err := r.chosen(saved)
	if err != nil {
		return usageError{err}
	}
	if r.system, err = p.System(name, chosen); err != nil {
		return usageError{err}
	}
	r.settings = r.system.Settings
	if r.system.Assume = c.String(flagAssume); saved != nil && !c.IsSet(flagAssume) {
		r.system.Assume = saved.Meta.Extra[system.MetaAssumed]
	}
	if r.system.Assume == search.AssumeNothing {
		r.system.Assume, r.options.Assume = "", search.AssumeNothing
	}
	if err := r.parseStart(c, saved); err != nil {
		return err
	}
	if err := r.checkIdle(); err != nil {
		return err
	}
	if err := r.parseFair(c); err != nil {
		return err
	}
	return r.checkSystem()
}

// parseFair reads what the properties about whole runs are to assume.
func (r *request) parseFair(c *call) error {
	if !c.IsSet(flagFair) {
		return nil
	}
	fair, err := temporal.ParseFairness(c.String(flagFair))
	if err != nil {
		return usagef("-fair %s: %w", given(c.String(flagFair)), err)
	}
	selected, err := r.system.Select(r.options.Properties)
	if err != nil {
		return nil // checkSystem says it better
	}
	isLive := func(p model.Property) bool { return p.Live.Kind != 0 }
	if !slices.ContainsFunc(selected.Properties, isLive) {
		var names []string
		for _, p := range r.system.Properties {
			if isLive(p) {
				names = append(names, p.Name)
			}
		}
		return usagef("-fair has a meaning only for properties about whole runs, named with -property; protocol %s has %s", r.protocol.Name, cmp.Or(strings.Join(names, ", "), "none"))
	}
	for _, p := range selected.Properties {
		if p.Live.Kind == temporal.IsPossible && fair.Has(temporal.Coins) {
			return usagef("-fair %v: %s says what is possible, whatever the coins show; name other properties with -property", temporal.Coins, p.Name)
		}
	}
	r.options.Fair = &fair
	return nil
}

// chosen returns the settings that flags give, over those of a saved run, or over those
// that the named properties bring along. (A mutant brings its own.)
func (r *request) chosen(saved *traces.Trace) (map[string]string, error) {
	var under map[string]string
	switch {
	case saved != nil:
		under = maps.Clone(saved.Meta.Settings)
	case r.mutant == nil:
		var err error
		if under, err = search.Brought(r.protocol, r.options.Properties...); err != nil {
			return nil, err
		}
		r.brought = maps.Clone(under)
	}
	if under == nil {
		return r.given, nil
	}
	maps.Copy(under, r.given)
	return under, nil
}

// given returns the settings of a protocol that flags give.
func (ps protocols) given(c *call, p *model.Protocol) (map[string]string, error) {
	given := map[string]string{}
	for _, param := range ps.params() {
		if !c.IsSet(param.Name) {
			continue
		}
		if p.Param(param.Name) == nil {
			return nil, usagef("-%s is no flag of protocol %s; its own are %s", param.Name, p.Name, paramFlags(p))
		}
		given[param.Name] = c.String(param.Name)
		if _, ok := param.Default.(bool); ok {
			given[param.Name] = strconv.FormatBool(c.Bool(param.Name))
		}
	}
	return given, nil
}

// checkIdle refuses flags that have no meaning beside the other settings.
func (r *request) checkIdle() error {
	for i := range r.protocol.Params {
		param := &r.protocol.Params[i]
		if _, isGiven := r.given[param.Name]; isGiven {
			if why := idle(param, r.settings); why != "" {
				if value, isBrought := r.brought[param.Without]; isBrought && r.given[param.Without] == "" {
					why += fmt.Sprintf("; the property that is named brings -%s %s, which another one beside it replaces", param.Without, value)
				}
				return usageError{errors.New(why)}
			}
		}
	}
	return nil
}

// checkSystem finds what is wrong with the system and the properties before
// the search, so that an error of the search is one of the search.
func (r *request) checkSystem() error {
	sys, err := r.system.Select(r.options.Properties)
	if err != nil {
		for _, o := range offers(r.protocol) {
			if o.needs != "" && slices.Contains(r.options.Properties, o.Name) {
				return usagef("property %s of protocol %s needs %s", o.Name, r.protocol.Name, o.needs)
			}
		}
		return usageError{err}
	}
	if _, err := search.Assuming(sys, r.options.Assume); err != nil && r.options.Until == "" {
		return usageError{err}
	}
	if r.options.From != nil && r.options.Until == "" && slices.ContainsFunc(sys.Properties, func(p model.Property) bool { return p.Live.Kind != 0 }) {
		return usagef("-%s: a property about whole runs is judged from the initial states on; name others with -%s", flagFrom, flagProperty)
	}
	switch _, err := runs.NewFrom(sys, r.options.From); {
	case err == nil:
		return nil
	case r.start != "":
		return usagef("-%s %s: %w", flagFrom, r.start, err)
	default:
		return usageError{err}
	}
}

func (r *request) mutantName() string {
	if r.mutant == nil {
		return ""
	}
	return r.mutant.Name
}

func paramFlags(p *model.Protocol) string {
	var names []string
	for _, param := range p.Params {
		names = append(names, "-"+param.Name)
	}
	return strings.Join(names, ", ")
}

// checkMutant refuses the name of a mutant that the protocol does not have; "" names none.
func checkMutant(p *model.Protocol, name string) error {
	if name != "" && p.Mutant(name) == nil {
		return usagef("unknown mutant %q of protocol %s; %s", name, p.Name, mutantNames(p))
	}
	return nil
}

func mutantNames(p *model.Protocol) string {
	if len(p.Mutants) == 0 {
		return "there are none"
	}
	var names []string
	for _, m := range p.Mutants {
		names = append(names, m.Name)
	}
	return "there are " + strings.Join(names, ", ")
}

// given shows what was given: as it is, or quoted if that would not read well.
func given(text string) string {
	if quote.Shell(text) == text {
		return text
	}
	return quote.Quoted(text)
}

// wholeNumber reads a flag that takes a whole number.
func wholeNumber(c *call, name string, from, to int) (int, error) {
	text := c.String(name)
	n, err := strconv.Atoi(text)
	if err != nil || n < from || n > to {
		return 0, usagef("-%s %s: accepted are whole numbers from %d to %d", name, given(text), from, to)
	}
	return n, nil
}

// likeTimes are examples of what -time accepts.
const likeTimes = "90s, 10m or 1h30m"

// duration reads a flag that takes a duration above 0, like the examples.
func duration(c *call, name, like string) (time.Duration, error) {
	text := c.String(name)
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, usagef("-%s %s: accepted are durations above 0, like %s", name, given(text), like)
	}
	return d, nil
}

// runOf reads the run that a command shows: a file, or the logs of several nodes, which are
// named one by one or by their directory. The path is the first one.
func runOf(c *call) (path string, saved *traces.Trace, err error) {
	if c.Args().First() == "" {
		path, err = oneFile(c, "a saved run")
		return path, nil, err
	}
	files, err := foreign.Files(c.Args())
	if err == nil {
		saved, err = foreign.ReadFiles(files...)
	}
	if err != nil {
		return "", nil, usageError{err}
	}
	return c.Args().First(), saved, nil
}

// quotedPaths are the files of a command line, for a shell.
func quotedPaths(c *call) string {
	var list []string
	for _, path := range c.Args() {
		list = append(list, quote.Path(path))
	}
	return strings.Join(list, " ")
}

// oneFile is the file that a command takes; what says which one is needed.
func oneFile(c *call, what string) (string, error) {
	switch path := c.Args().First(); {
	case c.Args().Len() != 1:
		return "", usagef("%s takes one file, %s; %d are given", c.name, what, c.Args().Len())
	case path == "":
		return "", usagef("%s takes one file, %s; the name that is given is empty", c.name, what)
	default:
		return path, nil
	}
}
