package check

import "github.com/synod-go/synod/tla/eval"

// tuning is how a model is run, for tests and measurements: which caches it goes without, and
// bounds that are met sooner. The zero value is as for everybody.
type tuning struct {
	eval    eval.Caches
	without caches
	// plans bounds the outcomes that have plans, found the successors of one state; 0 is the usual.
	plans, found int
}

// caches names what a search keeps besides the code that it runs. Those that are set are switched
// off: docs/tla-caches.md says what each is worth.
type caches struct {
	Verdicts  bool // of claims and atoms, by what they read
	Shared    bool // what one worker knows of these and of derived variables, for the others
	Derived   bool // the values of derived variables that are no classes
	Classes   bool // the classes of a set, by its number
	Grown     bool // a class that gets a member
	Members   bool // of which classes a value is a member
	Ones      bool // sets with one member
	Changed   bool // functions with one value changed
	Plans     bool // the numbers of what an outcome writes
	Marks     bool // the members of the sets of the state that is expanded
	Twins     bool // what constraints and atoms say of several steps to one state
	Loops     bool // steps from a state to itself are judged once
	Unchanged bool // invariants that read nothing that changed hold as before
	More      bool // and those that hold of what came into a set
	Permuted  bool // the hashes of values under the permutations of a symmetry
}

// plain is a tuning without anything that makes a check another one than what is written.
func plain() tuning {
	return tuning{eval: eval.Plain(), without: caches{Verdicts: true, Derived: true}}
}

const (
	usualPlans = 1 << 18 // where there are very many outcomes, none is taken often
	usualFound = 1 << 26 // they are kept until all are found
)

func (t *tuning) maxPlans() int {
	switch {
	case t.without.Plans:
		return 0
	case t.plans > 0:
		return t.plans
	}
	return usualPlans
}

func (t *tuning) maxFound() int {
	if t.found > 0 {
		return t.found
	}
	return usualFound
}
