package syntax_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/synod-go/synod/internal/chunked"
	"github.com/synod-go/synod/tla/syntax"
)

// chunks returns the chunks of a file, each the text of a module: a chunk without MODULE in it is the body of module T.
func chunks(t *testing.T, path string) []chunked.Chunk {
	t.Helper()
	list, err := chunked.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range list {
		if !strings.Contains(c.Text, "MODULE") {
			list[i] = c.Wrapped("---- MODULE T ----", "====")
		}
	}
	return list
}

// TestErrors parses texts with mistakes and holds the messages against the marks.
func TestErrors(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.tla")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		for _, c := range chunks(t, path) {
			_, err := syntax.Parse(&syntax.File{Name: "T.tla", Src: c.Text})
			var list []chunked.Error
			if err != nil {
				var e *syntax.Error
				if !errors.As(err, &e) {
					t.Fatal(err)
				}
				list = append(list, chunked.Error{Line: int(e.Start.Line), Text: e.Msg})
			}
			if err := c.Check(list); err != nil {
				t.Error(err)
			}
		}
	}
}
