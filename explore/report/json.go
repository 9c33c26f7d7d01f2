package report

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"

	"github.com/synod-go/synod/internal/quote"
)

// Version is the version of the JSON form. It changes when a field changes its
// meaning or its type; docs/json.md tells the versions apart.
const Version = 2

// line is a report in JSON. Fields are added at will.
type line struct {
	Type      string   `json:"type"`
	Version   int      `json:"version"`
	Command   string   `json:"command"`
	Protocol  string   `json:"protocol"` // "" for a spec or a log
	Mutant    string   `json:"mutant"`
	Spec      string   `json:"spec"` // "" for a search of a protocol
	Config    string   `json:"config"`
	Verdict   Verdict  `json:"verdict"`
	Complete  bool     `json:"complete"`
	BoundedBy []string `json:"bounded_by"`

	States      uint64 `json:"states"`
	Steps       uint64 `json:"steps"`
	Initial     uint64 `json:"initial"`
	Generated   uint64 `json:"generated"`
	Depth       int    `json:"depth"`
	Frontier    uint64 `json:"frontier"`
	CutSteps    uint64 `json:"cut_steps"`
	HandlerRuns uint64 `json:"handler_runs"`
	Walks       int    `json:"walks"`

	Properties []propertyLine  `json:"properties"`
	NotAsked   []string        `json:"notAsked,omitempty"`
	Open       []string        `json:"open"`
	Violation  *violationLine  `json:"violation"` // the first, or null
	Violations []violationLine `json:"violations"`
	Goal       string          `json:"goal"`
	FromSteps  int             `json:"from_steps"`

	Settings   map[string]string `json:"settings"`
	Bounds     []boundLine       `json:"bounds"`
	Reductions []string          `json:"reductions"`
	Warnings   []warningLine     `json:"warnings"`
	Notes      []string          `json:"notes"`
	Handlers   []handlerLine     `json:"handlers"`
	Actions    []actionLine      `json:"actions"`
	Growing    []growthLine      `json:"growing"`

	Exact           bool    `json:"exact"`
	Seed            uint64  `json:"seed"`
	CollisionChance float64 `json:"collision_chance"`

	Workers int     `json:"workers"`
	Elapsed float64 `json:"elapsed_s"`
	Search  float64 `json:"search_s"`
	Memory  int64   `json:"memory_bytes"`
	Visited int64   `json:"visited_bytes"`
	Log     int64   `json:"log_bytes"`
	Spilled int64   `json:"spilled_bytes"`
	OnDisk  int64   `json:"disk_bytes"`

	*conformanceLine              // of conform alone
	*validationLine               // of validate alone
	*claimsLine                   // of claims alone
	Cluster          *clusterLine `json:"cluster,omitempty"` // of cluster alone
}

type propertyLine struct {
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	// Of a property about whole runs:
	Formula string   `json:"formula,omitempty"`
	Fair    string   `json:"fair,omitempty"`
	Assumed string   `json:"assumed,omitempty"`
	OpenBy  []string `json:"openBy,omitempty"`
}

type violationLine struct {
	Property string   `json:"property"`
	Length   int      `json:"length"`
	Trace    string   `json:"trace"` // the path; "" when the run was not saved
	Kind     string   `json:"kind"`
	Text     string   `json:"text"`
	LastStep string   `json:"last_step"`
	File     string   `json:"file"` // "" when the place is not known
	Line     int      `json:"line"`
	Eval     []string `json:"eval,omitempty"`
	UpTo     string   `json:"loop_up_to,omitempty"`
	// Of a run without end: to which state it goes back, and by which step if that is known.
	Loop *int   `json:"loop,omitempty"`
	Back string `json:"back,omitempty"`
}

type boundLine struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Refused uint64 `json:"refused"`
}

type warningLine struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Text  string `json:"text"`
	Meant string `json:"meant"`
}

type handlerLine struct {
	Name  string `json:"name"`
	Steps uint64 `json:"steps"`
}

type actionLine struct {
	Name  string `json:"name"`
	Steps uint64 `json:"steps"`
	New   uint64 `json:"new"`
	Place string `json:"place"`
}

type growthLine struct {
	What    string   `json:"what"`
	Kind    string   `json:"kind"`
	Start   uint64   `json:"start"`
	Deepest uint64   `json:"deepest"`
	Beyond  uint64   `json:"beyond"`
	Depth   int      `json:"depth"`
	Steps   int      `json:"steps"`
	By      []string `json:"by"`
	Bound   string   `json:"bound"`
}

type conformanceLine struct {
	Losses     bool       `json:"losses"`
	Images     uint64     `json:"images"`
	Missed     uint64     `json:"missed"`
	SameStates bool       `json:"same_states"`
	Stutters   uint64     `json:"stutters"`
	Several    uint64     `json:"several"`
	Never      []string   `json:"never"`
	Departure  *Departure `json:"departure"`
}

type validationLine struct {
	File      string     `json:"log"`
	EndedBy   string     `json:"ended_by"`
	Events    int        `json:"events"`
	Matched   int        `json:"matched"`
	Widest    int        `json:"widest"`
	Unlogged  int        `json:"unlogged"`
	Unchecked []string   `json:"unchecked"`
	Misfit    *Misfit    `json:"misfit"`
	Logs      []string   `json:"logs"`
	Unplaced  []Unplaced `json:"unplaced"`
}

type claimsLine struct {
	Claims []claimLine `json:"claims"`
}

// JSON writes the report as one line of JSON.
func (r *Report) JSON(w io.Writer) error { return JSONLine(w, r.line()) }

func (r *Report) line() *line {
	c, res := &r.Counts, &r.Resources
	l := &line{
		Type: "result", Version: Version, Command: r.Command,
		Protocol: r.Subject.Protocol, Mutant: r.Subject.Mutant.Name, Spec: r.Subject.Spec, Config: r.Subject.Config,
		Verdict: r.Verdict, Complete: r.Complete, BoundedBy: orEmpty(r.BoundedBy),
		States: c.States, Steps: c.Steps, Initial: c.Initial, Generated: c.Generated, Depth: c.Depth,
		Frontier: c.Frontier, CutSteps: c.Cut, HandlerRuns: c.HandlerRuns,
		Open: orEmpty(r.Open), Goal: r.Goal, FromSteps: r.FromSteps,
		Settings: map[string]string{}, Reductions: orEmpty(r.Reductions), Notes: orEmpty(r.Notes),
		Exact: r.Collisions.Exact, Seed: r.Collisions.Seed, CollisionChance: r.Collisions.Chance,
		Workers: res.Workers, Elapsed: res.Elapsed.Seconds(), Search: res.Search.Seconds(),
		Memory: res.Memory, Visited: res.Visited, Log: res.Log, Spilled: res.Spilled, OnDisk: res.OnDisk,
	}
	if r.Simulation != nil {
		l.Walks = r.Simulation.Walks
	}
	maps.Copy(l.Settings, r.Subject.Settings)
	l.Bounds = mapped(r.allBounds(), func(b Bound) boundLine { return boundLine(b) })
	l.Warnings = mapped(r.Warnings, func(w Warning) warningLine { return warningLine(w) })
	l.Handlers = mapped(r.Handlers, func(h Handler) handlerLine { return handlerLine(h) })
	l.Growing = mapped(r.Growing, func(g Growth) growthLine {
		return growthLine{g.What, g.Kind, g.Start, g.Deepest, g.Beyond, g.Depth, g.Steps, orEmpty(g.By), g.Bound}
	})
	l.Actions = mapped(r.Actions, func(a Action) actionLine { return actionLine(a) })
	l.Properties = mapped(r.Properties, func(p Property) propertyLine {
		return propertyLine{p.Name, p.Verdict, p.Formula, p.Fair, p.Assumed, p.OpenBy}
	})
	l.NotAsked = r.NotAsked
	l.Violations = mapped(r.Violations, func(v Violation) violationLine {
		return violationLine{v.Property, v.Length(), v.Path, v.Kind, v.Text, v.LastStep(), v.Place().File, v.Place().Line, v.Eval, v.upTo(), v.loop(), v.back()}
	})
	if len(l.Violations) > 0 {
		l.Violation = &l.Violations[0]
	}
	l.conformanceLine, l.validationLine = r.conformanceLine(), r.validationLine()
	l.Cluster = r.clusterLine()
	if r.Command == Claims {
		l.claimsLine = &claimsLine{mapped(r.Claims, func(c Claim) claimLine { return c.line() })}
	}
	return l
}

func (r *Report) conformanceLine() *conformanceLine {
	c := r.Conformance
	if c == nil {
		return nil
	}
	var never []string
	for _, a := range r.Actions {
		if a.Steps == 0 {
			never = append(never, a.Name)
		}
	}
	return &conformanceLine{c.Losses, c.Images, c.Missed, c.SameStates, c.Stutters, c.Several, orEmpty(never), c.Departure}
}

func (r *Report) validationLine() *validationLine {
	v := r.Validation
	if v == nil {
		return nil
	}
	l := &validationLine{v.Log, "", v.Events, v.Matched, v.Widest, v.Unlogged, orEmpty(v.Unchecked), v.Misfit, orEmpty(v.Logs), orEmpty(v.Unplaced)}
	if r.Verdict == Inconclusive && len(r.BoundedBy) > 0 {
		l.EndedBy = r.BoundedBy[0]
	}
	return l
}

// JSONLine writes a value as one line of JSON, in which <, > and & stand as they
// are, and nothing that a terminal would obey.
func JSONLine(w io.Writer, value any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(quote.JSON(b.Bytes()))
	return err
}

// mapped applies f to each element. The result is never nil.
func mapped[A, B any](list []A, f func(A) B) []B {
	out := []B{}
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

// orEmpty makes JSON's [] of no list.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
