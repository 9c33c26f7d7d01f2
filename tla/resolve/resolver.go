package resolve

import (
	"fmt"

	"github.com/synod-go/synod/tla/syntax"
)

// maxErrors is how many errors are collected before the resolver gives up.
const maxErrors = 25

// A resolver works through all modules of one spec.
type resolver struct {
	spec    *Spec
	loader  Loader
	loading map[string]bool
	builtin map[string]map[string]*syntax.Builtin // the one declaration of each built-in operator
	sigs    map[*syntax.Builtin]BuiltinOp
	errs    syntax.ErrorList
	levels  *levels
	again   map[*syntax.Instance][]*syntax.Instance // of the same name, declared later
	root    *syntax.Module                          // the text of the root module

	// Where the resolver is.
	mod     *Module
	locals  []local
	updates []*syntax.Update       // around @
	bound   []*syntax.Bound        // that a label must name
	inside  map[*syntax.OpDef]bool // function definitions around
	done    map[*syntax.OpDef]bool // definitions that are resolved to their end
	labels  map[string]bool        // of the definition; nil where labels may not stand
}

// A local is a name that is bound inside an expression.
type local struct {
	name string
	decl syntax.Decl
}

func (r *resolver) errorf(at syntax.Node, format string, args ...any) {
	r.errs = append(r.errs, &syntax.Error{Span: at.GetSpan(), Msg: fmt.Sprintf(format, args...)})
	if len(r.errs) >= maxErrors {
		panic(stopped{r.errs})
	}
}

// lookup finds what a name means here.
func (r *resolver) lookup(name string) *symbol {
	for i := len(r.locals) - 1; i >= 0; i-- {
		if r.locals[i].name == name {
			return &symbol{decl: r.locals[i].decl}
		}
	}
	for m := r.mod; m != nil; m = m.Outer {
		if s := m.names[name]; s != nil {
			return s
		}
	}
	if d := langDecls[name]; d != nil {
		return &symbol{decl: d}
	}
	return nil
}

// declared reports whether the name of d means something already. That is refused, unless it is a declaration of the same kind: then
// the first one counts, as in SANY.
func (r *resolver) declared(n syntax.Name, d syntax.Decl) bool {
	s := r.lookup(n.Text)
	if s == nil {
		return false
	}
	if sameKind(s.decl, d) {
		r.repeated(s.decl, d)
		r.spec.Warnings = append(r.spec.Warnings, &syntax.Error{Span: n.Span,
			Msg: fmt.Sprintf("%s is declared already, at %s: that declaration is used", n.Text, s.decl.GetSpan())})
		return true
	}
	switch d := s.decl.(type) {
	case *syntax.Builtin:
		if d.Module == "" {
			r.errorf(n, "%s is an operator of the language and cannot be declared anew", n.Text)
		} else {
			r.errorf(n, "%s is declared already, in module %s", n.Text, d.Module)
		}
	default:
		r.errorf(n, "%s is declared already, at %s", n.Text, s.decl.GetSpan())
	}
	return true
}

// repeated notes that d has the name of old, which is of the same kind and counts: a second instance adds what the first one lacks.
func (r *resolver) repeated(old, d syntax.Decl) {
	if again, ok := d.(*syntax.Instance); ok {
		inst := old.(*syntax.Instance)
		r.again[inst] = append(r.again[inst], again)
	}
}

// sameKind reports whether a and b are of a kind that may be declared twice, and do not differ in their parameters.
func sameKind(a, b syntax.Decl) bool {
	if a.NumParams() != b.NumParams() {
		return false
	}
	switch a := a.(type) {
	case *syntax.Constant:
		_, ok := b.(*syntax.Constant)
		return ok
	case *syntax.Variable:
		_, ok := b.(*syntax.Variable)
		return ok
	case *syntax.Fact:
		_, ok := b.(*syntax.Fact)
		return ok
	case *syntax.Instance:
		_, ok := b.(*syntax.Instance)
		return ok
	case *syntax.New:
		b, ok := b.(*syntax.New)
		return ok && a.Level() == b.Level() && a.IsVariable() == b.IsVariable()
	}
	return false
}

// push binds a local name.
func (r *resolver) push(n syntax.Name, d syntax.Decl) {
	errs := len(r.errs)
	if !r.declared(n, d) || len(r.errs) > errs {
		r.locals = append(r.locals, local{n.Text, d})
	}
}

// scope runs f and forgets the local names that it pushes.
func (r *resolver) scope(f func()) {
	locals, bound := len(r.locals), len(r.bound)
	f()
	r.locals, r.bound = r.locals[:locals], r.bound[:bound]
}

// declare makes a name known in the module, and reports whether it was not.
func (r *resolver) declare(n syntax.Name, d syntax.Decl, local bool) bool {
	if r.declared(n, d) {
		return false
	}
	r.mod.add(n.Text, &symbol{decl: d, local: local})
	return true
}

func (m *Module) add(name string, s *symbol) {
	m.names[name] = s
	m.order = append(m.order, name)
}
