// Package check checks TLA+ specs: it reads a module and its model file (.cfg), makes the spec a transition system for package
// explore, and reports what the search finds in the spec's own words.
//
//	m, err := check.Load(check.Sources{Spec: "tla/Raft.tla"})
//	if err != nil { … }
//	report, err := m.Check(ctx, check.Options{})
//
// A state of the search is a number for each variable: a table gives every value that occurs its number, so a state is small and
// two states are equal when their numbers are. Its name (fingerprint) is the sum of its values' content hashes, which are the same
// in every process. Expand runs the compiled next-state relation (package eval), hands the successors it finds to the engine, and
// judges every step: action properties, constraints. Invariants are judged once for each new state.
//
// A Model does not change once it is loaded. Each search, simulation, walk or validation is a run of its own (type run): it has the spec
// compiled for itself, because code keeps what it has worked out, and its own answers to what the spec asks about it. So runs of one
// model can go on at the same time. The first run takes what Load has compiled; each later one compiles anew.
//
// What TLC would answer is the measure: see docs/tla.md.
package check
