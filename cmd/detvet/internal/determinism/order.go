package determinism

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// order is what is known of the loops of a function whose elements come in no
// order, and of lists that are in a map's order.
type order struct {
	*program
	fn       *ssa.Function
	findings []finding
	yields   bool                     // it is an iterator that yields in a map's order
	trial    bool                     // findings are not wanted, only whether there are any
	appends  map[ssa.Instruction]bool // that were followed
}

func (p *program) newOrder(fn *ssa.Function) *order {
	return &order{program: p, fn: fn, appends: map[ssa.Instruction]bool{}}
}

// orderOf looks at the loops of fn and completes its effects.
func (p *program) orderOf(fn *ssa.Function) *order {
	if o := p.orders[fn]; o != nil {
		return o
	}
	o := p.newOrder(fn)
	p.orders[fn] = o
	for _, lit := range fn.AnonFuncs {
		p.orderOf(lit)
	}
	e := p.effects[fn]
	if e == nil {
		return o
	}
	for instr := range instructions(fn) {
		if rng, ok := instr.(*ssa.Range); ok && isMap(rng.X.Type()) && !o.single(rng) {
			if r := o.mapLoop(rng); r != nil {
				r.bad = o.bad
				r.check()
			}
		}
		if v, ok := instr.(ssa.Value); ok && o.unordered(v) {
			o.follow(v)
		}
	}
	if o.yields {
		e.Unordered |= 1 << 31
	}
	o.summarize(e)
	return o
}

func (o *order) bad(pos token.Pos, _ ssa.Value, msg string) {
	o.findings = append(o.findings, finding{pos, msg})
}

// summarize says what a caller in a loop must know.
func (o *order) summarize(e *effects) {
	e.Picks = o.picks()
	if e.Writes != 0 {
		e.Lasts = e.Writes
		if len(o.fn.Blocks) <= large {
			e.Lasts = o.lasts(e, nil)
		}
		for k, prm := range o.fn.Params {
			if e.Lasts != 0 && len(o.fn.Blocks) <= large && !e.Writes.any(k) && o.lasts(e, prm) == 0 {
				e.Keyed |= 1 << k
			}
		}
	}
	for k, prm := range o.fn.Params {
		if k > 30 || o.fn.Parent() != nil {
			break
		}
		switch prm.Type().Underlying().(type) {
		case *types.Slice, *types.Interface:
			t := o.newOrder(o.fn)
			t.trial = true
			tr := &trail{order: t, name: prm.Name(), pos: prm.Pos(), seen: map[any]bool{}}
			tr.value(prm)
			if !tr.failed && len(t.findings) == 0 && tr.returned == 0 {
				e.Tolerates |= 1 << k
			}
			if tr.sorted {
				e.Sorts |= 1 << k
			}
		}
	}
}

// large is the number of blocks of functions that are not looked into for the
// order of their changes: it is taken to matter.
const large = 60

// lasts returns the parameters whose memory is changed in a way that depends on
// the order of calls; key is a parameter that differs in every call, or nil.
func (o *order) lasts(e *effects, key *ssa.Parameter) params {
	r := o.newRegion(o.fn)
	r.whole = true
	for _, b := range o.fn.Blocks {
		r.blocks[b] = true
	}
	for k, prm := range o.fn.Params {
		if !e.Writes.any(k) {
			r.elems[prm] = true
		}
	}
	if key != nil {
		r.keys[key] = true
	}
	var found params
	r.bad = func(_ token.Pos, addr ssa.Value, msg string) {
		if addr == nil {
			return
		}
		found |= o.paramsIn(o.fn, o.pointsOf(o.fn).of(addr))
		if prm, ok := r.root(addr).(*ssa.Parameter); ok && prm.Parent() == o.fn {
			found |= 1 << index(o.fn, prm)
		}
	}
	r.check()
	return found
}

// picks reports whether the function returns one of its parameters, whichever is
// the greater.
func (o *order) picks() bool {
	if o.fn.Signature.Results().Len() != 1 || o.fn.Parent() != nil {
		return false
	}
	which := map[*ssa.Parameter]bool{}
	for _, ret := range returns(o.fn) {
		if len(ret.Results) != 1 {
			return false
		}
		x := ret.Results[0]
		if l, ok := x.(*ssa.UnOp); ok {
			if defs, ok := o.definitions(l); ok && len(defs) == 1 {
				x = defs[0]
			}
		}
		if c, ok := x.(*ssa.Call); ok {
			if b, ok := c.Call.Value.(*ssa.Builtin); ok && (b.Name() == "max" || b.Name() == "min") {
				for _, a := range c.Call.Args {
					if prm := parameter(o.program, a); prm != nil {
						which[prm] = true
					}
				}
				continue
			}
		}
		prm := parameter(o.program, x)
		if prm == nil {
			return false
		}
		which[prm] = true
	}
	return len(which) > 1 && o.comparator(o.fn).complete()
}

// single reports whether a loop has one element at most, since a branch around
// it says so: if len(m) == 1 { for k := range m { … } }.
func (o *order) single(rng *ssa.Range) bool {
	at := o.key(rng.X)
	for c := rng.Block(); c.Idom() != nil; c = c.Idom() {
		d := c.Idom()
		iff := branch(d)
		if iff != nil && len(c.Preds) == 1 && (d.Succs[0] == c || d.Succs[1] == c) && o.atMostOne(iff.Cond, d.Succs[0] == c, at) {
			return true
		}
	}
	return false
}

// atMostOne reports whether a condition, being as it is, says that what has the
// key at has one element at most.
func (p *program) atMostOne(cond ssa.Value, holds bool, at string) bool {
	b, ok := cond.(*ssa.BinOp)
	if !ok {
		return false
	}
	op, length, bound := b.Op, b.X, b.Y
	if _, ok := length.(*ssa.Const); ok {
		length, bound = bound, length
		op = mirrored[op]
	}
	if l, ok := length.(*ssa.UnOp); ok { // n := len(m)
		length = p.definition(l)
	}
	call, ok := length.(*ssa.Call)
	if !ok || len(call.Call.Args) != 1 || p.key(call.Call.Args[0]) != at {
		return false
	}
	if bi, ok := call.Call.Value.(*ssa.Builtin); !ok || bi.Name() != "len" {
		return false
	}
	c, ok := bound.(*ssa.Const)
	if !ok || c.Value == nil {
		return false
	}
	n, ok := constant.Int64Val(c.Value)
	if !ok {
		return false
	}
	if !holds {
		op = negated[op]
	}
	switch op {
	case token.EQL, token.LEQ:
		return n <= 1
	case token.LSS:
		return n <= 2
	}
	return false
}

var mirrored = map[token.Token]token.Token{
	token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ,
	token.EQL: token.EQL, token.NEQ: token.NEQ,
}

var negated = map[token.Token]token.Token{
	token.LSS: token.GEQ, token.GTR: token.LEQ, token.LEQ: token.GTR, token.GEQ: token.LSS,
	token.EQL: token.NEQ, token.NEQ: token.EQL,
}
