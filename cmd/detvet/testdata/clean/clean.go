// Package clean has the fault of package planted mended.
package clean

import (
	"slices"

	"github.com/synod-go/synod/cmd/detvet/testdata/wire"
	"github.com/synod-go/synod/model"
)

// Node sends a copy of its log.
type Node struct{ Log []int }

// Start sends it.
func (n *Node) Start(env model.Env) { env.Broadcast(wire.Message(slices.Clone(n.Log))) }

// Receive appends.
func (n *Node) Receive(_ model.Env, _ model.NodeID, m model.Message) {
	n.Log = append(n.Log, len(m.(wire.Log).Entries))
}

// Timeout does nothing.
func (n *Node) Timeout(model.Env, model.Timer) {}
