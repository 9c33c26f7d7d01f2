package cycles

import (
	"context"
	"fmt"
	"slices"
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
	// Mark is a number that stands for the atoms that are true of a node. It is
	// asked of expanded nodes.
	Mark(node int) uint32
	// Edges appends the edges that leave a node, always in the same order.
	Edges(node int, dst []Edge) []Edge
	// Stutter is the mark of a stuttering step: [A]_v is true of it, <<A>>_v is not.
	Stutter() uint32
	// StateAtoms and StepAtoms return the atoms for which the mark of a node, or of a
	// step, stands. They are asked seldom: not for each edge.
	StateAtoms(mark uint32) Bits
	StepAtoms(mark uint32) Bits
}

// Edge is a step to a node.
type Edge struct {
	To   int
	Mark uint32 // stands for the atoms that are true of the step
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

// Undecided is the error of a search that had to know an atom where it has no
// value: whether there is a counterexample depends on it.
type Undecided struct {
	// Path leads from an initial node to the one that is looked at, and Step is the
	// step from there.
	Path []LassoStep
	Step LassoStep
	// Atom is what has no value: of Step, if OfStep, or else of the node that it
	// leaves.
	Atom   int
	OfStep bool
	// Lasso, where it is not nil, is a behaviour that would be a counterexample if
	// the atom had the value for it. Without it no behaviour goes on from Path.
	Lasso *Lasso
}

func (u *Undecided) Error() string {
	return fmt.Sprintf("atom %d has no value at node %d", u.Atom, u.Step.From)
}

func (p *product) undecided(path []hop, at LassoStep, lacks *Formula) *Undecided {
	u := &Undecided{Step: at, Atom: lacks.atom, OfStep: lacks.op == opStep}
	for _, h := range path {
		u.Path = append(u.Path, p.step(h.from, h.edge))
	}
	return u
}

// Counterexample returns a behaviour of the graph that meets the assumption and
// breaks the property, or nil if there is none: then every behaviour that passes
// through expanded nodes alone and meets the assumption has the property. The
// lasso is short, but not always a shortest one; it is the same in every run. An
// error says that ctx is done, that a formula is too large, or that an atom had no
// value where it was needed (an Undecided).
func Counterexample(ctx context.Context, g Graph, assumption, property *Formula) (*Lasso, error) {
	sought := And(assumption, Not(property))
	t := newTerms()
	tasks := t.tasks(t.of(sought, false))
	expanded := make([]bool, g.Len())
	for node := range expanded {
		expanded[node] = g.Expanded(node)
	}
	var best *Lasso
	var lacks *Undecided
	for i := range tasks {
		found, err := search(ctx, g, expanded, &tasks[i])
		if u, ok := err.(*Undecided); ok {
			if lacks == nil {
				lacks = u
			}
			continue
		}
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
	if best == nil && lacks != nil {
		return nil, lacks
	}
	if best != nil && !best.Satisfies(g, sought) {
		return nil, fmt.Errorf("internal error: a lasso was found of which %v does not hold", sought)
	}
	return best, nil
}

// search looks for lassos of which a task holds. If there are none, it looks for one
// of which it may hold, because that depends on atoms that have no value.
func search(ctx context.Context, g Graph, expanded []bool, task *task) (found []*Lasso, err error) {
	p, list, err := lassosOf(ctx, g, expanded, task, yes)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 && p.doubt != nil {
		if p, list, err = lassosOf(ctx, g, expanded, task, unknown); err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return nil, p.doubtful(list[0])
		}
	}
	for _, in := range list {
		found = append(found, p.lasso(in))
	}
	return found, nil
}

func lassosOf(ctx context.Context, g Graph, expanded []bool, task *task, least truth) (*product, []productLasso, error) {
	p, err := newProduct(ctx, g, expanded, task, least)
	if err != nil {
		return nil, nil, err
	}
	fair, c, err := fairComponents(ctx, p)
	if err != nil || len(fair) == 0 {
		return p, nil, err
	}
	return p, c.lassos(fair), nil
}

// lasso is one of the product as one of the graph.
func (p *product) lasso(in productLasso) *Lasso {
	l := &Lasso{}
	for _, h := range in.prefix {
		l.Prefix = append(l.Prefix, p.step(h.from, h.edge))
	}
	for _, h := range in.loop {
		l.Loop = append(l.Loop, p.step(h.from, h.edge))
	}
	return l
}

// doubtful says which atom on the loop of a lasso has no value.
func (p *product) doubtful(in productLasso) *Undecided {
	l := p.lasso(in)
	for i, s := range l.Loop {
		if _, lacks := p.task.markOf(letterAt(p.graph, s), unknown); lacks != nil {
			u := p.undecided(slices.Concat(in.prefix, in.loop[:i]), s, lacks)
			u.Lasso = l
			return u
		}
	}
	panic("cycles: nothing of the loop is in doubt")
}
