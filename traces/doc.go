// Package traces holds one run of a system: a list of states and the steps
// between them, mostly a counterexample that a search found.
//
// A state is a record of variables, and a variable's value is a [Value]: a
// boolean, an integer, a string, or a list, tuple, set, map or record of
// values. That is all the package knows. It knows nothing of protocols or of
// TLA+, so a run of a Go protocol, a behaviour of a TLA+ spec and a file made
// by another tool are the same thing here.
//
// What can be done with a run:
//
//   - [Write] and [Read] (and [WriteFile], [ReadFile]) keep it in a file, in the
//     Informal Trace Format (ITF) of Apalache and Quint, with everything needed
//     to take the same steps again in the file's "#meta".
//   - [Text] shows it to a person: numbered steps, who did what, what changed.
//   - [Diff] says field by field how two values differ, and [Difference] where a
//     replayed state leaves the saved one.
//
// The first run in life usually looks like this:
//
//	t, err := traces.ReadFile("weak-vote.itf.json")
//	if err != nil { … }
//	traces.Text(os.Stdout, t, traces.Options{})
//
// # The shape of a protocol's state
//
// A state of a Go protocol has four variables, and Text shows them in a form of
// their own when they have these shapes; anything else is shown as it stands.
//
//	nodes     a record: name of the node → record of "up" (a boolean), the
//	          node's fields, and "timers" (a set of strings)
//	network   a list of records {from, to, name, message, copies}; name and
//	          copies may be left out, and copies is 1 then
//	monitors  a record: what was folded over recorded events
//	faults    a record: what is left of the budgets
package traces
