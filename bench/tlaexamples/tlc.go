package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tlcVerdicts are TLC's exit codes in the manifest's words.
var tlcVerdicts = map[int]string{
	0: "success", 10: "assumption failure", 11: "deadlock failure", 12: "safety failure", 13: "liveness failure",
	14: "evaluation failure", 75: "evaluation failure", 76: "evaluation failure", 77: "evaluation failure",
}

// runTLC runs TLC as the corpus' own scripts do.
func (r *runner) runTLC(ctx context.Context, m model) run {
	dir, remove, err := r.scratchDir()
	if err != nil {
		return run{verdict: failed, note: err.Error()}
	}
	defer remove()
	defer removeNew(filepath.Join(m.dir, strings.TrimSuffix(m.tla, ".tla")+"_TTrace_*"))()
	args := []string{"-XX:+UseParallelGC", "-cp", r.classPath}
	if m.cdot {
		args = append(args, "-Dtlc2.tool.impl.Tool.cdot=true")
	}
	args = append(args, "tlc2.TLC", "-config", m.cfg, "-workers", strconv.Itoa(r.workersOf(m)),
		"-lncheck", "final", "-metadir", dir, m.tla)
	code, stdout, stderr, wall, err := r.execute(ctx, m.dir, r.java, args...)
	result := run{wall: wall}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		result.verdict = killed
	case err != nil:
		result.verdict, result.note = failed, err.Error()
	case tlcVerdicts[code] == "":
		result.verdict, result.note = failed, fmt.Sprintf("exit code %d: %s", code, tlcError(stdout, stderr))
	default:
		result.verdict = tlcVerdicts[code]
		result.readTLC(stdout)
	}
	return result
}

// removeNew removes the files that match a pattern then but not now. TLC puts a spec of each counterexample beside the spec.
func removeNew(pattern string) func() {
	before, _ := filepath.Glob(pattern) // a bad pattern matches nothing, and then nothing is removed
	return func() {
		after, _ := filepath.Glob(pattern)
		for _, f := range after {
			if !slices.Contains(before, f) {
				_ = os.Remove(f) // it is only litter
			}
		}
	}
}

var (
	tlcCounts  = regexp.MustCompile(`(?m)^([\d,]+) states generated, ([\d,]+) distinct states found`)
	tlcFailure = regexp.MustCompile(`(?m)^Error: .*`)
)

// readTLC reads the numbers of TLC's report: the last ones, as there may be lines of progress before.
func (r *run) readTLC(stdout []byte) {
	all := tlcCounts.FindAllSubmatch(stdout, -1)
	if len(all) == 0 {
		return
	}
	number := func(b []byte) int64 {
		n, err := strconv.ParseInt(strings.ReplaceAll(string(b), ",", ""), 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	last := all[len(all)-1]
	r.total, r.distinct, r.counted = number(last[1]), number(last[2]), true
}

// tlcError is what TLC says is wrong.
func tlcError(stdout, stderr []byte) string {
	if e := tlcFailure.Find(stdout); e != nil {
		return firstLine(e)
	}
	return firstLine(stderr)
}
