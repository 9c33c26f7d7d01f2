package value

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOneValueHoweverItIsWritten(t *testing.T) {
	u := testUniverse()
	a, b := u.String("a"), u.String("b")
	one, two := MakeInt(1), MakeInt(2)
	for name, pair := range map[string][2]Value{
		"sequence and function":         {Tuple(a, b), must(MakeFunc(setOf(one, two), []Value{a, b}))},
		"record and :>":                 {must(u.MakeRecord([]string{"a"}, []Value{one})), must(Pair(a, one))},
		"record fields in any order":    {must(u.MakeRecord([]string{"a", "b"}, []Value{one, two})), must(u.MakeRecord([]string{"b", "a"}, []Value{two, one}))},
		"empty sequence and function":   {EmptyTuple, must(FuncOf(EmptySet, func(x Value) (Value, error) { return x, nil }))},
		"empty record":                  {EmptyTuple, must(u.MakeRecord(nil, nil))},
		"interval and set":              {Interval(1, 3), setOfInts(3, 1, 2, 1)},
		"long interval":                 {Interval(100_000, 100_002), setOfInts(100_000, 100_001, 100_002)},
		"empty interval":                {Interval(3, 1), EmptySet},
		"functions on 0..1":             {must(MakeFunc(Interval(0, 1), []Value{a, b})), must(Override(must(Pair(one, b)), must(Pair(MakeInt(0), a))))},
		"interval as member":            {setOf(Interval(1, 2)), setOf(setOfInts(1, 2))},
		"SUBSET as member is listed":    {setOf(must(Subsets(setOf(one)))), setOf(setOf(EmptySet, setOf(one)))},
		"interval in a function domain": {must(Pair(Interval(1, 2), a)), must(Pair(setOfInts(1, 2), a))},
	} {
		requireSame(t, name, pair[0], pair[1])
		require.Equal(t, must(AppendBinary(nil, pair[0])), must(AppendBinary(nil, pair[1])), name)
	}
}

func TestHashIsTheSameInEveryProcess(t *testing.T) {
	u := testUniverse()
	r := must(u.MakeRecord([]string{"a", "b"}, []Value{intSeq(1, -1), setOf(u.Model("m1"), u.Model("m2"))}))
	require.Equal(t, uint64(0x5a4bb9be63f8acf4), Hash(r))
}

func TestCanonicalOrder(t *testing.T) {
	u := testUniverse()
	rec := func(x, y int32) Value {
		return must(u.MakeRecord([]string{"a", "b"}, intValues(x, y)))
	}
	for _, c := range []struct{ set, want string }{
		{setOf(True, False).String(), "{FALSE, TRUE}"},
		{setOfInts(3, -1, 2).String(), "{-1, 2, 3}"},
		{setOf(u.String("alpha"), u.String("b"), u.String("zeta"), u.String("a")).String(), `{"zeta", "alpha", "b", "a"}`},
		{setOf(u.Model("m1"), u.Model("m2"), u.Model("m3")).String(), "{m2, m1, m3}"},
		{setOf(MakeInt(1), u.Model("m1"), MakeInt(0)).String(), "{m1, 0, 1}"},
		{setOf(setOfInts(1, 2), setOfInts(9), EmptySet, setOfInts(1, 3)).String(), "{{}, {9}, {1, 2}, {1, 3}}"},
		{setOf(intSeq(2), intSeq(1, 1), EmptyTuple, intSeq(1, 0)).String(), "{<<>>, <<2>>, <<1, 0>>, <<1, 1>>}"},
		{setOf(rec(2, 1), rec(1, 9)).String(), "{[b |-> 1, a |-> 2], [b |-> 9, a |-> 1]}"},
		{setOf(must(Pair(MakeInt(7), MakeInt(0))), must(Pair(MakeInt(5), MakeInt(9)))).String(), "{(5 :> 9), (7 :> 0)}"},
	} {
		require.Equal(t, c.want, c.set)
	}
}

func TestEnumerationOrder(t *testing.T) {
	u := testUniverse()
	b := must(Functions(setOf(u.Model("m1"), u.Model("m2")), Boolean))
	require.Equal(t, []string{"(m2 :> FALSE @@ m1 :> FALSE)", "(m2 :> FALSE @@ m1 :> TRUE)",
		"(m2 :> TRUE @@ m1 :> FALSE)", "(m2 :> TRUE @@ m1 :> TRUE)"}, members(t, b))
	require.Equal(t, []string{"{}", "{1}", "{2}", "{3}", "{1, 2}", "{1, 3}", "{2, 3}", "{1, 2, 3}"},
		members(t, must(Subsets(Interval(1, 3)))))
	require.Equal(t, []string{"<<1, FALSE>>", "<<1, TRUE>>", "<<2, FALSE>>", "<<2, TRUE>>"},
		members(t, must(Product(Interval(1, 2), Boolean))))
	require.Equal(t, []string{`[b |-> 1, a |-> FALSE]`, `[b |-> 1, a |-> TRUE]`, `[b |-> 2, a |-> FALSE]`, `[b |-> 2, a |-> TRUE]`},
		members(t, must(must(u.RecordShape("a", "b")).Records([]Value{Boolean, Interval(1, 2)}))))
}

func TestStringsOfARunComeLastByTheirText(t *testing.T) {
	u := testUniverse()
	u.Freeze()
	y, x := u.String("y"), u.String("x")
	require.Equal(t, `{"zeta", "x", "y"}`, setOf(y, x, u.String("zeta")).String())
	require.True(t, must(Equal(x, u.String("x"))))
}

func TestPrinting(t *testing.T) {
	u := testUniverse()
	for want, v := range map[string]Value{
		"TRUE":               True,
		"-5":                 MakeInt(-5),
		`"a\"b\\c\n"`:        u.String("a\"b\\c\n"),
		"m1":                 u.Model("m1"),
		"{}":                 EmptySet,
		"<<>>":               EmptyTuple,
		"{FALSE, TRUE}":      Boolean,
		"1..3":               Interval(1, 3),
		"<<1, {2}>>":         Tuple(MakeInt(1), setOfInts(2)),
		"[alpha |-> 1]":      must(Pair(u.String("alpha"), MakeInt(1))),
		"(0 :> 5 @@ 1 :> 6)": must(MakeFunc(Interval(0, 1), intValues(5, 6))),
		"Nat":                Nat,
		"Seq(Nat)":           must(Sequences(Nat)),
		"SUBSET (1..30)":     must(Subsets(Interval(1, 30))),
		"[1..30 -> Nat]":     must(Functions(Interval(1, 30), Nat)),
		"(Nat \\X Int)":      must(Product(Nat, Integer)),
		"[b: Int, a: Nat]":   must(must(u.RecordShape("a", "b")).Records([]Value{Nat, Integer})),
		"(Nat \\ {0})":       must(Difference(Nat, setOfInts(0))),
		"{{}, {1}}":          must(Subsets(setOfInts(1))),
		"undefined":          {},
	} {
		require.Equal(t, want, v.String())
	}
}

func TestArithmetic(t *testing.T) {
	i := MakeInt
	for _, c := range []struct {
		op   func(a, b Value) (Value, error)
		a, b int32
		want string
	}{
		{Plus, 2, 3, "5"}, {Plus, math.MaxInt32, 1, "Overflow when computing 2147483647+1"},
		{Minus, 2, 3, "-1"}, {Minus, math.MinInt32, 1, "Overflow when computing -2147483648-1"},
		{Times, 4, -3, "-12"}, {Times, 1 << 16, 1 << 15, "Overflow when computing 65536*32768"},
		{Div, 7, 2, "3"}, {Div, -7, 2, "-4"}, {Div, 7, -2, "-4"}, {Div, -8, 2, "-4"}, {Div, 1, 0, "The second argument of \\div is 0."},
		{Div, math.MinInt32, -1, "Overflow when computing -2147483648 \\div -1"},
		{Mod, -5, 3, "1"}, {Mod, 5, 3, "2"}, {Mod, 5, -3, "The second argument of % should be a positive number, but instead it is:\n-3"},
		{Power, 2, 10, "1024"}, {Power, -2, 31, "-2147483648"}, {Power, 2, 31, "Overflow when computing 2^31"},
		{Power, 0, 0, "0^0 is undefined."}, {Power, 0, 7, "0"}, {Power, -1, 2_000_000_001, "-1"}, {Power, 2, -1, "The second argument of ^ should be a natural number, but instead it is:\n-1"},
		{Range, 2, 4, "2..4"}, {Range, 3, 2, "{}"},
		{BitAnd, 6, 3, "2"}, {BitOr, 6, 3, "7"}, {BitXor, 6, 3, "5"}, {ShiftRight, 9, 2, "2"}, {ShiftRight, 9, 99, "0"},
	} {
		v, err := c.op(i(c.a), i(c.b))
		if err != nil {
			require.Equal(t, c.want, err.Error())
			continue
		}
		require.Equal(t, c.want, v.String())
	}
	_, err := Plus(True, i(1))
	require.EqualError(t, err, "The first argument of + should be an integer, but instead it is:\nTRUE")
	_, err = Less(i(1), True)
	require.EqualError(t, err, "The second argument of < should be an integer, but instead it is:\nTRUE")
	require.Equal(t, "5", must(Negate(i(-5))).String())
	_, err = Negate(i(math.MinInt32))
	require.Error(t, err)
}

func TestSequences(t *testing.T) {
	u := testUniverse()
	s, text := intSeq(3, 1, 2), u.String("hello")
	i := MakeInt
	require.Equal(t, "3", must(Len(s)).String())
	require.Equal(t, "5", must(Len(text)).String())
	require.Equal(t, "3", must(Head(s)).String())
	requireSame(t, "Tail", intSeq(1, 2), must(Tail(s)))
	require.Equal(t, `"ello"`, must(Tail(text)).String())
	requireSame(t, "Append", intSeq(3, 1, 2, 9), must(Append(s, i(9))))
	requireSame(t, "\\o", intSeq(3, 1, 2, 3, 1, 2), must(Concat(s, s)))
	require.Equal(t, `"hellohello"`, must(Concat(text, text)).String())
	requireSame(t, "SubSeq", intSeq(1, 2), must(SubSeq(s, i(2), i(3))))
	require.Equal(t, `"ell"`, must(SubSeq(text, i(2), i(4))).String())
	require.Equal(t, "<<>>", must(SubSeq(s, i(7), i(3))).String())
	require.Equal(t, `""`, must(SubSeq(text, i(7), i(3))).String())
	requireSame(t, "SelectSeq", intSeq(3, 2), must(SelectSeq(s, func(v Value) (bool, error) { return v.n > 1, nil })))
	requireSame(t, "SortSeq", intSeq(1, 2, 3), must(SortSeq(s, Less)))
	longer := must(Append(s, i(4)))
	requireSame(t, "two appends to one sequence do not meet", intSeq(3, 1, 2, 5), must(Append(s, i(5))))
	requireSame(t, "…", intSeq(3, 1, 2, 4), longer)
	requireSame(t, "append to a part", intSeq(3, 7), must(Append(must(SubSeq(s, i(1), i(1))), i(7))))
	requireSame(t, "… leaves the whole", intSeq(3, 1, 2), s)
}

func TestExceptPaths(t *testing.T) {
	u := testUniverse()
	f := Tuple(must(Pair(u.String("a"), intSeq(1, 2))), EmptyTuple)
	path := []Value{MakeInt(1), u.String("a"), MakeInt(2)}
	g, done, err := ExceptAt(f, path, func(old Value) (Value, error) { return Plus(old, MakeInt(10)) })
	require.NoError(t, err)
	require.True(t, done)
	require.Equal(t, "<<[a |-> <<1, 12>>], <<>>>>", g.String())
	require.Equal(t, "<<[a |-> <<1, 2>>], <<>>>>", f.String())
	path[1] = u.String("b")
	g, done, err = ExceptAt(f, path, func(Value) (Value, error) { panic("not asked for") })
	require.NoError(t, err)
	require.False(t, done)
	require.True(t, must(Equal(f, g)))
}

func TestUnchangedValuesAreNotCopied(t *testing.T) {
	s := setOfInts(1, 5)
	require.True(t, must(Insert(s, MakeInt(5))).is(s))
	require.True(t, must(Union(s, setOfInts(1))).is(s))
	require.True(t, must(Remove(s, MakeInt(7))).is(s))
	require.True(t, must(Difference(s, setOfInts(7, 8))).is(s))
	f := intSeq(1, 2)
	g, _, _ := Except(f, MakeInt(1), MakeInt(1))
	require.True(t, g.is(f))
}

func TestFlagsOfModelValuesGoWithThem(t *testing.T) {
	u := testUniverse()
	m, one := u.Model("m1"), MakeInt(1)
	s := must(Insert(setOf(one), m))
	require.True(t, s.HasModelValue())
	require.False(t, must(Remove(s, m)).HasModelValue())
	g, _, _ := Except(Tuple(m, one), one, one)
	require.False(t, g.HasModelValue())
}
