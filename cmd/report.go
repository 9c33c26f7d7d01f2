package cmd

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/traces/text"
)

// write writes the report for people. It is made in whole before it is written.
func (o *outcome) write(w io.Writer) error {
	var b bytes.Buffer
	o.heading(&b)
	o.warnings(&b)
	fmt.Fprintf(&b, "\n%s\n\n", o.verdictText())
	o.figures(&b)
	o.propertyTable(&b)
	o.handlerTable(&b)
	if o.Violation != nil {
		if err := o.counterexample(&b); err != nil {
			return err
		}
		writeFurther(&b, o.found, o.options.MaxFindings, o.BoundedBy)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// heading says what was explored.
func (o *outcome) heading(b *bytes.Buffer) {
	fmt.Fprintf(b, "%s: %s\n", o.protocol.Name, o.protocol.Doc)
	if m := o.mutant; m != nil {
		fmt.Fprintf(b, "mutant %s: %s Breaks %s.\n", m.Name, m.Doc, m.Breaks)
		if text := brings(o.protocol, m, o.given); text != "" {
			fmt.Fprintf(b, "it brings %s\n", text)
		}
	}
	fmt.Fprintf(b, "settings  %s\n", settingsText(o.protocol, o.settings))
	switch {
	case o.start != "":
		fmt.Fprintf(b, "from      the end of %s, %s; lengths and the depth count from there, a counterexample is shown whole\n", o.start, some(o.FromSteps, "step"))
	case o.options.FromGoal != "" && o.Verdict != search.VerdictUnreached:
		fmt.Fprintf(b, "from      the end of a shortest run to the goal %s, %s; the depth counts from there\n", o.Goal, some(o.FromSteps, "step"))
	}
}

// bounded reports whether the search was bounded by something.
func (o *outcome) bounded(by string) bool {
	for _, b := range o.BoundedBy {
		if b == by {
			return true
		}
	}
	return false
}

// verdictText is the run's verdict in a sentence or two.
func (o *outcome) verdictText() string {
	switch {
	case o.Verdict == search.VerdictReached:
		return fmt.Sprintf("REACHED: %s after %s.\n%s", o.Goal, o.lengthText(), o.Violation.Text)
	case o.Verdict == search.VerdictUnreached && o.Complete():
		return fmt.Sprintf("UNREACHED: %s. Complete: no run within the bounds below leads to it.", o.Goal)
	case o.Verdict == search.VerdictUnreached:
		return fmt.Sprintf("UNREACHED: %s in the states that were visited. Bounded by %s.", o.Goal, strings.Join(o.BoundedBy, " and "))
	case o.Violation != nil:
		return fmt.Sprintf("VIOLATION: %s after %s.\n%s", o.Violation.Property, o.lengthText(), o.Violation.Text)
	case o.Verdict == search.VerdictInconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before all states were visited. Nothing is violated in those that were.",
			strings.Join(o.BoundedBy, " and "))
	case o.Complete():
		text := "NO VIOLATION. Complete: every state within the bounds below was visited."
		if names := o.vacuous(); len(names) > 0 {
			text += "\nBut nothing in any state ever tested " + strings.Join(names, ", ") + ": vacuous, not held."
		}
		return text
	}
	var why []string
	for _, by := range o.BoundedBy {
		switch by {
		case explore.ByDepth:
			why = append(why, fmt.Sprintf("by depth: what is more than %s away was not visited", some(o.options.Depth, "step")))
		case explore.ByConstraint:
			why = append(why, fmt.Sprintf("by the state constraint: %s led out of it", some(o.Cut, "step")))
		case explore.ByWalks:
			why = append(why, fmt.Sprintf("by walks: %s of at most %s", some(o.Walks, "random walk"), some(o.options.Simulate.Length, "step")))
		default:
			why = append(why, "by "+by)
		}
	}
	return "NO VIOLATION in the states that were visited. Bounded " + strings.Join(why, "; ") + "."
}

// lengthText is the length of the run to what was found, and how much of it
// comes after where the search started.
func (o *outcome) lengthText() string {
	text := some(o.Violation.Length(), "step")
	if o.FromSteps > 0 {
		text += fmt.Sprintf(" (%d to where the search started, %d from there)", o.FromSteps, o.Violation.Length()-o.FromSteps)
	}
	return text
}

// vacuous names the properties that nothing ever tested.
func (o *outcome) vacuous() (names []string) {
	for _, p := range o.Properties {
		if p.Verdict == search.VerdictVacuous {
			names = append(names, p.Name)
		}
	}
	return names
}

// collisionChance is the chance that two states were taken for one.
func (o *outcome) collisionChance() float64 {
	if o.options.Exact {
		return 0
	}
	return o.CollisionChance()
}

// figures are the numbers of the run.
func (o *outcome) figures(b *bytes.Buffer) {
	row := func(name, format string, args ...any) {
		fmt.Fprintf(b, "  %-12s  %s\n", name, fmt.Sprintf(format, args...))
	}
	row("states", "%s distinct", count(o.States))
	row("steps", "%s", count(o.Steps))
	row("depth", "%d", o.Depth)
	if o.Frontier > 0 {
		row("frontier", "%s found but not left", some(o.Frontier, "state"))
	}
	if o.options.Simulate != nil {
		row("walks", "%s, seed %d", count(o.Walks), o.options.HashSeed)
	}
	row("bounds", "%s", o.boundsText())
	if len(o.Reductions) == 0 {
		row("reductions", "none")
	}
	name := "reductions"
	for _, r := range o.Reductions {
		row(name, "%s", r)
		name = ""
	}
	o.meantRows(row)
	row("collisions", "%s", o.collisionText())
	row("handler runs", "%s", o.handlerRunsText())
	row("memory", "%s at most%s", size(o.MemoryBytes), o.spilledText())
	if o.DiskError != nil {
		row("disk", "%s", oneLine(o.DiskError.Error()))
	}
	row("time", "%s, search %s, %s steps/s on %s", seconds(o.elapsed), seconds(o.SearchTime),
		perSecond(o.Steps, o.SearchTime), some(o.options.Workers, "worker"))
}

func (o *outcome) boundsText() string {
	var words []string
	if o.options.Bounded {
		words = append(words, fmt.Sprintf("depth %d", o.options.Depth))
	}
	for _, bound := range o.Bounds {
		word := bound.Name + " " + bound.Value
		if bound.Refused > 0 {
			word += fmt.Sprintf(" (refused %s)", some(int(bound.Refused), "step"))
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

func (o *outcome) collisionText() string {
	switch {
	case o.options.Exact:
		return "impossible: whole states were compared (-exact)"
	case o.options.Simulate != nil:
		return "none that matter: a walk looks at every state on its way"
	}
	return fmt.Sprintf("a chance of at most %.1g that equal fingerprints hid a state; to check again: -seed %d, or -exact",
		o.CollisionChance(), o.options.HashSeed+1)
}

func (o *outcome) handlerRunsText() string {
	text := count(o.HandlerRuns) + ", one for each pair of node state and input"
	if o.HandlerRuns > 0 && o.Steps > o.HandlerRuns {
		text += fmt.Sprintf(" (%.1f steps each)", float64(o.Steps)/float64(o.HandlerRuns))
	}
	return text
}

func (o *outcome) spilledText() string {
	if o.SpilledBytes == 0 {
		return ""
	}
	return ", and " + size(o.SpilledBytes) + " of frontier went to disk"
}

// propertyTable says of every property how it stands.
func (o *outcome) propertyTable(b *bytes.Buffer) {
	if len(o.Properties) == 0 || o.options.Until != "" {
		return
	}
	b.WriteString("\nproperties\n")
	width := 0
	for _, p := range o.Properties {
		width = max(width, len(p.Name))
	}
	for _, p := range o.Properties {
		fmt.Fprintf(b, "  %-*s  %s%s\n", width, p.Name, p.Verdict, verdictNotes[p.Verdict])
	}
}

var verdictNotes = map[string]string{
	search.VerdictVacuous: " (never had anything to test)",
	search.VerdictOpen:    " (not all states were visited)",
}

// handlerTable says how often each handler, timer and fault made a step, and
// which never did.
func (o *outcome) handlerTable(b *bytes.Buffer) {
	var never []string
	width, digits := 0, 0
	for _, c := range o.StepCounts {
		if c.Steps == 0 {
			never = append(never, c.Name)
			continue
		}
		width, digits = max(width, len(c.Name)), max(digits, len(count(c.Steps)))
	}
	b.WriteString("\nsteps of each handler, timer and fault\n")
	for _, c := range o.StepCounts {
		if c.Steps > 0 {
			fmt.Fprintf(b, "  %-*s  %*s\n", width, c.Name, digits, count(c.Steps))
		}
	}
	if len(never) > 0 {
		fmt.Fprintf(b, "  never made a step: %s\n", strings.Join(never, ", "))
	}
}

// counterexample shows the run that breaks something, where it is saved, and
// how it is replayed.
func (o *outcome) counterexample(b *bytes.Buffer) error {
	how := "a shortest run that shows it"
	if o.FromSteps > 0 {
		how = "a run that shows it, a shortest one from where the search started"
	}
	if o.options.Simulate != nil {
		how = "a run that shows it (a search without -simulate finds a shortest one)"
	}
	fmt.Fprintf(b, "\n%s, %s:\n\n", how, some(o.Violation.Length(), "step"))
	if err := text.Write(b, o.Violation.Trace, text.Options{}); err != nil {
		return err
	}
	if path := o.found[0].path; path != "" {
		o.tool.writeSaved(b, path)
		if o.options.Simulate != nil {
			fmt.Fprintf(b, "shrink    %s\n", o.tool.commandLine("shrink", path))
		}
	}
	return nil
}
