package library_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// every calls f for each operator of each module.
func every(f func(module string, o *library.Op)) {
	for name, m := range library.Modules() {
		for _, op := range m.Ops {
			f(name, op.Info.(*library.Op))
		}
	}
}

func TestEveryOperatorHasOneForm(t *testing.T) {
	every(func(module string, o *library.Op) {
		forms := 0
		for _, has := range []bool{o.Eval1 != nil, o.Eval2 != nil, o.Eval != nil, o.Const != nil} {
			if has {
				forms++
			}
		}
		require.Equal(t, 1, forms, "%s", o)
		require.Equal(t, module, o.Module)
		require.Equal(t, syntax.Canonical(o.Name), o.Name)
		if o.Eval1 != nil || o.Eval2 != nil || o.Const != nil {
			require.False(t, o.Impure, "%s: the fast forms have no host", o)
		}
	})
}

func TestRefusedOperatorsNameThemselves(t *testing.T) {
	refused := 0
	every(func(module string, o *library.Op) {
		if o.Refused == "" {
			return
		}
		refused++
		_, err := o.Run(&library.Call{})
		require.ErrorContains(t, err, module+"!"+o.Name+" is not supported: ")
	})
	require.NotZero(t, refused)
}

func TestModulesExtendModulesThatExist(t *testing.T) {
	all := library.Modules()
	for name, m := range all {
		for _, e := range m.Extends {
			require.Contains(t, all, e, "EXTENDS of %s", name)
		}
	}
}

// Every module can be extended, so no two that it extends define a name differently.
func TestEveryModuleResolves(t *testing.T) {
	for name := range library.Modules() {
		_, err := newMini("EXTENDS " + name)
		require.NoError(t, err, name)
	}
}

func TestTacticsAreTrue(t *testing.T) {
	m, err := newMini("EXTENDS TLAPS")
	require.NoError(t, err)
	for _, expr := range []string{"SMT", "PTL", "Zenon", "Isa", "SMTT(10)", `IsaM("blast")`, `IsaMT("auto", 3)`, "AllProvers", "Z3T(2)"} {
		v, err := m.eval(expr)
		require.NoError(t, err, expr)
		require.True(t, v.IsTrue(), expr)
	}
	n := 0
	every(func(module string, o *library.Op) {
		if module == "TLAPS" && !strings.HasSuffix(o.Name, "Wrapper") {
			v, err := o.Run(&library.Call{})
			require.NoError(t, err)
			require.True(t, v.IsTrue(), o.Name)
			n++
		}
	})
	require.Greater(t, n, 60)
	for _, expr := range []string{"EnabledWrapper(LAMBDA x : TRUE)", "CdotWrapper(LAMBDA x : TRUE)"} {
		v, err := m.eval(expr)
		require.NoError(t, err)
		require.Equal(t, "FALSE", v.String())
	}
}

func TestPrintWritesWhatTLCWrites(t *testing.T) {
	m, err := newMini("EXTENDS TLC, TLCExt, Naturals")
	require.NoError(t, err)
	for _, expr := range []string{`PrintT("hello")`, `PrintT(<<1, {3, 2}>>)`, `Print("out", 42)`, "AssertEq(1, 2)", "AssertEq(1, 1)"} {
		_, err := m.eval(expr)
		require.NoError(t, err)
	}
	require.Equal(t, []string{`"hello"`, "<<1, {2, 3}>>", `"out"  42`, `"Assertion failed"`, "1", "2"}, m.host.printed)
}

func TestFilesAreWritten(t *testing.T) {
	m, err := newMini("EXTENDS Json, SVG, CSV")
	require.NoError(t, err)
	for _, expr := range []string{
		`ndJsonSerialize("a", <<[x |-> 1], {2}>>)`,
		`JsonSerialize("b", <<1>>)`,
		`SVGSerialize(Svg(<<>>, <<>>), "frame_", 7)`,
		`CSVWrite("%2$s,%1$s,100%%", <<1, 2>>, "c")`,
		`CSVWrite("%s", <<3>>, "c")`,
	} {
		_, err := m.eval(expr)
		require.NoError(t, err, expr)
	}
	require.Equal(t, map[string]string{
		"a": "{\"x\":1}\n[2]\n", "b": "[1]", "frame_007.svg": "<svg></svg>", "c": "2,1,100%\n3\n"}, m.host.files)
}

func TestErrorsCarryOperatorAndValues(t *testing.T) {
	m, err := newMini("EXTENDS SequencesExt")
	require.NoError(t, err)
	_, err = m.eval("FoldLeft(+, 0, 3)")
	var own *library.Error
	require.True(t, errors.As(err, &own))
	require.Equal(t, "FoldLeft", own.Op)
	require.Equal(t, "3", own.Args[0].String())
	var v *value.Error
	require.True(t, errors.As(err, &v))
	require.Equal(t, "FoldLeft", v.Op)
	_, err = m.eval("Reverse(1..100000)")
	require.ErrorContains(t, err, "1..100000", "an interval stays short")
}

// AssertError is for errors of TLA+, not for faults of the program.
func TestAssertErrorLetsFaultsThrough(t *testing.T) {
	u := value.NewUniverse()
	c := &library.Call{Universe: u, Host: newFakeHost(u), Args: []library.Arg{
		arg{value: func() value.Value { return u.String("x") }},
		arg{value: func() value.Value { none := []int{}; return value.MakeInt(int32(none[len(none)])) }},
	}}
	assertError := library.Modules()["TLCExt"].Ops["AssertError"].Info.(*library.Op)
	require.Panics(t, func() { _, _ = assertError.Run(c) })
}
