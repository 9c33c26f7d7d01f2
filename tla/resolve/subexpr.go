package resolve

import (
	"strconv"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/tla/syntax"
)

// Names of subexpressions, as the TLA+ version 2 guide gives them: Inv!2 is the second operand or item of Inv's
// definition, Inv!(e) the body of a quantifier with e for its variable, Inv!lab what is labelled lab.

func itoa(n int) string { return strconv.Itoa(n) }

// subexpr follows selectors into a definition.
func (r *resolver) subexpr(sub *syntax.Sub, d syntax.Decl, sels []*syntax.Selector) bool {
	switch d := d.(type) {
	case *syntax.OpDef:
		if !r.done[d] {
			// A part of itself would have no end.
			r.errorf(sels[0], "parts of %s can be named only after its definition", d.Name.Text)
			return false
		}
		sub.Body = d.Body
	case *syntax.Fact:
		sub.Body = d.Body
	default:
		r.errorf(sels[0], "%s has no definition whose parts could be named", d.DeclName())
		return false
	}
	var lets []*syntax.Let // on the way
	for i := 0; i < len(sels); i++ {
		s := sels[i]
		if s.Kind != syntax.SelName {
			sub.Body = unlabel(sub.Body)
		}
		if c, ok := sub.Body.(*syntax.Case); ok && s.Kind != syntax.SelWhole && s.Kind != syntax.SelName {
			// Two selectors: the arm, and its condition or body.
			if i+1 == len(sels) || !r.selectArm(sub, c, s, sels[i+1]) {
				r.errorf(s, "expected the number of an arm of the CASE at %s, and !1 or !2 after it", c.Span)
				return false
			}
			i++
			continue
		}
		afterName := i == 0 || sels[i-1].Kind == syntax.SelName
		if s.Kind == syntax.SelWhole {
			before := i+1 < len(sels) && sels[i+1].Kind == syntax.SelName
			afterDefinition := i == 0 || i > 1 && sels[i-1].Kind == syntax.SelName && sels[i-2].Kind != syntax.SelName
			if last := i+1 == len(sels); !afterDefinition && (last || !afterName) || !before && !last {
				r.errorf(s, "!: stands after a name, and at the end or before the name of a definition of the LET")
				return false
			}
			continue
		}
		if let, ok := unlabel(sub.Body).(*syntax.Let); ok && (s.Kind != syntax.SelName || !afterName) {
			lets = append(lets, let)
		}
		if !r.selectOne(sub, s, afterName, &lets) {
			return false
		}
	}
	// The part stands inside of these LETs: it can use what they define.
	for i := len(lets) - 1; i >= 0; i-- {
		l := *lets[i]
		l.Body = sub.Body
		sub.Body = &l
	}
	return true
}

func unlabel(e syntax.Expr) syntax.Expr {
	for {
		l, ok := e.(*syntax.Label)
		if !ok {
			return e
		}
		e = l.Body
	}
}

// number of a numeric selector among n parts, 0 for none.
func selected(s *syntax.Selector, n int) int {
	i := 0
	switch s.Kind {
	case syntax.SelNum:
		i = s.Num
	case syntax.SelLeft:
		i = 1
	case syntax.SelRight:
		if n <= 2 {
			i = n
		}
	}
	if i < 1 || i > n {
		return 0
	}
	return i
}

// selectArm goes to the condition or body of an arm of a CASE.
func (r *resolver) selectArm(sub *syntax.Sub, c *syntax.Case, arm, part *syntax.Selector) bool {
	n := len(c.Arms)
	i := arm.Num
	p := selected(part, 2)
	if arm.Kind != syntax.SelNum || i < 1 || p == 0 {
		return false
	}
	switch {
	case i <= n && p == 1:
		sub.Body = c.Arms[i-1].Cond
	case i <= n:
		sub.Body = c.Arms[i-1].Body
	case i == n+1 && c.Other != nil && p == 2:
		sub.Body = c.Other
	default:
		return false
	}
	return true
}

// selectOne goes one step further in. After a name the next one is a label's; after anything else, that of a definition of a LET.
func (r *resolver) selectOne(sub *syntax.Sub, s *syntax.Selector, afterName bool, lets *[]*syntax.Let) bool {
	switch s.Kind {
	case syntax.SelName:
		if afterName {
			return r.selectLabel(sub, s, lets)
		}
		return r.selectLet(sub, s)
	case syntax.SelArgs, syntax.SelAt:
		return r.selectBody(sub, s)
	}
	parts := operands(sub.Body)
	n := selected(s, len(parts))
	if n == 0 {
		r.errorf(s, "there is no such part: the expression at %s has %d", sub.Body.GetSpan(), len(parts))
		return false
	}
	sub.Body = parts[n-1]
	return true
}

// operands are the parts of an expression that have numbers.
func operands(e syntax.Expr) []syntax.Expr {
	var list []syntax.Expr
	sets := func(bounds []*syntax.Bounds) {
		for _, b := range bounds {
			if b.Set != nil {
				list = append(list, b.Set)
			}
		}
	}
	fields := func(fields []*syntax.FieldExpr) {
		for _, f := range fields {
			list = append(list, f.Expr)
		}
	}
	switch e := e.(type) {
	case *syntax.Ref:
		return e.Args
	case *syntax.Junction:
		return e.Items
	case *syntax.Quant:
		sets(e.Bounds)
	case *syntax.Choose:
		sets([]*syntax.Bounds{e.Bounds})
	case *syntax.SetFilter:
		sets([]*syntax.Bounds{e.Bounds})
	case *syntax.SetMap:
		sets(e.Bounds)
	case *syntax.FuncLit:
		sets(e.Bounds)
	case *syntax.SetEnum:
		return e.Elems
	case *syntax.Tuple:
		return e.Elems
	case *syntax.Times:
		return e.Factors
	case *syntax.FuncApply:
		list = append(list, e.Fn)
		list = append(list, e.Args...)
	case *syntax.FuncSet:
		list = append(list, e.Domain, e.Range)
	case *syntax.RecordLit:
		fields(e.Fields)
	case *syntax.RecordSet:
		fields(e.Fields)
	case *syntax.Field:
		name := &syntax.String{Value: e.Name.Text}
		name.Span = e.Name.Span
		list = append(list, e.Record, name)
	case *syntax.Except:
		list = append(list, e.Fn) // a new value may contain @ and has no name
	case *syntax.If:
		list = append(list, e.Cond, e.Then, e.Else)
	case *syntax.Box:
		list = append(list, e.Action, e.Sub)
	case *syntax.Angle:
		list = append(list, e.Action, e.Sub)
	case *syntax.Fairness:
		list = append(list, e.Sub, e.Action)
	case *syntax.Let:
		list = append(list, e.Body)
	case *syntax.Sequent:
		for _, a := range e.Assumes {
			if x, ok := a.(syntax.Expr); ok {
				list = append(list, x)
			}
		}
		list = append(list, e.Prove)
	}
	return list
}

// selectBody goes into the body of something that binds variables, giving them values.
func (r *resolver) selectBody(sub *syntax.Sub, s *syntax.Selector) bool {
	var bounds []*syntax.Bounds
	var body syntax.Expr
	switch e := sub.Body.(type) {
	case *syntax.Quant:
		bounds, body = e.Bounds, e.Body
	case *syntax.Choose:
		bounds, body = []*syntax.Bounds{e.Bounds}, e.Body
	case *syntax.SetFilter:
		bounds, body = []*syntax.Bounds{e.Bounds}, e.Cond
	case *syntax.SetMap:
		bounds, body = e.Bounds, e.Body
	case *syntax.FuncLit:
		bounds, body = e.Bounds, e.Body
	default:
		r.errorf(s, "the expression at %s binds no variables", sub.Body.GetSpan())
		return false
	}
	var vars []*syntax.Bound
	for _, b := range bounds {
		vars = append(vars, b.Vars...)
	}
	if s.Kind == syntax.SelAt {
		for _, v := range vars {
			sub.Params = append(sub.Params, v)
		}
		sub.Body = body
		return true
	}
	if len(vars) != len(s.Args) {
		r.errorf(s, "the expression at %s binds %s, found %s", sub.Body.GetSpan(), numbers.Some(len(vars), "variable"), numbers.Some(len(s.Args), "value"))
		return false
	}
	for i, v := range vars {
		r.value(s.Args[i])
		sub.Vars = append(sub.Vars, syntax.SubVar{Var: v, Expr: s.Args[i]})
	}
	sub.Body = body
	return true
}

// selectLet finds a definition of the LET that the expression is.
func (r *resolver) selectLet(sub *syntax.Sub, s *syntax.Selector) bool {
	let, ok := unlabel(sub.Body).(*syntax.Let)
	if !ok {
		r.errorf(s.Name, "the expression at %s is no LET, of which %s could be a definition; a label is named right after a name", sub.Body.GetSpan(), s.Name.Text)
		return false
	}
	for _, u := range let.Defs {
		d, ok := u.(*syntax.OpDef)
		if !ok || d.Name.Text != s.Name.Text {
			continue
		}
		sub.Body = d.Body
		if len(s.Args) == 0 {
			for _, p := range d.Params {
				sub.Params = append(sub.Params, p)
			}
			return true
		}
		if len(d.Params) != len(s.Args) {
			r.errorf(s, "%s has %s, found %d", d.Name.Text, number(len(d.Params)), len(s.Args))
			return false
		}
		for i, p := range d.Params {
			r.operand(s.Args[i], p.Arity)
			sub.Vars = append(sub.Vars, syntax.SubVar{Var: p, Expr: s.Args[i]})
		}
		return true
	}
	r.errorf(s.Name, "the LET at %s defines no %s", let.GetSpan(), s.Name.Text)
	return false
}

// selectLabel finds a label below the expression.
func (r *resolver) selectLabel(sub *syntax.Sub, s *syntax.Selector, lets *[]*syntax.Let) bool {
	l, bound, passed := findLabel(sub.Body, s.Name.Text, nil)
	*lets = append(*lets, passed...)
	if l == nil {
		r.errorf(s.Name, "the expression at %s has no label %s", sub.Body.GetSpan(), s.Name.Text)
		return false
	}
	if len(s.Args) == 0 {
		for _, p := range l.Params {
			for _, b := range bound {
				if b.Name.Text == p.Name.Text {
					sub.Params = append(sub.Params, b)
				}
			}
		}
		sub.Body = l.Body
		return true
	}
	if len(l.Params) != len(s.Args) {
		r.errorf(s, "the label %s has %s, found %d", l.Name.Text, number(len(l.Params)), len(s.Args))
		return false
	}
	for i, p := range l.Params {
		r.value(s.Args[i])
		for _, b := range bound {
			if b.Name.Text == p.Name.Text {
				sub.Vars = append(sub.Vars, syntax.SubVar{Var: b, Expr: s.Args[i]})
			}
		}
	}
	sub.Body = l.Body
	return true
}

// findLabel looks for a label that is not inside of another one, and for the variables bound and the LETs on the way.
func findLabel(n syntax.Node, name string, bound []*syntax.Bound) (*syntax.Label, []*syntax.Bound, []*syntax.Let) {
	switch n := n.(type) {
	case *syntax.Label:
		if n.Name.Text == name {
			return n, bound, nil
		}
		return nil, nil, nil
	case *syntax.OpDef:
		return nil, nil, nil // its labels are its own
	}
	for _, c := range syntax.Children(n) {
		if b, ok := c.(*syntax.Bounds); ok {
			bound = append(bound[:len(bound):len(bound)], b.Vars...)
		}
	}
	for _, c := range syntax.Children(n) {
		if l, b, lets := findLabel(c, name, bound); l != nil {
			if let, ok := n.(*syntax.Let); ok {
				lets = append([]*syntax.Let{let}, lets...)
			}
			return l, b, lets
		}
	}
	return nil, nil, nil
}
