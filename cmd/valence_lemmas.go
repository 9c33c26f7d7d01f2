package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/valence"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// inputs shows the chain of Lemma 2.
func (w *valenceText) inputs() {
	if w.chain == nil {
		return
	}
	w.title("The inputs, one changed at a time (Lemma 2)")
	for i, v := range w.chain {
		text := valenceOf(v.values) + byBound(v.bounded && len(v.values) < 2)
		if i > 0 && !slices.Equal(v.values, w.chain[i-1].values) {
			text = fmt.Sprintf("%-26s  ← input %d changes what can be decided", text, v.changed)
		}
		w.row(model.Spell(v.inputs), "%s", text)
	}
}

// valenceOf names a valence.
func valenceOf(values []string) string {
	switch len(values) {
	case 0:
		return "stuck"
	case 1:
		return "univalent: " + values[0]
	}
	return "bivalent: " + orList(values)
}

func (w *valenceText) lemma1() {
	d := &w.diamonds
	w.title("Steps of different processes (Lemma 1)")
	text := numbers.Some(d.Count, "pair") + ": "
	switch {
	case d.Broken > 0:
		text += fmt.Sprintf("%s do not commute", numbers.Count(d.Broken))
	case d.Idle > 0:
		text += fmt.Sprintf("all commute, but that one step changes nothing after the other in %s", numbers.Count(d.Idle))
	default:
		text += "all commute"
	}
	w.row("commute", "%s", text)
}

func (w *valenceText) criticals() {
	w.title("Critical configurations: every step decides (Lemma 3)")
	if len(w.critical) == 0 {
		text := "in every bivalent configuration some step leaves the decision open"
		switch whole := w.Search.Complete(); {
		case w.counts.Bivalent == 0 && whole:
			text = "no configuration is bivalent"
		case w.counts.Bivalent == 0:
			text = "no configuration that was visited is bivalent"
		case !whole:
			text = "in every bivalent configuration of which the steps were taken, some step leaves the decision open"
		}
		w.row("none", "%s", text)
		return
	}
	const most = 8
	for _, c := range w.critical[:min(len(w.critical), most)] {
		w.row(commas(w.namesOf(c.Processes)), "%s: %s", tallied(c.Count), strings.Join(c.Kinds, ", "))
	}
	if n := len(w.critical) - most; n > 0 {
		w.row("…", "%s", numbers.Some(n, "more kind"))
	}
	first := w.critical[0]
	fmt.Fprintf(w, "\nA shortest run to one of the first kind, and its last step either way:\n\n")
	for i, d := range first.Steps {
		run := w.To(first.First, cycles.LassoStep{From: first.First, Edge: d.Edge, To: d.To})
		if i == 0 {
			w.steps(run, 0, run.Steps()-1)
		}
		w.steps(run, run.Steps(), run.Steps())
		w.changes(run)
		w.keep("critical-"+w.Values[d.Value], "a critical configuration, and the step that decides "+w.Values[d.Value], run)
	}
}

// changes shows what the last step of a run changes, but for timers.
func (w *valenceText) changes(run *traces.Trace) {
	for _, c := range draw.DetailOf(run, run.Steps()).Changes {
		if !strings.HasSuffix(c.Path, ".timers") {
			fmt.Fprintf(w, "         %s  %s\n", oneLine(c.Path), oneLine(c.Text))
		}
	}
}

func (w *valenceText) namesOf(processes []int) (names []string) {
	for _, p := range processes {
		name := "the network"
		if p != valence.None {
			name = w.Names[p]
		}
		names = append(names, name)
	}
	return names
}

// steps writes the states of a run from one to another one, with their valences.
func (w *valenceText) steps(run *traces.Trace, from, to int) {
	valences := run.Valences()
	width := 0
	for _, v := range valences {
		width = max(width, len(orList(v)))
	}
	if valences == nil {
		valences = make([][]string, len(run.States))
	}
	for i := from; i <= to; i++ {
		what, mark := "initial configuration", " "
		if s := run.States[i].Step; s != nil {
			what = oneLine(s.String())
		}
		if traces.Decides(valences, i) != "" {
			mark = "◆"
		}
		fmt.Fprintf(w, "  %3d  %-*s %s %s\n", i, width, orList(valences[i]), mark, what)
	}
}

func (w *valenceText) adversary() {
	w.title("The adversary: an order of steps, fair to all but one process, that decides nothing")
	nobody, stops := "nobody stops", "stops"
	if w.system.Faults.Crashes > 0 { // whatever the schedule, these may come, too
		nobody, stops = "crashes alone", "stops, too"
	}
	for i, s := range w.schedules {
		who := nobody
		if i > 0 {
			who = w.Names[i-1] + " " + stops
		}
		switch {
		case s == nil:
			text := "none"
			if bounds := w.Bounds(i - 1); len(bounds) > 0 {
				text += " within " + strings.Join(bounds, ", ")
			}
			w.row(who, "%s", text)
		case s.Blocked:
			w.row(who, "the others wait for it for ever%s", byBound(w.Without(s.Stopped, s.Lasso.Loop[0].From).Bounded))
		case s.Open:
			w.row(who, "the run stays bivalent for ever")
		default:
			w.row(who, "the run never decides")
		}
	}
	if s := w.schedule(); s != nil {
		run := w.Endless(s.Lasso)
		fmt.Fprintf(w, "\nA run that decides nothing:\n\n")
		w.steps(run, 0, run.Steps())
		w.wayBack(s, run)
		w.keep("adversary", "a run that decides nothing", run)
	}
	if w.schedules[0] == nil {
		w.longestText()
	}
}

// wayBack says how a run goes on for ever.
func (w *valenceText) wayBack(s *valence.Schedule, run *traces.Trace) {
	closing := w.Closing(s.Lasso)
	if closing == "" {
		fmt.Fprintf(w, "       and so for ever: %s has a step that it has to take\n", w.nobodyBut(s.Stopped))
		return
	}
	higher := ""
	if by, numbers := w.Shift(s); by != 0 {
		higher = fmt.Sprintf(", the %s %d higher", numbers, by)
	}
	can := orList(run.Valences()[run.Loop])
	fmt.Fprintf(w, "  %3d  %s   %s\n       so it is back at %d%s, and goes round for ever\n", run.Steps()+1, can, oneLine(closing), run.Loop, higher)
}

func (w *valenceText) nobodyBut(process int) string {
	if process == valence.None {
		return "nobody"
	}
	return "nobody but " + w.Names[process]
}

// longestText shows the longest run that stays bivalent, where no run without end does.
func (w *valenceText) longestText() {
	switch {
	case w.endless:
		fmt.Fprintf(w, "\nRuns without end stay bivalent, but in each some step is put off for ever that is always possible.\n")
	case w.longest != nil:
		run := w.To(w.longest.Start, w.longest.Steps...)
		end := "the last configuration is critical"
		if bounds := w.BoundsAt(w.longest.End()); len(bounds) > 0 {
			end = "the bound " + strings.Join(bounds, ", ") + " refuses a step then"
		}
		fmt.Fprintf(w, "\nA longest run that stays bivalent has %s; %s:\n\n", numbers.Some(run.Steps(), "step"), end)
		w.steps(run, 0, run.Steps())
		w.keep("bivalent", "a longest run that stays bivalent", run)
	}
}
