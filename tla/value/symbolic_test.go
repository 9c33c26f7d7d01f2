package value

import (
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What a symbolic set says without being listed is what its listing says, and it is listed in
// canonical order.
func TestSymbolicSetsAgreeWithTheirListing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		elem := genSort(t, 1)
		draw := func() Value { s, _ := genSet(t, u, sortOf{"set", []sortOf{elem}}); return s }
		s, r := draw(), draw()
		if s.listedLen() > 3 {
			s = must(Members(must(SubsetsOfSize(3, s)))).At(0)
		}
		shape := must(u.RecordShape("c", "alpha"))
		sets := map[string]Value{
			"SUBSET":     must(Subsets(s)),
			"->":         must(Functions(s, r)),
			"\\X":        must(Product(s, r, s)),
			"records":    must(shape.Records([]Value{s, r})),
			"\\cup":      lazily(&union{s, r}),
			"\\cap":      lazily(&intersection{s, r}),
			"\\":         lazily(&difference{s, r}),
			"UNION":      lazily(&bigUnion{setOf(s, r)}),
			"filter":     must(Filter(s, true, func(x Value) (bool, error) { return Member(x, r) })),
			"SUBSET(\\)": must(Subsets(lazily(&difference{s, r}))),
		}
		for name, set := range sets {
			var each []Value
			require.NoError(t, Each(set, func(v Value) bool { each = append(each, v); return true }), name)
			require.True(t, sort.SliceIsSorted(each, func(i, j int) bool { return must(Compare(each[i], each[j])) < 0 }),
				"%s is in canonical order: %v", name, each)
			listing := listed(each)
			require.Equal(t, uint64(len(each)), must(Size(set)), name)
			requireSame(t, name, listing, must(Normalize(set)))
			require.True(t, must(Equal(set, listing)), name)
			require.True(t, must(Equal(listing, set)), name)
			require.Zero(t, must(Compare(set, listing)), name)
			require.True(t, must(Subset(set, listing)), name)
			require.True(t, must(Subset(listing, set)), name)
			for _, x := range each {
				require.True(t, must(Member(x, set)), "%v in %s", x, name)
			}
			n := 0
			require.NoError(t, Each(set, func(Value) bool { n++; return n < 2 }))
			require.Equal(t, min(2, len(each)), n, "early stop of %s", name)
			for other, set2 := range sets {
				if name == other && name != "filter" {
					require.True(t, set.description().same(set2.description()))
				}
			}
		}
		x, _ := gen(t, u, elem)
		for _, name := range []string{"\\cup", "\\cap", "\\", "UNION", "filter"} {
			require.Equal(t, must(Member(x, must(Members(sets[name])))), must(Member(x, sets[name])), name)
		}
	})
}

func TestMembershipInInfiniteSets(t *testing.T) {
	u := testUniverse()
	one, two := MakeInt(1), MakeInt(2)
	a := u.String("a")
	nonZero := must(Difference(Nat, setOfInts(0)))
	cases := []struct {
		x, s Value
		want bool
	}{
		{one, nonZero, true},
		{MakeInt(0), nonZero, false},
		{MakeInt(-1), Nat, false},
		{MakeInt(-1), Integer, true},
		{a, Strings, true},
		{u.Model("m1"), Nat, false},
		{intSeq(1, 2, 3), must(Sequences(Nat)), true},
		{EmptyTuple, must(Sequences(Nat)), true},
		{intSeq(1, -2), must(Sequences(Nat)), false},
		{setOf(one, two), must(Subsets(Nat)), true},
		{setOfInts(-1, 2), must(Subsets(Nat)), false},
		{Interval(0, 2_000_000_000), must(Subsets(Nat)), true},
		{Nat, must(Subsets(Integer)), true},
		{must(Pair(a, one)), must(Functions(setOf(a), Nat)), true},
		{must(Pair(a, MakeInt(-1))), must(Functions(setOf(a), Nat)), false},
		{intSeq(5), must(Functions(Interval(1, 1), Nat)), true},
		{intSeq(5), must(Functions(Nat, Nat)), false},
		{intSeq(5, 6), must(Product(Nat, Integer)), true},
		{intSeq(5), must(Product(Nat, Integer)), false},
		{must(Pair(a, one)), must(must(u.RecordShape("a")).Records([]Value{Nat})), true},
		{MakeInt(-3), must(Union(Nat, setOfInts(-3))), true},
		{MakeInt(-4), must(Union(Nat, setOfInts(-3))), false},
		{two, must(BigUnion(setOf(Nat, setOfInts(-1)))), true},
		{MakeInt(-1), must(BigUnion(setOf(Nat, setOfInts(-1)))), true},
		{two, must(Filter(Nat, false, func(x Value) (bool, error) { return x.n%2 == 0, nil })), true},
		{one, must(Filter(Nat, false, func(x Value) (bool, error) { return x.n%2 == 0, nil })), false},
	}
	for _, c := range cases {
		got, err := Member(c.x, c.s)
		require.NoError(t, err, "%v \\in %v", c.x, c.s)
		require.Equal(t, c.want, got, "%v \\in %v", c.x, c.s)
	}
}

func TestInclusionOfInfiniteSets(t *testing.T) {
	big := must(Subsets(Interval(1, 100)))
	for _, c := range []struct {
		s, t Value
		want bool
	}{
		{Nat, Integer, true},
		{Integer, Nat, false},
		{must(Subsets(Nat)), must(Subsets(Integer)), true},
		{must(Sequences(Nat)), must(Sequences(Integer)), true},
		{must(Functions(Interval(1, 3), Nat)), must(Functions(Interval(1, 3), Integer)), true},
		{must(Product(Nat, Nat)), must(Product(Integer, Nat)), true},
		{big, must(Subsets(Nat)), true},
		{Interval(-5, 2_000_000_000), Integer, true},
		{Interval(-5, 2_000_000_000), Nat, false},
	} {
		got, err := Subset(c.s, c.t)
		require.NoError(t, err, "%v \\subseteq %v", c.s, c.t)
		require.Equal(t, c.want, got, "%v \\subseteq %v", c.s, c.t)
	}
}

func TestEqualityOfSymbolicSetsNeedsNoListing(t *testing.T) {
	big := func(n int32) Value { return must(Subsets(Interval(1, n))) }
	for _, c := range []struct {
		s, t Value
		want bool
	}{
		{Nat, Nat, true}, {Nat, Integer, false}, {Nat, EmptySet, false},
		{big(60), big(60), true}, {big(60), big(50), false},
		{must(Functions(Nat, Nat)), must(Functions(Nat, Nat)), true},
		{must(Functions(EmptySet, Nat)), setOf(EmptyTuple), true},
		{must(Functions(Nat, EmptySet)), EmptySet, true},
		{must(Product(Nat, EmptySet)), EmptySet, true},
	} {
		got, err := Equal(c.s, c.t)
		require.NoError(t, err, "%v = %v", c.s, c.t)
		require.Equal(t, c.want, got, "%v = %v", c.s, c.t)
	}
}

func TestListingWhatIsTooBigIsAnError(t *testing.T) {
	for _, s := range []Value{Nat, must(Sequences(Boolean)), must(Functions(Nat, Boolean)), must(Difference(Nat, setOfInts(0))),
		must(Union(Nat, setOfInts(-1))), must(Subsets(Nat))} {
		require.ErrorContains(t, Each(s, func(Value) bool { return true }), "infinite", "%v", s)
		_, err := Cardinality(s)
		require.Error(t, err)
		fin, err := IsFinite(s)
		require.NoError(t, err)
		require.False(t, fin)
	}
	big := must(Subsets(Interval(1, 40)))
	_, err := Members(big)
	require.ErrorContains(t, err, "too many elements (>1000000)")
	_, err = Cardinality(big)
	require.ErrorContains(t, err, "Overflow")
	require.Equal(t, uint64(1)<<40, must(Size(big)))
	huge := Interval(0, 2_000_000_000)
	_, err = Normalize(Tuple(huge))
	require.ErrorContains(t, err, "too many elements")
	require.True(t, must(Equal(Tuple(huge), Tuple(huge))))
	require.Equal(t, "2000000001", must(Cardinality(huge)).String())
	require.Equal(t, "{0, 7}", must(Intersection(huge, setOfInts(-1, 0, 7))).String())
	require.True(t, must(Member(MakeInt(9), must(Union(huge, setOfInts(-9))))))
	n := 0
	require.NoError(t, Each(big, func(Value) bool { n++; return n < 1000 }), "a few can be had")
	require.ErrorContains(t, EachLimit(big, 10, func(Value) bool { return true }), "more than 10 elements")
	require.NoError(t, EachLimit(Interval(1, 10), 10, func(Value) bool { return true }))
}

func TestFunctionsOverInfiniteDomainsAreSymbolic(t *testing.T) {
	double := must(Lambda(Nat, func(x Value) (Value, error) { return Times(x, MakeInt(2)) }))
	require.Equal(t, "14", must(Apply(double, MakeInt(7))).String())
	_, err := Apply(double, MakeInt(-7))
	require.ErrorContains(t, err, "not in the domain")
	require.Equal(t, "Nat", must(Domain(double)).String())
	g, done, err := Except(double, MakeInt(3), MakeInt(0))
	require.NoError(t, err)
	require.True(t, done)
	require.Equal(t, "0", must(Apply(g, MakeInt(3))).String())
	require.Equal(t, "6", must(Apply(double, MakeInt(3))).String(), "the old one is as it was")
	require.Equal(t, "8", must(Apply(g, MakeInt(4))).String())
	_, err = Normalize(double)
	require.ErrorContains(t, err, "infinite")
	require.False(t, must(Equal(double, intSeq(2, 4))))
	_, err = Equal(double, g)
	require.Error(t, err)
	require.True(t, must(Equal(double, double)))

	small := must(Lambda(Interval(1, 3), func(x Value) (Value, error) { return Times(x, x) }))
	require.True(t, must(Equal(small, intSeq(1, 4, 9))))
	requireSame(t, "listed", intSeq(1, 4, 9), must(Normalize(small)))
	require.Equal(t, "<<1, 4, 9>>", small.String())
	require.True(t, must(Member(small, must(Sequences(Nat)))))
	require.True(t, must(Member(small, setOf(intSeq(1, 4, 9)))))
	nested := must(Normalize(Tuple(small, must(Subsets(Boolean)))))
	require.False(t, nested.IsSymbolic())
	require.Equal(t, "<<<<1, 4, 9>>, {{}, {FALSE}, {TRUE}, {FALSE, TRUE}}>>", nested.String())
}
