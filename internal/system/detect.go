package system

import (
	"fmt"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
)

// A failure detector has no state: whether a suspicion is enabled depends on who is up and
// on the budget of mistakes, and whether it is a step on what the handler does with it.

// Watched are the nodes that a node hears of from failure detectors.
type Watched struct {
	All model.NodeSet
	// Eventual are those about which the detector may be wrong.
	Eventual model.NodeSet
}

// compileDetectors finds out who watches whom.
func (c *System) compileDetectors() error {
	c.Watches = make([]Watched, len(c.Nodes))
	c.Detects = make([]model.NodeSet, len(c.Model.Detectors))
	for i, d := range c.Model.Detectors {
		where := fmt.Sprintf("detector %d", i+1)
		by, err := c.named(where, d.By)
		if err != nil {
			return err
		}
		of, err := c.named(where, d.Of)
		if err != nil {
			return err
		}
		if err := c.checkDetector(where, d, by, of); err != nil {
			return err
		}
		for _, id := range by.IDs() {
			w := &c.Watches[id-1]
			if twice := w.All & of.Without(id); twice != 0 {
				return fmt.Errorf("%s: another one tells %s of %s, too", where, c.Names[id], c.Names[twice.IDs()[0]])
			}
			w.All |= of.Without(id)
			c.Detects[i] |= of.Without(id)
			if d.Eventual {
				w.Eventual |= of.Without(id)
			}
		}
	}
	return nil
}

func (c *System) checkDetector(where string, d model.Detector, by, of model.NodeSet) error {
	for _, id := range by.IDs() {
		switch kind := c.Handlers.Kinds[id-1]; {
		case !kind.Has(node.Suspect):
			return fmt.Errorf("%s: node %s cannot be told of suspicions; it needs a method Suspect (model.Suspecter)", where, c.Names[id])
		case d.Eventual && !kind.Has(node.Trust):
			return fmt.Errorf("%s: it is Eventual, and node %s cannot be told that it was wrong; it needs a method Trust (model.Truster)", where, c.Names[id])
		}
	}
	for _, id := range of.IDs() {
		if g := c.groupOf(id); g.Crashes && !g.CrashStop && !d.Eventual {
			return fmt.Errorf("%s: it is perfect, and node %s restarts after a crash; accepted are nodes that do not (Group.CrashStop), or an Eventual detector", where, c.Names[id])
		}
	}
	return nil
}

func (c *System) groupOf(id model.NodeID) *model.Group {
	return &c.Model.Groups[c.Nodes[id-1].Group]
}

// stopped returns the nodes that never restart.
func (c *System) stopped() (nodes model.NodeSet) {
	for _, n := range c.Nodes {
		if c.groupOf(n.ID).CrashStop {
			nodes = nodes.With(n.ID)
		}
	}
	return nodes
}

// expandSuspicions expands what failure detectors can tell a node that is up.
func (sp *Space) expandSuspicions(s []uint32, f uint32, by int, out *explore.Successors) {
	for _, id := range sp.Sys.Watches[by].All.IDs() {
		sp.expandSuspicion(s, f, step.Suspect, by, int(id)-1, out)
		sp.expandSuspicion(s, f, step.Trust, by, int(id)-1, out)
	}
}

// expandSuspicion expands one of the two things that a node can be told of another.
func (sp *Space) expandSuspicion(s []uint32, f uint32, kind step.Kind, by, whom int, out *explore.Successors) {
	up := sp.node(s[sp.Nodes+whom]).up
	eventual := sp.Sys.Watches[by].Eventual.Has(model.NodeID(whom + 1))
	about := step.AboutPair(by, whom)
	switch {
	case kind == step.Trust:
		if up && eventual {
			sp.emitOutcomes(s, kind, about, by, step.TrustInput(whom), f, out)
		}
	case !up && (eventual || sp.stops.Has(model.NodeID(whom+1))):
		sp.emitOutcomes(s, kind, about, by, step.SuspectInput(whom), f, out)
	case up && eventual:
		if after, ok := sp.mistake(f); ok {
			sp.emitOutcomes(s, kind, about, by, step.SuspectInput(whom), after, out)
		}
	}
}

// mistake returns the budgets after the suspicion of a node that is up, or false when none
// is left.
func (sp *Space) mistake(f uint32) (after uint32, ok bool) {
	if sp.Sys.Model.Faults.Mistakes == 0 {
		return f, false
	}
	return sp.Sys.Faults.use(f, useMistake)
}

// suspicions lists what failure detectors may tell in a state, by how often it is to
// happen: what is true, and mistakes.
func (sp *Space) suspicions(s []uint32) (right, wrong []candidate) {
	nodes := s[sp.Nodes:sp.Mons]
	for by, w := range sp.Sys.Watches {
		if !sp.node(nodes[by]).up {
			continue
		}
		for _, id := range w.All.IDs() {
			whom := int(id) - 1
			suspect := candidate{step.Suspect, step.AboutPair(by, whom)}
			switch {
			case !sp.node(nodes[whom]).up:
				right = append(right, suspect)
			case w.Eventual.Has(id):
				right = append(right, candidate{step.Trust, step.AboutPair(by, whom)})
				wrong = append(wrong, suspect)
			}
		}
	}
	return right, wrong
}
