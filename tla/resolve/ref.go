package resolve

import (
	"slices"
	"sort"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// ref resolves a use of a name. arity is 0 where a value is expected, else the number of parameters of the operator that is.
func (r *resolver) ref(e *syntax.Ref, arity int) {
	sym := r.lookup(e.Name.Text)
	if sym == nil {
		r.unknown(e)
		return
	}
	b := &syntax.Binding{Path: clone(sym.path)}
	decl, args, rest := sym.decl, e.Args, e.Sel
	at := e.Name
	for {
		inst, ok := decl.(*syntax.Instance)
		if !ok {
			break
		}
		if len(args) != len(inst.Params) {
			r.errorf(at, "the instance %s has %d parameters, found %d arguments", at.Text, len(inst.Params), len(args))
			return
		}
		for i, a := range args {
			r.operand(a, inst.Params[i].Arity)
		}
		b.Path = append(b.Path, syntax.Step{Inst: inst, Args: args})
		if len(rest) == 0 || rest[0].Kind != syntax.SelName {
			r.errorf(at, "%s is an instance of module %s: expected the name of a definition after it, as in %s!Spec", at.Text, inst.Module.Text, at.Text)
			return
		}
		if inst.Of == nil {
			return // its module was not found; that was said
		}
		s := rest[0]
		sym = r.member(inst, s.Name.Text)
		for _, again := range r.again[inst] {
			// A second instance of the name adds what the first one lacks.
			if sym != nil || again.Of == nil {
				break
			}
			if sym = r.member(again, s.Name.Text); sym != nil {
				b.Path[len(b.Path)-1].Inst = again
			}
		}
		if sym == nil {
			r.errorf(s.Name, "module %s, instanced as %s, defines no %s", inst.Module.Text, at.Text, s.Name.Text)
			return
		}
		b.Path = append(b.Path, sym.path...)
		decl, args, rest, at = sym.decl, s.Args, rest[1:], s.Name
	}
	if len(rest) > 0 && len(args) == 0 && decl.NumParams() > 0 && rest[0].Kind == syntax.SelArgs {
		args, rest = rest[0].Args, rest[1:]
	}
	b.Decl, b.Args = decl, args
	if _, ok := decl.(*syntax.Builtin); ok {
		b.Path = nil
	}
	if d, ok := decl.(*syntax.OpDef); ok && r.inside[d] {
		d.Recursive = true
	}
	if len(rest) > 0 {
		if !r.part(b, at, arity, rest) {
			return
		}
	} else {
		if !r.arguments(b, at, arity) {
			return
		}
		if f, ok := decl.(*syntax.Fact); ok {
			if _, ok := f.Body.(*syntax.Sequent); ok {
				r.errorf(at, "%s is ASSUME ... PROVE and has no value", at.Text)
			}
		}
	}
	e.Bind = b
}

func clone(path []syntax.Step) []syntax.Step {
	if len(path) == 0 {
		return nil
	}
	return append([]syntax.Step(nil), path...)
}

// arguments checks the number of arguments and resolves them.
func (r *resolver) arguments(b *syntax.Binding, at syntax.Name, arity int) bool {
	want := b.Decl.NumParams()
	switch {
	case len(b.Args) == want && (arity == 0 || want > 0 && len(b.Args) > 0):
		if arity > 0 {
			r.errorf(at, "expected an operator with %d parameters, found the value %s(...)", arity, at.Text)
			return false
		}
	case len(b.Args) == 0 && arity > 0 && arity == want:
		return true
	case arity > 0:
		r.errorf(at, "expected an operator with %d parameters, found %s, which has %s", arity, at.Text, number(want))
		return false
	default:
		r.errorf(at, "%s has %s, found %d", at.Text, number(want), len(b.Args))
		return false
	}
	for i, a := range b.Args {
		r.operand(a, r.paramArity(b.Decl, i))
	}
	return true
}

func number(n int) string {
	switch n {
	case 0:
		return "no parameters"
	case 1:
		return "1 parameter"
	}
	return strings.TrimSpace(itoa(n) + " parameters")
}

// part resolves the name of a subexpression.
func (r *resolver) part(b *syntax.Binding, at syntax.Name, arity int, rest []*syntax.Selector) bool {
	if arity > 0 && (len(b.Args) > 0 || slices.ContainsFunc(rest, func(s *syntax.Selector) bool { return len(s.Args) > 0 })) {
		r.errorf(at, "expected an operator with %d parameters, found a part of %s for some arguments; as an operator it stands without any, with !@ for those of variables", arity, at.Text)
		return false
	}
	b.Sub = &syntax.Sub{}
	if len(b.Args) > 0 || b.Decl.NumParams() == 0 {
		if !r.arguments(b, at, 0) {
			return false
		}
	} else if d, ok := b.Decl.(*syntax.OpDef); ok {
		for _, p := range d.Params {
			b.Sub.Params = append(b.Sub.Params, p)
		}
	}
	if !r.subexpr(b.Sub, b.Decl, rest) {
		return false
	}
	switch n := len(b.Sub.Params); {
	case n == arity:
		return true
	case arity == 0:
		r.errorf(at, "a value is expected, but this part of %s is an operator with %s", at.Text, number(n))
	default:
		r.errorf(at, "expected an operator with %d parameters, found a part of %s with %s", arity, at.Text, number(n))
	}
	return false
}

// paramArity is the arity of the i-th parameter: 0 when it takes a value.
func (r *resolver) paramArity(d syntax.Decl, i int) int {
	switch d := d.(type) {
	case *syntax.OpDef:
		return d.Params[i].Arity
	case *syntax.Builtin:
		if sig, ok := r.sigs[d]; ok {
			return sig.Params[i]
		}
	}
	return 0
}

// unknown says that a name means nothing, and goes on with its arguments.
func (r *resolver) unknown(e *syntax.Ref) {
	r.unknownName(e)
	// So that mistakes in the arguments are found too.
	for _, a := range e.Args {
		if _, ok := a.(*syntax.Lambda); !ok {
			r.value(a)
		}
	}
}

// unknownName says that a name means nothing, and where it might have come from.
func (r *resolver) unknownName(e *syntax.Ref) {
	var mods []string
	for name, m := range r.spec.builtins {
		for op := range m.Ops {
			if syntax.Canonical(op) == e.Name.Text {
				mods = append(mods, name)
			}
		}
	}
	sort.Strings(mods)
	what := "the name " + e.Name.Text
	if syntax.FixOf(e.Name.Text) != syntax.Nonfix {
		what = "the operator " + e.Name.Text
	}
	if len(mods) > 0 {
		r.errorf(e.Name, "%s is not declared or defined here; EXTENDS %s would define it", what, strings.Join(mods, " or "))
	} else {
		r.errorf(e.Name, "%s is not declared or defined here", what)
	}
}
