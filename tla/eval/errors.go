package eval

import (
	"errors"
	"fmt"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Kind says what sort of failure an Error is.
type Kind int8

// The kinds of failures.
const (
	Evaluation  Kind = iota // an operator was applied to what it cannot take
	Assertion               // Assert(FALSE, ...)
	Unsupported             // a construct that is not (yet) evaluated
	Interrupted             // the run was told to stop (Program.Interrupt)
)

// An Error is an evaluation that failed.
type Error struct {
	Kind Kind
	Span syntax.Span // the expression that could not be evaluated
	Msg  string
	// Chain are the uses of operators on the way to it, outermost first.
	Chain []Call
	// Bound are the values of the bound variables and parameters around it, outermost first; Assigned those that the action
	// had given to variables by then.
	Bound, Assigned []NamedValue
	// Cause is the error of the operator, when there is one.
	Cause error
}

// IsInterrupted says whether err is of kind Interrupted.
func IsInterrupted(err error) bool {
	e, ok := err.(*Error)
	return ok && e.Kind == Interrupted
}

// Call is one use of an operator on the way to an error.
type Call struct {
	Name string
	Span syntax.Span
}

func (e *Error) Error() string { return e.Span.String() + ": " + syntax.CutMessage(e.Msg) }

// Message is what went wrong, without the place.
func (e *Error) Message() string { return e.Msg }

// Final reports whether the run is to end, so that no operator may look at the error and go on.
func (e *Error) Final() bool { return e.Kind == Interrupted }

// Unwrap gives the operator's error.
func (e *Error) Unwrap() error { return e.Cause }

// Show is the error for people: the place, the message, the line with a mark, and how evaluation came there.
func (e *Error) Show() string {
	s := (&syntax.Error{Span: e.Span, Msg: e.Msg}).Show()
	var b strings.Builder
	b.WriteString(s)
	for _, list := range [][]NamedValue{e.Bound, e.Assigned} {
		for i, v := range list {
			if left := len(list) - i; i >= mostShown && left > 1 {
				fmt.Fprintf(&b, "\nwith %d more", left)
				break
			}
			fmt.Fprintf(&b, "\nwith %s = %s", v.Name, show(v.Value))
		}
	}
	if len(e.Chain) > 0 {
		b.WriteString("\nevaluated for")
		e.showChain(&b)
	}
	return b.String()
}

// mostShown bounds the lines of each part of an error.
const mostShown = 12

// showChain writes the chain, innermost first; the same use many times in a row is one line.
func (e *Error) showChain(b *strings.Builder) {
	lines := 0
	for i := len(e.Chain) - 1; i >= 0; i-- {
		if lines >= mostShown && i > 1 {
			fmt.Fprintf(b, "\n  … %d more", i-1)
			i = 1
		}
		first := i
		for i > 0 && e.Chain[i-1] == e.Chain[i] {
			i--
		}
		fmt.Fprintf(b, "\n  %s at %s", e.Chain[i].Name, e.Chain[i].Span)
		if n := first - i + 1; n > 1 {
			fmt.Fprintf(b, ", %d times", n)
		}
		lines++
	}
}

// fail ends the evaluation with what an operator said.
func (m *Machine) fail(e syntax.Node, err error) {
	if known, ok := err.(*Error); ok {
		panic(known)
	}
	kind := Evaluation
	var lib *library.Error
	if errors.As(err, &lib) && lib.Unsupported {
		kind = Unsupported
	}
	panic(&Error{Kind: kind, Span: e.GetSpan(), Msg: err.Error(), Cause: err, Chain: m.calls(), Bound: m.bound()})
}

// failf ends the evaluation.
func (m *Machine) failf(e syntax.Node, format string, args ...any) {
	panic(&Error{Span: e.GetSpan(), Msg: fmt.Sprintf(format, args...), Chain: m.calls(), Bound: m.bound()})
}

// calls is the chain as it is now.
func (m *Machine) calls() []Call {
	var out []Call
	for _, n := range m.chain {
		name := n.GetSpan().Text()
		if r, ok := n.(*syntax.Ref); ok {
			name = refName(r)
		}
		out = append(out, Call{name, n.GetSpan()})
	}
	return out
}

// bound is what has a name and a value where evaluation is now: whoever gives a slot a value puts back what was there.
// Only a careful program tells it: its errors are the ones that are believed.
func (m *Machine) bound() (out []NamedValue) {
	if !m.prog.careful {
		return nil
	}
	for s, v := range m.slots {
		if name := m.prog.slotNames[int32(s)]; name != "" && !v.IsNone() {
			out = append(out, NamedValue{name, v})
		}
	}
	return out
}

// assignedSoFar is what an action has given to the variables of a bank so far.
func (m *Machine) assignedSoFar(bank int8) (out []NamedValue) {
	prime := "'"
	if bank == Current {
		prime = ""
	}
	for i, v := range m.vars[bank][:len(m.prog.Variables)] {
		if v.IsDelta() {
			v = m.next(int32(i))
		}
		if !v.IsNone() {
			out = append(out, NamedValue{m.prog.Variables[i].Name.Text + prime, v})
		}
	}
	return out
}

func refName(r *syntax.Ref) string {
	name := r.Name.Text
	for _, s := range r.Sel {
		if s.Kind == syntax.SelName {
			name += "!" + s.Name.Text
		}
	}
	return name
}

// refuse ends the making of code: the construct is not supported.
func refuse(e syntax.Node, format string, args ...any) {
	panic(&Error{Kind: Unsupported, Span: e.GetSpan(), Msg: fmt.Sprintf(format, args...)})
}

// show is a value for an error message.
func show(v value.Value) string { return quote.Cut(v.String(), 500) }

// catch is deferred: it turns the panic of fail or refuse into an error. Anything else goes on: it is a defect of ours.
var catch = rescue.Error[*Error]
