package system

import (
	"math/rand/v2"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Onward is a step that spends no budget and breaks nothing, and the state after it.
type Onward struct {
	Words []uint32
	label step.Label
}

// Onward returns the steps of one candidate of s, which is chosen at random: each
// group of candidates (deliveries, each timer, invocations, suspicions, restarts) equally
// often.
// The list is empty when the candidate is no such step. The error says that code of
// the system's panicked, or that the time of the search is over.
func (sp *Space) Onward(s []uint32, random *rand.Rand) (list []Onward, err error) {
	defer guard.Caught(&err)
	var free []group
	for _, g := range sp.Candidates(s, 1) {
		switch g.List[0].kind {
		case step.Deliver, step.Timeout, step.Invoke, step.Suspect, step.Trust, step.Restart:
			free = append(free, g)
		}
	}
	if len(free) == 0 {
		return nil, nil
	}
	from := free[random.IntN(len(free))].List
	chosen := from[random.IntN(len(from))]
	if chosen.kind == step.Deliver { // of equal messages the first makes the step
		for i := sp.items + chosen.about; chosen.about > 0 && s[i] == s[i-1]; i-- {
			chosen.about--
		}
	}
	var out explore.Successors
	sp.ExpandOne(s, chosen, &out)
	if err := out.Err(); err != nil {
		return nil, err
	}
	for _, next := range out.Of() {
		ch := sp.ChangeOf(s, step.Label(next.Label), next.Hint)
		isStep := sp.Apply(s, &ch)
		broken := sp.FX.Finding != 0 || ch.Outcome != nil && ch.Outcome.Finding != 0
		sp.FX.Finding = 0
		if !isStep || broken || sp.FX.faults != sp.faultsOf(s) || sp.leadsOut(s) {
			continue
		}
		list = append(list, Onward{sp.FX.Write(sp, s, nil), step.Label(next.Label)})
	}
	return list, nil
}

// leadsOut reports whether the step that was applied to s leads out of the state
// constraint or of an assumption.
func (sp *Space) leadsOut(s []uint32) bool {
	m := sp.Sys.Model
	if m.Constraint == nil && len(m.Assumptions) == 0 {
		return false
	}
	return sp.Sys.leavesOut(sp.after(s))
}

// leavesOut reports whether a state lies outside an assumption or the state constraint.
func (c *System) leavesOut(s *model.State) bool {
	return c.excludedBy(s) >= 0 || c.Model.Constraint != nil && !c.inConstraint(s)
}

// Class is the kind of a step of s, as statistics count it.
func (sp *Space) Class(s []uint32, o Onward) string {
	ch := sp.ChangeOf(s, o.label, 0)
	return sp.Sys.Classes.name(sp.classOf(&ch))
}

// Snapshot shows a state by its parts.
func (sp *Space) Snapshot(s []uint32) Snapshot { return Snapshot{sp, s} }

// Monitors are the numbers of the monitors' values.
func (s Snapshot) Monitors() []uint32 { return s.words[s.sp.Mons:s.sp.faults] }

// Packet returns a message in flight by its number.
func (sp *Space) Packet(id uint32) model.Packet { return *sp.packet(id) }

// Monitored returns the name of a monitor, and one of its values by its number.
func (c *System) Monitored(monitor int, id uint32) (name string, value any) {
	m := c.Mons[monitor]
	return m.of.Name, guard.Must1(c.codec.Decode(m.Bytes(id)))
}

// RefusesNode reports whether a bound of the system's refuses a step of a node of a
// state to a changed copy of it, or an assumption or the state constraint is false of the
// state then.
// The node is changed by change, on a fresh copy.
func (sp *Space) RefusesNode(s []uint32, index int, change func(node any)) bool {
	c := sp.Sys
	id := s[sp.Nodes+index]
	before, after := c.View(id), c.View(id)
	change(after.Node)
	for i, b := range c.Model.Bounds {
		if b.Refuses != nil && c.refuses(i, before.Node, after.Node) {
			return true
		}
	}
	if c.Model.Constraint == nil && len(c.Model.Assumptions) == 0 {
		return false
	}
	st := sp.state(s)
	st.Nodes[index] = *after
	return c.leavesOut(st)
}
