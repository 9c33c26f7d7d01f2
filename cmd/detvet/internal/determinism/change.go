package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assign judges an assignment within the loop. An rhs of nil is the 1 of ++.
func (l *loop) assign(lhs, rhs ast.Expr, tok token.Token, w where) {
	if id, ok := ast.Unparen(lhs).(*ast.Ident); ok && id.Name == "_" {
		return
	}
	place, own := l.target(lhs)
	if place == nil {
		return // it dies with the iteration
	}
	l.changed(lhs, place, w)
	if w.once {
		return
	}
	if msg := l.judge(lhs, rhs, tok, w); msg != "" && !own {
		l.found(lhs.Pos(), place, msg)
	} else if own && rhs != nil && (l.accumulates(rhs, text(lhs)) || l.guardAccumulates(w, text(lhs))) {
		l.found(lhs.Pos(), place, "which elements get what "+ofMapOrder)
	}
}

func (l *loop) changed(lhs, place ast.Expr, w where) {
	l.changes = append(l.changes, change{lhs.Pos(), place, w.once})
	if l.wrote != nil {
		l.wrote(place)
	}
}

// target returns the place that is written, as a part of something outside of
// the body, or nil; and whether it is the element's own.
func (l *loop) target(lhs ast.Expr) (place ast.Expr, own bool) {
	obj := l.rootObject(lhs)
	if obj == nil {
		return lhs, false // the result of a call: some pointer
	}
	if l.rng == nil && l.elems[obj] || l.keys[obj] {
		if !l.shared(lhs) {
			return nil, false // a parameter is a variable of its own
		}
		return lhs, l.rng != nil
	}
	if l.elems[obj] {
		if !l.shared(lhs) {
			return nil, false
		}
		return lhs, true
	}
	if !l.isLocal(obj) {
		if v, ok := obj.(*types.Var); ok && v.Kind() == types.RecvVar && !l.shared(lhs) {
			return nil, false
		}
		return lhs, false
	}
	if !l.shared(lhs) {
		return nil, false
	}
	// Through a variable of the body: to where does it point?
	def := l.defs[obj]
	if def == nil || l.rootObject(def) == nil || l.rootObject(def) == obj {
		return nil, false // something new
	}
	if l.rng != nil && l.mentions(def, where{}) {
		if place, _ := l.target(def); place == nil {
			return nil, false
		}
		return def, true
	}
	place, own = l.target(def)
	return place, own
}

// judge says what is wrong with an assignment, or "".
func (l *loop) judge(lhs, rhs ast.Expr, tok token.Token, w where) string {
	at := text(lhs)
	if tok != token.ASSIGN {
		return l.judgeFold(lhs, rhs, tok, w)
	}
	if l.growsRanged(lhs) {
		return "whether the loop comes to what is put into " + text(l.rng.X) + " " + ofMapOrder
	}
	if l.guardAccumulates(w, at) && !l.comparesWith(w, lhs) {
		if l.mentions(rhs, w) && l.keyIndex(lhs) == nil {
			return "which element " + at + " is left with " + ofMapOrder
		}
		return "whether an element comes to write " + at + " " + ofMapOrder
	}
	if call, ok := ast.Unparen(rhs).(*ast.CallExpr); ok {
		if l.isBuiltin(call, "append") && text(call.Args[0]) == at {
			return l.judgeAppend(lhs, call, w)
		}
		if l.folds(call, at) {
			return ""
		}
	}
	if b, ok := ast.Unparen(rhs).(*ast.BinaryExpr); ok {
		op, swaps := assignOf[b.Op]
		if op != 0 && text(b.X) == at {
			return l.judgeFold(lhs, b.Y, op, w)
		}
		if swaps && op != 0 && text(b.Y) == at && b.Op != token.SUB && !isString(l.info.TypeOf(lhs)) {
			return l.judgeFold(lhs, b.X, op, w)
		}
	}
	if l.keyed(lhs, rhs, w) {
		return ""
	}
	if i, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok && l.rng != nil && !isMap(l.info.TypeOf(i.X)) && l.accumulates(i.Index, "") {
		return l.escapes(i.X, l.rng.End()) // list[n] = v; n++ is append in another dress
	}
	if !l.mentions(rhs, w) && !l.accumulates(rhs, "") {
		// The same for all; it must not be another for some.
		was, ok := l.constant[at]
		if ok && was != text(rhs) && !l.mentions(lhs, w) {
			return "whether " + at + " is left as " + was + " or " + text(rhs) + " " + ofMapOrder
		}
		l.constant[at] = text(rhs)
		return ""
	}
	// Only how often it happens counts (x = x[1:]), or it is an extreme.
	if !l.accumulates(rhs, at) && (!l.mentions(rhs, w) || l.comparesWith(w, lhs)) {
		return ""
	}
	if l.keyIndex(lhs) != nil {
		return "what " + at + " gets " + ofMapOrder + ": it is written with a running value, or twice"
	}
	return "which element " + at + " is left with " + ofMapOrder
}

var assignOf = map[token.Token]token.Token{
	token.ADD:  token.ADD_ASSIGN,
	token.SUB:  token.SUB_ASSIGN,
	token.MUL:  token.MUL_ASSIGN,
	token.OR:   token.OR_ASSIGN,
	token.AND:  token.AND_ASSIGN,
	token.XOR:  token.XOR_ASSIGN,
	token.LOR:  token.OR_ASSIGN,
	token.LAND: token.AND_ASSIGN,
}

func isString(t types.Type) bool { return isBasic(t, types.IsString) }

func isBasic(t types.Type, kind types.BasicInfo) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0
}

// judgeFold is for x op= e.
func (l *loop) judgeFold(lhs, rhs ast.Expr, tok token.Token, w where) string {
	at, t := text(lhs), l.info.TypeOf(lhs)
	switch tok {
	case token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN:
		if isString(t) && rhs != nil && (l.mentions(rhs, w) || l.accumulates(rhs, "")) {
			return "the order of what is added to " + at + " is that of a map's iteration, which is random"
		}
		if isBasic(t, types.IsFloat|types.IsComplex) {
			return "the sum " + at + " is rounded, and so " + ofMapOrder
		}
	case token.OR_ASSIGN, token.AND_ASSIGN, token.XOR_ASSIGN, token.AND_NOT_ASSIGN:
	default: // division, remainder, shifts
		if rhs != nil && l.mentions(rhs, w) {
			return "what becomes of " + at + " " + ofMapOrder
		}
	}
	if rhs != nil && l.accumulates(rhs, at) || l.guardAccumulates(w, at) {
		return "what becomes of " + at + " " + ofMapOrder
	}
	return ""
}

// judgeAppend is for x = append(x, …): fine if x is sorted afterwards.
func (l *loop) judgeAppend(lhs ast.Expr, call *ast.CallExpr, w where) string {
	varies := false
	for _, arg := range call.Args[1:] {
		varies = varies || l.mentions(arg, w) || l.accumulates(arg, "")
	}
	if !varies {
		return "" // only how many
	}
	if l.rng == nil {
		return "appends" // for whoever calls it in a loop
	}
	if obj := l.rootObject(lhs); obj != nil && l.mentions(lhs, w) {
		if l.sortedLater(obj) {
			return ""
		}
		if i := l.keyIndex(lhs); i != nil && l.injective(i) {
			return ""
		}
	}
	return l.escapes(lhs, l.rng.End())
}

// folds reports whether a call combines the place with an element such that the
// order makes no difference: max, min, sets, and functions that pick one.
func (l *loop) folds(call *ast.CallExpr, at string) bool {
	for _, arg := range call.Args {
		if text(arg) == at {
			if l.isBuiltin(call, "max", "min") {
				return true
			}
			if fn := l.callee(call); fn != nil {
				e, _ := l.effectsOf(fn)
				return e.Selects
			}
		}
	}
	fn := l.callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != modelPath {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && text(sel.X) == at && (nameOf(fn) == "model.NodeSet.With" || nameOf(fn) == "model.NodeSet.Without")
}

// keyIndex returns an index on the way to the place that differs between
// elements, the one that tells them apart if there is one, or nil.
func (l *loop) keyIndex(lhs ast.Expr) ast.Expr {
	var found ast.Expr
	for e := lhs; e != nil; e = l.operand(e) {
		if i, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
			if l.injective(i.Index) {
				return i.Index
			}
			if found == nil && l.mentions(i.Index, where{}) {
				found = i.Index
			}
		}
	}
	return found
}

// keyed reports whether no two elements write different things to one place.
func (l *loop) keyed(lhs, rhs ast.Expr, w where) bool {
	index := l.keyIndex(lhs)
	if index == nil || l.accumulates(rhs, text(lhs)) || l.guardAccumulates(w, text(lhs)) {
		return false
	}
	if l.injective(index) {
		return true
	}
	// Equal indexes, equal values: seen[v.ID] = true, name[v.ID] = f(v.ID),
	// byID[v.ID] = v.
	if l.isPartOf(index, rhs) {
		return true
	}
	w.pinned = append(w.pinned[:len(w.pinned):len(w.pinned)], text(index))
	return !l.mentions(rhs, w)
}

// growsRanged reports whether the loop puts other keys than the present one into
// the map that it ranges over: these may or may not come up.
func (l *loop) growsRanged(lhs ast.Expr) bool {
	i, ok := ast.Unparen(lhs).(*ast.IndexExpr)
	if !ok || l.rng == nil || !isMap(l.info.TypeOf(l.rng.X)) || text(i.X) != text(l.rng.X) {
		return false
	}
	id, ok := ast.Unparen(i.Index).(*ast.Ident)
	return !ok || !l.isKey(l.info.Uses[id])
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// isPartOf reports whether e is whole, or a field of it and so on.
func (l *loop) isPartOf(e, whole ast.Expr) bool {
	for ; e != nil; e = l.operand(e) {
		if text(e) == text(whole) {
			_, isIdent := ast.Unparen(whole).(*ast.Ident)
			return isIdent
		}
	}
	return false
}

// guardAccumulates reports whether it depends on how far the loop has come that
// a statement is reached, other than by what is in the place at.
func (l *loop) guardAccumulates(w where, at string) bool {
	for _, g := range w.guards {
		if l.accumulates(g, at) {
			return true
		}
	}
	return false
}

// comparesWith reports whether a guard compares the place with an element, as in
// if best < v { best = v }.
func (l *loop) comparesWith(w where, place ast.Expr) bool {
	for _, g := range w.guards {
		found := false
		ast.Inspect(g, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok || found {
				return false
			}
			var sides []ast.Expr
			switch e := e.(type) {
			case *ast.BinaryExpr:
				switch e.Op {
				case token.LSS, token.GTR, token.LEQ, token.GEQ:
					sides = []ast.Expr{e.X, e.Y}
				}
			case *ast.CallExpr:
				sides = append(sides, e.Args...)
				if sel, ok := e.Fun.(*ast.SelectorExpr); ok {
					sides = append(sides, sel.X)
				}
			}
			if len(sides) > 1 && l.mentionsNew(e, place) {
				for _, side := range sides {
					found = found || l.isOf(side, place)
				}
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// mentionsNew reports whether a comparison has an element on a side that is not
// the place itself.
func (l *loop) mentionsNew(e, place ast.Expr) bool {
	w := where{pinned: []string{text(place)}}
	for obj, def := range l.defs {
		if text(def) == text(place) {
			w.pinned = append(w.pinned, obj.Name())
		}
	}
	return l.mentions(e, w)
}

// isOf reports whether e is the place, a part of it, what a method of it
// returns, or a variable that holds it.
func (l *loop) isOf(e, place ast.Expr) bool {
	at := text(place)
	// A part of a struct of the function's own stands for the struct: its parts
	// are replaced together.
	if sel, ok := ast.Unparen(place).(*ast.SelectorExpr); ok {
		if id, ok := sel.X.(*ast.Ident); ok {
			if v, ok := l.info.Uses[id].(*types.Var); ok && v.Kind() == types.LocalVar && !l.shared(place) {
				at = id.Name
			}
		}
	}
	for e != nil {
		e = ast.Unparen(e)
		if text(e) == at {
			return true
		}
		switch x := e.(type) {
		case *ast.Ident:
			def, ok := l.defs[l.info.Uses[x]]
			return ok && text(def) == at
		case *ast.IndexExpr: // m[who] says something about who, but others may say the same
			return false
		case *ast.CallExpr:
			if l.isConversion(x) || l.isBuiltin(x, "len") {
				e = x.Args[0]
				continue
			}
			sel, ok := x.Fun.(*ast.SelectorExpr)
			if !ok {
				return false
			}
			e = sel.X
		default:
			e = l.operand(e)
		}
	}
	return false
}
