package check

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

// loadText loads a module of the given name and its model file; without a model file if that is "-".
func loadText(t *testing.T, name, text, config string) (*Model, error) {
	spec := filepath.Join(t.TempDir(), name+".tla")
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE "+name+" ----\n"+text+"\n====\n"), 0o666))
	if config != "-" {
		require.NoError(t, os.WriteFile(strings.TrimSuffix(spec, "tla")+"cfg", []byte(config), 0o666))
	}
	return Load(Sources{Spec: spec})
}

// TestSafetyConjuncts: a specification has no conjunct, however it is written, that excludes states or steps besides its initial predicate
// and its next-state relation. What is claimed of the long run is accepted, whatever is checked.
func TestSafetyConjuncts(t *testing.T) {
	const text = `EXTENDS Naturals
VARIABLE x
CONSTANT Fair
Next == x' = (x + 1) % 4
Stays == [](x = 1)
Spec == x = 1 /\ [][Next]_x /\ (`
	for conjunct, accepted := range map[string]bool{
		`[](x = 1)`:                              false,
		`[](x \in {1, 2})`:                       false,
		`[]TRUE`:                                 false,
		`Stays`:                                  false,
		`[][x' # 3]_x`:                           false,
		`x = 1 \/ [](x = 1)`:                     false,
		`x = 1 => [](x = 1)`:                     false,
		`\A i \in 1..2 : [](x = i)`:              false,
		`\E i \in 1..2 : [](x = i)`:              false,
		`~<>(x = 3)`:                             false,
		`[](x = 1) \/ [](x = 2)`:                 false,
		`[](x = 1 => [](x = 1))`:                 false,
		`LET p == x = 1 IN []p`:                  false,
		`IF Fair THEN [](x = 1) ELSE WF_x(Next)`: false,
		`WF_x(Next) /\ [](x = 1)`:                false,
		`WF_x(Next)`:                             true,
		`SF_x(Next) /\ WF_x(x = 1 /\ Next)`:      true,
		`<>[](x = 1)`:                            true,
		`[]<>(x = 1)`:                            true,
		`<>(x = 3)`:                              true,
		`x = 1 ~> x = 2`:                         true,
		`[](x = 1 => <>(x = 2))`:                 true,
		`IF Fair THEN WF_x(Next) ELSE TRUE`:      true,
		`Fair => WF_x(Next)`:                     true,
		`\A i \in 0..3 : WF_x(x = i /\ Next)`:    true,
		`([]<><<Next>>_x) => []<>(x = 0)`:        true,
		`~WF_x(Next)`:                            true,
	} {
		for _, claims := range []string{"PROPERTY Stays\n", "INVARIANT Never\n", "CHECK_DEADLOCK TRUE\n", "PROPERTY Comes\n"} {
			m, err := loadText(t, "Safety", text+conjunct+")\nNever == x < 9\nComes == []<>(x = 1)", "CONSTANT Fair = TRUE\nSPECIFICATION Spec\n"+claims)
			if !accepted {
				require.ErrorContains(t, err, "Safety.tla:", conjunct)
				require.Regexp(t, `specification( Spec)? (excludes states|has a second)`, err.Error(), conjunct)
				continue
			}
			require.NoError(t, err, conjunct)
			r, err := m.Check(context.Background(), Options{})
			require.NoError(t, err, conjunct)
			if claims == "INVARIANT Never\n" {
				require.Equal(t, 4, int(r.States), conjunct) // fairness excludes no state
			}
		}
	}
}

// TestNoBehaviour: a spec with variables is not checked without a model file that says what its behaviours are; one of constants alone is.
func TestNoBehaviour(t *testing.T) {
	const vars = "VARIABLE x\nInit == x = 0\nNext == x' = x\n"
	for _, c := range []struct{ text, config, want string }{
		{vars, "-", "missing or empty.*write INIT Init and NEXT Next"},
		{vars, "", "missing or empty.*write INIT Init and NEXT Next"},
		{vars, "\n  \n", "missing or empty.*write INIT Init and NEXT Next"},
		{vars + "Spec == Init /\\ [][Next]_x", "-", "write SPECIFICATION Spec"},
		{"VARIABLE x\nStart == x = 0\nGo == x' = x\n", "-", "write SPECIFICATION with the name of a formula"},
		{"CONSTANT K\n" + vars, "CONSTANT K = 3", "does not say what the behaviours of None are; write INIT Init"},
		{vars, "CHECK_DEADLOCK FALSE", "does not say what the behaviours"},
		{vars, "INIT Init", "gives no NEXT"},
		{"ASSUME TRUE", "-", ""},
		{"CONSTANT K\nASSUME K = 3", "CONSTANT K = 3", ""},
	} {
		m, err := loadText(t, "None", c.text, c.config)
		if c.want != "" {
			require.Error(t, err, c.text)
			require.Regexp(t, c.want, err.Error(), c.text)
			continue
		}
		require.NoError(t, err, c.text)
		r, err := m.Check(context.Background(), Options{})
		require.NoError(t, err)
		require.True(t, r.OnlyAssumptions)
	}
}

// TestAdvice: each slip is warned of, and what is no slip is not.
func TestAdvice(t *testing.T) {
	const text = `EXTENDS Naturals
CONSTANT K
VARIABLES x, y
vars == <<x, y>>
Ack == "ack"
Plain == x = 0 /\ y = [ack |-> 1, x |-> 2]
Next == x' = (x + 1) % 4 /\ UNCHANGED y
Unfair == Plain /\ [][Next]_vars
Fair == Plain /\ [][Next]_vars /\ WF_vars(Next)
Part == Plain /\ [][Next]_x /\ WF_x(Next)
Dead == Plain /\ [][Next]_vars /\ SF_vars(x = 1 /\ x' = 7 /\ y' = y) /\ WF_vars(Next)
Constant == K = 1
Zero == x = 0
Comes == <>(x = 3)
Assumed == WF_vars(Next) => <>(x = 3)
Claimed == WF_vars(Next)
Often == []<><<Next>>_vars
Always == [](x < 4)
`
	for _, c := range []struct{ config, want string }{
		{"SPECIFICATION Fair\nPROPERTY Comes\nPROPERTY Always\n", ""},
		{"SPECIFICATION Fair\nINVARIANT Named\n", "the field Ack has the name of a definition"},
		{"SPECIFICATION Fair\nINVARIANT Constant\n", "the invariant Constant mentions no variable"},
		{"SPECIFICATION Fair\nPROPERTY Zero\n", "the PROPERTY Zero is a formula about one state"},
		{"SPECIFICATION Fair\nINVARIANT Always\n", "-"},
		{"SPECIFICATION Unfair\nPROPERTY Comes\n", "the specification Unfair has no fairness"},
		{"SPECIFICATION Unfair\nPROPERTY Assumed\n", ""},
		{"SPECIFICATION Unfair\nPROPERTY Always\n", ""},
		{"INIT Plain\nNEXT Next\nPROPERTY Comes\n", "INIT and NEXT say nothing of fairness"},
		{"SPECIFICATION Part\nPROPERTY Comes\n", "the subscript of the next-state relation lacks y"},
		{"SPECIFICATION Fair\nPROPERTY Claimed\n", "the temporal property Claimed is fairness that the specification assumes"},
		{"SPECIFICATION Fair\nPROPERTY Often\n", ""},
		{"SPECIFICATION Dead\nPROPERTY Comes\n", "no behaviour of the specification satisfies the fairness"},
	} {
		text := text
		if strings.Contains(c.config, "Named") {
			text += "Named == [Ack |-> x].Ack < 4"
		}
		m, err := loadText(t, "Slips", text, c.config+"CONSTANT K = 1\n")
		if c.want == "-" {
			require.Error(t, err)
			continue
		}
		require.NoError(t, err, c.config)
		r, err := m.Check(context.Background(), Options{})
		require.NoError(t, err, c.config)
		if c.want == "" {
			require.Empty(t, r.Warnings, c.config)
			continue
		}
		require.Len(t, r.Warnings, 1, c.config)
		require.Contains(t, r.Warnings[0], c.want, c.config)
	}
}

// TestOpenSimulation: walks do not decide a temporal property, and do not say that they do.
func TestOpenSimulation(t *testing.T) {
	const text = "EXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nSpec == Init /\\ [][Next]_x /\\ WF_x(Next)\nComes == <>(x = 1)\nInv == x < %d"
	for bound, want := range map[int]string{2: VerdictOpen, 1: VerdictViolation} {
		m, err := loadText(t, "Walks", fmt.Sprintf(text, bound), "SPECIFICATION Spec\nPROPERTY Comes\nINVARIANT Inv\n")
		require.NoError(t, err)
		r, err := m.Check(context.Background(), Options{Simulate: &explore.Walks{Count: 5, Length: 5}})
		require.NoError(t, err)
		require.Equal(t, want, r.Verdict)
		require.Equal(t, []string{"Comes"}, r.Open)
	}
}

// symmetricSpec draws a spec that does not tell the members of P apart, with a temporal property that does not either.
func symmetricSpec(d *rand.Rand) string {
	number := func() string { return fmt.Sprint(d.IntN(4)) }
	compare := func(p string) string { return p + []string{" = ", " # ", " < "}[d.IntN(3)] + number() }
	var branches []string
	for range 3 + d.IntN(4) {
		b := compare("v[p]")
		if d.IntN(2) == 0 {
			b += ` /\ (` + []string{`\A`, `\E`}[d.IntN(2)] + ` q \in P \ {p} : ` + compare("v[q]") + ")"
		}
		to := "[v EXCEPT ![p] = " + number() + "]"
		if d.IntN(4) == 0 {
			to = "[q \\in P |-> " + number() + "]"
		}
		branches = append(branches, b+` /\ v' = `+to)
	}
	state := func() string { return []string{`(\A`, `(\E`}[d.IntN(2)] + ` p \in P : ` + compare("v[p]") + ")" }
	live := []string{"[]<>%s", "<>[]%s", "<>%s", "%s ~> %s", `~([]<>%s /\ []<>%s)`, `[](%s => <>%s)`}[d.IntN(6)]
	for strings.Contains(live, "%s") {
		live = strings.Replace(live, "%s", state(), 1)
	}
	return "EXTENDS Naturals, TLC\nCONSTANT P\nVARIABLE v\nInit == v = [p \\in P |-> 0]\nNext == \\E p \\in P : \\/ " +
		strings.Join(branches, "\n                     \\/ ") + "\nSpec == Init /\\ [][Next]_v /\\ WF_v(Next)\nLive == " + live + "\nSym == Permutations(P)"
}

// TestSymmetryAndLiveness holds temporal properties that are checked of a symmetric spec, with the symmetry declared, against the same
// without it; what is found is a behaviour of the spec.
func TestSymmetryAndLiveness(t *testing.T) {
	count := 120
	if testing.Short() {
		count = 30
	}
	violated := 0
	for seed := range uint64(count) {
		text := symmetricSpec(rand.New(rand.NewPCG(seed, 4)))
		var reports []*Report
		for _, symmetry := range []string{"", "SYMMETRY Sym\n"} {
			m, err := loadText(t, "Sym", text, "CONSTANT P = {a, b, c}\nSPECIFICATION Spec\nPROPERTY Live\nCHECK_DEADLOCK FALSE\n"+symmetry)
			require.NoError(t, err, text)
			r, err := m.Check(context.Background(), Options{})
			require.NoError(t, err, text)
			requireReplay(t, m, r, text)
			require.Equal(t, symmetry != "", len(r.Warnings) > 0 && strings.Contains(r.Warnings[0], "SYMMETRY is not used"), "%v", r.Warnings)
			reports = append(reports, r)
		}
		require.Equal(t, reports[0].Verdict, reports[1].Verdict, "seed %d\n%s", seed, text)
		require.Equal(t, reports[0].States, reports[1].States, "seed %d\n%s", seed, text)
		if reports[0].Violation != nil {
			violated++
		}
	}
	require.Greater(t, violated, count/6)
	require.Less(t, violated, count-count/6)
}
