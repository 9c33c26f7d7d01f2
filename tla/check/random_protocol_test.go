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
)

// randomProtocol is a spec with servers, functions of them, and a set of messages that mostly grows: what the shortcuts of
// the evaluator (regions, parts, classes, growths) are made for.
type randomProtocol struct {
	*rand.Rand
	primed string // an expression with a prime that numbers may use, or ""
	odd    bool   // some messages have a field less, or one of another kind: to look at them can fail
}

func (r randomProtocol) pick(list ...string) string { return list[r.IntN(len(list))] }

// number is an expression for 0, 1 or 2; i is a name for a server, m one for a message or "".
func (r randomProtocol) number(depth int, i, m string) string {
	if depth == 0 {
		list := []string{"0", "1", "2", "term[" + i + "]", "term[" + i + "]", "rec[" + i + "].n", "Len(log[" + i + "])", "up", "grid[" + i + "][p]", "grid[p][" + i + "]"}
		if m != "" {
			list = append(list, m+".n", m+".n", "term["+m+".from]", "term["+m+".via]", "grid["+m+".from]["+i+"]", "grid["+i+"]["+m+".via]", "grid["+m+".from]["+m+".via]")
		}
		if r.primed != "" {
			list = append(list, r.primed, r.primed, r.primed)
		}
		return "(" + r.pick(list...) + ")"
	}
	return r.pick(
		fmt.Sprintf("((%s + %s) %% 3)", r.number(depth-1, i, m), r.number(depth-1, i, m)),
		fmt.Sprintf("(IF %s THEN %s ELSE %s)", r.guard(depth-1, i, m), r.number(depth-1, i, m), r.number(depth-1, i, m)),
		fmt.Sprintf("Max(%s, %s)", r.number(depth-1, i, m), r.number(depth-1, i, m)),
		fmt.Sprintf("(LET z%[1]d == %[2]s IN (z%[1]d + z%[1]d) %% 3)", depth, r.number(depth-1, i, m)),
		fmt.Sprintf("(Cardinality({w \\in msgs : w.type = %s /\\ w.n >= %s}) %% 3)", r.kind(), r.number(0, i, m)),
		fmt.Sprintf("(Cardinality(Of(%s)) %% 3)", r.kind()),
		r.number(0, i, m),
	)
}

func (r randomProtocol) kind() string { return r.pick(`"a"`, `"b"`) }

func (r randomProtocol) message(i, m string) string {
	if r.odd && r.IntN(4) == 0 {
		return r.pick("[type |-> \"b\", from |-> "+i+"]", "[type |-> \"b\", from |-> "+i+", via |-> p, n |-> p]", "[type |-> \"b\", from |-> 7, via |-> p, n |-> 0]",
			"[type |-> \"b\", from |-> p, via |-> <<p>>, n |-> \"x\"]")
	}
	return fmt.Sprintf("[type |-> %s, from |-> %s, via |-> %s, n |-> %s]", r.kind(), r.server(i, m), r.pick(i, "p"), r.number(0, i, m))
}

func (r randomProtocol) server(i, m string) string {
	if m != "" && r.IntN(3) == 0 {
		return m + r.pick(".from", ".via")
	}
	return r.pick(i, i, i, "p")
}

func (r randomProtocol) guard(depth int, i, m string) string {
	if depth == 0 {
		list := []string{
			"term[" + i + "] < 2", "rec[" + i + "].on", "term[" + i + "] = " + r.number(0, i, m), "up = " + r.number(0, i, m),
			"log[" + i + "] = <<>>", "\\E w \\in msgs : w.type = " + r.kind() + " /\\ w.from = " + i,
			"~\\E w \\in msgs : w.type = " + r.kind() + " /\\ w.n = " + r.number(0, i, m),
			"\\A w \\in msgs : w.type = " + r.kind() + " => w.n =< " + r.number(0, i, m),
			"\\E w \\in msgs : w.type = " + r.kind() + " /\\ " + r.pick("w.from = "+i, i+" = w.from", "w.via = p", "w.n = up") + " /\\ " + r.pick("w.via = "+i, "w.from \\in {p, "+i+"}", "w.n # 1"),
			"\\E Q \\in {{p}, Server} : {w \\in msgs : w.type = " + r.kind() + " /\\ " + r.pick("w.via \\in Q", "w.n \\notin Q", "w.n > 0") + " /\\ w.from = " + i + "} " + r.pick("= {}", "# {}"),
			r.message(i, m) + " \\in msgs", r.message(i, m) + " \\notin msgs", "Of(" + r.kind() + ") = {}", "ENABLED Tick(" + i + ")", "ENABLED (Tick(" + i + ") \\cdot Tick(p))", "ENABLED (Hear(" + i + ") \\cdot Tick(p))",
		}
		if m != "" {
			list = append(list, m+".from # "+i, m+".n > term["+i+"]", m+".n >= term["+i+"]")
		}
		return "(" + r.pick(list...) + ")"
	}
	return r.pick(
		fmt.Sprintf("(%s /\\ %s)", r.guard(depth-1, i, m), r.guard(depth-1, i, m)),
		fmt.Sprintf("(%s \\/ %s)", r.guard(depth-1, i, m), r.guard(depth-1, i, m)),
		fmt.Sprintf("~%s", r.guard(depth-1, i, m)),
		fmt.Sprintf("(%s < %s)", r.number(depth-1, i, m), r.number(depth-1, i, m)),
	)
}

// forking is a guard that is a choice where an action begins with it, and whose sides may fail: m is a message, or "" for one that does not
// speak of any.
func (r randomProtocol) forking(depth int, i, m string) string {
	test := func() string {
		if depth > 0 && r.IntN(3) == 0 {
			return r.forking(depth-1, i, m)
		}
		list := []string{"term[" + i + "] < 2", "up = 0", "up # 1", "rec[" + i + "].n = 0", "log[" + i + "] = <<>>", "Head(log[" + i + "]) = 1", "grid[p][p] < up"}
		if m != "" {
			list = []string{m + ".type = " + r.kind(), m + ".n < 2", m + ".n = 0", m + ".from # p", m + ".via \\in {p}", m + ".n \\in 0..1"}
			if r.odd {
				list = append(list, m+".odd = 1", "term["+m+".from] > 0", m+".n + 1 = 1")
			}
		}
		return "(" + r.pick(list...) + ")"
	}
	return "(" + r.pick(
		test()+" \\/ "+test(),
		test()+" \\/ "+test(),
		test()+" /\\ ("+test()+" \\/ "+test()+")",
		fmt.Sprintf("\\E e%[1]d \\in {0, 1} : e%[1]d = 0 \\/ %[2]s", depth, test()),
		fmt.Sprintf("\\E e%[1]d \\in {0, 1} : %[2]s /\\ e%[1]d < 2", depth, test()),
		fmt.Sprintf("\\A e%[1]d \\in {0, 1} : %[2]s \\/ %[3]s", depth, test(), test()),
		fmt.Sprintf("LET l%[1]d == %[2]s IN l%[1]d \\/ %[3]s", depth, test(), test()),
		fmt.Sprintf("IF %s THEN %s \\/ %s ELSE %s", test(), test(), test(), test()),
		fmt.Sprintf("CASE %s -> %s [] OTHER -> %s \\/ %s", test(), test(), test(), test()),
		fmt.Sprintf("%s => %s \\/ %s", test(), test(), test()),
		fmt.Sprintf("Either(%s, %s)", test(), test()),
		fmt.Sprintf("~(%s \\/ %s)", test(), test()),
	) + ")"
}

const firstMessage = `[type |-> "a", from |-> p, via |-> p, n |-> 1]`

// updates are assignments of all variables, in random order.
func (r randomProtocol) updates(i, m string) string {
	num := func() string { return r.number(r.IntN(3), i, m) }
	at := r.server(i, m)
	term := r.pick("UNCHANGED term", "term' = [term EXCEPT !["+at+"] = "+num()+"]", "term' = [term EXCEPT !["+at+"] = (@ + 1) % 3]",
		"term' = [term EXCEPT !["+i+"] = "+num()+", !["+at+"] = @]", "term' = [term EXCEPT !["+i+"] = (@ + 1) % 3, ![p] = "+num()+"]", "term' = [term EXCEPT ![7] = "+num()+"]", "term' = [s \\in Server |-> "+num()+"]", "term' = [s \\in Server |-> IF s = "+at+" THEN "+num()+" ELSE term[s]]")
	first := r.IntN(3) == 0
	if first { // what comes after it reads it
		if r.IntN(2) == 0 {
			term = "UNCHANGED term"
		}
		r.primed = r.pick("term'["+at+"]", "term'[p]", "(IF term' = term THEN 1 ELSE 2)", "term'["+i+"]")
	}
	list := []string{
		term,
		r.pick("UNCHANGED rec", "rec' = [rec EXCEPT !["+at+"].n = "+num()+"]", "rec' = [rec EXCEPT !["+at+"].on = ~@, !["+at+"].n = "+num()+"]",
			"rec' = [rec EXCEPT !["+at+"] = [n |-> "+num()+", on |-> TRUE]]"),
		r.pick("UNCHANGED log", "UNCHANGED log", "log' = [log EXCEPT !["+at+"] = IF Len(@) < 2 THEN Append(@, "+num()+") ELSE <<>>]",
			"log' = [log EXCEPT !["+at+"] = SubSeq(@, 2, Len(@))]",
			"log' = [log EXCEPT !["+at+"][1] = "+num()+"]"),
		r.pick("UNCHANGED msgs", "msgs' = {"+r.message(i, m)+"}", "Send("+r.message(i, m)+")", "Send("+r.message(i, m)+")", "msgs' = msgs \\cup {"+r.message(i, m)+", "+r.message("p", m)+"}",
			"msgs' = {"+r.message(i, m)+"} \\cup msgs", "msgs' = msgs \\cup [type : {"+r.kind()+"}, from : {"+at+"}, via : {p}, n : {"+num()+"}]",
			"msgs' = msgs \\cup {x \\in Message : x.from = "+at+" /\\ x.n = "+num()+"}", "msgs' = msgs \\cup {["+"type |-> \"b\", from |-> s, via |-> s, n |-> "+num()+"] : s \\in Server}",
			"msgs' = msgs \\ {v \\in msgs : v.type = "+r.kind()+" /\\ v.n = "+num()+"}", "msgs' \\in {msgs, msgs \\cup {"+r.message(i, m)+"}}"),
		r.pick("UNCHANGED up", "up' = "+num(), "up' \\in {up, "+num()+"}"),
		r.pick("UNCHANGED grid", "UNCHANGED grid", "grid' = [grid EXCEPT !["+at+"]["+i+"] = "+num()+"]", "grid' = [grid EXCEPT !["+r.server(i, m)+"]["+at+"] = (@ + 1) % 3]",
			"grid' = [grid EXCEPT !["+at+"]["+i+"] = "+num()+", !["+r.server(i, m)+"][p] = @ + 0]", "grid' = [grid EXCEPT !["+at+"]["+i+"] = "+num()+", ![p][p] = (@ + 1) % 3]", "grid' = [grid EXCEPT !["+at+"]["+i+"] = @, !["+at+"] = [@ EXCEPT ![p] = "+num()+"]]",
			"grid' = [grid EXCEPT !["+at+"] = [s \\in Server |-> "+num()+"]]", "grid' = [s \\in Server |-> [grid[s] EXCEPT !["+at+"] = "+num()+"]]",
			"grid' = [grid EXCEPT ![7]["+at+"] = "+num()+"]", "grid' = [grid EXCEPT !["+at+"][7] = "+num()+"]"),
	}
	switch r.IntN(4) {
	case 0: // primes that read what was assigned
		list = append(list, r.pick("term'["+at+"] < 3", "term'[p] >= 0", "Cardinality(msgs') < 6", "rec'["+i+"].n # 3", "(up' = up \\/ up' # up)", "grid'["+at+"]["+i+"] < 3", "grid'[p]["+at+"] >= grid[p][p]",
			"{w \\in msgs' : w.type = \"a\"} \\subseteq msgs'"))
	case 1: // the same variable twice: the second time is a test
		list = append(list, r.pick("term' \\in [Server -> 0..2]", "msgs' = msgs' \\cup {}", "msgs \\subseteq msgs'", "msgs' = msgs \\cup {x \\in msgs' : x.n > 0}"))
	case 2: // the first time reads nothing
		switch r.IntN(4) {
		case 0:
			term, first, r.primed = "term' = [s \\in Server |-> 0]", false, ""
			list[0] = term
			list = append(list, "term' = [term EXCEPT !["+at+"] = 0]")
		case 1:
			list[1] = "rec' = [s \\in Server |-> [n |-> 0, on |-> FALSE]]"
			list = append(list, "rec' = [rec EXCEPT ![p].n = 0]")
		case 2:
			list[3] = "msgs' = {" + firstMessage + "}"
			list = append(list, r.pick("msgs' = msgs \\cup {}", "msgs' = msgs \\cup {"+firstMessage+"}"))
		case 3:
			list[4] = "up' = " + r.pick("0", "1")
			list = append(list, "UNCHANGED up")
		}
	}
	// What is primed must be assigned before: only the first six can change places.
	if first {
		r.Shuffle(5, func(a, b int) { list[a+1], list[b+1] = list[b+1], list[a+1] })
		if r.IntN(2) == 0 {
			return "(" + term + " /\\ (\\E k \\in Server : (" + strings.Join(list[1:3], " /\\ ") + ")) /\\ " + strings.Join(list[3:], " /\\ ") + ")"
		}
		return "(" + term + " /\\ " + r.pick("", "\\E k \\in Server : ", "TRUE /\\ ") + "(" + strings.Join(list[1:], " /\\ ") + "))"
	}
	r.Shuffle(6, func(a, b int) { list[a], list[b] = list[b], list[a] })
	return "(" + strings.Join(list, " /\\ ") + ")"
}

func (r randomProtocol) action(depth int, i, m string) string {
	if depth == 0 {
		return r.updates(i, m)
	}
	switch r.IntN(10) {
	case 7: // a choice among the tests, before or behind those that make a class, and between its keys
		if m == "" {
			tests := []string{r.forking(1, i, "m")}
			for _, t := range []string{"m.type = " + r.kind(), "m.from = " + i, "m.via = " + i, r.forking(0, i, "m")} {
				if r.IntN(2) == 0 {
					tests = append(tests, t)
				}
			}
			r.Shuffle(len(tests), func(a, b int) { tests[a], tests[b] = tests[b], tests[a] })
			return fmt.Sprintf("(\\E m \\in msgs : %s /\\ %s)", strings.Join(tests, " /\\ "), r.action(depth-1, i, "m"))
		}
		return fmt.Sprintf("(%s /\\ %s)", r.forking(1, i, m), r.action(depth-1, i, m))
	case 8: // conjuncts that ask of none, or one, of what is bound
		a, b := fmt.Sprintf("a%d", depth), fmt.Sprintf("b%d", depth)
		return fmt.Sprintf("(\\E %s \\in Server, %s \\in %s : %s /\\ %s /\\ %s)", a, b, r.pick("Server", "{p, "+i+"}", "{s \\in Server : term[s] < 2}", "{s \\in {p} : Head(log[p]) < 2}"),
			r.forking(1, r.pick("p", a), ""), r.guard(1, r.pick("p", a), m), r.action(depth-1, b, m))
	case 6:
		return fmt.Sprintf("(%s \\cdot (%s))", r.pick("Tick("+i+")", "Hear("+i+")"), r.action(depth-1, i, m))
	case 0:
		return fmt.Sprintf("(%s \\/ %s)", r.action(depth-1, i, m), r.action(depth-1, i, m))
	case 1, 2:
		if m == "" {
			return fmt.Sprintf("(\\E m \\in msgs : m.type = %s /\\ %s /\\ %s)", r.kind(), r.pick(r.guard(0, i, "m"), "m.from = "+i, "m.via # p /\\ m.from = "+i, "m.n < 2 /\\ m.via = "+i), r.action(depth-1, i, "m"))
		}
		return fmt.Sprintf("(%s /\\ %s)", r.guard(1, i, m), r.action(depth-1, i, m))
	case 3:
		return fmt.Sprintf("(IF %s THEN %s ELSE %s)", r.guard(1, i, m), r.action(depth-1, i, m), r.action(depth-1, i, m))
	case 4:
		return fmt.Sprintf("(LET q%d == %s IN q%d < 3 /\\ %s)", depth, r.number(1, i, m), depth, r.action(depth-1, i, m))
	case 5:
		j := fmt.Sprintf("j%d", depth)
		return fmt.Sprintf("(\\E %s \\in Server \\ {%s} : %s)", j, i, r.action(depth-1, j, m))
	}
	return fmt.Sprintf("(%s /\\ %s)", r.guard(1, i, m), r.action(depth-1, i, m))
}

func (r randomProtocol) text() string {
	inv := func() string {
		return r.pick("\\A s \\in Server : "+r.guard(1, "s", ""), "\\A m \\in msgs : m.type = "+r.kind()+" => "+r.guard(1, "p", "m")+" /\\ "+r.guard(0, "p", "m"),
			"\\E s \\in Server : "+r.guard(1, "s", ""), "Cardinality(msgs) < 5", "msgs \\subseteq Message")
	}
	return strings.Join([]string{
		"---- MODULE Random ----", "EXTENDS Naturals, FiniteSets, Sequences, TLC", "CONSTANTS Server, p", "VARIABLES term, rec, log, msgs, up, grid",
		"vars == <<term, rec, log, msgs, up, grid>>", "Message == [type : {\"a\", \"b\"}, from : Server, via : Server, n : 0..2]",
		"Of(t) == {w \\in msgs : w.type = t}", "Send(m) == msgs' = msgs \\cup {m}", "Max(a, b) == IF a > b THEN a ELSE b", "Either(a, b) == a \\/ b", "Symmetry == Permutations(Server \\ {p})",
		"Tick(i) == term[i] < 2 /\\ term' = [term EXCEPT ![i] = @ + 1] /\\ UNCHANGED <<rec, log, msgs, up, grid>>",
		"Hear(i) == \\E m \\in msgs : m.from # i /\\ rec' = [rec EXCEPT ![i].n = m.n] /\\ UNCHANGED <<term, log, msgs, up, grid>>",
		"Init == /\\ term = [s \\in Server |-> 0] /\\ rec = [s \\in Server |-> [n |-> 0, on |-> FALSE]] /\\ log = [s \\in Server |-> <<>>]",
		"        /\\ msgs \\in {{}, {" + firstMessage + "}} /\\ up = 0 /\\ grid = [s \\in Server |-> [t \\in Server |-> 0]]",
		"A(i) == " + r.action(3, "i", ""), "B(i) == " + r.action(2, "i", ""), "C == " + r.action(2, "p", ""),
		"Next == (\\E i \\in Server : A(i) \\/ B(i)) \\/ C", "Spec == Init /\\ [][Next]_vars",
		"Small == Cardinality(msgs) =< 4", "Inv1 == " + inv(), "Inv2 == " + inv(),
		"Step == [][" + r.pick("\\A s \\in Server : term'[s] >= term[s] \\/ "+r.guard(0, "s", ""), "Of(\"a\") \\subseteq {w \\in msgs' : w.type = \"a\"}", "up' = up \\/ up = 0",
			"\\A v \\in msgs' : v.type = \"b\" => v.n =< Max(term[v.from], 1)") + "]_vars",
		"====", "",
	}, "\n")
}

// TestRandomProtocols holds the search with all its shortcuts against the same search without any: same verdict, numbers, counts of
// actions, and length of the counterexample.
func TestRandomProtocols(t *testing.T) {
	seeds := uint64(120)
	if testing.Short() {
		seeds = 25
	}
	if n := os.Getenv("SYNOD_SEEDS"); n != "" {
		_, err := fmt.Sscan(n, &seeds)
		require.NoError(t, err)
	}
	dir := t.TempDir()
	spec := filepath.Join(dir, "Random.tla")
	verdicts := map[string]int{}
	states := 0
	for seed := range seeds {
		r := randomProtocol{Rand: rand.New(rand.NewPCG(seed, 2)), odd: seed%4 == 3}
		text := r.text()
		require.NoError(t, os.WriteFile(spec, []byte(text), 0o666))
		config := "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nCONSTANTS\n p = p\n Server = {p, s, t}\nCONSTRAINT Small\n"
		for _, line := range []string{"INVARIANT Inv1\n", "INVARIANT Inv2\n", "PROPERTY Step\n", "SYMMETRY Symmetry\n"} {
			if r.IntN(8) == 0 || line[0] == 'S' && r.IntN(2) == 0 {
				config += line
			}
		}
		switch seed % 8 { // servers of other kinds
		case 5: // functions of them are sequences
			config = strings.NewReplacer("p = p", "p = 1", "{p, s, t}", "{1, 2, 3}", "SYMMETRY Symmetry\n", "").Replace(config)
		case 6: // typed model values
			config = strings.NewReplacer("p = p", "p = S_p", "{p, s, t}", "{S_p, S_s, S_t}").Replace(config)
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "Random.cfg"), []byte(config), 0o666))
		run := func(without bool, opts Options) *Report {
			how := tuned(without)
			if opts.Exact { // most outcomes without a plan
				how.plans = 5
			}
			m, err := Load(Sources{Spec: spec, tuning: how})
			require.NoError(t, err, text)
			opts.Bounded, opts.Depth = true, 4
			report, err := m.Check(context.Background(), opts)
			require.NoError(t, err, text)
			return report
		}
		opts := Options{}
		opts.Workers = 1
		want := run(true, opts)
		kind := want.Verdict
		if want.Violation != nil {
			kind = string(want.Violation.Kind)
		}
		verdicts[kind]++
		states += int(want.States)
		for _, workers := range []int{1, 2} {
			for _, exact := range []bool{false, true} {
				opts.Workers, opts.Exact = workers, exact
				got := run(false, opts)
				where := fmt.Sprintf("seed %d, %d workers, exact %v\n%s\n%s", seed, workers, exact, config, text)
				require.Equal(t, want.Verdict, got.Verdict, where)
				require.Equal(t, want.States, got.States, where)
				require.Equal(t, want.Steps, got.Steps, where)
				require.Equal(t, want.Depth, got.Depth, where)
				require.Equal(t, want.Cut, got.Cut, where)
				for i, a := range want.Actions {
					require.Equal(t, a.Steps, got.Actions[i].Steps, where)
				}
				if want.Violation != nil {
					require.Equal(t, want.Violation.Kind, got.Violation.Kind, where)
					require.Equal(t, want.Violation.Property, got.Violation.Property, where)
					require.Equal(t, len(want.Violation.Trace.States), len(got.Violation.Trace.States), where)
					if workers == 1 {
						require.Equal(t, want.Violation.Text, got.Violation.Text, where)
					}
				}
			}
		}
	}
	t.Log(verdicts, states)
	require.Greater(t, len(verdicts), 1, "all specs came to the same verdict")
}
