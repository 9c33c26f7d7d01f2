package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/blocks"
	"github.com/synod-go/synod/internal/growth"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// Options say how to explore a system. The zero value visits all its states on
// one worker and checks all properties.
type Options struct {
	explore.Options
	// Engine, when set, has other processes search, which share the directory Store with this
	// one; see package blocks.
	Engine blocks.Engine
	Store  string
	engine blocks.Options // for tests
	// Simulate makes random walks instead of visiting every state.
	Simulate *explore.Walks
	// HashSeed changes all fingerprints: a second run with another seed misses
	// other states by collision, if any.
	HashSeed uint64
	// Properties names the properties to check; none means all.
	Properties []string
	// Until names a goal. When it is not empty, the search looks for a shortest
	// run to the goal and checks no property.
	Until string
	// From, when set, starts the search at the end of a saved run.
	From *runs.From
	// Watch, when set, makes the Watcher of each worker.
	Watch func() system.Watcher
	// FromGoal names a goal at the end of a shortest run to which the search
	// starts. It is another way to say Until, and then From.
	FromGoal string
	// Assume, when it is not "", is assumed instead of System.Assume and of what properties
	// about whole runs say; "none" assumes nothing.
	Assume string
	// HandlerTime is how long one run of a handler may take, when it is not 0; see
	// System.HandlerTime.
	HandlerTime time.Duration
	// Meant names warnings that are meant: kinds (warn.NoSymmetry), or one alone
	// ("never-stepped S receives Vote"; see Warning.Key).
	Meant []string
	// Growth is how long to look for what grows without end, when time, memory, an
	// interrupt or the depth ends the search; 0 is not at all. See Report.Growing.
	Growth time.Duration
	// Again is how long handlers may run again after the search, beside a twentieth of its
	// time; 0 is system.AgainTime. Tests give it more: a busy machine runs few in that time.
	Again time.Duration
	// Fair, when it is not nil, is what all properties about whole runs assume to be fair,
	// instead of what they say.
	Fair *temporal.Fairness
}

// Explore visits the states of a system, checks its properties in all of them,
// and reports. The error says what is wrong with the system or the options, or
// why the search could not go on; what is found broken is in the report.
func Explore(ctx context.Context, sys *model.System, opts Options) (*Report, error) {
	if w := opts.Simulate; w != nil && (w.Count < 1 || w.Length < 1) {
		return nil, fmt.Errorf("walks %d, length %d: such a simulation looks at nothing; accepted are numbers from 1 on", w.Count, w.Length)
	}
	if err := checkMeant(sys, opts); err != nil {
		return nil, err
	}
	from := opts.From
	if opts.FromGoal != "" {
		var first *Report
		var err error
		if from, first, err = runToGoal(ctx, sys, opts); from == nil {
			return first, err
		}
	}
	notAsked := unasked(sys, opts)
	all, err := compiled(sys, from, &opts)
	if err != nil {
		return nil, err
	}
	r, err := all.supervisedSearch(ctx, opts)
	if r != nil {
		r.NotAsked = notAsked
	}
	return r, err
}

// compiled compiles a system for a search with these options, and completes them.
func compiled(sys *model.System, from *runs.From, opts *Options) (*spaces, error) {
	sys, err := sys.Select(opts.Properties)
	if err != nil {
		return nil, err
	}
	if opts.Until == "" {
		if sys, err = Assuming(sys, opts.Assume); err != nil {
			return nil, err
		}
	}
	if opts.Fair != nil {
		sys = underFairness(sys, *opts.Fair)
	}
	if hasLive(sys) && opts.Until == "" {
		if from != nil {
			return nil, errors.New("a property about whole runs is judged from the initial states on; accepted is a search that starts there")
		}
		opts.Edges = true
	}
	if opts.Checkpoint != "" && hasMachines(sys) {
		return nil, &explore.OptionError{Option: "Checkpoint", Value: "with machines", Accepted: "searches of nodes: on which ways a machine came to its states, which the guards compare, is not kept"}
	}
	if opts.Engine != nil {
		if err := fitEngine(sys, opts); err != nil {
			return nil, err
		}
	}
	c, err := runs.CompileFrom(sys, opts.HashSeed, from, opts.Until)
	if err != nil {
		return nil, err
	}
	if opts.HandlerTime > 0 {
		c.Handlers.Limit = opts.HandlerTime
	}
	return &spaces{System: c, watch: opts.Watch, simulating: opts.Simulate != nil}, nil
}

func hasMachines(sys *model.System) bool {
	return slices.ContainsFunc(sys.Groups, func(g model.Group) bool { return g.Boot != nil })
}

// unasked returns the names of the properties that are checked only when they are named, and
// are not.
func unasked(sys *model.System, opts Options) (names []string) {
	if len(opts.Properties) > 0 || opts.Until != "" {
		return nil
	}
	for _, p := range sys.Properties {
		if p.Asked {
			names = append(names, p.Name)
		}
	}
	return names
}

// supervisedSearch searches and reports, unless code of the system's does not
// return.
func (s *spaces) supervisedSearch(ctx context.Context, opts Options) (r *Report, err error) {
	defer guard.Caught(&err)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // it ends a search that was left alone
	var report *Report
	err = s.Supervised(ctx, func() error {
		result, err := s.search(ctx, opts)
		if err == nil {
			err = s.changedByProperties()
		}
		if err != nil {
			return err
		}
		if opts.Fair != nil { // what a property says may be for settings with other timers
			if err := knownTimers(s.System, *opts.Fair); err != nil {
				return err
			}
		}
		live, graph, err := s.judgeLive(ctx, result, opts.Options)
		if err != nil {
			return err
		}
		report = s.report(result, live, graph)
		report.aim(opts)
		s.warn(report, opts)
		if opts.Growth > 0 && s.watch == nil && slices.ContainsFunc(report.BoundedBy, mayHideGrowth) {
			report.Growing = growth.Find(s.System, report.Deepest, opts.Growth)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

// leastWays is the time that the comparisons of machines get at least; otherwise they get
// as long as the search took.
const leastWays = 2 * time.Second

// search searches, runs some handlers again, and searches again when one of them
// did something else.
func (s *spaces) search(ctx context.Context, opts Options) (result *explore.Result, err error) {
	defer guard.Caught(&err)
	s.Handlers.Ctx = ctx
	defer func() { s.Handlers.Ctx = nil }()
	result, err = s.once(ctx, opts)
	if err != nil || len(result.Findings) > 0 {
		return result, err
	}
	slips := s.TakeLate()
	if slips == nil && ctx.Err() == nil { // also after one that memory ended
		slips = s.RunOnAllWays(ctx, cmp.Or(opts.Workers, runtime.GOMAXPROCS(0)), max(leastWays, result.Elapsed))
	}
	if slips == nil && !endedEarly(result) {
		slips = s.RunAgain(ctx, max(cmp.Or(opts.Again, system.AgainTime), result.Elapsed/20))
	}
	if slips == nil {
		return result, nil
	}
	for _, slip := range slips {
		s.Mark(slip)
	}
	s.list, s.before = nil, counted{}
	if opts.Checkpoint != "" { // it is of the search that did not find this, and would lead there again
		if err := explore.RemoveCheckpoint(opts.Checkpoint); err != nil {
			return nil, err
		}
		opts.Checkpoint, opts.Resume = "", false
	}
	if opts.Engine != nil { // likewise
		if err := blocks.Remove(opts.Store); err != nil {
			return nil, err
		}
		opts.Engine = nil
	}
	if result, err = s.once(ctx, opts); err == nil && len(result.Findings) == 0 {
		// It was not met again. The run that shows it ends where it begins.
		code := s.OutcomeList.At(uint32(len(s.OutcomeList.Snapshot())-1)).Finding - 1
		result.Findings = append(result.Findings, explore.Finding{Code: code, Labels: []uint32{0}})
	}
	return result, err
}

// once is one search, or simulation.
func (s *spaces) once(ctx context.Context, opts Options) (*explore.Result, error) {
	if opts.Simulate != nil {
		return explore.Simulate(ctx, s, opts.Options, *opts.Simulate)
	}
	if opts.Engine != nil {
		return s.byEngine(ctx, opts)
	}
	return explore.Search(ctx, s, opts.Options)
}

// endedEarly reports whether time, memory, the disk or an interrupt ended a search.
func endedEarly(r *explore.Result) bool {
	return slices.ContainsFunc(r.BoundedBy, explore.CutShort)
}

// mayHideGrowth reports whether what ended a search ends one of a space without end.
func mayHideGrowth(why string) bool { return why == explore.ByDepth || explore.CutShort(why) }

// spaces remembers the spaces that were given out, for the statistics.
type spaces struct {
	*system.System
	list       []*system.Space
	simulating bool
	watch      func() system.Watcher // nil unless the search is watched
	before     counted               // of a search that was resumed, and by other processes
	elsewhere  uint64                // handler runs in other processes
	engine     *blocks.Stats         // nil unless there are any
}

// Space implements explore.System.
func (s *spaces) Space() explore.Space {
	sp := system.NewSpace(s.System)
	sp.CountTaken = s.simulating
	if s.watch != nil {
		sp.Watcher = s.watch()
	}
	s.list = append(s.list, sp)
	return sp
}

// report turns a search's result into a Report.
func (s *spaces) report(result *explore.Result, live map[int]*liveVerdict, graph *LiveGraph) *Report {
	r := &Report{
		Result:        *result,
		HandlerRuns:   s.HandlerRuns.Load() + s.elsewhere,
		Bounds:        s.usedBounds(), // before runs are walked again
		Reductions:    reductions(s.System),
		MachineChance: s.MachineChance(),
		MemoryBytes:   result.PeakBytes,
		SearchTime:    result.Elapsed,
		Engine:        s.engine,
	}
	r.StepCounts = s.stepCounts() // before runs are walked again
	if s.Origin != nil {
		r.FromSteps = s.Origin.Steps()
	}
	if s.Handlers.Skipped.Load() && !slices.Contains(r.BoundedBy, explore.ByTime) {
		r.BoundedBy = append(r.BoundedBy, explore.ByTime)
	}
	r.Verdict = VerdictHolds
	if endedEarly(&r.Result) {
		r.Verdict = VerdictInconclusive
	}
	violated := map[int]bool{}
	for _, f := range result.Findings {
		about := s.Findings.Of(f.Code)
		violated[about.Property] = true
		r.Violations = append(r.Violations, s.violation(about, f))
	}
	for i, q := range s.Questions {
		p := PropertyResult{Name: q.Name, Verdict: VerdictOpen}
		switch {
		case live[i] != nil:
			v := live[i]
			p.Verdict, p.OpenBy, p.Why, p.Formula, p.Fair = v.verdict, v.openBy, v.why, q.Live.String(), q.Live.Fair.String()
			p.Assumed = s.Model.Assume
			switch v.verdict {
			case VerdictViolated:
				r.Violations = append(r.Violations, s.liveViolation(q.Name, q.Live, v, graph))
			case VerdictOpen:
				if r.Verdict == VerdictHolds { // also where a depth was asked for: what is cut off may end well
					r.Verdict = VerdictOpen
				}
			}
		case violated[i]:
			p.Verdict = VerdictViolated
		case !r.Complete():
		case s.Tested[i].Load():
			p.Verdict = VerdictHolds
		default:
			p.Verdict = VerdictVacuous
		}
		r.Properties = append(r.Properties, p)
	}
	if len(r.Violations) > 0 {
		r.Verdict, r.Violation = VerdictViolated, r.Violations[0]
	}
	return r
}

func (s *spaces) violation(about system.Finding, f explore.Finding) *Violation {
	v := &Violation{Property: about.Kind, Kind: about.Kind, Text: about.Text}
	if about.Property >= 0 {
		v.Property = s.Questions[about.Property].Name
		if f.Step {
			v.Kind = system.KindAction
		}
	}
	v.Trace = s.list[0].Follow(f.Labels)
	v.Places = s.placesOf(about, v.Trace)
	return s.finished(v, f.Step)
}

// finished adds to the run of a violation where it comes from.
func (s *spaces) finished(v *Violation, byStep bool) *Violation {
	if s.Origin != nil {
		s.Origin.Prepend(v.Trace)
	}
	v.Trace.Meta.Property = v.Property
	v.Trace.Meta.Violation = v.Text
	v.Trace.Meta.PropertyKind = v.Kind
	v.Trace.Meta.StepViolation = byStep
	system.Stamp(&v.Trace.Meta, s.Model)
	for _, q := range s.Questions {
		v.Trace.Meta.Properties = append(v.Trace.Meta.Properties, q.Name)
	}
	return v
}

// stepCounts adds up what the workers counted.
func (s *spaces) stepCounts() []StepCount {
	var out []StepCount
	for _, name := range s.Classes.Known() {
		out = append(out, StepCount{Name: name})
	}
	for _, sp := range s.list {
		for i, n := range sp.Counts {
			if i < len(out) {
				out[i].Steps += n
			}
		}
	}
	for name, n := range s.before.Steps {
		i := slices.IndexFunc(out, func(c StepCount) bool { return c.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, StepCount{Name: name})
		}
		out[i].Steps += n
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// reductions names what keeps states out of the search besides the bounds.
func reductions(c *system.System) []string {
	var out []string
	if len(c.Perms) > 1 {
		out = append(out, fmt.Sprintf("symmetry (%d permutations of interchangeable nodes count as one state)", len(c.Perms)))
	}
	if n := c.Model.Numbers; n != nil {
		out = append(out, fmt.Sprintf("%s by difference (states that differ by a shift of their %s count as one, and so do those that differ in %s that were left behind)", n.Name, n.Name, n.Name))
	}
	if c.Model.Epochs != nil {
		out = append(out, "dead messages (what can do nothing any more at its receiver leaves the state; each was given to the handler when it died)")
	}
	return append(out, c.Omissions()...)
}
