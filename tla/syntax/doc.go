// Package syntax reads TLA+: from text to tokens (Scanner) to a tree (Parse, ParseExpr).
//
// TLA+ is mathematics written in ASCII. Three things make its grammar special, and each has a file:
//
//   - junction lists: a formula may be written as a list of /\ or \/ bullets, and where an item of the list ends is
//     decided by the column where the bullet stands (junction.go);
//   - about a hundred operator symbols which a module may define as it likes, each with a range of precedences instead of one
//     number; two operators whose ranges overlap must not stand side by side without parentheses (operator.go, infix.go);
//   - names of subexpressions and of definitions in other modules, all written with ! (names.go).
//
// The package knows nothing of what names mean: package resolve binds them. It never panics on any input; a
// broken or too deeply nested text gives an *Error, which can show the source line with a mark under the place.
package syntax
