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
	root    *syntax.Module // the text of the root module

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

// declared refuses a name that means something already.
func (r *resolver) declared(n syntax.Name) bool {
	s := r.lookup(n.Text)
	if s == nil {
		return false
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

// push binds a local name.
func (r *resolver) push(n syntax.Name, d syntax.Decl) {
	r.declared(n)
	r.locals = append(r.locals, local{n.Text, d})
}

// scope runs f and forgets the local names that it pushes.
func (r *resolver) scope(f func()) {
	locals, bound := len(r.locals), len(r.bound)
	f()
	r.locals, r.bound = r.locals[:locals], r.bound[:bound]
}

// declare makes a name known in the module.
func (r *resolver) declare(n syntax.Name, d syntax.Decl, local bool) {
	if r.declared(n) {
		return
	}
	r.mod.add(n.Text, &symbol{decl: d, local: local})
}

func (m *Module) add(name string, s *symbol) {
	m.names[name] = s
	m.order = append(m.order, name)
}
