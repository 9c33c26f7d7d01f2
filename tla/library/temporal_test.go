package library_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// TestTemporalArguments: an operator takes a temporal formula where the text of its module passes it on or does not look at it, and
// nowhere else.
func TestTemporalArguments(t *testing.T) {
	for expr, ok := range map[string]bool{
		"([]v) + 1": false, "1 .. ([]v)": false, "-([]v)": false, "Len([]v)": false, "Append(<<>>, []v)": false, "<<>> \\o ([]v)": false,
		"Cardinality([]v)": false, "IsFiniteSet(WF_v(v' = 1))": false, "Permutations([]v)": false, "ToString([]v)": false,
		"BagToSet([]v)": false, "SetToBag([]v)": true, "SelectSeq(v, LAMBDA y : []y)": false, "SelectSeq(v, LAMBDA y : y')": true,
		"PrintT([]v)": true, "Print([]v, []v)": true, "TLCEval([]v)": true, "TLCSet(1, []v)": true, "Assert([]v, v)": false,
		"1 :> []v": true, "(v :> v) @@ []v": false, "ToSet([]v)": false, "FoldLeft(LAMBDA a, b : a, []v, v)": false,
		"Apply(Len, []v)": false, "Apply(Len, v')": true, "Both(+, []v)": false, "AssertEq([]v, 1)": false, "PickSuccessor([]v)": true,
	} {
		text := "---- MODULE T ----\nEXTENDS Integers, Sequences, SequencesExt, FiniteSets, Bags, TLC, TLCExt\nVARIABLE v\n" +
			"Apply(F(_), a) == F(a)\nBoth(F(_, _), a) == F(a, 1)\nOp == " + expr + "\n====\n"
		_, err := resolve.Load("T", resolve.LoaderFunc(func(name string) (*syntax.File, error) {
			if name == "T" {
				return &syntax.File{Name: "T.tla", Src: text}, nil
			}
			if src, ok := library.Text(name); ok {
				return &syntax.File{Name: name + ".tla", Src: src}, nil
			}
			return nil, nil
		}), library.Modules())
		if ok {
			require.NoError(t, err, expr)
		} else {
			require.ErrorContains(t, err, "must be of at most action level, this is of temporal level", expr)
		}
	}
}
