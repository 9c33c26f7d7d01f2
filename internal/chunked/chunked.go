// Package chunked is for tests that hold error messages against marks in the texts that
// cause them. A file of testdata holds chunks, separated by lines "---". A line of a chunk
// that is in error ends with
//
//	\* ### "regular expression"
//
// which the message must match. A line without a mark must have no error.
package chunked

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Chunk is one of the texts of a file.
type Chunk struct {
	Path string
	Line int // where it begins in the file, counted from 1
	Text string
}

// Read reads the chunks of the file at path.
func Read(path string) ([]Chunk, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var chunks []Chunk
	line := 1
	for text := range strings.SplitSeq(string(src), "\n---\n") {
		chunks = append(chunks, Chunk{path, line, text})
		line += strings.Count(text, "\n") + 2
	}
	return chunks, nil
}

// Wrapped returns the chunk with its text between a line before it and another after it.
func (c Chunk) Wrapped(before, after string) Chunk {
	return Chunk{c.Path, c.Line - 1, before + "\n" + c.Text + "\n" + after + "\n"}
}

// Unmarked returns the text of the chunk without its marks.
func (c Chunk) Unmarked() string { return mark.ReplaceAllString(c.Text, "") }

// Error is an error in a text.
type Error struct {
	File string // of an archive; "" if the text is all there is
	Line int    // counted from 1
	Text string
}

func (e Error) line() Error { return Error{File: e.File, Line: e.Line} }

// Check holds errors against the marks in the chunk, and returns an error for every mark
// without one, for every error without a mark, and for every one that does not match.
func (c Chunk) Check(errs []Error) error {
	return check(map[string]string{"": c.Text}, errs, func(e Error) string {
		return fmt.Sprintf("%s:%d", c.Path, c.Line+e.Line-1)
	})
}

// CheckFiles is Check for a chunk that is an archive of files, by their names.
func (c Chunk) CheckFiles(files map[string]string, errs []Error) error {
	return check(files, errs, func(e Error) string {
		return fmt.Sprintf("%s:%d: in %s:%d", c.Path, c.Line, e.File, e.Line)
	})
}

func check(files map[string]string, errs []Error, at func(Error) string) error {
	want := map[Error]*regexp.Regexp{}
	var wrong []error
	for name, text := range files {
		n := 0
		for l := range strings.SplitSeq(text, "\n") {
			n++
			re, err := markOf(l)
			line := Error{File: name, Line: n}
			switch {
			case err != nil:
				wrong = append(wrong, fmt.Errorf("%s: bad mark: %w", at(line), err))
			case re != nil:
				want[line] = re
			}
		}
	}
	seen := map[Error]bool{}
	for _, e := range errs {
		line := e.line()
		switch re := want[line]; {
		case re == nil:
			wrong = append(wrong, fmt.Errorf("%s: unexpected error: %s", at(e), e.Text))
		case !re.MatchString(e.Text):
			wrong = append(wrong, fmt.Errorf("%s: error %q does not match %q", at(e), e.Text, re))
		case seen[line]:
			wrong = append(wrong, fmt.Errorf("%s: another error on the same line: %s", at(e), e.Text))
		}
		seen[line] = true
	}
	for line, re := range want {
		if !seen[line] {
			wrong = append(wrong, fmt.Errorf("%s: no error, expected %q", at(line), re))
		}
	}
	return errors.Join(wrong...)
}

var mark = regexp.MustCompile(`(?m)[ \t]*\\\* ### (".*")[ \t\r]*$`)

// markOf returns what the mark at the end of a line demands; nil if there is none.
func markOf(line string) (*regexp.Regexp, error) {
	m := mark.FindStringSubmatch(line)
	if m == nil {
		return nil, nil
	}
	pattern, err := strconv.Unquote(m[1])
	if err != nil {
		return nil, err
	}
	return regexp.Compile(pattern)
}
