package determinism

import (
	"go/ast"
	"go/token"
)

// collect finds what the body defines and assigns.
func (l *loop) collect() {
	define := func(names []ast.Expr, values []ast.Expr) {
		for i, name := range names {
			id, ok := name.(*ast.Ident)
			if !ok || id.Name == "_" {
				continue
			}
			obj := l.objectOf(id)
			switch {
			case obj == nil:
			case len(values) == len(names):
				l.defs[obj] = values[i]
			case len(values) == 1: // v, ok := m[k]
				l.defs[obj] = values[0]
			case l.defs[obj] == nil && len(values) == 0:
				l.changing[obj] = true // var x int, assigned later
			}
		}
	}
	assign := func(lhs ast.Expr) {
		obj := l.rootObject(lhs)
		if obj == nil {
			return
		}
		if l.isLocal(obj) {
			if _, ok := ast.Unparen(lhs).(*ast.Ident); ok {
				l.changing[obj] = true
			}
			return
		}
		l.assigned[text(lhs)] = true
	}
	ast.Inspect(l.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, name := range n.Lhs {
					if id, ok := name.(*ast.Ident); ok && l.info.Defs[id] == nil {
						assign(name)
					}
				}
				define(n.Lhs, n.Rhs)
				break
			}
			for _, lhs := range n.Lhs {
				assign(lhs)
			}
		case *ast.IncDecStmt:
			assign(n.X)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				names[i] = name
			}
			define(names, n.Values)
		case *ast.RangeStmt:
			for _, v := range []ast.Expr{n.Key, n.Value} {
				if v != nil && n.Tok == token.DEFINE {
					// The inner loop's variables are parts of what it ranges over.
					define([]ast.Expr{v}, []ast.Expr{n.X})
					if id, ok := v.(*ast.Ident); ok {
						l.changing[l.objectOf(id)] = true
					}
				} else if v != nil {
					assign(v)
				}
			}
		case *ast.TypeSwitchStmt:
			if a, ok := n.Assign.(*ast.AssignStmt); ok {
				x := a.Rhs[0].(*ast.TypeAssertExpr).X
				for _, cl := range n.Body.List {
					if obj := l.info.Implicits[cl]; obj != nil {
						l.defs[obj] = x
					}
				}
			}
		}
		return true
	})
}
