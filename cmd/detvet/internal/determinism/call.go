package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// calls judges the calls in n. Discarded says that n is a call whose result
// nobody looks at, so that it must do something.
func (l *loop) calls(n ast.Node, w where, discarded bool) {
	ast.Inspect(n, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			in := w
			in.closed = true
			l.block(m.Body, in)
			return false
		case *ast.CallExpr:
			l.call(m, w, discarded && ast.Node(m) == n)
		}
		return true
	})
}

func (l *loop) call(call *ast.CallExpr, w where, discarded bool) {
	if w.once {
		// One iteration at most: only whether the others ran before is open.
		if l.envUse(call) != 0 {
			l.changes = append(l.changes, change{call.Pos(), nil, true})
		}
		return
	}
	switch use := l.envUse(call); {
	case use&sends != 0 || use.ordered():
		if l.rng == nil || !l.sameAtExit(call, w) {
			l.found(call.Pos(), nil, "sends, records or chooses "+inMapOrder)
		}
		return
	case use != 0:
		l.timers |= use
		l.changes = append(l.changes, change{call.Pos(), nil, false})
		if l.guardAccumulates(w, "") {
			l.found(call.Pos(), nil, "whether a timer is set "+ofMapOrder)
		}
	}
	if l.isBuiltin(call, "delete") {
		l.builtinChange(call, "what is deleted", false, w)
		return
	}
	if l.isBuiltin(call, "copy") {
		l.builtinChange(call, "what is left in "+text(call.Args[0]), true, w)
		return
	}
	fns := l.callees(call)
	if len(fns) == 0 {
		l.unknownCall(call, w, discarded)
		return
	}
	for _, fn := range fns {
		e, known := l.effectsOf(fn)
		args := l.arguments(call, fn)
		if !known {
			l.foreignCall(call, fn, args, w, discarded)
			continue
		}
		for i, arg := range args {
			if i < len(e.Writes) && e.Writes[i] != untouched {
				l.callWrites(call, fn, arg, e.Writes[i], w)
			}
		}
	}
}

// callWrites judges that fn changes what arg is or points to.
func (l *loop) callWrites(call *ast.CallExpr, fn *types.Func, arg ast.Expr, how write, w where) {
	// What it points to, not the variable.
	place, own := l.target(&ast.StarExpr{X: arg})
	if place == nil {
		return
	}
	if s, ok := place.(*ast.StarExpr); ok {
		place = s.X
	}
	own = own || l.keyIndex(arg) != nil && l.injective(l.keyIndex(arg))
	l.changed(call, place, w)
	switch {
	case own && !l.guardAccumulates(w, ""):
	case how == lasts && (l.rng == nil || !l.sameAtExit(call, w)):
		l.found(call.Pos(), place, nameOf(fn)+" changes "+text(arg)+" in a way that "+ofMapOrder)
	case l.guardAccumulates(w, ""):
		l.found(call.Pos(), place, "whether "+nameOf(fn)+" is called "+ofMapOrder)
	}
}

// envUse is what a call does with the environment.
func (l *loop) envUse(call *ast.CallExpr) envUse {
	switch l.envMethod(call) {
	case "Send", "Resend", "Broadcast", "Record", "Choose":
		return sends
	case "SetTimer":
		return sets
	case "StopTimer":
		return clears
	case "ID", "Peers":
		return 0
	}
	var use envUse
	for _, fn := range l.callees(call) {
		e, _ := l.effectsOf(fn)
		use |= e.Env
	}
	return use
}

// sameAtExit reports whether a call is the same for every element and is made
// just before the loop ends: if v.bad { env.Send(to, No{}); return }.
func (l *loop) sameAtExit(call *ast.CallExpr, w where) bool {
	if l.mentions(call, w) || l.accumulates(call, "") || w.block == nil || w.block == l.body {
		return false
	}
	b, ok := w.block.(*ast.BlockStmt)
	if !ok || len(b.List) == 0 || w.closed {
		return false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.BREAK && w.inner == 0
	}
	return false
}

func (l *loop) builtinChange(call *ast.CallExpr, what string, orders bool, w where) {
	place, own := l.target(&ast.StarExpr{X: call.Args[0]})
	if place == nil {
		return
	}
	if s, ok := place.(*ast.StarExpr); ok {
		place = s.X
	}
	l.changed(call.Args[0], place, w)
	if l.guardAccumulates(w, "") || orders && !own && l.mentions(call, w) {
		l.found(call.Pos(), place, what+" "+ofMapOrder)
	}
}

// foreignCall judges a call of the standard library: if its result is thrown
// away, it was called for what it does to what it is given.
func (l *loop) foreignCall(call *ast.CallExpr, fn *types.Func, args []ast.Expr, w where, discarded bool) {
	if !discarded || !l.mentions(call, w) {
		return
	}
	for i, arg := range args {
		t := l.info.TypeOf(arg)
		_, isSlice := t.Underlying().(*types.Slice)
		_, isPointer := t.Underlying().(*types.Pointer)
		byPointer := i == 0 && fn.Signature().Recv() != nil && isPointerType(fn.Signature().Recv().Type())
		if !isSlice && !isPointer && !byPointer && !isMap(t) {
			continue
		}
		place, own := l.target(&ast.StarExpr{X: arg})
		if place == nil || own || fn.Pkg() != nil && fn.Pkg().Path() == "maps" {
			continue
		}
		l.found(call.Pos(), arg, nameOf(fn)+" changes "+text(arg)+" "+inMapOrder)
		return
	}
}

func isPointerType(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// unknownCall judges a call of a function value, or of a method of an interface
// of which no type is known.
func (l *loop) unknownCall(call *ast.CallExpr, w where, discarded bool) {
	id, _ := ast.Unparen(call.Fun).(*ast.Ident)
	yields := id != nil && id.Name == "yield"
	if l.isConversion(call) || !discarded && !yields || l.envMethod(call) != "" {
		return
	}
	if tv := l.info.Types[call.Fun]; tv.IsBuiltin() {
		return
	}
	if id != nil {
		// A local function: what it does is seen where it is written.
		if lit := l.literal(l.info.Uses[id]); lit != nil {
			in := w
			in.closed = true
			if !within(l.body, lit.Pos()) {
				l.inline(lit, in)
			}
			return
		}
	}
	if _, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return
	}
	l.found(call.Pos(), nil, "calls "+text(call.Fun)+" "+inMapOrder)
}

// literal returns the function literal that a variable of the function holds.
func (l *loop) literal(obj types.Object) *ast.FuncLit {
	if obj == nil {
		return nil
	}
	var lit *ast.FuncLit
	ast.Inspect(l.decl.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i, lhs := range a.Lhs {
			if id, ok := lhs.(*ast.Ident); ok && l.objectOf(id) == obj {
				lit, _ = ast.Unparen(a.Rhs[i]).(*ast.FuncLit)
			}
		}
		return true
	})
	return lit
}

// inline judges the body of a literal from before the loop: its parameters are
// elements, what it defines is as short-lived as the iteration.
func (l *loop) inline(lit *ast.FuncLit, w where) {
	if l.inlined[lit] {
		return // it calls itself
	}
	in := *l
	in.inlined = map[*ast.FuncLit]bool{lit: true}
	for other := range l.inlined {
		in.inlined[other] = true
	}
	in.rng, in.body = nil, lit.Body
	in.elems = map[types.Object]bool{}
	for obj := range l.elems {
		in.elems[obj] = true
	}
	for _, field := range lit.Type.Params.List {
		for _, name := range field.Names {
			in.elems[l.info.Defs[name]] = true
		}
	}
	in.keys = in.elems
	in.changes, in.exits = nil, nil
	in.check()
	l.changes = append(l.changes, in.changes...)
}
