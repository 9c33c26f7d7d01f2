package system

import (
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/shown"
)

// Moving says of each kind of what holds numbers by difference whether the smallest counter
// was ever above 0. Kinds are groups of nodes and types of messages. What holds no number
// above 0 says nothing, and is left out. Nothing else may run.
func (c *System) Moving() map[string]bool {
	d := c.difference
	if d == nil {
		return nil
	}
	moving := map[string]bool{}
	note := func(name string, s span) { moving[name] = moving[name] || s.base > 0 }
	hot := c.NodeTable.Hot.Snapshot()
	for id, s := range d.nodes.Snapshot() {
		if s.greatest > 0 {
			note("nodes "+c.Model.Groups[c.Nodes[hot[id].Node].Group].Prefix, s)
		}
	}
	for id, s := range d.messages.Snapshot() {
		if s.greatest > 0 {
			m := guard.Must1(c.codec.Decode(c.msgTable.Bytes(uint32(id))[2:]))
			note("messages "+shown.TypeName(m), s)
		}
	}
	return moving
}
