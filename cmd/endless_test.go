package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/tokentest"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// withTokens runs the command with a version of the token protocol.
func withTokens(code tokentest.Code, args ...string) (exit int, stdout, stderr string) {
	return ran([]*model.Protocol{tokentest.ProtocolOf(code)}, append([]string{"mine"}, args...)...)
}

// tokensRun saves a counterexample of the token protocol.
func tokensRun(t *testing.T, property string, args ...string) (path, report string) {
	t.Helper()
	dir := t.TempDir()
	exit, out, errs := withTokens(tokentest.Code{}, append([]string{"-protocol", "tokens", "-o", dir, "-property", property}, args...)...)
	require.Equal(t, exitViolation, exit, errs)
	return filepath.Join(dir, "tokens-"+property+".itf.json"), out
}

func TestReportOfARunWithoutEnd(t *testing.T) {
	path, out := tokensRun(t, "asking-serves")
	require.Contains(t, out, "VIOLATION: asking-serves by a run without end.\nasked is reached, and served never from then on: the run goes round for ever\n")
	require.Contains(t, out, "a run without end that shows it, 1 step and a loop of 4:\n")
	require.Contains(t, out, "\n5  T1 receives Token from T2\n     T1.Has     false → true\n")
	require.Contains(t, out, "\nStep 5 leads back to state 1, and the run goes round for ever.\n")
	require.Contains(t, out, "claims: asked leads to served; fair: messages, timers, restarts\n")
	saved, err := traces.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 1, saved.Loop)
	require.Equal(t, "T1 receives Token from T2", saved.Back.Step.String())
	require.True(t, traces.Equal(saved.States[1].Vars, saved.Back.Vars))

	junit := filepath.Join(t.TempDir(), "junit.xml")
	withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "asking-serves", "-junit", junit, "-o", t.TempDir())
	xml, err := os.ReadFile(junit)
	require.NoError(t, err)
	require.Contains(t, string(xml), "without end, after 1 step and a loop of 4")
	require.Contains(t, string(xml), "choosing 0&#xA;  back to state 1 by T1 receives Token from T2, and round for ever&#xA;")
	withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "asks", "-fair", "none", "-junit", junit, "-o", t.TempDir())
	xml, err = os.ReadFile(junit)
	require.NoError(t, err)
	require.Contains(t, string(xml), "after 0 steps, without end&#xA;  and stays there for ever&#xA;")

	_, out, _ = withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "asking-serves", "-json", "-o", t.TempDir())
	var line struct {
		Violation struct {
			Kind, Back   string
			Loop, Length int
		}
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &line))
	require.Equal(t, "temporal", line.Violation.Kind)
	require.Equal(t, 1, line.Violation.Loop)
	require.Equal(t, 4, line.Violation.Length)
	require.Equal(t, "T1 receives Token from T2", line.Violation.Back)
}

// Replay goes round the loop once more, and judges the run on the code as it is now.
func TestReplayOfARunWithoutEnd(t *testing.T) {
	path, _ := tokensRun(t, "asking-serves")
	for _, c := range []struct {
		code    tokentest.Code
		exit    int
		verdict string
		want    string
	}{
		{tokentest.Code{}, exitOK, "confirmed", "  5  same  T1 receives Token from T2\n\nconfirmed: all 4 steps and states are the saved ones, and the loop closes: step 5 leads back to state 1; " +
			"asking-serves is violated again:\nasked is reached, and served never from then on: the run goes round for ever\n"},
		{tokentest.Code{Greets: true}, exitViolation, "mended", "and the loop closes: step 5 leads back to state 1, but asking-serves is not violated any more by this run:\n" +
			"the loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does\n"},
		{tokentest.Code{Fair: true}, exitViolation, "departed", "  4  DEPARTS\n\nthe code departs from the saved run at step 4: “T2: timeout pass, choosing 0” is not enabled"},
	} {
		exit, out, errs := withTokens(c.code, "replay", path)
		require.Equal(t, c.exit, exit, errs)
		require.Contains(t, out, "tokens, 1 step and a loop of 4 to a violation of asking-serves\nclaims: asked leads to served; fair: messages, timers, restarts\n")
		require.Contains(t, out, c.want)
		_, out, _ = withTokens(c.code, "replay", path, "-json")
		require.Contains(t, out, `"verdict":"`+c.verdict+`"`)
	}
	// As it was saved, the run also holds for less fairness: it is the file that says it.
	edited(t, path, `"fair": "messages, timers, restarts"`, `"fair": "timers"`)
	exit, out, _ := withTokens(tokentest.Code{Greets: true}, "replay", path)
	require.Equal(t, exitOK, exit)
	require.Contains(t, out, "fair: timers\n")
}

func TestReplayOfWhatIsLost(t *testing.T) {
	path, out := tokensRun(t, "can-serve", "-drops", "1")
	require.Contains(t, out, "VIOLATION: can-serve after 2 steps.\nthe last step made served impossible: before it, served could still be reached; after it, no steps but new faults lead there\n")
	exit, out, _ := withTokens(tokentest.Code{}, "replay", path)
	require.Equal(t, exitOK, exit)
	require.Contains(t, out, "confirmed: all 2 steps and states are the saved ones; can-serve is violated again by the last step:\nthe last step made served impossible")
	edited(t, path, `"property-kind": "lost"`, `"property-kind": "temporal"`)
	exit, _, _ = withTokens(tokentest.Code{}, "replay", path)
	require.Equal(t, exitViolation, exit, "a run that ends breaks nothing as one without end")
}

// edited replaces a text that stands in a file.
func edited(t *testing.T, path, old, with string) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(data), old, with, 1)), 0o666))
}

// A file that somebody changed is refused in a line, or departs.
func TestHostileRunsWithoutEnd(t *testing.T) {
	for _, c := range []struct{ old, with, want string }{
		{`"loop": 1`, `"loop": 9`, "loop: there is no state 9; there are states 0 to 4"},
		{`"loop": 1`, `"loop": 2`, "the code departs from the saved run at step 5: no step leads from the last state back to state 2"},
		{",\n  \"loop\": 1", "", `#meta.back: it is the way back of a run without end, and there is no "loop"`},
		{`"index": 5, `, `"index": 6, `, "#meta.back.#meta.index: want 5"},
		{`"index": 5, "step": {`, `"index": 5, "was": {`, "#meta.back: it does not say which step leads back"},
		{`"fair": "messages`, `"fair": "luck`, `what the run assumes to be fair: there is no fairness "luck"`},
		{`"property": "asking-serves"`, `"property": "gone"`, `unknown property "gone"`},
		{`"property": "asking-serves"`, `"property": "can-serve"`, "property can-serve is not one that a run without end breaks"},
		{`"from": "T2", "to": "T1", "name": "Token"`, `"from": "T9", "to": "T1", "name": "Token"`, "departs from the saved run at step 5: “T1 receives Token from T9” is not enabled"},
	} {
		path, _ := tokensRun(t, "asking-serves")
		edited(t, path, c.old, c.with)
		exit, out, errs := withTokens(tokentest.Code{}, "replay", path)
		require.NotEqual(t, exitOK, exit, c.want)
		require.Contains(t, out+errs, c.want)
		if exit == exitUsage {
			require.Equal(t, 1, strings.Count(errs, "\n"), errs)
		}
	}
}

// Shrink keeps a run without end one.
func TestShrinkOfARunWithoutEnd(t *testing.T) {
	path, _ := tokensRun(t, "asking-serves")
	exit, out, errs := withTokens(tokentest.Code{}, "shrink", path)
	require.Equal(t, exitOK, exit, errs)
	require.Contains(t, out, "MINIMAL: no step can be left out.")
	exit, _, errs = withTokens(tokentest.Code{Greets: true}, "shrink", path)
	require.Equal(t, exitViolation, exit)
	require.Contains(t, errs, "it does not break asking-serves any more: the loop is not fair: T3 could receive Hello from T1 in every state of the loop, and never does")

	// Where a run began is part of what such a property speaks of.
	exit, _, errs = withTokens(tokentest.Code{}, "-from", path, "-property", "asking-serves")
	require.Equal(t, exitUsage, exit)
	require.Contains(t, errs, "-from: a property about whole runs is judged from the initial states on; name others with -property")
}

func TestGotestOfARunWithoutEnd(t *testing.T) {
	for property, want := range map[string]string{
		"asking-serves": "\t\t\"T2: timeout pass, choosing 0\",\n\t\t\"back to state 1 by T1 receives Token from T2, and round for ever\",\n\t)",
		"asks":          "\t\t\"back to state 0, and round for ever; fair: none\",\n\t)",
	} {
		var args []string
		if property == "asks" {
			args = []string{"-fair", "none"}
		}
		path, _ := tokensRun(t, property, args...)
		exit, out, errs := ran([]*model.Protocol{&tokentest.Protocol}, "mine", "gotest", path)
		require.Equal(t, exitOK, exit, errs)
		require.Contains(t, out, want)
		edited(t, path, `"fair": "`, `"fair": "luck, `)
		exit, _, errs = ran([]*model.Protocol{&tokentest.Protocol}, "mine", "gotest", path)
		require.Equal(t, exitUsage, exit)
		require.Contains(t, errs, `what the run assumes to be fair: there is no fairness "luck"`)
		require.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// With coins the second node passes the token to the third one some day. The run in which it
// does not is one by luck, which replay says when it is told of coins.
func TestCoinsOnTheCommandLine(t *testing.T) {
	fair := "messages,timers,restarts"
	exit, out, errs := withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "asking-serves", "-fair", fair+",coins")
	require.Equal(t, exitOK, exit, errs)
	require.Contains(t, out, "    claims  asked leads to served, with probability 1\n    fair    messages, timers, restarts, coins\n")
	_, out, _ = withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "asking-serves", "-fair", fair+",coins", "-json")
	require.Contains(t, out, `"formula":"asked leads to served, with probability 1","fair":"messages, timers, restarts, coins"`)

	path, _ := tokensRun(t, "asking-serves", "-fair", fair)
	edited(t, path, `"fair": "messages, timers, restarts"`, `"fair": "messages, timers, restarts, coins"`)
	exit, out, _ = withTokens(tokentest.Code{}, "replay", path)
	require.Equal(t, exitViolation, exit)
	require.Contains(t, out, "asking-serves is not violated any more by this run:\nthe coins must fall so for ever, which has probability 0")

	exit, _, errs = withTokens(tokentest.Code{}, "-protocol", "tokens", "-property", "can-serve", "-fair", "coins")
	require.Equal(t, exitUsage, exit)
	require.Contains(t, errs, "-fair coins: can-serve says what is possible, whatever the coins show; name other properties with -property")
}

// A run that some order of the steps keeps whatever the coins show is confirmed, shrunk and
// made a test of.
func TestARunThatNoCoinEnds(t *testing.T) {
	path := savedBy(t, "-protocol", "benor", "-mutant", "keep-value")
	var out, errs strings.Builder
	require.Equal(t, exitOK, run([]string{"explore", "replay", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "claims: eventually all-decided, with probability 1; fair: messages, coins\n")
	require.Contains(t, out.String(), "the run goes round for ever; whatever the coins show from there on, some order of the steps keeps it so; each time that it comes back, the rounds are 1 higher\n")
	require.Equal(t, exitOK, run([]string{"explore", "shrink", path}, &out, &errs), errs.String())
	require.Equal(t, exitOK, run([]string{"explore", "gotest", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "up to a shift of rounds by ")
}

// Paxos without fairness need not learn a value: the run that ends where it began.
func TestPaxosNeedNotLearn(t *testing.T) {
	path := savedBy(t, "-protocol", "paxos", "-property", "eventually-learned", "-fair", "none", "-crashes", "0")
	var out, errs strings.Builder
	require.Equal(t, exitOK, run([]string{"explore", "replay", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "claims: eventually value-learned; fair: none\n")
	require.Contains(t, out.String(), "and the run may stay in state 0 for ever; eventually-learned is violated again:\n")
	out.Reset()
	require.Equal(t, exitOK, run([]string{"explore", "shrink", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "MINIMAL")
	edited(t, path, `"fair": "none"`, `"fair": "timers"`)
	out.Reset()
	require.Equal(t, exitViolation, run([]string{"explore", "replay", path}, &out, &errs))
	require.Contains(t, out.String(), "the loop is not fair: timer propose of P1 could fire there, and never does\n")
}

// Duelling proposers of Paxos go round a loop that closes up to a shift of their ballots:
// replay takes it twice, and it stays one when it is shrunk or made a test of.
func TestDuellingProposersGoRound(t *testing.T) {
	path := savedBy(t, "-protocol", "paxos", "-property", "eventually-learned")
	var out, errs strings.Builder
	require.Equal(t, exitOK, run([]string{"explore", "replay", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "leads back to state 4 up to a shift of ballots, and the loop was taken twice; eventually-learned is violated again:\n"+
		"value-learned is never reached: the run goes round for ever; each time that it comes back, the ballots are 2 higher\n")
	out.Reset()
	require.Equal(t, exitOK, run([]string{"explore", "shrink", path}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "up to a shift of ballots")
	out.Reset()
	require.Equal(t, exitOK, run([]string{"explore", "gotest", path}, &out, &errs), errs.String())
	require.Regexp(t, `"back to state 4 up to a shift of ballots by P2: timeout propose, and round for ever",\n`, out.String())

	// A loop that does not close up to a shift is none.
	edited(t, path, `"loop-up-to": "a shift of ballots"`, `"loop-up-to": ""`)
	out.Reset()
	require.Equal(t, exitViolation, run([]string{"explore", "replay", path}, &out, &errs))
	require.Contains(t, out.String(), "no step leads from the last state back to state 4")
}

// A comparison tells the fairness under which a property was checked, and how long the loop
// is that breaks it.
func TestDiffOfRunsWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	saved := func(name string, args ...string) string {
		_, out, _ := withTokens(tokentest.Code{}, append([]string{"-protocol", "tokens", "-property", "asking-serves", "-json", "-o", dir}, args...)...)
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(out), 0o666))
		return path
	}
	exit, out, errs := withTokens(tokentest.Code{}, "diff", saved("fair.json"), saved("unfair.json", "-fair", "none"))
	require.Equal(t, exitViolation, exit, errs)
	require.Regexp(t, `asking-serves +violated \(fair: messages, timers, restarts\) +violated \(fair: none\)`, out)
	require.Regexp(t, `asking-serves, temporal +5 steps, of which 4 are a loop +1`, out)
	exit, _, errs = withTokens(tokentest.Code{}, "diff", saved("one.json"), saved("same.json"))
	require.Equal(t, exitOK, exit, errs)
}
