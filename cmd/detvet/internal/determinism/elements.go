package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// isKey and isElem see through variables of the body that only hold another.
func (l *loop) isKey(obj types.Object) bool {
	if l.keys[obj] {
		return true
	}
	def := l.defs[obj]
	return def != nil && !l.changing[obj] && l.injective(def)
}

func (l *loop) isLocal(obj types.Object) bool {
	if obj == nil {
		return false
	}
	if l.rng != nil {
		return within(l.rng, obj.Pos())
	}
	return within(l.body, obj.Pos())
}

func (l *loop) isElem(obj types.Object) bool {
	if l.elems[obj] {
		return true
	}
	if !l.isLocal(obj) {
		return false
	}
	if _, ok := obj.(*types.Var); !ok {
		return false
	}
	def := l.defs[obj]
	return def == nil || l.changing[obj] || l.mentions(def, where{})
}

// mentions reports whether an expression's value differs between elements.
func (l *loop) mentions(n ast.Node, w where) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if found || n == nil {
			return false
		}
		if e, ok := n.(ast.Expr); ok && len(w.pinned) > 0 {
			for _, p := range w.pinned {
				if text(e) == p {
					return false
				}
			}
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			// Its own variables are no elements.
			return true
		case *ast.Ident:
			if obj := l.info.Uses[n]; obj != nil && l.isElem(obj) && !l.ofLiteral(obj) {
				found = true
			}
		}
		return !found
	})
	return found
}

// ofLiteral reports whether obj is a parameter of a function literal: it is as
// much an element as what the literal is given, which is written elsewhere.
func (l *loop) ofLiteral(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && v.Kind() == types.ParamVar && l.isLocal(obj) && !l.keys[obj] && !l.elems[obj]
}

// accumulates reports whether an expression reads a place that the loop changes,
// other than except: how far it has come depends on the order.
func (l *loop) accumulates(n ast.Node, except string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || found {
			return !found
		}
		t := text(e)
		if t == except {
			return false
		}
		if l.assigned[t] {
			found = true
		}
		return !found
	})
	return found
}

// injective reports whether an expression differs between any two iterations.
func (l *loop) injective(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return l.isKey(l.info.Uses[e])
	case *ast.CallExpr:
		return (l.isConversion(e) || l.isFunc(e, "strconv", "Itoa") || l.isFunc(e, "fmt", "Sprint")) && l.injective(e.Args[0])
	case *ast.CompositeLit:
		for _, elt := range e.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			if l.injective(elt) {
				return true
			}
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD || e.Op == token.SUB {
			return l.injective(e.X) && !l.mentions(e.Y, where{}) || l.injective(e.Y) && !l.mentions(e.X, where{})
		}
	}
	return false
}
