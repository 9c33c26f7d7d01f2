package canon

import (
	"math/bits"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The types of the tests: one of each kind that a state may be made of.

type (
	nodeID  int
	nodeSet uint64
)

type base struct {
	Epoch uint16
	note  string
}

type slot struct {
	Ballot int
	From   nodeID
}

type shape interface{ sides() int }

type square struct{ side int8 }

func (square) sides() int { return 4 }

type polygon struct{ n []int32 }

func (p *polygon) sides() int { return len(p.n) }

type single struct{ p *slot } // stored directly in an interface

type hooked struct {
	_ [0]func()
	_ int
	x bool
}

type rich struct {
	base
	On       bool
	I        int
	i8       int8
	u        uint64
	Name     string
	raw      []byte
	flags    [3]bool
	Slots    []slot
	grid     [2][]string
	Votes    nodeSet
	bySlot   map[slot]map[string]int
	set      map[nodeID]struct{}
	byAny    map[any]uint8
	any      any
	Shape    shape
	next     *rich
	ps       []*slot
	pp       **int
	empties  []struct{}
	hooked   hooked
	embedded struct{ A, b int16 }
}

func genSlot() *rapid.Generator[slot] {
	return rapid.Custom(func(t *rapid.T) slot {
		return slot{rapid.IntRange(-2, 300).Draw(t, "ballot"), nodeID(rapid.IntRange(0, 3).Draw(t, "from"))}
	})
}

func genAny(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 11).Draw(t, "kind") {
		case 0:
			return nil
		case 1:
			return rapid.Int().Draw(t, "int")
		case 2:
			return rapid.String().Draw(t, "string")
		case 3:
			return genSlot().Draw(t, "slot")
		case 4:
			s := genSlot().Draw(t, "slot")
			return &s
		case 5:
			return rapid.SliceOfN(genSlot(), 0, 3).Draw(t, "slots")
		case 6:
			return rapid.MapOf(rapid.String(), rapid.Uint8()).Draw(t, "map")
		case 7:
			s := genSlot().Draw(t, "slot")
			return single{&s}
		case 8:
			return nodeID(rapid.IntRange(1, 3).Draw(t, "id"))
		case 9:
			return (*slot)(nil)
		case 10:
			return [2]int{0, rapid.Int().Draw(t, "x")}
		default:
			if depth == 0 {
				return true
			}
			return genRich(depth-1).Draw(t, "rich")
		}
	})
}

func genRich(depth int) *rapid.Generator[rich] {
	return rapid.Custom(func(t *rapid.T) rich {
		r := rich{
			base:   base{rapid.Uint16().Draw(t, "epoch"), rapid.String().Draw(t, "note")},
			On:     rapid.Bool().Draw(t, "on"),
			I:      rapid.Int().Draw(t, "i"),
			i8:     rapid.Int8().Draw(t, "i8"),
			u:      rapid.Uint64().Draw(t, "u"),
			Name:   rapid.String().Draw(t, "name"),
			raw:    rapid.SliceOfN(rapid.Byte(), 0, 4).Draw(t, "raw"),
			Slots:  rapid.SliceOfN(genSlot(), 0, 4).Draw(t, "slots"),
			Votes:  nodeSet(rapid.IntRange(0, 7).Draw(t, "votes")) << 1,
			bySlot: rapid.MapOfN(genSlot(), rapid.MapOfN(rapid.StringN(0, 3, -1), rapid.Int(), 0, 3), 0, 3).Draw(t, "bySlot"),
			any:    genAny(depth).Draw(t, "any"),
		}
		r.flags[1] = r.On
		r.grid[1] = rapid.SliceOfN(rapid.String(), 0, 2).Draw(t, "grid")
		for i := range rapid.IntRange(0, 3).Draw(t, "set") {
			if r.set == nil {
				r.set = make(map[nodeID]struct{})
			}
			r.set[nodeID(i+1)] = struct{}{}
		}
		r.byAny = make(map[any]uint8)
		for _, s := range rapid.SliceOfN(genSlot(), 0, 3).Draw(t, "byAny") {
			r.byAny[s] = 1
			r.byAny[int(s.From)] = 2
			r.byAny[s.From] = 3
			r.byAny[[1]any{s}] = 4
		}
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 1:
			r.Shape = square{3}
		case 2:
			r.Shape = &polygon{rapid.SliceOfN(rapid.Int32(), 0, 3).Draw(t, "n")}
		}
		for _, s := range rapid.SliceOfN(genSlot(), 0, 3).Draw(t, "ps") {
			r.ps = append(r.ps, &s, nil)
		}
		if r.On {
			p := &[]int{r.I}[0]
			r.pp = &p
		}
		r.empties = make([]struct{}, rapid.IntRange(0, 3).Draw(t, "empties"))
		r.hooked.x = !r.On
		r.embedded.b = int16(r.i8)
		if depth > 0 && rapid.Bool().Draw(t, "next") {
			n := genRich(depth-1).Draw(t, "next")
			r.next = &n
		}
		return r
	})
}

// normal returns v with empty slices and maps nil, by reflection alone.
func normal(v any) any {
	if v == nil {
		return nil
	}
	p := reflect.New(reflect.TypeOf(v))
	p.Elem().Set(reflect.ValueOf(v))
	normalise(p.Elem())
	return p.Elem().Interface()
}

func normalise(v reflect.Value) {
	v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem() // also unexported
	fresh := func(v reflect.Value) reflect.Value {
		p := reflect.New(v.Type()).Elem()
		p.Set(v)
		normalise(p)
		return p
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			normalise(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			normalise(v.Index(i))
		}
	case reflect.Slice:
		s := reflect.Zero(v.Type())
		for i := range v.Len() {
			s = reflect.Append(s, fresh(v.Index(i)))
		}
		v.Set(s)
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		for i := v.MapRange(); i.Next(); {
			m.SetMapIndex(fresh(i.Key()), fresh(i.Value()))
		}
		if v.Len() == 0 {
			m = reflect.Zero(v.Type())
		}
		v.Set(m)
	case reflect.Pointer:
		if !v.IsNil() {
			v.Set(fresh(v.Elem()).Addr())
		}
	case reflect.Interface:
		if !v.IsNil() {
			v.Set(fresh(v.Elem()))
		}
	}
}

// requireTight fails when a slice in v has spare capacity.
func requireTight(t require.TestingT, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			requireTight(t, v.Field(i))
		}
	case reflect.Slice:
		require.Equal(t, v.Len(), v.Cap())
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			requireTight(t, v.Index(i))
		}
	case reflect.Map:
		for i := v.MapRange(); i.Next(); {
			requireTight(t, i.Value())
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			requireTight(t, v.Elem())
		}
	}
}

func mustAppend(t require.TestingT, c *Codec, v any) []byte {
	b, err := c.Append(nil, v)
	require.NoError(t, err)
	return b
}

// newTestCodec returns a codec that renames nodeID and nodeSet.
func newTestCodec() *Codec {
	return New(Options{Rename: []Renamer{
		Renaming(func(id nodeID, perm func(int) int) nodeID {
			if id == 0 {
				return 0
			}
			return nodeID(perm(int(id)))
		}),
		Renaming(func(s nodeSet, perm func(int) int) nodeSet {
			var r nodeSet
			for ; s != 0; s &= s - 1 {
				r |= 1 << perm(bits.TrailingZeros64(uint64(s)))
			}
			return r
		}),
	}})
}

func refusalOf(t *testing.T, c *Codec, v any) string {
	t.Helper()
	dst := []byte("x")
	b, err := c.Append(dst, v)
	require.Error(t, err)
	require.Equal(t, dst, b)
	require.IsType(t, &Refusal{}, err)
	return err.Error()
}
