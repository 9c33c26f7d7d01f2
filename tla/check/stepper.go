package check

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/value"
)

// A stepper finds the states to which steps lead from a state, and says which of them the
// constraints leave out. Whoever takes steps does it with one: search, simulation, walk, mapping,
// validation.
type stepper struct {
	m     *run
	mach  *eval.Machine // finds successors
	judge *eval.Machine // looks at states and steps
	binds bool          // what is bound in each step is noted
	// room reports whether there is memory for more successors of one state; nil is always.
	room func() bool
	// level tells the spec that it is evaluated in the state that is left, or in one after it.
	level func(next bool)

	from    []value.Value       // the state that is left
	actions []int               // of its successors, one after the other
	outs    []*eval.Outcome     // what alone made each, nil if it is made of more
	found   []value.Value       // the values of each that has no outcome, in their order
	at      []int               // where they begin
	bound   [][]eval.NamedValue // if binds
}

func newStepper(m *run) stepper {
	return stepper{m: m, mach: m.prog.NewMachine(), judge: m.prog.NewMachine()}
}

// leave makes the state that is left the one with the given values; none are those of no state.
func (st *stepper) leave(vals []value.Value) error {
	st.forget()
	st.from = vals
	if i := slices.IndexFunc(vals, value.TooDeep); i >= 0 {
		v := st.m.prog.Variables[i]
		return &eval.Error{Span: v.GetSpan(), Msg: fmt.Sprintf("the value of %s is nested more than %d levels deep", v.Name.Text, value.MaxDepth)}
	}
	return nil
}

// forget forgets the successors that were found.
func (st *stepper) forget() {
	st.actions, st.outs, st.found, st.at, st.bound = st.actions[:0], st.outs[:0], st.found[:0], st.at[:0], st.bound[:0]
}

// advance finds the states after the one that is left, or the initial ones, normalized; seen are its
// values with those of the derived variables. A set to which the step only adds can be a growth.
// noted, if not nil, is told of each successor when it has been found. Those that were found before
// an error stay.
func (st *stepper) advance(seen []value.Value, noted func(i int) error) error {
	t := st.m.init
	if len(st.from) > 0 {
		t = st.m.next
		st.mach.Load(eval.Current, seen)
	}
	var failed error
	err := t.Each(st.mach, func(vals []value.Value, action int) bool {
		if failed = st.add(t, vals, action); failed == nil && noted != nil {
			failed = noted(len(st.actions) - 1)
		}
		return failed == nil
	}, st.forget)
	if err == nil {
		err = failed
	}
	return err
}

// add adds a successor.
func (st *stepper) add(t *eval.Transition, vals []value.Value, action int) error {
	n, maxFound := len(st.actions)+1, st.m.Sources.tuning.maxFound()
	if n > maxFound || n%roomEvery == 0 && st.room != nil && !st.room() {
		many := &eval.Error{Span: t.Actions[action].Span, Msg: fmt.Sprintf("one state has more than %d successors, too many to keep", n-1)}
		if n <= maxFound {
			many.Kind = eval.Interrupted // by the lack of memory, which is not the spec's fault
		}
		return many
	}
	out, at := st.mach.Outcome(), len(st.found)
	if out == nil {
		for i, v := range vals {
			if v.IsSymbolic() {
				n, err := value.Normalize(v)
				if err != nil {
					st.found = st.found[:at]
					return &eval.Error{Span: t.Actions[action].Span, Msg: "the value of " + st.m.prog.Variables[i].Name.Text + " cannot be kept: " + err.Error()}
				}
				v = n
			}
			st.found = append(st.found, v)
		}
	}
	st.actions, st.outs, st.at = append(st.actions, action), append(st.outs, out), append(st.at, at)
	if st.binds {
		st.bound = append(st.bound, t.Bound(st.mach, action))
	}
	return nil
}

// outside reports whether a constraint leaves out the step to a state, or an initial state if seen,
// the values of the state that is left, is nil. A constraint that cannot be evaluated leaves out
// nothing; failed is told.
func (st *stepper) outside(seen, to []value.Value, failed func(error)) bool {
	m := st.m
	if len(m.constraints) > 0 {
		st.level(true)
		st.judge.Load(eval.Current, to)
		if st.oneIsFalse(m.constraints, failed) {
			return true
		}
	}
	if seen == nil || len(m.actionLimit) == 0 {
		return false
	}
	st.level(false)
	st.judge.Load(eval.Current, seen)
	st.judge.Load(eval.Next, to)
	return st.oneIsFalse(m.actionLimit, failed)
}

// oneIsFalse reports whether one of several formulas is false of what is loaded.
func (st *stepper) oneIsFalse(list []claim, failed func(error)) bool {
	for i := range list {
		if ok, err := list[i].f.Holds(st.judge); err != nil {
			failed(err)
		} else if !ok {
			return true
		}
	}
	return false
}
