// Package checks has what the tests of protocols share when they go through the
// engine: a system by its settings, what a search of it must come to, and that
// mutants are found. The numbers stay in the tests.
package checks

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// Flags reads settings as the command line spells them: "-terms 2 -refusals true".
func Flags(text string) map[string]string {
	settings := map[string]string{}
	words := strings.Fields(text)
	for i := 0; i+1 < len(words); i += 2 {
		settings[strings.TrimPrefix(words[i], "-")] = words[i+1]
	}
	return settings
}

// System builds a protocol's system for a mutant ("" is none) and settings.
func System(t *testing.T, p *model.Protocol, mutant string, settings map[string]string) *model.System {
	t.Helper()
	sys, err := p.System(mutant, settings)
	require.NoError(t, err)
	return sys
}

// Within bounds a search to a depth; 0 does not bound it.
func Within(depth int) synod.Options {
	return synod.Options{Depth: depth}
}

// Only selects properties.
func Only(properties ...string) synod.Options { return synod.Options{Properties: properties} }

// Explore searches a system, with two workers.
func Explore(t *testing.T, sys *model.System, opts synod.Options) *synod.Report {
	t.Helper()
	opts.Workers = 2
	r, err := synod.Explore(t.Context(), sys, opts)
	require.NoError(t, err)
	return r
}

// Size is how large a state space is.
type Size struct {
	States, Steps uint64
	Depth         int
}

// SizeOf returns the size of what was searched.
func SizeOf(r *synod.Report) Size { return Size{r.States, r.Steps, r.Depth} }

// Verdicts are the properties' verdicts by name.
func Verdicts(r *synod.Report) map[string]string {
	all := map[string]string{}
	for _, p := range r.Properties {
		all[p.Name] = p.Verdict
	}
	return all
}

// NothingBroken wants all states to be visited, and nothing to be violated.
func NothingBroken(t *testing.T, r *synod.Report) {
	t.Helper()
	if r.Violation != nil {
		require.Fail(t, r.Violation.Property+" is violated", r.Violation.Text)
	}
	require.True(t, r.Complete(), r.BoundedBy)
}

// AllHold wants, besides, every property to have been tested, but for those that
// may be vacuous.
func AllHold(t *testing.T, r *synod.Report, vacuous ...string) {
	t.Helper()
	NothingBroken(t, r)
	for name, verdict := range Verdicts(r) {
		accepted := []string{synod.VerdictHolds}
		for _, v := range vacuous {
			if v == name {
				accepted = append(accepted, synod.VerdictVacuous)
			}
		}
		require.Contains(t, accepted, verdict, name)
	}
}

// Violates wants a property to be violated, by a run of a length that the code
// takes again, to the same end. The length is counted from where the search starts.
func Violates(t *testing.T, sys *model.System, opts synod.Options, property string, length int) *synod.Violation {
	t.Helper()
	r := Explore(t, sys, opts)
	v := r.Violation
	require.NotNil(t, v)
	require.Equal(t, property, v.Property, v.Text)
	require.Equal(t, length, v.Length()-r.FromSteps, v.Text)
	again, err := synod.Replay(sys, v.Trace)
	require.NoError(t, err)
	require.Nil(t, again.Departure)
	require.Equal(t, v.Trace.Closed().Steps(), again.Confirmed)
	if isLive(sys, property) {
		return v // a replay takes the steps, and does not see that nothing follows
	}
	require.NotNil(t, again.Again)
	require.Equal(t, v.Text, again.Again.Text)
	return v
}

// isLive reports whether a property is about whole runs.
func isLive(sys *model.System, property string) bool {
	return slices.ContainsFunc(sys.Properties, func(p model.Property) bool { return p.Name == property && p.Live.Kind != 0 })
}

// Reaches wants a goal to be reached, by a run of a length.
func Reaches(t *testing.T, sys *model.System, goal string, length int) *synod.Violation {
	t.Helper()
	r := Explore(t, sys, synod.Options{Until: goal})
	require.Equal(t, synod.VerdictReached, r.Verdict, goal)
	require.Equal(t, length, r.Violation.Length(), "%s: %s", goal, r.Violation.Text)
	return r.Violation
}

// GoalsAreReached wants the goals of a protocol's default system to be just these,
// described, and to be reached in as many steps.
func GoalsAreReached(t *testing.T, p *model.Protocol, lengths map[string]int) {
	t.Helper()
	sys := System(t, p, "", nil)
	require.Len(t, sys.Goals, len(lengths))
	for _, g := range sys.Goals {
		require.NotEmpty(t, g.Doc, g.Name)
		require.Contains(t, lengths, g.Name)
		Reaches(t, sys, g.Name, lengths[g.Name])
	}
}

// Refused wants settings to be refused in one line with some words in it.
func Refused(t *testing.T, p *model.Protocol, mutant string, settings map[string]string, words string) {
	t.Helper()
	_, err := p.System(mutant, settings)
	require.ErrorContains(t, err, words, settings)
	require.NotContains(t, err.Error(), "\n", settings)
}

// AllRefused is Refused for settings of the protocol without a mutant, as flags, and the words for
// each.
func AllRefused(t *testing.T, p *model.Protocol, words map[string]string) {
	t.Helper()
	require.NotEmpty(t, words)
	for flags, want := range words {
		Refused(t, p, "", Flags(flags), want)
	}
}
