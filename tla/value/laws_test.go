package value

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// However a value was made: equal values have equal hashes, order, encoding and text; unequal ones
// differ in all of them.
func TestEqualHashOrderAndEncodingAgreeWithTheNaiveValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		u.Freeze()
		s := genSort(t, 3)
		a, na := gen(t, u, s)
		b, nb := gen(t, u, s)
		same := na.key == nb.key
		require.Equal(t, same, must(Equal(a, b)), "%v = %v", a, b)
		require.Equal(t, same, Hash(a) == Hash(b), "hash of %v and %v", a, b)
		require.Equal(t, same, must(Compare(a, b)) == 0)
		ea, eb := must(AppendBinary(nil, a)), must(AppendBinary(nil, b))
		require.Equal(t, same, string(ea) == string(eb), "encoding of %v and %v", a, b)
		require.Equal(t, na.model, a.HasModelValue(), "model values in %v", a)

		back, rest, err := u.Decode(append(ea, 77))
		require.NoError(t, err)
		require.Equal(t, []byte{77}, rest)
		require.True(t, must(Equal(a, back)))
		require.Equal(t, Hash(a), Hash(back))
		require.Equal(t, a.HasModelValue(), back.HasModelValue())
	})
}

func TestHashesAreSums(t *testing.T) {
	u := testUniverse()
	a, one := u.String("a"), MakeInt(1)
	require.Equal(t, EmptySetHash, Hash(EmptySet))
	require.Equal(t, EmptySetHash+MemberHash(a), Hash(setOf(a)))
	require.Equal(t, EmptyFuncHash, Hash(EmptyTuple))
	require.Equal(t, EmptyFuncHash+PairHashOf(Hash(a), Hash(one)), Hash(must(Pair(a, one))))
	require.Equal(t, Hash(intSeq(5))+PairHashOf(Hash(MakeInt(2)), Hash(one)), Hash(intSeq(5, 1)))
}

func TestCompareIsATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		s := genSort(t, 3)
		a, _ := gen(t, u, s)
		b, _ := gen(t, u, s)
		c, _ := gen(t, u, s)
		ab, ba := must(Compare(a, b)), must(Compare(b, a))
		require.Equal(t, ab < 0, ba > 0)
		if ab <= 0 && must(Compare(b, c)) <= 0 {
			require.LessOrEqual(t, must(Compare(a, c)), 0, "%v %v %v", a, b, c)
		}
	})
}

func TestSetOperatorsAgreeWithMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		elem := genSort(t, 2)
		s, _ := genSet(t, u, sortOf{"set", []sortOf{elem}})
		r, _ := genSet(t, u, sortOf{"set", []sortOf{elem}})
		x, _ := gen(t, u, elem)
		in := func(x, s Value) bool {
			found := false
			for _, m := range listOf(s) {
				found = found || must(Compare(m, x)) == 0
			}
			return found
		}
		check := func(name string, got Value, want func(x Value) bool) {
			var vs []Value
			for _, m := range append(append(listOf(s), listOf(r)...), x) {
				if want(m) {
					vs = append(vs, m)
				}
			}
			requireSame(t, name, setOf(vs...), got)
		}
		require.Equal(t, in(x, s), must(Member(x, s)))
		check("union", must(Union(s, r)), func(y Value) bool { return in(y, s) || in(y, r) })
		check("intersection", must(Intersection(s, r)), func(y Value) bool { return in(y, s) && in(y, r) })
		check("difference", must(Difference(s, r)), func(y Value) bool { return in(y, s) && !in(y, r) })
		check("insert", must(Insert(s, x)), func(y Value) bool { return in(y, s) || must(Compare(x, y)) == 0 })
		check("remove", must(Remove(s, x)), func(y Value) bool { return in(y, s) && must(Compare(x, y)) != 0 })
		check("UNION", must(BigUnion(setOf(s, r, setOf(x)))), func(Value) bool { return true })
		subset := true
		for _, m := range listOf(s) {
			subset = subset && in(m, r)
		}
		require.Equal(t, subset, must(Subset(s, r)))
	})
}

func listOf(s Value) []Value {
	var vs []Value
	for i := range s.listedLen() {
		vs = append(vs, s.at(i))
	}
	return vs
}

// requireSame is equality in everything that is kept incrementally.
func requireSame(t require.TestingT, what string, want, got Value) {
	require.True(t, must(Equal(want, got)), "%s: want %v, got %v", what, want, got)
	if got.Kind() == Function {
		require.Equal(t, want.tag, got.tag, "%s: representation of %v", what, got)
	}
	require.Equal(t, Hash(want), Hash(got), "%s: hash of %v", what, got)
	require.Equal(t, want.HasModelValue(), got.HasModelValue(), "%s: model values of %v", what, got)
}

func TestExceptAndOverrideAgreeWithFunctionsMadeAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		s := sortOf{"func", []sortOf{genSort(t, 2), genSort(t, 2)}}
		f, _ := genFunc(t, u, s)
		g, _ := genFunc(t, u, s)
		x, _ := gen(t, u, s.parts[0])
		e, _ := gen(t, u, s.parts[1])
		anew := func(dom Value, at func(x Value) Value) Value {
			return must(FuncOf(dom, func(y Value) (Value, error) { return at(y), nil }))
		}
		inF := func(y Value) bool { return must(Has(f, y)) }
		got, done, err := Except(f, x, e)
		require.NoError(t, err)
		require.Equal(t, inF(x), done)
		requireSame(t, "EXCEPT", anew(must(Domain(f)), func(y Value) Value {
			if must(Compare(x, y)) == 0 {
				return e
			}
			return must(Apply(f, y))
		}), got)
		requireSame(t, "@@", anew(must(Union(must(Domain(f)), must(Domain(g)))), func(y Value) Value {
			if inF(y) {
				return must(Apply(f, y))
			}
			return must(Apply(g, y))
		}), must(Override(f, g)))
	})
}

func TestBagsAgreeWithCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		elem := genSort(t, 2)
		draw := func() Value {
			b := EmptyBag
			for range rapid.IntRange(0, 5).Draw(t, "n") {
				x, _ := gen(t, u, elem)
				b = must(BagUnionOf(b, must(SetToBag(setOf(x)))))
			}
			return b
		}
		a, b := draw(), draw()
		count := func(x, b Value) int32 { return must(CopiesIn(x, b)).n }
		both := must(Union(must(BagToSet(a)), must(BagToSet(b))))
		made := func(n func(x Value) int32) Value {
			kept := must(Filter(both, false, func(x Value) (bool, error) { return n(x) > 0, nil }))
			return must(FuncOf(kept, func(x Value) (Value, error) { return MakeInt(n(x)), nil }))
		}
		requireSame(t, "(+)", made(func(x Value) int32 { return count(x, a) + count(x, b) }), must(BagUnionOf(a, b)))
		requireSame(t, "(-)", made(func(x Value) int32 { return count(x, a) - count(x, b) }), must(BagDifference(a, b)))
		require.True(t, must(SubBag(b, must(BagUnionOf(a, b)))))
		sum := must(BagCardinality(a)).n + must(BagCardinality(b)).n
		require.Equal(t, sum, must(BagCardinality(must(BagUnionOf(a, b)))).n)
	})
}

func TestPermutationsKeepEqualityAndHash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := testUniverse()
		models := setOf(u.Model("m1"), u.Model("m2"), u.Model("m3"))
		all := must(Permutations(models))
		require.Equal(t, 6, all.listedLen())
		p := must(MakePermutation(all.At(rapid.IntRange(0, 5).Draw(t, "p"))))
		s := genSort(t, 3)
		a, _ := gen(t, u, s)
		b, _ := gen(t, u, s)
		pa, pb := Permute(a, p), Permute(b, p)
		require.Equal(t, Hash(pa), PermutedHash(a, p), "%v", a)
		require.Equal(t, must(Equal(a, b)), must(Equal(pa, pb)))
		requireSame(t, "normal form", rebuilt(u, pa), pa)
		q := must(MakePermutation(all.At(rapid.IntRange(0, 5).Draw(t, "q"))))
		group := must(Group([]*Permutation{p, q}, 6, never))
		require.True(t, slices.ContainsFunc(group, func(r *Permutation) bool { return must(Equal(Permute(a, r), Permute(pa, q))) }),
			"one after the other is a permutation of the group")
	})
}

// rebuilt is v read back from its encoding, so with everything worked out anew.
func rebuilt(u *Universe, v Value) Value {
	w, _, err := u.Decode(must(AppendBinary(nil, v)))
	return must(w, err)
}

func never() error { return nil }

func TestGroupIsGeneratedByItsMembers(t *testing.T) {
	u := testUniverse()
	a, b, c := u.Model("m1"), u.Model("m2"), u.Model("m3")
	swap := func(x, y Value) *Permutation {
		return must(MakePermutation(must(Override(must(Pair(x, y)), must(Pair(y, x))))))
	}
	group := must(Group([]*Permutation{swap(a, b), swap(b, c)}, 100, never))
	require.Len(t, group, 6)
	for _, v := range group[0].at {
		require.Equal(t, Value{}, v, "the identity comes first")
	}
	_, err := Group([]*Permutation{swap(a, b), swap(b, c)}, 5, never)
	require.Error(t, err)
	stop := errors.New("stop")
	_, err = Group([]*Permutation{swap(a, b)}, 5, func() error { return stop })
	require.ErrorIs(t, err, stop)
	_, err = MakePermutation(must(Pair(a, b)))
	require.ErrorContains(t, err, "must be a permutation")
}

// TestGroupIsTheClosure: the group is the smallest set with the identity and the generators that products do not leave. The generators
// move some of the values each, as in Permutations(P) \cup Permutations(Q).
func TestGroupIsTheClosure(t *testing.T) {
	u := testUniverse()
	models := make([]Value, 6)
	for i := range models {
		models[i] = u.Model(fmt.Sprintf("g%d", i))
	}
	rapid.Check(t, func(t *rapid.T) {
		var generators []*Permutation
		for range rapid.IntRange(0, 4).Draw(t, "generators") {
			on := rapid.Permutation(models).Draw(t, "on")[:rapid.IntRange(1, 6).Draw(t, "size")]
			f := must(Pair(on[0], on[len(on)-1]))
			for i, v := range on[1:] {
				f = must(Override(f, must(Pair(v, on[i]))))
			}
			generators = append(generators, must(MakePermutation(f)))
		}
		all := Tuple(models...)
		closure := map[string]bool{all.String(): true}
		for todo := []Value{all}; len(todo) > 0; todo = todo[1:] {
			for _, g := range generators {
				if next := Permute(todo[0], g); !closure[next.String()] {
					closure[next.String()] = true
					todo = append(todo, next)
				}
			}
		}
		group := must(Group(generators, 720, never))
		require.Len(t, group, len(closure))
		seen := map[string]bool{}
		for _, p := range group {
			seen[Permute(all, p).String()] = true
		}
		require.Equal(t, closure, seen)
	})
}

// TestGroupOfAll: all permutations of seven values are a group with little work: a step for each generator, and one for each coset.
func TestGroupOfAll(t *testing.T) {
	u := testUniverse()
	var models []Value
	for i := range 7 {
		models = append(models, u.Model(fmt.Sprintf("g%d", i)))
	}
	all := must(Permutations(setOf(models...)))
	var generators []*Permutation
	for i := range all.listedLen() {
		generators = append(generators, must(MakePermutation(all.At(i))))
	}
	pauses := 0
	group := must(Group(generators, 5040, func() error { pauses++; return nil }))
	require.Len(t, group, 5040)
	require.Less(t, pauses, 2*5040)
}
