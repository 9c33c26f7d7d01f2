package synod_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nothing behind the front door imports a terminal, a browser or a test library.
func TestFrontDoorImportsNoTerminal(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".", "./model", "./spec", "./explore", "./traces", "./traces/text").Output()
	require.NoError(t, err)
	ours := regexp.MustCompile(`^github\.com/synod-go/synod(/|$)`)
	known := regexp.MustCompile(`^(github\.com/(klauspost|zeebo|anishathalye)|golang\.org/x/sys)/`)
	for path := range strings.FieldsSeq(string(out)) {
		require.NotEqual(t, "testing", path)
		domain, _, isPath := strings.Cut(path, "/")
		if isPath && strings.Contains(domain, ".") && !ours.MatchString(path) {
			require.Regexp(t, known, path)
		}
	}
}
