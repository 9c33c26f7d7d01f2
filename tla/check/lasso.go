package check

import (
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// behaviour is one that is shown, as it is made from steps of the graph.
type behaviour struct {
	s      *system
	sp     *space
	g      *explore.Graph
	path   [][]uint32 // the words of its states
	t      *traces.Trace
	states [][]value.Value
	after  []value.Value // where the last step of a loop leads that closes only up to the VIEW
	stays  bool          // the loop takes no step
	closes bool          // the last step of the loop leads to the state in which it began
	// lost reports whether the spec has no step like one of the graph from where the behaviour
	// is. Under a VIEW a node stands for several states, and its edges are those of one of them.
	lost bool
	err  error // why it could not be made
}

// behaviour begins one at a node.
func (s *system) behaviour(g *explore.Graph, first int) *behaviour {
	b := &behaviour{s: s, sp: s.Space().(*space), g: g}
	labels := g.Path(first)
	if b.path, b.err = explore.Path(b.sp, labels); b.err != nil {
		return b
	}
	b.t, b.states, b.err = b.sp.follow(labels)
	return b
}

func (b *behaviour) words() []uint32 { return b.path[len(b.path)-1] }

// add takes a step of the graph.
func (b *behaviour) add(step cycles.LassoStep) {
	if step.Edge == cycles.Stutter || b.lost || b.err != nil {
		return
	}
	edge := b.g.Edges(step.From, nil)[step.Edge]
	if b.sp.run.view == nil {
		b.take(edge.Label)
		return
	}
	var label uint32
	if label, b.err = b.labelUnderView(edge); !b.lost && b.err == nil {
		b.take(label)
	}
}

// take takes the step with a label.
func (b *behaviour) take(label uint32) {
	to, err := explore.Step(b.sp, b.words(), label)
	if err != nil {
		b.err = err
		return
	}
	st, vals := b.sp.step(b.words(), label), b.sp.values(nil, to)
	b.path, b.states = append(b.path, to), append(b.states, vals)
	b.t.States = append(b.t.States, traces.State{Vars: b.sp.record(vals), Step: st})
}

// labelUnderView finds the step that does from here what an edge of the graph does: it leads to what the VIEW shows of the edge's
// node. The first one of which the atoms are those of the edge is preferred.
func (b *behaviour) labelUnderView(edge explore.Edge) (label uint32, err error) {
	path, err := explore.Path(b.sp, b.g.Path(int(edge.To)))
	if err != nil {
		return 0, err
	}
	shown, err := b.sp.Key(nil, path[len(path)-1])
	if err != nil {
		return 0, err
	}
	list, err := b.sp.leading(b.words(), shown)
	if err != nil || len(list) == 0 {
		b.lost = true // the search met no error, but it was not here
		return 0, nil
	}
	best := slices.IndexFunc(list, func(l led) bool { return slices.Equal(l.step, b.s.atoms.vectors[edge.Mark]) })
	return list[max(best, 0)].label, nil
}

// alongLasso is the behaviour that takes a lasso of the graph. Its last state is the one before the loop begins again.
func (s *system) alongLasso(g *explore.Graph, lasso *cycles.Lasso) *behaviour {
	b := s.behaviour(g, lasso.Start())
	for _, step := range lasso.Prefix {
		b.add(step)
	}
	start := len(b.path) - 1
	for _, step := range lasso.Loop {
		b.add(step)
	}
	if b.err != nil {
		return b
	}
	b.t.Loop = start
	last := len(b.path) - 1
	b.closes = slices.Equal(b.path[last][:b.sp.vars], b.path[start][:b.sp.vars])
	if b.stays = last == start; !b.stays {
		b.path, b.t.States, b.states = b.path[:last], b.t.States[:last], b.states[:last]
	}
	return b
}
