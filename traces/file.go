package traces

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadFile reads the trace in the file at path, as Read does. Its errors begin
// with the path.
func ReadFile(path string) (*Trace, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, pathError(path, err)
	}
	defer f.Close()
	t, err := Read(f)
	if err != nil {
		return nil, pathError(path, err)
	}
	return t, nil
}

// WriteFile writes t to the file at path, as Write does, all of it or nothing:
// on an error a file that was there before is there unchanged, and no other is
// left. It replaces regular files only. Its errors begin with the path.
func WriteFile(path string, t *Trace) error {
	return replaceFile(path, func(w io.Writer) error { return Write(w, t) })
}

// WriteLogFile writes a log to the file at path, as WriteLog does, all of it or
// nothing, like WriteFile.
func WriteLogFile(path string, l *Log) error {
	return replaceFile(path, func(w io.Writer) error { return WriteLog(w, l) })
}

// ReplaceFile writes data to the file at path, all of it or nothing, like
// WriteFile.
func ReplaceFile(path string, data []byte) error {
	return replaceFile(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

func replaceFile(path string, write func(io.Writer) error) error {
	if err := writeFile(path, write); err != nil {
		return pathError(path, err)
	}
	return nil
}

func writeFile(path string, write func(io.Writer) error) error {
	// A name is moved over path below: over a link or a device it would put a
	// file in its place.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := fs.FileMode(0o644) // CreateTemp's own mode is for secrets
	if info, err := os.Lstat(path); err == nil {
		if !info.Mode().IsRegular() {
			return errors.New("it is there and is not a regular file")
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".trace-*.tmp")
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// pathError names the file once: an error of the operating system names it, or
// the temporary one, by itself.
func pathError(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		err = le.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}
