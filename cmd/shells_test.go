package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// completedBy lets a shell complete a command line with the script that is for it. The
// program is called mine there.
func completedBy(t *testing.T, shell, script string, words ...string) []string {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip("there is no " + shell + " here")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	// Called by the name explore the test is the program (see TestMain).
	require.NoError(t, os.Symlink(self, filepath.Join(dir, "explore")))
	cmd := exec.CommandContext(t.Context(), shell, append([]string{"-c", script, shell}, words...)...)
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return strings.Fields(string(out))
}

func TestBashCompletes(t *testing.T) {
	const script = `eval "$(explore completion bash)"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _explore_complete; printf '%s\n' "${COMPREPLY[@]}"`
	for line, want := range map[string]string{
		"explore sh": "shrink", "explore -prot": "-protocol", "explore -protocol tw": "twophase", "explore -protocol raft -te": "-terms",
		"explore render -format m": "md", "explore completion f": "fish", "explore replay ": "", "explore --prot": "--protocol",
	} {
		require.Equal(t, strings.Fields(want), completedBy(t, "bash", script, strings.Split(line, " ")...), line)
	}
}

// The scripts are for the program as it is called.
func TestScriptsAreForTheProgram(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "pwsh"} {
		code, out, errs := ran(nil, "./bin/mine.exe", "completion", shell)
		require.Equal(t, exitOK, code, errs)
		require.Contains(t, out, "mine ")
		require.Contains(t, out, "--generate-shell-completion")
		require.NotContains(t, out, "PROGRAM")
		require.NotContains(t, out, "explore")
		_, out, _ = ran(nil, "./$(touch x)", "completion", shell)
		require.NotContains(t, out, "touch")
		if path, err := exec.LookPath(shell); err == nil && shell != "pwsh" {
			check := exec.CommandContext(t.Context(), path, "-n")
			check.Stdin = strings.NewReader(out)
			said, err := check.CombinedOutput()
			require.NoError(t, err, string(said))
		}
	}
}

// Flags stand before and behind other words, in all their spellings.
func TestFlags(t *testing.T) {
	path := savedBy(t, "-protocol", "raft", "-mutant", "forget-vote")
	for _, args := range [][]string{
		{"render", path, "-format", "txt"}, {"render", "-format", "txt", path}, {"render", "--format=txt", path},
		{"render", "-format=txt", "--", path}, {"render", "-whole=true", path, "--format", "txt"}, {"render", "-o", "-", "-format", "txt", path},
	} {
		code, out, errs := ran(nil, append([]string{"explore"}, args...)...)
		require.Equal(t, exitOK, code, errs)
		require.Contains(t, out, "S1")
	}
	for want, args := range map[string][]string{
		"there is no flag -x; explore help render lists the flags":         {"render", path, "-x"},
		"there is no flag -x; explore help lists":                          {"-x=3"},
		"-format needs a value; explore help render says which":            {"render", path, "-format"},
		"-format is given more than once; once is accepted":                {"render", "-format", "txt", "-format", "txt", path},
		"-whole=perhaps: accepted are true and false":                      {"render", "-whole=perhaps", path},
		"it is no event log; of several files each must be the log of one": {"render", path, "--", "-format"},
		"unknown command \"rendr\"; explore -help":                         {"rendr", path},
		"unknown command \"x\"; explore -help":                             {"x", "render", path},
		"flags of render stand behind it: explore render …; explore help":  {"-exact", "render", path},
	} {
		code, out, errs := ran(nil, append([]string{"explore"}, args...)...)
		require.Equal(t, exitUsage, code, want)
		require.Contains(t, errs, want)
		require.Equal(t, 1, strings.Count(errs, "\n"))
		require.Empty(t, out)
	}
}
