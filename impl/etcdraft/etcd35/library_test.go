package main

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestLibrary(t *testing.T) {
	rawnodetest.Library(t, &library, checks.Size{States: 138798, Steps: 391725, Depth: 38}, "linearizability", "durability")
}
