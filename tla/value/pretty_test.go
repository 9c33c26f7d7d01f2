package value

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPrettyPrintingBreaksLinesAsTLCDoes(t *testing.T) {
	u := testUniverse()
	v := must(u.MakeRecord([]string{"b", "a"}, []Value{setOfInts(111, 222, 333, 444), intSeq(1, 2)}))
	require.Equal(t, v.String(), Pretty(v, 80))
	require.Equal(t, strings.TrimLeft(`
[ b |->
      { 111,
        222,
        333,
        444 },
  a |-> <<1, 2>> ]`, "\n"), Pretty(v, 22))
	f := must(Override(must(Pair(u.Model("m1"), v)), must(Pair(u.Model("m2"), intSeq(1)))))
	require.Equal(t, strings.TrimLeft(`
( m2 :> <<1>> @@
  m1 :>
      [ b |-> {111, 222, 333, 444},
        a |-> <<1, 2>> ] )`, "\n"), Pretty(f, 40))
}

func TestPrettyPrintingOnlyAddsSpace(t *testing.T) {
	strip := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
	rapid.Check(t, func(t *rapid.T) {
		v, _ := gen(t, testUniverse(), genSort(t, 3))
		require.Equal(t, strip(v.String()), strip(Pretty(v, rapid.IntRange(1, 40).Draw(t, "width"))))
	})
}
