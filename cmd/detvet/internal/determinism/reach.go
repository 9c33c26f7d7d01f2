package determinism

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// reach finds what is wrong in functions and package variables, and in what they
// use. A function that is named may be called, and so may the methods of a value
// that is converted to an interface.
type reach struct {
	*program
	known   map[any]*site
	reasons map[any]string
	walk    []any // what reason looks at, or found clean on the way
	visited map[any]bool
}

// site is what is known of a function or a package variable.
type site struct {
	findings []finding
	uses     []use
}

func (s *site) add(pos token.Pos, msg string) {
	s.findings = append(s.findings, finding{pos, msg})
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
	r.reasons[at] = "" // around a cycle there is nothing new to learn, on this walk
	start := len(r.walk)
	r.walk = append(r.walk, at)
	why := r.findReason(at)
	if why != "" {
		for _, on := range r.walk[start:] { // the "" of these took at for clean
			delete(r.reasons, on)
		}
		r.reasons[at] = why
	}
	if why != "" || start == 0 {
		r.walk = r.walk[:start]
	}
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
		if strings.HasPrefix(why, "is ") && u.obj != nil {
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
			s.findings = []finding{{at.Pos(), "is" + outsideGo}}
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
			r.lookAt(s, st.Val, r.place(st), seen)
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
	pos = r.place(instr)
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		r.lookAt(s, *op, pos, seen)
	}
	for _, ref := range *v.Referrers() { // what is put into it
		switch ref := ref.(type) {
		case *ssa.MapUpdate:
			r.lookAt(s, ref.Key, r.place(ref), seen)
			r.lookAt(s, ref.Value, r.place(ref), seen)
		case *ssa.Store:
			if ref.Addr == v {
				r.lookAt(s, ref.Val, r.place(ref), seen)
			}
		case *ssa.FieldAddr, *ssa.IndexAddr:
			if _, ok := v.(*ssa.Alloc); ok {
				r.lookAt(s, ref.(ssa.Value), r.place(ref), seen)
			}
		}
	}
}

// look finds what is wrong with one instruction, and what it uses.
func (r *reach) look(s *site, instr ssa.Instruction) {
	add := func(msg string) { s.add(r.place(instr), msg) }
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
			r.operand(s, *op, r.place(instr))
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
		r.methods(s, i.X.Type(), i.Type(), r.place(i))
	}
	if c, ok := instr.(ssa.CallInstruction); ok {
		r.call(s, c, add)
	}
	for _, w := range r.pointsOf(instr.Parent()).writes(instr) {
		r.globalWrite(s, instr, w)
	}
}

// call looks at what a call may run beyond what its instruction names.
func (r *reach) call(s *site, i ssa.CallInstruction, add func(string)) {
	c := i.Common()
	pt := r.pointsOf(i.Parent())
	if b, ok := c.Value.(*ssa.Builtin); ok {
		if b.Name() == "close" {
			add(channels)
		}
		return
	}
	if stream := r.stream(i); stream != nil {
		add("reads " + r.text(stream) + ", which is not in the state: what comes depends on who has read before")
	}
	if c.IsInvoke() {
		for _, m := range r.implementations(c) {
			r.object(s, m, r.place(i))
		}
		return
	}
	if fn := r.function(c.Value); fn == nil {
		held := r.hidden(pt.of(c.Value))
		const own = " is a function with a state of its own: it is outside the node's, and all nodes share it"
		if r.holdsState(c.Value) {
			add(r.text(c.Value) + own)
		}
		for _, to := range r.dynamic(i) {
			if to.Pkg == r.pkg || to.Object() != nil {
				r.operand(s, to, r.place(i))
			}
			if held && r.stateful(to) {
				add(r.text(c.Value) + own)
			}
		}
	}
	for _, to := range r.callees(i) {
		r.random(s, i, pt, to)
		if why := r.printsAddress(to, i); why != "" {
			add(why)
		}
		if why := r.inLocalZone(to); why != "" {
			add(why)
		}
	}
}
