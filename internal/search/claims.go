package search

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/model"
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
	// Expected is the expected verdict of the property, and Length for a mutant
	// the expected length of its shortest counterexample in steps.
	Expected string
	Length   int
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
	// Report is what the search found; that of the protocol itself is shared by the claims
	// that its properties hold.
	Report *Report
}

// ClaimsOf lists the claims of a protocol: its properties, in the order of its
// default system, then its mutants.
func ClaimsOf(p *model.Protocol) ([]Claim, error) {
	sys, err := p.System("", nil)
	if err != nil {
		return nil, err
	}
	var claims []Claim
	for _, prop := range sys.Properties {
		claims = append(claims, Claim{
			Protocol: p.Name, Text: prop.Doc, Source: prop.Source, Property: prop.Name, Expected: VerdictHolds,
		})
	}
	for _, m := range p.Mutants {
		claims = append(claims, Claim{
			Protocol: p.Name, Text: m.Rule, Source: m.Source, Property: m.Breaks,
			Mutant: m.Name, Expected: VerdictViolated, Length: m.Length,
		})
	}
	return claims, nil
}

// Claims checks the claims of a protocol, one after the other. An error ends them.
func Claims(ctx context.Context, p *model.Protocol, opts Options) iter.Seq2[ClaimResult, error] {
	return func(yield func(ClaimResult, error) bool) {
		claims, err := ClaimsOf(p)
		if err != nil {
			yield(ClaimResult{}, err)
			return
		}
		var whole *Report
		for _, c := range claims {
			r := whole
			if r == nil || c.Mutant != "" {
				if r, err = c.explore(ctx, p, opts); err != nil {
					yield(ClaimResult{Claim: c}, err)
					return
				}
			}
			result := c.Judge(r)
			if c.Mutant == "" && whole != nil {
				result.Elapsed = 0 // it was explored for a claim before
			}
			if c.Mutant == "" {
				whole = r
			}
			if !yield(result, nil) {
				return
			}
		}
	}
}

func (c *Claim) explore(ctx context.Context, p *model.Protocol, opts Options) (*Report, error) {
	sys, from, err := c.System(p)
	if err != nil {
		return nil, err
	}
	opts.FromGoal = from
	return Explore(ctx, sys, opts)
}

// System returns the system that is explored for a claim, a mutant under the settings
// that it brings along, and the name of the goal from which; "" is from the start. It is
// the same one for all claims about the protocol itself.
func (c *Claim) System(p *model.Protocol) (sys *model.System, from string, err error) {
	if c.Mutant != "" {
		from = p.Mutant(c.Mutant).From
	}
	sys, err = p.System(c.Mutant, nil)
	return sys, from, err
}

// Judge compares what was found with what was expected.
func (c *Claim) Judge(r *Report) ClaimResult {
	result := ClaimResult{Claim: *c, Report: r, Elapsed: r.Elapsed}
	result.judge(r)
	return result
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
	case c.Expected == VerdictViolated && c.Counterexample != c.Length:
		c.Problem = fmt.Sprintf("expected a counterexample of %s, got one of %d", numbers.Some(c.Length, "step"), c.Counterexample)
	}
}
