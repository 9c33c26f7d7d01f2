package validate_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/value"
)

// object is JSON, or a TLA+ value in the same terms: records and functions of strings, lists (of sets, too), numbers, strings.
type object = map[string]any

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
func equal(a, b any) bool {
	switch a := a.(type) {
	case int, string, bool:
		switch b.(type) {
		case int, string, bool:
			return a == b
		}
	case object:
		b, ok := b.(object)
		if !ok || len(a) != len(b) {
			break
		}
		for name, x := range a {
			if y, has := b[name]; !has || !equal(x, y) {
				return false
			}
		}
		return true
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

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

// at is the value of a function, or the member of a sequence, at a number or name.
func at(f any, x any) any {
	if list, ok := f.([]any); ok {
		if n, ok := x.(int); ok && 0 < n && n <= len(list) {
			return list[n-1]
		}
		return nil
	}
	return f.(object)[fmt.Sprint(x)]
}

// has says whether a list has a member.
func has(list any, x any) bool {
	return slices.ContainsFunc(list.([]any), func(y any) bool { return equal(x, y) })
}
