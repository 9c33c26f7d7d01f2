package syntax_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/syntax"
)

// TestCorpus parses every module of a checkout of public specs.
func TestCorpus(t *testing.T) {
	root := os.Getenv("SYNOD_TLA_CORPUS")
	if root == "" {
		t.Skip("SYNOD_TLA_CORPUS is not set: it names a directory with .tla files, for instance a checkout of tlaplus/Examples")
	}
	files, good := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".tla") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		m, err := syntax.Parse(&syntax.File{Name: path, Src: string(src)})
		if err != nil {
			var e *syntax.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %v", path, err)
				return nil
			}
			t.Errorf("%s", e.Show())
			return nil
		}
		_ = syntax.Sexpr(m)
		good++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d files are parsed", good, files)
}
