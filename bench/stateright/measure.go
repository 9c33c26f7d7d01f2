//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// workload is one system at one size, as both command lines spell it.
type workload struct {
	name       string
	ours, peer []string // the peer's first word is its program
	// sameSteps says that both mean the same by a step.
	sameSteps bool
}

func paxos(clients int) workload {
	n := strconv.Itoa(clients)
	return workload{
		name:      fmt.Sprintf("paxos, %d clients", clients),
		ours:      []string{"-protocol", "paxosregister", "-clients", n, "-json"},
		peer:      []string{"paxos", "check", n},
		sameSteps: true,
	}
}

func twoPhase(managers int) workload {
	n := strconv.Itoa(managers)
	return workload{
		name: fmt.Sprintf("2pc, %d managers", managers),
		ours: []string{"-protocol", "twophase", "-servers", n, "-json"},
		peer: []string{"2pc", "check", n},
	}
}

// measurement is what one run took and found.
type measurement struct {
	states, steps int
	wall          time.Duration // of the whole process
	cpu           time.Duration // user and system, all threads
	search        time.Duration // ours only
	rss           int64         // bytes, at most
}

// measure runs a program to its end and returns what it printed.
func measure(program string, args ...string) (*measurement, []byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	start := time.Now()
	err := cmd.Run()
	m := &measurement{wall: time.Since(start)}
	if err != nil {
		return nil, nil, fmt.Errorf("%v: %w\n%s", cmd.Args, err, errs.Bytes())
	}
	m.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	m.rss = int64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" { // which alone counts bytes
		m.rss *= 1024
	}
	return m, out.Bytes(), nil
}

func runOurs(explore string, w workload) (*measurement, error) {
	m, out, err := measure(explore, w.ours...)
	if err != nil {
		return nil, err
	}
	return m, m.readOurs(out)
}

// readOurs reads the last line of explore -json.
func (m *measurement) readOurs(out []byte) error {
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	var result struct {
		Type     string
		Complete bool
		States   int
		Steps    int
		Search   float64 `json:"search_s"`
	}
	if err := json.Unmarshal(lines[len(lines)-1], &result); err != nil {
		return fmt.Errorf("the last line is no result: %w", err)
	}
	if result.Type != "result" || !result.Complete {
		return fmt.Errorf("the search was not completed: %s", lines[len(lines)-1])
	}
	m.states, m.steps = result.States, result.Steps
	m.search = time.Duration(result.Search * float64(time.Second))
	return nil
}

func runPeer(bin string, w workload) (*measurement, error) {
	m, out, err := measure(filepath.Join(bin, w.peer[0]), w.peer[1:]...)
	if err != nil {
		return nil, err
	}
	return m, m.readPeer(out)
}

var peerDone = regexp.MustCompile(`(?m)^Done\. states=(\d+), unique=(\d+),`)

// readPeer reads Stateright's report, whose states are the initial states and
// one for each step.
func (m *measurement) readPeer(out []byte) error {
	done := peerDone.FindSubmatch(out)
	if done == nil {
		return fmt.Errorf("the report has no line with Done: %q", out)
	}
	total, err := strconv.Atoi(string(done[1]))
	if err != nil {
		return err
	}
	m.steps = total - 1
	m.states, err = strconv.Atoi(string(done[2]))
	return err
}

// atLeast is the shortest time that the peer can have searched for: it sleeps
// for up to a second before it notices that it is done.
func (m *measurement) atLeast(cores int) time.Duration {
	return max(m.wall-time.Second, m.cpu/time.Duration(cores))
}

const (
	peerVersion = "0.31.0"
	cacheFolder = "stateright-" + peerVersion
)

var errNoCargo = errors.New("cargo, which installs Stateright, is not on the PATH")

// findPeer returns the directory with Stateright's examples, and installs them
// first if they are not there.
func findPeer(dir string) (bin string, err error) {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(cache, "synod", cacheFolder)
	}
	bin = filepath.Join(dir, "bin")
	if isProgram(bin, "paxos") && isProgram(bin, "2pc") {
		return bin, nil
	}
	if _, err := exec.LookPath("cargo"); err != nil {
		return "", errNoCargo
	}
	fmt.Fprintf(os.Stderr, "installing Stateright %s into %s\n", peerVersion, dir)
	err = show("cargo", "install", "stateright", "--version", peerVersion,
		"--example", "paxos", "--example", "2pc", "--root", dir)
	if err != nil {
		return "", fmt.Errorf("installing Stateright: %w", err)
	}
	return bin, nil
}

func isProgram(dir, name string) bool {
	_, err := exec.LookPath(filepath.Join(dir, name))
	return err == nil
}

// show runs a program whose output is for the user.
func show(program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}
