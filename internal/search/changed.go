package search

import (
	"fmt"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/model"
)

// maxReread is how many of the nodes that properties saw are looked at again, for
// each worker.
const maxReread = 1 << 14

// changedByProperties returns an error when a property, the state constraint or an
// assumption changed a node that it saw. Later ones saw something that never was.
func (s *spaces) changedByProperties() error {
	for _, sp := range s.list {
		left := maxReread
		for id, v := range sp.Views {
			if v == nil {
				continue
			}
			if left--; left < 0 {
				break
			}
			if state := s.StateOf(uint32(id)); s.Handlers.Kinds[state.Node].Intact(state.Inner, v.Node) {
				continue
			}
			fresh := s.View(uint32(id))
			return fmt.Errorf("%s changed a node that it saw; it must not: %s with %v became %v", s.whoChanges(fresh, s.StateOf(uint32(id))), v.Name, s.Names.Plain(fresh.Node), s.Names.Plain(v.Node))
		}
	}
	return nil
}

// whoChanges names the property that changes a node, if one of kind Local does.
func (s *spaces) whoChanges(v *model.View[any], state node.State) string {
	kind := s.Handlers.Kinds[state.Node]
	for _, l := range s.Checks.Locals {
		again := *v
		again.Node = kind.Show(state.Inner)
		s.Guard(l.Question, func() model.Outcome { return l.Check(again) })
		if !kind.Intact(state.Inner, again.Node) {
			return "property " + s.Questions[l.Question].Name
		}
	}
	return "a property, the state constraint or an assumption"
}
