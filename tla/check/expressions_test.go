package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// ofProtocol is a run of two nodes, one of which is down in the end.
func ofProtocol() *traces.Trace {
	node := func(up bool, term int64) traces.Record {
		return traces.Record{{Name: "up", Value: traces.Bool(up)}, {Name: "term", Value: traces.Int(term)}, {Name: "vote", Value: traces.Opaque("nil")}}
	}
	state := func(up bool, term int64) traces.State {
		return traces.State{Vars: traces.Record{
			{Name: "nodes", Value: traces.Record{{Name: "S1", Value: node(up, term)}, {Name: "S2", Value: node(true, 1)}, {Name: "a b", Value: node(true, 7)}}},
			{Name: "network", Value: traces.Seq{}},
			{Name: "mbt::x", Value: traces.Int(1)},
		}}
	}
	return &traces.Trace{Loop: traces.NoLoop, States: []traces.State{state(true, 1), state(true, 3), state(false, 3)}}
}

// texts are the values of one expression.
func texts(t *testing.T, of *traces.Trace, text string) []string {
	t.Helper()
	x, err := NewExpressions(of, text)
	require.NoError(t, err)
	values, err := x.Values(of)
	require.NoError(t, err)
	var list []string
	for _, r := range values {
		require.Len(t, r, 1)
		require.Equal(t, text, r[0].Name)
		list = append(list, r[0].Value.String())
	}
	return list
}

// TestExpressionsOfProtocol: the variables of a run, and its nodes by their names.
func TestExpressionsOfProtocol(t *testing.T) {
	run := ofProtocol()
	require.Equal(t, []string{"1", "3", "3"}, texts(t, run, "S1.term"))
	require.Equal(t, []string{"8", "8", "8"}, texts(t, run, `nodes.S2.term + nodes["a b"].term`))
	require.Equal(t, []string{`{S1, S2, "a b"}`, `{S1, S2, "a b"}`, `{S2, "a b"}`}, texts(t, run, `{n \in DOMAIN nodes : nodes[n].up}`))
	require.Equal(t, []string{"true", "true", "true"}, texts(t, run, "S1.vote = << >> /\\ Len(network) = 0"))
	require.Equal(t, []string{"2", "0", "cannot be evaluated: no step follows"}, texts(t, run, "S1.term' - S1.term"))

	run.Loop = 2 // for ever
	require.Equal(t, []string{"2", "0", "0"}, texts(t, run, "S1.term' - S1.term"))
	run.Loop, run.Back = 1, &run.States[1]
	require.Equal(t, []string{"{1}", "{3}", "{3}", "{3}"}, texts(t, run, "{S1.term}"), "the way back is a step")
	require.Equal(t, []string{"TRUE-TRUE", "TRUE-FALSE", "FALSE-TRUE", "TRUE-FALSE"}, texts(t, run, `ToString(S1.up) \o "-" \o ToString(S1.up')`))
}

// TestExpressionsThatHaveNoValue: a typing error is one, and what has a value in some states is none.
func TestExpressionsThatHaveNoValue(t *testing.T) {
	run := ofProtocol()
	for text, want := range map[string]string{
		"S1.trem":      "S1.trem can be evaluated in no state of the run: ",
		"S1.term +":    "expected an expression after +",
		"[]S1.up":      "a temporal formula has no value in a state",
		"S9.term":      "S9",
		"Len(network)": "",
	} {
		x, err := NewExpressions(run, text)
		if err == nil {
			_, err = x.Values(run)
		}
		if text == "Len(network)" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want, text)
	}
	values := texts(t, run, `IF S1.up THEN 1 ELSE S1.none`)
	require.Equal(t, "1", values[0])
	require.Contains(t, values[2], "cannot be evaluated: ")
}

// TestExpressionsOfSpec: a spec's run has the spec's definitions, and its model values, which
// the run has as strings.
func TestExpressionsOfSpec(t *testing.T) {
	m, err := Load(Sources{Spec: "../MCPaxos.tla"})
	require.NoError(t, err)
	w, err := NewWalk(m)
	require.NoError(t, err)
	w.Take(0)
	w.Take(0)
	run := w.Trace()
	require.Equal(t, []string{"0", "0", "0"}, texts(t, run, "Cardinality(Acceptor \\ DOMAIN promised)"))
	require.Equal(t, []string{"true", "true", "true"}, texts(t, run, "TypeOK"))
	sent := texts(t, run, "Cardinality(msgs)")
	require.NotEqual(t, sent[0], sent[2], "two steps of Paxos send something")
	w.Back()
	x, err := NewExpressions(run, "UNCHANGED msgs")
	require.NoError(t, err)
	values, err := x.Values(w.Trace())
	require.NoError(t, err)
	require.Len(t, values, 2, "expressions are for any run of the spec")
}
