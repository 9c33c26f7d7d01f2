package validate

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/metrics"
	"slices"
	"time"

	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// search is one validation.
type search struct {
	Options
	ctx    context.Context
	w      *check.Walker
	cursor *check.StateExpr
	events *value.Value // the events, where they are not those of the file
	report *Report
	start  time.Time
	shown  time.Time
	pauses int
	// last are the states with the largest cursor that were seen.
	last  []*node
	lastN int
	// failed is the first of the states whose successors could not be evaluated, and failures is how many there were.
	failed   *EvalError
	failures int
	orders   *orders // of the events of several logs
}

// node is a state that was found.
type node struct {
	*check.WalkedState
	at       int    // its cursor
	unlogged int    // steps since the last event
	action   string // what led to it
}

// errEnough ends a search that has its answer.
var errEnough = errors.New("enough")

func (s *search) run(j *joined) error {
	s.shown = s.start
	run := s.breadthFirst
	switch {
	case j != nil:
		run = func() error { return s.inSomeOrder(j) }
	case s.DepthFirst:
		run = s.depthFirst
	}
	err := run()
	switch {
	case errors.Is(err, errEnough):
		return nil
	case err != nil:
		return err
	case s.failed != nil:
		return s.failed // what follows that state is not known
	}
	s.report.Verdict = Rejected
	s.report.Misfit = &Misfit{Event: s.report.Matched + 1}
	if len(s.last) == 0 {
		s.report.Misfit.Event = 0
	}
	return nil
}

// successors finds what follows n, the initial states if it is nil, and ends the search when an event is the last.
func (s *search) successors(n *node, found func(*node)) error {
	return s.steps(n, func(to *node) error {
		if to.at > s.report.Events {
			s.report.States++
			s.report.Matched, s.report.Verdict = s.report.Events, Accepted
			return errEnough
		}
		found(to)
		return nil
	})
}

// steps finds what follows n, the initial states if it is nil. A state whose successors cannot be evaluated has none,
// and is counted.
func (s *search) steps(n *node, found func(*node) error) error {
	var from *check.WalkedState
	if n != nil {
		from = n.WalkedState
	}
	var failed error
	err := s.w.Steps(from, func(x check.WalkedStep) bool {
		s.report.Steps++
		var to *node
		if to, failed = s.node(x.To, n); failed != nil {
			return false
		}
		to.action = x.Action
		s.report.Unlogged = max(s.report.Unlogged, to.unlogged)
		failed = found(to)
		return failed == nil
	})
	var broken *eval.Error
	switch {
	case failed != nil:
		return failed
	case n != nil && errors.As(err, &broken):
		// The log may be a behaviour by another state.
		if s.failures++; s.failed == nil {
			s.failed = &EvalError{Log: s.report.Log, Event: n.at, Err: broken}
		}
		return nil
	}
	return err
}

// node reads the cursor of a state.
func (s *search) node(t *check.WalkedState, from *node) (*node, error) {
	v, err := s.cursor.Value(t)
	if err != nil {
		return nil, err
	}
	at, ok := v.AsInt()
	if !ok {
		return nil, fmt.Errorf("the cursor is not a number but %s", v)
	}
	to := &node{WalkedState: t, at: int(at)}
	if from == nil && to.at != 1 {
		return nil, fmt.Errorf("the cursor is %d in an initial state: it is the number of the next event, and starts at 1 (it may be an expression)", to.at)
	}
	if from != nil {
		if to.at < from.at {
			return nil, fmt.Errorf("the cursor goes back, from %d to %d: the log is read once, from its beginning", from.at, to.at)
		}
		if to.at == from.at {
			to.unlogged = from.unlogged + 1
		}
	}
	return to, nil
}

// nodes are the states with one cursor, each once.
type nodes struct {
	list []*node
	seen map[uint64][]*check.WalkedState
}

// add adds a state that is not yet there, and counts it.
func (s *search) add(l *nodes, n *node) error {
	before := len(l.list)
	err := s.keep(l, n)
	s.report.States += uint64(len(l.list) - before)
	return err
}

// keep adds a state that is not yet there.
func (s *search) keep(l *nodes, n *node) error {
	view, err := s.w.Viewed(n.WalkedState)
	if err != nil {
		return err
	}
	h := view.Hash()
	for _, t := range l.seen[h] {
		if t.Equal(view) {
			return nil
		}
	}
	l.seen[h] = append(l.seen[h], view)
	l.list = append(l.list, n)
	return nil
}

// breadthFirst goes from event to event. A step never goes back, so the states of an event are all known when those of the events
// before it have been left, and can be forgotten when they have been left themselves.
func (s *search) breadthFirst() error {
	waiting := map[int]*nodes{}
	var failed error
	add := func(n *node) {
		if waiting[n.at] == nil {
			waiting[n.at] = &nodes{seen: map[uint64][]*check.WalkedState{}}
		}
		if err := s.add(waiting[n.at], n); err != nil {
			failed = err
		}
	}
	err := s.successors(nil, add)
	for len(waiting) > 0 && err == nil && failed == nil {
		at := slices.Min(slices.Collect(maps.Keys(waiting)))
		here := waiting[at]
		s.report.Matched = max(at-1, 0)
		for i := 0; i < len(here.list) && err == nil && failed == nil; i++ {
			s.last = here.list
			err = s.successors(here.list[i], add)
			if err == nil {
				err = s.pause(uint64(len(here.list) - i))
			}
		}
		s.last, s.lastN = here.list, len(here.list)
		s.report.Widest = max(s.report.Widest, len(here.list))
		delete(waiting, at)
	}
	return errors.Join(err, failed)
}

// maxLast is how many states before the misfit are kept depth first.
const maxLast = 1000

// depthFirst follows one behaviour as far as it goes, then goes back to the last choice. States are remembered by a hash of their content.
func (s *search) depthFirst() error {
	seen := map[uint64]struct{}{}
	var stack, next []*node
	var failed error
	add := func(n *node) {
		view, err := s.w.Viewed(n.WalkedState)
		if err != nil {
			failed = err
			return
		}
		h := view.Hash() + uint64(n.at)*0x9e3779b97f4a7c15 // the view need not show the cursor
		if _, known := seen[h]; known {
			return
		}
		seen[h] = struct{}{}
		s.report.States++
		next = append(next, n)
		if len(s.last) > 0 && n.at > s.last[0].at {
			s.last, s.lastN = nil, 0
		}
		if len(s.last) == 0 || n.at == s.last[0].at {
			if s.lastN++; len(s.last) < maxLast {
				s.last = append(s.last, n)
			}
			s.report.Matched = max(n.at-1, 0)
		}
	}
	err := s.successors(nil, add)
	for {
		// The first successor is followed first.
		slices.Reverse(next)
		stack = append(stack, next...)
		next = next[:0]
		if len(stack) == 0 || err != nil || failed != nil {
			return errors.Join(err, failed)
		}
		n := stack[len(stack)-1]
		stack[len(stack)-1] = nil
		stack = stack[:len(stack)-1]
		if err = s.successors(n, add); err == nil {
			err = s.pause(uint64(len(stack)))
		}
	}
}

// pause is made after each state: it shows progress, and ends the search when it may not go on.
func (s *search) pause(frontier uint64) error {
	const often = 64
	if s.pauses++; s.pauses%often != 0 {
		return nil
	}
	now := time.Now()
	switch {
	case s.ctx.Err() != nil:
		return s.end("interrupt")
	case s.Time > 0 && now.Sub(s.start) > s.Time:
		return s.end("time")
	case s.Memory > 0 && heap() > s.Memory:
		if runtime.GC(); heap() > s.Memory/10*9 {
			return s.end("memory")
		}
	}
	if s.Progress != nil && now.Sub(s.shown) >= s.ProgressEvery {
		s.shown = now
		s.Progress(Progress{Matched: s.report.Matched, Events: s.report.Events, States: s.report.States, Frontier: frontier,
			Memory: heap(), Elapsed: now.Sub(s.start)})
	}
	return nil
}

func (s *search) end(by string) error {
	s.report.Verdict, s.report.EndedBy = Inconclusive, by
	return errEnough
}

// heap is the memory that the program's objects take.
func heap() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
