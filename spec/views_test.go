package spec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
)

// viewer is a node of these tests that knows a view.
type viewer struct {
	model.Node
	current ServiceView
	blind   bool
}

func viewerView(id model.NodeID, current ServiceView) model.View[any] {
	return model.View[any]{ID: id, Name: name(id), Node: &viewer{current: current}, Up: true}
}

func currentView(v model.View[*viewer]) (ServiceView, bool) { return v.Node.current, !v.Node.blind }

func TestOnePrimaryPerView(t *testing.T) {
	check := OnePrimaryPerView(currentView)
	for _, c := range []struct {
		name string
		a, b ServiceView
		want string
	}{
		{"no view", ServiceView{}, ServiceView{}, "untested"},
		{"different views", ServiceView{1, 1, 0}, ServiceView{2, 2, 0}, "untested"},
		{"the same view", ServiceView{2, 1, 3}, ServiceView{2, 1, 3}, "holds"},
		{"two primaries", ServiceView{2, 1, 3}, ServiceView{2, 3, 1}, "to S1 the primary of view 2 is S1, to S2 it is S3"},
		{"a primary and none", ServiceView{2, 1, 3}, ServiceView{2, 0, 0}, "to S2 it is nobody"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(check, viewerView(1, c.a), viewerView(2, c.b)))
		})
	}
	blind := viewerView(2, ServiceView{2, 3, 1})
	blind.Node.(*viewer).blind = true
	requireVerdict(t, "untested", ask(check, viewerView(1, ServiceView{2, 1, 3}), blind))
}

func TestNextPrimary(t *testing.T) {
	check := NextPrimary(currentView)
	for _, c := range []struct {
		name          string
		before, after ServiceView
		want          string
	}{
		{"nothing yet", ServiceView{}, ServiceView{}, "untested"},
		{"no new view", ServiceView{2, 1, 3}, ServiceView{2, 1, 3}, "untested"},
		{"any first primary", ServiceView{}, ServiceView{1, 3, 0}, "untested"},
		{"the primary stays", ServiceView{1, 3, 0}, ServiceView{2, 3, 1}, "holds"},
		{"the backup takes over", ServiceView{2, 3, 1}, ServiceView{3, 1, 2}, "holds"},
		{"somebody else", ServiceView{2, 3, 1}, ServiceView{3, 2, 0}, "S2, the primary of view 3, was neither primary (S3) nor backup (S1) of view 2"},
		{"somebody else, no backup", ServiceView{1, 3, 0}, ServiceView{2, 2, 0}, "nor backup (nobody) of view 1"},
		{"no primary", ServiceView{1, 3, 0}, ServiceView{2, 0, 0}, "view 2 has no primary"},
		{"no first primary", ServiceView{}, ServiceView{1, 0, 0}, "view 1 has no primary"},
		{"a view left out", ServiceView{1, 3, 0}, ServiceView{3, 3, 0}, "view 3 follows on view 1"},
		{"another view of the same number", ServiceView{2, 3, 1}, ServiceView{2, 1, 3}, "view 2 follows on view 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, ask(check, viewerView(1, c.before), viewerView(1, c.after)))
		})
	}
}

func TestAnswers(t *testing.T) {
	monitor := answersMonitor(func(e model.Event) (ServiceView, bool) {
		v, ok := e.(ServiceView)
		return v, ok
	})
	view1, view2 := ServiceView{1, 1, 0}, ServiceView{2, 1, 3}
	for _, c := range []struct {
		name        string
		events      []recorded
		from, split string
	}{
		{"no answer", []recorded{{1, "else"}}, "untested", "untested"},
		{"primaries only", []recorded{{1, view1}, {1, view2}, {1, view2}, {3, ServiceView{3, 3, 0}}}, "holds", "holds"},
		{"a backup", []recorded{{1, view1}, {3, view2}}, "S3 answered clients in view 2 without being its primary", "holds"},
		{"both", []recorded{{3, view2}, {1, view2}}, "S3 answered clients in view 2", "S1 and S3 answered clients in the same view 2"},
		{"two that each know themselves as primary", []recorded{{1, view2}, {3, ServiceView{2, 3, 1}}}, "holds", "S1 and S3 answered clients in the same view 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.from, folded[viewAnswers]{monitor, fromPrimary}.judgeAll(c.events...))
			requireVerdict(t, c.split, folded[viewAnswers]{monitor, noSplitBrain}.judgeAll(c.events...))
		})
	}
	for _, p := range Answers(func(model.Event) (ServiceView, bool) { return ServiceView{}, false }) {
		require.NotEmpty(t, p.Name+p.Doc+p.Source)
	}
}
