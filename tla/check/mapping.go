package check

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// A Mapping is a refinement mapping that is written in TLA+: a module whose variables are the state of some system, and which
// says by an INSTANCE what the variables of a spec are in such a state, and what its constants are. It defines
//
//	Implements == I!Spec
//
// where I names the instance and Spec its specification. To each state of the system belongs a state of the spec, its image.
type Mapping struct {
	// Spec is the spec, with its constants.
	Spec *Model
	// Broken is an assumption of the spec that its constants do not satisfy; nil is none.
	Broken *Violation

	code   *run
	images []*eval.Formula // of the spec's variables, in their order
	table  *valueTable
	sys    *system // of a run of the spec
}

// implements is what a mapping module must define.
const implements = "Implements"

// NotModelled is the error of LoadMapping when an assumption of the mapping module does not hold: the spec has nothing that
// the settings could be mapped to.
type NotModelled struct{ Module, Assumption, Where string }

func (e *NotModelled) Error() string {
	return fmt.Sprintf("%s does not model these settings: it assumes %s (%s)", e.Module, e.Assumption, e.Where)
}

// LoadMapping reads a mapping module. Its constants get the given values; of its assumptions the error names one that does not
// hold. Records are compared field by field in the order of names; those that are listed come first.
func LoadMapping(src Sources, constants map[string]traces.Value, first ...string) (*Mapping, error) {
	src.universe = value.NewUniverse()
	src.universe.See(first...)
	src.constants = map[string]value.Value{}
	src.model = "\\* what is mapped is no behaviour of its own\n"
	for name, v := range constants {
		var err error
		if src.constants[name], err = untraced(src.universe, v); err != nil {
			return nil, fmt.Errorf("constant %s: %w", name, err)
		}
	}
	code, err := loadRun(src)
	if err != nil {
		return nil, err
	}
	code.prog.Whole = true // images are kept by the variables themselves
	m := &Mapping{code: code}
	if v := code.checkAssumptions(); v != nil {
		for _, a := range code.assumptions {
			if a.name == v.Property && v.Kind == KindAssumption {
				text := strings.TrimPrefix(strings.Join(strings.Fields(a.span.Text()), " "), "ASSUME ")
				return nil, &NotModelled{code.Name, text, a.span.String()}
			}
		}
		return nil, fmt.Errorf("the assumption %s of module %s does not hold: %s", v.Property, code.Name, v.Text)
	}
	instance, spec, err := m.instance()
	if err != nil {
		return nil, err
	}
	given := map[string]value.Value{}
	images := map[string]*eval.Formula{}
	mach := code.prog.NewMachine()
	for _, s := range instance.Full {
		f, err := code.prog.Formula(s.Expr, false)
		if err != nil {
			return nil, err
		}
		if _, isVariable := s.Decl.(*syntax.Variable); isVariable {
			images[s.Name.Text] = f
			continue
		}
		v, err := f.Value(mach)
		if err == nil {
			v, err = value.Normalize(v)
		}
		if err != nil {
			return nil, fmt.Errorf("constant %s of %s: %w", s.Name.Text, instance.Module.Text, err)
		}
		given[s.Name.Text] = v
	}
	of := src
	of.Spec = path.Join(path.Dir(src.Spec), instance.Module.Text+".tla")
	of.constants, of.model = given, "SPECIFICATION "+spec+"\nCHECK_DEADLOCK FALSE\n"
	r, err := loadRun(of)
	if err != nil {
		return nil, err
	}
	m.Spec, m.Broken = r.Model, r.checkAssumptions()
	for _, v := range m.Spec.Variables() {
		m.images = append(m.images, images[v])
	}
	m.sys = newSystem(r)
	m.table = m.sys.table
	return m, nil
}

// loadRun loads a model for one run.
func loadRun(src Sources) (*run, error) {
	m, err := Load(src)
	if err != nil {
		return nil, err
	}
	return m.start(context.Background())
}

// instance finds the instance that the module implements, and the name of its specification.
func (m *Mapping) instance() (*syntax.Instance, string, error) {
	root := m.code.spec.Root
	wanted := fmt.Errorf("module %s is no refinement mapping: it needs a definition %s == I!Spec, where I is an INSTANCE of a module", root.Name(), implements)
	b := root.Lookup(implements)
	if b == nil {
		return nil, "", wanted
	}
	def, ok := b.Decl.(*syntax.OpDef)
	if !ok {
		return nil, "", wanted
	}
	ref, ok := def.Body.(*syntax.Ref)
	if !ok || ref.Bind == nil || len(ref.Bind.Path) != 1 || len(ref.Bind.Path[0].Args) > 0 {
		return nil, "", wanted
	}
	instance := ref.Bind.Path[0].Inst
	if _, ok := instance.Of.(*resolve.Module); !ok {
		return nil, "", wanted
	}
	return instance, ref.Bind.Decl.DeclName(), nil
}

// Variables are the names of the variables of the system.
func (m *Mapping) Variables() []string { return m.code.Variables() }

// SpecVariables are the names of the spec's variables.
func (m *Mapping) SpecVariables() []string { return m.Spec.Variables() }

// Actions are the names of the actions between which the spec's next-state relation chooses.
func (m *Mapping) Actions() []string {
	var out []string
	for _, a := range m.sys.run.next.Actions {
		out = append(out, a.Name)
	}
	return out
}

// Value is a value as it is known in the mapping.
func (m *Mapping) Value(v traces.Value) (value.Value, error) { return untraced(m.code.universe, v) }

// Traced is a value for a trace.
func (m *Mapping) Traced(v value.Value) traces.Value { return traced(v) }

// MakeRecord is a record of values that are known in the mapping.
func (m *Mapping) MakeRecord(names []string, vals []value.Value) (value.Value, error) {
	return m.code.universe.MakeRecord(names, vals)
}

// Number gives a value its number: equal values have one number.
func (m *Mapping) Number(v value.Value) uint32 { return m.table.id(v) }

// At is the value with a number.
func (m *Mapping) At(number uint32) value.Value { return m.table.at(number) }

// Record is a state of the spec, given by the numbers of its values, for a trace.
func (m *Mapping) Record(state []uint32) traces.Record {
	var r traces.Record
	for i, name := range m.SpecVariables() {
		r = append(r, traces.Field{Name: name, Value: traced(m.table.at(state[i]))})
	}
	return r
}

// A Mapper works out images and the steps of the spec. It is for one goroutine.
type Mapper struct {
	*Mapping
	mach  *eval.Machine
	memos []memo[uint32]
	space *space
	state seen
}

// NewMapper makes a Mapper.
func (m *Mapping) NewMapper() *Mapper {
	w := &Mapper{Mapping: m, mach: m.code.prog.NewMachine(), space: m.sys.Space().(*space)}
	for _, f := range m.images {
		w.memos = append(w.memos, newMemo(f, newSharedMemo[uint32](false), m.code.Sources.tuning.without.Derived))
	}
	return w
}

// Image appends the numbers of the spec's values in a state of the system, which is given by those of its variables.
func (w *Mapper) Image(dst, state []uint32) ([]uint32, error) {
	w.state.ids = state
	loaded := false
	for i, f := range w.images {
		id, known := w.memos[i].find(&w.state, nil)
		if !known {
			if !loaded {
				loaded = true
				w.state.vals = w.state.vals[:0]
				for _, id := range state {
					w.state.vals = append(w.state.vals, w.table.at(id))
				}
				w.mach.Load(eval.Current, w.state.vals)
			}
			v, err := f.Value(w.mach)
			if err == nil {
				v, err = value.Normalize(v)
			}
			if err != nil {
				return nil, fmt.Errorf("%s of this state: %w", w.Spec.Variables()[i], err)
			}
			id = w.table.id(v)
			w.memos[i].keep(id)
		}
		dst = append(dst, id)
	}
	return dst, nil
}

// Each calls found with every step that the spec allows in a state (nil: with its initial states): the number of the action and
// the state after it, which is overwritten afterwards.
func (w *Mapper) Each(state []uint32, found func(action int, after []uint32)) error {
	return w.space.eachMade(state, func(i int, t *successor) error {
		found(w.space.actions[i], t.words[:w.space.vars])
		return nil
	})
}

// Nearest says which branches of the spec's actions come nearest to leading from one state to another; without the first, which
// parts of its initial predicate to the other.
func (w *Mapper) Nearest(from, to []uint32, most int) (*eval.Explanation, error) {
	sp, t := w.space, w.sys.run.init
	if from != nil {
		t = w.sys.run.next
		sp.mach.Load(eval.Current, sp.values(nil, from))
	}
	return t.Explain(sp.mach, sp.values(nil, to), most)
}

// Union is the number of the union of two sets, given by their numbers.
func (w *Mapper) Union(a, b uint32) (uint32, error) {
	v, err := value.Union(w.table.at(a), w.table.at(b))
	if err == nil {
		v, err = value.Normalize(v)
	}
	if err != nil {
		return 0, err
	}
	return w.table.id(v), nil
}

// StepName names the i-th step that Each finds in a state, with what was chosen in it.
func (w *Mapper) StepName(state []uint32, i int) *traces.Step { return w.space.step(state, uint32(i)) }

// Subset says whether one set is a subset of another, both given by their numbers. What is no set is a subset of itself.
func (w *Mapper) Subset(a, b uint32) bool {
	if a == b {
		return true
	}
	ok, err := value.Subset(w.table.at(a), w.table.at(b))
	return err == nil && ok
}
