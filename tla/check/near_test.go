package check

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// nearModel makes a model of a text with INIT Init, NEXT Next.
func nearModel(t *testing.T, text string) *run { return tunedModel(t, tuning{}, text) }

func tunedModel(t *testing.T, how tuning, text string) *run {
	t.Helper()
	dir := t.TempDir()
	spec := filepath.Join(dir, "Near.tla")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Near.cfg"), []byte("INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n"), 0o666))
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE Near ----\n"+text+"\n====\n"), 0o666))
	m, err := Load(Sources{Spec: spec, tuning: how})
	require.NoError(t, err)
	return started(t, m)
}

// started starts a run of a model.
func started(t *testing.T, m *Model) *run {
	t.Helper()
	r, err := m.start(t.Context())
	require.NoError(t, err)
	return r
}

// initials are the model's initial states.
func initials(t *testing.T, m *run) (states [][]value.Value) {
	t.Helper()
	require.NoError(t, m.init.Each(m.prog.NewMachine(), func(vals []value.Value, _ int) bool {
		states = append(states, append([]value.Value(nil), vals...))
		return true
	}, func() { states = nil }))
	return states
}

// told is a miss in one line.
func told(w eval.Miss) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s] %d:", w.Name, strings.Join(w.Path, " > "), w.Passed)
	for _, v := range w.Bound {
		fmt.Fprintf(&b, " %s=%s", v.Name, v.Value)
	}
	fmt.Fprintf(&b, " | %s |", w.Conjunct)
	for _, v := range w.Values {
		fmt.Fprintf(&b, " %s=%s", v.Name, v.Value)
	}
	if w.Others > 0 {
		fmt.Fprintf(&b, " +%d", w.Others)
	}
	if w.Err != nil {
		fmt.Fprintf(&b, " error %s", w.Err.(*eval.Error).Msg)
	}
	return b.String()
}

func toldAll(x *eval.Explanation) (out []string) {
	for _, w := range x.Misses {
		out = append(out, told(w))
	}
	return out
}

func TestNearMisses(t *testing.T) {
	m := nearModel(t, `EXTENDS Naturals, Sequences
VARIABLES x, q
Init == x = 1 /\ q = <<4>>
Busy(k) == k > 5 \/ k = 0
Take(i) == /\ x = 1
           /\ i > 1
           /\ LET y == x + i IN y > 2 + i
           /\ x' = i
           /\ UNCHANGED q
Push == /\ ~(Len(q) = 1)
        /\ q' = Append(q, x) /\ x' = x
Wait == Busy(x) /\ UNCHANGED <<x, q>>
Bad == /\ x = 1 /\ Head(Tail(q)) = 1 /\ UNCHANGED <<x, q>>
None == \E e \in {k \in 1..3 : k > 7} : x' = e /\ q' = q
Next == \/ \E i \in 1..3 : Take(i)
        \/ Push
        \/ Wait
        \/ Bad
        \/ None`)
	mach := m.prog.NewMachine()
	mach.Load(eval.Current, initials(t, m)[0])
	x, err := m.next.Explain(mach, nil, 10)
	require.NoError(t, err)
	require.Equal(t, 0, x.Found)
	require.Equal(t, []string{
		`Take [Next > Take(i)] 2: i=2 | y > 2 + i | y=3 2 + i=4 +1`,
		`Take [Next > Take(i)] 1: i=1 | i > 1 | i=1`,
		`Bad [Next > Bad] 1: | Head(Tail(q)) | error Attempted to apply Head to the empty sequence.`,
		`Push [Next > Push] 0: | ~(Len(q) = 1) | Len(q)=1`,
		`Wait [Next > Wait > Busy(x)] 0: k=1 | k > 5 | k=1`,
		`Wait [Next > Wait > Busy(x)] 0: k=1 | k = 0 | k=1`,
		`None [Next > None] 0: | \E e \in {k \in 1..3 : k > 7} | {k \in 1..3 : k > 7}={}`,
	}, toldAll(x))
}

// TestTaken: which actions lead to a given state, and why the others do not.
func TestTaken(t *testing.T) {
	m := nearModel(t, `EXTENDS Naturals, FiniteSets
VARIABLES x, s
Init == x = 0 /\ s = {}
Add(i) == s' = s \cup {i} /\ x' = x + 1
Fill == x < 3 /\ s' \in SUBSET {1, 2} /\ Cardinality(s') = 1 /\ x' = x + 1
Reset == UNCHANGED s /\ x' = 0
Next == \/ \E i \in 1..3 : Add(i)
        \/ Fill
        \/ Reset`)
	mach := m.prog.NewMachine()
	mach.Load(eval.Current, initials(t, m)[0])
	set := func(n int32) value.Value {
		v, err := value.MakeSet([]value.Value{value.MakeInt(n)})
		require.NoError(t, err)
		return v
	}
	names := func(list []int) (out []string) {
		for _, a := range list {
			out = append(out, m.next.Actions[a].Name)
		}
		return out
	}
	for range 2 { // the machine is as it was
		list, err := m.next.Taken(mach, []value.Value{value.MakeInt(1), set(2)})
		require.NoError(t, err)
		require.Equal(t, []string{"Add", "Fill"}, names(list))
		list, err = m.next.Taken(mach, []value.Value{value.MakeInt(1), set(3)})
		require.NoError(t, err)
		require.Equal(t, []string{"Add"}, names(list))
		list, err = m.next.Taken(mach, []value.Value{value.MakeInt(2), set(2)})
		require.NoError(t, err)
		require.Empty(t, list)
		found := 0
		require.NoError(t, m.next.Each(mach, func([]value.Value, int) bool { found++; return true }, func() { found = 0 }))
		require.Equal(t, 6, found)
	}
	x, err := m.next.Explain(mach, []value.Value{value.MakeInt(2), set(2)}, 3)
	require.NoError(t, err)
	require.Equal(t, []string{
		`Fill [Next > Fill] 3: | x' = x + 1 | x'=2 x + 1=1`,
		`Add [Next > Add(i)] 1: i=2 | x' = x + 1 | x'=2 x + 1=1`,
		`Add [Next > Add(i)] 0: i=1 | s' = s \cup {i} | s'={2} s \cup {i}={1} +1`,
	}, toldAll(x))
	list, err := m.init.Taken(mach, []value.Value{value.MakeInt(1), set(2)})
	require.NoError(t, err)
	require.Empty(t, list)
	x, err = m.init.Explain(mach, []value.Value{value.MakeInt(0), set(2)}, 3)
	require.NoError(t, err)
	require.Equal(t, []string{`Init [Init] 1: | s = {} | s={2}`}, toldAll(x))
}

// TestRandomTaken holds the answers about fixed steps against the enumeration of successors: an action is taken to a state exactly if
// the enumeration gives that state, and what is not taken is explained.
func TestRandomTaken(t *testing.T) {
	states := randomStates(t)
	spec := filepath.Join(t.TempDir(), "Random.tla")
	require.NoError(t, os.WriteFile(strings.TrimSuffix(spec, "tla")+"cfg", []byte("INIT Init\nNEXT Next\n"), 0o666))
	key := func(vals []value.Value, action int) string { return fmt.Sprint(vals, action) }
	taken := 0
	for seed := range uint64(40) {
		text := randomSpec{rand.New(rand.NewPCG(seed, 2))}.text()
		require.NoError(t, os.WriteFile(spec, []byte(text), 0o666))
		loaded, err := Load(Sources{Spec: spec})
		require.NoError(t, err, text)
		m := started(t, loaded)
		mach := m.prog.NewMachine()
		for i := seed % 7; i < uint64(len(states)); i += 7 {
			mach.Load(eval.Current, states[i])
			steps := map[string]bool{}
			require.NoError(t, m.next.Each(mach, func(vals []value.Value, action int) bool {
				steps[key(vals, action)] = true
				return true
			}, func() { clear(steps) }))
			found, asked := 0, 0
			for j, next := range states {
				list, err := m.next.Taken(mach, next)
				require.NoError(t, err)
				for _, a := range list {
					require.True(t, steps[key(next, a)], text)
					found++
				}
				if (uint64(j)+i)%11 == 0 {
					asked++
					x, err := m.next.Explain(mach, next, 3)
					require.NoError(t, err)
					require.Equal(t, len(list) > 0, x.Found > 0, text)
					require.True(t, x.Found > 0 || len(x.Misses) > 0, text)
					require.LessOrEqual(t, len(x.Misses), 3)
				}
			}
			require.Len(t, steps, found, text)
			taken += found
			x, err := m.next.Explain(mach, nil, 3)
			require.NoError(t, err)
			require.Equal(t, len(steps) > 0, x.Found > 0, text)
		}
	}
	require.Greater(t, taken, 500)
}
