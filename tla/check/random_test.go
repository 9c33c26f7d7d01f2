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

// randomSpec is a spec over two variables with the values 0, 1, 2 and a set of such values.
type randomSpec struct{ *rand.Rand }

func (r randomSpec) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r randomSpec) number(depth int, bound string) string {
	if depth == 0 {
		return r.pick("x", "y", "0", "1", "2", bound)
	}
	return r.pick(
		fmt.Sprintf("((%s + %s) %% 3)", r.number(depth-1, bound), r.number(depth-1, bound)),
		fmt.Sprintf("(IF %s THEN %s ELSE %s)", r.guard(depth-1, bound), r.number(depth-1, bound), r.number(depth-1, bound)),
		fmt.Sprintf("(LET z%[1]d == %[2]s IN (z%[1]d + z%[1]d) %% 3)", depth, r.number(depth-1, bound)),
		fmt.Sprintf("F(%s)", r.number(depth-1, bound)),
		fmt.Sprintf("Down(%s, 2)", r.number(depth-1, bound)),
		r.number(0, bound),
	)
}

func (r randomSpec) guard(depth int, bound string) string {
	if depth == 0 {
		return r.pick("x < y", "x = y", "x \\in s", "s = {}", "Cardinality(s) < 2", bound+" \\notin s")
	}
	return r.pick(
		fmt.Sprintf("(%s /\\ %s)", r.guard(depth-1, bound), r.guard(depth-1, bound)),
		fmt.Sprintf("(%s \\/ %s)", r.guard(depth-1, bound), r.guard(depth-1, bound)),
		fmt.Sprintf("~(%s)", r.guard(depth-1, bound)),
		fmt.Sprintf("(\\A w \\in s : w < %s)", r.number(0, bound)),
		fmt.Sprintf("(\\E w \\in s : w = %s)", r.number(0, bound)),
		fmt.Sprintf("%s = %s", r.number(depth-1, bound), r.number(depth-1, bound)),
	)
}

func (r randomSpec) set(bound string) string {
	return r.pick("s", "s \\cup {"+bound+"}", "s \\ {x}", "{w \\in 0..2 : w < y}", "{(w + 1) % 3 : w \\in s}", "{}")
}

// action assigns all variables, in one of several ways.
func (r randomSpec) action(depth int, bound string) string {
	if depth > 0 {
		switch r.IntN(5) {
		case 0:
			return fmt.Sprintf("(%s \\/ %s)", r.action(depth-1, bound), r.action(depth-1, bound))
		case 1:
			b := fmt.Sprintf("b%d", depth)
			return fmt.Sprintf("(\\E %s \\in %s : %s)", b, r.pick("s", "0..2", "{x, y}"), r.action(depth-1, b))
		case 2:
			return fmt.Sprintf("(%s /\\ %s)", r.guard(1, bound), r.action(depth-1, bound))
		case 3:
			return fmt.Sprintf("(IF %s THEN %s ELSE %s)", r.guard(1, bound), r.action(depth-1, bound), r.action(depth-1, bound))
		}
		q := fmt.Sprintf("q%d", depth)
		return fmt.Sprintf("(LET %s == %s IN %s)", q, r.number(1, bound), r.action(depth-1, q))
	}
	x := r.pick("x'", "x'", "(LET z == x' IN z)") + r.pick(" = "+r.number(1, bound), " \\in {x, "+bound+"}")
	if r.IntN(4) == 0 {
		x = fmt.Sprintf("Be(x', %s, %d)", r.number(1, bound), r.IntN(3))
	}
	return fmt.Sprintf("(%s /\\ %s /\\ s' = %s)", x, r.pick("UNCHANGED y", "y' = "+r.number(1, bound), "y' \\in s \\cup {0}", "Be(y', "+r.number(1, bound)+", 1)"), r.set(bound))
}

func (r randomSpec) text() string {
	return strings.Join([]string{
		"---- MODULE Random ----", "EXTENDS Naturals, FiniteSets", "VARIABLES x, y, s", "F(a) == (a * a + y) % 3",
		"RECURSIVE Down(_, _), Be(_, _, _)", "Down(a, n) == IF n = 0 THEN a ELSE (Down(a, n - 1) + n) % 3",
		"Be(v, a, n) == IF n = 0 THEN v = a ELSE Be(v, a, n - 1)",
		"Init == " + r.pick("x \\in {0, 1}", "(LET z == x IN z) \\in {0, 1}", "(Be(x, 0, 1) \\/ Be(x, 1, 2))") + " /\\ " + r.pick("y = 0", "Be(y, 0, 1)", "(LET z == y IN z) = 0") + " /\\ s \\in {{}, {x}}",
		"Next == " + r.action(3, "1"), "====", "",
	}, "\n")
}

// randomStates are all states that a random spec can have.
func randomStates(t *testing.T) (states [][]value.Value) {
	numbers := func(mask int) value.Value {
		var list []value.Value
		for i := range int32(3) {
			if mask>>i&1 == 1 {
				list = append(list, value.MakeInt(i))
			}
		}
		v, err := value.MakeSet(list)
		require.NoError(t, err)
		return v
	}
	for x := range int32(3) {
		for y := range int32(3) {
			for mask := range 8 {
				states = append(states, []value.Value{value.MakeInt(x), value.MakeInt(y), numbers(mask)})
			}
		}
	}
	return states
}

// naive counts the reachable states by asking of every pair of states whether the next-state relation holds between them.
func naive(t *testing.T, m *run) int {
	states := randomStates(t)
	formula := func(name string, overStep bool) *eval.Formula {
		e, err := m.reference(syntax.Name{Text: name})
		require.NoError(t, err)
		f, err := m.prog.Formula(e, overStep)
		require.NoError(t, err)
		return f
	}
	init, next := formula("Init", false), formula("Next", true)
	mach := m.prog.NewMachine()
	reached := make([]bool, len(states))
	var queue []int
	for i, s := range states {
		mach.Load(eval.Current, s)
		ok, err := init.Holds(mach)
		require.NoError(t, err)
		if ok {
			reached[i] = true
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for i, s := range states {
			if reached[i] {
				continue
			}
			mach.Load(eval.Current, states[queue[0]])
			mach.Load(eval.Next, s)
			ok, err := next.Holds(mach)
			require.NoError(t, err)
			if ok {
				reached[i] = true
				queue = append(queue, i)
			}
		}
	}
	n := 0
	for _, r := range reached {
		if r {
			n++
		}
	}
	return n
}

// TestRandomSpecs holds the search of random specs against an enumeration that evaluates the next-state relation as a formula, so that
// nothing of assignment, branching, undoing and interning is shared.
func TestRandomSpecs(t *testing.T) {
	dir := t.TempDir()
	spec := filepath.Join(dir, "Random.tla")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Random.cfg"), []byte("INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"), 0o666))
	sizes := map[int]bool{}
	for seed := range uint64(150) {
		text := randomSpec{rand.New(rand.NewPCG(seed, 1))}.text()
		require.NoError(t, os.WriteFile(spec, []byte(text), 0o666))
		m, err := Load(Sources{Spec: spec})
		require.NoError(t, err, text)
		want := naive(t, started(t, m))
		sizes[want] = true
		without, err := Load(Sources{Spec: spec, tuning: plain()})
		require.NoError(t, err, text)
		steps := -1
		for _, c := range []struct {
			m       *Model
			workers int
			exact   bool
		}{{without, 1, false}, {m, 1, false}, {m, 2, false}, {m, 1, true}, {m, 2, true}} {
			opts := Options{}
			opts.Workers, opts.Exact = c.workers, c.exact
			r, err := c.m.Check(context.Background(), opts)
			require.NoError(t, err, text)
			require.Nil(t, r.Violation, text)
			require.Equal(t, want, int(r.States), "seed %d\n%s", seed, text)
			if steps < 0 {
				steps = int(r.Steps)
			}
			require.Equal(t, steps, int(r.Steps), "seed %d\n%s", seed, text)
		}
	}
	require.Greater(t, len(sizes), 10, "the specs are too much alike")
}
