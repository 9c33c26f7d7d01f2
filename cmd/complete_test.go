package cmd_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
)

// A shell asks with the words before the cursor, and the one at it if that
// begins with a dash.
func TestCompletion(t *testing.T) {
	for words, want := range map[string]string{
		"-prot":                        "-protocol",
		"--prot":                       "--protocol",
		"-me":                          "-memory",
		"-terms":                       "", // of no protocol yet
		"-protocol raft -te":           "-terms",
		"--protocol=raft --te":         "--terms",
		"-protocol twophase -te":       "",
		"-protocol raft -network":      "multiset set fifo",
		"-protocol abd -mutant":        "wait-for-all",
		"-protocol raft -mutant":       "weak-vote commit-old-term forget-vote double-vote no-prev-check truncate-always no-duplicate-filter single-election never-steps-down pre-vote-while-led vote-while-led leads-alone hasty-transfer early-config overlapping-changes new-majority-only forget-snapshot-end install-over no-read-round early-read-index long-lease forget-lease",
		"-protocol twophase -property": "consistency all-decide",
		"-protocol raft -depth":        "",
		"-protocol raft -o":            "", // the shell offers files
		"replay":                       "",
		"render":                       "", // files
		"inspect":                      "",
		"render run.json -o":           "",
		"render run.json -fo":          "-format",
		"render run.json -format":      "html svg md txt",
		"serve":                        "", // files
		"serve -ad":                    "-addr",
		"serve -addr":                  "",
		"serve -protocol raft -te":     "-terms",
		"serve -protocol abd -mutant":  "wait-for-all",
		"completion":                   "bash zsh fish pwsh",
		"tla":                          "", // files
		"tla -contin":                  "-continue",
		"validate -search":             "bfs dfs",
		"shrink -ti":                   "-time",
	} {
		require.Equal(t, strings.Fields(want), offered(t, words), words)
	}
	commands := strings.Fields("replay inspect render shrink gotest serve claims valence diff tla record validate conform cluster node init help completion")
	require.Subset(t, offered(t, ""), commands)
	require.Equal(t, commands, offered(t, "help"))
	require.Contains(t, offered(t, "record"), "-protocol")
	require.Contains(t, offered(t, "record -protocol raft"), "-terms")
	require.Contains(t, offered(t, "claims -protocol"), "raft")
	require.Contains(t, offered(t, "claims"), "-junit")
	require.Contains(t, offered(t, "-protocol"), "twophase")
	require.Contains(t, offered(t, "-protocol raft"), "-scripts")
	require.Contains(t, offered(t, "-protocol raft -json"), "-depth")
	require.Contains(t, offered(t, "serve -protocol raft"), "-terms")
	require.NotContains(t, offered(t, "-protocol raft"), "replay")
}

func offered(t *testing.T, words string) []string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := append(append([]string{"explore"}, strings.Fields(words)...), cmd.CompletionFlag)
	require.Equal(t, exitOK, run(args, &stdout, &stderr), words)
	require.Empty(t, stderr.String())
	list := []string{}
	for line := range strings.Lines(stdout.String()) {
		word, doc, found := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		require.True(t, found, line)
		require.NotContains(t, doc, ":")
		list = append(list, word)
	}
	return list
}

// What stands beside a command in the shell's list is what that command does.
func TestCompletionDescribesCommands(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, run([]string{"explore", "help", cmd.CompletionFlag}, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), "validate:hold the log of a run against a TLA+ spec\n")
	require.Contains(t, stdout.String(), "conform:hold the code of a protocol against its TLA+ spec\n")
	said := map[string]bool{}
	for line := range strings.Lines(stdout.String()) {
		_, doc, found := strings.Cut(line, ":")
		require.True(t, found, line)
		require.False(t, said[doc], line)
		said[doc] = true
	}
	require.Len(t, said, 18)
}
