package check

import (
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// follow is the behaviour of a path, given by its labels.
func (sp *space) follow(labels []uint32) (*traces.Trace, [][]value.Value, error) {
	path, err := explore.Path(sp, labels)
	if err != nil {
		return nil, nil, err
	}
	var states [][]value.Value
	t := &traces.Trace{Loop: traces.NoLoop}
	t.Meta = sp.run.meta()
	for i, state := range path {
		var step *traces.Step
		if i > 0 {
			step = sp.step(path[i-1], labels[i])
		}
		vals := sp.values(nil, state)
		states = append(states, vals)
		t.States = append(t.States, traces.State{Vars: sp.record(vals), Step: step})
	}
	return t, states, nil
}

// record is a state for a trace.
func (sp *space) record(vals []value.Value) traces.Record {
	var r traces.Record
	for i, v := range vals {
		r = append(r, traces.Field{Name: sp.run.prog.Variables[i].Name.Text, Value: traced(v)})
	}
	return r
}

// alias is what the model's ALIAS shows of the last state of a behaviour, after which comes next. As in TLC it is nothing, and the
// variables are shown, if it cannot be evaluated or is no record.
func (sp *space) alias(behaviour [][]value.Value, step *traces.Step, next []value.Value) traces.Record {
	m := sp.run
	if m.alias == nil {
		return nil
	}
	defer m.host.standOn(behaviour, step)()
	mach := m.prog.NewMachine()
	mach.Load(eval.Current, behaviour[len(behaviour)-1])
	mach.Load(eval.Next, next)
	v, err := m.alias.Value(mach)
	if err == nil {
		v, err = value.Normalize(v)
	}
	if err != nil {
		return nil
	}
	r, _ := traced(v).(traces.Record)
	return r
}

// showAliases puts what ALIAS shows into the states of a behaviour. After its last state comes that where it goes on, or the same again.
func (sp *space) showAliases(t *traces.Trace, states [][]value.Value) {
	for i := range t.States {
		next := i + 1
		if next == len(states) {
			if next = i; t.Loop != traces.NoLoop {
				next = t.Loop
			}
		}
		t.States[i].Alias = sp.alias(states[:i+1], t.States[i].Step, states[next])
	}
}

// step names the step with the given label out of a state.
func (sp *space) step(s []uint32, label uint32) *traces.Step {
	if list := sp.named(s, label, label+1); len(list) > 0 {
		return &list[0]
	}
	return &traces.Step{Kind: traces.StepAction}
}

// named names the steps out of a state whose labels are at least from and below to: the action of each, and the values of the
// variables bound in it.
func (sp *space) named(s []uint32, from, to uint32) []traces.Step {
	m := sp.run
	mach := m.prog.NewMachine()
	mach.Load(eval.Current, sp.values(nil, s))
	sp.setLevel(s, 0)
	var list []traces.Step
	n := uint32(0)
	// What is found here was found before without an error.
	_ = m.next.Each(mach, func(_ []value.Value, action int) bool {
		if n++; n <= from {
			return true
		}
		list = append(list, *sp.stepOf(mach, action))
		return n < to
	}, func() { n, list = 0, nil })
	return list
}

// stepOf names the step that the machine is taking.
func (sp *space) stepOf(mach *eval.Machine, action int) *traces.Step {
	next := sp.run.next
	st := &traces.Step{Kind: traces.StepAction, Name: next.Actions[action].Name}
	for _, b := range next.Bound(mach, action) {
		st.Args = append(st.Args, traces.Field{Name: b.Name, Value: traced(b.Value)})
	}
	return st
}

// traced is a value for a trace.
func traced(v value.Value) traces.Value {
	var b builder
	value.Visit(v, &b)
	return b.out
}

// builder makes a value of package traces from the parts of one of package value.
type builder struct {
	out   traces.Value
	stack []*group
}

// group is a value whose parts are still coming.
type group struct {
	kind  byte // 's'et, 'q' sequence, 'r'ecord, 'f'unction
	parts []traces.Value
	names []string
}

func (b *builder) put(v traces.Value) {
	if len(b.stack) == 0 {
		b.out = v
		return
	}
	g := b.stack[len(b.stack)-1]
	g.parts = append(g.parts, v)
}

func (b *builder) Bool(x bool)          { b.put(traces.Bool(x)) }
func (b *builder) Int(n int32)          { b.put(traces.Int(n)) }
func (b *builder) String(s string)      { b.put(traces.NewStr(s)) }
func (b *builder) Model(name string)    { b.put(traces.NewStr(name)) }
func (b *builder) Symbolic(text string) { b.put(traces.Opaque(text)) }
func (b *builder) Field(name string)    { g := b.stack[len(b.stack)-1]; g.names = append(g.names, name) }
func (b *builder) BeginSet(int)         { b.stack = append(b.stack, &group{kind: 's'}) }
func (b *builder) BeginSequence(int)    { b.stack = append(b.stack, &group{kind: 'q'}) }
func (b *builder) BeginRecord(int)      { b.stack = append(b.stack, &group{kind: 'r'}) }
func (b *builder) BeginFunction(n int)  { b.stack = append(b.stack, &group{kind: 'f'}) }

// End makes the value whose parts have all come.
func (b *builder) End() {
	g := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	switch g.kind {
	case 's':
		b.put(traces.NewSet(g.parts...))
	case 'q':
		b.put(traces.Seq(append([]traces.Value{}, g.parts...)))
	case 'r':
		r := traces.Record{}
		for i, p := range g.parts {
			r = append(r, traces.Field{Name: g.names[i], Value: p})
		}
		b.put(r)
	case 'f':
		var pairs []traces.Pair
		for i := 0; i+1 < len(g.parts); i += 2 {
			pairs = append(pairs, traces.Pair{Key: g.parts[i], Value: g.parts[i+1]})
		}
		m, err := traces.NewMap(pairs...)
		if err != nil {
			b.put(traces.Opaque(err.Error())) // a model value and a string of one name
			return
		}
		b.put(m)
	}
}
