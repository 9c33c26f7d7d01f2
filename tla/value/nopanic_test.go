package value

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// zoo has a value of every representation, and some that go badly together.
func zoo(u *Universe) []Value {
	lambda := func(dom Value) Value {
		return must(Lambda(dom, func(x Value) (Value, error) { return Plus(x, MakeInt(1)) }))
	}
	shape := must(u.RecordShape("a", "b"))
	even := func(x Value) (bool, error) {
		r, err := Mod(x, MakeInt(2))
		return r.n == 0, err
	}
	vs := []Value{
		{}, True, MakeInt(0), MakeInt(7), MakeInt(-1 << 31), u.String(""), u.String("abc"), u.Model("m1"), u.Model("T_1"), u.Model("S_1"),
		EmptySet, Boolean, setOfInts(5, 9), Interval(0, 3), Interval(-1<<31, 1<<31-1), setOf(u.String("a"), u.String("b")),
		setOf(u.Model("m1"), u.Model("m2")), setOf(EmptySet, setOfInts(1)), EmptyTuple, intSeq(1, 2), Tuple(Nat, Interval(1, 2)),
		shape.Make(intValues(1, 2)), must(Pair(u.Model("m1"), MakeInt(2))), must(Pair(MakeInt(5), Nat)), must(Pair(True, intSeq(1))),
		lambda(Interval(1, 3)), lambda(Nat), lambda(setOfInts(4, 9)), lambda(Boolean),
		Nat, Integer, Real, Strings, must(Subsets(Interval(1, 3))), must(Subsets(Nat)), must(Subsets(Interval(1, 50))),
		must(Functions(Boolean, Interval(1, 2))), must(Functions(Nat, Boolean)), must(Functions(Boolean, Nat)), must(Functions(EmptySet, Nat)),
		must(Product(Boolean, Interval(1, 2))), must(Product(Nat, Nat)), must(Product()), must(shape.Records([]Value{Boolean, Nat})),
		must(shape.Records([]Value{Boolean, Boolean})), must(Sequences(Nat)), must(Sequences(Boolean)),
		must(Filter(Nat, true, even)), must(Filter(Boolean, true, even)), must(Filter(Interval(1, 9), true, even)),
	}
	for _, s := range []Value{Nat, must(Subsets(Boolean)), must(Product(Nat, Nat))} {
		for _, t := range []Value{Integer, setOfInts(-1), must(Subsets(Nat))} {
			for _, op := range []func(s, t Value) (Value, error){Union, Intersection, Difference} {
				if v, err := op(s, t); err == nil {
					vs = append(vs, v)
				}
			}
		}
	}
	return append(vs, must(BigUnion(must(Subsets(must(Subsets(Boolean)))))), must(BigUnion(setOf(Nat, setOfInts(-1)))), setOf(Nat))
}

// No operator panics or hangs, whatever it is given; errors can be printed, and are of this package.
func TestNoOperatorPanics(t *testing.T) {
	u := testUniverse()
	all := zoo(u)
	random := rand.New(rand.NewPCG(1, 1))
	check := func(err error) {
		if err == nil {
			return
		}
		var e *Error
		require.True(t, errors.As(err, &e), "%T %v", err, err)
		require.NotEmpty(t, err.Error())
	}
	unary := map[string]func(a Value) (Value, error){
		"Normalize": Normalize, "Negate": Negate, "Domain": Domain, "Len": Len, "Head": Head, "Tail": Tail, "Cardinality": Cardinality,
		"Permutations": Permutations, "Subsets": Subsets, "BigUnion": BigUnion, "Sequences": Sequences, "BagToSet": BagToSet,
		"SetToBag": SetToBag, "BagCardinality": BagCardinality, "BagUnion": BagUnion, "Members": Members,
		"SubsetsOfSize": func(a Value) (Value, error) { return SubsetsOfSize(2, a) },
		"RandomElement": func(a Value) (Value, error) { return RandomElement(a, random) },
		"RandomSubset":  func(a Value) (Value, error) { return RandomSubset(2, a, random) },
		"RandomSets":    func(a Value) (Value, error) { return RandomSetOfSubsets(2, 1, a, random) },
		"BagOfAll":      func(a Value) (Value, error) { return BagOfAll(func(x Value) (Value, error) { return x, nil }, a) },
		"SelectSeq":     func(a Value) (Value, error) { return SelectSeq(a, IsBag) },
		"SortSeq":       func(a Value) (Value, error) { return SortSeq(a, Less) },
		"Permutation":   func(a Value) (Value, error) { _, err := MakePermutation(a); return a, err },
		"JSON":          func(a Value) (Value, error) { _, err := ToJSON(a); return a, err },
		"JSON object":   func(a Value) (Value, error) { _, err := ToJSONObject(a); return a, err },
		"JSON array":    func(a Value) (Value, error) { _, err := ToJSONArray(a); return a, err },
		"encoding":      func(a Value) (Value, error) { _, err := AppendBinary(nil, a); return a, err },
		"few":           func(a Value) (Value, error) { return a, EachLimit(a, 5, func(Value) bool { return true }) },
		"finite":        func(a Value) (Value, error) { _, err := IsFinite(a); return a, err },
	}
	binary := map[string]func(a, b Value) (Value, error){
		"Plus": Plus, "Minus": Minus, "Times": Times, "Div": Div, "Mod": Mod, "Power": Power, "Range": Range, "BitAnd": BitAnd, "BitOr": BitOr,
		"BitXor": BitXor, "ShiftRight": ShiftRight, "Union": Union, "Intersection": Intersection,
		"Difference": Difference, "Insert": Insert, "Remove": Remove, "Append": Append, "Concat": Concat, "Apply": Apply, "Pair": Pair,
		"Override": Override, "BagUnionOf": BagUnionOf, "BagDifference": BagDifference, "CopiesIn": CopiesIn, "Functions": Functions,
		"SubSeq": func(a, b Value) (Value, error) { return SubSeq(a, b, MakeInt(2)) },
		"Except": func(a, b Value) (Value, error) { v, _, err := Except(a, b, b); return v, err },
		"Set":    func(a, b Value) (Value, error) { return MakeSet([]Value{a, b}) },
	}
	tests := map[string]func(a, b Value) (bool, error){
		"Equal": Equal, "Member": Member, "Subset": Subset, "Less": Less, "LessEqual": LessEqual, "Greater": Greater,
		"GreaterEqual": GreaterEqual, "BagIn": BagIn, "SubBag": SubBag, "Has": Has,
		"Compare": func(a, b Value) (bool, error) { c, err := Compare(a, b); return c == 0, err },
	}
	p := must(MakePermutation(must(Override(must(Pair(u.Model("m1"), u.Model("m2"))), must(Pair(u.Model("m2"), u.Model("m1")))))))
	for _, a := range all {
		require.NotEmpty(t, a.String())
		require.NotEmpty(t, Pretty(a, 10))
		Visit(a, &recorder{})
		require.Equal(t, Hash(Permute(a, p)), PermutedHash(a, p))
		for name, op := range unary {
			v, err := op(a)
			check(err)
			if err == nil {
				require.NotEmpty(t, v.String(), name)
			}
		}
		for _, b := range all {
			for name, op := range binary {
				v, err := op(a, b)
				check(err)
				if err == nil {
					require.NotEmpty(t, abbreviate(v), name)
				}
			}
			for _, op := range tests {
				_, err := op(a, b)
				check(err)
			}
		}
	}
}
