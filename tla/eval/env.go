package eval

import (
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A context is where the text of a module is read: the root module itself (inst nil), or one INSTANCE of a module.
// Constants and variables of an instanced module are what the instance substitutes for them.
type context struct {
	inst *syntax.Instance
	// at is where the instance stands: its substitutions are evaluated there.
	at env
	// full is the substitution by declaration.
	full map[syntax.Decl]meaning
}

// An env gives every name that an expression may use its meaning: ctx for what modules declare, locals for what
// quantifiers, definitions and LETs bind.
type env struct {
	ctx    *context
	locals *scope
}

// A scope binds one name more than the scope around it.
type scope struct {
	up      *scope
	decl    syntax.Decl
	meaning meaning
}

func (e env) bind(d syntax.Decl, m meaning) env {
	return env{e.ctx, &scope{e.locals, d, m}}
}

// find looks a local name up.
func (e env) find(d syntax.Decl) meaning {
	for s := e.locals; s != nil; s = s.up {
		if s.decl == d {
			return s.meaning
		}
	}
	return nil
}

// A meaning is what a name stands for while code is made.
type meaning interface{ meaning() }

// slotMeaning is a value that stands in a slot at run time: a bound variable, or a parameter of a recursive operator.
type slotMeaning struct {
	slot int32
	// thunk says that the slot may hold a thunk instead (parameters of recursive operators in careful programs).
	thunk bool
}

// fixedMeaning is a value that is known when the code is made.
type fixedMeaning struct{ v value.Value }

// byName is an expression that is evaluated when it is asked for, where it stands: an argument, a LET definition
// without parameters, or what an instance substitutes. In the code of each mode its value is kept in a cell.
type byName struct {
	expr  syntax.Expr
	env   env
	cells map[mode]*cell
	// list has the cells in the order of their making.
	list []*cell
	// name is for errors.
	name string
	site syntax.Node
	// shared says that the cell is valid for as long as the state is the same; others are cleared where the scope of
	// the name begins.
	shared bool
	// loose says that no scope clears a cell, so that nothing is kept.
	loose bool
	// mapped is what an instance substitutes for a variable; derived is 1 + its place among the derived variables.
	mapped bool
	// class is, for a class of a set, 1 + the place of the variable.
	class   int32
	index   *index // if the class is kept as an index
	derived int32
	under   []int32 // what the derived variable depends on, in each bank in which it is read
	// given says that it is an argument of a recursive action that is no value.
	given bool
	// drawn is the code of a constant that is drawn at random.
	drawn code
	// level is that of expr where it stands, once it was asked for.
	level   syntax.Level
	leveled bool
	// action is a function definition as an operator, for where it is applied as an action.
	action *operator
}

// loosen marks names whose scope has no code.
func loosen(list []*byName) {
	for _, n := range list {
		n.loose = true
	}
}

// cell is where the value of a byName is kept.
type cell struct {
	slot int32 // -1: nothing is kept
	code code
	busy bool // being made: the name needs itself
	// mutual is set for a function that another one uses which it uses itself.
	mutual *recursion
}

// operator is something that takes arguments: a definition, a LAMBDA, an operator of a module written in Go.
type operator struct {
	name    string
	params  []syntax.Decl
	body    syntax.Expr
	env     env
	def     *syntax.OpDef
	builtin *syntax.Builtin
	// recs are the compiled forms of a recursive operator.
	recs []*recursion
}

// instanceMeaning marks where an INSTANCE of a LET stands.
type instanceMeaning struct{ at env }

func (*slotMeaning) meaning()     {}
func (*fixedMeaning) meaning()    {}
func (*byName) meaning()          {}
func (*operator) meaning()        {}
func (*instanceMeaning) meaning() {}

// mode says from which banks of variables an expression reads: cur for x, next for x'. assign is the bank in which an
// action sets variables that have no value yet; -1 is none. What reads from it may change while the action runs.
type mode struct {
	cur, next, assign int8
	// enabled is, inside of ENABLED, where that stands: variables of the modules that are instanced around it are bound by it
	// when they are primed, so what the instance substitutes does not count for them (Specifying Systems, section 17.8).
	// fresh is the same for what is primed.
	enabled, fresh *context
}

// binds says whether ctx is one of the instances around the ENABLED at f.
func (f *context) binds(ctx *context) bool {
	for ; f != nil && f.inst != nil; f = f.at.ctx {
		if f == ctx {
			return true
		}
	}
	return false
}

// none is no bank.
const none = -1

func newByName(e syntax.Expr, at env, name string, site syntax.Node) *byName {
	return &byName{expr: e, env: at, name: name, site: site, cells: map[mode]*cell{}}
}
