package validate_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/value"
)

// The ground truth of validation: the set of states of the pure spec after each event, found by taking all steps that the spec allows and
// keeping those that are, told in Go, what the event says. It knows neither the trace spec nor its search.

// object is JSON, or a TLA+ value in the same terms: records and functions of strings, lists (of sets, too), numbers, strings.
type object = map[string]any

// truth is what a protocol's events mean.
type truth interface {
	// module is the text of a module, named Truth, that gives the spec's constants their values.
	module(header object, events []object) string
	// step says whether a step of the spec, from s to t by an action with what was bound in it, is what the event says.
	step(e object, action string, bound object, s, t object) bool
	// stands says whether the event may leave the state as it is, when no step of the spec is what the event asks for.
	stands(e object, s object, asked bool) bool
	// asks says whether a step is an answer to what happened, whatever was observed of it.
	asks(e object, action string, bound object, s object) bool
}

// walkers are those of the specs, by their text.
var walkers = map[string]*walker{}

// walker knows the states that were met and the steps from them, so that logs that have much in common are judged quickly.
type walker struct {
	*check.Walker
	states map[uint64][]*met
}

// met is a state with the steps from it.
type met struct {
	*check.WalkedState
	plain object
	steps []metStep // nil: not asked yet
}

type metStep struct {
	action string
	bound  object
	to     *met
}

func (w *walker) meet(s *check.WalkedState) *met {
	for _, m := range w.states[s.Hash()] {
		if m.Equal(s) {
			return m
		}
	}
	m := &met{WalkedState: s, plain: object{}}
	for i, name := range w.Variables() {
		m.plain[name] = plain(s.Values[i])
	}
	w.states[s.Hash()] = append(w.states[s.Hash()], m)
	return m
}

// from gives the steps from a state.
func (w *walker) from(t *testing.T, m *met) []metStep {
	if m.steps == nil {
		m.steps = []metStep{}
		require.NoError(t, w.NamedSteps(m.WalkedState, func(x check.WalkedStep) bool {
			bound := object{}
			for _, b := range x.Bound {
				bound[b.Name] = plain(b.Value)
			}
			m.steps = append(m.steps, metStep{x.Action, bound, w.meet(x.To)})
			return true
		}))
	}
	return m.steps
}

// behaviour says how many events are explained, and whether these are all.
func behaviour(t *testing.T, p truth, text []byte) (int, bool) {
	header, events := readObjects(t, text)
	module := p.module(header, events)
	w := walkers[module]
	if w == nil {
		spec := filepath.Join(t.TempDir(), "Truth.tla")
		require.NoError(t, os.WriteFile(spec, []byte(module), 0o666))
		m, err := check.Load(check.Sources{Spec: spec, Path: []string{".."}})
		require.NoError(t, err)
		walk, err := m.Walker(nil)
		require.NoError(t, err)
		w = &walker{walk, map[uint64][]*met{}}
		walkers[module] = w
	}
	var now []*met
	require.NoError(t, w.Steps(nil, func(x check.WalkedStep) bool {
		now = append(now, w.meet(x.To))
		return true
	}))
	for i, e := range events {
		var next []*met
		add := func(s *met) {
			if !slices.Contains(next, s) {
				next = append(next, s)
			}
		}
		for _, s := range now {
			asked := false
			for _, x := range w.from(t, s) {
				if p.asks(e, x.action, x.bound, s.plain) {
					asked = true
					if p.step(e, x.action, x.bound, s.plain, x.to.plain) {
						add(x.to)
					}
				}
			}
			if p.stands(e, s.plain, asked) {
				add(s)
			}
		}
		if len(next) == 0 {
			return i, false
		}
		now = next
	}
	return len(events), true
}

func readObjects(t *testing.T, text []byte) (object, []object) {
	var list []object
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var o object
		require.NoError(t, d.Decode(&o))
		list = append(list, numbers(o).(object))
	}
	return list[0], list[1:]
}

// numbers makes all numbers int.
func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		n, _ := v.Int64()
		return int(n)
	case object:
		for k, x := range v {
			v[k] = numbers(x)
		}
	case []any:
		for i, x := range v {
			v[i] = numbers(x)
		}
	}
	return v
}

// plain is a TLA+ value in terms of JSON.
func plain(v value.Value) any {
	var b plainer
	value.Visit(v, &b)
	return b.out
}

type plainer struct {
	out   any
	stack []*part
}

type part struct {
	kind  byte
	parts []any
	names []string
}

func (b *plainer) put(v any) {
	if len(b.stack) == 0 {
		b.out = v
		return
	}
	top := b.stack[len(b.stack)-1]
	top.parts = append(top.parts, v)
}

func (b *plainer) Bool(x bool)          { b.put(x) }
func (b *plainer) Int(n int32)          { b.put(int(n)) }
func (b *plainer) String(s string)      { b.put(s) }
func (b *plainer) Model(name string)    { b.put(name) }
func (b *plainer) Symbolic(text string) { b.put(text) }
func (b *plainer) Field(name string) {
	top := b.stack[len(b.stack)-1]
	top.names = append(top.names, name)
}
func (b *plainer) BeginSet(int)      { b.stack = append(b.stack, &part{kind: 's'}) }
func (b *plainer) BeginSequence(int) { b.stack = append(b.stack, &part{kind: 'q'}) }
func (b *plainer) BeginRecord(int)   { b.stack = append(b.stack, &part{kind: 'r'}) }
func (b *plainer) BeginFunction(int) { b.stack = append(b.stack, &part{kind: 'f'}) }
func (b *plainer) End() {
	top := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	switch top.kind {
	case 's', 'q':
		b.put(append([]any{}, top.parts...))
	case 'r':
		o := object{}
		for i, x := range top.parts {
			o[top.names[i]] = x
		}
		b.put(o)
	case 'f':
		o := object{}
		for i := 0; i+1 < len(top.parts); i += 2 {
			o[fmt.Sprint(top.parts[i])] = top.parts[i+1]
		}
		b.put(o)
	}
}

// equal compares what is told in terms of JSON; an empty function is an empty list in TLA+.
func equal(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// sorted is a list as a set.
func sorted(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(x, y any) int { return cmp.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
	return slices.CompactFunc(list, equal)
}
