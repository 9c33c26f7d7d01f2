package config_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

// refused are the messages of what is refused on purpose: keywords that are not supported, and what only other tools
// than TLC take.
var refused = regexp.MustCompile(`is not supported:|no numbers below zero`)

// TestCorpus parses every model file of a checkout of public specs.
func TestCorpus(t *testing.T) {
	root := os.Getenv("SYNOD_TLA_CORPUS")
	if root == "" {
		t.Skip("SYNOD_TLA_CORPUS is not set: it names a directory with .cfg files, for instance a checkout of tlaplus/Examples")
	}
	files, good := 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".cfg") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		_, err = config.Parse(&syntax.File{Name: path, Src: string(src)})
		switch e := err.(type) {
		case nil:
			good++
		case interface{ Show() string }:
			if refused.MatchString(err.Error()) {
				t.Log(e.Show())
				return nil
			}
			t.Error(e.Show())
		default:
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d files are parsed", good, files)
}
