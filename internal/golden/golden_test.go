package golden_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/golden"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// told keeps what a test is told.
type told struct{ failed, wrong string }

func (*told) Helper()                             {}
func (r *told) Fatal(args ...any)                 { r.failed = fmt.Sprint(args...); panic(r) }
func (r *told) Errorf(format string, args ...any) { r.wrong = fmt.Sprintf(format, args...) }

func TestCompare(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("testdata", 0o777))
	path := filepath.Join("testdata", "run.txt")
	r := &told{}
	require.Panics(t, func() { golden.Compare(r, "run.txt", "one\ntwo\n") })
	require.Contains(t, r.failed, path)

	*update = true
	golden.Compare(r, "run.txt", "one\ntwo\n")
	*update = false
	golden.Compare(r, "run.txt", "one\ntwo\n")
	require.Empty(t, r.wrong)

	golden.Compare(r, "run.txt", "one\nthree\n")
	require.Contains(t, r.wrong, path+" differs (-want +got)")
	require.Contains(t, r.wrong, "three")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "one\ntwo\n", string(text), "the file is only written if that is asked for")
}
