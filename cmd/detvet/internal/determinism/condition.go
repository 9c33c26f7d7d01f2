package determinism

import (
	"go/ast"
	"go/token"
)

// where is what is known at a statement.
type where struct {
	guards []ast.Expr // conditions that decided whether to come here
	pinned []string   // expressions that have a known value here
	once   bool       // at most one iteration comes here
	block  ast.Node
	inner  int // loops and switches around, within the body: break is theirs
	closed bool
}

func (w where) guarded(cond ast.Expr) where {
	w.guards = append(w.guards[:len(w.guards):len(w.guards)], cond)
	return w
}

// affirmed adds what is known where cond is true: k == x pins k.
func (l *loop) affirmed(cond ast.Expr, w where) where {
	if b, ok := ast.Unparen(cond).(*ast.BinaryExpr); ok {
		switch b.Op {
		case token.LAND:
			return l.affirmed(b.Y, l.affirmed(b.X, w))
		case token.EQL:
			return l.pin(b.Y, b.X, l.pin(b.X, b.Y, w))
		}
	}
	return w
}

// negated adds what is known where cond is false.
func (l *loop) negated(cond ast.Expr, w where) where {
	switch e := ast.Unparen(cond).(type) {
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LOR:
			return l.negated(e.Y, l.negated(e.X, w))
		case token.NEQ:
			return l.pin(e.Y, e.X, l.pin(e.X, e.Y, w))
		}
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return l.affirmed(e.X, w)
		}
	}
	return w
}

func (l *loop) pin(e, value ast.Expr, w where) where {
	if l.mentions(e, w) && !l.mentions(value, w) && !l.accumulates(value, "") {
		w.pinned = append(w.pinned[:len(w.pinned):len(w.pinned)], text(e))
		w.once = w.once || l.injective(e)
	}
	return w
}
