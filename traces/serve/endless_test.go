package serve

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/traces"
)

// tokens is the page of the saved run of the token protocol that has no end, on a version of
// its code.
func tokens(t *testing.T, code tokentest.Code) (*Server, *traces.Trace) {
	t.Helper()
	saved, err := traces.ReadFile(filepath.Join("..", "draw", "testdata", "tokens.itf.json"))
	require.NoError(t, err)
	sys, err := tokentest.ProtocolOf(code).System("", saved.Meta.Settings)
	require.NoError(t, err)
	live, first, err := runs.Of(sys, saved)
	require.NoError(t, err)
	replayed, err := live.Replay(saved)
	require.NoError(t, err)
	return New(Page{Live: live, Saved: saved, Replayed: replayed, First: first}), saved
}

// The way back of a run without end is a step of the page like any other, and the run can
// be left from there.
func TestRunWithoutEnd(t *testing.T) {
	s, saved := tokens(t, tokentest.Code{})
	page := get[shown](t, s, "/run", "")
	require.Empty(t, page.Notice)
	require.Equal(t, "tokens, 1 step and a loop of 4", page.Heading)
	require.Equal(t, 5, strings.Count(page.Address, "."), "with the step that leads back")
	require.Len(t, page.Broken, 6)
	require.Equal(t, "asking-serves", page.Broken[5][0].Property)
	require.Contains(t, page.Verdict, "by a run without end")
	require.Contains(t, page.Pictures, "↺ step 5 leads back to state 1, and round for ever")
	require.Contains(t, page.Pictures, `<g class="loop">`)
	require.Contains(t, string(page.Run), "T1 receives Token from T2")

	// It is saved as it was, and goes on as a run that ends.
	w := reply(s, asked("/save?run="+page.Address))
	again, err := traces.Read(w.Body)
	require.NoError(t, err)
	require.Equal(t, saved.Loop, again.Loop)
	require.Equal(t, saved.Steps(), again.Steps())
	require.True(t, traces.Equal(saved.Back.Vars, again.Back.Vars))
	on := get[shown](t, s, "/run", play(t, s, page.Address, 0))
	require.Equal(t, 6, strings.Count(on.Address, "."))
	require.NotContains(t, on.Pictures, "↺")
}

// Where the code has changed, the page says so.
func TestRunWithoutEndThatIsNoneAnyMore(t *testing.T) {
	s, _ := tokens(t, tokentest.Code{Greets: true})
	require.Equal(t, "The saved run can be followed to its end, but asking-serves is not violated there any more. "+
		"The reason: the loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does.",
		get[shown](t, s, "/run", "").Notice)
	s, _ = tokens(t, tokentest.Code{Fair: true})
	require.Contains(t, get[shown](t, s, "/run", "").Notice, "It departs at step 4: “T2: timeout pass, choosing 0” is not enabled")
}
