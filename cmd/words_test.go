package cmd

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/validate"
)

// A report has the words of whatever made it.
func TestReportsHaveTheWordsOfTheEngines(t *testing.T) {
	require.Equal(t, explore.ByDepth, report.ByDepth)
	require.Equal(t, explore.ByConstraint, report.ByConstraint)
	require.Equal(t, explore.ByWalks, report.ByWalks)
	require.Equal(t, check.KindEvaluation, report.KindEvaluation)
	for word, want := range map[string]report.Verdict{
		search.VerdictHolds: report.Holds, search.VerdictViolated: report.Violated, search.VerdictInconclusive: report.Inconclusive,
		search.VerdictReached: report.Reached, search.VerdictUnreached: report.Unreached, search.VerdictVacuous: report.Vacuous,
		search.VerdictOpen: report.Open, validate.Accepted: report.Accepted, validate.Rejected: report.Rejected,
	} {
		require.Equal(t, want, report.Verdict(word))
	}
	for word, want := range map[string]report.Verdict{
		check.VerdictOK: report.Holds, check.VerdictViolation: report.Violated,
		check.VerdictInconclusive: report.Inconclusive, check.VerdictOpen: report.Open,
	} {
		require.Equal(t, want, verdictOf(word))
	}
}
