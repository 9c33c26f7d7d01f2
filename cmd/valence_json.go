package cmd

import (
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/valence"
)

// valenceLine is the result in JSON.
type valenceLine struct {
	Type      string            `json:"type"`
	Version   int               `json:"version"`
	Command   string            `json:"command"`
	Protocol  string            `json:"protocol"`
	Mutant    string            `json:"mutant"`
	Settings  map[string]string `json:"settings"`
	Verdict   report.Verdict    `json:"verdict"`
	Complete  bool              `json:"complete"`
	BoundedBy []string          `json:"bounded_by"`
	Warnings  []string          `json:"warnings"`
	UpTo      bool              `json:"to_decisions"` // what comes after a decision was left out

	Values    []string       `json:"values"`
	Processes []string       `json:"processes"`
	States    int            `json:"states"`
	Steps     uint64         `json:"steps"`
	Bivalent  int            `json:"bivalent"`
	Decided   []valueLine    `json:"decided"`
	Torn      int            `json:"torn"`
	Univalent []valueLine    `json:"univalent"`
	Stuck     tallyLine      `json:"stuck"`
	Blocked   []processLine  `json:"blocked"`
	Inputs    []vectorLine   `json:"inputs"`
	Pairs     pairsLine      `json:"pairs"`
	Critical  []criticalLine `json:"critical"`
	Schedules []scheduleLine `json:"schedules"`
	Longest   *int           `json:"longest_bivalent"` // null: there is none, or no end
	Promises  []promiseLine  `json:"promises"`
	Runs      []savedRunLine `json:"runs"`
}

type tallyLine struct {
	States  int `json:"states"`
	ByBound int `json:"by_bound"`
}

type valueLine struct {
	Value string `json:"value"`
	tallyLine
}

type processLine struct {
	Process string `json:"process"`
	tallyLine
}

type vectorLine struct {
	Inputs  []int    `json:"inputs"`
	Values  []string `json:"values"`
	Bounded bool     `json:"bounded"`
}

type pairsLine struct {
	Pairs  int `json:"pairs"`
	Idle   int `json:"idle"`
	Broken int `json:"broken"`
}

type criticalLine struct {
	Processes []string `json:"processes"`
	Kinds     []string `json:"kinds"`
	tallyLine
}

type scheduleLine struct {
	Stopped  string   `json:"stopped"` // "" is nobody
	Found    bool     `json:"found"`
	Bivalent bool     `json:"bivalent"`
	Blocked  bool     `json:"blocked"`
	Bounds   []string `json:"bounds"` // those at which undecided runs end
}

type promiseLine struct {
	Name    string         `json:"name"`
	Verdict report.Verdict `json:"verdict"`
	Why     string         `json:"why"`
}

// line is the result as a line of JSON.
func (w *valenceText) line(verdict report.Verdict) valenceLine {
	l := valenceLine{
		Type: "result", Version: report.Version, Command: "valence", Protocol: w.protocol.Name, Mutant: w.mutantName(),
		Settings: w.settings, Verdict: verdict, Complete: w.Search.Complete(), BoundedBy: listOf(w.Search.BoundedBy),
		Warnings: listOf(w.warnings()), UpTo: w.ToDecisions, Values: w.Values, Processes: w.Names,
		States: w.counts.All, Steps: w.Search.Steps, Bivalent: w.counts.Bivalent, Torn: w.counts.Torn,
		Decided: []valueLine{}, Univalent: []valueLine{}, Blocked: []processLine{}, Stuck: tallyLineOf(w.counts.Stuck),
		Inputs: []vectorLine{}, Pairs: pairsLine{w.diamonds.Count, w.diamonds.Idle, w.diamonds.Broken},
		Critical: []criticalLine{}, Schedules: []scheduleLine{}, Promises: []promiseLine{}, Runs: listOf(w.saved),
	}
	for value, name := range w.Values {
		l.Decided = append(l.Decided, valueLine{name, tallyLine{States: w.counts.Decided[value]}})
		l.Univalent = append(l.Univalent, valueLine{name, tallyLineOf(w.counts.Univalent[value])})
	}
	for p, name := range w.Names {
		l.Blocked = append(l.Blocked, processLine{name, tallyLineOf(w.counts.Blocked[p])})
	}
	for _, v := range w.chain {
		l.Inputs = append(l.Inputs, vectorLine{v.inputs, listOf(v.values), v.bounded})
	}
	for _, c := range w.critical {
		l.Critical = append(l.Critical, criticalLine{w.namesOf(c.Processes), c.Kinds, tallyLineOf(c.Count)})
	}
	for i, s := range w.schedules {
		l.Schedules = append(l.Schedules, w.scheduleLine(i-1, s))
	}
	if w.longest != nil {
		n := len(w.longest.Steps)
		l.Longest = &n
	}
	for _, p := range w.promises {
		l.Promises = append(l.Promises, promiseLine{p.name, p.verdict, p.why})
	}
	return l
}

func (w *valenceText) scheduleLine(stopped int, s *valence.Schedule) scheduleLine {
	l := scheduleLine{Found: s != nil, Bivalent: s != nil && s.Open, Blocked: s != nil && s.Blocked, Bounds: listOf(w.Bounds(stopped))}
	if stopped != valence.None {
		l.Stopped = w.Names[stopped]
	}
	return l
}

// listOf is a list that is not null in JSON.
func listOf[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

func tallyLineOf(t valence.Tally) tallyLine { return tallyLine{t.All, t.ByBound} }
