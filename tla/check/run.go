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
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
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
)

// The kinds of violations.
const (
	KindInvariant     = "invariant"
	KindDeadlock      = "deadlock"
	KindAction        = "action"
	KindTemporal      = "temporal"
	KindAssumption    = "assumption"
	KindEvaluation    = "evaluation"
	KindPostcondition = "postcondition"
)

// Report is what a run found.
type Report struct {
	explore.Result
	Verdict string
	// Initial counts the states that the initial predicate gave, repeated ones too. Initial and Steps together are what TLC
	// calls the states generated.
	Initial uint64
	// Between counts the states between the two actions of \\cdot, which TLC counts as generated too.
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

// Generated is what TLC calls the states generated: initial states, steps, and what lies between the actions of \\cdot.
func (r *Report) Generated() uint64 { return r.Initial + r.Steps + r.Between }

// ActionCount says how often an action was taken.
type ActionCount struct {
	Name string
	// Steps counts all steps of the action, New those that led to a state not seen before (0 in an exact search, which
	// does not count them).
	Steps, New uint64
	Place      string
}

// Violation is something broken, with the behaviour that shows it.
type Violation struct {
	Kind     string
	Property string
	Text     string
	// Trace is nil where no behaviour leads to it.
	Trace *traces.Trace
	Err   error

	states [][]value.Value // of the trace
}

// Length is the number of steps.
func (v *Violation) Length() int {
	if v.Trace == nil {
		return 0
	}
	return len(v.Trace.States) - 1
}

// byExit says that the spec itself ended the run.
const byExit = `TLCSet("exit", TRUE)`

// Check checks the model. The error is non-nil when the check itself could not be made.
func (m *Model) Check(ctx context.Context, opts Options) (*Report, error) {
	r, err := m.check(ctx, opts)
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
	r := &Report{Verdict: VerdictOK, Warnings: m.Warnings}
	for _, list := range [][]claim{m.invariants, m.initials, m.steps} {
		for _, c := range list {
			r.claim(c.name)
		}
	}
	for _, c := range m.temporal {
		r.claim(c.name)
	}
	timed, end := ctx, func() {}
	if opts.Time > 0 {
		timed, end = context.WithTimeout(ctx, opts.Time)
	}
	defer end()
	letGo := m.interruptedBy(timed)
	defer letGo()
	if v := m.checkAssumptions(); v != nil {
		r.Verdict, r.Violation = VerdictViolation, v
		if eval.IsInterrupted(v.Err) {
			r.Verdict, r.Violation, r.BoundedBy = VerdictInconclusive, nil, []string{explore.ByTime}
			if ctx.Err() != nil {
				r.BoundedBy = []string{explore.ByInterrupt}
			}
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
	running, stop := context.WithCancel(timed)
	defer stop()
	m.host.exit, m.host.stop = false, stop
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
	r.Result = *result
	ended := m.host.exit && ctx.Err() == nil
	if ended {
		r.BoundedBy = slices.Clone(r.BoundedBy)
		for i, by := range r.BoundedBy {
			if by == explore.ByInterrupt {
				r.BoundedBy[i] = byExit
			}
		}
	}
	r.Initial, r.Between = sys.initial.Load(), sys.between.Load()
	if r.Initial == 0 && len(result.Findings) == 0 && len(r.BoundedBy) == 0 {
		r.Warnings = append(slices.Clip(r.Warnings), "there is no initial state, so nothing was checked but assumptions")
	}
	for i, a := range m.next.Actions {
		if opts.Simulate != nil {
			break // a walk looks at all steps and takes one
		}
		c := ActionCount{Name: a.Name, Steps: sys.steps[i].Load(), New: sys.fresh[i].Load(), Place: a.Span.String()}
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
			if by == explore.ByTime || by == explore.ByMemory || by == explore.ByInterrupt {
				r.Verdict = VerdictInconclusive
			}
		}
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
	bounded := slices.ContainsFunc(r.BoundedBy, func(by string) bool { return by != explore.ByConstraint })
	for i, c := range m.temporal {
		broken := r.Violation != nil && r.Violation.Property == c.name
		if (i >= sys.decided || r.Violation == nil && bounded) && !broken && !slices.Contains(r.Open, c.name) {
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

// foundName is what a finding breaks.
func (m *Model) foundName(code uint32) string {
	switch kind, i := kindOf(code); kind {
	case foundInvariant, failedInvariant:
		return m.invariants[i].name
	case foundInitial, failedInitial:
		return m.initials[i].name
	case foundStep, failedStep:
		return m.steps[i].name
	case foundDeadlock:
		return "deadlock"
	}
	return KindEvaluation
}

// Kind implements explore.Kinder: what is broken, and which action made the last step.
func (sp *space) Kind(code uint32, s []uint32, label uint32, here bool) string {
	kind, _ := kindOf(code)
	text := fmt.Sprintf("%d %s", kind, sp.model.foundName(code))
	if here || len(s) == 0 || sp.observed != nil { // what can ask about the search is not asked twice
		return text
	}
	if !slices.Equal(sp.kindsOf, s) {
		sp.kindsOf, sp.kindsBy = append(sp.kindsOf[:0], s...), sp.kindsBy[:0]
		if err := sp.successors(s); err != nil {
			panic(explore.SystemError{Err: err})
		}
		sp.kindsBy = append(sp.kindsBy, sp.actions...)
	}
	return text + " by " + sp.model.next.Actions[sp.kindsBy[label]].Name
}

func (r *Report) claim(name string) {
	for _, c := range r.Claims {
		if c == name {
			return
		}
	}
	r.Claims = append(r.Claims, name)
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

// failure is a violation that is a failed evaluation.
func failure(property string, err error) *Violation {
	if property == "" {
		property = KindEvaluation
	}
	v := &Violation{Kind: KindEvaluation, Property: property, Err: err, Text: err.Error()}
	var e *eval.Error
	if errors.As(err, &e) {
		v.Text = e.Show()
	}
	return v
}

// violation works out what a finding means, by walking its path again.
func (s *system) violation(f *explore.Finding) (*Violation, error) {
	sp := s.Space().(*space)
	var last, before []uint32
	for _, l := range f.Labels {
		before, last = last, explore.Step(sp, last, l)
	}
	v := sp.broken(f.Code, before, last)
	if len(f.Labels) > 0 {
		v.Trace, v.states = sp.follow(f.Labels)
		v.Trace.Meta.StepViolation = f.Step && before != nil
	}
	sp.describe(v)
	return v, nil
}

// broken works out what a finding means that was made of the state last, or of the step from before to it. Before is nil of an
// initial state, last of the search for those.
func (sp *space) broken(code uint32, before, last []uint32) *Violation {
	m := sp.model
	kind, i := kindOf(code)
	at := func(overStep bool) *eval.Machine {
		j := m.prog.NewMachine()
		sp.setLevel(last, 0)
		if overStep && before != nil {
			j.Load(eval.Current, sp.values(nil, before))
			j.Load(eval.Next, sp.values(nil, last))
		} else if last != nil {
			j.Load(eval.Current, sp.values(nil, last))
		}
		return j
	}
	again := func(property string, err error) *Violation {
		if err == nil {
			err = errors.New("the evaluation failed during the search, but not when it was repeated")
		}
		return failure(property, err)
	}
	failed := func(c claim, overStep bool) *Violation {
		_, err := c.f.Holds(at(overStep))
		return again(c.name, err)
	}
	switch kind {
	case foundInvariant:
		c := m.invariants[i]
		return &Violation{Kind: KindInvariant, Property: c.name, Text: "the invariant " + c.name + " is false in the last state" + explain(c, at(false))}
	case foundInitial:
		c := m.initials[i]
		return &Violation{Kind: KindTemporal, Property: c.name, Text: "the initial state does not satisfy the property " + c.name + explain(c, at(false))}
	case foundStep:
		c := m.steps[i]
		return &Violation{Kind: KindAction, Property: c.name,
			Text: fmt.Sprintf("the last step does not satisfy the action property %s (%s)", c.name, c.span) + explain(c, at(true))}
	case foundDeadlock:
		return &Violation{Kind: KindDeadlock, Property: "deadlock", Text: "no step leads on from the last state"}
	case failedNext:
		return again("Next", sp.successors(last))
	case failedInit:
		return again("Init", sp.successors(last))
	case failedInvariant:
		return failed(m.invariants[i], false)
	case failedInitial:
		return failed(m.initials[i], false)
	case failedStep:
		return failed(m.steps[i], true)
	case failedLimit:
		return failure("", sp.limitError(before, last))
	}
	return &Violation{}
}

// describe writes the violation into its trace.
func (sp *space) describe(v *Violation) {
	if v.Trace != nil {
		sp.showAliases(v.Trace, v.states)
		v.Trace.Meta.Property, v.Trace.Meta.Violation, v.Trace.Meta.PropertyKind = v.Property, v.Text, v.Kind
	}
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

// limitError finds which constraint, view or atom failed, in the last state or over the last step or over a step from there.
func (sp *space) limitError(before, last []uint32) error {
	m, j := sp.model, sp.judge
	try := func(from, to []value.Value) error {
		if from != nil {
			j.Load(eval.Current, from)
			j.Load(eval.Next, to)
			for _, c := range m.actionLimit {
				if _, err := c.f.Holds(j); err != nil {
					return err
				}
			}
		}
		j.Load(eval.Current, to)
		for _, c := range m.constraints {
			if _, err := c.f.Holds(j); err != nil {
				return err
			}
		}
		if m.view != nil {
			if _, err := sp.viewed(to); err != nil {
				return err
			}
		}
		if sp.atoms == nil {
			return nil
		}
		_, _, err := sp.truths(from, to)
		return err
	}
	if last != nil {
		var from []value.Value
		if before != nil {
			from = sp.values(nil, before)
		}
		if err := try(from, sp.values(nil, last)); err != nil {
			return err
		}
	}
	if err := sp.successors(last); err != nil {
		return err
	}
	found := append([]value.Value(nil), sp.found...)
	var from []value.Value
	if last != nil {
		from = sp.values(nil, last)
	}
	for i := range len(found) / max(1, sp.vars) {
		if err := try(from, found[i*sp.vars:(i+1)*sp.vars]); err != nil {
			return err
		}
	}
	return errors.New("the evaluation failed during the search, but not when it was repeated")
}
