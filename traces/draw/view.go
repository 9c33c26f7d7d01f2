package draw

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// shown returns what the options leave of a whole diagram, which stays as it is.
func (d *Diagram) shown(o Options, foldFrom int) (*Diagram, error) {
	part := *d
	part.Rows, part.Arrows, part.Lanes = slices.Clone(d.Rows), slices.Clone(d.Arrows), slices.Clone(d.Lanes)
	seen, lanes := make([]bool, len(d.Rows)), make([]bool, len(d.Lanes))
	for i := range seen {
		seen[i] = true
	}
	for i := range lanes {
		lanes[i] = true
	}
	if o.Node != "" {
		if err := part.project(o.Node, seen, lanes); err != nil {
			return nil, err
		}
	}
	if err := part.hide(o.Hide, seen, lanes); err != nil {
		return nil, err
	}
	kept := seen
	if !o.Whole {
		kept = keptSteps(&part, seen, foldFrom)
		keepSingle(kept, seen)
	}
	part.open(kept, o.Open)
	part.fold(kept)
	part.onlyLanes(lanes)
	return &part, nil
}

// Lanes are the names of all lanes of a run.
func Lanes(t *traces.Trace, o Options) []string {
	var names []string
	for _, name := range lanesOf(t, o.Bound).names {
		names = append(names, quote.Line(name))
	}
	return names
}

// lane returns the lane of a name.
func (d *Diagram) lane(name string) (int, error) {
	i := slices.IndexFunc(d.Lanes, func(l Lane) bool { return l.Name == quote.Line(name) })
	if i < 0 {
		var names []string
		for _, l := range d.Lanes {
			names = append(names, l.Name)
		}
		return i, fmt.Errorf("there is no node %q in this run; there are %s", name, strings.Join(names, ", "))
	}
	return i, nil
}

// project leaves one node's view. It sets seen to the steps that the node sees, and lanes
// to its own lane and those that its arrows lead to.
func (d *Diagram) project(node string, seen, lanes []bool) error {
	own, err := d.lane(node)
	if err != nil {
		return err
	}
	clear(seen)
	clear(lanes)
	for i := range d.Lanes {
		d.Lanes[i].Peer = i != own
	}
	lanes[own] = true
	d.Arrows = slices.DeleteFunc(d.Arrows, func(a Arrow) bool {
		never := a.Fate == InFlight || a.Fate == Gone // what it never gets is no part of its view
		return a.FromLane != own && (a.ToLane != own || never)
	})
	for _, a := range d.Arrows {
		seen[a.From], seen[a.To], lanes[a.FromLane], lanes[a.ToLane] = true, true, true, true
	}
	for i := range d.Rows {
		r := &d.Rows[i]
		switch {
		case r.Lane == own, r.Lane < 0, slices.Contains(r.Touched, own), r.Failing, i == 0, i == d.Loop:
			seen[i] = true
			if r.Lane >= 0 {
				lanes[r.Lane] = true
			}
		default:
			r.Changes, r.Events, r.Log = nil, nil, nil // another's
		}
	}
	return nil
}

// hide takes the named lanes, their steps and their arrows out of what is seen. The step
// that fails and the ends of the loop stay.
func (d *Diagram) hide(names []string, seen, lanes []bool) error {
	hidden := make([]bool, len(d.Lanes))
	for _, name := range names {
		i, err := d.lane(name)
		if err != nil {
			return err
		}
		hidden[i], lanes[i] = true, false
	}
	if !slices.Contains(lanes, true) {
		return errors.New("all lanes are hidden; at least one must be seen")
	}
	last := len(d.Rows) - 1
	for i := range d.Rows {
		r := &d.Rows[i]
		stays := r.Failing || d.Loop >= 0 && (i == d.Loop || i == last)
		if r.Lane >= 0 && hidden[r.Lane] && !stays {
			seen[i] = false
		}
	}
	d.Arrows = slices.DeleteFunc(d.Arrows, func(a Arrow) bool { return hidden[a.FromLane] || hidden[a.ToLane] })
	return nil
}

// onlyLanes leaves out the lanes that are not kept.
func (d *Diagram) onlyLanes(kept []bool) {
	lane := make([]int, len(d.Lanes))
	var lanes []Lane
	for i, l := range d.Lanes {
		lane[i] = -1
		if kept[i] {
			lane[i] = len(lanes)
			lanes = append(lanes, l)
		}
	}
	d.Lanes = lanes
	for i := range d.Rows {
		r := &d.Rows[i]
		var down []bool
		for j, is := range r.Down {
			if kept[j] {
				down = append(down, is)
			}
		}
		r.Down = down
		var touched []int
		for _, j := range r.Touched {
			if kept[j] {
				touched = append(touched, lane[j])
			}
		}
		r.Touched = touched
		if r.Lane >= 0 {
			r.Lane = lane[r.Lane]
		}
	}
	for i := range d.Arrows {
		a := &d.Arrows[i]
		a.FromLane, a.ToLane = lane[a.FromLane], lane[a.ToLane]
	}
}
