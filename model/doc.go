// Package model holds the words that a protocol is written in, and what they
// mean: nodes, messages, timers, networks, faults, clients, properties. It turns
// a System into something that package explore can search.
//
// A protocol is ordinary Go code. A Node is a struct with three handlers; its
// fields are its state. A System says how many nodes there are, what the network
// does with messages, what may go wrong and how often, and what must hold. Then
//
//	report, err := model.Explore(ctx, system, model.Options{})
//
// visits every state that can be reached, in every order of deliveries, timeouts
// and faults, or, in an ordinary test,
//
//	synod.Check(t, system)
//
// does, and fails with the shortest run that breaks a property. A Walk takes
// single steps by hand, and Replay takes those of a saved run again.
//
// # How it works
//
// Every distinct node state, message, channel content, monitor value and state
// of the budgets is kept once, encoded (internal/canon), and has a 32-bit id
// (intern.go, tables.go, faults.go). A global state is a short vector of ids
// (layout.go). What an input does to a node state never changes, so a handler
// runs once for each pair of the two, twice over to catch nondeterminism
// (handler.go, outcome.go), and is looked up ever after (expand.go). It runs on a
// goroutine of its own, for it need not return (patience.go), and on a sample of
// pairs once more after the search (again.go). What the search did not look at is
// in its warnings (warnings.go).
//
// A component has a content hash, a state's fingerprint is the sum of its
// components' hashes, and a successor is named by adding what came and
// subtracting what went: in the common case without building it (sum.go), else by
// working its effect out (effect.go). With symmetry a state carries a sum for
// every permutation of the interchangeable nodes, and the smallest is its name
// (symmetry.go). Only new states are built (build.go) and judged, and a verdict
// is remembered by what the property looked at (judge.go, judged.go).
//
// Ids are given as workers find things, so nothing that can be seen outside may
// depend on them: order is always by content.
package model
