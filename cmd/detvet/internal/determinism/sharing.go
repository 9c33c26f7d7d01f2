package determinism

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// shared reports what fn sends that shares memory with the node's fields.
func (p *program) shared(fn *ssa.Function) []finding {
	const stays = ", which stays the sender's: they share memory; send a copy (slices.Clone, maps.Clone)"
	pt := p.pointsOf(fn)
	var found []finding
	for instr := range instructions(fn) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		common := c.Common()
		if useOf(p.envMethod(common)) == sends {
			if m := message(p, common); m != nil {
				for _, v := range (&blame{pt, map[ssa.Value]bool{}}).in(m) {
					found = append(found, finding{p.position(v, p.place(instr)), "the message holds " + p.text(v) + stays})
				}
			}
			continue
		}
		for _, to := range p.callees(c) {
			e := p.effectsOf(to)
			for k, a := range to.args {
				if a == nil || !e.Sends.any(k) || p.isNodeThere(to.fn, k) {
					continue // it is reported there
				}
				for _, v := range (&blame{pt, map[ssa.Value]bool{}}).in(a) {
					found = append(found, finding{p.position(v, p.place(instr)), nameOf(to.obj) + " sends " + p.text(v) + stays})
				}
			}
		}
	}
	return found
}

// isNodeThere reports whether a function is looked at itself, and knows that its
// parameter is the node.
func (p *program) isNodeThere(fn *ssa.Function, k int) bool {
	if fn == nil || len(fn.Blocks) == 0 {
		return false
	}
	return fn.Parent() != nil || k < len(fn.Params) && p.isNodeParam(fn.Params[k])
}

func (p *program) isNodeParam(prm *ssa.Parameter) bool { return p.isNode(prm.Type()) }

// blame finds the values by which the node's memory gets into a message.
type blame struct {
	*points
	seen map[ssa.Value]bool
}

// holds reports whether v holds memory of the node.
func (b *blame) holds(v ssa.Value) bool {
	for m := range b.all(b.of(v)) {
		switch m := m.(type) {
		case *ssa.Parameter:
			if b.isNodeParam(m) {
				return true
			}
		case deep:
			if b.isNodeParam(m.param) {
				return true
			}
		}
	}
	return false
}

// in returns the values in v that hold memory of the node: v itself, or what it
// was put together from.
func (b *blame) in(v ssa.Value) []ssa.Value {
	if v == nil || b.seen[v] || !b.holds(v) {
		return nil
	}
	b.seen[v] = true
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return b.in(v.X)
	case *ssa.ChangeInterface:
		return b.in(v.X)
	case *ssa.ChangeType:
		return b.in(v.X)
	case *ssa.TypeAssert:
		return b.or(v, b.in(v.X))
	case *ssa.Extract:
		return b.or(v, b.in(v.Tuple))
	case *ssa.Phi:
		var found []ssa.Value
		for _, e := range v.Edges {
			found = append(found, b.in(e)...)
		}
		return b.or(v, found)
	case *ssa.UnOp:
		alloc, ok := v.X.(*ssa.Alloc)
		if c, isElement := v.X.(*ssa.IndexAddr); isElement && types.IsInterface(v.Type()) {
			list := c.X
			if l, ok := list.(*ssa.UnOp); ok && b.definition(l) != nil {
				list = b.definition(l)
			}
			return b.or(v, b.in(list))
		}
		if v.Op != token.MUL || !ok || isReference(v.Type()) && !isUnnamed(alloc) {
			if def := b.definition(v); def != nil && !isReference(v.Type()) {
				return b.or(v, b.in(def))
			}
			break
		}
		if defs, ok := b.definitions(v); ok {
			var found []ssa.Value
			for _, d := range defs {
				found = append(found, b.in(d)...)
			}
			return b.or(v, found)
		}
		return b.or(v, b.stored(alloc))
	case *ssa.Alloc:
		return b.or(v, b.stored(v))
	case *ssa.Slice:
		switch x := v.X.(type) {
		case *ssa.Alloc: // []T{…}
			return b.or(v, b.stored(x))
		case *ssa.Call:
			return b.or(v, b.in(x))
		}
	case *ssa.Field:
		return b.or(v, b.in(v.X))
	case *ssa.Call:
		return b.or(v, b.ofCall(v))
	}
	return []ssa.Value{v}
}

func (b *blame) or(v ssa.Value, found []ssa.Value) []ssa.Value {
	if len(found) > 0 {
		return found
	}
	return []ssa.Value{v}
}

// stored returns the values that were put into a variable or its parts.
func (b *blame) stored(addr ssa.Value) []ssa.Value {
	var found []ssa.Value
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Addr == addr {
				found = append(found, b.in(ref.Val)...)
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			found = append(found, b.stored(ref.(ssa.Value))...)
		}
	}
	return found
}

// ofCall returns the arguments whose memory is in the result, or what a literal
// or a method of the node returns.
func (b *blame) ofCall(v *ssa.Call) []ssa.Value {
	var found []ssa.Value
	if bi, ok := v.Call.Value.(*ssa.Builtin); ok {
		if bi.Name() == "append" {
			for _, a := range v.Call.Args {
				found = append(found, b.in(a)...)
			}
		}
		return found
	}
	for _, to := range b.callees(v) {
		if to.fn != nil && len(to.fn.Blocks) > 0 {
			inner := b
			if top(to.fn) != b.fn {
				inner = &blame{b.pointsOf(to.fn), b.seen}
			}
			for _, ret := range returns(to.fn) {
				for _, r := range ret.Results {
					found = append(found, inner.in(r)...)
				}
			}
			if len(found) > 0 {
				continue
			}
		}
		var holds params
		for _, h := range b.effectsOf(to).Holds {
			holds |= h
		}
		for k, a := range to.args {
			if a != nil && holds.any(k) {
				found = append(found, b.in(a)...)
			}
		}
	}
	return found
}

// isUnnamed reports whether a variable is the compiler's, such as a result.
func isUnnamed(a *ssa.Alloc) bool { return a.Comment == "" || a.Comment == "complit" }

// isReference reports whether a value of type t is itself what would be shared.
func isReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Slice, *types.Map, *types.Pointer, *types.Signature:
		return true
	}
	return false
}
