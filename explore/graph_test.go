package explore

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

// graph is a transition system for tests: states are numbers, and everything
// about them is drawn from a seed.
type graph struct {
	next    [][]int // successors of each state; index 0 has the initial states
	name    func(state int) uint64
	cut     func(state int) bool
	finding func(state int) bool    // of a state
	onStep  func(from, to int) bool // of a step
	dead    func(state int) bool    // of a state, found when it is expanded
	explode func(state int) bool    // its expansion panics
	slow    func()                  // called at every expansion
	halfway func(state int) bool    // its expansion is left after half of the successors
	keep    bool                    // Expand keeps the successors for Build
	built   *atomic.Int64           // counts what Build made without kept words
	// failsIn names a method that fails with failsWith at state failsAt.
	failsIn   string
	failsAt   int
	failsWith error
}

func never(int) bool { return false }

// endsAt makes a search of the graph be interrupted at its n-th expansion: at no time that a busy machine could miss.
func (g *graph) endsAt(t *testing.T, n int64) context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	var calls atomic.Int64
	g.slow = func() {
		if calls.Add(1) == n {
			cancel()
		}
		time.Sleep(10 * time.Microsecond)
	}
	return ctx
}

// newGraph draws a graph of n states with some successors each.
func newGraph(seed uint64, n, degree int) *graph {
	d := rand.New(rand.NewPCG(seed, 5))
	g := &graph{
		next: make([][]int, n+1),
		name: func(s int) uint64 { return uint64(s) * 0x9e3779b97f4a7c15 },
		cut:  never, finding: never, dead: never, explode: never, halfway: never,
		onStep: func(int, int) bool { return false },
		slow:   func() {},
		built:  new(atomic.Int64),
	}
	for s := range g.next {
		for range 1 + d.IntN(degree) {
			g.next[s] = append(g.next[s], 1+d.IntN(n))
		}
		if s > 0 && d.IntN(4) == 0 {
			g.next[s] = append(g.next[s], s)
		}
	}
	g.next[0] = append(g.next[0], 1)
	return g
}

func (g *graph) Space() Space  { return graphSpace{g} }
func (g *graph) Memory() int64 { return 0 }

type graphSpace struct{ *graph }

// A state is its number and some words that depend on it, so that states have
// different lengths.
func (g graphSpace) words(s int) []uint32 {
	w := []uint32{uint32(s)}
	for i := range s % 5 {
		w = append(w, uint32(s*i))
	}
	return w
}

func stateOf(s []uint32) int {
	if len(s) == 0 {
		return 0
	}
	return int(s[0])
}

const (
	codeState = 1
	codeStep  = 2
	codeHere  = 3
)

func (g graphSpace) Expand(s []uint32, out *Successors) {
	g.slow()
	from := stateOf(s)
	if g.explode(from) {
		panic("as asked")
	}
	if err := g.failure("Expand", from); err != nil {
		out.Fail(err)
		out.Fail(errors.New("only the first error counts"))
	}
	half := g.halfway(from)
	if half {
		out.Unfinished()
	} else {
		out.MarkHere(markOf(from))
	}
	for i, to := range g.next[from] {
		if half && i >= len(g.next[from])/2 {
			return
		}
		if to == from && out.CountsLoops() && !g.onStep(from, to) && !g.cut(to) {
			out.Loop()
			continue
		}
		hint := uint32(to)
		if g.keep {
			hint = out.Keep(g.words(to))
		}
		out.Add(g.name(to), uint32(i), hint)
		if g.cut(to) {
			out.Cut()
		}
		out.Mark(markOf(from * to))
		if g.onStep(from, to) {
			out.Find(codeStep)
		}
	}
	if from != 0 && g.dead(from) {
		out.FindHere(codeHere)
	}
}

func (g graphSpace) Build(s []uint32, picked []Successor, out *States) {
	for _, p := range picked {
		to := g.next[stateOf(s)][p.Label]
		if err := g.failure("Build", to); err != nil {
			out.Fail(err)
		}
		words := out.Kept(p.Hint)
		if words == nil || !g.keep {
			words = g.words(to)
			g.built.Add(1)
		}
		if stateOf(words) != to {
			panic("other words were kept")
		}
		out.Add(words)
		if g.finding(to) {
			out.Find(codeState)
		}
	}
}

// markOf draws few distinct marks, small and large ones.
func markOf(n int) uint32 { return uint32(n%7) << (n % 3 * 14) }

func (g graphSpace) Key(dst, s []uint32) ([]uint32, error) {
	return append(dst, s...), g.failure("Key", stateOf(s))
}

// failure is the error with which a method fails at a state, if it does.
func (g graphSpace) failure(method string, state int) error {
	if g.failsIn == method && state == g.failsAt {
		return g.failsWith
	}
	return nil
}

// plain is a search as plain as can be: a map of states, level by level. It
// returns what a Result says of the same system.
func (g *graph) plain(depth int) (states, steps, cut, deepest, length int, codes map[uint32]bool) {
	seen := map[int]bool{}
	codes = map[uint32]bool{}
	level := []int{0}
	for d := -1; ; d++ {
		var next []int
		for _, from := range level {
			if from != 0 && g.dead(from) {
				codes[codeHere] = true
			}
			for _, to := range g.next[from] {
				if from != 0 {
					steps++
				}
				if g.onStep(from, to) {
					codes[codeStep] = true
				}
				if g.cut(to) {
					if from != 0 {
						cut++
					}
					if g.finding(to) {
						codes[codeState] = true
					}
					continue
				}
				if !seen[to] {
					seen[to] = true
					next = append(next, to)
					if g.finding(to) {
						codes[codeState] = true
					}
				}
			}
		}
		if len(next) > 0 {
			deepest = d + 1
		}
		if len(codes) > 0 || len(next) == 0 || (depth >= 0 && d+1 >= depth) {
			return len(seen), steps, cut, deepest, d + 1, codes
		}
		level = next
	}
}

// plainEdges numbers the states as a search should and lists the edges of those
// that are expanded within the depth, by a map and a queue.
func (g *graph) plainEdges(depth int) (states []int, initial int, edges [][]Edge) {
	numbers := map[int]uint32{}
	find := func(from int) (found []Edge) {
		for i, to := range g.next[from] {
			if g.cut(to) {
				continue
			}
			if _, ok := numbers[to]; !ok {
				numbers[to] = uint32(len(states))
				states = append(states, to)
			}
			found = append(found, Edge{markOf(from * to), uint32(i), numbers[to]})
		}
		return found
	}
	find(0)
	initial = len(states)
	end := initial // of the level
	for at := 0; at < len(states) && depth != 0; at++ {
		edges = append(edges, find(states[at]))
		if at == end-1 {
			end = len(states)
			depth--
		}
	}
	return states, initial, edges
}
