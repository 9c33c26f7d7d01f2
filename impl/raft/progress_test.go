package raft

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
)

func TestClaimsAboutRuns(t *testing.T) {
	checks.ClaimsAboutRuns(t, &Protocol, "violated", "holds", "violated", "violated", "holds", "violated", "violated", "holds", "holds", "violated", "open", "violated", "open", "open", "open", "violated", "violated", "holds", "holds", "violated")
}
