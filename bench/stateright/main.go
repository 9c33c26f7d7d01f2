//go:build unix

// Command stateright runs our Paxos register and two-phase commit beside the
// examples of the Rust library Stateright, and prints by how much the times and
// the memory differ:
//
//	go run ./bench/stateright
//	go run ./bench/stateright -clients 3,4 -managers 7,9 -runs 3
//
// The first run installs Stateright's examples with cargo into a cache
// directory outside the repository (-peer says where), which takes some minutes;
// without cargo there is only our half of the table. The runs take half a minute
// with the usual sizes, and standard error says which one it is at. Let nothing
// else run meanwhile.
//
// # What is compared
//
// A ratio is printed only for equal graphs: as many distinct states, and on
// Paxos as many steps. In two-phase commit Stateright counts steps that change
// nothing, which are no steps here, so there only the states are held equal
// (1,145 steps where ours takes 761, 58,145 where ours takes 37,345).
//
// Both use all cores (Stateright asks how many there are, so `taskset -c 0 go
// run ./bench/stateright` compares single threads) and check their properties:
// linearizability of the clients' history on Paxos, consistency on two-phase
// commit. Stateright searches Paxos breadth first and two-phase commit depth
// first; its depths are therefore not compared.
//
// Stateright looks once a second whether it is done, so its processes last
// whole seconds. Its time is given as an interval: at most what its process
// took; at least one second less, and no less than its processor time divided
// by the number of cores. The ratios are intervals for the same reason. "whole"
// sets it against our whole process, "search" against our search alone. Memory
// is the largest resident set of each process.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/waiting"
)

func main() {
	clients := flag.String("clients", "2,3", "Paxos register: numbers of clients")
	managers := flag.String("managers", "5,7", "two-phase commit: numbers of resource managers")
	runs := flag.Int("runs", 1, "how often each is run; the fastest counts")
	peerDir := flag.String("peer", "", "where Stateright's examples are, or are installed (default: in the user's cache directory)")
	flag.Parse()
	if err := run(*clients, *managers, *runs, *peerDir); err != nil {
		fmt.Fprintln(os.Stderr, "stateright:", err)
		os.Exit(1)
	}
}

func run(clients, managers string, runs int, peerDir string) error {
	if runs < 1 {
		return fmt.Errorf("-runs is %d; accepted are 1 and more", runs)
	}
	var all []workload
	for _, family := range []struct {
		flag, sizes string
		of          func(int) workload
	}{{"-clients", clients, paxos}, {"-managers", managers, twoPhase}} {
		sizes, err := numbers(family.sizes)
		if err != nil {
			return fmt.Errorf("%s: %w", family.flag, err)
		}
		for _, n := range sizes {
			all = append(all, family.of(n))
		}
	}

	dir, err := os.MkdirTemp("", "synod-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	explore := filepath.Join(dir, "explore")
	if err := show("go", "build", "-o", explore, "github.com/synod-go/synod/cmd/explore"); err != nil {
		return fmt.Errorf("building cmd/explore: %w", err)
	}
	peer, err := findPeer(peerDir)
	if errors.Is(err, errNoCargo) {
		fmt.Fprintf(os.Stderr, "warning: %v; only our half is run\n", err)
	} else if err != nil {
		return err
	}

	count := len(all) * runs
	if peer != "" {
		count *= 2
	}
	wait := waiting.Start(os.Stderr, count, "half a minute with the usual sizes, of which Stateright takes the most")
	var rows []row
	for _, w := range all {
		r := row{workload: w}
		for range runs {
			done := wait.Next(w.name + ", ours")
			ours, err := runOurs(explore, w)
			done()
			if err != nil {
				return fmt.Errorf("%s: ours: %w", w.name, err)
			}
			r.ours = fastest(r.ours, ours)
			if peer == "" {
				continue
			}
			done = wait.Next(w.name + ", Stateright's")
			theirs, err := runPeer(peer, w)
			done()
			if err != nil {
				return fmt.Errorf("%s: Stateright: %w", w.name, err)
			}
			r.peer = fastest(r.peer, theirs)
		}
		rows = append(rows, r)
	}
	return printTable(os.Stdout, rows)
}

// numbers reads "2,3". Both sides take sizes from 1; an empty text is no size.
func numbers(s string) ([]int, error) {
	var all []int
	for part := range strings.SplitSeq(s, ",") {
		if part == "" {
			continue
		}
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a list of numbers from 1, like 2,3", s)
		}
		all = append(all, n)
	}
	return all, nil
}

// fastest returns the measurement that took less; nil is none.
func fastest(a, b *measurement) *measurement {
	if a == nil || cmp.Less(b.wall, a.wall) {
		return b
	}
	return a
}
