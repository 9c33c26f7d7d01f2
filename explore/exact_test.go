package explore

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// named returns the names of keys in a tree, each twice and out of order.
func named(t *testing.T, in *tree, keys [][]uint32, random *rand.Rand) []uint64 {
	names := make([]uint64, len(keys))
	c := &climber{tree: in}
	for round := range 2 {
		for _, i := range random.Perm(len(keys)) {
			name, err := c.name(keys[i])
			require.NoError(t, err)
			if round == 1 {
				require.Equal(t, names[i], name, "%v", keys[i])
			}
			names[i] = name
		}
	}
	return names
}

// TestTreeNames holds the names of keys against the keys: two names are one exactly if the keys
// are. The keys are of all lengths and alike: of few different words, with zeros at the end, and
// long ones that differ in a word.
func TestTreeNames(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var keys [][]uint32
	for n := range 40 {
		for range 200 {
			key := make([]uint32, n)
			for i := range key {
				key[i] = uint32(random.IntN(3))
			}
			keys = append(keys, key)
			if n > 0 {
				changed := slices.Clone(key)
				changed[random.IntN(n)] = random.Uint32()
				keys = append(keys, changed)
			}
		}
		keys = append(keys, make([]uint32, n))
	}
	names := named(t, &tree{}, keys, random)
	keyOf, nameOf := map[uint64]string{}, map[string]uint64{}
	for i, key := range keys {
		text := fmt.Sprint(key)
		if have, ok := keyOf[names[i]]; ok {
			require.Equal(t, have, text, "two keys of one name")
		}
		if have, ok := nameOf[text]; ok {
			require.Equal(t, have, names[i], "two names of one key")
		}
		require.NotZero(t, names[i])
		keyOf[names[i]], nameOf[text] = text, names[i]
	}
	require.Greater(t, len(nameOf), 5000)
}

// TestTreeOfSeveralWorkers has many goroutines name the same keys at a time.
func TestTreeOfSeveralWorkers(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var keys [][]uint32
	for range 2000 {
		key := make([]uint32, 1+random.IntN(12))
		for i := range key {
			key[i] = uint32(random.IntN(50))
		}
		keys = append(keys, key)
	}
	in := &tree{}
	names := make([][]uint64, 8)
	var all sync.WaitGroup
	for g := range names {
		all.Go(func() { names[g] = named(t, in, keys, rand.New(rand.NewPCG(5, uint64(g)))) })
	}
	all.Wait()
	for _, other := range names[1:] {
		require.Equal(t, names[0], other)
	}
	require.Positive(t, in.bytes())
}

func TestTreeRefusesLongKeys(t *testing.T) {
	c := &climber{tree: &tree{}}
	_, err := c.name(make([]uint32, 1<<(maxRounds+1)-1))
	require.NoError(t, err)
	_, err = c.name(make([]uint32, 1<<(maxRounds+1)))
	require.ErrorIs(t, err, errLongKey)
}
