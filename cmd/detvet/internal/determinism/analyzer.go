// Package determinism is the analyzer of detvet: the handlers of a model.Node,
// and everything that they call, must be deterministic.
package determinism

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Analyzer reports nondeterminism in handlers.
var Analyzer = &analysis.Analyzer{
	Name:      "detvet",
	Doc:       doc,
	URL:       "https://pkg.go.dev/github.com/synod-go/synod/cmd/detvet",
	Run:       run,
	FactTypes: []analysis.Fact{new(fact)},
}

const modelPath = "github.com/synod-go/synod/model"

// handlers are the methods that the model runs.
var handlers = []string{"Start", "Receive", "Timeout", "CanInvoke", "Invoke", "Suspect", "Trust"}

// fact is what other packages know of a function or a package variable.
type fact struct {
	// Reason says in words why a use is nondeterministic, "" if it is not.
	Reason string
	// Effects has a name, for gob leaves out what is embedded and unexported.
	Effects effects
}

// AFact marks fact as an analysis.Fact.
func (*fact) AFact() {}

func (f *fact) String() string { return f.Reason }

func run(pass *analysis.Pass) (any, error) {
	path := pass.Pkg.Path()
	standard := isStandardPath(pass, path)
	if standard && !transparent[path] || path == modelPath && !hasTests(pass) {
		return nil, nil // what is there is known by name
	}
	p, err := newProgram(pass)
	if err != nil {
		return nil, err
	}
	p.standard = standard
	p.complete()
	r := newReach(p)
	for _, fn := range p.funcs {
		if obj, ok := fn.Object().(*types.Func); ok && fn.Parent() == nil {
			f := &fact{Effects: *p.effects[fn]}
			if !standard {
				f.Reason = r.reason(fn)
			}
			if f.Reason != "" || !f.Effects.none() {
				pass.ExportObjectFact(obj, f)
			}
		}
	}
	if standard {
		return nil, nil
	}
	for _, name := range slices.Sorted(maps.Keys(p.pkg.Members)) {
		if g, ok := p.pkg.Members[name].(*ssa.Global); ok && g.Object() != nil {
			if reason := r.reason(g); reason != "" {
				pass.ExportObjectFact(g.Object(), &fact{Reason: reason})
			}
		}
	}
	p.report(r)
	p.ignores.reportBare()
	return nil, nil
}

// hasTests reports whether the package is seen with its tests, in which there
// are nodes.
func hasTests(pass *analysis.Pass) bool {
	return slices.ContainsFunc(pass.Files, func(f *ast.File) bool {
		return strings.HasSuffix(pass.Fset.Position(f.Package).Filename, "_test.go")
	})
}

// isStandardPath reports whether a package is of the standard library: its path
// does not begin with a host, nor with the path of the module at hand.
func isStandardPath(pass *analysis.Pass, path string) bool {
	host, _, _ := strings.Cut(path, "/")
	if strings.Contains(host, ".") || host == "command-line-arguments" {
		return false
	}
	m := pass.Module
	return m == nil || m.Path == "" || m.Path == "std" || path != m.Path && !strings.HasPrefix(path, m.Path+"/")
}

// root is a handler of a node type of this package.
type root struct {
	fn *types.Func
	of *types.TypeName
}

// roots returns the handlers of the package's node types. Those that a type gets
// from an embedded one may be another package's.
func (p *program) roots() []root {
	if p.node == nil {
		return nil // nobody here can write a handler: Env is in their signatures
	}
	var roots []root
	for _, tn := range p.typeNames() {
		if !p.isNode(tn.Type()) {
			continue
		}
		for _, h := range handlers {
			if fn := methodOf(tn.Type(), p.pass.Pkg, h); fn != nil {
				roots = append(roots, root{fn, tn})
			}
		}
	}
	return roots
}

// typeNames returns the types that the package declares, in functions too.
func (p *program) typeNames() []*types.TypeName {
	var list []*types.TypeName
	for _, obj := range p.pass.TypesInfo.Defs {
		if tn, ok := obj.(*types.TypeName); ok && !tn.IsAlias() && !types.IsInterface(tn.Type()) {
			list = append(list, tn)
		}
	}
	slices.SortFunc(list, func(a, b *types.TypeName) int { return int(a.Pos() - b.Pos()) })
	return list
}

// isNode reports whether t or a pointer to it is a model.Node.
func (p *program) isNode(t types.Type) bool {
	if p.node == nil || types.IsInterface(t) {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	return types.Implements(types.NewPointer(t), p.node)
}

// findModel finds the interfaces of package model. Who imports it by another
// package only may not know them; who imports it, or is it, must.
func (p *program) findModel() error {
	model := findPackage(p.pass.Pkg, modelPath, map[*types.Package]bool{})
	if model == nil {
		return nil
	}
	p.env, p.node = interfaceOf(model, "Env"), interfaceOf(model, "Node")
	if (p.env == nil || p.node == nil) && (model == p.pass.Pkg || slices.Contains(p.pass.Pkg.Imports(), model)) {
		return fmt.Errorf("package %s has no interfaces Env and Node: detvet does not know its handlers", modelPath)
	}
	return nil
}

func interfaceOf(p *types.Package, name string) *types.Interface {
	if obj := p.Scope().Lookup(name); obj != nil {
		i, _ := obj.Type().Underlying().(*types.Interface)
		return i
	}
	return nil
}

func findPackage(p *types.Package, path string, seen map[*types.Package]bool) *types.Package {
	if p.Path() == path {
		return p
	}
	seen[p] = true
	for _, q := range p.Imports() {
		if seen[q] {
			continue
		}
		if found := findPackage(q, path, seen); found != nil {
			return found
		}
	}
	return nil
}

// finding is something wrong at a place.
type finding struct {
	pos token.Pos
	msg string
}

// report reports what is wrong in everything that the handlers reach: what is in
// this package where it stands, the rest where it is used.
func (p *program) report(r *reach) {
	var all []finding
	for _, h := range p.roots() {
		fn := p.pkg.Prog.FuncValue(h.fn)
		if h.fn.Pkg() == p.pass.Pkg {
			r.visit(fn, &all)
		} else if reason := p.importedReason(h.fn); reason != "" {
			all = append(all, finding{h.of.Pos(), nameOf(h.fn) + ", a handler of " + h.of.Name() + ", " + reason})
		}
	}
	slices.SortStableFunc(all, func(a, b finding) int { return int(a.pos - b.pos) })
	// One complaint about one place is enough, and one of a kind about a line.
	last := token.NoPos
	type complaint struct {
		line
		msg string
	}
	seen := map[complaint]bool{}
	for _, f := range all {
		at := p.pass.Fset.Position(f.pos)
		c := complaint{line{at.Filename, at.Line}, f.msg}
		if f.pos != last && !seen[c] && !p.ignores.has(f.pos) {
			p.pass.Reportf(f.pos, "%s", f.msg)
		}
		last, seen[c] = f.pos, true
	}
}

// importedReason says what is wrong with another package's function or
// variable, or "".
func (p *program) importedReason(obj types.Object) string {
	var f fact
	if obj != nil && obj.Pkg() != p.pass.Pkg && p.pass.ImportObjectFact(obj, &f) {
		return f.Reason
	}
	return ""
}

// nameOf returns a function's name for people: pkg.F, or pkg.T.M.
func nameOf(obj types.Object) string {
	name := obj.Name()
	if fn, ok := obj.(*types.Func); ok {
		if r := fn.Signature().Recv(); r != nil {
			t := types.Unalias(r.Type())
			if ptr, ok := t.(*types.Pointer); ok {
				t = types.Unalias(ptr.Elem())
			}
			if n, ok := t.(*types.Named); ok {
				name = n.Obj().Name() + "." + name
			}
		}
	}
	if obj.Pkg() == nil {
		return name
	}
	return obj.Pkg().Name() + "." + name
}
