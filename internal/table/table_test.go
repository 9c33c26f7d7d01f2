package table_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/table"
)

// TestMapAgainstMap: a Map has the numbers that Go's map has, for keys that are spread,
// small, or alike in their low halves.
func TestMapAgainstMap(t *testing.T) {
	for seed := range uint64(30) {
		d := rand.New(rand.NewPCG(seed, 1))
		draw := []func() uint64{d.Uint64, func() uint64 { return d.Uint64N(500) }, func() uint64 { return d.Uint64() << 32 }}[seed%3]
		var m table.Map
		want := map[uint64]uint32{}
		_, ok := m.Get(7)
		require.False(t, ok)
		for number := range uint32(d.IntN(3000)) {
			key := max(draw(), 1)
			have, known := want[key]
			got, ok := m.Get(key)
			require.Equal(t, known, ok)
			if !known {
				have, want[key] = number, number
			} else {
				require.Equal(t, have, got)
			}
			got, isNew := m.Add(key, number)
			require.Equal(t, have, got)
			require.Equal(t, !known, isNew)
		}
		require.Equal(t, len(want), m.Len())
		for key, number := range want {
			got, ok := m.Get(key)
			require.True(t, ok)
			require.Equal(t, number, got)
		}
		require.GreaterOrEqual(t, m.Bytes(), int64(12*m.Len()))
	}
}

// TestIndexAgainstMap: an Index finds each entry and no other one, however bad the hash
// is, and asks only about entries with the hash's high half.
func TestIndexAgainstMap(t *testing.T) {
	for seed := range uint64(30) {
		d := rand.New(rand.NewPCG(seed, 2))
		few := d.Uint64N(1 << d.IntN(40))
		hash := func(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 % (few + 1) << 24 }
		var index table.Index
		var keys []uint64
		want := map[uint64]uint32{}
		for range d.IntN(2000) {
			key := d.Uint64N(1500)
			number, ok := index.Find(hash(key), func(n uint32) bool {
				require.Equal(t, hash(key)>>32, hash(keys[n])>>32)
				return keys[n] == key
			})
			have, known := want[key]
			require.Equal(t, known, ok)
			if known {
				require.Equal(t, have, number)
				continue
			}
			want[key] = uint32(len(keys))
			index.Add(hash(key), uint32(len(keys)))
			keys = append(keys, key)
		}
		require.Equal(t, len(keys), index.Len())
		require.GreaterOrEqual(t, index.Bytes(), int64(8*len(keys)))
	}
}

// TestNumbers: the greatest number is found again, and one more is refused.
func TestNumbers(t *testing.T) {
	var index table.Index
	for _, n := range []uint32{0, table.MaxNumber} {
		index.Add(1<<40, n)
		got, ok := index.Find(1<<40, func(have uint32) bool { return have == n })
		require.True(t, ok)
		require.Equal(t, n, got)
	}
	require.Panics(t, func() { index.Add(1, table.MaxNumber+1) })
}
