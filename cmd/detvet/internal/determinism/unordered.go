package determinism

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

const unsorted = " is in the order of a map's iteration, which is random: sort it before it is used"

// unordered reports whether a value is made in a map's order: by package maps,
// by a function that returns such a list, or as a literal that yields so.
func (o *order) unordered(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		for _, to := range o.callees(v) {
			if isFunc(to.obj, "maps", "Keys Values All") {
				return true
			}
			if o.effectsOf(to).Unordered.has(0) {
				return true
			}
		}
	case *ssa.Extract:
		if c, ok := v.Tuple.(*ssa.Call); ok {
			for _, to := range o.callees(c) {
				if o.effectsOf(to).Unordered.has(v.Index) && v.Index > 0 {
					return true
				}
			}
		}
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if other := o.orders[fn]; other != nil && other.yields && !strings.Contains(fn.Synthetic, "range-over-func") {
			return true
		}
		if fn.Synthetic != "" && fn.Object() != nil {
			return o.effectsOf(o.calleeOf(fn, nil)).Unordered.has(31)
		}
	}
	return false
}

// follow follows a value in a map's order to where its order gets out.
func (o *order) follow(v ssa.Value) {
	if t, ok := v.Type().(*types.Tuple); ok && t.Len() > 0 {
		for _, ref := range *v.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && e.Index == 0 {
				v = e
			}
		}
	}
	instr := v.(ssa.Instruction)
	t := &trail{order: o, pos: o.position(v, o.place(instr)), name: o.text(v), seen: map[any]bool{}}
	t.value(v)
}

// appended follows a list to which the elements of a region are appended. It
// returns "", for the trail reports by itself.
func (o *order) appended(r *region, instr ssa.Instruction, addr ssa.Value) string {
	if o.appends[instr] {
		return "" // it is being followed, or was
	}
	o.appends[instr] = true
	t := &trail{order: o, pos: o.place(instr), name: o.text(addr), seen: map[any]bool{}}
	if u, ok := instr.(*ssa.MapUpdate); ok {
		t.name = o.text(u.Map) + "[" + o.text(u.Key) + "]"
		if t.elementsSorted(r, u.Map) {
			return ""
		}
		return t.name + unsorted
	}
	key := o.key(addr)
	if i, ok := addr.(*ssa.IndexAddr); ok { // list[n] = v; n++
		key = strings.TrimPrefix(o.key(i.X), "*")
		t.name = o.text(i.X)
		addr = i.X
		if l, ok := i.X.(*ssa.UnOp); ok {
			addr, key = l.X, o.key(l.X)
		}
	}
	_, local := r.root(addr).(*ssa.Alloc)
	if r.after != nil {
		t.place(r.after.Block(), position(r.after)+1, key, local)
		return ""
	}
	for _, x := range r.exits() {
		t.place(x.to, 0, key, local)
	}
	if r.header != nil {
		t.place(r.header.Succs[1], 0, key, local)
	}
	return ""
}
