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
	if len(b.Path) == 0 || !p.reaches(b.Decl, isEnabled) {
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

// A mark is something that can stand in a definition.
type mark int

const (
	isEnabled mark = iota // ENABLED, and what asks for it
	isPrimed              // whatever speaks of another state than the current one
)

// in reports whether a node is such a mark.
func (k mark) in(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Fairness:
		return true
	case *syntax.Box, *syntax.Angle:
		return k == isPrimed
	case *syntax.Ref:
		return isLanguage(n, "ENABLED") || k == isPrimed && (isLanguage(n, "'") || isLanguage(n, "UNCHANGED") || isLanguage(n, "\\cdot"))
	}
	return false
}

type markedDecl struct {
	decl syntax.Decl
	mark mark
}

// reaches reports whether a mark stands in a definition, or in one that it uses.
func (p *Program) reaches(d syntax.Decl, k mark) bool {
	key := markedDecl{d, k}
	known, ok := p.marked[key]
	if !ok {
		known = p.reachesUnseen(d, k, map[syntax.Decl]bool{})
		p.marked[key] = known
	}
	return known
}

func (p *Program) reachesUnseen(d syntax.Decl, k mark, seen map[syntax.Decl]bool) (found bool) {
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
		found = found || k.in(n) || use != nil && use.Bind != nil && p.reachesUnseen(use.Bind.Decl, k, seen)
		return !found
	})
	return found
}
