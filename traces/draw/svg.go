package draw

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

//go:embed page/picture.css
var pictureCSS string

// SVG writes d as a picture that needs nothing else: no script, no font, nothing
// from a network. It is made for light and dark backgrounds, and what colour says
// is said by shape or words as well. It fails only when w does.
func SVG(w io.Writer, d *Diagram, o Options) error {
	l := newLayout(d, o.Width, true)
	p := &painter{layout: l}
	p.open(l.height)
	p.printf("<title>%s</title>\n<style>\n", pageTitle(d))
	p.out.WriteString(pictureCSS + "</style>\n")
	p.picture()
	_, err := w.Write(p.out.Bytes())
	return err
}

// Picture is the picture for a page that has the style (see Style) and says itself
// what is wrong; the names of the lanes are a picture of their own, to stay in
// sight. A row has the class row, and data-first and data-last are its steps. What belongs
// to a lane has its number in data-lane, a message in data-from-lane and data-to-lane. Rows
// of an open fold have a bar with the class opened, and in data-opened the fold's first step.
func Picture(d *Diagram, o Options) (names, picture []byte) {
	l := newLayout(d, o.Width, false)
	head := &painter{layout: l}
	head.open(headHeight)
	head.rowTexts(-1)
	head.printf("</svg>")
	p := &painter{layout: l}
	l.texts[-1] = l.foot
	p.open(l.height)
	p.picture()
	return head.out.Bytes(), p.out.Bytes()
}

func (p *painter) open(height int) {
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="synod" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		p.width, height, p.width, height, pageTitle(p.d))
}

// picture paints from back to front.
func (p *painter) picture() {
	p.printf(`<rect class="paper" width="%d" height="%d"/>`+"\n", p.width, p.height)
	p.frame()
	for i := range p.d.Rows {
		p.background(i)
	}
	p.laneLines()
	for i := range p.d.Arrows {
		p.arrow(i)
	}
	p.loop()
	p.rowTexts(-1)
	for i := range p.d.Rows {
		p.row(i)
	}
	p.printf("</svg>\n")
}

type painter struct {
	*layout
	out   bytes.Buffer
	stubs map[[2]int]int // how many stubs a row has on a side
}

// printf writes markup, in which every string among args is text, or the value of
// an attribute.
func (p *painter) printf(markup string, args ...any) {
	for i, a := range args {
		if text, ok := a.(string); ok {
			args[i] = quote.SVG(text)
		}
	}
	fmt.Fprintf(&p.out, markup, args...)
}

// data writes an attribute for the script of a page.
func (p *painter) data(name string, value int) {
	if !p.alone {
		p.printf(` data-`+name+`="%d"`, value)
	}
}

// frame is the banner's box.
func (p *painter) frame() {
	if p.d.Verdict == "" || !p.alone {
		return
	}
	bottom := 0
	for _, t := range p.texts[-1] {
		if strings.HasPrefix(t.class, "verdict") || t.class == "why" {
			bottom = max(bottom, t.y+t.h)
		}
	}
	p.printf(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="4"/>`+"\n", p.tone("banner"), margin, margin, p.width-2*margin, bottom+8-margin)
	p.printf(`<rect class="%s" x="%d" y="%d" width="5" height="%d"/>`+"\n", p.tone("edge"), margin, margin, bottom+8-margin)
}

func (p *painter) background(i int) {
	r, at := &p.d.Rows[i], p.rows[i]
	if v := r.Valence; v.Class != "" {
		p.printf(`<rect class="valence %s" x="0" y="%d" width="%d" height="%d"/>`+"\n", v.Class, at.top, valenceWidth, at.height)
	}
	if r.Failing {
		p.printf(`<rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="4"/>`+"\n", p.tone("failing"), margin/2, at.top+1, p.width-margin, at.height-2)
	}
	if r.Cut {
		bottom := at.top + at.height
		if i+1 < len(p.rows) {
			bottom = p.rows[i+1].top
		}
		p.printf(`<rect class="cut" x="%d" y="%d" width="%d" height="%d"/>`+"\n", p.left, at.top, p.right-p.left, bottom-at.top)
	}
	if r.Folded() {
		p.printf(`<rect class="fold" x="%d" y="%d" width="%d" height="%d" rx="4"/>`+"\n", p.left, at.top+3, p.width-p.left-margin, at.height-6)
	}
}

// laneLines draws the lanes from mark to mark: dashed where the node is down,
// dotted through a fold.
func (p *painter) laneLines() {
	for lane, x := range p.lane {
		peer := ""
		if p.d.Lanes[lane].Peer {
			peer = " peer"
		}
		segment := func(class string, from, to int) {
			p.printf(`<line class="lane%s%s"`, class, peer)
			p.data("lane", lane)
			p.printf(` x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", x, from, x, to)
		}
		class, y := "", p.rows[0].y // how the line goes on, and from where
		for i := range p.rows {
			r, at := &p.d.Rows[i], p.rows[i]
			was := class
			if class = ""; r.Down[lane] {
				class = " down"
			}
			switch {
			case r.Folded():
				segment(was, y, at.top+3)
				segment(" folded", at.top+3, at.top+foldHeight-3)
				y = at.top + foldHeight - 3
			case class != was:
				segment(was, y, at.y)
				y = at.y
			}
		}
		last := p.rows[len(p.rows)-1]
		segment(class, y, last.top+last.height)
	}
}

// loop draws the way back of an endless run, at the side.
func (p *painter) loop() {
	if p.d.Loop == traces.NoLoop {
		return
	}
	from, to := p.rows[len(p.rows)-1], p.rows[p.d.Loop].y
	p.printf(`<g class="loop"><title>the way back</title><path d="M%d %dH12V%dH16"/>`, gutter-6, from.y+12, to)
	p.head(12, to, 22, to)
	p.printf("</g>\n")
}

// rowTexts writes the text of a row; -1 is what belongs to none.
func (p *painter) rowTexts(row int) {
	for _, t := range p.texts[row] {
		p.text(t)
	}
}

func (p *painter) text(t caption) {
	x := t.x
	switch t.anchor {
	case "middle":
		x += t.w / 2
	case "end":
		x += t.w
	}
	p.printf(`<text class="%s" x="%d" y="%d" font-size="%d"`, t.class, x, t.y+t.size-1, t.size)
	if t.lane >= 0 {
		p.data("lane", t.lane)
	}
	if t.anchor != "start" {
		p.printf(` text-anchor="%s"`, t.anchor)
	}
	p.printf(">%s", t.s)
	if t.full != "" {
		p.printf("<title>%s</title>", t.full)
	}
	p.printf("</text>\n")
}

// row draws a row's mark and its text.
func (p *painter) row(i int) {
	r, at := &p.d.Rows[i], p.rows[i]
	class := "row"
	if r.Failing {
		class = "row fails"
	}
	if r.Folded() {
		class = "row folded"
	}
	p.printf(`<g class="%s" data-first="%d" data-last="%d"`, class, r.First, r.Last)
	if r.Lane >= 0 {
		p.data("lane", r.Lane)
	}
	p.printf(">\n")
	p.printf(`<rect class="hit" x="%d" y="%d" width="%d" height="%d"><title>%s</title></rect>`+"\n", margin/2, at.top, p.width-margin, at.height, p.hover(r))
	for _, lane := range r.Touched {
		p.printf(`<circle class="touched"`)
		p.data("lane", lane)
		p.printf(` cx="%d" cy="%d" r="4"/>`+"\n", p.lane[lane], at.y)
	}
	p.mark(i)
	p.rowTexts(i)
	if r.Opened > 0 {
		p.printf(`<rect class="opened"`)
		p.data("opened", r.Opened)
		p.printf(` x="%d" y="%d" width="6" height="%d"><title>fold these steps again</title></rect>`+"\n", gutter-6, at.top, at.height)
	}
	p.printf("</g>\n")
}

// hover is all that the row's text has no room for.
func (p *painter) hover(r *Row) string {
	lines := []string{r.Text}
	lines = append(lines, r.changes()...)
	lines = append(lines, r.notes()...)
	return strings.Join(lines, "\n")
}

// mark draws what happens in the lane: every kind has a shape of its own.
func (p *painter) mark(i int) {
	r, y := &p.d.Rows[i], p.rows[i].y
	if r.Lane < 0 {
		p.acrossMark(i)
		return
	}
	x := p.lane[r.Lane]
	failing := ""
	if r.Failing {
		failing = p.tone("")
	}
	switch r.Kind {
	case traces.StepCrash:
		p.cross("crash"+failing, x, y, 6)
	case traces.StepRestart, traces.StepStart:
		p.printf(`<circle class="mark restart%s" cx="%d" cy="%d" r="6"/>`+"\n", failing, x, y)
	case traces.StepTimeout: // a clock
		p.printf(`<circle class="mark timeout%s" cx="%d" cy="%d" r="7"/><path class="hands" d="M%d %dV%dH%d"/>`+"\n", failing, x, y, x, y-4, y, x+3)
	case traces.StepInvoke:
		p.printf(`<rect class="mark invoke%s" x="%d" y="%d" width="11" height="11"/>`+"\n", failing, x-5, y-5)
	case traces.StepDrop, traces.StepDuplicate:
		x := p.lostAt(i)
		if r.Kind == traces.StepDrop {
			p.cross("drop"+failing, x, y, 6)
			return
		}
		p.printf(`<path class="mark duplicate%s" d="M%d %dL%d %dL%d %dL%d %dZ"/>`+"\n", failing, x-7, y, x, y-7, x+7, y, x, y+7)
	default:
		p.printf(`<circle class="mark%s" cx="%d" cy="%d" r="%d"/>`+"\n", failing, x, y, markRadius)
	}
}

// lostAt is where the message of a drop or a duplication is hit.
func (p *painter) lostAt(row int) int {
	if a := p.incoming[row]; a != nil {
		_, _, x, _ := p.arrowEnds(*a)
		return x
	}
	return p.lane[p.d.Rows[row].Lane] - markOffset
}

func (p *painter) cross(class string, x, y, r int) {
	p.printf(`<path class="mark cross %s" d="M%d %dL%d %dM%d %dL%d %d"/>`+"\n", class, x-r, y-r, x+r, y+r, x-r, y+r, x+r, y-r)
}

// acrossMark draws a row that is about no single lane.
func (p *painter) acrossMark(i int) {
	r, y := &p.d.Rows[i], p.rows[i].y
	switch {
	case r.Folded():
	case r.Kind == kindInitial:
		for _, x := range p.lane {
			p.printf(`<line class="begin" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", x-7, y, x+7, y)
		}
	default:
		p.printf(`<line class="across" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", p.left+4, y, p.right-4, y)
	}
}
