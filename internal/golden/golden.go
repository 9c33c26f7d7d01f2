// Package golden is for tests that compare output with files in testdata.
//
// A test package that uses it has a flag of its own, unless a library brings it along:
//
//	var _ = flag.Bool("update", false, "rewrite the golden files in testdata")
package golden

import (
	"flag"
	"os"
	"path/filepath"

	"github.com/google/go-cmp/cmp"
)

// T is a test: a *testing.T.
type T interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

// Compare fails the test unless got is what the file testdata/name holds, and shows where the
// two differ. With the flag -update it writes the file instead.
func Compare(t T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if update := flag.Lookup("update"); update != nil && update.Value.String() == "true" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); go test -update writes it anew:\n%s", path, diff)
	}
}
