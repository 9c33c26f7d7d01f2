package checks

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
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
	return Violates(t, sys, synod.Options{}, m.Breaks, length), settings
}

// Known is what a test knows of a mutant: what it breaks under the bounds that it
// brings along, and the length of a shortest run that shows it.
type Known struct {
	Mutant, Breaks string
	Length         int
}

// MutantsAre wants the mutants of a protocol to be just these, in order, and to say
// so themselves.
func MutantsAre(t *testing.T, p *model.Protocol, known ...Known) {
	t.Helper()
	var said []Known
	for _, m := range p.Mutants {
		said = append(said, Known{m.Name, m.Breaks, m.Length})
	}
	require.Equal(t, known, said)
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
