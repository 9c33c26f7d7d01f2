package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// FoldFrom is how many steps a run may have without being folded, and about how
// many rows are left of a longer one.
const FoldFrom = 60

// lastKept is how many steps at the end are always kept.
const lastKept = 10

// keptSteps chooses the steps that a folded run of at most about n rows shows;
// the package comment says which.
func keptSteps(d *Diagram, n int) []bool {
	kept := make([]bool, len(d.Rows))
	if len(d.Rows)-1 <= n {
		for i := range kept {
			kept[i] = true
		}
		return kept
	}
	left := n / 2 // each kept step may have a fold beside it
	keep := func(i int) {
		if !kept[i] && left > 0 {
			kept[i] = true
			left--
		}
	}
	last := len(d.Rows) - 1
	keep(0)
	keep(d.Failing)
	if d.Loop >= 0 {
		keep(d.Loop)
	}
	for i := last; i >= 0 && i > last-lastKept; i-- {
		keep(i)
	}
	for i := last; i > 0; i-- {
		switch d.Rows[i].Kind {
		case traces.StepCrash, traces.StepRestart, traces.StepPartition, traces.StepHeal,
			traces.StepCutLink, traces.StepHealLink, traces.StepSuspect, traces.StepTrust, traces.StepStabilise:
			keep(i)
		}
	}
	for i := last; i > 0; i-- {
		if d.Rows[i].Valence.Decides {
			keep(i)
		}
	}
	for i := last; i > 0; i-- {
		if len(d.Rows[i].Events) > 0 {
			keep(i)
		}
	}
	for _, i := range causes(d, last) {
		keep(i)
	}
	return kept
}

// causes lists what step last follows from, directly or not, the most direct
// first.
func causes(d *Diagram, last int) []int {
	before := make([]int, len(d.Rows)) // the step before in the same lane
	latest := make([]int, len(d.Lanes))
	for i := range d.Rows {
		if lane := d.Rows[i].Lane; lane >= 0 {
			before[i] = latest[lane]
			latest[lane] = i
		}
	}
	sender := make([]int, len(d.Rows))
	for _, a := range d.Arrows {
		if a.Fate == Delivered {
			sender[a.To] = a.From
		}
	}
	seen := make([]bool, len(d.Rows))
	list := []int{last}
	for at := 0; at < len(list); at++ {
		for _, i := range []int{sender[list[at]], before[list[at]]} {
			if i > 0 && !seen[i] {
				seen[i] = true
				list = append(list, i)
			}
		}
	}
	return list
}

// fold makes one row of every stretch of at least that many steps that are not
// kept.
func (d *Diagram) fold(kept []bool, least int) {
	row := make([]int, len(d.Rows)) // where a step is afterwards
	var rows []Row
	for i := 0; i < len(d.Rows); {
		end := i
		for end < len(d.Rows) && !kept[end] {
			end++
		}
		if end-i < least {
			row[i] = len(rows)
			rows = append(rows, d.Rows[i])
			i++
			continue
		}
		for j := i; j < end; j++ {
			row[j] = len(rows)
		}
		last := d.Rows[end-1]
		rows = append(rows, Row{
			First: i, Last: end - 1, Kind: kindFold, Lane: -1, Down: last.Down, Cut: last.Cut,
			Text: foldText(i, end-1), Valence: Valence{Class: last.Valence.Class},
		})
		i = end
	}
	d.Rows = rows
	if d.Loop >= 0 {
		d.Loop = row[d.Loop]
	}
	var arrows []Arrow
	for _, a := range d.Arrows {
		a.From, a.To = row[a.From], row[a.To]
		inFold := func(r int) bool { return d.Rows[r].Folded() }
		// What only folds know of is not drawn: there is nothing at its ends.
		if inFold(a.From) && (inFold(a.To) || a.Fate == InFlight || a.Fate == Gone) {
			continue
		}
		if inFold(a.To) && (a.Fate == Dropped || a.Fate == Duplicated) {
			a.Fate = Delivered
		}
		arrows = append(arrows, a)
	}
	d.Arrows = arrows
}

func foldText(first, last int) string {
	if first == last {
		return fmt.Sprintf("1 step (%d)", first)
	}
	return fmt.Sprintf("%s (%d–%d)", numbers.Some(last-first+1, "step"), first, last)
}

// project keeps one node's view.
func (d *Diagram) project(node string, whole bool, foldFrom int) error {
	own := slices.IndexFunc(d.Lanes, func(l Lane) bool { return l.Name == quote.Line(node) })
	if own < 0 {
		var names []string
		for _, l := range d.Lanes {
			names = append(names, l.Name)
		}
		return fmt.Errorf("there is no node %q in this run; there are %s", node, strings.Join(names, ", "))
	}
	kept := make([]bool, len(d.Rows))
	peers := make([]bool, len(d.Lanes))
	peers[own] = true
	d.Arrows = slices.DeleteFunc(d.Arrows, func(a Arrow) bool {
		never := a.Fate == InFlight || a.Fate == Gone // what it never gets is no part of its view
		return a.FromLane != own && (a.ToLane != own || never)
	})
	for _, a := range d.Arrows {
		kept[a.From], kept[a.To], peers[a.FromLane], peers[a.ToLane] = true, true, true, true
	}
	for i := range d.Rows {
		r := &d.Rows[i]
		switch {
		case r.Lane == own, r.Lane < 0, slices.Contains(r.Touched, own), r.Failing, i == 0, i == d.Loop:
			kept[i] = true
			if r.Lane >= 0 {
				peers[r.Lane] = true
			}
		default:
			r.Changes, r.Events, r.Log = nil, nil, nil // another's
		}
	}
	if !whole {
		few := keptSteps(d, foldFrom)
		for i := range kept {
			kept[i] = kept[i] && few[i]
		}
	}
	d.fold(kept, 1)
	d.onlyLanes(own, peers)
	return nil
}

// onlyLanes leaves out the lanes that are not kept; all but own are peers.
func (d *Diagram) onlyLanes(own int, kept []bool) {
	lane := make([]int, len(d.Lanes))
	var lanes []Lane
	for i, l := range d.Lanes {
		lane[i] = -1
		if kept[i] {
			lane[i] = len(lanes)
			lanes = append(lanes, Lane{Name: l.Name, Peer: i != own})
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
