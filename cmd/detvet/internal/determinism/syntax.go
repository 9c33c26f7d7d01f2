package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// text is an expression as it is written: two that read the same at two places
// of one function are taken to be the same place in memory.
func text(e ast.Expr) string { return types.ExprString(ast.Unparen(e)) }

// namedOf returns the named type that t is or points to.
func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// callee returns the function that is called, unless it is a function value.
func (c *checker) callee(call *ast.CallExpr) *types.Func {
	return typeutil.StaticCallee(c.info, call)
}

// callees returns the functions that a call may run.
func (c *checker) callees(call *ast.CallExpr) []*types.Func {
	fn, ok := typeutil.Callee(c.info, call).(*types.Func)
	if !ok {
		return nil
	}
	return c.targets(fn)
}

// arguments returns what a call gives to the parameters of fn, the receiver
// first; the arguments of a variadic parameter are all at the end.
func (c *checker) arguments(call *ast.CallExpr, fn *types.Func) []ast.Expr {
	if fn.Signature().Recv() == nil {
		return call.Args
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return call.Args
	}
	if s := c.info.Selections[sel]; s != nil && s.Kind() == types.MethodExpr {
		return call.Args
	}
	return append([]ast.Expr{sel.X}, call.Args...)
}

// envMethod returns the name of the method of model.Env that is called, or "".
func (c *checker) envMethod(call *ast.CallExpr) string {
	fn, ok := typeutil.Callee(c.info, call).(*types.Func)
	if !ok {
		return ""
	}
	return c.envMethodOf(fn)
}

// envMethodOf returns the name of the method of model.Env that fn is, or "".
func (c *checker) envMethodOf(fn *types.Func) string {
	if r := fn.Signature().Recv(); fn.Pkg() == nil || r == nil || !types.IsInterface(r.Type()) {
		return ""
	}
	switch fn.Name() {
	case "ID", "Peers", "Send", "Resend", "Broadcast", "SetTimer", "StopTimer", "Choose", "Record":
	default:
		return ""
	}
	// Its methods may be called on an interface that embeds it, or has some of them.
	if fn.Pkg().Path() == modelPath {
		return fn.Name()
	}
	if c.env == nil {
		return ""
	}
	for m := range c.env.Methods() {
		if m.Name() == fn.Name() && types.Identical(m.Signature(), fn.Signature()) {
			return fn.Name()
		}
	}
	return ""
}

// isFunc reports whether a call is of a function of package pkg with one of the
// names.
func (c *checker) isFunc(call *ast.CallExpr, pkg string, names ...string) bool {
	fn := c.callee(call)
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == pkg &&
		fn.Signature().Recv() == nil && slices.Contains(names, fn.Name())
}

func (c *checker) isBuiltin(call *ast.CallExpr, names ...string) bool {
	b, ok := typeutil.Callee(c.info, call).(*types.Builtin)
	return ok && slices.Contains(names, b.Name())
}

// isConversion reports whether a call is a conversion of one value.
func (c *checker) isConversion(call *ast.CallExpr) bool {
	return len(call.Args) == 1 && c.info.Types[call.Fun].IsType()
}

// operand returns the expression of which e is a part, or nil: x for x.f, x[i],
// x[i:j], *x, &x and x.(T).
func (c *checker) operand(e ast.Expr) ast.Expr {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if s := c.info.Selections[e]; s != nil && s.Kind() == types.FieldVal {
			return e.X
		}
	case *ast.IndexExpr:
		return e.X
	case *ast.SliceExpr:
		return e.X
	case *ast.StarExpr:
		return e.X
	case *ast.TypeAssertExpr:
		return e.X
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return e.X
		}
	case *ast.CallExpr:
		if c.isConversion(e) {
			return e.Args[0]
		}
	}
	return nil
}

// rootExpr returns what is left when all selectors and the like are taken off.
func (c *checker) rootExpr(e ast.Expr) ast.Expr {
	for {
		x := c.operand(e)
		if x == nil {
			return ast.Unparen(e)
		}
		e = x
	}
}

// rootObject returns the variable that e is, or is a part of, or nil.
func (c *checker) rootObject(e ast.Expr) types.Object {
	switch e := c.rootExpr(e).(type) {
	case *ast.Ident:
		return c.objectOf(e)
	case *ast.SelectorExpr: // a variable of another package
		return c.info.Uses[e.Sel]
	}
	return nil
}

func (c *checker) objectOf(id *ast.Ident) types.Object {
	if obj := c.info.Uses[id]; obj != nil {
		return obj
	}
	return c.info.Defs[id]
}

// shared reports whether the place e is reached through a pointer, slice or map:
// then others than the variable at its root see it change.
func (c *checker) shared(e ast.Expr) bool {
	for {
		e = ast.Unparen(e)
		switch x := e.(type) {
		case *ast.StarExpr:
			return true
		case *ast.SliceExpr:
			return true
		case *ast.IndexExpr:
			if _, array := c.info.TypeOf(x.X).Underlying().(*types.Array); !array {
				return true
			}
		case *ast.SelectorExpr:
			if s := c.info.Selections[x]; s != nil && s.Indirect() {
				return true
			}
		}
		x := c.operand(e)
		if x == nil {
			return false
		}
		e = x
	}
}

// hasReferences reports whether copying a value of type t leaves something
// shared: it is, or holds, a pointer, slice or map.
func hasReferences(t types.Type) bool { return references(t, map[types.Type]bool{}) }

func references(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map:
		return true
	case *types.Array:
		return references(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if references(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// parent returns the node around n, parentheses left out.
func (c *checker) parent(n ast.Node) ast.Node {
	for {
		p := c.parents[n]
		if _, ok := p.(*ast.ParenExpr); !ok {
			return p
		}
		n = p
	}
}

// within reports whether pos is in n.
func within(n ast.Node, pos token.Pos) bool { return n.Pos() <= pos && pos < n.End() }

// sorts reports whether fn sorts its argument number i (the receiver first).
func (c *checker) sorts(fn *types.Func, e effects, i int) bool {
	if fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "sort":
		switch fn.Name() {
		case "Ints", "Strings", "Float64s", "Slice", "SliceStable", "Sort", "Stable":
			return i == 0
		}
		return false
	case "slices", "golang.org/x/exp/slices":
		switch fn.Name() {
		case "Sort", "SortFunc", "SortStableFunc":
			return i == 0
		}
		return false
	}
	return i < len(e.Sorts) && e.Sorts[i]
}
