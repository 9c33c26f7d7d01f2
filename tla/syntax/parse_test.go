package syntax_test

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/syntax"
)

var update = flag.Bool("update", false, "write testdata/trees.txt anew")

// TestTrees holds the trees of expressions against testdata/trees.txt: blocks of an expression, a line --> and its S-expression,
// separated by empty lines.
func TestTrees(t *testing.T) {
	const path = "testdata/trees.txt"
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, block := range strings.Split(strings.TrimSpace(string(src)), "\n\n") {
		input, want, _ := strings.Cut(block, "\n-->")
		got := "error: "
		e, err := syntax.ParseExpr(&syntax.File{Name: "tree", Src: input})
		if err != nil {
			got += strings.TrimPrefix(err.Error(), "tree:")
		} else {
			got = syntax.Sexpr(e)
		}
		out = append(out, input+"\n--> "+got)
		if want = strings.TrimSpace(want); want != got && !*update {
			t.Errorf("%s\ngot  %s\nwant %s", input, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(out, "\n\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNesting: too deep texts are refused with a message, whichever way they are deep.
func TestNesting(t *testing.T) {
	const n = 20000
	for name, text := range map[string]string{
		"parentheses": strings.Repeat("(", n) + "1" + strings.Repeat(")", n),
		"prefix":      strings.Repeat("~", n) + "a",
		"postfix":     "a" + strings.Repeat("'", n),
		"infix":       "a" + strings.Repeat(" + a", n),
		"sets":        strings.Repeat("{", n),
		"functions":   strings.Repeat("[x \\in S |-> ", n),
		"apply":       "f" + strings.Repeat("[1]", n),
		"lists":       strings.Repeat("/\\ ", n) + "a",
		"labels":      strings.Repeat("l :: ", n) + "a",
		"lets":        strings.Repeat("LET a == 1 IN ", n) + "a",
		"exists":      strings.Repeat("\\E x : ", n) + "a",
	} {
		_, err := syntax.ParseExpr(&syntax.File{Name: name, Src: text})
		var e *syntax.Error
		if !errors.As(err, &e) || !strings.Contains(e.Msg, "nested too deeply") && !strings.Contains(e.Msg, "in a row") {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if shown := e.Show(); len(shown) > 1000 {
			t.Errorf("%s: an error of %d characters", name, len(shown))
		}
	}
}

// TestShow: an error shows the line and a mark under the place, tabs written out.
func TestShow(t *testing.T) {
	_, err := syntax.Parse(&syntax.File{Name: "A.tla", Src: "---- MODULE A ----\nOp ==\t1 +\t)\n====\n"})
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := "A.tla:2:17: expected an expression after +, found )\n" +
		"  Op ==   1 +     )\n" +
		"                  ^"
	if got := e.Show(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestPositions: the span of an expression covers its text.
func TestPositions(t *testing.T) {
	e, err := syntax.ParseExpr(&syntax.File{Name: "e", Src: "(a) +\n\tf[x + 1].b"})
	if err != nil {
		t.Fatal(err)
	}
	if got := e.GetSpan().Text(); got != "(a) +\n\tf[x + 1].b" {
		t.Errorf("the sum covers %q", got)
	}
	right := e.(*syntax.Ref).Args[1]
	if got := right.GetSpan().Text(); got != "f[x + 1].b" {
		t.Errorf("the right operand covers %q", got)
	}
	if at := right.GetSpan().Start; at != (syntax.Pos{Line: 2, Col: 9}) {
		t.Errorf("the right operand stands at %v", at)
	}
}

// TestAlgorithm: PlusCal without its translation is noticed; a mention of it is not.
func TestAlgorithm(t *testing.T) {
	const algorithm = "(* --fair algorithm A { { skip; } } *)\n"
	for _, c := range []struct {
		text              string
		has, isTranslated bool
	}{
		{"---- MODULE T ----\n" + algorithm + "====", true, false},
		{"---- MODULE T ----\n" + algorithm + "\\* BEGIN TRANSLATION\n\\* END TRANSLATION\n====", true, true},
		{"---- MODULE T ----\n====\n" + algorithm, true, false},
		{"---- MODULE T ----\n\\* see the --algorithm of the book\n====", false, false},
	} {
		m, err := syntax.Parse(&syntax.File{Name: "T.tla", Src: c.text})
		if err != nil {
			t.Fatal(err)
		}
		if m.Algorithm != c.has || m.Translated != c.isTranslated {
			t.Errorf("%s\nalgorithm %v, translated %v", c.text, m.Algorithm, m.Translated)
		}
	}
}
