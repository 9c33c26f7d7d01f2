package determinism

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

const (
	inMapOrder = "in the order of a map's iteration, which is random: range over sorted keys"
	ofMapOrder = "depends on the order of a map's iteration, which is random"
)

// check judges the region: would the outcome be the same in any other order?
func (r *region) check() {
	r.collect()
	r.each(func(instr ssa.Instruction) {
		switch i := instr.(type) {
		case *ssa.Store:
			r.assign(i, i.Addr, i.Val, r.key(i.Addr))
		case *ssa.MapUpdate:
			r.assign(i, i.Map, i.Value, r.mapPlace(i))
		case ssa.CallInstruction:
			r.call(i)
		}
	})
	if r.timers == sets|clears && !r.whole {
		r.bad(r.pos, nil, "sets and stops timers "+inMapOrder)
	}
	r.checkExits()
}

func (r *region) mapPlace(i *ssa.MapUpdate) string {
	return r.key(i.Map) + "[" + r.key(i.Key) + "]"
}

// each calls do with the instructions of the region and of the literals in it.
func (r *region) each(do func(ssa.Instruction)) {
	for _, b := range r.fn.Blocks {
		if r.blocks[b] {
			for _, instr := range b.Instrs {
				do(instr)
			}
		}
	}
	for lit := range r.lits {
		for instr := range instructions(lit) {
			do(instr)
		}
	}
}

// collect finds the literals of the region and the places that it changes.
func (r *region) collect() {
	for grown := true; grown; {
		grown = false
		r.each(func(instr ssa.Instruction) {
			var lit *ssa.Function
			switch i := instr.(type) {
			case *ssa.MakeClosure:
				lit = i.Fn.(*ssa.Function)
			case ssa.CallInstruction:
				lit = r.function(i.Common().Value)
			}
			if lit != nil && lit.Parent() != nil && lit.Synthetic == "" && lit != r.fn && !r.lits[lit] {
				r.lits[lit] = true
				grown = true
			}
			if c, ok := instr.(*ssa.MakeClosure); ok && strings.Contains(c.Fn.(*ssa.Function).Synthetic, "range-over-func") && !r.lits[c.Fn.(*ssa.Function)] {
				r.lits[c.Fn.(*ssa.Function)] = true
				grown = true
			}
		})
	}
	r.each(func(instr ssa.Instruction) {
		switch i := instr.(type) {
		case *ssa.Store:
			if !r.private(i.Addr) {
				r.changed[r.key(i.Addr)] = !r.whole && r.own(i.Addr)
			}
		case *ssa.MapUpdate:
			if !r.private(i.Map) {
				r.changed[r.mapPlace(i)] = !r.whole && (r.own(i.Map) || r.injective(i.Key))
			}
		}
	})
}

// assign judges an assignment.
func (r *region) assign(instr ssa.Instruction, addr, x ssa.Value, at string) {
	if r.private(addr) || r.internal(addr) {
		return
	}
	if r.isResult(instr, addr) {
		r.returns(instr, x, at)
		return
	}
	pinned, once := r.pins(instr.Block())
	r.changes = append(r.changes, change{instr, at, once})
	if once {
		return
	}
	a := &assignment{region: r, instr: instr, addr: addr, x: x, at: at, pinned: pinned}
	for _, g := range r.guards(instr.Block()) {
		a.guards = append(a.guards, g.Cond)
	}
	msg := a.judge()
	own := r.own(addr) && !r.ends(instr.Block())
	if u, ok := instr.(*ssa.MapUpdate); ok {
		own = own || r.injective(u.Key) && !r.ends(instr.Block())
	}
	switch {
	case msg != "" && (!own || a.grows):
		r.bad(place(instr), addr, msg)
	case own && !r.whole && (r.deps(x).running(at) || a.guardRuns()):
		r.bad(place(instr), addr, "what "+a.name()+" gets "+ofMapOrder)
	}
}

// internal reports whether a variable is the compiler's (jump$1).
func (r *region) internal(addr ssa.Value) bool {
	a, ok := r.root(addr).(*ssa.Alloc)
	return ok && strings.Contains(a.Comment, "$")
}

// assignment is an assignment that is judged.
type assignment struct {
	*region
	instr   ssa.Instruction
	addr, x ssa.Value
	at      string // the place
	guards  []ssa.Value
	pinned  []string
	grows   bool // it adds to the map that the loop is over
}

// guardRuns reports whether it depends on how far the loop has come that the
// assignment is made, other than by what is in its place.
func (a *assignment) guardRuns() bool {
	guards := a.guards
	if a.fixed(a.x) { // if !found || k < at { found, at = true, k }
		for _, pred := range a.instr.Block().Preds {
			iff, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			if d := a.deps(iff.Cond); d.reads[a.at] && !d.running(a.at) {
				guards = nil
				for _, g := range a.region.guards(pred) {
					guards = append(guards, g.Cond)
				}
			}
		}
	}
	for _, g := range guards {
		if a.deps(g).running(a.at) {
			return true
		}
	}
	return false
}

func (a *assignment) name() string {
	if u, ok := a.instr.(*ssa.MapUpdate); ok {
		return a.text(u.Map) + "[" + a.text(u.Key) + "]"
	}
	return a.text(a.addr)
}

// judge says what is wrong with the assignment, or "".
func (a *assignment) judge() string {
	name := a.name()
	u, _ := a.instr.(*ssa.MapUpdate)
	if u != nil && a.over != nil && isMap(a.over.Type()) && a.key(u.Map) == a.key(a.over) && !a.exactKey(u.Key) {
		a.grows = true
		return "whether the loop comes to what is put into " + a.text(u.Map) + " " + ofMapOrder
	}
	d := a.deps(a.x, a.pinned...)
	index := a.index()
	if a.guardRuns() && !a.compares() {
		if d.varies && index == nil {
			return "which element " + name + " is left with " + ofMapOrder
		}
		return "whether an element comes to write " + name + " " + ofMapOrder
	}
	if msg, ok := a.fold(name); ok {
		return msg
	}
	if a.ends(a.instr.Block()) && (index != nil || a.own(a.addr)) && !a.whole {
		return "which element comes to write " + name + " " + ofMapOrder
	}
	if index != nil && !d.running("") {
		if a.injective(index) || !a.deps(a.x, append(a.pinned, a.key(index))...).varies || a.identifies(index) {
			return ""
		}
	}
	if l := a.list(); l != nil && a.deps(l).running("") && !a.whole {
		return a.order.appended(a.region, a.instr, a.addr) // list[n] = v; n++
	}
	if !d.varies && !d.running("") {
		// The same for all; it must not be another for some.
		was, ok := a.constant[a.at]
		if ok && was != a.key(a.x) && index == nil {
			return "whether " + name + " is left as one thing or another " + ofMapOrder
		}
		a.constant[a.at] = a.key(a.x)
		return ""
	}
	// Only how often it happens counts (x = x[1:]), or it is an extreme.
	if !d.running(a.at) && (!d.varies || a.compares()) {
		return ""
	}
	if index != nil {
		return "what " + name + " gets " + ofMapOrder + ": it is written with a running value, or twice"
	}
	return "which element " + name + " is left with " + ofMapOrder
}

// exactKey reports whether a key is the loop's own.
func (a *assignment) exactKey(k ssa.Value) bool {
	if l, ok := k.(*ssa.UnOp); ok {
		if def := a.definition(l); def != nil {
			return a.exactKey(def)
		}
	}
	return a.keys[k]
}

// index returns an index on the way to the place that differs between elements,
// or nil.
func (a *assignment) index() ssa.Value {
	if u, ok := a.instr.(*ssa.MapUpdate); ok && a.deps(u.Key).varies {
		return u.Key
	}
	for v := a.addr; v != nil; {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			if a.deps(x.Index).varies {
				return x.Index
			}
			v = x.X
		case *ssa.Lookup:
			if a.deps(x.Index).varies {
				return x.Index
			}
			v = x.X
		case *ssa.UnOp:
			v = a.definition(x)
			if v == nil {
				v = x.X
			}
		default:
			v = nil
		}
	}
	return nil
}

// list returns the position in a list that the place is at, or nil.
func (a *assignment) list() ssa.Value {
	if i, ok := a.addr.(*ssa.IndexAddr); ok {
		return i.Index
	}
	return nil
}

// identifies reports whether the index is a part of the element that is stored,
// one that tells elements apart: byID[v.ID] = v.
func (a *assignment) identifies(index ssa.Value) bool {
	l, ok := index.(*ssa.UnOp)
	if !ok {
		return false
	}
	f, ok := l.X.(*ssa.FieldAddr)
	if !ok || !isIdentity(f.X.Type(), f.Field) {
		return false
	}
	x, ok := a.x.(*ssa.UnOp)
	return ok && (x.X == f.X || a.key(x) == a.key(f.X))
}

// fold judges x = x op e and its like; ok reports whether it is one.
func (a *assignment) fold(name string) (msg string, ok bool) {
	old := "*" + a.at
	switch x := a.x.(type) {
	case *ssa.BinOp:
		other := x.Y
		switch {
		case a.key(x.X) == old:
		case a.key(x.Y) == old && x.Op != token.SUB && x.Op != token.AND_NOT:
			other = x.X
		default:
			return "", false
		}
		return a.foldOp(x, other, name), true
	case *ssa.Phi: // all = all && e
		if x.Comment != "&&" && x.Comment != "||" {
			return "", false
		}
		for _, b := range x.Block().Preds {
			if iff, isIf := b.Instrs[len(b.Instrs)-1].(*ssa.If); isIf && a.key(iff.Cond) == old && !a.deps(x).running(a.at) {
				return "", true
			}
		}
		for _, e := range x.Edges {
			if a.key(e) == old && !a.deps(x).running(a.at) {
				return "", true
			}
		}
	case *ssa.Call:
		return a.foldCall(x, old, name)
	}
	return "", false
}

func (a *assignment) foldOp(x *ssa.BinOp, other ssa.Value, name string) string {
	d := a.deps(other)
	switch x.Op {
	case token.ADD, token.SUB, token.MUL:
		if isBasic(x.Type(), types.IsString) && (d.varies || d.running("")) {
			return "the order of what is added to " + name + " is that of a map's iteration, which is random"
		}
		if isBasic(x.Type(), types.IsFloat|types.IsComplex) && (d.varies || d.running("")) {
			return "the sum " + name + " is rounded, and so " + ofMapOrder
		}
	case token.OR, token.AND, token.XOR, token.AND_NOT:
	default: // division, remainder, shifts
		if d.varies {
			return "what becomes of " + name + " " + ofMapOrder
		}
	}
	op := x.Op
	if op == token.SUB {
		op = token.ADD
	}
	was, folded := a.folded[a.at]
	a.folded[a.at] = op
	if d.running(a.at) || folded && was != op { // x += v; x *= 2
		return "what becomes of " + name + " " + ofMapOrder
	}
	return ""
}

func (a *assignment) foldCall(x *ssa.Call, old, name string) (msg string, ok bool) {
	has := -1
	for k, arg := range x.Call.Args {
		if a.key(arg) == old {
			has = k
		} else if has < 0 && k == len(x.Call.Args)-1 {
			return "", false
		}
	}
	if b, isBuiltin := x.Call.Value.(*ssa.Builtin); isBuiltin {
		switch b.Name() {
		case "max", "min":
			return "", true
		case "append":
			if has == 0 {
				return a.appends(x), true
			}
		}
		return "", false
	}
	for _, to := range a.callees(x) {
		if a.effectsOf(to).Picks || isMethodOf(to.obj, modelPath) && has == 0 {
			return "", true
		}
	}
	return "", false
}

// appends judges x = append(x, …): fine if x is sorted afterwards.
func (a *assignment) appends(x *ssa.Call) string {
	d := a.deps(x.Call.Args[1])
	if !d.varies && !d.running("") {
		return "" // only how many
	}
	if a.whole {
		return "appends" // for whoever calls it in a loop
	}
	if index := a.index(); index != nil && a.injective(index) {
		return ""
	}
	return a.order.appended(a.region, a.instr, a.addr)
}

func isBasic(t types.Type, kind types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// isResult reports whether an assignment is to a result of the function, for a
// return.
func (r *region) isResult(instr ssa.Instruction, addr ssa.Value) bool {
	alloc, ok := binding2(addr).(*ssa.Alloc)
	if !ok {
		return false
	}
	last := instr.Block().Instrs[len(instr.Block().Instrs)-1]
	if _, ok := last.(*ssa.Return); !ok && alloc.Comment != "" {
		return false
	}
	for _, ret := range returns(alloc.Parent()) {
		for _, v := range ret.Results {
			if l, ok := v.(*ssa.UnOp); ok && l.X == alloc {
				return true
			}
		}
	}
	return false
}

// returns judges a return within the loop.
func (r *region) returns(instr ssa.Instruction, x ssa.Value, at string) {
	pinned, once := r.pins(instr.Block())
	if once || r.whole {
		return
	}
	d := r.deps(x, pinned...)
	was, other := r.constant[at]
	r.constant[at] = r.key(x)
	if d.varies || d.running("") || other && was != r.key(x) && len(pinned) == 0 {
		r.bad(place(instr), nil, "what is returned "+ofMapOrder)
	}
}

// checkExits reports changes that only the elements before an early end make.
func (r *region) checkExits() {
	var exits []*ssa.If
	for b := range r.blocks {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || r.ends(b) || r.whole {
			continue
		}
		for _, s := range b.Succs {
			if s != r.header && (!r.blocks[s] || r.ends(s)) && !panics(s) {
				exits = append(exits, iff)
			}
		}
	}
	if len(exits) == 0 {
		return
	}
	for _, ch := range r.changes {
		if ch.once || r.ends(ch.instr.Block()) || r.decides(exits, ch) || r.unread(ch) {
			continue
		}
		r.bad(place(ch.instr), nil, "how many elements come here before the loop ends "+ofMapOrder)
	}
}

func panics(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// decides reports whether a change is what decides that the loop ends, and
// nothing else is (if n++; n == quorum { break }).
func (r *region) decides(exits []*ssa.If, ch change) bool {
	for _, x := range exits {
		d := r.deps(x.Cond)
		if ch.place == "" || d.varies || !d.reads[ch.place] || d.running(ch.place) {
			return false
		}
	}
	return true
}

// unread reports whether a change is of a variable that is not read after an
// early end.
func (r *region) unread(ch change) bool {
	st, ok := ch.instr.(*ssa.Store)
	if !ok {
		return false
	}
	alloc, ok := r.root(st.Addr).(*ssa.Alloc)
	if !ok || st.Addr != alloc && binding2(st.Addr) != alloc || addressTaken(alloc) {
		return false
	}
	for _, ref := range *alloc.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok {
			continue
		}
		b := load.Block()
		if b.Parent() != r.fn {
			return false
		}
		if r.blocks[b] && !r.ends(b) {
			continue
		}
		for from := range r.blocks {
			for _, s := range from.Succs {
				if s == r.header {
					continue
				}
				if (!r.blocks[s] || r.ends(s)) && (s == b || leadsTo(s, b)) {
					return false
				}
			}
		}
	}
	return true
}

func binding2(v ssa.Value) ssa.Value {
	if f, ok := v.(*ssa.FreeVar); ok {
		return binding(f)
	}
	return v
}

// leadsTo reports whether there is a way from one block to another.
func leadsTo(from, to *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if b == to {
			return true
		}
		if seen[b] {
			return false
		}
		seen[b] = true
		for _, s := range b.Succs {
			if visit(s) {
				return true
			}
		}
		return false
	}
	return visit(from)
}
