package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
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
		` {"event": "send", "to": [1, 2.0, -1.5e1], "ok": true, "event": "x"} `: `[event |-> "x", to |-> <<1, 2, -15>>, ok |-> TRUE]`,
		`{}`:  `<<>>`,
		`"a"`: `"a"`,
		` [ true , false,{"a\u0041" :"\"x\\\n"} ] `:    `<<TRUE, FALSE, [aA |-> "\"x\\\n"]>>`,
		`"\ud83d\ude00\\ud83d"`:                        "\"😀\\\\ud83d\"",
		`[-0, 0e99999999999999999999, 0.000e-9999999]`: `<<0, 0, 0>>`,
		`[2147483647, -2147483648, 21474836470e-1]`:    `<<2147483647, -2147483648, 2147483647>>`,
		`[1E9, 1000000000.0000e0, 0.0000000012e10]`:    `<<1000000000, 1000000000, 12>>`,
	} {
		v, err := u.FromJSON([]byte(in), nil)
		require.NoError(t, err, in)
		require.Equal(t, want, v.String(), in)
	}
	for _, bad := range []string{``, `null`, `[null]`, `{"a":}`, `[1`, `1 2`, `{"a" 1}`, `[1,]`, `}`, "\"\xff\""} {
		_, err := u.FromJSON([]byte(bad), nil)
		require.ErrorContains(t, err, "line 1: ", bad)
	}
	_, err := u.FromJSON([]byte("[1,\n 2,\n{\"a\": [1.5]}]"), nil)
	require.EqualError(t, err, "line 3: JSON: the number 1.5 is not an integer; TLC's integers are -2147483648 to 2147483647")
	var v Value
	v, err = u.FromNDJSON([]byte("{\"a\":1}\n\n {\"a\":2}\n"), nil)
	require.NoError(t, err)
	require.Equal(t, "<<[a |-> 1], [a |-> 2]>>", v.String())
	_, err = u.FromNDJSON([]byte("1\n{"), nil)
	require.ErrorContains(t, err, "line 2")
}

// A number is the integer that it says, or it is refused, without the time and memory that its exponent
// would take: 1.9 and 4294967297 once were 1, and 1E1000000000 a crash.
func TestFromJSONKeepsNumbers(t *testing.T) {
	u := testUniverse()
	long := strings.Repeat("9", 1_000_000)
	for _, bad := range []string{
		`1.9`, `0.25`, `1e-1`, `-0.1`, `1e-9999999`, `1e-99999999999999999999999`, `12345e-4`, `0.` + long, `1.` + strings.Repeat("0", 1_000_000) + "1",
		`4294967297`, `-4294967295`, `2147483648`, `-2147483649`, `1700000000000`, `1E1000000000`, `1e99999999999`, `2e9999999999999999999`, long, `-` + long, `1e10`, `3e9`,
	} {
		for _, text := range []string{bad, "\n[[" + bad + "]]", `{"a": {"b": ` + bad + `}}`} {
			_, err := u.FromJSON([]byte(text), nil)
			require.ErrorContains(t, err, "the number ")
			require.ErrorContains(t, err, "line ")
			require.Less(t, len(err.Error()), 200)
		}
		_, err := u.FromNDJSON([]byte("1\n\n"+bad), nil)
		require.ErrorContains(t, err, "line 3: ")
	}
}

// A fraction is cut off, as TLC does it, for who asks for it. What is too large is refused all the same.
func TestFromJSONCuts(t *testing.T) {
	u := testUniverse()
	for text, want := range map[string]string{
		`[1712329729.6024537, -1.9, 0.25, 1e-9999999, 12345e-4, 3, 2.0]`: `<<1712329729, -1, 0, 0, 1, 3, 2>>`,
		`2147483647.9`: `2147483647`, `-2147483648.9`: `-2147483648`,
	} {
		v, err := u.FromJSON([]byte(text), func(string) {})
		require.NoError(t, err, text)
		require.Equal(t, want, v.String())
	}
	for _, text := range []string{`2147483648.5`, `4294967297`, `99999999999.5`, `1e99`} {
		_, err := u.FromNDJSON([]byte(text), func(string) {})
		require.ErrorContains(t, err, "is too large", text)
	}
	var cut []string
	_, err := u.FromNDJSON([]byte("1.5\n2\n{\"a\": 0.25}"), func(number string) { cut = append(cut, number) })
	require.NoError(t, err)
	require.Equal(t, []string{"1.5", "0.25"}, cut)
}

// A string is what it says, or it is refused: half a surrogate pair is no character.
func TestFromJSONKeepsStrings(t *testing.T) {
	u := testUniverse()
	for _, bad := range []string{`"\ud800"`, `"a\udc00\ud800"`, `"\ud800\n"`, `"\\\uDEAD"`, `{"\ud800\u0041": 1}`} {
		_, err := u.FromJSON([]byte(bad), nil)
		require.ErrorContains(t, err, "surrogate", bad)
	}
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
		v, err := u.FromJSON([]byte(text.String()), nil)
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
		if mantissa, _, _ := strings.Cut(strings.ToLower(string(x)), "e"); strings.Trim(mantissa, "-0.") == "" {
			return MakeInt(0)
		}
		n, exact := new(big.Rat).SetString(string(x)) // only of numbers that were read, so it is small
		if !exact || !n.IsInt() || !n.Num().IsInt64() || n.Num().Int64() != int64(int32(n.Num().Int64())) {
			panic(string(x) + " was read as an integer")
		}
		return MakeInt(int32(n.Num().Int64()))
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
	for _, number := range []string{"1.9", "4294967297", "-4294967295", "1700000000000", "0.25", "-0", "1E9", "10e-1", "2147483648", "-2147483648"} {
		f.Add([]byte(number))
	}
	f.Add([]byte(`1E1000000000`))
	f.Add([]byte(`[1e-9999999]`))
	f.Add([]byte(`0e999999999999`))
	f.Add([]byte(`"\ud800\u0041"`))
	f.Add([]byte("\"\xff\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		u := testUniverse()
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		var plain any
		isJSON := json.Valid(data) && d.Decode(&plain) == nil
		v, err := u.FromJSON(data, nil)
		if err != nil {
			return
		}
		require.True(t, isJSON)
		require.True(t, must(Equal(v, ofPlain(u, plain))), "%s: %v", data, v)
		text, err := ToJSON(v)
		require.NoError(t, err)
		again, err := u.FromJSON([]byte(text), nil)
		require.NoError(t, err, text)
		require.True(t, must(Equal(v, again)), text)
	})
}
