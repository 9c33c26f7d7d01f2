// Package reported turns what a search of a protocol found into a report.
package reported

import (
	"fmt"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/search"
)

// Of returns the report of a search or a simulation. It does not say of what: the
// caller adds the subject, and which flags would check again.
func Of(m *search.Report, opts search.Options) *report.Report {
	r := &report.Report{
		Command: report.Explore, Verdict: report.Verdict(m.Verdict), Complete: m.Complete(), BoundedBy: m.BoundedBy,
		Goal: m.Goal, FromSteps: m.FromSteps, Reductions: m.Reductions, Notes: m.Notes,
		Bounds: m.Bounds, Warnings: m.Warnings, Handlers: m.StepCounts, Growing: m.Growing,
		Counts: report.Counts{
			States: m.States, Steps: m.Steps, Depth: m.Depth, Frontier: m.Frontier, Cut: m.Cut, HandlerRuns: m.HandlerRuns,
		},
		Collisions: report.Collisions{Exact: opts.Exact, Seed: opts.HashSeed, Chance: m.MachineChance},
		Resources: report.Resources{
			Workers: opts.Workers, Elapsed: m.SearchTime, Search: m.SearchTime, Memory: m.MemoryBytes,
			Visited: m.VisitedBytes, Log: m.LogBytes, Spilled: m.SpilledBytes, OnDisk: m.DiskBytes,
		},
	}
	if !opts.Exact {
		r.Collisions.Chance = min(1, r.Collisions.Chance+m.CollisionChance())
	}
	if m.DiskError != nil {
		r.Resources.Disk = m.DiskError.Error()
	}
	if opts.Bounded {
		r.Depth = &opts.Depth
	}
	if walks := opts.Simulate; walks != nil {
		r.Command = report.Simulate
		r.Simulation = &report.Simulation{Walks: m.Walks, Length: walks.Length, Seed: walks.Seed}
	}
	if opts.Until == "" { // otherwise the goal is the only thing that is looked for
		for _, p := range m.Properties {
			r.Properties = append(r.Properties, report.Property{Name: p.Name, Verdict: report.Verdict(p.Verdict), Formula: p.Formula, Fair: p.Fair, Assumed: p.Assumed, OpenBy: p.OpenBy, Why: p.Why})
		}
	}
	r.NotAsked = m.NotAsked
	for _, v := range m.Violations {
		r.Violations = append(r.Violations, report.Violation{Property: v.Property, Kind: v.Kind, Text: v.Text, Places: v.Places, Trace: v.Trace})
	}
	return r
}

// Claim returns the result of checking a claim.
func Claim(c *search.ClaimResult) report.Claim {
	return report.Claim{
		Protocol: c.Protocol, Mutant: c.Mutant, Text: c.Text, Source: c.Source, Property: c.Property,
		Expected: report.Verdict(c.Expected), Verdict: report.Verdict(c.Verdict), States: c.States,
		Broken: c.Broken, Counterexample: c.Counterexample, FromSteps: c.FromSteps,
		Elapsed: c.Elapsed, Problem: c.Problem,
	}
}

// Progress is a line that says how far a search is. The speed is the mean since the
// start: the counts grow in rounds, so the difference of two lines says little.
func Progress(now explore.Progress) string {
	return fmt.Sprintf("depth %d · %s · %s steps/s · frontier %s · %s · %s",
		now.Depth, numbers.Some(now.States, "state"), numbers.PerSecond(now.Steps, now.Elapsed), numbers.Count(now.Frontier),
		numbers.Size(now.Memory), now.Elapsed.Round(time.Second))
}
