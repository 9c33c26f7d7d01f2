package determinism

import (
	"maps"
	"slices"
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
	for _, lit := range slices.SortedFunc(maps.Keys(r.lits), inSource) {
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
			if lit != nil && lit.Parent() != nil && lit != r.fn && !r.lits[lit] {
				r.lits[lit] = true
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
	a.guards = r.guards(instr.Block())
	msg := a.judge()
	own := r.own(addr) && !r.ends(instr.Block())
	if u, ok := instr.(*ssa.MapUpdate); ok {
		own = own || r.injective(u.Key) && !r.ends(instr.Block())
	}
	switch {
	case msg != "" && (!own || a.grows):
		r.bad(r.place(instr), addr, msg)
	case own && !r.whole && (r.deps(x).running(at) || a.guardRuns()):
		r.bad(r.place(instr), addr, "what "+a.name()+" gets "+ofMapOrder)
	}
}

// internal reports whether a variable is the compiler's (jump$1).
func (r *region) internal(addr ssa.Value) bool {
	a, ok := r.root(addr).(*ssa.Alloc)
	return ok && strings.Contains(a.Comment, "$")
}

// isResult reports whether an assignment is to a result of the function, for a
// return.
func (r *region) isResult(instr ssa.Instruction, addr ssa.Value) bool {
	alloc, ok := variable(addr).(*ssa.Alloc)
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
		r.bad(r.place(instr), nil, "what is returned "+ofMapOrder)
	}
}

// checkExits reports changes that only the elements before an early end make.
func (r *region) checkExits() {
	exits := r.exits()
	if len(exits) == 0 {
		return
	}
	for _, ch := range r.changes {
		if ch.once || r.ends(ch.instr.Block()) || r.decides(exits, ch) || r.unread(exits, ch) {
			continue
		}
		r.bad(r.place(ch.instr), nil, "how many elements come here before the loop ends "+ofMapOrder)
	}
}

// decides reports whether a change is what decides that the loop ends, and
// nothing else is (if n++; n == quorum { break }).
func (r *region) decides(exits []exit, ch change) bool {
	for _, x := range exits {
		iff := branch(x.from)
		if iff == nil {
			return false
		}
		d := r.deps(iff.Cond)
		if ch.place == "" || d.varies || !d.reads[ch.place] || d.running(ch.place) {
			return false
		}
	}
	return true
}

// unread reports whether a change is of a variable that is not read after an
// early end.
func (r *region) unread(exits []exit, ch change) bool {
	st, ok := ch.instr.(*ssa.Store)
	if !ok {
		return false
	}
	alloc, ok := variable(st.Addr).(*ssa.Alloc)
	if !ok || addressTaken(alloc) {
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
		for _, x := range exits {
			all := func(*ssa.BasicBlock) bool { return true }
			is := func(s *ssa.BasicBlock) bool { return s == b }
			if (!r.blocks[b] || r.ends(b)) && (x.to == b || search(x.to, all, is)) {
				return false
			}
		}
	}
	return true
}

// variable returns the variable that an address in a literal is of.
func variable(v ssa.Value) ssa.Value {
	if f, ok := v.(*ssa.FreeVar); ok {
		return binding(f)
	}
	return v
}
