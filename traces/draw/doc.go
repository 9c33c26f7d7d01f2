// Package draw makes pictures of a run: a space-time diagram with a lane for
// every node, a row for every step, and an arrow for every message from where it
// was sent to where it was delivered.
//
// [Of] makes the [Diagram], which holds what a picture shows, without geometry. [SVG],
// [HTML], [Markdown] and [Text] write it; [ChartOf] draws it in characters, for
// terminals; [DetailOf] describes one step, for views that show steps one by one.
// Everything is a pure function of the run: the same run gives the same bytes.
//
// # What is drawn
//
// In a run of a Go protocol the lanes are the nodes. A message has an arrow from
// its sender's step to the step that delivered it, and one for every copy that
// was delivered. Equal messages between the same two nodes are told apart by
// age: the oldest is delivered first. One that was dropped ends in a cross, one
// that is in flight at the end in an open circle, one that disappeared (nobody
// could have used it) in a bar.
//
// A spec has no nodes, so its lanes are found in the values: the set that is the
// domain of several variables, or of one and whose members the actions bind; and
// beside it other sets whose members actions bind, as acceptors beside proposers. A
// step stands in the lane that its first bound variable names, or else in the
// only lane whose values it changed. Without such a set there is one lane.
// A spec does not say what is a message. A compound value is drawn as one if one step
// put it into a set and a later step in another lane bound it.
//
// # What is folded
//
// A run of more than [FoldFrom] steps is folded: the steps that tell least about its end
// become rows such as "12 steps". About [FoldFrom] rows are left. Kept are first the last
// steps, the one that fails, and the ends of a loop. Half of the room that is left goes to
// the steps from which the last one follows most directly, over messages and over the
// order within a node. Then, the latest first, come crashes, restarts, cuts and heals,
// steps that decide, and steps that recorded an event (properties speak of those), and at
// last further steps from which the last one follows. A single step is never folded alone,
// unless its lane is hidden. Folds can be opened one by one.
package draw
