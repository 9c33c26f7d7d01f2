package draw

// tracks places the messages of a diagram in a chart: each in a column between
// the lanes that nothing else uses between the rows where it begins and ends.
type tracks struct {
	d             *Diagram
	pitch, margin int // between lanes, and beside the outer ones
	width         int
	untracked     int      // how many messages have no track
	incoming      []*Arrow // what ends at a row's mark
	// Of every arrow: the column of its track, or -1, and the column in which it
	// ends.
	track, end []int
	index      map[*Arrow]int
	taken      []int // the last row in which a column is used so far
}

// newTracks places everything for a distance of the lanes.
func newTracks(d *Diagram, pitch, margin int) *tracks {
	t := &tracks{
		d: d, pitch: pitch, margin: margin, width: 2*margin + (len(d.Lanes)-1)*pitch + 1,
		incoming: make([]*Arrow, len(d.Rows)), track: make([]int, len(d.Arrows)), end: make([]int, len(d.Arrows)),
		index: map[*Arrow]int{},
	}
	t.taken = make([]int, t.width)
	for i := range t.taken {
		t.taken[i] = -1
	}
	from := make([][]int, len(d.Rows))
	for i := range d.Arrows {
		a := &d.Arrows[i]
		t.track[i], t.end[i], t.index[a] = -1, -1, i
		from[a.From] = append(from[a.From], i)
		if ends(a) && !d.Rows[a.To].Folded() {
			t.incoming[a.To] = a
		}
	}
	for row := range d.Rows {
		if a := t.incoming[row]; a != nil {
			t.end[t.index[a]] = t.endOf(a)
		}
		if d.Rows[row].Folded() {
			t.untracked += len(from[row])
			continue
		}
		for len(from[row]) > 0 {
			from[row] = t.leave(row, from[row])
		}
	}
	return t
}

// ends reports whether a step ends the message, so that it has a way.
func ends(a *Arrow) bool { return a.Fate == Delivered || a.Fate == Dropped || a.Fate == Duplicated }

// x is the column of a lane.
func (t *tracks) x(lane int) int { return t.margin + lane*t.pitch }

// entry is the side of the receiver's lane from which a message comes: -1 is the
// left one.
func (t *tracks) entry(a *Arrow) int {
	from := t.track[t.index[a]]
	if from < 0 {
		from = t.x(a.FromLane)
		if a.FromLane == a.ToLane {
			from++
		}
	}
	if from < t.x(a.ToLane) {
		return -1
	}
	return 1
}

// endOf is where a message ends: beside the lane, or a little before it if it
// does not arrive.
func (t *tracks) endOf(a *Arrow) int {
	side := t.entry(a)
	beside := t.x(a.ToLane) + side
	if a.Fate == Delivered || t.pitch < 4 {
		return beside
	}
	if t.taken[beside+side] >= a.To { // it would hide another message's track, or a corner of its own
		return beside
	}
	return beside + side
}

// leave gives tracks to those of a row's messages that begin in the same place as
// the first; it returns the others. They leave on the receivers' sides, but not
// where a message comes in.
func (t *tracks) leave(row int, list []int) (rest []int) {
	first := &t.d.Arrows[list[0]]
	bySide := map[int][]int{}
	in := t.incoming[row]
	for _, i := range list {
		a := &t.d.Arrows[i]
		if a.FromLane != first.FromLane || a.Copied != first.Copied {
			rest = append(rest, i)
			continue
		}
		if ends(a) {
			side := t.exit(a)
			bySide[side] = append(bySide[side], i)
		}
	}
	if first.Copied {
		t.copies(in, append(bySide[-1], bySide[1]...))
		return rest
	}
	for _, side := range []int{1, -1} {
		if len(bySide[side]) == 0 {
			continue
		}
		column := t.free(row, t.x(first.FromLane)+2*side, side, t.room(first.FromLane, side))
		blocked := in != nil && in.ToLane == first.FromLane && t.entry(in) == -side
		if column < 0 && side > 0 && !blocked {
			bySide[-1] = append(bySide[-1], bySide[1]...)
			continue
		}
		t.take(column, bySide[side])
	}
	return rest
}

// exit is the side on which a message leaves its sender's mark.
func (t *tracks) exit(a *Arrow) int {
	side := 1
	if a.ToLane < a.FromLane {
		side = -1
	}
	if in := t.incoming[a.From]; in != nil && in.ToLane == a.FromLane && in.Fate == Delivered && !a.Copied {
		side = -t.entry(in)
	}
	return side
}

// copies gives a track to the copy that a step made; it begins where the line of
// the message to that step ends.
func (t *tracks) copies(of *Arrow, list []int) {
	if of == nil {
		t.take(-1, list)
		return
	}
	at := t.index[of]
	from, side := t.track[at], t.entry(of)
	if from < 0 {
		from = t.x(of.FromLane)
	}
	start := t.x(of.ToLane) + 2*side
	column := t.free(of.To, start, side, min(t.pitch-3, (from-start)*side))
	if t.take(column, list); column >= 0 {
		t.end[at] = column
	}
}

// room is how many columns a lane has for tracks on a side.
func (t *tracks) room(lane, side int) int {
	if next := lane + side; next < 0 || next == len(t.d.Lanes) {
		return t.margin - 1
	}
	return t.pitch - 3
}

// free finds a column that is not used in the row, -1 if there is none.
func (t *tracks) free(row, start, side, room int) int {
	for i := range room {
		if column := start + i*side; t.taken[column] < row {
			return column
		}
	}
	return -1
}

// take gives the messages the column.
func (t *tracks) take(column int, list []int) {
	for _, i := range list {
		if column < 0 {
			t.untracked++
			continue
		}
		t.track[i] = column
		t.taken[column] = max(t.taken[column], t.d.Arrows[i].To)
	}
}
