package cmd_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
)

var update = flag.Bool("update", false, "put the example's code into the README")

// root is the directory of the module.
const root = ".."

// The README's example is the code of an example test, word for word.
func TestReadmeHasTheExample(t *testing.T) {
	const (
		marker = "<!-- code of example_test.go; go test ./cmd -run TestReadme -update puts it here -->\n```go\n"
		fence  = "```\n"
	)
	path := filepath.Join(root, "README.md")
	readme, err := os.ReadFile(path)
	require.NoError(t, err)
	code, err := os.ReadFile(filepath.Join(root, "example_test.go"))
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(readme), marker)
	require.True(t, found, "the README has lost %q", marker)
	shown, after, found := strings.Cut(rest, fence)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(before+marker+string(code)+fence+after), 0o666))
		return
	}
	require.Equal(t, string(code), shown, "go test ./cmd -run TestReadme -update mends it")
}

// console is a block of commands and their output.
var console = regexp.MustCompile("(?s)```console\n(.*?)```")

// differs are the rows that are not the same in every run.
var differs = regexp.MustCompile(`(?m)^(  memory|  time|replay|inspect)  .*$`)

// What the README and the docs say that explore prints is what it prints; "…" stands for
// lines that are left out.
func TestReadmeShowsRealOutput(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has one goroutine")
	}
	var pages []string
	for _, page := range []string{"README.md", "docs/running.md", "docs/liveness.md", "docs/flp.md"} {
		text, err := os.ReadFile(filepath.Join(root, page))
		require.NoError(t, err)
		pages = append(pages, string(text))
	}
	specs, err := filepath.Abs(filepath.Join(root, "tla"))
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	require.NoError(t, os.Symlink(specs, "tla"))
	commands := 0
	for _, block := range console.FindAllStringSubmatch(strings.Join(pages, "\n"), -1) {
		command, shown, _ := strings.Cut(block[1], "\n")
		args, isOurs := strings.CutPrefix(command, "$ go run ./cmd/explore ")
		if !isOurs {
			continue
		}
		commands++
		var stdout, stderr bytes.Buffer
		code := run(append([]string{"explore"}, strings.Fields(args)...), &stdout, &stderr)
		require.LessOrEqual(t, code, exitViolation, stderr.String())
		requireShown(t, command, differs.ReplaceAllString(shown, "$1"), differs.ReplaceAllString(stdout.String(), "$1"))
	}
	require.GreaterOrEqual(t, commands, 4)
}

// requireShown requires that a command prints what is shown, where "…" stands for lines that are left out.
func requireShown(t *testing.T, command, shown, printed string) {
	t.Helper()
	got, skip := strings.Split(printed, "\n"), false
	for _, line := range strings.Split(strings.TrimSuffix(shown, "\n"), "\n") {
		if line == "…" {
			skip = true
			continue
		}
		for skip && len(got) > 0 && got[0] != line {
			got = got[1:]
		}
		require.NotEmpty(t, got, "%s: does not print %q (there), but\n%s", command, line, printed)
		require.Equal(t, got[0], line, command)
		got, skip = got[1:], false
	}
	if !skip {
		require.Equal(t, []string{""}, got, "%s: prints more", command)
	}
}

// Every protocol and every mutant has its place in the docs.
func TestDocsNameEveryProtocolAndMutant(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join(root, "docs", "protocols.md"))
	require.NoError(t, err)
	for _, p := range impl.Protocols() {
		_, section, found := strings.Cut(string(docs), "\n## "+p.Name+"\n")
		require.True(t, found, "docs/protocols.md has no section %s", p.Name)
		section, _, _ = strings.Cut(section, "\n## ")
		for _, m := range p.Mutants {
			require.Contains(t, section, "| "+m.Name+" | ")
		}
		var stdout, stderr bytes.Buffer
		require.Equal(t, exitOK, run([]string{"explore", "-list", "-json", "-protocol", p.Name}, &stdout, &stderr), stderr.String())
		var listed struct{ Properties []struct{ Name string } }
		require.NoError(t, json.Unmarshal(stdout.Bytes(), &listed))
		require.NotEmpty(t, listed.Properties)
		for _, o := range listed.Properties {
			require.Contains(t, section, o.Name, p.Name)
		}
	}
}

// Every field of a result has its place in the docs, and every verdict.
func TestDocsNameEveryFieldOfTheJSON(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join(root, "docs", "json.md"))
	require.NoError(t, err)
	for _, args := range [][]string{
		{"-json", "-protocol", "twophase"}, {"valence", "-json", "-protocol", "twophase", "-o", t.TempDir()}, {"tla", "-json", filepath.Join(root, "tla", "MCConsensus.tla")},
		{"conform", "-json", "-protocol", "paxos", "-mutant", "own-value", "-o", t.TempDir()},
		{"validate", "-json", "-spec", filepath.Join(root, "tla", "Raft.tla"), filepath.Join(root, "traces", "recorded", "raft-weak-vote.ndjson")},
	} {
		var stdout, stderr bytes.Buffer
		code := run(slices.Concat([]string{"explore"}, args), &stdout, &stderr)
		require.LessOrEqual(t, code, exitViolation, stderr.String())
		lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
		var result map[string]any
		require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &result))
		require.Equal(t, "result", result["type"])
		for field := range result {
			require.Contains(t, string(docs), "`"+field+"`", args)
		}
		require.Contains(t, string(docs), "`"+result["verdict"].(string)+"`")
	}
	for _, verdict := range []string{
		"holds", "violated", "open", "inconclusive", "reached", "unreached", "conforms", "departs", "accepted", "rejected",
		"vacuous", "refused", "internal error",
	} {
		require.Contains(t, string(docs), "`"+verdict+"`")
	}
}
