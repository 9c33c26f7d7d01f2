package draw

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/synod-go/synod/traces"
)

// The geometry of a picture, in pixels.
const (
	gutter     = 60  // step numbers, and the way back of a lasso
	lineHeight = 16  // of the text beside the lanes
	rowHeight  = 40  // at least
	stubHeight = 48  // at least, of a row in which a message ends in a stub
	foldHeight = 30  // of a row that stands for several
	headHeight = 26  // the names of the lanes
	headEvery  = 20  // rows after which the names stand again
	minColumn  = 300 // of the text beside the lanes
	labelMost  = 20  // characters of a label in a lane
	changeRows = 3   // lines of changes
	margin     = 16
	markRadius = 6
	markOffset = 26 // of a loss or a copy, from the receiver's lane

	valenceWidth = 6 // of the colour at the left that says what can be decided
)

// layout is where everything is. It has no more than integers and text, so it is
// the same on every machine.
type layout struct {
	d             *Diagram
	alone         bool // it says itself what is wrong, and names the lanes
	width, height int
	lane          []int // x of the lanes
	left, right   int   // the lanes' area
	column        int   // x of the text beside it
	rows          []placed
	foot          []caption         // below the rows
	texts         map[int][]caption // of a row; -1: of none
	incoming      map[int]*Arrow    // what ends at a row's mark
	stubs         map[int]bool      // rows in which a message ends in a stub
}

// placed is where a row is: y is its mark.
type placed struct{ top, height, y int }

// caption is a piece of text and the box that it stays in.
type caption struct {
	box
	row    int // -1: of none
	lane   int // whose name it is; -1: of none
	class  string
	anchor string // start, middle, end
	size   int
	s      string
	full   string // what was cut out of it; "" if nothing was
}

type box struct{ x, y, w, h int }

// wide is the width of s in a monospaced font, rounded up: no common one is
// wider. East Asian letters and pictures take two places.
func wide(s string, size int) int { return (cells(s)*size*61 + 99) / 100 }

func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x1100 && r != '…' && (r < 0x2000 || r > 0x2bff) {
			n++
		}
	}
	return n
}

// cutTo shortens s to at most n places.
func cutTo(s string, n int) string {
	if cells(s) <= n {
		return s
	}
	var b strings.Builder
	left := max(n, 1) - 1
	for _, r := range s {
		if left -= cells(string(r)); left < 0 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), " ") + "…"
}

// fits is how many places of a font of that size there are in width.
func fits(width, size int) int { return max(0, width*100/(size*61)) }

// newLayout places a diagram in at least the given width. One that does not
// stand alone has the names of its lanes in a picture of their own, above.
func newLayout(d *Diagram, width int, alone bool) *layout {
	l := &layout{d: d, alone: alone, texts: map[int][]caption{}, incoming: map[int]*Arrow{}, stubs: map[int]bool{}}
	for i := range d.Arrows {
		a := &d.Arrows[i]
		switch a.Fate {
		case Delivered, Dropped, Duplicated:
			l.incoming[a.To] = a
		default:
			l.stubs[a.From] = true
		}
	}
	if width <= 0 {
		width = DefaultWidth
	}
	l.placeLanes(width)
	y := 0
	if alone {
		y = l.banner()
	} else {
		l.head(0)
	}
	for i := range d.Rows {
		if alone && (i == 0 || i%headEvery == 0 && len(d.Rows)-i > headEvery/4) {
			l.head(y)
			y += headHeight
		}
		y = l.row(i, y)
	}
	names := len(l.texts[-1])
	l.height = l.footer(y) + margin
	l.foot = l.texts[-1][names:]
	if !alone {
		l.texts[-1] = l.texts[-1][:names]
	}
	return l
}

// placeLanes gives every lane the width that there is, and room for the labels
// at the outer ones.
func (l *layout) placeLanes(width int) {
	n := len(l.d.Lanes)
	pitch := min(132, max(70, (width-gutter-minColumn)/(n+2)))
	before, after := pitch/2, pitch/2
	for i := range l.d.Rows {
		r := &l.d.Rows[i]
		if r.Lane < 0 || r.Label == "" {
			continue
		}
		w := wide(cutTo(r.Label, labelMost), 11) + markOffset
		if l.labelSide(i) < 0 {
			before = max(before, w-r.Lane*pitch)
		} else {
			after = max(after, w-(n-1-r.Lane)*pitch)
		}
	}
	l.left = gutter
	for i := range n {
		l.lane = append(l.lane, l.left+before+i*pitch)
	}
	l.right = l.lane[n-1] + after
	l.column = l.right + margin
	l.width = max(width, l.column+minColumn+margin)
}

// labelSide says on which side of its mark a row's label stands: not on the one
// from which a message comes.
func (l *layout) labelSide(row int) int {
	if a := l.incoming[row]; a != nil && a.FromLane >= a.ToLane {
		return -1
	}
	return 1
}

func (l *layout) add(t caption, s string, most int) {
	t.s = cutTo(s, fits(most, t.size))
	if t.s != s {
		t.full = s
	}
	t.w, t.h = wide(t.s, t.size), t.size+2
	switch t.anchor {
	case "middle":
		t.x -= t.w / 2
	case "end":
		t.x -= t.w
	}
	l.texts[t.row] = append(l.texts[t.row], t)
}

// line adds text whose baseline is at y.
func (l *layout) line(row int, class, anchor string, size, x, y int, s string, most int) {
	l.add(caption{box: box{x: x, y: y - size + 1}, row: row, lane: -1, class: class, anchor: anchor, size: size}, s, most)
}

// banner puts what is wrong at the top, before anything else; it returns where
// the rest begins.
func (l *layout) banner() int {
	y := margin
	most := l.width - 2*margin - 16
	if l.d.Verdict != "" {
		y += 24
		l.line(-1, l.tone("verdict"), "start", 18, margin+16, y, l.d.Verdict, most)
		y += 4
		for _, why := range l.d.Why {
			for _, s := range wrap(why, fits(most, 13), 6) {
				y += 19
				l.line(-1, "why", "start", 13, margin+16, y, s, most)
			}
		}
		y += 14
	}
	y += 18
	l.line(-1, "title", "start", 12, margin, y, l.d.Title, l.width-2*margin)
	return y + 12
}

// tone is a class for what is broken, or for what is reached.
func (l *layout) tone(class string) string {
	if l.d.Goal {
		return class + " goal"
	}
	return class + " bad"
}

// wrap breaks s between words into lines of at most n places, and at most so
// many lines.
func wrap(s string, n, lines int) []string {
	var out []string
	rest := s
	for cells(rest) > n && len(out) < lines-1 {
		head := []rune(cutTo(rest, n+1))
		head = head[:len(head)-1] // the …
		at := len(head)
		for i := len(head) - 1; i > n/2; i-- {
			if head[i] == ' ' {
				at = i
				break
			}
		}
		out = append(out, string(head[:at]))
		rest = strings.TrimLeft(string([]rune(rest)[at:]), " ")
	}
	return append(out, rest)
}

// head places the names of the lanes.
func (l *layout) head(y int) {
	for i, lane := range l.d.Lanes {
		class := "lane-name"
		if lane.Peer {
			class += " peer"
		}
		pitch := l.right - l.left
		if len(l.lane) > 1 {
			pitch = l.lane[1] - l.lane[0]
		}
		name := caption{box: box{x: l.lane[i], y: y + 5}, row: -1, lane: i, class: class, anchor: "middle", size: 13}
		l.add(name, lane.Name, pitch-12)
	}
}

// row places a row at y, and returns where the next one begins.
func (l *layout) row(i, y int) int {
	r := &l.d.Rows[i]
	most := l.width - margin - l.column
	if r.Folded() {
		l.rows = append(l.rows, placed{top: y, height: foldHeight, y: y + foldHeight/2})
		l.line(i, "fold-text", "start", 12, l.column, y+foldHeight/2+4, r.Text, most)
		return y + foldHeight
	}
	mark := y + 20
	l.line(i, "number", "end", 12, gutter-8, mark+4, strconv.Itoa(r.First), gutter)
	l.label(i, mark)

	at := mark + 4
	if r.Failing {
		l.line(i, l.tone("here"), "start", 13, l.column, at, l.d.Failure(), most)
		at += lineHeight + 4
	}
	for n, s := range wrap(r.Text, fits(most, 12), 2) {
		if n > 0 {
			at += lineHeight
		}
		l.line(i, "step", "start", 12, l.column, at, s, most)
	}
	for _, s := range pack(r.changes(), fits(most, 11), changeRows) {
		at += lineHeight
		l.line(i, "change", "start", 11, l.column, at, s, most)
	}
	for _, s := range pack(r.notes(), fits(most, 11), 2) {
		at += lineHeight
		l.line(i, "event", "start", 11, l.column, at, s, most)
	}
	least := rowHeight
	if l.stubs[i] {
		least = stubHeight
	}
	height := max(least, at+12-y)
	l.rows = append(l.rows, placed{top: y, height: height, y: mark})
	return y + height
}

var oneWord = regexp.MustCompile(`^[a-z]+$`)

// label places a row's label beside its mark, above the line of the mark, so
// that messages that are sent there leave below it.
func (l *layout) label(i, mark int) {
	r := &l.d.Rows[i]
	if r.Label == "" {
		return
	}
	class := "label"
	if oneWord.MatchString(r.Kind) { // a file may have any kind
		class += " " + r.Kind
	}
	if r.Lane < 0 {
		l.line(i, class, "middle", 11, (l.left+l.right)/2, mark+4, r.Label, l.right-l.left-8)
		return
	}
	most := wide(strings.Repeat("x", labelMost), 11)
	x := l.lane[r.Lane]
	if l.labelSide(i) < 0 {
		l.line(i, class, "end", 11, x-markRadius-4, mark-3, r.Label, min(most, x-markRadius-4-l.left))
		return
	}
	l.line(i, class, "start", 11, x+markRadius+4, mark-3, r.Label, min(most, l.right-x-markRadius-4))
}

// footer says where an endless run goes on.
func (l *layout) footer(y int) int {
	if l.d.Loop == traces.NoLoop {
		return y
	}
	l.line(-1, "loop-text", "start", 12, l.column, y+20, "↺ "+l.d.WayBack(), l.width-l.column-margin)
	return y + 30
}

// pack sets short pieces side by side on lines of at most n places, and says how
// many are left out after so many lines.
func pack(pieces []string, n, lines int) []string {
	const between = "   "
	var out []string
	for i, p := range pieces {
		last := len(out) - 1
		if last >= 0 && cells(out[last])+len(between)+cells(p) <= n {
			out[last] += between + p
			continue
		}
		if len(out) == lines {
			more := "  … " + strconv.Itoa(len(pieces)-i) + " more"
			out[last] = cutTo(out[last], max(8, n-cells(more))) + more
			return out
		}
		out = append(out, p)
	}
	return out
}

func prefixed(prefix string, list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = prefix + s
	}
	return out
}
