package draw

import (
	"strconv"

	"github.com/synod-go/synod/traces"
)

// The marks of the kinds of steps, and of the ends of messages.
var marks = map[string]rune{
	traces.StepTimeout: '◷', traces.StepInvoke: '■', traces.StepCrash: '✕', traces.StepRestart: '◎',
}

const (
	anyMark    = '●'
	touched    = '◦'
	laneDown   = '┊'
	laneFolded = '⋮'
	dash       = '╌'
	lostMark   = '✕'
	copyMark   = '◇'
	flightMark = '○'
)

// goneMark ends a message that disappeared, by the side to which it left.
var goneMark = map[int]rune{-1: '⊢', 1: '⊣'}

// arrowHead is the head of a message that comes from a side.
var arrowHead = map[int]rune{-1: '►', 1: '◄'}

// The sides of a character to which lines go.
const (
	upward = 1 << iota
	downward
	leftward
	rightward
)

// strokes are the characters for every set of sides.
var strokes = [16]rune{
	0: ' ', upward: '╵', downward: '╷', leftward: '╴', rightward: '╶',
	upward | downward: '│', leftward | rightward: '─',
	upward | leftward: '╯', upward | rightward: '╰', downward | leftward: '╮', downward | rightward: '╭',
	upward | downward | leftward: '┤', upward | downward | rightward: '├',
	leftward | rightward | downward: '┬', leftward | rightward | upward: '┴',
	upward | downward | leftward | rightward: '┼',
}

type chartPainter struct {
	*tracks
	chart *Chart
	sides [][]uint8 // lines
	over  [][]rune  // what stands on them
}

func paintChart(t *tracks) *Chart {
	p := &chartPainter{tracks: t, chart: &Chart{Width: t.width, Head: t.head(), ways: make([][]Spot, len(t.d.Arrows))}}
	for i := range t.d.Rows {
		p.sides, p.over = append(p.sides, make([]uint8, t.width)), append(p.over, make([]rune, t.width))
		for lane := range t.d.Lanes {
			p.sides[i][t.x(lane)] = downward
			if i > 0 {
				p.sides[i][t.x(lane)] |= upward
			}
		}
	}
	for i := range t.d.Arrows {
		p.way(i)
	}
	for i := range t.d.Rows {
		p.row(i)
	}
	for i := range t.d.Arrows {
		p.dashed(i)
	}
	for i := range t.d.Rows {
		line := make([]rune, t.width)
		for column := range line {
			if line[column] = p.over[i][column]; line[column] == 0 {
				line[column] = strokes[p.sides[i][column]]
			}
		}
		p.chart.Lines = append(p.chart.Lines, line)
	}
	return p.chart
}

// across draws a line from one column to another one; it is not drawn in these
// two themselves, except for its ends.
func (p *chartPainter) across(arrow, row, from, to int) {
	step, out, in := 1, uint8(rightward), uint8(leftward)
	if to < from {
		step, out, in = -1, leftward, rightward
	}
	p.sides[row][from] |= out
	p.sides[row][to] |= in
	for column := from; column != to; column += step {
		if column != from {
			p.sides[row][column] |= leftward | rightward
		}
		p.chart.ways[arrow] = append(p.chart.ways[arrow], Spot{row, column})
	}
	p.chart.ways[arrow] = append(p.chart.ways[arrow], Spot{row, to})
}

// way draws a message that has a track.
func (p *chartPainter) way(i int) {
	a, track := &p.d.Arrows[i], p.track[i]
	if track < 0 || !ends(a) {
		return
	}
	if a.From == a.To { // a log's, which does not say when it was sent
		p.across(i, a.To, p.x(a.FromLane), p.end[i])
		p.finish(i)
		return
	}
	if !a.Copied {
		p.across(i, a.From, p.x(a.FromLane), track)
	}
	p.sides[a.From][track] |= downward
	for row := a.From + 1; row < a.To; row++ {
		p.sides[row][track] |= upward | downward
		p.chart.ways[i] = append(p.chart.ways[i], Spot{row, track})
	}
	p.sides[a.To][track] |= upward
	if p.d.Rows[a.To].Folded() {
		return
	}
	p.across(i, a.To, track, p.end[i])
	p.finish(i)
}

// finish puts what a message ends with at its end.
func (p *chartPainter) finish(i int) {
	a, side := &p.d.Arrows[i], p.entry(&p.d.Arrows[i])
	switch a.Fate {
	case Delivered:
		p.over[a.To][p.end[i]] = arrowHead[side]
		p.chart.ways[i] = append(p.chart.ways[i], Spot{a.To, p.x(a.ToLane)})
	case Dropped:
		p.over[a.To][p.end[i]] = lostMark
	case Duplicated:
		p.over[a.To][p.end[i]] = copyMark
	}
}

// dashed draws a message for which there is no track: a line in the row that
// ends it, where nothing else is.
func (p *chartPainter) dashed(i int) {
	a := &p.d.Arrows[i]
	if p.track[i] >= 0 || !ends(a) || p.d.Rows[a.To].Folded() {
		return
	}
	if a.FromLane != a.ToLane {
		p.dashes(i)
	}
	p.chart.ways[i] = append(p.chart.ways[i], Spot{a.To, p.end[i]})
	p.finish(i)
}

// dashes draws a dashed line with the number of the sending step at its
// beginning, if there is room for it.
func (p *chartPainter) dashes(i int) {
	a := &p.d.Arrows[i]
	step := -p.entry(a)
	lane := p.x(a.FromLane)
	if from := &p.d.Rows[a.From]; !from.Folded() {
		number := strconv.Itoa(from.First)
		column := lane + step
		if step < 0 {
			column -= len(number) - 1
		}
		if p.empty(a.To, column, len(number)) && (p.end[i]-lane)*step > len(number)+1 {
			for n, digit := range number {
				p.dot(i, column+n, digit)
			}
		}
	}
	for column := lane + step; column != p.end[i]; column += step {
		p.dot(i, column, dash)
	}
}

func (p *chartPainter) empty(row, column, n int) bool {
	for range n {
		if column < 0 || column >= p.width || p.sides[row][column] != 0 || p.over[row][column] != 0 {
			return false
		}
		column++
	}
	return true
}

// dot puts a character where nothing is.
func (p *chartPainter) dot(arrow, column int, r rune) {
	row := p.d.Arrows[arrow].To
	if p.empty(row, column, 1) {
		p.over[row][column] = r
		p.chart.ways[arrow] = append(p.chart.ways[arrow], Spot{row, column})
	}
}

// row draws what happens in a row, and which lanes are down.
func (p *chartPainter) row(i int) {
	r := &p.d.Rows[i]
	for lane := range p.d.Lanes {
		x := p.x(lane)
		if p.sides[i][x] != upward|downward {
			continue
		}
		switch {
		case r.Folded():
			p.over[i][x] = laneFolded
		case lane < len(r.Down) && r.Down[lane]:
			p.over[i][x] = laneDown
		}
	}
	for _, lane := range r.Touched {
		if p.sides[i][p.x(lane)] == upward|downward {
			p.over[i][p.x(lane)] = touched
		}
	}
	p.chart.Mark = append(p.chart.Mark, p.mark(i))
	for n := range p.d.Arrows {
		if a := &p.d.Arrows[n]; a.From == i && !r.Folded() && !ends(a) && !a.Copied {
			p.stub(a)
		}
	}
}

// mark draws the mark of a row, and returns where.
func (p *chartPainter) mark(i int) int {
	r := &p.d.Rows[i]
	switch {
	case r.Folded() || r.Kind == kindInitial:
		return -1
	case r.Kind == traces.StepDrop || r.Kind == traces.StepDuplicate:
		if a := p.incoming[i]; a != nil {
			return p.end[p.index[a]]
		}
		return -1
	case r.Lane < 0:
		for column := p.x(0); column <= p.x(len(p.d.Lanes)-1); column++ {
			if p.sides[i][column] == 0 {
				p.over[i][column] = dash
			}
		}
		return -1
	}
	mark, known := marks[r.Kind]
	if !known {
		mark = anyMark
	}
	x := p.x(r.Lane)
	p.over[i][x] = mark
	return x
}

// stub draws a message that nothing ends, beside the mark of its step.
func (p *chartPainter) stub(a *Arrow) {
	side := p.exit(a)
	column := p.x(a.FromLane) + side
	switch {
	case a.Fate == InFlight:
		p.over[a.From][column] = flightMark
	case p.over[a.From][column] == 0:
		p.over[a.From][column] = goneMark[side]
	}
}
