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
		{"{\n  \"vars\": [],\n", "log.ndjson:1: the line ends before its JSON object does; a log has one object on each line"},
		{take("a", 1) + "\n\n" + `{"do":"take","client":"a","taken":4294967297}`, "log.ndjson:3: JSON: the number 4294967297 is too large"},
		{give("b") + "\n" + `{"do":"take","client":"a","taken":1.9}`, "log.ndjson:2: JSON: the number 1.9 is not an integer"},
		{`{"at":1700000000000,"do":"take","client":"a"}`, "log.ndjson:1: JSON: the number 1700000000000 is too large"},
		{`{"do":"take","client":"a","taken":1E1000000000}`, "log.ndjson:1: JSON: the number 1E1000000000 is too large"},
		{`{"do":"take","client":"a","taken":1e-9999999}`, "log.ndjson:1: JSON: the number 1e-9999999 is not an integer"},
		{`{"do":"take","client":null}`, "log.ndjson:1: JSON: TLA+ has no value for null"},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}` + "\n" + `{"n":1,"event":"crash","node":"S1","state":{"Term":4294967297}}`, "line 2"},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}` + "\n" + `{"n":1.0,"event":"crash","node":"S1"}`, "line 2"},
		{`{"vars": [], "states": [{}]}`, "it is a saved run (ITF), not an event log"},
		{take("a", 1) + "\n17", "log.ndjson:2: a JSON object is needed on every line"},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}`, "the log has a header and no events"},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1","S2"],"only":["S1"]}` + "\n" + `{"n":1,"event":"crash","node":"S1"}`,
			"line 1: it has the events of S1 alone; a log of the whole run is needed"},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1","S2"],"only":[]}` + "\n" + `{"n":1,"event":"heal"}`, "the events of the network alone"},
		{`{"schema":"synod-events-9"}`, `its version is "synod-events-9"`},
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
	_, err = validate.Run(context.Background(), "testdata", validate.Options{Spec: lock})
	require.ErrorContains(t, err, "testdata: is a directory")
}

// A header that the trace spec cannot use, or that is missing, is one line, too.
func TestUnusableHeader(t *testing.T) {
	const events = `{"n":1,"event":"crash","node":"S1"}`
	for _, c := range []struct{ lines, want string }{
		{events, `log.ndjson: line 1: it has no field schema; the header of a log is needed`},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"],"settings":{"servers":"many"}}` + "\n" + events,
			`log.ndjson: line 1: the trace spec ../TraceRaft.tla cannot use this header: ../TraceRaft.tla:`},
		{`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"],"settings":{"servers":"2"}}` + "\n" + events, `cannot use this header`},
	} {
		_, err := validate.Run(context.Background(), logOf(t, c.lines), validate.Options{Spec: "../Raft.tla"})
		var unreadable *validate.LogError
		require.ErrorAs(t, err, &unreadable, c.lines)
		require.Contains(t, err.Error(), c.want)
		require.NotContains(t, err.Error(), "\n")
	}
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

// An evaluation that fails decides nothing: other states may take the event, and if none does that is no rejection.
func TestEvaluationFails(t *testing.T) {
	searches(t, func(t *testing.T, opts validate.Options) {
		_, err := validate.Run(context.Background(), logOf(t, take("a", 1), `{"client":"a"}`), opts)
		var failed *validate.EvalError
		require.ErrorAs(t, err, &failed)
		require.Equal(t, 2, failed.Event)
		require.Equal(t, 2, failed.Line)
		require.Contains(t, failed.Show(), "log.ndjson:2: event 2 cannot be decided: ")
		require.Contains(t, failed.Show(), "TraceLock.tla:")
	})
	// From 1 the second event cannot be taken for an error, from 2 it can.
	trace := traceSpec(t, "x, l", `
Table == [k \in {0, 2} |-> "b"]
Init == x = 0 /\ l = 1
Next == l <= Len(Trace) /\ l' = l + 1 /\ Table[x] = "b" /\ (x' = x + 1 \/ x' = x + 2)`)
	for _, depthFirst := range []bool{false, true} {
		opts := validate.Options{Trace: trace, DepthFirst: depthFirst}
		r := validate.Log(t, "", logOf(t, "{}", "{}"), opts)
		require.Len(t, r.Warnings, 1)
		require.Contains(t, r.Warnings[0], "what follows 1 state could not be evaluated")
		require.NotContains(t, r.Warnings[0], "\n")
		_, err := validate.Run(context.Background(), logOf(t, "{}", "{}", "{}"), opts)
		var failed *validate.EvalError
		require.ErrorAs(t, err, &failed)
	}
}

// traceSpec writes a trace spec with these variables, and gives the name of its file.
func traceSpec(t *testing.T, variables, body string, config ...string) string {
	path := filepath.Join(t.TempDir(), "TraceX.tla")
	text := "---- MODULE TraceX ----\nEXTENDS Naturals, Sequences, Json, IOUtils\nVARIABLES " + variables +
		"\nTrace == ndJsonDeserialize(IOEnv.TRACE)\n" + body + "\n====\n"
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	text = strings.Join(append(config, "INIT Init", "NEXT Next", "CHECK_DEADLOCK FALSE", ""), "\n")
	require.NoError(t, os.WriteFile(strings.TrimSuffix(path, "tla")+"cfg", []byte(text), 0o666))
	return path
}

// A cursor starts at 1 and never goes back.
func TestWrongCursor(t *testing.T) {
	const body = `
Init == x = 0 /\ l = 0
Next == l < Len(Trace) /\ l' = l + 1 /\ x' = Trace[l + 1].x`
	trace := traceSpec(t, "x, l", body)
	path := logOf(t, `{"x":1}`, `{"x":2}`, `{"x":3}`)
	for _, depthFirst := range []bool{false, true} {
		for cursor, want := range map[string]string{
			"":        "the cursor is 0 in an initial state",
			"100 - l": "the cursor is 100 in an initial state",
			"1 - l":   "the cursor goes back, from 1 to 0",
			"l = 0":   "the cursor is not a number but TRUE",
		} {
			_, err := validate.Run(context.Background(), path, validate.Options{Trace: trace, Cursor: cursor, DepthFirst: depthFirst})
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), "\n")
		}
		validate.Log(t, "", path, validate.Options{Trace: trace, Cursor: "l + 1", DepthFirst: depthFirst})
	}
}

// States that differ in the cursor are two, also where the view does not show it.
func TestViewWithoutCursor(t *testing.T) {
	trace := traceSpec(t, "x, l", `
Init == x = 0 /\ l = 1
Next == l <= Len(Trace) /\ l' = l + 1 /\ x' = x
V == x`, "VIEW V")
	for _, depthFirst := range []bool{false, true} {
		r := validate.Log(t, "", logOf(t, "{}", "{}"), validate.Options{Trace: trace, DepthFirst: depthFirst})
		require.EqualValues(t, 3, r.States)
	}
}

// The headline of a rejection says what bounded the steps without an event, when there were some.
func TestHeadlineNamesTheBound(t *testing.T) {
	r, err := validate.Run(context.Background(), logOf(t, take("a", 1), take("b", 3)), validate.Options{Spec: lock})
	require.NoError(t, err)
	require.Contains(t, r.String(), "REJECTED. With MaxUnlogged = 1 the log is not a behaviour of the spec: the first event fits, event 2 does not.")
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

// A record that is not in a set is told beside the member that differs least.
func TestNearestMember(t *testing.T) {
	trace := traceSpec(t, "x, l", `
Sent == {[from |-> "a", to |-> "b", index |-> 1], [from |-> "b", to |-> "c", index |-> 7], [from |-> "a"]}
Init == x = Sent /\ l = 1
Next == l <= Len(Trace) /\ Trace[l].m \in x /\ l' = l + 1 /\ x' = x`)
	for line, want := range map[string]string{
		`{"m":{"from":"a","to":"b","index":2}}`: "x has one with index 1, not 2\n",
		`{"m":{"from":"b","to":"b","index":7}}`: `x has one with to "c", not "b"` + "\n",
	} {
		r, err := validate.Run(context.Background(), logOf(t, line), validate.Options{Trace: trace})
		require.NoError(t, err)
		require.Contains(t, r.String(), want)
	}
	r, err := validate.Run(context.Background(), logOf(t, `{"m":{"from":"z","to":"z","index":0}}`), validate.Options{Trace: trace})
	require.NoError(t, err)
	require.NotContains(t, r.String(), "has one with")
}
