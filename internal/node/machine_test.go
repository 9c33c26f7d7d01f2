package node

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/canon"
	"github.com/synod-go/synod/model"
)

// still is a machine that does nothing.
type still struct{}

func (still) Start(model.Env)                                {}
func (still) Receive(model.Env, model.NodeID, model.Message) {}
func (still) Timeout(model.Env, model.Timer)                 {}
func (still) Disk() any                                      { return nil }
func (still) State() any                                     { return 1 }
func (still) Shown() any                                     { return &struct{ A int }{2} }

// Another seed gives the states of a machine other names, and changes nothing else.
func TestSeedOfNames(t *testing.T) {
	states := map[uint64][]byte{}
	for _, seed := range []uint64{0, 1} {
		k, err := OfMachine(canon.New(canon.Options{}), "M", seed, nil, func(any) model.Machine { return still{} }, func(_ string, code func()) { code() })
		require.NoError(t, err)
		states[seed], err = k.Run(k.Boot(), nil, Input{Call: Start})
		require.NoError(t, err)
		again, err := k.Run(k.Boot(), nil, Input{Call: Start})
		require.NoError(t, err)
		require.Equal(t, states[seed], again)
	}
	require.NotEqual(t, nameOf(states[0]), nameOf(states[1]))
	require.Equal(t, states[0][17:], states[1][17:])
}
