package vr

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
)

func TestClaimsAboutRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("searches a million states for loops")
	}
	checks.ClaimsAboutRuns(t, &Protocol, "violated", "holds", "holds", "violated", "holds", "violated")
}
