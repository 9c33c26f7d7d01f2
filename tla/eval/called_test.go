package eval_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
)

// operators writes random operators, each of which uses those before it: with arguments that are expanded where they are used, primed,
// looked at twice or not at all, under ENABLED, in LETs and bound variables, and given operators as arguments.
type operators struct {
	*rand.Rand
	b strings.Builder
}

// value is an expression of an integer, over parameters that are in scope.
func (w *operators) value(depth, known int, params []string) string {
	atom := func() string {
		names := append([]string{"x", "Len(y)", "0", "1", "2"}, params...)
		return names[w.IntN(len(names))]
	}
	if depth == 0 {
		return atom()
	}
	sub := func() string { return w.value(depth-1, known, params) }
	switch w.IntN(12) {
	case 0:
		return fmt.Sprintf("(%s + %s)", sub(), sub())
	case 1:
		return fmt.Sprintf("(IF %s = %s THEN %s ELSE %s)", sub(), sub(), sub(), sub())
	case 2:
		v := fmt.Sprintf("v%d", w.IntN(1<<30))
		return fmt.Sprintf("(LET %s == %s IN %s)", v, sub(), w.value(depth-1, known, append(params[:len(params):len(params)], v)))
	case 3:
		v := fmt.Sprintf("v%d", w.IntN(1<<30))
		return fmt.Sprintf("Cardinality({%s \\in 0..3 : %s < %s})", v, sub(), w.value(depth-1, known, append(params[:len(params):len(params)], v)))
	case 4:
		return fmt.Sprintf("y[%s]", sub()) // often an error
	case 5:
		return fmt.Sprintf("(IF ENABLED (x' = %s /\\ y' = <<%s>>) THEN 1 ELSE 0)", sub(), sub())
	case 6, 7, 8, 9, 10:
		if known == 0 {
			return atom()
		}
		i := w.IntN(known)
		switch i % 3 {
		case 0:
			return fmt.Sprintf("O%d(%s)", i, sub())
		case 1:
			return fmt.Sprintf("O%d(%s, %s)", i, sub(), sub())
		default:
			return fmt.Sprintf("O%d(%s, %s)", i, w.operator(i), sub())
		}
	}
	return atom()
}

// operator is an operator of one argument, defined before operator i.
func (w *operators) operator(i int) string {
	switch w.IntN(3) {
	case 0:
		return "LAMBDA p : p + 1"
	case 1:
		return "Prime"
	}
	return fmt.Sprintf("O%d", i-i%3)
}

// TestCalledOperators: operators that are called, as those that use each other many times are, give what their copies give, errors too.
func TestCalledOperators(t *testing.T) {
	values := map[bool]int{}
	for seed := range uint64(400) {
		w := &operators{Rand: rand.New(rand.NewPCG(seed, 13))}
		w.b.WriteString("Prime(p) == p'\n")
		const count = 7
		for i := range count {
			params := [][]string{{"a"}, {"a", "b"}, {"a"}}[i%3]
			head := fmt.Sprintf("O%d(%s)", i, strings.Join(params, ", "))
			body := w.value(3, i, params)
			switch {
			case i%3 == 2:
				head, body = fmt.Sprintf("O%d(F(_), a)", i), fmt.Sprintf("(F(a) + F(%s))", body)
			case w.IntN(8) == 0:
				body = fmt.Sprintf("(%s + a')", body)
			}
			fmt.Fprintf(&w.b, "%s == %s\n", head, body)
		}
		use := []string{fmt.Sprintf("O%d(x)", count-1), fmt.Sprintf("O%d(x + 1, Len(y))", count-3), fmt.Sprintf("O%d(O%d(x, 2))", count-1, count-3)}
		got := map[string][]string{}
		for _, depth := range []int{1 << 30, 0, 8} {
			undo := eval.SetCrowded(depth)
			p, spec, err := programOf(w.b.String(), false)
			if err != nil {
				undo()
				break // a prime of a prime, or a prime of what ENABLED primes
			}
			for _, u := range use {
				if _, err := expressionOf(spec, u); err == nil {
					v := evaluated(t, p, spec, u)
					if strings.HasPrefix(v, "error") {
						v = "error" // of several, another one can come first
					}
					got[u] = append(got[u], v)
				}
			}
			undo()
		}
		for u, list := range got {
			require.Len(t, list, 3, "seed %d, %s", seed, u)
			require.Equal(t, list[0], list[1], "seed %d, %s in\n%s", seed, u, &w.b)
			require.Equal(t, list[0], list[2], "seed %d, %s in\n%s", seed, u, &w.b)
			values[strings.HasPrefix(list[0], "error")]++
		}
	}
	require.Greater(t, values[false], 100)
	require.Greater(t, values[true], 20)
}

// TestCalledInManyWays: an operator that is called below ENABLEDs inside of each other has code for each way in which it stands there.
func TestCalledInManyWays(t *testing.T) {
	const body = `
		Prime(p) == p'
		O0(a) == x
		O1(a, b) == IF ENABLED (x' = O0(O0(Len(y))) /\ y' = <<IF O0(a) = O0(Len(y)) THEN O0(x) ELSE IF ENABLED (x' = a /\ y' = <<b>>) THEN 1 ELSE 0>>) THEN 1 ELSE 0
		O2(F(_), a) == F(a) + F(O0(O1(Cardinality({v \in 0..3 : a < Len(y)}), O0(Len(y)))))
		O3(a) == IF ENABLED (x' = O2(Prime, O0(x)) /\ y' = <<y[IF ENABLED (x' = a /\ y' = <<2>>) THEN 1 ELSE 0]>>) THEN 1 ELSE 0
		O4(a, b) == O1(O1(IF b = b THEN 2 ELSE Len(y), a), IF ENABLED (x' = O3(a) /\ y' = <<Cardinality({w \in 0..3 : Len(y) < 2})>>) THEN 1 ELSE 0)
		O6(a) == O4(Cardinality({w \in 0..3 : y[2] < y[w]}), O3(IF a = Len(y) THEN 2 ELSE 2))`
	defer eval.SetCrowded(0)()
	p, spec, err := programOf(body, false)
	require.NoError(t, err)
	require.Equal(t, "1", evaluated(t, p, spec, "O6(O4(x, 2))"))
}
