// Package validate says whether the log of a real run is a behaviour of a TLA+ spec.
//
//	report, err := validate.Run(ctx, "node.ndjson", validate.Options{Spec: "tla/Raft.tla"})
//
// A log is a file with one JSON object on each line. What its events mean for the spec says a trace spec: a TLA+ module that
// extends the spec, reads the log with ndJsonDeserialize(IOEnv.TRACE), and has a variable, the cursor l, with the number of the
// event that comes next. Its next-state relation takes steps of the spec that the next event allows. The log is a behaviour of the spec
// exactly if a state can be reached in which the cursor is past the last event.
//
// The search goes through the states of the trace spec event by event, and forgets the states of an event when all that follow
// them are known (or, depth first, follows one behaviour as far as it goes). When no behaviour gets past an event the report
// has the states that were reached before it, and the actions that came nearest to taking it.
//
// Log is the same inside a go test.
package validate
