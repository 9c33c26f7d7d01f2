package starter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd/internal/starter"
)

// The files are those of the directory, and name the new module where they named this one.
func TestFilesAreOfTheNewModule(t *testing.T) {
	files, err := starter.Files("example.com/mine")
	require.NoError(t, err)
	for _, name := range []string{
		"main.go", "lock/lock.go", "lock/protocol.go", "lock/lock_test.go", "README.md", ".gitignore", ".github/workflows/synod.yml",
	} {
		require.Contains(t, files, name)
	}
	require.Len(t, files, 7)
	for name, text := range files {
		require.NotContains(t, string(text), "starter", name)
		there, err := os.ReadFile(filepath.Join("module", name))
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(string(there), starter.Path, "example.com/mine"), string(text))
	}
	require.Contains(t, string(files["main.go"]), `"example.com/mine/lock"`)
	require.LessOrEqual(t, strings.Count(string(files["main.go"]), "\n"), 10)
}

// A new module is for the version of Go that this one is for.
func TestGoIsThatOfThisModule(t *testing.T) {
	text, err := os.ReadFile("../../../go.mod")
	require.NoError(t, err)
	require.Contains(t, string(text), "\ngo "+starter.Go+"\n")
}
