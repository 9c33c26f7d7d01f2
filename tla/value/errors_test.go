package value

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestErrorsSayWhatTLCSays(t *testing.T) {
	u := testUniverse()
	one, a, m, t1 := MakeInt(1), u.String("a"), u.Model("m1"), u.Model("T_1")
	other := u.Model("S_1")
	rec := must(Pair(a, one))
	eq := func(x, y Value) error { _, err := Equal(x, y); return err }
	for _, c := range []struct {
		err  error
		want string
	}{
		{eq(one, a), "Attempted to check equality of integer 1 with non-integer:\n\"a\""},
		{eq(a, one), "Attempted to check equality of string \"a\" with non-string:\n1"},
		{eq(True, one), "Attempted to compare equality of boolean TRUE with non-boolean:\n1"},
		{eq(setOf(one), one), "Attempted to check equality of the set {1} with the value:\n1"},
		{eq(rec, one), "Attempted to check equality of record [a |-> 1] with non-record:\n1"},
		{eq(intSeq(1), rec), "Attempted to check equality of tuple <<1>> with non-tuple:\n[a |-> 1]"},
		{eq(setOf(one), setOf(a)), "Attempted to check equality of integer 1 with non-integer:\n\"a\""},
		{eq(t1, one), "Attempted to check equality of typed model value T_1 and non-model value\n1"},
		{eq(one, t1), "Attempted to check equality of typed model value T_1 and non-model value\n1"},
		{eq(t1, other), "Attempted to check equality of the differently-typed model values T_1 and S_1"},
		{second(Member(a, Nat)), "Attempted to check if the value:\n\"a\"\nis an element of Nat."},
		{second(Member(one, a)), "Attempted to check if the value:\n1\nis an element of the string \"a\""},
		{second(Member(one, must(Functions(Nat, Nat)))), "Attempted to check if\n1\nwhich is not a TLC function value, is in the set of functions:\n[Nat -> Nat]"},
		{second(Apply(intSeq(1), MakeInt(2))), "Attempted to access index 2 of tuple\n<<1>>\nwhich is out of bounds."},
		{second(Apply(rec, u.String("b"))), "Attempted to access nonexistent field 'b' of record\n[a |-> 1]"},
		{second(Apply(must(Pair(MakeInt(5), one)), one)), "Attempted to apply function:\n(5 :> 1)\nto argument 1, which is not in the domain of the function."},
		{second(Head(EmptyTuple)), "Attempted to apply Head to the empty sequence."},
		{second(Head(one)), "The argument of Head should be a sequence, but instead it is:\n1"},
		{second(Append(one, one)), "Evaluating an expression of the form Append(s, v) when s is not a sequence:\n1"},
		{second(SubSeq(intSeq(1), MakeInt(0), one)), "The second argument of SubSeq must be in the domain of its first argument:\n<<1>>\n, but instead it is\n0"},
		{second(Domain(one)), "Attempted to apply the operator DOMAIN to a non-function:\n1"},
		{second(MakeSet([]Value{one, a})), "Attempted to compare integer 1 with non-integer:\n\"a\""},
		{second(MakeSet([]Value{t1, one})), "Attempted to compare the typed model value T_1 and non-model value\n1"},
		{second(Subset(one, Nat)), "Attempted to evaluate an expression of form S \\subseteq T, but one of them was not a set:\n1"},
		{second(Cardinality(one)), "Attempted to compute cardinality of the value\n1"},
		{second(BagUnionOf(intSeq(0), EmptyBag)), "The first argument of (+) should be a bag, but instead it is:\n<<0>>"},
	} {
		require.Error(t, c.err, c.want)
		require.Equal(t, c.want, c.err.Error())
		var e *Error
		require.True(t, errors.As(c.err, &e))
		require.NotEmpty(t, e.Op)
	}
	for _, x := range []Value{one, a, True, rec, setOf(one), t1} {
		same, err := Equal(m, x)
		require.NoError(t, err, "an untyped model value and %v", x)
		require.False(t, same)
		require.NoError(t, second(Compare(x, m)))
	}
	require.False(t, must(Equal(setOf(one), setOf(a, u.String("b")))), "sizes are compared before members")
	require.False(t, must(Equal(rec, EmptyTuple)))
}

func second[T any](_ T, err error) error { return err }

func TestLongValuesAreCutInErrors(t *testing.T) {
	_, err := Equal(Interval(1, 2), True)
	require.NotContains(t, err.Error(), "…")
	big := must(Members(must(Subsets(Interval(1, 15)))))
	_, err = Equal(big, True)
	require.Less(t, len(err.Error()), 3000)
	require.True(t, strings.Contains(err.Error(), "…"))
	var e *Error
	require.True(t, errors.As(err, &e))
	require.Equal(t, "=", e.Op)
	require.Len(t, e.Args, 2)
}
