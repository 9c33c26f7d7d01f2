package eval_test

import (
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// successors are the states that a transition gives, "x y" each, in the order in which they are found; or the error.
func successors(tr *eval.Transition, m *eval.Machine) string {
	var out []string
	err := tr.Each(m, func(vals []value.Value, _ int) bool {
		var parts []string
		for _, v := range vals {
			parts = append(parts, v.String())
		}
		out = append(out, strings.Join(parts, " "))
		return true
	}, func() { out = nil })
	if err != nil {
		return "error: " + message(err)
	}
	return strings.Join(out, ", ")
}

const actionDefs = `
Up == x' = x + 1 /\ UNCHANGED y
Set(i) == x' = i /\ y' = y
vars == <<x, y>>
Choose == \E i \in {3, 1, 2} : Set(i)
RECURSIVE Try(_)
Try(n) == IF n = 0 THEN x' = 0 ELSE x' = n \/ Try(n - 1)
Skip == UNCHANGED vars
Both(A(_), i) == A(i) \/ A(i + 1)
f[i \in 1..2] == x' = i \/ x' = i + 10
`

// TestSuccessors: from x = 1, y = 5, every way that an action allows, in TLC's order, repeated ones too.
func TestSuccessors(t *testing.T) {
	for action, want := range map[string]string{
		`x' = 2 /\ y' = 3`:      "2 3",
		`Up`:                    "2 5",
		`x' = 3 /\ y' = x' + 1`: "3 4",
		`y' = 3 /\ x' = y'`:     "3 3",
		`x' = y' /\ y' = 3`:     "error: y' is used before it has a value",
		`(x' = 1 \/ x' = 2) /\ (y' = 1 \/ y' = 2)`:     "1 1, 1 2, 2 1, 2 2",
		`x' \in {2, 1} /\ y' \in {7, 6}`:               "1 6, 1 7, 2 6, 2 7",
		`x' \in {1, 2} /\ x' \in {2, 3} /\ y' = 0`:     "2 0",
		`x' \in {} /\ y' = 0`:                          "",
		`x' \subseteq {1, 2} /\ y' = 0`:                "{} 0, {1} 0, {2} 0, {1, 2} 0",
		`Choose`:                                       "1 5, 2 5, 3 5",
		`Set(3) \/ Set(2) \/ Set(3)`:                   "3 5, 2 5, 3 5",
		`Skip`:                                         "1 5",
		`UNCHANGED <<vars>>`:                           "1 5",
		`UNCHANGED x /\ UNCHANGED y`:                   "1 5",
		`[Up]_vars`:                                    "2 5, 1 5",
		`<<Up>>_vars`:                                  "2 5",
		`<<Skip>>_vars`:                                "",
		`IF x = 1 THEN Up ELSE Skip`:                   "2 5",
		`IF x = 2 THEN Up ELSE Skip`:                   "1 5",
		`CASE x = 1 -> Up [] x = 2 -> Skip`:            "2 5",
		`CASE x = 2 -> Up [] OTHER -> Skip`:            "1 5",
		`x = 2 => Up`:                                  "error: the action Next does not say what x' is",
		`x = 1 => Up`:                                  "2 5",
		`x = 2 /\ Up`:                                  "",
		`FALSE`:                                        "",
		`TRUE /\ Up`:                                   "2 5",
		`\E i \in 1..2, j \in 8..9 : x' = i /\ y' = j`: "1 8, 1 9, 2 8, 2 9",
		`\E <<i, j>> \in {<<1, 2>>, <<0, 9>>} : x' = i /\ y' = j`: "0 9, 1 2",
		`\A i \in {1} : x' = i /\ y' = i`:                         "1 1",
		`\A i \in {1, 2} : x' = i /\ y' = 0`:                      "",
		`(\A i \in {} : x' = i) /\ Up`:                            "2 5",
		`(\A i \in 1..2 : TRUE \/ TRUE) /\ Up`:                    "2 5, 2 5, 2 5, 2 5",
		`(TRUE \/ TRUE) /\ Up`:                                    "2 5, 2 5",
		`Up /\ (TRUE \/ TRUE)`:                                    "2 5",
		`Up /\ (\E i \in 1..3 : i > 0)`:                           "2 5",
		`(\E i \in 1..3 : i > 1) /\ Up`:                           "2 5, 2 5",
		`x' = 2 /\ (y' = 1 \/ (x' = 2 /\ y' = 2))`:                "2 1, 2 2",
		`LET z == x + 1 IN x' = z /\ y' = z`:                      "2 2",
		`LET z == x' IN x' = 4 /\ y' = z`:                         "4 4",
		`LET A(i) == x' = i IN (A(1) \/ A(2)) /\ y' = x'`:         "1 1, 2 2",
		`Try(2) /\ y' = x'`:                                       "2 2, 1 1, 0 0",
		`Both(Set, 7)`:                                            "7 5, 8 5",
		`Both(LAMBDA i : x' = i /\ y' = i, 7)`:                    "7 7, 8 8",
		`Both(LAMBDA i : Set(i), 7)`:                              "7 5, 8 5",
		`Up /\ x' = 2`:                                            "2 5",
		`Up /\ x' = 3`:                                            "",
		`Up /\ x' > 1`:                                            "2 5",
		`ENABLED Up /\ Up`:                                        "2 5",
		`ENABLED (x = 2 /\ Up) /\ Up`:                             "",
		`Up \cdot Up`:                                             "3 5",
		`Choose \cdot (x > 1 /\ Up)`:                              "3 5, 4 5",
		`(Up \cdot Up) \/ Skip`:                                   "3 5, 1 5",
		`x' = ENABLED Up /\ y' = 0`:                               "TRUE 0",
		`x' = [i \in 1..2 |-> i * x] /\ y' = x'[2]`:               "<<1, 2>> 2",
		`x' = [y |-> y] /\ y' = x'.y`:                             "[y |-> 5] 5",
		`x' = {i \in 1..3 : i > x} /\ UNCHANGED y`:                "{2, 3} 5",
		`x' = (CHOOSE i \in 1..9 : i > y) /\ y' = x`:              "6 1",
		`x' = 1`:                          "error: the action Next does not say what y' is",
		`x' = 1 /\ y' = 2 /\ 3`:           "error: this part of an action is not TRUE or FALSE but 3",
		`x' = 1 /\ y' = (1 \div (x - 1))`: `error: The second argument of \div is 0.`,
		`(x' = 1 /\ y' = 1) \/ (x' = 2 /\ y' = Head(<<>>))`: "error: Attempted to apply Head to the empty sequence.",
		`x' = 1 /\ y' \in 5`:                                           "error: 5 is not a set",
		`/\ x' = 1 /\ \/ y' = 1 \/ y' = 2`:                             "1 1, 1 2",
		`LET g[i \in 1..2] == x' = i \/ x' = i + 10 IN g[2] /\ y' = 0`: "2 0, 12 0",
	} {
		for _, how := range programs {
			p, spec := program(t, actionDefs, how.plain)
			if how.careful {
				p = p.Careful()
			}
			e, _ := expression(t, spec, action)
			tr, err := p.NextState(e)
			if err != nil {
				t.Errorf("%s: %v", action, err)
				continue
			}
			m := p.NewMachine()
			for range 2 {
				m.Load(eval.Current, []value.Value{value.MakeInt(1), value.MakeInt(5)})
				if got := successors(tr, m); got != want {
					t.Errorf("%s, %s:\ngot  %s\nwant %s", how.name, action, got, want)
				}
			}
		}
	}
}

// TestInitial: an initial predicate gives every state that it allows; once all variables have values the rest is a test.
func TestInitial(t *testing.T) {
	for init, want := range map[string]string{
		`x = 1 /\ y = x + 1`:                      "1 2",
		`x \in {2, 1} /\ y \in {x, 5}`:            "1 1, 1 5, 2 2, 2 5",
		`(x = 1 \/ x = 2) /\ y = 0`:               "1 0, 2 0",
		`x = 1 /\ y = 0 /\ (x = 1 \/ x = 1)`:      "1 0",
		`\E i \in 1..2 : x = i /\ y = i * 10`:     "1 10, 2 20",
		`x \in BOOLEAN /\ y = ~x`:                 "FALSE TRUE, TRUE FALSE",
		`x \in [{1, 2} -> {7}] /\ y \subseteq {}`: "<<7, 7>> {}",
		`x \in 1..3 /\ y = 0 /\ x > 1`:            "2 0, 3 0",
		`x > 1 /\ x \in 1..3 /\ y = 0`:            "error: the variable x is used before it has a value",
		`x = 1`:                                   "error: the initial predicate Init does not say what y is",
		`FALSE /\ x = 1`:                          "",
		`IF TRUE THEN x = 1 /\ y = 1 ELSE x = 2`:  "1 1",
		`<<x, y>> = <<1, 2>>`:                     "error: the variable x is used before it has a value",
		`x = y /\ y = 1`:                          "error: the variable y is used before it has a value",
	} {
		for _, how := range programs {
			p, spec := program(t, "", how.plain)
			if how.careful {
				p = p.Careful()
			}
			e, _ := expression(t, spec, init)
			tr, err := p.Initial(e)
			if err != nil {
				t.Errorf("%s: %v", init, err)
				continue
			}
			if got := successors(tr, p.NewMachine()); got != want {
				t.Errorf("%s, %s:\ngot  %s\nwant %s", how.name, init, got, want)
			}
		}
	}
}

// TestActionNames: an action has the name of the definition that the choice came through last, and its bound values.
func TestActionNames(t *testing.T) {
	p, spec := program(t, actionDefs+"Next == Choose \\/ Up \\/ Skip", false)
	e, _ := expression(t, spec, "Next")
	tr, err := p.NextState(e)
	if err != nil {
		t.Fatal(err)
	}
	m := p.NewMachine()
	m.Load(eval.Current, []value.Value{value.MakeInt(1), value.MakeInt(5)})
	var got []string
	err = tr.Each(m, func(_ []value.Value, action int) bool {
		s := tr.Actions[action].Name
		for _, b := range tr.Bound(m, action) {
			s += " " + b.Name + "=" + b.Value.String()
		}
		got = append(got, s)
		return true
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s, want := strings.Join(got, ", "), "Set i=1, Set i=2, Set i=3, Up, Skip"; s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

// TestErrorTells: a failed action tells where it was, with which values, and what it had assigned.
func TestErrorTells(t *testing.T) {
	p, spec := program(t, `
Inc(n) == n + "a"
Act(i) == x' = i /\ (i = 2 => Inc(i) = 3) /\ y' = 0`, false)
	e, _ := expression(t, spec, `\E i \in 1..3 : Act(i)`)
	tr, err := p.NextState(e)
	if err != nil {
		t.Fatal(err)
	}
	m := p.NewMachine()
	m.Load(eval.Current, []value.Value{value.MakeInt(1), value.MakeInt(5)})
	var failed *eval.Error
	err = tr.Each(m, func([]value.Value, int) bool { return true }, func() {})
	failed, _ = err.(*eval.Error)
	if failed == nil {
		t.Fatal(err)
	}
	const want = `T.tla:5:11: The second argument of + should be an integer, but instead it is:
"a"
  Inc(n) == n + "a"
            ^^^^^^^
with i = 2
with x' = 2
evaluated for
  Inc at T.tla:6:31
  Act at expression:1:17`
	if got := failed.Show(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
