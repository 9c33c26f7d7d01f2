package shrink

import (
	"context"
	"errors"
	"slices"

	"github.com/synod-go/synod/traces"
)

// wrapper is a Live that has another one inside.
type wrapper interface{ Unwrap() traces.Live }

// endlessOf returns what judges the runs of a live system as ones without end; nil if
// nothing does.
func endlessOf(l traces.Live) traces.Endless {
	if w, ok := l.(wrapper); ok {
		l = w.Unwrap()
	}
	e, _ := l.(traces.Endless)
	return e
}

// endless shrinks a run without end: steps go from the way to the loop and from the loop,
// as long as what is left closes, breaks the property, and is fair.
type endless struct {
	*shrinker
	judge traces.Endless
	upTo  string // as in traces.Meta, of the last run that was judged
	why   string // why the last run that was judged does not break the property
	loop  int    // of best, the steps from here on are the loop; there are none if the run stutters
}

func shrinkEndless(ctx context.Context, s *shrinker, saved *traces.Trace) (*Result, error) {
	e := &endless{shrinker: s, judge: endlessOf(s.live)}
	if e.judge == nil {
		return nil, errors.New("it is a run without end of a spec; one that breaks a property in its last state or step can be shrunk")
	}
	if saved.Loop < s.first {
		return nil, errors.New("it goes back to where another run was, at whose end it began")
	}
	all := moments(saved.Closed().States[s.first:])
	if at := slices.IndexFunc(all, func(m moment) bool { return m.Step == nil }); at >= 0 {
		return nil, errors.New("it does not say which step led to each state")
	}
	loop := saved.Loop - s.first
	if saved.Back == nil && !saved.Stutters() {
		return nil, errors.New("it does not say by which step it goes back")
	}
	if !s.start(saved) {
		return nil, gone("its initial state is none any more")
	}
	if at := e.take(all, exactly, false); at >= 0 {
		d := traces.NotEnabled(s.live, all[at].Step)
		d.Step += s.first
		return nil, &Gone{"a step of it is not enabled any more", d}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !e.breaks(loop, loop < len(all)) {
		return nil, gone("it does not break %s any more: %s", s.meta.Property, e.why)
	}
	e.acceptLoop(loop)
	r := &Result{Steps: len(s.best), Switches: switches(s.lanes())}
	for e.cut() || e.halveBoth() || e.drop() || e.turn() {
	}
	r.Trace, r.Finding = s.trace, s.found
	r.NewSwitches, r.Minimal = switches(s.lanes()), ctx.Err() == nil
	r.Tried, r.Taken = s.tried, s.taken
	return r, nil
}

// take takes steps one after the other; those that are not enabled are left out if that
// may be, and otherwise their place is returned. It returns -1 if all was well.
func (e *endless) take(list []moment, how how, leave bool) int {
	for i := range list {
		at := e.find(&list[i], how)
		if at < 0 && !leave {
			return i
		}
		if at >= 0 {
			e.shrinker.take(at)
		}
	}
	return -1
}

// breaks reports whether the live run, whose loop begins after so many steps and ends with
// its last step, or which stutters, breaks the property.
func (e *endless) breaks(loop int, loops bool) bool {
	var ending *traces.Ending
	switch last := e.live.State(); {
	case !loops:
		ending = e.judge.Endless(loop, nil)
	case e.live.Len() > loop:
		e.live.Back()
		if ending = e.judge.Endless(loop, last.Step); ending != nil {
			e.closed(last.Step)
		}
	}
	if ending == nil {
		e.why = "no step leads back to where its loop begins"
		return false
	}
	e.why, e.upTo = ending.Why[e.meta.Property], ending.UpTo
	i := slices.IndexFunc(ending.Broken, func(f traces.Finding) bool { return f.Property == e.meta.Property })
	if i >= 0 {
		e.found = ending.Broken[i]
	}
	return i >= 0
}

// closed takes the last step again.
func (e *endless) closed(step *traces.Step) {
	if at := slices.IndexFunc(e.live.Enabled(), func(s traces.Step) bool { return s.Same(step) }); at >= 0 {
		e.shrinker.take(at)
	}
}

// acceptLoop makes the live run the best one.
func (e *endless) acceptLoop(loop int) {
	t := e.live.Trace()
	t.Meta.Breaks(&e.found)
	t.Meta.Formula, t.Meta.Fair, t.Meta.UpTo = e.meta.Formula, e.meta.Fair, e.upTo
	e.best, e.loop = moments(t.States[e.first:]), loop
	if loop += e.first; loop == t.Steps() {
		t.Loop = loop
	} else {
		t.End(loop)
	}
	e.trace = t
	if e.options.Progress != nil {
		e.options.Progress(len(e.best))
	}
}

// attempt takes the steps of another run, and accepts it if it is shorter than the best one.
func (e *endless) attempt(way, loop []moment) bool {
	if e.ctx.Err() != nil || len(way)+len(loop) >= len(e.best) {
		return false
	}
	for _, how := range []how{exactly, nearly} {
		e.tried++
		e.live.Start(e.initial)
		e.take(way, how, true)
		at := e.live.Len()
		start := e.live.State().Vars
		e.take(loop, how, true)
		loops := e.live.Len() > at
		if loops && e.meta.UpTo == "" && !traces.Equal(e.live.State().Vars, start) {
			continue
		}
		if e.breaks(at, loops) {
			e.acceptLoop(at)
			return true
		}
	}
	return false
}

// cut leaves out what lies between two equal states.
func (e *endless) cut() bool {
	at := map[string][]int{}
	states := make([]string, len(e.best)+1)
	for i := range states {
		if i == 0 {
			states[i] = e.best0()
		} else {
			states[i] = e.best[i-1].after.String()
		}
		at[states[i]] = append(at[states[i]], i)
	}
	way, loop := e.best[:e.loop], e.best[e.loop:]
	for j := len(states) - 1; j > 0; j-- {
		for _, i := range at[states[j]] {
			if i >= j {
				break
			}
			var done bool
			switch {
			case j <= e.loop:
				done = e.attempt(slices.Concat(way[:i], way[j:]), loop)
			case i >= e.loop:
				done = e.attempt(e.best[:i], e.best[i:j]) ||
					e.attempt(way, slices.Concat(e.best[e.loop:i], e.best[j:]))
			default: // the loop can begin earlier
				done = e.attempt(e.best[:i], slices.Concat(e.best[j:], e.best[e.loop:j]))
			}
			if done {
				return true
			}
		}
	}
	return false
}

// best0 is the state in which the best run begins.
func (e *endless) best0() string {
	if len(e.best) == 0 {
		return ""
	}
	return e.best[0].before.String()
}

// halveBoth takes out stretches, long ones first.
func (e *endless) halveBoth() bool {
	for size := len(e.best) / 2; size > 1; size /= 2 {
		for end := len(e.best); end >= size; end -= size {
			if e.without(end-size, end) {
				return true
			}
		}
	}
	return false
}

// drop takes out one step, or two.
func (e *endless) drop() bool {
	n := len(e.best)
	for i := n - 1; i >= 0; i-- {
		if e.without(i, i+1) {
			return true
		}
	}
	for i := 0; n <= maxForPairs && i < n; i++ {
		for j := i + 1; j < n; j++ {
			if e.attemptAll(func(k int) bool { return k != i && k != j }) {
				return true
			}
		}
	}
	return false
}

// mostTurns bounds how many runs turn tries.
const mostTurns = 20_000

// turn lets the loop begin at another of its steps, and takes a stretch out of the way
// there.
func (e *endless) turn() bool {
	way, loop := e.best[:e.loop], e.best[e.loop:]
	if len(way)*len(way)/2*len(loop) > mostTurns {
		return false
	}
	for k := 1; k < len(loop); k++ {
		turned := slices.Concat(loop[k:], loop[:k])
		for i := range way {
			for j := len(way); j > i; j-- {
				if e.attempt(slices.Concat(way[:i], way[j:]), turned) {
					return true
				}
			}
		}
	}
	return false
}

// without tries the best run without some of its steps.
func (e *endless) without(from, to int) bool {
	return e.attemptAll(func(k int) bool { return k < from || k >= to })
}

// attemptAll tries the steps of the best run that are kept.
func (e *endless) attemptAll(kept func(step int) bool) bool {
	var way, loop []moment
	for i, m := range e.best {
		switch {
		case !kept(i):
		case i < e.loop:
			way = append(way, m)
		default:
			loop = append(loop, m)
		}
	}
	return e.attempt(way, loop)
}
