package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// nested is n times open, the middle, n times close.
func nested(n int, open, middle, close string) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(close, n)
}

// numbered is text with every # replaced by a number from 1 to n, one after the other.
func numbered(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i+1)))
	}
	return b.String()
}

// TestNesting: what is nested very deeply, or very long, ends soon, in a verdict or in a clear error.
func TestNesting(t *testing.T) {
	define := func(expr string) string { return "Op == " + expr }
	for name, body := range map[string]string{
		"parentheses":       define(nested(100_000, "(", "1", ")")),
		"sets":              define(nested(50_000, "{", "", "}")),
		"few sets":          define(nested(500, "{", "", "}")),
		"tuples":            define(nested(50_000, "<<", "", ">>")),
		"records":           define(nested(20_000, "[a |-> ", "1", "]")),
		"function sets":     define(nested(20_000, "[{1} -> ", "{1}", "]")),
		"negations":         define(nested(100_000, "~", "TRUE", "")),
		"minus":             define(nested(100_000, "- ", "1", "")),
		"primes":            define(nested(0, "", "x", "") + strings.Repeat("'", 100_000)),
		"subsets":           define(nested(50_000, "SUBSET ", "{}", "")),
		"few subsets":       define("{} \\in " + nested(100, "SUBSET ", "{}", "")),
		"IF":                define(nested(20_000, "IF TRUE THEN ", "1", " ELSE 2")),
		"IF in ELSE":        define(nested(20_000, "IF FALSE THEN 1 ELSE ", "1", "")),
		"LET":               define(numbered(5_000, "LET a# == # IN ") + "a5000"),
		"LET of LET":        define("LET a0 == 0 " + numbered(5_000, "a# == # ") + "IN a5000"),
		"LET chain":         define("LET b0 == 1 " + numbered(3_000, "c# == # ") + "IN b0"),
		"quantifiers":       define(numbered(3_000, "\\E a# \\in {1} : ") + "a3000 = 1"),
		"quantified":        define("\\A " + strings.TrimSuffix(numbered(2_000, "a# \\in {1}, "), ", ") + " : TRUE"),
		"CHOOSE":            define(numbered(2_000, "CHOOSE a# \\in {1} : 1 = ") + "1"),
		"EXCEPT path":       define("[x EXCEPT !" + strings.Repeat("[1]", 50_000) + " = 1]"),
		"EXCEPT updates":    define("[[a |-> 0] EXCEPT " + strings.TrimSuffix(strings.Repeat("!.a = @ + 1, ", 20_000), ", ") + "].a"),
		"EXCEPT nested":     define(nested(5_000, "[", "[a |-> 0]", " EXCEPT !.a = @ + 1]") + ".a"),
		"applications":      define("x" + strings.Repeat("[1]", 100_000)),
		"fields":            define("x" + strings.Repeat(".a", 100_000)),
		"sum":               define("0" + strings.Repeat(" + 1", 100_000)),
		"conjunction":       define("TRUE" + strings.Repeat(" /\\ TRUE", 100_000)),
		"union":             define("{}" + strings.Repeat(" \\cup {}", 50_000)),
		"concatenation":     define("<<>>" + strings.Repeat(" \\o <<1>>", 5_000)),
		"implications":      define(nested(20_000, "(TRUE => ", "TRUE", ")")),
		"junctions":         define("\n" + junctions(1_000)),
		"deep junctions":    define("\n" + junctions(3_000)),
		"list":              define("\n" + strings.Repeat("  /\\ TRUE\n", 50_000)),
		"long line":         define("1 + " + strings.Repeat(" ", 100_000) + "\"a\""),
		"long name":         define(strings.Repeat("a", 100_000)),
		"long string":       define("\"" + strings.Repeat("a", 100_000) + "\""),
		"long number":       define(strings.Repeat("9", 100_000)),
		"long set":          define("{" + strings.TrimSuffix(strings.Repeat("1, ", 100_000), ", ") + "}"),
		"arguments":         "F(a) == a\nOp == " + nested(3_000, "F(", "1", ")"),
		"many arguments":    "F(" + strings.TrimSuffix(numbered(1_000, "a#, "), ", ") + ") == a1\nOp == F(" + strings.TrimSuffix(strings.Repeat("1, ", 1_000), ", ") + ")",
		"definitions":       "D0 == 1\n" + chained(3_000, "D", "# + 1") + "Op == D3000",
		"doubled":           "D0 == 1\n" + chained(60, "D", "# + #") + "Op == D60",
		"doubled arguments": "D0(a) == a\n" + chainedCalls(16) + "Op == D16(1)",
		"CASE":              define("CASE " + strings.TrimSuffix(strings.Repeat("FALSE -> 1 [] ", 20_000), "[] ") + " [] OTHER -> 2"),
		"ENABLED":           define(nested(200, "ENABLED (x' = 1 /\\ ", "TRUE", ")")),
		"cdot":              "Next == " + nested(200, "(x' = 1) \\cdot (", "x' = 1", ")"),
		"LAMBDA":            "F(G(_)) == G(1)\nOp == " + nested(1_000, "F(LAMBDA a : ", "1", ")"),
		"comments":          define("1 " + nested(50_000, "(* ", "", " *)")),
		"operators":         define("1 " + strings.Repeat("+ - ", 50_000) + "1"),
		"bangs":             define("Init" + strings.Repeat("!1", 50_000)),
		"labels":            define(numbered(2_000, "l# :: ") + "1"),
		"box":               define(nested(5_000, "[", "x' = x", "]_x")),
		"always":            "Later == " + nested(20_000, "[]", "(x = 0)", "") + "\nOp == 0",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			a := archive(body + "\n")
			r, err := checkLimited(t, string(a.Files[0].Data), string(a.Files[1].Data))
			if d := time.Since(start); d > 2*time.Minute {
				t.Errorf("took %s", d)
			}
			said := ""
			switch {
			case err != nil:
				said = err.Error()
			case r.Violation != nil:
				said = r.Violation.Text
			}
			if len(said) > 5_000 {
				t.Errorf("an error of %d bytes begins: %s", len(said), said[:200])
			}
			t.Logf("%.2fs %.150s", time.Since(start).Seconds(), strings.ReplaceAll(said, "\n", " "))
		})
	}
}

// junctions are n conjunction and disjunction lists, each in the one before.
func junctions(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+2))
		b.WriteString([]string{"/\\ TRUE\n", "\\/ FALSE\n"}[i%2])
		b.WriteString(strings.Repeat(" ", i+2))
		b.WriteString([]string{"/\\\n", "\\/\n"}[i%2])
	}
	return b.String() + strings.Repeat(" ", n+2) + "TRUE"
}

// chained are definitions name1 … of which each uses the one before, as # in the body says.
func chained(n int, name, body string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s%d == %s\n", name, i+1, strings.ReplaceAll(body, "#", fmt.Sprintf("%s%d", name, i)))
	}
	return b.String()
}

// chainedCalls are operators of which each calls the one before twice.
func chainedCalls(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "D%d(a) == D%d(a) + D%d(a)\n", i+1, i, i)
	}
	return b.String()
}
