package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/traces"
)

// run is a run of two steps.
func run() *traces.Trace {
	state := func(n int64, step *traces.Step) traces.State {
		return traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(n)}}, Step: step}
	}
	return &traces.Trace{Loop: traces.NoLoop, States: []traces.State{
		state(0, nil), state(1, &traces.Step{Kind: traces.StepAction, Name: "Up"}), state(2, &traces.Step{Kind: traces.StepAction, Name: "Up"}),
	}}
}

// sample is a report with something of everything.
func sample() *report.Report {
	depth := 7
	return &report.Report{
		Command: report.Explore, Verdict: report.Violated, BoundedBy: []string{report.ByDepth}, Depth: &depth,
		Subject: report.Subject{
			Name: "toy", Doc: "A toy.", Protocol: "toy", Settings: map[string]string{"nodes": "3"},
			Mutant: report.Mutant{Name: "broken", Doc: "It breaks.", Breaks: "small", Brings: "-nodes 3"},
			Given:  []report.Line{{Label: "settings", Text: "-nodes 3"}},
		},
		Counts:     report.Counts{States: 1234, Steps: 5678, Depth: 7, Frontier: 1, Cut: 2, HandlerRuns: 10},
		Bounds:     []report.Bound{{Name: "crashes", Value: "1", Refused: 1}},
		Reductions: []string{"symmetry"}, Notes: []string{"a note"},
		Collisions: report.Collisions{Chance: 1e-12, Again: "-exact"},
		Warnings: []report.Warning{
			{Name: "idle-node", About: "S", Text: "S does nothing"}, {Name: "useless-budget", Text: "useless", Meant: "as in the paper"},
		},
		Properties: []report.Property{{Name: "small", Verdict: report.Violated}, {Name: "other", Verdict: report.Open}},
		Handlers:   []report.Handler{{Name: "S receives M", Steps: 5678}, {Name: "S crashes"}},
		Violations: []report.Violation{{Property: "small", Kind: "invariant", Text: "x is 2 <&>", Places: []report.Place{{File: "toy.go", Line: 7}}, Trace: run(), Path: "out/toy.itf.json"}},
		Resources:  report.Resources{Workers: 2, Elapsed: 2 * time.Second, Search: time.Second, Memory: 3 << 20, Disk: "no\nspace"},
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, sample().Text(&b, report.TextOptions{Self: "explore"}))
	before, after, found := bytes.Cut(b.Bytes(), []byte("a shortest run that shows it, 2 steps:\n"))
	require.True(t, found)
	const want = `toy: A toy.
mutant broken: It breaks. Breaks small.
it brings -nodes 3
settings  -nodes 3
WARNING idle-node S: S does nothing

VIOLATION: small after 2 steps.
x is 2 <&>

  states        1,234 distinct
  steps         5,678
  depth         7
  frontier      1 state found but not left
  constraint    2 steps led out of it
  bounds        depth 7, crashes 1 (refused 1 step)
  reductions    symmetry
  meant         useless-budget: as in the paper
  note          a note
  collisions    a chance of at most 1e-12 that equal fingerprints hid a state; to check again: -exact
  handler runs  10, one for each pair of node state and input (567.8 steps each)
  memory        3.0 MiB at most
  disk          no space
  time          2s, search 1s, 5,678 steps/s on 2 workers

properties
  small  violated
  other  open (not all states were visited)

steps of each handler, timer and fault
  S receives M  5,678
  never made a step: S crashes

`
	require.Equal(t, want, string(before))
	require.Contains(t, string(after), "saved to  out/toy.itf.json\nreplay    explore replay out/toy.itf.json\ninspect   explore inspect out/toy.itf.json\n")

	b.Reset()
	machines := sample()
	machines.Collisions = report.Collisions{Exact: true, Chance: 1e-30, Again: "-seed 1"}
	require.NoError(t, machines.Text(&b, report.TextOptions{}))
	require.Contains(t, b.String(), "a chance of at most 1e-30 that equal hashes of 128 bits of machines (all else was compared as a whole, -exact) hid a state; to check again: -seed 1\n")

	b.Reset()
	require.NoError(t, sample().Text(&b, report.TextOptions{}))
	require.NotContains(t, b.String(), "replay", "a test says itself how its run is replayed")
}

// What the first lines say of each verdict.
func TestVerdicts(t *testing.T) {
	walks := &report.Simulation{Walks: 1, Length: 9}
	depth := 1
	for want, r := range map[string]*report.Report{
		"NO VIOLATION. Complete: every state was visited.\n":                                                              {Verdict: report.Holds, Complete: true},
		"NO VIOLATION. Complete: every state within the bounds and under the assumptions below was visited.\n":            {Verdict: report.Holds, Complete: true, Bounds: []report.Bound{{Name: report.Assumption, Value: "a"}}},
		"NO VIOLATION. Complete: every state within the bounds below was visited.\n":                                      {Verdict: report.Holds, Complete: true, Bounds: []report.Bound{{Name: "a"}}},
		"But nothing in any state ever tested p: vacuous, not held.\n":                                                    {Verdict: report.Holds, Complete: true, Properties: []report.Property{{Name: "p", Verdict: report.Vacuous}}},
		"Bounded by depth: what is more than 1 step away was not visited.\n":                                              {Verdict: report.Holds, BoundedBy: []string{"depth"}, Depth: &depth},
		"Bounded by the state constraint: 3 steps led out of it.\n":                                                       {Verdict: report.Holds, BoundedBy: []string{"constraint"}, Counts: report.Counts{Cut: 3}},
		"Bounded by walks: 1 random walk of at most 9 steps.\n":                                                           {Verdict: report.Holds, BoundedBy: []string{"walks"}, Simulation: walks},
		"INCONCLUSIVE: ended by time and memory before all states were visited.":                                          {Verdict: report.Inconclusive, BoundedBy: []string{"time", "memory"}},
		"OPEN: nothing is violated in the states that were visited, but P is not checked":                                 {Verdict: report.Open, Open: []string{"P"}},
		"OPEN: nothing is violated within the bounds below, but they may hide what would be.\np is open: a bound refused": {Verdict: report.Open, Complete: true, Properties: []report.Property{{Name: "p", Verdict: report.Open, OpenBy: []string{"b"}}}},
		"OPEN: nothing is violated, as far as it was decided.\np is open: no memory.\n":                                   {Verdict: report.Open, Complete: true, Properties: []report.Property{{Name: "p", Verdict: report.Open, Why: "no memory"}}},
		"UNREACHED: g. Complete: no run within the bounds below leads to it.\n":                                           {Verdict: report.Unreached, Complete: true, Goal: "g"},
		"REACHED: g after 2 steps (1 to where the search started, 1 from there).\nthere":                                  {Verdict: report.Reached, Goal: "g", FromSteps: 1, Violations: []report.Violation{{Property: "g", Text: "there", Trace: run()}}},
		"visited.\nThe space looks endless: S.N grows as long as runs go on.":                                             {Verdict: report.Holds, BoundedBy: []string{"depth"}, Depth: &depth, Growing: []report.Growth{{What: "S.N"}}},
		"in those that were.\nThe space looks endless: S.N, pong messages in flight grow as":                              {Verdict: report.Inconclusive, BoundedBy: []string{"time"}, Growing: []report.Growth{{What: "S.N"}, {What: "pong messages in flight"}}},
		"NOT DETERMINISTIC after 2 steps.\nso":                                                                            {Verdict: report.Violated, Violations: []report.Violation{{Property: "nondeterminism", Kind: "nondeterminism", Text: "so", Trace: run()}}},
		"EVALUATION FAILED of P.\n1/0":                                                                                    {Verdict: report.Violated, Violations: []report.Violation{{Property: "P", Kind: report.KindEvaluation, Text: "1/0"}}},
		"ASSUMPTION FALSE: line 3.\nfalse":                                                                                {Verdict: report.Violated, NoBehaviour: true, Violations: []report.Violation{{Property: "line 3", Kind: "assumption", Text: "false"}}},
		"CONFORMS to M. Complete":                                                                                         {Verdict: report.Conforms, Complete: true, Conformance: &report.Conformance{Spec: "M"}},
		"DEPARTS from M at step 2: S1 crashes.\nwrong":                                                                    {Verdict: report.Departs, Conformance: &report.Conformance{Spec: "M", Departure: &report.Departure{Step: 2, Code: "S1 crashes"}}, Violations: []report.Violation{{Text: "wrong"}}},
		"ACCEPTED. The log is a behaviour of the spec: 1 event.\n":                                                        {Verdict: report.Accepted, Validation: &report.Validation{Events: 1}},
		"REJECTED. With Max = 2 the log is not a behaviour of the spec: the first 3 events fit, event 4 does not.\n":      {Verdict: report.Rejected, Bounds: []report.Bound{{Name: "Max", Value: "2"}}, Validation: &report.Validation{Unlogged: 1, Matched: 3, Misfit: &report.Misfit{Event: 4}}},
	} {
		var b bytes.Buffer
		require.NoError(t, r.Text(&b, report.TextOptions{}))
		require.Contains(t, b.String(), want)
		requireXML(t, r.Suites()...)
		if r.Verdict.Failed() {
			require.True(t, slices.ContainsFunc(r.Suites()[0].Cases, func(c report.Case) bool { return c.Failure != nil }), want)
		}
		if r.Verdict == report.Inconclusive {
			require.True(t, slices.ContainsFunc(r.Suites()[0].Cases, func(c report.Case) bool { return c.Error != nil }), want)
		}
		if !r.Verdict.Failed() {
			require.False(t, slices.ContainsFunc(r.Suites()[0].Cases, func(c report.Case) bool { return c.Failure != nil }), want)
		}
	}
}

// What grows is told with what makes it grow, and what would bound it.
func TestGrowing(t *testing.T) {
	r := sample()
	r.Verdict, r.Violations, r.BoundedBy = report.Inconclusive, nil, []string{"memory"}
	r.Growing = []report.Growth{
		{What: "S.N", Kind: "number", Start: 0, Deepest: 1, Depth: 1, Beyond: 1188, Steps: 1200, By: []string{"S timeout t", "S invokes"}, Bound: "a bound"},
	}
	var b bytes.Buffer
	require.NoError(t, r.Text(&b, report.TextOptions{}))
	require.Contains(t, b.String(), `
grows as long as runs go on
  S.N: 0 at the start, 1 after 1 step, 1,188 after 1,200 steps more
    by      S timeout t, S invokes
    bounds  a bound
`)
	b.Reset()
	require.NoError(t, r.JSON(&b))
	require.Contains(t, b.String(), `"growing":[{"what":"S.N","kind":"number","start":0,"deepest":1,"beyond":1188,"depth":1,"steps":1200,"by":["S timeout t","S invokes"],"bound":"a bound"}]`)
}

// The fields of JSON are these, of every report.
func TestJSON(t *testing.T) {
	fields := func(r *report.Report) (names []string, all map[string]any) {
		var b bytes.Buffer
		require.NoError(t, r.JSON(&b))
		require.Equal(t, 1, bytes.Count(b.Bytes(), []byte("\n")))
		require.NoError(t, json.Unmarshal(b.Bytes(), &all))
		for name, value := range all {
			names = append(names, name)
			if name != "violation" && name != "departure" && name != "misfit" {
				require.NotNil(t, value, name)
			}
		}
		slices.Sort(names)
		return names, all
	}
	common := []string{
		"actions", "bounded_by", "bounds", "collision_chance", "command", "complete", "config", "cut_steps", "depth", "disk_bytes", "elapsed_s", "exact",
		"from_steps", "frontier", "generated", "goal", "growing", "handler_runs", "handlers", "initial", "log_bytes", "memory_bytes", "mutant", "notes",
		"open", "properties", "protocol", "reductions", "search_s", "seed", "settings", "spec", "spilled_bytes", "states", "steps", "type",
		"verdict", "version", "violation", "violations", "visited_bytes", "walks", "warnings", "workers",
	}
	for _, r := range []*report.Report{sample(), {}} {
		names, _ := fields(r)
		require.Equal(t, common, names)
	}
	names, all := fields(sample())
	require.NotEmpty(t, names)
	require.Equal(t, map[string]any{
		"property": "small", "length": 2.0, "trace": "out/toy.itf.json", "kind": "invariant", "text": "x is 2 <&>", "last_step": "Up", "file": "toy.go", "line": 7.0,
	}, all["violation"])
	require.Equal(t, []any{
		map[string]any{"name": "depth", "value": "7", "refused": 0.0}, map[string]any{"name": "crashes", "value": "1", "refused": 1.0},
	}, all["bounds"])

	names, _ = fields(&report.Report{Conformance: &report.Conformance{}})
	require.Subset(t, names, append([]string{"losses", "images", "missed", "same_states", "stutters", "several", "never", "departure"}, common...))
	names, _ = fields(&report.Report{Validation: &report.Validation{}})
	require.Subset(t, names, append([]string{"log", "ended_by", "events", "matched", "widest", "unlogged", "unchecked", "misfit"}, common...))
}

// suites is JUnit's XML, as somebody else reads it.
type suites struct {
	Suites []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []struct {
			Name    string    `xml:"name,attr"`
			File    string    `xml:"file,attr"`
			Line    int       `xml:"line,attr"`
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// requireXML asserts that suites are well-formed, and that their numbers are right.
func requireXML(t *testing.T, list ...report.Suite) suites {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.JUnit(&b, list...))
	var read suites
	require.NoError(t, xml.Unmarshal(b.Bytes(), &read), b.String())
	for _, s := range read.Suites {
		failures, errors, skipped := 0, 0, 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Error != nil {
				errors++
			}
			if c.Skipped != nil {
				skipped++
			}
		}
		require.NotZero(t, s.Tests, "a suite without tests is green and says nothing")
		require.Equal(t, []int{len(s.Cases), failures, errors, skipped}, []int{s.Tests, s.Failures, s.Errors, s.Skipped})
	}
	return read
}

func TestJUnit(t *testing.T) {
	r := sample()
	r.Violations = append(r.Violations, report.Violation{Property: "panic\x1b\u202e", Kind: "panic", Text: "index\x00 out of range ]]>"})
	read := requireXML(t, r.Suites()...)
	require.Len(t, read.Suites, 1)
	require.Equal(t, "explore toy -mutant broken", read.Suites[0].Name)
	require.Equal(t, 3, read.Suites[0].Tests)
	require.Equal(t, 2, read.Suites[0].Failures)
	require.Equal(t, 1, read.Suites[0].Skipped, "an open property is no green test")
	require.Equal(t, "toy.go", read.Suites[0].Cases[0].File)
	require.Equal(t, 7, read.Suites[0].Cases[0].Line)

	vacuous := &report.Report{Verdict: report.Holds, Complete: true, Properties: []report.Property{{Name: "p", Verdict: report.Vacuous}}}
	require.Equal(t, 1, requireXML(t, vacuous.Suites()...).Suites[0].Skipped, "a vacuous property is no green test")
}

func TestClaims(t *testing.T) {
	step := 11
	claims := []report.Claim{
		{Protocol: "a", Property: "p", Expected: report.Holds, Verdict: report.Holds, States: 5},
		{Protocol: "a", Mutant: "m", Property: "p", Expected: report.Violated, Verdict: report.Holds, Problem: "expected violated, got holds", Departs: &step},
		{Protocol: "b", Property: "q", Expected: report.Holds, Verdict: report.Holds},
	}
	read := requireXML(t, (&report.Report{Command: report.Claims, Claims: claims}).Suites()...)
	require.Len(t, read.Suites, 2)
	require.Equal(t, "m breaks p", read.Suites[0].Cases[1].Name)
	require.Equal(t, 1, read.Suites[0].Failures)
	var b bytes.Buffer
	require.NoError(t, claims[1].JSON(&b))
	require.Contains(t, b.String(), `{"type":"claim","protocol":"a","mutant":"m",`)
	require.Contains(t, b.String(), `"departs":11`)

	// A run that was ended is no green one.
	ended := &report.Report{Command: report.Claims, Claims: claims[:1], Verdict: report.Inconclusive, BoundedBy: []string{"interrupt"}}
	require.Equal(t, 1, requireXML(t, ended.Suites()...).Suites[1].Errors)
	require.Equal(t, "INCONCLUSIVE: ended by interrupt before every claim was checked. 1 claim, 1 as expected, 0 not.", ended.Sentence())
}

// A report that cannot be written is an error.
func TestTextToAFullDisk(t *testing.T) {
	require.ErrorIs(t, sample().Text(full{}, report.TextOptions{}), errFull)
	require.ErrorIs(t, sample().JSON(full{}), errFull)
	require.ErrorIs(t, report.JUnit(full{}, sample().Suites()...), errFull)
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
