package model

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/traces"
)

// Walk is one run of a system, taken by hand: it starts in an initial state,
// lists the steps that are enabled, takes one, goes back. Replay, and whatever
// lets a person or a program try runs, is a client of it.
//
//	w, err := model.NewWalk(sys)
//	if err != nil { … }
//	for _, step := range w.Enabled() {
//		fmt.Println(step)
//	}
//	w.Take(0)
//
// A Walk is for one goroutine. It is the traces.Live of a protocol.
type Walk struct {
	sp      *space
	initial []*place
	places  []*place // where the run was: its first element is an initial state
	toGoal  bool     // a goal is looked for, and no property judged
}

var _ traces.Live = (*Walk)(nil)

// place is one state of a walk. What is worked out about it is kept, so that to
// go back costs nothing.
type place struct {
	words   []uint32
	step    *traces.Step  // the step that led here; nil in an initial state
	codes   []uint32      // what the step and the state break
	byStep  int           // how many of codes the step breaks, the first ones
	vars    traces.Record // nil until it is asked for
	labels  []uint32      // of the enabled steps, once listed is set
	enabled []traces.Step // the steps of labels
	listed  bool
}

// NewWalk compiles the system and starts a walk in its first initial state. The
// error says what is wrong with the system.
func NewWalk(sys *System) (*Walk, error) {
	return NewWalkFrom(sys, nil)
}

// NewWalkFrom starts a walk at the end of a saved run; nil boots the nodes.
func NewWalkFrom(sys *System, from *From) (*Walk, error) {
	return newWalk(sys, from, "")
}

func newWalk(sys *System, from *From, goal string) (*Walk, error) {
	c, err := compileFrom(sys, 0, from, goal)
	if err != nil {
		return nil, err
	}
	w, err := walkOf(c)
	if err != nil {
		return nil, err
	}
	w.toGoal = goal != ""
	return w, nil
}

// walkOf starts a walk of a compiled system.
func walkOf(c *compiled) (w *Walk, err error) {
	defer rescue.Known(func(e systemError) { err = e.error })
	w = &Walk{sp: newSpace(c)}
	if err := c.supervised(context.Background(), w.boot); err != nil {
		return nil, err
	}
	w.Start(0)
	return w, nil
}

// boot finds the initial states.
func (w *Walk) boot() error {
	w.sp.shown = keepShown()
	w.sp.bootOnce()
	for i, s := range w.sp.boot {
		p := &place{words: s, codes: slices.Clone(w.sp.bootCode[i])}
		p.byStep = len(p.codes)
		p.codes = append(p.codes, w.sp.judgeAll(s)...)
		w.initial = append(w.initial, p)
	}
	if len(w.initial) == 0 {
		return fmt.Errorf("the system has no initial state")
	}
	return nil
}

// Do runs f, which walks. The error says which code of the system's that is no
// handler panicked, or did not return; then the walk is of no use any more.
func (w *Walk) Do(f func()) (err error) {
	defer rescue.Known(func(e systemError) { err = e.error })
	return w.sp.c.supervised(context.Background(), func() error { f(); return nil })
}

// Initial returns how many initial states there are: more than one when a
// node's Start calls Choose.
func (w *Walk) Initial() int { return len(w.initial) }

// Start begins the walk anew in an initial state, numbered from 0.
func (w *Walk) Start(initial int) {
	w.places = append(w.places[:0], w.initial[initial])
}

// here is the place where the walk is.
func (w *Walk) here() *place { return w.places[len(w.places)-1] }

// Len is the number of steps that were taken.
func (w *Walk) Len() int { return len(w.places) - 1 }

// Enabled lists the steps that are enabled here, in a fixed order. The caller
// must not change them.
func (w *Walk) Enabled() []traces.Step {
	p := w.here()
	if p.listed {
		return p.enabled
	}
	var out explore.Successors
	w.sp.Expand(p.words, &out)
	if err := out.Err(); err != nil {
		panic(systemError{err})
	}
	p.listed = true
	for _, next := range out.Of() {
		p.labels = append(p.labels, next.Label)
	}
	for _, l := range p.labels {
		p.enabled = append(p.enabled, *w.sp.step(p.words, label(l)))
	}
	return p.enabled
}

// Take takes the i-th of the enabled steps. It panics if there is none.
func (w *Walk) Take(i int) {
	step := &w.Enabled()[i]
	w.follows(step, label(w.here().labels[i]))
}

// take takes the step of a label.
func (w *Walk) take(l label) { w.follows(w.sp.step(w.here().words, l), l) }

func (w *Walk) follows(step *traces.Step, l label) {
	sp, from := w.sp, w.here()
	ch := sp.changeOf(from.words, l, 0)
	if !sp.apply(from.words, &ch) {
		panic(internalError{fmt.Errorf("an enabled step is not enabled: %v", step)})
	}
	to := &place{words: sp.fx.write(sp, from.words, nil), step: step}
	// As the search finds it: what the handler or the step properties found,
	// then what the declarations get wrong, then what the state breaks.
	if ch.outcome != nil && ch.outcome.finding != 0 {
		to.codes = append(to.codes, ch.outcome.finding-1)
	}
	if ch.outcome != nil {
		to.codes = append(to.codes, sp.judgeStep(from.words[sp.nodes+ch.node], ch.number, ch.outcome)...)
	}
	for _, slip := range sp.c.late.take() {
		to.codes = append(to.codes, sp.c.code(slip))
	}
	if sp.fx.finding != 0 {
		to.codes = append(to.codes, sp.fx.finding-1)
		sp.fx.finding = 0
	}
	to.byStep = len(to.codes)
	to.codes = append(to.codes, sp.judgeAll(to.words)...)
	if code, tooMany := sp.tooMany(to.words); tooMany {
		to.codes = append(to.codes, code)
	}
	w.places = append(w.places, to)
}

// Back takes the last step back. It returns false in an initial state.
func (w *Walk) Back() bool {
	if w.Len() == 0 {
		return false
	}
	w.places = w.places[:len(w.places)-1]
	return true
}

// State returns the state where the walk is, as a trace shows it, with the step
// that led to it.
func (w *Walk) State() traces.State { return w.stateOf(w.here()) }

func (w *Walk) stateOf(p *place) traces.State {
	if p.vars == nil {
		p.vars = w.sp.vars(p.words)
	}
	return traces.State{Vars: p.vars, Step: p.step}
}

// Step returns the step that led to where the walk is; nil in an initial state.
func (w *Walk) Step() *traces.Step { return w.here().step }

// Node returns the fields of a node where the walk is, as State shows them, but
// neither its timers nor whether it is up. It is nil when there is no such node.
func (w *Walk) Node(name string) traces.Record {
	for i, id := range w.here().words[w.sp.nodes:w.sp.mons] {
		if w.sp.c.names[i+1] == name {
			return namer{w.sp.c.names}.fields(reflect.ValueOf(w.sp.view(id).Node).Elem())
		}
	}
	return nil
}

// Nodes returns the names of the nodes.
func (w *Walk) Nodes() []string { return slices.Clone(w.sp.c.names[1:]) }

// Broken lists what the state where the walk is breaks, and what the step that
// led to it breaks (those first; they are of kind action, or about the system
// itself).
func (w *Walk) Broken() []traces.Finding {
	var out []traces.Finding
	p := w.here()
	for i, code := range p.codes {
		about := w.sp.c.findings.of(code)
		f := traces.Finding{Property: about.kind, Kind: about.kind, Text: about.text, ByStep: i < p.byStep}
		if about.property >= 0 {
			f.Property = w.sp.c.questions[about.property].name
			switch {
			case w.toGoal:
				f.Kind, f.ByStep = traces.KindGoal, false
			case f.ByStep:
				f.Kind = kindAction
			}
		}
		out = append(out, f)
	}
	return out
}

// Trace returns the run so far. Its meta names the properties that the system
// has, and the first thing that is broken where the walk is, if anything; which
// protocol it is and with which settings is for the caller to add.
func (w *Walk) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindProtocol}}
	for _, p := range w.places {
		t.States = append(t.States, w.stateOf(p))
	}
	for _, q := range w.sp.c.questions {
		t.Meta.Properties = append(t.Meta.Properties, q.name)
	}
	if o := w.sp.c.origin; o != nil {
		o.prepend(t)
	}
	if w.toGoal {
		t.Meta.PropertyKind = traces.KindGoal
	}
	if broken := w.Broken(); len(broken) > 0 {
		t.Meta.Breaks(&broken[0])
	}
	return t
}
