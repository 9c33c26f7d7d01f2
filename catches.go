package synod

import (
	"os"
	"strings"

	"github.com/synod-go/synod/model"
)

// Catches explores a mutant, a system with one known mistake, and fails the test unless
// what the search finds first is that the property is violated, by a run of so many
// steps. Where the search starts at the end of another run (Options.From,
// Options.FromGoal), steps are counted from there.
//
//	synod.Catches(t, raft.Protocol.With("-mutant weak-vote"), "election-safety", 8)
//
// Another violation is shown and saved, as Check does. At most one Options may be given.
func Catches(t T, mutant *model.System, property string, steps int, opts ...Options) {
	t.Helper()
	o := only(t, "Catches", opts)
	if _, err := mutant.Select([]string{property}); err != nil {
		t.Fatalf("the mutant cannot be caught: %v", err)
	}
	if path := os.Getenv(ReplayEnv); path != "" {
		if saved := savedBy(t, path); saved != nil {
			checkReplay(t, mutant, path, saved)
			return
		}
	}
	ctx, cancel := beforeDeadline(t)
	defer cancel()
	r, err := Explore(ctx, mutant, o)
	if err != nil {
		t.Fatalf("the mutant cannot be explored: %v", err)
	}
	switch v := r.Violation; {
	case v == nil && len(r.BoundedBy) > 0:
		t.Fatalf("the mutant is not caught: nothing is violated in %d states, bounded by %s", r.States, strings.Join(r.BoundedBy, ", "))
	case v == nil:
		t.Fatalf("the mutant is not caught: nothing is violated in all of its %d states", r.States)
	case v.Property != property:
		t.Errorf("the mutant is caught by %s after %d steps, not by %s", v.Property, v.Length()-r.FromSteps, property)
		failWith(t, v)
	case v.Length()-r.FromSteps != steps:
		t.Errorf("the mutant is caught after %d steps, not after %d", v.Length()-r.FromSteps, steps)
		failWith(t, v)
	}
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
