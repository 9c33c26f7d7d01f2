package determinism

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// stream returns a reader or a source of random numbers in a field of the node
// that a call uses, or nil.
func (r *reach) stream(i ssa.CallInstruction) ssa.Value {
	c := i.Common()
	for _, v := range append([]ssa.Value{c.Value}, c.Args...) {
		n, ok := types.Unalias(v.Type()).(*types.Named)
		if !ok || !types.IsInterface(n) || n.Obj().Pkg() == nil || !isStandardPath(r.pass, n.Obj().Pkg().Path()) ||
			!strings.Contains(n.Obj().Name(), "Reader") && !strings.HasPrefix(n.Obj().Name(), "Source") {
			continue
		}
		if prm, ok := (&region{program: r.program}).root(v).(*ssa.Parameter); ok && r.isNodeParam(prm) {
			return v
		}
	}
	return nil
}

// hidden reports whether memory is a package variable's, or the node's own: what
// a function there has captured outlives the handler.
func (r *reach) hidden(s set) bool {
	for m := range s {
		switch m := m.(type) {
		case *ssa.Global:
			return true
		case *ssa.Parameter:
			if r.isNodeParam(m) {
				return true
			}
		case deep:
			if r.isNodeParam(m.param) {
				return true
			}
		}
	}
	return false
}

// stateful reports whether a function changes what it has captured.
func (p *program) stateful(fn *ssa.Function) bool {
	if len(fn.FreeVars) == 1 && fn.Object() != nil { // a method value
		return p.effectsOf(p.calleeOf(fn, nil)).Writes.any(0)
	}
	for instr := range instructions(fn) {
		var addr ssa.Value
		switch i := instr.(type) {
		case *ssa.Store:
			addr = i.Addr
		case *ssa.MapUpdate:
			addr = i.Map
		default:
			continue
		}
		for v := addr; v != nil; v, _ = p.origin(v) {
			if l, ok := v.(*ssa.UnOp); ok {
				v = l.X
			}
			if _, ok := v.(*ssa.FreeVar); ok {
				return true
			}
		}
	}
	return false
}

// random reports the use of a generator that outlives the handler.
func (r *reach) random(s *site, i ssa.CallInstruction, pt *points, to callee) {
	if isMethodOf(to.obj, "math/rand", "math/rand/v2") && len(to.args) > 0 && to.args[0] != nil &&
		r.hidden(pt.of(to.args[0])) {
		s.add(r.place(i), nameOf(to.obj)+" "+random)
	}
}

// globalWrite reports a change of a package variable, or of what env.Peers
// returned.
func (r *reach) globalWrite(s *site, instr ssa.Instruction, w write) {
	by := "the handler"
	pos := r.place(instr)
	if w.arg != nil {
		pos = r.position(w.arg, pos)
	}
	if w.by != nil && w.by.obj != nil {
		by = nameOf(w.by.obj)
	}
	if w.by != nil && (r.forbidden(w.by.obj) != "" || isMethodOf(w.by.obj, "math/rand", "math/rand/v2")) {
		return // it is reported anyway
	}
	name, ofPeers := "", false
	for m := range w.to {
		other := ""
		switch m := m.(type) {
		case foreign:
			other = m.name
		case *ssa.Global:
			if m.Object() != nil && r.forbidden(m.Object()) == "" { // not init$guard, nor what is reported anyway
				other = m.Name()
			}
		case peers:
			ofPeers = true
		}
		if other != "" && (name == "" || other < name) {
			name = other
		}
	}
	switch {
	case name != "":
		s.add(pos, by+" changes package variable "+name+
			": it is outside the state, and all nodes share it")
	case ofPeers:
		s.add(pos, by+" changes what env.Peers returned, which is not the handler's: copy it (slices.Clone)")
	}
}

// returnsState reports whether a function returns a literal that changes what it
// has captured.
func (p *program) returnsState(fn *ssa.Function) bool {
	for _, ret := range returns(fn) {
		for _, v := range ret.Results {
			values := []ssa.Value{v}
			if l, ok := v.(*ssa.UnOp); ok {
				values, _ = p.definitions(l)
			}
			for _, v := range values {
				if lit := p.function(v); lit != nil && p.stateful(lit) {
					return true
				}
			}
		}
	}
	return false
}

// holdsState reports whether a package variable is assigned a function of another
// package's that has a state of its own.
func (r *reach) holdsState(v ssa.Value) bool {
	for v != nil {
		if g, ok := v.(*ssa.Global); ok {
			for _, st := range r.stores[g] {
				if c, ok := st.Val.(*ssa.Call); ok {
					for _, to := range r.callees(c) {
						if r.effectsOf(to).Stateful {
							return true
						}
					}
				}
			}
			return false
		}
		v, _ = r.origin(v)
	}
	return false
}
