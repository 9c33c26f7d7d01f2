package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// TestSteps holds formulas over a step against the same without memos, on all pairs of states of a small spec: each shows one thing that
// could go wrong in what is kept of a test.
func TestSteps(t *testing.T) {
	formulas := []string{
		// what a branch is compared with depends on names that are evaluated by need
		`\E j \in 1..2 : f[j] < 2 /\ Put((f[j] + j) % 3, j)`,
		`\E j \in 1..2 : LET x == (f[j] + j) % 3 y == x + x IN x > 0 /\ f' = [f EXCEPT ![j] = y % 3]`,
		// branches inside of branches, that speak of what is bound around them or do not
		`\E j \in 1..2 : \E k \in 0..2 : f[j] # k /\ f' = [f EXCEPT ![j] = (k + k) % 3]`,
		`\E j \in 1..2 : n > 0 /\ \E k \in 0..2 : n # k /\ f' = [f EXCEPT ![j] = (k + n) % 3]`,
		`\E j \in 1..2 : (f[j] = 1 /\ n' = j) \/ (\E k \in 1..f[j] : n' = (k + j) % 3) \/ (f[j] = 0 /\ f'[j] = n)`,
		`\E j \in 1..2 : n < 2 /\ \E k \in 0..2 : f[j] # k /\ n' = k`,
		`\E j, k \in 1..2 : j # k /\ (IF f[j] > n THEN f' = [f EXCEPT ![k] = n] ELSE n' = f[k] /\ b' = b)`,
		// a bag that gets one more
		`\E j \in 1..2 : f[j] > 0 /\ b' = b (+) SetToBag({[to |-> j, n |-> f[j] % 2]})`,
		`\E j \in 0..3 : j > 0 /\ b' = b (+) SetToBag({[to |-> (j + f[j]) % 3, n |-> 1]})`, // fails for 3
		`\E j \in 1..2 : f[j] > 0 /\ b' = (SetToBag({[to |-> j, n |-> f[j] % 2]}) (+) b) (+) SetToBag({[to |-> 3 - j, n |-> (f[j] + j) % 2]})`,
		// what is compared with is about the next state, or drawn anew
		`\E j \in 1..2 : f[j] > 0 /\ n' = (IF f'[j] > f[j] THEN f'[j] + f'[3 - j] + j + f[j] ELSE f'[1] * f'[2] + f[j] * j) % 3`,
		// a guard that fails behind a branch that is true
		`\E j \in 1..3 : f'[1] = f[j]`,
		`\E j \in 1..2 : f[j] >= 0 /\ (n' = n \/ (f[j + n] = 1 /\ n' = 0))`,
		// a set that is not about the current state
		`\E j \in {f[1], f'[1]} : j > 0 /\ n' = j`,
		`\E j \in 1..2 : f[j] > 0 /\ \E k \in {f[1], f'[j]} : k > 0 /\ n' = k`,
		// what is compared is of another kind
		`\E j \in 1..2 : f[j] > 0 /\ f' = [f EXCEPT ![j] = "a"]`,
		`\E j \in 1..2 : f[j] > 0 /\ f' = [f EXCEPT ![3] = j] /\ n' = j`,
		// questions about the current state behind a prime
		`n' # n /\ \E j \in 1..2 : \A k \in 1..2 : f[j] >= f[k] + n`,
		`\A j \in 1..2 : f'[j] >= f[j] => \E k \in 1..2 : f[k] > f[j] /\ f[k + n] > 0`,
	}
	var text strings.Builder
	text.WriteString(`EXTENDS Naturals, Bags
VARIABLES f, n, b
Messages == [to : 1..2, n : 0..1]
Init == f \in [1..2 -> 0..2] /\ n \in 0..2 /\ b \in {EmptyBag} \cup {SetToBag({x}) : x \in Messages} \cup {SetToBag({[to |-> 1, n |-> 0], x}) : x \in Messages}
Next == UNCHANGED <<f, n, b>>
Put(x, i) == x > 0 /\ f' = [f EXCEPT ![i] = x]
`)
	for i, e := range formulas {
		fmt.Fprintf(&text, "Test%d == %s\n", i, e)
	}
	load := func(without bool) (*run, *eval.Machine, [][]value.Value) {
		m := tunedModel(t, tuned(without), text.String())
		return m, m.prog.NewMachine(), initials(t, m)
	}
	want, wantMach, states := load(true)
	got, gotMach, same := load(false)
	require.Len(t, same, len(states))
	for n, text := range formulas {
		formula := func(m *run) *eval.Formula {
			e, err := m.reference(syntax.Name{Text: fmt.Sprint("Test", n)})
			require.NoError(t, err)
			f, err := m.prog.Formula(e, true)
			require.NoError(t, err)
			return f
		}
		f, g := formula(want), formula(got)
		told := func(f *eval.Formula, mach *eval.Machine, from, to []value.Value) string {
			mach.Load(eval.Current, from)
			mach.Load(eval.Next, to)
			is, err := f.Holds(mach)
			if err != nil {
				return err.Error()[strings.Index(err.Error(), ".tla"):]
			}
			return fmt.Sprint(is)
		}
		counts := map[string]int{}
		for i := range states {
			for j := i % 11; j < len(states); j += 11 {
				w := told(f, wantMach, states[i], states[j])
				require.Equal(t, w, told(g, gotMach, same[i], same[j]), "%s\n%v to %v", text, states[i], states[j])
				counts[w]++
			}
		}
		require.Greater(t, len(counts), 1, "%s says the same of all steps: %v", text, counts)
	}
}
