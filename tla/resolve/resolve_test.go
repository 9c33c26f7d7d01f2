package resolve_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// mustLoad resolves a text that has no mistakes.
func mustLoad(t *testing.T, text string) *resolve.Spec {
	t.Helper()
	s, err := load(text)
	var list syntax.ErrorList
	if errors.As(err, &list) {
		t.Fatal(list.Show())
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// body is the definition of an operator of the root module.
func body(t *testing.T, s *resolve.Spec, name string) syntax.Expr {
	t.Helper()
	b := s.Root.Lookup(name)
	if b == nil {
		t.Fatalf("no %s", name)
	}
	return b.Decl.(*syntax.OpDef).Body
}

const instances = `---- MODULE T ----
EXTENDS Naturals
---- MODULE Inner ----
CONSTANT c
VARIABLE v
Op(a) == a + c + v
====
VARIABLE v
---- MODULE Middle ----
CONSTANT d
J(e) == INSTANCE Inner WITH c <- d + e
====
I == INSTANCE Middle WITH d <- 7
Use == I!J(3)!Op(v)
INSTANCE Middle WITH d <- 8
Direct == J(4)!Op(1)
====`

// TestInstances: a name out of instances carries the instances that lead to it, with their arguments and substitutions.
func TestInstances(t *testing.T) {
	s := mustLoad(t, instances)
	b := body(t, s, "Use").(*syntax.Ref).Bind
	if len(b.Path) != 2 || b.Path[0].Inst.Name.Text != "I" || b.Path[1].Inst.Name.Text != "J" {
		t.Fatalf("the path is %v", b.Path)
	}
	if got := syntax.Sexpr(b.Path[1].Args[0]); got != "3" {
		t.Errorf("the argument of J is %s", got)
	}
	if b.Decl.DeclName() != "Op" || syntax.Sexpr(b.Args[0]) != "v" {
		t.Errorf("the operator is %s(%s)", b.Decl.DeclName(), syntax.Sexpr(b.Args[0]))
	}
	var full []string
	for _, x := range b.Path[1].Inst.Full {
		full = append(full, syntax.Sexpr(x))
	}
	if got := strings.Join(full, " "); got != "(<- c (+ d e)) (<- v v)" {
		t.Errorf("the substitution of J is %s", got)
	}
	outer := s.Root.Variables[0]
	if v := b.Path[1].Inst.Full[1].Expr.(*syntax.Ref).Bind.Decl; v != syntax.Decl(outer) {
		t.Errorf("v is substituted by %v, not by the outer module's v", v)
	}
	d := body(t, s, "Direct").(*syntax.Ref).Bind
	if len(d.Path) != 2 || d.Path[0].Inst.Name.Text != "" || d.Path[1].Inst != b.Path[1].Inst {
		t.Errorf("the path through an instance without a name is %v", d.Path)
	}
}

// TestLevels: the level of a definition is that of its body.
func TestLevels(t *testing.T) {
	s := mustLoad(t, `---- MODULE T ----
EXTENDS Naturals
CONSTANT c
VARIABLES x, y
Cons == c + 1
St == x + c
Act == x' = x /\ UNCHANGED y
En == ENABLED Act
Box == [Act]_<<x, y>>
Temp == [][Act]_x /\ WF_x(Act)
Id(a) == a
Use == Id(x')
RECURSIVE Sum(_)
Sum(n) == IF n = 0 THEN x ELSE Sum(n - 1)
f[n \in Nat] == IF n = 0 THEN 0 ELSE f[n - 1]
g[n \in Nat] == n
====`)
	for name, want := range map[string]syntax.Level{"Cons": syntax.ConstantLevel, "St": syntax.StateLevel, "Act": syntax.ActionLevel,
		"En": syntax.StateLevel, "Box": syntax.ActionLevel, "Temp": syntax.TemporalLevel, "Id": syntax.ConstantLevel,
		"Use": syntax.ActionLevel, "Sum": syntax.StateLevel, "f": syntax.ConstantLevel} {
		d := s.Root.Lookup(name).Decl.(*syntax.OpDef)
		if d.Level != want || d.Body.GetLevel() != want && !d.Function {
			t.Errorf("%s has level %s, its body %s, want %s", name, d.Level, d.Body.GetLevel(), want)
		}
	}
	if !s.Root.Lookup("f").Decl.(*syntax.OpDef).Recursive || s.Root.Lookup("g").Decl.(*syntax.OpDef).Recursive {
		t.Error("f uses itself, g does not")
	}
}

// TestExpr: a formula from outside is resolved at the end of the module, and its mistakes are found.
func TestExpr(t *testing.T) {
	s := mustLoad(t, instances)
	for text, want := range map[string]string{"v + 1": "", "I!J(1)!Op(2)": "", "w": "expr:1:1: the name w is not declared or defined here", "v''": "at most state level"} {
		e, err := syntax.ParseExpr(&syntax.File{Name: "expr", Src: text})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Expr(s.Root, e)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// TestOneFile: a module that stands behind the root module in its file is found when there is no file of its own.
func TestOneFile(t *testing.T) {
	s := mustLoad(t, "---- MODULE T ----\nEXTENDS Other\nOp == other\n====\nnotes\n---- MODULE Other ----\nother == 1\n====\n")
	if s.Modules["Other"] == nil {
		t.Error("module Other was not found")
	}
}

// FuzzLoad: any text is resolved or refused, without a panic.
func FuzzLoad(f *testing.F) {
	f.Add(instances)
	for _, s := range []string{"Op == 1", "RECURSIVE a(_), b(_)\na(x) == b(x)'\nb(x) == LET RECURSIVE c(_) c(y) == a(y) IN c(x)",
		"A == INSTANCE T", "I(F(_)) == INSTANCE Naturals\nA == I(LAMBDA x : x)!Nat", "Op == \\E x \\in {} : lab(x) :: x\nA == Op!lab(1)!:"} {
		f.Add("---- MODULE T ----\n" + s + "\n====")
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := load(text)
		var list syntax.ErrorList
		var one *syntax.Error
		if err != nil && !errors.As(err, &list) && !errors.As(err, &one) {
			t.Fatalf("%T: %v", err, err)
		}
	})
}
