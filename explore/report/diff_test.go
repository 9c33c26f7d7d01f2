package report_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/explore/report"
)

// saved returns a report as it is read from what JSON wrote.
func saved(t *testing.T, r *report.Report) *report.Saved {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`{"type":"progress","depth":1}` + "\n")
	require.NoError(t, r.JSON(&b))
	s, err := report.Read(&b)
	require.NoError(t, err)
	return s
}

// different returns the rows in which two reports differ, as part, name and change.
func different(t *testing.T, before, after *report.Report) (verdict report.Verdict, rows []string) {
	t.Helper()
	d, err := report.Compare(saved(t, before), saved(t, after))
	require.NoError(t, err)
	for _, r := range d.Rows {
		if r.Matters {
			rows = append(rows, string(r.Part)+" "+r.Name+" "+string(r.Change))
		}
	}
	if d.Verdict != report.Same {
		require.True(t, d.Verdict.Failed() || d.Verdict.Undecided(), "no other exit code than 0")
	}
	return d.Verdict, rows
}

// What was read is what was written.
func TestReadIsTheReport(t *testing.T) {
	for _, r := range []*report.Report{
		sample(),
		{Command: report.Conform, Conformance: &report.Conformance{Images: 3, Departure: &report.Departure{Step: 2, Code: "S1 crashes"}}},
		{Command: report.Validate, Validation: &report.Validation{Log: "a.ndjson", Events: 3, Misfit: &report.Misfit{Event: 2}}},
		{Command: report.Claims, Claims: []report.Claim{{Protocol: "a", Property: "p"}}},
	} {
		d, err := report.Compare(r.Saved(), saved(t, r))
		require.NoError(t, err)
		require.Equal(t, report.Same, d.Verdict)
		var before, after bytes.Buffer
		require.NoError(t, d.JSON(&before, "a", "b"))
		same, err := report.Compare(saved(t, r), saved(t, r))
		require.NoError(t, err)
		require.NoError(t, same.JSON(&after, "a", "b"))
		require.Empty(t, cmp.Diff(before.String(), after.String()))
	}
}

func TestCompare(t *testing.T) {
	verdict, rows := different(t, sample(), sample())
	require.Equal(t, report.Same, verdict)
	require.Empty(t, rows)

	for want, change := range map[string]func(*report.Report){
		"": func(r *report.Report) {
			r.Resources = report.Resources{Elapsed: time.Hour, Memory: 1 << 40, Workers: 99}
		},
		"count states changed":                 func(r *report.Report) { r.Counts.States++ },
		"count depth changed":                  func(r *report.Report) { r.Counts.Depth = 6 },
		"count frontier changed":               func(r *report.Report) { r.Counts.Frontier = 0 },
		"verdict verdict changed":              func(r *report.Report) { r.Verdict = report.Holds },
		"verdict complete changed":             func(r *report.Report) { r.Complete = true },
		"verdict bounded by removed":           func(r *report.Report) { r.BoundedBy = nil },
		"property small changed":               func(r *report.Report) { r.Properties[0].Verdict = report.Vacuous },
		"property other removed":               func(r *report.Report) { r.Properties = r.Properties[:1] },
		"property new added":                   func(r *report.Report) { r.Properties = append(r.Properties, report.Property{Name: "new"}) },
		"violation small, invariant changed":   func(r *report.Report) { r.Violations[0].Trace.States = r.Violations[0].Trace.States[:2] },
		"violation small, invariant removed":   func(r *report.Report) { r.Violations = nil },
		"violation small, invariant added":     func(r *report.Report) { r.Violations = append(r.Violations, r.Violations[0]) },
		"handler S receives M never taken":     func(r *report.Report) { r.Handlers[0].Steps = 0 },
		"handler S crashes taken":              func(r *report.Report) { r.Handlers[1].Steps = 5 },
		"handler S receives M changed":         func(r *report.Report) { r.Handlers[0].Steps++ },
		"handler S timeout added":              func(r *report.Report) { r.Handlers = append(r.Handlers, report.Handler{Name: "S timeout"}) },
		"bound crashes changed":                func(r *report.Report) { r.Bounds[0].Value = "2" },
		"bound crashes, steps refused changed": func(r *report.Report) { r.Bounds[0].Refused = 0 },
		"setting nodes changed":                func(r *report.Report) { r.Subject.Settings["nodes"] = "4" },
		"reduction symmetry removed":           func(r *report.Report) { r.Reductions = nil },
		"warning idle-node S removed":          func(r *report.Report) { r.Warnings = r.Warnings[1:] },
		"warning idle-node S changed":          func(r *report.Report) { r.Warnings[0].Meant = "in the paper" },
		"action Next added":                    func(r *report.Report) { r.Actions = []report.Action{{Name: "Next", Steps: 4}} },
	} {
		other := sample()
		change(other)
		verdict, rows := different(t, sample(), other)
		if want == "" {
			require.Equal(t, report.Same, verdict)
			require.Empty(t, rows)
			continue
		}
		require.Equal(t, report.Differs, verdict, want)
		require.Equal(t, []string{want}, rows)
	}
}

// The counts of a run that was ended say nothing: that is neither the same nor different.
func TestCompareOfEndedRuns(t *testing.T) {
	ended := func(states uint64) *report.Report {
		return &report.Report{Command: report.Explore, Verdict: report.Inconclusive, BoundedBy: []string{"time"}, Counts: report.Counts{States: states}}
	}
	verdict, rows := different(t, ended(5), ended(6))
	require.Equal(t, report.Inconclusive, verdict)
	require.Empty(t, rows)
	verdict, _ = different(t, ended(5), ended(5))
	require.Equal(t, report.Inconclusive, verdict)
	verdict, rows = different(t, ended(5), &report.Report{Command: report.Explore, Verdict: report.Holds, Complete: true, Counts: report.Counts{States: 7}})
	require.Equal(t, report.Differs, verdict)
	require.Equal(t, []string{"verdict verdict changed", "verdict complete changed", "verdict bounded by removed"}, rows)
}

func TestCompareClaims(t *testing.T) {
	claims := func(length int) *report.Report {
		return &report.Report{Command: report.Claims, Verdict: report.Holds, Complete: true, Claims: []report.Claim{
			{Protocol: "a", Property: "p", Verdict: report.Holds, States: 5},
			{Protocol: "a", Mutant: "m", Property: "p", Verdict: report.Violated, Counterexample: length},
		}}
	}
	verdict, rows := different(t, claims(4), claims(5))
	require.Equal(t, report.Differs, verdict)
	require.Equal(t, []string{"claim a -mutant m, p changed"}, rows)
}

func TestDiffText(t *testing.T) {
	other := sample()
	other.Counts.States, other.Handlers[0].Steps, other.Properties[1].Verdict = 1230, 0, report.Holds
	d, err := report.Compare(saved(t, sample()), saved(t, other))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, d.Text(&b, "a.json", "b.json"))
	require.Equal(t, `explore toy -mutant broken
A  a.json
B  b.json

DIFFERS: 1 count, 1 verdict of properties, 1 handler, never taken any more: S receives M.

                       A         B
  verdict       violated  violated
  complete            no        no
  bounded by       depth     depth
  states           1,234     1,230  −4
  steps            5,678     5,678
  depth                7         7
  frontier             1         1
  cut steps            2         2
  handler runs        10        10
  time                2s        2s
  memory         3.0 MiB   3.0 MiB

properties
  other  open  holds  changed

steps of handlers, timers and faults
  S receives M  5,678  0  never taken
`, b.String())
	require.Equal(t, 3, requireXML(t, d.Suite()).Suites[0].Failures)
	require.Len(t, annotations(t, d.Suite()), 3)
}

func TestCompareDifferentThings(t *testing.T) {
	other := sample()
	other.Subject.Mutant.Name = ""
	_, err := report.Compare(saved(t, sample()), saved(t, other))
	require.EqualError(t, err, "they are not about the same thing: one is of explore toy -mutant broken, the other of explore toy")

	// Where the files lie is no part of what they are.
	at := func(dir string) *report.Report {
		return &report.Report{Command: report.TLA, Subject: report.Subject{Spec: dir + "A.tla", Config: dir + "A.cfg"}}
	}
	verdict, _ := different(t, at("main/specs/"), at(`C:\\specs\\`))
	require.Equal(t, report.Same, verdict)
}

func TestReadRefuses(t *testing.T) {
	var result bytes.Buffer
	require.NoError(t, sample().JSON(&result))
	line := result.String()
	for text, want := range map[string]string{
		"":                                "it has no result, which is the last line of a run that came to its end",
		`{"type":"progress"}`:             "it has no result, which is the last line of a run that came to its end",
		line + line:                       "it has 2 results; one is accepted",
		"explore: no such\n":              "it is not JSON from byte 0 on; accepted is what a command writes with -json",
		line[:len(line)/2]:                "it is not JSON from byte 0 on; accepted is what a command writes with -json",
		"[1,2]":                           "it has JSON that is no line of a report; accepted is what a command writes with -json",
		"{}":                              `it has a line of the type "", which is no part of a report`,
		`{"type":"replay"}`:               `it has a line of the type "replay", which is no part of a report`,
		`{"type":"result"}`:               "its version is 0; this program reads 2",
		`{"type":"result","version":"x"}`: "its result is broken: version cannot be a JSON string",
		`{"type":"result","version":2}`:   `its command is ""; accepted are explore, simulate, tla, conform, validate, claims`,
		`{"type":"result","version":2,"verdict":"refused","error":"no\u001b such"}`: `its run came to no result: no\x1b such`,
		strings.Replace(line, `"states":1234`, `"states":-1`, 1):                    "its result is broken: states cannot be a JSON number -1",
		strings.Replace(line, `"properties":[`, `"properties":[7,`, 1):              "its result is broken: properties cannot be a JSON number",
	} {
		_, err := report.Read(strings.NewReader(text))
		require.EqualError(t, err, want, text)
	}
	_, err := report.Read(strings.NewReader(strings.Repeat(" ", 65<<20)))
	require.EqualError(t, err, "it is larger than 64.0 MiB")

	// As other tools lay it out, and as PowerShell writes it.
	var laid bytes.Buffer
	require.NoError(t, json.Indent(&laid, result.Bytes(), "", "  "))
	s, err := report.Read(strings.NewReader("\ufeff" + laid.String()))
	require.NoError(t, err)
	require.Equal(t, "explore toy -mutant broken", s.Subject())
}

// Any JSON in the place of any field is read or refused, never more than that.
func TestReadForeignJSON(t *testing.T) {
	var result bytes.Buffer
	require.NoError(t, sample().JSON(&result))
	var fields map[string]any
	require.NoError(t, json.Unmarshal(result.Bytes(), &fields))
	var names []string
	for name := range fields {
		if name != "type" && name != "version" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	values := []any{nil, -1, 1e300, "x\x1b[2J", true, []any{nil, 1}, []any{map[string]any{"name": "\u202e"}}, map[string]any{"a": []any{}}}
	rapid.Check(t, func(t *rapid.T) {
		name, value := rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(values).Draw(t, "value")
		other := map[string]any{}
		for n, v := range fields {
			other[n] = v
		}
		other[name] = value
		text, err := json.Marshal(other)
		require.NoError(t, err)
		s, err := report.Read(bytes.NewReader(text))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		before := sample().Saved()
		d, err := report.Compare(before, s)
		if err != nil {
			require.NotContains(t, err.Error(), "\x1b")
			return
		}
		var b bytes.Buffer
		require.NoError(t, d.Text(&b, "a", "b"))
		require.NotContains(t, b.String(), "\x1b")
		require.NotContains(t, b.String(), "\u202e")
	})
}
