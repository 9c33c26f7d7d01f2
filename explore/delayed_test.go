package explore

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// onDisk makes a search move its visited states to disk before one of so many rounds.
func onDisk(t *testing.T, o Options, seed uint64, one int) Options {
	d := rand.New(rand.NewPCG(seed, 11))
	o.SpillDir = t.TempDir()
	o.Memory = 1 << (12 + d.IntN(16))
	o.moves = func() bool { return d.IntN(one) == 0 }
	return o
}

// TestVisitedOnDisk holds searches that move their visited states to disk at random moments
// against those that keep them in memory: the results are the same, with the same paths and in
// the same order, for any number of workers and whatever the search does with findings.
func TestVisitedOnDisk(t *testing.T) {
	count := uint64(400)
	if testing.Short() {
		count = 80
	}
	moved, broken, wasMoved := 0, 0, false
	for seed := range count {
		k, o := randomKept(seed)
		o.Exact, o.Memory = false, 0
		want, err := Search(t.Context(), k, o)
		require.NoError(t, err)
		if len(want.Findings) > 0 {
			broken++
		}
		for one := range 3 {
			o := onDisk(t, o, seed, 1+one*one*2)
			o.Workers = 1 + one
			wasMoved, o.moved = false, func() { wasMoved = true }
			at := fmt.Sprintf("seed %d, %+v", seed, o)
			r, err := Search(t.Context(), k, o)
			require.NoError(t, err, at)
			require.NoError(t, r.DiskError, at)
			require.Equal(t, counted(want), counted(r), at)
			if wasMoved {
				moved++
				require.Positive(t, r.DiskBytes, at)
			}
			left, err := os.ReadDir(o.SpillDir)
			require.NoError(t, err)
			require.Empty(t, left)
		}
	}
	require.Greater(t, moved, int(count))
	require.Greater(t, broken, int(count/5))
}

// TestVisitedOnDiskByMemory gives a search less memory than its visited set needs.
func TestVisitedOnDiskByMemory(t *testing.T) {
	g := newGraph(2, 1<<18, 3)
	g.finding = func(s int) bool { return s%50_000 == 1 }
	want, err := Search(t.Context(), g, Options{Workers: 2, Continue: true})
	require.NoError(t, err)
	require.Len(t, want.Findings, 1)
	for _, memory := range []int64{1, 4 << 20} {
		moved := 0
		r, err := Search(t.Context(), g, Options{Workers: 2, Continue: true, Memory: memory, SpillDir: t.TempDir(), moved: func() { moved++ }})
		require.NoError(t, err)
		require.Positive(t, moved)
		require.Equal(t, counted(want), counted(r), "%d bytes", memory)
		require.Positive(t, r.DiskBytes)
		require.GreaterOrEqual(t, r.SpilledBytes, r.DiskBytes)
	}
}

// TestResumedOnDisk: a search that the disk has no more room for ends, and goes on when it has.
func TestResumedOnDisk(t *testing.T) {
	ended := 0
	for seed := range uint64(40) {
		d := rand.New(rand.NewPCG(seed, 12))
		k, o := randomKept(seed)
		o.Exact, o.Memory = false, 0
		want, err := Search(t.Context(), k, o)
		require.NoError(t, err)
		free := int64(leaveOnDisk + d.IntN(3000))
		o = onDisk(t, o, seed, 3)
		o.Checkpoint = filepath.Join(t.TempDir(), "kept")
		for range 20 {
			o.freeOnDisk = func(dir string) (int64, bool) {
				require.Equal(t, o.SpillDir, dir)
				return free, true
			}
			r, err := Search(t.Context(), k, o)
			require.NoError(t, err)
			if len(r.BoundedBy) == 0 || r.BoundedBy[0] != ByDisk {
				require.Equal(t, counted(want), counted(r), "seed %d", seed)
				break
			}
			ended++
			require.Regexp(t, `^the (visited states do not fit on the disk|frontier cannot go to disk): .* are needed in .*, where 256\.0 MiB are free, and 256\.0 MiB are left to others$`, r.DiskError.Error())
			free += 1 << 14
			_, err = os.Stat(filepath.Join(o.Checkpoint, manifestName))
			o.Resume = err == nil
		}
	}
	require.Greater(t, ended, 10)
}

// randomKeys returns sorted keys, some of them dense.
func randomKeys(d *rand.Rand) []uint64 {
	keys := map[uint64]bool{}
	shift := d.IntN(keyBits)
	for range d.IntN(3 * runBlockNames) {
		key := d.Uint64() & keyMask
		if d.IntN(4) == 0 {
			key = 12345<<20 + key>>shift
		}
		keys[key&keyMask] = true
	}
	return slices.Sorted(maps.Keys(keys))
}

// TestRuns holds runs on disk against a map.
func TestRuns(t *testing.T) {
	for seed := range uint64(60) {
		d := rand.New(rand.NewPCG(seed, 13))
		file, err := newSpillFile(t.TempDir())
		require.NoError(t, err)
		r := &nameRuns{file: file}
		have := map[uint64]bool{}
		var buffer []byte
		for range 1 + d.IntN(3) {
			keys := randomKeys(d)
			run := new(nameRun)
			before := r.onDisk()
			buffer, err = r.write(buffer, run, 7, keys)
			require.NoError(t, err)
			require.LessOrEqual(t, r.onDisk()-before, runBound(len(keys)))
			r.add(run, uint64(len(keys)))
			for _, key := range keys {
				have[key] = true
			}
		}
		ask := func() (asked []tentative) {
			for key := range have {
				if d.IntN(3) == 0 {
					asked = append(asked, tentative{key: key}, tentative{key: (key + uint64(d.IntN(3))) & keyMask})
				}
			}
			for range 100 {
				asked = append(asked, tentative{key: d.Uint64() & keyMask})
			}
			for i := range asked {
				asked[i].place = uint32(i)
			}
			return asked
		}
		asked := ask()
		want := map[uint32]bool{}
		for _, a := range asked {
			if have[a.key] {
				want[a.place] = true
			}
		}
		var reader runReader
		found, err := r.known(&reader, 7, slices.Clone(asked), nil)
		require.NoError(t, err)
		got := map[uint32]bool{}
		for _, f := range found {
			require.False(t, got[f.place])
			got[f.place] = true
		}
		require.Equal(t, want, got, "seed %d", seed)
		none, err := r.known(&reader, 8, slices.Clone(asked), nil)
		require.NoError(t, err)
		require.Empty(t, none)

		if at := r.onDisk(); at > 0 && len(have) > 0 {
			one := make([]byte, 1)
			where := d.Int64N(at)
			_, err := file.file.ReadAt(one, where)
			require.NoError(t, err)
			one[0] ^= 1 << d.IntN(8)
			_, err = file.file.WriteAt(one, where)
			require.NoError(t, err)
			var all []tentative
			for key := range have {
				all = append(all, tentative{key: key})
			}
			if len(r.runs) == 1 {
				_, err = r.known(&reader, 7, all, nil)
				require.ErrorContains(t, err, "the visited states cannot be read back from disk: it is not what was written")
			}
		}
		require.NoError(t, file.close())
	}
}

// FuzzRunBlocks wants any keys back.
func FuzzRunBlocks(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, data []byte) {
		set := map[uint64]bool{}
		key := uint64(0)
		for i, b := range data {
			key = (key<<(b&31) + uint64(b)*uint64(i)) & keyMask
			set[key] = true
		}
		keys := slices.Sorted(maps.Keys(set))
		encoded, blocks := encodeRun(nil, keys)
		require.LessOrEqual(t, int64(len(encoded)), runBound(len(keys)))
		var got []uint64
		for _, b := range blocks {
			part := append(slices.Clone(encoded[b.at:b.at+int64(b.size)]), make([]byte, 8)...)
			got = b.decode(got, part)
		}
		require.Equal(t, len(keys), len(got))
		require.True(t, slices.Equal(keys, got))
	})
}
