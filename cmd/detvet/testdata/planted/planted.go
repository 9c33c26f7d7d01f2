// Package planted has one fault, for detvet to find: what another package's
// function does with the log.
package planted

import (
	"github.com/synod-go/synod/cmd/detvet/testdata/wire"
	"github.com/synod-go/synod/model"
)

// Node sends its log.
type Node struct{ Log []int }

// Start sends it.
func (n *Node) Start(env model.Env) { env.Broadcast(wire.Message(n.Log)) }

// Receive appends.
func (n *Node) Receive(_ model.Env, _ model.NodeID, m model.Message) {
	n.Log = append(n.Log, len(m.(wire.Log).Entries))
}

// Timeout does nothing.
func (n *Node) Timeout(model.Env, model.Timer) {}
