package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// effects finds what callers must know: the function's body, judged as a loop
// over its parameters.
func (f *function) effects() {
	l := &loop{
		function: f,
		body:     f.decl.Body,
		elems:    map[types.Object]bool{},
		keys:     map[types.Object]bool{},
	}
	for _, p := range f.params {
		if p.Kind() != types.RecvVar {
			l.elems[p], l.keys[p] = true, true
		}
	}
	s := f.summary
	mark := func(place ast.Expr, how write) {
		if i := f.paramOf(place); i >= 0 {
			s.Writes[i] = max(s.Writes[i], how)
		}
	}
	l.wrote = func(place ast.Expr) { mark(place, commutes) }
	l.found = func(_ token.Pos, place ast.Expr, _ string) { mark(place, lasts) }
	l.check()

	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			s.Env |= l.envUse(call)
			f.markSorts(call)
		}
		return true
	})
	s.Selects = f.selects()
}

// paramOf returns the number of the parameter of which a place is a part, or -1.
func (f *function) paramOf(place ast.Expr) int {
	if place == nil {
		return -1
	}
	obj := f.rootObject(place)
	for i, p := range f.params {
		if types.Object(p) == obj {
			return i
		}
	}
	return -1
}

func (f *function) markSorts(call *ast.CallExpr) {
	for _, fn := range f.callees(call) {
		e, _ := f.effectsOf(fn)
		for i, arg := range f.arguments(call, fn) {
			if f.sorts(fn, e, i) {
				if p := f.paramOf(arg); p >= 0 {
					f.summary.Sorts[p] = true
				}
			}
		}
	}
}

// selects reports whether the function does nothing but return one of two or
// more parameters.
func (f *function) selects() bool {
	returned := map[types.Object]bool{}
	other := false
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt, *ast.IncDecStmt, *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
			other = true
		case *ast.ReturnStmt:
			if len(n.Results) != 1 {
				other = true
				return false
			}
			id, ok := ast.Unparen(n.Results[0]).(*ast.Ident)
			if !ok || f.paramOf(id) < 0 {
				other = true
				return false
			}
			returned[f.info.Uses[id]] = true
		}
		return true
	})
	return !other && len(returned) > 1
}

// unorderedUses looks at everything in the function that is in a map's order:
// loops, and sequences and slices.
func (f *function) unorderedUses() {
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			if isMap(coreOf(f.info.TypeOf(n.X))) {
				f.checkLoop(n, true)
			}
		case *ast.CallExpr:
			for i := range f.unorderedResults(n) {
				f.use(n, i)
			}
		}
		return true
	})
}

// coreOf returns the type that a type parameter stands for, if it is one.
func coreOf(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	i, ok := t.Underlying().(*types.Interface)
	if !ok || i.NumEmbeddeds() != 1 {
		return t
	}
	if _, ok := types.Unalias(t).(*types.TypeParam); !ok {
		return t
	}
	if u, ok := i.EmbeddedType(0).(*types.Union); ok && u.Len() == 1 {
		return u.Term(0).Type()
	}
	return t
}

// checkLoop judges a loop over something in a map's order. Its first variable is
// a key if keyed, which tells the elements apart.
func (f *function) checkLoop(rng *ast.RangeStmt, keyed bool) {
	l := &loop{
		function: f,
		rng:      rng,
		body:     rng.Body,
		elems:    map[types.Object]bool{},
		keys:     map[types.Object]bool{},
	}
	for i, e := range []ast.Expr{rng.Key, rng.Value} {
		if e == nil {
			continue
		}
		id, ok := e.(*ast.Ident)
		if !ok || rng.Tok == token.ASSIGN && id.Name != "_" {
			f.report(e.Pos(), "which element "+text(e)+" is left with "+ofMapOrder)
			continue
		}
		if obj := f.info.Defs[id]; obj != nil {
			l.elems[obj] = true
			if i == 0 && keyed {
				l.keys[obj] = true
			}
		}
	}
	l.found = func(pos token.Pos, _ ast.Expr, msg string) { f.report(pos, msg) }
	l.check()
}

// unorderedResults returns the results of a call that are in a map's order.
func (f *function) unorderedResults(call *ast.CallExpr) map[int]bool {
	one := map[int]bool{0: true}
	switch {
	case f.isFunc(call, "maps", "Keys", "Values", "All"):
		return one
	case f.isFunc(call, "slices", "Collect", "AppendSeq", "Values"), f.isFunc(call, "slices", "Clone"):
		arg, ok := ast.Unparen(call.Args[len(call.Args)-1]).(*ast.CallExpr)
		if ok && len(f.unorderedResults(arg)) > 0 {
			return one
		}
	default:
		results := map[int]bool{}
		for _, fn := range f.callees(call) {
			e, _ := f.effectsOf(fn)
			for i, u := range e.Unordered {
				if u {
					results[i] = true
				}
			}
		}
		return results
	}
	return nil
}

const escape = " is in the order of a map's iteration, which is random: sort it"

// use judges what becomes of result i of a call, which is in a map's order.
func (f *function) use(call *ast.CallExpr, i int) {
	switch p := f.parent(call).(type) {
	case *ast.AssignStmt:
		if j := indexOf(p.Rhs, call); len(p.Rhs) == len(p.Lhs) {
			i = j
		}
		if msg := f.escapes(p.Lhs[i], p.End()); msg != "" {
			f.report(call.Pos(), msg)
		}
		return
	case *ast.ValueSpec:
		if len(p.Values) == len(p.Names) {
			i = indexOf(p.Values, call)
		}
		if msg := f.escapes(p.Names[i], p.End()); msg != "" {
			f.report(call.Pos(), msg)
		}
		return
	}
	if v := f.look(call, i); v == leaks {
		f.report(call.Pos(), text(call)+escape)
	}
}

func indexOf(list []ast.Expr, e ast.Expr) int {
	for i, x := range list {
		if ast.Unparen(x) == e {
			return i
		}
	}
	return 0
}

// look is what becomes of an expression in a map's order where it stands.
type verdict int

const (
	harmless verdict = iota
	sorted           // and in order from here on
	replaced         // assigned anew
	leaks
)

func (f *function) look(e ast.Expr, result int) verdict {
	switch p := f.parent(e).(type) {
	case *ast.ExprStmt:
		return harmless
	case *ast.ReturnStmt:
		if len(p.Results) > 1 || result < 0 {
			result = indexOf(p.Results, e)
		}
		if f.enclosing(p) != f.decl.Type || result >= len(f.summary.Unordered) {
			return leaks
		}
		f.summary.Unordered[result] = true // the callers' business
		return harmless
	case *ast.RangeStmt:
		if ast.Unparen(p.X) == e {
			call, ok := e.(*ast.CallExpr)
			f.checkLoop(p, ok && f.isFunc(call, "maps", "Keys", "All"))
			return harmless
		}
	case *ast.BinaryExpr:
		if p.Op == token.EQL || p.Op == token.NEQ {
			return harmless // with nil
		}
	case *ast.AssignStmt:
		for i, lhs := range p.Lhs {
			if ast.Unparen(lhs) == e {
				if len(p.Rhs) == len(p.Lhs) {
					if call, ok := ast.Unparen(p.Rhs[i]).(*ast.CallExpr); ok && len(call.Args) > 0 && text(call.Args[0]) == text(e) {
						return harmless // appended to
					}
				}
				return replaced
			}
		}
	case *ast.CallExpr:
		return f.lookCall(p, e)
	}
	return leaks
}

// enclosing returns the type of the function or literal around n.
func (c *checker) enclosing(n ast.Node) *ast.FuncType {
	for ; n != nil; n = c.parents[n] {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return n.Type
		case *ast.FuncLit:
			return n.Type
		}
	}
	return nil
}

func (f *function) lookCall(p *ast.CallExpr, e ast.Expr) verdict {
	if f.isConversion(p) || f.isFunc(p, "sort", "Reverse") {
		return f.look(p, 0) // sort.Sort(sort.Reverse(byTerm(list)))
	}
	if f.isBuiltin(p, "len", "cap", "clear") {
		return harmless
	}
	if f.isFunc(p, "slices", "Sorted", "SortedFunc", "SortedStableFunc", "Contains", "ContainsFunc", "Max", "Min", "MaxFunc", "MinFunc") ||
		f.isFunc(p, "maps", "Collect", "Insert") {
		return harmless
	}
	if f.isFunc(p, "slices", "Collect", "AppendSeq", "Values", "Clone") {
		// It is this call that is looked at then, if it sees a call; if not, here.
		if _, ok := e.(*ast.CallExpr); ok {
			return harmless
		}
	}
	if f.isBuiltin(p, "append") && text(p.Args[0]) == text(e) {
		if a, ok := f.parent(p).(*ast.AssignStmt); ok && len(a.Lhs) == 1 && text(a.Lhs[0]) == text(e) {
			return harmless
		}
	}
	for _, fn := range f.callees(p) {
		eff, _ := f.effectsOf(fn)
		for i, arg := range f.arguments(p, fn) {
			if within(arg, e.Pos()) && f.sorts(fn, eff, i) {
				return sorted
			}
		}
	}
	return leaks
}

// escapes says how the order of what is in place, which is a map's, gets out
// behind pos; "" if it is sorted first.
func (f *function) escapes(place ast.Expr, pos token.Pos) string {
	at := text(place)
	if at == "_" {
		return ""
	}
	v, _ := f.rootObject(place).(*types.Var)
	_, isIdent := ast.Unparen(place).(*ast.Ident)
	if v == nil {
		return at + escape
	}
	// In the end others see all but a local variable.
	local := isIdent && (v.Kind() == types.LocalVar || v.Kind() == types.ParamVar)
	end := leaks
	if local {
		end = harmless
	}
	done := false
	var leak token.Pos
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		if done || n == nil {
			return false
		}
		if ret, ok := n.(*ast.ReturnStmt); ok && isIdent && v.Kind() == types.ResultVar && len(ret.Results) == 0 && ret.Pos() > pos {
			f.markResult(v)
			end = harmless
		}
		e, ok := n.(ast.Expr)
		if !ok || e.Pos() < pos || text(e) != at || f.rootObject(e) != v {
			return true
		}
		if _, paren := e.(*ast.ParenExpr); paren {
			return true
		}
		branch, sure := f.branches(pos-1, e)
		if branch {
			return false
		}
		switch f.look(e, -1) {
		case sorted:
			done, end = true, harmless
		case replaced:
			if sure {
				done, end = true, harmless
			}
		case leaks:
			done, end, leak = true, leaks, e.Pos()
		}
		return false
	})
	if end == harmless {
		return ""
	}
	if leak.IsValid() {
		return at + escape + " before it is used"
	}
	return at + escape
}

// branches reports whether e is in another branch of an if or switch than pos, so
// that it does not come after it; and whether it comes after it for sure.
func (f *function) branches(pos token.Pos, e ast.Node) (other, sure bool) {
	sure = true
	for n := e; n != nil && n != ast.Node(f.decl); n = f.parents[n] {
		if within(n, pos) {
			_, isIf := n.(*ast.IfStmt)
			_, isSwitch := f.parents[n].(*ast.SwitchStmt)
			_, isTypeSwitch := f.parents[n].(*ast.TypeSwitchStmt)
			return isIf || isSwitch || isTypeSwitch, sure
		}
		switch n.(type) {
		case *ast.IfStmt, *ast.CaseClause, *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			sure = false
		}
	}
	return false, sure
}

func (f *function) markResult(v *types.Var) {
	i := 0
	for _, field := range f.decl.Type.Results.List {
		for _, name := range field.Names {
			if f.info.Defs[name] == types.Object(v) {
				f.summary.Unordered[i] = true
			}
			i++
		}
	}
}

// sortedLater reports whether behind the loop something is sorted that comes out
// of obj: for _, g := range groups { slices.Sort(g) }.
func (l *loop) sortedLater(obj types.Object) bool {
	from := map[types.Object]bool{obj: true}
	found := false
	ast.Inspect(l.decl.Body, func(n ast.Node) bool {
		if n == nil || n.End() < l.rng.End() {
			return true
		}
		switch n := n.(type) {
		case *ast.RangeStmt:
			if id, ok := n.Value.(*ast.Ident); ok && from[l.rootObject(n.X)] {
				from[l.objectOf(id)] = true
			}
		case *ast.CallExpr:
			if n.Pos() < l.rng.End() {
				break
			}
			for _, fn := range l.callees(n) {
				e, _ := l.effectsOf(fn)
				for i, arg := range l.arguments(n, fn) {
					if from[l.rootObject(arg)] && l.sorts(fn, e, i) {
						found = true
					}
				}
			}
		}
		return true
	})
	return found
}
