package vr

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

var names = shown.Names{"nobody", "S1", "S2", "S3", "C1", "C2"}

// requireVerdict checks a verdict against "untested", "holds", or a violation.
func requireVerdict(t *testing.T, want string, got model.Verdict) {
	t.Helper()
	switch want {
	case "untested":
		require.Equal(t, model.Untested, got)
	case "holds":
		require.Equal(t, model.Holds, got)
	default:
		require.Equal(t, want, names.Text(got.Outcome().Text))
	}
}

func view(name string, up bool, s Server) model.View[*Server] {
	return model.View[*Server]{Name: name, Up: up, Node: &s}
}

func TestOneLogPerView(t *testing.T) {
	in := func(v View, status Status, l ...Command) Server { return Server{View: v, Status: status, Log: l} }
	for _, c := range []struct {
		name string
		a, b Server
		want string
	}{
		{"prefixes", in(1, Normal, put), in(1, Normal, put, get), "holds"},
		{"nothing", in(1, Normal), in(1, Normal, put), "untested"},
		{"different", in(2, Normal, put, get), in(2, Normal, put, other), "in view 2 S1 and S2 have different logs"},
		{"other views", in(1, Normal, put), in(2, Normal, other), "untested"},
		{"one changes views", in(2, Normal, put), in(2, ViewChange, other), "untested"},
		{"one recovers", in(2, Recovering, put), in(2, Normal, other), "untested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireVerdict(t, c.want, oneLogPerView(view("S1", true, c.a), view("S2", true, c.b)))
		})
	}
}

func TestStepProperties(t *testing.T) {
	s := func(v View, status Status, committed int, l ...Command) Server {
		return Server{View: v, Status: status, CommitNumber: committed, Log: l}
	}
	for _, c := range []struct {
		name                    string
		before, after           Server
		up                      bool // after the step
		appends, stays, forward string
	}{
		{"appends", s(1, Normal, 1, put), s(1, Normal, 1, put, get), true, "holds", "holds", "holds"},
		{"commits", s(1, Normal, 1, put, get), s(1, Normal, 2, put, get), true, "holds", "holds", "holds"},
		{"nothing yet", s(1, Normal, 0), s(1, Normal, 0, put), true, "untested", "untested", "holds"},
		{"loses what is not committed in the same view", s(1, Normal, 1, put, get), s(1, Normal, 1, put), true,
			"S1, which is in view 1, loses an operation of its log", "holds", "holds"},
		{"and in another one", s(1, Normal, 1, put, get), s(2, Normal, 1, put, other), true, "untested", "holds", "holds"},
		{"loses what is committed", s(1, Normal, 1, put, get), s(2, Normal, 1, other), true,
			"untested", "S1 loses an operation that it knows to be committed", "holds"},
		{"commit-number", s(1, Normal, 2, put, get), s(2, Normal, 1, put, get), true,
			"untested", "the commit-number of S1 goes back from 2 to 1", "holds"},
		{"view", s(2, ViewChange, 1, put), s(1, Normal, 1, put), true, "untested", "holds", "S1 goes back from view 2 to view 1"},
		{"crash", s(2, Normal, 1, put), s(2, Down, 0), false, "untested", "untested", "untested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := view("S1", true, c.before), view("S1", c.up, c.after)
			requireVerdict(t, c.appends, appendOnly(before, after))
			requireVerdict(t, c.stays, commitsStay(before, after))
			requireVerdict(t, c.forward, monotonicViews(before, after))
		})
	}
}

func TestRecoversUpToDate(t *testing.T) {
	type by struct {
		n model.NodeID
		e model.Event
	}
	for _, c := range []struct {
		name   string
		events []by
		want   string
	}{
		{"no recovery", []by{{1, Promised{1, 2}}}, "untested"},
		{"nothing promised", []by{{1, Recovered{1, 0}}}, "untested"},
		{"promised by another", []by{{2, Promised{1, 2}}, {1, Recovered{1, 0}}}, "untested"},
		{"the same", []by{{1, Promised{1, 2}}, {1, Recovered{1, 2}}}, "holds"},
		{"more", []by{{1, Promised{1, 2}}, {1, Recovered{1, 3}}}, "holds"},
		{"a later view", []by{{1, Promised{1, 2}}, {1, Recovered{2, 0}}}, "holds"},
		{"less", []by{{1, Promised{1, 2}}, {1, Recovered{1, 1}}}, "S1 recovered to op-number 1 in view 1; it had promised op-number 2 in view 1"},
		{"an earlier view", []by{{1, Promised{2, 0}}, {1, Recovered{1, 3}}}, "S1 recovered to op-number 3 in view 1; it had promised op-number 0 in view 2"},
		{"the last promise counts", []by{{1, Promised{1, 2}}, {1, Promised{2, 0}}, {1, Recovered{1, 2}}}, "S1 recovered to op-number 2 in view 1; it had promised op-number 0 in view 2"},
		{"not the order in which they came", []by{{1, Promised{2, 0}}, {1, Promised{1, 2}}, {1, Recovered{2, 0}}}, "holds"},
		{"the first that breaks one is kept", []by{{1, Promised{2, 0}}, {1, Recovered{1, 0}}, {1, Recovered{2, 0}}}, "S1 recovered to op-number 0 in view 1; it had promised op-number 0 in view 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := promises.Initial
			for _, r := range c.events {
				v = promises.Fold(v, r.n, r.e)
			}
			requireVerdict(t, c.want, recoversUpToDate(v))
		})
	}
}
