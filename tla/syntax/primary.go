package syntax

// operand reads an operand: everything that is not built with an operator symbol.
func (p *parser) operand(st []stackItem) stackItem {
	start := p.tok().Span
	if p.is("(") {
		p.next()
		it := p.exprItem()
		p.want(")", "to close the ( at "+start.Start.String())
		return stackItem{Span: p.from(start), expr: it.expr}
	}
	e := p.primary(st)
	return stackItem{Span: p.from(start), expr: e}
}

func (p *parser) primary(st []stackItem) Expr {
	t := p.tok()
	start := t.Span
	switch t.Kind {
	case Ident:
		return p.nameOrLabel(st)
	case StepName:
		if p.proof == 0 {
			p.fail(t.Span, "the proof step %s stands outside of a proof", t.Raw)
		}
		return p.reference()
	case Num:
		p.next()
		e := &Number{Digits: t.Text}
		e.Span = start
		return e
	case Dec:
		p.next()
		e := &Decimal{Text: t.Raw}
		e.Span = start
		return e
	case Str:
		p.next()
		e := &String{Value: t.Text}
		e.Span = start
		return e
	case Op:
		if isBullet(t) {
			return p.junction()
		}
		if p.peek(1).Is("(") || p.peek(1).Is("!") || t.Text == "-." {
			return p.reference()
		}
	case Keyword, Punct:
		if e := p.form(t); e != nil {
			return e
		}
	}
	if len(st) > 0 {
		p.expected("an expression after " + short(p.last().Raw))
	}
	p.expected("an expression")
	return nil
}

// form reads an expression that begins with a keyword or bracket; nil when t begins none.
func (p *parser) form(t *Token) Expr {
	switch t.Text {
	case "{":
		return p.braces()
	case "[":
		return p.brackets()
	case "<<":
		return p.tuple()
	case "WF_", "SF_":
		return p.fairness()
	case "\\A", "\\E", "\\AA", "\\EE":
		return p.quantifier()
	case "CHOOSE":
		return p.choose()
	case "IF":
		p.next()
		e := &If{Cond: p.expr()}
		p.want("THEN", "of the IF at "+t.Start.String())
		e.Then = p.expr()
		p.want("ELSE", "of the IF at "+t.Start.String())
		e.Else = p.expr()
		e.Span = p.from(t.Span)
		return e
	case "CASE":
		return p.cases()
	case "LET":
		p.next()
		e := &Let{Defs: p.definitions()}
		p.want("IN", "of the LET at "+t.Start.String()+" or another definition")
		e.Body = p.expr()
		e.Span = p.from(t.Span)
		return e
	case "LAMBDA":
		p.fail(t.Span, "a LAMBDA stands only where an operator is expected: as an argument of an operator or in INSTANCE ... WITH")
	}
	return nil
}

// cases reads CASE p -> e [] ... [] OTHER -> e.
func (p *parser) cases() Expr {
	start := p.next().Span
	e := &Case{}
	for {
		at := p.tok().Span
		if p.is("OTHER") {
			if len(e.Arms) == 0 {
				p.fail(at, "OTHER cannot be the first arm of a CASE")
			}
			p.next()
			p.want("->", "after OTHER")
			e.Other = p.expr()
			break
		}
		a := &Arm{Cond: p.expr()}
		p.want("->", "of a CASE")
		a.Body = p.expr()
		a.Span = p.from(at)
		e.Arms = append(e.Arms, a)
		if !p.is("[]") || !p.right(p.tok()) {
			break
		}
		p.next()
	}
	e.Span = p.from(start)
	return e
}

// quantifier reads \A, \E, \AA and \EE.
func (p *parser) quantifier() Expr {
	t := p.next()
	q := &Quant{}
	switch t.Text {
	case "\\A":
		q.Kind = Forall
	case "\\E":
		q.Kind = Exists
	case "\\AA":
		q.Kind = TemporalForall
	case "\\EE":
		q.Kind = TemporalExists
	}
	if q.Kind >= TemporalForall || p.unboundedAhead() {
		q.Bounds = []*Bounds{p.unbounded()}
	} else {
		q.Bounds = p.boundsList()
	}
	p.want(":", "after the variables of a quantifier")
	q.Body = p.expr()
	q.Span = p.from(t.Span)
	return q
}

// unboundedAhead looks for x, y : .
func (p *parser) unboundedAhead() bool {
	for n := 0; ; n += 2 {
		if p.peek(n).Kind != Ident {
			return false
		}
		switch t := p.peek(n + 1); {
		case t.Is(":"):
			return true
		case !t.Is(","):
			return false
		}
	}
}

// unbounded reads x, y.
func (p *parser) unbounded() *Bounds {
	start := p.tok().Span
	b := &Bounds{}
	p.commas(func() {
		n := p.name("the name of a variable")
		b.Vars = append(b.Vars, &Bound{n.Span, n})
	})
	b.Span = p.from(start)
	return b
}

// choose reads CHOOSE x \in S : p, CHOOSE x : p, with tuples too.
func (p *parser) choose() Expr {
	start := p.next().Span
	e := &Choose{Bounds: &Bounds{}}
	at := p.tok().Span
	e.Bounds.Tuple, e.Bounds.Vars = p.pattern()
	if p.accept("\\in") {
		e.Bounds.Set = p.expr()
	}
	e.Bounds.Span = p.from(at)
	p.want(":", "after the variable of a CHOOSE")
	e.Body = p.expr()
	e.Span = p.from(start)
	return e
}

// pattern reads x or <<x, y>>.
func (p *parser) pattern() (tuple bool, vars []*Bound) {
	if !p.is("<<") {
		n := p.name("the name of a variable or <<")
		return false, []*Bound{{n.Span, n}}
	}
	p.next()
	if p.accept(">>") {
		return true, nil
	}
	p.commas(func() {
		n := p.name("the name of a variable")
		vars = append(vars, &Bound{n.Span, n})
	})
	p.want(">>", "after the variables")
	return true, vars
}

// bounds reads x, y \in S or <<x, y>> \in S.
func (p *parser) bounds() *Bounds {
	start := p.tok().Span
	b := &Bounds{}
	b.Tuple, b.Vars = p.pattern()
	for !b.Tuple && p.accept(",") {
		n := p.name("the name of a variable")
		b.Vars = append(b.Vars, &Bound{n.Span, n})
	}
	p.want("\\in", "after a variable")
	b.Set = p.expr()
	b.Span = p.from(start)
	return b
}

// boundsList reads x \in S, <<y, z>> \in T.
func (p *parser) boundsList() []*Bounds {
	list := []*Bounds{p.bounds()}
	for p.accept(",") {
		list = append(list, p.bounds())
	}
	return list
}
