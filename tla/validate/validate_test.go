package validate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/validate"
)

const lock = "testdata/Lock.tla"

// logOf writes a log of the given lines.
func logOf(t *testing.T, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log.ndjson")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o666))
	return path
}

func take(client string, taken int) string {
	return fmt.Sprintf(`{"do":"take","client":%q,"taken":%d}`, client, taken)
}

func give(client string) string { return fmt.Sprintf(`{"do":"give","client":%q}`, client) }

// searches runs a test with both searches.
func searches(t *testing.T, f func(t *testing.T, opts validate.Options)) {
	t.Run("bfs", func(t *testing.T) { f(t, validate.Options{Spec: lock}) })
	t.Run("dfs", func(t *testing.T) { f(t, validate.Options{Spec: lock, DepthFirst: true}) })
}

func TestAccepted(t *testing.T) {
	searches(t, func(t *testing.T, opts validate.Options) {
		r := validate.Log(t, lock, logOf(t, take("a", 1), give("a"), take("b", 2), take("a", 3)), opts)
		require.Equal(t, 4, r.Events)
		require.Equal(t, 4, r.Matched)
		require.Equal(t, 1, r.Unlogged) // that b gave it back was not logged
		require.Equal(t, "MaxUnlogged", r.Bounds[0].Name)
		require.Contains(t, r.String(), "ACCEPTED. The log is a behaviour of the spec: 4 events.")
	})
}

func TestRejected(t *testing.T) {
	searches(t, func(t *testing.T, opts validate.Options) {
		r, err := validate.Run(context.Background(), logOf(t, take("a", 1), "", give("a"), give("a"), take("b", 2)), opts)
		require.NoError(t, err)
		require.Equal(t, validate.Rejected, r.Verdict)
		require.Equal(t, 2, r.Matched)
		f := r.Misfit
		require.Equal(t, 3, f.Event)
		require.Equal(t, 4, f.Line)
		require.Equal(t, give("a"), f.Text)
		require.Equal(t, 1, f.States)
		require.Equal(t, "TraceGive", f.Near[0].Name)
		require.Equal(t, "holder = c", f.Near[0].Conjunct)
		require.Equal(t, 2, f.Near[0].Passed)
		require.Contains(t, r.String(), `holder is "none"`)
		require.Contains(t, r.String(), `with c = "a"`)
	})
	// A field that differs: the action is taken but for what was observed.
	r, err := validate.Run(context.Background(), logOf(t, take("a", 1), take("b", 3)), validate.Options{Spec: lock})
	require.NoError(t, err)
	require.Equal(t, 1, r.Matched)
	require.Equal(t, 2, r.Misfit.States) // a has it, or gave it back
	require.Equal(t, "taken' = event.taken", r.Misfit.Near[0].Conjunct)
	require.Equal(t, "holder", r.Misfit.Differences[0].Variable)
	require.Equal(t, 2, r.Misfit.Differences[0].Values)
}

// What cannot be read is one line that names the place; what is no log of the spec is none of that.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"", "the log is empty"},
		{take("a", 1) + "\n{\"do\":", "log.ndjson:2: this is not JSON"},
		{take("a", 1) + "\n17", "log.ndjson:2: a JSON object is needed on every line"},
		{`{"schema":"synod-events-9"}`, `its schema is "synod-events-9"`},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}` + "\n" + `{"n":2,"event":"crash","node":"S1"}`, "line 2"},
	} {
		_, err := validate.Run(context.Background(), logOf(t, c.lines), validate.Options{Spec: lock})
		var unreadable *validate.LogError
		require.ErrorAs(t, err, &unreadable, c.lines)
		require.Contains(t, err.Error(), c.want)
		require.NotContains(t, err.Error(), "\n")
	}
	_, err := validate.Run(context.Background(), "nowhere.ndjson", validate.Options{Spec: lock})
	require.ErrorContains(t, err, "nowhere.ndjson: there is no such file")
}

// A spec that reads another file than the log would be believed for nothing.
func TestAnotherLogIsRead(t *testing.T) {
	right, wrong := logOf(t, take("a", 1)), logOf(t, give("a"))
	_, err := validate.Run(context.Background(), wrong, validate.Options{Spec: lock, Env: []string{"TRACE=" + right}})
	require.ErrorContains(t, err, "has not read")
	_, err = validate.Run(context.Background(), right, validate.Options{Spec: lock, Cursor: "line"})
	require.Error(t, err)
	_, err = validate.Run(context.Background(), right, validate.Options{Spec: "testdata/Nothing.tla"})
	require.ErrorContains(t, err, "a trace spec is needed")
}

// An evaluation that fails is shown where it fails.
func TestEvaluationFails(t *testing.T) {
	r, err := validate.Run(context.Background(), logOf(t, take("a", 1), `{"client":"a"}`), validate.Options{Spec: lock})
	require.NoError(t, err)
	require.Equal(t, validate.Rejected, r.Verdict)
	require.Equal(t, 2, r.Misfit.Event)
	require.ErrorContains(t, r.Misfit.Failed, "do")
}

// The cursor can be an expression, and the events of the spec others than the lines.
func TestCursorAndEvents(t *testing.T) {
	path := logOf(t, take("a", 1), give("a"), give("a"))
	r := validate.Log(t, lock, path, validate.Options{Cursor: "l + 0", Events: "2"})
	require.Equal(t, 2, r.Events)
	r, err := validate.Run(context.Background(), path, validate.Options{Spec: lock, Events: "SubSeq(Trace, 1, 2)"})
	require.NoError(t, err)
	require.Equal(t, validate.Accepted, r.Verdict)
	require.Equal(t, 2, r.Events)
}
