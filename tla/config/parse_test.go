package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

// dump writes a model file in one form, a line per statement.
func dump(c *config.Config) string {
	var b strings.Builder
	one := func(keyword string, n syntax.Name) {
		if n.Text != "" {
			fmt.Fprintf(&b, "%s %s\n", keyword, n.Text)
		}
	}
	many := func(keyword string, list []syntax.Name) {
		for _, n := range list {
			one(keyword, n)
		}
	}
	one("SPECIFICATION", c.Specification)
	one("INIT", c.Init)
	one("NEXT", c.Next)
	for _, k := range c.Constants {
		fmt.Fprintf(&b, "CONSTANT %s\n", dumpConstant(k))
	}
	many("INVARIANT", c.Invariants)
	many("PROPERTY", c.Properties)
	many("CONSTRAINT", c.Constraints)
	many("ACTION_CONSTRAINT", c.ActionConstraints)
	many("POSTCONDITION", c.PostConditions)
	one("SYMMETRY", c.Symmetry)
	one("VIEW", c.View)
	one("ALIAS", c.Alias)
	if c.CheckDeadlock != nil {
		fmt.Fprintf(&b, "CHECK_DEADLOCK %s\n", strings.ToUpper(fmt.Sprint(*c.CheckDeadlock)))
	}
	return b.String()
}

func dumpConstant(k *config.Constant) string {
	s := k.Name.Text
	if len(k.Args) > 0 {
		s += "(" + dumpValues(k.Args) + ")"
	}
	op, right := "<-", k.Override.Text
	if k.Value != nil {
		op, right = "=", dumpValues([]config.Value{k.Value})
	}
	if k.Module.Text != "" {
		op += " [" + k.Module.Text + "]"
	}
	return s + " " + op + " " + right
}

func dumpValues(list []config.Value) string {
	var parts []string
	for _, v := range list {
		switch v := v.(type) {
		case *config.Number:
			parts = append(parts, fmt.Sprint(v.Value))
		case *config.String:
			parts = append(parts, `"`+v.Value+`"`)
		case *config.Bool:
			parts = append(parts, strings.ToUpper(fmt.Sprint(v.Value)))
		case *config.ModelValue:
			parts = append(parts, v.Name)
		case *config.Set:
			parts = append(parts, "{"+dumpValues(v.Elems)+"}")
		}
	}
	return strings.Join(parts, ", ")
}

func parse(t *testing.T, src string) *config.Config {
	t.Helper()
	c, err := config.Parse(&syntax.File{Name: "T.cfg", Src: src})
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return c
}

func TestParse(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"nothing", "\\* only a comment", ""},
		{"nested comments", "(* a (* b *) INIT c *) INIT (**) Init \\* NEXT x", "INIT Init\n"},
		{"windows line ends", "INIT Init\r\nNEXT Next\r\n", "INIT Init\nNEXT Next\n"},
		{"a byte order mark", "\ufeffSPECIFICATION Spec", "SPECIFICATION Spec\n"},
		{"all on one line", "SPECIFICATION Spec CONSTANT N = 3 INVARIANT A B PROPERTY P",
			"SPECIFICATION Spec\nCONSTANT N = 3\nINVARIANT A\nINVARIANT B\nPROPERTY P\n"},
		{"synonyms, repeated, out of order",
			"PROPERTIES P INVARIANT A CONSTRAINTS C CONSTRAINT D ACTION_CONSTRAINTS E ACTION_CONSTRAINT F INVARIANTS B C PROPERTY Q POSTCONDITION R POSTCONDITIONS S CONSTANTS x = y CONSTANT z = z",
			"CONSTANT x = y\nCONSTANT z = z\nINVARIANT A\nINVARIANT B\nINVARIANT C\nPROPERTY P\nPROPERTY Q\nCONSTRAINT C\nCONSTRAINT D\nACTION_CONSTRAINT E\nACTION_CONSTRAINT F\nPOSTCONDITION R\nPOSTCONDITION S\n"},
		{"the others", "VIEW v SYMMETRY Perms ALIAS a CHECK_DEADLOCK FALSE", "SYMMETRY Perms\nVIEW v\nALIAS a\nCHECK_DEADLOCK FALSE\n"},
		{"deadlock on", "CHECK_DEADLOCK TRUE", "CHECK_DEADLOCK TRUE\n"},
		{"empty lists", "CONSTANTS INVARIANT PROPERTIES INIT Init", "INIT Init\n"},
		{"keywords as names", "INIT INIT NEXT NEXT", "INIT INIT\nNEXT NEXT\n"},
		{"a keyword as the last name", "SYMMETRY SYMMETRY", "SYMMETRY SYMMETRY\n"},
		{"keywords mind their letters", "INVARIANT Invariant Init", "INVARIANT Invariant\nINVARIANT Init\n"},
		{"values", `CONSTANT a = 007 b = "x y" c = TRUE d = FALSE e = m f = {} g = {1, {"s", {m1}}, TRUE}`,
			"CONSTANT a = 7\nCONSTANT b = \"x y\"\nCONSTANT c = TRUE\nCONSTANT d = FALSE\nCONSTANT e = m\nCONSTANT f = {}\nCONSTANT g = {1, {\"s\", {m1}}, TRUE}\n"},
		{"a backslash is itself", `CONSTANT a = "x\\y\n"`, "CONSTANT a = \"x\\\\y\\n\"\n"},
		{"names begin with digits, hold underscores, are words of TLA+", "CONSTANT a = {1a, _x, T_1, NEW, UNION, @, Nat}",
			"CONSTANT a = {1a, _x, T_1, NEW, UNION, @, Nat}\n"},
		{"without blanks", "CONSTANT a=1 b={c,d}e<-f+<-Plus", "CONSTANT a = 1\nCONSTANT b = {c, d}\nCONSTANT e <- f\nCONSTANT + <- Plus\n"},
		{"overrides", "CONSTANT a <- b c <- [M] d e = [M] 3 f = [M] {x}", "CONSTANT a <- b\nCONSTANT c <- [M] d\nCONSTANT e = [M] 3\nCONSTANT f = [M] {x}\n"},
		{"operators", "CONSTANT + <- Plus -. <- Neg \\leq <- Le a <- * SUBSET <- Sub \\union <- U",
			"CONSTANT + <- Plus\nCONSTANT -. <- Neg\nCONSTANT <= <- Le\nCONSTANT a <- *\nCONSTANT SUBSET <- Sub\nCONSTANT \\cup <- U\n"},
		{"a path", "CONSTANT I!J!Op <- x K!n = 2", "CONSTANT I!J!Op <- x\nCONSTANT K!n = 2\n"},
		{"a table", `CONSTANT f(a) = 1 f(b) = 2 g(1, "x", {}) = TRUE`, "CONSTANT f(a) = 1\nCONSTANT f(b) = 2\nCONSTANT g(1, \"x\", {}) = TRUE\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := dump(parse(t, test.src))
			if got != test.want {
				t.Errorf("got\n%swant\n%s", got, test.want)
			}
			if again := dump(parse(t, got)); again != got {
				t.Errorf("what is written is read as\n%s", again)
			}
		})
	}
}

// TestNames: strings and model values in the order of the text, nothing else.
func TestNames(t *testing.T) {
	c := parse(t, `INVARIANT Inv CONSTANT N = 3 S = {s2, s1, {"x"}} f(a, s1) = b M <- MC x = "s1" T = TRUE y = [Mod] z`)
	want := []string{"s2", "s1", "x", "a", "b", "z"}
	if got := c.Names(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEffective: <- wins over =, the later over the earlier, tables are kept.
func TestEffective(t *testing.T) {
	c := parse(t, "CONSTANT a = 1 a = 2 b <- x b = 3 c = 1 c <- y f(1) = a f(2) = b d = [M] 1 d = 2 g <- p g <- q")
	want := "a = 2; b <- x; c <- y; f(1) = a; f(2) = b; d = [M] 1; d = 2; g <- q"
	var got []string
	for _, k := range c.Effective() {
		got = append(got, dumpConstant(k))
	}
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// TestSpans: everything says where it stands.
func TestSpans(t *testing.T) {
	c := parse(t, "SPECIFICATION Spec\nCONSTANT\n\tS = {a, {7}}\n  I!N <- [M] Op\nCHECK_DEADLOCK\n  FALSE\nVIEW  v")
	s := c.Constants[0].Value.(*config.Set)
	for _, test := range []struct {
		span     syntax.Span
		at, text string
	}{
		{c.Specification.Span, "T.cfg:1:15", "Spec"},
		{c.Constants[0].Span, "T.cfg:3:9", "S = {a, {7}}"},
		{s.Span, "T.cfg:3:13", "{a, {7}}"},
		{s.Elems[0].GetSpan(), "T.cfg:3:14", "a"},
		{s.Elems[1].GetSpan(), "T.cfg:3:17", "{7}"},
		{c.Constants[1].Span, "T.cfg:4:3", "I!N <- [M] Op"},
		{c.Constants[1].Name.Span, "T.cfg:4:3", "I!N"},
		{c.Constants[1].Module.Span, "T.cfg:4:11", "M"},
		{c.Constants[1].Override.Span, "T.cfg:4:14", "Op"},
		{c.CheckDeadlockAt, "T.cfg:5:1", "CHECK_DEADLOCK\n  FALSE"},
		{c.View.Span, "T.cfg:7:7", "v"},
	} {
		if test.span.String() != test.at || test.span.Text() != test.text {
			t.Errorf("got %q at %v, want %q at %s", test.span.Text(), test.span, test.text, test.at)
		}
	}
}

// TestDeep: sets nested without end are refused, not followed.
func TestDeep(t *testing.T) {
	_, err := config.Parse(&syntax.File{Src: "CONSTANT x = " + strings.Repeat("{", 1_000_000)})
	if err == nil || !strings.Contains(err.Error(), "nested more than 1000 deep") {
		t.Errorf("got %v", err)
	}
	parse(t, "CONSTANT x = "+strings.Repeat("{", 1000)+strings.Repeat("}", 1000))
}

// TestEmbedded: a model file inside a module file, with the line numbers of that.
func TestEmbedded(t *testing.T) {
	file := &syntax.File{Name: "M.tla", Src: "---- MODULE M ----\n====\n---- CONFIG M2 ----\nINIT No\n====\n----- CONFIG M ----\nINIT Init\nNEXT\n  7\n====\njunk"}
	in, ok := config.Embedded(file, "M")
	if !ok {
		t.Fatal("not found")
	}
	_, err := config.Parse(in)
	if err == nil || err.Error() != "M.tla:9:3: expected a name after NEXT, found the number 7" {
		t.Errorf("got %v", err)
	}
	if _, ok := config.Embedded(file, "X"); ok {
		t.Error("found a model that is not there")
	}
}

func TestLikeKeyword(t *testing.T) {
	for _, test := range []struct{ word, want string }{
		{"Invariant", "INVARIANT"}, {"INVARIENT", "INVARIANT"}, {"PROPERTYS", "PROPERTY"}, {"CHECKDEADLOCK", "CHECK_DEADLOCK"},
		{"SPECIFICATON", "SPECIFICATION"}, {"Init", "INIT"}, {"TypeOK", ""}, {"x", ""}, {"INVARIANT", ""},
	} {
		if got := config.LikeKeyword(test.word); got != test.want {
			t.Errorf("%s: got %q, want %q", test.word, got, test.want)
		}
	}
}
