package runs

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model/temporal"
	"github.com/synod-go/synod/traces"
)

var _ traces.Endless = (*Run)(nil)

// Endless implements traces.Endless: it judges the properties about whole runs on this one.
// It is fair if it gives each step that a property assumes to be fair its turn, also one
// that only a bound refuses.
func (r *Run) Endless(loop int, back *traces.Step) *traces.Ending {
	last := r.Len()
	if loop < 0 || loop > last {
		return nil
	}
	if back == nil && loop == last {
		return r.judged(&traces.Ending{}, loop, 0)
	}
	// Of several steps that lead back the one is taken with which the loop breaks most.
	var best *traces.Ending
	enabled := slices.Clone(r.Enabled())
	for i := range enabled {
		if back != nil && !enabled[i].Same(back) {
			continue
		}
		mark := r.here().marks[i]
		r.Take(i)
		state, upTo, shift, closes := r.State(), "", int64(0), slices.Equal(r.here().words, r.places[loop].words)
		if !closes {
			if shift, closes = r.closesByDifference(loop); closes {
				upTo = r.sp.Sys.UpTo()
			}
		}
		r.Back()
		if !closes {
			continue
		}
		e := r.judged(&traces.Ending{Back: &state, UpTo: upTo}, loop, mark)
		for i := range e.Broken {
			e.Broken[i].Text += r.sp.Sys.ShiftText(shift)
		}
		if best == nil || len(e.Broken) > len(best.Broken) {
			best = e
		}
	}
	return best
}

// closesByDifference reports whether the run is where a place is but for a shift of its
// numbers by difference, and by how much. Then the loop is taken once more: the steps that
// correspond must be enabled, and lead up to a shift to where they led before.
func (r *Run) closesByDifference(loop int) (shift int64, closes bool) {
	sp, here := r.sp, r.here().words
	if sp.Sys.Model.Numbers == nil {
		return 0, false
	}
	if shift, closes = sp.ShiftBetween(r.places[loop].words, here); !closes {
		return 0, false
	}
	for i := loop + 1; i < len(r.places); i++ {
		l := sp.Counterpart(r.places[i-1].words, here, r.places[i].label)
		next := &place{words: here}
		if r.look(next); !slices.Contains(next.labels, l) {
			return 0, false
		}
		here = r.after(here, l)
		if by, same := sp.ShiftBetween(r.places[i].words, here); !same || by != shift && i == len(r.places)-1 {
			return 0, false
		}
	}
	return shift, true
}

// Round judges the run so far as one without end whose last step leads back to a place, as
// Endless does.
func (r *Run) Round(loop int) *traces.Ending {
	closing := r.here()
	if !r.Back() {
		return nil
	}
	defer func() { r.places = append(r.places, closing) }()
	return r.Endless(loop, closing.step)
}

// judged judges the properties about whole runs on the run that goes back from where it is
// to a place by a step with a mark; 0 is none.
func (r *Run) judged(e *traces.Ending, loop int, back uint32) *traces.Ending {
	e.Why = map[string]string{}
	turns := r.turns(loop, back)
	c := r.sp.Sys
	for i := range c.Questions {
		q := &c.Questions[i]
		if q.Live.Kind == 0 || q.Live.Kind == temporal.IsPossible {
			continue
		}
		why := r.claims(q.Live, loop)
		if why == "" {
			fair := system.NewFairness(c, q.Live.Fair)
			if why = fair.Unfair(turns); why != "" {
				why = "the loop is not fair: " + why
			} else {
				why = r.luck(q.Live, fair, loop, turns)
			}
		}
		if why != "" {
			e.Why[q.Name] = why
			continue
		}
		text := q.Live.Broken(e.Back == nil, len(r.Enabled()) > 0)
		e.Broken = append(e.Broken, traces.Finding{Property: q.Name, Kind: traces.KindTemporal, Text: text})
	}
	return e
}

// turns are the states of a loop as a fairness sees them.
func (r *Run) turns(loop int, back uint32) (turns []cycles.Turn) {
	for i := loop; i < len(r.places); i++ {
		p := r.places[i]
		r.look(p)
		turn := cycles.Turn{Enabled: slices.Concat(p.marks, p.seen.Refused), Taken: back}
		if i+1 < len(r.places) {
			turn.Taken = r.places[i+1].by
		}
		turns = append(turns, turn)
	}
	return turns
}

// claims says why what a formula claims is true of the run, fair or not, that goes back
// from where it is to a place; "" if it is not.
func (r *Run) claims(f temporal.Formula, loop int) string {
	places := r.places
	first := func(from int, goal string, want bool) int {
		at := slices.IndexFunc(places[from:], func(p *place) bool { return r.isTrue(p, goal) == want })
		if at < 0 {
			return -1
		}
		return at + from
	}
	// Where the run began at the end of another one, states are counted from there.
	before := 0
	if o := r.sp.Sys.Origin; o != nil {
		before = o.Steps()
	}
	switch f.Kind {
	case temporal.IsEventually:
		if at := first(0, f.P, true); at >= 0 {
			return fmt.Sprintf("%s is reached in state %d", f.P, before+at)
		}
	case temporal.IsLeadsTo:
		if first(0, f.P, true) < 0 {
			return f.P + " is never reached"
		}
		for i := range places {
			if r.isTrue(places[i], f.P) && first(min(i, loop), f.Q, true) < 0 {
				return ""
			}
		}
		return fmt.Sprintf("%s is reached whenever %s was", f.Q, f.P)
	case temporal.IsRepeatedly:
		if at := first(loop, f.P, true); at >= 0 {
			return fmt.Sprintf("%s is reached again and again, in state %d", f.P, before+at)
		}
	case temporal.IsFinallyAlways:
		if first(loop, f.P, false) < 0 {
			return f.P + " is never left in the loop"
		}
	}
	return ""
}

// isTrue reports whether a goal is reached in a place.
func (r *Run) isTrue(p *place, goal string) bool {
	r.look(p)
	numbers, err := r.sp.Sys.Observe([]string{goal}) // it was observed from the beginning
	return err == nil && p.seen.Truths.Has(numbers[0])
}

// AtEnd returns what judges a run for a property about whole runs when it has taken all
// steps, as traces.Script.End does; nil if the property is none. A run that goes back to
// the state loop, which may be traces.NoLoop, does so by the last of its steps, or, if it
// has no more than that many, stutters there. The function sets why to why the property is
// not broken.
func (r *Run) AtEnd(property string, loop int, why *string) func() *traces.Finding {
	kind := temporal.Kind(0)
	for _, q := range r.sp.Sys.Questions {
		if q.Name == property {
			kind = q.Live.Kind
		}
	}
	switch {
	case kind == 0:
		return nil
	case kind == temporal.IsPossible:
		return func() (f *traces.Finding) {
			f, *why = r.Lost(property)
			return f
		}
	case loop == traces.NoLoop:
		return nil
	}
	return func() *traces.Finding {
		var e *traces.Ending
		if loop == r.Len() {
			e = r.Endless(loop, nil)
		} else {
			e = r.Round(loop)
		}
		if e == nil {
			*why = fmt.Sprintf("the last step does not lead back to state %d", loop)
			return nil
		}
		*why = e.Why[property]
		if i := slices.IndexFunc(e.Broken, func(f traces.Finding) bool { return f.Property == property }); i >= 0 {
			return &e.Broken[i]
		}
		return nil
	}
}
