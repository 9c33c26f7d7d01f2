package determinism

import (
	"go/ast"
	"go/types"
)

// exit is where the loop may end before its last element.
type exit struct {
	block   ast.Node // the statements that end with it
	returns bool
	guards  []ast.Expr
}

// checkExits reports changes that only the elements before an early end make.
func (l *loop) checkExits() {
	if len(l.exits) == 0 {
		return
	}
	for _, ch := range l.changes {
		if ch.once || l.atExit(ch) {
			continue
		}
		if v := l.ownVariable(ch.place); v != nil && l.deadAfter(v) {
			continue
		}
		l.found(ch.pos, nil, "how many elements come here before the loop ends "+ofMapOrder)
	}
}

// atExit reports whether a change is made just before the loop ends, or is what
// decides that it ends (if n++; n == quorum { break }).
func (l *loop) atExit(ch change) bool {
	for _, x := range l.exits {
		if x.block != l.body && within(x.block, ch.pos) {
			return true
		}
	}
	if ch.place == nil {
		return false
	}
	for _, x := range l.exits {
		decides := false
		for _, g := range x.guards {
			decides = decides || l.accumulates(g, "") && !l.accumulates(g, text(ch.place)) && !l.mentions(g, where{})
		}
		if !decides {
			return false
		}
	}
	return true
}

// ownVariable returns the variable of the function that a place is, or nil.
func (l *loop) ownVariable(place ast.Expr) *types.Var {
	if place == nil || l.shared(place) {
		return nil
	}
	v, _ := l.rootObject(place).(*types.Var)
	if v == nil || v.Kind() == types.RecvVar || v.Parent() == l.pass.Pkg.Scope() {
		return nil
	}
	return v
}

// deadAfter reports whether nobody reads v after an early end: after a return,
// or when v is not named behind the loop.
func (l *loop) deadAfter(v *types.Var) bool {
	if v.Kind() == types.ResultVar {
		return false
	}
	breaks := false
	for _, x := range l.exits {
		breaks = breaks || !x.returns
	}
	used := false
	ast.Inspect(l.decl.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && breaks && id.Pos() > l.rng.End() && l.info.Uses[id] == v {
			used = true
		}
		return true
	})
	return !used
}
