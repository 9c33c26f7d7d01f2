package determinism

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// operand notes the use of a function or package variable.
func (r *reach) operand(s *site, v ssa.Value, pos token.Pos) {
	var obj types.Object
	switch v := v.(type) {
	case *ssa.Function:
		if v.Parent() != nil && v.Pkg == r.pkg {
			s.uses = append(s.uses, use{pos: pos, to: v})
			return
		}
		obj = v.Object()
		r.typeArgs(s, v, pos)
	case *ssa.Global:
		obj = v.Object()
		if obj != nil && r.linked[obj] {
			s.add(pos, obj.Name()+" is another package's (go:linkname), where detvet cannot look")
			return
		}
	}
	if obj == nil {
		return
	}
	r.object(s, obj, pos)
}

func (r *reach) object(s *site, obj types.Object, pos token.Pos) {
	if fn, ok := obj.(*types.Func); ok {
		obj = fn.Origin()
		if r := fn.Signature().Recv(); r != nil && types.IsInterface(r.Type()) {
			return
		}
	}
	if why := r.forbidden(obj); why != "" {
		s.add(pos, why)
		return
	}
	if obj.Pkg() == nil || obj.Pkg().Path() == modelPath && obj.Pkg() != r.pass.Pkg {
		return // what the model does is not handler code
	}
	u := use{pos: pos, obj: obj}
	if obj.Pkg() == r.pass.Pkg {
		switch obj := obj.(type) {
		case *types.Func:
			fn := r.pkg.Prog.FuncValue(obj)
			if fn == nil {
				return
			}
			if len(fn.Blocks) == 0 {
				s.add(pos, nameOf(obj)+" is"+outsideGo)
				return
			}
			u.to = fn
		case *types.Var:
			g, ok := r.pkg.Members[obj.Name()].(*ssa.Global)
			if !ok {
				return
			}
			u.to = g
		}
	}
	s.uses = append(s.uses, u)
}

// typeArgs notes the methods that a generic function may call of the types that
// it is instantiated with.
func (r *reach) typeArgs(s *site, fn *ssa.Function, pos token.Pos) {
	origin := fn.Origin()
	if origin == nil {
		return
	}
	for i, t := range fn.TypeArgs() {
		if i < origin.TypeParams().Len() {
			r.methods(s, t, origin.TypeParams().At(i).Constraint(), pos)
		}
	}
}

// called are the methods that the standard library may call of a value that it
// gets as an any.
var called = strings.Fields(`String GoString Error Format MarshalJSON MarshalText MarshalBinary AppendText
	UnmarshalJSON UnmarshalText LogValue Is As Unwrap IsZero`)

// methods notes the methods that may be called of a value of type t that is
// handed on as an interface: those of the interface, and those that package fmt
// and its like look for, in what the value is made of, too.
func (r *reach) methods(s *site, t, iface types.Type, pos token.Pos) {
	i, ok := iface.Underlying().(*types.Interface)
	if !ok {
		return
	}
	for m := range i.Methods() {
		r.method(s, t, m.Name(), pos)
	}
	if i.NumMethods() == 0 {
		seen := map[types.Type]bool{}
		eachPart(t, seen, func(part types.Type) {
			for _, name := range called {
				r.method(s, part, name, pos)
			}
		})
	}
}

func (r *reach) method(s *site, t types.Type, name string, pos token.Pos) {
	if types.IsInterface(t) {
		return
	}
	if fn := methodOf(t, r.pass.Pkg, name); fn != nil && fn.Pkg() != nil && !isStandardPath(r.pass, fn.Pkg().Path()) {
		r.object(s, fn, pos)
	}
}

// eachPart calls do with t and the types that a value of it is made of.
func eachPart(t types.Type, seen map[types.Type]bool, do func(types.Type)) {
	if seen[t] || len(seen) > 100 {
		return
	}
	seen[t] = true
	do(t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		eachPart(u.Elem(), seen, do)
	case *types.Slice:
		eachPart(u.Elem(), seen, do)
	case *types.Array:
		eachPart(u.Elem(), seen, do)
	case *types.Map:
		eachPart(u.Key(), seen, do)
		eachPart(u.Elem(), seen, do)
	case *types.Struct:
		for f := range u.Fields() {
			eachPart(f.Type(), seen, do)
		}
	}
}
