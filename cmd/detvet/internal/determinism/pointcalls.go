package determinism

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
		pt.passed(a, c)
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
			pt.result(result, 0, e.globals)
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
func (pt *points) passed(a ssa.Value, c *ssa.CallCommon) {
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
