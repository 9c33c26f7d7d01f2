// Package eval compiles TLA+ expressions and actions to Go closures, and runs them.
//
// A Program is a resolved spec with the values that a model file gives to its constants. From it come
//
//   - a Transition of an initial predicate or a next-state relation: Each finds the states to which it leads;
//   - a Formula of any expression about a state or a step: Value and Holds evaluate it;
//   - Clauses, the parts of a temporal formula, and the Temporal formula of each.
//
// They run on a Machine, which holds the variables of a few states (banks: the current state, the next one, one more for each
// ENABLED) and slots for everything that is bound. One goroutine uses a machine; many machines can run one program.
//
// How code is made. Every use of an operator is compiled where it stands, in an env that gives the operator's parameters
// their arguments by name; an argument becomes code where the parameter is used, and its value is kept in a cell from its first use to
// the end of the parameter's scope. So the code of an expression knows exactly what it reads (uses), which banks it reads is known when it is
// made (a prime is nothing but another mode), and constant parts are evaluated once. Only operators that use themselves are compiled
// once and called. Whoever changes a slot puts back what was there, so code may run inside of itself.
//
// How actions run. An action is a step: code that assigns variables and then calls what comes after it, which is part of the code
// itself. A conjunction is compiled from its end, a disjunction calls its sides one after the other, x' = e assigns x' if it has no
// value and tests it otherwise, and undoes the assignment on return.
//
// Errors. A failed operator panics with an *Error, which the entry points return. Fast code evaluates some things earlier than TLC
// would (arguments of recursive operators, functions over small sets); so a failure is believed only when a second, careful
// program, which is as lazy as TLC, fails too. That one also records the calls on the way to the error.
//
// How work is saved. A spec of a protocol has many states and few things that happen in them: what a server does with a message depends
// on its own term and log, not on the other servers and messages. So the code says what it reads and writes as exactly as it can, and
// what was worked out for the same values is looked up:
//
//   - parts (part.go): an action reads term[i] rather than term, where a path leads to i;
//   - deltas (delta.go): msgs' = msgs \cup {m} and f' = [f EXCEPT ![i] = e] write what they add or put in, and read nothing of the rest;
//   - classes (class.go): {m \in msgs : m.type = "1b" /\ ...} and \E m \in msgs : m.type = "1b" /\ ... read those members that the tests of
//     the member alone let through; these are derived variables, which a search carries along as it does the spec's own;
//   - regions (region.go, keep.go): the outcomes of a part of an action, by the values of all that it reads. What cannot be said exactly
//     (impure operators, a growing set that is looked at after all) spoils the region: it then runs as if there were none;
//   - questions (question.go) and selections (selection.go, operand.go, ways.go), for tests of a step, of which both states are known: what a quantifier
//     says of the current state, and which branches of a \E have guards that hold there, by the values that these read;
//   - comparisons (except.go): x' = [x EXCEPT ![i] = e] as a test does not make the function.
//
// All of it is off in the careful program and where Caches switch it off; tests compare the two (TestRandomProtocols, TestRandomSteps and TestSteps in
// package check).
//
// Why an action leads nowhere is asked of a third program (Transition.Explain), whose tests say when they are false.
package eval
