package main

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestLibrary(t *testing.T) {
	size := checks.Size{States: 138798, Steps: 391725, Depth: 38}
	if library.Version() == "v3.5.0-alpha.0" {
		size = checks.Size{States: 126884, Steps: 354909, Depth: 38}
	}
	rawnodetest.Library(t, &library, size, "linearizability", "durability")
}
