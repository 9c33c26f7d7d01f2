package traces_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/text"
)

func said(s string, v traces.Value) traces.Value { return traces.Shown{Text: s, Value: v} }

// dressed gives a text to some of the values in v.
func dressed(t *rapid.T, v traces.Value) traces.Value {
	list := func(values []traces.Value) []traces.Value {
		out := make([]traces.Value, len(values))
		for i, x := range values {
			out[i] = dressed(t, x)
		}
		return out
	}
	switch w := v.(type) {
	case traces.Seq:
		v = seq(list(w))
	case traces.Tuple:
		v = tup(list(w))
	case traces.Set:
		v = set(list(w)...)
	case traces.Map:
		var pairs []traces.Pair
		for _, p := range w {
			pairs = append(pairs, traces.Pair{Key: dressed(t, p.Key), Value: dressed(t, p.Value)})
		}
		v = mapOf(pairs...)
	case traces.Record:
		v = dressedFields(t, w)
	}
	if rapid.IntRange(0, 2).Draw(t, "dress") == 0 {
		v = said(rapid.SampledFrom([]string{"put x", "two\nlines", "é"}).Draw(t, "text"), v)
	}
	return v
}

func dressedFields(t *rapid.T, r rec) rec {
	out := make(rec, len(r))
	for i, f := range r {
		out[i] = traces.Field{Name: f.Name, Value: dressed(t, f.Value)}
	}
	return out
}

// Texts come back with the values that they are beside. Without them the same file is the
// same run: to a program that does not know of texts nothing else is there.
func TestTextsAreWrittenBesideTheValues(t *testing.T) {
	beside := regexp.MustCompile(`, "texts": \{("([^"\\]|\\.)*": "([^"\\]|\\.)*"(, )?)*\}`)
	rapid.Check(t, func(t *rapid.T) {
		plain := traceGen().Draw(t, "trace")
		tr := *plain
		tr.States = nil
		for _, s := range plain.States {
			s.Vars = dressedFields(t, s.Vars)
			if s.Step != nil && s.Step.Message != nil {
				step := *s.Step
				step.Message = dressed(t, step.Message)
				step.Args = dressedFields(t, step.Args)
				step.Sent = []traces.Packet{{From: "S1", To: "S2", Name: "m", Message: dressed(t, step.Sent[0].Message)}}
				s.Step = &step
			}
			tr.States = append(tr.States, s)
		}
		written := write(t, &tr)
		back := read(t, written)
		sameRun(t, &tr, back)
		require.Equal(t, written, write(t, back))
		for i, s := range read(t, beside.ReplaceAllString(written, "")).States {
			require.True(t, traces.Equal(plain.States[i].Vars, s.Vars))
			require.True(t, traces.Equal(back.States[i].Vars, s.Vars), "a text is no part of a value")
		}
	})
}

func TestTextsOfAFileAreStrict(t *testing.T) {
	file := func(meta, version string) string {
		return `{"#meta": {` + version + `}, "vars": ["x"], "states": [{"#meta": {"index": 0` + meta + `}, "x": {"#set": [[1]]}}]}`
	}
	ours := `"version": "` + traces.Version + `"`
	tr := read(t, file(`, "texts": {"x.#set[0][0]": "one"}`, ours))
	require.Equal(t, "{[one]}", tr.States[0].Vars[0].Value.String())
	require.True(t, traces.Equal(set(seq{num(1)}), tr.States[0].Vars[0].Value))

	dotted := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{Vars: rec{
		{"a", rec{{"b", said("inner", num(1))}}}, {"a.b", said("dotted", num(2))},
	}}}}
	sameRun(t, dotted, read(t, write(t, dotted)))

	tr = read(t, file(`, "texts": {"x.#set[0][0]": "one"}`, `"tool": "another"`))
	require.Equal(t, "{[1]}", tr.States[0].Vars[0].Value.String(), "in a file of another tool it means nothing")

	for texts, want := range map[string]string{
		`{"x.y": "one"}`: `states[0].#meta.texts.x.y: there is no value at this place`,
		`{"x": 1}`:       `states[0].#meta.texts.x: want a string, not a number`,
		`["x"]`:          `states[0].#meta.texts: want an object, not a list`,
	} {
		_, err := traces.Read(strings.NewReader(file(`, "texts": `+texts, ours)))
		require.EqualError(t, err, want)
	}
}

func TestShownIsItsValue(t *testing.T) {
	a, b := said("put x", rec{{"k", num(1)}}), said("get x", rec{{"k", num(1)}})
	require.True(t, traces.Equal(a, b))
	require.Empty(t, traces.Diff(a, b))
	require.True(t, traces.Equal(traces.Plain(a), a))
	require.Equal(t, set(a), set(a, b), "of equal members one stays")

	require.Equal(t, "q.op put x → put y", changesOf(rec{{"op", a}}, rec{{"op", said("put y", rec{{"k", num(2)}})}}))
	require.Equal(t, "q.op.k 1 → 2", changesOf(rec{{"op", a}}, rec{{"op", said("put x", rec{{"k", num(2)}})}}),
		"where the texts are alike the fields differ")
	require.Equal(t, "q.op.k 1 → 2", changesOf(rec{{"op", a}}, rec{{"op", rec{{"k", num(2)}}}}),
		"as with a run of a program without the texts")
	require.Equal(t, "q.op nil → put x", changesOf(rec{{"op", traces.Opaque("nil")}}, rec{{"op", a}}))
	require.Equal(t, `q["put x"] 1 → 2`, changesOf(
		rec{{"put x", num(1)}}, rec{{"put x", num(2)}}))
	require.Equal(t, `q.m[put x] 1 → 2`, changesOf(
		rec{{"m", mapOf(traces.Pair{Key: a, Value: num(1)})}}, rec{{"m", mapOf(traces.Pair{Key: a, Value: num(2)})}}))
}

func TestMessagesWithTexts(t *testing.T) {
	m := said("put x=1", rec{{"key", str("x")}, {"value", num(1)}})
	s := traces.Step{Kind: traces.StepDeliver, Node: "S1", From: "C", Name: "Request", Message: m}
	require.Equal(t, "S1 receives Request(put x=1) from C", s.String())
	s.Message = said("Request of C", rec{})
	require.Equal(t, "S1 receives Request of C from C", s.String(), "a text that says the type says it once")
	s.Message = rec{{"op", rec{{"tag", str("Put")}, {"value", rec{{"key", str("x")}}}}}}
	require.Equal(t, "S1 receives Request{op: Put{key: x}} from C", s.String())
}

// A script finds its steps in whichever form they were written down.
func TestScriptsReadTextsAndValues(t *testing.T) {
	put := said("put x=1", rec{{"tag", str("Put")}, {"value", rec{{"key", str("x")}, {"n", num(1)}}}})
	message := said("asks for put x=1", rec{{"op", put}})
	step := traces.Step{Kind: traces.StepDeliver, Node: "S1", From: "C", Name: "Request", Message: message, Note: "bad"}
	for _, line := range []string{
		"S1 receives Request(asks for put x=1) from C",
		"S1 receives Request{op: put x=1} from C",
		"S1 receives Request{op: Put{key: x, n: 1}} from C",
		"S1 receives Request{op: Put{key: x}} from C",
		"S1 receives Request{op: {tag: Put, value: {key: x, n: 1}}} from C",
		"S1 receives Request{} from C",
	} {
		b := &branching{first: []string{"a"}, next: map[string][]traces.Step{"a": {step}}}
		r := (&traces.Script{Property: "good", Steps: []string{line}}).Run(b)
		require.NotNil(t, r.Broken, line)
	}
	for _, line := range []string{
		"S1 receives Request(asks for put y=1) from C",
		"S1 receives Request{op: Put{key: y}} from C",
		"S1 receives Request{op: Get{key: x}} from C",
	} {
		b := &branching{first: []string{"a"}, next: map[string][]traces.Step{"a": {step}}}
		r := (&traces.Script{Property: "good", Steps: []string{line}}).Run(b)
		require.Nil(t, r.Broken, line)
		require.Equal(t, 0, r.Taken)
		require.Contains(t, text.Rerun(r), "departs at step 1")
	}
}
