package syntax_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/syntax"
)

// A file of testdata holds chunks, separated by lines ---. Each chunk is the body of a module (or, with MODULE in it, a
// whole text). A line that is in error ends with \* ### "regular expression".

var mark = regexp.MustCompile(`\\\* ### (".*")\s*$`)

// chunks cuts a file into texts of modules; first is the line where each begins in the file.
func chunks(t *testing.T, path string) (texts []string, first []int) {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line := 1
	for _, c := range strings.Split(string(src), "\n---\n") {
		text := c
		if !strings.Contains(c, "MODULE") {
			text = "---- MODULE T ----\n" + c + "\n====\n"
			first = append(first, line-1)
		} else {
			first = append(first, line)
		}
		texts = append(texts, text)
		line += strings.Count(c, "\n") + 2
	}
	return texts, first
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
			re, err := regexp.Compile(pattern)
			if err != nil {
				return fmt.Errorf("%s:%d: bad mark: %v", path, first+i, err)
			}
			want[i+1] = re
		}
	}
	var wrong []error
	for _, e := range errs {
		line := int(e.Start.Line)
		re := want[line]
		switch {
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

// TestErrors parses texts with mistakes and holds the messages against the marks.
func TestErrors(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.tla")
	if err != nil || len(paths) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range paths {
		texts, first := chunks(t, path)
		for i, text := range texts {
			_, err := syntax.Parse(&syntax.File{Name: "T.tla", Src: text})
			var list []*syntax.Error
			if err != nil {
				var e *syntax.Error
				if !errors.As(err, &e) {
					t.Fatal(err)
				}
				list = append(list, e)
			}
			if err := checkMarks(path, text, first[i], list); err != nil {
				t.Error(err)
			}
		}
	}
}
