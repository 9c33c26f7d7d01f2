package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// aliases reports what is sent and shares memory with the sender's fields.
func (f *function) aliases() {
	const stays = ", which stays the sender's: they share memory; send a copy (slices.Clone, maps.Clone)"
	f.eachSent(f.decl, func(v value, by *types.Func) {
		for _, e := range newSharing(f.checker).in(f.decl, v) {
			if by == nil {
				f.report(e.Pos(), "the message holds "+text(e)+stays)
			} else {
				f.report(e.Pos(), nameOf(by)+" sends "+text(e)+stays)
			}
		}
	})
}

// value is something that is assigned, passed, returned or sent.
type value struct {
	e      ast.Expr
	t      types.Type // what is taken of it: of a slice, an element
	result int        // if e is a call
}

func (c *checker) value(e ast.Expr) value { return value{e: e, t: first(c.info.TypeOf(e))} }

// first returns the type of v in v, ok := e.
func first(t types.Type) types.Type {
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		return tuple.At(0).Type()
	}
	return t
}

// values are what a list of expressions is worth: one by one, or the results of
// a call that is alone.
func (c *checker) values(list []ast.Expr) []value {
	var values []value
	if len(list) == 1 {
		if tuple, ok := c.info.TypeOf(list[0]).(*types.Tuple); ok {
			for i := range tuple.Len() {
				values = append(values, value{list[0], tuple.At(i).Type(), i})
			}
			return values
		}
	}
	for _, e := range list {
		values = append(values, c.value(e))
	}
	return values
}

// eachSent calls do with everything in d that is put into a message, and with the
// function that does so with its parameter, if it is one.
func (c *checker) eachSent(d *ast.FuncDecl, do func(v value, by *types.Func)) {
	ast.Inspect(d.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || c.isConversion(call) {
			return true
		}
		for _, fun := range c.meant(d, call.Fun) {
			fn := c.named(fun)
			if fn == nil {
				continue
			}
			switch c.envMethodOf(fn) {
			case "":
			case "Send", "Resend", "Broadcast", "Record":
				if values := c.values(call.Args); len(values) > 0 {
					do(values[len(values)-1], nil)
				}
				continue
			default:
				continue
			}
			for _, target := range c.targets(fn) {
				sends := c.flowOf(target).Sends
				for i, v := range c.passed(call, fun, target) {
					if sends.has(paramAt(target, i)) {
						do(v, target)
					}
				}
			}
		}
		return true
	})
}

// meant returns what a called expression may be: itself, or what was assigned to
// the local variable that it is.
func (c *checker) meant(d *ast.FuncDecl, fun ast.Expr) []ast.Expr {
	return c.meantNow(c.assignments(d), fun, map[types.Object]bool{})
}

func (c *checker) meantNow(all map[types.Object][]assignment, fun ast.Expr, seen map[types.Object]bool) []ast.Expr {
	fun = ast.Unparen(fun)
	switch x := fun.(type) {
	case *ast.IndexExpr: // f[int]
		if _, isFunc := c.info.TypeOf(x.X).(*types.Signature); isFunc {
			return c.meantNow(all, x.X, seen)
		}
	case *ast.IndexListExpr:
		return c.meantNow(all, x.X, seen)
	}
	id, ok := fun.(*ast.Ident)
	if !ok {
		return []ast.Expr{fun}
	}
	v, ok := c.objectOf(id).(*types.Var)
	if !ok {
		return []ast.Expr{fun}
	}
	if seen[v] {
		return nil
	}
	seen[v] = true
	var list []ast.Expr
	for _, a := range all[v] {
		if _, isCall := ast.Unparen(a.e).(*ast.CallExpr); !isCall && a.whole {
			list = append(list, c.meantNow(all, a.e, seen)...)
		}
	}
	return list
}

// named returns the function that an expression names, or nil.
func (c *checker) named(fun ast.Expr) *types.Func {
	var fn *types.Func
	switch x := fun.(type) {
	case *ast.Ident:
		fn, _ = c.info.Uses[x].(*types.Func)
	case *ast.SelectorExpr:
		fn, _ = c.info.Uses[x.Sel].(*types.Func)
	}
	return fn
}

// passed returns what a call of fun, which is fn, passes: to the receiver first,
// at the end all that goes to a variadic parameter.
func (c *checker) passed(call *ast.CallExpr, fun ast.Expr, fn *types.Func) []value {
	values := c.values(call.Args)
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return values
	}
	s := c.info.Selections[sel]
	if s == nil || s.Kind() != types.MethodVal {
		return values
	}
	v := c.value(sel.X)
	if r := fn.Signature().Recv(); r != nil && isPointerType(r.Type()) {
		v.t = r.Type()
	} else if p, ok := v.t.Underlying().(*types.Pointer); ok && r != nil && !types.IsInterface(r.Type()) {
		v.t = p.Elem()
	}
	return append([]value{v}, values...)
}

// paramAt returns the number of the parameter to which argument number i goes,
// the receiver being the first of both.
func paramAt(fn *types.Func, i int) int {
	n := fn.Signature().Params().Len()
	if fn.Signature().Recv() != nil {
		n++
	}
	return min(i, n-1)
}

// sharing finds what an expression shares with the receiver of the method that
// it is in, and with the parameters.
type sharing struct {
	*checker
	seen   map[seenKey]bool
	params paramSet
	// within counts the calls on the same receiver that are being looked into.
	within int
}

type seenKey struct {
	e      ast.Expr
	result int
}

func newSharing(c *checker) *sharing {
	return &sharing{checker: c, seen: map[seenKey]bool{}}
}

// in returns the expressions by which a value holds what is the receiver's, and
// adds to s.params.
func (s *sharing) in(d *ast.FuncDecl, v value) []ast.Expr {
	e := ast.Unparen(v.e)
	key := seenKey{e, v.result}
	if s.seen[key] || v.t == nil {
		return nil
	}
	s.seen[key] = true
	switch x := e.(type) {
	case *ast.FuncLit:
		return nil
	case *ast.CompositeLit:
		return s.inComposite(d, x)
	case *ast.CallExpr:
		return s.inCall(d, x, v)
	case *ast.UnaryExpr:
		if x.Op != token.AND {
			return nil
		}
	}
	refs := hasReferences(v.t)
	_, ident := e.(*ast.Ident)
	// An interface in something of the sender's is taken to hold a plain value;
	// what a variable holds is known from what is assigned to it.
	if !refs && !(ident && mayHold(v.t)) {
		return nil
	}
	whole := types.Identical(v.t, s.info.TypeOf(e))
	switch root := s.rootExpr(e).(type) {
	case *ast.CallExpr, *ast.CompositeLit: // a part of it
		return s.in(d, s.value(root))
	}
	obj, ok := s.rootObject(e).(*types.Var)
	if !ok {
		return nil
	}
	if obj == s.receiver(d) {
		if !refs {
			return nil
		}
		s.params.add(0)
		return []ast.Expr{e}
	}
	if obj.IsField() || obj.Kind() == types.PackageVar {
		return nil
	}
	var part types.Type
	if !refs && !whole {
		part = v.t
	}
	found, replaced := s.inVariable(d, obj, e, part)
	if !replaced && part == nil && s.within == 0 {
		for i, p := range s.paramsOf(d) {
			if p == obj {
				s.params.add(i)
			}
		}
	}
	if len(found) > 0 && !(ident && (isStruct(v.t) || types.IsInterface(v.t))) {
		// It is at the place where it is sent that a copy is missing; but not for
		// a message that was put together before.
		return []ast.Expr{e}
	}
	return found
}

func (s *sharing) inComposite(d *ast.FuncDecl, lit *ast.CompositeLit) []ast.Expr {
	var found []ast.Expr
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		found = append(found, s.in(d, s.value(elt))...)
	}
	return found
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// paramsOf returns the parameters of a function, the receiver first.
func (c *checker) paramsOf(d *ast.FuncDecl) []*types.Var {
	fn, ok := c.info.Defs[d.Name].(*types.Func)
	if !ok {
		return nil
	}
	return params(fn.Signature())
}

// receiver returns the receiver of a method that is called on a pointer, or is a
// handler: what it has is the sender's. What other methods have may be anybody's.
func (c *checker) receiver(d *ast.FuncDecl) *types.Var {
	if d.Recv == nil || len(d.Recv.List[0].Names) == 0 {
		return nil
	}
	v, ok := c.info.Defs[d.Recv.List[0].Names[0]].(*types.Var)
	if !ok {
		return nil
	}
	if fn, _ := c.info.Defs[d.Name].(*types.Func); !isPointerType(v.Type()) && !c.isRoot[fn] {
		return nil
	}
	return v
}

// inCall looks into append, conversions, and functions that return what they have
// or get.
func (s *sharing) inCall(d *ast.FuncDecl, call *ast.CallExpr, v value) []ast.Expr {
	var found []ast.Expr
	switch {
	case !mayHold(v.t):
		return nil
	case s.isConversion(call):
		return s.in(d, s.value(call.Args[0]))
	case s.isBuiltin(call, "new"):
		if s.info.Types[call.Args[0]].IsValue() {
			return s.in(d, s.value(call.Args[0]))
		}
		return nil
	case s.isBuiltin(call, "append"):
		// append(x[:0:0], …) and append(x[:n:n], …) make a new array.
		if first, ok := ast.Unparen(call.Args[0]).(*ast.SliceExpr); !ok || first.Max == nil {
			found = s.in(d, s.value(call.Args[0]))
		}
		if !call.Ellipsis.IsValid() {
			for _, arg := range call.Args[1:] {
				found = append(found, s.in(d, s.value(arg))...)
			}
		}
		return found
	}
	for _, fun := range s.meant(d, call.Fun) {
		if lit, ok := fun.(*ast.FuncLit); ok {
			found = append(found, s.inReturns(d, lit.Body, v.result)...)
			continue
		}
		fn := s.named(fun)
		if fn == nil {
			continue
		}
		for _, target := range s.targets(fn) {
			// What a method of this receiver returns is shown where it returns it.
			callee := s.decls[target]
			own := callee != nil && s.ofReceiver(d, fun) && s.receiver(callee) != nil
			if own {
				s.within++
				found = append(found, s.inReturns(callee, callee.Body, v.result)...)
				s.within--
			}
			holds := s.flowOf(target).holds(v.result)
			for i, arg := range s.passed(call, fun, target) {
				if holds.has(paramAt(target, i)) && !(own && i == 0) {
					found = append(found, s.in(d, arg)...)
				}
			}
		}
	}
	return found
}

// ofReceiver reports whether fun is a method of d's receiver.
func (s *sharing) ofReceiver(d *ast.FuncDecl, fun ast.Expr) bool {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	r := s.receiver(d)
	return ok && r != nil && s.objectOf(id) == types.Object(r)
}

// inReturns looks at result number i of a function of d, or in d.
func (s *sharing) inReturns(d *ast.FuncDecl, body *ast.BlockStmt, i int) []ast.Expr {
	var found []ast.Expr
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			list := n.Results
			if len(list) == 0 {
				list = resultNames(s.enclosing(n))
			}
			if values := s.values(list); i < len(values) {
				found = append(found, s.in(d, values[i])...)
			}
		}
		return true
	})
	return found
}

// resultNames returns the names of the results of a function, if they have names.
func resultNames(t *ast.FuncType) []ast.Expr {
	if t == nil || t.Results == nil {
		return nil
	}
	var names []ast.Expr
	for _, field := range t.Results.List {
		for _, name := range field.Names {
			names = append(names, name)
		}
	}
	return names
}

// inVariable looks at everything that is assigned to a variable, or to its parts,
// and may still be in it at e. Replaced says that what it held at first is not.
// If only an interface in it is taken, part is its type.
func (s *sharing) inVariable(d *ast.FuncDecl, v *types.Var, e ast.Expr, part types.Type) (found []ast.Expr, replaced bool) {
	list := s.assignments(d)[v]
	from := token.NoPos
	for _, a := range list {
		if a.whole && a.stmt != nil && a.stmt.Pos() > from && s.surelyBefore(a.stmt, e) {
			from, replaced = a.stmt.Pos(), true
		}
	}
	for _, a := range list {
		if a.stmt == nil || a.stmt.Pos() >= from {
			if part != nil && a.whole {
				a.t = part
			}
			found = append(found, s.in(d, a.value)...)
		}
	}
	return found, replaced
}

// surelyBefore reports whether whoever comes to e comes by statement stmt, which
// stands in a block around e.
func (c *checker) surelyBefore(stmt ast.Stmt, e ast.Expr) bool {
	around := c.parents[stmt]
	if stmt.End() > e.Pos() || !within(around, e.Pos()) {
		return false
	}
	loop, ok := around.(*ast.ForStmt)
	return !ok || loop.Post != stmt
}
