package syntax

// braces reads {a, b}, {x \in S : p} and {e : x \in S}.
func (p *parser) braces() Expr {
	start := p.next().Span
	if p.accept("}") {
		e := &SetEnum{}
		e.Span = p.from(start)
		return e
	}
	first := p.tok().Start
	e := p.expr()
	if !p.is(":") {
		s := &SetEnum{Elems: []Expr{e}}
		for p.accept(",") {
			s.Elems = append(s.Elems, p.expr())
		}
		p.want("}", "to close the { at "+start.Start.String())
		s.Span = p.from(start)
		return s
	}
	p.next()
	if b := boundsOf(e, first); b != nil {
		f := &SetFilter{Bounds: b, Cond: p.expr()}
		p.want("}", "to close the { at "+start.Start.String())
		f.Span = p.from(start)
		return f
	}
	m := &SetMap{Body: e, Bounds: p.boundsList()}
	p.want("}", "to close the { at "+start.Start.String())
	m.Span = p.from(start)
	return m
}

// boundsOf sees x \in S or <<x, y>> \in S, read as an expression, as the binding of variables. The expression must begin at
// first: in parentheses it is no binding.
func boundsOf(e Expr, first Pos) *Bounds {
	r, ok := e.(*Ref)
	if !ok || r.Fix != Infix || r.Name.Text != "\\in" || r.Start != first {
		return nil
	}
	b := &Bounds{Span: r.Span, Set: r.Args[1]}
	add := func(e Expr) bool {
		x, ok := e.(*Ref)
		if !ok || x.Fix != Nonfix || len(x.Args) > 0 || len(x.Sel) > 0 || x.Name.Text == "@" || !isWord(x.Name.Text[0]) {
			return false
		}
		b.Vars = append(b.Vars, &Bound{x.Span, x.Name})
		return true
	}
	if t, ok := r.Args[0].(*Tuple); ok {
		if t.Start != first {
			return nil
		}
		b.Tuple = true
		for _, x := range t.Elems {
			if !add(x) {
				return nil
			}
		}
		return b
	}
	if r.Args[0].GetSpan().Start != first || !add(r.Args[0]) {
		return nil
	}
	return b
}

// boundsAhead looks for x, y \in or <<x, y>> \in.
func (p *parser) boundsAhead() bool {
	n, closing := 0, "\\in"
	if p.is("<<") {
		n, closing = 1, ">>"
	}
	for ; p.peek(n).Kind == Ident; n += 2 {
		switch t := p.peek(n + 1); {
		case t.Is(closing):
			return closing == "\\in" || p.peek(n+2).Is("\\in")
		case !t.Is(","):
			return false
		}
	}
	return false
}

// brackets reads all that begins with [ where an operand is expected.
func (p *parser) brackets() Expr {
	start := p.next().Span
	closed := "to close the [ at " + start.Start.String()
	if p.boundsAhead() {
		e := &FuncLit{Bounds: p.boundsList()}
		p.want("|->", "after the arguments of a function")
		e.Body = p.expr()
		p.want("]", closed)
		e.Span = p.from(start)
		return e
	}
	t := p.tok()
	if word := t.Kind == Ident || isFieldWord(t); word && t.Text != "@" {
		switch n := p.peek(1); {
		case n.Is("|->"):
			e := &RecordLit{Fields: p.fields("|->")}
			p.want("]", closed)
			e.Span = p.from(start)
			return e
		case n.Is(":"):
			e := &RecordSet{Fields: p.fields(":")}
			p.want("]", closed)
			e.Span = p.from(start)
			return e
		}
	}
	first := p.expr()
	switch {
	case p.accept("->"):
		e := &FuncSet{Domain: first, Range: p.expr()}
		p.want("]", closed)
		e.Span = p.from(start)
		return e
	case p.accept("]_"):
		e := &Box{Action: first, Sub: p.subscript()}
		e.Span = p.from(start)
		return e
	case p.accept("EXCEPT"):
		e := &Except{Fn: first}
		p.commas(func() {
			e.Updates = append(e.Updates, p.update())
		})
		p.want("]", closed)
		e.Span = p.from(start)
		return e
	}
	p.expected("|->, ->, EXCEPT or ]_")
	return nil
}

// fields reads a |-> e, b |-> f (or with : between).
func (p *parser) fields(sep string) []*FieldExpr {
	var list []*FieldExpr
	for {
		start := p.tok().Span
		f := &FieldExpr{Name: p.field()}
		p.want(sep, "after the name of a field")
		f.Expr = p.expr()
		f.Span = p.from(start)
		list = append(list, f)
		if !p.accept(",") {
			return list
		}
	}
}

// update reads !.a[i] = e.
func (p *parser) update() *Update {
	start := p.want("!", "of an EXCEPT").Span
	u := &Update{}
	for {
		at := p.tok().Span
		switch {
		case p.accept("."):
			u.Path = append(u.Path, &PathElem{Field: p.field()})
		case p.accept("["):
			u.Path = append(u.Path, &PathElem{Index: p.exprs()})
			p.want("]", "to close the [ at "+at.Start.String())
		case len(u.Path) == 0:
			p.expected("[ or . after ! of an EXCEPT")
		default:
			p.want("=", "of an EXCEPT")
			u.Value = p.expr()
			u.Span = p.from(start)
			return u
		}
		u.Path[len(u.Path)-1].Span = p.from(at)
	}
}

// tuple reads <<a, b>> and <<A>>_v.
func (p *parser) tuple() Expr {
	start := p.next().Span
	e := &Tuple{}
	if !p.is(">>") {
		e.Elems = p.exprs()
	}
	if p.is(">>_") {
		if len(e.Elems) != 1 {
			p.fail(p.tok().Span, "an action <<A>>_v has one formula, not %d", len(e.Elems))
		}
		p.next()
		a := &Angle{Action: e.Elems[0], Sub: p.subscript()}
		a.Span = p.from(start)
		return a
	}
	p.want(">>", "to close the << at "+start.Start.String())
	e.Span = p.from(start)
	return e
}

// subscript reads the v of [A]_v: a name (perhaps with arguments and !), or something in brackets.
func (p *parser) subscript() Expr {
	t := p.tok()
	switch {
	case t.Kind == Ident:
		return p.reference()
	case t.Is("("):
		p.next()
		e := p.expr()
		p.want(")", "to close the ( at "+t.Start.String())
		return e
	case t.Is("{"):
		return p.braces()
	case t.Is("["):
		return p.brackets()
	case t.Is("<<"):
		return p.tuple()
	}
	p.expected("a name, ( or << after _")
	return nil
}

// fairness reads WF_v(A). In WF_v(A) the parser first takes v(A) for an application and then sees that nothing more
// follows.
func (p *parser) fairness() Expr {
	t := p.next()
	e := &Fairness{Strong: t.Text == "SF_"}
	e.Sub = p.subscript()
	if p.is("(") && p.right(p.tok()) {
		p.next()
		e.Action = p.expr()
		p.want(")", "after the action of "+t.Text)
	} else {
		r, ok := e.Sub.(*Ref)
		args := []Expr(nil)
		if ok {
			args = takeLastArgs(r)
		}
		if len(args) != 1 {
			p.fail(p.tok().Span, "expected (action) after %s and its subscript, found %s", t.Text, p.tok().Describe())
		}
		e.Action = args[0]
	}
	e.Span = p.from(t.Span)
	return e
}

// takeLastArgs takes the last (...) off a name.
func takeLastArgs(r *Ref) []Expr {
	if n := len(r.Sel); n > 0 {
		s := r.Sel[n-1]
		args := s.Args
		s.Args = nil
		s.End = s.Name.End
		r.End = s.End
		return args
	}
	args := r.Args
	r.Args = nil
	r.End = r.Name.End
	return args
}
