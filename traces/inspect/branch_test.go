package inspect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/inspect"
)

// The program as a whole: search, branch until the property fails, undo, save, and
// quit. What is saved is a run like any other.
func TestBranchAndSave(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	path := t.TempDir() + "/branch.itf.json"
	m := inspect.New(trace, inspect.Options{Open: code(trace), SaveAs: path})
	m.Update(m.Init()())
	keys := append([]string{"/"}, append(typed("receives requestvote{term: 4"), "enter")...)
	keys = append(keys, "up", "up", "b", "j", "enter", "enter", "enter", "u", "enter", "s", "enter", "esc", "q")
	out, final := play(t, m, 80, 24, nil, keys...)
	require.Contains(t, out, "\x1b[?1049h", "it has a screen of its own")
	require.Contains(t, screen(final), "BRANCH from step 17, 3 steps: ✕ VIOLATED leader-completeness after 20 steps")
	saved, err := traces.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 20, saved.Steps())
	require.Equal(t, "leader-completeness", saved.Meta.Property)

	m = look(t, trace, 80, 24)
	press(m, "home", "b", "enter", "esc", "q")
	require.Equal(t, "the branch is not saved: s saves it, q again quits without", status(m))
	press(m, "s", "ctrl+u")
	press(m, typed(path)...)
	press(m, "enter")
	require.Contains(t, screen(m), "not saved: there is a file ")
	press(m, "s", "ctrl+u")
	press(m, typed(t.TempDir()+"/none/x.itf.json")...)
	press(m, "enter")
	require.Contains(t, screen(m), "no such file")
	press(m, "s")
	m.Update(tea.PasteMsg{Content: "\n"})
	press(m, "enter")
	require.Contains(t, screen(m), "saved to ")
	_, cmd := m.Update(keyOf("q"))
	require.NotNil(t, cmd, "it quits")
}

// What a step would break is said before it is taken, and what it breaks at once.
func TestBrokenPropertiesAreSaid(t *testing.T) {
	trace := spec(t, "Lock")
	m := look(t, trace, 80, 24)
	press(m, "up", "b")
	require.Regexp(t, `(?m)^. Take\(p = b\)  ✕ breaks Mutual$`, screen(m))
	press(m, "/", "T", "a", "k", "e", "enter", "enter")
	require.Contains(t, status(m), "✕ Mutual is violated now")
	require.Contains(t, screen(m), "BRANCH from step 3, 1 step: ✕ VIOLATED Mutual after 4 steps")
	press(m, "esc")
	require.Contains(t, screen(m), `with p = "a"`, "the values that contradict each other")
	press(m, "b", "enter", "esc", "up")
	require.Contains(t, screen(m), "✕ Mutual is violated here", "also where the branch goes on")
	require.Contains(t, screen(m), "BRANCH from step 3, 2 steps: ✕ VIOLATED Mutual after 4 steps")
}

// How the properties stand is said of every state: of the saved run as far as it or the code
// knows, and of a branch.
func TestPropertiesAreToldInEveryState(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	others := func(m *inspect.Model) string {
		_, text, _ := strings.Cut(strings.Join(strings.Fields(screen(m)), " "), "── properties ")
		return text
	}
	m := look(t, trace, 80, 24)
	press(m, "tab", "tab", "tab")
	require.Contains(t, others(m), "✕ leader-completeness is violated here not violated so far: election-safety, leader-append-only, log-matching, state-")
	press(m, "up")
	require.NotContains(t, others(m), "is violated")
	require.Contains(t, others(m), "not violated so far: election-safety, leader-append-only, log-matching, leader-completeness")
	press(m, "end", "b", "enter", "esc", "tab", "tab", "tab")
	require.True(t, m.Branched())
	require.Contains(t, others(m), "✕ leader-completeness is violated")
	require.Contains(t, others(m), "not violated so far: election-safety")

	// Without the code it is known that the run ends at what it breaks first.
	alone := inspect.New(trace, inspect.Options{})
	alone.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	press(alone, "tab", "tab", "tab")
	require.Contains(t, others(alone), "not known here: election-safety")
	press(alone, "up")
	require.Contains(t, others(alone), "not violated so far: election-safety")
}

// A run can begin in another initial state.
func TestInitialStates(t *testing.T) {
	m := look(t, spec(t, "Starts"), 80, 24)
	require.Contains(t, screen(m), "VIOLATED Below after 1 step")
	press(m, "home", "b")
	require.Contains(t, screen(m), "\n  initial state 1: n 2 → 0   from 2 → 0\n")
	require.NotContains(t, screen(m), "initial state 3", "that is this one")
	press(m, "down", "enter")
	require.Contains(t, screen(m), "BRANCH from another initial state, 0 steps: nothing is broken")
	press(m, "enter", "enter", "enter")
	require.Contains(t, screen(m), "BRANCH from another initial state, 3 steps: ✕ VIOLATED Below after 3 steps")
	press(m, "u", "u", "u", "u")
	require.False(t, m.Branched())
	require.Equal(t, "undone", status(m))
	press(m, "enter") // the step that the saved run takes
	require.Contains(t, screen(m), "BRANCH from step 0, 1 step: ✕ VIOLATED Below after 1 step")
}

// A goal is reached, not broken; and a branch that does not reach it can be saved
// and opened all the same.
func TestGoals(t *testing.T) {
	sys, err := raft.Protocol.System("", nil)
	require.NoError(t, err)
	r, err := synod.Explore(t.Context(), sys, synod.Options{Until: "leader-elected"})
	require.NoError(t, err)
	trace := r.Violation.Trace
	trace.Meta.Protocol, trace.Meta.Settings = "raft", sys.Settings
	path := t.TempDir() + "/branch.itf.json"
	m := inspect.New(trace, inspect.Options{Open: code(trace), SaveAs: path})
	m.Update(m.Init()())
	require.Contains(t, screen(m), "✓ leader-elected is reached here")
	press(m, "up", "b")
	require.Contains(t, screen(m), "  ✓ reaches leader-elected\n")
	press(m, "/", "r", "e", "a", "c", "h", "enter", "enter")
	require.Equal(t, "✓ leader-elected is reached now", status(m))
	require.Contains(t, screen(m), ": ✓ REACHED leader-elected after 3 steps")
	press(m, "u", "esc", "b", "j", "enter", "s", "enter")
	require.Contains(t, screen(m), ": the goal is not reached")
	branch, err := traces.ReadFile(path)
	require.NoError(t, err)
	live, first, err := code(branch)()
	require.NoError(t, err)
	replayed := traces.Replay(live, branch, first)
	require.Nil(t, replayed.Departure)
	require.Empty(t, replayed.Broken)
}

// Where the code has changed, the run says where it departs, and branches begin
// before that.
func TestTheCodeDeparts(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	correct := *trace
	correct.Meta.Mutant = ""
	m := inspect.New(trace, inspect.Options{Open: code(&correct)})
	m.Update(m.Init()())
	require.Contains(t, screen(m), "! the code departs from this run at step 15: recorded[0] is {node: S1, name:")
	press(m, "b")
	require.Contains(t, screen(m), "no branch here: branches begin at step 14 or earlier")
	press(m, ":", "1", "5", "enter")
	fits(t, m)
	require.Equal(t, 2, strings.Count(screen(m), "the code departs from this run at step 15"), "here, too")
	press(m, "up", "b")
	require.Contains(t, screen(m), "steps enabled in state 14")
	press(m, "enter")
	require.Equal(t, 15, m.At())

	// Not even the beginning is the same.
	other := *trace
	other.States = slices.Clone(trace.States)
	other.States[0].Vars = traces.Record{{Name: "nodes", Value: traces.Record{}}, {Name: "network", Value: traces.Seq{}}}
	m = look(t, &other, 80, 24)
	press(m, "home", "b")
	require.Contains(t, screen(m), "no branch here: the code departs from this run at the initial state: ")
}

// Why there are no branches is said, and the run is shown all the same.
func TestNoBranches(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	m := inspect.New(trace, inspect.Options{})
	require.Nil(t, m.Init())
	press(m, "b")
	require.Contains(t, screen(m), "no branch here: it is another tool's run")
	m = inspect.New(trace, inspect.Options{Open: func() (traces.Live, int, error) { return nil, 0, errors.New("it is gone") }})
	msg := m.Init()
	press(m, "b")
	require.Equal(t, "no branch here: the code is not ready yet; try again", status(m))
	m.Update(msg())
	press(m, "b")
	require.Equal(t, "no branch here: it is gone", status(m))
}

// The step that closes a loop is one of the list, and the run goes on behind it where the
// loop begins; a branch can begin there, too.
func TestRunWithoutEnd(t *testing.T) {
	trace := drawn(t, "tokens")
	m := look(t, trace, 80, 24)
	require.Contains(t, screen(m), ">5 ✕╰   ●◄╯ │   │    ↺1  T1 receives Token from T2")
	require.Contains(t, screen(m), "↺ step 5 leads back to state 1, and round for ever")
	press(m, "down")
	require.Equal(t, "↺ back in state 1, and round for ever", status(m))
	require.Contains(t, screen(m), "step 1 of 5")
	press(m, "end", "b", "enter")
	require.Contains(t, screen(m), "BRANCH from step 5, 1 step: nothing is broken")
	require.NotContains(t, screen(m), "↺")

	// On other code the loop is none that breaks the property, or cannot be taken.
	for code, want := range map[tokentest.Code]string{
		{Greets: true}: "! the property is not violated by this run any more: the loop is not fair: T3",
		{Fair: true}:   "! the code departs from this run at step 4:",
	} {
		sys, err := tokentest.ProtocolOf(code).System("", trace.Meta.Settings)
		require.NoError(t, err)
		m := inspect.New(trace, inspect.Options{Open: func() (traces.Live, int, error) { return opened(runs.Of(sys, trace)) }})
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		m.Update(m.Init()())
		require.Contains(t, screen(m), want)
	}
}
