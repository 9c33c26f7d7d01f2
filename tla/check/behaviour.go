package check

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// What a spec can ask about the behaviour that led to the state that is looked at: TLCExt!Trace, TLCGet("action"), and, when the search
// is over, TLCExt!CounterExample.

// standpoint is where a search evaluates: on a state, or, with next, on the successor that is being looked at.
type standpoint struct {
	sp   *space
	s    []uint32 // the words of the state, none before there is one
	next bool
}

var errNoBehaviour = errors.New("TLCExt!Trace is evaluated where there is no state yet")

// found is the state that is looked at; nil where there is none yet.
func (at *standpoint) found() *foundState {
	sp := at.sp
	switch {
	case sp == nil:
		return nil
	case sp.walk != nil && at.next:
		return &foundState{before: sp.walk.found(at.s), words: sp.to.words}
	case sp.walk != nil:
		return sp.walk.found(at.s)
	case at.next:
		return sp.looking
	}
	return sp.observed.states[wordsKey(at.s)]
}

// found is the state of the walk that has these words.
func (w *Walk) found(words []uint32) *foundState {
	if len(w.places) == 0 {
		return nil
	}
	p := w.here()
	for p != nil && !slices.Equal(p.words, words) {
		p = p.before
	}
	if p == nil {
		return nil
	}
	last := &foundState{words: p.words, step: p.step}
	for f := last; p.before != nil; f = f.before {
		p = p.before
		f.before = &foundState{words: p.words, step: p.step}
	}
	return last
}

// Trace is the behaviour that leads to the current state, as TLCExt!Trace has it: a sequence of records.
func (h *host) Trace() (value.Value, error) {
	states := h.behaviour
	if states == nil {
		for f := h.at.found(); f != nil; f = f.before {
			states = append(states, h.at.sp.values(nil, f.words))
		}
		slices.Reverse(states)
	}
	if len(states) == 0 {
		return value.Value{}, errNoBehaviour
	}
	list := make([]value.Value, len(states))
	for i, vals := range states {
		var err error
		if list[i], err = h.run.stateRecord(vals); err != nil {
			return value.Value{}, err
		}
	}
	return value.Tuple(list...), nil
}

// CounterExample is TLCExt!CounterExample.
func (h *host) CounterExample() (value.Value, error) {
	m := h.run
	var states, actions []value.Value
	if v := h.counterexample; v != nil && v.Trace != nil {
		for i, vals := range v.states {
			r, err := m.stateRecord(vals)
			if err != nil {
				return r, err
			}
			states = append(states, value.Tuple(value.MakeInt(int32(i+1)), r))
		}
		for i := 1; i < len(states); i++ {
			a, err := m.actionRecord(v.Trace.States[i].Step)
			if err != nil {
				return a, err
			}
			actions = append(actions, value.Tuple(states[i-1], a, states[i]))
		}
		if v.Trace.Loop >= 0 {
			a, err := unknownAction(m.universe)
			if err != nil {
				return a, err
			}
			actions = append(actions, value.Tuple(states[len(states)-1], a, states[v.Trace.Loop]))
		}
	}
	state, err := value.MakeSet(states)
	if err != nil {
		return state, err
	}
	action, err := value.MakeSet(actions)
	if err != nil {
		return action, err
	}
	return record(m.universe, field{"action", action}, field{"state", state})
}

func (m *run) stateRecord(vals []value.Value) (value.Value, error) {
	var fields []field
	for i, v := range m.prog.Variables {
		fields = append(fields, field{v.Name.Text, vals[i]})
	}
	return record(m.universe, fields...)
}

// action is TLCGet("action"): as in TLC, a search does not know it, and a simulation knows that of the step to the state. Of a
// counterexample that is shown it is known too.
func (h *host) action() (value.Value, error) {
	if h.step != nil {
		return h.run.actionRecord(h.step)
	}
	if f := h.at.found(); f != nil && f.step != nil {
		return h.run.actionRecord(f.step)
	}
	return unknownAction(h.run.universe)
}

func unknownAction(u *value.Universe) (value.Value, error) {
	zero := value.MakeInt(0)
	location, err := record(u, field{"beginLine", zero}, field{"beginColumn", zero}, field{"endLine", zero}, field{"endColumn", zero},
		field{"module", u.String("--TLA+ BUILTINS--")})
	if err != nil {
		return location, err
	}
	return record(u, field{"name", u.String("UnnamedAction")}, field{"location", location})
}

// actionRecord is what TLC tells of a step: the name of its action, where that stands, and the values of its bound variables.
func (m *run) actionRecord(step *traces.Step) (value.Value, error) {
	u := m.universe
	var at syntax.Span
	for _, a := range m.next.Actions {
		if a.Name == step.Name {
			at = a.Span
		}
	}
	module := m.Name
	if at.File != nil {
		module = strings.TrimSuffix(filepath.Base(at.File.Name), ".tla")
	}
	location, err := record(u, field{"beginLine", value.MakeInt(int32(at.Start.Line))}, field{"beginColumn", value.MakeInt(int32(at.Start.Col))},
		field{"endLine", value.MakeInt(int32(at.End.Line))}, field{"endColumn", value.MakeInt(int32(max(0, at.End.Col-1)))}, field{"module", u.String(module)})
	if err != nil {
		return location, err
	}
	fields := []field{{"name", u.String(step.Name)}, {"location", location}}
	if len(step.Args) > 0 {
		var context []field
		var names []value.Value
		for _, a := range step.Args {
			v, err := untraced(u, a.Value)
			if err != nil {
				return v, err
			}
			context, names = append(context, field{a.Name, v}), append(names, u.String(a.Name))
		}
		r, err := record(u, context...)
		if err != nil {
			return r, err
		}
		fields = append(fields, field{"context", r}, field{"parameters", value.Tuple(names...)})
	}
	return record(u, fields...)
}

// standOn makes the last state of a behaviour the one that the spec can ask about, until the function that it returns is called.
func (h *host) standOn(behaviour [][]value.Value, step *traces.Step) (leave func()) {
	h.behaviour, h.step = behaviour, step
	h.level.Store(uint32(len(behaviour)))
	return func() { h.behaviour, h.step = nil, nil }
}
