// Package text prints a run for people, as plain text: numbered steps, who did what,
// what changed, and what is wrong at the end.
//
//	t, err := traces.ReadFile("weak-vote.itf.json")
//	if err != nil { … }
//	text.Write(os.Stdout, t, text.Options{})
//
// Variables that have the shapes of a protocol's state (see package traces) are shown in
// a form of their own; anything else is shown as it stands. The package needs no terminal:
// a test that fails prints its run with it.
package text
