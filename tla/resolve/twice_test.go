package resolve_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// TestDeclaredTwice: of two declarations of the same kind the first one counts, with a warning, as in SANY.
func TestDeclaredTwice(t *testing.T) {
	for name, body := range map[string]string{
		"variable":           "VARIABLE x\nVARIABLE x\nUse == x'",
		"in one list":        "VARIABLES x, y, x\nUse == x'",
		"constant":           "CONSTANT x\nCONSTANT x\nUse == x",
		"operator":           "CONSTANT x(_)\nCONSTANT x(_)\nUse == x(1)",
		"symbol":             "CONSTANT _+_\nCONSTANT _+_\nUse == 1 + 2",
		"assumption":         "ASSUME x == TRUE\nASSUME x == FALSE\nUse == x",
		"theorem":            "ASSUME x == TRUE\nTHEOREM x == FALSE\nUse == x",
		"instance":           "x == INSTANCE Naturals\nx == INSTANCE Naturals\nUse == x!Nat",
		"with a parameter":   "x(a) == INSTANCE Naturals\nx(b) == INSTANCE Naturals\nUse == x(1)!Nat",
		"two modules":        "x == INSTANCE Naturals\nx == INSTANCE Sequences\nUse == x!Seq(x!Nat)",
		"in a LET":           "Use == LET x == INSTANCE Naturals\n x == INSTANCE Naturals IN x!Nat",
		"around a LET":       "x == INSTANCE Naturals\nUse == LET x == INSTANCE Naturals IN x!Nat",
		"nested variable":    "VARIABLE x\n---- MODULE In ----\nVARIABLE x\nOp == x\n====\nI == INSTANCE In\nUse == I!Op'",
		"nested constant":    "CONSTANT x\n---- MODULE In ----\nCONSTANT x\nOp == x\n====\nINSTANCE In\nUse == Op",
		"nested assumption":  "ASSUME x == TRUE\n---- MODULE In ----\nASSUME x == TRUE\n====\nUse == x",
		"nested instance":    "x == INSTANCE Naturals\n---- MODULE In ----\nx == INSTANCE Naturals\n====\nUse == x!Nat",
		"NEW":                "THEOREM Use == ASSUME NEW x, NEW x PROVE x = x",
		"two extended":       "EXTENDS A, B\nUse == x'",
		"extended and again": "EXTENDS A\nVARIABLE x\nUse == x'",
	} {
		s, err := resolve.Load("T", texts(map[string]string{"T": body, "A": "VARIABLE x", "B": "VARIABLE x"}), testBuiltins)
		require.NoError(t, err, name)
		require.NotEmpty(t, s.Warnings, name)
		require.Contains(t, s.Warnings[0].Msg, "is declared", name)
		require.LessOrEqual(t, len(s.Root.Variables), 2, name)
		seen := map[string]bool{}
		for _, v := range s.Root.Variables {
			require.False(t, seen[v.Name.Text], "%s: the variable %s is there twice", name, v.Name.Text)
			seen[v.Name.Text] = true
		}
	}
}

// texts is a loader of modules by their bodies.
func texts(bodies map[string]string) resolve.Loader {
	return resolve.LoaderFunc(func(name string) (*syntax.File, error) {
		body, ok := bodies[name]
		if !ok {
			return nil, nil
		}
		return &syntax.File{Name: name + ".tla", Src: strings.Join([]string{"---- MODULE " + name + " ----", body, "====", ""}, "\n")}, nil
	})
}

// TestByValue: an operator is known to depend on the values of its arguments alone, or not to.
func TestByValue(t *testing.T) {
	s := mustLoad(t, `---- MODULE T ----
EXTENDS Naturals
VARIABLE x
CONSTANT K(_)
Plus(a) == a + x
Primed(a) == a'
Deep(a) == {b \in {1} : Primed(b) = Primed(a)}
Next(a) == x' = a
Enabled(a) == ENABLED (x' = a)
Given(F(_), a) == F(a)
Constant(a) == K(a)
Through(a) == Given(Primed, a)
Fine(a) == Given(Plus, a)
Box(a) == [][x' = a]_x
====`)
	for name, want := range map[string][2]bool{"Plus": {true, true}, "Primed": {}, "Deep": {}, "Next": {true, true}, "Enabled": {},
		"Given": {false, true}, "Constant": {}, "Through": {}, "Fine": {true, true}, "Box": {}} {
		d := s.Root.Lookup(name).Decl.(*syntax.OpDef)
		require.Equal(t, want, [2]bool{d.ByValue, d.ByValues}, name)
	}
}
