package determinism

import (
	"go/ast"
	"go/token"
	"go/types"
)

// loop judges the body of a loop whose iterations come in no order: would the
// outcome be the same in any other?
//
// The same judgement tells what a function does: its body is taken as that of a
// loop whose elements are the parameters. Then rng is nil.
type loop struct {
	*function
	rng  *ast.RangeStmt
	body *ast.BlockStmt

	keys  map[types.Object]bool // that no two iterations have alike
	elems map[types.Object]bool // that differ from one iteration to the next

	defs     map[types.Object]ast.Expr // what variables of the body are defined as
	changing map[types.Object]bool     // variables of the body that are assigned again
	assigned map[string]bool           // places outside that the body assigns
	constant map[string]string         // the constants that are assigned to places
	timers   envUse
	inlined  map[*ast.FuncLit]bool // literals from before the loop that are looked into
	changes  []change
	exits    []exit

	// found takes what is wrong, with the place that is written, if it is that.
	found func(pos token.Pos, place ast.Expr, msg string)
	// wrote takes what is written and right.
	wrote func(place ast.Expr)
}

// change is a change of something outside of the loop.
type change struct {
	pos   token.Pos
	place ast.Expr
	once  bool // at most one iteration makes it
}

// check judges the whole body.
func (l *loop) check() {
	l.defs = map[types.Object]ast.Expr{}
	l.changing = map[types.Object]bool{}
	l.assigned = map[string]bool{}
	l.constant = map[string]string{}
	l.collect()
	l.block(l.body, where{})
	if l.timers == sets|clears {
		l.found(l.body.Pos(), nil, "sets and stops timers "+inMapOrder)
	}
	l.checkExits()
}

const (
	inMapOrder = "in the order of a map's iteration, which is random: range over sorted keys"
	ofMapOrder = "depends on the order of a map's iteration, which is random"
)
