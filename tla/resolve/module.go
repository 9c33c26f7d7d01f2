package resolve

import "github.com/synod-go/synod/tla/syntax"

// module resolves the units of a module in their order: a name is known from its declaration on.
func (r *resolver) module(tree *syntax.Module, outer *Module) *Module {
	m := &Module{Syntax: tree, Outer: outer, names: map[string]*symbol{}}
	saved := r.mod
	r.mod = m
	defer func() { r.mod = saved }()
	for _, n := range tree.Extends {
		if in := r.ownNested(tree, n); in != nil {
			r.extend(target{module: in}, n)
			continue
		}
		r.mod = outer // a nested module does not see its own modules here
		t, ok := r.findFrom(m, n)
		r.mod = m
		if ok {
			r.extend(t, n)
		}
	}
	pending := r.recursive(tree.Units)
	for _, u := range tree.Units {
		r.unit(u, pending)
	}
	return m
}

// ownNested resolves a module that stands in the text of the very module that extends it: SANY allows that.
func (r *resolver) ownNested(tree *syntax.Module, n syntax.Name) *Module {
	for _, u := range tree.Units {
		in, ok := u.(*syntax.Module)
		if !ok || in.Name.Text != n.Text || r.exists(n) {
			continue
		}
		m := r.module(in, r.mod)
		r.mod.Nested = append(r.mod.Nested, m)
		return m
	}
	return nil
}

// exists reports whether there is a file or a built-in module by this name.
func (r *resolver) exists(n syntax.Name) bool {
	if _, ok := r.spec.builtins[n.Text]; ok {
		return true
	}
	file, err := r.loader.Load(n.Text)
	return file != nil || err != nil
}

// findFrom finds a module for the EXTENDS of m.
func (r *resolver) findFrom(m *Module, n syntax.Name) (target, bool) {
	if n.Text == m.Name() {
		r.errorf(n, "module %s extends itself", n.Text)
		return target{}, false
	}
	return r.find(n)
}

// extend takes over everything that another module declares and defines.
func (r *resolver) extend(t target, at syntax.Name) {
	m := r.mod
	if t.module == nil {
		ops := r.builtinOps(t.builtin)
		for _, n := range sortedNames(ops) {
			r.merge(n, &symbol{decl: ops[n]}, at)
		}
		return
	}
	e := t.module
	m.Extends = append(m.Extends, e)
	for _, n := range e.order {
		if s := e.names[n]; !s.local {
			r.merge(n, s, at)
		}
	}
	m.Constants = union(m.Constants, first(r, e.Constants))
	m.Variables = union(m.Variables, first(r, e.Variables))
	m.Facts = union(m.Facts, e.Facts)
}

func union[T comparable](a, b []T) []T {
	have := map[T]bool{}
	for _, x := range a {
		have[x] = true
	}
	for _, x := range b {
		if !have[x] {
			a = append(a, x)
		}
	}
	return a
}

// merge makes a name of another module known here. Where two modules define the same name, the first one stays, as in
// SANY (which warns); but an operator cannot be a constant or variable as well.
func (r *resolver) merge(name string, s *symbol, at syntax.Node) {
	old := r.mod.names[name]
	if old == nil {
		if r.mod.Outer != nil {
			saved := r.mod
			r.mod = r.mod.Outer
			old = r.lookup(name)
			r.mod = saved
		}
		if old == nil {
			r.mod.add(name, s)
			return
		}
	}
	if old.decl == s.decl {
		return
	}
	switch {
	case declares(old.decl) && sameKind(old.decl, s.decl):
		r.spec.Same[s.decl] = old.decl
		r.spec.Warnings = append(r.spec.Warnings, &syntax.Error{Span: at.GetSpan(),
			Msg: name + " is declared twice: at " + where(old.decl) + ", and at " + where(s.decl) + "; the two are taken for one"})
		return
	case sameKind(old.decl, s.decl):
		r.repeated(old.decl, s.decl)
	case isFact(old.decl) != isFact(s.decl):
		r.errorf(at, "%s is both a definition and a fact: at %s and at %s", name, where(old.decl), where(s.decl))
		return
	}
	if declares(old.decl) || declares(s.decl) {
		r.errorf(at, "%s is declared twice: at %s and at %s", name, where(old.decl), where(s.decl))
		return
	}
	if old.decl.NumParams() != s.decl.NumParams() {
		r.errorf(at, "%s is defined twice, with %d and %d parameters: at %s and at %s", name, old.decl.NumParams(), s.decl.NumParams(), where(old.decl), where(s.decl))
		return
	}
	r.spec.Warnings = append(r.spec.Warnings, &syntax.Error{Span: at.GetSpan(),
		Msg: name + " is defined twice: at " + where(old.decl) + ", which is used here, and at " + where(s.decl)})
}

// isFact reports whether it is an assumption or a theorem.
func isFact(d syntax.Decl) bool {
	_, ok := d.(*syntax.Fact)
	return ok
}

// first lists those declarations that are not taken for others.
func first[T syntax.Decl](r *resolver, list []T) (out []T) {
	for _, d := range list {
		if r.spec.Same[d] == nil {
			out = append(out, d)
		}
	}
	return out
}

// declares reports whether it is a constant or variable.
func declares(d syntax.Decl) bool {
	switch d.(type) {
	case *syntax.Constant, *syntax.Variable:
		return true
	}
	return false
}

// where is the place of a declaration for people.
func where(d syntax.Decl) string {
	if b, ok := d.(*syntax.Builtin); ok {
		return "module " + b.Module
	}
	return d.GetSpan().String()
}

// recursive finds the definitions that RECURSIVE declarations announce.
func (r *resolver) recursive(units []syntax.Unit) map[*syntax.Param]*syntax.OpDef {
	var found map[*syntax.Param]*syntax.OpDef
	for i, u := range units {
		rec, ok := u.(*syntax.Recursive)
		if !ok {
			continue
		}
		for _, d := range rec.Decls {
			def := r.announced(units[i+1:], d)
			if def == nil {
				continue
			}
			if found == nil {
				found = map[*syntax.Param]*syntax.OpDef{}
			}
			if len(def.Params) != d.Arity {
				r.errorf(def.Name, "%s has %d parameters, but %d in its RECURSIVE declaration at %s", d.Name.Text, len(def.Params), d.Arity, d.Span)
			}
			// A RECURSIVE declaration knows no operator parameters. Like SANY, refuse them only as the
			// last parameter: there are specs that depend on the others.
			if n := len(def.Params); n > 0 && def.Params[n-1].Arity > 0 {
				r.errorf(def.Params[n-1], "%s takes an operator for %s, but values alone in its RECURSIVE declaration at %s", d.Name.Text, def.Params[n-1].Name.Text, d.Span)
			}
			def.Recursive = true
			found[d] = def
		}
	}
	return found
}

func (r *resolver) announced(units []syntax.Unit, d *syntax.Param) *syntax.OpDef {
	for _, u := range units {
		switch u := u.(type) {
		case *syntax.OpDef:
			if u.Name.Text == d.Name.Text {
				return u
			}
		case *syntax.Recursive, *syntax.Instance:
		default:
			r.errorf(u, "only definitions may stand between RECURSIVE %s (at %s) and its definition", d.Name.Text, d.Span)
			return nil
		}
	}
	r.errorf(d, "%s is declared RECURSIVE but not defined", d.Name.Text)
	return nil
}

// unit resolves one unit of a module.
func (r *resolver) unit(u syntax.Unit, pending map[*syntax.Param]*syntax.OpDef) {
	m := r.mod
	switch u := u.(type) {
	case *syntax.Constants:
		for _, d := range u.Decls {
			if r.declare(d.Name, d, false) {
				m.Constants = append(m.Constants, d)
			}
		}
	case *syntax.Variables:
		for _, d := range u.Decls {
			if r.declare(d.Name, d, false) {
				m.Variables = append(m.Variables, d)
			}
		}
	case *syntax.Recursive:
		for _, d := range u.Decls {
			if def := pending[d]; def != nil {
				r.declare(d.Name, def, def.Local)
			}
		}
	case *syntax.OpDef:
		u.Module = m.Name()
		if s := m.names[u.Name.Text]; s == nil || s.decl != syntax.Decl(u) {
			// Its own name is not known in its body; that of a function is.
			r.opDef(u)
			r.declare(u.Name, u, u.Local)
			return
		}
		r.opDef(u)
	case *syntax.Instance:
		r.instance(u)
		if u.Name.Text != "" {
			r.declare(u.Name, u, u.Local)
			return
		}
		r.importAll(u)
	case *syntax.Use:
		r.proof(u.Proof, nil)
	case *syntax.Fact:
		r.fact(u)
		r.proof(u.Proof, u)
		m.Facts = append(m.Facts, u)
	case *syntax.Module:
		if in := m.nested(u.Name.Text); in != nil && in.Syntax == u {
			return // it was extended
		}
		if r.usesBuiltin(u.Name.Text) || r.spec.Modules[u.Name.Text] != nil || m.nested(u.Name.Text) != nil {
			r.errorf(u.Name, "there is another module %s already", u.Name.Text)
			return
		}
		m.Nested = append(m.Nested, r.module(u, m))
	}
}

// usesBuiltin says whether the module or one around it has taken something from the built-in module of this name.
func (r *resolver) usesBuiltin(name string) bool {
	_, ok := r.builtin[name]
	return ok
}

// opDef resolves a definition of a module or LET.
func (r *resolver) opDef(d *syntax.OpDef) {
	saved := r.labels
	r.labels = map[string]bool{}
	bound := r.bound
	r.bound = nil
	defer func() { r.done[d] = true }()
	r.scope(func() {
		for _, p := range d.Params {
			r.push(p.Name, p)
		}
		if d.Function {
			f := d.Body.(*syntax.FuncLit)
			r.boundSets(f.Bounds)
			if !d.Recursive { // else RECURSIVE has made it known already
				r.push(d.Name, d)
			}
			r.inside[d] = true
			r.bind(f.Bounds)
			r.value(f.Body)
			delete(r.inside, d)
			return
		}
		r.value(d.Body)
	})
	r.labels, r.bound = saved, bound
}

// fact resolves an assumption or theorem.
func (r *resolver) fact(f *syntax.Fact) {
	saved := r.labels
	r.labels = nil
	if f.Name.Text != "" {
		r.labels = map[string]bool{}
	}
	r.scope(func() { r.claim(f.Body) })
	r.labels = saved
	if f.Name.Text != "" {
		r.declare(f.Name, f, false)
	}
}

// claim resolves a formula or sequent. What a sequent declares stays known until the end of the fact.
func (r *resolver) claim(e syntax.Expr) { r.premise(e, false) }

// premise resolves a formula or sequent; inner says that it is an assumption of a sequent.
func (r *resolver) premise(e syntax.Expr, inner bool) {
	switch e := e.(type) {
	case *syntax.Sequent:
		r.sequent(e, inner)
	case *syntax.Label:
		if s, ok := e.Body.(*syntax.Sequent); ok {
			r.sequent(s, inner)
			return
		}
		r.value(e)
	default:
		r.value(e)
	}
}

// sequent resolves ASSUME ... PROVE .... Behind a NEW of an inner one there can be no labels.
func (r *resolver) sequent(s *syntax.Sequent, inner bool) {
	labels := r.labels
	defer func() { r.labels = labels }()
	r.scope(func() {
		for _, a := range s.Assumes {
			switch a := a.(type) {
			case *syntax.New:
				if a.Set != nil {
					r.value(a.Set)
				}
				r.push(a.Name, a)
				if inner {
					r.labels = nil
				}
			case syntax.Expr:
				r.premise(a, true)
			}
		}
		r.value(s.Prove)
	})
}
