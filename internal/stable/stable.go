// Package stable keeps one value on disk, the newest: what a node has to have after a
// crash.
//
// Each Put appends the value as a record to a file, and syncs the file. When the file has
// grown large, the next value begins a new one, which takes the old one's place by a
// rename. So at any moment of a crash the disk has the value before a Put or the one after
// it.
//
// A record has a checksum, and so does its length. A file that ends inside of a record was
// torn by a crash in the middle of a Put, which had not returned: the rest of the record is
// cut off, and Torn tells of it. Anything else that is not as it was written is refused as
// Damaged: whether it was promised to somebody is not known, and nothing is guessed.
//
// Beside the store there are Lock, for directories that one process uses at a time, and
// Replace, for files that are always whole.
package stable

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Store keeps the newest value. It is used by one goroutine at a time, and by one process.
type Store struct {
	// Torn tells of a record that was cut off when the store was opened; nil if none was.
	Torn *Torn

	fs     FS
	dir    string
	number int  // of the file; 0 if there is none
	f      File // open for writing; nil until the first Put
	size   int64
	value  []byte
	broken error // of a Put that failed: the file ends with part of a record
	buf    []byte
}

// Torn is a record that the end of its file cut short.
type Torn struct {
	File   string
	Offset int64 // of the record
	Bytes  int64 // that there were of it
}

func (t *Torn) String() string {
	return fmt.Sprintf("%s, offset %d: a crash tore the last record, which nobody was told of; its first %d bytes are cut off", t.File, t.Offset, t.Bytes)
}

// Damaged is the error of a file that is not as it was written.
type Damaged struct {
	File   string
	Offset int64
	What   string
}

func (d *Damaged) Error() string {
	return fmt.Sprintf("%s, offset %d: %s; the disk is damaged, and what it held cannot be known", d.File, d.Offset, d.What)
}

const (
	// magic begins each file.
	magic = "synod-disk-1\n"
	// prefix begins the names of files; a number follows, of the newest the highest.
	prefix = "state."
	// making is the name of a file that is not complete.
	making = prefix + "new"
	// headLen is the length of the head of a record: the length of what follows, the
	// checksum of the length, the checksum of what follows.
	headLen = 12
	// maxValue is the largest value, in bytes.
	maxValue = 1 << 30
	// minFile and perFile say how large a file may grow, in bytes and in values.
	minFile = 1 << 20
	perFile = 32
)

var table = crc32.MakeTable(crc32.Castagnoli)

// Open opens the store in a directory, which is made if there is none. The error is a
// *Damaged if a file is not as it was written.
func Open(fs FS, dir string) (*Store, error) {
	if err := fs.MkdirAll(dir); err != nil {
		return nil, err
	}
	s := &Store{fs: fs, dir: dir}
	numbers, err := s.files()
	if err != nil || len(numbers) == 0 {
		return s, err
	}
	s.number = slices.Max(numbers)
	if err := s.read(); err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if n != s.number { // a crash came before it was removed
			if err := fs.Remove(s.path(n)); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// files returns the numbers of the files, and removes one that is not complete.
func (s *Store) files() (numbers []int, err error) {
	names, err := s.fs.List(s.dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		number, ours := strings.CutPrefix(name, prefix)
		switch n, err := strconv.Atoi(number); {
		case name == making:
			if err := s.fs.Remove(filepath.Join(s.dir, name)); err != nil {
				return nil, err
			}
		case !ours:
		case err != nil || n < 1:
			return nil, fmt.Errorf("%s is none of the files of a disk, whose names are %s1, %s2, …", filepath.Join(s.dir, name), prefix, prefix)
		default:
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

func (s *Store) path(number int) string { return filepath.Join(s.dir, prefix+strconv.Itoa(number)) }

// read reads the newest value of the newest file, and cuts off a torn record.
func (s *Store) read() error {
	path := s.path(s.number)
	b, err := s.fs.ReadFile(path)
	if err != nil {
		return err
	}
	damaged := func(offset int, format string, args ...any) error {
		return &Damaged{path, int64(offset), fmt.Sprintf(format, args...)}
	}
	if !strings.HasPrefix(string(b), magic) {
		return damaged(0, "the file does not begin with %q", magic)
	}
	at := len(magic)
	for at < len(b) {
		rest := b[at:]
		if len(rest) < headLen {
			break
		}
		n := binary.LittleEndian.Uint32(rest)
		if crc32.Checksum(rest[:4], table) != binary.LittleEndian.Uint32(rest[4:]) {
			return damaged(at, "the head of the record has a wrong checksum")
		}
		if n > uint32(len(rest)-headLen) {
			break
		}
		value := rest[headLen : headLen+n]
		if crc32.Checksum(value, table) != binary.LittleEndian.Uint32(rest[8:]) {
			return damaged(at, "the record, of %d bytes, has a wrong checksum", n)
		}
		s.value = value
		at += headLen + int(n)
	}
	if s.value == nil {
		return damaged(at, "the file has no whole record, though it was begun with one")
	}
	s.size = int64(at)
	if at == len(b) {
		return nil
	}
	s.Torn = &Torn{path, int64(at), int64(len(b) - at)}
	return s.fs.Truncate(path, int64(at))
}

// Value returns the newest value; nil if there never was one. It must not be changed.
func (s *Store) Value() []byte { return s.value }

// Put keeps a value: it is on disk when Put returns. After an error the store is of no use
// any more, and has to be opened anew, which finds the value or the one before it.
func (s *Store) Put(value []byte) error {
	if s.broken != nil {
		return s.broken
	}
	if len(value) > maxValue {
		return fmt.Errorf("%s: a value of %d bytes is too large for a disk; the largest has %d", s.dir, len(value), maxValue)
	}
	s.buf = appendRecord(s.buf[:0], value)
	var err error
	switch {
	case s.number == 0 || s.size > max(minFile, perFile*int64(len(s.buf))):
		err = s.begin(s.buf)
	default:
		err = s.add(s.buf)
	}
	if err != nil {
		s.broken = err
		return err
	}
	s.size += int64(len(s.buf))
	s.value = slices.Clone(value)
	return nil
}

func appendRecord(b, value []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(value)))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[len(b)-4:], table))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(value, table))
	return append(b, value...)
}

// add appends a record to the file.
func (s *Store) add(record []byte) (err error) {
	if s.f == nil {
		if s.f, err = s.fs.Append(s.path(s.number)); err != nil {
			return err
		}
	}
	if _, err := s.f.Write(record); err != nil {
		return err
	}
	return s.f.Sync()
}

// begin begins a new file with a record.
func (s *Store) begin(record []byte) error {
	if err := s.Close(); err != nil {
		return err
	}
	path := filepath.Join(s.dir, making)
	f, err := s.fs.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(append([]byte(magic), record...))
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	old := s.number
	s.number++
	if err := s.fs.Rename(path, s.path(s.number)); err != nil {
		return err
	}
	if err := s.fs.SyncDir(s.dir); err != nil {
		return err
	}
	s.size = int64(len(magic))
	if old == 0 {
		return nil
	}
	return s.fs.Remove(s.path(old))
}

// Close closes the file.
func (s *Store) Close() error {
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return f.Close()
}
