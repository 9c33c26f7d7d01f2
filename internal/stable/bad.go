package stable

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Bad is a file system whose disk can be broken on purpose, while it is in use. What is
// broken is the program's view of the disk, in this process: a layer between the store and
// the real files.
type Bad struct {
	FS
	slow atomic.Int64 // how long a Sync takes in addition
	full atomic.Bool
	// lossy says that what was written or renamed stays in this process until it is
	// synced: the process's death takes it away, as a power failure does.
	lossy atomic.Bool

	mu      sync.Mutex
	renames [][2]string // those that are not on disk yet
}

// NewBad returns a disk that is good as yet.
func NewBad(fs FS) *Bad { return &Bad{FS: fs} }

// Slow makes each Sync take so much longer.
func (b *Bad) Slow(by time.Duration) { b.slow.Store(int64(by)) }

// Full makes all writes fail, as those to a full disk do.
func (b *Bad) Full(full bool) { b.full.Store(full) }

// Lossy has what was not synced be lost with the process, from now on.
func (b *Bad) Lossy(lossy bool) { b.lossy.Store(lossy) }

// Create implements FS.
func (b *Bad) Create(path string) (File, error) {
	if b.full.Load() {
		return nil, noRoom(path)
	}
	return b.wrap(path)(b.FS.Create(path))
}

// Append implements FS.
func (b *Bad) Append(path string) (File, error) { return b.wrap(path)(b.FS.Append(path)) }

func (b *Bad) wrap(path string) func(File, error) (File, error) {
	return func(f File, err error) (File, error) {
		if err != nil {
			return nil, err
		}
		return &badFile{bad: b, path: path, f: f}, nil
	}
}

func noRoom(path string) error { return fmt.Errorf("write %s: %w", path, syscall.ENOSPC) }

// Rename implements FS.
func (b *Bad) Rename(from, to string) error {
	if !b.lossy.Load() {
		return b.FS.Rename(from, to)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.renames = append(b.renames, [2]string{from, to})
	return nil
}

// SyncDir implements FS.
func (b *Bad) SyncDir(dir string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.renames {
		if err := b.FS.Rename(r[0], r[1]); err != nil {
			return err
		}
	}
	b.renames = nil
	time.Sleep(time.Duration(b.slow.Load()))
	return b.FS.SyncDir(dir)
}

// badFile is a file on a bad disk.
type badFile struct {
	bad     *Bad
	path    string
	f       File
	pending []byte
}

// piece is how much of what was not synced goes to the disk at a time, as sectors do: a
// process that is killed meanwhile leaves the first of them.
const piece = 512

func (f *badFile) Write(p []byte) (int, error) {
	switch {
	case f.bad.full.Load():
		return 0, noRoom(f.path)
	case !f.bad.lossy.Load():
		if err := f.flush(); err != nil {
			return 0, err
		}
		return f.f.Write(p)
	}
	f.pending = append(f.pending, p...)
	return len(p), nil
}

func (f *badFile) flush() error {
	for len(f.pending) > 0 {
		n, err := f.f.Write(f.pending[:min(piece, len(f.pending))])
		f.pending = f.pending[n:]
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *badFile) Sync() error {
	time.Sleep(time.Duration(f.bad.slow.Load()))
	if err := f.flush(); err != nil {
		return err
	}
	return f.f.Sync()
}

// Close writes what was not synced: only the death of the process loses it.
func (f *badFile) Close() error { return errors.Join(f.flush(), f.f.Close()) }
