package synod

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// Catches explores a mutant, a system with one known mistake, and fails the test unless
// what the search finds first is that the property is violated, by a run of so many
// steps. The property may be one that is checked only when it is named. Where the search
// starts at the end of another run (Options.From, Options.FromGoal), steps are counted
// from there.
//
//	synod.Catches(t, raft.Protocol.With("-mutant forget-vote"), "election-safety", 8)
//
// Another violation is shown and saved, as Check does; a test that fails prints the report.
// At most one Options may be given.
func Catches(t T, mutant *model.System, property string, steps int, opts ...Options) {
	t.Helper()
	o := only(t, "Catches", opts)
	if o.Until != "" {
		t.Fatalf("synod.Catches checks properties, and option Until looks for goal %s instead; synod.Check takes it", quote.Quoted(o.Until))
	}
	if _, err := mutant.Select([]string{property}); err != nil {
		t.Fatalf("the mutant cannot be caught: %v", err)
	}
	mutant = asking(mutant, property)
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
		failWith(t, mutant, r, o)
	default:
		t.Fatalf("%s\n\n%s", quote.Terminal(problem), reportText(t.Name(), mutant, r, o, ""))
	}
}

// asking returns the system with a property that is checked without being named.
func asking(sys *model.System, property string) *model.System {
	asked := *sys
	asked.Properties = slices.Clone(sys.Properties)
	for i := range asked.Properties {
		if p := &asked.Properties[i]; p.Name == property {
			p.Asked = false
		}
	}
	return &asked
}

// CheckClaims checks the claims that a protocol makes, in a line of a test: each of its
// properties holds, and each of its mutants is caught by the property that it names, in
// as many steps as it says. See Claims.
//
//	func TestClaims(t *testing.T) { synod.CheckClaims(t, &lock.Protocol) }
//
// The test fails for each claim that does not hold, shows and saves the run as Check does,
// and fails if there is no claim. At most one Options may be given; which properties are
// checked, and where a search starts, is for the claims to say.
func CheckClaims(t T, p *model.Protocol, opts ...Options) {
	t.Helper()
	o := only(t, "CheckClaims", opts).inTest()
	if p == nil {
		t.Fatalf("synod.CheckClaims needs a protocol; nil is given")
	}
	if len(o.Properties) > 0 || o.Until != "" || o.FromGoal != "" || o.From != nil || o.Simulate != nil {
		t.Fatalf("synod.CheckClaims takes no Options that choose properties or runs (Properties, Until, FromGoal, From, Simulate): the claims do")
	}
	experiments, err := search.Experiments(p)
	if err != nil {
		t.Fatalf("the claims of %s cannot be checked: %v", p.Name, err)
	}
	if len(experiments) == 0 {
		t.Errorf("%s makes no claim: it has neither properties that it promises by itself nor mutants", p.Name)
	}
	for i := range experiments {
		e := &experiments[i]
		sys, err := e.System(p)
		if err != nil {
			t.Fatalf("the claims of %s cannot be checked: %v", p.Name, err)
		}
		o.FromGoal = e.FromGoal
		r, err := explored(t, sys, o, everyInTest, isVerbose())
		if err != nil {
			t.Fatalf("the claims of %s cannot be checked: %v", p.Name, err)
		}
		shown := false
		for _, c := range e.Judge(r) {
			if c.Problem == "" {
				t.Logf("%s: as claimed, in %s", claimText(&c), numbers.Some(c.States, "state"))
				continue
			}
			problem := fmt.Sprintf("the claim does not hold: %s: %s", claimText(&c), quote.Terminal(c.Problem))
			if !shown {
				shown = true
				problem += "\n\n" + claimReport(t, sys, r, o)
			}
			t.Errorf("%s", problem)
		}
	}
}

// claimText is a claim in a line.
func claimText(c *ClaimResult) string {
	if c.Mutant == "" {
		return fmt.Sprintf("%s: %s", c.Protocol, c.Property)
	}
	return fmt.Sprintf("%s -mutant %s: %s is violated after %s", c.Protocol, c.Mutant, c.Property, numbers.Some(c.Length, "step"))
}

// claimReport is the report of a search that a claim did not survive. The run to the
// violation, if there is one, is saved.
func claimReport(t T, sys *model.System, r *Report, o Options) string {
	if r.Violation == nil {
		return reportText(t.Name(), sys, r, o, "")
	}
	r.Violation.Trace.Meta.Tool = "synod.CheckClaims"
	ending := ".itf.json"
	if sys.Mutant != "" {
		ending = "-" + sys.Mutant + ending
	}
	path, err := save(t, r.Violation.Trace, ending)
	if err != nil {
		return fmt.Sprintf("%s\n\nthe run could not be saved: %v", reportText(t.Name(), sys, r, o, ""), err)
	}
	return reportText(t.Name(), sys, r, o, path)
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
