package config_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

// testdata/errors.cfg holds model files, separated by lines ---. A line that is in error ends with
// \* ### "regular expression".

var mark = regexp.MustCompile(`\\\* ### (".*")\s*$`)

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

// checkMarks holds errors against the marks in the text.
func checkMarks(path, text string, first int, errs []*syntax.Error) error {
	want := map[int]*regexp.Regexp{}
	for i, l := range strings.Split(text, "\n") {
		if m := mark.FindStringSubmatch(l); m != nil {
			pattern, err := strconv.Unquote(m[1])
			if err != nil {
				return fmt.Errorf("%s:%d: bad mark: %v", path, first+i, err)
			}
			want[i+1] = regexp.MustCompile(pattern)
		}
	}
	var wrong []error
	for _, e := range errs {
		line := int(e.Start.Line)
		switch re := want[line]; {
		case re == nil:
			wrong = append(wrong, fmt.Errorf("%s:%d: unexpected error: %s", path, first+line-1, e.Msg))
		case !re.MatchString(e.Msg):
			wrong = append(wrong, fmt.Errorf("%s:%d: error %q does not match %q", path, first+line-1, e.Msg, re))
		}
		delete(want, line)
	}
	for line, re := range want {
		wrong = append(wrong, fmt.Errorf("%s:%d: no error, expected %q", path, first+line-1, re))
	}
	return errors.Join(wrong...)
}

// TestErrors parses model files with mistakes and holds the messages against the marks.
func TestErrors(t *testing.T) {
	const path = "testdata/errors.cfg"
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := 1
	for _, text := range strings.Split(string(src), "\n---\n") {
		if err := checkMarks(path, text, line, errorsOf(t, text)); err != nil {
			t.Error(err)
		}
		line += strings.Count(text, "\n") + 2
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
