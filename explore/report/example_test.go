package report_test

import (
	"os"

	"github.com/synod-go/synod/explore/report"
)

// One report is written as text, as JSON, or as JUnit XML.
func Example() {
	r := &report.Report{
		Command:    report.Explore,
		Subject:    report.Subject{Name: "lock", Doc: "A lock."},
		Verdict:    report.Holds,
		Complete:   true,
		Properties: []report.Property{{Name: "one-holder", Verdict: report.Holds}},
		Counts:     report.Counts{States: 1234, Steps: 5678, Depth: 7},
		Collisions: report.Collisions{Exact: true},
	}
	if err := r.Text(os.Stdout, report.TextOptions{}); err != nil {
		panic(err)
	}
	if err := report.JUnit(os.Stdout, r.Suites()...); err != nil {
		panic(err)
	}
	// Output:
	// lock: A lock.
	//
	// NO VIOLATION. Complete: every state was visited.
	//
	//   states        1,234 distinct
	//   steps         5,678
	//   depth         7
	//   collisions    impossible: whole states were compared (-exact)
	//   time          under 1ms
	//
	// properties
	//   one-holder  holds
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites>
	//   <testsuite name="explore lock" tests="1" failures="0" errors="0" skipped="0" time="0.000">
	//     <testcase classname="explore lock" name="one-holder" time="0.000"></testcase>
	//   </testsuite>
	// </testsuites>
}
