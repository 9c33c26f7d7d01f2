// Package value is the values of TLA+ and the operators of its standard modules on them, with the
// meaning that TLC gives them.
//
// A [Value] is two words: a tag, a small number and a pointer. Booleans, integers and short intervals
// need no memory besides; a set is its members in canonical order, a function its values in the order
// of its domain. What is equal is one thing: a sequence, a record and a function that agree as
// functions have the same representation, so equality, order and hash need not care how they were made.
// Every set and function carries a content hash that is a sum over its members or pairs ([Hash]): to
// add a member or to change one value changes the hash by an addition or two, and the sum is the same
// in every process.
//
// Sets that are too big to list stay symbolic: SUBSET S, [S -> T], S \X T, record sets, Nat, Int,
// Seq(S), STRING, and unions, intersections and differences with them. Membership and inclusion are
// decided without listing wherever that is possible; listing an infinite set, or one of more than
// [MaxSetSize] members, is an error and never a hang. Functions over such domains stay symbolic too
// ([Lambda]).
//
// The canonical order ([Compare]) is the one in which TLC enumerates a set for CHOOSE: FALSE before
// TRUE, integers, strings and model values by the order in which a [Universe] first saw them, and sets,
// sequences, records and functions by size first, then element by element.
//
// An operation on values that makes no sense is an [*Error] that names the operator and the values.
// Values are immutable and may be used by many goroutines at once.
package value
