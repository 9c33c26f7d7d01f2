package check

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A Walker goes through the states of a model one by one, for whoever has a search of their own. One goroutine uses it.
type Walker struct {
	*Model
	run         *run
	mach, judge *eval.Machine
	// Bind has Steps note the parameters and bound variables of each step.
	Bind bool
}

// A WalkedState is a state that a Walker found.
type WalkedState struct {
	// Values are those of the variables, in the order of Variables, normalized.
	Values []value.Value
	// Level is the number of states on the way to it, itself included, as TLCGet("level") gives it.
	Level int
}

// Hash is equal for equal states.
func (s *WalkedState) Hash() uint64 {
	var sum uint64
	for i, v := range s.Values {
		sum += place(i, value.Hash(v))
	}
	return sum
}

// Equal compares the values of two states.
func (s *WalkedState) Equal(t *WalkedState) bool { return slices.EqualFunc(s.Values, t.Values, same) }

// Walker checks the assumptions and prepares a walk. What the spec prints goes to out.
func (m *Model) Walker(out io.Writer) (*Walker, error) {
	r, err := m.start(context.Background())
	if err != nil {
		return nil, err
	}
	if out != nil {
		r.host.out = out
	}
	if v := r.checkAssumptions(); v != nil {
		if v.Err != nil {
			return nil, v.Err
		}
		return nil, errors.New(v.Text)
	}
	if r.init == nil || r.next == nil {
		return nil, errors.New("the model has no behaviour: its model file names neither SPECIFICATION nor INIT and NEXT")
	}
	return &Walker{Model: m, run: r, mach: r.prog.NewMachine(), judge: r.prog.NewMachine()}, nil
}

// A WalkedStep is a step, or the choice of an initial state.
type WalkedStep struct {
	To *WalkedState
	// Action is what was taken; Bound are its parameters and bound variables if the Walker binds them.
	Action string
	Bound  []eval.NamedValue
}

// Steps gives the steps that lead on from s, as far as the constraints of the model allow them, and the initial states if s is nil.
func (w *Walker) Steps(s *WalkedState, found func(WalkedStep) bool) error {
	t, level := w.run.init, 0
	if s != nil {
		t, level = w.run.next, s.Level
		w.mach.Load(eval.Current, s.Values)
	}
	w.run.host.level.Store(uint32(level))
	var list []WalkedStep
	var failed error
	err := t.Each(w.mach, func(vals []value.Value, action int) bool {
		x := WalkedStep{To: &WalkedState{slices.Clone(vals), level + 1}, Action: t.Actions[action].Name}
		for i, v := range x.To.Values {
			if v.IsSymbolic() {
				if x.To.Values[i], failed = value.Normalize(v); failed != nil {
					failed = &eval.Error{Span: t.Actions[action].Span, Msg: "the value of " + w.run.prog.Variables[i].Name.Text + " cannot be kept: " + failed.Error()}
					return false
				}
			}
		}
		if w.Bind {
			x.Bound = t.Bound(w.mach, action)
		}
		list = append(list, x)
		return true
	}, func() { list, failed = nil, nil })
	if err == nil {
		err = failed
	}
	for _, x := range list { // also if the evaluation failed then
		ok, err := w.allowed(s, x.To)
		if err != nil {
			return err
		}
		if ok && !found(x) {
			return nil
		}
	}
	return err
}

// allowed judges the constraints.
func (w *Walker) allowed(s, t *WalkedState) (bool, error) {
	if s != nil && len(w.run.actionLimit) > 0 {
		w.judge.Load(eval.Current, s.Values)
		w.judge.Load(eval.Next, t.Values)
		for i := range w.run.actionLimit {
			if ok, err := w.run.actionLimit[i].f.Holds(w.judge); !ok || err != nil {
				return false, err
			}
		}
	}
	if len(w.run.constraints) > 0 {
		w.judge.Load(eval.Current, t.Values)
		w.run.host.level.Store(uint32(t.Level))
		for i := range w.run.constraints {
			if ok, err := w.run.constraints[i].f.Holds(w.judge); !ok || err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// Explain says why no step leads on from a state, or why s is nil no initial state exists.
func (w *Walker) Explain(s *WalkedState, most int) (*eval.Explanation, error) {
	if s == nil {
		return w.run.init.Explain(w.mach, nil, most)
	}
	w.run.host.level.Store(uint32(s.Level))
	w.mach.Load(eval.Current, s.Values)
	return w.run.next.Explain(w.mach, nil, most)
}

// A StateExpr is an expression about one state.
type StateExpr struct {
	w *Walker
	f *eval.Formula
}

// Expr compiles an expression, read as if it stood at the end of the root module.
func (w *Walker) Expr(text string) (*StateExpr, error) {
	f, overStep, err := w.run.expression(text)
	if err != nil {
		return nil, err
	}
	if overStep {
		return nil, &syntax.Error{Span: f.Expr().GetSpan(), Msg: "an expression about one state is needed, without primes"}
	}
	return &StateExpr{w, f}, nil
}

// Value evaluates the expression in a state.
func (e *StateExpr) Value(s *WalkedState) (value.Value, error) {
	e.w.judge.Load(eval.Current, s.Values)
	e.w.run.host.level.Store(uint32(s.Level))
	return e.f.Value(e.w.judge)
}

// Viewed is the state as the model's VIEW shows it, the state itself without one.
func (w *Walker) Viewed(s *WalkedState) (*WalkedState, error) {
	if w.run.view == nil {
		return s, nil
	}
	v, err := (&StateExpr{w, w.run.view}).Value(s)
	if err == nil {
		v, err = value.Normalize(v)
	}
	return &WalkedState{Values: []value.Value{v}}, err
}

// FilesRead are the files that the spec has read.
func (w *Walker) FilesRead() []string {
	h := w.run.host
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.read)
}
