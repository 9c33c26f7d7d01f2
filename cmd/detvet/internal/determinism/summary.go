package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// checker looks at one package.
type checker struct {
	pass *analysis.Pass
	info *types.Info

	decls   map[*types.Func]*ast.FuncDecl
	inits   map[*types.Var]ast.Expr // of package variables
	parents map[ast.Node]ast.Node

	isRoot      map[*types.Func]bool // the handlers of node types
	env         *types.Interface     // model.Env, if it is known here
	flows       map[*types.Func]flow
	assigned    map[*ast.FuncDecl]map[types.Object][]assignment
	summaries   map[types.Object]*summary
	reasons     map[types.Object]string
	ignores     map[line]bool
	bareIgnores []token.Pos
}

// finding is something wrong at a place.
type finding struct {
	pos token.Pos
	msg string
}

// edge is a use of a function, or of a package variable with its initialiser.
type edge struct {
	pos token.Pos
	to  types.Object
}

// summary is what is known of a function.
type summary struct {
	effects
	findings []finding // in its own body
	edges    []edge
}

// effects are what a caller must know.
type effects struct {
	// Env is what the function, or what it calls, does with its environment.
	Env envUse
	// Writes says how it changes what its parameters point to; the receiver is
	// the first one, if there is one.
	Writes []write
	// Sorts are the parameters that it sorts.
	Sorts []bool
	// Unordered are the results that are in a map's order.
	Unordered []bool
	// Selects is set if it returns one of its parameters, like max.
	Selects bool
	// Flow says what reaches messages and results.
	Flow flow
}

// envUse is a set of ways to use model.Env.
type envUse uint8

const (
	sends  envUse = 1 << iota // or records, or chooses
	sets                      // a timer
	clears                    // a timer
)

// ordered says that the order of two such uses makes a difference.
func (u envUse) ordered() bool { return u&sends != 0 || u&(sets|clears) == sets|clears }

// write is how a function changes something.
type write uint8

const (
	untouched write = iota
	// commutes: calls with different arguments may change places (a set gets
	// elements, a counter grows).
	commutes
	// lasts: the last call wins, or something like it.
	lasts
)

// fact is what other packages know of a function.
type fact struct {
	// Reason says in words why a call is nondeterministic, "" if it is not.
	Reason string
	// Effects has a name, for gob leaves out what is embedded and unexported.
	Effects effects
}

// AFact marks fact as an analysis.Fact.
func (*fact) AFact() {}

func (f *fact) String() string { return f.Reason }

func (f *fact) empty() bool {
	e := f.Effects
	return f.Reason == "" && e.Env == 0 && !e.Selects && e.Flow.Sends == 0 && !anySet(e.Flow.Holds) && !anySet(e.Writes) && !anySet(e.Sorts) && !anySet(e.Unordered)
}

// anySet reports whether one of the values is not zero.
func anySet[T comparable](values []T) bool {
	var zero T
	for _, v := range values {
		if v != zero {
			return true
		}
	}
	return false
}

func newChecker(pass *analysis.Pass) *checker {
	c := &checker{
		pass:      pass,
		info:      pass.TypesInfo,
		decls:     map[*types.Func]*ast.FuncDecl{},
		inits:     map[*types.Var]ast.Expr{},
		parents:   map[ast.Node]ast.Node{},
		isRoot:    map[*types.Func]bool{},
		flows:     map[*types.Func]flow{},
		assigned:  map[*ast.FuncDecl]map[types.Object][]assignment{},
		summaries: map[types.Object]*summary{},
		reasons:   map[types.Object]string{},
	}
	for _, f := range pass.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := c.info.Defs[d.Name].(*types.Func); ok && d.Body != nil {
					c.decls[fn] = d
				}
			case *ast.GenDecl:
				c.addInits(d)
			}
		}
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if len(stack) > 0 {
				c.parents[n] = stack[len(stack)-1]
			}
			stack = append(stack, n)
			return true
		})
	}
	c.env = c.modelInterface("Env")
	for _, r := range c.roots() {
		c.isRoot[r.fn] = true
	}
	c.findFlows()
	return c
}

func (c *checker) addInits(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		spec, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, name := range spec.Names {
			v, ok := c.info.Defs[name].(*types.Var)
			switch {
			case !ok:
			case len(spec.Values) == len(spec.Names):
				c.inits[v] = spec.Values[i]
			case len(spec.Values) == 1:
				c.inits[v] = spec.Values[0]
			}
		}
	}
}

// summary returns what is known of a function or package variable of this
// package; of a function that is just being looked at, nothing yet.
func (c *checker) summary(obj types.Object) *summary {
	if s, ok := c.summaries[obj]; ok {
		return s
	}
	s := new(summary)
	c.summaries[obj] = s
	switch obj := obj.(type) {
	case *types.Var:
		if init, ok := c.inits[obj]; ok {
			s.edges = c.edges(init)
			s.findings = c.outside(init)
		}
	case *types.Func:
		if d, ok := c.decls[obj]; ok {
			c.summarize(s, obj, d)
		}
	}
	kept := s.findings[:0]
	for _, f := range s.findings {
		if !c.ignored(f.pos) {
			kept = append(kept, f)
		}
	}
	s.findings = kept
	return s
}

func (c *checker) summarize(s *summary, fn *types.Func, d *ast.FuncDecl) {
	sig := fn.Signature()
	f := &function{
		checker: c,
		decl:    d,
		params:  params(sig),
		summary: s,
	}
	s.Writes = make([]write, len(f.params))
	s.Sorts = make([]bool, len(f.params))
	s.Unordered = make([]bool, sig.Results().Len())
	s.Flow = c.flows[fn]
	s.edges = c.edges(d.Body)
	s.findings = c.outside(d.Body)
	f.effects()
	f.unorderedUses()
	f.aliases()
}

// function is a function that is being looked at.
type function struct {
	*checker
	decl    *ast.FuncDecl
	params  []*types.Var // the receiver first
	summary *summary
}

func (f *function) report(pos token.Pos, msg string) {
	f.summary.findings = append(f.summary.findings, finding{pos, msg})
}

// params returns the receiver, if any, and the parameters.
func params(sig *types.Signature) []*types.Var {
	var list []*types.Var
	if r := sig.Recv(); r != nil {
		list = append(list, r)
	}
	for v := range sig.Params().Variables() {
		list = append(list, v)
	}
	return list
}

// effectsOf returns what a function does, and whether that is known.
func (c *checker) effectsOf(fn *types.Func) (effects, bool) {
	fn = fn.Origin()
	if fn.Pkg() == c.pass.Pkg {
		_, ok := c.decls[fn]
		return c.summary(fn).effects, ok
	}
	var f fact
	if c.pass.ImportObjectFact(fn, &f) {
		return f.Effects, true
	}
	return effects{}, false
}

// factOf returns what other packages shall know of fn.
func (c *checker) factOf(fn *types.Func) *fact {
	return &fact{c.reason(fn), c.summary(fn).effects}
}

// reason says what is nondeterministic about obj or what it calls, or "".
func (c *checker) reason(obj types.Object) string {
	if obj.Pkg() != c.pass.Pkg {
		var f fact
		if fn, ok := obj.(*types.Func); ok && c.pass.ImportObjectFact(fn.Origin(), &f) {
			return f.Reason
		}
		return ""
	}
	if r, ok := c.reasons[obj]; ok {
		return r
	}
	c.reasons[obj] = "" // around a cycle there is nothing new to learn
	r := c.findReason(obj)
	c.reasons[obj] = r
	return r
}

func (c *checker) findReason(obj types.Object) string {
	s := c.summary(obj)
	if len(s.findings) > 0 {
		return "is nondeterministic: " + s.findings[0].msg
	}
	for _, e := range s.edges {
		if c.ignored(e.pos) {
			continue
		}
		if r := c.reason(e.to); r != "" {
			if strings.HasPrefix(r, "is ") {
				return "calls " + nameOf(e.to) + ", which " + r
			}
			return r // it is enough to know the last one, who is to blame
		}
	}
	return ""
}

// nameOf returns a function's name for people: pkg.F, or pkg.T.M.
func nameOf(obj types.Object) string {
	name := obj.Name()
	if fn, ok := obj.(*types.Func); ok {
		if r := fn.Signature().Recv(); r != nil {
			if n := namedOf(r.Type()); n != nil {
				name = n.Obj().Name() + "." + name
			}
		}
	}
	if obj.Pkg() == nil {
		return name
	}
	return obj.Pkg().Name() + "." + name
}

// edges returns the functions and package variables that are used in n: whoever
// names a function may call it.
func (c *checker) edges(n ast.Node) []edge {
	var edges []edge
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		switch obj := c.info.Uses[id].(type) {
		case *types.Func:
			for _, fn := range c.targets(obj) {
				// What the model does is not handler code.
				if c.isModel(fn.Pkg()) {
					continue
				}
				edges = append(edges, edge{id.Pos(), fn})
			}
		case *types.Var:
			if _, ok := c.inits[obj]; ok {
				edges = append(edges, edge{id.Pos(), obj})
			}
		}
		return true
	})
	return edges
}

// targets returns what a use of fn may run: fn itself, or for a method of an
// interface those of the types here and in the imports. What is behind
// model.Env and the interfaces of the standard library is none of ours.
func (c *checker) targets(fn *types.Func) []*types.Func {
	fn = fn.Origin()
	r := fn.Signature().Recv()
	if r == nil || !types.IsInterface(r.Type()) {
		return []*types.Func{fn}
	}
	iface, ok := r.Type().Underlying().(*types.Interface)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() == modelPath ||
		fn.Pkg() != c.pass.Pkg && c.isStandardPath(fn.Pkg()) {
		return nil
	}
	var found []*types.Func
	for _, p := range append([]*types.Package{c.pass.Pkg}, c.pass.Pkg.Imports()...) {
		if p != c.pass.Pkg && c.isStandardPath(p) || c.isModel(p) {
			continue
		}
		for _, name := range p.Scope().Names() {
			tn, ok := p.Scope().Lookup(name).(*types.TypeName)
			if !ok || types.IsInterface(tn.Type()) || !types.Implements(types.NewPointer(tn.Type()), iface) {
				continue
			}
			m, _, _ := types.LookupFieldOrMethod(types.NewPointer(tn.Type()), true, fn.Pkg(), fn.Name())
			if m, ok := m.(*types.Func); ok {
				found = append(found, m.Origin())
			}
		}
	}
	return found
}

// isModel reports whether p is package model, seen from another one: what it has
// behind its interfaces is not handler code.
func (c *checker) isModel(p *types.Package) bool {
	return p != nil && p != c.pass.Pkg && p.Path() == modelPath
}

// isStandardPath guesses: a package with no host in its path is of the standard
// library, unless it is of the same module as this one.
func (c *checker) isStandardPath(p *types.Package) bool {
	host, _, _ := strings.Cut(p.Path(), "/")
	if strings.Contains(host, ".") {
		return false
	}
	m := c.pass.Module
	return m == nil || m.Path == "" || p.Path() != m.Path && !strings.HasPrefix(p.Path(), m.Path+"/")
}
