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

func (s *Node) Receive(model.Env, model.NodeID, model.Message) {
	/* want `detvet:ignore needs a reason` */ //detvet:ignore
	_ = time.Now()
}
func (s *Node) Timeout(model.Env, model.Timer) {}
