package draw

import "math"

// arrow draws a message.
func (p *painter) arrow(i int) {
	a := p.d.Arrows[i]
	x1, y1, x2, y2 := p.arrowEnds(a)
	class := [...]string{"sent", "sent copy", "sent lost", "sent gone", "sent flight"}[a.Fate]
	if p.d.Rows[a.From].Folded() || p.d.Rows[a.To].Folded() {
		class += " faint"
	}
	fate := [...]string{"", ": copied", ": lost", ": gone, undelivered", ": in flight at the end"}[a.Fate]
	p.printf(`<g class="%s" data-from="%d" data-to="%d"`, class, p.d.Rows[a.From].First, p.d.Rows[a.To].First)
	p.data("from-lane", a.FromLane)
	p.data("to-lane", a.ToLane)
	p.printf(`><title>%s%s</title>`, a.Text, fate)
	switch {
	case a.FromLane == a.ToLane && a.Fate == Delivered:
		p.printf(`<path d="M%d %dC%d %d %d %d %d %d"/>`, x1, y1, x1+40, y1+6, x2+40, y2-6, x2, y2)
		p.head(x2+30, y2-4, x2, y2)
	case a.Fate == InFlight || a.Fate == Gone:
		p.printf(`<line x1="%d" y1="%d" x2="%d" y2="%d"/>`, x1, y1, x2, y2)
	default:
		cx, cy := p.control(a)
		p.printf(`<path d="M%d %dQ%d %d %d %d"/>`, x1, y1, cx, cy, x2, y2)
		if a.Fate == Delivered {
			p.head(cx, cy, x2, y2)
		}
	}
	switch a.Fate {
	case InFlight:
		p.printf(`<circle cx="%d" cy="%d" r="3"/>`, x2, y2)
	case Gone:
		p.printf(`<line x1="%d" y1="%d" x2="%d" y2="%d"/>`, x2-4, y2, x2+4, y2)
	}
	p.printf("</g>\n")
}

// middles returns the middles of the marks that a message begins and ends at.
func (p *painter) middles(a Arrow) (x1, y1, x2, y2 int) {
	x1, y1 = p.lane[a.FromLane], p.rows[a.From].y
	x2, y2 = p.lane[a.ToLane], p.rows[a.To].y
	if a.Copied {
		x1 = x2 - side(a)*markOffset
	}
	if a.Fate == Dropped || a.Fate == Duplicated {
		x2 -= side(a) * markOffset
	}
	return x1, y1, x2, y2
}

// side is the side of the sender to which a message goes.
func side(a Arrow) int {
	if a.FromLane >= a.ToLane {
		return -1
	}
	return 1
}

// bends are how far the way of a message is bent aside, tried in this order.
var bends = []int{0, 24, -24, 40, -40, 60, -60, 90, -90}

// control is the control point of a message's way. It is straight unless it would
// go through another step's mark, as if it were that step's.
func (p *painter) control(a Arrow) (x, y int) {
	x1, y1, x2, y2 := p.middles(a)
	for _, bend := range bends {
		if p.clear(a, bend) {
			return (x1+x2)/2 + 2*bend, (y1 + y2) / 2
		}
	}
	return (x1 + x2) / 2, (y1 + y2) / 2
}

// clear reports whether a way that is bent so far stays away from the marks of
// the rows between.
func (p *painter) clear(a Arrow, bend int) bool {
	const room = markRadius + 5
	x1, y1, x2, y2 := p.middles(a)
	dx, dy := x2-x1, y2-y1
	for row := a.From + 1; row < a.To; row++ {
		r := &p.d.Rows[row]
		if r.Lane < 0 {
			continue
		}
		// The way goes down evenly, so at the height of the mark it is here.
		down := p.rows[row].y - y1
		x := x1 + dx*down/dy + 4*bend*down/dy*(dy-down)/dy
		if off := x - p.lane[r.Lane]; off*off*dy*dy < room*room*(dx*dx+dy*dy) {
			return false
		}
	}
	return true
}

// arrowEnds returns where a message begins and ends in the picture: at the edge
// of the mark of a delivery.
func (p *painter) arrowEnds(a Arrow) (x1, y1, x2, y2 int) {
	x1, y1, x2, y2 = p.middles(a)
	switch {
	case a.Fate == InFlight || a.Fate == Gone:
		if p.stubs == nil {
			p.stubs = map[[2]int]int{}
		}
		at := [2]int{a.From, side(a)}
		p.stubs[at]++
		return x1, y1, x1 + side(a)*(14*p.stubs[at]-2), y1 + 22
	case a.Fate != Delivered:
		return x1, y1, x2, y2
	case a.FromLane == a.ToLane:
		return x1, y1, x2 + markRadius, y2
	}
	cx, cy := p.control(a)
	dx, dy := float64(x2-cx), float64(y2-cy)
	if length := math.Hypot(dx, dy); length > 0 {
		x2 -= int(math.Round(dx / length * (markRadius + 2)))
		y2 -= int(math.Round(dy / length * (markRadius + 2)))
	}
	return x1, y1, x2, y2
}

// head draws the head of an arrow that points from the one place to the other.
func (p *painter) head(x1, y1, x2, y2 int) {
	dx, dy := float64(x2-x1), float64(y2-y1)
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	dx, dy = dx/length, dy/length
	corner := func(along, across float64) (int, int) {
		return x2 - int(math.Round(float64(dx*along)+float64(dy*across))), y2 - int(math.Round(float64(dy*along)-float64(dx*across)))
	}
	ax, ay := corner(9, 4)
	bx, by := corner(9, -4)
	p.printf(`<path class="head" d="M%d %dL%d %dL%d %dZ"/>`, x2, y2, ax, ay, bx, by)
}
