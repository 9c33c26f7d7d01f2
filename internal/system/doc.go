// Package system is a model.System compiled for the engine: what is behind an
// explore.System, with states that are short vectors of numbers.
//
// Every distinct node state, message, channel content, monitor value and state of the
// budgets is kept once, encoded (package canon), and has a 32-bit id (tables.go,
// faults.go). A global state is a vector of ids (layout.go). What an input does to a
// node state never changes, so a handler runs once for each pair of the two (package
// handler) and its outcomes (outcome.go) are looked up ever after (expand.go). After the
// search a sample of pairs runs once more (again.go).
//
// A component has a content hash, a state's fingerprint is the sum of its components'
// hashes, and a successor is named by adding what came and subtracting what went: in the
// common case without building it (sum.go), else by working its effect out (effect.go).
// With symmetry a state carries a sum for every permutation of the interchangeable
// nodes, and the smallest is its name (symmetry.go). Only new states are built
// (build.go) and judged, and a verdict is remembered by what the property looked at
// (judge.go, judged.go).
//
// Ids are given as workers find things, so nothing that can be seen outside may depend
// on them: order is always by content.
package system
