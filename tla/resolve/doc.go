// Package resolve gives every name of a TLA+ spec its meaning.
//
// A spec is a module together with all modules that it EXTENDS or INSTANCEs. Load reads them (through a Loader), and
// binds each use of a name to its declaration by setting Bind of every *syntax.Ref. It refuses what SANY
// refuses: unknown and doubly defined names, wrong numbers of arguments, expressions of a wrong level.
//
// How instances work. The text of a module is resolved once, in its own terms, however often it is instanced. A name
// that comes out of an instance is bound to the definition in the instanced module's tree and to the Path
// of instances that lead to it. To evaluate it, make one context per step of the path: it knows the step's
// *syntax.Instance, the arguments of the step and the context where the step starts. In that context a constant or
// variable of the instanced module is looked up in Inst.Full, and its expression is evaluated in
// the context where the step starts. A constant or variable that is not in Full belongs to an outer module (or
// to nobody else than the spec itself): go on outwards. In the outermost context a variable is a variable of the state and a
// constant is given by the model.
package resolve
