package resolve_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
)

// A file of testdata holds chunks, separated by lines ---. Each chunk is the body of a module T. A line that is in
// error ends with \* ### "regular expression".

var mark = regexp.MustCompile(`\\\* ### (".*")\s*$`)

// TestErrors resolves texts with mistakes and holds the messages against the marks.
func TestErrors(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.tla")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		first := 0
		for _, c := range strings.Split(string(src), "\n---\n") {
			if err := check(path, first, "---- MODULE T ----\n"+c+"\n====\n"); err != nil {
				t.Error(err)
			}
			first += strings.Count(c, "\n") + 2
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

func check(path string, first int, text string) error {
	_, err := load(text)
	var list syntax.ErrorList
	var one *syntax.Error
	if err != nil && !errors.As(err, &list) {
		if !errors.As(err, &one) {
			return err
		}
		list = syntax.ErrorList{one}
	}
	want := map[int]*regexp.Regexp{}
	for i, l := range strings.Split(text, "\n") {
		if m := mark.FindStringSubmatch(l); m != nil {
			pattern, err := strconv.Unquote(m[1])
			if err != nil {
				return err
			}
			want[i+1] = regexp.MustCompile(pattern)
		}
	}
	var wrong []error
	seen := map[int]bool{}
	for _, e := range list {
		line := int(e.Start.Line)
		switch re := want[line]; {
		case re == nil:
			wrong = append(wrong, fmt.Errorf("%s:%d: unexpected error: %s", path, first+line-1, e.Msg))
		case !re.MatchString(e.Msg):
			wrong = append(wrong, fmt.Errorf("%s:%d: error %q does not match %q", path, first+line-1, e.Msg, re))
		}
		seen[line] = true
	}
	for line, re := range want {
		if !seen[line] {
			wrong = append(wrong, fmt.Errorf("%s:%d: no error, expected %q", path, first+line-1, re))
		}
	}
	return errors.Join(wrong...)
}
