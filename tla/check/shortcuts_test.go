package check

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// TestShortcutsEnd has specs in which a shortcut must not be taken: the index of a class that has other keys too, a test that is only asked
// where the keys are right, an invariant over a set of which what was there before is not done with. With and without shortcuts the same is
// found after the same number of steps.
func TestShortcutsEnd(t *testing.T) {
	const sends = "EXTENDS Integers, FiniteSets\nVARIABLES msgs, x\nInit == msgs = {[type |-> \"a\", from |-> 1, n |-> 1]} /\\ x = 0\n"
	for name, c := range map[string]struct {
		text, config string
		kind         string // of the violation, or ""
		steps        int    // of the trace
		said         string
	}{
		"keys of two kinds": {
			"Next == /\\ \\E k \\in 1..2 : /\\ \\E m \\in msgs : m.type = \"a\" /\\ m.n = k /\\ x' = x + 1\n" +
				"                          /\\ msgs' = msgs \\cup {IF x = 2 THEN [type |-> \"a\", n |-> \"text\"] ELSE [type |-> \"a\", from |-> 1, n |-> x]}\n",
			"", KindEvaluation, 3, `"text"`,
		},
		"keys of another kind": {
			"Next == /\\ \\E k \\in 1..2 : x' = x + 1 \\/ \\E m \\in msgs : m.type = \"b\" /\\ m.n = k /\\ x' = x\n" +
				"        /\\ msgs' = msgs \\cup {[type |-> \"b\", from |-> x, n |-> \"text\"]}\n",
			"", KindEvaluation, 1, `"text"`,
		},
		"keys of another kind behind model values": {
			"CONSTANT None\nNext == /\\ \\E k \\in 1..2 : x' = x + 1 \\/ \\E m \\in msgs : m.type = \"b\" /\\ m.n = k /\\ x' = x\n" +
				"        /\\ msgs' = msgs \\cup {[type |-> \"b\", n |-> None], [type |-> \"b\", from |-> x, n |-> \"text\"]}\n",
			"CONSTANT None = None\n", KindEvaluation, 1, `"text"`,
		},
		"a set that cannot be made": {
			"Next == x' = x + 1 /\\ msgs' = msgs \\cup {[type |-> \"a\", from |-> 1, n |-> IF x = 2 THEN \"text\" ELSE x]}\n",
			"", KindEvaluation, 2, `"text"`,
		},
		"a model value among the keys": {
			"CONSTANT None\nNext == /\\ x < 4 /\\ \\E k \\in {0, 1, None} : \\E m \\in msgs : m.type = \"a\" /\\ m.n = k /\\ x' = x + 1\n" +
				"        /\\ msgs' = msgs \\cup {[type |-> \"a\", from |-> 1, n |-> IF x = 2 THEN None ELSE x]}\n",
			"CONSTANT None = None\n", "", 0, "",
		},
		"a key that is a field that some do not have": {
			"Next == /\\ \\E k \\in 1..2 : /\\ \\E m \\in msgs : m.type = \"a\" /\\ m.n = k /\\ x' = x + 1\n" +
				"                          /\\ msgs' = msgs \\cup {IF x = 2 THEN [type |-> \"a\", from |-> 1] ELSE [type |-> \"a\", from |-> x, n |-> x]}\n",
			"", KindEvaluation, 3, "nonexistent field 'n'",
		},
		"a test before the key that fails": {
			"Next == /\\ \\E Q \\in {{}, {1}} : \\E k \\in 1..2 : /\\ {m \\in msgs : m.type = \"a\" /\\ m.n \\in Q /\\ m.from = k} # {}\n" +
				"                                                 /\\ x' = x + 1\n" +
				"        /\\ msgs' = msgs \\cup {IF x = 2 THEN [type |-> \"a\", from |-> 5, n |-> \"text\", k |-> 0] ELSE [type |-> \"a\", from |-> x, n |-> x]}\n",
			"", KindEvaluation, 3, `"text"`,
		},
		"a test before the key that holds": {
			"Next == /\\ x < 4 /\\ \\E Q \\in {{1}, {1, 2}} : \\E k \\in 1..2 : /\\ {m \\in msgs : m.type = \"a\" /\\ m.n \\in Q /\\ m.from = k} # {}\n" +
				"                                                 /\\ x' = x + 1\n" +
				"        /\\ msgs' = msgs \\cup {[type |-> \"a\", from |-> x, n |-> x]}\n",
			"", "", 0, "",
		},
		"an invariant that reads more than the set": {
			"Next == x > -3 /\\ x' = x - 1 /\\ msgs' = msgs \\cup {[type |-> \"b\", from |-> 1, n |-> x - 2]}\nInv == \\A m \\in msgs : m.n < x + 3\n",
			"INVARIANT Inv\n", KindInvariant, 2, "",
		},
		"an invariant that reads the set twice": {
			"Next == x' = x + 1 /\\ msgs' = msgs \\cup {[type |-> \"a\", from |-> x, n |-> x + 2]}\nInv == \\A m, w \\in msgs : m.n + w.n < 8\n" +
				"Two == \\A m \\in msgs : Cardinality(msgs) + m.n < 7\n",
			"INVARIANT Two\n", KindInvariant, 3, "",
		},
		"an invariant over a class that reads another one": {
			"Next == x' = x + 1 /\\ msgs' = msgs \\cup {[type |-> IF x = 2 THEN \"b\" ELSE \"a\", from |-> x, n |-> x]}\n" +
				"Inv == \\A m \\in msgs : m.type = \"a\" => ~\\E w \\in msgs : w.type = \"b\" /\\ w.n = 2 * m.n\n",
			"INVARIANT Inv\n", KindInvariant, 3, "",
		},
		"a record that is not comparable with one outside of its class": {
			"EXTENDS Integers\nVARIABLES msgs, x\nInit == msgs = {} /\\ x = 0\n" +
				"Next == x' = x + 1 /\\ msgs' = msgs \\cup {[n |-> \"text\", type |-> \"b\"]} /\\ [n |-> x, type |-> \"a\"] \\notin msgs\n",
			"", KindEvaluation, 1, `"text"`,
		},
		"a set of numbers": {
			"EXTENDS Integers\nVARIABLES msgs, x\nInit == msgs = {} /\\ x = 0\nNext == \\E k \\in 0..5 : x' = (x + k) % 7 /\\ msgs' = msgs \\cup {x, 3 * k}\n",
			"", "", 0, "",
		},
		"an invariant of what is new": {
			"Next == x' = x + 1 /\\ msgs' = msgs \\cup {[type |-> IF x > 2 THEN \"b\" ELSE \"a\", from |-> x, n |-> x]}\n" +
				"Inv == \\A m \\in msgs : m.type = \"b\" => m.n < 5\nAll == msgs \\subseteq [type : {\"a\", \"b\"}, from : 0..9, n : 0..4]\n",
			"INVARIANT Inv\nINVARIANT All\n", KindInvariant, 6, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			spec := filepath.Join(dir, "Short.tla")
			if !strings.HasPrefix(c.text, "EXTENDS") {
				c.text = sends + c.text
			}
			require.NoError(t, os.WriteFile(spec, []byte("---- MODULE Short ----\n"+c.text+"====\n"), 0o666))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "Short.cfg"), []byte("INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"+c.config), 0o666))
			var states []uint64
			for _, without := range []bool{true, false} {
				m, err := Load(Sources{Spec: spec, tuning: tuned(without)})
				require.NoError(t, err)
				opts := Options{}
				opts.Bounded, opts.Depth = true, 8
				r, err := m.Check(context.Background(), opts)
				require.NoError(t, err)
				states = append(states, r.States, r.Steps)
				if c.kind == "" {
					require.Nil(t, r.Violation, "without shortcuts: %v", without)
					continue
				}
				require.NotNil(t, r.Violation, "without shortcuts: %v", without)
				require.Equal(t, c.kind, r.Violation.Kind, r.Violation.Text)
				require.Contains(t, r.Violation.Text, c.said)
				require.Equal(t, c.steps, r.Violation.Trace.Steps())
			}
			require.Equal(t, states[:2], states[2:])
		})
	}
}

// TestManyUses: an operator that is used so often that its code is called with values, not copied, still has its parameter primed.
func TestManyUses(t *testing.T) {
	var long strings.Builder // more code than is copied
	for i := range 3000 {
		fmt.Fprintf(&long, ", 1 + %d", i)
	}
	m := nearModel(t, "EXTENDS Naturals\nVARIABLE c\nBe(v, k) == v' = k /\\ {0"+long.String()+"} # {}\nInit == c = 0\nNext == c' = (c + 1) % 3\n"+
		"Test == "+strings.Repeat("Be(c, 5) \\/ ", 40)+"Be(c, (c + 1) % 3)")
	e, err := m.reference(syntax.Name{Text: "Test"})
	require.NoError(t, err)
	f, err := m.prog.Formula(e, true)
	require.NoError(t, err)
	mach := m.prog.NewMachine()
	for from := range int32(3) {
		for to := range int32(3) {
			mach.Load(eval.Current, []value.Value{value.MakeInt(from)})
			mach.Load(eval.Next, []value.Value{value.MakeInt(to)})
			is, err := f.Holds(mach)
			require.NoError(t, err)
			require.Equal(t, to == (from+1)%3, is, "from %d to %d", from, to)
		}
	}
}
