package draw

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// Options say what of a run is drawn, and how wide.
type Options struct {
	// Width of the picture in pixels; 0 is DefaultWidth. A run with many lanes
	// may need more.
	Width int
	// Node shows one node's view: its lane, and of the others the ends of its
	// arrows.
	Node string
	// Hide are the names of lanes that are not drawn. Their steps are folded, except for
	// one that fails or is an end of the loop, and their arrows are left out.
	Hide []string
	// Whole folds nothing but the steps of hidden lanes, and what one node does not see.
	Whole bool
	// Open are steps. A fold that would hold one of them is open: all its steps have rows.
	Open []int
	// Past is how many steps the run goes on after the one that breaks what its Meta
	// says. A saved run ends there.
	Past int
	// Bound are values that actions of the spec can bind first, beside those of the run's
	// steps: a set with one of them can have lanes before a step says so.
	Bound []traces.Value
	// Values are shown beside the variables of each state of the run, as [traces.Trace.Closed]
	// has it: what expressions come to there, a field for each.
	Values []traces.Record
}

// DefaultWidth is how wide a picture is.
const DefaultWidth = 1080

// Diagram is a run as it is drawn.
type Diagram struct {
	// Title says what it is a run of, Verdict what it breaks and when, Why which
	// values contradict each other. Goal says that nothing is broken, but a goal
	// reached.
	Title   string
	Verdict string
	Why     []string
	Goal    bool
	// Failing is the step that Verdict is about: the last one, if there is no verdict.
	Failing int
	Lanes   []Lane
	// Rows are what is seen from top to bottom. The first is the initial state.
	Rows []Row
	// Arrows are the messages.
	Arrows []Arrow
	// Loop is the row to which the last one goes back, or traces.NoLoop.
	Loop int

	trace  *traces.Trace
	lanes  *lanes
	values []traces.Record // Options.Values
}

// Lane is one node, or one part of a spec's state.
type Lane struct {
	Name string
	// Peer reports whether the lane has only ends of another lane's arrows.
	Peer bool
}

// Row is a step, or several that are folded.
type Row struct {
	// First and Last are the steps that it stands for; they differ in a fold. Step
	// 0 is the initial state.
	First, Last int
	// Kind is that of the step; kindInitial, kindFold or kindNext if there is none.
	Kind string
	// Lane is where it happens, -1 if everywhere or nowhere.
	Lane int
	// Touched are other lanes in which something changed.
	Touched []int
	// Label is a word or two for the lane, Text the whole step in a line.
	Label, Text string
	// Changes are short, one change each: "Term 0 → 1". Events are what was
	// recorded, Log what was logged.
	Changes, Events, Log []string
	// Values are what expressions (Options.Values) come to after it, if that is not what they
	// came to before: "Len(log) = 2".
	Values []string
	// Down are, lane by lane, the nodes that are down after it.
	Down []bool
	// Cut reports whether some links are cut after it.
	Cut bool
	// Failing says that it is here that the property fails, or the goal is
	// reached.
	Failing bool
	// Opened is the first step of the open fold that the row is in; 0 if it is in none.
	Opened int
	// Valence says after which values can still be decided, if the run says so.
	Valence Valence
}

// What Row.Kind is when there is no step to ask.
const (
	kindInitial = "initial"
	kindFold    = "fold"
	kindNext    = "next" // a state of another tool, whose step is not known
)

// changes are the values of expressions that changed, and then what else did.
func (r *Row) changes() []string { return slices.Concat(r.Values, r.Changes) }

// notes are what the step recorded and logged, as it is shown.
func (r *Row) notes() []string {
	return append(r.Valence.notes(), append(prefixed("records ", r.Events), prefixed("logs ", r.Log)...)...)
}

// Folded reports whether the row stands for several steps.
func (r *Row) Folded() bool { return r.Kind == kindFold }

// Of makes the diagram of t, which has at least one state.
func Of(t *traces.Trace, o Options) (*Diagram, error) { return whole(t, o).shown(o, FoldFrom) }

// whole is the diagram in which nothing is folded.
func whole(t *traces.Trace, o Options) *Diagram {
	past := o.Past
	if past == 0 {
		t = t.Closed()
	}
	d := &Diagram{Title: title(t), Loop: t.Loop, Goal: t.Meta.PropertyKind == traces.KindGoal, Failing: t.Steps() - past, trace: t, values: o.Values}
	broken := *t
	if past > 0 {
		broken.States, broken.Loop, broken.Back = t.States[:d.Failing+1], traces.NoLoop, nil
	}
	d.Verdict, d.Why = text.Verdict(&broken)
	lanes := lanesOf(t, o.Bound)
	d.lanes = lanes
	for _, name := range lanes.names {
		d.Lanes = append(d.Lanes, Lane{Name: quote.Line(name)})
	}
	cut, links := false, 0
	news, valences := make([]traces.News, len(t.States)), valencesOf(t)
	for i := range t.States {
		news[i] = t.News(i)
		r := lanes.row(t, i, news[i])
		switch r.Kind {
		case traces.StepPartition:
			cut = true
		case traces.StepHeal:
			cut = false
		case traces.StepCutLink:
			links++
		case traces.StepHealLink:
			links--
		}
		r.Cut = cut || links > 0
		r.Valence = valences.of(i)
		r.Values = d.newValues(i)
		d.Rows = append(d.Rows, r)
	}
	d.Rows[d.Failing].Failing = d.Verdict != ""
	if lanes.protocol {
		d.Arrows = messages(t, lanes, news)
	} else {
		d.Arrows = passed(t, d.Rows, news)
	}
	return d
}

// newValues are what the expressions come to in state i that did not come to that before.
func (d *Diagram) newValues(i int) (list []string) {
	for _, f := range d.expressions(i).Fields {
		if i == 0 || f.Changed() {
			list = append(list, f.Name+" = "+f.Text)
		}
	}
	return list
}

// Stays reports whether the run stays in its last state for ever.
func (d *Diagram) Stays() bool { return d.Loop == len(d.Rows)-1 }

// WayBack says what follows the last row of a run without end.
func (d *Diagram) WayBack() string {
	first, last := d.Rows[d.Loop].First, d.trace.Steps()
	switch {
	case d.Stays():
		return "here the run stays for ever"
	case d.trace.Again:
		return fmt.Sprintf("step %d leads back to %s, and round for ever", last, d.trace.BackTo(first))
	}
	return fmt.Sprintf("from here back to %s, and round for ever", d.trace.BackTo(first))
}

// LoopMark draws the way back of a run without end in a column at the left, a
// character for every row.
func (d *Diagram) LoopMark(row int) rune {
	last := len(d.Rows) - 1
	switch {
	case d.Loop == traces.NoLoop || row < d.Loop:
		return ' '
	case d.Stays():
		return '↺'
	case row == d.Loop:
		return '╭'
	case row == last:
		return '╰'
	}
	return '│'
}

// Failure says of the last row what it is that fails there, or is reached.
func (d *Diagram) Failure() string {
	m := &d.trace.Meta
	said := traces.Broken(m.PropertyKind, m.Property)
	switch {
	case d.Goal:
		return "✓ " + said + " here"
	case m.PropertyKind == traces.KindLost:
		return "✕ " + said + " here: it is out of reach for ever"
	case d.Loop != traces.NoLoop && d.Failing == d.trace.Steps():
		return "✕ " + said + ": this goes on for ever"
	}
	return "✕ " + said + " here"
}

// title says what a trace is of: a protocol, a test, or a spec's file.
func title(t *traces.Trace) string {
	m := t.Meta
	source := ""
	if m.Source != "" {
		source = path.Base(filepath.ToSlash(m.Source))
	}
	// A test of a system that no protocol makes gives the run its name.
	name := cmp.Or(m.Protocol, m.Extra["test"], source, m.Extra["module"], m.Tool, "a run")
	if m.Mutant != "" {
		name += ", mutant " + m.Mutant
	}
	if m.Kind == traces.KindLog {
		return "log of " + quote.Line(name) + ", " + numbers.Some(t.Steps(), "event")
	}
	if t.Again {
		return quote.Line(name) + ", " + t.Length()
	}
	return quote.Line(name) + ", " + numbers.Some(t.Steps(), "step")
}
