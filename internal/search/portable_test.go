package search

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// process compiles a system as another process would, whose tables give other numbers.
func process(t *testing.T, sys *model.System) *system.Space {
	t.Helper()
	c, err := system.Compile(sys, 0, "")
	require.NoError(t, err)
	return system.NewSpace(c)
}

// successors returns the successors of a state, and their names.
func successors(t *testing.T, sp *system.Space, s []uint32) (list []explore.Successor, names []uint64) {
	t.Helper()
	var out explore.Successors
	sp.Expand(s, &out)
	require.NoError(t, out.Err())
	for _, next := range out.Of() {
		names = append(names, next.Name)
	}
	return out.Of(), names
}

// TestPortableStates: a state that one process encodes is in another one the same state,
// with the same bytes, the same successors and the same names.
func TestPortableStates(t *testing.T) {
	count, most := 120, 60
	if testing.Short() {
		count = 25
	}
	moved, refused := 0, 0
	for seed := range uint64(count) {
		sys := randomSystem(seed)
		if seed%2 == 1 {
			sys = randomFaults(seed)
			sys.Assumptions = nil // which may leave no state
		}
		if seed%3 > 0 {
			sys.Assume = []string{"stable", "leader=N"}[seed%3-1]
		}
		sys.Messages = []model.Message{randomMessage{}}
		here, there := process(t, sys), process(t, sys)
		queue, seen := [][]uint32{nil}, map[uint64]bool{}
		for len(queue) > 0 && len(seen) < most {
			s := queue[0]
			queue = queue[1:]
			list, names := successors(t, here, s)
			if s != nil {
				data := here.Encode(nil, s)
				got, err := there.Decode([]uint32{1, 2, 3}, data)
				require.NoError(t, err, "seed %d", seed)
				require.Equal(t, []uint32{1, 2, 3}, got[:3])
				require.Equal(t, data, there.Encode(nil, got[3:]), "seed %d", seed)
				_, elsewhere := successors(t, there, got[3:])
				require.Equal(t, names, elsewhere, "seed %d", seed)
				moved++
				refused += damaged(t, there, data, seed)
			}
			for _, next := range list {
				if seen[next.Name] {
					continue
				}
				seen[next.Name] = true
				to, err := explore.Step(here, s, next.Label)
				require.NoError(t, err)
				queue = append(queue, to)
			}
		}
	}
	require.Greater(t, moved, 10*count)
	require.Greater(t, refused, moved)
}

// damaged decodes a state with bytes changed or missing: it is refused, or is another
// state that is encoded as it was read. It returns how many were refused.
func damaged(t *testing.T, sp *system.Space, data []byte, seed uint64) (refused int) {
	t.Helper()
	d := rand.New(rand.NewPCG(seed, uint64(len(data))))
	for range 6 {
		bad := append([]byte(nil), data...)
		switch d.IntN(3) {
		case 0:
			bad = bad[:d.IntN(len(bad))]
		case 1:
			bad = append(bad, byte(d.IntN(256)))
		default:
			bad[d.IntN(len(bad))] = byte(d.IntN(256))
		}
		s, err := sp.Decode(nil, bad)
		if err != nil {
			require.Empty(t, s)
			refused++
			continue
		}
		require.Equal(t, bad, sp.Encode(nil, s), "seed %d", seed)
	}
	return refused
}

// TestPortableTypes: a message of a type that the process does not know is refused, and
// understood when the system declares it.
func TestPortableTypes(t *testing.T) {
	sys := randomSystem(0)
	here := process(t, sys)
	var data []byte
	for queue := [][]uint32{nil}; data == nil; queue = queue[1:] {
		list, _ := successors(t, here, queue[0])
		for _, next := range list {
			to, err := explore.Step(here, queue[0], next.Label)
			require.NoError(t, err)
			queue = append(queue, to)
			if encoded := here.Encode(nil, to); bytes.Contains(encoded, []byte("randomMessage")) {
				data = encoded
			}
		}
	}

	_, err := process(t, sys).Decode(nil, data)
	require.ErrorContains(t, err, "unknown type")
	sys.Messages = []model.Message{randomMessage{}}
	_, err = process(t, sys).Decode(nil, data)
	require.NoError(t, err)

	sys.Messages = []model.Message{struct{ Never chan int }{}}
	_, err = system.Compile(sys, 0, "")
	require.EqualError(t, err, "the declared messages: struct { Never chan int }.Never: a channel (chan int) cannot be part of a state")
}
