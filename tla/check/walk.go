package check

import (
	"context"
	"errors"
	"slices"

	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// Walk is one run of a model, taken by hand: it starts in an initial state, lists the steps that are enabled, takes one, goes back.
// It is the traces.Live of a TLA+ spec, and judges what the search judges: invariants, what properties claim of initial states and
// of steps, deadlock, and whether all of it can be evaluated. Temporal properties, of which no finite run tells, it does not judge.
// A state outside a constraint can be reached, and no step leads on from there.
//
// A spec that asks about the search (TLCGet) is told the level, the action and the trace, and no other figure. One that draws at random draws once for each
// state of the walk.
type Walk struct {
	sp      *space
	initial []*walked
	places  []*walked // where the run was: its first element is an initial state
}

var (
	_ traces.Live     = (*Walk)(nil)
	_ traces.Replayer = (*Walk)(nil)
)

// walked is one state of a walk. What is worked out about it is kept, so that to go back costs nothing.
type walked struct {
	words  []uint32
	before *walked      // nil in an initial state
	step   *traces.Step // that led here
	cut    bool         // it is outside of a constraint
	ofStep []uint32     // codes of what the step breaks
	// What is not worked out before it is asked for:
	vars    traces.Record
	enabled []traces.Step
	next    []*walked // where they lead
	ofHere  []uint32  // what was found when the steps were looked for
	listed  bool
	broken  []traces.Finding
	judged  bool
}

// NewWalk starts a walk in the first initial state of a model. The error says that an assumption is false, or that there is no
// initial state.
func NewWalk(m *Model) (*Walk, error) {
	r, err := m.start(context.Background())
	if err != nil {
		return nil, err
	}
	if v := r.checkAssumptions(); v != nil {
		return nil, v.asError()
	}
	if r.init == nil {
		return nil, errors.New("the model has no behaviour: its model file names neither SPECIFICATION nor INIT and NEXT")
	}
	s := newSystem(r)
	s.observed = nil // there is no search that could be asked about
	if r.live != nil {
		s.atoms = newAtoms()
	}
	w := &Walk{sp: s.Space().(*space)}
	w.sp.walk = w
	root := &walked{}
	if w.expand(root); len(root.ofHere) > 0 {
		return nil, w.sp.broken(root.ofHere[0], nil, nil).asError()
	}
	if w.initial = root.next; len(w.initial) == 0 {
		return nil, errors.New("the model has no initial state")
	}
	for _, p := range w.initial {
		p.before, p.step = nil, nil
	}
	w.Start(0)
	return w, nil
}

func (v *Violation) asError() error {
	if v.Err != nil {
		return v.Err
	}
	return errors.New(v.Text)
}

// Initial returns how many initial states there are.
func (w *Walk) Initial() int { return len(w.initial) }

// Start begins the walk anew in an initial state, numbered from 0.
func (w *Walk) Start(initial int) { w.places = append(w.places[:0], w.initial[initial]) }

func (w *Walk) here() *walked { return w.places[len(w.places)-1] }

// Len is the number of steps that were taken.
func (w *Walk) Len() int { return len(w.places) - 1 }

// Enabled lists the steps that are enabled here, in the order of the spec. The caller must not change them. Two disjuncts that make
// one step are one.
func (w *Walk) Enabled() []traces.Step {
	p := w.here()
	w.expand(p)
	return p.enabled
}

// Take takes the i-th of the enabled steps. It panics if there is none.
func (w *Walk) Take(i int) {
	w.Enabled()
	w.places = append(w.places, w.here().next[i])
}

// Back takes the last step back. It returns false in an initial state.
func (w *Walk) Back() bool {
	if w.Len() == 0 {
		return false
	}
	w.places = w.places[:len(w.places)-1]
	return true
}

// expand finds the steps that lead on from a place, as the search does.
func (w *Walk) expand(p *walked) {
	if p.listed || p.cut {
		return
	}
	p.listed = true
	sp, root := w.sp, len(p.words) == 0
	failed := failedNext
	if root {
		failed = failedInit
	}
	var names []traces.Step
	err := sp.eachMade(p.words, func(i int, t *successor) error {
		if names == nil {
			names = make([]traces.Step, len(sp.actions))
			if !root {
				// Of a spec that draws at random there can be fewer now.
				copy(names, sp.named(p.words, 0, uint32(len(names))))
			}
		}
		if p.leads(&names[i], t.words) {
			return nil
		}
		to := &walked{words: slices.Clone(t.words), before: p, step: &names[i]}
		find := func(code uint32) { to.ofStep = append(to.ofStep, code) }
		sp.judgeClaims(p.words, t, find)
		to.cut = sp.cuts(t, find)
		p.enabled, p.next = append(p.enabled, names[i]), append(p.next, to)
		return nil
	})
	switch {
	case err != nil:
		p.ofHere, p.enabled, p.next = append(p.ofHere, failed.code(0)), nil, nil
	case len(sp.actions) == 0 && !root && sp.run.deadlock:
		p.ofHere = append(p.ofHere, foundDeadlock.code(0))
	}
}

// leads reports whether an equal step to an equal state was found before.
func (p *walked) leads(step *traces.Step, words []uint32) bool {
	for i, q := range p.next {
		if slices.Equal(q.words, words) && p.enabled[i].Same(step) {
			return true
		}
	}
	return false
}

// State returns the state where the walk is, with the step that led to it.
func (w *Walk) State() traces.State {
	p := w.here()
	vals := w.sp.values(nil, p.words)
	if p.vars == nil {
		p.vars = w.sp.record(vals)
	}
	s := traces.State{Vars: p.vars, Step: p.step}
	if w.sp.run.alias != nil {
		s.Alias = w.sp.alias(w.states(), p.step, vals)
	}
	return s
}

// states are the values of the places of the walk.
func (w *Walk) states() (list [][]value.Value) {
	for _, p := range w.places {
		list = append(list, w.sp.values(nil, p.words))
	}
	return list
}

// Broken lists what the step that led here breaks, then what the state itself breaks.
func (w *Walk) Broken() []traces.Finding {
	p := w.here()
	if p.judged {
		return p.broken
	}
	p.judged = true
	codes := slices.Clone(p.ofStep)
	w.sp.judgeState(nil, p.words, func(code uint32) { codes = append(codes, code) })
	w.expand(p)
	codes = append(codes, p.ofHere...)
	var before []uint32
	var from []value.Value
	if p.before != nil {
		before = p.before.words
		from = w.sp.values(nil, before)
	}
	if w.sp.atoms != nil && !p.cut {
		state, step, err := w.sp.truths(from, w.sp.values(nil, p.words))
		if err != nil {
			codes = append(codes, failedLimit.code(0))
		} else if slices.Contains(state, atomFailed) || slices.Contains(step, atomFailed) {
			p.broken, _ = w.undecidedHere() // its error has been told of in the place where it was
		}
	}
	for i, code := range codes {
		v := w.sp.broken(code, before, p.words)
		f := traces.Finding{Property: v.Property, Kind: v.Kind, Text: v.Text, ByStep: i < len(p.ofStep) && before != nil}
		if !slices.Contains(p.broken, f) {
			p.broken = append(p.broken, f)
		}
	}
	return p.broken
}

// Trace returns the run so far. Its meta says from which spec and model file it is, and the first thing that is broken where the
// walk is, if anything.
func (w *Walk) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop, Meta: w.sp.run.meta()}
	states := w.states()
	for i, p := range w.places {
		t.States = append(t.States, traces.State{Vars: w.sp.record(states[i]), Step: p.step})
	}
	w.sp.showAliases(t, states)
	if broken := w.Broken(); len(broken) > 0 {
		t.Meta.Breaks(&broken[0])
	}
	return t
}
