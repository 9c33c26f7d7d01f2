package canon

import (
	"bytes"
	"reflect"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDecodeGivesNormalisedDeepCopy(t *testing.T) {
	c := newTestCodec()
	rapid.Check(t, func(t *rapid.T) {
		v := genAny(2).Draw(t, "v")
		b := mustAppend(t, c, v)
		w, err := c.Decode(b)
		require.NoError(t, err)
		require.True(t, reflect.DeepEqual(normal(v), w), "%#v\n%#v", v, w)
		requireTight(t, reflect.ValueOf(&w))
		require.Equal(t, b, mustAppend(t, c, w))
	})
}

func TestCopySharesNoMemory(t *testing.T) {
	c := newTestCodec()
	r := &rich{Slots: []slot{{1, 1}}, next: &rich{}, bySlot: map[slot]map[string]int{{}: {"a": 1}}, any: &slot{}, raw: []byte{1}}
	before := mustAppend(t, c, r)
	w, err := c.Copy(r)
	require.NoError(t, err)
	s := w.(*rich)
	s.Slots[0].Ballot, s.next.On, s.bySlot[slot{}]["a"], s.any.(*slot).Ballot, s.raw[0] = 2, true, 2, 2, 2
	require.Equal(t, before, mustAppend(t, c, r))
}

func TestDecodedValuesSurviveTheCollector(t *testing.T) {
	c := newTestCodec()
	r := rich{Name: "name", Slots: []slot{{1, 2}}, ps: []*slot{{3, 4}}, any: single{&slot{5, 6}}, Shape: &polygon{[]int32{7}}, grid: [2][]string{{"a"}, {"b"}}}
	b := mustAppend(t, c, r)
	var all []any
	for range 2000 {
		w, err := c.Decode(b)
		require.NoError(t, err)
		all = append(all, w)
	}
	for range 3 {
		runtime.GC()
	}
	for _, w := range all {
		require.True(t, reflect.DeepEqual(r, w))
	}
}

func TestDifferentValuesHaveDifferentBytes(t *testing.T) {
	c := newTestCodec()
	rapid.Check(t, func(t *rapid.T) {
		v, w := genAny(1).Draw(t, "v"), genAny(1).Draw(t, "w")
		a, b := mustAppend(t, c, v), mustAppend(t, c, w)
		require.Equal(t, reflect.DeepEqual(normal(v), normal(w)), bytes.Equal(a, b))
		if !bytes.Equal(a, b) {
			require.False(t, bytes.HasPrefix(a, b), "an encoding begins another")
		}
	})
}

func TestOneChangeChangesTheBytes(t *testing.T) {
	c := newTestCodec()
	i, j := 0, 0
	p, q := &i, &j
	var seen [][]byte
	for _, v := range []any{
		nil, rich{}, &rich{}, (*rich)(nil), rich{base: base{Epoch: 1}}, rich{base: base{note: "1"}}, rich{On: true},
		rich{I: 1}, rich{I: -1}, rich{i8: 1}, rich{u: 1}, rich{Name: "\x01"}, rich{raw: []byte{0}}, rich{raw: []byte{0, 0}},
		rich{flags: [3]bool{1: true}}, rich{flags: [3]bool{2: true}}, rich{Slots: []slot{{}}}, rich{grid: [2][]string{{""}}},
		rich{grid: [2][]string{1: {""}}}, rich{Votes: 1}, rich{bySlot: map[slot]map[string]int{{}: nil}}, rich{any: 0},
		rich{any: int8(0)}, rich{any: nodeID(0)}, rich{any: &slot{}}, rich{any: slot{}}, rich{any: (*slot)(nil)}, rich{any: []slot(nil)},
		rich{any: []int(nil)}, rich{any: []any{nil}}, rich{any: struct{}{}}, rich{Shape: square{}}, rich{Shape: &polygon{}}, rich{next: &rich{}},
		rich{ps: []*slot{nil}}, rich{ps: []*slot{{}}}, rich{pp: new(*int)}, rich{pp: &p}, rich{empties: make([]struct{}, 1)}, rich{hooked: hooked{x: true}},
		[]*int{p, nil, q}, []*int{nil, p, q}, []any{1, 2}, []any{2, 1}, [2]any{1, 2}, "", "\x00", true, false, uint8(0), []string{"a", "b"}, []string{"ab", ""},
	} {
		b := mustAppend(t, c, v)
		for _, s := range seen {
			require.NotEqual(t, s, b, "%#v", v)
		}
		seen = append(seen, b)
	}
}

func TestNilAndEmptyAreOne(t *testing.T) {
	c := newTestCodec()
	for _, pair := range [][2]any{
		{rich{}, rich{raw: []byte{}, Slots: make([]slot, 0, 5), bySlot: map[slot]map[string]int{}}},
		{[]int(nil), []int{}}, {map[int]int(nil), map[int]int{}},
	} {
		same, err := c.Equal(pair[0], pair[1])
		require.NoError(t, err)
		require.True(t, same)
	}
}

func TestBytesDoNotDependOnTheOrderOfMaps(t *testing.T) {
	build := func(from, step int) map[any]map[slot]string {
		m := make(map[any]map[slot]string)
		for i := range 50 {
			k := (from + i*step) % 50
			m[k] = map[slot]string{{k, 1}: "a", {k + 1, 2}: "b"}
			m[slot{k, 0}] = nil
		}
		return m
	}
	want := mustAppend(t, newTestCodec(), build(0, 1))
	for i := range 20 {
		// Codecs of different processes have seen different types before.
		c := newTestCodec()
		mustAppend(t, c, rich{any: i})
		require.Equal(t, want, mustAppend(t, c, build(i, 7)))
	}
}

func TestTheBytesAreThese(t *testing.T) {
	// Fingerprints of recorded runs depend on them.
	c := newTestCodec()
	const pkg = "github.com/synod-go/synod/internal/canon."
	for _, x := range []struct {
		v    any
		want string
	}{
		{nil, "\x00"},
		{300, "\x03int\xd8\x04"},
		{slot{-1, 2}, "\x2d" + pkg + "slot\x01\x04"},
		{[]*slot{nil, {}}, "\x30[]*" + pkg + "slot\x02\x00\x01\x00\x00"},
		{map[string]bool{"b": true, "a": false}, "\x0fmap[string]bool\x02\x01a\x00\x01b\x01"},
	} {
		require.Equal(t, x.want, string(mustAppend(t, c, x.v)))
	}
}

func TestManyGoroutines(t *testing.T) {
	c := newTestCodec()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				v := []any{rich{I: i, any: map[string]any{"a": slot{i, 1}}}, &polygon{[]int32{1}}, [3]nodeID{1}, single{&slot{}}}[i%4]
				b, err := c.Append(nil, v)
				if err != nil {
					panic(err)
				}
				w, err := c.Decode(b)
				if err != nil || !reflect.DeepEqual(v, w) {
					panic("not the same")
				}
				if _, err := c.Rename(v, func(i int) int { return i }); err != nil {
					panic(err)
				}
			}
		})
	}
	wg.Wait()
}

func TestDecodeRefusesWhatAppendDoesNotWrite(t *testing.T) {
	c := newTestCodec()
	require.NoError(t, c.Register(reflect.TypeFor[map[any]bool](), reflect.TypeFor[[]int](), reflect.TypeFor[*slot](), reflect.TypeFor[int8](),
		reflect.TypeFor[[]struct{}](), reflect.TypeFor[shape]()))
	for _, x := range []struct{ b, want string }{
		{"", "canon: the encoding ends too early"},
		{"\x03int", "canon: bad encoding: a value of the unknown type int"},
		{"\x00\x00", "canon: bad encoding: 1 bytes left over"},
		{"\x04int8\x80\x00", "canon: bad encoding: a malformed integer"},
		{"\x04int8\x80\x04", "canon: bad encoding: 256 does not fit its type"},
		{"\x05[]int\x7f\x00", "canon: the encoding ends too early"},
		{"\x0a[]struct{}\xff\xff\xff\xff\x0f", "canon: bad encoding: 4294967295 elements"},
	} {
		_, err := c.Decode([]byte(x.b))
		require.EqualError(t, err, x.want)
	}
	name := TypeName(reflect.TypeFor[map[any]bool]())
	prefix := string(appendUint(nil, uint64(len(name)))) + name
	_, err := c.Decode([]byte(prefix + "\x01\x05[]int\x00\x00"))
	require.EqualError(t, err, "canon: bad encoding: a value of type []int in a map key")
	_, err = c.Decode([]byte(prefix + "\x02\x04int8\x02\x00\x04int8\x00\x00"))
	require.EqualError(t, err, "canon: bad encoding: the keys of a map are not in order")
}

// FuzzDecode: foreign bytes give an error or the value whose encoding they are.
func FuzzDecode(f *testing.F) {
	c := newTestCodec()
	for _, v := range []any{
		nil, 1, "abc", rich{any: slot{1, 2}, byAny: map[any]uint8{1: 1, slot{}: 2, [1]any{nil}: 3}, next: &rich{Shape: &polygon{[]int32{1}}}},
		map[any]any{"a": []any{single{&slot{}}}}, [][]struct{}{make([]struct{}, 3)}, []*int{nil, new(int)},
	} {
		f.Add(mustAppend(f, c, v))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := c.Decode(b)
		if err != nil {
			return
		}
		require.Equal(t, b, mustAppend(t, c, v))
	})
}

func TestTruncatedAndDamagedBytesDoNotPanic(t *testing.T) {
	c := newTestCodec()
	rapid.Check(t, func(t *rapid.T) {
		b := mustAppend(t, c, genRich(1).Draw(t, "v"))
		_, err := c.Decode(b[:rapid.IntRange(0, len(b)-1).Draw(t, "cut")])
		require.Error(t, err)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if v, err := c.Decode(b); err == nil {
			require.Equal(t, b, mustAppend(t, c, v))
		}
	})
}
