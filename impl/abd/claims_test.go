package abd

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
)

func TestClaimsAboutRuns(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "holds", "violated", "violated")
}

func TestMutants(t *testing.T) {
	checks.MutantsAre(t, &Protocol, checks.Known{Mutant: "wait-for-all", Breaks: "operations-return", Length: 4})
	checks.MutantIsFound(t, &Protocol, "wait-for-all", nil, 4)
	checks.MutantsAreDescribed(t, &Protocol)
}
