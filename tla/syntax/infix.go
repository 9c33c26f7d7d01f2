package syntax

// An expression is a row of operands with prefix, infix and postfix operators between them. They are kept on a
// stack until it is clear which of two neighbours binds tighter, as in SANY: the left one does if its lowest precedence is
// higher than the right one's highest, or if both are the same left-associative operator. When the ranges overlap neither does, and the
// expression is refused.

// A stackItem is an operator (op) or an operand (expr). Its span has the parentheses that the operand's own lacks.
type stackItem struct {
	Span
	op   *operator
	expr Expr
	// times is set for a \X that has not been put in parentheses, so that a \X b \X c is one product.
	times bool
}

// expr reads an expression.
func (p *parser) expr() Expr { return p.exprItem().expr }

func (p *parser) exprItem() stackItem {
	p.enter()
	defer p.leave()
	var st []stackItem
	for {
		t := p.tok()
		if !p.right(t) {
			p.noOperand(st)
		}
		if op := p.prefixOp(t); op != nil {
			if t.Text == "-" && len(st) > 0 {
				// Only minus is both prefix and infix: a * -b is refused as SANY does.
				if l := st[len(st)-1].op; tighter(l, op) {
					p.conflict(st[len(st)-1], t, op)
				}
			}
			p.next()
			st = append(st, stackItem{Span: t.Span, op: op})
			continue
		}
		st = append(st, p.operand(st))
		st = p.postfixes(st)
		t = p.tok()
		if t.Kind != Op || infixOps[t.Text] == nil || !p.right(t) {
			break
		}
		op := infixOps[t.Text]
		st = p.reduce(st, op, t)
		p.next()
		st = append(st, stackItem{Span: t.Span, op: op})
	}
	st = p.reduce(st, nil, nil)
	return st[0]
}

// noOperand says that an expression is missing where the next token ends the item of a list.
func (p *parser) noOperand(st []stackItem) {
	t := p.tok()
	after := ""
	if len(st) > 0 {
		after = " after " + short(p.last().Raw)
	}
	p.fail(t.Span, "expected an expression%s, found %s, which at column %d does not stand to the right of the bullets in column %d",
		after, t.Describe(), t.Start.Col, p.lists[len(p.lists)-1])
}

// prefixOp is the token's operator when it can be a prefix operator here, where an operand is expected.
func (p *parser) prefixOp(t *Token) *operator {
	if t.Kind != Op {
		return nil
	}
	if t.Text == "-" {
		return prefixOps["-."]
	}
	if t.Text == "-." {
		return nil // only names the operator
	}
	return prefixOps[t.Text]
}

// tighter says that the left of two neighbours takes the operand between them; looser that the right one does.
func tighter(l, r *operator) bool { return l.lo > r.hi }
func looser(l, r *operator) bool  { return l.hi < r.lo }

// reduce applies the operators on the stack that bind tighter than op, which follows; all of them when op is nil.
func (p *parser) reduce(st []stackItem, op *operator, at *Token) []stackItem {
	for len(st) > 1 {
		l := st[len(st)-2]
		switch {
		case op == nil, tighter(l.op, op), l.op == op && op.left:
			st = p.apply(st)
		case looser(l.op, op):
			return st
		default:
			p.conflict(l, at, op)
		}
	}
	return st
}

// conflict refuses two neighbours.
func (p *parser) conflict(l stackItem, at *Token, op *operator) {
	if l.op == op {
		p.fail(at.Span, "%s and %s stand side by side, but the operator is not associative: parentheses are needed", l.op.name, op.name)
	}
	p.fail(at.Span, "%s and %s stand side by side, but neither binds tighter than the other: parentheses are needed", l.op.name, op.name)
}

// apply applies the topmost operator.
func (p *parser) apply(st []stackItem) []stackItem {
	n := len(st)
	o, right := st[n-2], st[n-1]
	if o.op.fix == Prefix {
		r := &Ref{Name: Name{o.Span, o.op.name}, Args: []Expr{right.expr}, Fix: Prefix}
		r.Span = o.Span.To(right.Span)
		return append(st[:n-2], stackItem{Span: r.Span, expr: r})
	}
	left := st[n-3]
	span := left.Span.To(right.Span)
	if o.op.name == "\\X" {
		if left.times {
			t := left.expr.(*Times)
			t.Factors = append(t.Factors, right.expr)
			t.Span = span
			return append(st[:n-3], stackItem{Span: span, expr: t, times: true})
		}
		t := &Times{Factors: []Expr{left.expr, right.expr}}
		t.Span = span
		return append(st[:n-3], stackItem{Span: span, expr: t, times: true})
	}
	r := &Ref{Name: Name{o.Span, o.op.name}, Args: []Expr{left.expr, right.expr}, Fix: Infix}
	r.Span = span
	return append(st[:n-3], stackItem{Span: span, expr: r})
}

// postfixes reads what may follow an operand: a', a^+, f[x], r.field.
func (p *parser) postfixes(st []stackItem) []stackItem {
	for {
		t := p.tok()
		if !p.right(t) {
			return st
		}
		top := func() *stackItem { return &st[len(st)-1] }
		switch {
		case t.Kind == Op && postfixOps[t.Text] != nil:
			op := postfixOps[t.Text]
			if n := p.peek(1); n.Is("_") {
				return st
			}
			st = p.reduce(st, op, t)
			p.next()
			r := &Ref{Name: Name{t.Span, op.name}, Args: []Expr{top().expr}, Fix: Postfix}
			r.Span = p.from(top().Span)
			*top() = stackItem{Span: r.Span, expr: r}
		case t.Is("["):
			st = p.reduce(st, &funcApply, t)
			p.next()
			f := &FuncApply{Fn: top().expr, Args: p.exprs()}
			p.want("]", "after the arguments of a function")
			f.Span = p.from(top().Span)
			*top() = stackItem{Span: f.Span, expr: f}
		case t.Is("."):
			p.next()
			f := &Field{Record: top().expr, Name: p.field()}
			f.Span = p.from(top().Span)
			*top() = stackItem{Span: f.Span, expr: f}
		default:
			return st
		}
	}
}

// field reads the name of a field, which may be a reserved word.
func (p *parser) field() Name {
	t := p.tok()
	if isFieldWord(t) {
		p.next()
		return Name{t.Span, t.Raw}
	}
	return p.name("the name of a field")
}

// isFieldWord reports whether a reserved word may name a field.
func isFieldWord(t *Token) bool {
	return t.Kind == Keyword || t.Kind == Op && isWord(t.Raw[0]) || t.Is("WF_") || t.Is("SF_")
}

// exprs reads e, e, ....
func (p *parser) exprs() []Expr {
	list := []Expr{p.expr()}
	for p.accept(",") {
		list = append(list, p.expr())
	}
	return list
}

// argument reads an expression, a LAMBDA, or an operator symbol standing alone.
func (p *parser) argument() Expr {
	t := p.tok()
	if t.Kind == Op && (infixOps[t.Text] != nil || prefixOps[t.Text] != nil || postfixOps[t.Text] != nil) && p.endsArgument(p.peek(1)) {
		p.next()
		r := &Ref{Name: Name{t.Span, t.Text}}
		r.Span = t.Span
		return r
	}
	if t.Is("LAMBDA") {
		return p.lambda()
	}
	return p.expr()
}

// endsArgument says that no expression can begin with the token.
func (p *parser) endsArgument(t *Token) bool {
	switch t.Kind {
	case EOF, Separator, ModuleStart, ModuleEnd:
		return true
	case Punct:
		return t.Text == "," || t.Text == ")"
	case Keyword:
		switch t.Text {
		case "IF", "CASE", "LET", "CHOOSE", "LAMBDA":
			return false
		}
		return true
	}
	return false
}

// lambda reads LAMBDA x, y : e.
func (p *parser) lambda() Expr {
	start := p.want("LAMBDA", "").Span
	l := &Lambda{}
	p.commas(func() {
		n := p.name("the name of a parameter")
		l.Params = append(l.Params, &Param{n.Span, n, 0})
	})
	p.want(":", "after the parameters of a LAMBDA")
	l.Body = p.expr()
	l.Span = p.from(start)
	return l
}
