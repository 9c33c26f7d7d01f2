package stable

import (
	"errors"
	"os"
	"path/filepath"
)

// Replacing ends the name of the file that Replace writes before it has its final name.
const Replacing = ".new"

// Replace replaces the content of a file, or makes the file. After a crash at any moment the file
// has the old content or the new one, and the new one when Replace has returned.
func Replace(path string, content []byte) error {
	f, err := os.Create(path + Replacing)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the error before says more
		return err
	}
	return OS{}.SyncDir(filepath.Dir(path))
}
