package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"github.com/synod-go/synod/internal/quote"
)

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
	File    string      `xml:"file,attr,omitempty"`
	Line    int         `xml:"line,attr,omitempty"`
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
	out := suiteXML{Name: quote.Line(s.Name), Tests: len(s.Cases), Time: timeXML(s.Elapsed)}
	for i, w := range s.Warnings {
		if i > 0 {
			out.Output += "\n"
		}
		out.Output += "WARNING: " + quote.Terminal(w)
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		one := caseXML{
			Class: quote.Line(c.Class), Name: quote.Line(c.Name), Time: timeXML(c.Elapsed), Output: quote.Terminal(c.Output),
			File: quote.Line(c.Place.File), Line: c.Place.Line,
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
