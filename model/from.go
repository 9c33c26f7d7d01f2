package model

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/traces"
)

// From says that a search starts at the end of a saved run.
type From struct {
	// Trace is the run. Its steps are taken again on the system that is
	// searched, which may have other properties and other budgets.
	Trace *traces.Trace
	// Renew names the budgets that start anew there: crashes, drops, duplicates,
	// partitions, or the name of a timer. What was used of the others stays
	// used.
	Renew []string
}

// origin is where a search starts that does not boot the nodes.
type origin struct {
	words  []uint32
	prefix *traces.Trace // the run to it
	renew  []string
}

func (o *origin) steps() int { return o.prefix.Steps() }

// The keys under which a trace says how it began.
const (
	metaFromStep = "from-step"
	metaRenewed  = "renewed"
)

// prepend puts the run to the origin in front of a run that starts there.
func (o *origin) prepend(t *traces.Trace) {
	t.States = append(slices.Clone(o.prefix.States), t.States[1:]...)
	t.Meta.Extra = map[string]string{metaFromStep: strconv.Itoa(o.steps())}
	if len(o.renew) > 0 {
		t.Meta.Extra[metaRenewed] = strings.Join(o.renew, ",")
	}
}

// prefixOf returns how a saved run began, if it did not begin by booting.
func prefixOf(saved *traces.Trace) (*From, error) {
	text, ok := saved.Meta.Extra[metaFromStep]
	if !ok {
		return nil, nil
	}
	steps, err := strconv.Atoi(text)
	if err != nil || steps < 0 || steps > saved.Steps() {
		return nil, fmt.Errorf("the trace says that its search started at step %q of %d", text, saved.Steps())
	}
	from := &From{Trace: &traces.Trace{Meta: saved.Meta, States: saved.States[:steps+1], Loop: traces.NoLoop}}
	from.Trace.Meta.Extra = nil
	if renewed := saved.Meta.Extra[metaRenewed]; renewed != "" {
		from.Renew = strings.Split(renewed, ",")
	}
	return from, nil
}

// compileFrom compiles a system whose search starts at the end of a saved run;
// nil boots the nodes. A goal, if named, is looked for in place of the properties.
func compileFrom(sys *System, seed uint64, from *From, goal string) (*compiled, error) {
	c, err := compile(sys, seed, goal)
	if err != nil || from == nil {
		return c, err
	}
	return c, c.startFrom(from)
}

// lifted is a budget that no run exhausts.
const lifted = 1 << 20

// startFrom walks a saved run and makes its end the origin. The run may have
// used more of a budget than the system has now, so budgets are lifted on the
// way; what was used is counted.
func (c *compiled) startFrom(from *From) (err error) {
	defer rescue.Known(func(s explore.SystemError) { err = s.Err })
	if err := replayable(from.Trace); err != nil {
		return err
	}
	if before, err := prefixOf(from.Trace); err != nil {
		return err
	} else if before != nil {
		return fmt.Errorf("the trace was itself found from the end of another run; a search can start only from a run that begins with the nodes' boot")
	}
	faults, inFlight := c.sys.Faults, c.sys.InFlight
	c.lift()
	w, err := walkOf(c)
	if err != nil {
		return err
	}
	saved := &traces.Trace{}
	for _, s := range from.Trace.States {
		saved.States = append(saved.States, coreOf(s))
	}
	if d := traces.Replay(core{w}, saved, 0).Departure; d != nil {
		return fmt.Errorf("the saved run is not one of this system: %s", d)
	}
	c.sys.Faults, c.sys.InFlight = faults, inFlight
	c.faults.lifted = false
	c.faults.next.init() // it remembers what was allowed while budgets were lifted
	words := slices.Clone(w.here().words)
	if l := c.layout(); l.hasFaults {
		c.renew(words, l, from.Renew)
	}
	c.origin = &origin{words: words, prefix: w.Trace(), renew: from.Renew}
	return nil
}

// lift lifts the budgets: what is used is counted, and nothing is refused.
func (c *compiled) lift() {
	for _, b := range []*int{&c.sys.Faults.Crashes, &c.sys.Faults.Drops, &c.sys.Faults.Duplicates} {
		*b = lifted
	}
	if c.sys.Faults.Partitions > 0 {
		c.sys.Faults.Partitions = lifted
	}
	c.sys.InFlight = 0
	c.faults.lifted = true
}

// core is a walk of which only nodes and network are looked at: a saved run is
// followed although its monitors and budgets are others than those of the system.
type core struct{ *Walk }

// State is the core of the state.
func (c core) State() traces.State { return coreOf(c.Walk.State()) }

func coreOf(s traces.State) traces.State {
	var kept traces.Record
	for _, f := range s.Vars {
		if f.Name == varNodes || f.Name == varNetwork {
			kept = append(kept, f)
		}
	}
	return traces.State{Vars: kept, Step: s.Step}
}

// renew sets budgets of a state back to unused.
func (c *compiled) renew(words []uint32, l layout, names []string) {
	before := words[l.faults]
	s := c.faults.values.at(before)
	s.fired = slices.Clone(s.fired)
	for _, name := range names {
		switch name {
		case "crashes":
			s.crashes = 0
		case "drops":
			s.drops = 0
		case "duplicates":
			s.duplicates = 0
		case "partitions":
			s.partitions = 0
		}
		for i, k := range c.faults.counters {
			if string(k.timer) == name {
				s.fired[i] = 0
			}
		}
	}
	after := c.faults.of(s)
	words[l.faults] = after
	perms := uint32(len(c.perms))
	for p := range perms {
		fp := uint64(words[2*p]) | uint64(words[2*p+1])<<32
		fp += c.faults.fp.at(after*perms+p) - c.faults.fp.at(before*perms+p)
		words[2*p], words[2*p+1] = uint32(fp), uint32(fp>>32)
	}
}

// Goal returns the goal of a name. The error names what is not there and what
// is.
func (s *System) Goal(name string) (*Goal, error) {
	var known []string
	for i := range s.Goals {
		if s.Goals[i].Name == name {
			return &s.Goals[i], nil
		}
		known = append(known, s.Goals[i].Name)
	}
	return nil, fmt.Errorf("unknown goal %q; %s", name, thereAre(known))
}

// Renewed names the timers that are bounded otherwise than in another system.
func (s *System) Renewed(before *System) []string {
	bounds := func(s *System, t Timer) string {
		var of []TimerBound
		for _, b := range s.TimerBounds {
			if b.Timer == t {
				of = append(of, b)
			}
		}
		return fmt.Sprint(of)
	}
	var names []string
	for _, b := range s.TimerBounds {
		if name := string(b.Timer); bounds(s, b.Timer) != bounds(before, b.Timer) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// runToGoal looks for a run to the goal at whose end a search is to start. When
// there is none, the report of the search for it says why.
func runToGoal(ctx context.Context, sys *System, opts Options) (*From, *Report, error) {
	goal := opts
	goal.FromGoal, goal.Until, goal.Properties, goal.Simulate = "", opts.FromGoal, nil, nil
	r, err := Explore(ctx, sys, goal)
	if err != nil {
		return nil, nil, err
	}
	if r.Verdict != VerdictReached {
		return nil, r, nil
	}
	return &From{Trace: r.Violation.Trace}, r, nil
}

// aim turns the verdict of a search until a goal into one about the goal.
func (r *Report) aim(opts Options) {
	r.Goal = opts.FromGoal
	if opts.Until == "" {
		return
	}
	r.Goal = opts.Until
	for _, v := range r.Violations {
		if v.Property == opts.Until {
			v.Kind = traces.KindGoal
			v.Trace.Meta.PropertyKind, v.Trace.Meta.StepViolation = traces.KindGoal, false
		}
	}
	switch {
	case r.Violation != nil && r.Violation.Property == opts.Until:
		r.Verdict = VerdictReached
	case r.Verdict == VerdictHolds:
		r.Verdict = VerdictUnreached
	}
}
