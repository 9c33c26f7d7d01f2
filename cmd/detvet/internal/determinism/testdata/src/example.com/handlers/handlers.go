// Package handlers: what is looked at.
package handlers

import (
	"time"

	"example.com/helper"
	"github.com/synod-go/synod/model"
)

type Node struct {
	n   int64
	app App
}

func (s *Node) Start(model.Env)                                        { s.n = time.Now().Unix() } // want `time.Now reads the clock`
func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) { s.called() }
func (s *Node) Timeout(env model.Env, _ model.Timer) {
	s.n = start
	run(s.passed)
	s.app.Apply()
	table["x"](s)
}
func (s *Node) CanInvoke() bool                 { return time.Now().IsZero() } // want `time.Now reads the clock`
func (s *Node) Invoke(model.Env)                { _ = time.Now() }             // want `time.Now reads the clock`
func (s *Node) Suspect(model.Env, model.NodeID) { _ = time.Now() }             // want `time.Now reads the clock`
func (s *Node) Trust(model.Env, model.NodeID)   { _ = time.Now() }             // want `time.Now reads the clock`
func (s *Node) called()                         { _ = time.Now() }             // want `time.Now reads the clock`
func (s *Node) passed()                         { _ = time.Now() }             // want `time.Now reads the clock`
func (s *Node) notCalled()                      { _ = time.Now() }
func run(f func())                              { f() }

var start = time.Now().Unix() // want `time.Now reads the clock`

var unread = time.Now().Unix()

var table = map[string]func(*Node){
	"x": func(*Node) { time.Sleep(1) }, // want `time.Sleep reads the clock`
}

// App is an application; its methods are followed.
type App interface{ Apply() }

type Store struct{}

func (Store) Apply() { _ = time.Now() } // want `time.Now reads the clock`

// Other is no node.
type Other struct{}

func (Other) Start(model.Env) { _ = time.Now() }

// Embedding gets its handlers from Node, and is one of two nodes with one fault.
type Embedding struct{ Node }

// Generic nodes are nodes.
type Generic[T any] struct{ v T }

func (g *Generic[T]) Start(model.Env)                                { g.again(); helper.Stamp() } // want `helper.Stamp calls helper.now, which is nondeterministic: time.Now reads the clock`
func (g *Generic[T]) Receive(model.Env, model.NodeID, model.Message) {}
func (g *Generic[T]) Timeout(model.Env, model.Timer)                 {}
func (g *Generic[T]) again()                                         { _ = time.Now() } // want `time.Now reads the clock`
