package determinism

import (
	"fmt"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// comparator is what a function compares two elements by: paths of fields, "" for
// the whole.
type comparator struct {
	*program
	elem    types.Type
	paths   map[string]bool
	unknown bool // it calls what detvet cannot look into
}

// incomplete says of a call that sorts a list, or picks an element of it, that
// the comparison may find two elements equal, or "".
func (p *program) incomplete(f callee, i ssa.CallInstruction) string {
	fn := p.less(f)
	if fn == nil {
		return ""
	}
	c := p.comparator(fn)
	if c.complete() {
		return ""
	}
	what := "the order of equal elements after " + nameOf(f.obj)
	if strings.HasSuffix(f.obj.Name(), "MaxFunc") || strings.HasSuffix(f.obj.Name(), "MinFunc") {
		what = "which of equal elements " + nameOf(f.obj) + " returns"
	}
	return what + " " + ofMapOrder + ": compare what tells all elements apart"
}

// less returns the function by which a call compares, if it is known.
func (p *program) less(f callee) *ssa.Function {
	switch {
	case isFunc(f.obj, "sort", "Sort Stable"):
		m := f.args[0]
		if c, ok := m.(*ssa.Call); ok && len(c.Call.Args) == 1 { // sort.Reverse
			m = c.Call.Args[0]
		}
		if mi, ok := m.(*ssa.MakeInterface); ok {
			if less := methodOf(mi.X.Type(), p.pass.Pkg, "Less"); less != nil && less.Pkg() == p.pass.Pkg {
				return p.pkg.Prog.FuncValue(less)
			}
		}
	case len(f.args) > 1 && (f.obj.Pkg().Path() == "sort" || strings.HasSuffix(f.obj.Name(), "Func")):
		if fn := p.function(f.args[len(f.args)-1]); fn != nil {
			if c := p.calleeOf(fn, nil); c.fn != nil && len(c.fn.Blocks) > 0 {
				return c.fn
			}
		}
	}
	return nil
}

// comparator finds what a function compares the last two of its parameters by, or
// the elements at them.
func (p *program) comparator(fn *ssa.Function) *comparator {
	c := &comparator{program: p, paths: map[string]bool{}}
	n := len(fn.Params)
	if n < 2 || len(fn.Blocks) == 0 || p.comparing[fn] {
		c.unknown = true
		return c
	}
	p.comparing[fn] = true
	defer delete(p.comparing, fn)
	c.elem = fn.Params[n-1].Type()
	for instr := range instructions(fn) {
		for _, pair := range p.compared(instr) {
			a, aPath, aOK := c.side(pair[0])
			b, bPath, bOK := c.side(pair[1])
			if aOK && bOK && a != b && aPath == bPath && c.orders(instr) {
				c.paths[aPath] = true
			}
		}
		if call, ok := instr.(*ssa.Call); ok && call.Call.StaticCallee() == nil {
			if _, ok := call.Call.Value.(*ssa.Builtin); !ok && !call.Call.IsInvoke() {
				c.unknown = true
			}
		}
	}
	return c
}

// compared returns the pairs of values that an instruction compares.
func (p *program) compared(instr ssa.Instruction) [][2]ssa.Value {
	switch i := instr.(type) {
	case *ssa.BinOp:
		switch i.Op {
		case token.LSS, token.GTR, token.LEQ, token.GEQ, token.SUB:
			return [][2]ssa.Value{{i.X, i.Y}}
		}
	case *ssa.Call:
		args := i.Call.Args
		if i.Call.IsInvoke() {
			args = append([]ssa.Value{i.Call.Value}, args...)
		}
		if _, ok := i.Call.Value.(*ssa.Builtin); !ok && len(args) > 1 {
			return [][2]ssa.Value{{args[len(args)-2], args[len(args)-1]}}
		}
	}
	return nil
}

// orders reports whether a comparison orders all different values: a call of a
// function whose code is here is looked into.
func (c *comparator) orders(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return true
	}
	if fn := call.Call.StaticCallee(); fn != nil {
		to := c.calleeOf(fn, nil)
		if isFunc(to.obj, "strings", "EqualFold HasPrefix HasSuffix Contains") {
			return false
		}
		if to.fn != nil && len(to.fn.Blocks) > 0 {
			return c.comparator(to.fn).complete()
		}
	}
	return true
}

// side returns which of the two elements a value is a part of, and which part.
func (c *comparator) side(v ssa.Value) (of *ssa.Parameter, path string, ok bool) {
	switch x := v.(type) {
	case *ssa.Parameter:
		return x, "", true
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return c.side(x.X)
		}
		if def := c.definition(x); def != nil {
			return c.side(def)
		}
		return c.side(x.X)
	case *ssa.Alloc:
		if s := storesTo(x); len(s) == 1 && !addressTaken(x) {
			if _, ok := s[0].Val.(*ssa.Parameter); ok || s[0].Pos() == x.Pos() {
				return c.side(s[0].Val)
			}
		}
	case *ssa.FieldAddr:
		of, path, ok = c.side(x.X)
		return of, fmt.Sprint(path, ".", x.Field), ok
	case *ssa.Field:
		of, path, ok = c.side(x.X)
		return of, fmt.Sprint(path, ".", x.Field), ok
	case *ssa.IndexAddr: // list[i]
		if prm := parameter(c.program, x.Index); prm != nil {
			if s, ok := x.X.Type().Underlying().(*types.Slice); ok {
				c.elem = s.Elem()
			}
			return prm, "", true
		}
	case *ssa.Convert:
		return c.side(x.X)
	case *ssa.ChangeType:
		return c.side(x.X)
	case *ssa.MakeInterface:
		return c.side(x.X)
	case *ssa.Call: // a.ID()
		fn := x.Call.StaticCallee()
		if fn != nil && len(x.Call.Args) == 1 && fn.Signature.Recv() != nil && identity.MatchString(fn.Name()) {
			of, path, ok = c.side(x.Call.Args[0])
			return of, path + ".id", ok
		}
	}
	return nil, "", false
}

// complete reports whether what is compared tells all elements apart.
func (c *comparator) complete() bool {
	return c.unknown || covers(c.elem, "", c.paths)
}

// covers reports whether paths are all of a value of type t, or what identifies
// it.
func covers(t types.Type, at string, paths map[string]bool) bool {
	if paths[at] || paths[at+".id"] {
		return true
	}
	if t == nil {
		return false
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok && at == "" {
		t = ptr.Elem() // further ones may lead in circles
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	all := s.NumFields() > 0
	for i := range s.NumFields() {
		field := covers(s.Field(i).Type(), fmt.Sprint(at, ".", i), paths)
		if field && isIdentity(t, i) {
			return true
		}
		all = all && field
	}
	return all
}

// identity is how people name what tells things apart.
var identity = regexp.MustCompile(
	`^(?i:id|key|name|index|idx|seq|seqno|sequence|slot|node|nodeid|peer|server|replica|uuid|addr|address|ballot)$` +
		`|(ID|Id|Key|Name|Seq|Slot|Index)$`)

// isIdentity reports whether a field tells values of a struct apart: by its name,
// or since a NodeID is in it.
func isIdentity(t types.Type, i int) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	return identity.MatchString(s.Field(i).Name()) || hasNodeID(s.Field(i).Type())
}

func hasNodeID(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Name() == "NodeID" {
		return true
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for f := range s.Fields() {
			if hasNodeID(f.Type()) {
				return true
			}
		}
	}
	return false
}

// compares reports whether the guards of an assignment compare its place with an
// element, such that only one of the elements can stay: if best < v { best = v }.
func (a *assignment) compares() bool {
	paths := map[string]bool{}
	found := false
	var look func(v ssa.Value)
	look = func(v ssa.Value) {
		switch x := v.(type) {
		case *ssa.UnOp:
			if x.Op == token.NOT {
				look(x.X)
			}
			return
		case *ssa.Phi:
			for _, e := range x.Edges {
				look(e)
			}
			return
		case *ssa.BinOp:
			look(x.X)
			look(x.Y)
		}
		instr, ok := v.(ssa.Instruction)
		if !ok {
			return
		}
		for _, pair := range a.compared(instr) {
			for k, side := range pair {
				if path, ok := a.part(side); ok && a.deps(pair[1-k]).varies {
					found = found || path == ""
					paths[path] = true
				}
			}
		}
	}
	for _, g := range a.guards {
		look(g)
	}
	return found || len(paths) > 0 && covers(a.x.Type(), "", paths)
}

// part returns which part of the place a value is.
func (a *assignment) part(v ssa.Value) (path string, ok bool) {
	k := a.key(v)
	if !strings.HasPrefix(k, "*") {
		return "", false
	}
	k = k[1:]
	switch {
	case k == a.at, strings.HasPrefix(a.at, k+"."):
		return "", true
	case strings.HasPrefix(k, "*"+a.at+"."): // of what a pointer points to
		return strings.ReplaceAll(k[len(a.at)+1:], "*", ""), true
	case strings.HasPrefix(k, a.at+"."):
		return strings.ReplaceAll(k[len(a.at):], "*", ""), true
	}
	return "", false
}
