package value

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type recorder struct{ strings.Builder }

func (r *recorder) Bool(b bool)          { fmt.Fprintf(r, "%v ", b) }
func (r *recorder) Int(n int32)          { fmt.Fprintf(r, "%d ", n) }
func (r *recorder) String(s string)      { fmt.Fprintf(r, "%q ", s) }
func (r *recorder) Model(name string)    { fmt.Fprintf(r, "%s ", name) }
func (r *recorder) BeginSet(n int)       { fmt.Fprintf(r, "set%d ", n) }
func (r *recorder) BeginSequence(n int)  { fmt.Fprintf(r, "seq%d ", n) }
func (r *recorder) BeginRecord(n int)    { fmt.Fprintf(r, "rec%d ", n) }
func (r *recorder) Field(name string)    { fmt.Fprintf(r, ".%s ", name) }
func (r *recorder) BeginFunction(n int)  { fmt.Fprintf(r, "fun%d ", n) }
func (r *recorder) End()                 { r.WriteString("end ") }
func (r *recorder) Symbolic(text string) { fmt.Fprintf(r, "<%s> ", text) }

func TestVisit(t *testing.T) {
	u := testUniverse()
	v := Tuple(must(u.MakeRecord([]string{"a", "b"}, []Value{True, Interval(1, 2)})),
		must(Pair(u.Model("m1"), u.String("x"))), Nat, must(Subsets(EmptySet)))
	var r recorder
	Visit(v, &r)
	require.Equal(t, `seq4 rec2 .b set2 1 2 end .a true end fun1 m1 "x" end <Nat> set1 set0 end end end `, r.Builder.String())
}

func TestRandomElementsAreMembersAndRepeatable(t *testing.T) {
	u := testUniverse()
	shape := must(u.RecordShape("a", "b"))
	for _, s := range []Value{
		Interval(5, 9), Boolean, must(Subsets(Interval(1, 60))), must(Functions(Interval(1, 50), Boolean)),
		must(Product(Boolean, Interval(1, 1000))), must(shape.Records([]Value{Boolean, Interval(1, 5)})),
		must(Difference(must(Subsets(Boolean)), setOf(EmptySet))),
	} {
		draw := func() []string {
			r := rand.New(rand.NewPCG(1, 2))
			var got []string
			for range 20 {
				x := must(RandomElement(s, r))
				require.True(t, must(Member(x, s)), "%v in %v", x, s)
				got = append(got, x.String())
			}
			return got
		}
		require.Equal(t, draw(), draw())
	}
	r := rand.New(rand.NewPCG(1, 2))
	_, err := RandomElement(EmptySet, r)
	require.Error(t, err)
	_, err = RandomElement(Nat, r)
	require.Error(t, err)
	require.Equal(t, 4, must(RandomSubset(4, Interval(1, 10), r)).listedLen())
	require.Equal(t, 3, must(RandomSubset(9, Interval(1, 3), r)).listedLen())
	require.Equal(t, 5, must(RandomSubset(5, must(Subsets(Interval(1, 60))), r)).listedLen())
	sets := must(RandomSetOfSubsets(10, 3, Interval(1, 6), r))
	require.True(t, must(Subset(sets, must(Subsets(Interval(1, 6))))))
}

func TestFiniteSetOperators(t *testing.T) {
	require.Equal(t, "{{1, 2}, {1, 3}, {2, 3}}", must(SubsetsOfSize(2, Interval(1, 3))).String())
	require.Equal(t, "{}", must(SubsetsOfSize(4, Interval(1, 3))).String())
	require.Equal(t, "{<<>>}", must(Permutations(EmptySet)).String())
	require.Equal(t, "{<<1, 2>>, <<2, 1>>}", must(Permutations(Interval(1, 2))).String())
	require.Equal(t, 120, must(Permutations(setOfInts(2, 4, 6, 8, 10))).listedLen())
	_, err := Permutations(Interval(1, 12))
	require.Error(t, err)
	require.Equal(t, "1048576", must(Cardinality(must(Functions(Interval(1, 20), Boolean)))).String())
}
