// Package determinism is the analyzer of detvet: the handlers of a model.Node,
// and everything that they call, must be deterministic.
package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const doc = `report nondeterminism in the handlers of a model.Node

A node's handlers (Start, Receive, Timeout, CanInvoke, Invoke) must be a function
of the node's fields and their input: the explorer runs each once for every pair
and looks the outcome up ever after, and a counterexample must replay. In
handlers and all that they call, in this package and in others, detvet reports:

Map order. A loop over a map (or over maps.Keys, maps.Values, maps.All, or over a
slice in a map's order) must not let the order out:
 - it sends, records, chooses, or both sets and stops timers;
 - a variable, field or element is left with "whichever came last", "whichever
   is the largest by something else" (if n > most { most = n; who = k }: two may
   have n), or with a running count, or a string is added to;
 - two elements may write the same place (byTerm[v.Term] = k);
 - elements are appended to a slice that is not sorted afterwards. A function may
   return such a slice: then its callers must sort it;
 - it returns, or ends early, depending on the element it happened to come to.
Fine are: counting, sums, bits, max, min and "if best < v { best = v }" (what is
compared must tell the elements apart; if it is a part, v.Ballot, detvet takes
your word for it), writing m[k] for the loop's key k, deleting, constants (any,
all), what is guarded by k == x, changing the element itself, appending and then
sorting. Calls in the loop are judged by what they do.

The outside world. Calls of package time that look at or wait for the clock,
math/rand, crypto/rand, hash/maphash, os, net, syscall, runtime, sync,
sync/atomic, deadlines of context, map iteration by reflect, and %p; go,
select, and all use of channels.

Package variables. Writes to them, direct or by a call that is given one.

Shared memory. The explorer copies what Send, Resend, Broadcast and Record get; a
network within one process need not. So a message must not hold a slice, map or
pointer out of the sender's fields (AppendEntries{Entries: s.Log[i:]}), but a
copy (slices.Clone, maps.Clone, append([]T(nil), ...)). Parameters are followed
into the functions that send them or return them, also across packages, into
closures that are called where they are written, and through slices.Insert,
Delete, Compact, Grow and the like. Not followed is what a function stores in
another of its parameters, and what goes through functions that are passed.

Interface methods are followed to the types of this package and those it
imports. Function values are taken to be harmless where they are called for
their result.

A line is silenced by a comment on it, or on the line before, that says why:

	//detvet:ignore the peers have distinct ballots
`

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
var handlers = []string{"Start", "Receive", "Timeout", "CanInvoke", "Invoke"}

func run(pass *analysis.Pass) (any, error) {
	// Of the standard library it is known by name what is nondeterministic. To
	// go by its code would condemn fmt, which has a pool.
	if isStandard(pass) {
		return nil, nil
	}
	c := newChecker(pass)
	for fn := range c.decls {
		f := c.factOf(fn)
		if !f.empty() {
			pass.ExportObjectFact(fn, f)
		}
	}
	c.reportReached(c.roots())
	c.reportBareIgnores()
	return nil, nil
}

// isStandard reports whether the package is of the standard library: it belongs
// to no module, and its path does not begin with a host.
func isStandard(pass *analysis.Pass) bool {
	if m := pass.Module; m != nil && m.Path != "" && m.Path != "std" {
		return false
	}
	host, _, _ := strings.Cut(pass.Pkg.Path(), "/")
	return !strings.Contains(host, ".") && host != "command-line-arguments"
}

// root is a handler of a node type of this package.
type root struct {
	fn *types.Func
	of *types.TypeName
}

// roots returns the handlers of the package's node types. Those that a type gets
// from an embedded one may be another package's.
func (c *checker) roots() []root {
	node := c.modelInterface("Node")
	if node == nil {
		return nil // nobody here can write a handler: Env is in their signatures
	}
	var roots []root
	scope := c.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		ptr := types.NewPointer(tn.Type())
		if !types.Implements(ptr, node) {
			continue
		}
		for _, h := range handlers {
			m, _, _ := types.LookupFieldOrMethod(ptr, true, c.pass.Pkg, h)
			if fn, ok := m.(*types.Func); ok {
				roots = append(roots, root{fn.Origin(), tn})
			}
		}
	}
	return roots
}

// modelInterface returns an interface of package model, or nil.
func (c *checker) modelInterface(name string) *types.Interface {
	model := findPackage(c.pass.Pkg, modelPath, map[*types.Package]bool{})
	if model == nil {
		return nil
	}
	obj := model.Scope().Lookup(name)
	if obj == nil {
		return nil
	}
	i, _ := obj.Type().Underlying().(*types.Interface)
	return i
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

// reportReached reports what is wrong in everything that the handlers reach:
// what is in this package where it stands, the rest where it is called.
func (c *checker) reportReached(roots []root) {
	seen := map[types.Object]bool{}
	var all []finding
	var visit func(obj types.Object)
	visit = func(obj types.Object) {
		if seen[obj] {
			return
		}
		seen[obj] = true
		s := c.summary(obj)
		all = append(all, s.findings...)
		for _, e := range s.edges {
			if e.to.Pkg() == c.pass.Pkg {
				visit(e.to)
			} else if reason := c.reason(e.to); reason != "" {
				all = append(all, finding{e.pos, nameOf(e.to) + " " + reason})
			}
		}
	}
	for _, r := range roots {
		if r.fn.Pkg() == c.pass.Pkg {
			visit(r.fn)
		} else if reason := c.reason(r.fn); reason != "" {
			all = append(all, finding{r.of.Pos(), nameOf(r.fn) + ", a handler of " + r.of.Name() + ", " + reason})
		}
	}
	slices.SortStableFunc(all, func(a, b finding) int { return int(a.pos - b.pos) })
	last := token.NoPos
	for _, f := range all {
		// One complaint about one place is enough.
		if f.pos != last && !c.ignored(f.pos) {
			c.pass.Reportf(f.pos, "%s", f.msg)
		}
		last = f.pos
	}
}

// ignoreWord begins the comment that silences a line.
const ignoreWord = "//detvet:ignore"

type line struct {
	file string
	n    int
}

// ignored reports whether findings at pos are silenced.
func (c *checker) ignored(pos token.Pos) bool {
	if c.ignores == nil {
		c.ignores = map[line]bool{}
		for _, f := range c.pass.Files {
			code := codeLines(c.pass.Fset, f)
			for _, g := range f.Comments {
				for _, com := range g.List {
					reason, ok := strings.CutPrefix(com.Text, ignoreWord)
					if !ok {
						continue
					}
					if strings.TrimSpace(reason) == "" {
						c.bareIgnores = append(c.bareIgnores, com.Pos())
					}
					at := c.pass.Fset.Position(com.Pos())
					if !code[at.Line] {
						at.Line++ // alone on its line, it means the next one
					}
					c.ignores[line{at.Filename, at.Line}] = true
				}
			}
		}
	}
	at := c.pass.Fset.Position(pos)
	return c.ignores[line{at.Filename, at.Line}]
}

// reportBareIgnores asks for the reasons that are missing.
func (c *checker) reportBareIgnores() {
	c.ignored(token.NoPos)
	for _, pos := range c.bareIgnores {
		c.pass.Reportf(pos, "%s needs a reason", strings.TrimPrefix(ignoreWord, "//"))
	}
}

// codeLines returns the lines of f on which there is code.
func codeLines(fset *token.FileSet, f *ast.File) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		lines[fset.Position(n.Pos()).Line] = true
		lines[fset.Position(n.End()).Line] = true
		return true
	})
	return lines
}
