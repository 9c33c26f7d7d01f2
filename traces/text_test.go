package traces_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/require"
	"github.com/synod-go/synod/traces"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func render(t *testing.T, tr *traces.Trace, o traces.Options) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, traces.Text(&b, tr, o))
	return b.String()
}

func TestTextOfARunReadsWell(t *testing.T) {
	golden(t, "raft.txt", render(t, raftRun(), traces.Options{}))
	golden(t, "tla.txt", render(t, tlaRun(), traces.Options{}))
	golden(t, "raft-whole.txt", render(t, raftRun(), traces.Options{Whole: true}))
}

func TestTextLinesAreShort(t *testing.T) {
	for _, o := range []traces.Options{{}, {Whole: true}} {
		for line := range strings.Lines(render(t, raftRun(), o)) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 90, line)
		}
	}
}

// A wide character takes two columns of a terminal, a combining mark none: labels
// are aligned, and lines broken, by what is seen.
func TestTextCountsColumns(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{{"票数", num(1)}, {"e\u0301tat", num(2)}, {"term", num(3)}}}}}
	var columns []int
	for line := range strings.Lines(render(t, run, traces.Options{})) {
		if before, _, found := strings.Cut(strings.TrimRight(line, "\n"), "  "+line[len(line)-2:len(line)-1]); found && strings.HasPrefix(line, "   ") {
			columns = append(columns, ansi.StringWidth(before))
		}
	}
	require.Len(t, columns, 3)
	require.Equal(t, []int{columns[0], columns[0], columns[0]}, columns, "the values are not under each other:\n%s", render(t, run, traces.Options{}))

	var wide seq
	for range 60 {
		wide = append(wide, str("票数"))
	}
	run.States[0].Vars = rec{{"log", wide}}
	for line := range strings.Lines(render(t, run, traces.Options{})) {
		require.LessOrEqual(t, ansi.StringWidth(strings.TrimRight(line, "\n")), 90, line)
	}
}

// Values that read alike do not stand beside each other as if nothing had changed.
func TestTextOfAChangeTellsTheKindsApart(t *testing.T) {
	run := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{{"x", set()}}}, {Vars: rec{{"x", rec{}}}}}}
	require.Contains(t, render(t, run, traces.Options{}), "x  {} → record{}\n")
	require.Equal(t, "{} → record{}", run.Changes(1)[0].Text())
}

func TestTextEndings(t *testing.T) {
	one := traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{{"x", num(1)}}}}}
	end := func(change func(tr *traces.Trace)) string {
		tr := one
		change(&tr)
		out := strings.Split(strings.TrimSpace(render(t, &tr, traces.Options{})), "\n")
		return out[len(out)-1]
	}
	two := append(one.States[:1:1], traces.State{Vars: rec{{"x", num(2)}}})
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
	require.Empty(t, render(t, &traces.Trace{}, traces.Options{}), "no state, nothing to show")
}

// A trace file may come from anywhere; shown on a terminal it must not move the
// cursor or change colours.
func TestTextNeverPrintsControlCharacters(t *testing.T) {
	evil := "\x1b[2J\u202e\r"
	tr := &traces.Trace{
		Loop: traces.NoLoop,
		Meta: traces.Meta{Property: evil, Violation: evil + "\n" + evil},
		States: []traces.State{{
			Vars: rec{{evil, str(evil)}, {"nodes", rec{{evil, rec{{evil, traces.Opaque(evil)}}}}}, {"network", seq{packet(evil, evil, evil, str(evil))}}},
		}, {
			Vars: rec{{evil, rec{{evil, num(1)}}}, {"nodes", rec{{evil, rec{{evil, num(2)}}}}}, {"network", seq{}}},
			Step: &traces.Step{
				Kind: evil, Node: evil, From: evil, To: evil, Name: evil, Note: evil, Message: rec{{evil, str(evil)}},
				Sent: []traces.Packet{{evil, evil, evil, str(evil)}}, Recorded: []traces.Event{{evil, evil, str(evil)}},
			},
		}},
	}
	for _, kind := range []string{
		evil, traces.StepDeliver, traces.StepDrop, traces.StepTimeout, traces.StepCrash, traces.StepRestart,
		traces.StepPartition, traces.StepHeal, traces.StepInvoke, traces.StepStart, traces.StepAction,
	} {
		tr.States[1].Step.Kind = kind
		for _, r := range render(t, tr, traces.Options{}) {
			require.True(t, r == '\n' || unicode.IsPrint(r), "%q", r)
		}
	}
}

func TestStepsReadLikeSentences(t *testing.T) {
	vote := rec{{"term", num(1)}}
	for want, s := range map[string]traces.Step{
		"S2 receives RequestVote{term: 1} from S1": {Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "RequestVote", Message: vote},
		"S2 receives Ping from S1":                 {Kind: traces.StepDeliver, Node: "S2", From: "S1", Name: "Ping", Message: rec{}},
		"S2 receives Get(x) from C, choosing 1, 0": {Kind: traces.StepDeliver, Node: "S2", From: "C", Name: "Get", Message: str("x"), Choices: []int{1, 0}},
		"drop S1→S2 Vote{term: 1}":                 {Kind: traces.StepDrop, From: "S1", To: "S2", Name: "Vote", Message: vote},
		"duplicate S1→S2 Vote":                     {Kind: traces.StepDuplicate, From: "S1", To: "S2", Name: "Vote"},
		"S1: timeout election":                     {Kind: traces.StepTimeout, Node: "S1", Name: "election"},
		"S3 crashes":                               {Kind: traces.StepCrash, Node: "S3"},
		"S3 restarts":                              {Kind: traces.StepRestart, Node: "S3"},
		"S3 starts":                                {Kind: traces.StepStart, Node: "S3"},
		"cut {S1} | {S2, S3}":                      *traces.Cut([]string{"S1"}, []string{"S3", "S2"}),
		"heal":                                     {Kind: traces.StepHeal},
		"C1 invokes put(3)":                        {Kind: traces.StepInvoke, Node: "C1", Name: "put", Message: num(3)},
		"Send(i = n1, j = n2)":                     {Kind: traces.StepAction, Name: "Send", Args: rec{{"i", str("n1")}, {"j", str("n2")}}},
		"an action":                                {Kind: traces.StepAction},
		"melt S1 core":                             {Kind: "melt", Node: "S1", Name: "core"},
	} {
		require.Equal(t, want, s.String())
	}
}

func TestDeparture(t *testing.T) {
	saved := raftRun().States[1]
	_, _, _, found := traces.Difference(saved, raftRun().States[1])
	require.False(t, found)

	live := raftRun().States[2]
	path, a, b, found := traces.Difference(saved, live)
	require.True(t, found)
	require.Equal(t, "S2.term", path)
	require.Equal(t, num(0), a)
	require.Equal(t, num(1), b)

	with := func(network ...traces.Value) traces.State {
		s := raftRun().States[1]
		s.Vars = append(rec{}, s.Vars...)
		s.Vars[1].Value = seq(network)
		return s
	}
	p, q, r := packet("S1", "S2", "A", num(1)), packet("S1", "S2", "A", num(2)), packet("S3", "S2", "A", num(2))
	_, _, _, found = traces.Difference(with(p, q, r), with(r, p, q))
	require.False(t, found, "order between channels has no meaning")
	path, a, b, found = traces.Difference(with(p, q), with(q, p))
	require.True(t, found, "order within a channel has")
	require.Equal(t, "network[0].message", path)
	require.Equal(t, num(1), a)
	require.Equal(t, num(2), b)
	path, a, b, found = traces.Difference(with(p, q), with(q))
	require.True(t, found)
	require.Equal(t, "network", path)
	require.True(t, traces.Equal(p, a))
	require.Nil(t, b)
	path, a, b, found = traces.Difference(with(p), with(p, p))
	require.True(t, found)
	require.Equal(t, "network", path)
	require.Nil(t, a)
	require.True(t, traces.Equal(p, b))
}
