package cmd_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// serving starts explore serve and returns the address of its page, and what ends it:
// an interrupt, after which it must exit with 0 and have said nothing else.
func serving(t *testing.T, stderr string, args ...string) (url string, end func()) {
	self, err := os.Executable()
	require.NoError(t, err)
	// Called by this name the test is the program (see TestMain).
	cmd := &exec.Cmd{Path: self, Args: append([]string{"explore", "serve", "-addr", "0"}, args...)}
	// A file, so that what was said can be read at any time.
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	cmd.Stderr = file
	said := func() string {
		text, err := os.ReadFile(file.Name())
		require.NoError(t, err)
		return string(text)
	}
	pipe, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill := time.AfterFunc(5*time.Minute, func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(pipe).ReadString('\n')
	if err != nil {
		t.Fatal(err, said())
	}
	url = regexp.MustCompile(`^http://127\.0\.0\.1:\d+/`).FindString(line)
	require.NotEmpty(t, url, line)
	return url, func() {
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
		ended := cmd.Wait()
		kill.Stop()
		require.NoError(t, file.Close())
		require.NoError(t, ended, said())
		require.Regexp(t, stderr, said())
	}
}

// asking asks a page about a run.
func asking(t *testing.T, url string) (body []byte) {
	t.Helper()
	answer, err := http.Get(url)
	require.NoError(t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, string(body))
	return body
}

type runShown struct {
	Address, Notice, Why, Title, Heading string
	First                                int
	Properties                           []string
	Broken                               [][]struct{ Property string }
}

type stepsListed struct {
	Steps []struct{ Code, Text, Kind string }
}

func runAt(t *testing.T, url string) (run runShown) {
	t.Helper()
	require.NoError(t, json.Unmarshal(asking(t, url+"run"), &run))
	return run
}

// A protocol is served, its runs are saved as it saves its own, and opened again.
func TestServeAProtocol(t *testing.T) {
	url, end := serving(t, `^$`, "-protocol", "raft", "-mutant", "forget-vote", "-drops", "1", "-partitions", "1")
	defer end()
	run := runAt(t, url)
	require.Equal(t, "raft, mutant forget-vote, 0 steps", run.Heading)
	require.Contains(t, run.Properties, "election-safety")
	kinds := map[string]bool{}
	for range 4 {
		var list stepsListed
		require.NoError(t, json.Unmarshal(asking(t, url+"choices?run="+run.Address), &list))
		for _, s := range list.Steps {
			kinds[s.Kind] = true
		}
		run.Address += "." + list.Steps[len(list.Steps)/2].Code
	}
	for _, kind := range []string{traces.StepDeliver, traces.StepTimeout, traces.StepCrash, traces.StepPartition, traces.StepDrop} {
		require.Contains(t, kinds, kind)
	}
	file := filepath.Join(t.TempDir(), "run.itf.json")
	require.NoError(t, os.WriteFile(file, asking(t, url+"save?run="+run.Address), 0o666))
	var stdout, stderr bytes.Buffer
	require.Equal(t, exitOK, explored(&stdout, &stderr, "replay", file), stdout.String()+stderr.String())
	require.Contains(t, stdout.String(), "raft, mutant forget-vote, 4 steps")
	require.Equal(t, exitOK, explored(&stdout, &stderr, "render", file, "-o", filepath.Join(t.TempDir(), "run.html")))

	again, end := serving(t, `^$`, file)
	defer end()
	require.Equal(t, run.Address, runAt(t, again).Address, "the addresses of two servers of a system are the same")
}

func explored(stdout, stderr io.Writer, args ...string) int {
	return run(append([]string{"explore"}, args...), stdout, stderr)
}

// A run to a goal reaches it; one from there is played from there.
func TestServeARunFromAGoal(t *testing.T) {
	dir := t.TempDir()
	goal := filepath.Join(dir, "raft-leader-elected.itf.json")
	require.Equal(t, exitOK, explored(io.Discard, io.Discard, "-protocol", "raft", "-until", "leader-elected", "-o", dir))
	require.Equal(t, exitViolation, explored(io.Discard, io.Discard, "-from", goal, "-mutant", "weak-vote", "-crashes", "0", "-o", dir))
	url, end := serving(t, `^$`, goal)
	run := runAt(t, url)
	require.Contains(t, run.Title, "REACHED leader-elected after 3 steps")
	require.Empty(t, run.Properties)
	end()
	url, end = serving(t, `^$`, filepath.Join(dir, "raft-weak-vote-from-leader-completeness.itf.json"))
	defer end()
	run = runAt(t, url)
	require.Empty(t, run.Notice)
	require.Equal(t, 3, run.First)
	require.Contains(t, run.Title, "VIOLATED leader-completeness after 11 steps")
	require.Equal(t, "leader-completeness", run.Broken[11][0].Property)
	require.Equal(t, run.Address, strings.Join(strings.Split(run.Address, ".")[:9], "."), "8 steps are played")
}

// Where the code departs from a saved run, the page says so.
func TestServeARunThatDeparts(t *testing.T) {
	dir := t.TempDir()
	require.Equal(t, exitViolation, explored(io.Discard, io.Discard, "-protocol", "raft", "-mutant", "forget-vote", "-o", dir))
	file := filepath.Join(dir, "raft-forget-vote-election-safety.itf.json")
	url, end := serving(t, `^$`, file)
	run := runAt(t, url)
	require.Empty(t, run.Notice)
	require.Contains(t, run.Title, "VIOLATED election-safety after 8 steps")
	require.Equal(t, "election-safety", run.Broken[8][0].Property)
	end()

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	mended := strings.Replace(string(text), `"forget-vote"`, `""`, 1)
	require.NoError(t, os.WriteFile(file, []byte(mended), 0o666))
	const says = `^The saved run \(VIOLATED election-safety after 8 steps\) cannot be followed to its end\. It departs at step \d: `
	url, end = serving(t, says, file)
	defer end()
	require.Regexp(t, says, runAt(t, url).Notice)
}

// Runs of specs are played like those of protocols, and lassos keep what they break.
func TestServeSpecs(t *testing.T) {
	url, end := serving(t, `^$`, "../tla/MCPaxos.tla")
	run := runAt(t, url)
	var list stepsListed
	require.NoError(t, json.Unmarshal(asking(t, url+"choices?run="+run.Address), &list))
	require.Equal(t, "MCPrepare(p = 1, n = 1)", list.Steps[0].Text)
	end()

	dir := t.TempDir()
	spec := filepath.Join(dir, "Turns.tla")
	require.NoError(t, os.WriteFile(spec, []byte("---- MODULE Turns ----\nEXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == \\/ x < 2 /\\ x' = x + 1\n        \\/ x = 2 /\\ x' = 1\nSpec == Init /\\ [][Next]_x\nEnds == <>(x = 3)\n====\n"), 0o666))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Turns.cfg"), []byte("SPECIFICATION Spec\nPROPERTY Ends\n"), 0o666))
	require.Equal(t, exitViolation, explored(io.Discard, io.Discard, "tla", "-o", dir, spec))
	url, end = serving(t, `^$`, filepath.Join(dir, "Turns-Ends.itf.json"))
	defer end()
	run = runAt(t, url)
	require.Empty(t, run.Notice)
	require.Contains(t, run.Title, "VIOLATED Ends by a run without end")
}

// A run of another tool can be looked at, and why no more is said.
func TestServeARunOfAnotherTool(t *testing.T) {
	url, end := serving(t, `^the run can be looked at, and not played: the trace does not say which file has the spec`, "../traces/foreign/testdata/handover.txt")
	defer end()
	run := runAt(t, url)
	require.Contains(t, run.Why, "does not say which file has the spec")
	require.Contains(t, run.Title, "VIOLATED")
}

// An address that is taken is one line.
func TestServeAnAddressThatIsTaken(t *testing.T) {
	url, end := serving(t, `^$`, "-protocol", "twophase")
	defer end()
	var stdout, stderr bytes.Buffer
	addr := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	require.Equal(t, exitUsage, explored(&stdout, &stderr, "serve", "-addr", addr, "-protocol", "twophase"))
	require.Equal(t, "explore: -addr "+addr+": something else listens there, perhaps another page; give another one, port 0 is any free one\n", stderr.String())
	require.Empty(t, stdout.String())
}
