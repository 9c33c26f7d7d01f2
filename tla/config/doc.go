// Package config reads TLC's model files (X.cfg): they say which of a module's definitions is the specification, what
// its constants are, and what is to be checked.
//
// A model file is a list of statements, each a keyword and what belongs to it, in any order:
//
//	SPECIFICATION Spec                     \* or INIT Init NEXT Next
//	CONSTANTS
//	    N = 3                              \* a number, a string, TRUE, FALSE, or a set of values
//	    Server = {s1, s2, s3}              \* any other name is a model value: equal to itself only
//	    Send <- MCSend                     \* another definition stands for this one
//	    Nat <- [Clock] SmallNat            \* in the module Clock only
//	INVARIANTS TypeOK OneLeader
//	PROPERTY Live
//
// There are no line ends and no commas in it: a statement goes on to the next keyword, and every word in between is
// one more name (names.go) or one more constant (constant.go). The words are those of TLA+, comments too, and are cut
// by tla/syntax. Where TLC skips silently what it cannot read (it takes a text it cannot cut into words for the end
// of the file), or takes a keyword for a value, Parse gives an error instead.
//
// The package knows nothing of the module: whether the names are defined, and are what is needed there, is for
// tla/check to say.
package config
