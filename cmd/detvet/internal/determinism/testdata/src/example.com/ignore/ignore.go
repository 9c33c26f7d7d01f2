// Package ignore: the comment that silences.
package ignore

import (
	"time"

	"github.com/synod-go/synod/model"
)

type Node struct{ m map[int]int }

func (s *Node) Start(env model.Env) {
	_ = time.Now() //detvet:ignore only printed
	//detvet:ignore only printed
	_ = time.Now()
	_ = time.Now() // want `time.Now reads the clock`
	for k := range s.m {
		env.Send(1, k) //detvet:ignore there is one element
	}
}

// session sends what belongs to the node, and says why it may.
type session struct{ list []int }

func (s *session) tell(env model.Env) {
	env.Send(1, s.list) //detvet:ignore nobody changes it
}

func (s *session) blab(env model.Env) { env.Send(1, s.list) }

type teller struct{ session }

func (t *teller) Start(env model.Env) {
	t.tell(env)
	t.blab(env) // want `session.blab sends t.session, which stays the sender's`
}
func (t *teller) Receive(model.Env, model.NodeID, model.Message) {}
func (t *teller) Timeout(model.Env, model.Timer)                 {}

func (s *Node) Receive(model.Env, model.NodeID, model.Message) {
	/* want `detvet:ignore needs a reason` */ //detvet:ignore
	_ = time.Now()
}
func (s *Node) Timeout(model.Env, model.Timer) {}
