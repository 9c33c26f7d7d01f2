//go:build with_tla

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"go.etcd.io/raft/v3"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/impl/internal/rawnode"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// Runs of the library are held here against its own TLA+ spec, which the module brings: what
// the library says it did must be a behaviour of the spec.

// specFile returns a file of the library's spec, in the module that is linked.
func specFile(name string) string {
	at := reflect.ValueOf(raft.NewRawNode).Pointer()
	file, _ := runtime.FuncForPC(at).FileLine(at)
	return filepath.Join(filepath.Dir(file), "tla", name)
}

// event is what of a TracingEvent the tests look at; line is all of it.
type event struct {
	line string
	Name string
	Nid  string
	Role string
	Msg  *struct {
		Type  string
		Index int
	}
}

// String is the event's name, with the type of its message and the index there.
func (e event) String() string {
	if e.Msg == nil {
		return e.Name
	}
	return fmt.Sprintf("%s %s %d", e.Name, e.Msg.Type, e.Msg.Index)
}

func readEvent(t *testing.T, line string) event {
	var read struct{ Event event }
	require.NoError(t, json.Unmarshal([]byte(line), &read))
	read.Event.line = line
	return read.Event
}

// eventsOf returns what the library said in a log.
func eventsOf(t *testing.T, log []traces.LogLine) (events []event) {
	for _, l := range log {
		if strings.HasPrefix(l.Text, `{"tag":"trace"`) {
			events = append(events, readEvent(t, l.Text))
		}
	}
	return events
}

// spell spells a step: S1:election, S1>S2 for the delivery of a message, S1>S2:drop, and what
// was chosen in it: S1:tick/1. Where there are several messages, S1>S2/MsgVote is one.
func spell(s *traces.Step) string {
	text := spellKind(s)
	for _, c := range s.Choices {
		text += "/" + strconv.Itoa(c)
	}
	return text
}

func spellKind(s *traces.Step) string {
	switch s.Kind {
	case traces.StepDeliver:
		return s.From + ">" + s.Node
	case traces.StepDrop, traces.StepDuplicate:
		return s.From + ">" + s.To + ":" + s.Kind
	case traces.StepTimeout:
		return s.Node + ":" + s.Name
	}
	return s.Node + ":" + s.Kind
}

// A walk is a run of the harness: its steps, and what the library said.
type walk struct {
	steps  []string
	events []event
}

func (w *walk) add(t *testing.T, s traces.State) {
	if s.Step != nil {
		w.steps = append(w.steps, spell(s.Step))
	}
	w.events = append(w.events, eventsOf(t, s.Log)...)
}

// timeless calls f where time passes at once: the library sleeps for a millisecond with each
// event of a message.
func timeless(t *testing.T, f func(t *testing.T)) { t.Helper(); synctest.Test(t, f) }

// wander takes a random run.
func wander(t *testing.T, sys *model.System, seed uint64) (w walk) {
	t.Helper()
	timeless(t, func(t *testing.T) {
		require.NoError(t, runs.Wander(sys, seed, 120, func(r *runs.Run) error { w.add(t, r.State()); return nil }))
	})
	return w
}

// take takes the steps of a run that are spelt, and leaves out those that are not enabled.
func take(t *testing.T, sys *model.System, steps []string) (w walk) {
	t.Helper()
	timeless(t, func(t *testing.T) {
		r, err := runs.New(sys)
		require.NoError(t, err)
		require.NoError(t, r.Do(func() {
			w.add(t, r.State())
			follow(r, steps, func() { w.add(t, r.State()) })
		}))
	})
	return w
}

// follow takes the steps of a run that are spelt and enabled, and calls visit after each.
func follow(r *runs.Run, steps []string, visit func()) {
	for _, s := range steps {
		i := slices.IndexFunc(r.Enabled(), func(e traces.Step) bool { return spell(&e) == s || spell(&e)+"/"+e.Name == s })
		if i >= 0 {
			r.Take(i)
			visit()
		}
	}
}

// held extends the spec's trace module. It says how many events of a log some behaviour of
// the spec has.
const held = `---- MODULE Held ----
EXTENDS Traceetcdraft
ASSUME TLCSet(1, 0)
Held == TLCSet(1, Max({TLCGet(1), l - 1}))
Told == PrintT(TLCGet(1))
====
`

// hold checks events against the spec's trace module, with its invariants and its property
// that a behaviour of the trace module is one of the spec. It returns how many events are
// those of a behaviour.
func hold(t *testing.T, events []event) int {
	t.Helper()
	theirs, err := os.ReadFile(specFile("Traceetcdraft.cfg"))
	require.NoError(t, err)
	cfg := string(theirs)
	for _, change := range [][2]string{
		{"VIEW\n    TraceView\n", "CONSTRAINT Held\n"},
		{"PROPERTIES\n    TraceMatched\n", "POSTCONDITION Told\n"},
	} {
		require.Contains(t, cfg, change[0])
		cfg = strings.Replace(cfg, change[0], change[1], 1)
	}
	r, told := run(t, held, cfg, events)
	if r.Violation != nil {
		require.Fail(t, r.Violation.Property+" is violated", r.Violation.Text)
	}
	require.True(t, r.Complete())
	n, err := strconv.Atoi(told[len(told)-1])
	require.NoError(t, err)
	return min(n, len(events))
}

// run checks a module that extends those of the spec, with a log, and returns what it printed,
// by words.
func run(t *testing.T, module, cfg string, log []event) (*check.Report, []string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	name := strings.Fields(module)[2]
	write(name+".cfg", cfg)
	m, err := check.Load(check.Sources{
		Spec: write(name+".tla", module),
		Path: []string{filepath.Dir(specFile("x"))},
		Env:  []string{"JSON=" + write("events.ndjson", lines(log))},
	})
	require.NoError(t, err)
	var out bytes.Buffer
	r, err := m.Check(t.Context(), check.Options{Options: explore.Options{Workers: 1}, Print: &out})
	require.NoError(t, err)
	return r, strings.Fields(out.String())
}

// lines are events as a log. The trace module of v3.6.0 fails with less than a hundred; so
// events follow that it skips.
func lines(events []event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(e.line + "\n")
	}
	for range 100 - len(events) {
		b.WriteString(`{"tag":"trace","event":{"name":"ReduceNextIndex","nid":"1"}}` + "\n")
	}
	return b.String()
}

// mended are events in which a restart says what it restarts with. The library tells of it
// too early, before it has loaded its term and its vote; two events later it says them. The
// spec has one step for all three.
func mended(t *testing.T, events []event) (all []event) {
	up := map[string]bool{}
	for i := 0; i < len(events); i++ {
		e := events[i]
		if e.Name == "InitState" && up[e.Nid] {
			require.Equal(t, "BecomeFollower", events[i+2].Name)
			e = events[i+2]
			e.line = strings.Replace(e.line, e.Name, "InitState", 1)
			e.Name = "InitState"
			i += 2
		}
		up[e.Nid] = true
		all = append(all, e)
	}
	return all
}

// protocol is the library's.
var protocol = rawnode.NewProtocol(&library)

// requireAllowed wants a run, restarts mended, to be a behaviour of the spec, and returns how
// many events it has.
func requireAllowed(t *testing.T, w walk) int {
	t.Helper()
	events := mended(t, w.events)
	require.NotEmpty(t, events)
	if n := hold(t, events); n < len(events) {
		require.Fail(t, "the run departs from the spec", "%v departs at %s", w.steps, events[n].line)
	}
	return len(events)
}
