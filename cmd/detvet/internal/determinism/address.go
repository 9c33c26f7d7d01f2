package determinism

import (
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

const asNumber = "makes a number of an address, which differs from run to run"

// fromAddress says of a conversion that it makes a number of an address, or "".
func fromAddress(c *ssa.Convert) string {
	if b, ok := c.X.Type().Underlying().(*types.Basic); !ok || b.Kind() != types.UnsafePointer {
		return ""
	}
	switch to := c.Type().Underlying().(type) {
	case *types.Basic:
		if to.Kind() == types.Uintptr {
			return asNumber
		}
	case *types.Pointer: // *(*uintptr)(unsafe.Pointer(&p))
		from, ok := c.X.(*ssa.Convert)
		if !ok || mayPoint(to.Elem()) {
			return ""
		}
		ptr, ok := from.X.Type().Underlying().(*types.Pointer)
		if b, isBasic := to.Elem().Underlying().(*types.Basic); isBasic && b.Info()&types.IsString != 0 {
			return ""
		}
		if ok && mayPoint(ptr.Elem()) {
			return asNumber
		}
	}
	return ""
}

// prints returns the parameters of a function that package fmt formats, for
// their value. What goes to the terminal is nobody's input.
func (p *program) prints(c callee) params {
	if formats(c.obj) {
		return 1 << (c.obj.Signature().Params().Len() - 1)
	}
	return p.effectsOf(c).Prints
}

func formats(fn *types.Func) bool {
	return isFunc(fn, "fmt", "Sprint Sprintf Sprintln Fprint Fprintf Fprintln Append Appendf Appendln Errorf")
}

// printed returns the parameters of fn that are in an argument to a function that
// prints: args, args..., []any{arg}.
func (p *program) printed(fn *ssa.Function, arg ssa.Value) params {
	var found params
	for _, v := range p.arguments(arg) {
		if l, ok := v.(*ssa.UnOp); ok {
			if def := p.definition(l); def != nil {
				v = def
			}
		}
		if prm, ok := v.(*ssa.Parameter); ok && prm.Parent() == fn {
			found |= 1 << index(fn, prm)
		}
	}
	return found
}

// arguments returns the values in the slice that a variadic call makes, or what
// it is given.
func (p *program) arguments(v ssa.Value) []ssa.Value {
	s, ok := v.(*ssa.Slice)
	if !ok {
		return []ssa.Value{v}
	}
	alloc, ok := s.X.(*ssa.Alloc)
	if !ok {
		return []ssa.Value{v}
	}
	var list []ssa.Value
	for _, ref := range *alloc.Referrers() {
		if ia, ok := ref.(*ssa.IndexAddr); ok {
			for _, st := range storesTo(ia) {
				list = append(list, st.Val)
			}
		}
	}
	return list
}

// printsAddress says that a call of package fmt, or of a function that passes
// its arguments on to it, prints an address, or "".
func (p *program) printsAddress(c callee, i ssa.CallInstruction) string {
	var verbs []byte
	if formats(c.obj) || isFunc(c.obj, "fmt", "Printf") {
		for _, a := range i.Common().Args {
			k, ok := a.(*ssa.Const)
			if ok && k.Value != nil && k.Value.Kind() == constant.String && strings.HasSuffix(c.obj.Name(), "f") {
				format := constant.StringVal(k.Value)
				if strings.Contains(format, "%p") {
					return "%p prints an address, which differs from run to run"
				}
				verbs = verbsOf(format)
				break
			}
		}
	}
	printed := p.prints(c)
	for k, a := range c.args {
		if a == nil || !printed.any(k) {
			continue
		}
		for n, v := range p.arguments(a) {
			m, ok := v.(*ssa.MakeInterface)
			verb := byte('v')
			if verbs != nil && n < len(verbs) {
				verb = verbs[n]
			}
			if !ok || verb == 'T' || verb == 't' || verb == 'c' {
				continue
			}
			if t := addressIn(m.X.Type(), verb, 0, true, nil); t != nil {
				return "prints an address, which differs from run to run: a " +
					types.TypeString(t, types.RelativeTo(p.pass.Pkg)) + " in " + p.text(m.X)
			}
		}
	}
	return ""
}

// verbsOf returns the verbs of a format, one for each argument.
func verbsOf(format string) []byte {
	verbs := []byte{}
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.*[]", format[i]) >= 0; i++ {
			if format[i] == '*' {
				verbs = append(verbs, 'd')
			}
			if format[i] == '[' {
				return nil // by number: take any verb
			}
		}
		if i < len(format) && format[i] != '%' {
			verbs = append(verbs, format[i])
		}
	}
	return verbs
}

// addressIn returns the type in t whose values package fmt prints as an address,
// or nil. It follows a pointer at the top, and methods of what is exported.
func addressIn(t types.Type, verb byte, depth int, exported bool, seen []types.Type) types.Type {
	for _, s := range seen {
		if types.Identical(s, t) {
			return nil
		}
	}
	seen = append(seen[:len(seen):len(seen)], t)
	if exported && strings.IndexByte("vsqxX", verb) >= 0 && formatsItself(t) {
		return nil
	}
	inside := func(t types.Type, exported bool) types.Type { return addressIn(t, verb, depth+1, exported, seen) }
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		switch u.Elem().Underlying().(type) {
		case *types.Struct, *types.Slice, *types.Array, *types.Map:
			if depth == 0 && verb != 'd' && verb != 'x' && verb != 'X' {
				return inside(u.Elem(), exported)
			}
		}
		return t
	case *types.Chan, *types.Signature:
		return t
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			return t
		}
	case *types.Slice:
		return inside(u.Elem(), exported)
	case *types.Array:
		return inside(u.Elem(), exported)
	case *types.Map:
		if found := inside(u.Key(), exported); found != nil {
			return found
		}
		return inside(u.Elem(), exported)
	case *types.Struct:
		for f := range u.Fields() {
			if found := inside(f.Type(), exported && f.Exported()); found != nil {
				return found
			}
		}
	}
	return nil
}

// formatsItself reports whether t has a method that package fmt calls.
func formatsItself(t types.Type) bool {
	set := types.NewMethodSet(t)
	for i := range set.Len() {
		switch set.At(i).Obj().Name() {
		case "String", "Error", "Format":
			return true
		}
	}
	return false
}
