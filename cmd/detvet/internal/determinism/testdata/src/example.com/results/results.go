// Package results: what is learnt of a function's results one by one. It is on its
// own, for in a larger package there is always something else to learn.
package results

import "github.com/synod-go/synod/model"

type Node struct{ list []int }

func (s *Node) Start(env model.Env) {
	env.Broadcast(second(s.list)) // want `the message holds s.list, which`
}
func (s *Node) Receive(model.Env, model.NodeID, model.Message) {}
func (s *Node) Timeout(model.Env, model.Timer)                 {}

// second learns last of all that it returns what it is given.
func second(l []int) []int {
	_, b := both(l)
	return b
}

// both is known to hold l in its first result before it is in its second.
func both(l []int) (a, b []int) { return l, same(l) }

func same(l []int) []int { return l }
