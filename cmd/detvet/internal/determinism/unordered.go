package determinism

import (
	"go/token"
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
			u := o.effectsOf(to).Unordered
			if u.has(0) && o.fn.Signature != nil {
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
	t := &trail{order: o, pos: o.position(v, place(instr)), name: o.text(v), seen: map[any]bool{}}
	t.value(v)
}

// appended follows a list to which the elements of a region are appended. It
// returns "", for the trail reports by itself.
func (o *order) appended(r *region, instr ssa.Instruction, addr ssa.Value) string {
	if o.appends[instr] {
		return "" // it is being followed, or was
	}
	o.appends[instr] = true
	t := &trail{order: o, pos: place(instr), name: o.text(addr), seen: map[any]bool{}}
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
	for b := range r.blocks {
		if len(b.Succs) == 0 && !panics(b) {
			t.place(b, 0, key, local)
		}
	}
	for b := range r.blocks {
		for _, s := range b.Succs {
			if !r.blocks[s] && s != r.header {
				t.place(s, 0, key, local)
			}
		}
	}
	if r.header != nil {
		for _, s := range r.header.Succs {
			if !r.blocks[s] {
				t.place(s, 0, key, local)
			}
		}
	}
	return ""
}

func position(instr ssa.Instruction) int {
	for k, i := range instr.Block().Instrs {
		if i == instr {
			return k
		}
	}
	return 0
}

// trail is the way of a list in a map's order.
type trail struct {
	*order
	pos      token.Pos
	name     string
	seen     map[any]bool
	failed   bool
	sorted   bool
	returned params
}

// escape notes that the order gets out.
func (t *trail) escape() {
	if !t.failed {
		t.failed = true
		t.bad(t.pos, nil, t.name+unsorted)
	}
}

// value follows the uses of a value.
func (t *trail) value(v ssa.Value) {
	if t.seen[v] {
		return
	}
	t.seen[v] = true
	for _, ref := range *v.Referrers() {
		t.use(v, ref)
	}
}

func (t *trail) use(v ssa.Value, ref ssa.Instruction) {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.BinOp, *ssa.If, *ssa.MakeClosure:
	case *ssa.Store:
		t.stored(ref, v)
	case *ssa.Return:
		for k, r := range ref.Results {
			if r == v {
				t.returned |= 1 << k
				if !t.trial {
					t.effects[t.fn].Unordered |= 1 << k
				}
			}
		}
	case ssa.CallInstruction:
		t.call(v, ref)
	case *ssa.IndexAddr:
		if ref.X != v || !t.listLoop(v, ref) {
			t.escape()
		}
	case *ssa.Slice, *ssa.ChangeType, *ssa.Convert, *ssa.Phi, *ssa.MakeInterface, *ssa.TypeAssert, *ssa.ChangeInterface:
		t.value(ref.(ssa.Value))
	case *ssa.Extract:
		t.value(ref)
	default:
		t.escape()
	}
}

// stored follows a value into a variable or a field.
func (t *trail) stored(st *ssa.Store, v ssa.Value) {
	if st.Val != v {
		return
	}
	if a, ok := base(st.Addr).(*ssa.Alloc); ok && a != st.Addr {
		if _, isLoad := addressBase(st.Addr).(*ssa.UnOp); !isLoad { // a part of a message or the like
			t.escape()
			return
		}
	}
	if !t.failed && t.fn.Pkg != nil {
		if _, isParam := v.(*ssa.Parameter); !isParam && t.text(st.Addr) != "" {
			t.name = t.text(st.Addr)
			t.pos = st.Pos()
		}
	}
	r := t.newRegion(t.fn)
	_, local := r.root(st.Addr).(*ssa.Alloc)
	t.place(st.Block(), position(st)+1, t.key(st.Addr), local)
}

// addressBase returns what an address is a part of, without following pointers.
func addressBase(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		default:
			return v
		}
	}
}

// place follows the code from a place on: the list there must be sorted before it
// is used, on every way on which it may have two elements.
func (t *trail) place(b *ssa.BasicBlock, from int, key string, local bool) {
	type point struct {
		b    *ssa.BasicBlock
		from int
		key  string
	}
	if at := (point{b, from, key}); t.seen[at] {
		return
	} else {
		t.seen[at] = true
	}
	for _, instr := range b.Instrs[from:] {
		switch i := instr.(type) {
		case *ssa.UnOp:
			if i.Op == token.MUL && overlap(t.key(i.X), key) && len(t.key(i.X)) <= len(key) {
				was := t.sorted
				t.sorted = false
				t.value(i)
				if t.sorted {
					return
				}
				t.sorted = was
			}
		case *ssa.Store:
			if t.key(i.Addr) == key {
				return
			}
		case *ssa.Return:
			if !local {
				t.escape()
			}
		case *ssa.If:
			for k, s := range b.Succs {
				if !t.atMostOne(i.Cond, k == 0, "*"+key) {
					t.place(s, 0, key, local)
				}
			}
			return
		}
	}
	for _, s := range b.Succs {
		t.place(s, 0, key, local)
	}
}

// passed through are functions of the standard library whose result is in the
// order of what they are given.
var passesOn = map[string]string{
	"slices": "Collect Values All Backward AppendSeq Clone Concat Grow Clip Compact CompactFunc Insert Delete DeleteFunc Repeat Chunk Replace",
	"sort":   "Reverse",
	"iter":   "Pull Pull2",
}

// tolerant are those that do not care.
var tolerant = map[string]string{
	"slices": "Contains ContainsFunc Max Min Sorted Reverse",
	"maps":   "Collect Insert",
}

func inTable(table map[string]string, fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && isFunc(fn, fn.Pkg().Path(), table[fn.Pkg().Path()])
}

// sortsOf returns the parameters that a function of the standard library sorts.
func sortsOf(fn *types.Func) params {
	if isFunc(fn, "sort", "Slice SliceStable Sort Stable Ints Strings Float64s") || isFunc(fn, "slices", "Sort SortFunc SortStableFunc") {
		return 1
	}
	return 0
}

func (t *trail) call(v ssa.Value, i ssa.CallInstruction) {
	c := i.Common()
	if c.Value == v {
		t.iterated(i)
		return
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append":
			t.value(i.Value())
		case "copy":
			if c.Args[1] == v {
				t.escape()
			}
		}
		return
	}
	to := t.callees(i)
	if len(to) == 0 || t.envMethod(c) != "" {
		t.escape()
		return
	}
	for _, f := range to {
		for k, a := range f.args {
			if a == v {
				t.passed(f, k, i)
			}
		}
	}
}

// passed follows a list into a function.
func (t *trail) passed(f callee, k int, i ssa.CallInstruction) {
	switch {
	case sortsOf(f.obj).has(k):
		t.sorted = true
		t.compared(f, i)
	case isFunc(f.obj, "slices", "MaxFunc MinFunc SortedFunc SortedStableFunc"):
		t.compared(f, i)
	case inTable(passesOn, f.obj):
		if t.fn.Parent() == nil && t.text(i.Value()) != "" && !t.trial {
			t.name, t.pos = t.text(i.Value()), t.position(i.Value(), t.pos)
		}
		t.value(i.Value())
	case inTable(tolerant, f.obj):
	default:
		e := t.effectsOf(f)
		switch {
		case e.Sorts.has(k):
			t.sorted = true
		case e.Tolerates.has(k):
		default:
			t.escape()
		}
	}
}

// compared reports a list in a map's order that is sorted, or of which one is
// picked, by what may be equal for two elements.
func (t *trail) compared(f callee, i ssa.CallInstruction) {
	if why := t.incomplete(f, i); why != "" {
		t.failed = true
		t.bad(place(i), nil, why)
	}
}

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
	r.header, r.over, r.bad, r.pos = header, v, t.bad, place(iff)
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
	r.bad, r.after, r.pos = t.bad, i, place(i)
	for _, b := range fn.Blocks {
		r.blocks[b] = true
	}
	for k, prm := range fn.Params {
		r.elems[prm] = true
		r.keys[prm] = k == 0 && !t.isValues(i.Common().Value)
	}
	r.check()
}

// isValues reports whether an iterator is over a map's values, which may be
// alike.
func (t *trail) isValues(v ssa.Value) bool {
	if l, ok := v.(*ssa.UnOp); ok {
		v = t.definition(l)
	}
	c, ok := v.(*ssa.Call)
	if !ok {
		return true
	}
	for _, to := range t.callees(c) {
		return !isFunc(to.obj, "maps", "Keys All")
	}
	return true
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
	switch x := v.(type) {
	case *ssa.UnOp:
		if def := t.definition(x); def != nil {
			return t.from(def)
		}
	case *ssa.MakeInterface:
		return t.from(x.X)
	case *ssa.ChangeType:
		return t.from(x.X)
	case *ssa.Extract:
		if n, ok := x.Tuple.(*ssa.Next); ok {
			if rng, ok := n.Iter.(*ssa.Range); ok {
				return t.key(rng.X)
			}
		}
	}
	return t.key(v)
}
