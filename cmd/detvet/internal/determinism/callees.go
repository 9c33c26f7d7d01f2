package determinism

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"
)

// callee is a function that a call may run, and what it gets: the receiver first.
type callee struct {
	fn   *ssa.Function // with a body, if it has one in this package
	obj  *types.Func   // nil for a literal
	args []ssa.Value
}

// callees returns the functions that a call may run: the one that is named, or
// those that a function value or an interface is known to hold.
func (p *program) callees(call ssa.CallInstruction) []callee {
	list, ok := p.called[call]
	if !ok {
		list = p.findCallees(call)
		for _, c := range list {
			if len(c.args) > 0 && c.args[0] == nil { // a method value
				c.args[0] = p.receiver(call.Common().Value)
			}
		}
		p.called[call] = list
	}
	return list
}

func (p *program) findCallees(call ssa.CallInstruction) []callee {
	c := call.Common()
	if c.IsInvoke() {
		var list []callee
		for _, obj := range p.implementations(c) {
			list = append(list, p.calleeOf(p.pkg.Prog.FuncValue(obj), append([]ssa.Value{c.Value}, c.Args...)))
		}
		return list
	}
	if fn := p.function(c.Value); fn != nil {
		return []callee{p.calleeOf(fn, c.Args)}
	}
	if _, ok := c.Value.(*ssa.Builtin); ok {
		return nil
	}
	var list []callee
	for _, fn := range p.dynamic(call) {
		list = append(list, p.calleeOf(fn, c.Args))
	}
	return list
}

func (p *program) calleeOf(fn *ssa.Function, args []ssa.Value) callee {
	if fn == nil {
		return callee{args: args}
	}
	obj, _ := fn.Object().(*types.Func)
	if obj != nil {
		if o := p.pkg.Prog.FuncValue(obj.Origin()); o != nil && o != fn {
			if fn.Synthetic != "" && len(fn.FreeVars) == 1 { // a bound method
				args = append([]ssa.Value{nil}, args...)
			}
			fn = o
		}
		obj = obj.Origin()
	}
	return callee{fn, obj, args}
}

// function returns the function that v is known to be: a name, a literal, or a
// variable that holds nothing else.
func (p *program) function(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		return v
	case *ssa.MakeClosure:
		return v.Fn.(*ssa.Function)
	case *ssa.ChangeType:
		return p.function(v.X)
	case *ssa.UnOp:
		if def := p.definition(v); def != nil {
			return p.function(def)
		}
	}
	return nil
}

// receiver returns what a method value is bound to, or nil.
func (p *program) receiver(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeClosure:
		if fn := v.Fn.(*ssa.Function); fn.Synthetic != "" && fn.Object() != nil && len(v.Bindings) == 1 {
			return v.Bindings[0]
		}
	case *ssa.UnOp:
		if def := p.definition(v); def != nil {
			return p.receiver(def)
		}
	}
	return nil
}

// dynamic returns the functions that flow to a call of a function value.
func (p *program) dynamic(call ssa.CallInstruction) []*ssa.Function {
	if p.graph == nil {
		all := map[*ssa.Function]bool{}
		for _, fn := range p.funcs {
			all[fn] = true
			for instr := range instructions(fn) {
				var ops [8]*ssa.Value
				for _, op := range instr.Operands(ops[:0]) {
					if f, ok := (*op).(*ssa.Function); ok {
						all[f] = true // of another package
					}
				}
			}
		}
		p.graph = vta.CallGraph(all, nil)
	}
	node := p.graph.Nodes[call.Parent()]
	if node == nil {
		return nil
	}
	var list []*ssa.Function
	for _, e := range node.Out {
		if e.Site == call {
			list = append(list, e.Callee.Func)
		}
	}
	slices.SortFunc(list, inSource) // the edges come in a map's order
	return list
}

// implementations returns the methods that a call of an interface's method may
// run: those of the types of this package and its imports. The environment is
// none of them, and the standard library's interfaces are left to
// reach.methods.
func (p *program) implementations(c *ssa.CallCommon) []*types.Func {
	iface, ok := c.Value.Type().Underlying().(*types.Interface)
	m := c.Method
	if !ok || p.envMethod(c) != "" || m.Pkg() == nil || m.Pkg().Path() == modelPath ||
		m.Pkg() != p.pass.Pkg && isStandardPath(p.pass, m.Pkg().Path()) {
		return nil
	}
	var found []*types.Func
	for _, q := range append([]*types.Package{p.pass.Pkg}, p.pass.Pkg.Imports()...) {
		if q != p.pass.Pkg && (isStandardPath(p.pass, q.Path()) || q.Path() == modelPath) {
			continue
		}
		for _, name := range q.Scope().Names() {
			tn, ok := q.Scope().Lookup(name).(*types.TypeName)
			if !ok || types.IsInterface(tn.Type()) || isGeneric(tn.Type()) ||
				!types.Implements(types.NewPointer(tn.Type()), iface) {
				continue
			}
			if m := methodOf(tn.Type(), q, m.Name()); m != nil {
				found = append(found, m)
			}
		}
	}
	return found
}

func isGeneric(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.TypeParams().Len() > 0
}

// methodOf returns a method of t or *t, or nil.
func methodOf(t types.Type, pkg *types.Package, name string) *types.Func {
	if _, ok := t.Underlying().(*types.Pointer); !ok && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	m, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	fn, _ := m.(*types.Func)
	if fn == nil {
		return nil
	}
	return fn.Origin()
}

// envMethod returns the name of the method of model.Env that is called, by
// whatever interface, or "".
func (p *program) envMethod(c *ssa.CallCommon) string {
	if p.env == nil {
		return ""
	}
	if c.IsInvoke() {
		if iface, ok := c.Value.Type().Underlying().(*types.Interface); ok && types.Implements(p.env, iface) {
			return c.Method.Name()
		}
		return ""
	}
	if fn := p.function(c.Value); fn != nil && fn.Synthetic != "" {
		if obj, ok := fn.Object().(*types.Func); ok && obj.Signature().Recv() != nil {
			iface, ok := obj.Signature().Recv().Type().Underlying().(*types.Interface)
			if ok && types.Implements(p.env, iface) {
				return obj.Name()
			}
		}
	}
	return ""
}
