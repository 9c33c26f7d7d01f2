package draw

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/traces"
)

// FoldFrom is how many steps a run may have without being folded, and about how
// many rows are left of a longer one.
const FoldFrom = 60

// lastKept is how many steps at the end are always kept.
const lastKept = 10

// keptSteps chooses, of the steps that may be seen, those that a folded run of at most
// about n rows shows; the package comment says which.
func keptSteps(d *Diagram, seen []bool, n int) []bool {
	rows := 0
	for _, is := range seen {
		if is {
			rows++
		}
	}
	if rows-1 <= n {
		return slices.Clone(seen)
	}
	kept := make([]bool, len(d.Rows))
	left := n / 2 // each kept step may have a fold beside it
	keep := func(i int) {
		if seen[i] && !kept[i] && left > 0 {
			kept[i] = true
			left--
		}
	}
	// latest keeps of the steps of a kind the latest ones.
	latest := func(is func(r *Row) bool) {
		for i := len(d.Rows) - 1; i > 0; i-- {
			if is(&d.Rows[i]) {
				keep(i)
			}
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
	of := causes(d, last)
	for half := left / 2; len(of) > 0 && left > half; of = of[1:] {
		keep(of[0])
	}
	latest((*Row).fault)
	latest(func(r *Row) bool { return r.Valence.Decides })
	latest(func(r *Row) bool { return len(r.Events) > 0 })
	for _, i := range of {
		keep(i)
	}
	return kept
}

// fault reports whether the step is one of the environment: a crash, a cut, and so on.
func (r *Row) fault() bool {
	switch r.Kind {
	case traces.StepCrash, traces.StepRestart, traces.StepPartition, traces.StepHeal,
		traces.StepCutLink, traces.StepHealLink, traces.StepSuspect, traces.StepTrust, traces.StepStabilise:
		return true
	}
	return false
}

// causes lists what step last follows from, directly or not, the most direct
// first. A step of no lane follows from the one before it.
func causes(d *Diagram, last int) []int {
	before := make([]int, len(d.Rows)) // the step before in the same lane
	latest := make([]int, len(d.Lanes))
	for i := range d.Rows {
		lane := d.Rows[i].Lane
		if lane < 0 {
			before[i] = max(0, i-1)
			continue
		}
		before[i] = latest[lane]
		latest[lane] = i
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

// open keeps all steps of each fold that holds one of the given steps, and marks their
// rows as those of an open fold.
func (d *Diagram) open(kept []bool, steps []int) {
	for i := 0; i < len(kept); i++ {
		if kept[i] {
			continue
		}
		end := i
		for end < len(kept) && !kept[end] {
			end++
		}
		if slices.ContainsFunc(steps, func(step int) bool { return i <= step && step < end }) {
			for j := i; j < end; j++ {
				kept[j], d.Rows[j].Opened = true, i
			}
		}
		i = end
	}
}

// keepSingle keeps every step that would be folded alone, if it may be seen.
func keepSingle(kept, seen []bool) {
	for i := range kept {
		alone := (i == 0 || kept[i-1]) && (i == len(kept)-1 || kept[i+1])
		kept[i] = kept[i] || seen[i] && alone
	}
}

// fold makes one row of every stretch of steps that are not kept.
func (d *Diagram) fold(kept []bool) {
	row := make([]int, len(d.Rows)) // where a step is afterwards
	var rows []Row
	for i := 0; i < len(d.Rows); {
		if kept[i] {
			row[i] = len(rows)
			rows = append(rows, d.Rows[i])
			i++
			continue
		}
		end := i
		for end < len(d.Rows) && !kept[end] {
			row[end] = len(rows)
			end++
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
