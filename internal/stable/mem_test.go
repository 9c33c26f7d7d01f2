package stable_test

import (
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/synod-go/synod/internal/stable"
)

// memory is a file system in memory that knows all that was done to it, so that a crash at
// any moment can be looked at. What was written stays, synced or not: that is what the
// death of a process does.
type memory struct {
	files map[string][]byte
	did   []change
}

// change is one thing that was done: data appended to a file, a file made empty or cut, a
// file renamed or removed.
type change struct {
	kind, path, to string
	data           []byte
	size           int64
}

func newMemory() *memory { return &memory{files: map[string][]byte{}} }

func (m *memory) do(c change) {
	m.did = append(m.did, c)
	m.apply(c)
}

func (m *memory) apply(c change) {
	switch c.kind {
	case "create":
		m.files[c.path] = nil
	case "write":
		m.files[c.path] = append(m.files[c.path], c.data...)
	case "truncate":
		m.files[c.path] = m.files[c.path][:c.size]
	case "rename":
		m.files[c.to] = m.files[c.path]
		delete(m.files, c.path)
	case "remove":
		delete(m.files, c.path)
	}
}

// at returns what is left when the process dies after so many changes, and so many bytes of
// the next one.
func at(did []change, changes, bytes int) *memory {
	m := newMemory()
	for _, c := range did[:changes] {
		m.apply(c)
	}
	if bytes > 0 {
		c := did[changes]
		c.data = c.data[:bytes]
		m.apply(c)
	}
	return m
}

func (m *memory) clone() *memory { return &memory{files: maps.Clone(m.files)} }

func (m *memory) MkdirAll(string) error { return nil }
func (m *memory) SyncDir(string) error  { return nil }

func (m *memory) List(dir string) (names []string, err error) {
	for path := range m.files {
		if filepath.Dir(path) == dir {
			names = append(names, filepath.Base(path))
		}
	}
	return names, nil
}

func (m *memory) ReadFile(path string) ([]byte, error) {
	b, ok := m.files[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return slices.Clone(b), nil
}

func (m *memory) Create(path string) (stable.File, error) {
	m.do(change{kind: "create", path: path})
	return &memoryFile{m, path}, nil
}

func (m *memory) Append(path string) (stable.File, error) {
	if _, ok := m.files[path]; !ok {
		return nil, fs.ErrNotExist
	}
	return &memoryFile{m, path}, nil
}

func (m *memory) Truncate(path string, size int64) error {
	m.do(change{kind: "truncate", path: path, size: size})
	return nil
}

func (m *memory) Rename(from, to string) error {
	m.do(change{kind: "rename", path: from, to: to})
	return nil
}

func (m *memory) Remove(path string) error {
	m.do(change{kind: "remove", path: path})
	return nil
}

type memoryFile struct {
	m    *memory
	path string
}

func (f *memoryFile) Write(p []byte) (int, error) {
	f.m.do(change{kind: "write", path: f.path, data: slices.Clone(p)})
	return len(p), nil
}

func (f *memoryFile) Sync() error  { return nil }
func (f *memoryFile) Close() error { return nil }
