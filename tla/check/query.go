package check

import (
	"fmt"
	"io"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A Query is an expression that is evaluated in the states of a trace.
type Query struct{ text string }

// Query reads an expression as if it stood at the end of the root module. If it has primes it is evaluated over each step.
func (m *Model) Query(text string) (*Query, error) {
	if _, _, err := m.blank().expression(text); err != nil {
		return nil, err
	}
	return &Query{text}, nil
}

// expression compiles an expression of the root module.
func (m *run) expression(text string) (f *eval.Formula, overStep bool, err error) {
	e, err := syntax.ParseExpr(&syntax.File{Name: "expression", Src: text})
	if err != nil {
		return nil, false, err
	}
	if err := m.spec.Expr(m.spec.Root, e); err != nil {
		return nil, false, err
	}
	if e.GetLevel() == syntax.TemporalLevel {
		return nil, false, &syntax.Error{Span: e.GetSpan(), Msg: "a temporal formula has no value in a state"}
	}
	overStep = e.GetLevel() == syntax.ActionLevel
	f, err = m.prog.Formula(e, overStep)
	return f, overStep, err
}

// Knows reports whether an expression has a meaning at the end of the root module, like the name of
// a definition that not all specs have.
func (m *Model) Knows(text string) bool {
	e, err := syntax.ParseExpr(&syntax.File{Name: "expression", Src: text})
	return err == nil && m.spec.Expr(m.spec.Root, e) == nil
}

// Answers are the values of the query in the states of a violation's trace, one text for each; where it cannot be evaluated, the
// text says why. Over steps the last state has none. What the spec can ask about the run is what it was when the violation was
// reported.
func (q *Query) Answers(v *Violation) []string {
	if len(v.states) == 0 {
		return nil
	}
	r := v.run
	f, overStep, err := r.expression(q.text)
	var out []string
	mach := r.prog.NewMachine()
	for i, vals := range v.states {
		if err != nil {
			out = append(out, cannotEvaluate(err))
			continue
		}
		mach.Load(eval.Current, vals)
		if overStep {
			next := v.nextTo(i)
			if next == nil {
				out = append(out, "(no step)")
				continue
			}
			mach.Load(eval.Next, next)
		}
		leave := r.host.standOn(v.states[:i+1], v.Trace.States[i].Step)
		x, err := f.Value(mach)
		leave()
		if err != nil {
			out = append(out, cannotEvaluate(err))
			continue
		}
		out = append(out, value.Pretty(x, 80))
	}
	return out
}

// nextTo is the state after the i-th one of the trace; nil if there is none.
func (v *Violation) nextTo(i int) []value.Value {
	switch {
	case i+1 < len(v.states):
		return v.states[i+1]
	case v.after != nil:
		return v.after
	case v.Trace != nil && v.Trace.Loop >= 0:
		return v.states[v.Trace.Loop]
	}
	return nil
}

func cannotEvaluate(err error) string { return "cannot be evaluated: " + err.Error() }

// dot writes the graph of all states.
func (s *system) dot(w io.Writer, g *explore.Graph) error {
	sp := s.Space().(*space)
	if _, err := fmt.Fprintf(w, "digraph %s {\n  node [shape=box];\n", quote.Graphviz(s.run.Name)); err != nil {
		return err
	}
	states := make([][]uint32, g.Len())
	for node := range g.Len() {
		if states[node] == nil {
			path, err := explore.Path(sp, g.Path(node))
			if err != nil {
				return err
			}
			states[node] = path[len(path)-1]
		}
		label := ""
		for i, v := range sp.values(nil, states[node]) {
			label += fmt.Sprintf("%s = %s\n", s.run.prog.Variables[i].Name.Text, v)
		}
		style := ""
		if node < g.Initial() {
			style = ", style=bold"
		}
		if _, err := fmt.Fprintf(w, "  %d [label=%s%s];\n", node, quote.Graphviz(label), style); err != nil {
			return err
		}
		for _, e := range g.Edges(node, nil) {
			if states[e.To] == nil {
				var err error
				if states[e.To], err = explore.Step(sp, states[node], e.Label); err != nil {
					return err
				}
			}
			if _, err := fmt.Fprintf(w, "  %d -> %d [label=%s];\n", node, e.To, quote.Graphviz(sp.step(states[node], e.Label).Name)); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintln(w, "}")
	return err
}
