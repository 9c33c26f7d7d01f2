package eval

import (
	"slices"

	"github.com/synod-go/synod/tla/syntax"
)

// Arguments stand for themselves wherever a definition uses them. Where that is not the place where they were written, nothing there may
// change what they mean.

// A separation tells one use of an operator of an instanced module from the others.
type separation struct {
	arg    syntax.Expr // one of the arguments
	locals *scope
}

// separate is not zero for a use that needs a context of its own: in I!Op(I!A), where Op(d) == ENABLED d, the ENABLED binds the primed
// variables of what is in the module (see mode), and I!A is not; the same context for both would take it for that.
func (p *Program) separate(b *syntax.Binding, at env) separation {
	if len(b.Path) == 0 || !p.reachesEnabled(b.Decl) {
		return separation{}
	}
	args := slices.Clip(b.Args)
	for _, s := range b.Path {
		args = append(args, s.Args...)
	}
	if b.Sub != nil {
		for _, v := range b.Sub.Vars {
			args = append(args, v.Expr)
		}
	}
	for _, e := range args {
		if p.varies(e, at) {
			return separation{e, at.locals}
		}
	}
	return separation{}
}

// varies reports whether an argument is an operator or depends on the state.
func (p *Program) varies(e syntax.Expr, at env) bool {
	switch e := e.(type) {
	case *syntax.Lambda:
		return true
	case *syntax.Ref:
		if e.Bind != nil && e.Bind.Decl.NumParams() > len(e.Bind.Args) {
			return true
		}
	}
	return p.level(e, at) > syntax.ConstantLevel
}

// asksEnabled reports whether a node is an ENABLED, or asks for one.
func asksEnabled(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Fairness:
		return true
	case *syntax.Ref:
		return isLanguage(n, "ENABLED")
	}
	return false
}

// reachesEnabled reports whether an ENABLED stands in a definition, or in one that it uses.
func (p *Program) reachesEnabled(d syntax.Decl) bool {
	known, ok := p.marked[d]
	if !ok {
		known = p.reachesUnseen(d, map[syntax.Decl]bool{})
		p.marked[d] = known
	}
	return known
}

func (p *Program) reachesUnseen(d syntax.Decl, seen map[syntax.Decl]bool) (found bool) {
	if r := p.Replaced[d]; r != nil {
		d = r.Decl
	}
	if seen[d] {
		return false
	}
	seen[d] = true
	var body syntax.Expr
	switch d := d.(type) {
	case *syntax.OpDef:
		body = d.Body
	case *syntax.Fact:
		body = d.Body
	}
	if body == nil {
		return false
	}
	syntax.Walk(body, func(n syntax.Node) bool {
		use, _ := n.(*syntax.Ref)
		found = found || asksEnabled(n) || use != nil && use.Bind != nil && p.reachesUnseen(use.Bind.Decl, seen)
		return !found
	})
	return found
}
