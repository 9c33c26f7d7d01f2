package search_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// here returns the line and the file from which it is called.
func here(t *testing.T) (line int, file string) {
	_, file, line, known := runtime.Caller(1)
	require.True(t, known)
	return line, file
}

// A violation says where its check stands, and the handler that took the last step.
func TestPlacesOfViolations(t *testing.T) {
	receives := func(n *toy, _ model.Env, _ model.NodeID, m model.Message) { n.Said += m.(string) }
	from, file := here(t)
	never := map[string]model.Check[model.Verdict]{
		"local":    model.Local(func(n model.View[*toy]) model.Verdict { return said(n) }),
		"pairwise": model.Pairwise(func(_, b model.View[*toy]) model.Verdict { return said(b) }),
		"between":  model.Between(func(a model.View[*toy], _ model.View[*toy]) model.Verdict { return said(a) }),
		"step":     model.Step(func(_, after model.View[*toy]) model.Verdict { return said(after) }),
		"global":   model.Global(func(s *model.State) model.Verdict { return said(s.Nodes[1]) }),
	}
	to, _ := here(t)
	for name, check := range never {
		sys := sends(receives, "hello")
		sys.Properties = []model.Property{{Name: name, Check: check}}
		r, err := search.Explore(context.Background(), sys, search.Options{})
		require.NoError(t, err)
		require.NotNil(t, r.Violation, name)
		require.Len(t, r.Violation.Places, 2, name)
		require.Equal(t, file, r.Violation.Places[0].File, name)
		require.Greater(t, r.Violation.Places[0].Line, from, name)
		require.Less(t, r.Violation.Places[0].Line, to, name)
		requireHandler(t, r.Violation.Places[1])
	}

	sys := sends(func(*toy, model.Env, model.NodeID, model.Message) { panic("no") }, "hello")
	r, err := search.Explore(context.Background(), sys, search.Options{})
	require.NoError(t, err)
	require.Equal(t, "panic", r.Violation.Kind)
	require.Len(t, r.Violation.Places, 1)
	requireHandler(t, r.Violation.Places[0])
}

// requireHandler asserts that a place is that of the method Receive of a toy.
func requireHandler(t *testing.T, at report.Place) {
	t.Helper()
	require.Equal(t, "toy_test.go", filepath.Base(at.File))
	f, err := os.ReadFile(at.File)
	require.NoError(t, err)
	require.Contains(t, strings.Split(string(f), "\n")[at.Line-1], "func (n *toy) Receive(")
}

// said is violated as soon as something was said to a node.
func said[N any](n model.View[N]) model.Verdict {
	if any(n.Node).(*toy).Said != "" {
		return model.Violated("it was said")
	}
	return model.Holds
}
