// Package blocks searches a state space with more than one process, on one machine or on many
// that share a directory, the store. What it finds is what explore.Search finds: the same
// states, steps, depth, verdict and counterexample, however many processes there are, in
// whatever order they work, and whichever of them are killed.
//
// A level is made in the three passes of package explore, each of which consists of many independent
// tasks:
//
//   - expand, a task for each stretch of the frontier (a source): what its states lead to, as
//     names sorted by part of the name space, and as candidates in their order;
//   - filter, a task for some parts: of the candidates of all sources the first of each name, if
//     the name is in no run of its part. Runs are the names that were visited, sorted; they
//     are never changed, only merged into longer ones;
//   - gather, a task for each source: builds and checks the states that survived, and writes
//     them and how they were reached.
//
// The tasks of a pass follow from a plan, a file in the store, and a task is a line of text: the
// plan, and a number. A task can be done anywhere, and more than once: what it writes goes into
// files with names of their own, which get their final names when they are whole, and only the
// files that a result names count. So an Engine is anything that takes lines of text, has each done,
// repeats failed attempts and returns a line for each: Processes is one.
//
// States are written in their portable form (explore.Portable), since a process has numbers of its
// own for what is in them. Every file has checksums, and a damaged one is an error.
//
// After a level the driver replaces the manifest of the store, the only file that is ever
// replaced. It goes on from there when it is started again, however it was ended. Levels with few
// states are worked on by the driver itself.
package blocks
