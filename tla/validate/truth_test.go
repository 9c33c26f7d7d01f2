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
var walkers = map[string]*check.Walker{}

// behaviour says how many events are explained, and whether these are all.
func behaviour(t *testing.T, p truth, text []byte) (int, bool) {
	header, events := readObjects(t, text)
	w := walkers[p.module(header, events)]
	if w == nil {
		spec := filepath.Join(t.TempDir(), "Truth.tla")
		require.NoError(t, os.WriteFile(spec, []byte(p.module(header, events)), 0o666))
		m, err := check.Load(check.Sources{Spec: spec, Path: []string{".."}})
		require.NoError(t, err)
		w, err = m.Walker(nil)
		require.NoError(t, err)
		walkers[p.module(header, events)] = w
	}
	var now []*check.WalkedState
	add := func(list []*check.WalkedState, s *check.WalkedState) []*check.WalkedState {
		if slices.ContainsFunc(list, s.Equal) {
			return list
		}
		return append(list, s)
	}
	require.NoError(t, w.Steps(nil, func(x check.WalkedStep) bool {
		now = add(now, x.To)
		return true
	}))
	plainState := func(s *check.WalkedState) object {
		out := object{}
		for i, name := range w.Variables() {
			out[name] = plain(s.Values[i])
		}
		return out
	}
	for i, e := range events {
		var next []*check.WalkedState
		for _, s := range now {
			from := plainState(s)
			asked := false
			require.NoError(t, w.NamedSteps(s, func(x check.WalkedStep) bool {
				bound := object{}
				for _, b := range x.Bound {
					bound[b.Name] = plain(b.Value)
				}
				if p.asks(e, x.Action, bound, from) {
					asked = true
					if p.step(e, x.Action, bound, from, plainState(x.To)) {
						next = add(next, x.To)
					}
				}
				return true
			}))
			if p.stands(e, from, asked) {
				next = add(next, s)
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
