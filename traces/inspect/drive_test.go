package inspect_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest/v2"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/golden"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/inspect"
)

// drawn is a run of package draw's tests.
func drawn(t *testing.T, name string) *traces.Trace {
	t.Helper()
	trace, err := traces.ReadFile(filepath.Join("..", "draw", "testdata", name+".itf.json"))
	require.NoError(t, err)
	return trace
}

// code opens the code of the protocol that a run is of.
func code(saved *traces.Trace) func() (traces.Live, int, error) {
	return func() (traces.Live, int, error) {
		if saved.Meta.Kind == traces.KindTLA {
			w, err := check.WalkOf(saved)
			return w, 0, err
		}
		p := &raft.Protocol
		if saved.Meta.Protocol == tokentest.Protocol.Name {
			p = &tokentest.Protocol
		}
		sys, err := p.System(saved.Meta.Mutant, saved.Meta.Settings)
		if err != nil {
			return nil, 0, err
		}
		return opened(runs.Of(sys, saved))
	}
}

func opened(w *runs.Run, first int, err error) (traces.Live, int, error) { return w, first, err }

// spec is a counterexample of a TLA+ spec of testdata.
func spec(t *testing.T, name string) *traces.Trace {
	t.Helper()
	m, err := check.Load(check.Sources{Spec: filepath.Join("testdata", name+".tla")})
	require.NoError(t, err)
	r, err := m.Check(context.Background(), check.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	return r.Violation.Trace
}

// look is the model of a run at a size, with its live system.
func look(t *testing.T, trace *traces.Trace, width, height int) *inspect.Model {
	t.Helper()
	m := inspect.New(trace, inspect.Options{Open: code(trace), SaveAs: filepath.Join(t.TempDir(), "run-branch.itf.json")})
	m.Update(tea.WindowSizeMsg{Width: width, Height: height})
	m.Update(m.Init()())
	return m
}

// special are the keys that have a name.
var special = map[string]tea.KeyPressMsg{
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"tab": {Code: tea.KeyTab}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "backspace": {Code: tea.KeyBackspace},
	"shift+up": {Code: tea.KeyUp, Mod: tea.ModShift}, "shift+down": {Code: tea.KeyDown, Mod: tea.ModShift},
	"ctrl+f": {Code: 'f', Mod: tea.ModCtrl}, "ctrl+b": {Code: 'b', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	"ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
}

// keyOf is the message of a key: one of special, or a character.
func keyOf(name string) tea.KeyPressMsg {
	if k, ok := special[name]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// press presses keys one after the other.
func press(m *inspect.Model, keys ...string) {
	for _, k := range keys {
		m.Update(keyOf(k))
	}
}

// typed are the characters of a text.
func typed(text string) []string { return strings.Split(text, "") }

// screen is what is seen, without colours and without the spaces at the ends of
// the lines.
func screen(m *inspect.Model) string {
	var b strings.Builder
	for line := range strings.SplitSeq(ansi.Strip(m.View().Content), "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// status is the last line.
func status(m *inspect.Model) string {
	lines := strings.Split(strings.TrimRight(screen(m), "\n"), "\n")
	return lines[len(lines)-1]
}

// compare holds a screen against the file that keeps it.
func compare(t *testing.T, name string, m *inspect.Model) {
	t.Helper()
	fits(t, m)
	golden.Compare(t, name+".txt", screen(m))
}

// fits says that the screen has as many lines as the window, each as wide as it.
func fits(t *testing.T, m *inspect.Model) {
	t.Helper()
	width, height := m.Size()
	lines := strings.Split(m.View().Content, "\n")
	require.Len(t, lines, height)
	for _, line := range lines {
		require.Equal(t, width, ansi.StringWidth(line), "%q", ansi.Strip(line))
	}
}

// play runs the whole program on a terminal of its own, presses keys, and returns
// everything that was written, and the model at its end.
func play(t *testing.T, m *inspect.Model, width, height int, options []tea.ProgramOption, keys ...string) (string, *inspect.Model) {
	t.Helper()
	tm := teatest.NewTestModel(t, m, teatest.WithInitialTermSize(width, height), teatest.WithProgramOptions(options...))
	var out bytes.Buffer
	teatest.WaitFor(t, tm.Output(), func(b []byte) bool { out.Write(b); return bytes.Contains(b, []byte("quit")) })
	for _, k := range keys {
		tm.Send(keyOf(k))
	}
	final := tm.FinalModel(t).(*inspect.Model)
	_, err := out.ReadFrom(tm.FinalOutput(t))
	require.NoError(t, err)
	return out.String(), final
}

// long is a run of that many steps: a token goes round among so many nodes, and
// each counts how often it had it.
func long(steps, nodes int) *traces.Trace {
	var names []string
	for i := range nodes {
		names = append(names, string(rune('A'+i)))
	}
	t := &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Protocol: "token", Property: "few", Violation: "somebody had the token too often"}}
	count := make([]int, len(names))
	at := 0
	for i := range steps + 1 {
		var all traces.Record
		for n, name := range names {
			all = append(all, traces.Field{Name: name, Value: traces.Record{
				{Name: "up", Value: traces.Bool(true)}, {Name: "count", Value: traces.Int(count[n])}, {Name: "timers", Value: traces.Set{}},
			}})
		}
		next := (at + 1) % len(names)
		token := traces.Packet{From: names[at], To: names[next], Name: "Token", Message: traces.Record{{Name: "number", Value: traces.Int(i)}}}
		network := traces.Seq{traces.Record{
			{Name: "from", Value: traces.Str(token.From)}, {Name: "to", Value: traces.Str(token.To)},
			{Name: "name", Value: traces.Str(token.Name)}, {Name: "message", Value: token.Message},
		}}
		s := traces.State{Vars: traces.Record{{Name: "nodes", Value: all}, {Name: "network", Value: network}}}
		if i > 0 {
			from := (at + len(names) - 1) % len(names)
			s.Step = &traces.Step{Kind: traces.StepDeliver, Node: names[at], From: names[from], To: names[at], Name: "Token",
				Message: traces.Record{{Name: "number", Value: traces.Int(i - 1)}}, Sent: []traces.Packet{token}}
		}
		t.States = append(t.States, s)
		at = next
		count[at]++
	}
	return t
}

// wide is a run whose names and values are wide, do not print, or change the
// direction of the text.
func wide() *traces.Trace {
	const nasty = "サーバ\x1b[31m\u202e😀é\ufe0f\u0301|"
	state := func(n int, step *traces.Step) traces.State {
		node := func(n int) traces.Record {
			return traces.Record{{Name: "up", Value: traces.Bool(n < 2)}, {Name: "値" + nasty, Value: traces.Str(strings.Repeat(nasty, 9*n))}}
		}
		return traces.State{Step: step, Vars: traces.Record{
			{Name: "nodes", Value: traces.Record{{Name: nasty, Value: node(n)}, {Name: nasty + "二", Value: node(0)}}}, {Name: "network", Value: traces.Seq(nil)},
		}}
	}
	p := traces.Packet{From: nasty, To: nasty + "二", Name: nasty, Message: traces.Str(strings.Repeat(nasty, 20))}
	t := &traces.Trace{Meta: traces.Meta{Protocol: nasty, Property: nasty, Violation: strings.Repeat(nasty, 30) + "\n" + nasty}, Loop: 1}
	t.States = []traces.State{state(0, nil), state(1, &traces.Step{Kind: traces.StepTimeout, Node: nasty, Name: nasty, Sent: []traces.Packet{p}})}
	for i := range 4 {
		t.States = append(t.States, state(i, &traces.Step{Kind: traces.StepDeliver, Node: p.To, From: p.From, To: p.To, Name: p.Name, Message: p.Message, Note: nasty,
			Recorded: []traces.Event{{Node: p.To, Name: nasty, Value: traces.Str(fmt.Sprint(nasty, i))}}}))
	}
	return t
}
