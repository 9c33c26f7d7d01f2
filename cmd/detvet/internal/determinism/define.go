package determinism

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// definition returns what a variable that is read is defined as, if it never
// changes afterwards, or nil.
func (p *program) definition(load *ssa.UnOp) ssa.Value {
	def, ok := p.defs[load]
	if !ok {
		def = findDefinition(load)
		p.defs[load] = def
	}
	return def
}

func findDefinition(load *ssa.UnOp) ssa.Value {
	if load.Op != token.MUL {
		return nil
	}
	alloc, ok := variable(load.X).(*ssa.Alloc)
	if !ok {
		return nil
	}
	stores := storesTo(alloc)
	if len(stores) != 1 || addressTaken(alloc) {
		return nil
	}
	only := stores[0]
	_, isParam := only.Val.(*ssa.Parameter)
	_, isLiteral := only.Val.(*ssa.MakeClosure)
	declares := isParam || only.Pos() == alloc.Pos() && alloc.Pos().IsValid()
	// Not so: var best T; for … { best = v }
	if declares || (isLiteral || only.Block() == alloc.Block()) && precedes(only, load) {
		return only.Val
	}
	return nil
}

// precedes reports whether an assignment comes before a load on every way to it. A
// literal runs after what is assigned around it.
func precedes(st *ssa.Store, load *ssa.UnOp) bool {
	if st.Parent() != load.Parent() {
		return true
	}
	if st.Block() == load.Block() {
		return position(st) < position(load)
	}
	return st.Block().Dominates(load.Block())
}

// position returns the place of an instruction in its block.
func position(instr ssa.Instruction) int { return slices.Index(instr.Block().Instrs, instr) }

// origin returns what a value is a copy, a conversion or a part of, or points
// into, and by which index it is a part; nil where it was made.
func (p *program) origin(v ssa.Value) (from, index ssa.Value) {
	switch x := v.(type) {
	case *ssa.FieldAddr:
		return x.X, nil
	case *ssa.Field:
		return x.X, nil
	case *ssa.IndexAddr:
		return x.X, x.Index
	case *ssa.Lookup:
		return x.X, x.Index
	case *ssa.Slice:
		return x.X, nil
	case *ssa.ChangeType:
		return x.X, nil
	case *ssa.MakeInterface:
		return x.X, nil
	case *ssa.Extract:
		if l, ok := x.Tuple.(*ssa.Lookup); ok {
			return l.X, l.Index
		}
	case *ssa.FreeVar:
		if b := binding(x); b != v {
			return b, nil
		}
	case *ssa.UnOp:
		if def := p.definition(x); def != nil {
			return def, nil
		}
		if x.Op == token.MUL {
			return x.X, nil
		}
	}
	return nil, nil
}

// binding returns the variable that a free variable of a literal is.
func binding(free *ssa.FreeVar) ssa.Value {
	fn := free.Parent()
	if fn.Parent() == nil {
		return free
	}
	for i, f := range fn.FreeVars {
		if f != free {
			continue
		}
		for instr := range instructions(fn.Parent()) {
			if c, ok := instr.(*ssa.MakeClosure); ok && c.Fn == fn {
				if outer, ok := c.Bindings[i].(*ssa.FreeVar); ok {
					return binding(outer)
				}
				return c.Bindings[i]
			}
		}
	}
	return free
}

// storesTo returns the assignments to a variable, those in literals too.
func storesTo(v ssa.Value) []*ssa.Store {
	var list []*ssa.Store
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == v {
				list = append(list, ref)
			}
		case *ssa.MakeClosure:
			for i, b := range ref.Bindings {
				if b == v {
					list = append(list, storesTo(ref.Fn.(*ssa.Function).FreeVars[i])...)
				}
			}
		}
	}
	return list
}

// addressTaken reports whether a variable may be changed in other ways than by
// assignments to the whole of it.
func addressTaken(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if ref.Val == v {
				return true
			}
		case *ssa.UnOp:
		case *ssa.MakeClosure:
			fn := ref.Fn.(*ssa.Function)
			for i, b := range ref.Bindings {
				if b == v && (i >= len(fn.FreeVars) || addressTaken(fn.FreeVars[i])) {
					return true
				}
			}
		case *ssa.FieldAddr, *ssa.IndexAddr: // for reading, if nothing is stored there
			if part := ref.(ssa.Value); len(storesTo(part)) > 0 || addressTaken(part) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// fieldDefinitions is definitions for a field of a variable; it may return a
// whole struct for the field.
func (p *program) fieldDefinitions(load *ssa.UnOp) ([]ssa.Value, bool) {
	f, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil, false
	}
	alloc, ok := f.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	for _, ref := range *alloc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.UnOp:
		case *ssa.Store:
			if ref.Val == alloc {
				return nil, false
			}
		case *ssa.FieldAddr:
			for _, inner := range *ref.Referrers() {
				st, ok := inner.(*ssa.Store)
				if _, isDebug := inner.(*ssa.DebugRef); ok && st.Addr == ref || isDebug {
					continue
				}
				if l, ok := inner.(*ssa.UnOp); !ok || l.X != ref {
					return nil, false
				}
			}
		default:
			return nil, false
		}
	}
	return p.lastStores(load, func(st *ssa.Store) bool {
		g, ok := st.Addr.(*ssa.FieldAddr)
		return st.Addr == alloc || ok && g.X == alloc && g.Field == f.Field
	}, alloc), true
}

// definitions returns the values that a variable may have where it is read: what
// was assigned last on the ways there. It does not know that of variables that
// literals assign, or that are changed in parts.
func (p *program) definitions(load *ssa.UnOp) ([]ssa.Value, bool) {
	if def := p.definition(load); def != nil {
		return []ssa.Value{def}, true
	}
	alloc, ok := load.X.(*ssa.Alloc)
	if !ok || addressTaken(alloc) {
		return nil, false
	}
	for _, s := range storesTo(alloc) {
		if s.Parent() != load.Parent() {
			return nil, false
		}
	}
	return p.lastStores(load, func(st *ssa.Store) bool { return st.Addr == alloc }, alloc), true
}

// lastStores returns the values that are stored last on the ways to a load, nil
// for the zero that a variable begins with.
func (p *program) lastStores(load *ssa.UnOp, is func(*ssa.Store) bool, alloc *ssa.Alloc) []ssa.Value {
	if found, ok := p.last[load]; ok {
		return found
	}
	var found []ssa.Value
	defer func() { p.last[load] = found }()
	seen := map[*ssa.BasicBlock]bool{}
	var back func(b *ssa.BasicBlock, from int)
	back = func(b *ssa.BasicBlock, from int) {
		for k := from - 1; k >= 0; k-- {
			switch i := b.Instrs[k].(type) {
			case *ssa.Store:
				if is(i) {
					found = append(found, i.Val)
					return
				}
			case *ssa.Alloc:
				if i == alloc {
					found = append(found, nil)
					return
				}
			}
		}
		for _, pred := range b.Preds {
			if !seen[pred] {
				seen[pred] = true
				back(pred, len(pred.Instrs))
			}
		}
	}
	b := load.Block()
	for k, i := range b.Instrs {
		if i == load {
			back(b, k)
		}
	}
	return found
}
