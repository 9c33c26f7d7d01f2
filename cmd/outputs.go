package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// What a command writes is looked at before its work: a search can take hours, and
// what it found is not to be lost because there is no place for it.

// checkOut reports whether a directory for traces is one in which files can be made,
// or could become one. It is made only when there is something to save. One that
// was not asked for need not be: then what is found is shown, and said not to be
// saved.
func checkOut(dir string, asked bool) error {
	if dir == "" {
		return usagef(`-o "": a directory is needed`)
	}
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return usagef("-o %s: it is a file; a directory is needed", dir)
	case err != nil && !os.IsNotExist(err):
		return usagef("-o %s: %w; a directory is needed", dir, cause(err))
	case !asked:
		return nil
	}
	if err := tryDir(dir); err != nil {
		return usagef("-o %s: nothing can be saved there: %w", dir, err)
	}
	return nil
}

// checkOutFile reports whether a file can be written.
func checkOutFile(flag, path string) error {
	if path == "" {
		return usagef(`-%s "": a file is needed`, flag)
	}
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usagef("-%s %s: there is no directory %s", flag, path, dir)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return usagef("-%s %s: it is there and is not a regular file", flag, path)
	case err != nil && !os.IsNotExist(err):
		return usagef("-%s %s: %w", flag, path, cause(err))
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		dir = filepath.Dir(target) // where the file is put in whose place
	}
	if err := tryFile(dir); err != nil {
		return usagef("-%s %s: it cannot be written: %w", flag, path, err)
	}
	return nil
}

// tryDir makes a directory, and a file in it, and takes away what it made.
func tryDir(dir string) (err error) {
	var made []string
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		made = append(made, at)
	}
	defer func() {
		for _, at := range made {
			_ = os.Remove(at) // fails if it was not made, or somebody has put something into it
		}
	}()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return cause(err)
	}
	return tryFile(dir)
}

// tryFile makes a file of one byte, and takes it away.
func tryFile(dir string) error {
	f, err := os.CreateTemp(dir, ".synod-*.tmp")
	if err != nil {
		return cause(err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write([]byte{0}) // a full disk has room for names
	return cause(errors.Join(err, f.Close()))
}

// cause is an error of the operating system without the name of the file.
func cause(err error) error {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err
	}
	if errors.Is(err, syscall.EACCES) {
		return fmt.Errorf("%w in %s", path.Err, filepath.Dir(path.Path))
	}
	return path.Err
}
