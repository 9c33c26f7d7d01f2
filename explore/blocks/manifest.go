package blocks

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/stable"
)

const (
	storeFormat  = "synod-store-1"
	manifestName = "manifest.json"
)

// manifest describes a store: every level up to some depth, each of them whole.
type manifest struct {
	Format     string
	Identity   map[string]string
	Parts      int
	Levels     []Ref  // by depth: how each was reached
	States     uint64 // in all levels
	Depth      int    // of the deepest state
	Runs       [][]Run
	Steps, Cut uint64
	AnyCut     bool
	System     json.RawMessage
}

// level describes a level of a store.
type level struct {
	States uint64
	Files  []Ref   `json:",omitempty"` // with the states: gone when the next level is whole
	Blocks [][]int `json:",omitempty"` // by file, the number of states of each section
	Logs   []logged
}

// logged is the log of a source.
type logged struct {
	File        Ref
	FirstParent uint64
	FirstChild  uint64
}

// StoreError says that a directory cannot be used as a store, and why.
type StoreError struct {
	Dir, Reason string
	Err         error // of the file system, or nil
}

func (e *StoreError) Error() string {
	text := "store " + e.Dir + ": " + e.Reason
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *StoreError) Unwrap() error { return e.Err }

func levelDir(n int) string { return fmt.Sprintf("level-%06d", n) }

// readManifest reads the manifest of a store.
func readManifest(store string) (*manifest, error) {
	text, err := os.ReadFile(filepath.Join(store, manifestName))
	if err != nil {
		return nil, &StoreError{store, "its manifest cannot be read", err}
	}
	content, sum, _ := bytes.Cut(text, []byte("\n"))
	if string(sum) != hashText(content)+"\n" {
		return nil, &StoreError{store, manifestName + " is damaged: its sum is another one", nil}
	}
	var m manifest
	if err := json.Unmarshal(content, &m); err != nil {
		return nil, &StoreError{store, manifestName + " is damaged", err}
	}
	if m.Format != storeFormat {
		return nil, &StoreError{store, fmt.Sprintf("its format is %q; this program reads %q", m.Format, storeFormat), nil}
	}
	if wrong := m.wrong(); wrong != "" {
		return nil, &StoreError{store, manifestName + " is damaged: " + wrong, nil}
	}
	return &m, nil
}

// wrong returns in which respect the parts of a manifest do not fit each other, or "".
func (m *manifest) wrong() string {
	switch {
	case m.Parts < 1 || m.Parts > maxParts || len(m.Runs) != m.Parts:
		return "it does not have its parts"
	case m.Depth < 0 || m.Depth >= max(1, len(m.Levels)):
		return "its depth is that of no level"
	}
	return ""
}

// wrong returns in which respect the parts of a level do not fit each other, or "".
func (l *level) wrong() string {
	if len(l.Blocks) != len(l.Files) || len(l.Logs) != len(l.Files) {
		return "it does not have the files that it lists"
	}
	states := uint64(0)
	for i, sections := range l.Blocks {
		if l.Logs[i].FirstChild != states {
			return "its states have no log"
		}
		for _, n := range sections {
			if n < 1 || n > blockStates {
				return fmt.Sprintf("a block of it has %d states", n)
			}
			states += uint64(n)
		}
	}
	if states != l.States {
		return fmt.Sprintf("it has %d states, and lists %d", l.States, states)
	}
	return ""
}

// check refuses a store of another search.
func (m *manifest) check(sys System, store string) error {
	identity, err := sys.Identity()
	if err != nil {
		return err
	}
	if reason := explore.OtherSearch(m.Identity, identity); reason != "" {
		return &StoreError{store, reason, nil}
	}
	return nil
}

// write replaces the manifest, whole or not at all.
func (m *manifest) write(store string) error {
	content, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return stable.Replace(filepath.Join(store, manifestName), append(append(content, '\n'), hashText(content)+"\n"...))
}

// openStore locks a directory and returns what it has, or makes it a store.
func openStore(store string, sys System, parts int) (m *manifest, unlock func() error, err error) {
	locked, err := stable.LockSoon(store)
	if err != nil {
		return nil, nil, &StoreError{store, "it cannot be locked", err}
	}
	defer func() {
		if err != nil {
			_ = locked() // the error before says more
		}
	}()
	_, err = os.Stat(filepath.Join(store, manifestName))
	if err == nil {
		if m, err = readManifest(store); err == nil {
			err = m.check(sys, store)
		}
		return m, locked, err
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, nil, &StoreError{store, "its manifest cannot be read", err}
	}
	m = &manifest{Format: storeFormat, Parts: parts, Runs: make([][]Run, parts)}
	if m.Identity, err = sys.Identity(); err != nil {
		return nil, nil, err
	}
	if err := onlyOurs(store); err != nil {
		return nil, nil, err
	}
	if err := m.write(store); err != nil {
		return nil, nil, &StoreError{store, "it cannot be written", err}
	}
	return m, locked, nil
}

// Remove removes the manifest of a store, so that no search goes on from it.
func Remove(store string) error { return os.Remove(filepath.Join(store, manifestName)) }

// onlyOurs refuses a directory that has something else in it.
func onlyOurs(store string) error {
	entries, err := os.ReadDir(store)
	if err != nil {
		return &StoreError{store, "it cannot be read", err}
	}
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != manifestName+stable.Replacing {
			return &StoreError{store, fmt.Sprintf("it has %s and no %s; accepted is an empty directory, or a store", e.Name(), manifestName), nil}
		}
	}
	return nil
}

// sweep removes the files of a store, or of one of its directories, that nothing needs: those of
// attempts that failed or came late, and those of earlier levels.
func sweep(store, dir string, needed map[string]bool) error {
	return filepath.WalkDir(filepath.Join(store, dir), func(at string, d fs.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil // an attempt came to its end meanwhile
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(store, at)
		if err != nil || d.IsDir() || !strings.HasPrefix(name, "level-") || needed[filepath.ToSlash(name)] {
			return err
		}
		if err := os.Remove(at); !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	})
}
