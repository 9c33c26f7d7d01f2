package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// A Walker goes through the states of a model one by one, for whoever has a search of their own. One goroutine uses it.
type Walker struct {
	*Model
	stepper
	here *WalkedState // that is left, nil before the initial ones
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

// FalseAssumption says that an ASSUME of a spec is false, and where it stands.
type FalseAssumption struct{ Text string }

func (e *FalseAssumption) Error() string { return e.Text }

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
		return nil, &FalseAssumption{v.Text}
	}
	if r.init == nil || r.next == nil {
		return nil, errors.New("the model has no behaviour: its model file names neither SPECIFICATION nor INIT and NEXT")
	}
	w := &Walker{Model: m, stepper: newStepper(r)}
	w.level = func(next bool) {
		level := 0
		if w.here != nil {
			level = w.here.Level
		}
		if next {
			level++
		}
		r.host.level.Store(uint32(level))
	}
	return w, nil
}

// longSet is the size from which a set is kept in its growing form.
const longSet = 256

// A WalkedStep is a step, or the choice of an initial state.
type WalkedStep struct {
	To *WalkedState
	// Action is what was taken; Bound are its parameters and bound variables if the Walker binds them.
	Action string
	Bound  []eval.NamedValue
}

// Steps gives the steps that lead on from s, as far as the constraints of the model allow them, and the initial states if s is nil. When
// the evaluation fails, those that were found before come first.
func (w *Walker) Steps(s *WalkedState, found func(WalkedStep) bool) error {
	t, level := w.m.init, 0
	var from []value.Value
	if s != nil {
		t, level, from = w.m.next, s.Level, s.Values
	}
	w.here, w.binds = s, w.Bind
	if err := w.leave(from); err != nil {
		return err
	}
	w.level(false)
	err := w.advance(from, nil)
	list := make([]WalkedStep, len(w.actions))
	for i, action := range w.actions {
		vals := slices.Clone(w.found[w.at[i]:][:len(w.m.prog.Variables)])
		for j, v := range vals {
			if n, ok := v.Len(); ok && n >= longSet {
				vals[j] = value.Growing(v) // there is no table that would have it listed
			}
		}
		list[i] = WalkedStep{To: &WalkedState{vals, level + 1}, Action: t.Actions[action].Name}
		if w.Bind {
			list[i].Bound = w.bound[i]
		}
	}
	for _, x := range list {
		var failed error
		w.here = s // found may have taken other steps
		cut := w.outside(from, x.To.Values, func(err error) { failed = cmp.Or(failed, err) })
		switch {
		case failed != nil:
			return failed
		case !cut && !found(x):
			return nil
		}
	}
	return err
}

// Explain says why no step leads on from a state, or why s is nil no initial state exists.
func (w *Walker) Explain(s *WalkedState, most int) (*eval.Explanation, error) {
	if s == nil {
		return w.m.init.Explain(w.mach, nil, most)
	}
	w.m.host.level.Store(uint32(s.Level))
	w.mach.Load(eval.Current, s.Values)
	return w.m.next.Explain(w.mach, nil, most)
}

// A StateExpr is an expression about one state.
type StateExpr struct {
	w *Walker
	f *eval.Formula
}

// Expr compiles an expression, read as if it stood at the end of the root module.
func (w *Walker) Expr(text string) (*StateExpr, error) {
	f, overStep, err := w.m.expression(text)
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
	e.w.m.host.level.Store(uint32(s.Level))
	return e.f.Value(e.w.judge)
}

// Members is the value of an expression that is a set, as the texts of its members in their order:
// equal for equal sets, also of another model.
func (e *StateExpr) Members(s *WalkedState) (string, error) {
	v, err := e.Value(s)
	if err != nil {
		return "", err
	}
	if v.Kind() != value.Set {
		return "", fmt.Errorf("a set is needed, and this is %s", v)
	}
	var list []string
	if err := value.Each(v, func(x value.Value) bool {
		list = append(list, x.String())
		return true
	}); err != nil {
		return "", err
	}
	slices.Sort(list)
	return "{" + strings.Join(list, ", ") + "}", nil
}

// Viewed is the state as the model's VIEW shows it, the state itself without one.
func (w *Walker) Viewed(s *WalkedState) (*WalkedState, error) {
	if w.m.view == nil {
		return s, nil
	}
	v, err := (&StateExpr{w, w.m.view}).Value(s)
	if err == nil {
		v, err = value.Normalize(v)
	}
	return &WalkedState{Values: []value.Value{v}}, err
}

// FilesRead are the files that the spec has read.
func (w *Walker) FilesRead() []string {
	h := w.m.host
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.read)
}
