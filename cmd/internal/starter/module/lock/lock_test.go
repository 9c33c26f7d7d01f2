package lock_test

import (
	"testing"

	"github.com/synod-go/synod"

	"github.com/synod-go/synod/cmd/internal/starter/module/lock"
)

// Nothing goes wrong, in any order of events within the bounds of the protocol.
func TestLock(t *testing.T) {
	synod.Check(t, lock.Protocol.With())
}

// Each rule is needed: without it two clients hold the lock.
func TestMutantsAreCaught(t *testing.T) {
	for _, m := range lock.Protocol.Mutants {
		t.Run(m.Name, func(t *testing.T) {
			synod.Catches(t, lock.Protocol.With("-mutant", m.Name), m.Breaks, m.Length)
		})
	}
}
