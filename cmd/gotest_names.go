package cmd

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
)

// The packages whose functions a written test calls.
const (
	synodPath = "github.com/synod-go/synod"
	checkPath = "github.com/synod-go/synod/tla/check"
)

// call is the beginning of the call that takes the steps, with what stands before it, and what that imports.
func (g *gotest) call() (imports []string, call string, err error) {
	switch m := g.saved.Meta; {
	case m.Kind == traces.KindTLA:
		src, err := check.SourcesOf(g.saved)
		if err != nil {
			return nil, "", err
		}
		return []string{checkPath}, "\tcheck.Rerun(t, " + g.sources(src), nil
	case g.system != "" && m.Extra[system.MetaAssumed] != "":
		return []string{synodPath}, "\tsys := " + g.system + "\n" + g.assuming() + "\tsynod.Rerun(t, sys", nil
	case g.system != "":
		return []string{synodPath}, "\tsynod.Rerun(t, " + g.system, nil
	default:
		p, err := g.known.named(m.Protocol)
		if err != nil {
			return nil, "", err
		}
		sys, err := p.System(m.Mutant, m.Settings)
		if err != nil {
			return nil, "", err
		}
		path, name, err := variableOf(p)
		if err != nil {
			return nil, "", err
		}
		imports := []string{synodPath, path}
		if of, bare, _ := strings.Cut(name, "."); g.standsIn(p, of) {
			imports, name = imports[:1], bare // a package cannot import itself
		}
		return imports, fmt.Sprintf("\tsys, err := %s.System(%s, map[string]string{\n%s\t})\n"+
			"\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n%s\tsynod.Rerun(t, sys", name, quote.Quoted(m.Mutant), settingLines(p, sys.Settings), g.assuming()), nil
	}
}

// standsIn reports whether the test is to stand in the package of a protocol, not beside it.
func (g *gotest) standsIn(p *model.Protocol, name string) bool {
	if g.packageName() != name {
		return false
	}
	if g.out == "" {
		return true
	}
	_, dir := makerOf(p)
	there, err := os.Stat(dir)
	if err != nil {
		return false
	}
	here, err := os.Stat(g.dir)
	return err == nil && os.SameFile(here, there)
}

// assuming is the line that says what is assumed, if anything is.
func (g *gotest) assuming() string {
	what := g.saved.Meta.Extra[system.MetaAssumed]
	if what == "" {
		return ""
	}
	return "\tsys.Assume = " + quote.Quoted(what) + "\n"
}

// settingLines are the settings that are needed to ask for the same system again.
func settingLines(p *model.Protocol, settings map[string]string) string {
	var b strings.Builder
	for i := range p.Params {
		param := &p.Params[i]
		if isSpelled(param, settings) {
			fmt.Fprintf(&b, "\t\t%s: %s,\n", quote.Quoted(param.Name), quote.Quoted(settings[param.Name]))
		}
	}
	return b.String()
}

// sources is where a spec lies, seen from the directory of the test.
func (g *gotest) sources(src check.Sources) string {
	seen := func(path string) string {
		if rel, err := filepath.Rel(g.dir, path); err == nil && !filepath.IsAbs(path) {
			return filepath.ToSlash(rel)
		}
		return path
	}
	var b strings.Builder
	fmt.Fprintf(&b, "check.Sources{Spec: %s", quote.Quoted(seen(src.Spec)))
	if src.Config != "" {
		fmt.Fprintf(&b, ", Config: %s", quote.Quoted(seen(src.Config)))
	}
	if len(src.Path) > 0 {
		b.WriteString(", Path: []string{")
		for _, dir := range src.Path {
			fmt.Fprintf(&b, "%s,", quote.Quoted(seen(dir)))
		}
		b.WriteString("}")
	}
	return b.String() + "}"
}

// lines are the steps, and the way back of a run without end.
func (g *gotest) lines() (list []string) {
	for _, s := range g.saved.States[1:] {
		list = append(list, s.Step.String())
	}
	switch {
	case g.saved.Loop == traces.NoLoop:
	case g.saved.Meta.Kind == traces.KindTLA:
		list = append(list, check.WayBack(g.saved))
	default:
		list = append(list, g.saved.WayBackLine(g.fair()))
	}
	return list
}

// fair is what the run assumes to be fair, if that is not what the property says.
func (g *gotest) fair() string {
	if sys, err := g.known.systemOf(g.saved); err == nil {
		for _, p := range sys.Properties {
			if p.Name == g.saved.Meta.Property && p.Live.Fair.String() == g.saved.Meta.Fair {
				return ""
			}
		}
	}
	return g.saved.Meta.Fair
}

// name is the name of the test.
func (g *gotest) name() string {
	m := g.saved.Meta
	what := m.Mutant
	switch {
	case what != "":
	case m.Kind == traces.KindTLA:
		what = strings.TrimSuffix(filepath.Base(m.Source), ".tla")
		if src, err := check.SourcesOf(g.saved); err == nil && src.Config != "" {
			what = strings.TrimSuffix(filepath.Base(src.Config), ".cfg")
		}
	case g.ofOneself():
		what = strings.TrimPrefix(m.Extra[synod.MetaTest], "Test")
	default:
		what = m.Protocol
	}
	return "Test" + camel(what) + "Breaks" + camel(m.Property)
}

// camel joins words into one.
func camel(s string) string {
	var b strings.Builder
	up := true
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
		case up:
			b.WriteRune(unicode.ToUpper(r))
			up = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// packageName is the package of the tests in the directory: that in which the test stands that saved the run, or else the one
// beside the package there, as an outsider sees it.
func (g *gotest) packageName() string {
	if g.pkg != "" {
		return g.pkg
	}
	files, _ := filepath.Glob(filepath.Join(g.dir, "*.go"))
	slices.Sort(files)
	saver, _, _ := strings.Cut(g.saved.Meta.Extra[synod.MetaTest], "/")
	name := ""
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range f.Decls {
			if declares(d, saver) {
				return f.Name.Name
			}
		}
		name = strings.TrimSuffix(f.Name.Name, "_test") + "_test"
	}
	switch abs, err := filepath.Abs(g.dir); {
	case g.out == "" && token.IsIdentifier(g.saved.Meta.Protocol):
		return g.saved.Meta.Protocol + "_test"
	case name != "":
		return name
	case err == nil && token.IsIdentifier(filepath.Base(abs)):
		return filepath.Base(abs) + "_test"
	}
	return "run_test"
}

// declares reports whether a declaration is that of a function.
func declares(d ast.Decl, name string) bool {
	f, ok := d.(*ast.FuncDecl)
	return ok && f.Recv == nil && f.Name.Name == name
}
