package resolve

import (
	"sync"

	"github.com/synod-go/synod/tla/syntax"
)

// A Loader finds the text of a module by its name.
type Loader interface {
	// Load returns nil and no error when it has no such module: then a built-in one is taken.
	Load(name string) (*syntax.File, error)
}

// LoaderFunc makes a Loader of a function.
type LoaderFunc func(name string) (*syntax.File, error)

// Load calls f.
func (f LoaderFunc) Load(name string) (*syntax.File, error) { return f(name) }

// BuiltinModule is the signature of a module that is implemented in Go. A module of TLA+ text wins over it.
type BuiltinModule struct {
	Extends []string
	Ops     map[string]BuiltinOp // by canonical name: "+", "-.", "Cardinality"
	// Theorems says that the module has theorems besides, which proofs can name.
	Theorems bool
}

// BuiltinOp is the signature of one operator of a built-in module.
type BuiltinOp struct {
	// Params has for each parameter the arity of the operator that it takes, 0 for a value.
	Params []int
	// Level is the least level of a use; a use has at least the level of its arguments.
	Level syntax.Level
	// Most has for each parameter the highest level of what is given for it; where it is nil that is any.
	Most []syntax.Level
	// Info goes into the *syntax.Builtin.
	Info any
}

// A Spec is a root module and everything that it uses, resolved.
type Spec struct {
	Root *Module
	// Modules has all modules of TLA+ text by name, without nested ones.
	Modules map[string]*Module
	// Order lists them such that a module stands after those that it uses.
	Order []*Module
	// Builtins lists the built-in modules that are used.
	Builtins []string
	// Warnings are about what is allowed but hardly meant.
	Warnings syntax.ErrorList

	// Same has the constants and variables that are declared a second time in a module of their own, with the declarations for which they
	// are taken.
	Same map[syntax.Decl]syntax.Decl

	builtins map[string]BuiltinModule
	mu       sync.Mutex // of the resolver
	resolver *resolver
}

// A Module is one resolved module of TLA+ text.
type Module struct {
	Syntax *syntax.Module
	Outer  *Module // of a nested module: where it stands

	// Constants, Variables and Facts are those declared here and in the modules that it EXTENDS, extended ones first, each
	// once. For Facts see also Fact.Kind.
	Constants []*syntax.Constant
	Variables []*syntax.Variable
	Facts     []*syntax.Fact

	// Extends are the modules of TLA+ text that it names in EXTENDS.
	Extends []*Module
	// Nested are the modules that stand in it.
	Nested []*Module

	names map[string]*symbol
	order []string

	isConstant int8 // 1: declares and uses no variables, -1: does; 0: not yet known
}

// Name is the module's name.
func (m *Module) Name() string { return m.Syntax.Name.Text }

// Lookup finds what a name means at the end of the module: something declared or defined in it, in a module that it
// EXTENDS, or by an INSTANCE without a name. Nil when there is no such name. The Binding's Args are nil.
func (m *Module) Lookup(name string) *syntax.Binding {
	s := m.names[name]
	if s == nil {
		return nil
	}
	return &syntax.Binding{Path: s.path, Decl: s.decl}
}

// Names lists all names that Lookup knows, in the order of their declaration.
func (m *Module) Names() []string { return m.order }

// A symbol is what a name means in a module.
type symbol struct {
	decl  syntax.Decl
	path  []syntax.Step // through instances without a name
	local bool          // not seen by modules that extend or instance this one
}
