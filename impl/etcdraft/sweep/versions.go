package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// version is a version of the library.
type version struct {
	name   string
	module string // the directory of the module that has it
	path   string // of the library's module
	same   string // an earlier version with the same code; "" is none
}

// versions lists the module files, the oldest version first.
func versions() (all []version, err error) {
	known := map[[sha256.Size]byte]string{}
	for _, m := range []struct{ dir, path, code string }{
		{"etcd34", "go.etcd.io/etcd", "raft"},
		{"etcd35", "go.etcd.io/etcd/raft/v3", "."},
		{".", "go.etcd.io/raft/v3", "."},
	} {
		files, err := filepath.Glob(filepath.Join(m.dir, "versions", "*.mod"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s has no versions; sweep runs in impl/etcdraft", m.dir)
		}
		slices.SortFunc(files, func(a, b string) int { return slices.Compare(order(a), order(b)) })
		for _, file := range files {
			v := version{name: strings.TrimSuffix(filepath.Base(file), ".mod"), module: m.dir, path: m.path}
			sum, err := v.code(m.code)
			if err != nil {
				return nil, err
			}
			if v.same = known[sum]; v.same == "" {
				known[sum] = v.name
			}
			all = append(all, v)
		}
	}
	return all, nil
}

// order returns the numbers in a version; one before a release comes before it.
func order(file string) (numbers []int) {
	name := strings.TrimSuffix(filepath.Base(file), ".mod")
	release, before, early := strings.Cut(name, "-")
	for word := range strings.SplitSeq(strings.TrimPrefix(release, "v"), ".") {
		n, _ := strconv.Atoi(word)
		numbers = append(numbers, n)
	}
	if !early {
		return append(numbers, 1)
	}
	kind, number, _ := strings.Cut(before, ".")
	n, _ := strconv.Atoi(number)
	return append(numbers, 0, int(kind[0]), n)
}

func (v version) modfile() string { return "-modfile=versions/" + v.name + ".mod" }

// code returns a hash of the library's code, without tests and comments.
func (v version) code(sub string) (sum [sha256.Size]byte, err error) {
	cmd := exec.Command("go", "mod", "download", v.modfile(), "-json", v.path)
	cmd.Dir, cmd.Stderr = v.module, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return sum, fmt.Errorf("the code of %s: %w", v.name, err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return sum, fmt.Errorf("the code of %s: %w", v.name, err)
	}
	dir := filepath.Join(module.Dir, sub)
	h := sha256.New()
	read := 0
	for _, of := range []string{".", "confchange", "quorum", "raftpb", "tracker"} {
		files, err := filepath.Glob(filepath.Join(dir, of, "*.go"))
		if err != nil {
			return sum, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || filepath.Base(file) == "doc.go" {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				return sum, err
			}
			read++
			fmt.Fprintln(h, filepath.Base(file))
			for line := range bytes.Lines(b) {
				if line = bytes.TrimSpace(line); !bytes.HasPrefix(line, []byte("//")) {
					h.Write(append(line, '\n'))
				}
			}
		}
	}
	if read == 0 {
		return sum, fmt.Errorf("the code of %s: there is none in %s", v.name, dir)
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// build builds the program with the version, and returns its path.
func (v version) build(ctx context.Context) (string, error) {
	program := filepath.Join(os.TempDir(), "etcdraft-"+v.name)
	cmd := exec.CommandContext(ctx, "go", "build", v.modfile(), "-o", program, ".")
	cmd.Dir, cmd.Stderr = v.module, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building %s: %w", v.name, err)
	}
	return program, nil
}
