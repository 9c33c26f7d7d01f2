package cmd_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
)

// inited runs the command init.
func inited(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cmd.Run(ctx, append([]string{"mine", "init"}, args...), nil, &out, &errs)
	return code, out.String(), errs.String()
}

// Init writes a tidy module into a directory that is new or empty. What it is good for is
// in TestTutorial.
func TestInitWritesATidyModule(t *testing.T) {
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	t.Setenv("GOWORK", "off")
	home := t.TempDir()
	empty := filepath.Join(home, "empty")
	require.NoError(t, os.Mkdir(empty, 0o777))
	for dir, module := range map[string]string{filepath.Join(home, "new"): "example.com/new", empty: "example.com/other/module"} {
		args := []string{dir, "-replace", checkout}
		if dir == empty {
			args = append(args, "-module", module)
		}
		code, out, errs := inited(t.Context(), args...)
		require.Equal(t, exitOK, code, errs)
		require.Contains(t, out, "module "+module+"\n")
		require.Contains(t, out, "go.mod takes Synod from "+checkout)
		for _, command := range [][]string{{"mod", "tidy", "-diff"}, {"list", "./..."}} {
			run := exec.CommandContext(t.Context(), "go", command...)
			run.Dir = dir
			said, err := run.CombinedOutput()
			require.NoError(t, err, "%s", said)
			if command[0] == "list" {
				require.Equal(t, module+"\n"+module+"/lock\n", string(said))
			}
		}
		code, _, errs = inited(t.Context(), args...)
		require.Equal(t, exitUsage, code)
		require.Contains(t, errs, dir+": it is not empty, there is .github; a directory is needed that is new or empty")
	}
	requireHas(t, home, "empty", "new")
}

// What is refused leaves nothing behind.
func TestInitRefuses(t *testing.T) {
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	home := t.TempDir()
	t.Chdir(home)
	require.NoError(t, os.WriteFile("file", nil, 0o666))
	require.NoError(t, os.Mkdir("another", 0o777))
	require.NoError(t, os.WriteFile("another/go.mod", []byte("module example.com/another\n"), 0o666))
	for want, args := range map[string][]string{
		"init takes one directory, which is new or empty; 0 are given":                                      {},
		"init takes one directory, which is new or empty; 2 are given":                                      {"a", "b"},
		"file: not a directory; a directory is needed":                                                      {"file", "-replace", checkout},
		"none/new: there is no directory none":                                                              {"none/new", "-replace", checkout},
		"another: it is not empty, there is go.mod":                                                         {"another", "-replace", checkout},
		`"a b" is no path of a module`:                                                                      {"new", "-replace", checkout, "-module", "a b"},
		`"example.com/a b" is no path of a module`:                                                          {"a b", "-replace", checkout},
		`is no path of a module`:                                                                            {"new", "-replace", checkout, "-module", "a\nreplace b => c"},
		"that is a path of Synod itself":                                                                    {"new", "-replace", checkout, "-module", "github.com/synod-go/synod/new"},
		"-replace none: no such file or directory; a checkout of":                                           {"new", "-replace", "none"},
		"-replace another: it is module example.com/another":                                                {"new", "-replace", "another"},
		"which is no version that can be fetched; say where a checkout is: mine init -replace CHECKOUT DIR": {"new"},
		"there is no flag -protocol; mine help init lists the flags":                                        {"new", "-protocol", "raft"},
	} {
		code, out, errs := inited(t.Context(), args...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, want)
		require.Empty(t, out)
	}
	// Where go cannot do its part, too.
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	code, _, errs := inited(ended, "new", "-replace", checkout)
	require.Equal(t, exitInconclusive, code)
	require.Equal(t, "mine: interrupted; nothing is written\n", errs)
	if runtime.GOOS != "windows" {
		bin := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho no network >&2\necho at all >&2\nexit 1\n"), 0o777))
		t.Setenv("PATH", bin)
		code, _, errs = inited(t.Context(), "new", "-replace", checkout)
		require.Equal(t, exitUsage, code)
		require.Equal(t, "mine: go mod tidy fails, so nothing is written: no network at all\n", errs)
	}
	t.Setenv("PATH", "")
	code, _, errs = inited(t.Context(), "new", "-replace", checkout)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "go mod tidy cannot be run, so nothing is written: ")
	requireHas(t, home, "another", "file")
}

// requireHas requires that a directory has these entries, and no others.
func requireHas(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var there []string
	for _, e := range entries {
		there = append(there, e.Name())
	}
	require.Equal(t, names, there)
}
