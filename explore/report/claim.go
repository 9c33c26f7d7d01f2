package report

import (
	"fmt"
	"io"
	"time"

	"github.com/synod-go/synod/internal/numbers"
)

// A Claim is the result of checking a claim that the source of a protocol makes:
// that a property holds of it, or that a rule is needed, shown by a mutant that
// leaves the rule out.
type Claim struct {
	Protocol, Mutant string
	// Text is the claim, Source where it is made.
	Text, Source string
	// Property is the property that holds, or that the mutant breaks.
	Property          string
	Expected, Verdict Verdict
	States            uint64
	// Broken is the property that was broken first, and Counterexample the length of
	// the run that breaks it, which starts at the end of one of FromSteps steps.
	Broken                    string
	Counterexample, FromSteps int
	Elapsed                   time.Duration
	// Problem says what is not as expected; "" when all is.
	Problem string
	// Departs is the step at which a mutant departs from the spec of its protocol;
	// nil when it does not, or that was not looked for.
	Departs *int
}

type claimLine struct {
	Type           string  `json:"type"`
	Protocol       string  `json:"protocol"`
	Mutant         string  `json:"mutant"`
	Claim          string  `json:"claim"`
	Source         string  `json:"source"`
	Property       string  `json:"property"`
	Expected       Verdict `json:"expected"`
	Verdict        Verdict `json:"verdict"`
	States         uint64  `json:"states"`
	Counterexample int     `json:"counterexample"` // steps; 0 when there is none
	FromSteps      int     `json:"from_steps"`
	Elapsed        float64 `json:"elapsed_s"`
	Problem        string  `json:"problem"`
	Departs        *int    `json:"departs"`
	Version        int     `json:"version"`
}

// JSON writes the claim as one line of JSON.
func (c *Claim) JSON(w io.Writer) error {
	return JSONLine(w, claimLine{
		"claim", c.Protocol, c.Mutant, c.Text, c.Source, c.Property, c.Expected, c.Verdict, c.States,
		c.Counterexample, c.FromSteps, c.Elapsed.Seconds(), c.Problem, c.Departs, Version,
	})
}

// testcase is the claim as a test.
func (c *Claim) testcase() Case {
	test := Case{Class: c.Protocol, Name: c.Property, Elapsed: c.Elapsed}
	if c.Mutant != "" {
		test.Name = c.Mutant + " breaks " + c.Property
	}
	test.Output = fmt.Sprintf("%s (%s): %s, %s", oneLine(c.Text), oneLine(c.Source), c.Verdict, numbers.Some(c.States, "state"))
	if c.Broken != "" {
		test.Output += ", counterexample of " + numbers.Some(c.Counterexample, "step")
	}
	if c.Problem != "" {
		test.Failure = &Problem{Message: c.Problem}
	}
	return test
}

// ClaimSuites groups claims into a suite for each protocol, in the order of the list.
func ClaimSuites(claims []Claim) (suites []Suite) {
	for i := range claims {
		c := &claims[i]
		if n := len(suites); n == 0 || suites[n-1].Name != c.Protocol {
			suites = append(suites, Suite{Name: c.Protocol})
		}
		suite := &suites[len(suites)-1]
		suite.Cases = append(suite.Cases, c.testcase())
		suite.Elapsed += c.Elapsed
	}
	return suites
}
