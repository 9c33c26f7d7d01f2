package eval

import (
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A set of messages is looked at by kind: {m \in msgs : m.type = "1b" /\ m.bal = b}, \E m \in msgs : m.type = "2a" /\ ...
// What the first tests say of a member alone (m.type = "1b") makes a class of the set: the same for every state in which the
// set has the same members of that kind. A class is a derived variable, so what looks at messages of one kind does not
// depend on the others, and its results can be kept for longer.

// standing says how a condition stands: as a test, of which nothing matters but whether it holds, or as the beginning of an action.
type standing func(p *Program, e syntax.Expr, at env) (fits bool)

var (
	asTest   standing = func(*Program, syntax.Expr, env) bool { return true }
	asAction standing = func(p *Program, e syntax.Expr, at env) bool { return !p.forks(e, at) }
)

// class takes a quantifier's or filter's set apart: if it is a variable, and the first items of the condition speak of
// its member alone and fit where they stand, set is the code of the class and rest are the other items.
func (p *Program) class(b *syntax.Bounds, cond syntax.Expr, at env, md mode, stands standing) (set code, rest []syntax.Expr, ok bool) {
	if p.careful || p.Without.Classes || p.Whole || b.Tuple || len(b.Vars) != 1 || b.Set == nil || p.inClass {
		return set, nil, false
	}
	if md.cur != Current && md.cur != Next || md.assign == md.cur || md.fresh != nil {
		return set, nil, false
	}
	if _, isRef := b.Set.(*syntax.Ref); !isRef {
		return set, nil, false
	}
	var c code
	p.untracked(func() { c = p.compile(b.Set, at, md) })
	if c.reads == 0 || c.bank != md.cur || int(c.reads) > len(p.Variables) {
		return set, nil, false
	}
	items := conjuncts(cond, nil)
	n := 0
	for n < len(items) && p.speaksOfMember(items[n], b.Vars[0], at) && stands(p, items[n], at) {
		n++
	}
	if n == 0 {
		return set, nil, false
	}
	test := &syntax.Junction{Op: "/\\", Items: items[:n]}
	test.Span = cond.GetSpan()
	filter := &syntax.SetFilter{Bounds: b, Cond: test}
	filter.Span = b.Span
	key := classKey{c.reads, classText(items[:n], b.Vars[0])}
	name := p.classes[key]
	if name == nil {
		name = newByName(filter, at, "", filter)
		name.class = c.reads
		if key.text != "" {
			p.classes[key] = name
		}
	}
	reads := c.reads
	p.untracked(func() {
		rescue.Point("class")
		p.inClass = true
		c = p.compile(name.expr, name.env, md)
		p.inClass = false
	})
	set, rest = p.derivedCode(name, c, md), items[n:]
	if x, left, ok := p.indexed(b, items, n, reads, set, at, md, stands); ok {
		set, rest = x, left
	}
	p.track(set.uses)
	return set, rest, true
}

// equality is the operator =.
var equality = &syntax.Builtin{Name: "=", Arity: 2}

// inClassOf is [f |-> "a", ...] \in S for a variable S: it is a member of the class of those members x with x.f = "a", or of none. The field
// must be the one that records are compared by first: then a member outside of the class would not be looked at any further, where that
// could fail.
func (p *Program) inClassOf(e *syntax.Ref, in bool, at env, md mode) (c code, ok bool) {
	rec, isRecord := e.Bind.Args[0].(*syntax.RecordLit)
	if !isRecord {
		return c, false
	}
	f := slices.MinFunc(rec.Fields, func(a, b *syntax.FieldExpr) int {
		order, _ := value.Compare(p.Universe.String(a.Name.Text), p.Universe.String(b.Name.Text))
		return order
	})
	switch f.Expr.(type) {
	case *syntax.String, *syntax.Number:
	default:
		return c, false
	}
	x := &syntax.Bound{Span: f.Span, Name: syntax.Name{Span: f.Span, Text: "member"}}
	use := &syntax.Ref{Name: x.Name, Bind: &syntax.Binding{Decl: x}}
	use.Span = f.Span
	field := &syntax.Field{Record: use, Name: f.Name}
	field.Span = f.Span
	args := []syntax.Expr{field, f.Expr}
	test := &syntax.Ref{Name: syntax.Name{Span: f.Span, Text: "="}, Args: args, Bind: &syntax.Binding{Decl: equality, Args: args}}
	test.Span = f.Span
	set, rest, ok := p.class(&syntax.Bounds{Span: f.Span, Vars: []*syntax.Bound{x}, Set: e.Bind.Args[1]}, test, at, md, asTest)
	if !ok || len(rest) > 0 {
		return c, false
	}
	return compared(e, p.compile(rec, at, md), set, func(r, s value.Value) (bool, error) {
		is, err := value.Member(r, s)
		return is == in, err
	}), true
}

// classKey is a variable and what the tests say, where that does not depend on where they stand.
type classKey struct {
	variable int32
	text     string
}

// speaksOfMember says whether the value of e depends on the bound variable alone.
func (p *Program) speaksOfMember(e syntax.Expr, v *syntax.Bound, at env) bool {
	if e.GetLevel() > syntax.StateLevel {
		return false
	}
	s := p.newSlot()
	ok := false
	p.untracked(func() {
		c, err := p.tryCompile(e, at.bind(v, &slotMeaning{slot: s}), mode{cur: Current, next: none, assign: none})
		u := c.uses
		ok = err == nil && len(u.vars) == 0 && !u.impure && len(u.open) == 0 && len(u.slots) == 1 && u.slots[0] == s
	})
	return ok
}

// conjuncts are the items of a conjunction, in order.
func conjuncts(e syntax.Expr, list []syntax.Expr) []syntax.Expr {
	switch x := e.(type) {
	case *syntax.Junction:
		if x.Op == "/\\" {
			for _, item := range x.Items {
				list = conjuncts(item, list)
			}
			return list
		}
	case *syntax.Ref:
		if isLanguage(x, "/\\") {
			return conjuncts(x.Bind.Args[1], conjuncts(x.Bind.Args[0], list))
		}
	}
	return append(list, e)
}

// isLanguage says whether e is the use of an operator of the language.
func isLanguage(e *syntax.Ref, name string) bool {
	if e.Bind == nil || e.Bind.Sub != nil {
		return false
	}
	b, ok := e.Bind.Decl.(*syntax.Builtin)
	return ok && b.Module == "" && b.Name == name
}

// conjunction is the expression with the given items.
func conjunction(items []syntax.Expr, whole syntax.Expr) syntax.Expr {
	if len(items) == 1 {
		return items[0]
	}
	j := &syntax.Junction{Op: "/\\", Items: items}
	j.Span = whole.GetSpan()
	for _, item := range items {
		j.SetLevel(max(j.GetLevel(), item.GetLevel()))
	}
	return j
}

// classText is the same for tests that are the same wherever they stand; "" if they use a name that can mean something else
// elsewhere.
func classText(items []syntax.Expr, v *syntax.Bound) string {
	var b strings.Builder
	closed := true
	for _, item := range items {
		syntax.Walk(item, func(n syntax.Node) bool {
			switch n := n.(type) {
			case *syntax.Ref:
				if n.Bind == nil || n.Bind.Sub != nil || len(n.Bind.Path) > 0 {
					closed = false
					return false
				}
				switch d := n.Bind.Decl.(type) {
				case *syntax.Bound:
					closed = closed && d == v
					b.WriteString(" @")
				case *syntax.Builtin:
					b.WriteString(" " + d.Module + "!" + d.Name)
				default:
					closed = false
				}
				b.WriteString("/" + strconv.Itoa(len(n.Bind.Args)))
			case *syntax.Field:
				b.WriteString(" ." + n.Name.Text)
			case *syntax.String:
				b.WriteString(" " + strconv.Quote(n.Value))
			case *syntax.Number:
				b.WriteString(" " + n.Digits)
			case *syntax.Tuple:
				b.WriteString(" <" + strconv.Itoa(len(n.Elems)))
			case *syntax.SetEnum:
				b.WriteString(" {" + strconv.Itoa(len(n.Elems)))
			case *syntax.FuncApply:
				b.WriteString(" [" + strconv.Itoa(len(n.Args)))
			case syntax.Expr:
				closed = false
			}
			return closed
		})
		b.WriteByte(';')
	}
	if !closed {
		return ""
	}
	return b.String()
}
