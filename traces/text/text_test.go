package text_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/golden"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

// Short names: the tests are full of values.
type (
	rec = traces.Record
	seq = traces.Seq
	num = traces.Int
	str = traces.Str
)

var set = traces.NewSet

// f is a field of a record.
func f(name string, v traces.Value) traces.Field { return traces.Field{Name: name, Value: v} }

func packet(from, to, name string, message traces.Value) rec {
	return rec{f("from", str(from)), f("to", str(to)), f("name", str(name)), f("message", message)}
}

// run reads a run that the tests of package traces save.
func run(t *testing.T, name string) *traces.Trace {
	t.Helper()
	saved, err := traces.ReadFile(filepath.Join("..", "testdata", name+".itf.json"))
	require.NoError(t, err)
	return saved
}

var _ = flag.Bool("update", false, "rewrite the golden files in testdata")

func render(t *testing.T, tr *traces.Trace, o text.Options) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, text.Write(&b, tr, o))
	return b.String()
}

func TestTextOfARunReadsWell(t *testing.T) {
	golden.Compare(t, "raft.txt", render(t, run(t, "raft"), text.Options{}))
	golden.Compare(t, "tla.txt", render(t, run(t, "tla"), text.Options{}))
	golden.Compare(t, "raft-whole.txt", render(t, run(t, "raft"), text.Options{Whole: true}))
}

func TestTextLinesAreShort(t *testing.T) {
	for _, o := range []text.Options{{}, {Whole: true}} {
		for line := range strings.Lines(render(t, run(t, "raft"), o)) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 90, line)
		}
	}
}

// A wide character takes two columns of a terminal, a combining mark none: labels
// are aligned, and lines broken, by what is seen.
func TestTextCountsColumns(t *testing.T) {
	saved := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{f("票数", num(1)), f("e\u0301tat", num(2)), f("term", num(3))}}}}
	var columns []int
	for line := range strings.Lines(render(t, saved, text.Options{})) {
		if before, _, found := strings.Cut(strings.TrimRight(line, "\n"), "  "+line[len(line)-2:len(line)-1]); found && strings.HasPrefix(line, "   ") {
			columns = append(columns, ansi.StringWidth(before))
		}
	}
	require.Len(t, columns, 3)
	require.Equal(t, []int{columns[0], columns[0], columns[0]}, columns, "the values are not under each other:\n%s", render(t, saved, text.Options{}))

	var wide seq
	for range 60 {
		wide = append(wide, str("票数"))
	}
	saved.States[0].Vars = rec{f("log", wide)}
	for line := range strings.Lines(render(t, saved, text.Options{})) {
		require.LessOrEqual(t, ansi.StringWidth(strings.TrimRight(line, "\n")), 90, line)
	}
}

// Values that read alike do not stand beside each other as if nothing had changed.
func TestTextOfAChangeTellsTheKindsApart(t *testing.T) {
	saved := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{f("x", set())}}, {Vars: rec{f("x", rec{})}}}}
	require.Contains(t, render(t, saved, text.Options{}), "x  {} → record{}\n")
	require.Equal(t, "{} → record{}", saved.Changes(1)[0].Text())
}

func TestTextEndings(t *testing.T) {
	one := traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{f("x", num(1))}}}}
	end := func(change func(tr *traces.Trace)) string {
		tr := one
		change(&tr)
		out := strings.Split(strings.TrimSpace(render(t, &tr, text.Options{})), "\n")
		return out[len(out)-1]
	}
	two := append(one.States[:1:1], traces.State{Vars: rec{f("x", num(2))}})
	require.Equal(t, "x  1", strings.TrimSpace(end(func(*traces.Trace) {})))
	require.Equal(t, "VIOLATED Inv in the initial state", end(func(tr *traces.Trace) { tr.Meta.Property = "Inv" }))
	require.Equal(t, "VIOLATED Inv after 1 step: x is 2", end(func(tr *traces.Trace) {
		tr.States, tr.Meta.Property, tr.Meta.Violation = two, "Inv", "x is 2"
	}))
	require.Equal(t, "VIOLATED Inv by step 1", end(func(tr *traces.Trace) {
		tr.States, tr.Meta.Property, tr.Meta.StepViolation = two, "Inv", true
	}))
	require.Equal(t, "Here the run stays for ever: state 1 repeats.", end(func(tr *traces.Trace) { tr.States, tr.Loop = two, 1 }))
	require.Equal(t, "From here the run goes back to state 0, and round for ever.", end(func(tr *traces.Trace) { tr.States, tr.Loop = two, 0 }))
	upTo := func(tr *traces.Trace) { tr.States, tr.Loop, tr.Meta.UpTo = two, 0, "VIEW\nV" }
	require.Equal(t, `From here the run goes back to state 0 up to "VIEW\nV", and round for ever.`, end(upTo))
	require.Equal(t, `VIOLATED Inv by a run without end up to "VIEW\nV"`, end(func(tr *traces.Trace) { upTo(tr); tr.Meta.Property = "Inv" }))
	require.Empty(t, render(t, &traces.Trace{}, text.Options{}), "no state, nothing to show")
}

// A trace file may come from anywhere; shown on a terminal it must not move the
// cursor or change colours.
func TestTextNeverPrintsControlCharacters(t *testing.T) {
	evil := "\x1b[2J\u202e\r"
	tr := &traces.Trace{
		Loop: traces.NoLoop,
		Meta: traces.Meta{Property: evil, Violation: evil + "\n" + evil},
		States: []traces.State{{
			Vars: rec{f(evil, str(evil)), f("nodes", rec{f(evil, rec{f(evil, traces.Opaque(evil))})}), f("network", seq{packet(evil, evil, evil, str(evil))})},
		}, {
			Vars: rec{f(evil, rec{f(evil, num(1))}), f("nodes", rec{f(evil, rec{f(evil, num(2))})}), f("network", seq{})},
			Log:  []traces.LogLine{{Node: evil, Text: evil}, {Node: "S1", Text: evil}},
			Step: &traces.Step{
				Kind: evil, Node: evil, From: evil, To: evil, Name: evil, Note: evil, Message: rec{f(evil, str(evil))},
				Sent: []traces.Packet{{From: evil, To: evil, Name: evil, Message: str(evil)}}, Recorded: []traces.Event{{Node: evil, Name: evil, Value: str(evil)}},
			},
		}},
	}
	for _, kind := range []string{
		evil, traces.StepDeliver, traces.StepDrop, traces.StepTimeout, traces.StepCrash, traces.StepRestart,
		traces.StepPartition, traces.StepHeal, traces.StepInvoke, traces.StepStart, traces.StepAction,
	} {
		tr.States[1].Step.Kind = kind
		for _, r := range render(t, tr, text.Options{}) {
			require.True(t, r == '\n' || unicode.IsPrint(r), "%q", r)
		}
	}
}
