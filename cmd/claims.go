package cmd

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/reported"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/conform"
)

func claimsFlags() []general {
	return []general{
		{flagProtocol, "NAME", "the claims of this protocol alone"},
		junitFlag, annotationsFlag,
		{flagJSON, "", "NDJSON on standard output: a line per claim, the result last"},
		{flagHelp, "", "show this"},
	}
}

func (t *tool) claimsCommand() *command {
	return &command{
		name: "claims", doc: "check every claim of every protocol's source",
		run: t.claims, flags: claimsFlags(),
	}
}

const claimsUsage = `PROGRAM claims checks every claim that the protocols' sources make: that a
property holds of the protocol, and that each rule of it is needed, shown by a
mutant that leaves the rule out and breaks the named property. Of a protocol that
has a TLA+ spec each mutant must depart from it as well, no later than it breaks
the property (see PROGRAM conform -losses), unless that is about whole runs, or the
spec does not model the settings that the mutant brings. What must happen in the end
is claimed with what it assumes, and where a source says that without the assumption
it need not happen, that is a claim, too.

`

const claimsExitCodes = `
Exit codes: 0 all is as expected; 1 something is not; 2 wrong usage; 3 interrupted.
`

// claims is the subcommand claims.
func (t *tool) claims(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(claimsUsage, claimsFlags(), claimsExitCodes)
	}
	o, err := t.parseOutput(c)
	if err != nil {
		return err
	}
	if c.Args().Present() {
		return usagef("claims takes no argument; %q is given", c.Args().First())
	}
	chosen, err := t.protocols.chosen(c)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return usagef("the program has no protocol, so there is no claim to check")
	}
	show := t.showClaim
	if o.json {
		show = func(c *report.Claim) error { return c.JSON(t.stdout) }
	}
	start := time.Now()
	results, err := checkClaims(ctx, chosen, show)
	if err != nil {
		return err
	}
	if len(results) == 0 && ctx.Err() == nil {
		return usagef("there is no claim to check: %s has no property that it promises by itself and no mutant", chosen.names())
	}
	r := claimsReport(ctx, chosen, results, time.Since(start))
	if o.json {
		err = r.JSON(t.stdout)
	} else {
		_, err = fmt.Fprintf(t.stdout, "\n%s\n", r.Sentence())
	}
	if err != nil {
		return err
	}
	if err := t.writeTests(r.Suites()...); err != nil {
		return err
	}
	return exitOf(r.Verdict)
}

// claimsReport is the report of all claims.
func claimsReport(ctx context.Context, chosen protocols, claims []report.Claim, elapsed time.Duration) *report.Report {
	r := &report.Report{Command: report.Claims, Verdict: report.Holds, Complete: true, Claims: claims}
	r.Subject.Name = report.Claims
	if len(chosen) == 1 {
		r.Subject.Name, r.Subject.Protocol = chosen[0].Name, chosen[0].Name
	}
	r.Resources.Elapsed, r.Resources.Workers = elapsed, runtime.GOMAXPROCS(0)
	switch {
	case ctx.Err() != nil:
		r.Verdict, r.Complete, r.BoundedBy = report.Inconclusive, false, []string{explore.WhyDone(ctx)}
	case r.FailedClaims() > 0:
		r.Verdict = report.Violated
	}
	return r
}

// checkClaims checks the claims of some protocols, and shows each result as it
// comes.
func checkClaims(ctx context.Context, chosen []*model.Protocol, show func(*report.Claim) error) ([]report.Claim, error) {
	limit := defaultMemory()
	opts := search.Options{Options: explore.Options{
		Workers: runtime.GOMAXPROCS(0), Memory: limit, Process: true, HeapLimit: memory.LimitHeap, Progress: memory.Tune(limit),
	}}
	var results []report.Claim
	var failure error
	for _, p := range chosen {
		if err := explorable(p); err != nil {
			return nil, err
		}
		for checked, err := range search.Claims(ctx, p, opts) {
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Name, err)
			}
			r := reported.Claim(&checked)
			if p.Mapping != nil && r.Mutant != "" && !checked.Live && ctx.Err() == nil {
				if err := conformClaim(ctx, p, &r, opts.Options); err != nil && failure == nil {
					failure = err
				}
			}
			results = append(results, r)
			if err := show(&r); err != nil && failure == nil {
				failure = err
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	return results, failure
}

// explorable refuses a protocol whose default system cannot be explored.
func explorable(p *model.Protocol) error {
	sys, err := p.System("", nil)
	if err != nil {
		return usageError{err}
	}
	if _, err := runs.New(sys); err != nil {
		return usagef("%s: %w", p.Name, err)
	}
	return nil
}

// conformClaim looks for the first step at which a mutant departs from the spec,
// under the same bounds, and compares its number with the length of the
// counterexample. Of settings that the spec does not model there is nothing to say.
func conformClaim(ctx context.Context, p *model.Protocol, r *report.Claim, opts explore.Options) error {
	c, err := conform.New(p, r.Mutant, nil, conform.Source{Losses: true})
	if unmodelled := (*check.NotModelled)(nil); errors.As(err, &unmodelled) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s -mutant %s: %w", p.Name, r.Mutant, err)
	}
	found, err := c.Run(ctx, opts)
	if err != nil {
		return fmt.Errorf("%s -mutant %s: %w", p.Name, r.Mutant, err)
	}
	problem := ""
	switch whole := r.FromSteps + r.Counterexample; {
	case found.Departure == nil && found.Verdict == search.VerdictInconclusive:
		problem = fmt.Sprintf("whether it departs from %s is not known (the search was ended: %v)", c.Spec(), found.BoundedBy)
	case found.Departure == nil:
		problem = fmt.Sprintf("it conforms to %s, although it violates %s", c.Spec(), r.Property)
	default:
		r.Departs = &found.Departure.Number
		if *r.Departs > whole {
			problem = fmt.Sprintf("it departs from %s only after %s, and violates %s after %d",
				c.Spec(), numbers.Some(*r.Departs, "step"), r.Property, whole)
		}
	}
	if r.Problem == "" {
		r.Problem = problem
	}
	return nil
}

// showClaim prints a result for people.
func (t *tool) showClaim(r *report.Claim) error {
	var b strings.Builder
	verdict := string(r.Verdict)
	if r.Expected == report.Violated && r.Verdict == report.Violated {
		verdict = fmt.Sprintf("violated after %d", r.Counterexample)
		if r.FromSteps > 0 {
			verdict += fmt.Sprintf(" (from step %d)", r.FromSteps)
		}
	}
	departs := ""
	if r.Departs != nil {
		departs = fmt.Sprintf("departs at %d", *r.Departs)
	}
	mark := "ok  "
	if r.Problem != "" {
		mark = "FAIL"
	}
	who := r.Protocol
	if r.Mutant != "" {
		who += " -mutant " + r.Mutant
	}
	fmt.Fprintf(&b, "%s  %-38s  %-22s  %-19s  %-13s  %19s\n", mark, who, r.Property, verdict, departs, numbers.Some(r.States, "state"))
	if r.Text != "" {
		fmt.Fprintf(&b, "      %s\n", oneLine(r.Text))
	}
	if r.Problem != "" {
		fmt.Fprintf(&b, "      %s\n", oneLine(r.Problem))
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}
