package explore

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// inEachForm runs a test with sets that are never compact, as soon as they can be, and
// after a while.
func inEachForm(t *testing.T, test func(t *testing.T, v *visitedSet)) {
	for name, from := range map[string]int64{"slots": compactFrom, "compact": 0, "both": 5 << 20} {
		t.Run(name, func(t *testing.T) {
			v := newVisitedSet()
			defer v.close()
			v.compactFrom = from
			test(t, v)
		})
	}
}

// TestVisitedSetAgainstMap inserts names, some of them often, the smallest and
// the largest too, and wants exactly the first insert of each to be new.
func TestVisitedSetAgainstMap(t *testing.T) {
	inEachForm(t, func(t *testing.T, v *visitedSet) {
		d := rand.New(rand.NewPCG(1, 1))
		seen := map[uint64]bool{}
		pool := []uint64{1, 2, ^uint64(0), 1 << 63, 1<<56 - 1}
		count := 2_000_000
		if testing.Short() {
			count = 1_000_000
		}
		for range count {
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
		requireAll(t, v, seen)
		require.Equal(t, v.compactFrom < compactFrom, v.parts[0].names != nil)
	})
}

// requireAll wants the keys of a set to be those of the names.
func requireAll(t *testing.T, v *visitedSet, names map[uint64]bool) {
	n := 0
	has := func(name uint64) {
		n++
		if !names[name] {
			t.Fatalf("%#x was never inserted", name)
		}
	}
	for i := range v.parts {
		p := &v.parts[i]
		if p.names != nil {
			p.names.all(func(key uint64) { has(uint64(i)<<keyBits | key) })
		}
		for _, name := range p.slots {
			if name != 0 {
				has(name)
			}
		}
	}
	require.Equal(t, len(names), n)
}

// TestVisitedSetBytes wants what the size of a large set promises.
func TestVisitedSetBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("it inserts 20 million names")
	}
	v := newVisitedSet()
	defer v.close()
	v.compactFrom = 50 << 20
	d := rand.New(rand.NewPCG(4, 1))
	least, most := 100.0, 0.0
	for n := 1; n <= 20_000_000; n++ {
		if isNew, ok := v.insertOne(d.Uint64()); !ok || !isNew {
			t.Fatalf("name %d: new is %v, room is %v", n, isNew, ok)
		}
		if n > 14_000_000 { // all parts are compact, and have grown once
			perState := float64(v.bytes.Load()) / float64(n)
			least, most = min(least, perState), max(most, perState)
		}
	}
	t.Logf("%.2f to %.2f bytes a name", least, most)
	require.Greater(t, least, 7.5)
	require.Less(t, most, 8.6)
	away, in := 0, 0
	for i := range v.parts {
		away += len(v.parts[i].names.overflow)
		in += v.parts[i].names.used
	}
	require.Less(t, float64(away)/float64(in), 0.01, "keys in the overflow")
}

// TestNameTableKeys wants every home to have the keys that firstKey says, at most as many as
// the bits of a slot tell apart.
func TestNameTableKeys(t *testing.T) {
	for _, homes := range []uint64{firstLines, firstLines + 1, 1000, 4096, 4608, 99_991} {
		tab := nameTable{homes: homes}
		for _, home := range []uint64{0, 1, 2, homes / 3, homes / 2, homes - 2, homes - 1} {
			first := tab.firstKey(home)
			require.Equal(t, home, tab.home(first))
			if home > 0 {
				require.Equal(t, home-1, tab.home(first-1))
			}
			next := uint64(1) << keyBits
			if home+1 < homes {
				next = tab.firstKey(home + 1)
			}
			require.LessOrEqual(t, next-first, uint64(1)<<slotBits)
		}
	}
}

// TestVisitedSetClusters inserts neighbouring names, which all want one slot
// and run past the end of a part.
func TestVisitedSetClusters(t *testing.T) {
	inEachForm(t, func(t *testing.T, v *visitedSet) {
		for round := range 2 {
			for i := range uint64(6000) {
				for _, base := range []uint64{0x0100000000000000 - 3000, 0xffffffffffffe000} {
					isNew, ok := v.insertOne(base + i)
					require.True(t, ok)
					require.Equal(t, round == 0, isNew)
				}
			}
		}
	})
}

// TestVisitedSetLimit fills a set to a limit: it takes names until it is nearly full, then
// refuses, and has lost none.
func TestVisitedSetLimit(t *testing.T) {
	for limit, most := range map[int64]float64{3 << 20: 15, 64 << 20: 8} {
		v := newVisitedSet()
		defer v.close()
		v.setLimit(limit)
		d := rand.New(rand.NewPCG(2, 1))
		var taken []uint64
		for {
			name := d.Uint64() | 2
			_, ok := v.insertOne(name)
			if !ok {
				break
			}
			taken = append(taken, name)
		}
		require.LessOrEqual(t, float64(v.bytes.Load()), 1.05*float64(limit), "what overflows is counted afterwards")
		require.Less(t, float64(limit)/float64(len(taken)), most, "bytes a name")
		for _, name := range taken {
			isNew, ok := v.insertOne(name)
			require.True(t, ok)
			require.False(t, isNew)
		}
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
			got, err := log.path(level, uint64(i))
			require.NoError(t, err)
			require.Equal(t, path, got)
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
