// Package library is the modules that a TLA+ spec may EXTEND without bringing them along, as Go: the
// standard modules (Naturals, Sequences, TLC, …), the community modules (SequencesExt, Functions, …),
// and the names of the modules that only proofs need (TLAPS and the theorem modules).
//
// [Modules] is the table that resolve.Load takes. What it binds a name to is an [*Op]: the operator's
// parameters, its level, and a Go function over values. The evaluator asks an Op how it wants to be
// run. Most are functions of one or two values (Eval1, Eval2). Those that take an operator (SelectSeq,
// FoldSet), need not evaluate every argument (Assert), or touch the world (Print, TLCGet, JsonSerialize)
// get a [*Call]: the arguments, unevaluated, and the [Host], the run that they are part of. No operator
// here reads a clock, a file, the environment or a random number by itself: all of that is the Host's.
//
// The meaning is TLC's, also where TLC's own implementation of an operator says more than its TLA+
// definition: in which order FoldSet visits a set, which sequence SetToSeq chooses, what RemoveAt does
// at an index outside. Sets are visited in the order of value.Compare.
//
// An operator that needs a JVM, a file format of TLC's or a command to run is in its
// module all the same, so that specs that merely mention it work; to evaluate it is an error that
// names it ([Op.Refused]).
//
// One file is one module or a few that belong together; each begins with the table of its operators.
package library
