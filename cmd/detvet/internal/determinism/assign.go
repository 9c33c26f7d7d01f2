package determinism

import (
	"golang.org/x/tools/go/ssa"
)

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
	b := a.instr.Block()
	if a.fixed(a.x) { // if !found || k < at { found, at = true, k }
		for _, pred := range b.Preds {
			if iff := branch(pred); iff != nil {
				if d := a.deps(iff.Cond); d.reads[a.at] && !d.running(a.at) {
					b = pred
				}
			}
		}
	}
	return a.region.guardRuns(b, a.at)
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
		from, index := a.origin(v)
		if index != nil && a.deps(index).varies {
			return index
		}
		v = from
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
