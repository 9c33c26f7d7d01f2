//lint:file-ignore U1000 reflection reads fields that no code names

package canon

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type settings struct {
	ids  []nodeID
	rate float64
	hook func()
	done chan int
	up   *settings
}

type persistent struct {
	term int `model:"durable"`
	Tmp  string
	Self nodeID `model:"const"`
}

// node has every kind of field: settings, durable and volatile ones, embedded
// ones too.
type node struct {
	Peers []nodeID `model:"const"`
	persistent
	Log    []slot `model:"durable"`
	Votes  nodeSet
	next   map[nodeID]int
	conf   settings `model:"const"`
	leader nodeID
	extra  any
}

func newNode() *node {
	n := &node{
		Peers: []nodeID{2, 3}, Log: []slot{{1, 2}}, Votes: 1<<1 | 1<<3, next: map[nodeID]int{1: 10, 2: 20}, leader: 3,
		persistent: persistent{term: 4, Tmp: "tmp", Self: 1}, extra: slot{7, 1},
		conf: settings{rate: 0.5, ids: []nodeID{1}, hook: func() {}, done: make(chan int)},
	}
	n.conf.up = &n.conf
	return n
}

func newNodeCodec(t *testing.T) *StructCodec {
	c, err := newTestCodec().Struct(reflect.TypeFor[node]())
	require.NoError(t, err)
	return c
}

func TestFieldsAreAllButTheSettings(t *testing.T) {
	s := newNodeCodec(t)
	n := newNode()
	b, err := s.AppendFields(nil, n)
	require.NoError(t, err)

	changed := newNode()
	changed.Peers, changed.Self, changed.conf = nil, 9, settings{}
	c, err := s.AppendFields(nil, changed)
	require.NoError(t, err)
	require.Equal(t, b, c, "a setting is no part of the state")

	into := &node{Peers: []nodeID{5}, extra: "old", persistent: persistent{Tmp: "old", Self: 8}}
	require.NoError(t, s.DecodeFields(b, into))
	want := newNode()
	want.Peers, want.Self, want.conf = []nodeID{5}, 8, settings{}
	require.Equal(t, want, into)

	zero, err := s.AppendFields(nil, new(node))
	require.NoError(t, err)
	require.NoError(t, s.DecodeFields(zero, into))
	require.Equal(t, &node{Peers: []nodeID{5}, persistent: persistent{Self: 8}}, into, "zero fields overwrite, too")

	require.Error(t, s.DecodeFields(b[:len(b)-1], into))
	require.Error(t, s.DecodeFields(append(b, 0), into))
}

func TestACrashKeepsTheDurableFields(t *testing.T) {
	s := newNodeCodec(t)
	require.True(t, s.HasDurable())
	from, to := newNode(), &node{Votes: 2, Log: []slot{{}, {}}}
	require.NoError(t, s.CopyDurable(from, to))
	require.Equal(t, &node{Votes: 2, Log: []slot{{1, 2}}, persistent: persistent{term: 4}}, to)
	to.Log[0].Ballot = 99
	require.Equal(t, 1, from.Log[0].Ballot, "a deep copy")

	n := newNode()
	require.NoError(t, s.ClearVolatile(n))
	want := &node{Peers: n.Peers, conf: n.conf, Log: []slot{{1, 2}}, persistent: persistent{term: 4, Self: 1}}
	n.conf, want.conf = settings{}, settings{}
	require.Equal(t, want, n)

	none, err := newTestCodec().Struct(reflect.TypeFor[rich]())
	require.NoError(t, err)
	require.False(t, none.HasDurable())
}

func TestAChangedSettingIsSeen(t *testing.T) {
	s := newNodeCodec(t)
	encode := func(change func(n *node)) []byte {
		n := newNode()
		n.conf.up = &settings{ids: []nodeID{4}}
		n.conf.up.up = n.conf.up
		change(n)
		b, err := s.AppendConst(nil, n)
		require.NoError(t, err)
		return b
	}
	same := encode(func(*node) {})
	require.Equal(t, same, encode(func(n *node) { n.Log, n.term, n.Tmp = nil, 0, "" }))
	require.Equal(t, same, encode(func(n *node) { n.conf.hook, n.conf.done = nil, nil }), "nothing of these can be written")
	for name, change := range map[string]func(n *node){
		"slice":    func(n *node) { n.Peers[0] = 9 },
		"embedded": func(n *node) { n.Self = 9 },
		"float":    func(n *node) { n.conf.rate = 0.25 },
		"nested":   func(n *node) { n.conf.ids = nil },
		"pointee":  func(n *node) { n.conf.up.ids[0] = 3 },
		"cycle":    func(n *node) { n.conf.up.up = nil },
	} {
		require.NotEqual(t, same, encode(change), name)
	}
}

func TestSettingsOfAnyKind(t *testing.T) {
	type loop []loop
	type odd struct {
		a  any                `model:"const"`
		b  map[*int]chan int  `model:"const"`
		c  map[float64]func() `model:"const"`
		d  loop               `model:"const"`
		e  error              `model:"const"`
		f  complex128         `model:"const"`
		g  uintptr            `model:"const"`
		ok int
	}
	s, err := New(Options{}).Struct(reflect.TypeFor[odd]())
	require.NoError(t, err)
	one := 1
	d := make(loop, 1)
	d[0] = d // without end: left out
	o := &odd{a: func() {}, b: map[*int]chan int{&one: nil, new(int): make(chan int)}, c: map[float64]func(){0.5: nil}, d: d, e: refuseError{&one}}
	b, err := s.AppendConst(nil, o)
	require.NoError(t, err)
	for range 10 {
		again, err := s.AppendConst(nil, o)
		require.NoError(t, err)
		require.Equal(t, b, again)
	}
	one = 2
	again, err := s.AppendConst(nil, o)
	require.NoError(t, err)
	require.NotEqual(t, b, again)
}

type refuseError struct{ p *int }

func (refuseError) Error() string { return "" }

const asGoReads = " written as Go reads tags; write model:\"durable\" or model:\"const\", with the quotes"

// tagged is a struct with a tag that vet would not let stand here.
func tagged(tag reflect.StructTag) any {
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "A", Type: reflect.TypeFor[int](), Tag: tag}})).Elem().Interface()
}

func nested(tag reflect.StructTag) any {
	return reflect.New(reflect.StructOf([]reflect.StructField{{Name: "P", Type: reflect.TypeOf(tagged(tag))}})).Elem().Interface()
}

// Tags for others are none of ours, even if they are not well written.
func TestTagsOfOthers(t *testing.T) {
	for _, tag := range []reflect.StructTag{``, `json:"a"`, `json:"model"`, `json:a`, `whatever`, `json:"a" xml:b`} {
		s, err := New(Options{}).Struct(reflect.TypeOf(tagged(tag)))
		require.NoError(t, err, "%q", tag)
		require.False(t, s.HasDurable())
	}
	s, err := New(Options{}).Struct(reflect.TypeOf(tagged(`json:"a" model:"durable"`)))
	require.NoError(t, err)
	require.True(t, s.HasDurable())
}

func TestTagsThatMakeNoSense(t *testing.T) {
	for _, x := range []struct {
		node any
		want string
	}{
		{struct {
			A int `model:"durabel"`
		}{}, "A: the tag model:\"durabel\" is unknown; there are model:\"durable\" and model:\"const\""},
		{struct {
			A int `model:""`
		}{}, "A: the tag model:\"\" is unknown; there are model:\"durable\" and model:\"const\""},
		{tagged(`model:durable`), "A: the tag `model:durable` is not" + asGoReads},
		{tagged(`model: "durable"`), "A: the tag `model: \"durable\"` is not" + asGoReads},
		{tagged(`model="durable"`), "A: the tag `model=\"durable\"` is not" + asGoReads},
		{tagged(`json:"a",model:"durable"`), "A: the tag `json:\"a\",model:\"durable\"` is not" + asGoReads},
		{tagged(`json:a model:"durable"`), "A: the tag `json:a model:\"durable\"` is not" + asGoReads},
		{tagged(`Model:"const"`), "A: the tag `Model:\"const\"` is not" + asGoReads},
		{tagged(`durable`), "A: the tag `durable` is not" + asGoReads},
		{tagged("model:`durable`"), "A: the tag \"model:`durable`\" is not" + asGoReads},
		{tagged(`model:"durable" model:"const"`), "A: the tag `model:\"durable\" model:\"const\"` has the key model twice"},
		{nested(`model:durable`), "P.A: the tag `model:durable` is not" + asGoReads},
		{struct {
			P persistent
		}{}, "P.term: the tag model:\"durable\" does nothing here; it belongs on the fields of the node and of structs embedded in it"},
		{struct {
			P []map[int]*persistent
		}{}, "P[][].term: the tag model:\"durable\" does nothing here; it belongs on the fields of the node and of structs embedded in it"},
		{struct {
			*persistent
		}{}, "persistent.term: the tag model:\"durable\" does nothing here; it belongs on the fields of the node and of structs embedded in it"},
		{struct {
			persistent `model:"durable"`
		}{}, "persistent.term: the tag model:\"durable\" does nothing here; it belongs on the fields of the node and of structs embedded in it"},
		{struct {
			_ int `model:"const"`
		}{}, "_: a blank field is no part of a state, so model:\"const\" does nothing"},
	} {
		typ := reflect.TypeOf(x.node)
		_, err := New(Options{}).Struct(typ)
		require.EqualError(t, err, typ.String()+"."+x.want)
	}
	_, err := New(Options{}).Struct(reflect.TypeFor[struct {
		P persistent `model:"const"`
	}]())
	require.NoError(t, err, "what is in a setting is the setting's business")
	_, err = New(Options{}).Struct(reflect.TypeFor[*node]())
	require.EqualError(t, err, "*canon.node is not a struct")
}

func TestOnlyNodesOfTheType(t *testing.T) {
	s := newNodeCodec(t)
	for _, v := range []any{nil, node{}, &rich{}, (*node)(nil)} {
		_, err := s.AppendFields(nil, v)
		require.Error(t, err)
		_, err = s.AppendConst(nil, v)
		require.Error(t, err)
		require.Error(t, s.DecodeFields(nil, v))
		require.Error(t, s.CopyDurable(v, &node{}))
		require.Error(t, s.CopyDurable(&node{}, v))
		require.Error(t, s.ClearVolatile(v))
		require.Error(t, s.RenameFields(v, nil))
	}
}

func TestFieldsOfRichStructs(t *testing.T) {
	s, err := newTestCodec().Struct(reflect.TypeFor[rich]())
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		v, w := genRich(1).Draw(t, "v"), genRich(1).Draw(t, "w")
		b, err := s.AppendFields(nil, &v)
		require.NoError(t, err)
		require.NoError(t, s.DecodeFields(b, &w))
		require.True(t, reflect.DeepEqual(normal(v), w))
	})
}
