// Package kept says where a test keeps what must outlive it: a counterexample, a log.
package kept

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
)

// Env is the environment variable that names the directory.
const Env = "SYNOD_TRACES"

// T is what is needed of a test; *testing.T has it.
type T interface {
	Name() string
	ArtifactDir() string
}

// Path returns the absolute path of a file that a test keeps. The file is named after the
// test, with an ending. Its directory is the one that Env names, or else the test's
// artifact directory if go test keeps that, or else one for temporary files; Path makes it.
func Path(t T, ending string) (string, error) {
	dir := os.Getenv(Env)
	switch {
	case dir != "":
	case keepsArtifacts():
		dir = t.ArtifactDir()
	default:
		// The artifact directory is removed when the test ends.
		dir = filepath.Join(os.TempDir(), "synod")
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	return filepath.Abs(filepath.Join(dir, fileName.ReplaceAllString(t.Name(), "-")+ending))
}

func keepsArtifacts() bool {
	f := flag.Lookup("test.artifacts")
	return f != nil && f.Value.String() == "true"
}

var fileName = regexp.MustCompile(`[^\pL\pN._-]+`)
