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
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// test is a formula over a step of a random protocol, whose evaluation may fail.
func (r randomProtocol) test(depth int, i, m string) string {
	num := func() string { return r.number(r.IntN(2), i, m) }
	at := r.server(i, m)
	if depth == 0 {
		return "(" + r.pick(
			r.updates(i, m), r.updates(i, m), r.guard(1, i, m), r.guard(0, i, m),
			"term' = [term EXCEPT !["+at+"] = "+num()+"]",
			"term' = [term EXCEPT !["+at+"] = @ + "+num()+", !["+i+"] = @]",
			"rec' = [rec EXCEPT !["+at+"].n = "+num()+"]",
			"rec' = [rec EXCEPT !["+at+"].n = "+num()+", ![p].on = ~@]",
			"grid' = [grid EXCEPT !["+at+"]["+i+"] = "+num()+"]",
			"log' = [log EXCEPT !["+at+"] = Append(@, "+num()+")]",
			"log' = [log EXCEPT !["+at+"][1] = "+num()+"]",
			"term' = [term EXCEPT ![7] = Head(log["+i+"])]", // outside of the domain nothing is evaluated
			"term' = [term EXCEPT !["+at+"] = Head(log["+i+"])]",
			"rec' = [rec EXCEPT !["+at+"] = "+num()+"]", // compares a record with a number
			"msgs' = msgs \\cup {"+r.message(i, m)+"}",
			"\\E k \\in {p, "+at+"} : Head(log[k]) < 1 + "+num(), "\\A k \\in Server \\ {p} : term[k] > "+num()+" => log[k][1] < 2",
			"Put("+num()+", "+at+")", "Put("+num()+", "+at+")", "UNCHANGED <<rec, log>>", "term'["+at+"] > term["+at+"]", "Head(log'["+i+"]) < 2",
		) + ")"
	}
	switch r.IntN(12) {
	case 10:
		if m == "" {
			return fmt.Sprintf("(\\E m \\in msgs : %s /\\ %s /\\ %s)", r.forking(1, i, "m"), r.pick("m.type = "+r.kind(), "m.from = "+i), r.test(depth-1, i, "m"))
		}
		return fmt.Sprintf("(%s /\\ %s)", r.forking(1, i, m), r.test(depth-1, i, m))
	case 11:
		k := fmt.Sprintf("k%d", depth)
		return fmt.Sprintf("(\\E %s \\in Server, c%d \\in {Head(log[%s]), 1} : %s /\\ %s)", k, depth, r.pick("p", i), r.forking(1, k, ""), r.test(depth-1, k, m))
	case 0, 1:
		return fmt.Sprintf("(%s /\\ %s /\\ %s)", r.test(0, i, m), r.test(depth-1, i, m), r.test(depth-1, i, m))
	case 2:
		return fmt.Sprintf("(%s \\/ %s)", r.test(depth-1, i, m), r.test(depth-1, i, m))
	case 3:
		return fmt.Sprintf("(IF %s THEN %s ELSE %s)", r.guard(1, i, m), r.test(depth-1, i, m), r.test(depth-1, i, m))
	case 4:
		return fmt.Sprintf("(LET q%d == %s IN %s /\\ q%d < 3 /\\ %s)", depth, r.number(1, i, m), r.guard(0, i, m), depth, r.test(depth-1, i, m))
	case 5:
		j := fmt.Sprintf("j%d", depth)
		return fmt.Sprintf("(\\A %s \\in Server : %s => %s)", j, r.guard(1, j, m), r.test(depth-1, j, m))
	case 6:
		if m == "" {
			return fmt.Sprintf("(\\E m \\in msgs : m.type = %s /\\ %s /\\ %s)", r.kind(), r.guard(0, i, "m"), r.test(depth-1, i, "m"))
		}
		return fmt.Sprintf("(%s < 2 /\\ %s)", r.pick("Head(log["+i+"])", "log["+at+"][1]", num()), r.test(depth-1, i, m))
	case 7:
		return fmt.Sprintf("Do(%s, %s)", r.test(depth-1, i, m), r.guard(1, i, m))
	}
	j := fmt.Sprintf("j%d", depth)
	if r.IntN(3) == 0 {
		return fmt.Sprintf("(\\E %s \\in Server : %s(%s, %s) \\/ %s)", j, r.pick("Put", "Same"), r.number(1, j, m), r.server(j, m), r.test(depth-1, j, m))
	}
	return fmt.Sprintf("(\\E %s \\in Server%s : %s /\\ %s)", j, r.pick("", " \\ {"+i+"}", ", k"+fmt.Sprint(depth)+" \\in {0, term["+i+"]}"), r.guard(1, j, m), r.test(depth-1, j, m))
}

// TestRandomSteps holds formulas over a step against the same without memos, on all pairs of some states: same truth, same error.
func TestRandomSteps(t *testing.T) {
	seeds := uint64(40)
	if testing.Short() {
		seeds = 10
	}
	if n := os.Getenv("SYNOD_SEEDS"); n != "" {
		_, err := fmt.Sscan(n, &seeds)
		require.NoError(t, err)
	}
	const many, most = 300, 18 // states that are found, and that are looked at
	dir := t.TempDir()
	spec := filepath.Join(dir, "Random.tla")
	config := "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nCONSTANTS\n p = p\n Server = {p, s, t}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Random.cfg"), []byte(config), 0o666))
	counts := map[string]int{}
	for seed := range seeds {
		r := randomProtocol{Rand: rand.New(rand.NewPCG(seed, 3)), odd: seed%4 == 3}
		var tests []string
		for n := range 4 {
			tests = append(tests, fmt.Sprintf("Test%d == %s", n, r.test(3, r.pick("p", "other"), "")))
		}
		text := strings.Replace(r.text(), "\n====", "\nDo(P, g) == g /\\ P\nSame(x, i) == x < 3 /\\ term'[i] = (x + x) % 3\nPut(x, i) == x > 0 /\\ x < 3 /\\ (term'[i] >= x \\/ term' = [term EXCEPT ![i] = x])\nother == CHOOSE x \\in Server : x # p\n"+strings.Join(tests, "\n")+"\nTest4 == Next\n====", 1)
		require.NoError(t, os.WriteFile(spec, []byte(text), 0o666))
		load := func(without bool) (_ *run, _ *eval.Machine, chosen [][]value.Value) {
			loaded, err := Load(Sources{Spec: spec, tuning: tuned(without)})
			require.NoError(t, err, text)
			m := started(t, loaded)
			mach := m.prog.NewMachine()
			states := initials(t, m)
			for i := 0; i < len(states) && len(states) < many; i++ {
				mach.Load(eval.Current, states[i])
				from := len(states)
				err := m.next.Each(mach, func(vals []value.Value, _ int) bool {
					states = append(states, append([]value.Value(nil), vals...))
					return len(states) < many
				}, func() { states = states[:from] })
				if err != nil {
					states = states[:from]
				}
			}
			for stride := (len(states) + most - 1) / most; len(chosen)*stride < len(states); {
				chosen = append(chosen, states[len(chosen)*stride])
			}
			return m, mach, chosen
		}
		want, wantMach, wantStates := load(true)
		got, gotMach, gotStates := load(false)
		require.Len(t, gotStates, len(wantStates), text)
		for n := range 5 {
			formula := func(m *run) *eval.Formula {
				e, err := m.reference(syntax.Name{Text: fmt.Sprint("Test", n)})
				require.NoError(t, err)
				f, err := m.prog.Formula(e, true)
				require.NoError(t, err, text)
				return f
			}
			f, g := formula(want), formula(got)
			for i := range wantStates {
				for j := range wantStates {
					told := func(f *eval.Formula, mach *eval.Machine, states [][]value.Value) string {
						mach.Load(eval.Current, states[i])
						mach.Load(eval.Next, states[j])
						is, err := f.Holds(mach)
						if err != nil {
							return err.Error()
						}
						return fmt.Sprint(is)
					}
					w := told(f, wantMach, wantStates)
					require.Equal(t, w, told(g, gotMach, gotStates), "seed %d, Test%d, states %d and %d: %v to %v\n%s", seed, n, i, j, wantStates[i], wantStates[j], text)
					switch w {
					case "true", "false":
						counts[w]++
					default:
						counts["failed"]++
					}
				}
			}
		}
	}
	t.Log(counts)
	for _, kind := range []string{"true", "false", "failed"} {
		require.Greater(t, counts[kind], 100, "the formulas are too much alike: %v", counts)
	}
}
