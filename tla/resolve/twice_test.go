package resolve_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// TestDeclaredTwice: of two declarations of the same kind the first one counts, with a warning, as in SANY.
func TestDeclaredTwice(t *testing.T) {
	for name, c := range map[string]struct{ first, body string }{
		"variable":           {"T.tla:2:10", "VARIABLE x\nVARIABLE x\nUse == x'"},
		"in one list":        {"T.tla:2:11", "VARIABLES x, y, x\nUse == x'"},
		"constant":           {"T.tla:2:10", "CONSTANT x\nCONSTANT x\nUse == x"},
		"operator":           {"T.tla:2:10", "CONSTANT x(_)\nCONSTANT x(_)\nUse == x(1)"},
		"symbol":             {"T.tla:2:10", "CONSTANT _+_\nCONSTANT _+_\nUse == 1 + 2"},
		"assumption":         {"T.tla:2:1", "ASSUME x == TRUE\nASSUME x == FALSE\nUse == x"},
		"theorem":            {"T.tla:2:1", "ASSUME x == TRUE\nTHEOREM x == FALSE\nUse == x"},
		"instance":           {"T.tla:2:1", "x == INSTANCE Naturals\nx == INSTANCE Naturals\nUse == x!Nat"},
		"with a parameter":   {"T.tla:2:1", "x(a) == INSTANCE Naturals\nx(b) == INSTANCE Naturals\nUse == x(1)!Nat"},
		"two modules":        {"T.tla:2:1", "x == INSTANCE Naturals\nx == INSTANCE Sequences\nUse == x!Seq(x!Nat)"},
		"in a LET":           {"T.tla:2:12", "Use == LET x == INSTANCE Naturals\n x == INSTANCE Naturals IN x!Nat"},
		"around a LET":       {"T.tla:2:1", "x == INSTANCE Naturals\nUse == LET x == INSTANCE Naturals IN x!Nat"},
		"nested variable":    {"T.tla:2:10", "VARIABLE x\n---- MODULE In ----\nVARIABLE x\nOp == x\n====\nI == INSTANCE In\nUse == I!Op'"},
		"nested constant":    {"T.tla:2:10", "CONSTANT x\n---- MODULE In ----\nCONSTANT x\nOp == x\n====\nINSTANCE In\nUse == Op"},
		"nested assumption":  {"T.tla:2:1", "ASSUME x == TRUE\n---- MODULE In ----\nASSUME x == TRUE\n====\nUse == x"},
		"nested instance":    {"T.tla:2:1", "x == INSTANCE Naturals\n---- MODULE In ----\nx == INSTANCE Naturals\n====\nUse == x!Nat"},
		"NEW":                {"T.tla:2:23", "THEOREM Use == ASSUME NEW x, NEW x PROVE x = x"},
		"two extended":       {"A.tla:2:10", "EXTENDS A, B\nUse == x'"},
		"extended and again": {"A.tla:2:10", "EXTENDS A\nVARIABLE x\nUse == x'"},
	} {
		s, err := resolve.Load("T", texts(map[string]string{"T": c.body, "A": "VARIABLE x", "B": "VARIABLE x"}), testBuiltins)
		require.NoError(t, err, name)
		require.NotEmpty(t, s.Warnings, name)
		require.Contains(t, s.Warnings[0].Msg, "is declared", name)
		require.LessOrEqual(t, len(s.Root.Variables), 2, name)
		require.LessOrEqual(t, len(s.Root.Constants), 1, name)
		seen := map[string]bool{}
		declared := func(d syntax.Decl) {
			require.False(t, seen[d.DeclName()], "%s: %s is there twice", name, d.DeclName())
			seen[d.DeclName()] = true
		}
		for _, v := range s.Root.Variables {
			declared(v)
		}
		for _, k := range s.Root.Constants {
			declared(k)
		}
		// The first one counts: the warning says so, and so do the uses.
		require.Regexp(t, "at "+regexp.QuoteMeta(c.first)+"[:,]", s.Warnings[0].Msg, name)
		require.NotEqual(t, c.first, s.Warnings[0].Span.String(), name)
		uses := 0
		syntax.Walk(s.Root.Syntax, func(n syntax.Node) bool {
			r, ok := n.(*syntax.Ref)
			if !ok || r.Name.Text != "x" && r.Name.Text != "+" {
				return true
			}
			uses++
			if b, ok := r.Bind.Decl.(*syntax.Builtin); ok {
				require.NotEmpty(t, b.Module, "%s: a definition of the instance", name)
				return true
			}
			require.Equal(t, c.first, r.Bind.Decl.GetSpan().String(), name)
			return true
		})
		require.NotZero(t, uses, name)
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
