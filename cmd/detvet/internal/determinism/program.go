package determinism

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/callgraph"
	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/ssa"
)

// program is one package in SSA form. Unlike that of pass buildssa, its
// variables stay in memory (NaiveForm), so that an assignment to a variable, a
// field and an element look alike, and every value knows its expression
// (GlobalDebug).
type program struct {
	pass    *analysis.Pass
	pkg     *ssa.Package
	funcs   []*ssa.Function // those with a body, literals too
	exprs   map[ssa.Value]ast.Expr
	stores  map[*ssa.Global][]*ssa.Store // the assignments to package variables
	linked  map[types.Object]bool        // by go:linkname
	env     *types.Interface             // model.Env, if it is known here
	node    *types.Interface             // model.Node
	ignores *ignores

	called    map[ssa.CallInstruction][]callee
	graph     *callgraph.Graph // of dynamic calls
	points    map[*ssa.Function]*points
	effects   map[*ssa.Function]*effects
	orders    map[*ssa.Function]*order
	completed bool // effects are final
	standard  bool // the package is of the standard library
}

func newProgram(pass *analysis.Pass) *program {
	p := &program{
		pass:    pass,
		exprs:   map[ssa.Value]ast.Expr{},
		stores:  map[*ssa.Global][]*ssa.Store{},
		linked:  map[types.Object]bool{},
		ignores: findIgnores(pass),
		called:  map[ssa.CallInstruction][]callee{},
		points:  map[*ssa.Function]*points{},
		effects: map[*ssa.Function]*effects{},
		orders:  map[*ssa.Function]*order{},
	}
	if model := findPackage(pass.Pkg, modelPath, map[*types.Package]bool{}); model != nil {
		p.env, p.node = interfaceOf(model, "Env"), interfaceOf(model, "Node")
	}
	prog := ssa.NewProgram(pass.Fset, ssa.NaiveForm|ssa.GlobalDebug)
	created := map[*types.Package]bool{}
	var create func([]*types.Package)
	create = func(pkgs []*types.Package) {
		for _, q := range pkgs {
			if !created[q] {
				created[q] = true
				prog.CreatePackage(q, nil, nil, true)
				create(q.Imports())
			}
		}
	}
	create(pass.Pkg.Imports())
	p.pkg = prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	p.pkg.Build()
	p.findFuncs()
	return p
}

// findFuncs lists the functions, and notes what stands in them.
func (p *program) findFuncs() {
	addressed := map[ssa.Value]bool{} // what is known as an operand of an assignment only
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || len(fn.Blocks) == 0 {
			return
		}
		p.funcs = append(p.funcs, fn)
		for instr := range instructions(fn) {
			switch instr := instr.(type) {
			case *ssa.DebugRef:
				if _, ok := instr.X.(ssa.Instruction); ok && (p.exprs[instr.X] == nil || addressed[instr.X] && !instr.IsAddr) {
					p.exprs[instr.X] = instr.Expr
					addressed[instr.X] = instr.IsAddr
				}
			case *ssa.Store:
				if g, ok := instr.Addr.(*ssa.Global); ok {
					p.stores[g] = append(p.stores[g], instr)
				}
			}
		}
		for _, lit := range fn.AnonFuncs {
			add(lit)
		}
	}
	for _, f := range p.pass.Files {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok {
				add(p.pkg.Prog.FuncValue(p.pass.TypesInfo.Defs[d.Name].(*types.Func)))
			}
		}
		for _, g := range f.Comments {
			for _, com := range g.List {
				if args, ok := strings.CutPrefix(com.Text, "//go:linkname "); ok {
					name, _, _ := strings.Cut(strings.TrimSpace(args), " ")
					p.linked[p.pass.Pkg.Scope().Lookup(name)] = true
				}
			}
		}
	}
	add(p.pkg.Func("init"))
}

// top returns the declared function that a literal stands in.
func top(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// instructions iterates over the instructions of fn, not those of its literals.
func instructions(fn *ssa.Function) func(yield func(ssa.Instruction) bool) {
	return func(yield func(ssa.Instruction) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !yield(instr) {
					return
				}
			}
		}
	}
}

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
	return list
}

// implementations returns the methods that a call of an interface's method may
// run: those of the types of this package and its imports. The environment is
// none of them, and the standard library's interfaces are left to reach.go.
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
			if !ok || types.IsInterface(tn.Type()) || isGeneric(tn.Type()) || !types.Implements(types.NewPointer(tn.Type()), iface) {
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
			if iface, ok := obj.Signature().Recv().Type().Underlying().(*types.Interface); ok && types.Implements(p.env, iface) {
				return obj.Name()
			}
		}
	}
	return ""
}

// text returns v as it is written, or a name for it.
func (p *program) text(v ssa.Value) string {
	if m, ok := v.(*ssa.MakeInterface); ok {
		if a, ok := m.X.(*ssa.Alloc); ok && a.Comment != "" && a.Comment != "complit" {
			return "&" + a.Comment
		}
	}
	if a, ok := v.(*ssa.Alloc); ok && a.Comment != "complit" {
		return a.Comment
	}
	if e := p.expr(v); e != nil {
		var b bytes.Buffer
		if printer.Fprint(&b, token.NewFileSet(), e) == nil && !strings.Contains(b.String(), "\n") {
			return b.String()
		}
	}
	switch v := v.(type) {
	case *ssa.FreeVar, *ssa.Parameter, *ssa.Global:
		return v.Name()
	case *ssa.UnOp:
		return p.text(v.X)
	case *ssa.FieldAddr:
		return p.text(v.X) + "." + fieldName(v.X.Type(), v.Field)
	}
	return "a value"
}

// expr returns the expression that v is the value or the address of, or nil.
func (p *program) expr(v ssa.Value) ast.Expr {
	if e := p.exprs[v]; e != nil {
		if id, ok := e.(*ast.Ident); ok {
			switch v.(type) { // the debug information has the field's name only
			case *ssa.FieldAddr, *ssa.Field:
				if sel := p.selector(id); sel != nil {
					return sel
				}
			}
		}
		return e
	}
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return p.expr(v.X)
	case *ssa.ChangeType:
		return p.expr(v.X)
	case *ssa.ChangeInterface:
		return p.expr(v.X)
	case *ssa.UnOp:
		return p.expr(v.X)
	}
	return nil
}

// selector returns the selector expression that ends with id.
func (p *program) selector(id *ast.Ident) ast.Expr {
	var found ast.Expr
	for _, f := range p.pass.Files {
		if f.FileStart > id.Pos() || id.Pos() > f.FileEnd {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil || found != nil || n.Pos() > id.Pos() || n.End() < id.End() {
				return false
			}
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel == id {
				found = s
			}
			return true
		})
	}
	return found
}

// position returns where v is written.
func (p *program) position(v ssa.Value, fallback token.Pos) token.Pos {
	switch v.(type) {
	case *ssa.Alloc, *ssa.Global, *ssa.Parameter, *ssa.FreeVar, *ssa.Function, *ssa.Const:
		return fallback // it has the position of its declaration
	}
	if e := p.expr(v); e != nil {
		return e.Pos()
	}
	if v.Pos().IsValid() {
		return v.Pos()
	}
	return fallback
}

// place returns the position of an instruction, or of the nearest one before it.
func place(instr ssa.Instruction) token.Pos {
	if instr.Pos().IsValid() {
		return instr.Pos()
	}
	last := token.NoPos
	for _, other := range instr.Block().Instrs {
		if other == instr {
			break
		}
		if d, ok := other.(*ssa.DebugRef); ok {
			last = d.Expr.Pos()
		} else if _, ok := other.(*ssa.Alloc); !ok && other.Pos().IsValid() {
			last = other.Pos()
		}
	}
	if !last.IsValid() {
		last = instr.Parent().Pos()
	}
	return last
}

func fieldName(t types.Type, i int) string {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		return s.Field(i).Name()
	}
	return "?"
}
