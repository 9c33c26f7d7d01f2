// Package conform holds the Go code of a protocol against its TLA+ spec: through a
// refinement mapping, every initial state of the code must be one of the spec, and
// every step that the code can take within its bounds a step of the spec, or one
// that changes nothing the spec knows of (a stutter).
//
//	c, err := conform.New(&raft.Protocol, "", map[string]string{"terms": "2"}, conform.Source{})
//	if err != nil { … }
//	report, err := c.Run(ctx, explore.Options{})
//
// The mapping is a TLA+ module too (tla/RaftCode.tla): its variables are the state
// of the code as a trace shows it, and it says by an INSTANCE what the spec's are.
//
// # How it works
//
// The search is that of package model. A Watcher sees every step (watch.go). Of a
// state it knows the numbers of its parts, so a node's state, a message, and what
// the network is are turned into values of TLA+ once each; the mapping's formulas
// are evaluated once for all states that agree in what they read; and a step is
// judged once for all that have the same images before and after. The spec's own
// steps are worked out once for every image (image.go), which is also how it is
// known what the spec can do and the code never does.
package conform
