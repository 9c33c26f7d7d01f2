package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// held is a value of a user's that holds nodes.
type held struct {
	By  model.NodeID
	All []model.NodeID
}

// plain is one that holds none; it is shown as fmt shows it.
type plain struct{ N int }

// spoken has a text of its own, which is kept.
type spoken struct{ By model.NodeID }

func (spoken) String() string { return "spoken" }

// Nodes stand in texts by their names, wherever they are among the arguments.
func TestTextsNameNodes(t *testing.T) {
	one, two := model.NodeID(1), model.NodeID(2)
	sys := alone(2, script{})
	sys.Groups = append(sys.Groups, model.Group{Prefix: "L", Count: 1, New: sys.Groups[0].New})
	for want, verdict := range map[string]model.Verdict{
		"N2, L and nobody":            model.Violated("%s, %v and %v", two, model.NodeID(3), model.Nobody),
		"node 9":                      model.Violated("%v", model.NodeID(9)),
		"N1, N2 and L":                model.Violated("%v", model.SetOf(1, 2, 3)),
		"N1 and N2":                   model.Violated("%v", model.SetOf(1, 2)),
		"":                            model.Violated("%v", model.NodeSet(0)),
		"{By: N1, All: [N1, N2]} {7}": model.Violated("%v %v", held{one, []model.NodeID{one, two}}, plain{7}),
		"  7 spoken \"x\"":            model.Violated("%3d %v %q", 7, spoken{one}, "x"),
		"N2 [N1, N2]   N2 \"N1\"":     model.Violated("%d %d %4d %q", two, []model.NodeID{one, two}, two, one),
		"N1 (of N2)":                  model.Violated("%v (%v)", one, model.Textf("of %v", two)),
		"100% <nil>":                  model.Violated("100%% %v", nil),
	} {
		sys.Properties = property(model.Global(func(*model.State) model.Verdict { return verdict }))
		require.Equal(t, want, mustExplore(t, sys, search.Options{}).Violation.Text)
	}
	require.Equal(t, "2 of 1", model.Textf("%v of %v", two, one).String())
	require.Empty(t, model.Text{}.String())
}

// A goal that every node must reach is reached where the last one reaches it.
func TestGoalsOfEveryNode(t *testing.T) {
	ticked := model.Local(func(v model.View[*toy]) model.Reached {
		return model.ReachedIf(v.Node.Lost >= 1, "%s has ticked", v.Name)
	})
	sys := alone(3, ticking(2))
	sys.Goals = []model.Goal{{Name: "one", Check: ticked}, {Name: "all", Check: ticked, Every: true}, {Name: "bad", Check: model.Global(func(*model.State) model.Reached { return model.NotReached }), Every: true}}
	for _, c := range []struct {
		goal   string
		length int
		text   string
	}{{"one", 1, "N1 has ticked"}, {"all", 3, "N1 has ticked; N2 has ticked; N3 has ticked"}} {
		r := mustExplore(t, sys, search.Options{Until: c.goal})
		require.Equal(t, search.VerdictReached, r.Verdict)
		require.Equal(t, c.length, r.Violation.Length())
		require.Equal(t, c.text, r.Violation.Text)
		again, err := runs.Replay(sys, r.Violation.Trace)
		require.NoError(t, err)
		require.NotNil(t, again.Again)
	}
	_, err := search.Explore(t.Context(), sys, search.Options{Until: "bad"})
	require.EqualError(t, err, "goal bad: Every needs a Local check")
}
