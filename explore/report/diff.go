package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
)

// Diff is how two reports of one subject differ.
type Diff struct {
	Before, After *Saved
	// Verdict is Same, Differs, or Inconclusive when what differs says nothing because a
	// run was ended before its time.
	Verdict Verdict
	// Rows are the verdict, the counts and the costs of both, and what else differs.
	Rows []Row
}

// Row is one thing in two reports.
type Row struct {
	// Part is the part of the report, one of the constants Part….
	Part Part
	// Name is the name of the property, the handler, the count and so on.
	Name string
	// Before and After are a string or a number, and nil where the thing is not there.
	Before, After any
	// Change says how they differ; "" when they do not.
	Change Change
	// Matters reports whether the verdict counts the difference.
	Matters bool
}

// Part is a part of a report.
type Part string

// The parts of a report that are compared.
const (
	PartVerdict   Part = "verdict"
	PartCount     Part = "count"
	PartCost      Part = "cost" // time and memory, which never matter
	PartProperty  Part = "property"
	PartViolation Part = "violation" // its length
	PartHandler   Part = "handler"
	PartAction    Part = "action"
	PartBound     Part = "bound"
	PartSetting   Part = "setting"
	PartReduction Part = "reduction"
	PartWarning   Part = "warning"
	PartClaim     Part = "claim"
)

// Change is how something differs.
type Change string

// The changes.
const (
	Changed    Change = "changed"
	Added      Change = "added"
	Removed    Change = "removed"
	NeverTaken Change = "never taken" // a handler or action that was taken before
	Taken      Change = "taken"       // one that was never taken before
)

// Costs. Their values are seconds and bytes.
const (
	costTime   = "time"
	costMemory = "memory"
)

// named is something in one report.
type named struct {
	name  string
	value any
}

// parts are the parts of a report, and what is in them.
var parts = []struct {
	Part
	of func(*line) []named
}{
	{PartVerdict, (*line).verdicts},
	{PartCount, (*line).counts},
	{PartCost, func(l *line) []named { return []named{{costTime, l.Elapsed}, {costMemory, l.Memory}} }},
	{PartClaim, (*line).claims},
	{PartProperty, func(l *line) []named {
		return mapped(l.Properties, func(p propertyLine) named { return named{p.Name, p.compared()} })
	}},
	{PartViolation, func(l *line) []named {
		return mapped(l.Violations, func(v violationLine) named { return named{v.Property + ", " + v.Kind, v.compared()} })
	}},
	{PartHandler, func(l *line) []named {
		return mapped(l.Handlers, func(h handlerLine) named { return named{h.Name, h.Steps} })
	}},
	{PartAction, func(l *line) []named {
		return mapped(l.Actions, func(a actionLine) named { return named{a.Name, a.Steps} })
	}},
	{PartBound, (*line).bounds},
	{PartSetting, (*line).settings},
	{PartReduction, func(l *line) []named {
		return mapped(l.Reductions, func(text string) named { return named{text, ""} })
	}},
	{PartWarning, (*line).warnings},
}

// compared is what is compared of a property: its verdict, and what it assumes to be fair.
func (p propertyLine) compared() string {
	if p.Fair == "" {
		return string(p.Verdict)
	}
	return fmt.Sprintf("%s (fair: %s)", p.Verdict, p.Fair)
}

// compared is what is compared of a violation: the length of its run, and of its loop.
func (v violationLine) compared() any {
	length := max(v.Length, 0)
	if v.Loop == nil || v.Back == "" {
		return uint64(length)
	}
	return fmt.Sprintf("%s, of which %s are a loop", numbers.Some(length+1, "step"), numbers.Count(max(0, length+1-*v.Loop)))
}

// Compare compares two reports. The error says that they are not about the same thing.
func Compare(before, after *Saved) (*Diff, error) {
	if a, b := before.Subject(), after.Subject(); a != b {
		return nil, fmt.Errorf("they are not about the same thing: one is of %s, the other of %s", cut(a), cut(b))
	}
	d := &Diff{Before: before, After: after, Verdict: Same}
	undecided := before.cutShort() || after.cutShort()
	for _, p := range parts {
		for _, r := range joined(p.of(&before.line), p.of(&after.line)) {
			r.Part = p.Part
			if p.Part == PartCount {
				r.Before, r.After = orZero(r.Before), orZero(r.After)
			}
			r.Change = r.change()
			if r.Change == "" && p.Part != PartVerdict && p.Part != PartCount && p.Part != PartCost {
				continue
			}
			r.Matters = r.Change != "" && p.Part != PartCost && (!undecided || p.Part == PartVerdict || p.Part == PartSetting)
			if r.Matters {
				d.Verdict = Differs
			}
			d.Rows = append(d.Rows, r)
		}
	}
	if undecided && d.Verdict == Same {
		d.Verdict = Inconclusive
	}
	return d, nil
}

// joined pairs what has one name in two reports, in the order of the first, then of the
// second. Of several with one name the first is paired with the first, and so on.
func joined(before, after []named) (rows []Row) {
	type key struct {
		name    string
		ordinal int
	}
	at := map[key]int{}
	seen := map[string]int{}
	for _, n := range before {
		at[key{n.name, seen[n.name]}] = len(rows)
		seen[n.name]++
		rows = append(rows, Row{Name: n.name, Before: n.value})
	}
	clear(seen)
	for _, n := range after {
		i, known := at[key{n.name, seen[n.name]}]
		seen[n.name]++
		if !known {
			i = len(rows)
			rows = append(rows, Row{Name: n.name})
		}
		rows[i].After = n.value
	}
	return rows
}

// orZero returns a count, which is left out of a report when it is 0.
func orZero(count any) any {
	if count == nil {
		return uint64(0)
	}
	return count
}

// change says how what is before and after differ.
func (r *Row) change() Change {
	taken := r.Part == PartHandler || r.Part == PartAction
	switch {
	case r.Before == r.After:
		return ""
	case r.Before == nil:
		return Added
	case r.After == nil:
		return Removed
	case taken && r.After == uint64(0):
		return NeverTaken
	case taken && r.Before == uint64(0):
		return Taken
	}
	return Changed
}

// cutShort reports whether the run was ended by something that is not the same in every
// run, so that its counts say nothing.
func (l *line) cutShort() bool {
	if l.Verdict == Inconclusive {
		return true
	}
	for _, by := range l.BoundedBy {
		switch by {
		case "time", "memory", "disk", "interrupt":
			return true
		}
	}
	return false
}

func (l *line) verdicts() []named {
	complete := "no"
	if l.Complete {
		complete = "yes"
	}
	list := []named{{"verdict", string(l.Verdict)}, {"complete", complete}}
	if len(l.BoundedBy) > 0 {
		list = append(list, named{"bounded by", strings.Join(l.BoundedBy, ", ")})
	}
	if c := l.conformanceLine; c != nil && c.Departure != nil {
		list = append(list, named{"departs at", fmt.Sprintf("step %d: %s", c.Departure.Step, c.Departure.Code)})
	}
	return list
}

// counts are the numbers that are the same in every run; those that are 0 are left out.
func (l *line) counts() (list []named) {
	all := []named{
		{"states", l.States}, {"steps", l.Steps}, {"initial", l.Initial}, {"generated", l.Generated},
		{"depth", uint64(max(l.Depth, 0))}, {"frontier", l.Frontier}, {"cut steps", l.CutSteps},
		{"handler runs", l.HandlerRuns}, {"walks", uint64(max(l.Walks, 0))}, {"from step", uint64(max(l.FromSteps, 0))},
	}
	if l.Command == Simulate {
		all = append(all, named{"seed", l.Seed})
	}
	if c := l.conformanceLine; c != nil {
		all = append(all, named{"images", c.Images}, named{"missed", c.Missed}, named{"stutters", c.Stutters}, named{"several", c.Several})
	}
	if v := l.validationLine; v != nil {
		all = append(all, named{"events", uint64(max(v.Events, 0))}, named{"matched", uint64(max(v.Matched, 0))},
			named{"widest", uint64(max(v.Widest, 0))}, named{"unlogged", uint64(max(v.Unlogged, 0))})
	}
	for _, n := range all {
		if n.value != uint64(0) {
			list = append(list, n)
		}
	}
	return list
}

func (l *line) settings() (list []named) {
	for _, name := range slices.Sorted(maps.Keys(l.Settings)) {
		list = append(list, named{name, l.Settings[name]})
	}
	return list
}

func (l *line) bounds() (list []named) {
	for _, b := range l.Bounds {
		list = append(list, named{b.Name, b.Value}, named{b.Name + ", steps refused", b.Refused})
	}
	return list
}

func (l *line) warnings() []named {
	return mapped(l.Warnings, func(w warningLine) named {
		name := Warning{Name: w.Name, About: w.About}.Key()
		if name == "" {
			name = w.Text
		}
		if w.Meant != "" {
			return named{name, "meant: " + w.Meant}
		}
		return named{name, "not meant"}
	})
}

func (l *line) claims() []named {
	if l.claimsLine == nil {
		return nil
	}
	return mapped(l.Claims, func(c claimLine) named {
		name := c.Protocol + ", " + c.Property
		if c.Mutant != "" {
			name = c.Protocol + " -mutant " + c.Mutant + ", " + c.Property
		}
		is := string(c.Verdict)
		if c.Counterexample > 0 {
			is += " after " + numbers.Some(c.Counterexample, "step")
		}
		if c.Departs != nil {
			is += fmt.Sprintf(", departs at step %d", *c.Departs)
		}
		is += ", " + numbers.Some(c.States, "state")
		if c.Problem != "" {
			is += ", not as expected: " + c.Problem
		}
		return named{name, is}
	})
}
