// Sweep explores every version of the library under each of some settings, for a while
// each, and writes down what it found: a line of JSON for each run, and a table.
//
//	go run ./sweep [-cpu 4m] [-memory 2048] [-out sweep/results.ndjson] [-pairs] [-only REGEXP] [-table]
//
// It runs in impl/etcdraft. What is in the file already is not run again, so a sweep can be
// interrupted and goes on where it was: a run with the same flags, which came to its end or had
// as much processor time and memory as are given now. A version whose code is that of an earlier one is
// not run: the table says which one it is. With -pairs it takes all pairs of the settings, on
// the newest version alone. With -table it runs nothing, and prints the table of the file.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting is what is tried.
type setting struct{ Name, Flags string }

// settings are tried alone. Each has a default space around it that is known to be complete
// soon, or is bounded by time.
var settings = []setting{
	{"default", ""},
	{"apply later", "-ready apply"},
	{"parallel", "-ready parallel -scripts w"},
	{"async", "-ready async -scripts w"},
	{"multiset", "-network multiset"},
	{"crash", "-crashes 1"},
	{"crash, apply later", "-crashes 1 -ready apply -scripts w"},
	{"crash, parallel", "-crashes 1 -ready parallel -scripts w"},
	{"one voter", "-servers 1 -elections 2 -crashes 1 -ready parallel -scripts w"},
	{"drop", "-drops 1"},
	{"duplicate", "-duplicates 1"},
	{"heartbeat", "-heartbeats 1"},
	{"reads again", "-scripts r;w;r -retries 0,0,1"},
	{"transfer", "-transfers 1"},
	{"compaction", "-compactions 1 -drops 1 -scripts w"},
	{"learner", "-learners 1 -scripts w"},
	{"remove", "-changes r3 -scripts w"},
	{"remove two, apply later", "-changes r3,r2 -ready apply -scripts w -panics end"},
	{"demote two, apply later", "-changes l3,l2 -ready apply -scripts w -panics end"},
	{"add", "-spares 1 -changes v4 -scripts w"},
	{"add a learner, promote it", "-spares 1 -changes l4,v4 -scripts w"},
	{"joint, left by itself", "-spares 1 -changes auto:v4r3 -scripts w"},
	{"joint", "-spares 1 -changes joint:v4r3,leave -scripts w"},
	{"pre-vote", "-pre-vote"},
	{"ticks", "-ticks 3 -scripts w"},
	{"check quorum", "-ticks 3 -check-quorum -scripts w"},
	{"check quorum, pre-vote", "-ticks 3 -check-quorum -pre-vote -scripts w"},
}

// parts are combined to pairs.
var parts = []setting{
	{"apply later", "-ready apply"}, {"async", "-ready async"}, {"crash", "-crashes 1"}, {"drop", "-drops 1"},
	{"transfer", "-transfers 1"}, {"compaction", "-compactions 1"}, {"learner", "-learners 1"}, {"pre-vote", "-pre-vote"},
	{"remove", "-changes r3"}, {"joint", "-spares 1 -changes auto:v4r3"}, {"ticks", "-ticks 3 -check-quorum"}, {"multiset", "-network multiset"},
}

// result is what a run found.
type result struct {
	Version, Setting, Flags string
	Verdict                 string // of the report: holds, violated, inconclusive; or refused
	Found                   string // what is violated, and after how many steps
	States                  uint64
	Seconds                 float64 // of wall time
	CPU                     float64 // seconds of processor time; 0 in results from before it was counted
	limits
}

// limits bound a run. Results from before they were written down had the defaults.
type limits struct {
	MaxCPU    time.Duration `json:",omitempty"` // of processor time; in JSON nanoseconds
	MaxMemory int64         `json:",omitempty"` // MiB
}

var defaults = limits{4 * time.Minute, 2048}

// covers reports whether a result says what a run with these flags and limits would say.
func (r *result) covers(flags string, now limits) bool {
	had := r.limits
	if had == (limits{}) {
		had = defaults
	}
	ended := r.Verdict != "inconclusive"
	return r.Flags == flags && (ended || had.MaxCPU >= now.MaxCPU && had.MaxMemory >= now.MaxMemory)
}

func main() {
	s := sweep{}
	flag.DurationVar(&s.MaxCPU, "cpu", defaults.MaxCPU, "how much processor time a run may take; other work does not change what it finds then")
	flag.Int64Var(&s.MaxMemory, "memory", defaults.MaxMemory, "how much memory a run may use, in MiB")
	flag.StringVar(&s.out, "out", filepath.Join("sweep", "results.ndjson"), "the file with the results")
	flag.BoolVar(&s.pairs, "pairs", false, "pairs of settings, on the newest version")
	only := flag.String("only", "", "only runs whose version and setting match")
	table := flag.Bool("table", false, "print the table of what is in the file, and run nothing")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := s.run(ctx, *only, *table)
	if err != nil {
		fmt.Fprintln(os.Stderr, "sweep:", err)
		os.Exit(1)
	}
}

type sweep struct {
	limits
	out     string
	pairs   bool
	results []result
}

func (s *sweep) run(ctx context.Context, only string, table bool) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if err := s.read(); err != nil {
		return err
	}
	if _, err := processorTime(os.Getpid()); err != nil && !table {
		return fmt.Errorf("the processor time of a run cannot be bounded: %w", err)
	}
	versions, err := versions()
	if err != nil {
		return err
	}
	todo := settings
	if s.pairs {
		versions, todo = versions[len(versions)-1:], pairs()
	}
	for _, v := range versions {
		program := "" // built when there is something to run
		for _, set := range todo {
			if table || ctx.Err() != nil || v.same != "" || s.has(v.name, set) || !match.MatchString(v.name+" "+set.Name) {
				continue
			}
			if program == "" {
				if program, err = v.build(ctx); err != nil {
					return err
				}
			}
			r, err := s.try(ctx, program, v, set)
			if ctx.Err() != nil {
				break // it goes on there the next time
			}
			if err != nil {
				return err
			}
			if err := s.add(r); err != nil {
				return err
			}
		}
	}
	s.print(versions, todo)
	return nil
}

func pairs() (all []setting) {
	for i, a := range parts {
		for _, b := range parts[i+1:] {
			if strings.Fields(a.Flags)[0] != strings.Fields(b.Flags)[0] {
				all = append(all, setting{a.Name + " + " + b.Name, a.Flags + " " + b.Flags + " -scripts w"})
			}
		}
	}
	return all
}

func (s *sweep) read() error {
	b, err := os.ReadFile(s.out)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return err
	}
	for line := range bytes.Lines(b) {
		var r result
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("%s: %w", s.out, err)
		}
		s.results = append(s.results, r)
	}
	return nil
}

// find returns the last result of a version under a setting as it is now, whatever its limits.
func (s *sweep) find(version string, set setting) *result {
	for i := range slices.Backward(s.results) {
		if r := &s.results[i]; r.Version == version && r.Setting == set.Name && r.Flags == set.Flags {
			return r
		}
	}
	return nil
}

// has reports whether nothing new would be found by another run.
func (s *sweep) has(version string, set setting) bool {
	return slices.ContainsFunc(s.results, func(r result) bool {
		return r.Version == version && r.Setting == set.Name && r.covers(set.Flags, s.limits)
	})
}

func (s *sweep) add(r result) error {
	s.results = append(s.results, r)
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.out, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(b, '\n')); err != nil {
		return err
	}
	fmt.Printf("%s, %s: %s %s\n", r.Version, r.Setting, r.Verdict, r.Found)
	return f.Close()
}

// report is what is read of the JSON report.
type report struct {
	Verdict   string
	States    uint64
	Elapsed   float64 `json:"elapsed_s"`
	Violation *struct {
		Property string
		Length   int
		Text     string
	}
}

// try explores a version under a setting.
func (s *sweep) try(ctx context.Context, program string, v version, set setting) (result, error) {
	runs := strings.TrimSuffix(s.out, filepath.Ext(s.out)) + "-runs/" + v.name + "/" + strings.NewReplacer(" ", "-", ",", "").Replace(set.Name)
	args := append([]string{"-protocol", "etcdraft", "-json", "-memory", fmt.Sprintf("%dMiB", s.MaxMemory), "-o", runs}, strings.Fields(set.Flags)...)
	cmd := exec.CommandContext(ctx, program, args...)
	var outs, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &outs, &errs
	if err := cmd.Start(); err != nil {
		return result{}, err
	}
	ended := make(chan struct{})
	go s.watch(cmd.Process, ended)
	err := cmd.Wait()
	close(ended)
	const wrongUsage = 2
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, fmt.Errorf("%s, %s: %w", v.name, set.Name, err)
	}
	r := result{Version: v.name, Setting: set.Name, Flags: set.Flags, limits: s.limits}
	lines := bytes.Split(bytes.TrimSpace(outs.Bytes()), []byte("\n"))
	var rep report
	switch broken := json.Unmarshal(lines[len(lines)-1], &rep) != nil || rep.Verdict == ""; {
	case broken && exit != nil && exit.ExitCode() == wrongUsage:
		r.Verdict, r.Found = "refused", firstLine(errs.String())
		return r, nil
	case broken:
		return result{}, fmt.Errorf("%s, %s ended without a report (%v): %s", v.name, set.Name, err, firstLine(errs.String()))
	}
	r.Verdict, r.States, r.Seconds = rep.Verdict, rep.States, rep.Elapsed
	r.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if w := rep.Violation; w != nil {
		r.Found = fmt.Sprintf("%s after %d: %s", w.Property, w.Length, firstLine(w.Text))
	}
	return r, nil
}

// watch interrupts a process when its processor time is spent; it reports what it found until
// then.
func (s *sweep) watch(p *os.Process, ended chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ended:
			return
		case <-tick.C:
			spent, err := processorTime(p.Pid)
			if err == nil && spent >= s.MaxCPU {
				_ = p.Signal(os.Interrupt) // it may have ended by itself
				return
			}
		}
	}
}

// processorTime returns what a process has spent, as ps tells it: [[DD-]HH:]MM:SS.
func processorTime(pid int) (time.Duration, error) {
	out, err := exec.Command("ps", "-o", "time=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, err
	}
	clock := strings.TrimSpace(string(out))
	days := 0
	if before, after, found := strings.Cut(clock, "-"); found {
		days, err = strconv.Atoi(before)
		clock = after
	}
	seconds := 0
	for part := range strings.SplitSeq(clock, ":") {
		n, wrong := strconv.Atoi(part)
		err = errors.Join(err, wrong)
		seconds = 60*seconds + n
	}
	return 24*time.Hour*time.Duration(days) + time.Duration(seconds)*time.Second, err
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
