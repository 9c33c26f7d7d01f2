package cmd

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/valence"
	"github.com/synod-go/synod/traces"
)

// valenceText is the report for people.
type valenceText struct {
	*valenceRun
	*valenceFound
	strings.Builder
	saved  []savedRunLine
	failed error // why a run could not be saved
}

// savedRunLine is a run that was saved.
type savedRunLine struct {
	What  string `json:"what"`
	Steps int    `json:"steps"`
	Path  string `json:"trace"`
}

// deliver writes the report in every form that was asked for, and returns the exit code.
func (v *valenceRun) deliver() error {
	w := &valenceText{valenceRun: v, valenceFound: v.found}
	w.heading()
	verdict := w.verdict()
	if v.until != "" {
		verdict = w.untilText()
	} else {
		w.all()
	}
	w.files()
	if _, err := fmt.Fprint(v.people(v.json), w.String()); err != nil {
		return err
	}
	if v.json {
		if err := report.JSONLine(v.stdout, w.line(verdict)); err != nil {
			return err
		}
	}
	if w.failed != nil {
		v.complain("the run could not be saved: %s", oneLine(w.failed.Error()))
	}
	return exitOf(verdict)
}

// files says where runs were saved.
func (w *valenceText) files() {
	for i, s := range w.saved {
		if i == 0 {
			w.WriteString("\n")
		}
		fmt.Fprintf(w, "saved to  %s\n", quote.Line(s.Path))
	}
	if len(w.saved) > 0 {
		fmt.Fprintf(w, "inspect   %s\n", w.commandLine("inspect", w.saved[0].Path))
	}
}

// row writes a figure.
func (w *valenceText) row(name, format string, args ...any) {
	fmt.Fprintf(w, "  %-14s  %s\n", name, fmt.Sprintf(format, args...))
}

func (w *valenceText) title(text string) { fmt.Fprintf(w, "\n%s\n", text) }

// heading says what is analysed, and what speaks against it.
func (w *valenceText) heading() {
	fmt.Fprintln(w, strings.TrimSuffix(w.protocol.Name+": "+w.protocol.Doc, ": "))
	if m := w.mutant; m != nil {
		fmt.Fprintf(w, "mutant %s: %s\n", m.Name, m.Doc)
	}
	fmt.Fprintf(w, "settings  %s\n", settingsText(w.protocol, w.settings))
	for _, warning := range w.warnings() {
		fmt.Fprintf(w, "WARNING %s\n", warning)
	}
}

// warnings say why the lemmas may not apply, or the analysis is not whole.
func (w *valenceText) warnings() (list []string) {
	if !w.Search.Complete() {
		list = append(list, fmt.Sprintf("not all configurations were visited (%s): what is more than bivalent is so by bound",
			strings.Join(w.Search.BoundedBy, ", ")))
	}
	if d := w.diamonds; d.Broken > 0 {
		list = append(list, fmt.Sprintf("%s of steps of different processes do not commute, as the lemmas presume (Resend, -in-flight, "+
			"a shared budget, or a monitor that keeps an order can be why): first “%s” and “%s” after %s",
			numbers.Of(d.Broken, d.Count, "pair"), oneLine(w.StepText(d.First.Node, d.First.First)),
			oneLine(w.StepText(d.First.Node, d.First.Second)), numbers.Some(w.To(d.First.Node).Steps(), "step")))
	}
	if len(w.system.Detectors) > 0 {
		list = append(list, "there is a failure detector, which the lemmas' model has not: here a process stops by a crash alone (-crashes), of which it can tell")
	}
	f := w.system.Faults
	if f.Crashes > 0 && len(w.schedules) > 1 {
		list = append(list, fmt.Sprintf("the budget of crashes is %d, and the process that stops comes on top of it; in the lemmas' model one process stops in all, "+
			"which is what is analysed without -crashes", f.Crashes))
	}
	for _, b := range []struct {
		name string
		n    int
	}{{"drops", f.Drops}, {"partitions", f.Partitions}, {"links", f.Links}, {"mistakes", f.Mistakes}} {
		if b.n > 0 {
			list = append(list, fmt.Sprintf("the budget of %s is %d; in the lemmas' model no message is lost, and nobody is suspected", b.name, b.n))
		}
	}
	return list
}

// verdict is that on agreement, which alone makes the command fail: that no protocol keeps
// the others, too, is what it is there to show.
func (w *valenceText) verdict() report.Verdict {
	cutShort := func(r *search.Report) bool { return r != nil && slices.ContainsFunc(r.BoundedBy, explore.CutShort) }
	if cutShort(w.Search) || cutShort(w.Agreement) {
		if w.torn() == nil {
			return report.Inconclusive
		}
	}
	return w.agreement(w.valenceFound).verdict
}

// all writes everything.
func (w *valenceText) all() {
	w.figures()
	w.inputs()
	w.lemma1()
	w.criticals()
	w.adversary()
	w.table()
}

func (w *valenceText) figures() {
	c := &w.counts
	w.title("What can be decided")
	upTo := ""
	if w.ToDecisions {
		upTo = " up to a decision"
	}
	w.row("configurations", "%s, %s%s; %s", numbers.Count(w.Search.States), numbers.Some(w.Search.Steps, "step"), upTo, w.boundsText())
	var decided []string
	for _, value := range slices.Sorted(maps.Keys(c.Decided)) {
		decided = append(decided, fmt.Sprintf("%s in %s", w.Values[value], numbers.Count(c.Decided[value])))
	}
	if c.Torn > 0 {
		decided = append(decided, fmt.Sprintf("two values in %s", numbers.Count(c.Torn)))
	}
	w.row("decided", "%s", commas(decided))
	w.row("bivalent", "%s", numbers.Count(c.Bivalent))
	var univalent []string
	for _, value := range slices.Sorted(maps.Keys(c.Univalent)) {
		univalent = append(univalent, fmt.Sprintf("%s in %s", w.Values[value], tallied(c.Univalent[value])))
	}
	w.row("univalent", "%s", commas(univalent))
	w.row("stuck", "%s", tallied(c.Stuck))
	var blocked []string
	for p, t := range c.Blocked {
		if t.All > 0 {
			blocked = append(blocked, fmt.Sprintf("by %s in %s", w.Names[p], tallied(t)))
		}
	}
	w.row("blocked", "%s", commas(blocked))
	w.row("time", "%s on %s", numbers.Seconds(time.Since(w.started)), numbers.Some(w.options.Workers, "worker"))
	if run := w.torn(); run != nil {
		fmt.Fprintf(w, "\nA shortest run in which two values are decided:\n\n")
		w.steps(run, 0, run.Steps())
		w.keep("two-decisions", "two values are decided", run)
	}
}

// torn is a shortest run in which two values are decided; nil if there is none.
func (w *valenceText) torn() *traces.Trace {
	if w.counts.Torn > 0 {
		return w.To(w.First(w.Torn))
	}
	if w.Agreement != nil && w.Agreement.Violation != nil {
		return w.Agreement.Violation.Trace
	}
	return nil
}

// boundsText says which bounds refused steps, so that more might be decided without.
func (w *valenceText) boundsText() string {
	var names []string
	for _, b := range w.Search.Bounds {
		if b.Refused > 0 {
			names = append(names, fmt.Sprintf("%s %s refused %s", b.Name, b.Value, numbers.Some(b.Refused, "step")))
		}
	}
	for _, by := range w.Search.BoundedBy {
		names = append(names, "ended by "+by)
	}
	if names == nil {
		return "no bound refused a step"
	}
	return strings.Join(names, ", ")
}

// tallied is a count with the part of it that is by bound.
func tallied(t valence.Tally) string {
	switch t.ByBound {
	case 0:
		return numbers.Count(t.All)
	case t.All:
		return numbers.Count(t.All) + " (by bound)"
	}
	return fmt.Sprintf("%s (%s by bound)", numbers.Count(t.All), numbers.Count(t.ByBound))
}

func commas(list []string) string {
	if list == nil {
		return "none"
	}
	return strings.Join(list, ", ")
}

func (w *valenceText) table() {
	w.title("What it keeps, and what it gives up: no protocol keeps all four")
	width := 0
	for _, p := range w.promises {
		width = max(width, len(p.name))
	}
	for _, p := range w.promises {
		fmt.Fprintf(w, "  %-*s  %-8s  %s\n", width, p.name, p.verdict, p.why)
	}
}

// untilText shows the run that was asked for.
func (w *valenceText) untilText() report.Verdict {
	run, what := w.wanted()
	if run == nil {
		w.title("There is no run to " + what + ".")
		if w.Search.Complete() {
			return report.Unreached
		}
		return report.Inconclusive
	}
	w.title(fmt.Sprintf("A shortest run to %s, %s:\n", what, numbers.Some(run.Steps(), "step")))
	w.steps(run, 0, run.Steps())
	w.keep("until-"+w.until, what, run)
	return report.Reached
}

// keep saves a run.
func (w *valenceText) keep(name, what string, run *traces.Trace) {
	path, err := w.save(name, run)
	if err != nil && w.failed == nil {
		w.failed = err
	}
	if err == nil {
		w.saved = append(w.saved, savedRunLine{what, run.Steps(), path})
	}
}
