package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// aliases reports what is sent and shares memory with the sender's fields.
func (f *function) aliases() {
	r := f.decl.Recv
	if r == nil || len(r.List[0].Names) == 0 {
		return
	}
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch f.envMethod(call) {
		case "Send", "Resend", "Broadcast", "Record":
			if len(call.Args) == 0 {
				return true
			}
			s := &sharing{checker: f.checker, seen: map[ast.Node]bool{}}
			s.in(f.decl, call.Args[len(call.Args)-1])
			for _, e := range s.found {
				f.report(e.Pos(), "the message holds "+text(e)+
					", which stays the sender's: they share memory; send a copy (slices.Clone, maps.Clone)")
			}
		}
		return true
	})
}

// sharing finds what an expression shares with the receiver of the method that
// it is in.
type sharing struct {
	*checker
	seen  map[ast.Node]bool
	found []ast.Expr
}

func (s *sharing) in(d *ast.FuncDecl, e ast.Expr) {
	e = ast.Unparen(e)
	if s.seen[e] {
		return
	}
	s.seen[e] = true
	if lit, ok := e.(*ast.UnaryExpr); ok && lit.Op == token.AND {
		if c, ok := ast.Unparen(lit.X).(*ast.CompositeLit); ok {
			e = c
		}
	}
	switch x := e.(type) {
	case *ast.CompositeLit:
		for _, elt := range x.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			s.in(d, elt)
		}
		return
	case *ast.CallExpr:
		s.inCall(d, x)
		return
	case *ast.UnaryExpr:
		if x.Op != token.AND {
			return
		}
	}
	if t := s.info.TypeOf(e); t == nil || !hasReferences(t) {
		return
	}
	obj := s.rootObject(e)
	if obj == nil {
		return
	}
	if obj == s.receiver(d) {
		// The receiver itself, or something in it.
		s.found = append(s.found, e)
		return
	}
	if v, ok := obj.(*types.Var); ok && v.Kind() == types.LocalVar {
		before := len(s.found)
		s.inVariable(d, v)
		if len(s.found) > before {
			// It is at the place where it is sent that a copy is missing.
			s.found = append(s.found[:before], e)
			if _, ok := e.(*ast.Ident); ok && isStruct(s.info.TypeOf(e)) {
				// But not for a message that was put together before.
				s.found = s.found[:before]
				s.seen = map[ast.Node]bool{e: true}
				s.inVariable(d, v)
			}
		}
	}
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// receiver returns the receiver of a method that is called on a pointer.
func (s *sharing) receiver(d *ast.FuncDecl) types.Object {
	if d.Recv == nil || len(d.Recv.List[0].Names) == 0 {
		return nil
	}
	obj := s.info.Defs[d.Recv.List[0].Names[0]]
	if obj == nil || !isPointerType(obj.Type()) {
		return nil
	}
	return obj
}

// inCall looks into append, conversions, and functions of this package that
// return what they have.
func (s *sharing) inCall(d *ast.FuncDecl, call *ast.CallExpr) {
	switch {
	case s.isConversion(call):
		s.in(d, call.Args[0])
		return
	case s.isBuiltin(call, "append"):
		// append(x[:0:0], …) and append(x[:n:n], …) make a new array.
		if first, ok := ast.Unparen(call.Args[0]).(*ast.SliceExpr); !ok || first.Max == nil {
			s.in(d, call.Args[0])
		}
		if !call.Ellipsis.IsValid() {
			for _, arg := range call.Args[1:] {
				s.in(d, arg)
			}
		}
		return
	}
	fn := s.callee(call)
	if fn == nil {
		return
	}
	callee := s.decls[fn.Origin()]
	if callee == nil || callee.Recv == nil {
		return
	}
	// Only what comes from the sender itself: not the parts of a message that
	// is passed on, nor of something that was made here.
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || s.receiver(d) == nil || s.rootObject(sel.X) != s.receiver(d) {
		return
	}
	ast.Inspect(callee.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				s.in(callee, e)
			}
		}
		return true
	})
}

// inVariable looks at everything that is assigned to a variable, or to its parts.
func (s *sharing) inVariable(d *ast.FuncDecl, v *types.Var) {
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if s.rootObject(lhs) == types.Object(v) && len(n.Rhs) == len(n.Lhs) {
					s.in(d, n.Rhs[i])
				} else if i == 0 && s.rootObject(lhs) == types.Object(v) {
					s.in(d, n.Rhs[0]) // v, ok := s.m[k]
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if s.info.Defs[name] == types.Object(v) && i < len(n.Values) {
					s.in(d, n.Values[i])
				}
			}
		case *ast.RangeStmt:
			if id, ok := n.Value.(*ast.Ident); ok && s.objectOf(id) == types.Object(v) && s.info.Defs[id] != nil {
				s.in(d, n.X)
			}
		}
		return true
	})
}
