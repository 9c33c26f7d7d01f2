package model

import (
	"bytes"
	"fmt"
)

// maxReread is how many of the nodes that properties saw are looked at again, for
// each worker.
const maxReread = 1 << 14

// changedByProperties returns an error when a property, or the state constraint,
// changed a node that it saw. Later ones saw something that never was.
func (s *spaces) changedByProperties() error {
	for _, sp := range s.list {
		left := maxReread
		for id, v := range sp.views {
			if v == nil {
				continue
			}
			if left--; left < 0 {
				break
			}
			info := &s.nodes[v.ID-1]
			was := splitNode(s.nodeTable.bytes(uint32(id))).fields
			is, err := info.fields.AppendFields(nil, v.Node)
			if err == nil && bytes.Equal(is, was) {
				continue
			}
			fresh := s.view(s.nodeTable.bytes(uint32(id)))
			return fmt.Errorf("%s changed a node that it saw; it must not: %s with %v became %v", s.whoChanges(fresh), v.Name, s.value(fresh.Node), s.value(v.Node))
		}
	}
	return nil
}

// whoChanges names the property that changes a node, if one of kind Local does.
func (s *spaces) whoChanges(v *View[any]) string {
	b := nodeBytes(s.compiled, v)
	for _, l := range s.checks.locals {
		again := *v
		again.Node = s.decodeNode(nodeParts{node: int(v.ID) - 1, fields: b})
		s.guard(l.question, func() Outcome { return l.check(again) })
		if !bytes.Equal(nodeBytes(s.compiled, &again), b) {
			return "property " + s.questions[l.question].name
		}
	}
	return "a property or the state constraint"
}

func nodeBytes(c *compiled, v *View[any]) []byte {
	b, _ := c.nodes[v.ID-1].fields.AppendFields(nil, v.Node) // nil when it is refused: then it was changed
	return b
}
