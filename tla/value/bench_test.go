package value

import "testing"

// benchMessages is a set of n records as consensus specs send them.
func benchMessages(u *Universe, n int) ([]Value, Value) {
	shape := must(u.RecordShape("type", "from", "bal", "val"))
	kinds := []Value{u.String("1a"), u.String("1b"), u.String("2a"), u.String("2b")}
	from := []Value{u.Model("m1"), u.Model("m2"), u.Model("m3")}
	vs := make([]Value, n)
	for i := range vs {
		vs[i] = shape.Make([]Value{kinds[i%4], from[i%3], MakeInt(int32(i / 12)), MakeInt(int32(i % 5))})
	}
	return vs, setOf(vs...)
}

func BenchmarkInsertMessage(b *testing.B) {
	vs, set := benchMessages(testUniverse(), 40)
	set = must(Remove(set, vs[17]))
	b.ReportAllocs()
	for b.Loop() {
		must(Insert(set, vs[17]))
	}
}

func BenchmarkMemberMessage(b *testing.B) {
	vs, set := benchMessages(testUniverse(), 40)
	for b.Loop() {
		must(Member(vs[17], set))
	}
}

func BenchmarkEqualMessageSets(b *testing.B) {
	u := testUniverse()
	_, s := benchMessages(u, 40)
	_, r := benchMessages(u, 40)
	for b.Loop() {
		must(Equal(s, r))
	}
}

func BenchmarkMakeRecord(b *testing.B) {
	u := testUniverse()
	shape := must(u.RecordShape("type", "from", "bal", "val"))
	k, m := u.String("1a"), u.Model("m1")
	b.ReportAllocs()
	for b.Loop() {
		shape.Make([]Value{k, m, MakeInt(1), MakeInt(2)})
	}
}

func BenchmarkExcept(b *testing.B) {
	u := testUniverse()
	f := must(FuncOf(setOf(u.Model("m1"), u.Model("m2"), u.Model("m3")), func(x Value) (Value, error) { return MakeInt(1), nil }))
	x, e := u.Model("m1"), MakeInt(7)
	b.ReportAllocs()
	for b.Loop() {
		_, _, _ = Except(f, x, e)
	}
}

func BenchmarkApply(b *testing.B) {
	u := testUniverse()
	f := must(FuncOf(setOf(u.Model("m1"), u.Model("m2"), u.Model("m3")), func(x Value) (Value, error) { return MakeInt(1), nil }))
	x := u.Model("m1")
	for b.Loop() {
		_, _ = Apply(f, x)
	}
}

func BenchmarkAppend(b *testing.B) {
	s := intSeq(1, 2, 3, 4, 5)
	for b.Loop() {
		_, _ = Append(s, s.At(0))
	}
}

func BenchmarkPermutedHash(b *testing.B) {
	u := testUniverse()
	_, set := benchMessages(u, 40)
	p := must(MakePermutation(must(Permutations(setOf(u.Model("m1"), u.Model("m2"), u.Model("m3")))).At(3)))
	for b.Loop() {
		PermutedHash(set, p)
	}
}

func BenchmarkEncode(b *testing.B) {
	_, set := benchMessages(testUniverse(), 40)
	var buf []byte
	for b.Loop() {
		buf, _ = AppendBinary(buf[:0], set)
	}
}

func BenchmarkEachSubset(b *testing.B) {
	s := must(Subsets(Interval(1, 10)))
	b.ReportAllocs()
	for b.Loop() {
		_ = Each(s, func(Value) bool { return true })
	}
}
