package draw

import (
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// Who follows the lines of a chart with the eye, from where a message ends back
// to where it begins, comes to the step that sent it: in all sorts of runs, with
// much room and with little.
func TestChartsCanBeFollowed(t *testing.T) {
	followed, dashed := 0, 0
	for name, trace := range samples(t) {
		for _, options := range []Options{{Whole: true}, {}} {
			d := diagram(t, trace, options)
			for _, width := range []int{10, 34, 60, 120} {
				c := ChartOf(d, width)
				require.Len(t, c.Lines, len(d.Rows))
				for _, line := range c.Lines {
					require.Equal(t, c.Width, ansi.StringWidth(string(line)), "%s: %s", name, string(line))
				}
				requireNames(t, d, c)
				lane := laneColumns(d, c)
				for i := range d.Arrows {
					a := &d.Arrows[i]
					if !ends(a) || d.Rows[a.To].Folded() {
						continue
					}
					if line, ok := wayBack(c, a, lane); ok {
						followed++
						require.Equal(t, Spot{a.From, lane[a.FromLane]}, line, "%s, width %d: %+v\n%s", name, width, *a, picture(c))
					} else {
						dashed++
						require.NotEmpty(t, c.Way(i))
					}
				}
			}
		}
	}
	require.Greater(t, followed, 10*len(samples(t)))
	require.Positive(t, dashed)
}

// The messages of a real run have room on a terminal of 80 columns.
func TestRealRunsHaveTracks(t *testing.T) {
	for _, name := range []string{"commit-old-term", "fast-read", "acceptors", "spec"} {
		c := ChartOf(diagram(t, saved(t, name), Options{}), 40)
		require.LessOrEqual(t, c.Width, 40)
		require.NotContains(t, picture(c), string(dash), name)
	}
}

// laneColumns are the columns of the lanes: where their marks are.
func laneColumns(d *Diagram, c *Chart) map[int]int {
	columns := map[int]int{}
	for i := range d.Rows {
		if r := &d.Rows[i]; r.Lane >= 0 && c.Mark[i] >= 0 && d.Rows[i].Kind != "drop" && d.Rows[i].Kind != "duplicate" {
			columns[r.Lane] = c.Mark[i]
		}
	}
	return columns
}

// wayBack follows the lines from the end of a message to its beginning; ok is
// false if the line is dashed.
func wayBack(c *Chart, a *Arrow, lane map[int]int) (at Spot, ok bool) {
	row, column := a.To, c.Mark[a.To]
	char := func() rune {
		if column < 0 || column >= c.Width {
			return ' '
		}
		return c.Lines[row][column]
	}
	on := func(chars string) bool { return strings.ContainsRune(chars, char()) }
	step, end := 0, column
	for by, chars := range map[int]string{-1: "─╰┼├╌0123456789", 1: "─╯┼┤╌0123456789"} {
		column = end + by
		if a.Fate == Delivered && char() == arrowHead[by] || a.Fate != Delivered && on(chars) {
			step = by
		}
	}
	if step == 0 {
		return Spot{}, a.Fate == Delivered // beside the lane there is no room for a line
	}
	if column = end + step; a.Fate == Delivered {
		column += step
	}
	for ; on("─┼"); column += step {
	}
	if !on("╰╯├┤") {
		return Spot{}, on("─┼")
	}
	for row--; row > a.From && on("│┼├┤"); row-- {
	}
	if a.Copied && char() == copyMark {
		return Spot{row, lane[a.FromLane]}, true
	}
	step = -1
	if on("╭") || on("┬") && column < lane[a.FromLane] {
		step = 1
	}
	for column += step; on("─┼┬○⊣⊢"); column += step {
	}
	return Spot{row, column}, true
}

func picture(c *Chart) string {
	var b strings.Builder
	for i, line := range c.Lines {
		b.WriteString(strconv.Itoa(i) + "\t" + string(line) + "\n")
	}
	return b.String()
}

// A line that has no track says beside the sender's lane which step sent the
// message.
func TestDashedLinesNameTheSender(t *testing.T) {
	trace, _ := random(1, 100, 5)
	d := diagram(t, trace, Options{Whole: true})
	c := ChartOf(d, 24)
	lane := laneColumns(d, c)
	named := 0
	for i := range d.Arrows {
		a := &d.Arrows[i]
		if _, tracked := wayBack(c, a, lane); !ends(a) || tracked || a.FromLane >= a.ToLane {
			continue
		}
		if digits := string(c.Lines[a.To][lane[a.FromLane]+1:][:2]); strings.Trim(digits, "0123456789") == "" {
			require.Equal(t, strconv.Itoa(a.From), digits)
			named++
		}
	}
	require.Positive(t, named)
}

// requireNames requires that the name of every lane stands above it: begun in its column
// where the names have several lines, and then whole where there are lines enough.
func requireNames(t *testing.T, d *Diagram, c *Chart) {
	t.Helper()
	if len(c.Head) == 1 {
		require.LessOrEqual(t, ansi.StringWidth(c.Head[0]), c.Width)
		return
	}
	require.LessOrEqual(t, len(c.Head), headMost)
	x := lanesAt(c)
	most := len(c.Head)*(x[1]-x[0]) - 1
	for i, l := range d.Lanes {
		line := c.Head[i%len(c.Head)]
		at := ansi.Cut(line, x[i], ansi.StringWidth(line))
		require.True(t, strings.HasPrefix(at, ansi.Truncate(l.Name, most, "…")), "lane %d, %q, in %q", i, l.Name, line)
	}
}

// lanesAt are the columns of the lanes, as the first row has them: it begins them all.
func lanesAt(c *Chart) (columns []int) {
	for column, r := range c.Lines[0] {
		if strings.ContainsRune("╷╭╮┬", r) {
			columns = append(columns, column)
		}
	}
	return columns
}

// Fourteen lanes have their names on a terminal of 80 columns.
func TestManyNames(t *testing.T) {
	trace, _ := random(3, 30, 14)
	c := ChartOf(diagram(t, trace, Options{}), 34)
	require.Equal(t, []string{
		" N1  N3  N5  N7  N9  N11 N13",
		" │ N2  N4  N6  N8  N10 N12 N14",
	}, c.Head)
}

// A message of a log that does not say when it was sent goes straight across.
func TestMessagesThatGoAcross(t *testing.T) {
	node := traces.Record{{Name: "up", Value: traces.Bool(true)}}
	nodes := traces.Record{{Name: "nodes", Value: traces.Record{{Name: "N1", Value: node}, {Name: "N2", Value: node}}}}
	step := &traces.Step{Kind: traces.StepDeliver, Node: "N2", From: "N1", To: "N2", Name: "Hi"}
	log := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindLog}, States: []traces.State{{Vars: nodes}, {Vars: nodes, Step: step}}}
	require.Regexp(t, "├─+►●", picture(ChartOf(diagram(t, log, Options{}), 34)))
}
