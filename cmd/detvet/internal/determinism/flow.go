package determinism

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// paramSet is a set of parameters, the receiver first. The few functions with
// more than 64 go without.
type paramSet uint64

func (s paramSet) has(i int) bool { return i >= 0 && s>>i&1 != 0 }

func (s *paramSet) add(i int) { *s |= 1 << i }

// flow says where what a function is given goes.
type flow struct {
	// Sends are the parameters that, or what they point to, reach a message. Not
	// a receiver of which that is reported in the method.
	Sends paramSet
	// Holds are, for each result, the parameters that it may hold or share
	// memory with.
	Holds []paramSet
}

func (f flow) holds(result int) paramSet {
	if result >= len(f.Holds) {
		return 0
	}
	return f.Holds[result]
}

// flowOf returns where what fn is given goes.
func (c *checker) flowOf(fn *types.Func) flow {
	fn = fn.Origin()
	if fn.Pkg() == c.pass.Pkg {
		return c.flows[fn]
	}
	var f fact
	if c.pass.ImportObjectFact(fn, &f) {
		return f.Effects.Flow
	}
	return standardFlow(fn)
}

// standardHolds are the functions of the standard library whose result may share
// memory with the first argument. What is copied with slices.Clone and the like
// is taken to be a copy, even if its elements hold pointers.
var standardHolds = map[string][]string{
	"slices": {
		"All", "Backward", "Values", "Chunk", "Clip", "Compact", "CompactFunc", "Delete", "DeleteFunc",
		"Grow", "Insert", "Max", "MaxFunc", "Min", "MinFunc", "Replace",
	},
	"maps": {"All", "Keys", "Values"},
	"cmp":  {"Or"},
	"bytes": {
		"Cut", "CutPrefix", "CutSuffix", "Fields", "FieldsFunc", "FieldsFuncSeq", "FieldsSeq", "Lines",
		"NewBuffer", "NewReader", "Split", "SplitAfter", "SplitAfterN", "SplitAfterSeq", "SplitN", "SplitSeq",
		"Trim", "TrimFunc", "TrimLeft", "TrimLeftFunc", "TrimPrefix", "TrimRight", "TrimRightFunc",
		"TrimSpace", "TrimSuffix",
	},
}

// standardFlow knows the functions of the standard library.
func standardFlow(fn *types.Func) flow {
	var f flow
	if fn.Pkg() == nil {
		return f
	}
	sig := fn.Signature()
	results := sig.Results().Len()
	if results == 0 {
		return f
	}
	var holds paramSet
	switch {
	case sig.Recv() == nil && slices.Contains(standardHolds[fn.Pkg().Path()], fn.Name()):
		holds.add(0)
		if sig.Variadic() { // the elements that slices.Insert is given
			holds.add(sig.Params().Len() - 1)
		}
	case strings.HasPrefix(fn.Name(), "Append"): // strconv.AppendInt, slices.AppendSeq
		for i, p := range params(sig) {
			if types.Identical(p.Type(), sig.Results().At(0).Type()) {
				holds.add(i)
			}
		}
	}
	if holds != 0 {
		for range results {
			f.Holds = append(f.Holds, holds)
		}
	}
	return f
}

// findFlows finds the flows of all functions of the package. They may call each
// other in circles: it goes around until nothing is new.
func (c *checker) findFlows() {
	for changed := true; changed; {
		changed = false
		for fn, d := range c.decls {
			old, f := c.flows[fn], c.flow(fn, d)
			f.Sends |= old.Sends
			for i := range old.Holds {
				f.Holds[i] |= old.Holds[i]
			}
			if f.Sends != old.Sends || !slices.Equal(f.Holds, old.Holds) {
				c.flows[fn], changed = f, true
			}
		}
	}
}

func (c *checker) flow(fn *types.Func, d *ast.FuncDecl) flow {
	var f flow
	c.eachSent(d, func(v value, _ *types.Func) {
		s := newSharing(c)
		s.in(d, v)
		f.Sends |= s.params
	})
	if c.receiver(d) != nil {
		f.Sends &^= 1
	}
	for i := range fn.Signature().Results().Len() {
		s := newSharing(c)
		s.inReturns(d, d.Body, i)
		f.Holds = append(f.Holds, s.params)
	}
	return f
}

// assignment gives a variable, or a part of it, a value.
type assignment struct {
	value
	whole bool     // not to a part
	stmt  ast.Stmt // nil if it is the call of a literal
}

// assignments returns what the variables of a function are given.
func (c *checker) assignments(d *ast.FuncDecl) map[types.Object][]assignment {
	if all, ok := c.assigned[d]; ok {
		return all
	}
	all := map[types.Object][]assignment{}
	c.assigned[d] = all
	add := func(lhs ast.Expr, v value, whole bool, stmt ast.Stmt) {
		obj := c.rootObject(lhs)
		if obj == nil {
			return
		}
		_, ident := ast.Unparen(lhs).(*ast.Ident)
		all[obj] = append(all[obj], assignment{v, whole && ident, stmt})
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, v := range c.values(n.Rhs) {
				if i < len(n.Lhs) {
					add(n.Lhs[i], v, true, n)
				}
			}
		case *ast.DeclStmt:
			for _, spec := range n.Decl.(*ast.GenDecl).Specs {
				spec, ok := spec.(*ast.ValueSpec)
				if !ok {
					continue
				}
				for i, v := range c.values(spec.Values) {
					if i < len(spec.Names) {
						add(spec.Names[i], v, true, n)
					}
				}
			}
		case *ast.RangeStmt:
			for _, lhs := range []ast.Expr{n.Key, n.Value} {
				if lhs != nil {
					add(lhs, value{e: n.X, t: c.info.TypeOf(lhs)}, false, n)
				}
			}
		case *ast.TypeSwitchStmt:
			c.addTypeSwitch(all, n)
		}
		return true
	})
	c.addLiterals(all, d)
	return all
}

// addTypeSwitch adds the variables of switch v := x.(type), one for each case.
func (c *checker) addTypeSwitch(all map[types.Object][]assignment, n *ast.TypeSwitchStmt) {
	assign, ok := n.Assign.(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 {
		return
	}
	x, ok := ast.Unparen(assign.Rhs[0]).(*ast.TypeAssertExpr)
	if !ok {
		return
	}
	for _, clause := range n.Body.List {
		if v := c.info.Implicits[clause]; v != nil {
			all[v] = append(all[v], assignment{value{e: x.X, t: v.Type()}, false, nil})
		}
	}
}

// addLiterals adds what the parameters of function literals are given, where it
// is seen who calls them.
func (c *checker) addLiterals(all map[types.Object][]assignment, d *ast.FuncDecl) {
	ast.Inspect(d.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, fun := range c.meantNow(all, call.Fun, map[types.Object]bool{}) {
			lit, ok := fun.(*ast.FuncLit)
			if !ok {
				continue
			}
			sig, ok := c.info.TypeOf(lit).(*types.Signature)
			if !ok || sig.Params().Len() == 0 {
				continue
			}
			for i, v := range c.values(call.Args) {
				p := sig.Params().At(min(i, sig.Params().Len()-1))
				all[p] = append(all[p], assignment{v, false, nil})
			}
		}
		return true
	})
}

// mayHold reports whether something of type t may share memory: unlike
// hasReferences, also by an interface or a closure.
func mayHold(t types.Type) bool { return holding(t, map[types.Type]bool{}) }

func holding(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface, *types.Signature:
		return true
	case *types.Array:
		return holding(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if holding(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}
