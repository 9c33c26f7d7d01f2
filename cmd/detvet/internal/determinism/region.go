package determinism

import (
	"fmt"
	"go/token"
	"go/types"
	"strings"

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
	guarded  map[*ssa.BasicBlock][]*ssa.If
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

// deps is what a value depends on: on the element, and on places that the region
// changes, and so on how far it has come.
type deps struct {
	varies bool
	reads  map[string]bool
}

// running reports whether the value depends on how far the loop has come, other
// than by what is in the place except.
func (d deps) running(except string) bool {
	for place := range d.reads {
		if place != except && !strings.HasPrefix(place, except+".") || except == "" {
			return true
		}
	}
	return false
}

// mapLoop returns the body of a loop over a map.
func (o *order) mapLoop(rng *ssa.Range) *region {
	for _, ref := range *rng.Referrers() {
		next, ok := ref.(*ssa.Next)
		if !ok {
			continue
		}
		r := o.newRegion(next.Parent())
		r.header, r.over, r.pos = next.Block(), rng.X, place(rng)
		for _, ref := range *next.Referrers() {
			if e, ok := ref.(*ssa.Extract); ok && e.Index > 0 {
				r.elems[e] = true
				r.keys[e] = e.Index == 1
			}
		}
		if iff, ok := r.header.Instrs[len(r.header.Instrs)-1].(*ssa.If); ok {
			r.within(iff.Block().Succs[0])
		}
		return r
	}
	return nil
}

func (o *order) newRegion(fn *ssa.Function) *region {
	return &region{
		program: o.program, fn: fn, order: o,
		blocks: map[*ssa.BasicBlock]bool{}, elems: map[ssa.Value]bool{}, keys: map[ssa.Value]bool{},
		changed: map[string]bool{}, constant: map[string]string{}, folded: map[string]token.Token{}, lits: map[*ssa.Function]bool{},
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
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Slice:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.Lookup:
			v = x.X
		case *ssa.Extract:
			if l, ok := x.Tuple.(*ssa.Lookup); ok {
				v = l.X
				continue
			}
			return v
		case *ssa.FreeVar:
			if b := binding(x); b != v {
				v = b
				continue
			}
			return v
		case *ssa.UnOp:
			if def := r.definition(x); def != nil {
				v = def
			} else if x.Op == token.MUL {
				if _, ok := x.X.(*ssa.Alloc); ok && r.private(x.X) {
					if defs, ok := r.definitions(x); ok && len(defs) > 0 {
						v = defs[0]
						continue
					}
				}
				v = x.X
			} else {
				return v
			}
		default:
			return v
		}
	}
}

// own reports whether an address differs from one element to the next: a part of
// the element, or what stands under its key.
func (r *region) own(v ssa.Value) bool {
	for {
		if r.elems[v] {
			return !r.whole
		}
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			if r.injective(x.Index) {
				return true
			}
			v = x.X
		case *ssa.Slice:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.Lookup:
			if r.injective(x.Index) {
				return true
			}
			v = x.X
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.UnOp:
			if def := r.definition(x); def != nil {
				v = def
			} else {
				v = x.X
			}
		default:
			return false
		}
	}
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
		if a, ok := x.X.(*ssa.Alloc); ok && r.private(a) { // pair{k, v}
			for _, ref := range *a.Referrers() {
				if f, ok := ref.(*ssa.FieldAddr); ok {
					for _, s := range storesTo(f) {
						if r.injective(s.Val) {
							return true
						}
					}
				}
			}
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

// deps returns what a value depends on, but for the keys of values that are
// known where it is used.
func (r *region) deps(v ssa.Value, pinned ...string) deps {
	d := deps{reads: map[string]bool{}}
	seen := map[ssa.Value]bool{}
	var visit func(v ssa.Value)
	stored := func(addr ssa.Value) {}
	read := func(key string) {
		for place, own := range r.changed {
			if overlap(place, key) && !(own && (key == place || strings.HasPrefix(key, place+"."))) {
				d.reads[place] = true
			}
		}
	}
	visit = func(v ssa.Value) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		if r.elems[v] {
			d.varies = true
			return
		}
		if len(pinned) > 0 {
			for _, p := range pinned {
				if p == r.key(v) {
					return
				}
			}
		}
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op != token.MUL {
				visit(x.X)
				return
			}
			if def := r.definition(x); def != nil {
				visit(def)
				return
			}
			if alloc, ok := x.X.(*ssa.Alloc); ok && r.has(alloc) {
				d.varies = d.varies || len(storesTo(alloc)) > 0
				stored(alloc)
				return
			}
			if r.counters[x.X] {
				d.reads["#"] = true
			}
			visit(x.X)
			read(r.key(x.X))
		case *ssa.Lookup:
			visit(x.X)
			visit(x.Index)
			read(strings.TrimPrefix(r.key(x), "*"))
		case *ssa.Alloc:
			if r.has(x) {
				stored(x)
			}
		case *ssa.Phi:
			for i, e := range x.Edges {
				visit(e)
				pred := x.Block().Preds[i]
				if iff, ok := pred.Instrs[len(pred.Instrs)-1].(*ssa.If); ok {
					visit(iff.Cond)
				}
			}
		case *ssa.FreeVar:
			if b := binding(x); b != v {
				visit(b)
			}
		case *ssa.Parameter:
			if r.lits[x.Parent()] && x.Parent() != r.fn {
				d.varies = true
			}
		case ssa.Instruction:
			var ops [8]*ssa.Value
			for _, op := range x.Operands(ops[:0]) {
				visit(*op)
			}
		}
	}
	stored = func(addr ssa.Value) {
		stores := storesTo(addr)
		for _, s := range stores {
			visit(s.Val)
			if len(stores) > 1 {
				for _, g := range r.guards(s.Block()) {
					visit(g.Cond)
				}
			}
		}
		for _, ref := range *addr.Referrers() {
			if a, ok := ref.(ssa.Value); ok {
				switch ref.(type) {
				case *ssa.FieldAddr, *ssa.IndexAddr:
					stored(a)
				}
			}
		}
	}
	visit(v)
	return d
}

// overlap reports whether two places are the same, or one a field of the other.
func overlap(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// key names a value or a place: equal keys, equal values, unless something in
// between changed it.
func (p *program) key(v ssa.Value) string { return p.keyOf(v, 10) }

// keyOf looks into a value up to a depth: what is deeper is its own.
func (p *program) keyOf(v ssa.Value, depth int) string {
	if depth == 0 {
		return fmt.Sprintf("%s@%p", v.Name(), v)
	}
	key := func(v ssa.Value) string { return p.keyOf(v, depth-1) }
	switch x := v.(type) {
	case *ssa.Const:
		return x.Name()
	case *ssa.FreeVar:
		if b := binding(x); b != v {
			return key(b)
		}
	case *ssa.UnOp:
		if x.Op == token.MUL {
			if def := p.definition(x); def != nil {
				return key(def)
			}
			return dereferenced(key(x.X))
		}
		return x.Op.String() + key(x.X)
	case *ssa.Alloc: // a variable that only holds another value
		if s := storesTo(x); len(s) == 1 && s[0].Pos() == x.Pos() && s[0].Parent() == x.Parent() && !addressTaken(x) {
			if k := key(s[0].Val); strings.HasPrefix(k, "*") {
				return k[1:]
			} else {
				return "&" + k
			}
		}
	case *ssa.FieldAddr:
		return fmt.Sprint(key(x.X), ".", x.Field)
	case *ssa.Field:
		return fmt.Sprint(key(x.X), ".", x.Field)
	case *ssa.IndexAddr:
		return key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Index:
		return "*" + key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Lookup:
		return "*" + key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Extract:
		if l, ok := x.Tuple.(*ssa.Lookup); ok && x.Index == 0 {
			return key(l)
		}
		return fmt.Sprint(key(x.Tuple), "#", x.Index)
	case *ssa.BinOp:
		return "(" + key(x.X) + x.Op.String() + key(x.Y) + ")"
	case *ssa.Convert:
		return key(x.X)
	case *ssa.ChangeType:
		return key(x.X)
	case *ssa.MakeInterface:
		return key(x.X)
	case *ssa.Call:
		name := ""
		if b, ok := x.Call.Value.(*ssa.Builtin); ok {
			name = b.Name()
		} else if fn := x.Call.StaticCallee(); fn != nil && !p.effectsOf(p.calleeOf(fn, nil)).Writes.any(0) {
			name = fn.String()
		}
		if name != "" && name != "append" {
			for _, a := range x.Call.Args {
				name += "," + key(a)
			}
			return "(" + name + ")"
		}
	}
	return fmt.Sprintf("%s@%p", v.Name(), v)
}

// dereferenced is the key of what is at an address.
func dereferenced(k string) string {
	if strings.HasPrefix(k, "&") {
		return k[1:]
	}
	return "*" + k
}

// guards returns the branches of the region that decide whether a block runs.
func (r *region) guards(b *ssa.BasicBlock) []*ssa.If {
	if list, ok := r.guarded[b]; ok {
		return list
	}
	var list []*ssa.If
	for _, c := range b.Parent().Blocks {
		if c == b || b.Parent() == r.fn && !r.blocks[c] {
			continue
		}
		iff, ok := c.Instrs[len(c.Instrs)-1].(*ssa.If)
		if ok && r.reaches(c, b, nil) && r.avoids(c, b) {
			list = append(list, iff)
		}
	}
	if r.guarded == nil {
		r.guarded = map[*ssa.BasicBlock][]*ssa.If{}
	}
	r.guarded[b] = list
	return list
}

// reaches reports whether there is a way from one block to another within an
// iteration, around a third.
func (r *region) reaches(from, to, around *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		for _, s := range b.Succs {
			if s == to {
				return true
			}
			if s == around || s == r.header || seen[s] || s.Parent() == r.fn && !r.blocks[s] {
				continue
			}
			seen[s] = true
			if visit(s) {
				return true
			}
		}
		return false
	}
	return visit(from)
}

// avoids reports whether there is a way from a block to the end of the iteration
// that does not pass another.
func (r *region) avoids(from, other *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		if len(b.Succs) == 0 {
			_, panics := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
			return !panics
		}
		for _, s := range b.Succs {
			if s == r.header || s.Parent() == r.fn && !r.blocks[s] {
				return true
			}
			if s == other || seen[s] {
				continue
			}
			seen[s] = true
			if visit(s) {
				return true
			}
		}
		return false
	}
	return visit(from)
}

// ends reports whether from a block the loop always ends.
func (r *region) ends(b *ssa.BasicBlock) bool {
	if b.Parent() != r.fn || r.whole {
		return false
	}
	if r.header == nil { // a literal that an iterator is given
		return !r.reachesTrue(b)
	}
	return !r.reaches(b, r.header, nil)
}

// reachesTrue reports whether a literal may ask for more from a block on.
func (r *region) reachesTrue(b *ssa.BasicBlock) bool {
	asks := func(b *ssa.BasicBlock) bool {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) == 0 {
			return ok
		}
		c, ok := ret.Results[0].(*ssa.Const)
		return !ok || c.Value == nil || c.Value.String() == "true"
	}
	for _, other := range b.Parent().Blocks {
		if asks(other) && (other == b || r.reaches(b, other, nil)) {
			return true
		}
	}
	return false
}

// pins returns the keys of values that are known in a block, since it is only
// reached where they equal something fixed, and whether one element at most
// comes there.
func (r *region) pins(b *ssa.BasicBlock) (pinned []string, once bool) {
	for c := b; c != nil && c.Idom() != nil; c = c.Idom() {
		d := c.Idom()
		iff, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || len(c.Preds) != 1 || d.Parent() == r.fn && !r.blocks[d] {
			continue
		}
		cmp, ok := iff.Cond.(*ssa.BinOp)
		if !ok || !(cmp.Op == token.EQL && d.Succs[0] == c || cmp.Op == token.NEQ && d.Succs[1] == c) {
			continue
		}
		for _, side := range [][2]ssa.Value{{cmp.X, cmp.Y}, {cmp.Y, cmp.X}} {
			if r.deps(side[0]).varies && r.fixed(side[1]) {
				pinned = append(pinned, r.key(side[0]))
				once = once || r.injective(side[0])
			}
		}
	}
	return pinned, once
}
