package cmd

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/quote"
)

// resultLine is the last line of the NDJSON output. Fields are added at will,
// and never taken away or given another meaning.
type resultLine struct {
	Type        string         `json:"type"`
	Protocol    string         `json:"protocol"`
	Mutant      string         `json:"mutant"`
	Verdict     string         `json:"verdict"`
	Complete    bool           `json:"complete"`
	BoundedBy   []string       `json:"bounded_by"`
	States      uint64         `json:"states"`
	Steps       uint64         `json:"steps"`
	Depth       int            `json:"depth"`
	HandlerRuns uint64         `json:"handler_runs"`
	Workers     int            `json:"workers"`
	Elapsed     float64        `json:"elapsed_s"`
	Search      float64        `json:"search_s"`
	Memory      int64          `json:"memory_bytes"`
	Properties  []propertyJSON `json:"properties"`
	Violation   *violationJSON `json:"violation"` // null when nothing is violated

	Violations []violationJSON `json:"violations"` // all that were looked for, the first first

	Goal            string            `json:"goal"`       // of -until, or where the search started
	FromSteps       int               `json:"from_steps"` // of the run at whose end the search started
	Settings        map[string]string `json:"settings"`
	Bounds          []boundJSON       `json:"bounds"`
	Reductions      []string          `json:"reductions"`
	Warnings        []warningJSON     `json:"warnings"`
	Notes           []string          `json:"notes"`
	Handlers        []handlerJSON     `json:"handlers"`
	Frontier        uint64            `json:"frontier"`  // states that were found but not expanded
	CutSteps        uint64            `json:"cut_steps"` // steps to states outside the state constraint
	Exact           bool              `json:"exact"`
	Seed            uint64            `json:"seed"`
	CollisionChance float64           `json:"collision_chance"`
	Walks           int               `json:"walks"` // of a simulation
	VisitedBytes    int64             `json:"visited_bytes"`
	LogBytes        int64             `json:"log_bytes"`
	SpilledBytes    int64             `json:"spilled_bytes"`
}

type propertyJSON struct {
	Name    string `json:"name"`
	Verdict string `json:"verdict"`
}

type violationJSON struct {
	Property string `json:"property"`
	Length   int    `json:"length"`
	Trace    string `json:"trace"` // the path; "" if it could not be saved
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	LastStep string `json:"last_step"`
	// Eval are the values of the expression of explore tla -eval, one for each state;
	// not there without the flag.
	Eval []string `json:"eval,omitempty"`
}

type boundJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	// Refused counts the steps that the bound refused.
	Refused uint64 `json:"refused"`
}

type handlerJSON struct {
	Name  string `json:"name"`
	Steps uint64 `json:"steps"`
}

// writeJSON writes the last progress line and the result.
func (o *outcome) writeJSON(w io.Writer) error {
	if err := encodeLine(w, progressLine{"progress", o.Depth, o.States, o.Steps, o.Frontier, o.MemoryBytes, o.SearchTime.Seconds()}); err != nil {
		return err
	}
	line := resultLine{
		Type:     "result",
		Protocol: o.protocol.Name, Mutant: o.mutantName(),
		Verdict: o.Verdict, Complete: o.Complete(), BoundedBy: orEmpty(o.BoundedBy),
		States: o.States, Steps: o.Steps, Depth: o.Depth, HandlerRuns: o.HandlerRuns,
		Workers: o.options.Workers, Elapsed: o.elapsed.Seconds(), Search: o.SearchTime.Seconds(),
		Memory:     o.MemoryBytes,
		Properties: []propertyJSON{},
		Goal:       o.Goal, FromSteps: o.FromSteps,
		Settings: o.settings, Bounds: []boundJSON{}, Reductions: orEmpty(o.Reductions), Warnings: warningsJSON(o.Warnings), Notes: orEmpty(o.Notes), Handlers: []handlerJSON{},
		Frontier: o.Frontier, CutSteps: o.Cut,
		Exact: o.options.Exact, Seed: o.options.HashSeed, CollisionChance: o.collisionChance(),
		Walks: o.Walks, VisitedBytes: o.VisitedBytes, LogBytes: o.LogBytes, SpilledBytes: o.SpilledBytes,
	}
	for _, p := range o.Properties {
		line.Properties = append(line.Properties, propertyJSON{p.Name, p.Verdict})
	}
	for _, b := range o.Bounds {
		line.Bounds = append(line.Bounds, boundJSON{b.Name, b.Value, b.Refused})
	}
	if o.bounded(explore.ByDepth) {
		line.Bounds = append(line.Bounds, boundJSON{"depth", count(o.options.Depth), 0})
	}
	for _, c := range o.StepCounts {
		line.Handlers = append(line.Handlers, handlerJSON{c.Name, c.Steps})
	}
	line.Violations = orEmpty(violationsJSON(o.found))
	if len(line.Violations) > 0 {
		line.Violation = &line.Violations[0]
	}
	return encodeLine(w, line)
}

// encodeLine writes a line of JSON, in which <, > and & stand as they are.
func encodeLine(w io.Writer, line any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(line); err != nil {
		return err
	}
	_, err := w.Write(quote.JSON(b.Bytes()))
	return err
}

// orEmpty makes JSON's [] of no list.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
