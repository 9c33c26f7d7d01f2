package resolve

import "github.com/synod-go/synod/tla/syntax"

// instance resolves INSTANCE M WITH ...: it finds the module and completes the substitution.
func (r *resolver) instance(u *syntax.Instance) {
	t, ok := r.find(u.Module)
	r.scope(func() {
		for _, p := range u.Params {
			r.push(p.Name, p)
		}
		if !ok {
			return
		}
		if t.module == nil {
			r.builtinOps(t.builtin)
			for _, s := range u.Substs {
				r.errorf(s.Name, "module %s declares no constant or variable %s", u.Module.Text, s.Name.Text)
			}
			u.Of = t.builtin
			return
		}
		u.Of = t.module
		r.substitute(u, t.module)
	})
}

// substitute fills in u.Full.
func (r *resolver) substitute(u *syntax.Instance, m *Module) {
	written := map[string]*syntax.Subst{}
	for _, s := range u.Substs {
		if old := written[s.Name.Text]; old != nil {
			r.errorf(s.Name, "%s is substituted twice", s.Name.Text)
			continue
		}
		written[s.Name.Text] = s
	}
	one := func(d syntax.Decl) {
		s := written[d.DeclName()]
		if s != nil {
			delete(written, d.DeclName())
			s.Decl = d
			r.argument(s.Expr, d.NumParams())
			u.Full = append(u.Full, s)
			return
		}
		sym := r.lookup(d.DeclName())
		if sym == nil {
			r.errorf(u, "nothing is substituted for %s, which module %s declares at %s, and there is no %s here", d.DeclName(), m.Name(), d.GetSpan(), d.DeclName())
			return
		}
		ref := &syntax.Ref{Name: syntax.Name{Span: u.Module.Span, Text: d.DeclName()}}
		ref.Span = u.Module.Span
		r.argument(ref, d.NumParams())
		u.Full = append(u.Full, &syntax.Subst{Span: u.Module.Span, Name: ref.Name, Expr: ref, Decl: d})
	}
	for _, d := range m.Constants {
		one(d)
	}
	for _, d := range m.Variables {
		one(d)
	}
	for _, s := range u.Substs {
		if written[s.Name.Text] == s {
			r.errorf(s.Name, "module %s declares no constant or variable %s", m.Name(), s.Name.Text)
		}
	}
}

// importAll makes the definitions of an instance without a name known under their own names.
func (r *resolver) importAll(u *syntax.Instance) {
	switch of := u.Of.(type) {
	case string:
		ops := r.builtinOps(of)
		for _, n := range sortedNames(ops) {
			r.merge(n, &symbol{decl: ops[n], local: u.Local}, u.Module)
		}
	case *Module:
		for _, n := range of.order {
			s := of.names[n]
			if s.local || declares(s.decl) {
				continue
			}
			if b, ok := s.decl.(*syntax.Builtin); ok {
				r.merge(n, &symbol{decl: b, local: u.Local}, u.Module)
				continue
			}
			path := append([]syntax.Step{{Inst: u}}, s.path...)
			r.merge(n, &symbol{decl: s.decl, path: path, local: u.Local}, u.Module)
		}
	}
}

// member finds a definition of an instanced module.
func (r *resolver) member(inst *syntax.Instance, name string) *symbol {
	switch of := inst.Of.(type) {
	case string:
		if d := r.builtinOps(of)[name]; d != nil {
			return &symbol{decl: d}
		}
	case *Module:
		if s := of.names[name]; s != nil && !s.local && !declares(s.decl) {
			return s
		}
	}
	return nil
}
