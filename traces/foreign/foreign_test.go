package foreign

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

func read(t *testing.T, name string) *traces.Trace {
	t.Helper()
	trace, err := ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return trace
}

// Every file that a tool wrote has the states, the loop and the property that
// the tool told of.
func TestRealFiles(t *testing.T) {
	const unnamed = ""
	for _, c := range []struct {
		name     string
		states   int
		loop     int
		property string
		byStep   bool
	}{
		{"handover.txt", 7, traces.NoLoop, "OneHolds", false},
		{"handover-tool.txt", 7, traces.NoLoop, "OneHolds", false},
		{"handover-diff.txt", 7, traces.NoLoop, "OneHolds", false},
		{"handover-old.txt", 7, traces.NoLoop, "OneHolds", false},
		{"handover.json", 7, traces.NoLoop, unnamed, false},
		{"lasso.txt", 6, 0, "ThirdIsServed", false},
		{"lasso-tool.txt", 6, 0, "ThirdIsServed", false},
		{"lasso-old.txt", 6, 0, "temporal properties", false},
		{"lasso-old-tool.txt", 6, 0, "temporal properties", false},
		{"lasso.json", 6, 0, unnamed, false},
		{"stays.txt", 1, 0, "SomebodyIsServed", false},
		{"stays-tool.txt", 1, 0, "SomebodyIsServed", false},
		{"stays.json", 1, 0, unnamed, false},
		{"deadlock.txt", 3, traces.NoLoop, "deadlock", false},
		{"first.txt", 1, traces.NoLoop, "Positive", false},
		{"first-tool.txt", 1, traces.NoLoop, "Positive", false},
		{"step.txt", 2, traces.NoLoop, "Grows", true},
		{"vals.txt", 2, traces.NoLoop, "deadlock", false},
		{"vals-old.txt", 2, traces.NoLoop, "deadlock", false},
		{"sets.txt", 1, traces.NoLoop, unnamed, false},
		{"sets-tool.txt", 1, traces.NoLoop, unnamed, false},
		{"evals.txt", 1, traces.NoLoop, unnamed, false},
		{"evals-tool.txt", 1, traces.NoLoop, unnamed, false},
		{"asrt.txt", 3, traces.NoLoop, unnamed, false},
		{"asrt-tool.txt", 3, traces.NoLoop, unnamed, false},
		{"flat.json", 3, traces.NoLoop, unnamed, false},
		{"list.json", 3, traces.NoLoop, unnamed, false},
		{"bank.itf.json", 3, traces.NoLoop, unnamed, false},
		{"bank-mbt.itf.json", 2, traces.NoLoop, unnamed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			trace := read(t, c.name)
			require.Len(t, trace.States, c.states)
			require.Equal(t, c.loop, trace.Loop)
			require.Equal(t, c.property, trace.Meta.Property)
			require.Equal(t, c.byStep, trace.Meta.StepViolation)
			verdict, _ := text.Verdict(trace)
			require.NotEmpty(t, verdict, "it is a counterexample")
			require.Empty(t, trace.Meta.Version, "nothing can be replayed")
			var file strings.Builder
			require.NoError(t, traces.Write(&file, trace), "what is read can be written as ITF")
		})
	}
}

// All that TLC prints of one run are the same states and actions.
func TestTheFormsAgree(t *testing.T) {
	for _, group := range [][]string{
		{"handover.txt", "handover-tool.txt", "handover-diff.txt", "handover-old.txt", "handover.json"},
		{"lasso.txt", "lasso-tool.txt", "lasso-old.txt", "lasso-old-tool.txt", "lasso.json"},
		{"stays.txt", "stays-tool.txt", "stays.json"},
		{"first.txt", "first-tool.txt"},
		{"sets.txt", "sets-tool.txt"},
		{"evals.txt", "evals-tool.txt"},
		{"asrt.txt", "asrt-tool.txt", "flat.json"},
	} {
		first := read(t, group[0])
		for _, name := range group[1:] {
			other := read(t, name)
			require.Len(t, other.States, len(first.States))
			for i := range first.States {
				require.True(t, traces.Equal(blurred(first.States[i].Vars), blurred(other.States[i].Vars)),
					"%s, state %d:\n%s\n%s", name, i, first.States[i].Vars, other.States[i].Vars)
				if i > 0 {
					require.Equal(t, first.States[i].Step.Name, other.States[i].Step.Name)
				}
			}
		}
	}
}

// blurred forgets what TLC's JSON does not tell: which lists are sets, and what
// is a function.
func blurred(v traces.Value) traces.Value {
	all := func(list []traces.Value) traces.Value {
		var out []traces.Value
		for _, e := range list {
			out = append(out, blurred(e))
		}
		return traces.NewSet(out...)
	}
	switch v := v.(type) {
	case traces.Set:
		return all(v)
	case traces.Seq:
		return all(v)
	case traces.Record:
		var r traces.Record
		for _, f := range v {
			r = append(r, traces.Field{Name: f.Name, Value: blurred(f.Value)})
		}
		return r
	case traces.Map:
		var r traces.Record
		for _, p := range v {
			name, ok := p.Key.(traces.Str)
			if !ok {
				name = traces.Str(p.Key.String())
			}
			r = append(r, traces.Field{Name: string(name), Value: blurred(p.Value)})
		}
		return r
	}
	return v
}

// The reason of a failed evaluation or assertion is kept, all its lines, with the
// place, and without what the spec printed meanwhile.
func TestReasonsAreWhole(t *testing.T) {
	const at = "\nThe error occurred when TLC was evaluating the nested\nexpressions at the following positions:\n"
	for name, want := range map[string]string{
		"asrt": "The first argument of Assert evaluated to FALSE; the second argument was:\n<<\"too big\", 3>>" + at +
			"0. Line 5, column 9 to line 5, column 83 in Asrt\n1. Line 5, column 9 to line 5, column 53 in Asrt\n" +
			"2. Line 5, column 9 to line 5, column 18 in Asrt\n3. Line 5, column 23 to line 5, column 53 in Asrt",
		"evals": "Attempted to check equality of integer 1 with non-integer:\n[a |-> 1]" + at +
			"0. Line 4, column 9 to line 4, column 20 in Evals\n1. Line 6, column 8 to line 6, column 34 in Evals\n2. Line 6, column 8 to line 6, column 26 in Evals",
		"sets": "Overflow when computing the number of elements in:\nSUBSET SUBSET (1..12)",
	} {
		require.Equal(t, want, read(t, name+".txt").Meta.Violation, name)
		require.Equal(t, want, read(t, name+"-tool.txt").Meta.Violation, name)
	}
}

// A byte order mark in front and the line ends of Windows change nothing.
func TestFilesOfOtherSystems(t *testing.T) {
	for _, name := range []string{"handover.txt", "handover-tool.txt", "handover.json", "bank.itf.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		got, err := Read([]byte("\uFEFF" + strings.ReplaceAll(string(data), "\n", "\r\n")))
		require.NoError(t, err, name)
		require.Equal(t, read(t, name), got, name)
	}
}

// Actions come with what they bound: with its names where the form tells them.
func TestActions(t *testing.T) {
	for name, want := range map[string]string{
		"handover.txt":      "Give(n1, n2)",
		"handover-tool.txt": "Give(n1, n2)",
		"handover-old.txt":  "Give",
		"handover.json":     "Give(n = n1, m = n2)",
		"bank-mbt.itf.json": "pay(a = 10000000000000000, f = alice, t = bob)",
	} {
		require.Equal(t, want, read(t, name).States[1].Step.String(), name)
	}
}

// Values of every kind, as TLC prints them.
func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		`x = -12`:                                     `{x: -12}`,
		`x = 123456789012345678901234567890`:          `{x: 123456789012345678901234567890}`,
		`x = "a\"b\\c\n"`:                             `{x: "a\"b\\c\n"}`,
		"/\\ x = <<1,\n  <<>>>>\n/\\ y = {}":          `{x: [1, []], y: {}}`,
		`/\ x = (n1 :> {3, 1, 2} @@ n2 :> {})`:        `{x: {n1: {1, 2, 3}, n2: {}}}`,
		`x = [a |-> TRUE, b |-> [c |-> "/\\ y = 1"]]`: `{x: {a: true, b: {c: "/\\ y = 1"}}}`,
		`x = 1..3`:           `{x: {1, 2, 3}}`,
		`x = 3..1`:           `{x: {}}`,
		`x = 0..9999999`:     `{x: 0..9999999}`,
		`x = <<1..3, 1..3>>`: `{x: [{1, 2, 3}, 1..3]}`,
		// Sets that TLC did not list, and what has no value.
		`x = [1..12 -> {FALSE, TRUE}]`:                       `{x: [1..12 -> {FALSE, TRUE}]}`,
		`x = SUBSET 1..2`:                                    `{x: SUBSET 1..2}`,
		"x = SUBSET (1..2)\n/\\ y = 1":                       `{x: SUBSET (1..2), y: 1}`,
		"x = [a: {1},\n  b: SUBSET\n  S]":                    `{x: [a: {1}, b: SUBSET S]}`,
		`x = (1..9 \X S \X {"a  b"})`:                        `{x: (1..9 \X S \X {"a  b"})}`,
		`x = UNION({Nat, {-1}})`:                             `{x: UNION({Nat, {-1}})}`,
		`x = {-1} \cup Nat \cap Int`:                         `{x: {-1} \cup Nat \cap Int}`,
		"x = Nat \\ {0}\n/\\ y = Nat \\\n  Int":              `{x: Nat \ {0}, y: Nat \ Int}`,
		`x = Seq({"a, b)", "c\"d"})`:                         `{x: Seq({"a, b)", "c\"d"})}`,
		`x = {z \in Int : <expression line 1, col 2 of M> }`: `{x: {z \in Int : <expression line 1, col 2 of M> }}`,
		`x = <<[p, q \in Nat |-> <expression line 1>], 2>>`:  `{x: [[p, q \in Nat |-> <expression line 1>], 2]}`,
		`x = [[a: S] -> [{1} -> T]]`:                         `{x: [[a: S] -> [{1} -> T]]}`,
		`x = {[n1 -> S], (1..3)}`:                            `{x: {{1, 2, 3}, [n1 -> S]}}`,
		`x = (SUBSET S :> (1 :> Nat) @@ "b" :> [])`:          `{x: {b: [], SUBSET S: {1: Nat}}}`,
		`x = <Operator F>`:                                   `{x: <Operator F>}`,
		`x = {}`:                                             `{x: {}}`,
		`x = {a, b}`:                                         `{x: {a, b}}`,
	} {
		room := 5
		vars, err := state(text, &room)
		require.NoError(t, err, text)
		require.Equal(t, want, vars.String(), text)
	}
}

// What is broken is told in one line that says what and where.
func TestBrokenFiles(t *testing.T) {
	whole := func(name string) string {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		return string(data)
	}
	for _, c := range []struct{ what, data, want string }{
		{"nothing", "", "the input is empty"},
		{"a letter", "Dear all", "neither an ITF trace nor a log of docs/events.md, nor TLC's JSON dump or console text"},
		{"other JSON", `{"a": 1}`, `there is no "vars"`},
		{"no violation", "TLC2 Version 2.15\nModel checking completed. No error has been found.\n", "there is no behavior in it"},
		{"a cut state", strings.SplitAfter(whole("handover.txt"), "count = (n1 :> 1 @@")[0], "and the state ends here"},
		{"a missing state", strings.Replace(whole("handover.txt"), "State 3:", "State 4:", 1), "line 22: state 4 stands where state 3 is due"},
		{"no value", strings.Replace(whole("handover.txt"), "/\\ log = <<>>", "/\\ log = ,", 1), `line 13: want a value, not ","`},
		{"a function twice", strings.Replace(whole("handover.txt"), "n2 :> 0", "n1 :> 0", 1), "the key n1 stands twice"},
		{"half a set", strings.Replace(whole("handover.txt"), "/\\ log = <<>>", "/\\ log = [S ->", 1), `line 13: want`},
		{"an open product", strings.Replace(whole("handover.txt"), "/\\ log = <<>>", "/\\ log = (S \\X", 1), `line 13: want`},
		{"an open filter", strings.Replace(whole("handover.txt"), "/\\ log = <<>>", "/\\ log = {x \\in S : <expression", 1), `line 13: want`},
		{"a flat dump with a leap", strings.Replace(whole("flat.json"), `"state":[[1,`, `"state":[[2,`, 1), "dump: state[0]: state 2 stands where state 1 is due"},
		{"a flat dump without a number", `{"state": [{"x": 1}], "action": []}`, "dump: state[0]: want a number and a state"},
		{"a flat dump without variables", `{"state": [[1, {}]], "action": []}`, "dump: state[0]: a state without variables"},
		{"a flat dump without states", `{"state": [], "action": []}`, "dump: state: want a list of states"},
		{"a flat dump without actions", `{"state": [[1, {"x": 1}]], "action": 1}`, "dump: action: want a list of actions"},
		{"a flat dump with half an action", `{"state": [[1, {"x": 1}]], "action": [1]}`, "dump: action[0]: want a state, an action and a state"},
		{"a flat dump with a gap", `{"state": [[1, {"x": 1}], [2, {"x": 2}]], "action": []}`, "dump: action: none leads to state 2"},
		{"a list of other things", `[{"x":1}, 2]`, "[1]: want a state"},
		{"a list of other states", `[{"x":1}, {"y":2}]`, "[1]: it has other variables"},
		{"an empty list", `[]`, "it is empty"},
		{"a new variable", "State 1: <Initial predicate>\nx = 1\n\nState 2: <A line 1, col 1 to line 1, col 2 of module M>\ny = 1\n", "the variable y is not in the states before"},
		{"back to nowhere", strings.Replace(whole("lasso.txt"), "Back to state 1", "Back to state 9", 1), "back to state 9, and there are 6"},
		{"a cut dump", whole("handover.json")[:3000], "TLC's JSON dump: line 1"},
		{"a dump without states", `{"counterexample": {"state": [], "action": []}, "vars": []}`, "counterexample.state: want a list of states"},
		{"a dump with a leap", strings.Replace(whole("handover.json"), `"state":[[1,`, `"state":[[2,`, 1), "counterexample.state[0]: state 2 stands where state 1 is due"},
		{"a dump with a gap", `{"counterexample": {"state": [[1, {"x": 1}], [2, {"x": 2}]], "action": []}, "vars": ["x"]}`, "none leads to state 2"},
		{"a dump of something else", `{"counterexample": {"state": [[1, {"x": null}]], "action": []}, "vars": ["x"]}`, "null is not a value"},
	} {
		_, err := Read([]byte(c.data))
		require.ErrorContains(t, err, c.want, c.what)
		require.NotContains(t, err.Error(), "\n", c.what)
	}
	_, err := ReadFile(filepath.Join("testdata", "none.txt"))
	require.ErrorContains(t, err, "none.txt: no such file")
}

// A file that was cut anywhere is refused, or is a shorter run; nothing panics.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
		for cut := 0; cut < len(data); cut += 97 {
			f.Add(data[:cut])
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		trace, err := Read(data)
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		require.NotEmpty(t, trace.States)
		require.Less(t, trace.Loop, len(trace.States))
	})
}
