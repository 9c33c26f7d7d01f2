package check

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
)

const guardedSpec = `---- MODULE Guarded ----
EXTENDS Integers, Sequences
VARIABLES n, q
vars == <<n, q>>
P == {"a", "b"}
Init == n = 0 /\ q = <<>>
Next == \/ n < 3 /\ n' = n + 1 /\ (\E p \in P : q' = Append(q, p))
        \/ n = 3 /\ n' = 0 /\ q' = <<>>
Spec == Init /\ [][Next]_vars /\ WF_vars(Next)
B == q[1] \in P
Live == %s
====
`

// checkGuarded checks a property of guardedSpec, and wants what is found to be found again when it is replayed.
func checkGuarded(t *testing.T, property string) *Report {
	spec := filepath.Join(t.TempDir(), "Guarded.tla")
	require.NoError(t, os.WriteFile(spec, fmt.Appendf(nil, guardedSpec, property), 0o666))
	require.NoError(t, os.WriteFile(strings.TrimSuffix(spec, "tla")+"cfg", []byte("SPECIFICATION Spec\nPROPERTY Live\n"), 0o666))
	m, err := Load(Sources{Spec: spec})
	require.NoError(t, err, property)
	r, err := m.Check(context.Background(), Options{})
	require.NoError(t, err, property)
	requireReplay(t, m, r, property)
	return r
}

func requireReplay(t *testing.T, m *Model, r *Report, text string) {
	if r.Violation == nil {
		return
	}
	w, err := NewWalk(m)
	require.NoError(t, err, text)
	again, err := w.Replay(r.Violation.Trace)
	require.NoError(t, err, text)
	require.Nil(t, again.Departure, "%s: %+v", text, again.Departure)
	found := false
	for _, f := range again.Broken {
		found = found || f.Property == r.Violation.Property && f.Kind == r.Violation.Kind
	}
	require.True(t, found, "%s: %s %s is not among %+v", text, r.Violation.Property, r.Violation.Kind, again.Broken)
}

// TestGuardedParts: what cannot be evaluated counts where a property asks for it, and nowhere else, as in TLC.
func TestGuardedParts(t *testing.T) {
	for property, want := range map[string]string{
		`[](Len(q) > 0 => (q[1] = q[1] /\ <>(Len(q) = 0)))`:                                          "",
		`(Len(q) > 0) ~> (Len(q) = 0 \/ q[1] \in P)`:                                                 "",
		`\A p \in P : [](Len(q) > 0 => (q[1] = p => <>(n = 0)))`:                                     "",
		`[](IF Len(q) > 0 THEN q[1] \in P /\ <>(n = 0) ELSE TRUE)`:                                   "",
		`[](IF Len(q) = 0 THEN TRUE ELSE <>(n = 0) /\ B)`:                                            "",
		`[](Len(q) = 0 \/ (q[1] \in P /\ <>(n = 0)))`:                                                "",
		`[](Len(q) > 0 => (q[1] \in P => []<>(n = 0)))`:                                              "",
		`\A p \in P : [](Len(q) > 0 /\ q[1] = p => <>(n = 0))`:                                       "",
		`[](n > 0 => (LET h == q[1] IN h \in P /\ <>(n = 0)))`:                                       "",
		`[]<>(n = 3 /\ q[3] \in P)`:                                                                  "",
		`[](n > 0 => (q[1] \in P /\ [](n > 0 => q[1] \in P)))`:                                       "",
		`[](Len(q) > 0 => [](Len(q) > 0 => q[1] \in P))`:                                             "",
		`[](CASE n = 0 -> <>(n = 1) [] n = 1 -> B /\ <>(n = 0) [] OTHER -> q[2] \in P /\ <>(n = 0))`: "",
		`[](n = 3 => [](n > 0 => B /\ <>(n = 0)))`:                                                   "",
		`<>[](n > 0 => (B /\ <>(n = 0)))`:                                                            "",
		`[]<>(n > 0 /\ (B /\ <>(n = 0)))`:                                                            "",
		`\E i \in 1..3 : [](Len(q) >= i => (q[i] \in P /\ <>(n = 0)))`:                               "",
		`[](n > 0 => [](n > 0 => [](n > 0 => B)))`:                                                   "",
		`[]((n > 0 /\ <>(n = 0)) => B)`:                                                              "",
		`[](n = 3 => (q[3] = "a" => <>(n = 0)) /\ (q[3] # "a" => <>(q = <<>>)))`:                     "",
		`[](n > 0 => [][n' > n => q'[1] = q[1]]_vars)`:                                               KindEvaluation, // the second [] goes on to the step from n = 0, where q is empty
		`[](n > 0 => [][n' > n /\ n > 0 => q'[1] = q[1]]_vars)`:                                      "",
		`[](n = 0 \/ <>(n = 1 /\ B /\ q[1] = "c"))`:                                                  KindTemporal,
		`(n = 3 /\ q[3] = "a") ~> (n = 1 /\ q[1] = "a")`:                                             KindTemporal,
		`[](n > 0 => (B /\ <>(n = 7)))`:                                                              KindTemporal,
		`[](B => <>(n = 0))`:                                                                         KindEvaluation,
		`[](q[1] = "a" => <>(n = 0))`:                                                                KindEvaluation,
		`\A i \in 1..3 : [](q[i] \in P => <>(n = 0))`:                                                KindEvaluation,
		`[]<>B`:                         KindEvaluation,
		`<>[]B`:                         KindEvaluation,
		`<>B`:                           KindEvaluation,
		`[](n = 0 => <>B)`:              KindEvaluation,
		`[](n > 0 => <>[]B)`:            KindEvaluation,
		`(n = 1) ~> (q[1] = "z")`:       KindEvaluation,
		`[](<>(n = 2) => B)`:            KindEvaluation,
		`[](B \/ <>(n = 2))`:            KindEvaluation,
		`[]B \/ <>(n = 3)`:              KindEvaluation,
		`<>(n = 3) \/ []B`:              KindEvaluation,
		`[](n > 0) \/ []B`:              KindEvaluation,
		`[](n > 0 => (B ~> (n = 0)))`:   KindEvaluation,
		`[](n = 0 \/ <>(n = 0 /\ B))`:   KindEvaluation,
		`<>(n > 0 /\ [](n = 0 => <>B))`: KindEvaluation,
		`[](IF n > 0 THEN <>(n = 0) ELSE ~B \/ <>(n = 1))`: KindEvaluation,
	} {
		r := checkGuarded(t, property)
		if want == "" {
			require.Nil(t, r.Violation, property)
			continue
		}
		require.NotNil(t, r.Violation, property)
		require.Equal(t, want, r.Violation.Kind, "%s: %s", property, r.Violation.Text)
		var failed *eval.Error
		require.Equal(t, want == KindEvaluation, errors.As(r.Violation.Err, &failed), property)
	}
}

// guardedFormula draws temporal formulas over atoms that cannot be evaluated where q is too short, written @i for the test that
// q[i] = "a". With guarded, each stands behind what makes sure that it can be.
type guardedFormula struct {
	*rand.Rand
	guarded bool
}

func (g guardedFormula) pick(list ...string) string { return list[g.IntN(len(list))] }

// draw draws a formula where q is known to have that many elements.
func (g guardedFormula) draw(depth, length int) string {
	i := 1 + g.IntN(3)
	if depth == 0 || g.IntN(6) == 0 {
		if g.guarded && i > length || g.IntN(3) == 0 {
			return fmt.Sprintf("n = %d", g.IntN(4))
		}
		return g.pick("", "~") + fmt.Sprintf("@%d", i)
	}
	sub := func(length int) string { return "(" + g.draw(depth-1, length) + ")" }
	longer := max(length, i)
	has := fmt.Sprintf("Len(q) >= %d", i)
	switch g.IntN(12) {
	case 0:
		return has + " => " + sub(longer)
	case 1:
		return has + ` /\ ` + sub(longer)
	case 2:
		return "~(" + has + `) \/ ` + sub(longer)
	case 3:
		return "IF " + has + " THEN " + sub(longer) + " ELSE " + sub(length)
	case 4:
		return "CASE " + fmt.Sprintf("Len(q) < %d", i) + " -> " + sub(length) + " [] OTHER -> " + sub(longer)
	case 5:
		return "(" + has + ` /\ ` + sub(length) + ") => " + sub(longer)
	case 6:
		return fmt.Sprintf(`LET h%[1]d == q[%[2]d] IN %[3]s => (h%[1]d \in P /\ %[4]s)`, depth, i, has, sub(longer))
	case 7:
		return "[]" + sub(0)
	case 8:
		return "<>" + sub(0)
	case 9:
		return sub(0) + " ~> " + sub(0)
	case 10:
		return sub(length) + ` /\ ` + sub(length)
	}
	return sub(length) + ` \/ ` + sub(length)
}

// TestRandomGuards holds random properties against themselves with every test that may fail made TRUE, and made FALSE, where it fails.
// What is decided does not depend on that; and if every test is guarded, everything is decided.
func TestRandomGuards(t *testing.T) {
	count := 150
	if testing.Short() {
		count = 40
	}
	kinds := map[string]int{}
	for seed := range uint64(count) {
		g := guardedFormula{rand.New(rand.NewPCG(seed, 3)), seed%2 == 0}
		formula := "[](" + g.draw(4, 0) + ")"
		with := func(form string) string {
			out := formula
			for i := 1; i <= 3; i++ {
				out = strings.ReplaceAll(out, fmt.Sprintf("@%d", i), strings.ReplaceAll(form, "#", fmt.Sprint(i)))
			}
			return out
		}
		kind := func(r *Report) string {
			if r.Violation == nil {
				return ""
			}
			return r.Violation.Kind
		}
		got := kind(checkGuarded(t, with(`q[#] = "a"`)))
		kinds[got]++
		if got == KindEvaluation {
			require.False(t, g.guarded, "seed %d: %s", seed, formula)
			continue
		}
		for _, value := range []string{"TRUE", "FALSE"} {
			total := kind(checkGuarded(t, with(`(IF Len(q) >= # THEN q[#] = "a" ELSE `+value+`)`)))
			// What is a conjunction of claims about states is found by another name.
			require.Equal(t, got == "", total == "", "seed %d: %s with %s: %q, not %q", seed, formula, value, total, got)
		}
	}
	require.Greater(t, kinds[""], count/10, "%v", kinds)
	require.Greater(t, kinds[KindTemporal], count/10, "%v", kinds)
	require.Greater(t, kinds[KindEvaluation], count/20, "%v", kinds)
}
