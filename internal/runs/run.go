package runs

import (
	"context"
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
//	r, err := runs.New(sys)
//	if err != nil { … }
//	for _, step := range r.Enabled() {
//		fmt.Println(step)
//	}
//	r.Take(0)
//
// A Run is for one goroutine. It is the traces.Live of a protocol.
type Run struct {
	sp      *system.Space
	initial []*place
	places  []*place // where the run was: its first element is an initial state
	toGoal  bool     // a goal is looked for, and no property judged
}

var _ traces.Live = (*Run)(nil)

// place is one state of a run. What is worked out about it is kept, so that to
// go back costs nothing.
type place struct {
	words   []uint32
	step    *traces.Step // the step that led here; nil in an initial state
	log     []traces.LogLine
	codes   []uint32      // what the step and the state break
	byStep  int           // how many of codes the step breaks, the first ones
	vars    traces.Record // nil until it is asked for
	labels  []uint32      // of the enabled steps, once listed is set
	enabled []traces.Step // the steps of labels
	listed  bool
	// Of a system with properties about whole runs: which actions the enabled steps are, and
	// the one that led here, and what is seen of the state.
	marks []uint32
	by    uint32
	label uint32 // of the step that led here
	seen  system.Seen
}

// New compiles the system and starts a run in its first initial state. The
// error says what is wrong with the system.
func New(sys *model.System) (*Run, error) {
	return NewFrom(sys, nil)
}

// NewFrom starts a run at the end of a saved run; nil boots the nodes.
func NewFrom(sys *model.System, from *From) (*Run, error) {
	return newRun(sys, from, "")
}

func newRun(sys *model.System, from *From, goal string) (*Run, error) {
	c, err := CompileFrom(sys, 0, from, goal)
	if err != nil {
		return nil, err
	}
	r, err := runOf(c)
	if err != nil {
		return nil, err
	}
	r.toGoal = goal != ""
	return r, nil
}

// runOf starts a run of a compiled system.
func runOf(c *system.System) (r *Run, err error) {
	defer guard.Caught(&err)
	r = &Run{sp: system.NewSpace(c)}
	if err := c.Supervised(context.Background(), r.boot); err != nil {
		return nil, err
	}
	r.Start(0)
	return r, nil
}

// boot finds the initial states.
func (r *Run) boot() error {
	r.sp.Keep()
	r.sp.BootOnce()
	for i, s := range r.sp.Boot {
		p := &place{words: s, codes: slices.Clone(r.sp.BootCode[i]), log: r.sp.BootLog(i)}
		p.byStep = len(p.codes)
		p.codes = append(p.codes, r.sp.JudgeAll(s)...)
		r.initial = append(r.initial, p)
	}
	if len(r.initial) == 0 {
		return fmt.Errorf("the system has no initial state")
	}
	return nil
}

// Do calls f, which takes steps. The error says which code of the system's that is no
// handler panicked, or did not return; then the run is of no use any more.
func (r *Run) Do(f func()) (err error) {
	defer guard.Caught(&err)
	return r.sp.Sys.Supervised(context.Background(), func() error { f(); return nil })
}

// Initial returns how many initial states there are: more than one when a
// node's Start calls Choose.
func (r *Run) Initial() int { return len(r.initial) }

// Start begins the run anew in an initial state, numbered from 0.
func (r *Run) Start(initial int) {
	r.places = append(r.places[:0], r.initial[initial])
}

// here is the place where the run is.
func (r *Run) here() *place { return r.places[len(r.places)-1] }

// Len is the number of steps that were taken.
func (r *Run) Len() int { return len(r.places) - 1 }

// Enabled lists the steps that are enabled here, in a fixed order. The caller
// must not change them.
func (r *Run) Enabled() []traces.Step {
	p := r.here()
	if r.look(p); p.enabled == nil {
		for _, l := range p.labels {
			p.enabled = append(p.enabled, *r.sp.Step(p.words, step.Label(l)))
		}
	}
	return p.enabled
}

// look finds the labels of the steps that are enabled in a place, once.
func (r *Run) look(p *place) {
	if p.listed {
		return
	}
	out := explore.NewMarked()
	r.sp.Expand(p.words, out)
	if err := out.Err(); err != nil {
		panic(guard.System{Err: err})
	}
	p.listed = true
	for i, next := range out.Of() {
		p.labels = append(p.labels, next.Label)
		p.marks = append(p.marks, out.MarkOf(i))
	}
	if len(r.sp.Sys.Observed.Goals) > 0 {
		p.seen = r.sp.Sys.SeenOf(out.MarkOfState())
	}
}

// Take takes the i-th of the enabled steps. It panics if there is none.
func (r *Run) Take(i int) {
	taken, by := &r.Enabled()[i], r.here().marks[i]
	r.follows(taken, step.Label(r.here().labels[i]))
	r.here().by = by
}

// take takes the step of a label.
func (r *Run) take(l step.Label) { r.follows(r.sp.Step(r.here().words, l), l) }

func (r *Run) follows(step *traces.Step, l step.Label) {
	sp, from := r.sp, r.here()
	ch := sp.ChangeOf(from.words, l, 0)
	if !sp.Apply(from.words, &ch) {
		panic(guard.Internal{Err: fmt.Errorf("an enabled step is not enabled: %v", step)})
	}
	to := &place{words: sp.FX.Write(sp, from.words, nil), step: step, label: uint32(l), log: sp.LogOf(from.words, l)}
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
	r.places = append(r.places, to)
}

// Back takes the last step back. It returns false in an initial state.
func (r *Run) Back() bool {
	if r.Len() == 0 {
		return false
	}
	r.places = r.places[:len(r.places)-1]
	return true
}

// State returns the state where the run is, as a trace shows it, with the step
// that led to it.
func (r *Run) State() traces.State { return r.stateOf(r.here()) }

func (r *Run) stateOf(p *place) traces.State {
	if p.vars == nil {
		p.vars = r.sp.Vars(p.words)
	}
	return traces.State{Vars: p.vars, Step: p.step, Log: p.log}
}

// Step returns the step that led to where the run is; nil in an initial state.
func (r *Run) Step() *traces.Step { return r.here().step }

// Node returns the fields of a node where the run is, as State shows them, but
// neither its timers nor whether it is up. It is nil when there is no such node.
func (r *Run) Node(name string) traces.Record {
	for i, id := range r.here().words[r.sp.Nodes:r.sp.Mons] {
		if r.sp.Sys.Names[i+1] == name {
			return r.sp.Sys.Names.Record(r.sp.View(id).Node)
		}
	}
	return nil
}

// Nodes returns the names of the nodes.
func (r *Run) Nodes() []string { return slices.Clone([]string(r.sp.Sys.Names[1:])) }

// Broken lists what the state where the run is breaks, and what the step that
// led to it breaks (those first; they are of kind action, or about the system
// itself).
func (r *Run) Broken() []traces.Finding {
	var out []traces.Finding
	p := r.here()
	for i, code := range p.codes {
		about := r.sp.Sys.Findings.Of(code)
		f := traces.Finding{Property: about.Kind, Kind: about.Kind, Text: about.Text, ByStep: i < p.byStep}
		if about.Property >= 0 {
			f.Property = r.sp.Sys.Questions[about.Property].Name
			switch {
			case r.toGoal:
				f.Kind, f.ByStep = traces.KindGoal, false
			case f.ByStep:
				f.Kind = system.KindAction
			}
		}
		out = append(out, f)
	}
	return out
}

// Trace returns the run so far. Its meta says how the system was made, names the
// properties that it has, and the first thing that is broken where the run is, if
// anything.
func (r *Run) Trace() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop}
	system.Stamp(&t.Meta, r.sp.Sys.Model)
	for _, p := range r.places {
		t.States = append(t.States, r.stateOf(p))
	}
	for _, q := range r.sp.Sys.Questions {
		t.Meta.Properties = append(t.Meta.Properties, q.Name)
	}
	if o := r.sp.Sys.Origin; o != nil {
		o.Prepend(t)
	}
	if r.toGoal {
		t.Meta.PropertyKind = traces.KindGoal
	}
	if broken := r.Broken(); len(broken) > 0 {
		t.Meta.Breaks(&broken[0])
	}
	return t
}
