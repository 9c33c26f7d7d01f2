package check_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
)

// explainedBy explains a spec that consists of the given lines, with a model file.
func explainedBy(t *testing.T, lines, cfg string) *check.Explanation {
	t.Helper()
	dir := t.TempDir()
	text := "---- MODULE M ----\nEXTENDS Integers, FiniteSets, TLC\n" + lines + "\n====\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "M.tla"), []byte(text), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "M.cfg"), []byte(cfg), 0o600))
	m, err := check.Load(check.Sources{Spec: filepath.Join(dir, "M.tla")})
	require.NoError(t, err)
	e, err := m.Explain(t.Context())
	require.NoError(t, err)
	return e
}

// servers has actions on parts, on a class of messages, and with deltas.
const servers = `
CONSTANTS Server, Limit
VARIABLES term, msgs, count
vars == <<term, msgs, count>>
Start == term = [s \in Server |-> 0] /\ msgs = {}
Init == Start /\ count = 0
Ask(i) == /\ term[i] < Limit
          /\ msgs' = msgs \cup {[type |-> "ask", from |-> i]}
          /\ UNCHANGED <<term, count>>
Take(i) == \E m \in msgs : /\ m.type = "ask"
                           /\ term[i] < Limit
                           /\ term' = [term EXCEPT ![i] = term[m.from] + 1]
                           /\ UNCHANGED <<msgs, count>>
Tick == count' \in 0..Limit /\ term' = term /\ UNCHANGED msgs
Next == (\E i \in Server : Ask(i) \/ Take(i)) \/ Tick
Spec == Init /\ [][Next]_vars /\ WF_vars(Tick) /\ \A i \in Server : SF_vars(Take(i))
Small == count <= Limit /\ \A i \in Server : term[i] <= Limit
Asked == Cardinality({m \in msgs : m.type = "ask"}) <= 2
Grows == [][\A i \in Server : term'[i] >= term[i]]_term
Always == [](count >= 0)
First == count = 0
Both == First /\ Grows
Ends == <>(count = 1)
Bound == count < 3
Step == count' < 3
Constant == Limit > 0
Perms == Permutations(Server)
ASSUME Positive == Limit > 0
Seen == <<term, msgs>>
`

func TestExplainActions(t *testing.T) {
	e := explainedBy(t, servers,
		"CONSTANTS Server = {a, b} Limit = 2\nSPECIFICATION Spec\nINVARIANT Asked\n")
	type w = check.ExplainedWrite
	for i := range e.Actions {
		e.Actions[i].Place = ""
	}
	require.Equal(t, []check.ExplainedAction{
		{
			Name: "Ask", Known: true, Reads: []string{"term[i]"}, Writes: []w{{"msgs", "adds to"}},
			Unchanged: []string{"term", "count"},
		},
		{
			Name: "Take", Known: true, Reads: []string{"term[i]", "term[m.from]", "msgs#1"},
			Writes:    []w{{"term[i]", "put in"}},
			Unchanged: []string{"msgs", "count"},
		},
		{
			Name: "Tick", Known: true, Reads: []string{"term"},
			Writes:    []w{{"term", "value"}, {"count", "one of a set"}},
			Unchanged: []string{"msgs"},
		},
	}, e.Actions)
	require.True(t, e.Actions[0].Writes[0].Delta())
	require.False(t, e.Actions[2].Writes[0].Delta())
	require.Equal(t, []check.ExplainedDerived{
		{"msgs#1", "class", `{m \in msgs : m.type = "ask"}`},
	}, e.Derived)
	require.Equal(t, []string{"term", "msgs", "count"}, e.Variables)
	require.Equal(t, []check.ExplainedConstant{
		{"Server", "", "{a, b}"},
		{"Limit", "", "2"},
	}, e.Constants)
	require.False(t, e.Impure)
	var initial [][2]string
	for _, f := range e.Initial {
		initial = append(initial, [2]string{f.Name, f.Text})
	}
	require.Equal(t, [][2]string{
		{"Start", `term = [s \in Server |-> 0]`}, {"Start", "msgs = {}"}, {"Init", "count = 0"},
	}, initial)
}

func TestExplainClaims(t *testing.T) {
	e := explainedBy(t, servers, `CONSTANTS Server = {a, b} Limit = 2
SPECIFICATION Spec
INVARIANTS Small Asked Constant
PROPERTIES Both Always Ends
CONSTRAINT Bound
ACTION_CONSTRAINT Step
SYMMETRY Perms
VIEW Seen
ALIAS Seen
CHECK_DEADLOCK FALSE
`)
	type row struct{ keyword, name, text, level, how string }
	var got []row
	var reads [][]string
	for _, c := range e.Claims {
		got = append(got, row{c.Keyword, c.Name, c.Text, c.Level, c.How})
		reads = append(reads, c.Reads)
	}
	require.Equal(t, []row{
		{"INVARIANT", "Small", "count <= Limit", "state", "per state"},
		{"INVARIANT", "Small", `\A i \in Server : term[i] <= Limit`, "state", "per state"},
		{"INVARIANT", "Asked", `Cardinality({m \in msgs : m.type = "ask"}) <= 2`, "state", "per state"},
		{"INVARIANT", "Constant", "Limit > 0", "constant", "per state"},
		{"PROPERTY", "Both", "count = 0", "state", "once, in each initial state"},
		{"PROPERTY", "Both", `[\A i \in Server : term'[i] >= term[i]]_term`, "action", "per step"},
		{"PROPERTY", "Always", "count >= 0", "state", "per state"},
		{"PROPERTY", "Ends", "<>(count = 1)", "temporal", "by the search for cycles"},
		{"CONSTRAINT", "Bound", "count < 3", "state", "per state"},
		{"ACTION_CONSTRAINT", "Step", "count' < 3", "action", "per step"},
		{"ASSUME", "Positive", "Limit > 0", "constant", "once, before the search"},
	}, got)
	require.Equal(t, [][]string{
		{"count"},
		{"term"},
		{"msgs#1"},
		nil,
		{"count"},
		{"term", "term'"},
		{"count"},
		{"count"},
		{"count"},
		{"count'"},
		nil,
	}, reads)
	for i := range e.Fairness {
		e.Fairness[i].Place = ""
	}
	require.Equal(t, []check.ExplainedFairness{
		{"WF", "Tick", "vars", "", 1}, {"SF", "Take(i)", "vars", "", 2},
	}, e.Fairness)
	require.True(t, e.FairnessUsed)
	require.Equal(t, "Perms", e.Symmetry)
	require.Equal(t, 2, e.Group)
	require.False(t, e.SymmetryUsed, "there is a temporal property")
	require.Equal(t, "Seen", e.View)
	require.Equal(t, "Seen", e.Alias)
	require.False(t, e.Deadlock)
}

// Of a class that is asked for by a key there is an index.
func TestExplainIndex(t *testing.T) {
	e := explainedBy(t, `
VARIABLES best, msgs
Init == best = [b \in 1..2 |-> 0] /\ msgs = {[type |-> "a", bal |-> 1]}
Count(b) == /\ best[b] = 0
            /\ best' = [best EXCEPT ![b] = Cardinality({m \in msgs : m.type = "a" /\ m.bal = b})]
            /\ UNCHANGED msgs
Next == \E b \in 1..2 : Count(b)
`, "INIT Init\nNEXT Next\n")
	last := e.Derived[len(e.Derived)-1]
	require.Equal(t, "index", last.Kind)
	require.Equal(t, `{m \in msgs : m.type = "a"} by m.bal`, last.Text)
	require.Equal(t, []string{"best[b]", last.Name + "[b]"}, e.Actions[0].Reads)
}

// What the analyses cannot say is said.
func TestExplainGivesUp(t *testing.T) {
	e := explainedBy(t, `
VARIABLE x
RECURSIVE Down(_)
Down(n) == IF n = 0 THEN x' = x + 1 ELSE Down(n - 1)
Init == x = 0
Drawn == x' = x + TLCGet("level")
Twice == (x' = x + 1) \cdot (x' = x + 2)
Next == Drawn \/ Down(3) \/ Twice
Split == \A n \in 1..2 : (n > x \/ x = 0) => x >= 0 /\ x < 9
`, "INIT Init\nNEXT Next\nINVARIANT Split\n")
	require.True(t, e.Impure)
	require.Len(t, e.Actions, 3)
	require.Equal(t, "Drawn", e.Actions[0].Name)
	require.True(t, e.Actions[0].Impure)
	require.Equal(t, []string{"x"}, e.Actions[0].Reads)
	for _, a := range e.Actions[1:] {
		require.False(t, a.Known, a.Name)
		require.Empty(t, a.Reads)
		require.Empty(t, a.Writes)
	}
	require.Equal(t, `\A n \in 1..2 : (n > x \/ x = 0) => x >= 0`, e.Claims[0].Text)
	require.Equal(t, `\A n \in 1..2 : (n > x \/ x = 0) => x < 9`, e.Claims[1].Text)
}

// The actions are those of the report.
func TestExplainActionNames(t *testing.T) {
	for spec, want := range map[string][]string{
		"MCPaxos": {
			"MCPrepare", "MCCountPromise", "MCPromise", "MCAccept", "MCHear", "MCBeTold",
			"MCCrash", "MCRestart",
		},
		"MCRaft": {
			"MCTimeout", "MCHandleRequestVote", "MCHandleVote", "MCHandleAppendEntries",
			"MCRefuseAppendEntries", "MCHandleAppended",
			"MCClientRequest", "MCHeartbeat", "MCCrash", "MCRestart",
			"MCCompact", "MCHandleInstallSnapshot", "MCRefuseInstallSnapshot", "MCHandleInstalled", "MCChangeMembership",
			"MCHandlePreVote", "MCHandlePreVoted", "MCSilence", "MCCheckAnswers", "MCTimeoutNow",
		},
	} {
		m, err := check.Load(check.Sources{Spec: filepath.Join("..", spec+".tla")})
		require.NoError(t, err)
		e, err := m.Explain(t.Context())
		require.NoError(t, err)
		var names []string
		for _, a := range e.Actions {
			require.True(t, a.Known)
			names = append(names, a.Name)
		}
		require.Equal(t, want, names)
	}
}

// A model that was explained is checked as one that was not.
func TestExplainedModelIsCheckedAlike(t *testing.T) {
	spec := check.Sources{Spec: filepath.Join("..", "MCConsensus.tla")}
	var reports []*check.Report
	for _, explain := range []bool{false, true} {
		m, err := check.Load(spec)
		require.NoError(t, err)
		if explain {
			_, err = m.Explain(t.Context())
			require.NoError(t, err)
		}
		r, err := m.Check(t.Context(), check.Options{})
		require.NoError(t, err)
		reports = append(reports, r)
	}
	require.Equal(t, reports[0].Verdict, reports[1].Verdict)
	require.Equal(t, reports[0].States, reports[1].States)
	require.Equal(t, reports[0].Steps, reports[1].Steps)
}
