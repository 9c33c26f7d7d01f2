package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A runner runs models.
type runner struct {
	explore   string
	java      string
	classPath string // of TLC, or ""
	workers   int
	timeout   time.Duration
	scratch   string // a directory for what is written meanwhile
	progress  io.Writer
}

// A state of a run that has no verdict.
const (
	refused = "refused" // the model is not taken
	killed  = "killed"  // it took longer than the timeout
	failed  = "failed"  // the program is at fault
)

// verdicts are the kinds of violations that explore reports, in the manifest's words.
var verdicts = map[string]string{
	"invariant":  "safety failure",
	"action":     "liveness failure", // as TLC has it: a property, not an invariant, is violated
	"temporal":   "liveness failure",
	"deadlock":   "deadlock failure",
	"assumption": "assumption failure",
	"evaluation": "evaluation failure", // in no manifest
}

// A run is what one run of a program came to.
type run struct {
	verdict         string // as the manifest has it, or refused, killed, failed
	note            string // why, in one line
	distinct, total int64
	counted         bool // distinct and total are known
	wall            time.Duration
}

// execute runs a program in a directory until the timeout. The exit code is -1 if it was ended.
func (r *runner) execute(ctx context.Context, dir, program string, args ...string) (code int, stdout, stderr []byte, wall time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	cmd.WaitDelay = 5 * time.Second
	start := time.Now()
	err = cmd.Run()
	wall = time.Since(start)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil && err != nil:
		return -1, nil, nil, wall, ctx.Err()
	case errors.As(err, &exit):
		return exit.ExitCode(), out.Bytes(), errs.Bytes(), wall, nil
	}
	return 0, out.Bytes(), errs.Bytes(), wall, err
}

// runOurs runs explore.
func (r *runner) runOurs(ctx context.Context, m model) run {
	args := []string{"tla", "-json", "-workers", strconv.Itoa(r.workersOf(m)), "-o", filepath.Join(r.scratch, "traces"),
		"-config", filepath.Join(m.folder, m.cfg), filepath.Join(m.folder, m.tla)}
	// From the root of the checkout, as its own scripts do: some specs read files by their path from there.
	code, stdout, stderr, wall, err := r.execute(ctx, m.root, r.explore, args...)
	result := r.outcome(code, stdout, stderr, err)
	result.wall = wall
	return result
}

func (r *runner) workersOf(m model) int {
	if m.workers > 0 {
		return m.workers
	}
	return r.workers
}

// report is the last line of explore -json.
type report struct {
	Type      string   `json:"type"`
	Complete  bool     `json:"complete"`
	BoundedBy []string `json:"bounded_by"`
	States    int64    `json:"states"`
	Steps     int64    `json:"steps"`
	Initial   *int64   `json:"initial"`
	Generated int64    `json:"generated"` // 0 where initial and steps are all there is
	Violation *struct {
		Kind     string `json:"kind"`
		Property string `json:"property"`
	} `json:"violation"`
}

// outcome makes a verdict of what explore left behind.
func (r *runner) outcome(code int, stdout, stderr []byte, err error) run {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return run{verdict: killed, note: fmt.Sprintf("not done after %v", r.timeout)}
	case err != nil:
		return run{verdict: failed, note: err.Error()}
	case code == 2:
		return run{verdict: refused, note: strings.TrimPrefix(firstLine(stderr), "explore: ")}
	case code != 0 && code != 1:
		return run{verdict: failed, note: fmt.Sprintf("exit code %d: %s", code, firstLine(stderr))}
	}
	line := bytes.TrimSpace(stdout)
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	var rep report
	if err := json.Unmarshal(line, &rep); err != nil || rep.Type != "result" {
		return run{verdict: failed, note: fmt.Sprintf("exit code %d, but the last line of the output is no result: %s", code, firstLine(line))}
	}
	result := run{distinct: rep.States}
	if rep.Initial != nil {
		result.total, result.counted = max(rep.Generated, rep.Steps+*rep.Initial), true
	}
	switch v := rep.Violation; {
	case (v != nil) != (code == 1):
		result.verdict, result.note = failed, fmt.Sprintf("exit code %d does not agree with the report: %s", code, firstLine(line))
	case v != nil:
		result.verdict, result.note = verdicts[v.Kind], v.Property
		if result.verdict == "" {
			result.verdict, result.note = failed, fmt.Sprintf("a violation of a kind that is not known: %q", v.Kind)
		}
	case !rep.Complete && !onlyConstraint(rep.BoundedBy):
		result.verdict, result.note = failed, "the search was not completed: bounded by "+strings.Join(rep.BoundedBy, ", ")
	default:
		result.verdict = "success"
	}
	return result
}

// onlyConstraint says that nothing cut the search but the model's own constraints.
func onlyConstraint(by []string) bool {
	for _, b := range by {
		if b != "constraint" {
			return false
		}
	}
	return len(by) > 0
}

// firstLine is the first line of a text that has something in it, not too long.
func firstLine(text []byte) string {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			if r := []rune(line); len(r) > 200 {
				line = string(r[:200]) + "..."
			}
			return line
		}
	}
	return "nothing was printed"
}

// scratchDir makes an empty directory.
func (r *runner) scratchDir() (string, func(), error) {
	dir, err := os.MkdirTemp(r.scratch, "run-")
	return dir, func() { _ = os.RemoveAll(dir) }, err // the whole scratch directory goes at the end
}
