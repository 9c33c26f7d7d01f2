package checks

import (
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// DeadMessagesLeaveNoTrace wants the system's epochs to make fewer states and no
// difference: without them the properties come to the same, and the nodes get into
// the same situations, whatever is in flight. Show returns all that a node is. It
// returns what the search with epochs found.
func DeadMessagesLeaveNoTrace(t *testing.T, build func() *model.System, show func(model.View[any]) string) *synod.Report {
	t.Helper()
	few, nodes := situations(t, build(), show)
	all := build()
	require.NotNil(t, all.Epochs)
	all.Epochs = nil
	many, allNodes := situations(t, all, show)
	NothingBroken(t, few)
	NothingBroken(t, many)
	require.Equal(t, Verdicts(many), Verdicts(few))
	require.True(t, maps.Equal(nodes, allNodes), "%d and %d", len(nodes), len(allNodes))
	require.Greater(t, many.States, few.States)
	return few
}

// DeadMessagesLeaveNoTraceUnder is that for a protocol under some settings, as flags. It is none of
// the short tests.
func DeadMessagesLeaveNoTraceUnder(t *testing.T, p *model.Protocol, show func(model.View[any]) string, flags ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	require.NotEmpty(t, flags)
	for _, f := range flags {
		t.Run(f, func(t *testing.T) {
			DeadMessagesLeaveNoTrace(t, func() *model.System { return System(t, p, "", Flags(f)) }, show)
		})
	}
}

// situations visits all states and returns the report, and what the nodes look
// like in them.
func situations(t *testing.T, sys *model.System, show func(model.View[any]) string) (*synod.Report, map[string]bool) {
	t.Helper()
	var mu sync.Mutex
	seen := map[string]bool{}
	sys.Properties = append(sys.Properties, model.Property{
		Name: "look",
		Check: model.Global(func(s *model.State) model.Verdict {
			var b strings.Builder
			for _, n := range s.Nodes {
				b.WriteString(show(n))
				b.WriteByte('\n')
			}
			mu.Lock()
			defer mu.Unlock()
			seen[b.String()] = true
			return model.Holds
		}),
	})
	return Explore(t, sys, synod.Options{}), seen
}
