package synod

import (
	"fmt"
	"os"
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
//	synod.Catches(t, raft.Protocol.With("-mutant forget-vote"), "election-safety", 8)
//
// Another violation is shown and saved, as Check does; a test that fails prints the report.
// At most one Options may be given.
func Catches(t T, mutant *model.System, property string, steps int, opts ...Options) {
	t.Helper()
	o := checking(t, "Catches", opts)
	if _, err := mutant.Select([]string{property}); err != nil {
		t.Fatalf("the mutant cannot be caught: %v", err)
	}
	if path := os.Getenv(ReplayEnv); path != "" {
		if saved := savedBy(t, path); saved != nil {
			checkReplay(t, mutant, path, saved)
			return
		}
	}
	o = o.inTest()
	r, err := explored(t, mutant, o, everyInTest, isVerbose())
	if err != nil {
		t.Fatalf("the mutant cannot be explored: %v", err)
	}
	problem := uncaught(r, property, steps)
	switch {
	case problem == "":
	case r.Violation != nil:
		t.Errorf("%s", quote.Terminal(problem))
		failWith(t, r, o)
	default:
		t.Fatalf("%s\n\n%s", quote.Terminal(problem), reportText(t.Name(), r, o, ""))
	}
}

// CheckClaims checks the claims that a protocol makes, in a line of a test: each of its
// properties holds, and each of its mutants is caught by the property that it names, in
// as many steps as it says. See Claims.
//
//	func TestClaims(t *testing.T) { synod.CheckClaims(t, &lock.Protocol) }
//
// The test fails for each claim that does not hold, and if there is none. At most one
// Options may be given; which properties are checked, and where a search starts, is for
// the claims to say.
func CheckClaims(t T, p *model.Protocol, opts ...Options) {
	t.Helper()
	o := only(t, "CheckClaims", opts).inTest()
	if len(o.Properties) > 0 || o.Until != "" || o.FromGoal != "" || o.From != nil || o.Simulate != nil {
		t.Fatalf("synod.CheckClaims takes no Options that choose properties or runs (Properties, Until, FromGoal, From, Simulate): the claims do")
	}
	ctx, cancel, _ := beforeDeadline(t)
	defer cancel()
	claims := 0
	for c, err := range Claims(ctx, p, o) {
		if err != nil {
			t.Fatalf("the claims of %s cannot be checked: %v", p.Name, err)
		}
		claims++
		claim := fmt.Sprintf("%s: %s", p.Name, c.Property)
		if c.Mutant != "" {
			claim = fmt.Sprintf("%s -mutant %s: %s is violated after %s", p.Name, c.Mutant, c.Property, numbers.Some(c.Length, "step"))
		}
		if c.Problem != "" {
			t.Errorf("%s: %s", claim, quote.Terminal(c.Problem))
			continue
		}
		t.Logf("%s: as claimed, in %s", claim, numbers.Some(c.States, "state"))
	}
	if claims == 0 {
		t.Errorf("%s makes no claim: it has neither properties nor mutants", p.Name)
	}
}

// uncaught says how what was found of a mutant is not what was expected; "" when it is.
func uncaught(r *Report, property string, steps int) string {
	v := r.Violation
	switch {
	case v == nil && r.Verdict == VerdictUnreached:
		return fmt.Sprintf("the mutant is not caught: goal %s, from where the search starts, is not reached in %s", r.Goal, numbers.Some(r.States, "state"))
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

// checking returns the one Options that may be given for a search that checks properties.
func checking(t T, caller string, opts []Options) Options {
	t.Helper()
	o := only(t, caller, opts)
	if o.Until != "" {
		t.Fatalf("synod.%s checks properties, and option Until looks for goal %s instead; synod.Explore takes it", caller, quote.Quoted(o.Until))
	}
	return o
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
