package draw

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// Values of expressions stand beside the first state and the steps that change them, and are
// a part of every state; a fold has none.
func TestValuesOfExpressions(t *testing.T) {
	trace := saved(t, "commit-old-term")
	var values []traces.Record
	for i := range trace.States {
		values = append(values, traces.Record{{Name: "i / 8", Value: traces.Int(i / 8)}, {Name: "all", Value: traces.Opaque("cannot be evaluated: x")}})
	}
	d := diagram(t, trace, Options{Whole: true, Values: values})
	got := map[int][]string{}
	for i := range d.Rows {
		if list := d.Rows[i].Values; len(list) > 0 {
			got[i] = list
		}
	}
	require.Equal(t, map[int][]string{0: {"i / 8 = 0", "all = cannot be evaluated: x"}, 8: {"i / 8 = 1"}, 16: {"i / 8 = 2"}}, got)

	detail, without := d.Detail(8), DetailOf(trace, 8)
	require.Equal(t, Part{Name: Expressions, Fields: []FieldText{{Name: "i / 8", Text: "1", Was: "0"}, {Name: "all", Text: "cannot be evaluated: x"}}}, detail.Parts[0])
	require.Equal(t, without.Parts, detail.Parts[1:])
	require.Equal(t, append([]ChangeText{{"i / 8", "0 → 1"}}, without.Changes...), detail.Changes)
	require.Empty(t, d.Detail(7).Parts[0].Fields[0].Was)

	for _, r := range diagram(t, trace, Options{Hide: []string{"S1", "S2"}, Values: values}).Rows {
		require.True(t, !r.Folded() || r.Values == nil, "steps %d to %d", r.First, r.Last)
	}
}
