package syntax

// A junction list is a column of bullets:
//
//	/\ a
//	/\ \/ b
//	   \/ c
//	=> d
//
// It begins where an operand is expected and a /\ or \/ stands. The same symbol in the same column begins the next item. Any
// token in the bullets' column or left of it ends the item, and (not being such a bullet) the list; what stands there then goes
// on with the whole list as its operand, as => does above. Parentheses do not suspend the rule.

// isBullet reports whether the token can be a bullet: \land and \lor cannot.
func isBullet(t *Token) bool {
	return t.Kind == Op && (t.Raw == "/\\" || t.Raw == "\\/" || t.Raw == "∧" || t.Raw == "∨")
}

// junction reads a junction list.
func (p *parser) junction() Expr {
	first := p.tok()
	col := first.Start.Col
	j := &Junction{Op: first.Text}
	for {
		t := p.tok()
		if !isBullet(t) || t.Text != j.Op || t.Start.Col != col {
			break
		}
		p.next()
		p.lists = append(p.lists, col)
		j.Items = append(j.Items, p.expr())
		p.lists = p.lists[:len(p.lists)-1]
	}
	j.Span = p.from(first.Span)
	return j
}
