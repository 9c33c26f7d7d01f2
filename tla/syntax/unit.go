package syntax

// module reads ---- MODULE M ---- ... ====.
func (p *parser) module() *Module {
	p.enter()
	defer p.leave()
	start := p.tok().Span
	if p.tok().Kind != ModuleStart {
		p.expected("---- MODULE")
	}
	p.next()
	m := &Module{Name: p.name("the module's name")}
	if p.tok().Kind != Separator {
		p.expected("---- after the module's name")
	}
	p.next()
	if p.accept("EXTENDS") {
		m.Extends = append(m.Extends, p.name("a module's name after EXTENDS"))
		for p.accept(",") {
			m.Extends = append(m.Extends, p.name("a module's name"))
		}
	}
	for p.tok().Kind != ModuleEnd {
		if p.tok().Kind == Separator {
			p.next()
			continue
		}
		m.Units = append(m.Units, p.unit())
	}
	p.next()
	m.Span = p.from(start)
	return m
}

// unit reads one declaration, definition, assumption, theorem or inner module.
func (p *parser) unit() Unit {
	t := p.tok()
	start := t.Span
	switch {
	case t.Kind == ModuleStart:
		return p.module()
	case t.Is("VARIABLE"), t.Is("VARIABLES"):
		p.next()
		u := &Variables{}
		p.commas(func() {
			n := p.name("a variable's name")
			u.Decls = append(u.Decls, &Variable{n.Span, n})
		})
		u.Span = p.from(start)
		return u
	case t.Is("CONSTANT"), t.Is("CONSTANTS"):
		p.next()
		u := &Constants{}
		p.commas(func() {
			d := p.opDecl("a constant's name")
			u.Decls = append(u.Decls, &Constant{d.Span, d.Name, d.Arity})
		})
		u.Span = p.from(start)
		return u
	case t.Is("RECURSIVE"):
		return p.recursive()
	case t.Is("ASSUME"), t.Is("ASSUMPTION"), t.Is("AXIOM"):
		p.next()
		u := &Fact{Kind: Assumption, Keyword: t.Text, Name: p.factName()}
		u.Body = p.expr()
		u.Span = p.from(start)
		return u
	case t.Is("THEOREM"), t.Is("LEMMA"), t.Is("PROPOSITION"), t.Is("COROLLARY"):
		p.next()
		u := &Fact{Kind: Theorem, Keyword: t.Text, Name: p.factName()}
		u.Body = p.claim()
		u.Span = p.from(start)
		u.Proof = p.keeping(func() { p.optionalProof(noProof) })
		return u
	case t.Is("USE"), t.Is("HIDE"):
		proof := p.keeping(p.useOrHide)
		return &Use{p.from(start), proof}
	case t.Is("INSTANCE"):
		return p.instance(start, false, Name{Span: t.Span}, nil)
	case t.Is("LOCAL"):
		p.next()
		if t := p.tok(); t.Is("INSTANCE") {
			return p.instance(start, true, Name{Span: t.Span}, nil)
		}
		if !p.startsDefinition() {
			p.expected("a definition or INSTANCE after LOCAL")
		}
		return p.definition(start, true)
	case p.startsDefinition():
		return p.definition(start, false)
	}
	if t.Kind == EOF {
		p.fail(t.Span, "the module has no end: expected ====")
	}
	p.expected("a declaration, a definition or ====")
	return nil
}

// factName reads Name == of a named assumption or theorem.
func (p *parser) factName() Name {
	if p.tok().Kind == Ident && p.peek(1).Is("==") {
		n := p.name("a name")
		p.next()
		return n
	}
	return Name{Span: p.tok().Span}
}

// recursive reads RECURSIVE f, g(_, _).
func (p *parser) recursive() *Recursive {
	start := p.want("RECURSIVE", "").Span
	u := &Recursive{}
	p.commas(func() {
		u.Decls = append(u.Decls, p.opDecl("the name of an operator"))
	})
	u.Span = p.from(start)
	return u
}

// opDecl reads the declaration of something that may be an operator: x, F(_, _), _ + _, -. _, _ ^+.
func (p *parser) opDecl(what string) *Param {
	t := p.tok()
	start := t.Span
	switch {
	case t.Is("_"):
		p.next()
		op := p.tok()
		switch {
		case op.Kind == Op && infixOps[op.Text] != nil:
			p.next()
			p.want("_", "after an infix operator")
			return &Param{p.from(start), Name{op.Span, op.Text}, 2}
		case op.Kind == Op && postfixOps[op.Text] != nil:
			p.next()
			return &Param{p.from(start), Name{op.Span, op.Text}, 1}
		}
		p.expected("an infix or postfix operator after _")
	case t.Kind == Op && (prefixOps[t.Text] != nil || t.Text == "-"):
		p.next()
		p.want("_", "after a prefix operator")
		return &Param{p.from(start), Name{t.Span, prefixName(t.Text)}, 1}
	}
	n := p.name(what)
	arity := 0
	if p.is("(") {
		p.next()
		p.commas(func() {
			p.want("_", "for a parameter")
			arity++
		})
		p.want(")", "after the parameters")
	}
	return &Param{p.from(start), n, arity}
}

// prefixName is the name of a symbol as prefix operator.
func prefixName(op string) string {
	if op == "-" {
		return "-."
	}
	return op
}

// params reads (x, F(_), _+_) when it is there.
func (p *parser) params() []*Param {
	if !p.is("(") {
		return nil
	}
	p.next()
	var list []*Param
	p.commas(func() {
		list = append(list, p.opDecl("the name of a parameter"))
	})
	p.want(")", "after the parameters")
	return list
}

// startsDefinition looks whether Name ..., a op b, or -. a begins here.
func (p *parser) startsDefinition() bool {
	t, u := p.tok(), p.peek(1)
	switch {
	case t.Kind == Ident && t.Text != "@":
		return u.Is("==") || u.Is("(") || u.Is("[") || u.Kind == Op && (infixOps[u.Text] != nil || postfixOps[u.Text] != nil)
	case t.Kind == Op && (prefixOps[t.Text] != nil):
		return u.Kind == Ident
	}
	return false
}

// definition reads an operator, function or instance definition.
func (p *parser) definition(start Span, local bool) Unit {
	p.enter()
	defer p.leave()
	simple := func(n Name) *Param { return &Param{n.Span, n, 0} }
	var name Name
	var params []*Param
	t, u := p.tok(), p.peek(1)
	switch {
	case t.Kind == Op:
		p.next()
		name = Name{t.Span, prefixName(t.Text)}
		params = []*Param{simple(p.name("the parameter of a prefix operator"))}
	case u.Kind == Op && infixOps[u.Text] != nil:
		a := p.name("a parameter")
		p.next()
		name = Name{u.Span, u.Text}
		params = []*Param{simple(a), simple(p.name("the second parameter of an infix operator"))}
	case u.Kind == Op:
		a := p.name("a parameter")
		p.next()
		name = Name{u.Span, u.Text}
		params = []*Param{simple(a)}
	case u.Is("["):
		return p.function(start, local)
	default:
		name = p.name("a name")
		params = p.params()
	}
	p.defines(name)
	if p.is("INSTANCE") {
		return p.instance(start, local, name, params)
	}
	d := &OpDef{Local: local, Name: name, Params: params}
	d.Body = p.expr()
	d.Span = p.from(start)
	return d
}

// defines takes the == of a definition. Who writes = for it is told so; the text may then look like the definition of = itself.
func (p *parser) defines(name Name) {
	switch {
	case p.is("=="):
	case name.Text == "=":
		p.fail(name.Span, "a definition is written with ==, as in Name == value; = compares two values")
	case p.is("="):
		p.fail(p.tok().Span, "a definition is written with ==, as in Name == value; = compares two values")
	}
	p.want("==", "of a definition")
}

// function reads f[x \in S] == e.
func (p *parser) function(start Span, local bool) Unit {
	d := &OpDef{Local: local, Name: p.name("a name"), Function: true}
	lit := &FuncLit{}
	open := p.want("[", "").Span
	lit.Bounds = p.boundsList()
	p.want("]", "after the arguments of a function")
	p.defines(d.Name)
	lit.Body = p.expr()
	lit.Span = p.from(open)
	d.Body = lit
	d.Span = p.from(start)
	return d
}

// instance reads INSTANCE M WITH x <- e, ....
func (p *parser) instance(start Span, local bool, name Name, params []*Param) *Instance {
	p.want("INSTANCE", "")
	u := &Instance{Local: local, Name: name, Params: params, Module: p.name("the name of a module after INSTANCE")}
	if p.accept("WITH") {
		for {
			u.Substs = append(u.Substs, p.subst())
			if !p.is(",") {
				break
			}
			p.next()
		}
	}
	u.Span = p.from(start)
	return u
}

// subst reads x <- e.
func (p *parser) subst() *Subst {
	t := p.tok()
	s := &Subst{}
	if t.Kind == Op {
		p.next()
		s.Name = Name{t.Span, t.Text}
	} else {
		s.Name = p.name("the name of a constant or variable")
	}
	p.want("<-", "of a substitution")
	s.Expr = p.argument()
	s.Span = p.from(t.Span)
	return s
}

// definitions reads what stands between LET and IN.
func (p *parser) definitions() []Unit {
	var list []Unit
	for {
		t := p.tok()
		switch {
		case t.Is("RECURSIVE"):
			list = append(list, p.recursive())
		case p.startsDefinition():
			list = append(list, p.definition(t.Span, false))
		default:
			if len(list) == 0 {
				p.expected("a definition")
			}
			return list
		}
	}
}
