package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// byExit says that the spec itself ended the run.
const byExit = `TLCSet("exit", TRUE)`

// A run is one search, simulation, walk or validation of a model. All that changes on the way is
// its own: the spec as it was compiled, whose code keeps what it has worked out, what the spec is
// told of the search (host), what it is warned of, and whether it is interrupted.
type run struct {
	*Model
	prog *eval.Program
	host *host

	init, next  *eval.Transition
	box         *syntax.Box // the [Next]_v of the specification
	assumptions []assumption
	invariants  []claim
	initials    []claim // of the initial states
	steps       []claim // of every step
	temporal    []temporalClaim
	fairness    []eval.Clause
	constraints []claim
	actionLimit []claim
	view, alias *eval.Formula
	post        []claim
	group       []*value.Permutation
	derived     []*eval.Formula
	live        *liveness // nil if there are no temporal properties
	liveErr     error     // why they cannot be checked
	impure      bool      // what the search evaluates can have another value the next time
	whole       bool      // successors are made at once, see unmade

	warnMu       sync.Mutex
	evalWarnings []string
}

// start gives a run that nobody else has. The error is a *Stopped when ctx is done before it is
// compiled.
func (m *Model) start(ctx context.Context) (*run, error) {
	if r := m.first.Swap(nil); r != nil {
		return r, nil
	}
	w := &work{ctx: ctx}
	r, err := m.compile(w)
	if err != nil {
		return nil, w.stopped(err)
	}
	return r, nil
}

// compile makes a run.
func (m *Model) compile(w *work) (*run, error) {
	r := m.blank()
	defer r.interruptedBy(w.ctx)()
	if err := r.compileAll(w); err != nil {
		return nil, err
	}
	return r, nil
}

// blank is a run for which nothing is compiled.
func (m *Model) blank() *run {
	r := &run{Model: m}
	r.host = newHost(r)
	r.prog = eval.New(eval.Input{
		Spec: m.spec, Universe: m.universe, Values: m.bindings.values, Replaced: m.bindings.replaced,
		Everywhere: m.bindings.everywhere, Without: m.Sources.tuning.eval, Warn: r.warn, ExactJSON: m.Sources.ExactJSON, Host: r.host,
	})
	return r
}

// Check checks the model. The error is non-nil when the check itself could not be made.
func (m *Model) Check(ctx context.Context, opts Options) (*Report, error) {
	limited, end := watched(ctx, opts.Memory)
	r, err := m.start(limited)
	end()
	if stopped := (*Stopped)(nil); errors.As(err, &stopped) {
		return m.unchecked(stopped), nil
	}
	if err != nil {
		return nil, err
	}
	return r.report(ctx, opts)
}

// unchecked is the report of a run that ended before it began.
func (m *Model) unchecked(by *Stopped) *Report {
	r := &Report{Verdict: VerdictInconclusive, Claims: slices.Clone(m.claimNames), Open: slices.Clone(m.temporalNames), Warnings: slices.Clone(m.Warnings)}
	r.BoundedBy = []string{by.By}
	return r
}

// warn keeps a warning of the evaluator.
func (m *run) warn(at syntax.Span, msg string) {
	text := at.String() + ": " + msg
	m.warnMu.Lock()
	defer m.warnMu.Unlock()
	if !slices.Contains(m.evalWarnings, text) {
		m.evalWarnings = append(m.evalWarnings, text)
	}
}

// report checks the model.
func (m *run) report(ctx context.Context, opts Options) (*Report, error) {
	r, err := m.check(ctx, opts)
	if u := (unmade{}); errors.As(err, &u) && !m.whole {
		m.whole = true
		r, err = m.check(ctx, opts)
	}
	if r != nil && r.Violation != nil {
		if r.Violations == nil {
			r.Violations = []*Violation{r.Violation}
		}
		var failed *eval.Error
		if errors.As(r.Violation.Err, &failed) && failed.Kind == eval.Unsupported {
			return nil, failed // not the spec's fault
		}
	}
	if r != nil {
		slices.Sort(m.evalWarnings)
		r.Warnings = append(r.Warnings, m.evalWarnings...)
		for _, v := range r.Violations {
			v.run = m
		}
	}
	return r, err
}

func (m *run) check(ctx context.Context, opts Options) (*Report, error) {
	start := time.Now()
	if opts.Print != nil {
		m.host.out = opts.Print
	}
	m.host.start = start
	m.host.walks = opts.Simulate
	r := &Report{Verdict: VerdictOK, Claims: slices.Clone(m.claimNames)}
	limited, unwatched := watched(ctx, opts.Memory+opts.Memory/4) // the search looks at its memory itself; one evaluation does not
	defer unwatched()
	letGo := m.interruptedBy(limited)
	defer letGo()
	r.Warnings = slices.Concat(m.Warnings, m.advice())
	if v := m.checkAssumptions(); v != nil {
		r.Verdict, r.Violation, r.Open = VerdictViolation, v, r.Claims
		if eval.IsInterrupted(v.Err) {
			r.Verdict, r.Violation, r.BoundedBy = VerdictInconclusive, nil, []string{explore.WhyDone(limited)}
		}
		return r, nil
	}
	if m.init == nil {
		r.OnlyAssumptions = true
		return r, nil
	}
	sys := newSystem(m)
	sys.memory, sys.goesOn = opts.Memory, opts.Continue || opts.Kinds
	if err := m.prepareTemporal(sys, &opts, r); err != nil {
		return nil, err
	}
	m.adapt(&opts)
	result, err := m.search(limited, sys, opts)
	letGo() // traces are made in any case
	if err != nil {
		return nil, err
	}
	rescue.Point("report")
	r.Result = *result
	sys.sayWhyEnded(r, limited)
	if i := slices.Index(r.BoundedBy, explore.ByTime); i >= 0 && limited.Err() != nil {
		// An evaluation that was interrupted can have ended the search before its own context was done.
		r.BoundedBy[i] = explore.WhyDone(limited)
	}
	ended := m.host.exit && ctx.Err() == nil
	sys.sayCounts(r, opts)
	if err := sys.sayViolations(ctx, r, result, opts, ended); err != nil {
		return nil, err
	}
	m.sayPostconditions(r)
	sys.sayOpen(r)
	r.Elapsed = time.Since(start)
	if opts.Dot != nil && result.Graph != nil {
		if err := sys.dot(opts.Dot, result.Graph); err != nil {
			return nil, err
		}
	}
	m.sayFound(r, result)
	return r, nil
}

// adapt makes the options those of a search that the model can have.
func (m *run) adapt(opts *Options) {
	if m.impure {
		opts.Workers, opts.OneByOne = 1, true
	}
	if !opts.Kinds {
		opts.MaxFindings = 1
	}
	opts.Edges = (opts.Edges || opts.Dot != nil) && opts.Simulate == nil
}

// search searches, or simulates, until the spec itself ends it.
func (m *run) search(ctx context.Context, sys *system, opts Options) (*explore.Result, error) {
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	m.host.exit, m.host.stop = false, func() { stop(explore.Reason(byExit)) }
	if opts.Simulate != nil {
		return explore.Simulate(running, sys, opts.Options, *opts.Simulate)
	}
	return explore.Search(running, sys, opts.Options)
}

// sayWhyEnded adds what ended a search that does not know it itself.
func (s *system) sayWhyEnded(r *Report, limited context.Context) {
	if s.crowded.Load() && len(r.Findings) == 0 {
		r.BoundedBy = []string{explore.ByMemory}
	}
	if limited.Err() != nil && len(r.BoundedBy)+len(r.Findings) == 0 {
		// What was being looked at when the time was over may have been left before the search itself knew.
		r.BoundedBy = []string{explore.WhyDone(limited)}
	}
}

// sayCounts adds how many initial states there are, and how often each action was taken.
func (s *system) sayCounts(r *Report, opts Options) {
	counted := s.counted() // before anything is worked out again
	r.Initial, r.Between = counted.initial, counted.between
	if r.Initial == 0 && len(r.Findings) == 0 && len(r.BoundedBy) == 0 {
		r.Warnings = append(slices.Clip(r.Warnings), "there is no initial state, so nothing was checked but assumptions")
	}
	if opts.Simulate != nil {
		return // a walk looks at all steps and takes one
	}
	for i, a := range s.run.next.Actions {
		c := ActionCount{Name: a.Name, Steps: counted.steps[i], New: counted.fresh[i], Place: a.Span.String()}
		if opts.Exact {
			c.New = 0 // an exact search builds every successor, so this was not counted
		}
		r.Actions = append(r.Actions, c)
	}
}

// sayViolations adds what was found, or else checks the temporal properties, and gives the
// verdict. ended says that the spec itself ended the search.
func (s *system) sayViolations(ctx context.Context, r *Report, result *explore.Result, opts Options, ended bool) (err error) {
	temporal := len(s.run.temporal) > 0
	switch {
	case len(result.Findings) > 0:
		for i := range result.Findings {
			v, err := s.violation(&result.Findings[i])
			if err != nil {
				return err
			}
			r.Violations = append(r.Violations, v)
		}
	case ended && temporal:
		r.Warnings = append(slices.Clip(r.Warnings), `TLCSet("exit", TRUE) ended the run, so temporal properties were not checked`)
	case opts.Simulate == nil && temporal:
		if r.Violations, err = s.checkTemporal(ctx, result, r, opts.MaxFindings); err != nil {
			return err
		}
	}
	switch {
	case len(r.Violations) > 0:
		r.Verdict, r.Violation = VerdictViolation, r.Violations[0]
	case slices.ContainsFunc(r.BoundedBy, explore.CutShort):
		r.Verdict = VerdictInconclusive
	case opts.Simulate != nil && temporal:
		r.Verdict = VerdictOpen
	}
	return nil
}

// sayPostconditions checks the postconditions of a run that came to its end. As in TLC that
// is so after a violation too: a postcondition can write down what it is.
func (m *run) sayPostconditions(r *Report) {
	switch {
	case len(m.post) == 0:
	case r.Verdict == VerdictInconclusive:
		r.Warnings = append(slices.Clip(r.Warnings), "the run was ended before its time, so the POSTCONDITION was not evaluated")
	default:
		if v := m.checkPostconditions(r); v != nil && r.Violation == nil {
			r.Verdict, r.Violation = VerdictViolation, v
		}
	}
}

// sayOpen adds the temporal properties of which nothing is known.
func (s *system) sayOpen(r *Report) {
	for i, c := range s.run.temporal {
		broken := r.Violation != nil && r.Violation.Property == c.name
		if (i >= s.decided || r.Violation == nil && bounded(r)) && !broken && !slices.Contains(r.Open, c.name) {
			r.Open = append(r.Open, c.name)
		}
	}
}

// sayFound counts what was found, by name.
func (m *run) sayFound(r *Report, result *explore.Result) {
	for code, n := range result.Counts {
		if name := m.foundName(code); name != "" {
			if r.Counts == nil {
				r.Counts = map[string]uint64{}
			}
			r.Counts[name] += n
		}
	}
}

// bounded reports whether behaviours go on where the run did not look.
func bounded(r *Report) bool {
	return slices.ContainsFunc(r.BoundedBy, func(by string) bool { return by != explore.ByConstraint })
}

// interruptedBy interrupts evaluations when ctx is done, until letGo is called.
func (m *run) interruptedBy(ctx context.Context) (letGo func()) {
	var mu sync.Mutex
	over := false
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			m.prog.Interrupt(true)
		}
	})
	return func() {
		mu.Lock()
		defer mu.Unlock()
		stop()
		over = true
		m.prog.Interrupt(false)
	}
}

func (m *run) checkAssumptions() *Violation {
	rescue.Point("evaluation of assumptions")
	mach := m.prog.NewMachine()
	for i, a := range m.assumptions {
		name := a.name
		if name == "" {
			name = fmt.Sprintf("assumption %d", i+1)
		}
		ok, err := a.f.Holds(mach)
		if err != nil {
			return failure(name, err)
		}
		if !ok {
			return &Violation{Kind: KindAssumption, Property: name, Text: fmt.Sprintf("the ASSUME at %s is false", a.span), Span: a.span}
		}
	}
	return nil
}

func (m *run) checkPostconditions(r *Report) *Violation {
	h := m.host
	h.at, h.counterexample = standpoint{}, r.Violation
	h.distinct.Store(r.States)
	h.generated.Store(r.Generated())
	h.level.Store(0)
	h.diameter.Store(uint32(r.Depth + 1))
	h.initial.Store(r.Initial)
	mach := m.prog.NewMachine()
	for _, c := range m.post {
		ok, err := c.f.Holds(mach)
		if err != nil {
			return failure(c.name, err)
		}
		if !ok {
			return &Violation{Kind: KindPostcondition, Property: c.name, Text: fmt.Sprintf("the POSTCONDITION %s is false", c.name), Span: c.span}
		}
	}
	return nil
}

// namesOfClaims are those of invariants and properties, and of the properties that are temporal.
func (m *run) namesOfClaims() (all, temporal []string) {
	add := func(list []string, name string) []string {
		if slices.Contains(list, name) {
			return list
		}
		return append(list, name)
	}
	for _, list := range [][]claim{m.invariants, m.initials, m.steps} {
		for _, c := range list {
			all = add(all, c.name)
		}
	}
	for _, c := range m.temporal {
		all, temporal = add(all, c.name), add(temporal, c.name)
	}
	return all, temporal
}
