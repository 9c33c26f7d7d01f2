package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The tool as it is used: by go vet, on a package with a fault and on the same
// one without.
func TestVetTool(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "detvet.exe")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	vet := func(dir string) (lines []string, code int) {
		t.Helper()
		out, err := exec.Command("go", "vet", "-vettool="+tool, dir).CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if !strings.HasPrefix(line, "#") { // the package
				lines = append(lines, strings.TrimSpace(line))
			}
		}
		if exit != nil {
			code = exit.ExitCode()
		}
		return lines, code
	}

	lines, code := vet("./testdata/planted")
	const want = "planted.go:14:66: the message holds n.Log, which stays the sender's: " +
		"they share memory; send a copy (slices.Clone, maps.Clone)"
	if code != 1 || len(lines) != 1 || !strings.HasSuffix(lines[0], want) {
		t.Errorf("planted: exit code %d and %q; want 1 and one line that ends with %q", code, lines, want)
	}
	if lines, code := vet("./testdata/clean"); code != 0 || len(lines) != 0 {
		t.Errorf("clean: exit code %d and %q; want 0 and nothing", code, lines)
	}
}
