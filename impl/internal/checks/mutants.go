package checks

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
)

// MutantIsFound wants a mutant to break the property that it says it breaks, under
// the bounds that it brings along and the given settings, by a run of a length
// that the code takes again. It returns the violation and all settings, so that
// the protocol without the mistake can be searched under the same.
func MutantIsFound(t *testing.T, p *model.Protocol, mutant string, given map[string]string, length int) (*synod.Violation, map[string]string) {
	t.Helper()
	m := p.Mutant(mutant)
	require.NotNil(t, m)
	sys, err := p.System(mutant, given)
	require.NoError(t, err)
	settings := sys.Settings
	return Violates(t, sys, synod.Options{FromGoal: m.From}, m.Breaks, length), settings
}

// WithoutTheMistake wants the protocol to break nothing under the settings under which a
// mutant breaks a property, that property not either.
func WithoutTheMistake(t *testing.T, p *model.Protocol, breaks string, settings map[string]string) {
	t.Helper()
	sys := System(t, p, "", settings)
	NothingBroken(t, Explore(t, sys, synod.Options{}))
	if isLive(sys, breaks) {
		require.Nil(t, Explore(t, sys, Only(breaks)).Violation)
	}
}

// Known is what a test knows of a mutant: what it breaks under the bounds that it
// brings along, and the length of a shortest run that shows it.
type Known struct {
	Mutant, Breaks string
	Length         int
	// Without are settings of the protocol without the mistake, where that is one of its
	// surroundings, besides those that the mutant brings.
	Without map[string]string
}

// MutantsAre wants the mutants of a protocol to be just these, in order, and to say
// so themselves.
func MutantsAre(t *testing.T, p *model.Protocol, known ...Known) {
	t.Helper()
	require.Len(t, p.Mutants, len(known))
	for i, k := range known {
		m := p.Mutants[i]
		require.Equal(t, []any{k.Mutant, k.Breaks, k.Length}, []any{m.Name, m.Breaks, m.Length})
	}
}

// MutantsAreFound wants the mutants of a protocol to be just these, in order, each to be
// found, and nothing to be broken without the mistake under the same settings, if that
// takes no more than some number of steps in a short test.
func MutantsAreFound(t *testing.T, p *model.Protocol, short int, known ...Known) {
	t.Helper()
	MutantsAre(t, p, known...)
	for _, k := range known {
		t.Run(k.Mutant, func(t *testing.T) {
			_, settings := MutantIsFound(t, p, k.Mutant, nil, k.Length)
			if testing.Short() && k.Length > short {
				t.Skip("large without the mistake")
			}
			maps.Copy(settings, k.Without)
			WithoutTheMistake(t, p, k.Breaks, settings)
		})
	}
}

// MutantsAreFoundWithoutEpochs wants the mutants to be found, too, and not sooner, when no
// message is declared dead.
func MutantsAreFoundWithoutEpochs(t *testing.T, p *model.Protocol) {
	t.Helper()
	require.NotEmpty(t, p.Mutants)
	for _, m := range p.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			sys := System(t, p, m.Name, nil)
			sys.Epochs = nil
			Violates(t, sys, synod.Options{FromGoal: m.From}, m.Breaks, m.Length)
		})
	}
}

// MutantsAreDescribed wants every property to say what it is and where it comes
// from, and so every mutant; that a mutant names a property that there is, and
// brings settings that there are.
func MutantsAreDescribed(t *testing.T, p *model.Protocol) {
	t.Helper()
	var properties []string
	all, err := p.Properties()
	require.NoError(t, err)
	for _, property := range all {
		require.NotEmpty(t, property.Doc, property.Name)
		require.NotEmpty(t, property.Source, property.Name)
		properties = append(properties, property.Name)
	}
	for _, m := range p.Mutants {
		require.NotEmpty(t, m.Doc, m.Name)
		require.NotEmpty(t, m.Rule, m.Name)
		require.NotEmpty(t, m.Source, m.Name)
		require.Contains(t, properties, m.Breaks, m.Name)
		for name, value := range m.With {
			param := p.Param(name)
			require.NotNil(t, param, "%s: no param %s", m.Name, name)
			require.IsType(t, param.Default, value, "%s: %s", m.Name, name)
		}
	}
}

// ClaimsAboutRuns wants the claims that a protocol makes with settings of their own, most of them
// about whole runs, to come to these verdicts, in order, and to all else that they say.
func ClaimsAboutRuns(t *testing.T, p *model.Protocol, verdicts ...string) {
	t.Helper()
	require.NotEmpty(t, verdicts)
	require.Len(t, p.Claims, len(verdicts))
	experiments, err := search.Experiments(p)
	require.NoError(t, err)
	for i, e := range experiments[len(experiments)-len(verdicts):] {
		c := e.Of
		require.Equal(t, verdicts[i], string(c.Verdict), c.Text)
		require.NotEmpty(t, c.Source, c.Text)
		sys, err := e.System(p)
		require.NoError(t, err, c.Text)
		r := Explore(t, sys, synod.Options{FromGoal: e.FromGoal})
		require.Equal(t, verdicts[i], Verdicts(r)[c.Property], c.Text)
		for _, judged := range e.Judge(r) {
			require.Empty(t, judged.Problem, c.Text)
		}
	}
}
