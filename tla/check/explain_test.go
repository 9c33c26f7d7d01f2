package check_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/check"
)

// explained is a spec whose variables go up until what is asked of them is false.
const explained = `
---- MODULE Explained ----
EXTENDS Integers, FiniteSets
CONSTANT Node
VARIABLES x, f, s
vars == <<x, f, s>>
Init == x = 0 /\ f = [n \in Node |-> 0] /\ s = {1, 2}
Next == x < 5 /\ x' = x + 1 /\ f' = [n \in Node |-> x] /\ s' = s \cup {x + 10}
Spec == Init /\ [][Next]_vars
Compared == Cardinality(s) <= 3
Quantified == \A n \in Node : f[n] + x < 4
Typed == f \in [Node -> 0..1]
Negated == x \in Nat /\ ~(x = 2)
Equal == x > 1 <=> s = {}
Grows == [][x' > x + 1]_vars
====
`

// The reason of a violation has the values that contradict each other, not those that the text or a constant shows.
func TestReasonHasTheValuesCompared(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Explained.tla"), []byte(explained), 0o600))
	for _, c := range []struct{ property, want string }{
		{"INVARIANT Compared", "Cardinality(s) <= 3 is false (HERE)\n  where Cardinality(s) = 4"},
		{"INVARIANT Quantified", "f[n] + x < 4 is false (HERE)\n  with n = a\n  where f[n] + x = 5"},
		{"INVARIANT Typed", "f \\in [Node -> 0..1] is false (HERE)\n  where f = (a :> 2)"},
		{"INVARIANT Negated", "~(x = 2) is false (HERE)\n  where x = 2"},
		{"INVARIANT Equal", "x > 1 <=> s = {} is false (HERE)\n  where x > 1 is TRUE\n  where s = {} is FALSE"},
		{"PROPERTY Grows", "x' > x + 1 is false (HERE)\n  where x' = 1\n  where x + 1 = 1"},
	} {
		t.Run(c.property, func(t *testing.T) {
			cfg := filepath.Join(dir, "Explained.cfg")
			require.NoError(t, os.WriteFile(cfg, []byte("CONSTANT Node = {a}\nSPECIFICATION Spec\n"+c.property+"\n"), 0o600))
			m, err := check.Load(check.Sources{Spec: filepath.Join(dir, "Explained.tla"), Config: cfg})
			require.NoError(t, err)
			r, err := m.Check(context.Background(), check.Options{})
			require.NoError(t, err)
			require.NotNil(t, r.Violation)
			_, reason, _ := strings.Cut(r.Violation.Text, "\n")
			require.Equal(t, c.want, regexp.MustCompile(`\([^()]*Explained\.tla:[0-9:]+\)`).ReplaceAllString(reason, "(HERE)"))
		})
	}
}
