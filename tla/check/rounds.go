package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore/cycles"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// Under a VIEW states that look alike count as one, and a loop of the graph need not be one of the spec. So a loop is taken on the
// states themselves, round after round. There are three outcomes:
//
//   - a round begins in the state in which an earlier one began: then there is a behaviour without end, which shows the violation;
//   - the rounds go on, all that the property and the fairness look at is the same in each of them, and the VIEW shows every variable
//     of which the property speaks: then the violation is reported up to the VIEW. That is no proof, and the report says so;
//   - anything else shows nothing.

// How often a loop is taken: mostRounds times, fewer if these are more than mostRoundSteps steps, but leastRounds times in any case.
const (
	mostRounds     = 100
	leastRounds    = 10
	mostRoundSteps = 1000
)

// roundsOf is how often a loop of so many steps is taken.
func roundsOf(size int) int { return min(mostRounds, max(leastRounds, mostRoundSteps/size)) }

// rounds is a run of the spec that takes a loop again and again.
type rounds struct {
	path   [][]uint32 // the words of its states
	labels []uint32   // of the steps after the first round
	// state and step are what the atoms are of the states, and of the steps from them.
	state, step [][]byte
	loop, size  int // the first state of the loop, and its number of steps
	// A behaviour without end goes through the first end states and then back to state back. It is
	// one of the spec if exact; otherwise state number end is not the state back, but the VIEW
	// shows the same of both.
	end, back int
	exact     bool
}

// led is a step to a state of which the VIEW shows what was asked for.
type led struct {
	label       uint32
	words       []uint32
	state, step []byte // what the atoms are of the state, and of the step
}

// leading lists the steps from a state to those of which the VIEW shows the same.
func (sp *space) leading(words, shown []uint32) (list []led, err error) {
	from := sp.values(nil, words)
	err = sp.eachMade(words, func(i int, t *successor) error {
		var failed error
		if sp.cuts(t, func(uint32) { failed = errors.New("a constraint cannot be evaluated") }) || failed != nil {
			return failed
		}
		key, err := sp.Key(nil, t.words)
		if err != nil || !slices.Equal(key, shown) {
			return err
		}
		l := led{label: uint32(i), words: slices.Clone(t.words)}
		l.state, l.step, err = sp.truths(from, sp.values(nil, l.words))
		list = append(list, l)
		return err
	})
	return list, err
}

// eachRounds calls f with the runs that go through a path of the spec and then take the loop that begins with one of its states,
// for every kind of step with which the last state can lead back there, until f returns true. A run that cannot go on for all rounds
// is left out. The error is that of ctx.
func (sp *space) eachRounds(ctx context.Context, path [][]uint32, loop int, f func(*rounds) (done bool)) error {
	first, err := sp.onceThrough(path, loop)
	if err != nil {
		return ctx.Err()
	}
	key, err := sp.Key(nil, path[loop])
	if err != nil {
		return ctx.Err()
	}
	list, err := sp.leading(path[len(path)-1], key)
	if err != nil {
		return ctx.Err()
	}
	// A step to the very state comes first.
	slices.SortStableFunc(list, func(a, b led) int {
		switch x, y := slices.Equal(a.words, path[loop]), slices.Equal(b.words, path[loop]); {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	})
	for i, l := range list {
		same := func(other led) bool {
			return slices.Equal(other.step, l.step) && slices.Equal(other.words, path[loop]) == slices.Equal(l.words, path[loop])
		}
		if slices.ContainsFunc(list[:i], same) {
			continue
		}
		r := *first
		r.path, r.state, r.step = slices.Clip(r.path), slices.Clip(r.state), slices.Clip(r.step)
		r.add(l)
		ok, err := sp.goRound(ctx, &r)
		if err != nil {
			return err
		}
		if ok && f(&r) {
			return nil
		}
	}
	return nil
}

// onceThrough is the path with its atoms.
func (sp *space) onceThrough(path [][]uint32, loop int) (*rounds, error) {
	r := &rounds{path: path, loop: loop, size: len(path) - loop}
	var from []value.Value
	for _, words := range path {
		to := sp.values(nil, words)
		state, step, err := sp.truths(from, to)
		if err != nil {
			return nil, err
		}
		r.state = append(r.state, state)
		if from != nil {
			r.step = append(r.step, step)
		}
		from = to
	}
	return r, nil
}

func (r *rounds) add(l led) {
	r.path, r.labels = append(r.path, l.words), append(r.labels, l.label)
	r.state, r.step = append(r.state, l.state), append(r.step, l.step)
}

// goRound takes the loop until a round begins where an earlier one did, or it was taken often enough. It reports whether that can
// be done. Of the steps that look alike under the VIEW it takes the first of which the atoms are those of the round before.
func (sp *space) goRound(ctx context.Context, r *rounds) (bool, error) {
	var keys [][]uint32
	for _, words := range r.path[r.loop : r.loop+r.size] {
		key, err := sp.Key(nil, words)
		if err != nil {
			return false, ctx.Err()
		}
		keys = append(keys, key)
	}
	for {
		here := len(r.path) - 1
		if at := here - r.loop; at%r.size == 0 {
			for back := r.loop; back < here; back += r.size {
				if slices.Equal(r.path[back], r.path[here]) {
					r.back, r.end, r.exact = back, here, true
					return true, nil
				}
			}
			if at/r.size == roundsOf(r.size) {
				r.back, r.end = r.loop, r.loop+r.size
				return true, nil
			}
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		list, err := sp.leading(r.path[here], keys[(here+1-r.loop)%r.size])
		if err != nil || len(list) == 0 {
			return false, ctx.Err()
		}
		before := here - r.size
		best := slices.IndexFunc(list, func(l led) bool {
			return slices.Equal(l.step, r.step[before]) && slices.Equal(l.state, r.state[before+1])
		})
		r.add(list[max(best, 0)])
	}
}

// obstacle says why the behaviour without end does not show that the i-th temporal property is false; "" if it does.
func (r *rounds) obstacle(sp *space, i int) string {
	if why := r.open(sp, i); why != "" {
		return why
	}
	w := r.viewer(sp)
	property, fairness := w.formulas(i)
	g := &lassoGraph{state: r.state[:r.end], step: r.step[:r.end], loop: r.back, picked: w.view}
	if !g.lasso().Satisfies(g, cycles.And(fairness, cycles.Not(property))) {
		return "the loop does not violate it when it is taken on the states themselves"
	}
	return ""
}

// open says why the behaviour without end tells nothing of the i-th temporal property; "" if it does.
func (r *rounds) open(sp *space, i int) string {
	if r.exact {
		return ""
	}
	if hidden := sp.run.hidden(i); len(hidden) > 0 {
		return fmt.Sprintf("this one hides %s, of which the property speaks", strings.Join(hidden, ", "))
	}
	w := r.viewer(sp)
	w.formulas(i)
	if round := r.changes(w.view); round > 0 {
		return fmt.Sprintf("what the property or the fairness looks at changes in round %d of the loop", round)
	}
	return ""
}

func (r *rounds) viewer(sp *space) *viewer {
	return sp.run.live.viewer(&view{}, slices.Concat(r.state, r.step)...)
}

// changes is the first round after the first one in which something that the property or the fairness looks at is not what it was
// before; 0 if there is none.
func (r *rounds) changes(v *view) int {
	for i := r.loop + r.size; i < len(r.state); i++ {
		before := i - r.size
		if !sameOf(v.state, r.state[before], r.state[i]) || i < len(r.step) && !sameOf(v.step, r.step[before], r.step[i]) {
			return (i-r.loop)/r.size + 1
		}
	}
	return 0
}

// sameOf reports whether two vectors say the same of the atoms that are picked.
func sameOf(list []picked, a, b []byte) bool {
	return !slices.ContainsFunc(list, func(p picked) bool { return a[p.place] != b[p.place] })
}

// hidden lists the variables of which the i-th temporal property speaks and the VIEW shows nothing.
func (m *run) hidden(i int) (names []string) {
	shown, spoken := make([]bool, len(m.prog.Variables)), make([]bool, len(m.prog.Variables))
	m.mentioned(shown, m.view)
	var look func(t *eval.Temporal)
	look = func(t *eval.Temporal) {
		if t.Op == eval.StateAtom || t.Op == eval.StepAtom {
			m.mentioned(spoken, m.live.atoms[t.Atom])
		}
		for _, a := range t.Args {
			look(a)
		}
	}
	look(m.live.properties[i])
	for j, v := range m.prog.Variables {
		if spoken[j] && !shown[j] {
			names = append(names, v.Name.Text)
		}
	}
	return names
}

// mentioned marks the variables at which a formula looks, itself or by derived ones.
func (m *run) mentioned(marks []bool, f *eval.Formula) {
	for _, r := range f.Mentions() {
		if base := len(m.prog.Variables); r.Place < base {
			marks[r.Place] = true
		} else {
			m.mentioned(marks, m.derived[r.Place-base])
		}
	}
}

// upTo says what a loop closes up to.
func (m *run) upTo() string { return "VIEW " + m.config.View.Text }

// underView makes a behaviour that follows the graph one that shows that the i-th temporal property is false; if that cannot be done,
// why says what is in the way.
func (b *behaviour) underView(ctx context.Context, i int) (why string, err error) {
	sp := b.sp
	switch {
	case b.lost:
		return "the spec does not have the steps of the loop from the states that it leads to", nil
	case sp.run.impure:
		return "the spec asks about the search, or draws at random", nil
	case b.stays:
		r, err := sp.staying(b.path)
		if err != nil {
			return "the properties cannot be evaluated there", nil
		}
		return r.obstacle(sp, i), nil
	}
	why = "the loop cannot be taken on the states themselves"
	err = sp.eachRounds(ctx, b.path, b.t.Loop, func(r *rounds) bool {
		if why = r.obstacle(sp, i); why == "" {
			b.close(r)
		}
		return why == ""
	})
	return why, err
}

// staying is the run that stutters at the end of a path.
func (sp *space) staying(path [][]uint32) (*rounds, error) {
	last := len(path) - 1
	r, err := sp.onceThrough(append(slices.Clip(path), path[last]), last)
	if err != nil {
		return nil, err
	}
	r.exact, r.end, r.back = true, last+1, last
	return r, nil
}

// close goes on along the rounds until they show a behaviour without end.
func (b *behaviour) close(r *rounds) {
	end := r.end
	if !r.exact && r.size == 1 {
		end++ // a loop of one state would be taken for one that stays there
	}
	for at := len(b.path); at < end; at++ {
		b.take(r.labels[at-r.loop-r.size])
	}
	b.t.Loop = r.back
	if !r.exact {
		b.t.Meta.UpTo = b.sp.run.upTo()
		b.after = b.sp.values(nil, r.path[end])
	}
}
