package cmd_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd/internal/starter/module/lock"
	"github.com/synod-go/synod/model"
)

// A spec and a mapping as a user has them: the spec knows nothing of messages, and the
// protocol need not have the settings of this repository's.
const (
	mutexSpec = `---- MODULE Mutex ----
CONSTANT Client
VARIABLE holds
Init == holds = {}
Take(c) == holds = {} /\ holds' = {c}
Give(c) == c \in holds /\ holds' = holds \ {c}
Next == \E c \in Client : Take(c) \/ Give(c)
Spec == Init /\ [][Next]_holds
====
`
	mutexMapping = `---- MODULE LockCode ----
CONSTANTS settings, names, fixed
VARIABLES nodes, network, faults
Client == {names.C[k] : k \in DOMAIN names.C}
holds == {c \in Client : nodes[c].Holds}
Mutex == INSTANCE Mutex
Implements == Mutex!Spec
====
`
)

// mapped is the lock service with a spec of its own, and without the setting network.
func mapped() *model.Protocol {
	p := lock.Protocol
	p.Mapping = &model.Mapping{Module: "LockCode", FS: fstest.MapFS{
		"Mutex.tla": {Data: []byte(mutexSpec)}, "LockCode.tla": {Data: []byte(mutexMapping)},
	}}
	p.Params = nil
	for _, param := range lock.Protocol.Params {
		if param.Name != "network" {
			p.Params = append(p.Params, param)
		}
	}
	return &p
}

// A protocol of somebody's own is held against a spec of their own.
func TestConformanceOfAnotherProtocol(t *testing.T) {
	mine := []*model.Protocol{mapped()}
	dir := t.TempDir()
	code, out, errs := ran(mine, "mine", "conform", "-protocol", "lock", "-o", dir)
	require.Equal(t, exitOK, code, errs)
	require.Contains(t, out, "CONFORMS to Mutex. Complete")

	code, out, errs = ran(mine, "mine", "conform", "-protocol", "lock", "-mutant", "forget-holder", "-o", dir)
	require.Equal(t, exitViolation, code, errs)
	require.Contains(t, out, "DEPARTS from Mutex at step 8")
	path := filepath.Join(dir, "lock-forget-holder-conformance.itf.json")
	code, out, errs = ran(mine, "mine", "replay", path)
	require.Equal(t, exitOK, code, errs)
	require.Contains(t, out, "the code departs from its spec again")

	code, _, errs = ran(mine, "mine", "conform", "-protocol", "lock", "-losses")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "module Mutex has no variable msgs")

	code, out, errs = ran(mine, "mine", "claims")
	require.Equal(t, exitOK, code, out+errs)
	require.Regexp(t, `lock -mutant forget-holder +mutual-exclusion +violated after 8 +departs at 8 `, out)

	code, _, errs = ran([]*model.Protocol{&lock.Protocol}, "mine", "conform", "-protocol", "lock")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "protocol lock has no TLA+ spec that it is held against")
}

// A mapping in a file is taken before the protocol's own.
func TestConformanceWithAMappingInAFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Mutex.tla"), []byte(mutexSpec), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Mine.tla"), []byte("---- MODULE Mine ----\n"+mutexMapping[len("---- MODULE LockCode ----\n"):]), 0o666))
	code, out, errs := ran([]*model.Protocol{mapped()}, "mine", "conform", "-protocol", "lock", "-mapping", filepath.Join(dir, "Mine.tla"), "-o", dir)
	require.Equal(t, exitOK, code, errs)
	require.Contains(t, out, "CONFORMS to Mutex. Complete")
}
