package value

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// testUniverse has names whose order is not the alphabet's.
func testUniverse() *Universe {
	u := NewUniverse()
	u.See("zeta", "alpha", "m2", "m1", "m3", "T_1", "T_2", "b", "a", "c")
	return u
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func intSeq(ns ...int32) Value { return Tuple(intValues(ns...)...) }

func intValues(ns ...int32) []Value {
	vs := make([]Value, len(ns))
	for i, n := range ns {
		vs[i] = MakeInt(n)
	}
	return vs
}

func setOf(vs ...Value) Value     { return must(MakeSet(append([]Value(nil), vs...))) }
func setOfInts(ns ...int32) Value { return setOf(intValues(ns...)...) }

func members(t testing.TB, s Value) []string {
	t.Helper()
	var got []string
	require.NoError(t, Each(s, func(v Value) bool { got = append(got, v.String()); return true }))
	return got
}

// naive is a value in the plainest form: for sets the distinct members by key, for functions the pairs.
// Its key is equal for equal values.
type naive struct {
	key   string
	model bool
}

func naiveSet(members []naive) naive {
	keys, model := map[string]bool{}, false
	for _, m := range members {
		keys[m.key] = true
		model = model || m.model
	}
	list := make([]string, 0, len(keys))
	for k := range keys {
		list = append(list, k)
	}
	sort.Strings(list)
	return naive{"{" + strings.Join(list, ",") + "}", model}
}

func naiveFunc(pairs map[string]naive) naive {
	list, model := make([]string, 0, len(pairs)), false
	for k, v := range pairs {
		list = append(list, k+"->"+v.key)
		model = model || v.model || strings.Contains(k, "model:")
	}
	sort.Strings(list)
	return naive{"(" + strings.Join(list, ",") + ")", model}
}

// A sort is the type of generated values, so that they can be compared.
type sortOf struct {
	kind  string
	parts []sortOf
}

func genSort(t *rapid.T, depth int) sortOf {
	kinds := []string{"bool", "int", "string", "model"}
	if depth > 0 {
		kinds = append(kinds, "set", "seq", "record", "func", "set", "func")
	}
	s := sortOf{kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
	switch s.kind {
	case "set", "seq", "func":
		s.parts = append(s.parts, genSort(t, depth-1))
		if s.kind == "func" {
			s.parts = append(s.parts, genSort(t, depth-1))
		}
	case "record":
		for range rapid.IntRange(1, 3).Draw(t, "fields") {
			s.parts = append(s.parts, genSort(t, depth-1))
		}
	}
	return s
}

// gen makes a value of a sort, by one of the ways in which it can be made, and its naive form.
func gen(t *rapid.T, u *Universe, s sortOf) (Value, naive) {
	switch s.kind {
	case "bool":
		b := rapid.Bool().Draw(t, "b")
		return MakeBool(b), naive{fmt.Sprint(b), false}
	case "int":
		n := rapid.Int32Range(-2, 3).Draw(t, "n")
		return MakeInt(n), naive{fmt.Sprint(n), false}
	case "string":
		n := rapid.SampledFrom([]string{"a", "b", "c", "late"}).Draw(t, "s")
		return u.String(n), naive{"str:" + n, false}
	case "model":
		n := rapid.SampledFrom([]string{"m1", "m2", "m3"}).Draw(t, "m")
		return u.Model(n), naive{"model:" + n, true}
	case "set":
		return genSet(t, u, s)
	case "seq":
		var vs []Value
		pairs := map[string]naive{}
		for i := range rapid.IntRange(0, 3).Draw(t, "len") {
			v, n := gen(t, u, s.parts[0])
			vs, pairs[fmt.Sprint(i+1)] = append(vs, v), n
		}
		return genSeq(t, vs), naiveFunc(pairs)
	case "record":
		names := []string{"c", "alpha", "b"}[:len(s.parts)]
		pairs := map[string]naive{}
		var vs []Value
		for i, p := range s.parts {
			v, n := gen(t, u, p)
			vs, pairs["str:"+names[i]] = append(vs, v), n
		}
		return genRecord(t, u, names, vs), naiveFunc(pairs)
	}
	return genFunc(t, u, s)
}

func genSet(t *rapid.T, u *Universe, s sortOf) (Value, naive) {
	if s.parts[0].kind == "int" && rapid.Bool().Draw(t, "interval") {
		lo, hi := rapid.Int32Range(-2, 2).Draw(t, "lo"), rapid.Int32Range(-3, 3).Draw(t, "hi")
		var ns []naive
		for i := lo; i <= hi; i++ {
			ns = append(ns, naive{fmt.Sprint(i), false})
		}
		return Interval(lo, hi), naiveSet(ns)
	}
	var vs []Value
	var ns []naive
	for range rapid.IntRange(0, 4).Draw(t, "size") {
		v, n := gen(t, u, s.parts[0])
		vs, ns = append(vs, v), append(ns, n)
	}
	n := naiveSet(ns)
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 3:
		k := rapid.IntRange(0, len(vs)).Draw(t, "base")
		set := Growing(setOf(vs[:k]...))
		for _, v := range vs[k:] {
			set = must(Insert(set, v))
		}
		return set, n
	case 0:
		set := EmptySet
		for _, v := range vs {
			set = must(Insert(set, v))
		}
		return set, n
	case 1:
		k := rapid.IntRange(0, len(vs)).Draw(t, "cut")
		return must(Union(setOf(vs[:k]...), setOf(vs[k:]...))), n
	}
	return setOf(vs...), n
}

func genSeq(t *rapid.T, vs []Value) Value {
	switch rapid.IntRange(0, 3).Draw(t, "how") {
	case 0:
		s := EmptyTuple
		for _, v := range vs {
			s = must(Append(s, v))
		}
		return s
	case 1:
		return must(FuncOf(Interval(1, int32(len(vs))), func(x Value) (Value, error) { return vs[x.n-1], nil }))
	case 2:
		f := EmptyTuple
		for i := len(vs) - 1; i >= 0; i-- {
			f = must(Override(f, must(Pair(MakeInt(int32(i)+1), vs[i]))))
		}
		return f
	}
	return Tuple(append([]Value(nil), vs...)...)
}

func genRecord(t *rapid.T, u *Universe, names []string, vs []Value) Value {
	switch rapid.IntRange(0, 2).Draw(t, "how") {
	case 0:
		f := EmptyTuple
		for i, n := range names {
			f = must(Override(f, must(Pair(u.String(n), vs[i]))))
		}
		return f
	case 1:
		r := must(u.MakeRecord(names, vs))
		i := rapid.IntRange(0, len(names)-1).Draw(t, "field")
		r, _, err := Except(r, u.String(names[i]), True)
		if err != nil {
			panic(err)
		}
		r, _, err = Except(r, u.String(names[i]), vs[i])
		return must(r, err)
	}
	return must(u.MakeRecord(names, vs))
}

func genFunc(t *rapid.T, u *Universe, s sortOf) (Value, naive) {
	f, pairs := EmptyTuple, map[string]naive{}
	for range rapid.IntRange(0, 3).Draw(t, "pairs") {
		k, nk := gen(t, u, s.parts[0])
		v, nv := gen(t, u, s.parts[1])
		if _, ok := pairs[nk.key]; !ok {
			pairs[nk.key] = nv
			f = must(Override(f, must(Pair(k, v))))
		}
	}
	if rapid.Bool().Draw(t, "rebuild") {
		g := f
		f = must(FuncOf(must(Domain(g)), func(x Value) (Value, error) { return Apply(g, x) }))
	}
	return f, naiveFunc(pairs)
}
