package synod

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
)

// Catches explores a mutant, a system with one known mistake, and fails the test unless
// what the search finds first is that the property is violated, by a run of so many
// steps. Where the search starts at the end of another run (Options.From,
// Options.FromGoal), steps are counted from there.
//
//	synod.Catches(t, raft.Protocol.With("-mutant weak-vote"), "election-safety", 8)
//
// A test that fails prints the report, as Check does. At most one Options may be given.
func Catches(t T, mutant *model.System, property string, steps int, opts ...Options) {
	t.Helper()
	o := only(t, "Catches", opts)
	if _, err := mutant.Select([]string{property}); err != nil {
		t.Fatalf("the mutant cannot be caught: %v", err)
	}
	o = o.inTest()
	r, err := explored(t, mutant, o, everyInTest, isVerbose())
	if err != nil {
		t.Fatalf("the mutant cannot be explored: %v", err)
	}
	if problem := uncaught(r, property, steps); problem != "" {
		t.Fatalf("%s\n\n%s", quote.Terminal(problem), reportText(t.Name(), r, o, ""))
	}
}

// uncaught says how what was found of a mutant is not what was expected; "" when it is.
func uncaught(r *Report, property string, steps int) string {
	v := r.Violation
	switch {
	case v == nil && len(r.BoundedBy) > 0:
		return fmt.Sprintf("the mutant is not caught: nothing is violated in %s, bounded by %s",
			numbers.Some(r.States, "state"), strings.Join(r.BoundedBy, ", "))
	case v == nil:
		return fmt.Sprintf("the mutant is not caught: nothing is violated, and every state was visited (%s)", numbers.Some(r.States, "state"))
	}
	after := v.Length() - r.FromSteps
	switch {
	case v.Property != property:
		return fmt.Sprintf("the mutant is not caught by %s: %s after %s", property, v.Sentence(), numbers.Some(after, "step"))
	case after != steps:
		return fmt.Sprintf("the mutant is caught after %s, not after %d", numbers.Some(after, "step"), steps)
	}
	return ""
}

// only returns the one Options that may be given.
func only(t T, caller string, opts []Options) Options {
	t.Helper()
	if len(opts) > 1 {
		t.Fatalf("synod.%s takes at most one synod.Options; %d were given", caller, len(opts))
	}
	if len(opts) == 1 {
		return opts[0]
	}
	return Options{}
}
