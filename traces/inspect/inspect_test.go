package inspect_test

import (
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/inspect"
)

// The screens that somebody looked at.
func TestScreens(t *testing.T) {
	m := look(t, drawn(t, "commit-old-term"), 80, 24)
	compare(t, "raft", m) // it opens at the end, on the failure
	press(m, "k", "k", "k", "b", "j")
	compare(t, "raft-enabled", m)
	press(m, "enter", "enter", "enter", "esc")
	compare(t, "raft-branch", m)
	m = look(t, drawn(t, "commit-old-term"), 150, 45)
	compare(t, "raft-large", m)
	press(m, "?")
	compare(t, "help", m)
	m = look(t, drawn(t, "commit-old-term"), 48, 14)
	compare(t, "raft-small", m)
	compare(t, "lasso", look(t, drawn(t, "lasso"), 80, 24))
	compare(t, "tokens", look(t, drawn(t, "tokens"), 80, 24))
	compare(t, "acceptors", look(t, drawn(t, "acceptors"), 80, 24))
	compare(t, "faults", look(t, drawn(t, "faults"), 80, 24))
	compare(t, "spec", look(t, spec(t, "Lock"), 80, 24))
	m = look(t, long(230, 4), 80, 24)
	compare(t, "long", m)
	press(m, "z", "home", "j", "j")
	compare(t, "long-folded", m)
	compare(t, "many", look(t, long(40, 24), 80, 24))
	compare(t, "wide", look(t, wide(), 80, 24))
}

// Every key does what the help says.
func TestEveryKey(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	last := trace.Steps()
	tests := map[string]func(*testing.T, *inspect.Model){
		"b": func(t *testing.T, m *inspect.Model) { require.Contains(t, screen(m), "steps enabled in state 10") },
		"]": func(t *testing.T, m *inspect.Model) {
			press(m, "enter", "]")
			require.Equal(t, 17, m.At())
			require.Equal(t, "Term of any node changes: step 17, 8 of 10", status(m))
		},
		"n": func(t *testing.T, m *inspect.Model) {
			require.Contains(t, status(m), "nothing was searched for yet")
			press(m, "/", "c", "r", "a", "s", "h", "enter")
			require.Equal(t, "“crash” is in no step", status(m))
			press(m, append([]string{"/"}, append(typed("VOTEREPLY"), "enter")...)...)
			require.Equal(t, 11, m.At(), "capitals do not matter")
			press(m, "n")
			require.Equal(t, 18, min(18, m.At()))
		},
	}
	at := func(want int) func(*testing.T, *inspect.Model) {
		return func(t *testing.T, m *inspect.Model) { require.Equal(t, want, m.At()) }
	}
	for key, want := range map[string]int{"down": 11, "up": 9, "home": 0, "end": last, "pgdown": 17, "pgup": 3} {
		tests[key] = at(want)
	}
	for key, other := range map[string]string{
		"j": "down", "right": "down", "l": "down", "k": "up", "left": "up", "h": "up", "g": "home", "G": "end",
		"ctrl+f": "pgdown", "ctrl+b": "pgup", "enter": "b", ">": "]",
	} {
		tests[key] = tests[other]
	}
	tests["N"] = func(t *testing.T, m *inspect.Model) {
		press(m, append([]string{"/"}, append(typed("commitindex"), "enter")...)...)
		require.Equal(t, 15, m.At())
		press(m, "N")
		require.Equal(t, 15, m.At(), "round the ends to the only one")
	}
	tests["["] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), "Term of any node")
		press(m, "enter", "[")
		require.Equal(t, 9, m.At())
		press(m, "home", "[")
		require.Equal(t, "no earlier step changes Term of any node", status(m))
	}
	tests["<"] = tests["["]
	tests[":"] = func(t *testing.T, m *inspect.Model) {
		press(m, "7", "enter")
		require.Equal(t, 7, m.At())
		press(m, ":", "9", "9", "enter")
		require.Equal(t, 7, m.At())
		require.Contains(t, status(m), `there is no step "99"; there are 0 to 20`)
	}
	tests["/"] = func(t *testing.T, m *inspect.Model) {
		press(m, "x", "backspace", "S", "2", "ctrl+u")
		require.Equal(t, "search:", status(m))
		press(m, append(typed("s3: timeout"), "enter")...)
		require.Equal(t, 16, m.At())
		require.Equal(t, "“s3: timeout”: step 16, 2 of 3", status(m))
		press(m, "/", "x", "esc")
		require.Equal(t, 16, m.At())
	}
	tests["w"] = func(t *testing.T, m *inspect.Model) {
		press(m, append([]string{"/"}, append(typed("s2.term"), "enter", "enter")...)...)
		require.Contains(t, status(m), "S2.Term changes in 2 of 20 steps")
		press(m, "home", "]")
		require.Equal(t, 6, m.At())
		press(m, "]")
		require.Equal(t, 10, m.At())
		press(m, "]")
		require.Equal(t, 10, m.At())
		press(m, "up")
		require.Regexp(t, `(?m)^ 10 \* `, screen(m), "the step is marked")
	}
	tests["tab"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), " 7–16 of ")
		press(m, "tab")
		require.Contains(t, screen(m), "in flight: ")
		press(m, "tab")
		require.Contains(t, screen(m), "not violated so far: election-safety, ")
		press(m, "tab")
		require.Contains(t, screen(m), " 1–10 of ")
	}
	tests["p"] = func(t *testing.T, m *inspect.Model) {
		press(m, append([]string{"/"}, append(typed("S3.Term"), "enter", "enter")...)...)
		require.Contains(t, screen(m), "S1  S2  S3   S3.Term\n")
		require.Contains(t, screen(m), "S3.Term  pinned")
		require.Regexp(t, `(?m)^  5 .*◷ +2 +S3: timeout election`, screen(m), "the value after the step that changes it")
		require.Regexp(t, `(?m)^  6 .* {12}S2 receives RequestVote`, screen(m), "and not after others")
		press(m, "enter")
		require.NotContains(t, screen(m), "S3   S3.Term")
		require.NotContains(t, screen(m), "pinned\n")
	}
	tests["v"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), "── state 10 ")
		require.Regexp(t, `(?m)^  Log\n    0:\n      Term: 1\n      Command: {From: S1, Number: 1, Op: none}\n`, screen(m))
		press(m, "v")
		require.Equal(t, "long values in lines", status(m))
		require.Contains(t, screen(m), "Log: [{Term: 1, ")
	}
	tests["J"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), " 2–")
		press(m, "K")
		require.Contains(t, screen(m), " 1–")
	}
	tests["shift+down"] = tests["J"]
	tests["K"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), " 1–", "nothing is above")
		press(m, "J", "J", "shift+up")
		require.Contains(t, screen(m), " 2–")
	}
	tests["shift+up"] = tests["K"]
	tests["u"] = func(t *testing.T, m *inspect.Model) {
		require.Equal(t, "there is nothing to undo", status(m))
		press(m, "b", "enter", "enter")
		require.Equal(t, 12, m.Steps())
		press(m, "u")
		require.Equal(t, 11, m.Steps())
		require.True(t, m.Branched())
		press(m, "u")
		require.Equal(t, last, m.Steps())
		require.False(t, m.Branched())
		require.Equal(t, 10, m.At())
	}
	tests["s"] = func(t *testing.T, m *inspect.Model) {
		require.Equal(t, "there is no branch to save; b takes another step", status(m))
	}
	tests["z"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, status(m), "there is nothing to fold")
		press(m, "z")
		require.Equal(t, "every step is shown", status(m))
	}
	tests["o"] = func(t *testing.T, m *inspect.Model) {
		press(m, "j", "j", "enter") // all nodes, S1, S2
		require.Contains(t, screen(m), "⋮")
		require.NotContains(t, screen(m), "S3: timeout command")
		press(m, "o", "home", "enter")
		require.NotContains(t, screen(m), "⋮")
	}
	tests["space"] = func(t *testing.T, m *inspect.Model) {
		require.Equal(t, "there is no fold here; z folds a long run", status(m))
	}
	tests["f"] = tests["space"]
	tests["H"] = func(t *testing.T, m *inspect.Model) {
		press(m, "enter", "j", "enter")
		require.Contains(t, screen(m), "S2  hidden")
		require.Contains(t, screen(m), " S3\n")
		require.NotContains(t, screen(m), "S2  S3")
		press(m, "j", "enter")
		require.Equal(t, "the last lane stays", status(m))
		press(m, "home", "enter", "j", "enter", "esc")
		require.Contains(t, screen(m), "S1  S2  S3")
	}
	tests["?"] = func(t *testing.T, m *inspect.Model) {
		require.Contains(t, screen(m), "this help")
		press(m, "x")
		require.NotContains(t, screen(m), "this help")
	}
	for _, key := range inspect.Keys() {
		test := tests[key]
		require.NotNil(t, test, "%s has no test", key)
		t.Run(key, func(t *testing.T) {
			m := look(t, trace, 80, 24)
			press(m, ":", "1", "0", "enter")
			require.Equal(t, 10, m.At())
			press(m, key)
			test(t, m)
			fits(t, m)
		})
	}
	m := look(t, trace, 80, 24)
	press(m, "x")
	require.Equal(t, "x means nothing here; ? shows the keys", status(m))
}

// A fold is opened where the user is, and closed again; others stay.
func TestFoldsAreOpenedOneByOne(t *testing.T) {
	m := look(t, long(230, 4), 80, 24)
	press(m, "z", "home", "j")
	require.Contains(t, screen(m), "⋮")
	closed := screen(m)
	press(m, "space")
	require.Equal(t, 1, m.At())
	require.NotContains(t, screen(m), "⋮")
	press(m, "j", "j")
	require.Equal(t, 3, m.At())
	press(m, "f")
	require.Equal(t, "closed", status(m))
	press(m, "home", "j")
	require.Equal(t, closed, screen(m))
	fits(t, m)
}

// Where the state is on top of the details, it is scrolled to what each step changed.
func TestTheStateIsScrolledToWhatChanged(t *testing.T) {
	m := look(t, long(40, 20), 80, 24)
	press(m, "home", "tab")
	for at := 1; at <= 40; at++ {
		press(m, "j")
		require.Equal(t, at, m.At())
		_, details, _ := strings.Cut(screen(m), "── ")
		require.Contains(t, details, "*count:", "step %d", at)
	}
}

// Without colour nothing is lost but colour: marks say the same.
func TestNoColour(t *testing.T) {
	trace := drawn(t, "commit-old-term")
	colours := regexp.MustCompile(`\x1b\[[0-9;]*\b3[0-7]m`)
	keys := []string{"w", "enter", "home", "]", "]", "tab", "q"}
	out, coloured := play(t, look(t, trace, 80, 24), 80, 24, []tea.ProgramOption{tea.WithColorProfile(colorprofile.ANSI)}, keys...)
	require.Regexp(t, colours, out)
	out, plain := play(t, look(t, trace, 80, 24), 80, 24, []tea.ProgramOption{tea.WithEnvironment([]string{"TERM=xterm-256color", "NO_COLOR=1"})}, keys...)
	require.NotRegexp(t, colours, out)
	require.Equal(t, screen(coloured), screen(plain))
	for _, mark := range []string{`(?m)^> 2 \* `, `\*Term: 1`} {
		require.Regexp(t, mark, screen(plain))
	}
}

// Whatever is pressed, and however large the window is, every line is as wide as
// the window, and there are as many as it has.
func TestAnyKeysAtAnySize(t *testing.T) {
	runs := []*traces.Trace{wide(), long(230, 4), long(40, 24), spec(t, "Lock")}
	for _, name := range []string{"commit-old-term", "fast-read", "faults", "acceptors", "lasso", "tokens", "spec"} {
		runs = append(runs, drawn(t, name))
	}
	keys := inspect.Keys()
	for name := range special {
		if name != "ctrl+c" {
			keys = append(keys, name)
		}
	}
	keys = append(keys, "q", "x", "a", "é", "日")
	for i, trace := range runs {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		m := look(t, trace, 80, 24)
		for range 300 {
			if r.IntN(40) == 0 {
				m.Update(tea.WindowSizeMsg{Width: 40 + r.IntN(160), Height: 12 + r.IntN(60)})
			}
			key := keys[r.IntN(len(keys))]
			if key == "s" { // nothing is written here
				continue
			}
			press(m, key)
			fits(t, m)
			require.GreaterOrEqual(t, m.At(), 0)
			require.LessOrEqual(t, m.At(), m.Steps())
		}
	}
}

// A window that is too small says so.
// In the least window the last line has whole words, and of what is typed the end,
// where the cursor is.
func TestTheLastLineInASmallWindow(t *testing.T) {
	m := look(t, drawn(t, "commit-old-term"), 40, 12)
	require.Equal(t, "? help  q quit  ↑↓ step  Tab details", status(m))
	press(m, "/")
	press(m, typed("abcdefghijklmnopqrstuvwxyz0123456789")...)
	require.Equal(t, "search: …ghijklmnopqrstuvwxyz0123456789", status(m))
	require.Equal(t, 39, m.View().Cursor.X)
	press(m, "backspace")
	require.Equal(t, "search: …fghijklmnopqrstuvwxyz012345678", status(m))
	require.Equal(t, 39, m.View().Cursor.X)
}

func TestTooSmallAWindow(t *testing.T) {
	m := look(t, drawn(t, "lasso"), 30, 10)
	require.Contains(t, screen(m), "30×10 is too small a window:\n40×12 are needed.\n")
	for _, size := range [][2]int{{1, 1}, {0, 0}, {39, 50}, {200, 3}} {
		m.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		require.NotEmpty(t, screen(m))
		press(m, "j", "b", "?")
	}
	m.Update(tea.WindowSizeMsg{Width: 40, Height: 12})
	fits(t, m)
}

// A run that goes back only up to a VIEW says so where it ends.
func TestWayBackUpToAView(t *testing.T) {
	trace := drawn(t, "lasso")
	trace.Meta.UpTo = "VIEW Shown"
	m := look(t, trace, 180, 40)
	press(m, "G")
	require.Contains(t, screen(m), "↺ from here back to state 0 up to VIEW Shown, and round for ever")
	press(m, "j")
	require.Contains(t, screen(m), "↺ back in state 0 up to VIEW Shown, and round for ever")
}

// Nothing is written but what the user saves.
func TestMain(m *testing.M) {
	code := m.Run()
	if exists("branch.itf.json") {
		panic("a branch was written")
	}
	os.Exit(code)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// The step that decides has a mark, and its details say what it decides.
func TestDecidingStepIsMarked(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop}
	for i := range 3 {
		run.States = append(run.States, traces.State{Vars: traces.Record{{Name: "x", Value: traces.Int(i)}}})
	}
	run.SetValences([][]string{{"a", "b"}, {"b"}, {"b"}})
	m := look(t, run, 80, 24)
	press(m, "home", "j")
	require.Regexp(t, `(?m)^>1 ◆ `, screen(m))
	require.Regexp(t, `(?m)^ 2 +`, screen(m))
	require.Contains(t, screen(m), "◆ decides b")
}
