package check_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/check"
)

// chain defines O0 and then operators each of which is made from the one before it.
func chain(first, next string, n int) string {
	var b strings.Builder
	b.WriteString(first + "\n")
	for i := 1; i <= n; i++ {
		b.WriteString(strings.NewReplacer("NEW", fmt.Sprintf("O%d", i), "OLD", fmt.Sprintf("O%d", i-1)).Replace(next) + "\n")
	}
	return b.String()
}

// limited loads and checks a spec whose initial value of x is the last line of the body, or whose body has an Init.
func limited(t *testing.T, body, config string) (string, *check.Report) {
	t.Helper()
	if !strings.HasPrefix(body, "Init == ") && !strings.Contains(body, "\nInit == ") {
		at := strings.LastIndex(body, "\n")
		body = body[:at+1] + "Init == x = (" + body[at+1:] + ")"
	}
	if !strings.Contains(body, "\nNext == ") {
		body += "\nNext == x' = x"
	}
	dir := t.TempDir()
	spec := filepath.Join(dir, "T.tla")
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE T ----\nEXTENDS Integers, Sequences, SequencesExt, FiniteSets, TLC\nVARIABLE x\n"+body+"\n====\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "T.cfg"), []byte("INIT Init\nNEXT Next\n"+config), 0o666))
	ctx, end := context.WithTimeout(context.Background(), 20*time.Second)
	defer end()
	m, err := check.LoadWithin(ctx, check.Sources{Spec: spec}, 2<<30)
	if err != nil {
		return err.Error(), nil
	}
	opts := check.Options{}
	opts.Workers, opts.Memory = 1, 4<<30
	limited, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := m.Check(limited, opts)
	if err != nil {
		return err.Error(), nil
	}
	if r.Violation != nil {
		return r.Violation.Text, r
	}
	return r.Verdict, r
}

// TestDeep: what is deep in the text, in the code that is made of it, on the way of an evaluation, or in a value, gives the right answer or a
// clear error. Go's stack never overflows: that would be the end of the process.
func TestDeep(t *testing.T) {
	const twice = "NEW(a) == OLD(OLD(a))"
	fold := func(f, from string) string {
		return "FoldLeft(LAMBDA a, b : " + f + ", " + from + ", [i \\in 1..20000 |-> i])"
	}
	recursive := func(step string) string {
		return "RECURSIVE F(_)\nF(n) == IF n = 0 THEN 0 ELSE " + step + "\n"
	}
	for name, c := range map[string]struct{ body, want string }{
		"each operator twice":            {chain("O0(a) == a + 1", twice, 15) + "IF O15(0) = 32768 THEN 1 ELSE 0 \\div 0", "ok"},
		"operators without arguments":    {chain("O0 == 1", "NEW == OLD + OLD", 30) + "O30", "ok"},
		"operators given to each other":  {chain("O0(F(_), a) == F(a)", "NEW(F(_), a) == OLD(F, OLD(F, a))", 14) + "Inc(a) == a + 1\nIF O14(Inc, 0) = 16384 THEN 1 ELSE 0 \\div 0", "ok"},
		"lambdas in each other":          {chain("O0(F(_), a) == F(a)", "NEW(F(_), a) == OLD(LAMBDA y : OLD(F, y), a)", 40) + "O40(LAMBDA z : z, 0)", "(too deep|too large)"},
		"wide":                           {chain("O0(a) == a", "NEW(a) == IF OLD(a) = a THEN OLD(a) ELSE OLD(a + 1)", 18) + "O18(1)", "ok"},
		"arguments of arguments":         {chain("O0(a) == x' = a", "NEW(a) == OLD(a + a)", 60) + "Init == x = 0\nNext == O60(x)", "ok"},
		"primed twice":                   {chain("O0(a) == a'", "NEW(a) == OLD(a) + OLD(a)", 10) + "Init == x = 1\nNext == x' = 1 /\\ Assert(O10(x) = 1024, \"wrong\")", "ok"},
		"in a LET":                       {"Init == x = LET " + chain("O0(a) == a + 1", twice, 15) + " IN O15(0)", "ok"},
		"a chain of definitions":         {chain("O0 == 1", "NEW == OLD", 60_000) + "O60000", `too deep: the definitions that it uses \(Init, O60000, O59999, .* and \d+ more\)`},
		"parentheses":                    {strings.Repeat("(", 100_000) + "1" + strings.Repeat(")", 100_000), "nested too deeply"},
		"a long sum":                     {"1" + strings.Repeat(" + 1", 4_000), "ok"},
		"a longer sum":                   {"1" + strings.Repeat(" + 1", 100_000), "more than 5000 operators in a row"},
		"a long list":                    {"Init == \n  /\\ x = 1" + strings.Repeat("\n  /\\ TRUE", 20_000), "ok"},
		"recursion":                      {recursive("1 + F(n - 1)") + "F(19000)", "ok"},
		"recursion without end":          {recursive("1 + F(n + 1)") + "F(1)", "levels of recursion deep"},
		"recursion through much":         {recursive(strings.Repeat("(", 900)+"F(n - 1)"+strings.Repeat(" + 0)", 900)) + "F(19000)", "levels of recursion deep"},
		"recursive function":             {"f[n \\in Nat] == IF n = 0 THEN 0 ELSE 1 + f[n - 1]\nf[10000]", "ok"},
		"recursive function, much of it": {"f[n \\in Nat] == IF n = 0 THEN 0 ELSE " + strings.Repeat("(", 900) + "f[n - 1]" + strings.Repeat(" + 0)", 900) + "\nf[19000]", "recursion of this function is too deep"},
		"a deep tuple":                   {fold("<<a>>", "<<>>"), "nested more than"},
		"a deep set":                     {fold("{a}", "{}"), "nested more than"},
		"a deep record":                  {fold("[f |-> a]", "0"), "nested more than"},
		"a deep sequence":                {fold("Append(<<>>, a)", "0"), "nested more than"},
		"a deep function":                {fold("[i \\in {0} |-> a]", "0"), "nested more than"},
		"a deep EXCEPT":                  {fold("[a EXCEPT ![1] = a]", "<<1>>"), "nested more than"},
		"a function of a function":       {fold("[i \\in Nat |-> a[i] + 1]", "[i \\in Nat |-> 0]") + "[3]", "nested more than"},
		"a set of a set":                 {"3 \\in " + fold("a \\cup Nat", "Nat"), "nested more than"},
		"a long sequence":                {"Len(FoldLeft(LAMBDA a, b : a \\o a, <<1>>, [i \\in 1..60 |-> i]))", "sequence with too many elements"},
		"a long text":                    {"Len(FoldLeft(LAMBDA a, b : a \\o a, \"ab\", [i \\in 1..60 |-> i]))", "string of more than"},
		"a flat sequence":                {"Len(FlattenSeq([i \\in 1..20000 |-> [j \\in 1..1000 |-> 1]]))", "sequence with too many elements"},
		"a shallow value":                {"Len(" + fold("Append(a, <<b>>)", "<<>>") + ")", "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := limited(t, c.body, "")
			require.Regexp(t, c.want, got)
		})
	}
}

// TestSymmetryOfMany: sets of all permutations are groups at once, whether of one set or of several.
func TestSymmetryOfMany(t *testing.T) {
	body := func(sym string) string {
		return "CONSTANTS P, Q\nInit == x = <<>>\nNext == \\E p \\in P : (\\A i \\in 1..Len(x) : x[i] # p) /\\ x' = Append(x, p)\nSym == " + sym
	}
	const config = "SYMMETRY Sym\nCHECK_DEADLOCK FALSE\nCONSTANT P = {p1, p2, p3, p4, p5, p6, p7}\nCONSTANT Q = {q1, q2, q3}\n"
	for sym, want := range map[string]uint64{"Permutations(P)": 8, "Permutations(P) \\cup Permutations(Q)": 8,
		"Permutations(P \\ {CHOOSE p \\in P : TRUE})": 35} {
		start := time.Now()
		verdict, r := limited(t, body(sym), config)
		require.Equal(t, check.VerdictOK, verdict, sym)
		require.Equal(t, want, r.States, sym)
		require.Less(t, time.Since(start), time.Minute, sym)
	}
}

// TestLoadingEnds: loading ends when its time, or memory, is over, in every stage that can take long.
func TestLoadingEnds(t *testing.T) {
	dir := t.TempDir()
	spec := filepath.Join(dir, "T.tla")
	for name, c := range map[string]struct{ body, config string }{
		"quantified property": {"Prop == \\A s \\in SUBSET (1..40) : [](x \\notin s)", "PROPERTY Prop\n"},
		"symmetry":            {"Sym == {p \\in [P -> P] : {p[i] : i \\in P} = P /\\ \\A s \\in SUBSET (1..40) : s = s}", "SYMMETRY Sym\n"},
		"code":                {chain("O0(a) == x' = a", "NEW(a) == OLD(a) \\/ OLD(a + 1)", 40) + "Next == O40(1)", ""},
	} {
		if !strings.Contains(c.body, "Next == ") {
			c.body += "\nNext == x' = x"
		}
		require.NoError(t, os.WriteFile(spec, []byte("---- MODULE T ----\nEXTENDS Integers\nCONSTANT P\nVARIABLE x\nInit == x = 0\n"+c.body+"\n====\n"), 0o666))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "T.cfg"), []byte("CONSTANT P = {p1, p2, p3}\nINIT Init\nNEXT Next\n"+c.config), 0o666))
		for _, by := range []string{explore.ByTime, explore.ByInterrupt} {
			ctx, end := context.WithTimeout(context.Background(), 200*time.Millisecond)
			if by == explore.ByInterrupt {
				end()
				ctx, end = context.WithCancel(context.Background())
				time.AfterFunc(200*time.Millisecond, end)
			}
			start := time.Now()
			_, err := check.LoadWithin(ctx, check.Sources{Spec: spec}, 4<<30)
			end()
			var stopped *check.Stopped
			require.ErrorAs(t, err, &stopped, name)
			require.Equal(t, by, stopped.By, name)
			require.Less(t, time.Since(start), 30*time.Second, name)
		}
	}
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE T ----\nEXTENDS Integers\nVARIABLE x\nInit == x = 0\nNext == x' = x\nProp == \\A s \\in SUBSET (1..40) : [](x \\notin s)\n====\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "T.cfg"), []byte("INIT Init\nNEXT Next\nPROPERTY Prop\n"), 0o666))
	_, err := check.LoadWithin(context.Background(), check.Sources{Spec: spec}, 300<<20)
	var stopped *check.Stopped
	require.ErrorAs(t, err, &stopped)
	require.Equal(t, explore.ByMemory, stopped.By)
}
