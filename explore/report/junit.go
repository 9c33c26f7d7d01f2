package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
)

// A Suite is a group of tests, as readers of JUnit XML show it.
type Suite struct {
	Name    string
	Elapsed time.Duration
	Cases   []Case
	// Output is what stands beside the tests.
	Output string
}

// A Case is one test. At most one of Failure, Error and Skipped is set.
type Case struct {
	Class, Name string
	Elapsed     time.Duration
	// Failure says what is wrong, Error what kept the test from an answer, and Skipped
	// why nothing was tested.
	Failure, Error, Skipped *Problem
	Output                  string
}

// A Problem is a message in a line, and a text.
type Problem struct{ Message, Text string }

// JUnit writes suites as JUnit XML, as far as its readers agree on it.
func JUnit(w io.Writer, suites ...Suite) error {
	all := suitesXML{}
	for i := range suites {
		all.Suites = append(all.Suites, suites[i].xml())
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// Suite returns the report as tests: one for each property, and one for what else
// is broken, or keeps the run from an answer.
func (r *Report) Suite() Suite {
	s := Suite{Name: r.Command + " " + r.Subject.Name, Elapsed: r.Resources.Elapsed}
	if r.Subject.Mutant.Name != "" {
		s.Name += " -mutant " + r.Subject.Mutant.Name
	}
	add := func(c Case) {
		c.Class = r.Subject.Name
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
			add(Case{Name: v.Property, Failure: v.problem()})
		}
	}
	switch whole := (Case{Name: r.question(), Output: oneLine(r.verdictText())}); {
	case r.Verdict == Inconclusive:
		whole.Error = &Problem{Message: oneLine(r.verdictText())}
		add(whole)
	case r.Verdict.Failed() && len(r.Violations) == 0:
		whole.Failure = &Problem{Message: oneLine(r.verdictText()), Text: r.explanationText()}
		add(whole)
	case len(s.Cases) == 0:
		add(whole)
	}
	var lines []string
	for _, w := range r.Unmeant() {
		lines = append(lines, fmt.Sprintf("%s: %s", strings.TrimSpace("WARNING "+w.Key()), w.Text))
	}
	s.Output = strings.Join(lines, "\n")
	if len(s.Cases) > 0 {
		s.Cases[0].Elapsed = s.Elapsed
	}
	return s
}

// question names what the run was to find out, where that is no property.
func (r *Report) question() string {
	switch {
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
		if r.Violations[i].Property == p.Name {
			c.Failure = r.Violations[i].problem()
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
	if v.Trace != nil {
		p.Text += "\n\nafter " + numbers.Some(v.Length(), "step")
		for _, s := range v.Trace.States {
			if s.Step != nil {
				p.Text += "\n  " + s.Step.String()
			}
		}
	}
	if v.Path != "" {
		p.Text += "\n\nsaved to " + v.Path
	}
	return p
}

type suitesXML struct {
	XMLName xml.Name   `xml:"testsuites"`
	Suites  []suiteXML `xml:"testsuite"`
}

type suiteXML struct {
	Name     string    `xml:"name,attr"`
	Tests    int       `xml:"tests,attr"`
	Failures int       `xml:"failures,attr"`
	Errors   int       `xml:"errors,attr"`
	Skipped  int       `xml:"skipped,attr"`
	Time     string    `xml:"time,attr"`
	Cases    []caseXML `xml:"testcase"`
	Output   string    `xml:"system-out,omitempty"`
}

type caseXML struct {
	Class   string      `xml:"classname,attr"`
	Name    string      `xml:"name,attr"`
	Time    string      `xml:"time,attr"`
	Failure *problemXML `xml:"failure,omitempty"`
	Error   *problemXML `xml:"error,omitempty"`
	Skipped *problemXML `xml:"skipped,omitempty"`
	Output  string      `xml:"system-out,omitempty"`
}

type problemXML struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (s *Suite) xml() suiteXML {
	out := suiteXML{Name: quote.Line(s.Name), Tests: len(s.Cases), Time: timeXML(s.Elapsed), Output: quote.Terminal(s.Output)}
	for i := range s.Cases {
		c := &s.Cases[i]
		one := caseXML{
			Class: quote.Line(c.Class), Name: quote.Line(c.Name), Time: timeXML(c.Elapsed), Output: quote.Terminal(c.Output),
			Failure: c.Failure.xml(), Error: c.Error.xml(), Skipped: c.Skipped.xml(),
		}
		switch {
		case c.Failure != nil:
			out.Failures++
		case c.Error != nil:
			out.Errors++
		case c.Skipped != nil:
			out.Skipped++
		}
		out.Cases = append(out.Cases, one)
	}
	return out
}

func (p *Problem) xml() *problemXML {
	if p == nil {
		return nil
	}
	return &problemXML{quote.Line(p.Message), quote.Terminal(p.Text)}
}

func timeXML(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
