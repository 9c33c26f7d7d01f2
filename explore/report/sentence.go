package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// Sentence is the verdict of the run in a sentence or two.
func (r *Report) Sentence() string { return r.verdictText() }

// verdictText is the verdict of the run in a sentence or two.
func (r *Report) verdictText() string {
	ended := strings.Join(r.BoundedBy, " and ")
	switch v := r.Violation(); {
	case r.Command == Claims:
		return r.claimsText(ended)
	case r.Cluster != nil:
		return r.clusterText()
	case r.Validation != nil:
		return r.validationText(ended)
	case r.Conformance != nil && (v == nil || r.Verdict == Departs):
		return r.conformanceText(ended)
	case r.Verdict == Reached:
		return fmt.Sprintf("REACHED: %s%s.\n%s", r.Goal, r.afterText(v), v.Text)
	case r.Verdict == Unreached && r.Complete:
		return fmt.Sprintf("UNREACHED: %s. Complete: no run within the bounds below leads to it.", r.Goal)
	case r.Verdict == Unreached:
		return fmt.Sprintf("UNREACHED: %s in the states that were visited. Bounded by %s.", r.Goal, ended) + r.endlessText()
	case v != nil && !traces.IsProperty(v.Kind, v.Property):
		return fmt.Sprintf("%s%s.\n%s", traces.Headline(v.Kind, v.Property), r.afterText(v), v.Text)
	case v != nil:
		return fmt.Sprintf("VIOLATION: %s%s.\n%s", v.Property, r.afterText(v), v.Text)
	case r.NoBehaviour:
		return "NO VIOLATION. The model has no behaviour; its assumptions hold."
	case r.Verdict == Inconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before all states were visited. Nothing is violated in those that were.", ended) + r.endlessText()
	case r.Verdict == Open && len(r.Open) == 0:
		return r.openText()
	case r.Verdict == Open:
		return fmt.Sprintf("OPEN: nothing is violated in the states that were visited, but %s not checked: no walk decides what holds in the long run.",
			isOrAre(r.Open))
	case r.Complete:
		return r.completeText()
	}
	text := "NO VIOLATION in the states that were visited. Bounded " + r.boundedText() + "." + r.endlessText()
	if len(r.Open) > 0 {
		text += " Open is what is to hold in the long run: " + strings.Join(r.Open, ", ") + "."
	}
	return text
}

func (r *Report) completeText() string {
	text := "NO VIOLATION. Complete: every state was visited."
	if len(r.Bounds) > 0 {
		text = "NO VIOLATION. Complete: every state within the bounds below was visited."
	}
	if slices.ContainsFunc(r.Bounds, func(b Bound) bool { return b.Name == Assumption || b.Name == Assumed }) {
		text = "NO VIOLATION. Complete: every state within the bounds and under the assumptions below was visited."
	}
	return text + r.vacuousText("nothing in any state")
}

// vacuousText names the properties that nothing ever tested; "" if there are none.
func (r *Report) vacuousText(nothing string) string {
	var vacuous []string
	for _, p := range r.Properties {
		if p.Verdict == Vacuous {
			vacuous = append(vacuous, p.Name)
		}
	}
	if vacuous == nil {
		return ""
	}
	return "\nBut " + nothing + " ever tested " + strings.Join(vacuous, ", ") + ": vacuous, not held."
}

// openText says which properties about whole runs a complete search left open.
func (r *Report) openText() string {
	text := "OPEN: nothing is violated within the bounds below, but they may hide what would be."
	switch {
	case r.Simulation != nil:
		text = "OPEN: nothing is violated in the states that were visited, but no walk decides what holds of whole runs."
	case !slices.ContainsFunc(r.Properties, func(p Property) bool { return len(p.OpenBy) > 0 }):
		text = "OPEN: nothing is violated, as far as it was decided."
	}
	for _, p := range r.Properties {
		if p.Verdict == Open {
			text += fmt.Sprintf("\n%s is open: %s.", p.Name, p.why())
		}
	}
	return text
}

// endlessText says that the space looks endless, if it does.
func (r *Report) endlessText() string {
	if len(r.Growing) == 0 {
		return ""
	}
	var names []string
	for _, g := range r.Growing {
		names = append(names, g.What)
	}
	verb := "grow"
	if len(names) == 1 && !strings.HasSuffix(names[0], "in flight") {
		verb = "grows"
	}
	return fmt.Sprintf("\nThe space looks endless: %s %s as long as runs go on.", strings.Join(names, ", "), verb)
}

// boundedText says what bounded the run, and how.
func (r *Report) boundedText() string {
	var why []string
	for _, by := range r.BoundedBy {
		switch {
		case by == ByDepth && r.Depth != nil:
			why = append(why, fmt.Sprintf("by depth: what is more than %s away was not visited", numbers.Some(*r.Depth, "step")))
		case by == ByConstraint && r.Counts.Cut > 0:
			why = append(why, fmt.Sprintf("by the state constraint: %s led out of it", numbers.Some(r.Counts.Cut, "step")))
		case by == ByWalks && r.Simulation != nil:
			why = append(why, fmt.Sprintf("by walks: %s of at most %s",
				numbers.Some(r.Simulation.Walks, "random walk"), numbers.Some(r.Simulation.Length, "step")))
		default:
			why = append(why, "by "+by)
		}
	}
	return strings.Join(why, "; ")
}

// afterText is the length of the run to what was found, and how much of it comes
// after where the run started.
func (r *Report) afterText(v *Violation) string {
	switch {
	case v.Trace == nil:
		return ""
	case v.Trace.Loop != traces.NoLoop:
		if v.upTo() != "" {
			return " by a run without end up to " + quote.Line(v.upTo())
		}
		return " by a run without end"
	}
	text := " after " + numbers.Some(v.Length(), "step")
	if r.FromSteps > 0 {
		text += fmt.Sprintf(" (%d to where the search started, %d from there)", r.FromSteps, v.Length()-r.FromSteps)
	}
	return text
}

// isOrAre is names with a verb.
func isOrAre(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, ", ") + " are"
}

func (r *Report) claimsText(ended string) string {
	failed := r.FailedClaims()
	text := fmt.Sprintf("%s, %d as expected, %d not", numbers.Some(len(r.Claims), "claim"), len(r.Claims)-failed, failed)
	if r.Verdict == Inconclusive {
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before every claim was checked. %s.", ended, text)
	}
	return text
}

func (r *Report) conformanceText(ended string) string {
	c := r.Conformance
	switch d := c.Departure; {
	case d != nil && d.Step == 0:
		return fmt.Sprintf("DEPARTS from %s in the initial state.\n%s", c.Spec, r.Violations[0].Text)
	case d != nil:
		return fmt.Sprintf("DEPARTS from %s at step %d: %s.\n%s", c.Spec, d.Step, d.Code, r.Violations[0].Text)
	case r.Verdict == Inconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before all steps were checked. Those that were conform to %s.", ended, c.Spec)
	case !r.Complete:
		return fmt.Sprintf("CONFORMS to %s in the steps that were checked. Bounded by %s.", c.Spec, ended)
	}
	text := fmt.Sprintf("CONFORMS to %s. Complete: every step within the bounds below was checked.", c.Spec)
	switch {
	case c.SameStates:
		text += fmt.Sprintf("\nThe images are exactly the states of %s: no step of it leads to another.", c.Spec)
	case !c.Losses:
		text += fmt.Sprintf("\n%s of %s, one step from an image, the code never reaches.", numbers.Some(c.Missed, "state"), c.Spec)
	}
	return text
}

func (r *Report) validationText(ended string) string {
	v := r.Validation
	switch {
	case len(v.Logs) > 0 && r.Verdict == Accepted:
		return fmt.Sprintf("ACCEPTED. An order of the events of the logs is a behaviour of the spec: %s of %s.", numbers.Some(v.Events, "event"), numbers.Some(len(v.Logs), "log"))
	case len(v.Logs) > 0 && r.Verdict != Inconclusive && v.Misfit != nil && v.Misfit.Event > 0:
		with := ""
		if bounds := r.unloggedBounds(); bounds != "" {
			with = ", with " + bounds
		}
		return fmt.Sprintf("REJECTED. No order of the events of the logs is a behaviour of the spec%s: %s of %s can be placed, event %d of %s cannot.",
			with, numbers.Count(v.Matched), numbers.Some(v.Events, "event"), v.Misfit.Event, v.Misfit.Log)
	case r.Verdict == Accepted:
		return fmt.Sprintf("ACCEPTED. The log is a behaviour of the spec: %s.", numbers.Some(v.Events, "event"))
	case r.Verdict == Inconclusive:
		return fmt.Sprintf("INCONCLUSIVE: ended by %s; %s, what follows was not decided.", ended, fitText(v.Matched))
	case v.Misfit == nil || v.Misfit.Event == 0:
		return "REJECTED. The trace spec has no initial state."
	}
	what := "The log is not a behaviour of the spec"
	if bounds := r.unloggedBounds(); bounds != "" {
		what = "With " + bounds + " the log is not a behaviour of the spec"
	}
	return fmt.Sprintf("REJECTED. %s: %s, event %d does not.", what, fitText(v.Matched), v.Misfit.Event)
}

// unloggedBounds names the constants of a trace spec that bound its steps without an event, if
// it took such steps: with larger ones the log may be a behaviour.
func (r *Report) unloggedBounds() string {
	if r.Validation.Unlogged == 0 || len(r.Bounds) == 0 {
		return ""
	}
	var list []string
	for _, b := range r.Bounds {
		list = append(list, b.Name+" = "+b.Value)
	}
	return strings.Join(list, ", ")
}

// fitText says how many events at the beginning of a log fit.
func fitText(n int) string {
	switch n {
	case 0:
		return "no event fits"
	case 1:
		return "the first event fits"
	}
	return fmt.Sprintf("the first %s fit", numbers.Some(n, "event"))
}
