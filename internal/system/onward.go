package system

import (
	"math/rand/v2"
	"slices"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// Onward is a step of a state, and the state after it.
type Onward struct {
	Words []uint32
	label step.Label
}

// Ahead holds the candidates of a state for steps that spend no budget and break nothing.
type Ahead struct {
	sp   *Space
	s    []uint32
	free [][]candidate
}

// Ahead returns the candidates of s: deliveries, each timer, invocations, suspicions,
// restarts.
func (sp *Space) Ahead(s []uint32) *Ahead {
	a := &Ahead{sp: sp, s: s}
	for _, g := range sp.Candidates(s, 1) {
		switch g.List[0].kind {
		case step.Deliver, step.Timeout, step.Invoke, step.Suspect, step.Trust, step.Restart:
			a.free = append(a.free, slices.DeleteFunc(g.List, func(c candidate) bool {
				i := sp.items + c.about
				return c.kind == step.Deliver && c.about > 0 && s[i] == s[i-1] // of equal messages the first makes the step
			}))
		}
	}
	return a
}

// Draw takes out one candidate at random, each group of them equally often, and returns
// its steps: none if it is no step that spends no budget. There are no candidates left
// when more is false. The error says that code of the system's panicked, or that the
// time of the search is over.
func (a *Ahead) Draw(random *rand.Rand) (list []Onward, more bool, err error) {
	if len(a.free) == 0 {
		return nil, false, nil
	}
	g := random.IntN(len(a.free))
	from := a.free[g]
	i, last := random.IntN(len(from)), len(from)-1
	chosen := from[i]
	from[i] = from[last]
	if a.free[g] = from[:last]; last == 0 {
		a.free = slices.Delete(a.free, g, g+1)
	}
	list, err = a.sp.onward(a.s, chosen)
	return list, true, err
}

func (sp *Space) onward(s []uint32, chosen candidate) (list []Onward, err error) {
	defer guard.Caught(&err)
	var out explore.Successors
	sp.ExpandOne(s, chosen, &out)
	if err := out.Err(); err != nil {
		return nil, err
	}
	for _, next := range out.Of() {
		ch := sp.ChangeOf(s, step.Label(next.Label), next.Hint)
		isStep := sp.Apply(s, &ch)
		broken := sp.isBroken(&ch)
		sp.FX.Finding = 0
		if !isStep || broken || sp.Sys.Faults.spends(sp.faultsOf(s), sp.FX.faults) || sp.leadsOut(s) {
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
	return m.of.Monitor.Name, guard.Must1(c.codec.Decode(m.Bytes(id)))
}

// RefusesNode reports whether a bound of the system's refuses a step of a node of a
// state to a changed copy of it, or whether the state then is excluded. The node is
// changed by change, on a fresh copy.
func (sp *Space) RefusesNode(s []uint32, index int, change func(node any)) bool {
	c := sp.Sys
	id := s[sp.Nodes+index]
	before, after := c.View(id), c.View(id)
	change(after.Node)
	for i, b := range c.Model.Bounds {
		if b.Refuses != nil && !sp.Stabilised(s) && c.refuses(i, before.Node, after.Node) {
			return true
		}
	}
	return sp.Excludes(s, func(st *model.State) { st.Nodes[index] = *after })
}

// Excludes reports whether an assumption or the state constraint is false of a state
// when it is changed. Nodes must not be changed in place; messages may.
func (sp *Space) Excludes(s []uint32, change func(st *model.State)) bool {
	m := sp.Sys.Model
	if m.Constraint == nil && len(m.Assumptions) == 0 {
		return false
	}
	sp.packets = nil
	st := sp.state(s)
	sp.packets = nil
	change(st)
	return sp.Sys.leavesOut(st)
}
