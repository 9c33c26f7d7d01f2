package resolve

import (
	"errors"
	"fmt"
	"sort"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
)

// Load reads the module root and everything it uses, and resolves all of it. The error is a syntax.ErrorList or
// *syntax.Error when the text is at fault, else what the loader said.
func Load(root string, loader Loader, builtins map[string]BuiltinModule) (spec *Spec, err error) {
	r := &resolver{
		spec:    &Spec{Modules: map[string]*Module{}, Same: map[syntax.Decl]syntax.Decl{}, builtins: builtins},
		loader:  loader,
		loading: map[string]bool{},
		builtin: map[string]map[string]*syntax.Builtin{},
		sigs:    map[*syntax.Builtin]BuiltinOp{},
		inside:  map[*syntax.OpDef]bool{},
		done:    map[*syntax.OpDef]bool{},
		again:   map[*syntax.Instance][]*syntax.Instance{},
	}
	r.levels = newLevels(r)
	defer rescue.Known(func(s stopped) { spec, err = nil, s.error })
	m, err := r.load(root, nil)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, fmt.Errorf("there is no module %s", root)
	}
	r.spec.Root = m
	for name := range r.builtin {
		r.spec.Builtins = append(r.spec.Builtins, name)
	}
	sort.Strings(r.spec.Builtins)
	rescue.Point("levels")
	if len(r.errs) == 0 {
		for _, m := range r.spec.Order {
			r.levels.module(m)
		}
	}
	r.spec.resolver = r
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	return r.spec, nil
}

// stopped carries what ends the resolver's work up: an error of the loader or the parser, or too many of its own.
type stopped struct{ error }

// Expr resolves a formula that stands outside of the text (one given on the command line, for instance), as if it stood at
// the end of module m.
func (s *Spec) Expr(m *Module, e syntax.Expr) (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.resolver
	r.errs, r.mod, r.locals, r.updates, r.bound, r.labels = nil, m, nil, nil, nil, nil
	defer rescue.Known(func(s stopped) { err = s.error })
	r.value(e)
	if len(r.errs) == 0 {
		r.levels.expr(e)
	}
	if len(r.errs) > 0 {
		return r.errs
	}
	return nil
}

// load reads and resolves a module of its own file; nil when there is none by that name. at is where it is asked for.
func (r *resolver) load(name string, at syntax.Node) (*Module, error) {
	if m := r.spec.Modules[name]; m != nil {
		return m, nil
	}
	if r.loading[name] {
		return nil, &syntax.Error{Span: at.GetSpan(), Msg: fmt.Sprintf("module %s uses itself, through EXTENDS or INSTANCE", name)}
	}
	file, err := r.loader.Load(name)
	if err != nil {
		return nil, err
	}
	var tree *syntax.Module
	if file != nil {
		tree, err = syntax.Parse(file)
	} else if r.root != nil {
		tree, err = syntax.ParseAfter(r.root, name)
	}
	if err != nil || tree == nil {
		return nil, err
	}
	if r.root == nil {
		r.root = tree
	}
	if tree.Name.Text != name {
		return nil, &syntax.Error{Span: tree.Name.Span, Msg: fmt.Sprintf("expected module %s, found module %s: the file must have the module's name", name, tree.Name.Text)}
	}
	r.loading[name] = true
	defer delete(r.loading, name)
	// The module is resolved on its own, wherever it was asked for.
	rescue.Point("resolve")
	save := *r
	r.locals, r.updates, r.bound, r.labels = nil, nil, nil, nil
	m := r.module(tree, nil)
	save.errs = r.errs
	*r = save
	r.spec.Modules[name] = m
	r.spec.Order = append(r.spec.Order, m)
	return m, nil
}

// A target is what the name of a module means: a module of text or a built-in one.
type target struct {
	module  *Module
	builtin string
}

// find finds the module that a name means here: one nested in this module or those around it, a file, a built-in one.
func (r *resolver) find(n syntax.Name) (target, bool) {
	for m := r.mod; m != nil; m = m.Outer {
		if in := m.nested(n.Text); in != nil {
			return target{module: in}, true
		}
		if m.Name() == n.Text {
			r.errorf(n, "module %s uses itself, through EXTENDS or INSTANCE", n.Text)
			return target{}, false
		}
	}
	m, err := r.load(n.Text, n)
	if err != nil {
		var e *syntax.Error
		if errors.As(err, &e) && e.Span == n.Span {
			r.errs = append(r.errs, e)
			return target{}, false
		}
		panic(stopped{err})
	}
	if m != nil {
		return target{module: m}, true
	}
	if _, ok := r.spec.builtins[n.Text]; ok {
		return target{builtin: n.Text}, true
	}
	r.errorf(n, "there is no module %s: neither a file %s.tla nor a built-in module", n.Text, n.Text)
	return target{}, false
}

// nested finds a module that stands in m or in one that m extends.
func (m *Module) nested(name string) *Module {
	for _, in := range m.Nested {
		if in.Name() == name {
			return in
		}
	}
	for _, e := range m.Extends {
		if in := e.nested(name); in != nil {
			return in
		}
	}
	return nil
}

// builtinOps gives the declarations of a built-in module and those that it extends.
func (r *resolver) builtinOps(name string) map[string]*syntax.Builtin {
	if ops, ok := r.builtin[name]; ok {
		return ops
	}
	ops := map[string]*syntax.Builtin{}
	r.builtin[name] = ops
	mod := r.spec.builtins[name]
	for _, e := range mod.Extends {
		for n, d := range r.builtinOps(e) {
			ops[n] = d
		}
	}
	for n, op := range mod.Ops {
		d := &syntax.Builtin{Module: name, Name: syntax.Canonical(n), Arity: len(op.Params), Info: op.Info}
		ops[d.Name] = d
		r.sigs[d] = op
	}
	return ops
}

func sortedNames(ops map[string]*syntax.Builtin) []string {
	var names []string
	for n := range ops {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}
