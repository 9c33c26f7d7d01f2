package resolve_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// dirLoader looks for a module beside the spec, then in other directories.
type dirLoader []string

func (d dirLoader) Load(name string) (*syntax.File, error) {
	for _, dir := range d {
		path := filepath.Join(dir, name+".tla")
		src, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &syntax.File{Name: path, Src: string(src)}, nil
	}
	return nil, nil
}

// TestCorpus resolves every module of a checkout of public specs.
func TestCorpus(t *testing.T) {
	root := os.Getenv("SYNOD_TLA_CORPUS")
	if root == "" {
		t.Skip("SYNOD_TLA_CORPUS is not set: it names a directory with .tla files, for instance a checkout of tlaplus/Examples; SYNOD_TLA_LIBRARY lists directories of standard modules")
	}
	library := filepath.SplitList(os.Getenv("SYNOD_TLA_LIBRARY"))
	files, good := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".tla") {
			return err
		}
		files++
		name := strings.TrimSuffix(filepath.Base(path), ".tla")
		loader := dirLoader(append([]string{filepath.Dir(path)}, library...))
		_, err = resolve.Load(name, loader, testBuiltins)
		var list syntax.ErrorList
		var one *syntax.Error
		switch {
		case errors.As(err, &list):
			t.Errorf("%s: %s", path, list.Show())
		case errors.As(err, &one):
			t.Errorf("%s: %s", path, one.Show())
		case err != nil:
			t.Errorf("%s: %v", path, err)
		default:
			good++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d modules are resolved", good, files)
}
