package eval_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// program makes a program of the body of a module with variables x and y.
func program(t *testing.T, body string, plain bool) (*eval.Program, *resolve.Spec) {
	t.Helper()
	p, spec, err := programOf(body, plain)
	if err != nil {
		t.Fatalf("%v in\n%s", err, body)
	}
	return p, spec
}

// without are the caches that a plain program goes without.
func without(plain bool) eval.Caches {
	if plain {
		return eval.Plain()
	}
	return eval.Caches{}
}

// programOf is program for a body that may have mistakes.
func programOf(body string, plain bool) (*eval.Program, *resolve.Spec, error) {
	src := "---- MODULE T ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nVARIABLES x, y\n" + body + "\n====\n"
	spec, err := resolve.Load("T", resolve.LoaderFunc(func(name string) (*syntax.File, error) {
		if name != "T" {
			return nil, nil
		}
		return &syntax.File{Name: "T.tla", Src: src}, nil
	}), library.Modules())
	if err != nil {
		return nil, nil, err
	}
	u := value.NewUniverse()
	u.See("a", "b", "c", "d")
	return eval.New(eval.Input{Spec: spec, Universe: u, Without: without(plain)}), spec, nil
}

// expression is an expression of the module, and whether it speaks of a step.
func expression(t *testing.T, spec *resolve.Spec, text string) (syntax.Expr, bool) {
	t.Helper()
	e, err := expressionOf(spec, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e, e.GetLevel() == syntax.ActionLevel
}

// expressionOf is expression for a text that may have mistakes.
func expressionOf(spec *resolve.Spec, text string) (syntax.Expr, error) {
	e, err := syntax.ParseExpr(&syntax.File{Name: "expression", Src: text})
	if err == nil {
		err = spec.Expr(spec.Root, e)
	}
	return e, err
}

// programs are the ways in which everything is evaluated.
var programs = []struct {
	name                   string
	plain, careful, called bool // called: operators are not copied to where they are used
}{{name: "normal"}, {name: "careful", careful: true}, {name: "without memos", plain: true}, {name: "called", called: true},
	{name: "called carefully", careful: true, called: true}}

// The state and the next one in which the table is evaluated.
var (
	stateNow  = []value.Value{value.MakeInt(1), value.Tuple(value.MakeInt(10), value.MakeInt(20))}
	stateNext = []value.Value{value.MakeInt(2), value.Tuple()}
)

// evaluated is the value of an expression where x = 1, y = <<10, 20>>, x' = 2 and y' = <<>>.
func evaluated(t *testing.T, p *eval.Program, spec *resolve.Spec, text string) string {
	t.Helper()
	e, overStep := expression(t, spec, text)
	f, err := p.Formula(e, overStep)
	if err != nil {
		return "error: " + message(err)
	}
	m := p.NewMachine()
	var first string
	for i := range 3 { // what is kept from one evaluation must be right in the next
		m.Load(eval.Current, stateNow)
		m.Load(eval.Next, stateNext)
		v, err := f.Value(m)
		if err == nil {
			v, err = value.Normalize(v)
		}
		got := v.String()
		if err != nil {
			got = "error: " + message(err)
		}
		if i > 0 && got != first {
			return fmt.Sprintf("%s, and when it is evaluated again %s", first, got)
		}
		first = got
	}
	return first
}

func message(err error) string {
	var e *eval.Error
	if errors.As(err, &e) {
		err = errors.New(e.Msg)
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// TestValues evaluates testdata/values.txt. Groups of lines are separated by empty ones; in a group a line EXPRESSION --> VALUE is
// evaluated in a module that has the other lines. VALUE may be error: and a regular expression.
func TestValues(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "values.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type item struct {
		line       int
		expr, want string
	}
	var body []string
	var items []item
	count := 0
	group := func() {
		for _, how := range programs {
			undo := func() {}
			if how.called {
				undo = eval.SetCrowded(0)
			}
			p, spec := program(t, strings.Join(body, "\n"), how.plain)
			if how.careful {
				p = p.Careful()
			}
			for _, it := range items {
				got := evaluated(t, p, spec, it.expr)
				ok := got == it.want
				if pattern, is := strings.CutPrefix(it.want, "error: "); is {
					rest, failed := strings.CutPrefix(got, "error: ")
					ok = failed && regexp.MustCompile(pattern).MatchString(rest)
				}
				if !ok {
					t.Errorf("values.txt:%d, %s: %s\ngot  %s\nwant %s", it.line, how.name, it.expr, got, it.want)
				}
			}
			undo()
		}
		count += len(items)
		body, items = nil, nil
	}
	n := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		n++
		line := in.Text()
		expr, want, is := strings.Cut(line, " --> ")
		switch {
		case strings.TrimSpace(line) == "":
			group()
		case is:
			items = append(items, item{n, strings.TrimSpace(expr), strings.TrimSpace(want)})
		case !strings.HasPrefix(line, "#"):
			body = append(body, line)
		}
	}
	group()
	if count < 190 {
		t.Errorf("only %d expressions were evaluated", count)
	}
}
