package draw

import (
	"fmt"
	"io"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// GitHub draws a Mermaid text of at most 50,000 characters, and takes 65,536
// characters for an issue.
const (
	mermaidMost  = 45_000
	markdownMost = 60_000
)

// titleMost is how many cells of a name are left in a heading or a table: an untrusted file may have any.
const titleMost = 400

// Markdown writes t for an issue or a pull request: what is wrong, the run as a
// Mermaid sequence diagram, and a table of its steps. A run that would be too
// large for GitHub is folded until it is not, and then cut.
func Markdown(w io.Writer, t *traces.Trace, o Options) error {
	all := whole(t, o)
	for few := FoldFrom; ; few /= 2 {
		d, err := all.shown(o, few)
		if err != nil {
			return err
		}
		text := markdown(d)
		if few <= 4 || len(text) <= markdownMost && len(mermaid(d)) <= mermaidMost {
			_, err = io.WriteString(w, text)
			return err
		}
		o.Whole = false // it cannot be had
	}
}

func markdown(d *Diagram) string {
	var b strings.Builder
	if d.Verdict == "" {
		fmt.Fprintf(&b, "## %s\n\n", quote.Markdown(cutTo(d.Title, titleMost)))
	} else {
		sign := "✕"
		if d.Goal {
			sign = "✓"
		}
		fmt.Fprintf(&b, "## %s %s\n\n", sign, quote.Markdown(cutTo(d.Verdict, titleMost)))
		if len(d.Why) > 0 {
			b.WriteString(quote.MarkdownBlock("text", cutTo(strings.Join(d.Why, "\n"), 4000)+"\n"))
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n\n", quote.Markdown(cutTo(d.Title, titleMost)))
	}
	b.WriteString(quote.MarkdownBlock("mermaid", mermaid(d)))
	b.WriteString("\n| step | what | changes |\n| ---: | :--- | :--- |\n")
	for i := range d.Rows {
		b.WriteString(tableRow(d, &d.Rows[i]))
	}
	switch {
	case d.Loop == traces.NoLoop:
	case d.Stays():
		b.WriteString("\nHere the run stays for ever.\n")
	case d.trace.Again:
		fmt.Fprintf(&b, "\nStep %d leads back to %s, and the run goes round for ever.\n", d.trace.Steps(), quote.Markdown(d.trace.BackTo(d.Rows[d.Loop].First)))
	default:
		fmt.Fprintf(&b, "\nFrom here the run goes back to %s, and round for ever.\n", quote.Markdown(d.trace.BackTo(d.Rows[d.Loop].First)))
	}
	return b.String()
}

func tableRow(d *Diagram, r *Row) string {
	number, what := fmt.Sprint(r.First), quote.MarkdownCode(cutTo(r.Text, 160))
	if r.Folded() {
		return fmt.Sprintf("| … | *%s* | |\n", r.Text)
	}
	if r.Failing {
		number, what = "**"+number+"**", "**"+strings.TrimSpace(quote.Markdown(cutTo(d.Failure(), titleMost)))+"**<br>"+what
	}
	cells := append(firstOf(r.changes()), firstOf(r.notes())...)
	return fmt.Sprintf("| %s | %s | %s |\n", number, what, strings.Join(cells, "<br>"))
}

// firstOf shows the first of some lines, and how many more there are.
func firstOf(lines []string) (cells []string) {
	const most = 6
	for _, line := range lines[:min(len(lines), most)] {
		cells = append(cells, quote.MarkdownCode(cutTo(line, 100)))
	}
	if n := len(lines) - most; n > 0 {
		cells = append(cells, fmt.Sprintf("… %d more", n))
	}
	return cells
}

// mermaid is the run as a sequence diagram. A delivery is an arrow at the step
// that delivers; Mermaid has no arrows that take time.
func mermaid(d *Diagram) string {
	var b strings.Builder
	b.WriteString("sequenceDiagram\n")
	for i, l := range d.Lanes {
		fmt.Fprintf(&b, "    participant N%d as %s\n", i, mermaidText(l.Name, 40))
	}
	incoming := map[int]*Arrow{}
	for i := range d.Arrows {
		if a := &d.Arrows[i]; a.Fate == Delivered || a.Fate == Dropped || a.Fate == Duplicated {
			incoming[a.To] = a
		}
	}
	for i := range d.Rows {
		b.WriteString(mermaidRow(d, i, incoming[i]))
	}
	if d.Loop >= 0 {
		way := "back to " + d.trace.BackTo(d.Rows[d.Loop].First) + ", for ever"
		if d.trace.Again {
			way = d.WayBack()
		}
		fmt.Fprintf(&b, "    Note over %s: %s\n", allLanes(d), mermaidText(way, 80))
	}
	return b.String()
}

func mermaidRow(d *Diagram, i int, a *Arrow) string {
	r := &d.Rows[i]
	var b strings.Builder
	number := fmt.Sprintf("%d ", r.First)
	switch {
	case r.Kind == kindInitial: // seen in the table
	case r.Folded():
		fmt.Fprintf(&b, "    Note over %s: … %s\n", allLanes(d), mermaidText(r.Text, 60))
		return b.String()
	case a != nil:
		arrow := map[Fate]string{Delivered: "->>", Dropped: "--x", Duplicated: "-->>"}[a.Fate]
		text := r.Label
		if a.Fate == Delivered && a.Name != "" {
			_, text, _ = strings.Cut(a.Text, " ") // without S1→S2
		}
		fmt.Fprintf(&b, "    N%d%sN%d: %s%s\n", a.FromLane, arrow, a.ToLane, number, mermaidText(text, 60))
	case r.Lane < 0:
		fmt.Fprintf(&b, "    Note over %s: %s%s\n", allLanes(d), number, mermaidText(r.Text, 80))
	default:
		label := r.Label
		switch {
		case r.Kind == traces.StepTimeout || r.Kind == traces.StepInvoke:
			label = r.Kind + " " + label
		case label == "":
			label = r.Text
		}
		fmt.Fprintf(&b, "    Note over N%d: %s%s\n", r.Lane, number, mermaidText(label, 40))
	}
	if r.Failing {
		fmt.Fprintf(&b, "    Note over %s: %s\n", allLanes(d), mermaidText(d.Failure(), 120))
	}
	return b.String()
}

func allLanes(d *Diagram) string {
	if len(d.Lanes) == 1 {
		return "N0"
	}
	return fmt.Sprintf("N0,N%d", len(d.Lanes)-1)
}

// mermaidText is text in a Mermaid line, of at most so many characters.
func mermaidText(s string, most int) string {
	return quote.Mermaid(cutTo(strings.Join(strings.Fields(s), " "), most))
}
