package determinism

import (
	"go/ast"
	"go/token"
)

// block judges statements one after the other. A condition under which an
// iteration ends before the rest guards the rest.
func (l *loop) block(b ast.Node, w where) {
	var list []ast.Stmt
	switch b := b.(type) {
	case *ast.BlockStmt:
		list = b.List
	case *ast.CaseClause:
		list = b.Body
	case *ast.CommClause:
		list = b.Body
	}
	w.block = b
	for _, s := range list {
		l.stmt(s, w)
		if s, ok := s.(*ast.IfStmt); ok && s.Else == nil && l.skips(s.Body, w) {
			w = l.negated(s.Cond, w.guarded(s.Cond))
		}
	}
}

// skips reports whether a block ends the iteration.
func (l *loop) skips(b *ast.BlockStmt, w where) bool {
	if len(b.List) == 0 {
		return false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE
	case *ast.ReturnStmt:
		return l.rng == nil || w.closed
	}
	return false
}

func (l *loop) stmt(s ast.Stmt, w where) {
	switch s := s.(type) {
	case nil:
	case *ast.BlockStmt:
		l.block(s, w)
	case *ast.LabeledStmt:
		l.stmt(s.Stmt, w)
	case *ast.ExprStmt:
		l.calls(s.X, w, true)
	case *ast.DeferStmt:
		l.calls(s.Call, w, true)
	case *ast.DeclStmt:
		l.calls(s, w, false)
	case *ast.IncDecStmt:
		l.calls(s.X, w, false)
		l.assign(s.X, nil, token.ADD_ASSIGN, w)
	case *ast.AssignStmt:
		for _, e := range s.Rhs {
			l.calls(e, w, allBlank(s.Lhs))
		}
		for i, lhs := range s.Lhs {
			if id, ok := lhs.(*ast.Ident); ok && (id.Name == "_" || s.Tok == token.DEFINE && l.info.Defs[id] != nil) {
				continue
			}
			rhs := s.Rhs[0]
			if len(s.Rhs) == len(s.Lhs) {
				rhs = s.Rhs[i]
			}
			tok := s.Tok
			if tok == token.DEFINE {
				tok = token.ASSIGN
			}
			l.assign(lhs, rhs, tok, w)
		}
	case *ast.IfStmt:
		l.stmt(s.Init, w)
		l.calls(s.Cond, w, false)
		g := w.guarded(s.Cond)
		l.block(s.Body, l.affirmed(s.Cond, g))
		l.stmt(s.Else, l.negated(s.Cond, g))
	case *ast.SwitchStmt:
		l.stmt(s.Init, w)
		if s.Tag != nil {
			l.calls(s.Tag, w, false)
		}
		l.switchBody(s, w)
	case *ast.TypeSwitchStmt:
		l.stmt(s.Init, w)
		l.stmt(s.Assign, w)
		w.inner++
		for _, cl := range s.Body.List {
			l.block(cl, w)
		}
	case *ast.ForStmt:
		l.stmt(s.Init, w)
		if s.Cond != nil {
			l.calls(s.Cond, w, false)
			w = w.guarded(s.Cond)
		}
		l.stmt(s.Post, w)
		w.inner++
		l.block(s.Body, w)
	case *ast.RangeStmt:
		l.calls(s.X, w, false)
		w.inner++
		l.block(s.Body, w)
	case *ast.ReturnStmt:
		for _, e := range s.Results {
			l.calls(e, w, false)
		}
		if l.rng == nil || w.closed {
			return
		}
		l.exits = append(l.exits, exit{w.block, true, w.guards})
		if w.once {
			return
		}
		for _, e := range s.Results {
			if l.mentions(e, w) || l.accumulates(e, "") {
				l.found(s.Pos(), nil, "what is returned "+ofMapOrder)
			}
		}
	case *ast.BranchStmt:
		// A label is that of a loop further out, or, rarely, of one further in.
		if l.rng == nil || w.closed || s.Tok == token.FALLTHROUGH {
			return
		}
		if s.Tok == token.BREAK && s.Label == nil && w.inner == 0 || s.Label != nil && !l.labelWithin(s.Label) {
			l.exits = append(l.exits, exit{w.block, false, w.guards})
		}
	}
}

// labelWithin reports whether a label is that of a statement of the body, or of
// the loop itself, which a continue may name.
func (l *loop) labelWithin(label *ast.Ident) bool {
	obj := l.info.Uses[label]
	if obj == nil {
		return false
	}
	if within(l.body, obj.Pos()) {
		return true
	}
	ls, ok := l.parents[l.rng].(*ast.LabeledStmt)
	b, _ := l.parents[label].(*ast.BranchStmt)
	return ok && l.info.Defs[ls.Label] == obj && b.Tok == token.CONTINUE
}

func allBlank(list []ast.Expr) bool {
	for _, e := range list {
		if id, ok := e.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

func (l *loop) switchBody(s *ast.SwitchStmt, w where) {
	w.inner++
	for _, cl := range s.Body.List {
		cl := cl.(*ast.CaseClause)
		in := w
		for _, e := range cl.List {
			cond := e
			if s.Tag != nil {
				cond = &ast.BinaryExpr{X: s.Tag, Op: token.EQL, OpPos: e.Pos(), Y: e}
			}
			in = in.guarded(cond)
			if len(cl.List) == 1 {
				in = l.affirmed(cond, in)
			}
		}
		// The cases before were not taken.
		l.block(cl, in)
		for _, e := range cl.List {
			if s.Tag == nil {
				w = w.guarded(e)
			}
		}
	}
}
