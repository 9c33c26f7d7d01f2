package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
)

// A property that holds can hold for a reason that nobody meant: no behaviour is fair, or it is the fairness itself that is claimed.

// adviseOnFairness warns of temporal properties, all of which hold, that say nothing because of the fairness that they may assume.
func (s *system) adviseOnFairness(ctx context.Context, result *explore.Result, r *Report) {
	warn := func(format string, args ...any) {
		r.Warnings = append(slices.Clip(r.Warnings), fmt.Sprintf(format, args...))
	}
	m := s.run
	claimed := map[string]bool{} // whether all of a property is fairness that is assumed
	for i, claim := range m.temporal {
		w := m.live.viewer(&view{Graph: result.Graph, s: s}, s.atoms.vectors...)
		property, fairness := w.formulas(i)
		if i == 0 && noneIsFair(ctx, w.view, fairness) {
			which := "no behaviour of the specification"
			if slices.Contains(r.BoundedBy, explore.ByConstraint) {
				which = "no behaviour that stays within the constraint"
			}
			warn("%s satisfies the fairness of the specification, so every temporal property holds, whatever it says", which)
			return
		}
		assumed := slices.ContainsFunc(m.fairness, func(f eval.Clause) bool { return sameText(f.Expr, claim.clause.Expr) })
		if assumed { // the same text can still mean something else, where it speaks of what is bound around it
			g := s.freely(w.view)
			assumed = g != nil && g.holds(ctx, fairness, property)
		}
		before, seen := claimed[claim.name]
		claimed[claim.name] = assumed && (before || !seen)
	}
	for _, name := range slices.Sorted(maps.Keys(claimed)) {
		if claimed[name] {
			warn("the temporal property %s is fairness that the specification assumes: it would hold with any next-state relation", name)
		}
	}
}

// sameText reports whether two formulas of a module are written alike.
func sameText(a, b syntax.Expr) bool {
	x, y := a.GetSpan(), b.GetSpan()
	return x.File == y.File && slices.Equal(strings.Fields(x.Text()), strings.Fields(y.Text()))
}

// noneIsFair reports whether no behaviour is fair. Mostly there is one among the first states.
func noneIsFair(ctx context.Context, v *view, fairness *cycles.Formula) bool {
	for _, g := range []cycles.Graph{beginning{v}, v} {
		if l, err := cycles.Counterexample(ctx, g, fairness, cycles.False); err != nil || l != nil {
			return false
		}
	}
	return true
}

// beginning is a graph as if only its first states had been expanded.
type beginning struct{ *view }

func (b beginning) Expanded(node int) bool { return node < 1<<12 && b.view.Expanded(node) }

// freeGraph has the states and steps of a graph, as a property sees them, and from each state any step to any state: what holds there
// does not depend on the next-state relation.
type freeGraph struct {
	states, steps []cycles.Bits
	initial       int
	stutter       cycles.Bits
}

// mostFree bounds the edges of a freeGraph.
const mostFree = 1 << 16

// freely is the free graph of what a property sees; nil if it would be too large.
func (s *system) freely(v *view) *freeGraph {
	g := &freeGraph{stutter: v.stutter}
	add := func(list *[]cycles.Bits, b cycles.Bits) {
		if !slices.ContainsFunc(*list, func(have cycles.Bits) bool { return slices.Equal(have, b) }) {
			*list = append(*list, b)
		}
	}
	for node := range v.Initial() {
		var atoms cycles.Bits
		if v.Expanded(node) {
			atoms = v.StateAtoms(v.Mark(node))
		}
		add(&g.states, atoms)
	}
	g.initial = len(g.states)
	for i, vector := range s.atoms.vectors {
		if s.atoms.uses[i].ofState {
			add(&g.states, pick(vector, v.state))
		}
		if s.atoms.uses[i].ofStep {
			add(&g.steps, pick(vector, v.step))
		}
		if n := len(g.states); n*n*len(g.steps) > mostFree {
			return nil
		}
	}
	return g
}

func (g *freeGraph) holds(ctx context.Context, fairness, property *cycles.Formula) bool {
	l, err := cycles.Counterexample(ctx, g, fairness, property)
	return err == nil && l == nil
}

func (g *freeGraph) Len() int             { return len(g.states) }
func (g *freeGraph) Initial() int         { return g.initial }
func (g *freeGraph) Expanded(int) bool    { return true }
func (g *freeGraph) Mark(node int) uint32 { return uint32(node) }
func (g *freeGraph) Stutter() uint32      { return uint32(len(g.steps)) }

func (g *freeGraph) StateAtoms(mark uint32) cycles.Bits { return g.states[mark] }

func (g *freeGraph) StepAtoms(mark uint32) cycles.Bits {
	if mark == g.Stutter() {
		return g.stutter
	}
	return g.steps[mark]
}

func (g *freeGraph) Edges(_ int, dst []cycles.Edge) []cycles.Edge {
	for mark := range g.steps {
		for to := range g.states {
			dst = append(dst, cycles.Edge{To: to, Mark: uint32(mark)})
		}
	}
	return dst
}
