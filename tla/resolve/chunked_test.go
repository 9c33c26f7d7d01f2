package resolve_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/synod-go/synod/internal/chunked"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// TestErrors resolves texts with mistakes and holds the messages against the marks. Each chunk is the body of module T.
func TestErrors(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.tla")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		chunks, err := chunked.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chunks {
			c = c.Wrapped("---- MODULE T ----", "====")
			list, err := errorsOf(c.Text)
			if err == nil {
				err = c.Check(list)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}

// load resolves one text as module T.
func load(text string) (*resolve.Spec, error) {
	return resolve.Load("T", resolve.LoaderFunc(func(name string) (*syntax.File, error) {
		if name != "T" {
			return nil, nil
		}
		return &syntax.File{Name: "T.tla", Src: text}, nil
	}), testBuiltins)
}

// errorsOf returns the errors of module T.
func errorsOf(text string) (list []chunked.Error, _ error) {
	_, err := load(text)
	var several syntax.ErrorList
	var one *syntax.Error
	switch {
	case err == nil:
	case errors.As(err, &several):
	case errors.As(err, &one):
		several = syntax.ErrorList{one}
	default:
		return nil, err
	}
	for _, e := range several {
		list = append(list, chunked.Error{Line: int(e.Start.Line), Text: e.Msg})
	}
	return list, nil
}
