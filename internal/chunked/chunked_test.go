package chunked_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/chunked"
)

const sample = `one
two \* ### "^bad"
---
three \* ### "worse"
four \* ### "("
`

func read(t *testing.T) []chunked.Chunk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "errors.txt")
	require.NoError(t, os.WriteFile(path, []byte(sample), 0o666))
	chunks, err := chunked.Read(path)
	require.NoError(t, err)
	require.Len(t, chunks, 2)
	for i := range chunks {
		chunks[i].Path = "errors.txt"
	}
	return chunks
}

func TestErrorsAreHeldAgainstMarks(t *testing.T) {
	c := read(t)[0]
	require.Equal(t, "one\ntwo", c.Unmarked())
	bad := chunked.Error{Line: 2, Text: "bad term"}
	require.NoError(t, c.Check([]chunked.Error{bad}))
	require.EqualError(t, c.Check(nil), `errors.txt:2: no error, expected "^bad"`)
	require.EqualError(t, c.Check([]chunked.Error{bad, {Line: 1, Text: "x"}}), "errors.txt:1: unexpected error: x")
	require.EqualError(t, c.Check([]chunked.Error{{Line: 2, Text: "not bad"}}), `errors.txt:2: error "not bad" does not match "^bad"`)
	require.EqualError(t, c.Check([]chunked.Error{bad, bad}), "errors.txt:2: another error on the same line: bad term")
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	c := read(t)[1]
	want := []string{`errors.txt:4: no error, expected "worse"`, "errors.txt:5: bad mark: error parsing regexp: missing closing ): `(`"}
	require.ElementsMatch(t, want, strings.Split(c.Check(nil).Error(), "\n"))
	c = c.Wrapped("---- MODULE T ----", "====")
	require.ElementsMatch(t, want, strings.Split(c.Check(nil).Error(), "\n"))
}

func TestFilesOfAnArchive(t *testing.T) {
	c := read(t)[0]
	files := map[string]string{"T.cfg": c.Text}
	require.NoError(t, c.CheckFiles(files, []chunked.Error{{File: "T.cfg", Line: 2, Text: "bad"}}))
	require.EqualError(t, c.CheckFiles(files, nil), `errors.txt:1: in T.cfg:2: no error, expected "^bad"`)
}
