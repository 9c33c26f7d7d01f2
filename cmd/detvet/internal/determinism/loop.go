package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// loop judges the body of a loop whose iterations come in no order: would the
// outcome be the same in any other?
//
// The same judgement tells what a function does: its body is taken as that of a
// loop whose elements are the parameters. Then rng is nil.
type loop struct {
	*function
	rng  *ast.RangeStmt
	body *ast.BlockStmt

	keys  map[types.Object]bool // that no two iterations have alike
	elems map[types.Object]bool // that differ from one iteration to the next

	defs     map[types.Object]ast.Expr // what variables of the body are defined as
	changing map[types.Object]bool     // variables of the body that are assigned again
	assigned map[string]bool           // places outside that the body assigns
	constant map[string]string         // the constants that are assigned to places
	timers   envUse
	inlined  map[*ast.FuncLit]bool // literals from before the loop that are looked into
	changes  []change
	exits    []exit

	// found takes what is wrong, with the place that is written, if it is that.
	found func(pos token.Pos, place ast.Expr, msg string)
	// wrote takes what is written and right.
	wrote func(place ast.Expr)
}

// change is a change of something outside of the loop.
type change struct {
	pos   token.Pos
	place ast.Expr
	once  bool // at most one iteration makes it
}

// exit is where the loop may end before its last element.
type exit struct {
	block   ast.Node // the statements that end with it
	returns bool
	guards  []ast.Expr
}

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

// check judges the whole body.
func (l *loop) check() {
	l.defs = map[types.Object]ast.Expr{}
	l.changing = map[types.Object]bool{}
	l.assigned = map[string]bool{}
	l.constant = map[string]string{}
	l.collect()
	l.block(l.body, where{})
	if l.timers == sets|clears {
		l.found(l.body.Pos(), nil, "sets and stops timers "+inMapOrder)
	}
	l.checkExits()
}

const (
	inMapOrder = "in the order of a map's iteration, which is random: range over sorted keys"
	ofMapOrder = "depends on the order of a map's iteration, which is random"
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
