package search

import (
	"bytes"
	"fmt"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/system"
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
			was := s.StateOf(uint32(id)).Inner
			is, err := kindOf(s.System, v).Identity(v.Node)
			if err == nil && bytes.Equal(is, was) {
				continue
			}
			fresh := s.View(uint32(id))
			return fmt.Errorf("%s changed a node that it saw; it must not: %s with %v became %v", s.whoChanges(fresh), v.Name, s.Names.Plain(fresh.Node), s.Names.Plain(v.Node))
		}
	}
	return nil
}

// whoChanges names the property that changes a node, if one of kind Local does.
func (s *spaces) whoChanges(v *model.View[any]) string {
	b := nodeBytes(s.System, v)
	for _, l := range s.Checks.Locals {
		again := *v
		again.Node = kindOf(s.System, v).Show(b)
		s.Guard(l.Question, func() model.Outcome { return l.Check(again) })
		if !bytes.Equal(nodeBytes(s.System, &again), b) {
			return "property " + s.Questions[l.Question].Name
		}
	}
	return "a property, the state constraint or an assumption"
}

// kindOf returns the kind of a node.
func kindOf(c *system.System, v *model.View[any]) node.Kind { return c.Handlers.Kinds[v.ID-1] }

func nodeBytes(c *system.System, v *model.View[any]) []byte {
	b, _ := kindOf(c, v).Identity(v.Node) // nil when it is refused: then it was changed
	return b
}
