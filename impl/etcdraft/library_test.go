package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/internal/checks"
	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

// The versions in versions/ and that of go.mod, each with its -modfile.
func TestLibrary(t *testing.T) {
	known := map[string]struct {
		size     checks.Size
		violated []string
	}{
		"v3.6.0":        {checks.Size{States: 141543, Steps: 399034, Depth: 38}, []string{"linearizability"}},
		"v3.7.0-beta.0": {checks.Size{States: 144261, Steps: 405686, Depth: 38}, nil},
		"v3.7.0-rc.0":   {checks.Size{States: 144261, Steps: 405686, Depth: 38}, nil},
		"v3.7.0-rc.1":   {checks.Size{States: 144261, Steps: 405686, Depth: 38}, nil},
		"v3.7.0":        {checks.Size{States: 144261, Steps: 405686, Depth: 38}, nil},
	}
	of, ok := known[library.Version()]
	require.True(t, ok, "version %q is not one of those that are known here", library.Version())
	rawnodetest.Library(t, &library, of.size, of.violated...)
}
