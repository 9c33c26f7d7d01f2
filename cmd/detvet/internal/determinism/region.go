package determinism

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// region is code that runs once for each of a number of elements, which come in
// no order: the body of a loop, a literal that an iterator is given, or a whole
// function, which somebody may call in a loop.
type region struct {
	*program
	fn     *ssa.Function
	blocks map[*ssa.BasicBlock]bool
	header *ssa.BasicBlock // of a loop
	over   ssa.Value       // the map or list
	elems  map[ssa.Value]bool
	keys   map[ssa.Value]bool // elements that no two iterations have alike
	whole  bool               // the whole function
	after  ssa.Instruction    // the call of an iterator that is given it
	pos    token.Pos          // of the loop

	counters map[ssa.Value]bool // variables that hold a position in the list

	order    *order
	changed  map[string]bool        // the places outside that it changes; true if each element has its own
	constant map[string]string      // the constants that places get
	folded   map[string]token.Token // how places are combined with elements
	asked    map[*ssa.Alloc]bool    // structs that are being looked at
	guarded  map[*ssa.BasicBlock][]ssa.Value
	lits     map[*ssa.Function]bool
	timers   envUse
	changes  []change
	bad      func(pos token.Pos, addr ssa.Value, msg string)
}

// change is a change of something outside of the region.
type change struct {
	instr ssa.Instruction
	place string
	once  bool // at most one element makes it
}

// mapLoop returns the body of a loop over a map.
func (o *order) mapLoop(rng *ssa.Range) *region {
	for _, ref := range *rng.Referrers() {
		next, ok := ref.(*ssa.Next)
		if !ok {
			continue
		}
		r := o.newRegion(next.Parent())
		r.header, r.over, r.pos = next.Block(), rng.X, o.place(rng)
		for _, ref := range *next.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && e.Index > 0 {
				r.elems[e] = true
				r.keys[e] = e.Index == 1
			}
		}
		r.within(r.header.Succs[0])
		return r
	}
	return nil
}

func (o *order) newRegion(fn *ssa.Function) *region {
	return &region{
		program: o.program, fn: fn, order: o,
		blocks: map[*ssa.BasicBlock]bool{}, elems: map[ssa.Value]bool{}, keys: map[ssa.Value]bool{},
		changed: map[string]bool{}, constant: map[string]string{}, folded: map[string]token.Token{},
		guarded: map[*ssa.BasicBlock][]ssa.Value{}, lits: map[*ssa.Function]bool{}, asked: map[*ssa.Alloc]bool{},
	}
}

// within adds the blocks that are entered by one.
func (r *region) within(entry *ssa.BasicBlock) {
	for _, b := range entry.Parent().Blocks {
		if entry.Dominates(b) {
			r.blocks[b] = true
		}
	}
}

// has reports whether an instruction is of the region, or of a literal in it.
func (r *region) has(instr ssa.Instruction) bool {
	return r.blocks[instr.Block()] || r.lits[instr.Parent()]
}

// private reports whether an address is of memory that one element has for
// itself: what is made within the region.
func (r *region) private(addr ssa.Value) bool {
	switch v := r.root(addr).(type) {
	case *ssa.Alloc:
		return r.has(v)
	case ssa.Instruction:
		switch v.(type) {
		case *ssa.MakeMap, *ssa.MakeSlice:
			return r.has(v)
		case *ssa.Call:
			return r.has(v) && !r.pointsOutside(v.(ssa.Value))
		}
	}
	return false
}

func (r *region) pointsOutside(v ssa.Value) bool {
	for m := range r.pointsOf(r.fn).of(v) {
		instr, ok := m.(ssa.Instruction)
		if !ok || !r.has(instr) {
			return true
		}
	}
	return false
}

// root returns what an address is a part of, through variables that only hold
// another value.
func (r *region) root(v ssa.Value) ssa.Value {
	for range longest {
		from, _ := r.way(v)
		if from == nil {
			break
		}
		v = from
	}
	return v
}

// longest bounds the way to a root: a variable may be assigned a part of itself
// (p = p.next).
const longest = 100

// way is origin, and goes on from an element's own variable to what it was
// assigned.
func (r *region) way(v ssa.Value) (from, index ssa.Value) {
	from, index = r.origin(v)
	if l, ok := v.(*ssa.UnOp); ok && from == l.X {
		if a, ok := l.X.(*ssa.Alloc); ok && r.has(a) {
			if defs, ok := r.definitions(l); ok && len(defs) > 0 && defs[0] != nil {
				from = defs[0]
			}
		}
	}
	return from, index
}

// own reports whether an address differs from one element to the next: a part of
// the element, or what stands under its key.
func (r *region) own(v ssa.Value) bool {
	for range longest {
		if r.elems[v] {
			return !r.whole
		}
		from, index := r.way(v)
		if index != nil && r.injective(index) {
			return true
		}
		if from == nil {
			break
		}
		v = from
	}
	return false
}

// injective reports whether a value differs between any two elements.
func (r *region) injective(v ssa.Value) bool {
	if r.keys[v] {
		return true
	}
	switch x := v.(type) {
	case *ssa.UnOp:
		if def := r.definition(x); def != nil {
			return r.injective(def)
		}
		if x.Op == token.SUB || x.Op == token.XOR {
			return r.injective(x.X)
		}
		if a, ok := x.X.(*ssa.Alloc); ok && r.private(a) {
			return r.injectiveStruct(a)
		}
	case *ssa.Convert:
		return r.injective(x.X)
	case *ssa.ChangeType:
		return r.injective(x.X)
	case *ssa.MakeInterface:
		return r.injective(x.X)
	case *ssa.BinOp:
		if x.Op == token.ADD || x.Op == token.SUB || x.Op == token.XOR {
			return r.injective(x.X) && r.fixed(x.Y) || r.injective(x.Y) && r.fixed(x.X)
		}
	case *ssa.Call:
		if to := x.Call.StaticCallee(); to != nil {
			obj, _ := to.Object().(*types.Func)
			if isFunc(obj, "strconv", "Itoa") || isMethodOf(obj, modelPath) {
				return r.injective(x.Call.Args[0])
			}
			if isFunc(obj, "fmt", "Sprint") {
				args := r.arguments(x.Call.Args[0])
				return len(args) == 1 && r.injective(args[0])
			}
		}
	}
	return false
}

// fixed reports whether a value is the same for all elements.
func (r *region) fixed(v ssa.Value) bool {
	d := r.deps(v)
	return !d.varies && len(d.reads) == 0
}

// injectiveStruct reports whether a struct that is put together in the region
// differs between any two elements: a key is in it (pair{k, v}), or it is a key of
// which fields were moved (k.round++).
func (r *region) injectiveStruct(a *ssa.Alloc) bool {
	whole := storesTo(a)
	if _, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct); !ok || r.asked[a] {
		return false
	}
	r.asked[a] = true
	defer delete(r.asked, a)
	moved := len(whole) == 1 && whole[0].Pos() == a.Pos() && r.injective(whole[0].Val)
	for _, ref := range *a.Referrers() {
		f, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, s := range storesTo(f) {
			if r.injective(s.Val) {
				return true
			}
			sum, ok := s.Val.(*ssa.BinOp)
			moved = moved && ok && (sum.Op == token.ADD || sum.Op == token.SUB) &&
				r.key(sum.X) == dereferenced(r.key(f)) && r.fixed(sum.Y)
		}
	}
	return moved
}
