package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Chart is a diagram in characters, with a line for every row. A message leaves
// the mark of the step that sent it sideways, goes down a column between the
// lanes (its track), and from there across to the mark of the step that delivers
// it. What one step sent to several receivers shares a track. Where there is no
// room for a track the line of the delivery is dashed, and begins at the sender's
// lane with the number of the step that sent it.
type Chart struct {
	// Width is how many columns the chart has.
	Width int
	// Head are lines with the names of the lanes, each above its lane. Where the names do
	// not fit side by side, they are staggered: each begins above its lane, one line below
	// the name before it, and after the last line the first one is used again. With n
	// lines a name has the room of n lanes.
	Head []string
	// Lines have a character for every column.
	Lines [][]rune
	// Mark is the column of each row's mark, or -1.
	Mark []int

	ways [][]Spot // of the arrows
}

// Spot is a place in a chart.
type Spot struct{ Row, Column int }

// Way returns the places of a message, an index into the diagram's Arrows, with
// the marks at its ends: none if it was not delivered, lost or copied.
func (c *Chart) Way(arrow int) []Spot { return c.ways[arrow] }

// The distances of lanes.
const (
	leastPitch = 2
	mostPitch  = 12
)

// ChartOf draws a diagram in at most width columns, in more only if its lanes do
// not fit at all. It takes no more room than the tracks need.
func ChartOf(d *Diagram, width int) *Chart {
	name := 1
	for _, l := range d.Lanes {
		name = max(name, ansi.StringWidth(l.Name))
	}
	n := len(d.Lanes)
	var best *tracks
	for pitch := leastPitch; pitch <= mostPitch; pitch++ {
		// Beside the outer lanes there is as much room for tracks as between two.
		margin := max(1, pitch-2)
		if len(d.Arrows) == 0 {
			margin = (name + 1) / 2
		}
		if 2*margin+(n-1)*pitch+1 > width && best != nil {
			break
		}
		if t := newTracks(d, pitch, margin); best == nil || t.untracked < best.untracked || best.pitch <= name {
			best = t
		}
		if best.untracked == 0 && best.pitch > name {
			break
		}
	}
	return paintChart(best)
}

// headMost is how many lines the names of the lanes have at most.
const headMost = 5

// head are the names of the lanes.
func (t *tracks) head() []string {
	names, longest := make([]string, len(t.d.Lanes)), 0
	for i, l := range t.d.Lanes {
		names[i] = l.Name
		longest = max(longest, ansi.StringWidth(l.Name))
	}
	if lines := min(longest/t.pitch+1, headMost, len(names)); lines > 1 {
		return t.staggered(names, lines)
	}
	var b strings.Builder
	at := 0
	for i, name := range names {
		most := t.pitch - 1
		if len(names) == 1 {
			most = t.width
		}
		name = ansi.Truncate(name, most, "…")
		w := ansi.StringWidth(name)
		start := max(at, min(t.x(i)-(w-1)/2, t.width-w))
		b.WriteString(strings.Repeat(" ", start-at) + name)
		at = start + w
	}
	return []string{b.String()}
}

// staggered returns so many lines with the names on them in turn, and the lanes of the
// names above.
func (t *tracks) staggered(names []string, lines int) []string {
	head := make([]string, lines)
	for line := range head {
		var b strings.Builder
		at := 0 // the column after what is written
		for i, name := range names {
			word := string(strokes[upward|downward])
			switch {
			case i%lines == line:
				word = ansi.Truncate(name, lines*t.pitch-1, "…")
			case i%lines > line || t.x(i) <= at:
				continue
			}
			b.WriteString(strings.Repeat(" ", t.x(i)-at) + word)
			at = t.x(i) + ansi.StringWidth(word)
		}
		head[line] = b.String()
	}
	return head
}
