package determinism

import (
	"golang.org/x/tools/go/ssa"
)

// paramsIn returns the parameters of fn among memory.
func (p *program) paramsIn(fn *ssa.Function, s set) params {
	var found params
	for r := range s {
		switch r := r.(type) {
		case *ssa.Parameter:
			if r.Parent() == fn {
				found |= 1 << index(fn, r)
			}
		case deep:
			if r.param.Parent() == fn {
				found |= 1 << (32 + index(fn, r.param))
			}
		}
	}
	return found
}

func index(fn *ssa.Function, prm *ssa.Parameter) int {
	for k, q := range fn.Params {
		if q == prm {
			return min(k, 31)
		}
	}
	return 31
}

// write is a change of memory.
type write struct {
	to  set
	by  *callee   // the function that is called to do it, if it is one
	arg ssa.Value // what it is given
}

// writes returns the memory that an instruction changes.
func (pt *points) writes(instr ssa.Instruction) []write {
	switch i := instr.(type) {
	case *ssa.Store:
		return []write{{to: pt.of(i.Addr)}}
	case *ssa.MapUpdate:
		return []write{{to: pt.of(i.Map)}}
	case ssa.CallInstruction:
		c := i.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok {
			switch b.Name() {
			case "delete", "clear", "copy":
				return []write{{to: pt.of(c.Args[0]), arg: c.Args[0]}}
			}
			return nil
		}
		var list []write
		for _, to := range pt.callees(i) {
			e := pt.effectsOf(to)
			for k, a := range to.args {
				if a == nil {
					continue
				}
				changed := set{}
				if (e.Writes | e.Sorts | sortsOf(to.obj)).has(k) {
					changed = pt.of(a)
				}
				if e.Writes.hasDeep(k) {
					for r := range pt.inside(pt.of(a)) {
						changed[r] = true
					}
				}
				if len(changed) > 0 {
					list = append(list, write{changed, &to, a})
				}
			}
		}
		if c.IsInvoke() && len(list) == 0 && mutates(c) {
			list = append(list, write{to: pt.of(c.Value), arg: c.Value, by: &callee{obj: c.Method}})
		}
		return list
	}
	return nil
}

// mutates reports whether a call of a method of one of the standard library's
// interfaces changes what is behind it: streams, sources and the like.
func mutates(c *ssa.CallCommon) bool {
	if c.Method.Pkg() == nil || readOnly[c.Method.Name()] {
		return false
	}
	switch c.Method.Pkg().Path() {
	case "io", "hash", "math/rand", "math/rand/v2", "sort", "container/heap", "bufio":
		return true
	}
	return false
}

// sent returns the memory that a call puts into messages.
func (pt *points) sent(c ssa.CallInstruction) set {
	common := c.Common()
	if useOf(pt.envMethod(common)) == sends {
		if m := message(pt.program, common); m != nil {
			return pt.all(pt.of(m))
		}
		return nil
	}
	all := set{}
	for _, to := range pt.callees(c) {
		e := pt.effectsOf(to)
		for k, a := range to.args {
			if a == nil {
				continue
			}
			if e.Sends.has(k) {
				for r := range pt.all(pt.of(a)) {
					all[r] = true
				}
			}
			if e.Sends.hasDeep(k) && hasPointersInside(a.Type()) {
				for r := range pt.inside(pt.of(a)) {
					all[r] = true
				}
			}
		}
	}
	return all
}

// message returns what a call of the environment sends or records.
func message(p *program, c *ssa.CallCommon) ssa.Value {
	if len(c.Args) == 0 || p.envMethod(c) == "Choose" {
		return nil
	}
	return c.Args[len(c.Args)-1]
}
