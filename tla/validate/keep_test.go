package validate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// fake is a test that may fail.
type fake struct {
	ended  []func()
	failed bool
	said   strings.Builder
}

func (f *fake) Helper()                  {}
func (f *fake) Name() string             { return "TestMine/one run" }
func (f *fake) ArtifactDir() string      { panic("go test keeps no artifacts") }
func (f *fake) Context() context.Context { return context.Background() }
func (f *fake) Cleanup(end func())       { f.ended = append(f.ended, end) }
func (f *fake) Failed() bool             { return f.failed }
func (f *fake) Logf(format string, args ...any) {
	fmt.Fprintf(&f.said, format+"\n", args...)
}
func (f *fake) Fatalf(format string, args ...any) { f.Fatal(fmt.Sprintf(format, args...)) }
func (f *fake) Fatal(args ...any) {
	f.failed = true
	fmt.Fprintln(&f.said, args...)
	runtime.Goexit()
}

// run runs a test to its end.
func (f *fake) run(test func()) string {
	done := make(chan bool)
	go func() {
		defer close(done)
		test()
	}()
	<-done
	for _, end := range f.ended {
		end()
	}
	return f.said.String()
}

func TestLogsOfFailingTestsAreKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SYNOD_TRACES", dir)
	log := filepath.Join(t.TempDir(), "run.ndjson")
	kept := filepath.Join(dir, "TestMine-one-run-run.ndjson")
	write := func(text string) { require.NoError(t, os.WriteFile(log, []byte(text), 0o666)) }

	passes := &fake{}
	passes.run(func() { validate.Keep(passes, log); write("one") })
	require.NoFileExists(t, kept)

	fails := &fake{}
	said := fails.run(func() { validate.Keep(fails, log); write("two"); fails.Fatal("wrong") })
	require.Contains(t, said, "run.ndjson is kept as "+kept)
	data, err := os.ReadFile(kept)
	require.NoError(t, err)
	require.Equal(t, "two", string(data))

	nothing := &fake{}
	require.Equal(t, "wrong\n", nothing.run(func() { validate.Keep(nothing, log+"x"); nothing.Fatal("wrong") }))
}

// A log that is refused is kept, and its run up to the event that does not fit.
func TestRefusedLogIsKept(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SYNOD_TRACES", dir)
	recorded, err := os.ReadFile(filepath.Join("..", "..", "traces", "recorded", "raft-small.ndjson"))
	require.NoError(t, err)
	lines := strings.Split(string(recorded), "\n")
	lines[4] = strings.Replace(lines[4], `"VotedFor":"S3"`, `"VotedFor":"S2"`, 1)
	log := filepath.Join(t.TempDir(), "run.ndjson")
	require.NoError(t, os.WriteFile(log, []byte(strings.Join(lines, "\n")), 0o666))

	f := &fake{}
	said := f.run(func() { validate.Log(f, filepath.Join("..", "Raft.tla"), log) })
	require.Contains(t, said, "the first 3 events fit, event 4 does not")
	path := filepath.Join(dir, "TestMine-one-run-run-refused.itf.json")
	require.Contains(t, said, "explore inspect "+path)
	require.FileExists(t, filepath.Join(dir, "TestMine-one-run-run.ndjson"))
	run, err := traces.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 4, run.Steps())
	require.Equal(t, []string{traces.KindLog, traces.KindRefused, "TraceRaft"}, []string{run.Meta.Kind, run.Meta.PropertyKind, run.Meta.Property})
	require.Contains(t, run.Meta.Violation, `votedFor'[i] is "S3"`)
}
