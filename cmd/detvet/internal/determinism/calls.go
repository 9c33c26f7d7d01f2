package determinism

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// call judges a call within the region by what it does.
func (r *region) call(i ssa.CallInstruction) {
	c := i.Common()
	if prm := parameter(r.program, c.Value); prm != nil && isYield(prm) {
		r.order.yields = r.order.yields || !r.whole
		return
	}
	_, once := r.pins(i.Block())
	to := r.callees(i)
	use := useOf(r.envMethod(c))
	for _, f := range to {
		use |= r.effectsOf(f).Env
	}
	if once {
		if use != 0 {
			r.changes = append(r.changes, change{i, "", true})
		}
		return
	}
	if use != 0 && r.envUse(i, use) {
		return
	}
	if b, ok := c.Value.(*ssa.Builtin); ok {
		r.builtin(i, b.Name())
		return
	}
	if len(to) == 0 || parameter(r.program, c.Value) != nil && !c.IsInvoke() {
		r.unknown(i)
		return
	}
	for _, f := range to {
		if f.fn != nil && r.lits[f.fn] {
			continue // it is judged where it is written
		}
		e := r.effectsOf(f)
		if e.Lasts == 0 && e.Writes == 0 || adds(f, r) {
			continue
		}
		for k, a := range f.args {
			if a != nil && e.Writes.any(k) {
				r.changesBy(i, f, e, k, a)
			}
		}
	}
}

// envUse judges a use of the environment; it reports whether that is all.
func (r *region) envUse(i ssa.CallInstruction, use envUse) bool {
	if r.whole {
		return r.envMethod(i.Common()) != ""
	}
	if use.ordered() || r.ends(i.Block()) {
		if !r.sameAtExit(i) {
			r.bad(r.place(i), nil, "sends, records or chooses "+inMapOrder)
		}
		return true
	}
	r.timers |= use
	r.changes = append(r.changes, change{i, "", false})
	if r.guardRuns(i.Block(), "") {
		r.bad(r.place(i), nil, "whether a timer is set "+ofMapOrder)
	}
	return true
}

// sameAtExit reports whether a call is the same for every element and is made
// just before the loop ends: if v.bad { env.Send(to, No{}); return }.
func (r *region) sameAtExit(i ssa.CallInstruction) bool {
	if !r.ends(i.Block()) {
		return false
	}
	for _, a := range i.Common().Args {
		if !r.fixed(a) {
			return false
		}
	}
	return true
}

// adds reports whether a call adds to a number in place, which commutes:
// sum.Add(sum, v).
func adds(f callee, r *region) bool {
	if !isMethodOf(f.obj, "math/big") || len(f.args) != 3 {
		return false
	}
	switch f.obj.Name() {
	case "Add", "Mul", "And", "Or", "Xor":
		return r.key(f.args[0]) == r.key(f.args[1]) || r.key(f.args[0]) == r.key(f.args[2])
	case "Sub", "AndNot":
		return r.key(f.args[0]) == r.key(f.args[1])
	}
	return false
}

// changesBy judges that a function changes what its argument is or points to.
func (r *region) changesBy(i ssa.CallInstruction, f callee, e *effects, k int, arg ssa.Value) {
	if r.private(arg) || r.local(arg) {
		return
	}
	runs := r.guardRuns(i.Block(), "")
	r.changes = append(r.changes, change{i, r.key(arg), false})
	own := r.own(arg) && !r.ends(i.Block())
	for j, a := range f.args { // m.Put(key, v)
		own = own || e.Keyed.has(j) && a != nil && r.injective(a)
	}
	pos := r.position(arg, r.place(i))
	switch {
	case own && !runs:
	case e.Lasts.any(k) && !r.sameAtExit(i):
		r.bad(pos, arg, nameOf(f.obj)+" changes "+r.text(arg)+" in a way that "+ofMapOrder)
	case runs:
		r.bad(pos, arg, "whether "+nameOf(f.obj)+" is called "+ofMapOrder)
	}
}

// local reports whether all the memory that a value points to was made within
// the region.
func (r *region) local(v ssa.Value) bool {
	s := r.pointsOf(r.fn).of(v)
	for m := range s {
		instr, ok := m.(ssa.Instruction)
		if !ok || !r.has(instr) {
			return false
		}
	}
	return len(s) > 0
}

func (r *region) builtin(i ssa.CallInstruction, name string) {
	args := i.Common().Args
	if name != "delete" && name != "copy" && name != "clear" || r.private(args[0]) {
		return
	}
	r.changes = append(r.changes, change{i, r.key(args[0]), false})
	runs := r.guardRuns(i.Block(), "")
	what := "what is deleted "
	bad := runs || r.ends(i.Block()) && len(args) > 1 && !r.fixed(args[1])
	switch name {
	case "delete":
		if r.over != nil && isMap(r.over.Type()) && r.key(args[0]) == r.key(r.over) {
			a := &assignment{region: r}
			if !a.exactKey(args[1]) {
				bad, what = true, "whether the loop comes to what is deleted "
			}
		}
	case "copy":
		what = "what is left in " + r.text(args[0]) + " "
		bad = bad || !r.own(args[0]) && !r.fixed(args[1])
	}
	if bad {
		r.bad(r.place(i), args[0], what+ofMapOrder)
	}
}

// unknown judges a call of a function value, or of a method of an interface of
// which no type is known: if nobody looks at the result, it does something.
func (r *region) unknown(i ssa.CallInstruction) {
	c := i.Common()
	if r.whole || r.envMethod(c) != "" || used(i) {
		return
	}
	if c.IsInvoke() && (readOnly[c.Method.Name()] || !mutates(c) && c.Signature().Results().Len() > 0) {
		return
	}
	if _, ok := c.Value.(*ssa.Function); ok {
		return // of another package, and known to do nothing
	}
	r.bad(r.place(i), nil, "calls "+r.text(c.Value)+" "+inMapOrder)
}

// parameter returns the parameter that a value is, or nil.
func parameter(p *program, v ssa.Value) *ssa.Parameter {
	if l, ok := v.(*ssa.UnOp); ok {
		v = p.definition(l)
	}
	prm, _ := v.(*ssa.Parameter)
	return prm
}

// isYield reports whether a parameter is that of an iterator.
func isYield(prm *ssa.Parameter) bool {
	sig, ok := prm.Type().Underlying().(*types.Signature)
	of := prm.Parent().Signature
	return ok && of.Params().Len() == 1 && of.Results().Len() == 0 &&
		sig.Results().Len() == 1 && isBasic(sig.Results().At(0).Type(), types.IsBoolean)
}

// used reports whether somebody looks at the result of a call.
func used(i ssa.CallInstruction) bool {
	v := i.Value()
	if v == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			return true
		}
	}
	return false
}
