package determinism

import (
	"go/constant"
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
	to       map[ssa.Value]set
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
		to:       map[ssa.Value]set{},
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
	for r := range from {
		if !pt.to[v][r] {
			if pt.to[v] == nil {
				pt.to[v] = set{}
			}
			pt.to[v][r] = true
			pt.changed = true
		}
	}
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

// isNothing reports whether v is an empty slice with no capacity: what is
// appended to it is copied.
func isNothing(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Const:
		return v.IsNil()
	case *ssa.Slice:
		c, ok := v.Max.(*ssa.Const)
		return ok && c.Value != nil && constant.Sign(c.Value) == 0
	}
	return false
}

// element returns the type of v in v, ok := e.
func element(t types.Type) types.Type {
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		return tuple.At(0).Type()
	}
	return t
}

// call adds what a call makes its results, and what it is given, point to.
func (pt *points) call(i ssa.CallInstruction) {
	c, result := i.Common(), i.Value()
	if b, ok := c.Value.(*ssa.Builtin); ok {
		pt.builtin(b.Name(), c.Args, result)
		return
	}
	if name := pt.envMethod(c); name != "" {
		if name == "Peers" {
			pt.point(result, set{peers{}: true})
		}
		return
	}
	for _, a := range c.Args {
		pt.passed(a, c, i)
	}
	if result != nil && !isTuple(result.Type()) {
		pt.point(result, set{result: true})
	}
	for _, to := range pt.callees(i) {
		if to.fn != nil && to.fn.Parent() != nil && top(to.fn) == pt.fn { // a literal of this function
			for k, prm := range to.fn.Params {
				if k < len(to.args) {
					pt.point(prm, pt.of(to.args[k]))
				}
			}
			for _, ret := range returns(to.fn) {
				for k, v := range ret.Results {
					pt.result(result, k, pt.of(v))
				}
			}
			continue
		}
		e := pt.effectsOf(to)
		if to.fn != nil && len(to.fn.Blocks) > 0 {
			for g := range e.globals {
				pt.result(result, 0, set{g: true})
			}
		} else if e.Global != "" {
			pt.result(result, 0, set{foreign{e.Global}: true})
		}
		for n, holds := range e.Holds {
			for k, a := range to.args {
				if a == nil {
					continue
				}
				s := pt.of(a)
				if holds.has(k) {
					pt.result(result, n, s)
				}
				if holds.hasDeep(k) && hasPointersInside(a.Type()) && !isFunc(to.obj, "slices", "Concat") {
					pt.result(result, n, pt.inside(s))
				}
			}
		}
	}
}

// result makes one of the results of a call point somewhere.
func (pt *points) result(call *ssa.Call, n int, s set) {
	if call == nil || len(s) == 0 {
		return // go and defer have no result
	}
	if tuple, ok := call.Type().(*types.Tuple); ok {
		if n < tuple.Len() && mayPoint(tuple.At(n).Type()) {
			pt.add(pt.results, callResult{call, n}, s)
		}
		return
	}
	pt.point(call, s)
	pt.add(pt.contents, call, s)
}

// callResult is one of several results.
type callResult struct {
	call *ssa.Call
	n    int
}

// inside returns what can be reached from s, but is not s itself.
func (pt *points) inside(s set) set {
	all := set{}
	for r := range s {
		for q := range pt.all(pt.contents[r]) {
			all[q] = true
		}
		switch r := r.(type) {
		case *ssa.Parameter:
			all[deep{r}] = true
		case deep, *ssa.Global, foreign:
			all[r] = true
		}
	}
	return all
}

// passed gives the parameters of a literal that is passed to a call what the
// call may give them: whatever it is given itself (a loop over an iterator).
func (pt *points) passed(a ssa.Value, c *ssa.CallCommon, i ssa.CallInstruction) {
	fn := pt.function(a)
	if fn == nil || fn.Parent() == nil || top(fn) != pt.fn {
		return
	}
	from := set{}
	for _, v := range append([]ssa.Value{c.Value}, c.Args...) {
		if v != a {
			for r := range pt.inside(pt.of(v)) {
				from[r] = true
			}
		}
	}
	for _, prm := range fn.Params {
		if _, opaque := prm.Type().Underlying().(*types.Interface); !opaque {
			pt.point(prm, from)
		}
	}
}

func (pt *points) builtin(name string, args []ssa.Value, result *ssa.Call) {
	switch name {
	case "append":
		pt.point(result, set{result: true})
		if !isNothing(args[0]) {
			pt.point(result, pt.of(args[0]))
			pt.add(pt.contents, result, pt.contents[result])
		}
		if len(args) > 1 {
			if s, ok := args[1].Type().Underlying().(*types.Slice); ok {
				inside := pt.in(pt.of(args[1]), s.Elem())
				for r := range pt.of(result) {
					pt.add(pt.contents, r, inside)
				}
			}
		}
	case "copy":
		if s, ok := args[1].Type().Underlying().(*types.Slice); ok {
			for r := range pt.of(args[0]) {
				pt.add(pt.contents, r, pt.in(pt.of(args[1]), s.Elem()))
			}
		}
	case "ssa:wrapnilchk":
		pt.point(result, pt.of(args[0]))
	}
}

func isTuple(t types.Type) bool {
	_, ok := t.(*types.Tuple)
	return ok
}

func returns(fn *ssa.Function) []*ssa.Return {
	var list []*ssa.Return
	for _, b := range fn.Blocks {
		if len(b.Instrs) > 0 {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
				list = append(list, r)
			}
		}
	}
	return list
}

// mayPoint reports whether a value of type t may hold a slice, map, pointer or
// function.
func mayPoint(t types.Type) bool { return pointsWithin(t, nil) }

func pointsWithin(t types.Type, seen []types.Type) bool {
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		return !isBasicSet(p)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Array:
		return pointsWithin(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if pointsWithin(f.Type(), seen) {
				return true
			}
		}
		return false
	case *types.Tuple:
		for v := range u.Variables() {
			if v.Type() != nil && pointsWithin(v.Type(), seen) {
				return true
			}
		}
		return false
	}
	return true
}

// isBasicSet reports whether a type parameter stands for basic types only.
func isBasicSet(p *types.TypeParam) bool {
	iface := p.Constraint().Underlying().(*types.Interface)
	for t := range iface.EmbeddedTypes() {
		u, ok := t.(*types.Union)
		if !ok {
			if n, isNamed := types.Unalias(t).(*types.Named); isNamed && n.Obj().Name() == "Ordered" {
				return true
			}
			continue
		}
		for term := range u.Terms() {
			if _, ok := term.Type().Underlying().(*types.Basic); !ok {
				return false
			}
		}
		return u.Len() > 0
	}
	return false
}

// hasPointersInside reports whether what a value of type t points to may point
// on: the elements of a slice, what an iterator yields.
func hasPointersInside(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return mayPoint(u.Elem())
	case *types.Map:
		return mayPoint(u.Key()) || mayPoint(u.Elem())
	case *types.Pointer:
		return mayPoint(u.Elem())
	case *types.Signature:
		for v := range u.Params().Variables() {
			if f, ok := v.Type().Underlying().(*types.Signature); ok {
				for y := range f.Params().Variables() {
					if mayPoint(y.Type()) {
						return true
					}
				}
			}
		}
		return mayPoint(u.Results())
	case *types.Struct:
		for f := range u.Fields() {
			if hasPointersInside(f.Type()) {
				return true
			}
		}
		return false
	case *types.Basic:
		return false
	}
	return true
}
