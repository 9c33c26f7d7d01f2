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

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// randomEnabled makes formulas in two ways: with definitions of an instanced module, and written out.
type randomEnabled struct {
	*rand.Rand
	names int // that were bound
}

// both is a formula in the two ways.
type both struct{ instanced, plain string }

func (r *randomEnabled) pick(list ...both) both { return list[r.IntN(len(list))] }

func alike(text string) both { return both{text, text} }

// name makes a name in a text, at each #.
func (r *randomEnabled) name(b both) both {
	r.names++
	name := fmt.Sprint("z", r.names)
	return both{strings.ReplaceAll(b.instanced, "#", name), strings.ReplaceAll(b.plain, "#", name)}
}

// with puts formulas into a text, each at a %s.
func with(instanced, plain string, list ...both) both {
	var a, b []any
	for _, x := range list {
		a, b = append(a, x.instanced), append(b, x.plain)
	}
	return both{fmt.Sprintf(instanced, a...), fmt.Sprintf(plain, b...)}
}

// action is an action.
func (r *randomEnabled) action(depth int) both {
	k := r.IntN(4)
	if depth == 0 {
		return r.pick(
			both{"I!A", "x' = x + 1"},
			both{fmt.Sprintf("I!Op(%d)", k), fmt.Sprintf("x' = x + %d", k)},
			both{"I!Stay", "UNCHANGED x"},
			both{"UNCHANGED I!v", "UNCHANGED <<x>>"},
			both{fmt.Sprintf("I!v = <<%d>>", k), fmt.Sprintf("x = %d", k)},
			both{"I!J!A", "x' = x + 1"},
			both{fmt.Sprintf("K(%d)!Op(1)", k), "x' = x + 1"},
			alike(fmt.Sprintf("x' = %d", k)), alike(fmt.Sprintf("x' \\in {%d, x}", k)), alike("x < 2"), both{"Up", "x' = x + 1"},
		)
	}
	a, b := r.action(depth-1), r.action(depth-1)
	return r.name(r.pick(
		with("(%s /\\ %s)", "(%s /\\ %s)", a, b), with("(%s /\\ %s)", "(%s /\\ %s)", a, b),
		with("(%s \\/ %s)", "(%s \\/ %s)", a, b),
		with("(\\E # \\in 1..2 : I!Op(#) /\\ %s)", "(\\E # \\in 1..2 : x' = x + # /\\ %s)", a),
		with("(IF x = 1 THEN %s ELSE %s)", "(IF x = 1 THEN %s ELSE %s)", a, b),
		with("(LET # == %s IN # /\\ %s)", "(%s /\\ %s)", a, b),
		with("Also(%s)", "(%s /\\ x < 3)", a),
		with("I!Then(%s, %s)", "(%s /\\ %s)", a, b),
		with("(%s /\\ %s)", "(%s /\\ %s)", r.enabled(depth-1), b),
	))
}

// enabled says that an action is enabled.
func (r *randomEnabled) enabled(depth int) both {
	a := r.action(max(depth, 0))
	return r.name(r.pick(
		with("I!En(%s)", "ENABLED (%s)", a),
		with("I!EnA(%s)", "ENABLED (%s)", a), // A is about a variable that the ENABLED binds
		with("I!EnF(LAMBDA # : %s)", "ENABLED (%s)", a),
		with("I!EnF(LAMBDA # : I!Op(#) /\\ %s)", "ENABLED (x' = x + 1 /\\ %s)", a),
		with("I!J!En(%s)", "ENABLED (%s)", a),
		with("I!Ind(%s)", "ENABLED (%s)", a),
		with("K(x)!En(%s)", "ENABLED (%s)", a),
		with("Here(%s)", "ENABLED (%s)", a),
		with("Here(Also(%s))", "ENABLED (%s /\\ x < 3)", a),
		with("(\\E # \\in 1..2 : I!En(%s /\\ # = 1))", "ENABLED (%s)", a),
	))
}

// TestRandomEnabled holds ENABLED and fairness in an instanced module, of arguments that speak of the same instance, against the same written out.
func TestRandomEnabled(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	const module = `VARIABLE u
A == u' = u + 1
v == <<u>>
Op(n) == u' = u + n
Stay == UNCHANGED v
Then(d, e) == d /\ e
En(d) == ENABLED d
EnF(F(_)) == ENABLED F(1)
`
	write("Inner.tla", "---- MODULE Inner ----\nEXTENDS Naturals\n"+module+"====\n")
	write("In.tla", "---- MODULE In ----\nEXTENDS Naturals\n"+module+"EnA(d) == ENABLED (d /\\ A)\nFair(d, w) == WF_w(d)\nJ == INSTANCE Inner\nInd(d) == J!En(d)\n====\n")
	write("Enabled.cfg", "SPECIFICATION Spec\nINVARIANT Inv\nPROPERTY Prop\nCHECK_DEADLOCK FALSE\n")
	holds := map[bool]int{}
	for seed := range uint64(150) {
		r := &randomEnabled{Rand: rand.New(rand.NewPCG(seed, 5))}
		var equal []string
		var each []both
		for range 6 {
			e := r.enabled(2)
			each = append(each, e)
			equal = append(equal, fmt.Sprintf("(%s) = (%s)", e.instanced, e.plain))
		}
		fair := with("I!Fair(%s /\\ x' \\in 0..5, x)", "WF_x(%s /\\ x' \\in 0..5)", r.action(2))
		text := strings.Join([]string{"---- MODULE Enabled ----", "EXTENDS Naturals", "VARIABLE x", "I == INSTANCE In WITH u <- x", "K(y) == INSTANCE Inner WITH u <- x",
			"Up == I!A", "Also(d) == d /\\ x < 3", "Here(d) == I!En(d)", "Init == x = 0", "Next == x' = (x + 1) % 3", "Spec == Init /\\ [][Next]_x",
			"Inv == /\\ " + strings.Join(equal, "\n       /\\ "),
			"Prop == (" + fair.instanced + " => " + fair.plain + ") /\\ (" + fair.plain + " => " + fair.instanced + ")",
			"First == " + each[0].plain, "====", ""}, "\n")
		write("Enabled.tla", text)
		m, err := Load(Sources{Spec: filepath.Join(dir, "Enabled.tla")})
		require.NoError(t, err, text)
		opts := Options{}
		opts.Workers = 1
		report, err := m.Check(context.Background(), opts)
		require.NoError(t, err, text)
		require.Nil(t, report.Violation, "seed %d\n%s", seed, text)
		run := started(t, m)
		e, err := run.reference(syntax.Name{Text: "First"})
		require.NoError(t, err)
		first, err := run.prog.Formula(e, false)
		require.NoError(t, err)
		mach := run.prog.NewMachine()
		for x := range int32(3) {
			mach.Load(eval.Current, []value.Value{value.MakeInt(x)})
			is, err := first.Holds(mach)
			require.NoError(t, err)
			holds[is]++
		}
	}
	require.Greater(t, min(holds[true], holds[false]), 40, "the formulas are too much alike: %v", holds)
}
