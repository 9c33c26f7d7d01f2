package blocks

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/zeebo/xxh3"
)

// Ref is a file of the store that is whole.
type Ref struct {
	Name string // with slashes, below the store
	Hash string // of the table of sections, or of the content of a plan
}

func (r Ref) none() bool { return r.Name == "" }

// DamagedError says that a file of a store is not what was written.
type DamagedError struct {
	File, What string
}

func (e *DamagedError) Error() string { return fmt.Sprintf("%s is damaged: %s", e.File, e.What) }

func hashText(data []byte) string { return fmt.Sprintf("%016x", xxh3.Hash(data)) }

// A file that tasks write has sections, behind them a table with the size and the hash of each, and
// at the end the size of the table.
const (
	sectionEntry = 16
	fileEnd      = 8
)

// fileWriter writes a file of sections under a name of its own.
type fileWriter struct {
	store, name string
	f           *os.File
	w           *bufio.Writer
	table       []byte
}

// attempt returns random text, so that the files of two attempts have different names.
func attempt() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

const partial = ".part" // ends the name of a file that is not whole

// create begins a file in a directory of the store.
func create(store, dir, kind string, index int) (*fileWriter, error) {
	w := &fileWriter{store: store, name: fmt.Sprintf("%s/%s-%d-%s", dir, kind, index, attempt())}
	path := filepath.Join(store, filepath.FromSlash(w.name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	var err error
	if w.f, err = os.Create(path + partial); err != nil {
		return nil, err
	}
	w.w = bufio.NewWriterSize(w.f, 1<<16)
	return w, nil
}

// add appends a section.
func (w *fileWriter) add(section []byte) {
	w.table = binary.LittleEndian.AppendUint64(w.table, uint64(len(section)))
	w.table = binary.LittleEndian.AppendUint64(w.table, xxh3.Hash(section))
	_, _ = w.w.Write(section) // its error comes again with Flush
}

func (w *fileWriter) sections() int { return len(w.table) / sectionEntry }

// end completes the file and gives it its final name. If the file stays when its level is whole, it is
// synced before.
func (w *fileWriter) end(stays bool) (Ref, error) {
	_, _ = w.w.Write(w.table) // its error comes again with Flush
	_, _ = w.w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(w.table))))
	err := w.w.Flush()
	if err == nil && stays {
		err = w.f.Sync()
	}
	err = errors.Join(err, w.f.Close())
	path := filepath.Join(w.store, filepath.FromSlash(w.name))
	if err == nil {
		err = os.Rename(path+partial, path)
	}
	if err != nil {
		_ = os.Remove(path + partial) // the error before says more
		return Ref{}, err
	}
	return Ref{w.name, hashText(w.table)}, nil
}

// drop closes the file and removes it.
func (w *fileWriter) drop() {
	_ = w.f.Close() // nothing in it counts
	_ = os.Remove(w.f.Name())
}

// fileReader reads a file of sections.
type fileReader struct {
	ref   Ref
	f     *os.File
	table []byte
	ends  []int64
}

// path returns where a file is. Names come from files and processes that are not trusted.
func path(store, name string) (string, error) {
	if local := filepath.FromSlash(name); filepath.IsLocal(local) {
		return filepath.Join(store, local), nil
	}
	return "", &DamagedError{"the store", fmt.Sprintf("the name %q leads out of it", name)}
}

func open(store string, ref Ref) (r *fileReader, err error) {
	at, err := path(store, ref.Name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(at)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &DamagedError{ref.Name, "it is gone"}
	}
	if err != nil {
		return nil, err
	}
	r = &fileReader{ref: ref, f: f}
	if err := r.readTable(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *fileReader) readTable() error {
	info, err := r.f.Stat()
	if err != nil {
		return err
	}
	var end [fileEnd]byte
	if info.Size() < fileEnd {
		return r.damaged("it ends too early")
	}
	if _, err := r.f.ReadAt(end[:], info.Size()-fileEnd); err != nil {
		return err
	}
	size := binary.LittleEndian.Uint64(end[:])
	if size > uint64(info.Size()-fileEnd) || size%sectionEntry != 0 {
		return r.damaged("it does not end as it should")
	}
	begin := info.Size() - fileEnd - int64(size)
	r.table = make([]byte, size)
	if _, err := r.f.ReadAt(r.table, begin); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if hashText(r.table) != r.ref.Hash {
		return r.damaged("its table of sections has another sum")
	}
	sum := int64(0)
	for i := range r.sections() {
		sum += int64(binary.LittleEndian.Uint64(r.table[i*sectionEntry:]))
		r.ends = append(r.ends, sum)
	}
	if sum != begin {
		return r.damaged("its sections are not as long as it is")
	}
	return nil
}

func (r *fileReader) damaged(what string) error { return &DamagedError{r.ref.Name, what} }

func (r *fileReader) sections() int { return len(r.table) / sectionEntry }

// section reads a section, into buffer if that is large enough.
func (r *fileReader) section(i int, buffer []byte) ([]byte, error) {
	if i < 0 || i >= r.sections() {
		return nil, r.damaged(fmt.Sprintf("it has no section %d", i))
	}
	begin := int64(0)
	if i > 0 {
		begin = r.ends[i-1]
	}
	size := int(r.ends[i] - begin)
	if cap(buffer) < size {
		buffer = make([]byte, size)
	}
	buffer = buffer[:size]
	if _, err := r.f.ReadAt(buffer, begin); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if xxh3.Hash(buffer) != binary.LittleEndian.Uint64(r.table[i*sectionEntry+8:]) {
		return nil, r.damaged(fmt.Sprintf("section %d has another sum", i))
	}
	return buffer, nil
}

func (r *fileReader) close() { _ = r.f.Close() } // it was only read

// readSection reads one section of a file.
func readSection(store string, ref Ref, i int, buffer []byte) ([]byte, error) {
	r, err := open(store, ref)
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.section(i, buffer)
}

// writeWhole writes a file of one section.
func writeWhole(store, dir, kind string, index int, content []byte, stays bool) (Ref, error) {
	w, err := create(store, dir, kind, index)
	if err != nil {
		return Ref{}, err
	}
	w.add(content)
	return w.end(stays)
}

// numbersReader reads unsigned varints; after an error it reads zeros.
type numbersReader struct {
	rest  []byte
	short bool
}

func (r *numbersReader) next() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.short, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[size:]
	return n
}
