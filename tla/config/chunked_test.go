package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/synod-go/synod/internal/chunked"
	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

// errorsOf are the errors of a text.
func errorsOf(t *testing.T, text string) []*syntax.Error {
	t.Helper()
	_, err := config.Parse(&syntax.File{Name: "T.cfg", Src: text})
	var one *syntax.Error
	var list syntax.ErrorList
	switch {
	case err == nil:
	case errors.As(err, &list):
		return list
	case errors.As(err, &one):
		return []*syntax.Error{one}
	default:
		t.Fatalf("not a syntax.Error: %v", err)
	}
	return nil
}

// TestErrors parses model files with mistakes and holds the messages against the marks.
func TestErrors(t *testing.T) {
	chunks, err := chunked.Read("testdata/errors.cfg")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range chunks {
		var list []chunked.Error
		for _, e := range errorsOf(t, c.Text) {
			list = append(list, chunked.Error{Line: int(e.Start.Line), Text: e.Msg})
		}
		if err := c.Check(list); err != nil {
			t.Error(err)
		}
	}
}

// TestNoEnd: a string or comment without an end is an error, where TLC stops reading and says nothing.
func TestNoEnd(t *testing.T) {
	for text, want := range map[string]string{
		"CONSTANT s = \"abc\nINVARIANT Inv": "this string has no end on its line",
		"INVARIANT Inv (* PROPERTY P":       "this comment (* has no end *)",
	} {
		if errs := errorsOf(t, text); len(errs) != 1 || errs[0].Msg != want {
			t.Errorf("%q: got %v, want %q", text, errs, want)
		}
	}
}

// TestShow: an error shows the place, the line and a mark.
func TestShow(t *testing.T) {
	errs := errorsOf(t, "INIT Init\nCONSTANT\n\tN = -1\n")
	if len(errs) != 1 {
		t.Fatal(errs)
	}
	const want = `T.cfg:3:13: expected a value, found -1: a model file has no numbers below zero; define it in the module and write Name <- Definition
          N = -1
              ^^`
	if got := errs[0].Show(); strings.ReplaceAll(got, "  ", " ") != strings.ReplaceAll(want, "  ", " ") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
