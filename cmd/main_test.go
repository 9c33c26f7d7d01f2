package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/impl"
)

// The exit codes of the command.
const (
	exitOK           = 0
	exitViolation    = 1
	exitUsage        = 2
	exitInconclusive = 3
	exitInternal     = 4
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"explore": func() { cmd.Main(impl.Protocols()...) },
		"pumps":   func() { cmd.Main(&pumps) },
	})
}

// run runs the command with the protocols of this module.
func run(args []string, stdout, stderr io.Writer) int {
	return cmd.Run(context.Background(), args, nil, stdout, stderr, impl.Protocols()...)
}

// The scripts in testdata run the program as a person would. Besides the usual
// commands they know
//
//	exits CODE PROGRAM ARGS…     run it and hold its exit code against CODE
//	one-line TEXT                standard error is one line, and contains TEXT
//	result FIELD VALUE           a field (a.b, a.0) of the last line of standard
//	                             output, in JSON, or "…" for anything above 0
//	progress                     every line but the last one is a progress line
//	signal CODE SIGNALS ARGS…    start explore -json, send so many interrupts,
//	                             one per progress line (or a hangup, with
//	                             hangup instead of a number), and hold its exit code
//	edit FILE OLD NEW            replace text that stands in the file
//	truncate PATTERN             keep the first half of the first file of a name like that
//	killed LEVELS DIR ARGS…      start explore, and kill it when the checkpoint or store in the
//	                             directory has so many levels
//	untimed FILE                 write the report on standard output to the file, but
//	                             for times, memory and handler runs
//
// SPECS is the directory of the specs of this module.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			specs, err := filepath.Abs(filepath.Join("..", "tla"))
			env.Setenv("SPECS", specs)
			return err
		},
		Condition: func(name string) (bool, error) {
			if name == "root" { // who may write everywhere
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":    exits,
			"one-line": checkOneLine,
			"result":   checkResult,
			"progress": checkProgress,
			"signal":   signalled,
			"edit":     edit,
			"truncate": truncate,
			"killed":   killed,
			"untimed":  untimed,
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		code = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func checkOneLine(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile("stderr")
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		ts.Fatalf("not one line on standard error: %q", text)
	}
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%q does not contain %q", text, args[0])
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("standard output has %q", out)
	}
}

// jsonLines reads the NDJSON on standard output.
func jsonLines(ts *testscript.TestScript) []map[string]any {
	var lines []map[string]any
	for d := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout"))); ; {
		var line map[string]any
		err := d.Decode(&line)
		if err == io.EOF {
			break
		}
		ts.Check(err)
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		ts.Fatalf("standard output is empty")
	}
	return lines
}

func checkResult(ts *testscript.TestScript, _ bool, args []string) {
	lines := jsonLines(ts)
	var got any = lines[len(lines)-1]
	for _, part := range strings.Split(args[0], ".") {
		switch v := got.(type) {
		case map[string]any:
			field, ok := v[part]
			if !ok {
				ts.Fatalf("there is no field %s in %v", part, v)
			}
			got = field
		case []any:
			i, err := strconv.Atoi(part)
			ts.Check(err)
			got = v[i]
		default:
			ts.Fatalf("%v has no field %s", got, part)
		}
	}
	if args[1] == "…" {
		if n, ok := got.(float64); !ok || n <= 0 {
			ts.Fatalf("%s is %v, want a number above 0", args[0], got)
		}
		return
	}
	var want any
	ts.Check(json.Unmarshal([]byte(args[1]), &want))
	if !reflect.DeepEqual(got, want) {
		ts.Fatalf("%s is %v, want %v", args[0], got, want)
	}
}

func checkProgress(ts *testscript.TestScript, _ bool, _ []string) {
	lines := jsonLines(ts)
	if len(lines) < 2 {
		ts.Fatalf("there is no progress line")
	}
	for _, line := range lines[:len(lines)-1] {
		for _, field := range []string{"depth", "states", "steps", "frontier", "memory_bytes", "elapsed_s"} {
			if _, ok := line[field].(float64); !ok || line["type"] != "progress" {
				ts.Fatalf("%v is no progress line with %s", line, field)
			}
		}
	}
}

// signalled starts explore with -json and sends interrupts. It leaves what was
// written in the files out and err.
func signalled(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	sent, interrupts := os.Interrupt, 1
	if args[1] == "hangup" {
		sent = syscall.SIGHUP
		// Where this process was told to ignore it (nohup), the command would be, too.
		heard := make(chan os.Signal, 1)
		signal.Notify(heard, sent)
		defer signal.Stop(heard)
	} else {
		interrupts, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	cmd := program(ts, args[2:])
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	pipe, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	defer time.AfterFunc(5*time.Minute, func() { _ = cmd.Process.Kill() }).Stop()
	var out bytes.Buffer
	for d := json.NewDecoder(io.TeeReader(pipe, &out)); ; {
		var line map[string]any
		if d.Decode(&line) != nil {
			break
		}
		if interrupts > 0 && line["type"] == "progress" {
			ts.Check(cmd.Process.Signal(sent))
			interrupts--
		}
	}
	_ = cmd.Wait() // the exit code says all
	if code := cmd.ProcessState.ExitCode(); code != want {
		ts.Fatalf("exit code %d, want %d; standard error: %s", code, want, &stderr)
	}
	ts.Check(os.WriteFile(ts.MkAbs("out.json"), out.Bytes(), 0o666))
	ts.Check(os.WriteFile(ts.MkAbs("err.txt"), stderr.Bytes(), 0o666))
}

// program is the command explore, to be started.
func program(ts *testscript.TestScript, args []string) *exec.Cmd {
	path := ""
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if _, err := os.Stat(filepath.Join(dir, "explore")); err == nil && path == "" {
			path = filepath.Join(dir, "explore")
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = ts.MkAbs(".")
	return cmd
}

// killed starts explore and kills it, as kill -9 does, when the checkpoint in a directory has a
// number of levels.
func killed(ts *testscript.TestScript, _ bool, args []string) {
	levels, err := strconv.Atoi(args[0])
	ts.Check(err)
	cmd := program(ts, args[2:])
	ts.Check(cmd.Start())
	for start := time.Now(); ; {
		var has struct{ Levels []any }
		text, err := os.ReadFile(filepath.Join(ts.MkAbs(args[1]), "checkpoint.json"))
		if err != nil {
			text, _ = os.ReadFile(filepath.Join(ts.MkAbs(args[1]), "manifest.json"))
		}
		_ = json.NewDecoder(bytes.NewReader(text)).Decode(&has) // there is none yet
		if len(has.Levels) >= levels {
			break
		}
		if time.Since(start) > 5*time.Minute {
			ts.Fatalf("the checkpoint has %d levels after 5 minutes", len(has.Levels))
		}
	}
	ts.Check(cmd.Process.Kill())
	if err := cmd.Wait(); err == nil {
		ts.Fatalf("explore had ended before it was killed")
	}
}

// untimed writes a report on standard output to a file without what differs from run to run.
func untimed(ts *testscript.TestScript, _ bool, args []string) {
	var kept []string
	for line := range strings.Lines(ts.ReadFile("stdout")) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); !slices.Contains([]string{"time", "memory", "handler"}, word) {
			kept = append(kept, line)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(kept, "")), 0o666))
}

func edit(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not contain %q:\n%s", args[0], args[1], text)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o666))
}

func truncate(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("there is no file %s", args[0])
	}
	text := ts.ReadFile(files[0])
	ts.Check(os.WriteFile(files[0], []byte(text[:len(text)/2]), 0o666))
}

func TestErrorStaysOnOneLine(t *testing.T) {
	var stdout, stderr bytes.Buffer
	for _, args := range [][]string{
		{"-protocol", "two\nlines"}, {"-protocol", "raft", "-depth", "1\n2"}, {"-protocol", "raft", "-mutant", "a\nb"},
		{"-protocol", "raft", "-scripts", "a\nb", "-clients", "1"}, {"replay", "a\nb"}, {"-a\nb"}, {"a\nb"},
		{"-protocol", "raft", "-o", "/dev/null/a\nb"}, {"-protocol", "raft", "-time", "\x1b[2J"},
	} {
		stderr.Reset()
		require.Equal(t, exitUsage, run(append([]string{"explore"}, args...), &stdout, &stderr), args)
		require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
		require.NotContains(t, stderr.String(), "\x1b")
	}
	require.Empty(t, stdout.String())
}

// panicking is a writer with a defect.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("a defect\nof two lines") }

func TestDefectIsOneLineAndExit4(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, exitInternal, run([]string{"explore", "-list"}, panicking{}, &stderr))
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"))
	require.Contains(t, stderr.String(), "internal error: a defect of two lines")
	require.Contains(t, stderr.String(), cmd.IssuesURL)

	t.Setenv(cmd.DebugEnv, "1")
	stderr.Reset()
	require.Equal(t, exitInternal, run([]string{"explore", "-list"}, panicking{}, &stderr))
	require.Contains(t, stderr.String(), "goroutine")
}

func TestDiskFullIsOneLineAndExit3(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	var stderr bytes.Buffer
	require.Equal(t, exitInconclusive, run([]string{"explore", "-list"}, full, &stderr))
	require.Equal(t, 1, strings.Count(stderr.String(), "\n"), stderr.String())
	require.Contains(t, stderr.String(), syscall.ENOSPC.Error())
}
