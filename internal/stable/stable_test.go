package stable_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/stable"
)

func open(t *testing.T, fs stable.FS, dir string) *stable.Store {
	t.Helper()
	s, err := stable.Open(fs, dir)
	require.NoError(t, err)
	return s
}

func TestValuesAreKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := open(t, stable.OS{}, dir)
	require.Nil(t, s.Value())
	for i := range 200 {
		v := bytes.Repeat([]byte{byte(i)}, i*i)
		require.NoError(t, s.Put(v))
		require.Equal(t, v, s.Value())
		if i%7 == 0 {
			require.NoError(t, s.Close())
			s = open(t, stable.OS{}, dir)
			require.Nil(t, s.Torn)
			require.Equal(t, v, append([]byte{}, s.Value()...))
		}
	}
	require.NoError(t, s.Close())
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, names, 1, "old files are removed")
	require.NotEqual(t, "state.1", filepath.Base(names[0]), "a file that has grown large is left")
}

// Whenever the process dies, byte by byte, the value before the Put is found, or the one
// after it; what Put has returned for is never lost. On the lossy disk all that was not
// synced is lost, as when the power fails.
func TestCrashAtAnyPoint(t *testing.T) {
	for _, lossy := range []bool{false, true} {
		for _, size := range []int{0, 3, 700, 40_000} {
			t.Run(fmt.Sprintf("lossy=%t size=%d", lossy, size), func(t *testing.T) {
				crashAtAnyPoint(t, lossy, size)
			})
		}
	}
}

func crashAtAnyPoint(t *testing.T, lossy bool, size int) {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	disk := newMemory()
	bad := stable.NewBad(disk)
	bad.Lossy(lossy)
	s := open(t, bad, "dir")
	puts, few := 12, 30
	if size > 10_000 {
		puts, few = 40, 1 // so that files are left
	}
	var values [][]byte
	returned := []int{0} // after how many changes each Put had returned
	for i := range puts {
		v := bytes.Repeat([]byte{byte(i + 1)}, size+i)
		values = append(values, v)
		require.NoError(t, s.Put(v))
		returned = append(returned, len(disk.did))
	}
	done := 0
	for n := range len(disk.did) + 1 {
		for done+1 < len(returned) && returned[done+1] <= n {
			done++
		}
		if few == 1 && n%101 != 0 && n < len(disk.did) && disk.did[n].kind == "write" {
			continue // most of many pieces are alike
		}
		pieces := []int{0}
		if n < len(disk.did) && len(disk.did[n].data) > 1 {
			length := len(disk.did[n].data)
			for i := range min(length-1, few) {
				pieces = append(pieces, 1+i)
			}
			pieces = append(pieces, 1+random.IntN(length-1), length-1)
		}
		for _, bytes := range pieces {
			found(t, at(disk.did, n, bytes), values, done)
		}
	}
	require.Equal(t, puts, done)
}

// found asserts that the store has the value that was put last, or the one after it, and
// that it goes on.
func found(t *testing.T, disk *memory, values [][]byte, done int) {
	t.Helper()
	s := open(t, disk, "dir")
	at := done
	if at < len(values) && s.Value() != nil && bytes.Equal(s.Value(), values[at]) {
		at++
	}
	switch {
	case at == 0:
		require.Nil(t, s.Value())
	default:
		require.Equal(t, len(values[at-1]), len(s.Value()))
		require.Equal(t, values[at-1], append([]byte{}, s.Value()...))
	}
	require.NoError(t, s.Put([]byte("on")))
	again := open(t, disk, "dir")
	require.Equal(t, "on", string(again.Value()))
	require.Nil(t, again.Torn)
}

// No byte can be changed, and no file cut, without that being told.
func TestDamageIsTold(t *testing.T) {
	disk := newMemory()
	s := open(t, disk, "dir")
	for _, v := range []string{"first", "second", "third"} {
		require.NoError(t, s.Put([]byte(v)))
	}
	path := filepath.Join("dir", "state.1")
	whole := disk.files[path]
	offsets := []int64{0, 13, 30, 48, int64(len(whole))}
	record := func(at int) int64 { // the record in which a byte is
		for i := len(offsets) - 1; ; i-- {
			if int64(at) >= offsets[i] {
				return offsets[i]
			}
		}
	}
	for at := range whole {
		for _, flip := range []byte{1, 0x80, 0xff} {
			changed := disk.clone()
			changed.files[path] = bytes.Clone(whole)
			changed.files[path][at] ^= flip
			_, err := stable.Open(changed, "dir")
			var damaged *stable.Damaged
			require.ErrorAs(t, err, &damaged, "byte %d", at)
			require.Equal(t, path, damaged.File)
			require.Equal(t, record(at), damaged.Offset, "byte %d", at)
		}
	}
	for n := range whole {
		cut := disk.clone()
		cut.files[path] = bytes.Clone(whole[:n])
		s, err := stable.Open(cut, "dir")
		if int64(n) < offsets[2] {
			require.Error(t, err, "the first record is written before the file has its name")
			continue
		}
		require.NoError(t, err)
		if record(n) == int64(n) {
			require.Nil(t, s.Torn)
			continue
		}
		require.Equal(t, &stable.Torn{File: path, Offset: record(n), Bytes: int64(n) - record(n)}, s.Torn)
		require.Contains(t, s.Torn.String(), fmt.Sprintf("%s, offset %d: ", path, record(n)))
	}
	zeros := disk.clone()
	zeros.files[path] = append(bytes.Clone(whole), make([]byte, 40)...)
	_, err := stable.Open(zeros, "dir")
	require.EqualError(t, err, path+", offset 65: the head of the record has a wrong checksum; the disk is damaged, and what it held cannot be known")
}

func TestOtherFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "note"), nil, 0o666))
	require.Nil(t, open(t, stable.OS{}, dir).Value())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "state.x"), nil, 0o666))
	_, err := stable.Open(stable.OS{}, dir)
	require.EqualError(t, err, filepath.Join(dir, "state.x")+" is none of the files of a disk, whose names are state.1, state.2, …")
	require.NoError(t, os.Rename(filepath.Join(dir, "state.x"), filepath.Join(dir, "state.7")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "state.7"), []byte("synod-disk-2\n"), 0o666))
	_, err = stable.Open(stable.OS{}, dir)
	require.ErrorContains(t, err, `the file does not begin with "synod-disk-1\n"`)
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	bad := stable.NewBad(stable.OS{})
	s := open(t, bad, dir)
	require.NoError(t, s.Put([]byte("before")))
	bad.Full(true)
	err := s.Put([]byte("lost"))
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorContains(t, err, filepath.Join(dir, "state.1"))
	bad.Full(false)
	require.Equal(t, err, s.Put([]byte("later")), "a store that has failed takes nothing any more")
	require.Equal(t, "before", string(open(t, bad, dir).Value()))
}

func TestSlowDisk(t *testing.T) {
	bad := stable.NewBad(newMemory())
	s := open(t, bad, "dir")
	bad.Slow(20 * time.Millisecond)
	start := time.Now()
	require.NoError(t, s.Put(nil))
	require.GreaterOrEqual(t, time.Since(start), 20*time.Millisecond)
}

// What is not synced does not come to a lossy disk; on any other it does.
func TestLossyDisk(t *testing.T) {
	for _, lossy := range []bool{true, false} {
		disk := newMemory()
		bad := stable.NewBad(disk)
		bad.Lossy(lossy)
		f, err := bad.Create("f")
		require.NoError(t, err)
		_, err = f.Write(bytes.Repeat([]byte("x"), 1300))
		require.NoError(t, err)
		require.NoError(t, bad.Rename("f", "g"))
		writes := func() (sizes []int) {
			for _, c := range disk.did {
				if c.kind == "write" {
					sizes = append(sizes, len(c.data))
				}
			}
			return sizes
		}
		if !lossy {
			require.Equal(t, []int{1300}, writes())
			require.Contains(t, disk.files, "g")
			continue
		}
		require.Empty(t, writes())
		require.NoError(t, f.Sync())
		require.Equal(t, []int{512, 512, 276}, writes(), "a crash in between leaves the first of them")
		require.Contains(t, disk.files, "f")
		require.NoError(t, bad.SyncDir("."))
		require.Contains(t, disk.files, "g")
	}
}

func TestDirectoryIsLocked(t *testing.T) {
	if dir := os.Getenv("STABLE_LOCK"); dir != "" {
		_, err := stable.Lock(dir)
		fmt.Println(err)
		return
	}
	if runtime.GOOS == "js" {
		t.Skip("one process only")
	}
	dir := filepath.Join(t.TempDir(), "new")
	unlock, err := stable.Lock(dir)
	require.NoError(t, err)
	other := func() string {
		c := exec.Command(os.Args[0], "-test.run=TestDirectoryIsLocked")
		c.Env = append(os.Environ(), "STABLE_LOCK="+dir)
		out, err := c.Output()
		require.NoError(t, err)
		line, _, _ := strings.Cut(string(out), "\n")
		return line
	}
	require.Equal(t, dir+": another process uses it", other())
	require.NoError(t, unlock())
	require.Equal(t, "<nil>", other())
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	require.NoError(t, os.WriteFile(path+stable.Replacing, []byte("what a crash left behind"), 0o666))
	for _, content := range []string{"first", "second, which is longer", ""} {
		require.NoError(t, stable.Replace(path, []byte(content)))
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, string(got))
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1)
	}
	require.NoError(t, os.Mkdir(path+"d", 0o777))
	require.Error(t, stable.Replace(path+"d", nil), "a directory is not replaced")
	require.NoFileExists(t, path+"d"+stable.Replacing)
}

func TestErrorsOfTheDiskAreReturned(t *testing.T) {
	for _, fail := range []string{"List", "ReadFile", "Append", "Rename", "SyncDir", "Sync", "Create"} {
		disk := newMemory()
		s := open(t, disk, "dir")
		if fail == "ReadFile" || fail == "Append" {
			require.NoError(t, s.Put([]byte("v")))
		}
		s, err := stable.Open(&failing{disk, fail}, "dir")
		if err == nil {
			err = s.Put([]byte("w"))
		}
		require.ErrorIs(t, err, errBroken, fail)
	}
}

var errBroken = errors.New("broken")

// failing is a file system one of whose methods fails.
type failing struct {
	*memory
	what string
}

func (f *failing) of(what string) error {
	if f.what == what {
		return errBroken
	}
	return nil
}

func (f *failing) List(dir string) ([]string, error) {
	names, _ := f.memory.List(dir)
	return names, f.of("List")
}

func (f *failing) ReadFile(path string) ([]byte, error) {
	b, _ := f.memory.ReadFile(path)
	return b, f.of("ReadFile")
}

func (f *failing) Create(path string) (stable.File, error) {
	file, _ := f.memory.Create(path)
	return &failingFile{file, f}, f.of("Create")
}

func (f *failing) Append(path string) (stable.File, error) {
	file, _ := f.memory.Append(path)
	return &failingFile{file, f}, f.of("Append")
}

func (f *failing) Rename(string, string) error { return f.of("Rename") }
func (f *failing) SyncDir(string) error        { return f.of("SyncDir") }

type failingFile struct {
	stable.File
	fs *failing
}

func (f *failingFile) Sync() error { return f.fs.of("Sync") }

func BenchmarkPut(b *testing.B) {
	for _, size := range []int{100, 4_000, 40_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s, err := stable.Open(stable.OS{}, b.TempDir())
			require.NoError(b, err)
			v := make([]byte, size)
			for b.Loop() {
				v[0]++
				require.NoError(b, s.Put(v))
			}
			require.NoError(b, s.Close())
		})
	}
}
