package explore

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestVisitedSetAgainstMap inserts names, some of them often, the smallest and
// the largest too, and wants exactly the first insert of each to be new.
func TestVisitedSetAgainstMap(t *testing.T) {
	d := rand.New(rand.NewPCG(1, 1))
	v := newVisitedSet()
	defer v.close()
	seen := map[uint64]bool{}
	pool := []uint64{1, 2, ^uint64(0), 1 << 63, 1<<56 - 1}
	for range 1_000_000 {
		name := d.Uint64()
		if d.IntN(2) == 0 {
			name = pool[d.IntN(len(pool))]
		} else {
			pool = append(pool, name)
		}
		isNew, ok := v.insertOne(name)
		require.True(t, ok)
		if isNew == seen[name] {
			t.Fatalf("%#x: new is %v, seen before is %v", name, isNew, seen[name])
		}
		seen[name] = true
	}
	require.Equal(t, uint64(len(seen)), v.len())
	// What is left after growing is what the limits promise.
	perState := float64(v.bytes.Load()) / float64(v.len())
	require.Less(t, perState, 24.0)
}

// TestVisitedSetClusters inserts neighbouring names, which all want one slot
// and run past the end of a part.
func TestVisitedSetClusters(t *testing.T) {
	v := newVisitedSet()
	defer v.close()
	for round := range 2 {
		for i := range uint64(3000) {
			for _, base := range []uint64{0x0100000000000000 - 3000, 0xfffffffffffff000} {
				isNew, ok := v.insertOne(base + i)
				require.True(t, ok)
				require.Equal(t, round == 0, isNew)
			}
		}
	}
}

// TestVisitedSetLimit fills a set that may not grow: it takes names until it is
// nearly full, then refuses, and has lost none.
func TestVisitedSetLimit(t *testing.T) {
	v := newVisitedSet()
	defer v.close()
	before := v.bytes.Load()
	v.limit.Store(before)
	d := rand.New(rand.NewPCG(2, 1))
	var taken []uint64
	for {
		name := d.Uint64() | 1
		_, ok := v.insertOne(name)
		if !ok {
			break
		}
		taken = append(taken, name)
	}
	require.Equal(t, before, v.bytes.Load())
	require.Greater(t, float64(len(taken)), 0.7*float64(before/8))
	for _, name := range taken {
		isNew, ok := v.insertOne(name)
		require.True(t, ok)
		require.False(t, isNew)
	}
}

// TestParentLog wants every path that was written back.
func TestParentLog(t *testing.T) {
	d := rand.New(rand.NewPCG(3, 1))
	var log parentLog
	var paths [][]uint32 // of the states of the last level
	paths = append(paths, nil)
	for level := range 12 {
		log.startLevel()
		var next [][]uint32
		for first := 0; first < len(paths); first += 7 { // a stretch
			w := logWriter{parent: uint64(first)}
			written := uint64(0)
			for parent := first; parent < min(first+7, len(paths)); parent++ {
				for range 1 + d.IntN(3) {
					label := d.Uint32() >> d.IntN(32)
					w.add(uint64(parent), label)
					next = append(next, append(append([]uint32(nil), paths[parent]...), label))
					written++
				}
			}
			log.append(w.data, uint64(first), written)
		}
		for i, path := range next {
			require.Equal(t, path, log.path(level, uint64(i)))
		}
		if paths = next; len(paths) > 2000 {
			paths = paths[:2000]
		}
		if len(paths) == 0 {
			break
		}
	}
	require.Positive(t, log.bytes)
}
