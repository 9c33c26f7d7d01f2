package determinism

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// overlap reports whether two places are the same, or one a field of the other.
func overlap(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// key names a value or a place: equal keys, equal values, unless something in
// between changed it.
func (p *program) key(v ssa.Value) string { return p.keyOf(v, 10) }

// keyOf looks into a value up to a depth: what is deeper is its own.
func (p *program) keyOf(v ssa.Value, depth int) string {
	if depth == 0 {
		return fmt.Sprintf("%s@%p", v.Name(), v)
	}
	key := func(v ssa.Value) string { return p.keyOf(v, depth-1) }
	switch x := v.(type) {
	case *ssa.Const:
		return x.Name()
	case *ssa.FreeVar:
		if b := binding(x); b != v {
			return key(b)
		}
	case *ssa.UnOp:
		if x.Op == token.MUL {
			if def := p.definition(x); def != nil {
				return key(def)
			}
			return dereferenced(key(x.X))
		}
		return x.Op.String() + key(x.X)
	case *ssa.Alloc: // a variable that only holds another value
		if s := storesTo(x); len(s) == 1 && s[0].Pos() == x.Pos() && s[0].Parent() == x.Parent() && !addressTaken(x) {
			if k := key(s[0].Val); strings.HasPrefix(k, "*") {
				return k[1:]
			} else {
				return "&" + k
			}
		}
	case *ssa.FieldAddr:
		return fmt.Sprint(key(x.X), ".", x.Field)
	case *ssa.Field:
		return fmt.Sprint(key(x.X), ".", x.Field)
	case *ssa.IndexAddr:
		return key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Index:
		return "*" + key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Lookup:
		return "*" + key(x.X) + "[" + key(x.Index) + "]"
	case *ssa.Extract:
		if l, ok := x.Tuple.(*ssa.Lookup); ok && x.Index == 0 {
			return key(l)
		}
		return fmt.Sprint(key(x.Tuple), "#", x.Index)
	case *ssa.BinOp:
		return "(" + key(x.X) + x.Op.String() + key(x.Y) + ")"
	case *ssa.Convert:
		return key(x.X)
	case *ssa.ChangeType:
		return key(x.X)
	case *ssa.MakeInterface:
		return key(x.X)
	case *ssa.Call:
		name := ""
		if b, ok := x.Call.Value.(*ssa.Builtin); ok {
			name = b.Name()
		} else if fn := x.Call.StaticCallee(); fn != nil && !p.effectsOf(p.calleeOf(fn, nil)).Writes.any(0) {
			name = fn.String()
		}
		if name != "" && name != "append" {
			for _, a := range x.Call.Args {
				name += "," + key(a)
			}
			return "(" + name + ")"
		}
	}
	return fmt.Sprintf("%s@%p", v.Name(), v)
}

// dereferenced is the key of what is at an address.
func dereferenced(k string) string {
	if strings.HasPrefix(k, "&") {
		return k[1:]
	}
	return "*" + k
}
