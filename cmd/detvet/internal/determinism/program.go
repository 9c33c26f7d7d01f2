package determinism

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/callgraph"
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

	defs      map[*ssa.UnOp]ssa.Value
	last      map[*ssa.UnOp][]ssa.Value
	places    map[ssa.Instruction]token.Pos
	comparing map[*ssa.Function]bool
	called    map[ssa.CallInstruction][]callee
	graph     *callgraph.Graph // of dynamic calls
	points    map[*ssa.Function]*points
	effects   map[*ssa.Function]*effects
	orders    map[*ssa.Function]*order
	completed bool // effects are final
	standard  bool // the package is of the standard library
}

func newProgram(pass *analysis.Pass) (*program, error) {
	p := &program{
		pass:      pass,
		exprs:     map[ssa.Value]ast.Expr{},
		stores:    map[*ssa.Global][]*ssa.Store{},
		linked:    map[types.Object]bool{},
		ignores:   findIgnores(pass),
		defs:      map[*ssa.UnOp]ssa.Value{},
		last:      map[*ssa.UnOp][]ssa.Value{},
		places:    map[ssa.Instruction]token.Pos{},
		comparing: map[*ssa.Function]bool{},
		called:    map[ssa.CallInstruction][]callee{},
		points:    map[*ssa.Function]*points{},
		effects:   map[*ssa.Function]*effects{},
		orders:    map[*ssa.Function]*order{},
	}
	if err := p.findModel(); err != nil {
		return nil, err
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
	return p, nil
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

// inSource compares functions by where they are in the source.
func inSource(a, b *ssa.Function) int {
	return cmp.Or(cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.String(), b.String()))
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
