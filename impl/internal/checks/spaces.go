package checks

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/model"
)

// Space is what a test knows of a protocol under some settings: that every property holds,
// and how large its state space is.
type Space struct {
	Flags         string
	States, Steps uint64
	Depth         int
	Vacuous       string // the properties that have nothing to test there, by name
}

// SpacesAre wants the spaces of a protocol to be as large, all their properties to hold but
// those that are vacuous, and no warning that is not meant. Large ones are not for short
// tests.
func SpacesAre(t *testing.T, p *model.Protocol, spaces ...Space) {
	t.Helper()
	for _, s := range spaces {
		t.Run(s.Flags, func(t *testing.T) {
			if testing.Short() && s.States > 100_000 {
				t.Skip("more than 100,000 states")
			}
			r := Explore(t, System(t, p, "", Flags(s.Flags)), synod.Options{})
			NothingBroken(t, r)
			require.Equal(t, Size{s.States, s.Steps, s.Depth}, SizeOf(r))
			var vacuous []string
			for name, verdict := range Verdicts(r) {
				if verdict == synod.VerdictVacuous {
					vacuous = append(vacuous, name)
				}
			}
			require.ElementsMatch(t, strings.Fields(s.Vacuous), vacuous)
			require.Empty(t, r.Unmeant())
		})
	}
}
