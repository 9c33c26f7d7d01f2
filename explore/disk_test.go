package explore

import (
	"context"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// badDisk is a disk that is full after some bytes, or from which nothing, or
// something else, is read after some reads.
type badDisk struct {
	diskFile
	room, reads *int64
	garbled     bool
}

func (d badDisk) WriteAt(p []byte, at int64) (int, error) {
	if *d.room -= int64(len(p)); *d.room < 0 {
		n, _ := d.diskFile.WriteAt(p[:len(p)/2], at)
		return n, syscall.ENOSPC
	}
	return d.diskFile.WriteAt(p, at)
}

func (d badDisk) ReadAt(p []byte, at int64) (int, error) {
	if *d.reads--; *d.reads >= 0 {
		return d.diskFile.ReadAt(p, at)
	}
	if d.garbled {
		clear(p)
		return len(p), nil
	}
	return 0, syscall.EIO
}

// TestABadDiskLosesNothing has the disk fail at any time: the search ends with what
// it has, what it counted is right as far as it went, and a finding of the level in
// which it failed is that of a search without a disk.
func TestABadDiskLosesNothing(t *testing.T) {
	seeds := uint64(120)
	if testing.Short() {
		seeds = 60
	}
	failed, kept := 0, 0
	for seed := range seeds {
		d := rand.New(rand.NewPCG(seed, 3))
		g := newGraph(seed, 10_000+d.IntN(20_000), 2+d.IntN(3))
		if one := 1 + d.IntN(3000); d.IntN(3) > 0 {
			g.finding = func(s int) bool { return rand.New(rand.NewPCG(seed, uint64(s))).IntN(one) == 0 }
		}
		whole, err := Search(context.Background(), g, Options{})
		require.NoError(t, err)
		room, reads := int64(1<<62), int64(1<<62)
		if most := int64(60_000); d.IntN(2) == 0 {
			room = d.Int64N(most)
		} else {
			reads = d.Int64N(40)
		}
		garbled := d.IntN(2) == 0
		// One worker: the disk is counted without a lock.
		r, err := Search(context.Background(), g, Options{
			Memory: 3 << 20, SpillDir: t.TempDir(),
			openSpill: func(dir string) (*spillFile, error) {
				f, err := newSpillFile(dir)
				if err == nil {
					f.file = badDisk{f.file, &room, &reads, garbled}
				}
				return f, err
			},
		})
		require.NoError(t, err)
		require.LessOrEqual(t, r.States, whole.States)
		require.LessOrEqual(t, r.Steps, whole.Steps)
		if len(r.BoundedBy) == 0 {
			require.Equal(t, [2]uint64{whole.States, whole.Steps}, [2]uint64{r.States, r.Steps})
			require.Equal(t, whole.Findings, r.Findings)
			require.NoError(t, r.DiskError)
			continue
		}
		if r.BoundedBy[0] == ByMemory {
			continue
		}
		failed++
		require.Equal(t, []string{ByDisk}, r.BoundedBy)
		require.Regexp(t, `^(a violation was found, and how it is reached is not known: )?the (frontier|log|visited states) cannot (go to|be read back from) disk: `, r.DiskError.Error())
		require.False(t, r.Complete())
		if len(r.Findings) > 0 {
			kept++
			require.Equal(t, whole.Findings, r.Findings)
		}
	}
	require.Greater(t, failed, int(seeds/4))
	require.Positive(t, kept)
}

// TestSpilledBlocks: a block that goes to disk is cut into bearable ones, and what is read back of
// them is the states that were not left out, in order.
func TestSpilledBlocks(t *testing.T) {
	s := &search{opts: Options{SpillDir: t.TempDir()}}
	defer s.closeSpills()
	w := &worker{}
	for seed := range uint64(20) {
		d := rand.New(rand.NewPCG(seed, 4))
		b := &block{}
		var want, old []uint32
		out := d.IntN(4)
		for place := range uint32(d.IntN(5 * maxBlockStates)) {
			state := []uint32{uint32(1 + d.IntN(60)), place}
			state = append(state, make([]uint32, state[0]-1)...)
			b.words = append(b.words, state...)
			b.states++
			if d.IntN(1+out) > 0 {
				old = append(old, place)
			} else {
				want = append(want, state...)
			}
		}
		if b.states == 0 {
			continue
		}
		require.NoError(t, s.spillBlock(w, &s.next, b))
		require.True(t, b.onDisk)
		if b.leaveOld(old); b.states == 0 {
			continue // finish does not keep it
		}
		b.first = s.next.states
		s.next.states += uint64(b.states)
		before := len(s.next.blocks)
		s.split(b)
		var got []uint32
		first := b.first
		for _, piece := range s.next.blocks[before:] {
			require.LessOrEqual(t, piece.states+len(piece.old), maxBlockStates)
			require.Equal(t, first, piece.first)
			first += uint64(piece.states)
			var err error
			got, err = w.codec.read(s.next.spill, piece, got)
			require.NoError(t, err)
		}
		require.Equal(t, s.next.states, first)
		require.True(t, slices.Equal(want, got), "seed %d", seed)
	}
}
