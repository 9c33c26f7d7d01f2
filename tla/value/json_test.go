package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestToJSON(t *testing.T) {
	u := testUniverse()
	a := u.String("a")
	for want, v := range map[string]Value{
		`true`:                             True,
		`-3`:                               MakeInt(-3),
		`"a<\"\\"`:                         u.String(`a<"\`),
		`"m1"`:                             u.Model("m1"),
		`[]`:                               EmptyTuple,
		`[1,[2]]`:                          Tuple(MakeInt(1), intSeq(2)),
		`{"b":[1,2],"a":false}`:            must(u.MakeRecord([]string{"a", "b"}, []Value{False, setOfInts(2, 1)})),
		`[1,2,3]`:                          Interval(1, 3),
		`{"0":"a","1":"a"}`:                must(MakeFunc(Interval(0, 1), []Value{a, a})),
		`{"m2":1}`:                         must(Pair(u.Model("m2"), MakeInt(1))),
		`{"<<1, 2>>":1}`:                   must(Pair(intSeq(1, 2), MakeInt(1))),
		`[[],[false],[true],[false,true]]`: must(Subsets(Boolean)),
	} {
		require.Equal(t, want, must(ToJSON(v)))
	}
	require.Equal(t, `{"0":5,"1":6}`, must(ToJSONObject(intSeq(5, 6))))
	require.Equal(t, `[5,6]`, must(ToJSONArray(setOfInts(5, 6))))
	_, err := ToJSON(Tuple(Nat))
	require.Error(t, err)
	_, err = ToJSONArray(MakeInt(1))
	require.Error(t, err)
}

func TestFromJSON(t *testing.T) {
	u := testUniverse()
	for in, want := range map[string]string{
		` {"event": "send", "to": [1, 2.7, -1.5e1], "ok": true, "event": "x"} `: `[event |-> "x", to |-> <<1, 2, -15>>, ok |-> TRUE]`,
		`{}`:  `<<>>`,
		`"a"`: `"a"`,
		` [ true , false,{"a\u0041" :"\"x\\\n"} ] `: `<<TRUE, FALSE, [aA |-> "\"x\\\n"]>>`,
		"\"\xff\"":      "\"\ufffd\"",
		`4294967297`:    `1`,
		`2147483648`:    `-2147483648`,
		`1700000000000`: `-807049216`,
	} {
		v, err := u.FromJSON([]byte(in))
		require.NoError(t, err, in)
		require.Equal(t, want, v.String(), in)
	}
	for _, bad := range []string{``, `null`, `[null]`, `{"a":}`, `[1`, `1 2`, `{"a" 1}`, `[1,]`, `}`, `1e99999999999`} {
		_, err := u.FromJSON([]byte(bad))
		require.Error(t, err, bad)
	}
	v, err := u.FromNDJSON([]byte("{\"a\":1}\n\n {\"a\":2}\n"))
	require.NoError(t, err)
	require.Equal(t, "<<[a |-> 1], [a |-> 2]>>", v.String())
	_, err = u.FromNDJSON([]byte("1\n{"))
	require.ErrorContains(t, err, "line 2")
}

// An object with many fields is read as one with few: of two with one name the last counts.
func TestFromJSONManyFields(t *testing.T) {
	u := testUniverse()
	for _, n := range []int{1, 15, 16, 17, 40} {
		var text strings.Builder
		text.WriteString("{")
		for round := range 2 {
			for i := range n {
				if round+i > 0 {
					text.WriteString(", ")
				}
				fmt.Fprintf(&text, `"f%d": %d`, i, 100*round+i)
			}
		}
		text.WriteString("}")
		v, err := u.FromJSON([]byte(text.String()))
		require.NoError(t, err)
		size, _ := v.Len()
		require.Equal(t, n, size)
		for i := range n {
			require.Equal(t, 100+i, int(must(Apply(v, u.String(fmt.Sprint("f", i)))).n))
		}
	}
}

// ofPlain is what encoding/json read as a value.
func ofPlain(u *Universe, x any) Value {
	switch x := x.(type) {
	case bool:
		return MakeBool(x)
	case string:
		return u.String(x)
	case json.Number:
		return must(fromNumber(string(x)))
	case []any:
		var list []Value
		for _, y := range x {
			list = append(list, ofPlain(u, y))
		}
		return Tuple(list...)
	}
	var names []string
	var list []Value
	for name, y := range x.(map[string]any) {
		names, list = append(names, name), append(list, ofPlain(u, y))
	}
	return must(u.MakeRecord(names, list))
}

func FuzzFromJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,true,"x",{"b":-1.5e3}]}`))
	f.Add([]byte(`[[[[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		u := testUniverse()
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		var plain any
		isJSON := json.Valid(data) && d.Decode(&plain) == nil
		v, err := u.FromJSON(data)
		if err != nil {
			return
		}
		require.True(t, isJSON)
		require.True(t, must(Equal(v, ofPlain(u, plain))), "%s: %v", data, v)
		text, err := ToJSON(v)
		require.NoError(t, err)
		again, err := u.FromJSON([]byte(text))
		require.NoError(t, err, text)
		require.True(t, must(Equal(v, again)), text)
	})
}
