package determinism

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// reach finds what is wrong in functions and package variables, and in what they
// use: whoever names a function may call it, and whoever hands a value on as an
// interface may have its methods called.
type reach struct {
	*program
	known   map[any]*site
	reasons map[any]string
	visited map[any]bool
}

// site is what is known of a function or a package variable.
type site struct {
	findings []finding
	uses     []use
}

// use is a use of a function or package variable: of this package, or of another.
type use struct {
	pos token.Pos
	to  any // *ssa.Function or *ssa.Global
	obj types.Object
}

func newReach(p *program) *reach {
	return &reach{program: p, known: map[any]*site{}, reasons: map[any]string{}, visited: map[any]bool{}}
}

// visit collects the findings in everything that is reached from a function.
func (r *reach) visit(at any, all *[]finding) {
	if r.visited[at] {
		return
	}
	r.visited[at] = true
	s := r.site(at)
	*all = append(*all, s.findings...)
	for _, u := range s.uses {
		if u.to != nil {
			r.visit(u.to, all)
		} else if reason := r.importedReason(u.obj); reason != "" {
			*all = append(*all, finding{u.pos, nameOf(u.obj) + " " + reason})
		}
	}
}

// reason says what is nondeterministic about a function or package variable, or
// about what it uses, or "".
func (r *reach) reason(at any) string {
	if why, ok := r.reasons[at]; ok {
		return why
	}
	r.reasons[at] = "" // around a cycle there is nothing new to learn
	why := r.findReason(at)
	r.reasons[at] = why
	return why
}

func (r *reach) findReason(at any) string {
	s := r.site(at)
	for _, f := range s.findings {
		if !r.ignores.has(f.pos) {
			return "is nondeterministic: " + f.msg
		}
	}
	for _, u := range s.uses {
		if r.ignores.has(u.pos) {
			continue
		}
		why := ""
		if u.to != nil {
			why = r.reason(u.to)
		} else {
			why = r.importedReason(u.obj)
		}
		if why == "" {
			continue
		}
		if len(why) > 3 && why[:3] == "is " && u.obj != nil {
			return "calls " + nameOf(u.obj) + ", which " + why
		}
		return why // it is enough to know the last one, who is to blame
	}
	return ""
}

func (r *reach) site(at any) *site {
	if s := r.known[at]; s != nil {
		return s
	}
	s := new(site)
	r.known[at] = s
	switch at := at.(type) {
	case *ssa.Function:
		if len(at.Blocks) == 0 {
			s.findings = []finding{{at.Pos(), "is implemented outside of Go (go:linkname or assembly), where detvet cannot look"}}
			return s
		}
		for instr := range instructions(at) {
			r.look(s, instr)
		}
		s.findings = append(s.findings, r.orderOf(at).findings...)
		s.findings = append(s.findings, r.shared(at)...)
	case *ssa.Global:
		if r.linked[at.Object()] {
			s.findings = []finding{{at.Pos(), "is another package's (go:linkname), where detvet cannot look"}}
		}
		seen := map[ssa.Value]bool{}
		for _, st := range r.stores[at] {
			r.lookAt(s, st.Val, place(st), seen)
		}
	}
	return s
}

// lookAt looks at everything that goes into a value of a package variable.
func (r *reach) lookAt(s *site, v ssa.Value, pos token.Pos, seen map[ssa.Value]bool) {
	if v == nil || seen[v] {
		return
	}
	seen[v] = true
	r.operand(s, v, pos)
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return
	}
	r.look(s, instr)
	pos = place(instr)
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		r.lookAt(s, *op, pos, seen)
	}
	for _, ref := range *v.Referrers() { // what is put into it
		switch ref := ref.(type) {
		case *ssa.MapUpdate:
			r.lookAt(s, ref.Key, place(ref), seen)
			r.lookAt(s, ref.Value, place(ref), seen)
		case *ssa.Store:
			if ref.Addr == v {
				r.lookAt(s, ref.Val, place(ref), seen)
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if _, ok := v.(*ssa.Alloc); ok {
				r.lookAt(s, ref.(ssa.Value), place(ref), seen)
			}
		}
	}
}

// look finds what is wrong with one instruction, and what it uses.
func (r *reach) look(s *site, instr ssa.Instruction) {
	add := func(msg string) { s.findings = append(s.findings, finding{place(instr), msg}) }
	if d, ok := instr.(*ssa.DebugRef); ok {
		switch d.X.(type) {
		case *ssa.Function, *ssa.Global:
			r.operand(s, d.X, d.Expr.Pos())
		}
		return
	}
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		if *op != nil {
			r.operand(s, *op, place(instr))
		}
	}
	switch i := instr.(type) {
	case *ssa.Go:
		add("a handler must not start goroutines: their order is nobody's choice")
	case *ssa.Select:
		add("select chooses at random: use Env.Choose")
	case *ssa.Send, *ssa.MakeChan:
		add(channels)
	case *ssa.UnOp:
		if i.Op == token.ARROW {
			add(channels)
		}
	case *ssa.Convert:
		if why := fromAddress(i); why != "" {
			add(why)
		}
	case *ssa.MakeInterface:
		r.methods(s, i.X.Type(), i.Type(), place(i))
	case *ssa.TypeAssert:
	}
	if c, ok := instr.(ssa.CallInstruction); ok {
		r.call(s, c, add)
	}
	for _, w := range r.pointsOf(instr.Parent()).writes(instr) {
		r.globalWrite(s, instr, w)
	}
}

// operand notes the use of a function or package variable.
func (r *reach) operand(s *site, v ssa.Value, pos token.Pos) {
	var obj types.Object
	switch v := v.(type) {
	case *ssa.Function:
		if v.Parent() != nil && v.Pkg == r.pkg {
			s.uses = append(s.uses, use{pos: pos, to: v})
			return
		}
		obj = v.Object()
		r.typeArgs(s, v, pos)
	case *ssa.Global:
		obj = v.Object()
		if obj != nil && r.linked[obj] {
			s.findings = append(s.findings, finding{pos, obj.Name() + " is another package's (go:linkname), where detvet cannot look"})
			return
		}
	}
	if obj == nil {
		return
	}
	r.object(s, obj, pos)
}

func (r *reach) object(s *site, obj types.Object, pos token.Pos) {
	if fn, ok := obj.(*types.Func); ok {
		obj = fn.Origin()
		if r := fn.Signature().Recv(); r != nil && types.IsInterface(r.Type()) {
			return
		}
	}
	if why := r.forbidden(obj); why != "" {
		s.findings = append(s.findings, finding{pos, why})
		return
	}
	if obj.Pkg() == nil || obj.Pkg().Path() == modelPath && obj.Pkg() != r.pass.Pkg {
		return // what the model does is not handler code
	}
	u := use{pos: pos, obj: obj}
	if obj.Pkg() == r.pass.Pkg {
		switch obj := obj.(type) {
		case *types.Func:
			fn := r.pkg.Prog.FuncValue(obj)
			if fn == nil {
				return
			}
			if len(fn.Blocks) == 0 {
				s.findings = append(s.findings, finding{pos, nameOf(obj) + " is implemented outside of Go (go:linkname or assembly), where detvet cannot look"})
				return
			}
			u.to = fn
		case *types.Var:
			g, ok := r.pkg.Members[obj.Name()].(*ssa.Global)
			if !ok {
				return
			}
			u.to = g
		}
	}
	s.uses = append(s.uses, u)
}

// typeArgs notes the methods that a generic function may call of the types that
// it is instantiated with.
func (r *reach) typeArgs(s *site, fn *ssa.Function, pos token.Pos) {
	origin := fn.Origin()
	if origin == nil {
		return
	}
	for i, t := range fn.TypeArgs() {
		if i < origin.TypeParams().Len() {
			r.methods(s, t, origin.TypeParams().At(i).Constraint(), pos)
		}
	}
}

// called are the methods that the standard library may call of a value that it
// gets as an any.
var called = words(`String GoString Error Format MarshalJSON MarshalText MarshalBinary AppendText
	UnmarshalJSON UnmarshalText LogValue Is As Unwrap IsZero`)

// methods notes the methods that may be called of a value of type t that is
// handed on as an interface: those of the interface, and those that package fmt
// and its like look for, in what the value is made of, too.
func (r *reach) methods(s *site, t, iface types.Type, pos token.Pos) {
	i, ok := iface.Underlying().(*types.Interface)
	if !ok {
		return
	}
	for m := range i.Methods() {
		r.method(s, t, m.Name(), pos)
	}
	if i.NumMethods() == 0 {
		seen := map[types.Type]bool{}
		eachPart(t, seen, func(part types.Type) {
			for name := range called {
				r.method(s, part, name, pos)
			}
		})
	}
}

func (r *reach) method(s *site, t types.Type, name string, pos token.Pos) {
	if types.IsInterface(t) {
		return
	}
	if fn := methodOf(t, r.pass.Pkg, name); fn != nil && fn.Pkg() != nil && !isStandardPath(r.pass, fn.Pkg().Path()) {
		r.object(s, fn, pos)
	}
}

// eachPart calls do with t and the types that a value of it is made of.
func eachPart(t types.Type, seen map[types.Type]bool, do func(types.Type)) {
	if seen[t] || len(seen) > 100 {
		return
	}
	seen[t] = true
	do(t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		eachPart(u.Elem(), seen, do)
	case *types.Slice:
		eachPart(u.Elem(), seen, do)
	case *types.Array:
		eachPart(u.Elem(), seen, do)
	case *types.Map:
		eachPart(u.Key(), seen, do)
		eachPart(u.Elem(), seen, do)
	case *types.Struct:
		for f := range u.Fields() {
			eachPart(f.Type(), seen, do)
		}
	}
}

// call looks at what a call may run beyond what its instruction names.
func (r *reach) call(s *site, i ssa.CallInstruction, add func(string)) {
	c := i.Common()
	pt := r.pointsOf(i.Parent())
	switch v := c.Value.(type) {
	case *ssa.Builtin:
		if v.Name() == "close" {
			add(channels)
		}
		return
	}
	if stream := r.stream(i); stream != nil {
		add("reads " + r.text(stream) + ", which is not in the state: what comes depends on who has read before")
	}
	if c.IsInvoke() {
		for _, m := range r.implementations(c) {
			r.object(s, m, place(i))
		}
		return
	}
	if fn := r.function(c.Value); fn == nil {
		held := r.hidden(pt, i.Parent(), pt.of(c.Value))
		for _, to := range r.dynamic(i) {
			if to.Pkg == r.pkg || to.Object() != nil {
				r.operand(s, to, place(i))
			}
			if held && r.stateful(to) {
				add(r.text(c.Value) + " is a function with a state of its own: it is outside the node's, and all nodes share it")
			}
		}
	}
	for _, to := range r.callees(i) {
		r.random(s, i, pt, to)
		if why := r.printsAddress(to, i); why != "" {
			add(why)
		}
	}
}

// stream returns a reader or a source of random numbers in a field of the node
// that a call uses, or nil.
func (r *reach) stream(i ssa.CallInstruction) ssa.Value {
	c := i.Common()
	for _, v := range append([]ssa.Value{c.Value}, c.Args...) {
		n, ok := types.Unalias(v.Type()).(*types.Named)
		if !ok || !types.IsInterface(n) || n.Obj().Pkg() == nil || !strings.Contains(n.Obj().Name(), "Reader") && !strings.HasPrefix(n.Obj().Name(), "Source") ||
			!isStandardPath(r.pass, n.Obj().Pkg().Path()) {
			continue
		}
		if prm, ok := (&region{program: r.program}).root(v).(*ssa.Parameter); ok && r.isNodeParam(prm) {
			return v
		}
	}
	return nil
}

// hidden reports whether memory is a package variable's, or the node's own: what
// a function there has captured outlives the handler.
func (r *reach) hidden(pt *points, fn *ssa.Function, s set) bool {
	for m := range s {
		switch m := m.(type) {
		case *ssa.Global:
			return true
		case *ssa.Parameter:
			return r.isNodeParam(m)
		case deep:
			return r.isNodeParam(m.param)
		}
	}
	return false
}

// stateful reports whether a function changes what it has captured.
func (p *program) stateful(fn *ssa.Function) bool {
	if len(fn.FreeVars) == 1 && fn.Object() != nil { // a method value
		return p.effectsOf(p.calleeOf(fn, nil)).Writes.any(0)
	}
	for instr := range instructions(fn) {
		var addr ssa.Value
		switch i := instr.(type) {
		case *ssa.Store:
			addr = i.Addr
		case *ssa.MapUpdate:
			addr = i.Map
		default:
			continue
		}
		if _, ok := base(addr).(*ssa.FreeVar); ok {
			return true
		}
	}
	return false
}

// base returns what an address is a part of: a variable, or a pointer's origin.
func base(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.Slice:
			v = x.X
		default:
			return v
		}
	}
}

// random reports the use of a generator that outlives the handler.
func (r *reach) random(s *site, i ssa.CallInstruction, pt *points, to callee) {
	if isMethodOf(to.obj, "math/rand", "math/rand/v2") && len(to.args) > 0 && to.args[0] != nil &&
		r.hidden(pt, i.Parent(), pt.of(to.args[0])) {
		s.findings = append(s.findings, finding{place(i), nameOf(to.obj) + " " + random})
	}
}

// globalWrite reports a change of a package variable, or of what env.Peers
// returned.
func (r *reach) globalWrite(s *site, instr ssa.Instruction, w write) {
	by := "the handler"
	pos := place(instr)
	if w.arg != nil {
		pos = r.position(w.arg, pos)
	}
	if w.by != nil && w.by.obj != nil {
		by = nameOf(w.by.obj)
	}
	if w.by != nil && (r.forbidden(w.by.obj) != "" || isMethodOf(w.by.obj, "math/rand", "math/rand/v2")) {
		return // it is reported anyway
	}
	for m := range w.to {
		switch m := m.(type) {
		case foreign:
			s.findings = append(s.findings, finding{pos, by + " changes package variable " + m.name +
				": it is outside the state, and all nodes share it"})
			return
		case *ssa.Global:
			if m.Object() == nil || r.forbidden(m.Object()) != "" {
				continue // init$guard, or it is reported anyway
			}
			s.findings = append(s.findings, finding{pos, by + " changes package variable " + m.Name() +
				": it is outside the state, and all nodes share it"})
			return
		case peers:
			s.findings = append(s.findings, finding{pos, by + " changes what env.Peers returned, which is not the handler's: copy it (slices.Clone)"})
			return
		}
	}
}
