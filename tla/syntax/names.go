package syntax

import "strconv"

// nameOrLabel reads a reference, or a label and what it stands before.
func (p *parser) nameOrLabel(st []stackItem) Expr {
	e := p.reference()
	if !p.is("::") || !p.right(p.tok()) {
		return e
	}
	at := p.tok().Span
	r, ok := e.(*Ref)
	if !ok {
		p.fail(at, ":: must stand after a label")
	}
	l := &Label{Name: r.Name}
	if r.Fix != Nonfix || len(r.Sel) > 0 || r.Name.Text == "@" || !isWord(r.Name.Text[0]) {
		p.fail(at, ":: must stand after a label")
	}
	for _, a := range r.Args {
		x, ok := a.(*Ref)
		if !ok || x.Fix != Nonfix || len(x.Args) > 0 || len(x.Sel) > 0 || !isWord(x.Name.Text[0]) {
			p.fail(a.GetSpan(), "the parameters of a label are names of bound variables")
		}
		l.Params = append(l.Params, &Param{x.Span, x.Name, 0})
	}
	p.next()
	item := p.exprItem()
	// Without the label, a + lab :: b * c must be read in the same way.
	if r, ok := item.expr.(*Ref); ok && len(st) > 0 && item.Span == r.Span && (r.Fix == Infix || r.Fix == Postfix) {
		inner := infixOps[r.Name.Text]
		if r.Fix == Postfix {
			inner = postfixOps[r.Name.Text]
		}
		if outer := st[len(st)-1].op; inner != nil && !looser(outer, inner) {
			p.fail(at, "without the label %s the expression would be read differently: put what is labelled in parentheses", l.Name.Text)
		}
	}
	l.Body = item.expr
	l.Span = p.from(r.Span)
	return l
}

// reference reads Name, Name(args), and what follows with !.
func (p *parser) reference() Expr {
	t := p.next()
	start := t.Span
	if t.Text == "@" && t.Kind == Ident && !p.is("!") {
		e := &At{}
		e.Span = start
		return e
	}
	r := &Ref{Name: Name{t.Span, t.Text}}
	if p.is("(") && p.right(p.tok()) {
		r.Args = p.arguments()
	}
	for p.is("!") && p.right(p.tok()) {
		r.Sel = append(r.Sel, p.selector())
	}
	r.Span = p.from(start)
	if t.Kind == StepName {
		s := &StepRef{Text: t.Raw}
		s.Span = r.Span
		return s
	}
	return r
}

// arguments reads (a, b).
func (p *parser) arguments() []Expr {
	open := p.want("(", "").Span
	p.enter()
	defer p.leave()
	var list []Expr
	p.commas(func() {
		list = append(list, p.argument())
	})
	p.want(")", "to close the ( at "+open.Start.String())
	return list
}

// selector reads ! and what stands behind it.
func (p *parser) selector() *Selector {
	start := p.want("!", "").Span
	t := p.tok()
	s := &Selector{}
	switch {
	case t.Is("<<"):
		p.next()
		s.Kind = SelLeft
	case t.Is(">>"):
		p.next()
		s.Kind = SelRight
	case t.Is(":"):
		p.next()
		s.Kind = SelWhole
	case t.Is("("):
		s.Kind = SelArgs
		s.Args = p.arguments()
	case t.Kind == Ident && t.Text == "@":
		p.next()
		s.Kind = SelAt
	case t.Kind == Num:
		n, err := strconv.Atoi(t.Text)
		if err != nil || n > 1<<20 {
			p.fail(t.Span, "there is no subexpression of number %s", short(t.Raw))
		}
		p.next()
		s.Kind, s.Num = SelNum, n
	case t.Kind == Ident || t.Kind == Op:
		p.next()
		s.Kind, s.Name = SelName, Name{t.Span, t.Text}
		if p.is("(") && p.right(p.tok()) {
			s.Args = p.arguments()
		}
	default:
		p.expected("a name, a number, (, <<, >>, : or @ after !")
	}
	s.Span = p.from(start)
	return s
}
