package traces_test

import (
	"bytes"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"github.com/synod-go/synod/internal/golden"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
	"pgregory.net/rapid"
)

func write(t require.TestingT, tr *traces.Trace) string {
	var b bytes.Buffer
	require.NoError(t, traces.Write(&b, tr))
	return b.String()
}

func read(t require.TestingT, s string) *traces.Trace {
	tr, err := traces.Read(strings.NewReader(s))
	require.NoError(t, err)
	return tr
}

func TestWrittenFilesAreStable(t *testing.T) {
	golden.Compare(t, "raft.itf.json", write(t, raftRun()))
	golden.Compare(t, "tla.itf.json", write(t, tlaRun()))
}

// sameRun checks that all of a run came back, in the same order.
func sameRun(t require.TestingT, want, got *traces.Trace) {
	expected := *want
	expected.Meta.Version = traces.Version
	diff := cmp.Diff(&expected, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 }))
	require.Empty(t, diff, "-written +read")
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, tr := range []*traces.Trace{raftRun(), tlaRun()} {
		sameRun(t, tr, read(t, write(t, tr)))
	}
}

func traceGen() *rapid.Generator[*traces.Trace] {
	text := rapid.SampledFrom([]string{"", "a", "S1", "x\"\\\n", "é"})
	return rapid.Custom(func(t *rapid.T) *traces.Trace {
		vars := rapid.Permutation([]string{"x", "net work", "é"}).Draw(t, "vars")
		tr := &traces.Trace{Loop: traces.NoLoop}
		m := &tr.Meta
		for _, s := range []*string{
			&m.Tool, &m.Kind, &m.Protocol, &m.Mutant, &m.Property, &m.Violation, &m.PropertyKind, &m.Source, &m.UpTo,
		} {
			*s = text.Draw(t, "text")
		}
		m.StepViolation = rapid.Bool().Draw(t, "step")
		if rapid.Bool().Draw(t, "maps") {
			m.Settings = map[string]string{text.Draw(t, "k"): text.Draw(t, "v"), "n": ""}
			m.Extra = map[string]string{"kind": text.Draw(t, "v"), text.Draw(t, "k"): "1"}
			m.Properties = []string{text.Draw(t, "p")}
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "states") {
			var s traces.State
			for _, v := range vars {
				s.Vars = append(s.Vars, traces.Field{Name: v, Value: values(2).Draw(t, "value")})
			}
			if i > 0 && rapid.Bool().Draw(t, "step") {
				s.Step = &traces.Step{
					Kind: "deliver", Node: text.Draw(t, "node"), From: text.Draw(t, "from"), To: text.Draw(t, "to"),
					Name: text.Draw(t, "name"), Note: text.Draw(t, "note"),
				}
				if rapid.Bool().Draw(t, "more") {
					s.Step.Message = values(2).Draw(t, "message")
					s.Step.Choices = []int{1, 0}
					s.Step.Args = append(records(1).Draw(t, "args"), traces.Field{Name: "z", Value: num(1)})
					s.Step.Sent = []traces.Packet{{From: "S1", To: text.Draw(t, "to"), Message: values(1).Draw(t, "m")}}
					s.Step.Recorded = []traces.Event{{Node: "S1", Name: text.Draw(t, "n"), Value: values(1).Draw(t, "m")}, {}}
				}
			}
			if rapid.Bool().Draw(t, "log") {
				s.Log = []traces.LogLine{{Node: text.Draw(t, "node"), Text: text.Draw(t, "line")}, {}}
			}
			if rapid.Bool().Draw(t, "alias") {
				s.Alias = append(records(1).Draw(t, "shown"), traces.Field{Name: "z", Value: num(1)})
			}
			tr.States = append(tr.States, s)
		}
		if rapid.Bool().Draw(t, "lasso") {
			tr.Loop = rapid.IntRange(0, len(tr.States)-1).Draw(t, "loop")
		}
		return tr
	})
}

func TestWriteReadWriteIsTheIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := traceGen().Draw(t, "trace")
		first := write(t, tr)
		back := read(t, first)
		sameRun(t, tr, back)
		require.Equal(t, first, write(t, back))
		for _, o := range []text.Options{{}, {Whole: true}} { // and anything can be shown
			require.NoError(t, text.Write(&bytes.Buffer{}, back, o))
		}
	})
}

// Laid out as Apalache and Quint lay their files out.
func TestFilesOfOtherToolsAreRead(t *testing.T) {
	apalache := `{
  "#meta": {"format": "ITF", "format-description": "https://apalache.informal.systems/docs/adr/015adr-trace.html",
    "varTypes": {"bank": "Str", "who": "Str -> Set(PERSON)"}, "description": "Created by Apalache", "source": "MC.tla", "version": 3, "kind": "x"},
  "params": ["N"], "vars": ["bank", "who"],
  "states": [
    {"#meta": {"index": 0}, "N": {"#bigint": "4"}, "who": {"#map": [["W", {"#set": []}], ["E", {"#set": ["b", "a"]}]]}, "bank": "E"},
    {"#meta": {"index": 1, "step": "mine"}, "bank": "W", "who": {"#map": []}}],
  "loop": 0, "something": null}`
	tr := read(t, apalache)
	require.Equal(t, []string{"N"}, tr.Params)
	require.Equal(t, 0, tr.Loop)
	require.Equal(t, "", tr.Meta.Version)
	require.Equal(t, "MC.tla", tr.Meta.Source)
	require.Equal(t, map[string]string{
		"description": "Created by Apalache", "varTypes": `{"bank":"Str","who":"Str -> Set(PERSON)"}`, "version": "3", "kind": "x",
	}, tr.Meta.Extra)
	require.Equal(t, "{N: 4, who: {E: {a, b}, W: {}}, bank: E}", tr.States[0].Vars.String())
	require.Nil(t, tr.States[1].Step)
	again := write(t, tr)
	require.Equal(t, again, write(t, read(t, again)))

	quint := `{"#meta":{"format":"ITF","format-description":"https://apalache-mc.org/docs/adr/015adr-trace.html","source":"m.qnt","status":"violation","description":"Created by Quint","timestamp":1701944461444},` +
		`"vars":["v"],"states":[{"#meta":{"index":0},"v":{"tag":"Some","value":{"#tup":[{"#bigint":"79626045751699704635016553258820412024546765398372583361896346889345270192783"},true]}},"mbt::actionTaken":"init"}]}`
	tr = read(t, quint)
	require.Equal(t, traces.NoLoop, tr.Loop)
	require.Equal(t, "1701944461444", tr.Meta.Extra["timestamp"])
	require.Equal(t, "{tag: Some, value: <79626045751699704635016553258820412024546765398372583361896346889345270192783, true>}", tr.States[0].Vars[0].Value.String())
}

func TestIntegersOfAllSizes(t *testing.T) {
	for in, want := range map[string]traces.Value{
		"0": num(0), "-0": num(0), "-7": num(-7), "9007199254740993": num(9007199254740993),
		"9223372036854775808": bigInt("9223372036854775808"), `{"#bigint": "3"}`: num(3), `{"#bigint": "-003"}`: num(-3),
	} {
		tr := read(t, `{"vars": ["x"], "states": [{"x": `+in+`}]}`)
		require.True(t, traces.Equal(want, tr.States[0].Vars[0].Value), in)
	}
	written := func(v traces.Value) string {
		_, line, _ := strings.Cut(write(t, &traces.Trace{Loop: -1, States: []traces.State{{Vars: rec{{"x", v}}}}}), `"x": `)
		return line[:strings.Index(line, "\n")]
	}
	require.Equal(t, "9007199254740991", written(num(9007199254740991)))
	require.Equal(t, `{"#bigint": "9007199254740992"}`, written(num(9007199254740992)))
	require.Equal(t, "-9007199254740991", written(num(-9007199254740991)))
	require.Equal(t, `{"#bigint": "-9007199254740992"}`, written(num(-9007199254740992)))
}

func TestMalformedInputIsRefusedInOneClearLine(t *testing.T) {
	value := func(v string) string { return `{"vars": ["x"], "states": [{"x": ` + v + `}]}` }
	ours := func(meta, stateMeta string) string {
		return `{"#meta": {"version": "synod-trace-1"` + meta + `}, "vars": [], "states": [{"#meta": {` + stateMeta + `}}]}`
	}
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", `not an ITF trace: the input is empty`},
		{"space", " \n", `not an ITF trace: the input is empty`},
		{"foreign", "PK\x03\x04", `not an ITF trace: line 1, column 1: want a value, not 'P'`},
		{"binary", "\xff\xfe", `not an ITF trace: line 1, column 1: want a value, not byte 0xff`},
		{"list", `[]`, `not an ITF trace: want an object, not a list`},
		{"truncated", `{"vars": ["x"`, `not an ITF trace: line 1, column 14: the input ends here, where a comma or ] should stand: it is truncated`},
		{"truncated word", `{"vars": tr`, `not an ITF trace: line 1, column 12: the input ends here, where the rest of true should stand: it is truncated`},
		{"trailing", value("1") + "\n{}", `not an ITF trace: line 2, column 1: nothing may follow the end of the trace, but here is '{'`},
		{"comma", `{"vars": [],}`, `not an ITF trace: line 1, column 13: want a name in quotes, not '}'`},
		{"no vars", `{"states": []}`, `not an ITF trace: there is no "vars"`},
		{"no states", `{"vars": []}`, `not an ITF trace: there is no "states"`},
		{"TLC's dump", `{"counterexample": {"state": []}}`, `not an ITF trace: there is no "vars"`},
		{"vars", `{"vars": {}, "states": []}`, `vars: want a list of strings, not an object`},
		{"vars twice", `{"vars": ["x", "x"], "states": []}`, `vars[1]: "x" stands twice`},
		{"vars name", `{"vars": ["#x"], "states": []}`, `vars[0]: a name may not start with #: "#x"`},
		{"params", `{"vars": [], "params": [1], "states": []}`, `params[0]: want a string, not a number`},
		{"states", `{"vars": [], "states": {}}`, `states: want a list, not an object`},
		{"no state", `{"vars": [], "states": []}`, `states: there are none`},
		{"state", `{"vars": [], "states": [3]}`, `states[0]: want an object, not a number`},
		{"missing", `{"vars": ["x", "y"], "states": [{"x": 1, "y": 1}, {"x": 1}]}`, `states[1]: variable "y" is missing`},
		{"extra", `{"vars": ["x"], "states": [{"x": 1, "y": 1}]}`, `states[0].y: this variable is not in "vars"`},
		{"mbt", `{"vars": [], "states": [{}, {"mbt::x": 1}]}`, `states[1]["mbt::x"]: this variable is not in "vars"`},
		{"unknown top", `{"#x": 1, "vars": [], "states": [{}]}`, `not an ITF trace: unknown field "#x"`},
		{"unknown in state", `{"vars": [], "states": [{"#x": 1}]}`, `states[0].#x: unknown field`},
		{"meta", `{"#meta": 1, "vars": [], "states": [{}]}`, `#meta: want an object, not a number`},
		{"format", `{"#meta": {"format": "XYZ"}, "vars": [], "states": [{}]}`, `#meta.format: this is "XYZ", not ITF`},
		{"state meta", `{"vars": [], "states": [{"#meta": 1}]}`, `states[0].#meta: want an object, not a number`},
		{"duplicate", `{"vars": ["x"], "states": [{"x": {"a": 1, "a": 2}}]}`, `not an ITF trace: line 1, column 43: "a" stands twice in states[0].x`},
		{"duplicate top", `{"vars": [], "vars": []}`, `not an ITF trace: line 1, column 14: "vars" stands twice in the trace`},
		{"map key", value(`{"#map": [[1, 2], [{"#bigint": "1"}, 3]]}`), `states[0].x.#map: the key 1 stands twice in a map`},
		{"map pair", value(`{"#map": [[1]]}`), `states[0].x.#map[0]: want a key and a value, not a list of 1`},
		{"map", value(`{"#map": {}}`), `states[0].x.#map: want a list of pairs, not an object`},
		{"set", value(`{"#set": 1}`), `states[0].x.#set: want a list, not a number`},
		{"unknown kind", value(`[0, {"#foo": 1}]`), `states[0].x[1].#foo: unknown kind of value; known are #bigint, #tup, #set, #map and #unserializable`},
		{"mark and field", value(`{"a": 1, "#tup": []}`), `states[0].x: "#tup" must stand alone in its object`},
		{"opaque", value(`{"#unserializable": 1}`), `states[0].x.#unserializable: want a string, not a number`},
		{"null", value(`{"a b": null}`), `states[0].x["a b"]: null is not a value`},
		{"float", value(`1.5`), `states[0].x: 1.5 is not an integer`},
		{"exponent", value(`1e3`), `states[0].x: 1e3 is not an integer`},
		{"bigint", value(`{"#bigint": "12x"}`), `states[0].x.#bigint: "12x" is not an integer`},
		{"bigint empty", value(`{"#bigint": "-"}`), `states[0].x.#bigint: "-" is not an integer`},
		{"bigint type", value(`{"#bigint": 12}`), `states[0].x.#bigint: want a string of digits, not a number`},
		{"huge", value(strings.Repeat("9", 10_001)), `states[0].x: an integer of more than 10000 digits`},
		{"zeros", value(`012`), `not an ITF trace: line 1, column 35: a number may not start with 0`},
		{"deep", value(strings.Repeat("[", 2_000_000)), `not an ITF trace: line 1, column 1031: nested deeper than 1000`},
		{"control", value("\"a\x01\""), `not an ITF trace: line 1, column 36: a string may not hold the control character '\x01'`},
		{"not UTF-8", value("\"a\xff\""), `not an ITF trace: line 1, column 36: byte 0xff is not UTF-8`},
		{"surrogate", value(`"\ud800x"`), `not an ITF trace: line 1, column 41: half of a surrogate pair stands alone`},
		{"escape", value(`"\q"`), `not an ITF trace: line 1, column 36: there is no escape of 'q'`},
		{"loop", `{"vars": [], "states": [{}], "loop": 1}`, `loop: there is no state 1; there are states 0 to 0`},
		{"loop negative", `{"vars": [], "states": [{}], "loop": -1}`, `loop: there is no state -1; there are states 0 to 0`},
		{"loop type", `{"vars": [], "states": [{}], "loop": "1"}`, `loop: want an integer, not a string`},
		{"version of another form", `{"#meta": {"version": "synod-trace-2"}, "runs": []}`, `its version is "synod-trace-2"; this program reads "synod-trace-1"`},
		{"event log", "{\"schema\": \"synod-events-1\"}\n{\"n\": 1}\n", `not an ITF trace: it is an event log`},
		{"header of a log", `{"nodes": [], "schema": "synod-events-7"}`, `not an ITF trace: it is an event log`},
		{"version", `{"#meta": {"version": "synod-trace-2"}, "vars": [], "states": [{}]}`, `its version is "synod-trace-2"; this program reads "synod-trace-1"`},
		{"settings", ours(`, "settings": {"servers": 3}`, ``), `#meta.settings.servers: want a string, not a number`},
		{"step violation", ours(`, "step-violation": 1`, ``), `#meta.step-violation: want true or false, not a number`},
		{"index", ours(``, `"index": 7`), `states[0].#meta.index: want 0, the state's place in the list`},
		{"step", ours(``, `"step": []`), `states[0].#meta.step: want an object, not a list`},
		{"step kind", ours(``, `"step": {}`), `states[0].#meta.step: there is no "kind"`},
		{"log", ours(``, `"log": {}`), `states[0].#meta.log: want a list, not an object`},
		{"log line", ours(``, `"log": [{"node": 1}]`), `states[0].#meta.log[0].node: want a string, not a number`},
		{"log field", ours(``, `"log": [{"value": 1}]`), `states[0].#meta.log[0].value: unknown field`},
		{"step field", ours(``, `"step": {"kind": "heal", "nod": 1}`), `states[0].#meta.step.nod: unknown field of a step`},
		{"step sent", ours(``, `"step": {"kind": "heal", "sent": [{"message": 1.5}]}`), `states[0].#meta.step.sent[0].message: 1.5 is not an integer`},
		{"step choices", ours(``, `"step": {"kind": "heal", "choices": [-1]}`), `states[0].#meta.step.choices[0]: -1 is no choice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := traces.Read(strings.NewReader(c.in))
			require.EqualError(t, err, c.want)
		})
	}
}

func TestAFileCutAnywhereIsRefused(t *testing.T) {
	for _, name := range []string{"raft.itf.json", "tla.itf.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		for i := range len(bytes.TrimSpace(data)) {
			_, err := traces.Read(bytes.NewReader(data[:i]))
			require.Error(t, err, "cut at byte %d", i)
			require.Regexp(t, "truncated|is empty", err.Error())
		}
	}
}

func TestWriteRefusesWhatCouldNotBeReadBack(t *testing.T) {
	deep := traces.Value(num(1))
	for range 998 {
		deep = seq{deep}
	}
	for _, c := range []struct {
		name, want string
		vars       []rec
		change     func(tr *traces.Trace)
	}{
		{name: "no states", want: "states: there are none"},
		{name: "not UTF-8", vars: []rec{{{"x", str("\xff")}}}, want: `states[0].x: the string "\xff" is not UTF-8`},
		{name: "no value", vars: []rec{{{"x", seq{nil}}}}, want: "states[0].x[0]: there is no value"},
		{name: "no member", vars: []rec{{{"x", traces.Set{nil}}}}, want: "states[0].x.#set[0]: there is no value"},
		{name: "name", vars: []rec{{{"x", rec{{"#set", num(1)}}}}}, want: `states[0].x: a name may not start with #: "#set"`},
		{name: "name twice", vars: []rec{{{"x", rec{{"a", num(1)}, {"a", num(1)}}}}}, want: `states[0].x: the name "a" stands twice`},
		{name: "variable twice", vars: []rec{{{"x", num(1)}, {"x", num(1)}}}, want: `states[0]: the name "x" stands twice`},
		{name: "key twice", vars: []rec{{{"x", traces.Map{{num(1), num(1)}, {num(1), num(2)}}}}}, want: "states[0].x.#map: the key 1 stands twice in a map"},
		{name: "missing", vars: []rec{{{"x", num(1)}}, {}}, want: `states[1]: variable "x" is missing`},
		{name: "extra", vars: []rec{{}, {{"x", num(1)}}}, want: `states[1].x: this variable is not in "vars"`},
		{name: "deep", vars: []rec{{{"x", deep}}}, want: "nested deeper than 1000 in the file"},
		{name: "loop", vars: []rec{{}}, change: func(tr *traces.Trace) { tr.Loop = 1 }, want: "loop: there is no state 1; there are states 0 to 0"},
		{name: "choice", vars: []rec{{}}, change: func(tr *traces.Trace) {
			tr.States[0].Step = &traces.Step{Kind: "heal", Choices: []int{-1}}
		}, want: "states[0].#meta.step.choices[0]: -1 is no choice"},
		{name: "no kind", vars: []rec{{}}, change: func(tr *traces.Trace) { tr.States[0].Step = &traces.Step{} }, want: "states[0].#meta.step: the step has no kind"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := &traces.Trace{Loop: traces.NoLoop}
			for _, v := range c.vars {
				tr.States = append(tr.States, traces.State{Vars: v})
			}
			if c.change != nil {
				c.change(tr)
			}
			var b bytes.Buffer
			err := traces.Write(&b, tr)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "\n")
			require.Empty(t, b.String(), "nothing is written")
		})
	}
}

// The deepest value that is written is also read: the two count alike.
func TestNestingIsBoundedAlikeBothWays(t *testing.T) {
	deep := traces.Value(seq{})
	for range 996 {
		deep = seq{deep}
	}
	tr := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{{"x", deep}}}}}
	require.Equal(t, write(t, tr), write(t, read(t, write(t, tr))))
	tr.States[0].Vars[0].Value = seq{deep}
	require.Error(t, traces.Write(&bytes.Buffer{}, tr))

	tr.States[0].Vars[0].Value = num(1)
	tr.States[0].Step = &traces.Step{Kind: "heal", Message: deep.(seq)[0].(seq)[0]}
	require.Equal(t, write(t, tr), write(t, read(t, write(t, tr))))
	tr.States[0].Step.Message = deep.(seq)[0]
	require.Error(t, traces.Write(&bytes.Buffer{}, tr))
}

func TestFilesAreWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "run.itf.json")
	require.NoError(t, traces.WriteFile(path, raftRun()))
	back, err := traces.ReadFile(path)
	require.NoError(t, err)
	sameRun(t, raftRun(), back)

	before, err := os.ReadFile(path)
	require.NoError(t, err)
	bad := &traces.Trace{Loop: traces.NoLoop}
	require.EqualError(t, traces.WriteFile(path, bad), path+": the trace cannot be written: states: there are none")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Error(t, traces.WriteFile(filepath.Join(dir, "new.json"), bad))
	require.EqualError(t, traces.WriteFile(dir, raftRun()), dir+": it is there and is not a regular file")
	none := filepath.Join(dir, "no", "run.json")
	require.EqualError(t, traces.WriteFile(none, raftRun()), none+": no such file or directory")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "no partial file is left")

	_, err = traces.ReadFile(none)
	require.EqualError(t, err, none+": no such file or directory")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o644))
	_, err = traces.ReadFile(path)
	require.ErrorContains(t, err, path+": not an ITF trace: line 1, column 2: the input ends here")
	_, err = traces.ReadFile(dir)
	require.EqualError(t, err, dir+": is a directory")
}

// FuzzRead: whatever the input is, Read returns; and what it accepts can be
// written, is then read as the same bytes, and can be shown.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"raft.itf.json", "tla.itf.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tr, err := traces.Read(bytes.NewReader(data))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		first := write(t, tr)
		requireSeen(t, string(first))
		require.Equal(t, first, write(t, read(t, first)))
		for _, whole := range []bool{false, true} {
			var shown bytes.Buffer
			require.NoError(t, text.Write(&shown, tr, text.Options{Whole: whole}))
			requireSeen(t, shown.String())
		}
	})
}

// requireSeen asserts that a file or a text can be shown on a terminal: nothing in it is
// obeyed, or hidden.
func requireSeen(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		require.False(t, r != '\n' && quote.Hidden(r), "%q has %q", text, r)
	}
}
