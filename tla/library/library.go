package library

import (
	"sync"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Op is one operator of a built-in module.
type Op struct {
	Module, Name string
	// Params has for each parameter the arity of the operator that it takes, 0 for a value.
	Params []int
	// Level is the least level of a use.
	Level syntax.Level
	// Impure: the answer depends on more than the arguments and the state, or giving it does something
	// (TLCGet, Print, RandomElement, JsonSerialize). It is never memoised, and evaluated in TLC's order.
	Impure bool
	// Refused says, for an operator that is not supported, why not. To use it is an error.
	Refused string

	// Exactly one of these is set.

	Eval1 func(a value.Value) (value.Value, error)
	Eval2 func(a, b value.Value) (value.Value, error)
	Eval  func(c *Call) (value.Value, error)
	Const func(u *value.Universe) value.Value // without parameters

	// Equals2, if not nil, says whether v = Eval2(a, b) without making that.
	Equals2 func(v, a, b value.Value) (bool, error)
}

// Run evaluates one use of the operator, whatever its form.
func (o *Op) Run(c *Call) (value.Value, error) {
	switch {
	case o.Eval1 != nil:
		return o.Eval1(c.Value(0))
	case o.Eval2 != nil:
		a := c.Value(0)
		return o.Eval2(a, c.Value(1))
	case o.Const != nil:
		return o.Const(c.Universe), nil
	}
	return o.Eval(c)
}

// String is the operator's full name, such as Sequences!Len.
func (o *Op) String() string { return o.Module + "!" + o.Name }

// module is how a module is written down here.
type module struct {
	name    string
	extends []string
	ops     []Op
}

// modules is everything there is, file by file.
func modules() [][]module {
	return [][]module{
		numbers, sequences, finiteSets, bags, tlc, tlcExt,
		folds, functions, sequencesExt, bagsExt, arithmetic, relations, graphs, undirectedGraphs,
		vectorClocks, jsonModule, ioUtils, csvModule, svgModule, misc, proofs,
	}
}

var table = sync.OnceValue(func() map[string]resolve.BuiltinModule {
	all := map[string]resolve.BuiltinModule{}
	for _, group := range modules() {
		for _, m := range group {
			ops := map[string]resolve.BuiltinOp{}
			for _, o := range m.ops {
				op := o.complete(m.name)
				level := op.Level
				if op.Impure && op.Module == "TLC" {
					level = syntax.ConstantLevel // an ASSUME may ask TLCGet
				}
				ops[op.Name] = resolve.BuiltinOp{Params: op.Params, Level: level, Most: op.most(), Info: op}
			}
			all[m.name] = resolve.BuiltinModule{Extends: m.extends, Ops: ops, Theorems: ofProofs(m.name) && m.name != "TLAPS"}
		}
	}
	return all
})

// Modules is the table of all built-in modules, for resolve.Load. The Info of every operator is its
// [*Op]. The map is the caller's, so modules can be taken out of it.
func Modules() map[string]resolve.BuiltinModule {
	all := map[string]resolve.BuiltinModule{}
	for name, m := range table() {
		all[name] = m
	}
	return all
}

// complete is the operator with what its form and its module say about it.
func (o Op) complete(module string) *Op {
	o.Module, o.Name = module, syntax.Canonical(o.Name)
	switch {
	case o.Refused != "":
		refused := &Error{Module: o.Module, Op: o.Name, Unsupported: true, format: "%s is not supported: %s", args: []any{o.String(), o.Refused}}
		o.Eval = func(*Call) (value.Value, error) { return value.Value{}, refused }
	case o.Eval1 != nil:
		o.Params = values(1)
	case o.Eval2 != nil:
		o.Params = values(2)
	}
	if o.Params == nil {
		o.Params = values(0)
	}
	return &o
}

// values are n parameters that take values.
func values(n int) []int { return make([]int, n) }
