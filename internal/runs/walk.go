package runs

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// Run is one run of a system, taken by hand: it starts in an initial state,
// lists the steps that are enabled, takes one, goes back. Replay, and whatever
// lets a person or a program try runs, is a client of it.
//
//	w, err := model.New(sys)
//	if err != nil { … }
//	for _, step := range w.Enabled() {
//		fmt.Println(step)
//	}
//	w.Take(0)
//
// A Walk is for one goroutine. It is the traces.Live of a protocol.
type Run struct {
	sp      *system.Space
	initial []*place
	places  []*place // where the run was: its first element is an initial state
	toGoal  bool     // a goal is looked for, and no property judged
}

var _ traces.Live = (*Run)(nil)

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

// New compiles the system and starts a walk in its first initial state. The
// error says what is wrong with the system.
func New(sys *model.System) (*Run, error) {
	return NewFrom(sys, nil)
}

// NewFrom starts a walk at the end of a saved run; nil boots the nodes.
func NewFrom(sys *model.System, from *From) (*Run, error) {
	return newRun(sys, from, "")
}

func newRun(sys *model.System, from *From, goal string) (*Run, error) {
	c, err := CompileFrom(sys, 0, from, goal)
	if err != nil {
		return nil, err
	}
	w, err := runOf(c)
	if err != nil {
		return nil, err
	}
	w.toGoal = goal != ""
	return w, nil
}

// runOf starts a walk of a compiled system.
func runOf(c *system.System) (w *Run, err error) {
	defer guard.Caught(&err)
	w = &Run{sp: system.NewSpace(c)}
	w.sp.Keep()
	w.sp.BootOnce()
	for i, s := range w.sp.Boot {
		p := &place{words: s, codes: slices.Clone(w.sp.BootCode[i])}
		p.byStep = len(p.codes)
		p.codes = append(p.codes, w.sp.JudgeAll(s)...)
		w.initial = append(w.initial, p)
	}
	if len(w.initial) == 0 {
		return nil, fmt.Errorf("the system has no initial state")
	}
	w.Start(0)
	return w, nil
}

// Initial returns how many initial states there are: more than one when a
// node's Start calls Choose.
func (w *Run) Initial() int { return len(w.initial) }

// Start begins the walk anew in an initial state, numbered from 0.
func (w *Run) Start(initial int) {
	w.places = append(w.places[:0], w.initial[initial])
}

// here is the place where the walk is.
func (w *Run) here() *place { return w.places[len(w.places)-1] }

// Len is the number of steps that were taken.
func (w *Run) Len() int { return len(w.places) - 1 }

// Enabled lists the steps that are enabled here, in a fixed order. The caller
// must not change them.
func (w *Run) Enabled() []traces.Step {
	p := w.here()
	if p.listed {
		return p.enabled
	}
	var out explore.Successors
	w.sp.Expand(p.words, &out)
	p.listed = true
	for _, next := range out.Of() {
		p.labels = append(p.labels, next.Label)
	}
	for _, l := range p.labels {
		p.enabled = append(p.enabled, *w.sp.Step(p.words, step.Label(l)))
	}
	return p.enabled
}

// Take takes the i-th of the enabled steps. It panics if there is none.
func (w *Run) Take(i int) {
	taken := &w.Enabled()[i]
	w.follows(taken, step.Label(w.here().labels[i]))
}

// take takes the step of a label.
func (w *Run) take(l step.Label) { w.follows(w.sp.Step(w.here().words, l), l) }

func (w *Run) follows(step *traces.Step, l step.Label) {
	sp, from := w.sp, w.here()
	ch := sp.ChangeOf(from.words, l, 0)
	if !sp.Apply(from.words, &ch) {
		panic(guard.Internal{Err: fmt.Errorf("an enabled step is not enabled: %v", step)})
	}
	to := &place{words: sp.FX.Write(sp, from.words, nil), step: step}
	// As the search finds it: what the handler or the step properties found,
	// then what the declarations get wrong, then what the state breaks.
	if ch.Outcome != nil && ch.Outcome.Finding != 0 {
		to.codes = append(to.codes, ch.Outcome.Finding-1)
	}
	if ch.Outcome != nil {
		to.codes = append(to.codes, sp.JudgeStep(from.words[sp.Nodes+ch.Node], ch.Number, ch.Outcome)...)
	}
	for _, slip := range sp.Sys.TakeLate() {
		to.codes = append(to.codes, sp.Sys.Code(slip))
	}
	if sp.FX.Finding != 0 {
		to.codes = append(to.codes, sp.FX.Finding-1)
		sp.FX.Finding = 0
	}
	to.byStep = len(to.codes)
	to.codes = append(to.codes, sp.JudgeAll(to.words)...)
	if code, tooMany := sp.TooMany(to.words); tooMany {
		to.codes = append(to.codes, code)
	}
	w.places = append(w.places, to)
}

// Back takes the last step back. It returns false in an initial state.
func (w *Run) Back() bool {
	if w.Len() == 0 {
		return false
	}
	w.places = w.places[:len(w.places)-1]
	return true
}

// State returns the state where the walk is, as a trace shows it, with the step
// that led to it.
func (w *Run) State() traces.State { return w.stateOf(w.here()) }

func (w *Run) stateOf(p *place) traces.State {
	if p.vars == nil {
		p.vars = w.sp.Vars(p.words)
	}
	return traces.State{Vars: p.vars, Step: p.step}
}

// Step returns the step that led to where the walk is; nil in an initial state.
func (w *Run) Step() *traces.Step { return w.here().step }

// Node returns the fields of a node where the walk is, as State shows them, but
// neither its timers nor whether it is up. It is nil when there is no such node.
func (w *Run) Node(name string) traces.Record {
	for i, id := range w.here().words[w.sp.Nodes:w.sp.Mons] {
		if w.sp.Sys.Names[i+1] == name {
			return w.sp.Sys.Names.Record(w.sp.View(id).Node)
		}
	}
	return nil
}

// Nodes returns the names of the nodes.
func (w *Run) Nodes() []string { return slices.Clone([]string(w.sp.Sys.Names[1:])) }

// Broken lists what the state where the walk is breaks, and what the step that
// led to it breaks (those first; they are of kind action, or about the system
// itself).
func (w *Run) Broken() []traces.Finding {
	var out []traces.Finding
	p := w.here()
	for i, code := range p.codes {
		about := w.sp.Sys.Findings.Of(code)
		f := traces.Finding{Property: about.Kind, Kind: about.Kind, Text: about.Text, ByStep: i < p.byStep}
		if about.Property >= 0 {
			f.Property = w.sp.Sys.Questions[about.Property].Name
			switch {
			case w.toGoal:
				f.Kind, f.ByStep = traces.KindGoal, false
			case f.ByStep:
				f.Kind = system.KindAction
			}
		}
		out = append(out, f)
	}
	return out
}

// Trace returns the run so far. Its meta names the properties that the system
// has, and the first thing that is broken where the walk is, if anything; which
// protocol it is and with which settings is for the caller to add.
func (w *Run) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Kind: traces.KindProtocol}}
	for _, p := range w.places {
		t.States = append(t.States, w.stateOf(p))
	}
	for _, q := range w.sp.Sys.Questions {
		t.Meta.Properties = append(t.Meta.Properties, q.Name)
	}
	if o := w.sp.Sys.Origin; o != nil {
		o.Prepend(t)
	}
	if w.toGoal {
		t.Meta.PropertyKind = traces.KindGoal
	}
	if broken := w.Broken(); len(broken) > 0 {
		t.Meta.Breaks(&broken[0])
	}
	return t
}
