// Package explore searches the state space of a transition system: every state
// that can be reached, each once, level by level, on all cores. It knows no
// protocol and no specification language; it knows states that are short
// vectors of 32-bit words, and asks the system for a state's successors.
//
// A search of a level is made in rounds of three passes over plain arrays:
//
//   - expand: workers walk stretches of the frontier in order, ask the system
//     for the names (fingerprints) of the successors, and scatter them into a
//     buffer per part of the visited set;
//   - insert: part by part, names go into the visited set in their canonical
//     order (by parent, then by the system's order of successors); those that
//     are new are marked;
//   - gather: workers walk their candidates in order, have the marked ones
//     built and checked by the system, append them to the next frontier, and
//     write (parent, label) to the log of parents.
//
// A successor that was seen before is never built. As the first candidate in
// canonical order wins, counts, log, frontier and counterexample are the same
// for any number of workers and in every run. Breadth first by level means that
// a counterexample is a shortest one.
//
// On request all edges are logged too, with what the system says is true of states
// and steps: the Graph of the result, for the search of cycles.
//
// The visited set is open addressing over memory that the garbage collector
// never looks at, 8 bytes a slot; the log takes some 2 to 3 bytes a state. Past
// a memory budget the frontier goes to disk. When set and log no longer fit, they go
// there, too, if a directory is named for it, and candidates that are new in memory
// are held against the disk between insert and the next frontier, for many rounds at
// once; otherwise the search ends with what it has.
package explore
