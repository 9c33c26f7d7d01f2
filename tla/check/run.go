package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

// Options say how to check.
type Options struct {
	explore.Options
	// Simulate makes random walks instead of a search.
	Simulate *explore.Walks
	// Print gets what the spec prints.
	Print io.Writer
	// Dot gets the graph of all states in the language of Graphviz.
	Dot io.Writer
}

// The verdicts of a run.
const (
	VerdictOK           = "ok"
	VerdictViolation    = "violation"
	VerdictInconclusive = "inconclusive"
	// VerdictOpen is that of a simulation that found nothing, of a model with temporal properties: these no walk decides.
	VerdictOpen = "open"
)

// The kinds of violations.
const (
	KindInvariant     = "invariant"
	KindDeadlock      = traces.KindDeadlock
	KindAction        = "action"
	KindTemporal      = "temporal"
	KindAssumption    = traces.KindAssumption
	KindEvaluation    = traces.KindEvaluation
	KindPostcondition = traces.KindPostcondition
)

// Report is what a run found.
type Report struct {
	explore.Result
	Verdict string
	// Initial counts the states that the initial predicate gave, repeated ones too. Initial and Steps together are what TLC
	// calls the states generated.
	Initial uint64
	// Between counts the states between the two actions of \cdot, which TLC counts as generated too.
	Between uint64
	Actions []ActionCount
	// Violation is what is broken first; nil if nothing is.
	Violation *Violation
	// Violations are all that were looked for (explore.Options.Kinds), the first first.
	Violations []*Violation
	Warnings   []string
	// Counts says how often what was broken, when the search went on (explore.Options.Continue).
	Counts map[string]uint64
	// Claims are the invariants and properties that were checked.
	Claims []string
	// Open are those of the Claims that are temporal and were not decided: behaviours end at the bound of the run, or something else was
	// broken before.
	Open []string
	// OnlyAssumptions says that the model has no behaviour to check.
	OnlyAssumptions bool
}

// Generated is what TLC calls the states generated: initial states, steps, and what lies between the actions of \cdot.
func (r *Report) Generated() uint64 { return r.Initial + r.Steps + r.Between }

func (r *Report) claim(name string) {
	for _, c := range r.Claims {
		if c == name {
			return
		}
	}
	r.Claims = append(r.Claims, name)
}

// ActionCount says how often an action was taken.
type ActionCount struct {
	Name string
	// Steps counts all steps of the action, New those that led to a state not seen before (0 in an exact search, which
	// does not count them).
	Steps, New uint64
	Place      string
}

// byExit says that the spec itself ended the run.
const byExit = `TLCSet("exit", TRUE)`

// Check checks the model. The error is non-nil when the check itself could not be made.
func (m *Model) Check(ctx context.Context, opts Options) (*Report, error) {
	r, err := m.check(ctx, opts)
	if u := (unmade{}); errors.As(err, &u) && !m.whole {
		m.whole = true
		defer func() { m.whole = false }()
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
	}
	return r, err
}

func (m *Model) check(ctx context.Context, opts Options) (*Report, error) {
	start := time.Now()
	if opts.Print != nil {
		m.host.out = opts.Print
	}
	m.host.start = start
	m.host.walks = opts.Simulate
	r := &Report{Verdict: VerdictOK}
	for _, list := range [][]claim{m.invariants, m.initials, m.steps} {
		for _, c := range list {
			r.claim(c.name)
		}
	}
	for _, c := range m.temporal {
		r.claim(c.name)
	}
	limited, unwatched := watched(ctx, opts.Memory+opts.Memory/4) // the search looks at its memory itself; one evaluation does not
	defer unwatched()
	letGo := m.interruptedBy(limited)
	defer letGo()
	r.Warnings = slices.Concat(m.Warnings, m.advice())
	if v := m.checkAssumptions(); v != nil {
		r.Verdict, r.Violation = VerdictViolation, v
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
	if m.impure {
		opts.Workers, opts.OneByOne = 1, true
	}
	if !opts.Kinds {
		opts.MaxFindings = 1
	}
	opts.Edges = opts.Edges || opts.Dot != nil
	var result *explore.Result
	var err error
	running, stop := context.WithCancelCause(limited)
	defer stop(nil)
	m.host.exit, m.host.stop = false, func() { stop(explore.Reason(byExit)) }
	if opts.Simulate != nil {
		opts.Edges = false
		result, err = explore.Simulate(running, sys, opts.Options, *opts.Simulate)
	} else {
		result, err = explore.Search(running, sys, opts.Options)
	}
	letGo() // traces are made in any case
	if err != nil {
		return nil, err
	}
	rescue.Point("report")
	r.Result = *result
	if sys.crowded.Load() && len(r.Findings) == 0 {
		r.BoundedBy = []string{explore.ByMemory}
	}
	if limited.Err() != nil && len(r.BoundedBy)+len(r.Findings) == 0 {
		// What was being looked at when the time was over may have been left before the search itself knew.
		r.BoundedBy = []string{explore.WhyDone(limited)}
	}
	ended := m.host.exit && ctx.Err() == nil
	counted := sys.counted() // before anything is worked out again
	r.Initial, r.Between = counted.initial, counted.between
	if r.Initial == 0 && len(result.Findings) == 0 && len(r.BoundedBy) == 0 {
		r.Warnings = append(slices.Clip(r.Warnings), "there is no initial state, so nothing was checked but assumptions")
	}
	for i, a := range m.next.Actions {
		if opts.Simulate != nil {
			break // a walk looks at all steps and takes one
		}
		c := ActionCount{Name: a.Name, Steps: counted.steps[i], New: counted.fresh[i], Place: a.Span.String()}
		if opts.Exact {
			c.New = 0 // an exact search builds every successor, so this was not counted
		}
		r.Actions = append(r.Actions, c)
	}
	switch {
	case len(result.Findings) > 0:
		for i := range result.Findings {
			v, err := sys.violation(&result.Findings[i])
			if err != nil {
				return nil, err
			}
			r.Violations = append(r.Violations, v)
		}
	case ended && len(m.temporal) > 0:
		r.Warnings = append(slices.Clip(r.Warnings), `TLCSet("exit", TRUE) ended the run, so temporal properties were not checked`)
	case opts.Simulate == nil && len(m.temporal) > 0:
		if r.Violations, err = sys.checkTemporal(ctx, result, r, opts.MaxFindings); err != nil {
			return nil, err
		}
	}
	if len(r.Violations) > 0 {
		r.Verdict, r.Violation = VerdictViolation, r.Violations[0]
	}
	if r.Violation == nil {
		for _, by := range r.BoundedBy {
			if explore.CutShort(by) {
				r.Verdict = VerdictInconclusive
			}
		}
	}
	if opts.Simulate != nil && len(m.temporal) > 0 && r.Verdict == VerdictOK {
		r.Verdict = VerdictOpen
	}
	switch {
	case len(m.post) == 0:
	case r.Verdict == VerdictInconclusive:
		r.Warnings = append(slices.Clip(r.Warnings), "the run was ended before its time, so the POSTCONDITION was not evaluated")
	default:
		// As in TLC, after a violation too: a postcondition can write down what it is.
		if v := m.checkPostconditions(r); v != nil && r.Violation == nil {
			r.Verdict, r.Violation = VerdictViolation, v
		}
	}
	for i, c := range m.temporal {
		broken := r.Violation != nil && r.Violation.Property == c.name
		if (i >= sys.decided || r.Violation == nil && bounded(r)) && !broken && !slices.Contains(r.Open, c.name) {
			r.Open = append(r.Open, c.name)
		}
	}
	r.Elapsed = time.Since(start)
	if opts.Dot != nil && result.Graph != nil {
		if err := sys.dot(opts.Dot, result.Graph); err != nil {
			return nil, err
		}
	}
	for code, n := range result.Counts {
		if name := m.foundName(code); name != "" {
			if r.Counts == nil {
				r.Counts = map[string]uint64{}
			}
			r.Counts[name] += n
		}
	}
	return r, nil
}

// bounded says whether behaviours go on where the run did not look.
func bounded(r *Report) bool {
	return slices.ContainsFunc(r.BoundedBy, func(by string) bool { return by != explore.ByConstraint })
}

// interruptedBy interrupts evaluations when ctx is done, until letGo is called.
func (m *Model) interruptedBy(ctx context.Context) (letGo func()) {
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

func (m *Model) checkAssumptions() *Violation {
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
			return &Violation{Kind: KindAssumption, Property: name, Text: fmt.Sprintf("the ASSUME at %s is false", a.span)}
		}
	}
	return nil
}

func (m *Model) checkPostconditions(r *Report) *Violation {
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
			return &Violation{Kind: KindPostcondition, Property: c.name, Text: fmt.Sprintf("the POSTCONDITION %s is false", c.name)}
		}
	}
	return nil
}

func (m *Model) claimNames() []string {
	r := &Report{}
	for _, list := range [][]claim{m.invariants, m.initials, m.steps} {
		for _, c := range list {
			r.claim(c.name)
		}
	}
	for _, c := range m.temporal {
		r.claim(c.name)
	}
	return r.Claims
}
