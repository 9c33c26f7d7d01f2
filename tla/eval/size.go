package eval

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// Every use of an operator has a copy of its code, so operators that use each other more than once make much of it, and code that
// lies deep in other code: with O1(a) == O0(O0(a)), O2(a) == O1(O1(a)) and so on, O16 is 65536 copies of O0 inside of each other. An
// operator that is crowded in this way is called instead, if it looks at the values of its parameters only (see syntax.OpDef).
// What cannot be called is refused before it fills the memory, or Go's stack, whose overflow would be the end of the process.

const (
	// maxNodes bounds the size of the code.
	maxNodes = 5_000_000
	// maxInlined bounds the code that the copies of one operator make together; past it further uses are calls.
	maxInlined = 200_000
	// maxCode bounds how deep code lies in other code. A level takes some kilobytes of stack while the code is made.
	maxCode = 20_000
)

// crowdedAt is from which depth on operators are called. Tests change it.
var crowdedAt = 1_000

// A use is a use of an operator or a name whose code is being made.
type use struct {
	def *syntax.OpDef // nil if it is no definition
	at  syntax.Node
	up  *use
}

// use says that the code of a definition is being made, until end is called.
func (p *Program) use(d *syntax.OpDef, at syntax.Node) (end func()) {
	was, before := p.using, p.nodes
	p.using = &use{d, at, was}
	return func() {
		p.using = was
		if d != nil {
			p.inlined[d] += p.nodes - before
		}
	}
}

// mustCall says that an operator's body is compiled once and called, instead of being copied to where it is used.
func (p *Program) mustCall(op *operator, args []syntax.Expr, at env) bool {
	switch d := op.def; {
	case d == nil:
		return false
	case d.Recursive:
		return true
	case !p.crowded(d):
		return false
	case d.ByValue:
		return true
	case !d.ByValues || len(args) != len(op.params):
		return false
	}
	for i, q := range op.params {
		if q.NumParams() > 0 && !p.operatorOf(args[i], at).byValue() {
			return false
		}
	}
	return true
}

// byValue reports whether an operator depends on nothing but the values of its arguments.
func (op *operator) byValue() bool {
	return op.builtin != nil && op.builtin.Module != "" || op.def != nil && (op.def.ByValue || op.def.Recursive)
}

// crowded reports whether there is much code of a definition already, or the place lies deep.
func (p *Program) crowded(d *syntax.OpDef) bool {
	return p.inlined[d] > maxInlined || p.depth > crowdedAt
}

// piece counts a piece of code, which lies one level deeper than what it is a part of.
func (p *Program) piece(e syntax.Node) {
	p.nodes++
	p.depth++
	p.deepest = max(p.deepest, p.depth)
	switch {
	case p.nodes > maxNodes:
		refuse(p.largest(e), "the spec is too large: with the definitions that it uses%s it makes more than %d pieces of code", p.through(), maxNodes)
	case p.depth > maxCode:
		refuse(p.largest(e), "this is too deep: the definitions that it uses%s lie inside of each other in more than %d levels", p.through(), maxCode)
	case p.nodes%64 == 0 && p.stop.Load():
		panic(&Error{Kind: Interrupted, Span: e.GetSpan(), Msg: "the making of code was interrupted"})
	}
}

// levels calls build and returns how many levels the code that it makes has.
func (p *Program) levels(build func()) int32 {
	around := p.deepest
	p.deepest = p.depth
	build()
	n := int32(p.deepest - p.depth)
	p.deepest = max(around, p.deepest)
	return n
}

// largest is the outermost use of a definition around the place, or e if there is none.
func (p *Program) largest(e syntax.Node) syntax.Node {
	for u := p.using; u != nil; u = u.up {
		if u.def != nil {
			e = u.at
		}
	}
	return e
}

// through names the first definitions on the way from the outermost to the place.
func (p *Program) through() string {
	var names []string
	for u := p.using; u != nil; u = u.up {
		if u.def != nil && (len(names) == 0 || names[len(names)-1] != u.def.Name.Text) {
			names = append(names, u.def.Name.Text)
		}
	}
	if len(names) == 0 {
		return ""
	}
	const most = 6
	var shown []string
	for i := len(names) - 1; i >= 0 && len(shown) < most; i-- {
		shown = append(shown, names[i])
	}
	more := ""
	if n := len(names) - len(shown); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return " (" + strings.Join(shown, ", ") + more + ")"
}
