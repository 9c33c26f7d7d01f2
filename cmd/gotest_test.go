package cmd_test

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl"
	"github.com/synod-go/synod/traces"
)

// savedBy runs explore and returns the counterexample that it saved.
func savedBy(t *testing.T, args ...string) string {
	t.Helper()
	out := t.TempDir()
	var stdout, stderr strings.Builder
	require.Equal(t, exitViolation, run(append([]string{"explore", "-o", out}, args...), &stdout, &stderr), stderr.String())
	files, err := filepath.Glob(filepath.Join(out, "*.itf.json"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	return files[0]
}

// goTestOf runs go test on the tests of a package with more files put beside them.
func goTestOf(t *testing.T, pkg string, files map[string]string) (string, error) {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		replace[filepath.Join(root, pkg, name)] = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o666))
	cmd := exec.CommandContext(t.Context(), "go", "test", "-v", "-overlay", filepath.Join(dir, "overlay.json"), "-run", "Breaks", "./"+pkg)
	cmd.Dir = root
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// The test that is written of a mutant's run fails; with the mistake mended the
// same steps depart, and the test passes and says where.
func TestGotestFailsAsLongAsTheBugIsThere(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs go test")
	}
	path := savedBy(t, "-protocol", "raft", "-mutant", "forget-vote")
	written := filepath.Join(t.TempDir(), "lost_test.go")
	var stdout, stderr strings.Builder
	require.Equal(t, exitOK, run([]string{"explore", "gotest", path, "-o", written, "-package", "raft_test"}, &stdout, &stderr), stderr.String())
	text, err := os.ReadFile(written)
	require.NoError(t, err)
	mutated := string(text)
	require.Contains(t, mutated, "func TestForgetVoteBreaksElectionSafety(t *testing.T) {")

	out, err := goTestOf(t, "impl/raft", map[string]string{"lost_test.go": mutated})
	require.Error(t, err, out)
	require.Contains(t, out, "--- FAIL: TestForgetVoteBreaksElectionSafety")
	require.Contains(t, out, "election-safety is violated after 8 steps")

	mended := strings.Replace(mutated, `System("forget-vote"`, `System(""`, 1)
	out, err = goTestOf(t, "impl/raft", map[string]string{"lost_test.go": mended})
	require.NoError(t, err, out)
	require.Contains(t, out, "--- PASS: TestForgetVoteBreaksElectionSafety")
	require.Contains(t, out, "the run departs at step")
}

// A written test is Go, and imports a package that is there, of every protocol.
func TestGotestImportsThePackageOfTheProtocol(t *testing.T) {
	for _, p := range impl.Protocols() {
		sys, err := p.System("", nil)
		require.NoError(t, err)
		saved := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{{}, {Step: &traces.Step{Kind: traces.StepCrash, Node: "S1"}}}}
		saved.Meta = traces.Meta{Kind: traces.KindProtocol, Protocol: p.Name, Settings: sys.Settings, Property: "some-property"}
		path := filepath.Join(t.TempDir(), "run.itf.json")
		require.NoError(t, traces.WriteFile(path, saved))
		var stdout, stderr strings.Builder
		require.Equal(t, exitOK, run([]string{"explore", "gotest", path}, &stdout, &stderr), stderr.String())
		text := stdout.String()
		f, err := parser.ParseFile(token.NewFileSet(), "x_test.go", text, 0)
		require.NoError(t, err)
		require.Equal(t, p.Name+"_test", f.Name.Name)
		dir, ok := strings.CutPrefix(strings.Trim(f.Imports[2].Path.Value, `"`), "github.com/synod-go/synod/")
		require.True(t, ok)
		require.DirExists(t, filepath.Join("..", dir))
		require.Contains(t, text, `"S1 crashes",`)
	}
}

// A test that is to stand in the package of its protocol does not import it; one in another
// package of that name does.
func TestGotestInThePackageOfTheProtocol(t *testing.T) {
	path := savedBy(t, "-protocol", "raft", "-mutant", "weak-vote")
	var stdout, stderr strings.Builder
	require.Equal(t, exitOK, run([]string{"explore", "gotest", path, "-package", "raft"}, &stdout, &stderr), stderr.String())
	require.NotContains(t, stdout.String(), "synod/impl/raft\"")
	require.Contains(t, stdout.String(), "sys, err := Protocol.System(")
	elsewhere := filepath.Join(t.TempDir(), "x_test.go")
	require.Equal(t, exitOK, run([]string{"explore", "gotest", path, "-package", "raft", "-o", elsewhere}, &stdout, &stderr), stderr.String())
	text, err := os.ReadFile(elsewhere)
	require.NoError(t, err)
	require.Contains(t, string(text), "synod/impl/raft\"")
	require.Contains(t, string(text), "sys, err := raft.Protocol.System(")
}
