package cmd

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/conform"
	"github.com/synod-go/synod/traces"
)

const flagJUnit = "junit"

func claimsFlags() []general {
	return []general{
		{flagProtocol, "NAME", "the claims of this protocol alone"},
		{flagJUnit, "FILE", "write the results as JUnit XML too"},
		{flagJSON, "", "NDJSON on standard output, a line per claim, instead of the table"},
		{flagHelp, "", "show this"},
	}
}

func (t *tool) claimsCommand() *cli.Command {
	return &cli.Command{Name: "claims", Usage: "check every claim of every protocol's source", Flags: flagsOf(claimsFlags()), Action: t.claims}
}

const claimsUsage = `explore claims checks every claim that the protocols' sources make: that a
property holds of the protocol, and that each rule of it is needed, shown by a
mutant that leaves the rule out and breaks the named property. Of a protocol that
has a TLA+ spec each mutant must depart from it as well, no later than it breaks
the property (see explore conform -losses).

`

const claimsExitCodes = `
Exit codes: 0 all is as expected; 1 something is not; 2 wrong usage; 3 interrupted.
`

// claims is the subcommand claims.
func (t *tool) claims(ctx context.Context, c *cli.Command) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(claimsUsage, claimsFlags(), claimsExitCodes)
	}
	if c.Args().Present() {
		return usagef("claims takes no argument; %q is given", c.Args().First())
	}
	chosen := t.protocols
	if c.IsSet(flagProtocol) {
		p, err := t.protocols.named(c.String(flagProtocol))
		if err != nil {
			return err
		}
		chosen = []*model.Protocol{p}
	}
	if len(chosen) == 0 {
		return usagef("the program has no protocol, so there is no claim to check")
	}
	junit := c.String(flagJUnit)
	if c.IsSet(flagJUnit) {
		if err := checkOutFile(flagJUnit, junit); err != nil {
			return err
		}
	}
	show := t.showClaim
	if c.Bool(flagJSON) {
		show = func(r claimResult) error { return encodeLine(t.stdout, claimJSON(r)) }
	}
	results, err := checkClaims(ctx, chosen, show)
	if err != nil {
		return err
	}
	failed := 0
	for _, r := range results {
		if r.Problem != "" {
			failed++
		}
	}
	if !c.Bool(flagJSON) {
		if _, err := fmt.Fprintf(t.stdout, "\n%s, %d as expected, %d not\n", some(len(results), "claim"), len(results)-failed, failed); err != nil {
			return err
		}
	}
	if c.IsSet(flagJUnit) {
		if err := writeJUnit(junit, results); err != nil {
			return usagef("-junit: %w", err)
		}
	}
	switch {
	case ctx.Err() != nil:
		return exit(exitInconclusive)
	case failed > 0:
		return exit(exitViolation)
	}
	return nil
}

// checkClaims checks the claims of some protocols, and shows each result as it
// comes.
func checkClaims(ctx context.Context, chosen []*model.Protocol, show func(claimResult) error) ([]claimResult, error) {
	memory := defaultMemory()
	adapt := tuneGC(memory)
	opts := search.Options{Options: explore.Options{Workers: runtime.GOMAXPROCS(0), Memory: memory, Progress: adapt}}
	var results []claimResult
	var failure error
	for _, p := range chosen {
		for checked, err := range search.Claims(ctx, p, opts) {
			if err != nil {
				return nil, fmt.Errorf("%s: %w", p.Name, err)
			}
			r := claimResult{ClaimResult: checked}
			if p.Mapping != nil && r.Mutant != "" && ctx.Err() == nil {
				if err := r.conform(ctx, p, opts.Options); err != nil && failure == nil {
					failure = err
				}
			}
			results = append(results, r)
			if err := show(r); err != nil && failure == nil {
				failure = err
			}
		}
		if ctx.Err() != nil {
			break
		}
	}
	return results, failure
}

// claimResult is what checking a claim gave, and, for a mutant of a protocol that has a TLA+ spec, at which step it departs from it.
type claimResult struct {
	search.ClaimResult
	Departs *int // nil when that was not looked for, or it departs nowhere
}

// conform looks for the first step at which a mutant departs from the spec, under the same bounds, and compares its length with that
// of the counterexample.
func (r *claimResult) conform(ctx context.Context, p *model.Protocol, opts explore.Options) error {
	c, err := conform.New(p, r.Mutant, nil, conform.Source{Losses: true})
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
			problem = fmt.Sprintf("it departs from %s only after %d steps, and violates %s after %d", c.Spec(), *r.Departs, r.Property, whole)
		}
	}
	if r.Problem == "" {
		r.Problem = problem
	}
	return nil
}

// showClaim prints a result for people.
func (t *tool) showClaim(r claimResult) error {
	var b strings.Builder
	verdict := r.Verdict
	if r.Expected == search.VerdictViolated && r.Verdict == search.VerdictViolated {
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
	fmt.Fprintf(&b, "%s  %-38s  %-22s  %-19s  %-13s  %12s states\n", mark, who, r.Property, verdict, departs, count(r.States))
	fmt.Fprintf(&b, "      %s\n", oneLine(r.Text))
	if r.Problem != "" {
		fmt.Fprintf(&b, "      %s\n", oneLine(r.Problem))
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

// claimLine is a claim in the NDJSON output.
type claimLine struct {
	Type           string  `json:"type"`
	Protocol       string  `json:"protocol"`
	Mutant         string  `json:"mutant"`
	Claim          string  `json:"claim"`
	Source         string  `json:"source"`
	Property       string  `json:"property"`
	Expected       string  `json:"expected"`
	Verdict        string  `json:"verdict"`
	States         uint64  `json:"states"`
	Counterexample int     `json:"counterexample"` // steps; 0 when there is none
	FromSteps      int     `json:"from_steps"`
	Elapsed        float64 `json:"elapsed_s"`
	Problem        string  `json:"problem"`
	Departs        *int    `json:"departs"` // the step at which the mutant departs from the TLA+ spec; null when that was not looked for
}

func claimJSON(r claimResult) claimLine {
	return claimLine{
		"claim", r.Protocol, r.Mutant, r.Text, r.Source, r.Property, r.Expected, r.Verdict,
		r.States, r.Counterexample, r.FromSteps, r.Elapsed.Seconds(), r.Problem, r.Departs,
	}
}

// JUnit's XML, as far as its readers agree on it.
type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
}

// writeJUnit writes the results, a suite per protocol. The file appears whole or
// not at all.
func writeJUnit(path string, results []claimResult) error {
	var all junitSuites
	var spent []time.Duration
	for _, r := range results {
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != r.Protocol {
			all.Suites, spent = append(all.Suites, junitSuite{Name: r.Protocol}), append(spent, 0)
		}
		at := len(all.Suites) - 1
		suite := &all.Suites[at]
		name := r.Property
		if r.Mutant != "" {
			name = r.Mutant + " breaks " + r.Property
		}
		test := junitCase{
			Class: r.Protocol, Name: name, Time: junitTime(r.Elapsed),
			Output: fmt.Sprintf("%s (%s): %s, %d states", oneLine(r.Text), oneLine(r.Source), r.Verdict, r.States),
		}
		if r.Broken != "" {
			test.Output += fmt.Sprintf(", counterexample of %d steps", r.Counterexample)
		}
		if r.Problem != "" {
			test.Failure = &junitFailure{r.Problem}
			suite.Failures++
		}
		suite.Tests++
		suite.Cases = append(suite.Cases, test)
		spent[at] += r.Elapsed
		suite.Time = junitTime(spent[at])
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	b.WriteByte('\n')
	return traces.ReplaceFile(path, b.Bytes())
}

func junitTime(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
