package cmd

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/check"
)

// checked is what a check of the requested spec found.
func (r *tlaRequest) checked(module string, found *check.Report) *report.Report {
	rep := &report.Report{
		Command: report.TLA, Subject: r.subject(module), Verdict: verdictOf(found.Verdict), BoundedBy: found.BoundedBy,
		Complete: found.Verdict == check.VerdictOK && len(found.BoundedBy) == 0,
		Open:     found.Open, Occurrences: found.Counts, NoBehaviour: found.OnlyAssumptions,
		Counts: report.Counts{
			States: found.States, Initial: found.Initial, Steps: found.Steps, Generated: found.Generated(),
			Depth: found.Depth, Frontier: found.Frontier, Cut: found.Cut,
		},
		Collisions: report.Collisions{Exact: r.options.Exact, Again: "-exact"},
		Resources: report.Resources{
			Workers: r.options.Workers, Search: found.Elapsed, Memory: found.PeakBytes,
			Visited: found.VisitedBytes, Log: found.LogBytes, Spilled: found.SpilledBytes, OnDisk: found.DiskBytes,
		},
	}
	if !r.options.Exact {
		rep.Collisions.Chance = found.CollisionChance()
	}
	if found.DiskError != nil {
		rep.Resources.Disk = found.DiskError.Error()
	}
	if r.options.Bounded {
		rep.Depth = &r.options.Depth
	}
	if walks := r.options.Simulate; walks != nil {
		rep.Simulation = &report.Simulation{Walks: found.Walks, Length: walks.Length, Seed: r.options.HashSeed}
	}
	for _, text := range found.Warnings {
		rep.Warnings = append(rep.Warnings, report.Warning{Text: text})
	}
	for _, v := range found.Violations {
		rep.Violations = append(rep.Violations, report.Violation{
			Property: v.Property, Kind: v.Kind, Text: v.Text, Places: []report.Place{placeOf(v.Span)}, Trace: v.Trace,
		})
		rep.NoBehaviour = rep.NoBehaviour || v.Kind == check.KindAssumption
	}
	for _, name := range found.Claims {
		rep.Properties = append(rep.Properties, claimed(name, found))
	}
	rep.Actions = actionsOf(found.Actions)
	return rep
}

func (r *tlaRequest) subject(module string) report.Subject {
	return report.Subject{Name: module, Doc: r.sources.Spec, Spec: r.sources.Spec, Config: r.sources.Config}
}

// fileName begins the names of the files of saved runs.
func (r *tlaRequest) fileName(module string) string {
	if r.sources.Config != "" {
		return strings.TrimSuffix(filepath.Base(r.sources.Config), ".cfg")
	}
	return module
}

// verdictOf is the verdict of a check in the words of a report.
func verdictOf(verdict string) report.Verdict {
	switch verdict {
	case check.VerdictOK:
		return report.Holds
	case check.VerdictViolation:
		return report.Violated
	}
	return report.Verdict(verdict)
}

// claimed is how an invariant or property stands after a check.
func claimed(name string, found *check.Report) report.Property {
	p := report.Property{Name: name, Verdict: report.Holds}
	broken := slices.IndexFunc(found.Violations, func(v *check.Violation) bool { return v.Property == name })
	switch {
	case broken >= 0 && found.Violations[broken].Kind == check.KindEvaluation:
		p.Verdict, p.Why = report.Open, "its evaluation failed"
	case broken >= 0:
		p.Verdict = report.Violated
	case slices.Contains(found.Open, name) && found.Violation != nil:
		p.Verdict, p.Why = report.Open, "not looked at, because of the violation"
	case slices.Contains(found.Open, name):
		p.Verdict = report.Open
		p.Why = "behaviours end where the run was bounded, so what holds in the long run is not known"
	case !found.Complete():
		p.Verdict = report.Open
	case found.Initial == 0 && found.States == 0:
		p.Verdict = report.Vacuous
	}
	return p
}

// actionsOf adds up the actions that have one name, in the order in which they stand.
func actionsOf(counts []check.ActionCount) (list []report.Action) {
	at := map[string]int{}
	for _, a := range counts {
		i, known := at[a.Name]
		if !known {
			i = len(list)
			at[a.Name] = i
			list = append(list, report.Action{Name: a.Name, Place: a.Place})
		}
		list[i].Steps += a.Steps
		list[i].New += a.New
	}
	return list
}
