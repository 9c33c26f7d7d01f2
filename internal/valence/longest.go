package valence

import (
	"slices"

	"github.com/synod-go/synod/explore/cycles"
)

// Run is a run from an initial configuration: where it starts, and the edges that it takes.
type Run struct {
	Start int
	Steps []cycles.LassoStep
}

// End is the last configuration of the run.
func (r *Run) End() int {
	if len(r.Steps) == 0 {
		return r.Start
	}
	return r.Steps[len(r.Steps)-1].To
}

// Longest returns a longest run on which the decision stays open; nil if it is open
// nowhere. Where such runs have no end, endless is true, and there is no longest one.
func (a *Analysis) Longest() (run *Run, endless bool) {
	l := longest{
		a: a, before: make([]uint32, a.Len()), length: make([]uint32, a.Len()),
		via: make([]cycles.LassoStep, a.Len()),
	}
	open := l.count()
	if open == 0 {
		return nil, false
	}
	if end, walked := l.walk(); walked == open {
		return l.runTo(end), false
	}
	return nil, true
}

// longest is a search for a longest run.
type longest struct {
	a      *Analysis
	before []uint32           // by node: how many edges to it were not walked yet
	length []uint32           // by node: of a longest run to it
	via    []cycles.LassoStep // by node: the last step of that
	edges  []cycles.Edge
}

// count counts the configurations on such runs, and the edges to each.
func (l *longest) count() (open int) {
	var queue []int
	seen := make([]bool, l.a.Len())
	enter := func(node int) {
		if !seen[node] {
			seen[node] = true
			queue = append(queue, node)
		}
	}
	for node := range l.a.Initial() {
		if l.a.Open(node) {
			enter(node)
		}
	}
	for ; open < len(queue); open++ {
		l.each(queue[open], func(step cycles.LassoStep) {
			l.before[step.To]++
			enter(step.To)
		})
	}
	return open
}

// each calls f with the steps from a configuration to those in which the decision is open.
func (l *longest) each(node int, f func(cycles.LassoStep)) {
	if !l.a.Expanded(node) {
		return
	}
	l.edges = l.a.Edges(node, l.edges[:0])
	for i, e := range l.edges {
		if l.a.Open(e.To) {
			f(cycles.LassoStep{From: node, Edge: i, To: e.To})
		}
	}
}

// walk comes to each configuration after all that are before it, as far as there are no
// cycles. It returns the end of a longest run, and how
// many configurations it came to.
func (l *longest) walk() (end, walked int) {
	var queue []int
	for node := range l.a.Initial() {
		if l.a.Open(node) && l.before[node] == 0 {
			queue = append(queue, node)
		}
	}
	for ; walked < len(queue); walked++ {
		node := queue[walked]
		if walked == 0 || l.length[node] > l.length[end] {
			end = node
		}
		l.each(node, func(step cycles.LassoStep) {
			if n := l.length[node] + 1; n > l.length[step.To] {
				l.length[step.To], l.via[step.To] = n, step
			}
			if l.before[step.To]--; l.before[step.To] == 0 {
				queue = append(queue, step.To)
			}
		})
	}
	return end, walked
}

// runTo returns a longest run to a configuration.
func (l *longest) runTo(end int) *Run {
	run := &Run{Start: end}
	for l.length[run.Start] > 0 {
		step := l.via[run.Start]
		run.Steps = append(run.Steps, step)
		run.Start = step.From
	}
	slices.Reverse(run.Steps)
	return run
}
