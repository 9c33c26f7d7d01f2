package system

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// A path in a graph of states with numbers by difference goes from state to state by steps
// that lead to a state of the next one's normal form, not always to that state itself. So
// a run along it takes, in the states that it comes to, the steps that correspond.

// Normal returns the state that is the normal form of s.
func (sp *Space) Normal(s []uint32) []uint32 {
	n := sp.normalKey(append([]uint32(nil), s[:sp.Nodes]...), s)
	sp.sumUp(n)
	return n
}

// ShiftBetween returns by how much the numbers by difference of b that still count are
// higher than those of a, two states that have one name. It returns false when they are
// not of one normal form, and 0 when the system has no such numbers.
func (sp *Space) ShiftBetween(a, b []uint32) (shift int64, ok bool) {
	d := sp.Sys.difference
	if d == nil {
		return 0, slices.Equal(a[sp.Nodes:], b[sp.Nodes:])
	}
	if !slices.Equal(sp.normalKey(nil, a), sp.normalKey(nil, b)) {
		return 0, false
	}
	return d.list.At(sp.formOf(b).renumbering).shift - d.list.At(sp.formOf(a).renumbering).shift, true
}

// Counterpart returns the step of s that corresponds to a step of another state of the same
// normal form, both by their labels.
func (sp *Space) Counterpart(other, s []uint32, label uint32) uint32 {
	l := step.Label(label)
	switch l.Kind() {
	case step.Deliver, step.Drop, step.Duplicate:
	default:
		return label // it is about a node, a timer, or a cut
	}
	wanted := sp.normalItem(other, l.About())
	for i := range s[sp.items:] {
		if (i == 0 || sp.network == model.FIFO || s[sp.items+i] != s[sp.items+i-1]) && sp.normalItem(s, i) == wanted {
			return uint32(step.LabelOf(l.Kind(), i, l.Branch()))
		}
	}
	panic(guard.Internal{Err: fmt.Errorf("label %#x has no counterpart in a state of the same normal form", label)})
}

// normalItem returns the message, or the head of the channel, at a place of the network of
// a state as it is in the state's normal form.
func (sp *Space) normalItem(s []uint32, at int) (message uint32) {
	return sp.normalMessage(sp.headOf(s[sp.items+at]), sp.formOf(s))
}

// NormalMessages returns the numbers of the messages in flight in a state, equal ones once
// for every copy, and what each of them is in the state's normal form.
func (sp *Space) NormalMessages(s []uint32) (messages, normal []uint32) {
	messages = sp.Snapshot(s).Messages(nil)
	f := sp.formOf(s)
	for _, id := range messages {
		normal = append(normal, sp.normalMessage(id, f))
	}
	return messages, normal
}

// normalMessage returns a message of a state as it is in the state's normal form.
func (sp *Space) normalMessage(id uint32, f form) uint32 {
	d := sp.Sys.difference
	if f.renumbering == 0 || d.messages.At(id).none() {
		return id
	}
	key := uint64(id)<<32 | uint64(f.renumbering)
	normal, known := d.normalMessages.Get(key)
	if !known {
		normal = uint64(sp.Sys.msgTable.Intern(d.messageBytes(id, d.list.At(f.renumbering))))
		d.normalMessages.Put(key, normal)
	}
	return uint32(normal)
}

// lastingMessage returns a message of the state that is marked as an action names it. As
// long as the base of the states stays, a message in flight keeps its name; when the base
// grows again and again no message with a counter stays in flight. One that holds
// remembered numbers and no counter could stay, and change its name.
func (sp *Space) lastingMessage(id uint32) uint32 {
	c := sp.Sys
	if span := c.difference.messages.At(id); span.base == noBase && !span.none() {
		panic(guard.System{Err: fmt.Errorf("properties about whole runs, with numbers by difference: %s holds %s, but none as a counter; accepted are messages with one",
			c.Names.Message(c.packet(id).Message), c.difference.Name)})
	}
	return sp.normalMessage(id, sp.marking.form)
}

// RunAlong returns the labels of a run from the root that goes along a path: first from
// state to state as labels say, then by steps of which each is given with the labels of a
// way to the state that it leaves. It also returns the state at the end of each of the two.
func (sp *Space) RunAlong(way []uint32, steps []StepFrom) (labels []uint32, begin, end []uint32) {
	begin = sp.at(way)
	labels, end = slices.Clone(way), begin
	for _, s := range steps {
		l := s.Label
		if sp.Sys.difference != nil {
			l = sp.Counterpart(sp.at(s.Way), end, l)
		}
		labels = append(labels, l)
		end = sp.takeStep(end, l)
	}
	return labels, begin, end
}

// StepFrom is a step with the labels of a way from the root to the state that it leaves.
type StepFrom struct {
	Way   []uint32
	Label uint32
}

// at returns the state to which labels lead from the root.
func (sp *Space) at(labels []uint32) (s []uint32) {
	for _, l := range labels {
		s = sp.takeStep(s, l)
	}
	return s
}

// UpTo says in what a state is the same as another one of its normal form.
func (c *System) UpTo() string { return "a shift of " + c.Model.Numbers.Name }

// ShiftText says by how much the numbers by difference are higher each time that a loop comes
// back; "" if they are not.
func (c *System) ShiftText(shift int64) string {
	if shift == 0 {
		return ""
	}
	return fmt.Sprintf("; each time that it comes back, the %s are %d higher", c.Model.Numbers.Name, shift)
}
