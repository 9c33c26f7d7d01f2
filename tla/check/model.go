package check

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/value"
)

// A Model is a spec with its model file, ready to be checked. It does not change once it is loaded:
// it can be checked, walked and validated against many times, also at the same time. Each time is a
// run of its own.
type Model struct {
	Name     string
	Sources  Sources
	Warnings []string

	spec     *resolve.Spec
	config   *config.Config
	universe *value.Universe
	bindings *bindings
	deadlock bool

	claimNames    []string // of invariants and properties
	temporalNames []string // of the properties that are temporal

	// first is the run that was made while the model was loaded. Whoever starts a run first takes it.
	first atomic.Pointer[run]
}

// Load reads a spec and its model file and compiles them. Errors are syntax.ErrorList, *syntax.Error or *eval.Error when the
// texts are at fault.
func Load(src Sources) (*Model, error) { return LoadWithin(context.Background(), src, 0) }

// LoadWithin is Load that ends with an error of type *Stopped when ctx is done, or when more than memory bytes are in use; 0
// is no limit. Loading can take long: constants, sets of permutations and the sets over which formulas are taken apart are
// worked out.
func LoadWithin(ctx context.Context, src Sources, memory int64) (m *Model, err error) {
	ctx, end := watched(ctx, memory)
	defer end()
	w := &work{ctx: ctx}
	if m, err = loadModel(w, src); err != nil {
		return nil, w.stopped(err)
	}
	return m, nil
}

func loadModel(w *work, src Sources) (m *Model, err error) {
	var l *loaded
	if err := w.stage("read", func() error { l, err = load(w, src); return err }); err != nil {
		return nil, err
	}
	m = &Model{Name: l.spec.Root.Name(), Sources: src, spec: l.spec, config: l.config, universe: l.universe, deadlock: true}
	if err := w.stage("constants", func() error { m.bindings, err = l.constants(src.constants); return err }); err != nil {
		return nil, err
	}
	if l.config.CheckDeadlock != nil {
		m.deadlock = *l.config.CheckDeadlock
	}
	m.Warnings = append(m.Warnings, l.warnings...)
	for _, w := range l.spec.Warnings {
		m.Warnings = append(m.Warnings, w.Error())
	}
	r, err := m.compile(w)
	if err != nil {
		return nil, err
	}
	m.claimNames, m.temporalNames = r.namesOfClaims()
	m.first.Store(r)
	return m, nil
}

// Universe is where the model's strings and model values live.
func (m *Model) Universe() *value.Universe { return m.universe }

// Variables are the names of the variables.
func (m *Model) Variables() []string {
	var out []string
	for _, v := range m.spec.Root.Variables {
		out = append(out, v.Name.Text)
	}
	return out
}

// Unchecked are the invariants, properties and postconditions of the model file, which a walk does not look at.
func (m *Model) Unchecked() []string {
	list := slices.Clone(m.claimNames)
	for _, c := range m.config.PostConditions {
		list = append(list, c.Text)
	}
	return list
}

// Numbers are the constants of the root module whose value is a number: the bounds of the model.
func (m *Model) Numbers() []eval.NamedValue {
	var out []eval.NamedValue
	for _, c := range m.spec.Root.Constants {
		if v, ok := m.bindings.values[c]; ok && v.Kind() == value.Int {
			out = append(out, eval.NamedValue{Name: c.Name.Text, Value: v})
		}
	}
	return out
}
