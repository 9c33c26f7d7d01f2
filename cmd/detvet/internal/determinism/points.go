package determinism

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// points says which memory the values of a declared function and of its literals
// may point to. Memory is named after what it came from: an instruction that
// makes it, a parameter, a package variable; deep is what is reached through a
// parameter's memory. Within one piece of memory nothing is told apart.
type points struct {
	*program
	fn       *ssa.Function
	to       map[any]set // of values
	contents map[any]set
	results  map[any]set // of calls with several
	bindings map[*ssa.FreeVar]ssa.Value
	changed  bool
}

type set map[any]bool

// deep is the memory reached through that of a parameter.
type deep struct{ param *ssa.Parameter }

// foreign is the memory of another package's variable.
type foreign struct{ name string }

// peers is the memory that env.Peers returns.
type peers struct{}

// pointsOf returns where the values of fn, or of the function around it, point.
func (p *program) pointsOf(fn *ssa.Function) *points {
	fn = top(fn)
	if pt := p.points[fn]; pt != nil {
		return pt
	}
	pt := &points{
		program: p, fn: fn,
		to:       map[any]set{},
		contents: map[any]set{},
		results:  map[any]set{},
		bindings: map[*ssa.FreeVar]ssa.Value{},
	}
	p.points[fn] = pt
	pt.each(fn, func(instr ssa.Instruction) {
		if c, ok := instr.(*ssa.MakeClosure); ok {
			for i, b := range c.Bindings {
				pt.bindings[c.Fn.(*ssa.Function).FreeVars[i]] = b
			}
		}
	})
	pt.solve()
	return pt
}

// each calls do with all instructions of fn and its literals.
func (pt *points) each(fn *ssa.Function, do func(ssa.Instruction)) {
	for instr := range instructions(fn) {
		do(instr)
	}
	for _, lit := range fn.AnonFuncs {
		pt.each(lit, do)
	}
}

func (pt *points) solve() {
	for pt.changed = true; pt.changed; {
		pt.changed = false
		pt.each(pt.fn, pt.flow)
	}
}

func (pt *points) add(dst map[any]set, key any, from set) {
	for r := range from {
		if !dst[key][r] {
			if dst[key] == nil {
				dst[key] = set{}
			}
			dst[key][r] = true
			pt.changed = true
		}
	}
}

func (pt *points) point(v ssa.Value, from set) {
	if call, ok := v.(*ssa.Call); ok && call == nil || len(from) == 0 || !mayPoint(v.Type()) { // go and defer have no result
		return
	}
	pt.add(pt.to, v, from)
}

// of returns the memory that v may point to.
func (pt *points) of(v ssa.Value) set {
	switch v := v.(type) {
	case nil, *ssa.Const, *ssa.Builtin, *ssa.Function:
		return nil
	case *ssa.Global:
		return set{v: true}
	case *ssa.FreeVar:
		if b := pt.bindings[v]; b != nil {
			return pt.of(b)
		}
	case *ssa.Parameter:
		if v.Parent() == pt.fn && mayPoint(v.Type()) {
			return set{v: true}
		}
	}
	return pt.to[v]
}

// in returns what memory that a value of type t points to may hold. What an
// interface in a node holds is a message or a plain value, and not followed.
func (pt *points) in(s set, t types.Type) set {
	if !mayPoint(t) {
		return nil
	}
	_, opaque := t.Underlying().(*types.Interface)
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		opaque = false
	}
	all := set{}
	for r := range s {
		for q := range pt.contents[r] {
			all[q] = true
		}
		switch r := r.(type) {
		case *ssa.Parameter:
			if !opaque {
				all[deep{r}] = true
			}
		case deep:
			if !opaque {
				all[r] = true
			}
		case *ssa.Global, foreign:
			all[r] = true
		}
	}
	return all
}

// all returns the memory that can be reached from s.
func (pt *points) all(s set) set {
	all := set{}
	var visit func(r any)
	visit = func(r any) {
		if all[r] {
			return
		}
		all[r] = true
		for q := range pt.contents[r] {
			visit(q)
		}
		if prm, ok := r.(*ssa.Parameter); ok && hasPointersInside(prm.Type()) {
			all[deep{prm}] = true
		}
	}
	for r := range s {
		visit(r)
	}
	return all
}

// flow adds what an instruction makes point somewhere.
func (pt *points) flow(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeChan:
		v := instr.(ssa.Value)
		pt.point(v, set{v: true})
	case *ssa.MakeClosure:
		pt.point(i, set{i: true})
		for _, b := range i.Bindings {
			pt.add(pt.contents, i, pt.of(b))
		}
	case *ssa.Store:
		for r := range pt.of(i.Addr) {
			pt.add(pt.contents, r, pt.of(i.Val))
		}
	case *ssa.MapUpdate:
		for r := range pt.of(i.Map) {
			pt.add(pt.contents, r, pt.of(i.Key))
			pt.add(pt.contents, r, pt.of(i.Value))
		}
	case *ssa.UnOp:
		if i.Op == token.MUL {
			if defs, ok := pt.definitions(i); ok {
				for _, d := range defs {
					pt.point(i, pt.of(d))
				}
				return
			}
			if defs, ok := pt.fieldDefinitions(i); ok {
				for _, d := range defs {
					pt.point(i, pt.of(d))
				}
				return
			}
			pt.point(i, pt.in(pt.of(i.X), i.Type()))
		}
	case *ssa.Lookup:
		pt.point(i, pt.in(pt.of(i.X), element(i.Type())))
	case *ssa.Range:
		if s := pt.of(i.X); len(s) > 0 && pt.to[i] == nil {
			pt.to[i] = s
			pt.changed = true
		}
	case *ssa.Next:
		if rng, ok := i.Iter.(*ssa.Range); ok {
			tuple := i.Type().(*types.Tuple)
			s := set{}
			for k := 1; k < 3; k++ {
				for r := range pt.in(pt.of(rng.X), tuple.At(k).Type()) {
					s[r] = true
				}
			}
			pt.point(i, s)
		}
	case *ssa.Extract:
		if c, ok := i.Tuple.(*ssa.Call); ok {
			pt.point(i, set{i: true})
			pt.point(i, pt.results[callResult{c, i.Index}])
			return
		}
		pt.point(i, pt.of(i.Tuple))
	case *ssa.BinOp, *ssa.DebugRef, *ssa.If, *ssa.Jump, *ssa.Return:
	case ssa.CallInstruction:
		pt.call(i)
	case *ssa.Slice:
		if _, ok := i.X.Type().Underlying().(*types.Pointer); ok || !isNothing(i) {
			pt.point(i, pt.of(i.X))
		}
	default: // conversions, fields, elements, results
		v, ok := instr.(ssa.Value)
		if !ok {
			return
		}
		var ops [8]*ssa.Value
		for _, op := range instr.Operands(ops[:0]) {
			if *op != nil {
				pt.point(v, pt.of(*op))
			}
		}
	}
}
