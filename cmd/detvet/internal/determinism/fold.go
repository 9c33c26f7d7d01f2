package determinism

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// fold judges x = x op e and its like; ok reports whether it is one.
func (a *assignment) fold(name string) (msg string, ok bool) {
	old := "*" + a.at
	switch x := a.x.(type) {
	case *ssa.BinOp:
		other := x.Y
		switch {
		case a.key(x.X) == old:
		case a.key(x.Y) == old && x.Op != token.SUB && x.Op != token.AND_NOT:
			other = x.X
		default:
			return "", false
		}
		return a.foldOp(x, other, name), true
	case *ssa.Phi: // all = all && e
		if x.Comment != "&&" && x.Comment != "||" {
			return "", false
		}
		for _, b := range x.Block().Preds {
			if iff := branch(b); iff != nil && a.key(iff.Cond) == old && !a.deps(x).running(a.at) {
				return "", true
			}
		}
		for _, e := range x.Edges {
			if a.key(e) == old && !a.deps(x).running(a.at) {
				return "", true
			}
		}
	case *ssa.Call:
		return a.foldCall(x, old, name)
	}
	return "", false
}

func (a *assignment) foldOp(x *ssa.BinOp, other ssa.Value, name string) string {
	d := a.deps(other)
	switch x.Op {
	case token.ADD, token.SUB, token.MUL:
		if isBasic(x.Type(), types.IsString) && (d.varies || d.running("")) {
			return "the order of what is added to " + name + " is that of a map's iteration, which is random"
		}
		if isBasic(x.Type(), types.IsFloat|types.IsComplex) && (d.varies || d.running("")) {
			return "the sum " + name + " is rounded, and so " + ofMapOrder
		}
	case token.OR, token.AND, token.XOR, token.AND_NOT:
	default: // division, remainder, shifts
		if d.varies {
			return "what becomes of " + name + " " + ofMapOrder
		}
	}
	op := x.Op
	if op == token.SUB {
		op = token.ADD
	}
	was, folded := a.folded[a.at]
	a.folded[a.at] = op
	if d.running(a.at) || folded && was != op { // x += v; x *= 2
		return "what becomes of " + name + " " + ofMapOrder
	}
	return ""
}

func (a *assignment) foldCall(x *ssa.Call, old, name string) (msg string, ok bool) {
	has := -1
	for k, arg := range x.Call.Args {
		if a.key(arg) == old {
			has = k
		} else if has < 0 && k == len(x.Call.Args)-1 {
			return "", false
		}
	}
	if b, isBuiltin := x.Call.Value.(*ssa.Builtin); isBuiltin {
		switch b.Name() {
		case "max", "min":
			return "", true
		case "append":
			if has == 0 {
				return a.appends(x), true
			}
		}
		return "", false
	}
	for _, to := range a.callees(x) {
		if a.effectsOf(to).Picks || isMethodOf(to.obj, modelPath) && has == 0 {
			return "", true
		}
	}
	return "", false
}

// appends judges x = append(x, …): fine if x is sorted afterwards.
func (a *assignment) appends(x *ssa.Call) string {
	d := a.deps(x.Call.Args[1])
	if !d.varies && !d.running("") {
		return "" // only how many
	}
	if a.whole {
		return "appends" // for whoever calls it in a loop
	}
	if index := a.index(); index != nil && a.injective(index) {
		return ""
	}
	return a.order.appended(a.region, a.instr, a.addr)
}

func isBasic(t types.Type, kind types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}
