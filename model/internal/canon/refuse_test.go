//lint:file-ignore U1000 reflection reads fields that no code names

package canon

import (
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

type (
	entryOf[T any] struct {
		Index int
		Cmd   T
	}
	list struct {
		id   int
		next *list
	}
	bag     struct{ m map[string]any }
	keyed   struct{ m map[slotPtr]int }
	slotPtr struct{ p *int }
	anyKey  struct{ m map[any]int }
	holder  struct {
		a, b *slot
		all  []slot
		cur  *slot
		num  *int
		m, n map[int]int
		node *holder
		x    any
	}
	withLog struct{ log []struct{ done chan int } }
	withAny struct{ log []entryOf[any] }
	deepPtr struct{ p **[]func() }
)

func TestRefusals(t *testing.T) {
	s := &slot{}
	m := map[int]int{1: 1}
	cycle := &list{}
	cycle.next = &list{next: cycle}
	all := []slot{{}, {}, {}}
	self := &holder{}
	self.node = self
	deep := &list{}
	for range maxDepth {
		deep = &list{next: deep}
	}
	type ring []ring
	r := make(ring, 2)
	r[1] = r
	const twice = "; what is reached twice cannot be part of a state"
	for _, x := range []struct {
		v    any
		want string
	}{
		// From the type alone.
		{struct{ mu sync.RWMutex }{}, "struct { mu sync.RWMutex }.mu: a means of synchronisation (sync.RWMutex) cannot be part of a state; the handlers of a node never run at the same time"},
		{withLog{}, "withLog.log[].done: a channel (chan int) cannot be part of a state"},
		{&withLog{}, "withLog.log[].done: a channel (chan int) cannot be part of a state"},
		{deepPtr{}, "(*(*deepPtr.p))[]: a function (func()) cannot be part of a state"},
		{entryOf[float64]{}, "entryOf[float64].Cmd: a floating-point number (float64) cannot be part of a state"},
		{map[string]complex64{}, "map[string]complex64[]: a complex number (complex64) cannot be part of a state"},
		{[2]uintptr{}, "[2]uintptr[]: an address (uintptr) cannot be part of a state"},
		{keyed{}, "keyed.m[key].p: a pointer (*int) cannot be part of a map key"},
		{map[*int]int{}, "map[*int]int[key]: a pointer (*int) cannot be part of a map key"},
		{func() {}, "func(): a function (func()) cannot be part of a state"},
		// From what interfaces hold.
		{withAny{[]entryOf[any]{{}, {1, 2}, {1, make(chan int)}}}, "withAny.log[2].Cmd.(chan int): a channel (chan int) cannot be part of a state"},
		{withAny{[]entryOf[any]{{1, &withLog{}}}}, "withAny.log[0].Cmd.(*canon.withLog).log[].done: a channel (chan int) cannot be part of a state"},
		{bag{map[string]any{"b": 1.5, "a": nil, "c": 2.5}}, `bag.m["b"].(float64): a floating-point number (float64) cannot be part of a state`},
		{anyKey{map[any]int{1: 1, new(int): 2}}, "anyKey.m[key].(*int): a pointer (*int) cannot be part of a map key"},
		{anyKey{map[any]int{slotPtr{}: 2}}, "anyKey.m[key].(canon.slotPtr).p: a pointer (*int) cannot be part of a map key"},
		// From where pointers lead.
		{holder{a: s, b: s}, "holder.b: the same pointer (*canon.slot) as holder.a" + twice},
		{holder{a: s, x: []any{1, s}}, "holder.x.([]interface {})[1].(*canon.slot): the same pointer (*canon.slot) as holder.a" + twice},
		{holder{m: m, n: m}, "holder.n: the same map (map[int]int) as holder.m" + twice},
		{cycle, "list.next.next: the same pointer (*canon.list) as list" + twice},
		{self, "holder.node: the same pointer (*canon.holder) as holder" + twice},
		{holder{a: s, num: &s.Ballot}, "holder.num: the same pointer (*int) as holder.a" + twice},
		{holder{all: all, cur: &all[2]}, "holder.cur: the pointer (*canon.slot) shares memory with holder.all" + twice},
		{holder{cur: &all[2], x: all}, "holder.x.([]canon.slot): the slice ([]canon.slot) shares memory with holder.cur" + twice},
		{deep, "list.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next.next….next.next.next.next.next: nested deeper than 10000 levels"},
		{r, "ring[1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1][1]…[1][1][1][1][1]: nested deeper than 10000 levels"},
		{make([]struct{}, maxSize+1), "[]struct {}: more than 268435456 elements"},
	} {
		require.Equal(t, x.want, refusalOf(t, newTestCodec(), x.v))
	}
}

func TestANodeIsRefused(t *testing.T) {
	c := newTestCodec()
	_, err := c.Struct(reflect.TypeFor[withLog]())
	require.EqualError(t, err, "withLog.log[].done: a channel (chan int) cannot be part of a state")

	s, err := c.Struct(reflect.TypeFor[holder]())
	require.NoError(t, err)
	h := &holder{}
	h.node = h
	_, err = s.AppendFields(nil, h)
	require.EqualError(t, err, "holder.node: the same pointer (*canon.holder) as holder; what is reached twice cannot be part of a state")
	h = &holder{x: []any{make(chan int)}}
	_, err = s.AppendFields(nil, h)
	require.EqualError(t, err, "holder.x.([]interface {})[0].(chan int): a channel (chan int) cannot be part of a state")
}

func TestLongListsAreFine(t *testing.T) {
	c := newTestCodec()
	l := &list{}
	for i := range maxDepth - 1 {
		l = &list{i, l}
	}
	w, err := c.Copy(l)
	require.NoError(t, err)
	require.Equal(t, l.id, w.(*list).id)
}

func TestWhatLooksSharedButIsNot(t *testing.T) {
	c := newTestCodec()
	all := []slot{{}, {}, {}}
	boxed := any(slot{1, 1})
	for _, v := range []any{
		[]*struct{}{{}, {}},                        // pointers to nothing may be equal
		[][]slot{all, all[:2], all[1:]},            // slices are copied apart
		[]any{boxed, boxed},                        // what is in an interface cannot be changed
		[]map[int]int{{}, {}, nil, nil},            //
		[]**slot{nil, new(*slot)},                  //
		holder{a: &slot{}, cur: &slot{}, all: all}, //
	} {
		_, err := c.Append(nil, v)
		require.NoError(t, err)
	}
}

func local1() any { type local struct{ A int }; return local{} }
func local2() any { type local struct{ A int }; return local{} }

func TestTypesOfOneName(t *testing.T) {
	const want = "local: two different types are called github.com/synod-go/synod/model/internal/canon.local; give one another name"
	c := newTestCodec()
	mustAppend(t, c, local1())
	require.Equal(t, want, refusalOf(t, c, local2()))
	mustAppend(t, c, local1())
	c = newTestCodec()
	mustAppend(t, c, local2())
	require.Equal(t, want, refusalOf(t, c, local1()))
	require.EqualError(t, c.Register(reflect.TypeOf(local1())), want)
}
