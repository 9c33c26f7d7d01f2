package main

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestLibrary(t *testing.T) {
	rawnodetest.Library(t, &library, checks.Size{States: 126884, Steps: 354909, Depth: 38}, "linearizability", "commit-safety", "durability")
}
