package eval

// Caches names the ways in which a program saves work. Those that are set are switched off, for
// tests and measurements: docs/tla-caches.md says what each is worth. The careful program has none
// but Constants, Names, Cells, Fields and Recursion.
type Caches struct {
	Constants   bool // the values of expressions that depend on nothing (constantCell)
	Names       bool // those of LET definitions and arguments, while their scope lasts
	Cells       bool // those of definitions, while the state is the same (sharedCell)
	Fields      bool // where the records seen last have a field (value.FieldPlace)
	Recursion   bool // those of recursive functions, by their arguments
	Regions     bool // the outcomes of parts of actions
	Shared      bool // what one machine knows of a region, for the others
	Questions   bool // conditions about the current state in tests of a step
	Selections  bool // the branches of a \E whose guards hold, in tests of a step
	Deltas      bool // what an action adds to a set or puts into a function, in place of the value
	Classes     bool // the members of a set that pass a test, as a derived variable
	Indexes     bool // such members by a key
	Mapped      bool // what an INSTANCE substitutes, as a derived variable
	Premises    bool // conjuncts asked before the loop that they do not depend on
	Comparisons bool // x = [f EXCEPT ...] without the function being made
}

// Plain switches everything off that makes the code another one than what is written.
func Plain() Caches {
	return Caches{
		Regions: true, Shared: true, Questions: true, Selections: true, Deltas: true, Classes: true, Indexes: true,
		Premises: true, Comparisons: true,
	}
}
