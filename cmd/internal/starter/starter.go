// Package starter has the module that the command init writes: a small protocol of its
// own, its test, its program, and a workflow. It lies in the directory module, where it
// is a part of this module, so that it is compiled, vetted and tested here.
package starter

import (
	"bytes"
	"embed"
	"io/fs"
	"strings"
)

// Path is the import path of the module's root as it lies here.
const Path = "github.com/synod-go/synod/cmd/internal/starter/module"

// Go is the version of Go in the module's go.mod.
const Go = "1.26.0"

//go:embed all:module
var module embed.FS

// Files returns the files of the module, by their slash-separated names, as they are in
// a module of the given path. There is no go.mod among them.
func Files(path string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(module, "module", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := module.ReadFile(name)
		files[strings.TrimPrefix(name, "module/")] = bytes.ReplaceAll(text, []byte(Path), []byte(path))
		return err
	})
	return files, err
}
