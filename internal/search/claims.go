package search

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// Claim is a claim that the source of a protocol makes and that is checked:
// either that a property holds of the protocol, or that a rule of it is needed,
// shown by a mutant that leaves the rule out and breaks a property.
type Claim struct {
	Protocol string
	// Text is the claim, Source where it is made.
	Text, Source string
	// Property is the property that holds, or that the mutant breaks.
	Property string
	// Mutant is the mutant without the rule; "" for a claim about the protocol.
	Mutant string
	// Expected is the expected verdict of the property, and Length, where that is violated,
	// the expected length of its shortest counterexample in steps.
	Expected string
	Length   int
	// Live says that the property is about whole runs.
	Live bool
}

// ClaimResult is what checking a claim gave.
type ClaimResult struct {
	Claim
	// Verdict is the property's verdict; Broken is the property that was broken
	// first, if any.
	Verdict, Broken string
	// Counterexample is the number of steps of the counterexample, counted from
	// the goal at which the search started, if any; FromSteps is how long the
	// run to that goal is.
	Counterexample, FromSteps int
	States                    uint64
	Elapsed                   time.Duration
	// Problem says what is not as expected; "" when all is.
	Problem string
}

// Experiment is a search that decides claims: one of the protocol itself, for all claims
// that its properties hold, or one of a mutant.
type Experiment struct {
	Mutant   string // "" is the protocol itself
	FromGoal string // at whose end the search starts; "" is the initial states
	Claims   []Claim
	// Of is the claim with settings that it decides, nil if it decides others.
	Of *temporal.Claim
}

// Experiments lists the experiments that decide all claims of a protocol: one for the
// properties that its default system promises, if there are any, then those of its mutants, then
// those with settings of their own.
func Experiments(p *model.Protocol) ([]Experiment, error) {
	sys, err := p.System("", nil)
	if err != nil {
		return nil, err
	}
	var list []Experiment
	whole := Experiment{}
	all, err := p.Properties()
	if err != nil {
		return nil, err
	}
	live := map[string]bool{}
	for _, prop := range all {
		live[prop.Name] = prop.Live.Kind != 0
	}
	for _, prop := range sys.Properties {
		if prop.Asked {
			continue // what a protocol does not promise by itself
		}
		whole.Claims = append(whole.Claims, Claim{
			Protocol: p.Name, Text: prop.Doc, Source: prop.Source, Property: prop.Name, Expected: VerdictHolds,
		})
	}
	if len(whole.Claims) > 0 {
		list = append(list, whole)
	}
	for _, m := range p.Mutants {
		list = append(list, Experiment{Mutant: m.Name, FromGoal: m.From, Claims: []Claim{{
			Protocol: p.Name, Text: m.Rule, Source: m.Source, Property: m.Breaks,
			Mutant: m.Name, Expected: VerdictViolated, Length: m.Length, Live: live[m.Breaks],
		}}})
	}
	for i := range p.Claims {
		c := &p.Claims[i]
		list = append(list, Experiment{Of: c, FromGoal: c.From, Claims: []Claim{{
			Protocol: p.Name, Text: c.Text, Source: c.Source, Property: c.Property, Expected: string(c.Verdict), Length: c.Length, Live: live[c.Property],
		}}})
	}
	return list, nil
}

// System returns the system that is explored: a mutant under the settings that it brings
// along, or the protocol with what a claim asks of it.
func (e *Experiment) System(p *model.Protocol) (*model.System, error) {
	if e.Of == nil {
		return p.System(e.Mutant, nil)
	}
	given, err := Brought(p, e.Of.Property)
	if err != nil {
		return nil, err
	}
	for name, v := range e.Of.With {
		given[name] = model.Spell(v)
	}
	sys, err := p.System("", given)
	if err != nil {
		return nil, err
	}
	if sys, err = sys.Select([]string{e.Of.Property}); err != nil {
		return nil, err
	}
	f := &sys.Properties[0].Live
	if f.Kind == 0 && (e.Of.Fair != nil || e.Of.Assume != nil) {
		return nil, fmt.Errorf("protocol %s: a claim assumes something of whole runs, but its property %s is about states", p.Name, e.Of.Property)
	}
	if e.Of.Fair != nil {
		f.Fair = *e.Of.Fair
	}
	if e.Of.Assume != nil {
		f.Assume = *e.Of.Assume
	}
	return sys, nil
}

// Brought returns the settings that some properties about whole runs bring along, spelled as on
// the command line. A property that does not exist brings none.
func Brought(p *model.Protocol, properties ...string) (map[string]string, error) {
	all, err := p.Properties()
	if err != nil {
		return nil, err
	}
	settings, by := map[string]string{}, map[string]string{}
	for _, prop := range all {
		if !slices.Contains(properties, prop.Name) {
			continue
		}
		for name, v := range prop.Live.Settings {
			if had, ok := settings[name]; ok && had != model.Spell(v) {
				return nil, fmt.Errorf("properties %s and %s bring different settings (-%s %s and %s): name one of them, or give the setting", by[name], prop.Name, name, had, model.Spell(v))
			}
			settings[name], by[name] = model.Spell(v), prop.Name
		}
	}
	return settings, nil
}

// Judge compares what the experiment found with what was expected. The time that it took
// is that of the first claim.
func (e *Experiment) Judge(r *Report) []ClaimResult {
	results := make([]ClaimResult, len(e.Claims))
	for i, c := range e.Claims {
		results[i] = ClaimResult{Claim: c}
		results[i].judge(r)
	}
	results[0].Elapsed = r.Elapsed
	return results
}

// Claims checks the claims of a protocol, one after the other. An error ends them.
func Claims(ctx context.Context, p *model.Protocol, opts Options) iter.Seq2[ClaimResult, error] {
	return func(yield func(ClaimResult, error) bool) {
		experiments, err := Experiments(p)
		if err != nil {
			yield(ClaimResult{}, err)
			return
		}
		for i := range experiments {
			e := &experiments[i]
			r, err := e.explore(ctx, p, opts)
			if err != nil {
				yield(ClaimResult{Claim: e.Claims[0]}, err)
				return
			}
			for _, result := range e.Judge(r) {
				if !yield(result, nil) {
					return
				}
			}
		}
	}
}

func (e *Experiment) explore(ctx context.Context, p *model.Protocol, opts Options) (*Report, error) {
	sys, err := e.System(p)
	if err != nil {
		return nil, err
	}
	opts.FromGoal = e.FromGoal
	return Explore(ctx, sys, opts)
}

func (c *ClaimResult) judge(r *Report) {
	c.States = r.States
	c.FromSteps = r.FromSteps
	for _, p := range r.Properties {
		if p.Name == c.Property {
			c.Verdict = p.Verdict
		}
	}
	if r.Violation != nil {
		c.Broken = r.Violation.Property
		c.Counterexample = r.Violation.Length() - r.FromSteps
	}
	unmeant := r.Unmeant()
	switch {
	case c.Expected == VerdictHolds && len(unmeant) > 0:
		c.Problem = fmt.Sprintf("warning %q: %s", unmeant[0].Key(), unmeant[0].Text)
	case r.Verdict == VerdictUnreached:
		c.Problem = fmt.Sprintf("goal %s, from where the search starts, is not reached", r.Goal)
	case c.Verdict == "":
		c.Problem = fmt.Sprintf("the system has no property %s", c.Property)
	case c.Verdict != c.Expected:
		c.Problem = fmt.Sprintf("expected %s, got %s", c.Expected, c.Verdict)
		if r.Violation != nil {
			c.Problem += fmt.Sprintf(": %s after %s, %s", r.Violation.Sentence(), numbers.Some(c.Counterexample, "step"), r.Violation.Text)
		}
		if r.Verdict == VerdictInconclusive {
			c.Problem += fmt.Sprintf(" (the search was ended by %s)", strings.Join(r.BoundedBy, ", "))
		}
	case c.Expected == VerdictViolated && c.Broken != c.Property:
		c.Problem = fmt.Sprintf("%s first", r.Violation.Sentence())
	case c.Expected == VerdictViolated && (c.Mutant != "" || !c.Live) && c.Counterexample != c.Length:
		c.Problem = fmt.Sprintf("expected a counterexample of %s, got one of %d", numbers.Some(c.Length, "step"), c.Counterexample)
	}
}
