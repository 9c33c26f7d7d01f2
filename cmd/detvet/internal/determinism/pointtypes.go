package determinism

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

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
