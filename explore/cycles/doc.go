// Package cycles checks temporal properties of a finite state graph: given what may
// be assumed of its behaviours (fairness) and what should hold of them (a
// property), it looks for a behaviour that meets the one and breaks the other.
//
// A behaviour is an infinite path from an initial node. Every state may stutter:
// each node has a step to itself besides its edges, so finite behaviours do not
// exist, and a state without successors stutters for ever. In a finite graph a
// behaviour that breaks a property can always be given as a lasso: a path, and a
// loop that is walked for ever after.
//
// A formula speaks about states and steps by numbered atoms, bits that the graph
// has for each node and edge; a step atom looks at the step that leaves a state.
// How the search works:
//
//   - The assumption and the negated property make one formula. It is brought to
//     a normal form in which as much as possible has the form []<>p or <>[]p with
//     a p without temporal operators; fairness always has. What these say depends
//     only on what happens for ever, so they need no memory: a loop meets []<>p if
//     p is true somewhere on it, and <>[]p if it is true everywhere.
//   - What remains becomes a tableau (Manna and Pnueli, Temporal Verification of
//     Reactive Systems: Safety, chapter 5; here with promises on the steps, after
//     Couvreur, FM 1999). Its states are sets of formulas that have yet to hold;
//     a step fulfils what it can, and passes on the rest. Where nothing remains,
//     it has a single state.
//   - Graph and tableau walk together: their product is built breadth first, in
//     flat arrays.
//   - A loop lies within a strongly connected component of the product. One that
//     lacks some []<>p is dropped. One that meets neither half of
//     []<>p \/ <>[]q (strong fairness) loses the steps that break q, and what is
//     left is looked at again (Emerson and Lei, 1987; Streett conditions).
//   - In a component that is left over, a short loop is sought through a step for
//     everything that has to happen again and again.
//
// Fair is for a graph whose steps belong to actions, and for fairness of actions alone. The
// Stakes of a step are the conditions with which it has to do: each is kept if steps with
// it in their stakes are taken again and again, as far as they are enabled. A condition is
// fleeting if what it is about, such as a message with an old number, is gone when steps
// that pass, which make all numbers higher, are taken again and again. Steps with one Coin
// are the outcomes of one action, between which chance decides.
package cycles
