package syntax

// An Expr is an expression. Parentheses leave no node.
type Expr interface {
	Node
	// GetLevel is the expression's level when parameters around it are constants; set by resolve.
	GetLevel() Level
	// SetLevel is for resolve.
	SetLevel(Level)
}

// base is what all expressions have.
type base struct {
	Span
	level Level
}

func (b *base) GetLevel() Level  { return b.level }
func (b *base) SetLevel(l Level) { b.level = l }

// A Ref uses a name: x, Op(a, b), a + b, x', ~p, I(c)!Op(a), Inv!2, or an operator without its
// arguments where an operator argument is expected (Op, +). Everything that is an operator in TLA+'s table is
// a Ref, those of the language ("'", "/\", "=", "\in", "SUBSET", "UNCHANGED", "ENABLED", "[]", "~>", TRUE, STRING ...) too,
// except what has its own node below. Infix . is a *Field, \X is *Times.
type Ref struct {
	base
	Name Name
	Args []Expr
	Fix  Fix
	Sel  []*Selector // what follows with !

	Bind *Binding // set by resolve; use this, not Name, Args and Sel
}

// Fix is how a use of an operator is written.
type Fix int8

// The ways to write a use of an operator.
const (
	Nonfix  Fix = iota // x, Op(a), an operator symbol standing alone
	Prefix             // -a
	Infix              // a + b
	Postfix            // a'
)

// A Selector is one !part of a name.
type Selector struct {
	Span
	Kind SelKind
	Name Name   // SelName: a name
	Num  int    // SelNum
	Args []Expr // SelName, SelArgs: what stands in parentheses
}

// SelKind is the kind of a selector.
type SelKind int8

// The kinds of selectors.
const (
	SelName  SelKind = iota // !Op, !Op(a), !label
	SelNum                  // !2
	SelArgs                 // !(a, b)
	SelLeft                 // !<<
	SelRight                // !>>
	SelWhole                // !:
	SelAt                   // !@
)

// A Binding says what a Ref means: go through the instances of Path, in order, each evaluated in the context of
// the one before; there Decl is applied to Args. Args and the Path's Args are evaluated in the context of the Ref.
// No Args although Decl has parameters: the operator itself is meant, as an argument.
type Binding struct {
	Path []Step
	Decl Decl
	Args []Expr
	// Sub, when not nil, is a subexpression of Decl's definition that is meant instead of all of it; Decl's
	// parameters are Args all the same.
	Sub *Sub
}

// A Step goes into an instanced module: a definition found there is evaluated with Inst's substitution
// (Inst.Full), whose expressions are evaluated where the step starts, with Inst.Params standing for Args.
type Step struct {
	Inst *Instance
	Args []Expr
}

// A Sub is a subexpression that is named from outside: Body, with the variables bound on the way to it standing
// for values. With Params (Op!@, Op!lab without arguments) the Ref is an operator, given as an argument: its parameters are, in
// this order, the *Param, *Bound that Params lists; Decl's own parameters are then among them and Args is nil.
type Sub struct {
	Body   Expr
	Vars   []SubVar
	Params []Decl
}

// A SubVar gives a variable (*Bound, *Param of a LAMBDA, LET operator or label) on the way to a subexpression its value, an
// expression in the context of the Ref.
type SubVar struct {
	Var  Decl
	Expr Expr
}

// Junction is a list of /\ or \/ bullets.
type Junction struct {
	base
	Op    string // "/\" or "\/"
	Items []Expr
}

// Number is a decimal, \b, \o or \h number, as decimal digits.
type Number struct {
	base
	Digits string
}

// Decimal is a number with a decimal point, as written.
type Decimal struct {
	base
	Text string
}

// String is a string literal, escapes resolved.
type String struct {
	base
	Value string
}

// Bounds is one x, y \in Set or <<x, y>> \in Set. Set is nil for an unbounded variable.
type Bounds struct {
	Span
	Tuple bool
	Vars  []*Bound
	Set   Expr
}

// QuantKind is the kind of a quantifier.
type QuantKind int8

// The quantifiers.
const (
	Forall         QuantKind = iota // \A
	Exists                          // \E
	TemporalForall                  // \AA
	TemporalExists                  // \EE
)

// Quant is a quantified formula.
type Quant struct {
	base
	Kind   QuantKind
	Bounds []*Bounds
	Body   Expr
}

// Choose is CHOOSE Bounds : Body.
type Choose struct {
	base
	Bounds *Bounds
	Body   Expr
}

// SetEnum is {a, b}.
type SetEnum struct {
	base
	Elems []Expr
}

// SetFilter is {x \in S : p}.
type SetFilter struct {
	base
	Bounds *Bounds
	Cond   Expr
}

// SetMap is {e : x \in S, ...}.
type SetMap struct {
	base
	Body   Expr
	Bounds []*Bounds
}

// FuncLit is [x \in S, ... |-> e].
type FuncLit struct {
	base
	Bounds []*Bounds
	Body   Expr
}

// FuncApply is f[a, b]. More than one argument stands for the tuple of them.
type FuncApply struct {
	base
	Fn   Expr
	Args []Expr
}

// FuncSet is [S -> T].
type FuncSet struct {
	base
	Domain, Range Expr
}

// RecordLit is [a |-> e, ...].
type RecordLit struct {
	base
	Fields []*FieldExpr
}

// RecordSet is [a : S, ...].
type RecordSet struct {
	base
	Fields []*FieldExpr
}

// A FieldExpr is one field of a record or record set.
type FieldExpr struct {
	Span
	Name Name
	Expr Expr
}

// Field is r.name.
type Field struct {
	base
	Record Expr
	Name   Name
}

// Except is [Fn EXCEPT !path = value, ...].
type Except struct {
	base
	Fn      Expr
	Updates []*Update
}

// An Update is one !path = value.
type Update struct {
	Span
	Path  []*PathElem
	Value Expr
}

// A PathElem is .name or [i, j]. Index is nil for .name.
type PathElem struct {
	Span
	Field Name
	Index []Expr
}

// At is the @ in the value of an Update.
type At struct {
	base
	Update *Update // set by resolve
}

// Tuple is <<a, b>>.
type Tuple struct {
	base
	Elems []Expr
}

// Times is the Cartesian product A \X B \X C.
type Times struct {
	base
	Factors []Expr
}

// Box is [A]_v.
type Box struct {
	base
	Action, Sub Expr
}

// Angle is <<A>>_v.
type Angle struct {
	base
	Action, Sub Expr
}

// Fairness is WF_v(A), or SF_v(A) when Strong.
type Fairness struct {
	base
	Strong      bool
	Sub, Action Expr
}

// If is IF Cond THEN Then ELSE Else.
type If struct {
	base
	Cond, Then, Else Expr
}

// Case is CASE p -> e [] ... [] OTHER -> e. Other is nil when there is none.
type Case struct {
	base
	Arms  []*Arm
	Other Expr
}

// An Arm is one Cond -> Body of a CASE.
type Arm struct {
	Span
	Cond, Body Expr
}

// Let is LET Defs IN Body. The units are *OpDef, *Instance and *Recursive.
type Let struct {
	base
	Defs []Unit
	Body Expr
}

// Lambda is LAMBDA x, y : Body. It stands only where an operator argument is expected.
type Lambda struct {
	base
	Params []*Param
	Body   Expr
}

// Label is lab :: Body or lab(x, y) :: Body. Its value is that of Body; it only gives Body a name.
// Params repeat the bound variables around it (each Param's meaning is the variable of the same name).
type Label struct {
	base
	Name   Name
	Params []*Param
	Body   Expr
}

// Sequent is ASSUME ... PROVE .... It stands only in theorems.
type Sequent struct {
	base
	Assumes []Node // *New or Expr
	Prove   Expr
}

// StepRef is the name of a proof step, as in <1>2. It stands only in proofs, which are dropped.
type StepRef struct {
	base
	Text string
}
