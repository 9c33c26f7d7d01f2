package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/traces"
)

// The flags of explore gotest beside general ones.
const (
	flagSystem  = "system"
	flagPackage = "package"
)

func gotestFlags() []general {
	return []general{
		{flagOut, "FILE", "where the test goes, like lock/lost_grant_test.go (default standard output)"},
		{flagPackage, "NAME", "its package (default that of the tests in its directory)"},
		{flagSystem, "EXPR", "the Go expression of the run's *model.System, as the test has it; needed where synod.Check saved the run of a system that no protocol made"},
		{flagHelp, "", "show this"},
	}
}

func (t *tool) gotestCommand() *command {
	return &command{
		name: "gotest", doc: "write a Go test that takes the steps of a saved run",
		run: t.gotest, flags: gotestFlags(), takesFile: true,
	}
}

const gotestUsage = `PROGRAM gotest FILE writes a Go test that takes the steps of a saved run on the
code, or the TLA+ spec, and fails as long as that breaks what it broke. When the
mistake is mended the test passes, and logs where the run departed.

`

const gotestExitCodes = `
Exit codes: 0 written; 2 wrong usage, or a file that cannot be read or written.
`

// gotest is the subcommand gotest.
func (t *tool) gotest(_ context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(gotestUsage, gotestFlags(), gotestExitCodes)
	}
	const needed = "a counterexample that Synod saved (*.itf.json)"
	path, saved, err := savedRun(c, needed)
	if err != nil {
		return err
	}
	out := c.String(flagOut)
	if out == "-" {
		out = ""
	}
	g := gotest{known: t.protocols, saved: saved, path: path, system: c.String(flagSystem), pkg: c.String(flagPackage), out: out, dir: filepath.Dir(out)}
	if err := g.check(); err != nil {
		return err
	}
	text, err := g.text()
	if err != nil {
		return usagef("%s: %w", path, err)
	}
	if out == "" {
		_, err = t.stdout.Write(text)
		return err
	}
	if err := traces.ReplaceFile(out, text); err != nil {
		return usageError{err}
	}
	fmt.Fprintf(t.stdout, "written to  %s\nrun it      go test -run %s %s\n", quote.Line(out), quote.Shell("^"+g.name()+"$"), quote.Path(dotted(g.dir)))
	if g.departs() {
		t.complain("the run breaks nothing as things are, so the test passes; %s says more", t.commandLine("replay", path))
	}
	return nil
}

// dotted is a directory as go test takes it.
func dotted(dir string) string {
	if filepath.IsAbs(dir) || dir == "." || strings.HasPrefix(dir, "..") {
		return dir
	}
	return "./" + filepath.ToSlash(dir)
}

// writtenBy begins the files that gotest wrote, and may write again.
const writtenBy = "Written by gotest"

// gotest is a test that is to be written.
type gotest struct {
	known       protocols
	saved       *traces.Trace
	path        string // of the saved run
	system, pkg string
	out, dir    string // where the test goes; out is "" for standard output
}

// ofOneself reports whether the run is one of a system that no protocol made.
func (g *gotest) ofOneself() bool {
	return g.saved.Meta.Kind == traces.KindProtocol && g.saved.Meta.Protocol == ""
}

// check refuses what cannot become a test, and a file that somebody else wrote.
func (g *gotest) check() error {
	m, out := g.saved.Meta, g.out
	switch {
	case m.Kind == "":
		return usagef("%s: it does not say what it is a run of (another tool's trace, perhaps); one that Synod saved is needed", g.path)
	case m.Kind == traces.KindLog:
		return usagef("%s: it is what an event log says of a run; validate.Log holds a log against a spec in a test", g.path)
	case m.Property == "":
		return usagef("%s: the run breaks nothing, so there is nothing to test", g.path)
	case m.PropertyKind == traces.KindGoal:
		return usagef("%s: the run reaches the goal %s and breaks nothing, so there is nothing to test", g.path, m.Property)
	case m.PropertyKind == system.Conformance:
		return usagef("%s: the run departs from a TLA+ spec; the command conform tests that", g.path)
	case g.system != "" && m.Kind == traces.KindTLA:
		return usagef("-%s has a meaning only for the run of a Go protocol; this one is of a TLA+ spec", flagSystem)
	case g.system == "" && g.ofOneself():
		return usageError{orInTest(g.path, g.saved, fmt.Errorf(
			"%s: no protocol made its system, and only its test knows it; say how it is made: -%s EXPR, such as -%s 'voters()'", g.path, flagSystem, flagSystem))}
	}
	if g.system != "" {
		if _, err := parser.ParseExpr(g.system); err != nil {
			return usagef("-%s %s: it is no Go expression", flagSystem, given(g.system))
		}
	}
	if g.pkg != "" && (!token.IsIdentifier(g.pkg) || g.pkg == "_") {
		return usagef("-%s %s: it is no name of a package", flagPackage, given(g.pkg))
	}
	if err := g.saved.Retakeable(); err != nil {
		return usagef("%s: %w", g.path, err)
	}
	if m.Kind == traces.KindProtocol && m.PropertyKind == traces.KindTemporal && m.Fair != "" {
		if _, err := runs.Fairness(m.Fair); err != nil {
			return usagef("%s: %w", g.path, err)
		}
	}
	if out == "" {
		return nil
	}
	if !strings.HasSuffix(out, "_test.go") {
		return usagef("-o %s: the name of a Go test ends in _test.go", out)
	}
	if err := checkOutFile(flagOut, out); err != nil {
		return err
	}
	was, err := os.ReadFile(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return usageError{err}
	case !bytes.HasPrefix(was, []byte("// "+writtenBy)):
		return usagef("-o %s: it is there, and gotest did not write it", out)
	}
	return nil
}

// departs says that the run does not break what it broke, as far as that can be told.
func (g *gotest) departs() bool {
	if g.system != "" {
		return false
	}
	_, r, err := g.known.replayed(g.saved)
	return err == nil && !confirmed(g.saved, r)
}

// text is the file.
func (g *gotest) text() ([]byte, error) {
	imports, call, err := g.call()
	if err != nil {
		return nil, err
	}
	m := g.saved.Meta
	var b strings.Builder
	b.WriteString(quote.GoComment(writtenBy+" from "+oneLine(filepath.Base(g.path))+".", unbroken))
	fmt.Fprintf(&b, "\npackage %s\n\nimport (\n\t\"testing\"\n\n", g.packageName())
	for _, path := range imports {
		fmt.Fprintf(&b, "\t%s\n", quote.Quoted(path))
	}
	fmt.Fprintf(&b, ")\n\n%s%s", quote.GoComment(g.name()+" takes the steps of a run that "+g.whatFor()+":", unbroken), quote.GoComment(m.Violation, commentWidth))
	fmt.Fprintf(&b, "func %s(t *testing.T) {\n%s, %s,\n", g.name(), call, quote.Quoted(m.Property))
	for _, line := range g.lines() {
		fmt.Fprintf(&b, "\t\t%s,\n", quote.GoString(line))
	}
	b.WriteString("\t)\n}\n")
	return format.Source([]byte(b.String()))
}

// whatFor says what the run did.
func (g *gotest) whatFor() string {
	if m := g.saved.Meta; !traces.IsProperty(m.PropertyKind, m.Property) {
		return "led to where " + traces.Broken(m.PropertyKind, m.Property)
	}
	return "broke " + oneLine(g.saved.Meta.Property)
}

// commentWidth is how wide comments are, where they can be broken; unbroken lines have any width.
const (
	commentWidth = 90
	unbroken     = 1 << 30
)
