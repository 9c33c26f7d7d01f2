package live

import (
	"context"
	"fmt"
)

// Graph is a finite state graph. It must not change while it is searched.
type Graph interface {
	// Len is the number of nodes, which are numbered from 0.
	Len() int
	// Initial is the number of initial nodes, which come first.
	Initial() int
	// Expanded reports whether all edges of a node are known; one without any is
	// a deadlock. A node of which they are not known, because the search that made
	// the graph was bounded, is treated as if it did not exist: nothing can be
	// said of the behaviours that pass through it.
	Expanded(node int) bool
	// Bits are the atoms that are true of a node.
	Bits(node int) Bits
	// Edges appends the edges that leave a node, always in the same order.
	Edges(node int, dst []Edge) []Edge
	// Stutter is the atoms that are true of a stuttering step: [A]_v is, <<A>>_v
	// is not.
	Stutter() Bits
}

// Edge is a step to a node.
type Edge struct {
	To   int
	Bits Bits // the atoms that are true of the step
}

// Stutter is the LassoStep.Edge of a step that changes nothing.
const Stutter = -1

// Lasso is a behaviour: a path, and a loop that is walked for ever after. Each
// step begins where the one before ended, the path at an initial node; the loop
// has a step at least, and ends where it begins.
type Lasso struct{ Prefix, Loop []LassoStep }

// LassoStep is one step of a Lasso.
type LassoStep struct {
	From int
	Edge int // index among the edges of From, or Stutter
	To   int
}

// Start is the node at which the behaviour begins.
func (l *Lasso) Start() int {
	if len(l.Prefix) > 0 {
		return l.Prefix[0].From
	}
	return l.Loop[0].From
}

// Counterexample returns a behaviour of the graph that meets the assumption and
// breaks the property, or nil if there is none: then every behaviour that passes
// through expanded nodes alone and meets the assumption has the property. The
// lasso is short, but not always a shortest one; it is the same in every run. An
// error says that ctx is done, or that a formula is too large.
func Counterexample(ctx context.Context, g Graph, assumption, property *Formula) (*Lasso, error) {
	sought := And(assumption, Not(property))
	t := newTerms()
	tasks, err := t.tasks(t.of(sought, false))
	if err != nil {
		return nil, err
	}
	expanded := make([]bool, g.Len())
	for node := range expanded {
		expanded[node] = g.Expanded(node)
	}
	var best *Lasso
	for i := range tasks {
		found, err := search(ctx, g, expanded, &tasks[i])
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			l.shorten(g, sought)
			if best == nil || l.len() < best.len() {
				best = l
			}
		}
	}
	if best != nil && !best.Satisfies(g, sought) {
		return nil, fmt.Errorf("internal error: a lasso was found of which %v does not hold", sought)
	}
	return best, nil
}

// search looks for lassos of which a task holds.
func search(ctx context.Context, g Graph, expanded []bool, task *task) (found []*Lasso, err error) {
	p, err := newProduct(ctx, g, expanded, task)
	if err != nil {
		return nil, err
	}
	fair, c, err := fairComponents(ctx, p)
	if err != nil || len(fair) == 0 {
		return nil, err
	}
	for _, in := range c.lassos(fair) {
		l := &Lasso{}
		for _, h := range in.prefix {
			l.Prefix = append(l.Prefix, p.step(h.from, h.edge))
		}
		for _, h := range in.loop {
			l.Loop = append(l.Loop, p.step(h.from, h.edge))
		}
		found = append(found, l)
	}
	return found, nil
}
