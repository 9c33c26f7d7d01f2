package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/traces"
)

// WalkOf starts a walk in the model that a saved run is a run of, as its texts are now.
func WalkOf(saved *traces.Trace) (*Walk, error) {
	src, err := SourcesOf(saved)
	if err != nil {
		return nil, err
	}
	if err := saved.Retakeable(); err != nil {
		return nil, err
	}
	m, err := Load(src)
	if err != nil {
		return nil, err
	}
	return NewWalk(m)
}

// Replay takes the steps of a saved run again, as traces.Replay does. A run without end must also go back where the saved one does, up
// to the same VIEW if that is how it does, and is judged by the temporal properties. The error says that those cannot be evaluated.
func (w *Walk) Replay(saved *traces.Trace) (*traces.Replayed, error) {
	r := traces.Replay(w, saved, 0)
	if d := r.Departure; d != nil {
		if d.NotEnabled {
			if why := w.why(&d.Saved); why != "" {
				d.Why = why
			}
		}
		return r, nil
	}
	if saved.Loop == traces.NoLoop {
		return r, nil
	}
	e, err := w.Endless(saved.Loop)
	if err != nil {
		return nil, err
	}
	upTo := saved.Meta.UpTo
	if !e.Closes || e.UpTo != "" && e.UpTo != upTo || slices.Contains(e.Open, saved.Meta.Property) {
		r.Departure = &traces.Departure{Step: saved.Steps() + 1, NoWayBack: true, Loop: saved.Loop, UpTo: upTo}
		return r, nil
	}
	r.Judge(append(r.Broken, e.Broken...), saved)
	return r, nil
}

// mostMisses is among how many false conjuncts that of an action is looked for.
const mostMisses = 1000

// why says which conjunct of an action is false where the walk is; "" if that cannot be told.
func (w *Walk) why(step *traces.Step) string {
	sp := w.sp
	mach := sp.run.prog.NewMachine()
	sp.setLevel(w.here().words, 0)
	mach.Load(eval.Current, sp.values(nil, w.here().words))
	x, err := sp.run.next.Explain(mach, nil, mostMisses)
	if err != nil {
		return ""
	}
	var nearest *eval.Miss
	best := -1
	for i := range x.Misses {
		if m := &x.Misses[i]; m.Name == step.Name && agree(m.Bound, step.Args) > best {
			nearest, best = m, agree(m.Bound, step.Args)
		}
	}
	if nearest == nil {
		return ""
	}
	if nearest.Err != nil {
		return fmt.Sprintf("%s cannot be evaluated (%s)", oneLine(nearest.Conjunct), nearest.Span)
	}
	text := fmt.Sprintf("%s is false (%s)", oneLine(nearest.Conjunct), nearest.Span)
	var values []string
	for _, v := range nearest.Values {
		values = append(values, v.Name+" = "+v.Value.String())
	}
	if len(values) > 0 {
		text += ", where " + strings.Join(values, ", ")
	}
	return text
}

// agree counts the bound variables that have the values of a step.
func agree(bound []eval.NamedValue, args traces.Record) (n int) {
	for _, b := range bound {
		if v, ok := args.Get(b.Name); ok && traces.Equal(v, traced(b.Value)) {
			n++
		}
	}
	return n
}
