package cmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
)

// programRun is a run of the program on a page of the docs: a command of a workflow, or of a
// script.
var programRun = regexp.MustCompile(`(?m)(?:^ *(?:- run: |- )?\./explore|"\$work/explore") ((?:-|\w).*)$`)

// Every command that docs/ci.md has for copying is one that the program takes.
func TestWorkflowsToCopy(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "ci.md"))
	require.NoError(t, err)
	lock := twophase.Protocol
	lock.Name = "lock"
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("results", 0o777))
	found := programRun.FindAllStringSubmatch(string(page), -1)
	for _, match := range found {
		words, _, _ := strings.Cut(match[1], " >") // the shell's
		args := append([]string{"./explore"}, strings.Fields(words)...)
		code, out, errs := ran([]*model.Protocol{&lock}, append(args, "-help")...)
		require.Equal(t, exitOK, code, "%s: %s", words, errs)
		require.Contains(t, out, "Exit codes:")
	}
	require.Len(t, found, 6)
}
