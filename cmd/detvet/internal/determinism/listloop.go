package determinism

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// listLoop judges a loop over the list; it reports whether there is one.
func (t *trail) listLoop(v ssa.Value, at *ssa.IndexAddr) bool {
	var header *ssa.BasicBlock
	for b := at.Block(); b != nil && header == nil; b = b.Idom() {
		if c := b.Comment; c == "rangeindex.loop" || c == "for.loop" || c == "rangeint.loop" {
			header = b
		}
	}
	if header == nil || t.seen[header] {
		return header != nil
	}
	iff, ok := header.Instrs[len(header.Instrs)-1].(*ssa.If)
	idx, isLoad := at.Index.(*ssa.UnOp)
	if !ok || !isLoad {
		return false
	}
	t.seen[header] = true
	r := t.newRegion(at.Parent())
	r.header, r.over, r.bad, r.pos = header, v, t.bad, t.order.place(iff)
	r.within(iff.Block().Succs[0])
	r.counters = map[ssa.Value]bool{}
	for load := idx; load != nil; {
		r.counters[load.X] = true
		def, _ := t.definition(load).(*ssa.UnOp)
		load = def
	}
	for b := range r.blocks {
		for _, instr := range b.Instrs {
			if ia, ok := instr.(*ssa.IndexAddr); ok && t.key(ia.X) == t.key(v) {
				r.elems[ia] = true
			}
		}
	}
	r.check()
	return true
}

// iterated judges the literal that an iterator is given: the body of a loop.
func (t *trail) iterated(i ssa.CallInstruction) {
	args := i.Common().Args
	if len(args) != 1 {
		t.escape()
		return
	}
	if prm := parameter(t.program, args[0]); prm != nil && isYield(prm) {
		t.yields = true
		return
	}
	fn := t.function(args[0])
	if fn == nil || fn.Parent() == nil {
		t.escape()
		return
	}
	r := t.newRegion(fn)
	r.bad, r.after, r.pos = t.bad, i, t.order.place(i)
	for _, b := range fn.Blocks {
		r.blocks[b] = true
	}
	for k, prm := range fn.Params {
		r.elems[prm] = true
		r.keys[prm] = k == 0 && !t.isValues(i.Common().Value)
	}
	r.check()
}

// isValues reports whether an iterator may be over a map's values, or anything
// else of which two may be alike.
func (t *trail) isValues(v ssa.Value) bool {
	if l, ok := v.(*ssa.UnOp); ok {
		v = t.definition(l)
	}
	c, ok := v.(*ssa.Call)
	if !ok {
		return true
	}
	to := t.callees(c)
	return len(to) == 0 || slices.ContainsFunc(to, func(c callee) bool { return !isFunc(c.obj, "maps", "Keys All") })
}

// elementsSorted reports whether the lists in a map are sorted by a later loop.
func (t *trail) elementsSorted(r *region, m ssa.Value) bool {
	at := t.key(m)
	for instr := range instructions(r.fn) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok || r.has(instr) {
			continue
		}
		for _, f := range t.callees(c) {
			for k, a := range f.args {
				if a != nil && (sortsOf(f.obj) | t.effectsOf(f).Sorts).has(k) && strings.Contains(t.from(a), at) {
					return true
				}
			}
		}
	}
	return false
}

// from returns the key of the map that a value is an element of.
func (t *trail) from(v ssa.Value) string {
	for {
		if x, ok := v.(*ssa.Extract); ok {
			if n, ok := x.Tuple.(*ssa.Next); ok {
				v = n.Iter.(*ssa.Range).X
				return t.key(v)
			}
		}
		from, _ := t.origin(v)
		if from == nil {
			return t.key(v)
		}
		v = from
	}
}
