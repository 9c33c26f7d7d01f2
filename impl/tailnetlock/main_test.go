package main

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"

	"github.com/synod-go/synod/impl/tailnetlock/lock"
)

// version is the version of the library that is tested: go test -modfile=… takes another.
func version(t *testing.T) string {
	info, ok := debug.ReadBuildInfo()
	require.True(t, ok)
	for _, m := range info.Deps {
		if m.Path == "tailscale.com" {
			return m.Version
		}
	}
	require.Fail(t, "the library is no dependency")
	return ""
}

// That updates which are not two weeks old are kept did not go together with a chain that
// is long enough to be cut (tailscale pull request 17970).
func TestYoungUpdates(t *testing.T) {
	flags := "-history 30 -keep 24"
	if version(t) == "v1.90.9" {
		synod.Catches(t, lock.Protocol.With(flags), "compacts", 3)
		return
	}
	synod.Check(t, lock.Protocol.With(flags))
}
