// Package traces holds one run of a system: a list of states and the steps
// between them, mostly a counterexample that a search found.
//
// A state is a record of variables, and a variable's value is a [Value]: a
// boolean, an integer, a string, or a list, tuple, set, map or record of
// values. A run of a Go protocol, a behaviour of a TLA+ spec and a file made by
// another tool are the same thing here. The package knows no protocol and no
// spec. It knows the kinds of steps (see [Step]) and the shape that a protocol's
// state has (see below), because runs of different protocols are compared and
// explained alike.
//
// What can be done with a run:
//
//   - [Write] and [Read] (and [WriteFile], [ReadFile]) keep it in a file, in the
//     Informal Trace Format (ITF) of Apalache and Quint, with everything needed
//     to take the same steps again in the file's "#meta".
//   - [Replay] and [Follow] take its steps again on a [Live] system, and
//     [Script] those that a person wrote down.
//   - [Diff] lists field by field how two values differ, [Trace.News] what a step
//     changed, and [Difference] where a replayed state leaves the saved one.
//
// What shows a run is elsewhere: traces/text prints it, traces/draw makes
// pictures of it, traces/inspect and traces/serve let a person walk through it.
//
// A [Log] is not a run, but what a running system wrote down about one.
//
// # The shape of a protocol's state
//
// A state of a Go protocol has four variables. They are recognised by these
// shapes; anything else is a variable like any other.
//
//	nodes     a record: name of the node → record of "up" (a boolean), the
//	          node's fields, and "timers" (a set of strings)
//	network   a list of records {from, to, name, message, copies}; name and
//	          copies may be left out, and copies is 1 then
//	monitors  a record: what was folded over recorded events
//	faults    a record: how much of each budget is used
package traces
