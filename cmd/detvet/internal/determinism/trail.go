package determinism

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
	if a, ok := addressBase(st.Addr).(*ssa.Alloc); ok && a != st.Addr { // a part of a message or the like
		t.escape()
		return
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

// passesOn are the functions of the standard library whose result is in the
// order of what they are given.
var passesOn = map[string]string{
	"slices": "Collect Values All Backward AppendSeq Clone Concat Grow Clip Compact CompactFunc Insert " +
		"Delete DeleteFunc Repeat Chunk Replace",
	"sort": "Reverse",
	"iter": "Pull Pull2",
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
	if isFunc(fn, "sort", "Slice SliceStable Sort Stable Ints Strings Float64s") ||
		isFunc(fn, "slices", "Sort SortFunc SortStableFunc") {
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
		t.bad(t.order.place(i), nil, why)
	}
}
