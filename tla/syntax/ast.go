package syntax

// A Node is any piece of the tree. Its span says where it stands in the source.
type Node interface {
	GetSpan() Span
}

// A Name is one written identifier or operator symbol. Text of an operator is the one canonical ASCII
// spelling of its synonyms (see Canonical), for prefix minus "-.".
type Name struct {
	Span
	Text string
}

// A Module is one MODULE ... ==== text, on the file's top level or nested in another module.
type Module struct {
	Span
	Name    Name
	Extends []Name
	Units   []Unit

	// Algorithm is set when a comment of the file holds a PlusCal algorithm, and Translated when the file has a
	// BEGIN TRANSLATION too. An algorithm without its translation is a spec without its actions.
	Algorithm  bool
	Translated bool
	// AlgorithmAt is where the algorithm starts.
	AlgorithmAt Span
}

// A Unit is what a module (or, for the first four, a LET) is made of: *Constants, *Variables are for modules;
// *OpDef, *Instance, *Recursive for both; *Fact, *Use, *Module for modules only.
type Unit interface {
	Node
	unit()
}

// Constants is a CONSTANT(S) declaration.
type Constants struct {
	Span
	Decls []*Constant
}

// Variables is a VARIABLE(S) declaration.
type Variables struct {
	Span
	Decls []*Variable
}

// Recursive is a RECURSIVE declaration: the names that may be used before their definition.
type Recursive struct {
	Span
	Decls []*Param
}

// Use is a USE or HIDE at the top of a module. It speaks to the proof system only.
type Use struct {
	Span
	Proof *Proof
}

// A Proof is what is kept of a proof, for its names to be looked at: in no order, and without what is known where.
type Proof struct {
	Exprs []Expr // formulas, facts and names of definitions
	Defs  []Unit // that its steps make
	Names []Name // that its steps declare
	// Open says that a step makes the names of another module known.
	Open bool
}

func (*Constants) unit() {}
func (*Variables) unit() {}
func (*Recursive) unit() {}
func (*OpDef) unit()     {}
func (*Instance) unit()  {}
func (*Fact) unit()      {}
func (*Use) unit()       {}
func (*Module) unit()    {}

// A Decl is what a name can stand for:
// *Constant, *Variable, *OpDef, *Param, *Bound, *Instance, *Fact, *New, *Label or *Builtin.
// Declarations are compared by pointer.
type Decl interface {
	Node
	// DeclName is the name that is declared.
	DeclName() string
	// NumParams is the number of arguments that a use must have.
	NumParams() int
}

// A Constant is one declared constant; Arity > 0 is a constant operator.
type Constant struct {
	Span
	Name  Name
	Arity int
}

// A Variable is one declared variable.
type Variable struct {
	Span
	Name Name
}

// An OpDef is a definition Name(Params) == Body, of a module or a LET. A function definition
// f[x \in S] == e has Function set, no Params, and as Body the *FuncLit [x \in S |-> e], in which f stands for
// the function itself.
type OpDef struct {
	Span
	Local    bool
	Name     Name
	Params   []*Param
	Body     Expr
	Function bool

	// Set by resolve:

	// Recursive says that the operator may use itself: it was declared RECURSIVE, or is a function definition
	// whose body uses its name.
	Recursive bool
	// Level is the level of the body when every parameter is a constant.
	Level Level
	// ByValue says that a use depends on nothing of its arguments but their values: all are values, and none stands below an
	// operator like ' or ENABLED.
	ByValue bool
	// ByValues says the same for the case that it is true of the operators that are given for its parameters.
	ByValues bool
	// Module is the name of the module where it stands; InLet says that it stands in a LET.
	Module string
	InLet  bool
}

// A Param is a parameter of an operator, a LAMBDA, a parametrised INSTANCE or a label; Arity > 0 is an operator parameter
// written F(_, _), _+_ and the like.
type Param struct {
	Span
	Name  Name
	Arity int
}

// A Bound is a variable bound by a quantifier, CHOOSE, function, set filter or set map.
type Bound struct {
	Span
	Name Name
}

// An Instance is INSTANCE Module WITH Substs, named (Name(Params) == INSTANCE ...) or not (Name.Text is "").
type Instance struct {
	Span
	Local  bool
	Name   Name
	Params []*Param
	Module Name
	Substs []*Subst // as written

	// Set by resolve:

	// Full has one entry for each constant and variable that the module declares (by itself or through EXTENDS),
	// in their order: as written in Substs, or by the same name where nothing is written. Its Exprs are evaluated
	// in the context where the INSTANCE stands, Params included.
	Full []*Subst
	// Of is the *resolve.Module that is instanced, or the name (a string) of a built-in module.
	Of any
}

// A Subst is one name <- expr of an INSTANCE. For a constant operator Expr is a *Ref without arguments or a *Lambda.
type Subst struct {
	Span
	Name Name
	Expr Expr

	Decl Decl // set by resolve: the *Constant or *Variable that is replaced
}

// FactKind tells assumptions and theorems apart.
type FactKind int

// The kinds of facts.
const (
	Assumption FactKind = iota // ASSUME, ASSUMPTION, AXIOM (AXIOM is not checked by TLC: see Fact.Keyword)
	Theorem                    // THEOREM, LEMMA, PROPOSITION, COROLLARY
)

// A Fact is an assumption or a theorem, named or not (Name.Text is ""). Of a theorem's proof only the names are kept.
// The Body may be a *Sequent.
type Fact struct {
	Span
	Kind    FactKind
	Keyword string // as written: ASSUME, AXIOM, LEMMA, ...
	Name    Name
	Body    Expr
	Proof   *Proof // of a theorem, without anything in it if there is none; nil for an assumption

	Level Level // set by resolve
}

// A New is a NEW declaration of a *Sequent.
type New struct {
	Span
	Keyword string // "CONSTANT", "VARIABLE", "STATE", "ACTION", "TEMPORAL", or "" for a constant
	Name    Name
	Arity   int
	Set     Expr // NEW x \in Set, or nil
}

// Level is the level of what is declared.
func (d *New) Level() Level {
	switch d.Keyword {
	case "VARIABLE", "STATE":
		return StateLevel
	case "ACTION":
		return ActionLevel
	case "TEMPORAL":
		return TemporalLevel
	}
	return ConstantLevel
}

// IsVariable reports whether a variable is declared.
func (d *New) IsVariable() bool { return d.Keyword == "VARIABLE" }

// A Builtin is an operator that is not defined by TLA+ text: one of the language itself (Module is "") or
// one of a module implemented in Go.
type Builtin struct {
	Span
	Module string
	Name   string
	Arity  int
	Info   any // for the evaluator: what the table of built-in modules gave
}

// DeclName and NumParams of every declaration.

func (d *Constant) DeclName() string { return d.Name.Text }
func (d *Variable) DeclName() string { return d.Name.Text }
func (d *OpDef) DeclName() string    { return d.Name.Text }
func (d *Param) DeclName() string    { return d.Name.Text }
func (d *Bound) DeclName() string    { return d.Name.Text }
func (d *Instance) DeclName() string { return d.Name.Text }
func (d *Fact) DeclName() string     { return d.Name.Text }
func (d *New) DeclName() string      { return d.Name.Text }
func (d *Label) DeclName() string    { return d.Name.Text }
func (d *Builtin) DeclName() string  { return d.Name }

func (d *Constant) NumParams() int { return d.Arity }
func (d *Variable) NumParams() int { return 0 }
func (d *OpDef) NumParams() int    { return len(d.Params) }
func (d *Param) NumParams() int    { return d.Arity }
func (d *Bound) NumParams() int    { return 0 }
func (d *Instance) NumParams() int { return len(d.Params) }
func (d *Fact) NumParams() int     { return 0 }
func (d *New) NumParams() int      { return d.Arity }
func (d *Label) NumParams() int    { return len(d.Params) }
func (d *Builtin) NumParams() int  { return d.Arity }

// A Level says what an expression's value depends on.
type Level int8

// The levels.
const (
	ConstantLevel Level = iota // on nothing that changes
	StateLevel                 // on one state
	ActionLevel                // on a step
	TemporalLevel              // on a behaviour
)

var levelNames = [...]string{"constant", "state", "action", "temporal"}

func (l Level) String() string {
	if l < 0 || int(l) >= len(levelNames) {
		return "unknown"
	}
	return levelNames[l]
}
