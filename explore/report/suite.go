package report

import (
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
)

// A Suite is what a run found as a group of tests, the form in which tools of
// continuous integration show it: see JUnit and Annotations.
type Suite struct {
	Name    string
	Elapsed time.Duration
	Cases   []Case
	// Warnings stand beside the tests.
	Warnings []string
}

// A Case is one test. At most one of Failure, Error and Skipped is set. Readers tell
// tests apart by Class and Name alone, whatever suite they are in.
type Case struct {
	Class, Name string
	// Place is where what was tested stands, or what broke it.
	Place   Place
	Elapsed time.Duration
	// Failure says what is wrong, Error what kept the test from an answer, and Skipped
	// why nothing was tested.
	Failure, Error, Skipped *Problem
	Output                  string
}

// A Problem is a message in a line, and a text.
type Problem struct{ Message, Text string }

// Suites returns the report as tests: of claims a suite for each protocol, with a
// test for each claim; of anything else one suite.
func (r *Report) Suites() []Suite {
	if r.Command != Claims {
		return []Suite{r.suite()}
	}
	suites := claimSuites(r.Claims)
	if r.Verdict == Inconclusive {
		ended := Case{Class: Claims, Name: r.question(), Error: &Problem{Message: r.verdictText()}}
		suites = append(suites, Suite{Name: Claims, Cases: []Case{ended}})
	}
	return suites
}

// suite has a test for each property, and one for what else is broken, or keeps the
// run from an answer.
func (r *Report) suite() Suite {
	s := Suite{Name: r.Command + " " + r.Subject.Name, Elapsed: r.Resources.Elapsed}
	if r.Subject.Mutant.Name != "" {
		s.Name += " -mutant " + r.Subject.Mutant.Name
	}
	add := func(c Case) {
		c.Class = s.Name
		s.Cases = append(s.Cases, c)
	}
	shown := map[string]bool{}
	for i := range r.Properties {
		p := &r.Properties[i]
		shown[p.Name] = true
		add(r.propertyCase(p))
	}
	for i := range r.Violations {
		if v := &r.Violations[i]; !shown[v.Property] && r.Verdict.Failed() {
			shown[v.Property] = true
			add(Case{Name: v.Property, Place: v.Place(), Failure: v.problem()})
		}
	}
	switch whole := (Case{Name: r.question(), Output: oneLine(r.verdictText())}); {
	case r.Verdict == Inconclusive:
		whole.Error = &Problem{Message: oneLine(r.verdictText())}
		add(whole)
	case r.Verdict.Failed() && len(r.Violations) == 0:
		whole.Failure = &Problem{Message: oneLine(r.verdictText()), Text: r.explanationText()}
		if v := r.Validation; v != nil && v.Misfit != nil {
			whole.Place = v.Misfit.Place
		}
		add(whole)
	case len(s.Cases) == 0:
		add(whole)
	}
	for _, w := range r.Unmeant() {
		s.Warnings = append(s.Warnings, strings.TrimPrefix(w.Key()+": "+w.Text, ": "))
	}
	if len(s.Cases) > 0 {
		s.Cases[0].Elapsed = s.Elapsed
	}
	return s
}

// question names what the run was to find out, where that is no property.
func (r *Report) question() string {
	switch {
	case r.Command == Claims:
		return "every claim is checked"
	case r.Cluster != nil:
		return "runs for real"
	case r.Validation != nil:
		return "is a behaviour of " + r.Subject.Spec
	case r.Conformance != nil:
		return "conforms to " + r.Conformance.Spec
	case r.Verdict == Reached || r.Verdict == Unreached:
		return "reaches " + r.Goal
	}
	return "no violation"
}

func (r *Report) explanationText() string {
	if v := r.Validation; v != nil && v.Misfit != nil {
		return v.Misfit.Explanation
	}
	return ""
}

func (r *Report) propertyCase(p *Property) Case {
	c := Case{Name: p.Name}
	for i := range r.Violations {
		if v := &r.Violations[i]; v.Property == p.Name {
			c.Place, c.Failure = v.Place(), v.problem()
			return c
		}
	}
	switch p.Verdict {
	case Violated:
		c.Failure = &Problem{Message: "violated"}
	case Vacuous, Open:
		c.Skipped = &Problem{Message: strings.TrimSuffix(string(p.Verdict)+": "+p.why(), ": ")}
	}
	return c
}

// problem is the violation as the failure of a test.
func (v *Violation) problem() *Problem {
	p := &Problem{Message: oneLine(v.Text), Text: v.Text}
	if t := v.Trace; t != nil {
		after, end := "after "+numbers.Some(v.Length(), "step"), ""
		switch {
		case t.Loop == traces.NoLoop:
		case t.Stutters():
			after, end = after+", without end", "\n  and stays there for ever"
		default:
			after, end = "without end, after "+t.Length(), "\n  "+t.WayBack()+", and round for ever"
		}
		p.Text += "\n\n" + after
		for _, s := range t.States {
			if s.Step != nil {
				p.Text += "\n  " + s.Step.String()
			}
		}
		p.Text += end
	}
	if v.Path != "" {
		p.Text += "\n\nsaved to " + v.Path
	}
	return p
}
