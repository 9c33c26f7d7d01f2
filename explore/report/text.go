package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// TextOptions say what the text of a report has besides the report.
type TextOptions struct {
	// Self calls the program that takes saved runs; "" leaves out the commands that
	// do something with one.
	Self string
	// Wanted is how many violations were asked for.
	Wanted int
}

// Text writes the report for people, in one piece.
func (r *Report) Text(w io.Writer, opts TextOptions) error {
	t := &printer{Report: r, TextOptions: opts}
	t.heading()
	fmt.Fprintf(t, "\n%s\n", r.verdictText())
	if r.Cluster != nil {
		t.WriteString("\n")
		t.cluster()
		_, err := w.Write(t.Bytes())
		return err
	}
	if !r.NoBehaviour {
		t.WriteString("\n")
		t.figures()
		t.growing()
		t.properties()
		t.actions()
		t.handlers()
	}
	if err := t.counterexample(); err != nil {
		return err
	}
	t.explanation()
	t.further()
	_, err := w.Write(t.Bytes())
	return err
}

// printer is a report that is being written.
type printer struct {
	*Report
	TextOptions
	bytes.Buffer
}

// oneLine puts a text on one line, with one space between its words.
func oneLine(s string) string { return quote.Line(strings.Join(strings.Fields(s), " ")) }

// sentence ends a text with a full stop, unless it has an end.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// heading says what the run is about, and what speaks against it.
func (t *printer) heading() {
	s := &t.Subject
	fmt.Fprintln(t, strings.TrimSuffix(s.Name+": "+s.Doc, ": "))
	if m := s.Mutant; m.Name != "" {
		fmt.Fprintf(t, "%s Breaks %s.\n", strings.TrimSpace("mutant "+m.Name+": "+sentence(m.Doc)), m.Breaks)
		if m.Brings != "" {
			fmt.Fprintf(t, "it brings %s\n", m.Brings)
		}
	}
	for _, line := range s.Given {
		if line.Text != "" {
			fmt.Fprintf(t, "%-8s  %s\n", line.Label, line.Text)
		}
	}
	for _, w := range t.Unmeant() {
		fmt.Fprintf(t, "%s: %s\n", strings.TrimSpace("WARNING "+w.Key()), w.Text)
	}
}

// row writes one figure of the run.
func (t *printer) row(name, format string, args ...any) {
	fmt.Fprintf(t, "  %-12s  %s\n", name, fmt.Sprintf(format, args...))
}

// rows writes a figure of several lines, the name before the first.
func (t *printer) rows(name string, lines []string) {
	for _, line := range lines {
		t.row(name, "%s", line)
		name = ""
	}
}

// figures are the numbers of the run.
func (t *printer) figures() {
	c := &t.Counts
	t.partFigures()
	t.row("states", "%s distinct%s", numbers.Count(c.States), t.initialText())
	t.row("steps", "%s%s", numbers.Count(c.Steps), t.generatedText())
	if t.Validation == nil {
		t.row("depth", "%d", c.Depth)
	}
	if c.Frontier > 0 {
		t.row("frontier", "%s found but not left", numbers.Some(c.Frontier, "state"))
	}
	if c.Cut > 0 {
		t.row("constraint", "%s led out of it", numbers.Some(c.Cut, "step"))
	}
	if t.Simulation != nil {
		t.row("walks", "%s, seed %d", numbers.Count(t.Simulation.Walks), t.Simulation.Seed)
	}
	if bounds := t.boundsText(); bounds != "" || t.Subject.Protocol != "" {
		t.row("bounds", "%s", bounds)
	}
	for _, b := range t.Bounds {
		if b.Name == Assumed {
			t.row(Assumed, "%s", b.Value)
		}
	}
	if t.Subject.Protocol != "" && len(t.Reductions) == 0 {
		t.row("reductions", "none")
	}
	t.rows("reductions", t.Reductions)
	t.rows("meant", t.meant())
	t.rows("note", t.Notes)
	if t.Validation == nil {
		t.row("collisions", "%s", t.collisionText())
	}
	if c.HandlerRuns > 0 {
		t.row("handler runs", "%s", t.handlerRunsText())
	}
	for _, name := range slices.Sorted(maps.Keys(t.Occurrences)) {
		t.row("violations", "%s of %s", numbers.Count(t.Occurrences[name]), name)
	}
	t.resources()
}

func (t *printer) resources() {
	res := &t.Resources
	if res.Memory > 0 {
		disk := ""
		if res.OnDisk > 0 {
			disk = ", and " + numbers.Size(res.OnDisk) + " of the disk"
		}
		t.row("memory", "%s at most%s", numbers.Size(res.Memory), disk)
	}
	if res.Disk != "" {
		t.row("disk", "%s", oneLine(res.Disk))
	}
	if res.Workers == 0 {
		t.row("time", "%s", numbers.Seconds(res.Elapsed))
		return
	}
	t.row("time", "%s, search %s, %s steps/s on %s", numbers.Seconds(res.Elapsed), numbers.Seconds(res.Search),
		numbers.PerSecond(t.Counts.Steps, res.Search), numbers.Some(res.Workers, "worker"))
}

// partFigures are the figures that one command alone has.
func (t *printer) partFigures() {
	if c := t.Conformance; c != nil {
		t.row("images", "%s of the spec that are images of the code's", numbers.Some(c.Images, "distinct state"))
	}
	v := t.Validation
	if v == nil {
		return
	}
	t.row("events", "%s, %s matched", numbers.Count(v.Events), numbers.Count(v.Matched))
	if v.Widest > 0 {
		t.row("widest", "%s before one event", numbers.Some(v.Widest, "state"))
	}
	t.row("unlogged", "at most %s in a row without an event", numbers.Some(v.Unlogged, "step"))
	if len(v.Unchecked) > 0 {
		t.row("not checked", "%s (%s tla checks them)", strings.Join(v.Unchecked, ", "), cmp.Or(t.Self, "explore"))
	}
}

func (r *Report) initialText() string {
	if r.Counts.Initial == 0 {
		return ""
	}
	return ", " + numbers.Count(r.Counts.Initial) + " initial"
}

func (r *Report) generatedText() string {
	if r.Counts.Generated == 0 {
		return ""
	}
	return " (TLC's states generated: " + numbers.Count(r.Counts.Generated) + ")"
}

// boundsText lists the bounds, and what each refused. What is assumed has a line of its
// own.
func (r *Report) boundsText() string {
	var words []string
	for _, b := range r.allBounds() {
		if b.Name == Assumed {
			continue
		}
		word := b.Name + " " + b.Value
		if b.Refused > 0 {
			word += fmt.Sprintf(" (refused %s)", numbers.Some(b.Refused, "step"))
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// allBounds are the bounds of the run and of its subject.
func (r *Report) allBounds() []Bound {
	if r.Depth == nil {
		return r.Bounds
	}
	return slices.Concat([]Bound{{Name: ByDepth, Value: numbers.Count(*r.Depth)}}, r.Bounds)
}

// meant lists the warnings that are meant.
func (r *Report) meant() (lines []string) {
	for _, w := range r.Warnings {
		if w.Meant != "" {
			lines = append(lines, w.Key()+": "+w.Meant)
		}
	}
	return lines
}

func (r *Report) collisionText() string {
	switch {
	case r.Collisions.Exact && r.Collisions.Chance == 0:
		return "impossible: whole states were compared (-exact)"
	case r.Simulation != nil:
		return "none that matter: a walk looks at every state on its way"
	}
	hashes := "fingerprints"
	if r.Collisions.Exact {
		hashes = "hashes of 128 bits of machines (all else was compared as a whole, -exact)"
	}
	text := fmt.Sprintf("a chance of at most %.1g that equal %s hid a state", r.Collisions.Chance, hashes)
	if r.Collisions.Again != "" {
		text += "; to check again: " + r.Collisions.Again
	}
	return text
}

func (r *Report) handlerRunsText() string {
	runs, steps := r.Counts.HandlerRuns, r.Counts.Steps
	text := numbers.Count(runs) + ", one for each pair of node state and input"
	if steps > runs {
		text += fmt.Sprintf(" (%.1f steps each)", float64(steps)/float64(runs))
	}
	return text
}

// counterexample shows the run to the first violation, where it is saved, and what
// can be done with it.
func (t *printer) counterexample() error {
	v := t.Violation()
	if v == nil || v.Trace == nil {
		return nil
	}
	fmt.Fprintf(t, "\n%s, %s:\n\n", t.howFound(v), v.Trace.Length())
	if err := text.Write(t, v.Trace, text.Options{}); err != nil {
		return err
	}
	if v.Eval != nil {
		t.WriteString("\nthe expression in each state:\n")
		for i, value := range v.Eval {
			fmt.Fprintf(t, "%d  %s\n", i, value)
		}
	}
	t.saved(v.Path, t.followUps(v)...)
	return nil
}

// saved says where a run was saved, and which commands there are for it.
func (t *printer) saved(path string, commands ...string) {
	if path == "" {
		return
	}
	fmt.Fprintf(t, "\nsaved to  %s\n", quote.Line(path))
	if t.Self == "" {
		return
	}
	for _, command := range commands {
		name, _, _ := strings.Cut(command, " ")
		fmt.Fprintf(t, "%-8s  %s %s %s\n", name, t.Self, command, quote.Path(path))
	}
}

// followUps are the commands for a saved run.
func (r *Report) followUps(v *Violation) []string {
	commands := []string{"replay", "inspect"}
	if r.Simulation != nil && v.Trace.Loop == traces.NoLoop {
		commands = append(commands, "shrink")
	}
	return commands
}

// howFound says how the run to a violation was found.
func (r *Report) howFound(v *Violation) string {
	switch {
	case r.Simulation != nil:
		return "a run that shows it (a search without -simulate finds a shortest one)"
	case r.FromSteps > 0:
		return "a run that shows it, a shortest one from where the search started"
	case v.Trace.Loop != traces.NoLoop:
		return "a run without end that shows it"
	}
	return "a shortest run that shows it"
}

// explanation says what was expected instead.
func (t *printer) explanation() {
	if c := t.Conformance; c != nil && c.Departure != nil {
		t.WriteString("\n" + c.Departure.Text)
	}
	if v := t.Validation; v != nil && v.Misfit != nil {
		t.WriteString(v.Misfit.Explanation)
		t.saved(v.Misfit.Trace, "inspect", "render -o run.html")
	}
}

// further lists the violations after the first, if several were wanted.
func (t *printer) further() {
	if t.Wanted < 2 || len(t.Violations) == 0 {
		return
	}
	if n := len(t.Violations) - 1; n > 0 {
		fmt.Fprintf(t, "\n%s:\n", numbers.Some(n, "other violation"))
	}
	for i := 1; i < len(t.Violations); i++ {
		t.furtherOne(i+1, &t.Violations[i])
	}
	switch {
	case len(t.Violations) >= t.Wanted:
	case len(t.BoundedBy) > 0:
		fmt.Fprintf(t, "\nbounded by %s: there can be violations of other kinds\n", strings.Join(t.BoundedBy, " and "))
	default:
		t.WriteString("\nno run within the bounds breaks anything else first\n")
	}
}

func (t *printer) furtherOne(number int, v *Violation) {
	what := v.Property + " (" + v.Kind + ")"
	if !traces.IsProperty(v.Kind, v.Property) {
		what = traces.Broken(v.Kind, v.Property)
	}
	if v.Trace != nil && v.Trace.Loop != traces.NoLoop {
		fmt.Fprintf(t, "\n  %d  %s by a run without end, %s", number, what, v.Trace.Length())
	} else {
		fmt.Fprintf(t, "\n  %d  %s after %s", number, what, numbers.Some(v.Length(), "step"))
		if last := v.LastStep(); last != "" {
			fmt.Fprintf(t, ", the last one: %s", last)
		}
	}
	for line := range strings.Lines(v.Text) {
		fmt.Fprintf(t, "\n     %s", strings.TrimRight(line, "\n"))
	}
	if v.Path != "" {
		fmt.Fprintf(t, "\n     saved to %s", v.Path)
	}
	t.WriteString("\n")
}
